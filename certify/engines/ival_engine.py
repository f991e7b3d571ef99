"""Arrays of intervals with double ends (module ``ival`` of the package crival), in bulk."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import ival
import numpy as np

from certify.engines.form import TooCoarse
from certify.engines.taylor import Array, ArrayEngine


class IvalEngine(ArrayEngine):
    """IEEE 1788.1 intervals on correctly rounded functions."""

    name = "ival"

    def exact(self, values: Sequence[Fraction]) -> Array:
        try:
            ends = [_around(value.numerator, value.denominator) for value in values]
        except OverflowError:
            raise TooCoarse("a number is too large for doubles") from None
        return ival.Interval(*(np.array(column) for column in zip(*ends, strict=True)))

    def sigmoid(self, x: Array) -> Array:
        return 1 / (1 + ival.exp(-x))

    def hull(self, x: Array, y: Array) -> Array:
        return x | y

    def bounds(self, x: Array, bits: int) -> tuple[list[int], list[int]]:
        low, high = np.floor(np.ldexp(x.inf, bits)), np.ceil(np.ldexp(x.sup, bits))
        if not np.isfinite([low, high]).all():
            raise TooCoarse("a bound is too large for doubles")
        return [int(end) for end in low.tolist()], [int(end) for end in high.tolist()]


def _around(p: int, q: int) -> tuple[float, float]:
    """The closest doubles below and above p/q."""
    near = p / q
    m, n = near.as_integer_ratio()
    above = m * q - p * n
    return (
        near if above <= 0 else math.nextafter(near, -math.inf),
        near if above >= 0 else math.nextafter(near, math.inf),
    )
