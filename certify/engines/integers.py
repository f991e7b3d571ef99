"""The checker's own fixed point: any precision, nothing to install."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from certify import checker
from certify.engines.form import Form, Forms, Leaf, Piece


class Integers:
    """Exact integers in units of 2^-bits, with stated errors (:class:`certify.checker.Piece`)."""

    name = "integers"

    def forms(self, piece: Piece, grid: int, bits: int) -> Forms:
        return IntegerForms(piece, grid, bits)


class IntegerForms:
    """The forms as the checker computes them."""

    def __init__(self, piece: Piece, grid: int, bits: int) -> None:
        self.piece, self.grid, self.bits = piece, grid, bits
        self.fixed = piece.fixed(bits, grid)

    def __call__(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        parts, before = checker.Parts(self.fixed), None
        found: dict[int, Form] = {}
        known: dict[int, list[int]] = {}
        for index, leaf in sorted(enumerate(leaves), key=lambda entry: entry[1]):
            part = parts.around(leaf[0], leaf[2])
            if part is not before:
                before, known = part, {}
            for point in leaf:
                if point not in known:
                    known[point] = part.levels(point)
            left, middle, right = (known[point] for point in leaf)
            found[index] = Form(
                part.value(leaf[1], middle), part.slope(middle), part.curvature(left, right)
            )
        for index in range(len(leaves)):
            yield found[index]
