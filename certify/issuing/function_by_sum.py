"""Certificates for piecewise linear functions by sums of few sigmoids, whose sup-norms are enclosed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import log
from typing import Any

from certify import checker
from certify.allocation import allocation
from certify.certificate import Certificate
from certify.constructions import SigmoidSum, minimax
from certify.constructions.polyline_sum import Kinked, Points
from certify.errors import BadInput, Undecided
from certify.exact import shown
from certify.issuing.one_supnorm import issued
from certify.issuing.options import SUM_DIGITS
from certify.issuing.variant import Variant
from certify.search import Budget
from certify.supnorm_bound import SumError, SupNorm, enclosed

SHARE = Fraction(1, 256)
"""Of eps, for the line, for the rounding of the numbers, and for that of the bounds."""
STEP = Fraction(33, 32)
"""From one allowance of the kinks to the next."""
MOST_NAMED = 8


def function_by_sum(
    line: Points, formula: str, eps: Fraction, variant: Variant, about: dict[str, Any], budget: Budget
) -> Certificate:
    """|F(x) - g(x)| <= eps where the polyline goes, g a sum of near-minimax sums at its kinks.

    The errors of the kinks do not quite add up at any place: they are allowed more than eps together
    as long as the enclosure of the whole error is at most eps.  That saves a sigmoid now and then.

    Raises:
        BadInput: F is constant, or the table ends before eps is met.
    """
    share = variant.share(eps)
    f, room = Kinked.of(line), share * SHARE

    @cache
    def enclosing(sizes: tuple[int, ...]) -> tuple[SigmoidSum, SupNorm]:
        g = f.sum(sizes, room)
        budget.progress(f"enclosing the error of {len(g.terms)} sigmoids")
        return g, enclosed(SumError(g, line), SUM_DIGITS, budget)

    def meets(index: int) -> bool:
        error = enclosing(_sizes(f, share, index))[1]
        return not error.reason and Fraction(error.upper) <= share

    index = last(meets, 2 + int(log(max(len(f.kinks), 1), STEP)))
    sizes = _sizes(f, share, index)
    g, error = enclosing(sizes)
    g, error = variant.placed(SumError(g, line), error)
    n = len(g.terms)
    about |= dict(construction="minimax", k=None, n=n, sigmoids=n, slack=error.slack(eps))
    about["notes"] = (_note(f, sizes),)
    if not meets(index):
        reason = error.reason or "the bounds of the error do not decide it"
        return issued(error, {}, about | {"reason": reason}, "undecided")
    document = {
        "schema": checker.SCHEMA,
        "claim": {
            "kind": "function", "expression": formula, "domain": [str(line[0][0]), str(line[-1][0])],
            "eps": str(eps), **variant.claim(),
        },
        "construction": variant.written(g),
        "proof": error.proof(),
    }  # fmt: skip
    budget.progress("checking the certificate")
    return issued(error, document, about)


def sure_size(line: Points, eps: Fraction) -> int:
    """A number of sigmoids that is enough, whether or not the errors of the kinks add up.

    Raises:
        BadInput: F is constant, or the table ends before eps is met.
    """
    f = Kinked.of(line)
    return sum(_sizes(f, eps, 0)) + (f.slope != 0)


def _sizes(f: Kinked, eps: Fraction, index: int) -> tuple[int, ...]:
    """Sizes for the kinks: with index 0 the errors fit together for sure, and they grow from there."""
    if not f.slope and not f.kinks:
        raise BadInput(f"F is the constant {shown(f.level)} there: it needs no sigmoid")
    errors = {n: minimax.entry(n).upper for n in minimax.sizes()}
    allowed = eps * (1 - 3 * SHARE) * STEP**index
    try:
        return allocation([kink.cost for kink in f.kinks], errors, allowed).sizes
    except Undecided as error:
        raise BadInput(f"eps = {shown(eps)} is too small for this: {error}") from None


def last(meets: Callable[[int], bool], count: int) -> int:
    """By bisection, an index that meets with a next one that does not; 0 if none does.

    >>> last(lambda i: i < 5, 9), last(lambda i: False, 9), last(lambda i: True, 9)
    (4, 0, 8)
    """
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if meets(middle) else (low, middle)
    return low


def _note(f: Kinked, sizes: tuple[int, ...]) -> str:
    """Where the sigmoids are."""
    parts = [
        f"{n} at the kink x = {shown(kink.place)}"
        for kink, n in zip(f.kinks[:MOST_NAMED], sizes, strict=False)
    ]
    if len(sizes) > MOST_NAMED:
        parts.append(f"{sum(sizes[MOST_NAMED:])} at {len(sizes) - MOST_NAMED} more kinks")
    parts += ["one for a line"] if f.slope else []
    return f"sigmoids: {', '.join(parts)}"
