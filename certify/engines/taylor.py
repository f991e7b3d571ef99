"""Taylor forms over arrays of intervals, for many leaves at once.

For |h| <= r the sigmoid S(z + b h), at z = b m + c, is its Taylor polynomial of order p and a rest of at
most 2 S' |b h/2|^(p+1), S' between z - b r and z + b r.  The powers of h from the third on count as a
change of the curvature, c h^2/2 with

    c = S''(z) b^2 + the terms 2 S^(m)(z) b^m/m! h^(m-2) for 3 <= m <= p + the rest.

Where b times the width of the leaf is 2 or more, S(z + b h) = S(z) + b h S' counts as slope.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from typing import Any

import numpy as np

from certify import checker
from certify.engines.form import Form, Forms, Leaf, Piece
from certify.engines.local import LocalForms, halvings
from certify.errors import BadInput

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

    def forms(self, piece: Piece, grid: int, bits: int, order: int) -> Forms:
        if piece.softs:
            raise BadInput(f"the engine '{self.name}' has no softplus; the engine 'integers' has")
        if halvings(piece):
            return LocalForms(lambda part: TaylorForms(self, part, grid, bits, order), piece, grid, bits)
        return TaylorForms(self, piece, grid, bits, order)


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
        order: of the Taylor polynomials, at least 2.
    """

    def __init__(self, engine: ArrayEngine, piece: Piece, grid: int, bits: int, order: int) -> None:
        self.engine, self.piece, self.grid, self.bits, self.order = engine, piece, grid, bits, order
        terms = sorted(piece.terms, key=lambda term: abs(term[1]))
        self.slopes = [abs(b) for _, b, _ in terms]
        with engine.working():
            self.constant, self.rise = (engine.exact([t])[0] for t in (piece.constant, piece.rise))
            self.columns = [engine.exact(column)[None, :] for column in zip(*terms, strict=True)]
            self.sign = engine.hull(*(engine.exact([Fraction(end)]) for end in (-1, 1)))

    def __call__(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        """The form of every leaf (left end, centre, right end)."""
        found: dict[int, Form] = {}
        size = max(CHUNK // (3 * max(len(self.piece.terms), 1)), 1)
        widths: dict[int, list[int]] = defaultdict(list)
        for index, (low, _, high) in enumerate(leaves):
            widths[high - low].append(index)
        with self.engine.working():
            for width, members in widths.items():
                gentle = bisect_left(self.slopes, Fraction(2 << self.grid, max(width, 1)))
                for start in range(0, len(members), size):
                    chunk = members[start : start + size]
                    forms = self._chunk([leaves[index] for index in chunk], gentle)
                    found.update(zip(chunk, forms, strict=True))
        for index in range(len(leaves)):
            yield found[index]

    def _chunk(self, leaves: Sequence[Leaf], gentle: int) -> Iterator[Form]:
        """The forms of leaves of one width, where all but the first `gentle` terms are too steep."""
        points = sorted({point for leaf in leaves for point in leaf})
        place = {point: index for index, point in enumerate(points)}
        left, middle, right = np.array([[place[point] for point in leaf] for leaf in leaves]).T
        u = self.engine.exact([Fraction(point, 1 << self.grid) for point in points])
        value = u[middle] * self.rise + self.constant
        slope = u[middle] * 0 + self.rise
        curvature = u[middle] * 0
        if self.columns:
            a, b, c = self.columns
            levels = self.engine.sigmoid(u[:, None] * b + c)
            s, span = levels[middle], self.engine.hull(levels[left], levels[right])
            value = value + _total(s * a)
            rates = span * (1 - span)
            if gentle < len(self.slopes):
                slope = slope + _total((rates * (a * b))[:, gentle:])
            if gentle:
                a, b, s, rates = a[:, :gentle], b[:, :gentle], s[:, :gentle], rates[:, :gentle]
                rise, curvature = self._series(a, b, s, rates, leaves)
                slope = slope + rise
        bounds = [self.engine.bounds(x, self.bits) for x in (value, slope, curvature)]
        (v, w), (s_0, s_1), (c_0, c_1) = bounds
        for form in zip(v, w, s_0, s_1, c_0, c_1, strict=True):
            yield Form(form[0:2], form[2:4], form[4:6])

    def _series(
        self, a: Array, b: Array, s: Array, rates: Array, leaves: Sequence[Leaf]
    ) -> tuple[Array, Array]:
        """What Taylor polynomials and their rests add to the slope and to the curvature."""
        reach = self.engine.exact(
            [Fraction(max(m - low, high - m), 1 << self.grid) for low, m, high in leaves]
        )
        slope = _total(s * (1 - s) * (a * b))
        power = a * b * b * self.engine.exact([Fraction(1, 2)])
        curvature, spread = slope * 0, reach * 0 + 2
        for m in range(2, self.order + 1):
            curvature = curvature + _total(self._derivative(m, s) * power) * spread
            power = power * b * self.engine.exact([Fraction(1, m + 1)])
            spread = spread * reach if m > 2 else self.sign * reach * 2
        most = Fraction(math.factorial(self.order + 1), 1 << self.order)
        return slope, curvature + _total(power * rates * self.engine.exact([most])) * spread

    def _derivative(self, m: int, s: Array) -> Array:
        """S^(m) where S = s."""
        v, value = s * (1 - s), s * 0
        for coefficient in reversed(checker.derivative(m)):
            value = value * v + coefficient
        return value * v if m % 2 else value * v * (1 - s * 2)


def _total(x: Array) -> Array:
    """The sum over the second axis, halves added to halves."""
    odd = []
    while x.shape[1] > 1:
        half = x.shape[1] // 2
        if x.shape[1] % 2:
            odd.append(x[:, -1])
        x = x[:, :half] + x[:, half : 2 * half]
    return sum(odd, x[:, 0])
