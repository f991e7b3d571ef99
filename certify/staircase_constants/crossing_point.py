"""Where the staircase meets relu: above it before x*, below it from there on.

In steps u = x/d the error is E(u) = u - sum_{i=1..N} S(k (u - i)), with E(0) < 0 and E(u) < E(u + 1)
(:mod:`proofs.crossing`, :mod:`proofs.one_cell`).  If E(a) < 0 < E(b), every zero lies between a and b
as soon as one of these is shown:

- S(-k b) >= k/4.  Then E increases on [0, b + 1], as there k sum S'(k (u - i)) <= S(k (u - 1)) -
  S(k (u - N)) + k/4 (an integral of S' from 1 to N and its greatest value) and so E' >= S(-k b) - k/4.
- b <= 1, E(1) > 0 and S(-k b) > A = sum_{j=1..N-1} S(-k j).  Then E is concave on [0, 1], as all
  S(k (u - i)) are convex there: it is negative up to a, and positive from b to 1.  On 1 <= u <= 1 + b,
  E(1 + t) = 1 + t - S(k t) - sum_{j=1..N-1} S(k (t - j)), and the chords of these convex terms over
  0 <= t <= 1 sum to at most A + t/2: E(1 + t) >= S(-k t) + t/2 - A > 0.

With m = floor(u), v = u - m and T(y, M) = sum_{j<M} S(-k (y + j)), E(u) = v + T(v, m) - T(1 - v, N - m):
as S(y) = 1 - S(-y), only small terms are summed, whatever N is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from certify import checker
from certify.enclosure import Interval, decided, exp, sigmoid, softplus
from certify.enclosure.decimals import rounded
from certify.errors import BadInput, Undecided
from certify.exact import positive, rough, whole
from certify.search import Progress
from certify.staircase_constants.arguments import places, silent
from certify.staircase_constants.proposals import bits_of

LEAST_K, LARGEST_K = Fraction(1, 10**30), Fraction(10**5)
MOST_TERMS = 2 * 10**4
MOST_ROUNDS = 200
START_BITS, MOST_BITS, SPARE_BITS = 64, 1 << 12, 30


@dataclass(frozen=True)
class Crossing:
    """The staircase exceeds relu for 0 <= x <= lower and is less for upper <= x <= 1.

    Args:
        n, k: of the staircase.
        lower, upper: decimals.
    """

    n: int
    k: Fraction
    lower: str
    upper: str


def crossing(n: Any, k: Any, digits: Any = 12, progress: Progress = silent) -> Crossing:
    """All x in [0, 1] with staircase(x) = relu(x), enclosed.

    Args:
        n: grid points, 2 at least; the cost does not depend on them.
        k: the steepness, exact, 10^-30 to 10^5.
        digits: lower and upper differ by at most 10^-digits of them, 1 to 100.
        progress: is told what is being done.

    Raises:
        BadInput: an argument out of range.
        Undecided: it is not shown, or too many terms would be summed.

    >>> found = crossing(41, 4, 6)
    >>> found.lower, found.upper
    ('4.9525976e-4', '4.9525982e-4')
    """
    n, k, digits = whole(n, "n", 2), positive(k, "k"), places(digits)
    if not LEAST_K <= k <= LARGEST_K:
        raise BadInput(f"'k' must lie between 1e-30 and 1e5, to say where the two meet (got {rough(k)})")
    progress("looking for where the staircase meets relu")
    steps = n - 1
    low, high = decided(
        lambda prec: enclosed_zero(steps, k, digits, prec),
        start=bits_of(digits) + lost(k),
        limit=MOST_BITS,
    )
    return Crossing(
        n, k, rounded(low / steps, digits + 2, up=False), rounded(high / steps, digits + 2, up=True)
    )


def lost(k: Fraction) -> int:
    """About the bits that cancel: for small k sums of about log(2)/k are subtracted."""
    return 2 * max(k.denominator.bit_length() - k.numerator.bit_length(), 0)


def enclosed_zero(steps: int, k: Fraction, digits: int, prec: int) -> tuple[Fraction, Fraction]:
    """a and b with all zeros of E between them.

    Raises:
        Undecided: it is not shown with `prec` bits.
    """
    u = _proposed(steps, k, digits, prec)
    off = u / (20 * 10**digits)
    low, high = u - off, u + off
    if not 0 < low < high <= steps or error(steps, k, low, prec).sup >= 0:
        raise Undecided(f"the staircase is not shown to exceed relu for so long, with {prec} bits")
    if error(steps, k, high, prec).inf <= 0:
        raise Undecided(f"the staircase is not shown to be less than relu so early, with {prec} bits")
    if not (increases(k, high, prec) or concave(steps, k, high, prec)):
        raise Undecided("the staircase is not shown to meet relu only once")
    return low, high


def increases(k: Fraction, b: Fraction, prec: int) -> bool:
    """Whether S(-k b) >= k/4, so that E increases on [0, b + 1]."""
    return sigmoid(Interval.exact(-k * b, prec)).inf >= k / 4


def concave(steps: int, k: Fraction, b: Fraction, prec: int) -> bool:
    """Whether b <= 1, E(1) > 0 and S(-k b) > A, so that E > 0 on [b, b + 1] if E(b) > 0."""
    if b > 1 or error(steps, k, Fraction(1), prec).inf <= 0:
        return False
    rest = tail(Interval.exact(1, prec), steps - 1, k)
    return sigmoid(Interval.exact(-k * b, prec)).inf > rest.sup


def error(steps: int, k: Fraction, u: Fraction, prec: int) -> Interval:
    """E(u) = v + T(v, m) - T(1 - v, N - m), 0 <= u <= N, in steps."""
    m = min(math.floor(u), steps)
    v = Interval.exact(u - m, prec)
    return v + tail(v, m, k) - tail(Interval.exact(1 - (u - m), prec), steps - m, k)


def tail(y: Interval, count: int, k: Fraction) -> Interval:
    """T(y, count) = sum over j < count of S(-k (y + j)), y >= 0.

    By the Euler-Maclaurin formula where it is precise enough, else term by term up to where the rest,
    at most exp(-k (y + J))/(1 - exp(-k)), hardly counts.

    Raises:
        Undecided: more than `MOST_TERMS` terms would be summed.
    """
    factor = checker.LARGEST_DERIVATIVE * abs(checker.BERNOULLI[checker.ORDER])
    factor = factor / math.factorial(checker.ORDER) * k ** (checker.ORDER - 1)
    if factor * (1 << y.prec) < 1 << SPARE_BITS:
        return _by_euler_maclaurin(y, count, k, factor)
    terms = min(count, math.ceil(y.prec * Fraction(7, 10) / k) + 2)
    if terms > MOST_TERMS:
        raise Undecided(f"{terms} terms would be summed; fewer digits need fewer")
    total, power, ratio = y * 0, exp(-y * k), exp(Interval.exact(-k, y.prec))
    for _ in range(terms):
        total, power = total + power / (power + 1), power * ratio
    if terms < count:
        total = Interval.hull(total, total + power / (1 - ratio))
    return total


def _by_euler_maclaurin(y: Interval, count: int, k: Fraction, factor: Fraction) -> Interval:
    """The formula of :mod:`proofs.euler_maclaurin`, whose cells are the same from any y on."""
    near, far = sigmoid(-y * k), sigmoid(-(y + count) * k)
    total = (softplus(-y * k) - softplus(-(y + count) * k)) / k + (near - far) / 2
    for m, number in checker.BERNOULLI.items():
        change = _derivative(m - 1, near) - _derivative(m - 1, far)
        total = total + change * (number / math.factorial(m) * k ** (m - 1))
    remainder = (near - far) * factor
    return total + Interval.hull(-remainder, remainder)


def _derivative(m: int, s: Interval) -> Interval:
    """S^(m) where S = s, for odd m."""
    v = s * (1 - s)
    value = Interval.exact(0, s.prec)
    for c in reversed(checker.derivative(m)):
        value = value * v + c
    return value * v


def _proposed(steps: int, k: Fraction, digits: int, prec: int) -> Fraction:
    """About the zero of E, by Newton's method from 0; first with few bits."""
    u, bits = Fraction(0), min(START_BITS + lost(k), prec)
    for _ in range(MOST_ROUNDS):
        before, u = u, _newton(steps, k, u, bits)
        if not 0 < u <= steps:
            if bits == prec:
                break
            u, bits = Fraction(0), prec
            continue
        settled = abs(u - before) * 10 ** (digits + 2) < u
        if settled and bits == prec:
            return u
        if settled or abs(u - before) * 2 ** (bits // 4) < u:
            bits = min(2 * bits, prec)
    raise Undecided(f"the staircase is not found to meet relu with {prec} bits")


def _newton(steps: int, k: Fraction, u: Fraction, bits: int) -> Fraction:
    """u - E(u)/E'(u), or 0 where E' is not found to be positive."""
    value = error(steps, k, u, bits).mid
    beside = abs(value) / 2 ** (bits // 3) + u / 2 ** (bits // 2)
    rise = error(steps, k, u + beside, bits).mid - value
    return Interval.exact(u - value * beside / rise, bits).inf if rise > 0 else Fraction(0)
