"""Arb's balls (python-flint) in NumPy arrays: any precision, about as fast as the checker's integers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from certify.engines.form import TooCoarse
from certify.engines.taylor import Array, ElementEngine


def _sigmoid_of(t: flint.arb) -> flint.arb:
    """S(t), also where exp(-t) is too large for Arb."""
    s = 1 - 1 / (1 + t.exp()) if t < -999 else 1 / (1 + (-t).exp())
    return s if s.is_finite() else flint.arb(0.5, 0.5)


_sigmoid = np.frompyfunc(_sigmoid_of, 1, 1)
_hull = np.frompyfunc(lambda x, y: x.union(y), 2, 1)


class ArbEngine(ElementEngine):
    """Balls of `prec` bits."""

    name = "arb"

    def working(self) -> AbstractContextManager[Any]:
        return flint.ctx.workprec(self.prec)

    def number(self, value: Fraction) -> flint.arb:
        return flint.arb(flint.fmpq(value.numerator, value.denominator))

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
    if not end.is_finite():
        raise TooCoarse("a ball is infinite")
    mantissa, exponent = (int(part) for part in end.man_exp())
    shift = exponent + bits
    return mantissa << shift if shift >= 0 else mantissa >> -shift
