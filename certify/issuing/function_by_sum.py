"""Certificates for polylines with softplus by sums of few sigmoids, whose sup-norms are enclosed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cache
from math import log
from typing import Any

from certify import checker
from certify.allocation import allocation
from certify.certificate import Certificate
from certify.constructions import SigmoidSum, minimax
from certify.constructions.polyline_sum import Kink, Kinked
from certify.errors import BadInput, Undecided
from certify.exact import rough, shown
from certify.fitting import NotLevelled, near_minimax_softplus
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
MOST_FAILURES = 2
"""So many numbers of sigmoids in a row for which none were found are the end of a table."""
FINE = 8
"""Sums for softplus are looked for until each of m errs by less than a part 1/(FINE m) of eps."""


def function_by_sum(
    curve: checker.Curve,
    formula: str,
    eps: Fraction,
    variant: Variant,
    about: dict[str, Any],
    budget: Budget,
) -> Certificate:
    """|F(x) - g(x)| <= eps where the curve goes, g a sum of near-minimax sums at its kinks.

    The errors of the kinks do not quite add up at any place: they are allowed more than eps together
    as long as the enclosure of the whole error is at most eps.  That saves a sigmoid now and then.

    Raises:
        BadInput: F is constant, or the table ends before eps is met.
    """
    share = variant.share(eps)
    f, room = Kinked.of(curve), share * SHARE
    tables = _tables(f, share, budget.progress)

    @cache
    def enclosing(sizes: tuple[int, ...]) -> tuple[SigmoidSum, SupNorm]:
        g = f.sum([_part(kink, n)[0] for kink, n in zip(f.kinks, sizes, strict=True)], room)
        budget.progress(f"enclosing the error of {len(g.terms)} sigmoids")
        return g, enclosed(SumError(g, curve), SUM_DIGITS, budget)

    def meets(index: int) -> bool:
        error = enclosing(_sizes(f, tables, share, index))[1]
        return not error.reason and Fraction(error.upper) <= share

    index = last(meets, 2 + int(log(max(len(f.kinks), 1), STEP)))
    sizes = _sizes(f, tables, share, index)
    g, error = enclosing(sizes)
    g, error = variant.placed(SumError(g, curve), error)
    n = len(g.terms)
    about |= dict(construction="minimax", k=None, n=n, sigmoids=n, slack=error.slack(eps))
    about["notes"] = (_note(f, sizes),)
    if not meets(index):
        reason = error.reason or "the bounds of the error do not decide it"
        return issued(error, {}, about | {"reason": reason}, "undecided")
    document = {
        "schema": checker.SCHEMA,
        "claim": {
            "kind": "function", "expression": formula, "eps": str(eps),
            "domain": [str(curve.line[0][0]), str(curve.line[-1][0])], **variant.claim(),
        },
        "construction": variant.written(g),
        "proof": error.proof(),
    }  # fmt: skip
    budget.progress("checking the certificate")
    return issued(error, document, about)


def sure_size(curve: checker.Curve, eps: Fraction) -> int:
    """A number of sigmoids that is enough, whether or not the errors of the kinks add up.

    Raises:
        BadInput: F is constant, or the table ends before eps is met.
    """
    f = Kinked.of(curve)
    return sum(_sizes(f, _tables(f, eps), eps, 0)) + (f.slope != 0)


def _tables(
    f: Kinked, eps: Fraction, progress: Callable[[str], None] = lambda stage: None
) -> list[Mapping[int, Fraction]]:
    """The errors of the sums that there are for relu, and for each softplus of those that are useful."""
    relu = {n: minimax.entry(n).upper for n in minimax.sizes()}
    tables = []
    for kink in f.kinks:
        errors: Mapping[int, Fraction] = relu
        if kink.steepness is not None:
            progress(f"fitting sums to the softplus at x = {shown(kink.place)}")
            fine = 1 if len(f.kinks) == 1 else FINE * len(f.kinks)
            errors = _softplus_errors(kink, eps * (1 - 3 * SHARE) / fine)
        tables.append(errors)
    return tables


def _softplus_errors(kink: Kink, enough: Fraction) -> Mapping[int, Fraction]:
    """Sampled errors for 1, 2, ... sigmoids until one makes `enough` here, or there are no more."""
    errors: dict[int, Fraction] = {}
    for n in minimax.sizes()[1:]:
        if n > MOST_FAILURES + max(errors, default=0):
            break
        with suppress(NotLevelled):
            errors[n] = _part(kink, n)[1]
            if errors[n] * kink.cost <= enough:
                break
    if not errors:
        raise BadInput(f"no sum for the softplus at x = {shown(kink.place)} was found")
    return errors


def _part(kink: Kink, n: int) -> tuple[SigmoidSum, Fraction]:
    """The sum of n sigmoids for relu or softplus on [-1, 1], and its error, sampled for softplus."""
    if kink.steepness is None:
        entry = minimax.entry(n)
        return entry.sum, entry.upper
    fit = near_minimax_softplus(n, kink.steepness * kink.reach)
    return fit.sum, Fraction(fit.error)


def _sizes(
    f: Kinked, tables: list[Mapping[int, Fraction]], eps: Fraction, index: int
) -> tuple[int, ...]:
    """Sizes for the kinks: with index 0 the errors fit together for sure, and they grow from there."""
    if not f.slope and not f.kinks:
        raise BadInput(f"F is the constant {rough(f.level, 6)} there: it needs no sigmoid")
    allowed = eps * (1 - 3 * SHARE) * STEP**index
    try:
        return allocation([kink.cost for kink in f.kinks], tables, allowed).sizes
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
        f"{n} at the {'kink' if kink.steepness is None else 'softplus'} x = {shown(kink.place)}"
        for kink, n in zip(f.kinks[:MOST_NAMED], sizes, strict=False)
    ]
    if len(sizes) > MOST_NAMED:
        parts.append(f"{sum(sizes[MOST_NAMED:])} at {len(sizes) - MOST_NAMED} more kinks")
    parts += ["one for a line"] if f.slope else []
    return f"sigmoids: {', '.join(parts)}"
