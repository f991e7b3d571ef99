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

    def rough(self) -> ArrayEngine:
        """The same arithmetic with fewer bits, for e''."""
        return self

    def forms(self, piece: Piece, grid: int, bits: int) -> Forms:
        return TaylorForms(self, piece, grid, bits)


class TaylorForms:
    """The forms of one piece in one engine; positions are integers on a grid of 2^-grid.

    Args:
        engine: of the arithmetic.
        piece: the function.
        grid, bits: the units of positions and of the results, 2^-grid and 2^-bits.
    """

    def __init__(self, engine: ArrayEngine, piece: Piece, grid: int, bits: int) -> None:
        self.piece, self.grid, self.bits = piece, grid, bits
        self.fine = self.rough = Expansion(engine, piece)
        if engine.rough() is not engine:
            self.rough = Expansion(engine.rough(), piece)

    def __call__(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        """The form of every leaf (left end, centre, right end)."""
        size = max(CHUNK // (3 * max(len(self.piece.terms), 1)), 1)
        for start in range(0, len(leaves), size):
            yield from self._chunk(leaves[start : start + size])

    def _chunk(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        points = sorted({point for leaf in leaves for point in leaf})
        place = {point: index for index, point in enumerate(points)}
        left, middle, right = np.array([[place[point] for point in leaf] for leaf in leaves]).T
        places = [Fraction(point, 1 << self.grid) for point in points]
        levels = self.rough.levels(places)
        low, high = self.rough.curvature(levels, left, middle, right, self.bits)
        if self.fine is not self.rough:
            places, middle = [places[index] for index in middle], np.arange(len(leaves))
            levels = self.fine.levels(places)
        bounds = self.fine.value_and_slope(places, levels, middle, self.bits)
        for v, w, s, t, c, d in zip(*bounds, low, high, strict=True):
            yield Form((v, w), (s, t), (c, d))


class Expansion:
    """e, e' and e'' of one piece in one arithmetic, over arrays of places."""

    def __init__(self, engine: ArrayEngine, piece: Piece) -> None:
        self.engine = engine
        with engine.working():
            self.constant, self.rise = (engine.exact([t])[0] for t in (piece.constant, piece.rise))
            columns = zip(*((a, b, c, a * b, a * b * b) for a, b, c in piece.terms), strict=True)
            self.columns = [engine.exact(column)[None, :] for column in columns]
            self.one, self.two, self.six = (engine.exact([Fraction(t)])[None, :] for t in (1, 2, 6))

    def levels(self, places: Sequence[Fraction]) -> Array:
        """S(b u + c): a row for every place, a column for every term."""
        if not self.columns:
            return None
        _, b, c, _, _ = self.columns
        with self.engine.working():
            return self.engine.sigmoid(self.engine.exact(places)[:, None] * b + c)

    def value_and_slope(
        self, places: Sequence[Fraction], levels: Array, rows: np.ndarray, bits: int
    ) -> list[list[int]]:
        """Lower and upper bounds of e, then of e', at some of the places."""
        with self.engine.working():
            u = self.engine.exact(places)[rows]
            value, slope = u * self.rise + self.constant, u * 0 + self.rise
            if self.columns:
                a, _, _, ab, _ = self.columns
                s = levels[rows]
                value, slope = value + _total(s * a), slope + _total(s * (self.one - s) * ab)
            return [end for x in (value, slope) for end in self.engine.bounds(x, bits)]

    def curvature(
        self, levels: Array, left: np.ndarray, middle: np.ndarray, right: np.ndarray, bits: int
    ) -> tuple[list[int], list[int]]:
        """Lower and upper bounds of e'' on the leaves from left to right, by the mean value form."""
        if not self.columns:
            return [0] * len(left), [0] * len(left)
        abb = self.columns[-1]
        with self.engine.working():
            s, span = levels[middle], self.engine.hull(levels[left], levels[right])
            turning = self.one - span * (self.one - span) * self.six
            bend = s * (self.one - s) * (self.one - s * self.two) + turning * (span - s)
            return self.engine.bounds(_total(bend * abb), bits)


def _total(x: Array) -> Array:
    """The sum over the second axis, halves added to halves."""
    odd = []
    while x.shape[1] > 1:
        half = x.shape[1] // 2
        if x.shape[1] % 2:
            odd.append(x[:, -1])
        x = x[:, :half] + x[:, half : 2 * half]
    return sum(odd, x[:, 0])
