"""Certificates for functions of one variable, given as expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from certify.certificate import Certificate
from certify.errors import BadInput, Undecided
from certify.exact import positive, shown
from certify.issuing.expressions import curve, read_expression
from certify.issuing.function_by_steps import Plan, function_by_steps
from certify.issuing.function_by_sum import function_by_sum, sure_size
from certify.issuing.options import DEFAULT_STEP_K, FUNCTION_METHODS, choice, interval_of, steepness
from certify.issuing.variant import Variant
from certify.search import Budget


def function(
    expression: str,
    on: Sequence[Any],
    eps: Any,
    k: Any = None,
    construction: str = "steps",
    method: str | None = None,
    progress: Callable[[str], None] = lambda stage: None,
    side: str | None = None,
    units: str = "sigmoid",
) -> Certificate:
    """sup over [a, b] of |F(x) - g(x)| <= eps, F an expression in x and g a sum of sigmoids.

    Args:
        expression: of x, numbers, + - * / ^ (or **), parentheses, exp, log, sin, cos, tanh, sqrt,
            softplus, abs and relu.  a^b is the product of b factors for an integer b, else exp(b log a)
            with a > 0.
        on: (a, b), the ends of the domain, exact.
        eps: the tolerance, exact.
        k: the steepness of equal steps, exact, default 16.  The number of sigmoids falls with k towards
            M (b-a)/(2 eps), M the largest slope of F; their weights grow with k.
        construction: ``steps``, equal ones, for any F; ``minimax``, a few dozen sigmoids for F made of
            abs, relu, lines and their softplus; or ``best``, whichever has fewer.
        method: ``closed-form`` of steps, ``enclosure`` of the true error of minimax.
        progress: is told what is being done, stage by stage.
        side: ``above`` for 0 <= g(x) - F(x) <= eps, ``below`` for 0 <= F(x) - g(x) <= eps, for minimax
            (and best, which is then minimax).
        units: ``sigmoid``, or ``tanh`` for the same sum in a tanh(b x + c), for minimax.

    Returns:
        A Certificate; ``certified``, or ``undecided`` when F is not shown to be defined and to have
        bounded slopes on [a, b], or not enclosed closely enough at a node.

    Raises:
        BadInput: an argument out of range, an expression that cannot be read, too many sigmoids, or F
            not made of lines and softplus for minimax.

    >>> from certify import function
    >>> cert = function("sin(3x)", on=(0, 1), eps="1e-2")
    >>> cert.verdict, cert.n, cert.claim
    ('certified', 177, '|F(x) - g(x)| <= 0.01 for every x in [0, 1], F(x) = sin(3*x)')
    >>> [function("abs(x)", (-1, 1), "1e-2", construction=name).n for name in ("steps", "minimax")]
    [118, 5]
    """
    choice(construction, FUNCTION_METHODS, "construction")
    if method is not None:
        choice(method, FUNCTION_METHODS[construction], "method")
    variant = Variant.of(side, units, construction, ("minimax", "best"))
    tolerance = positive(eps, "eps")
    if construction == "minimax" and k is not None:
        raise BadInput("'k' is of equal steps: minimax has sigmoids of many slopes")
    steep = steepness(DEFAULT_STEP_K if k is None else k)
    domain = interval_of(on)
    tree, formula = read_expression(expression)
    where = f"[{shown(domain[0])}, {shown(domain[1])}]"
    about: dict[str, Any] = dict(
        claim=f"{variant.statement('F', tolerance)} for every x in {where}, F(x) = {formula}",
        eps=tolerance, side=variant.side, units=variant.units,
    )  # fmt: skip
    if construction == "best":
        plain = variant == Variant()
        construction = _best(tree, domain, tolerance, steep) if plain else "minimax"
    if construction == "minimax":
        budget = Budget(progress=progress)
        return function_by_sum(curve(tree, *domain), formula, tolerance, variant, about, budget)
    return function_by_steps(tree, formula, domain, tolerance, steep, about, progress)


def _best(tree: tuple, domain: tuple[Fraction, Fraction], eps: Fraction, k: Fraction) -> str:
    """The construction that is sure to need fewer sigmoids."""
    try:
        enough = sure_size(curve(tree, *domain), eps)
        return "minimax" if enough <= Plan.of(tree, domain, eps, k).m else "steps"
    except BadInput:
        return "steps"
    except Undecided:
        return "minimax"
