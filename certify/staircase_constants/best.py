"""The steepness for which the staircase errs least, and how little that is.

M(k) is the greatest phi(t, k) over 0 <= t <= 1, in steps.  U, an upper bound of M at one k near the
best, excludes other k with M(k) >= phi(t, k) > U at some t: all k <= 2, as phi(0, k) falls with k; all
k >= 6, as -t + S(k t) grows; and between them leaf by leaf, but for a hull [a, b].

For k in the hull, every t with phi(t, k) = M(k) lies in a T, inside (0, 1): elsewhere phi_t is not 0,
or phi is less than at some other t.  phi_tt < 0 on T, so there is one such t only, and phi_t = 0 there.
At a best k phi_k = 0, too: otherwise phi(t, .) falls to one side for all t close by, and so does M, as
its t are close by for k close by.  Thus every best k is, with its t, a zero of (phi_t, phi_k) in
T x [a, b].  Krawczyk's operator encloses these ever more tightly, and phi there is the least M.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from certify.enclosure import Interval, sigmoid
from certify.enclosure.decimals import rounded
from certify.errors import Undecided
from certify.search import Progress
from certify.staircase_constants.arguments import places, points, silent
from certify.staircase_constants.cell import LEAST_K, Cell, positive
from certify.staircase_constants.proposals import bits_of, highest, root, step

STEEP, ASIDE = 6, Fraction(3, 10)
"""For k >= 6 the error at t = 3/10 is large."""
LEAST_WIDTH = Fraction(1, 2**7)
COARSE_DIGITS, COARSE_BITS, WINDOW = 9, 64, 12
MOST_LEAVES = 2000
MOST_ROUNDS = 100

Box = tuple[Interval, Interval]
Row = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Best:
    """min over k > 0 of sup over [-1, 1] of |relu - staircase| is `error` d, d = 1/(n - 1).

    Args:
        n: grid points; None for the limit as n grows.
        k: decimals; every k at which the minimum is attained lies between them.  For n = 2 it is
            attained at all of ("0", "4"), but for 0.
        error: decimals, the minimum in units of d.
    """

    n: int | None
    k: tuple[str, str]
    error: tuple[str, str]

    @property
    def short(self) -> Fraction:
        """A k of six digits that is about the best."""
        middle = (Fraction(self.k[0]) + Fraction(self.k[1])) / 2
        return Fraction(4) if self.n == 2 else round(middle, 5)


def best_k(n: Any = None, digits: Any = 12, progress: Progress = silent) -> Best:
    """The least sup over [-1, 1] of |relu - staircase| over all k > 0, and where it is attained.

    Args:
        n: grid points, 2 at least; None for the limit as n grows.
        digits: of the results, 1 to 100.
        progress: is told what is being done.

    Raises:
        BadInput: an argument out of range.
        Undecided: it is not shown.

    >>> found = best_k(3, 6)
    >>> found.k, found.error
    (('3.664668e0', '3.664669e0'), ('5.265606e-1', '5.265607e-1'))
    """
    n, digits = points(n), places(digits)
    if n == 2:
        # phi(0, k) = 1/2, and S(k t) - t <= 1/2 for k <= 4; for k > 4 it grows from t = 0 on
        half, most = Fraction(1, 2), rounded(Fraction(4), digits + 1, up=True)
        return Best(n, ("0", most), _decimals(half, half, digits))
    sigmoids = None if n is None else n - 1
    progress("excluding other steepnesses")
    few = sigmoids if sigmoids is not None and Cell(sigmoids, COARSE_BITS, WINDOW).whole else None
    t, k = coarsely(few)
    progress("enclosing the best steepness")
    cell = Cell(sigmoids, bits_of(digits + 4))
    t, k = enclose(cell, (t.at(cell.prec), k.at(cell.prec)), digits)
    error = cell.value(t, k)
    return Best(n, _decimals(k.inf, k.sup, digits), _decimals(error.inf, error.sup, digits))


@functools.cache
def coarsely(sigmoids: int | None) -> Box:
    """A box T x [a, b] that holds every best k, and all t where the error is largest for such a k."""
    cell = Cell(sigmoids, COARSE_BITS, WINDOW)
    t, k = _proposed(cell)
    hull = cell.between(*exclude(cell, k))
    return largest(cell, t, hull), hull


def _decimals(low: Fraction, high: Fraction, digits: int) -> tuple[str, str]:
    return rounded(low, digits + 1, up=False), rounded(high, digits + 1, up=True)


def exclude(cell: Cell, k: Fraction) -> tuple[Fraction, Fraction]:
    """(a, b) with M > M(k) for all other steepnesses.

    Raises:
        Undecided: the ends of the search would be among them.
    """
    most = cell.at_most(k, Fraction(0), COARSE_DIGITS)
    end = sum((sigmoid(cell.exact(-LEAST_K * j)) for j in range(cell.terms)), cell.exact(0))
    positive(end - most)
    positive(sigmoid(cell.exact(STEEP * ASIDE)) - ASIDE - most)
    kept, leaves, count = [], [(Fraction(LEAST_K), Fraction(STEEP))], 0
    while leaves:
        low, high = leaves.pop()
        count += 1
        if above(cell, low, high, most):
            continue
        if high - low < LEAST_WIDTH:
            kept += [low, high]
        elif count > MOST_LEAVES:
            raise Undecided("too many steepnesses are not excluded")
        else:
            leaves += [(low, (low + high) / 2), ((low + high) / 2, high)]
    if not kept or min(kept) <= LEAST_K or max(kept) >= STEEP:
        raise Undecided("the best steepness is not found")
    return min(kept), max(kept)


def above(cell: Cell, low: Fraction, high: Fraction, most: Fraction) -> bool:
    """Whether phi(t, k) > `most` is shown for low <= k <= high, at some t."""
    middle = (low + high) / 2
    t, k = cell.exact(highest(cell.terms, middle)), cell.between(low, high)
    value = cell.value(t, cell.exact(middle)) + cell.slopes(t, k)[1] * (k - middle)
    return value.inf > most


def largest(cell: Cell, t: Fraction, k: Interval) -> Interval:
    """A T inside (0, 1) that holds every t where some phi(., k) is largest over [0, 1].

    Raises:
        Undecided: 0 or 1 may be among them.
    """
    least = cell.value(cell.exact(t), k).inf
    kept, leaves, count = [], [(Fraction(0), Fraction(1))], 0
    while leaves:
        low, high = leaves.pop()
        count += 1
        part = cell.between(low, high)
        slope, _ = cell.slopes(part, k)
        rises, falls = slope.inf > 0 and high < 1, slope.sup < 0 and low > 0
        if rises or falls or cell.value(part, k).sup < least:
            continue
        if high - low < LEAST_WIDTH:
            kept += [low, high]
        elif count > MOST_LEAVES:
            break
        else:
            leaves += [(low, (low + high) / 2), ((low + high) / 2, high)]
    if leaves or not kept or min(kept) <= 0 or max(kept) >= 1:
        raise Undecided("the place where the error is largest is not found")
    return cell.between(min(kept), max(kept))


def enclose(cell: Cell, box: Box, digits: int) -> Box:
    """A box around all zeros of (phi_t, phi_k) in a box, where phi_tt must be negative.

    Raises:
        Undecided: it is not small enough.
    """
    positive(-cell.bends(*box)[0])
    for _ in range(MOST_ROUNDS):
        smaller = krawczyk(cell, box)
        if max(part.rad for part in smaller) * 10 ** (digits + 3) < 1:
            return smaller
        if all(2 * new.rad > old.rad for new, old in zip(smaller, box, strict=True)):
            break
        box = smaller
    raise Undecided(f"the best steepness is not enclosed with {digits} digits")


def krawczyk(cell: Cell, box: Box) -> Box:
    """m - Y f(m) + (I - Y J)(box - m), f = (phi_t, phi_k), J its Jacobian on the box, cut with the box.

    By the mean value theorem it holds every zero of f in the box, whatever Y; Y is about 1/J here.
    """
    middle = tuple(part.mid for part in box)
    f = cell.slopes(cell.exact(middle[0]), cell.exact(middle[1]))
    tt, tk, kk = cell.bends(*box)
    y = inverse(tt.mid, tk.mid, kk.mid)
    jacobian = ((tt, tk), (tk, kk))
    found = []
    for i, row in enumerate(y):
        total = cell.exact(middle[i]) - (f[0] * row[0] + f[1] * row[1])
        for j in range(2):
            entry = int(i == j) - (jacobian[0][j] * row[0] + jacobian[1][j] * row[1])
            total = total + entry * (box[j] - middle[j])
        found.append(_common(total, box[i]))
    return found[0], found[1]


def inverse(tt: Fraction, tk: Fraction, kk: Fraction) -> tuple[Row, Row]:
    """About the inverse of ((tt, tk), (tk, kk)), in multiples of 2^-64."""
    determinant = tt * kk - tk * tk
    a, b, c = (Fraction(round(x / determinant * 2**64), 2**64) for x in (kk, -tk, tt))
    return (a, b), (b, c)


def _common(x: Interval, y: Interval) -> Interval:
    """What two intervals have in common.

    Raises:
        Undecided: nothing.
    """
    low, high = max(x.inf, y.inf), min(x.sup, y.sup)
    if low > high:
        raise Undecided("the errors have no least one in the box")
    return Interval.between(low, high, x.prec)


def _proposed(cell: Cell) -> tuple[Fraction, Fraction]:
    """(t, k) with about phi_t = phi_k = 0."""
    terms = range(cell.terms)

    def values(t: mpmath.mpf, k: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
        s = [step(k * (t - j)) for j in terms]
        in_k = sum((t - j) * a * (1 - a) for j, a in zip(terms, s, strict=True))
        return k * sum(a * (1 - a) for a in s) - 1, in_k

    t, k = root(values, ("0.16", "3.67"), COARSE_DIGITS)
    if not (0 < t < 1 and LEAST_K < k < STEEP):
        raise Undecided(f"no best steepness is found near k = {float(k):.6g}")
    return t, k
