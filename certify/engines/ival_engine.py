"""Arrays of intervals with double ends (module ``ival`` of the package crival), in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import ival
import numpy as np

from certify.engines.taylor import Array, ArrayEngine


class IvalEngine(ArrayEngine):
    """IEEE 1788.1 intervals on correctly rounded functions."""

    name = "ival"

    def exact(self, values: Sequence[Fraction]) -> Array:
        """Each value itself if it is a double, else the doubles beside the nearest one."""
        ratios = [value.as_integer_ratio() for value in values]
        try:
            near = np.array([p / q for p, q in ratios])
        except OverflowError:
            return ival.Interval(list(values))
        off = np.array([x.as_integer_ratio() != r for x, r in zip(near.tolist(), ratios, strict=True)])
        low, high = np.nextafter(near, -np.inf), np.nextafter(near, np.inf)
        return ival.Interval(np.where(off, low, near), np.where(off, high, near))

    def sigmoid(self, x: Array) -> Array:
        return 1 / (1 + ival.exp(-x))

    def hull(self, x: Array, y: Array) -> Array:
        return x | y

    def bounds(self, x: Array, bits: int) -> tuple[list[int], list[int]]:
        low, high = np.floor(np.ldexp(x.inf, bits)), np.ceil(np.ldexp(x.sup, bits))
        return [int(end) for end in low.tolist()], [int(end) for end in high.tolist()]
