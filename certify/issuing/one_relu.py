"""Certificates for one ReLU on [-1, 1]."""

from __future__ import annotations

from typing import Any

from certify import checker
from certify.bounds import ClosedForm, least_n
from certify.certificate import Certificate
from certify.checking import confirmed
from certify.enclosure import decided, outward
from certify.exact import positive, shown, whole
from certify.issuing.options import CONSTRUCTIONS, DEFAULT_K, METHODS, choice, steepness


def relu(
    eps: Any,
    k: Any = DEFAULT_K,
    n: Any = None,
    construction: str = "staircase",
    method: str = "closed-form",
) -> Certificate:
    """sup over [-1, 1] of |relu(x) - g(x)| <= eps, g the staircase of n - 1 sigmoids of steepness k.

    Args:
        eps: the tolerance, exact: ``"1e-3"``, ``Fraction(1, 1000)``; a float means its binary value.
        k: the steepness, exact.
        n: grid points; without it the least n that the method certifies.
        construction: ``staircase``.
        method: ``closed-form``.

    Returns:
        A Certificate whose verdict is ``certified``; ``not-certified`` when the error at x = 1
        provably exceeds eps; ``undecided`` when the closed form is too coarse to tell.

    Raises:
        BadInput: an argument out of range.

    >>> from certify import relu
    >>> cert = relu(eps="1e-3", k=4)
    >>> cert.verdict, cert.n, cert.bound[1]
    ('certified', 1006, '9.9953978306413177621e-4')
    """
    choice(construction, CONSTRUCTIONS, "construction")
    choice(method, METHODS, "method")
    tolerance, k = positive(eps, "eps"), steepness(k)
    points = least_n(tolerance, k) if n is None else whole(n, "n", 2)
    form = ClosedForm(points, k)
    bound = decided(lambda prec: outward(form.enclosure(prec)))
    slack = decided(lambda prec: outward(form.slack(tolerance, prec)))
    claim = (
        f"|relu(x) - g(x)| <= {shown(tolerance)} for every x in [-1, 1], "
        f"g = staircase with n = {points}, k = {shown(k)}"
    )
    found: dict[str, Any] = dict(
        claim=claim, construction=construction, eps=tolerance, k=k, n=points,
        sigmoids=points - 1, bound=bound, slack=slack, method=method,
    )  # fmt: skip
    if form.meets(tolerance):
        least = points == 2 or not ClosedForm(points - 1, k).meets(tolerance)
        document = {
            "schema": checker.SCHEMA,
            "claim": {"kind": "relu", "domain": ["-1", "1"], "eps": str(tolerance)},
            "construction": {"kind": construction, "n": points, "k": str(k)},
            "proof": {
                "method": method, "bound": list(bound), "slack": list(slack), "least": least,
            },
        }  # fmt: skip
        return confirmed(Certificate("certified", document=document, **found))
    if form.refutes(tolerance):
        at_end = decided(lambda prec: outward(form.endpoint_lower(prec)))
        return Certificate(
            "not-certified",
            reason=f"the error at x = 1 is at least {at_end[0]}, which exceeds eps = {shown(tolerance)}",
            witness=f"x = 1: relu(1) - g(1) >= {at_end[0]}",
            **found,
        )
    return Certificate(
        "undecided",
        reason=f"the closed-form bound of n = {points}, k = {k} is {bound[1]}, which exceeds "
        f"eps = {shown(tolerance)} by {slack[0][1:]}; the true error may still meet eps "
        f"(the least n that the closed form certifies is {least_n(tolerance, k)})",
        **found,
    )
