"""Equal steps between given values: a sum of sigmoids for any function of one variable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from certify.constructions.sigmoid_sum import SigmoidSum, Term


@dataclass(frozen=True)
class Steps:
    """g(x) = y_0 + sum_{i=1..m} (y_i - y_{i-1}) S((k/h)(x - a - (i - 1/2) h)), h = (b-a)/m.

    Args:
        a, b: the ends of the domain, a < b.
        k: steepness, above 0.
        values: y_0, ..., y_m, at least two.

    >>> steps = Steps(Fraction(0), Fraction(2), Fraction(4), (Fraction(5), Fraction(7), Fraction(6)))
    >>> steps.sigmoids, list(steps.terms())[1]
    (2, (Fraction(-1, 1), Fraction(4, 1), Fraction(-6, 1)))
    """

    a: Fraction
    b: Fraction
    k: Fraction
    values: tuple[Fraction, ...]

    @property
    def sigmoids(self) -> int:
        return len(self.values) - 1

    @property
    def h(self) -> Fraction:
        """The width of a step."""
        return (self.b - self.a) / self.sigmoids

    def terms(self) -> Iterator[Term]:
        """(a, b, c) of every a S(b x + c)."""
        start = self.k * (Fraction(1, 2) - self.a / self.h)
        for i, (left, right) in enumerate(pairwise(self.values), 1):
            yield right - left, self.k / self.h, start - self.k * i

    def sum(self) -> SigmoidSum:
        """The constant y_0 and all terms."""
        return SigmoidSum.of(self.terms(), self.values[0])
