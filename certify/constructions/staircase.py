"""The staircase of sigmoids: equal steps d = 1/(n-1), centres d, 2d, ..., 1, steepness k/d."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from certify.constructions.sigmoid_sum import SigmoidSum, Term


@dataclass(frozen=True)
class Staircase:
    """g(x) = d sum_{i=1..n-1} S((k/d)(x - i d)), d = 1/(n-1).

    Args:
        n: grid points on [0, 1], at least 2; n - 1 sigmoids.
        k: steepness, above 0.

    Source: "A Little Bit of Activation Function Metamorphosis" (2020).

    >>> Staircase(3, Fraction(4)).d, list(Staircase(3, Fraction(4)).terms())[0]
    (Fraction(1, 2), (Fraction(1, 2), Fraction(8, 1), Fraction(-4, 1)))
    """

    n: int
    k: Fraction

    @property
    def sigmoids(self) -> int:
        return self.n - 1

    @property
    def d(self) -> Fraction:
        """The distance of the grid points, and the height of a step."""
        return Fraction(1, self.n - 1)

    def terms(self) -> Iterator[Term]:
        """(a, b, c) of every a S(b x + c), one by one: n may be too large for a list."""
        for i in range(1, self.n):
            yield self.d, self.k / self.d, -self.k * i

    def sum(self) -> SigmoidSum:
        """All terms at once."""
        return SigmoidSum.of(self.terms())
