"""Equal steps of one height on [0, 1]: what the staircase and its relatives share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from certify.checker import STAIRS
from certify.constructions.sigmoid_sum import SigmoidSum, Term


@dataclass(frozen=True)
class Stairs:
    """g(x) = d sum_{i=1..N} S((k/d)(x - (i - s) d)), d = 1/N, with a shift s.

    Args:
        n: N, or N + 1, as the kind counts.
        k: steepness, above 0.
    """

    n: int
    k: Fraction

    kind: ClassVar[str]

    @classmethod
    def first(cls) -> int:
        """n with one sigmoid."""
        return STAIRS[cls.kind][0]

    @classmethod
    def of(cls, sigmoids: int, k: Fraction) -> Self:
        """The one with so many sigmoids."""
        return cls(sigmoids + cls.first() - 1, k)

    @property
    def sigmoids(self) -> int:
        """N."""
        return self.n - self.first() + 1

    @property
    def shift(self) -> Fraction:
        """By how many steps the centres lie to the left of d, 2d, ..., 1."""
        return STAIRS[self.kind][1]

    @property
    def d(self) -> Fraction:
        """The distance of the centres, and the height of a step."""
        return Fraction(1, self.sigmoids)

    def terms(self) -> Iterator[Term]:
        """(a, b, c) of every a S(b x + c), one by one: n may be too large for a list."""
        for i in range(1, self.sigmoids + 1):
            yield self.d, self.k / self.d, self.k * (self.shift - i)

    def sum(self) -> SigmoidSum:
        """All terms at once."""
        return SigmoidSum.of(self.terms())

    def written(self) -> dict[str, Any]:
        """The construction in a certificate."""
        return {"kind": self.kind, "n": self.n, "k": str(self.k)}
