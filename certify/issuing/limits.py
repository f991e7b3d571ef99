"""Bounds of the numbers of a sum, and the sums of the tables that keep them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from certify.constructions import SigmoidSum, minimax
from certify.constructions.minimax import Entry
from certify.errors import BadInput
from certify.exact import positive, rough, shown
from certify.issuing.options import UNITS


@dataclass(frozen=True)
class Limits:
    """All |a| <= weight and all |b| <= slope in the terms of a sum; None where there is no bound.

    Args:
        units: of the terms, a S(b x + c) or a tanh(b x + c).

    >>> limits = Limits.of("3/2", None)
    >>> str(limits), limits.fewest(["minimax", "tame"], Fraction(1, 1000))
    ('|a| <= 3/2', ('tame', 7))
    """

    weight: Fraction | None = None
    slope: Fraction | None = None
    units: str = "sigmoid"

    @classmethod
    def of(cls, weight: Any, slope: Any, units: str = "sigmoid") -> Limits:
        """From exact positive numbers, or None."""
        return cls(
            None if weight is None else positive(weight, "max-weight"),
            None if slope is None else positive(slope, "max-slope"),
            units,
        )

    def __bool__(self) -> bool:
        """Whether there is a bound."""
        return (self.weight, self.slope) != (None, None)

    def __str__(self) -> str:
        said = {"a": self.weight, "b": self.slope}
        return " and ".join(f"|{name}| <= {shown(v)}" for name, v in said.items() if v is not None)

    def keeps(self, g: SigmoidSum) -> bool:
        """Whether the numbers of a sum are within the bounds."""
        weight, slope, _ = largest(g, self.units)
        return (self.weight is None or weight <= self.weight) and (
            self.slope is None or slope <= self.slope
        )

    def entries(self, tables: Sequence[str], n: int | None = None) -> Iterator[tuple[str, Entry]]:
        """What is within the bounds in the tables, of n sigmoids or of any number."""
        for table in tables:
            for size in minimax.sizes(table):
                if n in (None, size) and self.keeps(minimax.entry(size, table).sum):
                    yield table, minimax.entry(size, table)

    def fewest(self, tables: Sequence[str], eps: Fraction) -> tuple[str, int] | None:
        """Table and n of the fewest sigmoids whose error is at most eps, and then the least weights."""
        found = [
            (entry.n, largest(entry.sum)[0], table)
            for table, entry in self.entries(tables)
            if entry.upper <= eps
        ]
        return (min(found)[2], min(found)[0]) if found else None

    def closest(self, tables: Sequence[str], n: int) -> str | None:
        """The table whose sum of n sigmoids errs least."""
        found = [(entry.upper, table) for table, entry in self.entries(tables, n)]
        return min(found)[1] if found else None

    def none_within(self, tables: Sequence[str], eps: Fraction) -> BadInput:
        """That no sum of the tables has an error of at most eps, and which is nearest to it."""
        what = f", with {self}" if self else ""
        message = f"eps = {rough(eps)} is below the tables {', '.join(tables)}{what}"
        near = [(entry.upper, entry.n, table) for table, entry in self.entries(tables)]
        if near:
            error, n, table = min(near)
            message += f"; the nearest is {table} with n = {n}, for eps = {shown(error)}"
        return BadInput(message if self else f"{message}; the construction graded has no end")


def largest(g: SigmoidSum, units: str = "sigmoid") -> tuple[Fraction, Fraction, Fraction]:
    """The largest |a|, |b| and |c| of a sum, written in these units.

    >>> [float(v) for v in largest(minimax.entry(3, "tame").sum)]
    [1.16641, 10.943, 2.5326]
    """
    weight, slope, offset = (
        UNITS[units] * max((abs(term[place]) for term in g.terms), default=Fraction(0))
        for place in range(3)
    )
    return weight, slope, offset
