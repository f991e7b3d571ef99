"""The branch and bound that one would write: halve the interval until the bound there is good enough.

|relu - g| is evaluated on an interval as it is written down, in mpmath's ``iv`` or in Arb's balls.
mpmath's exp excludes the true value now and then; it is taken here as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

Bounds = tuple[float, float]
PREC = 53


def iv_error(n: int, k: int) -> Callable[[float, float], Bounds]:
    """Bounds of |relu - g| on [a, b] in mpmath.iv, for the staircase g."""
    from mpmath import iv

    iv.prec = PREC
    d = iv.mpf(1) / (n - 1)

    def bounds(a: float, b: float) -> Bounds:
        x = iv.mpf([a, b])
        g = d * sum(1 / (1 + iv.exp(k * (i - x * (n - 1)))) for i in range(1, n))
        error = abs((x if a >= 0 else 0) - g)
        return float(error.a), float(error.b)

    return bounds


def arb_error(n: int, k: int) -> Callable[[float, float], Bounds]:
    """The same in Arb."""
    from flint import arb, ctx

    ctx.prec = PREC
    d = arb(1) / (n - 1)

    def bounds(a: float, b: float) -> Bounds:
        x = arb((a + b) / 2, (b - a) / 2)
        t = x * (n - 1)
        g = d * sum((1 / (1 + (k * (i - t)).exp()) for i in range(1, n)), arb(0))
        error = abs((x if a >= 0 else arb(0)) - g)
        return float(error.abs_lower()), float(error.abs_upper())

    return bounds


ERRORS = {"mpmath.iv bisection": iv_error, "Arb bisection": arb_error}
"""By name; both from outside the project."""


def missing(name: str) -> str:
    """What is to be installed, or nothing."""
    return "python-flint" if name.startswith("Arb") and not find_spec("flint") else ""


def bisected(name: str, n: int, k: int, digits: int, limit: float) -> tuple[float, Bounds | None]:
    """Seconds, and bounds of sup |relu - g| over [-1, 1] to so many digits if found within the limit.

    The ends of a float are rounded to nearest, far below the digits that are asked for.
    """
    start = time.process_time()
    bounds: Any = ERRORS[name](n, k)
    tolerance = float(Fraction(1, 10**digits))
    lower, upper, boxes = 0.0, 0.0, [(-1.0, 0.0), (0.0, 1.0)]
    while boxes:
        if time.process_time() - start > limit:
            return limit, None
        a, b = boxes.pop()
        middle = (a + b) / 2
        lower = max(lower, bounds(middle, middle)[0])
        top = bounds(a, b)[1]
        if top <= lower * (1 + tolerance):
            upper = max(upper, top)
        else:
            boxes += [(a, middle), (middle, b)]
    return time.process_time() - start, (lower, max(lower, upper))
