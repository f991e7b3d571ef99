"""The steepness up to which the error of the staircase is largest at x = 1, and beyond which it is not.

The claim is that delta(t, k) = phi(t, k) - phi(0, k) <= 0 for 0 <= t <= 1.  With h(y) = y S'(y),

    delta = -t + sum [S(k (t - j)) - S(-k j)],      k delta_k = sum [h(k (t - j)) - h(-k j)].

For k <= 2 the claim holds (:mod:`proofs.gentle_endpoint`).  On 2 <= k <= 3.65, 0 < t <= 1, delta
increases with k: k delta_k is 0 at t = 0, its slope in t, k sum h'(k (t - j)), is positive for
t <= 1/5, and it is positive itself from there on.  So the claim at k = low gives it below, and
delta(t0, high) > 0 refutes it from high to 3.65.  Up to k = 8 it is refuted leaf by leaf, at a t of
each; beyond, delta(1/4, k) >= -3/4 + S(k/4) > 0.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from certify.enclosure import Interval, sigmoid
from certify.enclosure.decimals import rounded
from certify.errors import Undecided
from certify.search import Progress
from certify.staircase_constants.arguments import places, points, silent
from certify.staircase_constants.cell import LEAST_K, Cell, positive, sigmoid_and_slopes
from certify.staircase_constants.proposals import bits_of, highest, root, step

RISING = Fraction(73, 20)
"""delta increases with k up to here."""
SWITCH = Fraction(1, 5)
"""Up to this t the slope in t of k delta_k is positive."""
FLAT = Fraction(1, 128)
"""Up to this t phi falls."""
STEEP = 8
TURN = Fraction(1543, 1000), Fraction(1544, 1000)
"""Between them h has its greatest value for y > 0."""
PEAK = (TURN[1] - 1 / TURN[1]) / 4
"""h is less everywhere."""
COARSE, WINDOW = 40, 9
MOST_BOXES = 1000
LEAST_WIDTH = Fraction(1, 2**12)
MARGIN = Fraction(1, 20)
"""How far the threshold is kept from the decimals around it, in units of their last digit."""


@dataclass(frozen=True)
class Threshold:
    """The error is largest at x = 1 for every k <= lower, and for no k > upper.

    Args:
        n: grid points; None for the limit as n grows.
        lower, upper: decimals, equal only for n = 2.
    """

    n: int | None
    lower: str
    upper: str


def endpoint_threshold(n: Any = None, digits: Any = 10, progress: Progress = silent) -> Threshold:
    """sup over [-1, 1] of |relu - staircase| is relu(1) - g(1) for k <= lower, and more for k > upper.

    Args:
        n: grid points, 2 at least; None for the limit as n grows.
        digits: after the point; the two differ by 2 10^-digits at most.
        progress: is told what is being done.

    Raises:
        BadInput: an argument out of range.
        Undecided: it is not shown.

    Source: "A Little Bit of Activation Function Metamorphosis" (2020) has the claim for all k.

    >>> endpoint_threshold(3, 6)
    Threshold(n=3, lower='3.592315e0', upper='3.592316e0')
    """
    n, digits = points(n), places(digits)
    sigmoids = None if n is None else n - 1
    low = high = Fraction(4)  # for S(k t) - t, as S(k t) <= 1/2 + k t/4 with equal slopes at t = 0
    if sigmoids != 1:
        t, k = _proposed(sigmoids, digits + 10)
        low = Fraction((k - MARGIN / 10**digits) * 10**digits // 1, 10**digits)
        high = -Fraction((-k - MARGIN / 10**digits) * 10**digits // 1, 10**digits)
        if not (LEAST_K <= low < high <= RISING and 0 < t <= 1):
            raise Undecided(f"no threshold is found near k = {float(k):.6g}")
        few = sigmoids if sigmoids is not None and Cell(sigmoids, COARSE, WINDOW).whole else None
        progress("showing that the threshold is the only one")
        prove_rising(few)
        prove_steep(few)
        progress("comparing errors at the threshold")
        prove_fails(sigmoids, t, high, digits)
        prove_holds(sigmoids, low, digits)
    return Threshold(n, rounded(low, digits + 1, up=False), rounded(high, digits + 1, up=True))


def prove_holds(sigmoids: int | None, k: Fraction, digits: int) -> None:
    """phi(t, k) <= phi(0, k) for 0 <= t <= 1: phi falls up to t = 1/128, and is less from there on.

    Raises:
        Undecided: it is not shown.
    """
    cell = Cell(sigmoids, bits_of(digits))
    steepness = cell.exact(k)
    falls, _ = cell.slopes(cell.between(0, FLAT), steepness)
    end = cell.value(cell.exact(0), steepness)
    if falls.sup >= 0 or cell.at_most(k, FLAT, digits + 6) > end.inf:
        raise Undecided(f"the error is not shown to be largest at x = 1 for k = {float(k):.12g}")


def prove_fails(sigmoids: int | None, t: Fraction, k: Fraction, digits: int) -> None:
    """phi(t, k) > phi(0, k).

    Raises:
        Undecided: it is not shown.
    """
    cell = Cell(sigmoids, bits_of(digits))
    positive(gain(cell, t, cell.exact(k)))


def gain(cell: Cell, t: Fraction, k: Interval) -> Interval:
    """A lower bound of delta(t, k) at its lower end: every term that is left out is positive."""
    total = cell.exact(-t)
    for j in range(cell.terms):
        total = total + sigmoid(k * (t - j)) - sigmoid(-k * j)
    return total


@functools.cache
def prove_rising(sigmoids: int | None) -> int:
    """delta increases with k on 2 <= k <= 3.65, for every 0 < t <= 1.

    Returns:
        How many boxes it took.

    Raises:
        Undecided: it is not shown.
    """
    cell, start = Cell(sigmoids, COARSE, WINDOW), Fraction(0)
    for sign, place in zip((1, -1), TURN, strict=True):
        y = cell.exact(place)
        positive(sign * (1 - 2 * y * (sigmoid(y) - Fraction(1, 2))))
    near_0 = _covered(lambda t, k: slope_of_rise(cell, t, k), start, SWITCH)
    return near_0 + _covered(lambda t, k: rise(cell, t, k), SWITCH, Fraction(1))


def _covered(bound: Callable[[Interval, Interval], Interval], start: Fraction, end: Fraction) -> int:
    """Halve boxes until `bound` is positive on each."""
    boxes, count = [(start, end, Fraction(LEAST_K), RISING)], 0
    while boxes:
        low, high, k_low, k_high = boxes.pop()
        count += 1
        t, k = Interval.between(low, high, COARSE), Interval.between(k_low, k_high, COARSE)
        if bound(t, k).inf > 0:
            continue
        if count + len(boxes) > MOST_BOXES:
            raise Undecided("the errors are not shown to be overtaken once only")
        if (high - low) * 6 > k_high - k_low:
            middle = (low + high) / 2
            boxes += [(low, middle, k_low, k_high), (middle, high, k_low, k_high)]
        else:
            middle = (k_low + k_high) / 2
            boxes += [(low, high, k_low, middle), (low, high, middle, k_high)]
    return count


def slope_of_rise(cell: Cell, t: Interval, k: Interval) -> Interval:
    """sum of h'(k (t - j)), h'(y) = S'(y) (1 - 2 y w) with w = S(y) - 1/2.

    |h'(y)| <= (1 + |y|) exp(-|y|), which for the j-th term is at most k^2 j^2 exp(-k (j - 1)).
    """
    total = cell.either(k)
    for j in range(cell.terms):
        y = k * (t - j)
        s, slope, _ = sigmoid_and_slopes(y)
        total = total + slope * (1 - 2 * y * (s - Fraction(1, 2)))
    return total


def rise(cell: Cell, t: Interval, k: Interval) -> Interval:
    """sum of h(k (t - j)) - h(-k j).

    Both lie between 0 and -k j exp(-k (j - 1)), and so their difference.
    """
    total = cell.either(k)
    for j in range(cell.terms):
        total = total + h(k * (t - j)) - h(-k * j)
    return total


def h(y: Interval) -> Interval:
    """y S'(y): odd, with one turn for y > 0, where y tanh(y/2) = 1, as h' = S' (1 - y tanh(y/2)).

    There h = y (1 - tanh(y/2)^2)/4 = (y - 1/y)/4, which increases with y.
    """
    ends = [end * sigmoid_and_slopes(end)[1] for end in y.ends_apart()]
    result = ends[0].union(ends[1])
    for sign in (1, -1):
        turn = Interval.between(*TURN, y.prec) * sign
        if turn.inf <= y.sup and y.inf <= turn.sup:
            result = result.union(Interval.exact(sign * PEAK, y.prec))
    return result


@functools.cache
def prove_steep(sigmoids: int | None) -> int:
    """For every k >= 3.65 there is a t with delta(t, k) > 0.

    From k = 8 on it is 1/4: of the terms, which are positive, j = 0 suffices, and it grows.

    Returns:
        How many leaves it took.

    Raises:
        Undecided: it is not shown.
    """
    cell = Cell(sigmoids, COARSE, WINDOW)
    positive(sigmoid(cell.exact(Fraction(STEEP, 4))) - Fraction(3, 4))
    low, width, count = RISING, Fraction(1, 64), 0
    while low < STEEP:
        high = min(low + width, Fraction(STEEP))
        t = highest(cell.terms, (low + high) / 2)
        count += 1
        if gain(cell, t, cell.between(low, high)).inf > 0:
            low, width = high, width * 2
        elif width < LEAST_WIDTH:
            raise Undecided("the error is not shown to be larger elsewhere than at x = 1 for large k")
        else:
            width /= 4
    return count


def _proposed(sigmoids: int | None, digits: int) -> tuple[Fraction, Fraction]:
    """(t, k) with about delta = delta_t = 0."""
    terms = range(Cell(sigmoids, bits_of(digits)).terms)

    def values(t: mpmath.mpf, k: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
        s = [(step(k * (t - j)), step(-k * j)) for j in terms]
        return sum(a - b for a, b in s) / t - 1, k * sum(a * (1 - a) for a, _ in s) - 1

    return root(values, ("0.11", "3.58"), digits)
