"""Certificates for one ReLU on [-1, 1]."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from certify import checker
from certify.certificate import Certificate
from certify.checking import confirmed
from certify.constructions import Staircase, Stairs
from certify.enclosure import decided, outward
from certify.exact import positive, shown, whole
from certify.issuing.one_supnorm import budget_of, issued
from certify.issuing.options import CONSTRUCTIONS, DEFAULT_K, METHODS, choice, steepness
from certify.least_n import decide, fewer_fail, least_staircase
from certify.supnorm_bound import staircase_error


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
) -> Certificate:
    """sup over [-1, 1] of |relu(x) - g(x)| <= eps, g a sum of equal sigmoid steps of steepness k.

    Args:
        eps: the tolerance, exact: ``"1e-3"``, ``Fraction(1, 1000)``; a float means its binary value.
        k: the steepness, exact; default 4 for the staircase and 5.43107 for midpoint, above 2 there.
        n: grid points of the staircase, which has n - 1 sigmoids, or the sigmoids of midpoint; default:
            the least n that the method certifies.
        construction: ``staircase``; or ``midpoint``, with centres at half steps, which needs 8.5 times
            fewer sigmoids than the best staircase.
        method: ``closed-form``, the default for the staircase; or ``enclosure`` of the true error, which
            needs about half the sigmoids and proves that fewer do not do, and is the one for midpoint.
        engine, max_leaves, timeout: of the enclosure, as in :func:`certify.supnorm`.
        progress: is told what is being done.

    Returns:
        A Certificate whose verdict is ``certified``; ``not-certified`` when the error provably exceeds
        eps at a witness; ``undecided`` when the bound is too coarse to tell, or a budget used up.

    Raises:
        BadInput: an argument out of range.

    >>> from certify import relu
    >>> cert = relu(eps="1e-3", k=4)
    >>> cert.verdict, cert.n, cert.bound[1]
    ('certified', 1006, '9.9953978306413177621e-4')
    >>> relu(eps="1e-3", k=4, method="enclosure").n
    531
    >>> relu(eps="1e-3", construction="midpoint").n
    63
    """
    kind = CONSTRUCTIONS[choice(construction, CONSTRUCTIONS, "construction")]
    methods = METHODS[construction]
    method = methods[0] if method is None else choice(method, methods, "method")
    tolerance = positive(eps, "eps")
    k = steepness(DEFAULT_K[construction] if k is None else k, construction)
    points = None if n is None else whole(n, "n", kind.first())
    if method == "closed-form":
        return _by_closed_form(tolerance, k, points)
    budget = budget_of(max_leaves, timeout, progress)
    error_of = partial(staircase_error, budget=budget, engine=engine)
    progress("looking for the least n" if points is None else "enclosing the error")
    if points is None:
        staircase, decision = least_staircase(tolerance, k, error_of, kind)
    else:
        staircase = kind(points, k)
        decision = decide(staircase, tolerance, error_of)
    found = decision.error
    about = _about(tolerance, staircase)
    slack = tolerance - Fraction(found.upper), tolerance - Fraction(found.lower)
    about["slack"] = checker.twenty(slack[0])[0], checker.twenty(slack[1])[1]
    if decision.meets is None:
        reason = found.reason or "the bounds of the error do not decide it"
        return issued(found, {}, about | {"reason": reason}, "undecided")
    if not decision.meets:
        reason = f"the error at x = {found.where} is at least {found.lower}, "
        reason += f"which exceeds eps = {shown(tolerance)}"
        return issued(found, {}, about | {"reason": reason}, "not-certified")
    progress("looking at fewer sigmoids")
    fewer = fewer_fail(staircase, tolerance, error_of)
    proof = found.proof() | {"fewer": "" if fewer is None else str(fewer)}
    if fewer is not None:
        least = f"n = {staircase.n} is the least: with n = {staircase.n - 1} the error exceeds eps"
        about["notes"] = (f"{least}, and so it does with fewer sigmoids",)
    progress("checking the certificate")
    return issued(found, _document(staircase, tolerance, proof), about)


def _about(eps: Fraction, staircase: Stairs) -> dict[str, Any]:
    """What a certificate says of its claim."""
    claim = (
        f"|relu(x) - g(x)| <= {shown(eps)} for every x in [-1, 1], "
        f"g = {staircase.kind} with n = {staircase.n}, k = {shown(staircase.k)}"
    )
    return dict(
        claim=claim, construction=staircase.kind, eps=eps, k=staircase.k, n=staircase.n,
        sigmoids=staircase.sigmoids,
    )  # fmt: skip


def _document(staircase: Stairs, eps: Fraction, proof: dict[str, Any]) -> dict[str, Any]:
    return {
        "schema": checker.SCHEMA,
        "claim": {"kind": "relu", "domain": ["-1", "1"], "eps": str(eps)},
        "construction": staircase.written(),
        "proof": proof,
    }


def _by_closed_form(eps: Fraction, k: Fraction, points: int | None) -> Certificate:
    from certify.bounds import ClosedForm, least_n  # takes SymPy, which the enclosure does not need

    n = least_n(eps, k) if points is None else points
    form, staircase = ClosedForm(n, k), Staircase(n, k)
    bound = decided(lambda prec: outward(form.enclosure(prec)))
    slack = decided(lambda prec: outward(form.slack(eps, prec)))
    about = _about(eps, staircase) | dict(bound=bound, slack=slack)
    if form.meets(eps):
        least = n == 2 or not ClosedForm(n - 1, k).meets(eps)
        proof = {
            "method": "closed-form", "bound": list(bound), "slack": list(slack), "least": least,
        }  # fmt: skip
        return confirmed(Certificate("certified", document=_document(staircase, eps, proof), **about))
    if form.refutes(eps):
        at_end = decided(lambda prec: outward(form.endpoint_lower(prec)))
        return Certificate(
            "not-certified",
            reason=f"the error at x = 1 is at least {at_end[0]}, which exceeds eps = {shown(eps)}",
            witness=f"x = 1: relu(1) - g(1) >= {at_end[0]}",
            **about,
        )
    return Certificate(
        "undecided",
        reason=f"the closed-form bound of n = {n}, k = {k} is {bound[1]}, which exceeds "
        f"eps = {shown(eps)} by {slack[0][1:]}; the true error may still meet eps, and the method "
        f"enclosure tells (the least n that the closed form certifies is {least_n(eps, k)})",
        **about,
    )
