"""Intervals of :mod:`certify.enclosure` in NumPy arrays: any precision, nothing else to install."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from mpmath.libmp import (
    from_man_exp,
    mpf_abs,
    mpf_exp,
    mpf_neg,
    mpf_sign,
    mpf_sub,
    round_ceiling,
    round_floor,
    to_fixed,
)

from certify.enclosure import Interval
from certify.enclosure.elementary import EXTRA_BITS, SLACK_BITS
from certify.engines.form import rough_bits
from certify.engines.taylor import Array, ArrayEngine

OFF = (1 << EXTRA_BITS - SLACK_BITS) + 4


def _sigmoid_over(x: Interval) -> Interval:
    """S over [t, t + w], from one exponential; S(-x) = 1 - S(x) when no member is positive.

    In units of 2^-(prec+32), mpmath's exp(-|t|) <= 1 is less than 2^8 units off
    (:mod:`certify.enclosure.elementary`) and then cut; 1/(1+y) changes by no more than y does, and
    S rises by at most w/4, and by at most w exp(-t) if t >= 0.
    """
    t, end = x.ends
    mirrored = mpf_sign(end) <= 0
    if mirrored:
        t, end = mpf_neg(end), mpf_neg(t)
    bits = x.prec + EXTRA_BITS
    one = 1 << bits
    y = int(to_fixed(mpf_exp(mpf_neg(mpf_abs(t)), bits, round_floor), bits))
    s = (one << bits) // (one + y)
    steepest = one // 4
    if mpf_sign(t) < 0:
        s = one - s
    else:
        steepest = min(steepest, y + OFF)
    width = int(to_fixed(mpf_sub(end, t, x.prec, round_ceiling), bits)) + 1
    low, high = s - OFF, s + OFF + (width * steepest >> bits) + 1
    if mirrored:
        low, high = one - high, one - low
    ends = (
        from_man_exp(low, -bits, x.prec, round_floor),
        from_man_exp(high, -bits, x.prec, round_ceiling),
    )
    return Interval(ends, x.prec)


_sigmoid = np.frompyfunc(_sigmoid_over, 1, 1)
_hull = np.frompyfunc(Interval.union, 2, 1)


class MpmathEngine(ArrayEngine):
    """mpmath's + - * /, and its exp moved outward."""

    name = "mpmath"

    def __init__(self, prec: int) -> None:
        self.prec = prec

    def rough(self) -> ArrayEngine:
        bits = rough_bits(self.prec)
        return self if bits == self.prec else MpmathEngine(bits)

    def exact(self, values: Sequence[Fraction]) -> Array:
        array = np.empty(len(values), dtype=object)
        array[:] = [Interval.exact(value, self.prec) for value in values]
        return array

    def sigmoid(self, x: Array) -> Array:
        return _sigmoid(x)

    def hull(self, x: Array, y: Array) -> Array:
        return _hull(x, y)

    def bounds(self, x: Array, bits: int) -> tuple[list[int], list[int]]:
        ends = [interval.scaled(bits) for interval in x]
        return [low for low, _ in ends], [high for _, high in ends]
