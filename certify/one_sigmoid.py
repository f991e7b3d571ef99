"""The best approximation of relu on [-1, 1] by one sigmoid, and strips that show that none is better.

Let g = C + a S(b x + c), b > 0 and m = cosh((b + c)/2)/cosh(c/2).  For each b and m the error of the
best C and a alternates in three points.  They show how large it is, and that it is no less for all
lesser m, or for all greater m; at the best m, one kind of triple takes over from the other.  Both are
near the best for other b nearby: for a strip of slopes b.

What is proposed here in floating point is decided by :func:`certify.checker.exceeds_twice`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from certify import checker
from certify.constructions import SigmoidSum
from certify.errors import Undecided

GRID = 1000
"""The points are multiples of 1/GRID, the numbers m of 1/GRID^2."""
X = np.arange(-GRID, GRID + 1) / GRID
RELU = np.maximum(X, 0)
SLOPES = 1.0, 16.0
"""Between which the best b lies."""
DECIMALS = 8
"""Of the coefficients."""
BITS = 64
NARROWEST = Fraction(1, 2**20)
HALVINGS = 45

Triple = tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True)
class Strip:
    """The slopes from `low` to `high` (None: without end).

    `below` shows the bound for m up to `m`, and `above` for m from there on.
    """

    low: Fraction
    high: Fraction | None
    m: Fraction
    below: Triple
    above: Triple

    def shows(self, least: Fraction) -> bool:
        """Whether no g with b in the strip errs by less than `least`."""
        ends = self.low, self.high
        try:
            return all(
                checker.exceeds_twice(least, triple, ends, self.m, sign, BITS)
                for sign, triple in ((1, self.below), (-1, self.above))
            )
        except Undecided:
            return False


def strips(least: Fraction) -> list[Strip]:
    """Strips of all b > 0 which show that every g errs by at least `least`.

    Raises:
        Undecided: none are found, since `least` is above the least error or too near it.
    """
    found: list[Strip] = []
    low, width = Fraction(0), Fraction(4)
    while True:
        if found and (last := proposal(low, low, None)).shows(least):
            return [*found, last]
        strip = proposal(low + width / 2, low, low + width)
        if strip.shows(least):
            found.append(strip)
            low, width = low + width, 2 * width
        elif width > NARROWEST:
            width /= 2
        else:
            raise Undecided(f"no strip of slopes from b = {float(low):.6g} on shows {float(least):.6g}")


def proposal(b: Fraction, low: Fraction, high: Fraction | None) -> Strip:
    """A strip with the best m and the triples for this b."""
    m, below, above = best_shape(float(b))
    return Strip(low, high, Fraction(round(m * GRID**2), GRID**2), below.triple, above.triple)


def best_sum() -> tuple[float, SigmoidSum]:
    """The least error that was found, sampled, and a sum of one sigmoid near it."""
    low, high = SLOPES
    for _ in range(HALVINGS):  # the error falls and then grows
        third = (high - low) / 3
        errors = [best_shape(b)[1].gap for b in (low + third, high - third)]
        low, high = (low, high - third) if errors[0] < errors[1] else (low + third, high)
    b = (low + high) / 2
    m, below, _ = best_shape(b)
    c = math.log((m - math.exp(-b / 2)) / (math.exp(b / 2) - m))
    first, _, last = below.at
    s = 1 / (1 + np.exp(-b * X - c))
    a = (RELU[last] - RELU[first]) / (s[last] - s[first])
    constant = RELU[first] - a * s[first] + below.gap / 2
    term = short(a), short(b), short(c)
    return below.gap / 2, SigmoidSum.of([term], short(constant))


def short(value: float) -> Fraction:
    """A near decimal."""
    return Fraction(round(value * 10**DECIMALS), 10**DECIMALS)


@dataclass(frozen=True)
class Alternation:
    """Where the error of the best C and a alternates, as indices of X.

    `gap` is relu(x2) - (1 - p) relu(x1) - p relu(x3), twice the error or minus twice.
    """

    at: tuple[int, int, int]
    gap: float

    @property
    def triple(self) -> Triple:
        first, middle, last = (Fraction(i - GRID, GRID) for i in self.at)
        return first, middle, last


def best_shape(b: float) -> tuple[float, Alternation, Alternation]:
    """The best m for this b, and the alternations just below and just above it."""
    low, high = 0.0, 2 * math.cosh(b / 2)  # m < exp(b/2)
    for _ in range(HALVINGS):
        m = (low + high) / 2
        low, high = (m, high) if alternation(b, m).gap > 0 else (low, m)
    return low, alternation(b, low), alternation(b, high)


def alternation(b: float, m: float) -> Alternation:
    """From -1, 0 and 1, by exchanging one point for the one where the error is greatest."""
    u, v = np.sinh(b * X / 2), np.sinh(b * (1 - X) / 2)
    g = m * u / (v + m * u)
    at = (0, GRID, 2 * GRID)
    while True:
        first, middle, last = at
        a = (RELU[last] - RELU[first]) / (g[last] - g[first])
        error = RELU - RELU[first] - a * (g - g[first])
        gap = error[middle]
        error = error - gap / 2
        worst = int(np.argmax(np.abs(error)))
        if abs(error[worst]) <= abs(gap) / 2 + 1e-13:
            return Alternation(at, float(gap))
        at = exchanged(at, worst, [error[i] * error[worst] > 0 for i in at])


def exchanged(at: tuple[int, int, int], new: int, alike: list[bool]) -> tuple[int, int, int]:
    """The points with a new one, so that the signs still alternate; `alike` have the sign of the new."""
    first, middle, last = at
    if new < middle and alike[0]:
        return new, middle, last
    if new > middle and alike[2]:
        return first, middle, new
    if first < new < last:
        return first, new, last
    return (new, first, middle) if new < first else (middle, last, new)
