"""Certificates for one ReLU on [-1, 1]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from certify.certificate import Certificate
from certify.constructions.minimax import TABLES
from certify.errors import BadInput
from certify.exact import positive, whole
from certify.issuing.limits import Limits
from certify.issuing.one_supnorm import budget_of
from certify.issuing.options import CONSTRUCTIONS, DEFAULT_K, METHODS, STAIRS, choice, steepness
from certify.issuing.relu_by_formula import relu_by_formula
from certify.issuing.relu_by_stairs import relu_by_closed_form, relu_by_enclosure
from certify.issuing.relu_by_sum import relu_by_sum
from certify.issuing.variant import Variant


def relu(
    eps: Any,
    k: Any = None,
    n: Any = None,
    construction: str = "staircase",
    method: str | None = None,
    engine: str | None = None,
    max_leaves: Any = None,
    timeout: Any = None,
    progress: Callable[[str], None] = lambda stage: None,
    max_weight: Any = None,
    max_slope: Any = None,
    side: str | None = None,
    units: str = "sigmoid",
) -> Certificate:
    """sup over [-1, 1] of |relu(x) - g(x)| <= eps, g a sum of sigmoids.

    Args:
        eps: the tolerance, exact: ``"1e-3"``, ``Fraction(1, 1000)``; a float means its binary value.
        k: the steepness of equal steps, exact; default 4 for the staircase and 5.43107 for midpoint,
            above 2 there.
        n: grid points of the staircase, which has n - 1 sigmoids; sigmoids of the others.  Default: the
            least that the method certifies.
        construction: equal steps: ``staircase``, or ``midpoint``, with centres at half steps, and 8.5
            times fewer of them; sums of O(log(1/eps)^2) sigmoids: ``minimax``, near the fewest possible,
            from a table down to 2.6e-9, ``tame``, with weights below 2.6, ``increasing``, with positive
            weights and slopes only, ``no-constant``, or ``graded``, by a formula for any eps; or
            ``best``, whichever has the fewest.
        method: ``enclosure`` of the true error; or ``closed-form``, a bound proved for all n at once,
            for the staircase (its default; it takes twice the sigmoids) and for graded.
        engine, max_leaves, timeout: of the enclosure, as in :func:`certify.supnorm`.
        progress: is told what is being done.
        max_weight, max_slope: exact bounds of all |a| and of all |b| in the terms a S(b x + c), or
            a tanh(b x + c), for the tables and best.  No |c| of the tables exceeds 15.
        side: ``above`` for 0 <= g(x) - relu(x) <= eps, ``below`` for 0 <= relu(x) - g(x) <= eps: by the
            constant term, for minimax, increasing, graded and best.
        units: ``sigmoid``, or ``tanh`` for the same sums in a tanh(b x + c).

    Returns:
        A Certificate whose verdict is ``certified``; ``not-certified`` when the error provably exceeds
        eps at a witness; ``undecided`` when the bound is too coarse to tell, or a budget used up.

    Raises:
        BadInput: an argument out of range, or nothing in the tables is within the bounds.

    >>> from certify import relu
    >>> cert = relu(eps="1e-3", k=4)
    >>> cert.verdict, cert.n, cert.bound[1]
    ('certified', 1006, '9.9953978306413177621e-4')
    >>> relu(eps="1e-3", k=4, method="enclosure").n
    531
    >>> [relu(eps="1e-3", construction=name).n for name in ("midpoint", "graded", "minimax")]
    [63, 9, 7]
    >>> [relu(eps="1e-3", construction="best", max_weight=a).n for a in ("2", "1/2")]
    [7, 9]
    >>> [relu(eps="1e-3", construction="best", max_weight="3/4", units=u).n for u in ("sigmoid", "tanh")]
    [9, 7]
    >>> relu(eps="1e-3", construction="minimax", side="above", units="tanh").claim
    '0 <= g(x) - relu(x) <= 0.001 for every x in [-1, 1], g = minimax with n = 8'
    """
    choice(construction, CONSTRUCTIONS, "construction")
    methods = METHODS[construction]
    method = methods[0] if method is None else choice(method, methods, "method")
    variant = Variant.of(side, units, construction)
    tolerance = positive(eps, "eps")
    budget = budget_of(max_leaves, timeout, progress)
    limits = Limits.of(max_weight, max_slope, variant.units)
    if limits and construction not in (*TABLES, "best"):
        raise BadInput(f"'max-weight' and 'max-slope' choose from tables: {construction} is none")
    if construction not in STAIRS:
        if k is not None:
            raise BadInput(f"'k' is of equal steps: {construction} has sigmoids of many slopes")
        sigmoids = None if n is None else whole(n, "n", 1)
        if method == "closed-form":
            return relu_by_formula(tolerance, sigmoids, variant, progress)
        return relu_by_sum(tolerance, construction, sigmoids, variant, budget, engine, limits)
    kind = STAIRS[construction]
    k = steepness(DEFAULT_K[construction] if k is None else k, construction)
    points = None if n is None else whole(n, "n", kind.first())
    if method == "closed-form":
        return relu_by_closed_form(tolerance, k, points)
    return relu_by_enclosure(tolerance, kind, k, points, budget, engine)
