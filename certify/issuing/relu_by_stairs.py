"""Certificates for one ReLU by equal steps: the staircase and midpoint."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from certify.certificate import Certificate
from certify.checking import confirmed
from certify.constructions import Staircase, Stairs
from certify.enclosure import decided, outward
from certify.exact import shown
from certify.issuing.one_supnorm import document_of, issued
from certify.least_n import decide, fewer_fail, least_staircase
from certify.search import Budget
from certify.supnorm_bound import staircase_error


def relu_by_enclosure(
    eps: Fraction,
    kind: type[Stairs],
    k: Fraction,
    points: int | None,
    budget: Budget,
    engine: str | None,
) -> Certificate:
    """By the true error; without `points` with the least number, and a proof that fewer do not do."""
    error_of = partial(staircase_error, budget=budget, engine=engine)
    budget.progress("looking for the least n" if points is None else "enclosing the error")
    if points is None:
        staircase, decision = least_staircase(eps, k, error_of, kind)
    else:
        staircase = kind(points, k)
        decision = decide(staircase, eps, error_of)
    found = decision.error
    about = _about(eps, staircase) | {"slack": found.slack(eps)}
    if decision.meets is None:
        reason = found.reason or "the bounds of the error do not decide it"
        return issued(found, {}, about | {"reason": reason}, "undecided")
    if not decision.meets:
        return issued(found, {}, about | {"reason": found.exceeds(eps)}, "not-certified")
    budget.progress("looking at fewer sigmoids")
    fewer = fewer_fail(staircase, eps, error_of)
    proof = found.proof() | {"fewer": "" if fewer is None else str(fewer)}
    if fewer is not None:
        least = f"n = {staircase.n} is the least: with n = {staircase.n - 1} the error exceeds eps"
        about["notes"] = (f"{least}, and so it does with fewer sigmoids",)
    budget.progress("checking the certificate")
    return issued(found, document_of(eps, staircase.written(), proof), about)


def relu_by_closed_form(eps: Fraction, k: Fraction, points: int | None) -> Certificate:
    """By the closed form of the staircase's bound; without `points` with the least number."""
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
        return confirmed(
            Certificate("certified", document=document_of(eps, staircase.written(), proof), **about)
        )
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
