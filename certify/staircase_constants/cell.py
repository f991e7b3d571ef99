"""phi(t, k) = -t + sum over j < N of S(k (t - j)) and its derivatives on boxes with 0 <= t <= 1, k >= 2.

With N sigmoids at distances d = 1/N, d max phi(., k) over t is the sup-norm of relu - staircase
(:mod:`proofs.one_cell`).  From a J >= 6 on, the j-th terms of phi and of its derivatives up to the
second are at most k^2 j^2 exp(-k (j - 1)), because S(y), S'(y) and |S''(y)| <= exp(y) and the factors
are at most k^2 j^2; (7/6)^2 exp(-2) < 1/2, so they sum to at most 2 k^2 J^2 exp(-k (J - 1)).  Thus the
limit as N grows is a window of J terms, too, and so is every N > J.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from certify.enclosure import Interval, exp, sigmoid
from certify.engines import Piece
from certify.errors import Undecided
from certify.supnorm_bound import STAIRCASE_ORDER, enclosed

LEAST_K = 2
FIRST = 6
"""Terms from this one on may be bounded by the tail."""


@dataclass(frozen=True)
class Cell:
    """phi for N sigmoids, or in the limit.

    Args:
        sigmoids: N; None for the limit.
        prec: bits.
        window: how many terms are summed at most, `FIRST` at least; None: the others are below 2^-prec.
    """

    sigmoids: int | None
    prec: int
    window: int | None = None

    @property
    def terms(self) -> int:
        """How many terms are summed."""
        window = self.window or FIRST + 2 + self.prec * 7 // 20
        return window if self.sigmoids is None else min(self.sigmoids, window)

    @property
    def whole(self) -> bool:
        """Whether there are no other terms."""
        return self.terms == self.sigmoids

    def exact(self, value: Fraction | int) -> Interval:
        return Interval.exact(value, self.prec)

    def between(self, low: Fraction | int, high: Fraction | int) -> Interval:
        return Interval.between(low, high, self.prec)

    def rest(self, k: Interval) -> Interval:
        """What the terms that are not summed are at most, in phi and in each derivative."""
        if self.whole:
            return self.exact(0)
        return 2 * k * k * self.terms**2 * exp(-k * (self.terms - 1))

    def either(self, k: Interval) -> Interval:
        """The terms of a derivative that are not summed."""
        rest = self.rest(k)
        return Interval.hull(-rest, rest)

    def value(self, t: Interval, k: Interval) -> Interval:
        """phi."""
        total = -t
        for j in range(self.terms):
            total = total + sigmoid(k * (t - j))
        return Interval.hull(total, total + self.rest(k))

    def slopes(self, t: Interval, k: Interval) -> tuple[Interval, Interval]:
        """phi_t and phi_k."""
        in_t, in_k = self.exact(-1), self.exact(0)
        for j in range(self.terms):
            _, slope, _ = sigmoid_and_slopes(k * (t - j))
            in_t, in_k = in_t + k * slope, in_k + (t - j) * slope
        other = self.either(k)
        return in_t + other, in_k + other

    def bends(self, t: Interval, k: Interval) -> tuple[Interval, Interval, Interval]:
        """phi_tt, phi_tk and phi_kk."""
        tt, tk, kk = (self.either(k) for _ in range(3))
        for j in range(self.terms):
            y = k * (t - j)
            _, slope, bend = sigmoid_and_slopes(y)
            tt, tk, kk = tt + k * k * bend, tk + slope + y * bend, kk + (t - j) * (t - j) * bend
        return tt, tk, kk

    def at_most(self, k: Fraction, start: Fraction, digits: int) -> Fraction:
        """An upper bound of phi(t, k) over start <= t <= 1, some 10^-digits above the greatest value.

        The search runs in the checker's own integers.
        """
        found = enclosed(_Error(self, k, start), digits, engine="integers")
        return Fraction(found.upper) + self.rest(self.exact(k)).sup


def sigmoid_and_slopes(y: Interval) -> tuple[Interval, Interval, Interval]:
    """S, S' = 1/4 - w^2 and S'' = -2 w S', w = S - 1/2, over an interval on one side of 0."""
    s = sigmoid(y)
    w = s - Fraction(1, 2)
    slope = Fraction(1, 4) - w * w
    return s, slope, -2 * w * slope


def positive(x: Interval) -> None:
    """Raises Undecided unless all members are positive."""
    if x.inf <= 0:
        raise Undecided(f"{x} is not shown to be positive at {x.prec} bits")


@dataclass(frozen=True)
class _Error:
    """phi(t, k) on start <= t <= 1, without the terms that are not summed."""

    cell: Cell
    k: Fraction
    start: Fraction
    both = False
    scale = 1

    def pieces(self, bits: int) -> list[Piece]:
        k, start, width = self.k, self.start, 1 - self.start
        terms = tuple((Fraction(1), k * width, k * (start - j)) for j in range(self.cell.terms))
        return [Piece(-start, -width, terms)]

    def order(self, need: int) -> int:
        return STAIRCASE_ORDER

    def place(self, piece: int, u: Fraction) -> tuple[Fraction, str]:
        t = self.start + (1 - self.start) * u
        return t, f"t = {float(t):.12g}"
