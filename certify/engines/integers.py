"""The checker's own fixed point: any precision, nothing to install."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from certify.engines.form import Form, Forms, Leaf, Piece, rough_bits


class Integers:
    """Exact integers in units of 2^-bits, with stated errors (:class:`certify.checker.Piece`)."""

    name = "integers"

    def forms(self, piece: Piece, grid: int, bits: int) -> Forms:
        return IntegerForms(piece, grid, bits)


class IntegerForms:
    """The forms as the checker computes them, the curvature with fewer bits."""

    def __init__(self, piece: Piece, grid: int, bits: int) -> None:
        self.piece, self.grid, self.bits = piece, grid, bits
        self.fixed = self.rough = piece.fixed(bits, grid)
        if rough_bits(bits) < bits:
            self.rough = piece.fixed(rough_bits(bits), grid)

    def __call__(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        extra = self.bits - self.rough.bits
        known: dict[int, list[int]] = {}
        for leaf in leaves:
            known = {point: known.get(point) or self.rough.levels(point) for point in leaf}
            left, middle, right = (known[point] for point in leaf)
            low, high = self.rough.curvature(left, right)
            if extra:
                middle = self.fixed.levels(leaf[1])
            yield Form(
                self.fixed.value(leaf[1], middle),
                self.fixed.slope(middle),
                (low << extra, high << extra),
            )
