"""Second-order Taylor forms over arrays of intervals, for many leaves at once.

e(m + h) lies between e(m) + e'(m) h + c h^2/2 for the bounds c of e'' on the leaf.  S increases, so
on a leaf each sigmoid stays between its values at the ends, and with s = S(b u + c)

    S' = s (1 - s),   S'' = s (1 - s)(1 - 2 s),   d S''/ds = 1 - 6 s (1 - s).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from typing import Any

import numpy as np

from certify.engines.form import Form, Forms, Leaf, Piece
from certify.engines.local import LocalForms, halvings

CHUNK = 1 << 18
"""Sigmoids that are evaluated at once."""

Array = Any
"""Intervals in an array of one or two axes, with NumPy's indexing and broadcasting.

Arrays of one engine are combined by ``+ - *`` with each other and with integers; the result encloses
the exact one for all members.
"""


class ArrayEngine:
    """Enclosures over arrays: each result contains the exact one for all members of the operands."""

    name: str

    def working(self) -> AbstractContextManager[Any]:
        """The context in which arrays are combined."""
        return nullcontext()

    def exact(self, values: Sequence[Fraction]) -> Array:
        """Intervals around rational numbers, along one axis."""
        raise NotImplementedError

    def sigmoid(self, x: Array) -> Array:
        """S(t) = 1/(1+exp(-t)) over every interval."""
        raise NotImplementedError

    def hull(self, x: Array, y: Array) -> Array:
        """The least intervals that contain those of x and of y."""
        raise NotImplementedError

    def bounds(self, x: Array, bits: int) -> tuple[list[int], list[int]]:
        """Lower and upper ends along one axis, rounded outward to integers times 2^-bits."""
        raise NotImplementedError

    def forms(self, piece: Piece, grid: int, bits: int) -> Forms:
        if halvings(piece):
            return LocalForms(lambda part: TaylorForms(self, part, grid, bits), piece, grid, bits)
        return TaylorForms(self, piece, grid, bits)


class ElementEngine(ArrayEngine):
    """Arrays of Python objects, combined one by one, of so many bits."""

    def __init__(self, prec: int) -> None:
        self.prec = prec

    def number(self, value: Fraction) -> Any:
        """One interval around a rational number."""
        raise NotImplementedError

    def exact(self, values: Sequence[Fraction]) -> Array:
        array = np.empty(len(values), dtype=object)
        array[:] = [self.number(value) for value in values]
        return array


class TaylorForms:
    """The forms of one piece in one engine; positions are integers on a grid of 2^-grid.

    Args:
        engine: of the arithmetic.
        piece: the function.
        grid, bits: the units of positions and of the results, 2^-grid and 2^-bits.
    """

    def __init__(self, engine: ArrayEngine, piece: Piece, grid: int, bits: int) -> None:
        self.engine, self.piece, self.grid, self.bits = engine, piece, grid, bits
        with engine.working():
            self.constant, self.rise = (engine.exact([t])[0] for t in (piece.constant, piece.rise))
            columns = zip(*((a, b, c, a * b, a * b * b) for a, b, c in piece.terms), strict=True)
            self.columns = [engine.exact(column)[None, :] for column in columns]

    def __call__(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        """The form of every leaf (left end, centre, right end)."""
        size = max(CHUNK // (3 * max(len(self.piece.terms), 1)), 1)
        with self.engine.working():
            for start in range(0, len(leaves), size):
                yield from self._chunk(leaves[start : start + size])

    def _chunk(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        points = sorted({point for leaf in leaves for point in leaf})
        place = {point: index for index, point in enumerate(points)}
        left, middle, right = np.array([[place[point] for point in leaf] for leaf in leaves]).T
        u = self.engine.exact([Fraction(point, 1 << self.grid) for point in points])
        value = u[middle] * self.rise + self.constant
        slope = u[middle] * 0 + self.rise
        curvature = u[middle] * 0
        if self.columns:
            a, b, c, ab, abb = self.columns
            levels = self.engine.sigmoid(u[:, None] * b + c)
            s, span = levels[middle], self.engine.hull(levels[left], levels[right])
            steep = s * (1 - s)
            turning = 1 - span * (1 - span) * 6
            bend = steep * (1 - s * 2) + turning * (span - s)
            value = value + _total(s * a)
            slope = slope + _total(steep * ab)
            curvature = curvature + _total(bend * abb)
        bounds = [self.engine.bounds(x, self.bits) for x in (value, slope, curvature)]
        (v, w), (s_0, s_1), (c_0, c_1) = bounds
        for form in zip(v, w, s_0, s_1, c_0, c_1, strict=True):
            yield Form(form[0:2], form[2:4], form[4:6])


def _total(x: Array) -> Array:
    """The sum over the second axis, halves added to halves."""
    odd = []
    while x.shape[1] > 1:
        half = x.shape[1] // 2
        if x.shape[1] % 2:
            odd.append(x[:, -1])
        x = x[:, :half] + x[:, half : 2 * half]
    return sum(odd, x[:, 0])
