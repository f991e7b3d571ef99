"""Arb's balls (python-flint) in NumPy arrays: any precision, some ten times faster than mpmath."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from certify.engines.taylor import Array, ArrayEngine


def _sigmoid_of(t: flint.arb) -> flint.arb:
    """S(t), also where exp(-t) is too large for Arb."""
    s = 1 - 1 / (1 + t.exp()) if t < -999 else 1 / (1 + (-t).exp())
    return s if s.is_finite() else flint.arb(0.5, 0.5)


_sigmoid = np.frompyfunc(_sigmoid_of, 1, 1)
_hull = np.frompyfunc(lambda x, y: x.union(y), 2, 1)


class ArbEngine(ArrayEngine):
    """Balls of `prec` bits."""

    name = "arb"

    def __init__(self, prec: int) -> None:
        self.prec = prec

    def working(self) -> AbstractContextManager[Any]:
        return flint.ctx.workprec(self.prec)

    def exact(self, values: Sequence[Fraction]) -> Array:
        array = np.empty(len(values), dtype=object)
        array[:] = [flint.arb(flint.fmpq(value.numerator, value.denominator)) for value in values]
        return array

    def sigmoid(self, x: Array) -> Array:
        return _sigmoid(x)

    def hull(self, x: Array, y: Array) -> Array:
        return _hull(x, y)

    def bounds(self, x: Array, bits: int) -> tuple[list[int], list[int]]:
        return (
            [_floor(ball.lower(), bits) for ball in x],
            [-_floor(-ball.upper(), bits) for ball in x],
        )


def _floor(end: flint.arb, bits: int) -> int:
    """floor(2^bits end), for a ball of radius 0."""
    mantissa, exponent = (int(part) for part in end.man_exp())
    shift = exponent + bits
    return mantissa << shift if shift >= 0 else mantissa >> -shift
