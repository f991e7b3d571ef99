"""Certificates for functions of one variable by equal steps, with a bound in closed form."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING
from fractions import Fraction
from typing import Any

from certify import checker
from certify.certificate import Certificate
from certify.checking import confirmed
from certify.enclosure import decided, outward
from certify.errors import BadInput, Undecided
from certify.exact import rough, shown
from certify.function_bound import StepBound

MOST_HALVINGS = 10
"""The domain is cut into at most 2^10 pieces to enclose slopes, fewer for a long expression; more of
them gain little."""

CLOSE = Fraction(1005, 1000)
"""How far the bound on the slopes may be above a slope that was seen."""

SLOPE_DIGITS = 4


@dataclass(frozen=True)
class Plan:
    """The least number m of steps whose bound meets eps, with slopes shown on so many pieces."""

    form: StepBound
    pieces: int
    digits: int
    m: int

    @classmethod
    def of(cls, tree: tuple, domain: tuple[Fraction, Fraction], eps: Fraction, k: Fraction) -> Plan:
        """Undecided if F is not shown to have bounded slopes on the domain."""
        width, digits = domain[1] - domain[0], _digits(eps)
        slope, pieces = _slope_bound(tree, domain, eps / width)
        form = StepBound(slope, width, k, Fraction(1, 10**digits))
        return cls(form, pieces, digits, form.least_m(eps))


def function_by_steps(
    tree: tuple, formula: str, domain: tuple[Fraction, Fraction], eps: Fraction, k: Fraction,
    found: dict[str, Any], progress: Callable[[str], None],
) -> Certificate:  # fmt: skip
    """|F(x) - g(x)| <= eps on [a, b], g a sum of m equal steps.

    Raises:
        BadInput: too many sigmoids.
    """
    a, b = domain
    found |= dict(construction="steps", k=k, method="closed-form")
    progress("bounding the slopes")
    try:
        plan = Plan.of(tree, domain, eps, k)
    except Undecided as error:
        return undecided(
            f"F is not shown to be defined, with bounded slopes, on [{shown(a)}, {shown(b)}]: {error}",
            found,
        )
    form, digits, m = plan.form, plan.digits, plan.m
    if m > checker.MOST_STEPS:
        raise BadInput(
            f"{rough(Fraction(m))} sigmoids would be needed, slopes being up to {rough(form.slope)}; at "
            f"most {checker.MOST_STEPS} are made: take a larger eps or a shorter domain"
        )
    progress(f"evaluating F at {m + 1} points")
    try:
        values = [_value(tree, a + (b - a) * i / m, 10**digits) for i in range(m + 1)]
    except Undecided as error:
        return undecided(f"F is not enclosed to within 10^-{digits} at every node: {error}", found)
    found["bound"] = decided(lambda prec: outward(form.enclosure(m, prec)))
    found["slack"] = decided(lambda prec: outward(eps - form.enclosure(m, prec)))
    document = {
        "schema": checker.SCHEMA,
        "claim": {
            "kind": "function", "expression": formula, "domain": [str(a), str(b)],
            "eps": str(eps),
        },
        "construction": {
            "kind": "steps", "k": str(k), "digits": digits, "values": " ".join(map(str, values)),
        },
        "proof": {
            "method": "closed-form", "slope": str(form.slope), "pieces": plan.pieces,
            "rounding": str(form.rounding), "bound": list(found["bound"]), "slack": list(found["slack"]),
        },
    }  # fmt: skip
    count = "1 piece" if plan.pieces == 1 else f"{plan.pieces} pieces"
    note = f"slopes of F at most M = {shown(form.slope)}, shown on {count} of the domain"
    progress("checking the certificate")
    return confirmed(
        Certificate("certified", n=m, sigmoids=m, notes=(note,), document=document, **found)
    )


def undecided(reason: str, found: dict[str, Any]) -> Certificate:
    return Certificate(
        "undecided", n=None, sigmoids=0, bound=("", ""), slack=("", ""), reason=reason, **found
    )


def _slope_bound(tree: tuple, domain: tuple[Fraction, Fraction], unit: Fraction) -> tuple[Fraction, int]:
    """(M, P): the slopes on each of P equal pieces are at most M.

    The piece with the largest slopes is halved until they are close to one that was seen at a point, or
    0, or small against `unit`, the slope at which F changes by eps over the domain.  The slopes on a
    part of a piece are among those on the piece.
    """
    small, seen, deepest = unit / 1000, Fraction(0), 0
    most = min(MOST_HALVINGS, checker.most_pieces(tree).bit_length() - 1)
    heap = [(*_largest(tree, *domain), most, *domain)]
    while True:
        shown_at_all, negative, reason, left, low, high = heapq.heappop(heap)
        middle = (low + high) / 2
        seen = max(seen, *(-_largest(tree, x, x)[1] for x in (low, middle, high)))
        if left == 0 or (shown_at_all and -negative <= max(CLOSE * seen, small)):
            break
        for half in ((low, middle), (middle, high)):
            heapq.heappush(heap, (*_largest(tree, *half), left - 1, *half))
        deepest = max(deepest, most - left + 1)
    if not shown_at_all:
        raise Undecided(f"{reason}, on [{shown(low)}, {shown(high)}]")
    return _few_digits(max(-negative, small) if negative else Fraction(0)), 2**deepest


def _largest(tree: tuple, low: Fraction, high: Fraction) -> tuple[bool, Fraction, str]:
    """Whether slopes are shown on [low, high], minus the size of the largest, or why they are not.

    In this order the least comes first: no slopes, then large ones.
    """
    try:
        found = checker.slopes(tree, checker.Range(low, high, checker.SLOPE_BITS))[1]
    except Undecided as error:
        return False, Fraction(0), str(error)
    return True, min(found.inf, -found.sup), ""


def _few_digits(value: Fraction) -> Fraction:
    """`value` if it is short, else rounded up to a few digits."""
    if len(str(value)) <= 2 * SLOPE_DIGITS + 1:
        return value
    return Fraction(rough(value, SLOPE_DIGITS, ROUND_CEILING))


def _digits(eps: Fraction) -> int:
    """The least p >= 0 with 10^-p <= eps/1000."""
    digits = 0
    while eps * 10**digits < 1000:
        digits += 1
    return digits


def _value(tree: tuple, x: Fraction, scale: int) -> int:
    """An integer within 1 of scale * F(x)."""

    def nearest(bits: int) -> int | None:
        found = checker.values(tree, checker.Range.of(x, bits))
        wide = (found.sup - found.inf) * scale > Fraction(1, 4)
        return None if wide else round((found.inf + found.sup) / 2 * scale)

    return checker.decided(nearest, checker.POINT_BITS)
