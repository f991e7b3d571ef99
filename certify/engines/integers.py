"""The checker's own fixed point: any precision, nothing to install."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from certify import checker
from certify.engines.form import Form, Forms, Leaf, Piece


class Integers:
    """Exact integers in units of 2^-bits, with stated errors (:class:`certify.checker.Piece`)."""

    name = "integers"

    def forms(self, piece: Piece, grid: int, bits: int, order: int) -> Forms:
        return IntegerForms(piece, grid, bits, order)


class IntegerForms:
    """The forms as the checker computes them."""

    def __init__(self, piece: Piece, grid: int, bits: int, order: int) -> None:
        self.piece, self.grid, self.bits, self.order = piece, grid, bits, order
        self.fixed = piece.fixed(bits, grid)

    def __call__(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        parts = checker.Parts(self.fixed)
        found: dict[int, Form] = {}
        for index, (low, middle, high) in sorted(enumerate(leaves), key=lambda entry: entry[1]):
            part = parts.around(low, high)
            found[index] = Form(*part.form(low, middle, high, self.order))
        for index in range(len(leaves)):
            yield found[index]
