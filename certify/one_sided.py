"""Sums on one side of F: 0 <= g - F <= 2 U above it, or 0 <= F - g <= 2 U below it.

If |F - g| <= U, then g + U and g - U are such sums.  Where F - g has both the values U and -U, as it has
when g is a best approximation with a constant term, no constant does with less than 2 U.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from certify import checker
from certify.constructions import SigmoidSum
from certify.enclosure.decimals import rounded
from certify.supnorm_bound import SumError, SupNorm

DIGITS = 6
HALVINGS = 24
"""Of the steps by which a place of a large error is improved."""


def moved(error: SumError, found: SupNorm, side: str) -> tuple[SigmoidSum, SupNorm]:
    """The sum on one side, and bounds of its sup-norm error, from those of a sum around F.

    Nothing is known from below where the search for these was not finished.

    >>> from certify.supnorm_bound import enclosed
    >>> around = SumError(SigmoidSum.of([(Fraction(1), Fraction(5), Fraction(-3))]))
    >>> found = enclosed(around, 3)
    >>> g, above = moved(around, found, "above")
    >>> found.upper, above.upper, g.constant == Fraction(above.upper) / 2
    ('1.3113e-1', '2.62260e-1', True)
    """
    sign = checker.SIGNS[side]
    upper = rounded(2 * Fraction(found.upper), DIGITS, up=True)
    half = Fraction(upper) / 2
    g = shifted(error.g, half, side)
    if not found.leaves:
        return g, replace(found, lower="0", upper=upper)
    place, least = _farthest(error, found, sign)
    x, where = error.place(*place)
    lower = rounded(max(half + least, Fraction(0)), DIGITS, up=False)
    return g, replace(found, lower=lower, upper=upper, witness=x, where=where)


def shifted(g: SigmoidSum, by: Fraction, side: str) -> SigmoidSum:
    """The sum with its constant moved up for ``above``, down for ``below``."""
    return SigmoidSum.of(g.terms, g.constant + checker.SIGNS[side] * by)


def _farthest(error: SumError, found: SupNorm, sign: int) -> tuple[tuple[int, Fraction], Fraction]:
    """(piece, place from 0 to 1) where sign (g - F) is large, and a lower bound of it there.

    Among the ends and centres of the leaves, and from the best of them on in ever smaller steps.  The
    checker bounds the mirrored error, which may be as far off again.
    """
    one, end = 1 << found.bits, 1 << found.grid
    tops = []
    for number, piece in enumerate(error.pieces(found.bits)):
        fixed = piece.fixed(found.bits, found.grid)

        def seen(u: int, fixed: checker.Piece = fixed) -> tuple[int, int]:
            low, high = fixed.value(u, fixed.levels(u))
            return (-high if sign > 0 else low) - (high - low), u

        best = max(map(seen, _places(found, number)))
        for halving in range(min(HALVINGS, found.grid)):
            step = end >> 8 + halving
            best = max(best, *(seen(u) for u in (best[1] - step, best[1] + step) if 0 <= u <= end))
        tops.append((best[0], number, best[1]))
    value, number, u = max(tops)
    return (number, Fraction(u, end)), Fraction(value, one)


def _places(found: SupNorm, number: int) -> Iterator[int]:
    """Ends and centres of the leaves of a piece."""
    low, end = 0, 1 << found.grid
    for depth, centre in checker.leaves_of(found.leaves[number], "leaves", found.grid):
        width = end >> depth
        yield from (low, low + width // 2 if centre is None else centre)
        low += width
    yield end
