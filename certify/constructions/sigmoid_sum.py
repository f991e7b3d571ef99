"""c0 + sum_i a_i S(b_i x + c_i), with exact rational numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from certify.checker import like_terms
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

    def __sub__(self, other: SigmoidSum) -> SigmoidSum:
        """The difference, like terms taken together, so that equal functions leave nothing.

        S(b x + c) for different b > 0 and c are linearly independent, since their poles differ.

        >>> half = SigmoidSum(Fraction(0), ((Fraction(1), Fraction(4), Fraction(0)),))
        >>> mirrored = SigmoidSum(Fraction(1), ((Fraction(-1), Fraction(-4), Fraction(0)),))
        >>> half - mirrored
        SigmoidSum(constant=Fraction(0, 1), terms=())
        """
        minus = [(-a, b, c) for a, b, c in other.terms]
        constant, terms = like_terms(self.constant - other.constant, [*self.terms, *minus])
        return SigmoidSum.of(terms, constant)

    def __call__(self, x: Fraction | Interval, prec: int = 128) -> Interval:
        """Encloses the value at a rational number, or the values over an interval."""
        total = Interval.exact(self.constant, prec)
        for a, b, c in self.terms:
            inside = x * b + c
            point = inside if isinstance(inside, Interval) else Interval.exact(inside, prec)
            total = total + sigmoid(point) * a
        return total
