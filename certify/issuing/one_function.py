"""Certificates for functions of one variable, given as expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING
from fractions import Fraction
from typing import Any

from certify import checker
from certify.certificate import Certificate
from certify.checking import confirmed
from certify.enclosure import decided, outward
from certify.errors import BadInput, Malformed, Undecided
from certify.exact import positive, rational, rough, shown
from certify.function_bound import StepBound
from certify.issuing.options import DEFAULT_STEP_K, METHODS, choice, steepness

MOST_PIECES = 4096
"""Pieces of the domain on which slopes are enclosed; beyond, finer ones gain little."""

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
        bounded slopes on [a, b].

    Raises:
        BadInput: an argument out of range, an expression that cannot be read, or too many sigmoids.

    >>> from certify import function
    >>> cert = function("sin(3x)", on=(0, 1), eps="1e-2")
    >>> cert.verdict, cert.n, cert.claim
    ('certified', 177, '|F(x) - g(x)| <= 0.01 for every x in [0, 1], F(x) = sin(3*x)')
    """
    choice(method, METHODS, "method")
    tolerance, k = positive(eps, "eps"), steepness(k)
    a, b = _domain(on)
    tree, formula = _read(expression)
    where = f"[{shown(a)}, {shown(b)}]"
    found: dict[str, Any] = dict(
        claim=f"|F(x) - g(x)| <= {shown(tolerance)} for every x in {where}, F(x) = {formula}",
        construction="steps", eps=tolerance, k=k, method=method,
    )  # fmt: skip
    progress("bounding the slopes")
    try:
        slope, pieces = _slope_bound(tree, (a, b))
    except Undecided as error:
        reason = f"F is not shown to be defined, with bounded slopes, on {where}: {error}"
        return Certificate(
            "undecided", n=None, sigmoids=0, bound=("", ""), slack=("", ""), reason=reason, **found
        )
    digits = _digits(tolerance)
    form = StepBound(slope, b - a, k, Fraction(1, 10**digits))
    m = form.least_m(tolerance)
    if m > checker.MOST_STEPS:
        raise BadInput(
            f"{rough(Fraction(m))} sigmoids would be needed, for slopes up to {rough(slope)}, and the most "
            f"is {checker.MOST_STEPS}: take a larger eps or a shorter domain"
        )
    progress(f"evaluating F at {m + 1} points")
    values = [_value(tree, a + (b - a) * i / m, 10**digits) for i in range(m + 1)]
    bound = decided(lambda prec: outward(form.enclosure(m, prec)))
    slack = decided(lambda prec: outward(tolerance - form.enclosure(m, prec)))
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
            "bound": list(bound), "slack": list(slack),
        },
    }  # fmt: skip
    note = f"slopes of F at most M = {shown(slope)}, shown on {_count(pieces)} of the domain"
    progress("checking the certificate")
    return confirmed(
        Certificate(
            "certified", n=m, sigmoids=m, bound=bound, slack=slack, notes=(note,), document=document,
            **found,
        )
    )  # fmt: skip


def _count(pieces: int) -> str:
    return f"{pieces} piece{'s' if pieces > 1 else ''}"


def _domain(on: Sequence[Any]) -> tuple[Fraction, Fraction]:
    if isinstance(on, str) or not isinstance(on, Sequence) or len(on) != 2:
        raise BadInput(f"'on' must be the two ends of the domain (got {on!r:.60})")
    a, b = rational(on[0], "a"), rational(on[1], "b")
    if a >= b:
        raise BadInput(
            f"the domain must run from the lesser to the greater end (got {on[0]} and {on[1]})"
        )
    return a, b


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


def _slope_bound(tree: tuple, domain: tuple[Fraction, Fraction]) -> tuple[Fraction, int]:
    """(M, P): the slopes on P equal pieces are at most M.

    P doubles until M is close to a slope that was seen at a point.
    """
    pieces, seen = 1, Fraction(0)
    while True:
        try:
            largest, low, high = max(
                (_largest(tree, low, high), low, high) for low, high in checker.pieces_of(domain, pieces)
            )
            seen = max(seen, *(_largest(tree, x, x) for x in (low, (low + high) / 2, high)))
            if largest <= CLOSE * seen or pieces == MOST_PIECES:
                return _few_digits(largest), pieces
        except Undecided:
            if pieces == MOST_PIECES:
                raise
        pieces *= 2


def _largest(tree: tuple, low: Fraction, high: Fraction) -> Fraction:
    """The largest size of an enclosed slope on [low, high]."""
    try:
        found = checker.slopes(tree, checker.Range(low, high, checker.SLOPE_BITS))[1]
    except Undecided as error:
        raise Undecided(f"{error}, on [{shown(low)}, {shown(high)}]") from None
    return max(-found.inf, found.sup)


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
