"""Sums of many sigmoids, of which few bend in any one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from certify import checker
from certify.engines.form import Form, Forms, Leaf, Piece
from certify.engines.selection import Engine


class LocalForms:
    """The forms of a piece, on each leaf from the sigmoids that bend near it; the others are 0 or 1.

    Blocks of the piece that hold about 32 centres of evenly spread sigmoids have their own forms.  What
    the flat sigmoids may differ from 0 and 1, less than a unit each, is added to the bounds.
    """

    def __init__(self, engine: Engine, piece: Piece, grid: int, bits: int) -> None:
        self.engine, self.piece, self.grid, self.bits = engine, piece, grid, bits
        self.fixed = piece.fixed(bits, grid)
        self.width = 1 << grid - halvings(piece)
        self.known: dict[tuple[int, int], Forms] = {}

    def __call__(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        """The form of every leaf."""
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, (low, _, high) in enumerate(leaves):
            start = low - low % self.width
            block = (start, start + self.width) if high <= start + self.width else (0, 1 << self.grid)
            groups[block].append(index)
        found: dict[int, Form] = {}
        for block, members in groups.items():
            forms = self._forms(block)([leaves[index] for index in members])
            found.update(zip(members, forms, strict=True))
        for index in range(len(leaves)):
            yield Form(*(
                (low - off, high + off)
                for (low, high), off in zip(found[index], self.fixed.off, strict=True)
            ))  # fmt: skip

    def _forms(self, block: tuple[int, int]) -> Forms:
        if block not in self.known:
            bent, ones = self.fixed.bent(*block)
            terms = self.piece.terms
            constant = self.piece.constant + sum((terms[i][0] for i in ones), Fraction(0))
            part = Piece(constant, self.piece.rise, tuple(terms[i] for i in bent))
            self.known[block] = self.engine.forms(part, self.grid, self.bits)
        return self.known[block]


def halvings(piece: Piece) -> int:
    """How often a piece is halved for its blocks."""
    return (len(piece.terms) // checker.BLOCK).bit_length()
