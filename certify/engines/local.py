"""Sums of many sigmoids, of which few bend in any one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from certify.engines.form import Form, Forms, Leaf, Piece

FEW = 32
"""So many terms are not worth taking apart."""

Block = tuple[int, int]


def halvings(piece: Piece) -> int:
    """How often a piece is halved into blocks, as in :class:`certify.checker.Parts`."""
    steepest = max((abs(b) for _, b, _ in piece.terms), default=Fraction(0))
    return min(len(piece.terms) // FEW, int(steepest) // 128).bit_length()


class LocalForms:
    """The forms of a piece, on each leaf from the sigmoids that bend near it; the others are 0 or 1.

    Each block has its own forms.  What the flat sigmoids may add to e is added to the value's bounds.
    """

    def __init__(self, make: Callable[[Piece], Forms], piece: Piece, grid: int, bits: int) -> None:
        self.make, self.piece, self.grid, self.bits = make, piece, grid, bits
        self.fixed = piece.fixed(bits, grid)
        self.width = 1 << grid - halvings(piece)
        self.known: dict[Block, tuple[Forms, int]] = {}

    def __call__(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        """The form of every leaf."""
        groups: dict[Block, list[int]] = defaultdict(list)
        for index, (low, _, high) in enumerate(leaves):
            start = low - low % self.width
            block = (start, start + self.width) if high <= start + self.width else (0, 1 << self.grid)
            groups[block].append(index)
        found: dict[int, Form] = {}
        for block, members in groups.items():
            forms, off = self._forms(block)
            for index, form in zip(members, forms([leaves[i] for i in members]), strict=True):
                low, high = form.value
                found[index] = form._replace(value=(low - off, high + off))
        for index in range(len(leaves)):
            yield found[index]

    def _forms(self, block: Block) -> tuple[Forms, int]:
        """The forms of a block, and how many units its flat sigmoids may add."""
        if block not in self.known:
            bent, zeros, ones = self.fixed.bent(*block)
            terms = self.piece.terms
            constant = self.piece.constant + sum((terms[i][0] for i in ones), Fraction(0))
            part = Piece(constant, self.piece.rise, tuple(terms[i] for i in bent))
            off = sum(self.fixed.heights[i] for i in (*zeros, *ones))
            self.known[block] = self.make(part), off
        return self.known[block]
