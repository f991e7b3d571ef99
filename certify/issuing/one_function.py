"""Certificates for functions of one variable, given as expressions."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING
from fractions import Fraction
from typing import Any

from certify import checker
from certify.certificate import Certificate
from certify.checking import confirmed
from certify.enclosure import decided, outward
from certify.errors import BadInput, Malformed, Undecided
from certify.exact import positive, rough, shown
from certify.function_bound import StepBound
from certify.issuing.options import CLOSED_FORM, DEFAULT_STEP_K, choice, interval_of, steepness

MOST_HALVINGS = 10
"""The domain is cut into at most 2^10 pieces to enclose slopes, fewer for a long expression; more of
them gain little."""

CLOSE = Fraction(1005, 1000)
"""How far the bound on the slopes may be above a slope that was seen."""

SLOPE_DIGITS = 4


def function(
    expression: str,
    on: Sequence[Any],
    eps: Any,
    k: Any = DEFAULT_STEP_K,
    method: str = "closed-form",
    progress: Callable[[str], None] = lambda stage: None,
) -> Certificate:
    """sup over [a, b] of |F(x) - g(x)| <= eps, F an expression in x and g a sum of sigmoids.

    Args:
        expression: of x, numbers, + - * / ^ (or **), parentheses, exp, log, sin, cos, tanh, sqrt, abs
            and relu.  a^b is the product of b factors for an integer b, else exp(b log a) with a > 0.
        on: (a, b), the ends of the domain, exact.
        eps: the tolerance, exact.
        k: the steepness, exact.  The number of sigmoids falls with k towards M (b-a)/(2 eps), M the
            largest slope of F; their weights grow with k.
        method: ``closed-form``.
        progress: is told what is being done, stage by stage.

    Returns:
        A Certificate; ``certified``, or ``undecided`` when F is not shown to be defined and to have
        bounded slopes on [a, b], or not enclosed closely enough at a node.

    Raises:
        BadInput: an argument out of range, an expression that cannot be read, or too many sigmoids.

    >>> from certify import function
    >>> cert = function("sin(3x)", on=(0, 1), eps="1e-2")
    >>> cert.verdict, cert.n, cert.claim
    ('certified', 177, '|F(x) - g(x)| <= 0.01 for every x in [0, 1], F(x) = sin(3*x)')
    """
    choice(method, CLOSED_FORM, "method")
    tolerance, k = positive(eps, "eps"), steepness(k)
    a, b = interval_of(on)
    tree, formula = _read(expression)
    where = f"[{shown(a)}, {shown(b)}]"
    found: dict[str, Any] = dict(
        claim=f"|F(x) - g(x)| <= {shown(tolerance)} for every x in {where}, F(x) = {formula}",
        construction="steps", eps=tolerance, k=k, method=method,
    )  # fmt: skip
    progress("bounding the slopes")
    try:
        slope, pieces = _slope_bound(tree, (a, b), tolerance / (b - a))
    except Undecided as error:
        return _undecided(
            f"F is not shown to be defined, with bounded slopes, on {where}: {error}", found
        )
    digits = _digits(tolerance)
    form = StepBound(slope, b - a, k, Fraction(1, 10**digits))
    m = form.least_m(tolerance)
    if m > checker.MOST_STEPS:
        raise BadInput(
            f"{rough(Fraction(m))} sigmoids would be needed, slopes being up to {rough(slope)}; at most "
            f"{checker.MOST_STEPS} are made: take a larger eps or a shorter domain"
        )
    progress(f"evaluating F at {m + 1} points")
    try:
        values = [_value(tree, a + (b - a) * i / m, 10**digits) for i in range(m + 1)]
    except Undecided as error:
        return _undecided(f"F is not enclosed to within 10^-{digits} at every node: {error}", found)
    found["bound"] = decided(lambda prec: outward(form.enclosure(m, prec)))
    found["slack"] = decided(lambda prec: outward(tolerance - form.enclosure(m, prec)))
    document = {
        "schema": checker.SCHEMA,
        "claim": {
            "kind": "function", "expression": formula, "domain": [str(a), str(b)],
            "eps": str(tolerance),
        },
        "construction": {
            "kind": "steps", "k": str(k), "digits": digits, "values": " ".join(map(str, values)),
        },
        "proof": {
            "method": method, "slope": str(slope), "pieces": pieces, "rounding": str(form.rounding),
            "bound": list(found["bound"]), "slack": list(found["slack"]),
        },
    }  # fmt: skip
    count = "1 piece" if pieces == 1 else f"{pieces} pieces"
    note = f"slopes of F at most M = {shown(slope)}, shown on {count} of the domain"
    progress("checking the certificate")
    return confirmed(
        Certificate("certified", n=m, sigmoids=m, notes=(note,), document=document, **found)
    )


def _undecided(reason: str, found: dict[str, Any]) -> Certificate:
    return Certificate(
        "undecided", n=None, sigmoids=0, bound=("", ""), slack=("", ""), reason=reason, **found
    )


def _read(expression: Any) -> tuple[tuple, str]:
    """The tree of an expression and its canonical text, which must mean the same."""
    if not isinstance(expression, str):
        raise BadInput(f"'expression' must be a text like 'sin(3*x)' (got {expression!r:.60})")
    try:
        tree = checker.expression(expression)
        formula = checker.written(tree)
        checker.expression(formula)
    except Malformed as error:
        raise BadInput(str(error)) from None
    return tree, formula


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
