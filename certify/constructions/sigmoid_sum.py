"""c0 + sum_i a_i S(b_i x + c_i), with exact rational numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from certify.enclosure import Interval, sigmoid

Term = tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True)
class SigmoidSum:
    """x -> constant + sum of a S(b x + c) over the terms (a, b, c).

    >>> SigmoidSum(Fraction(0), ((Fraction(1), Fraction(4), Fraction(0)),))(Fraction(0)).mid
    Fraction(1, 2)
    """

    constant: Fraction
    terms: tuple[Term, ...]

    @classmethod
    def of(cls, terms: Iterable[Term], constant: Fraction = Fraction(0)) -> SigmoidSum:
        return cls(constant, tuple(terms))

    def __call__(self, x: Fraction | Interval, prec: int = 128) -> Interval:
        """Encloses the value at a rational number, or the values over an interval."""
        total = Interval.exact(self.constant, prec)
        for a, b, c in self.terms:
            inside = x * b + c
            point = inside if isinstance(inside, Interval) else Interval.exact(inside, prec)
            total = total + sigmoid(point) * a
        return total
