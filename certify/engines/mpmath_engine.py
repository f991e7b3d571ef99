"""Intervals of :mod:`certify.enclosure` in NumPy arrays: any precision, nothing else to install."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from certify import enclosure
from certify.enclosure import Interval
from certify.engines.form import TooCoarse
from certify.engines.taylor import Array, ElementEngine

_sigmoid = np.frompyfunc(enclosure.sigmoid, 1, 1)
_hull = np.frompyfunc(Interval.union, 2, 1)


class MpmathEngine(ElementEngine):
    """mpmath's + - * /, and exp with its ends moved outward."""

    name = "mpmath"

    def number(self, value: Fraction) -> Interval:
        return Interval.exact(value, self.prec)

    def sigmoid(self, x: Array) -> Array:
        return _sigmoid(x)

    def hull(self, x: Array, y: Array) -> Array:
        return _hull(x, y)

    def bounds(self, x: Array, bits: int) -> tuple[list[int], list[int]]:
        try:
            ends = [interval.scaled(bits) for interval in x]
        except OverflowError:
            raise TooCoarse("an interval is infinite") from None
        return [low for low, _ in ends], [high for _, high in ends]
