"""Certificates for one ReLU by graded sums, from the bound that holds for all of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from certify import checker
from certify.certificate import Certificate
from certify.checking import confirmed
from certify.enclosure.decimals import rounded
from certify.exact import shown
from certify.graded_bound import GradedBound, proved, with_pairs
from certify.issuing.one_supnorm import document_of, written
from certify.issuing.relu_by_sum import odd
from certify.search import Progress

DIGITS = 6
"""Of the bound."""
ROOM = Fraction(1, 10**9)
"""By which the checker's arithmetic may be coarser, relatively."""


def relu_by_formula(eps: Fraction, n: int | None, progress: Progress) -> Certificate:
    """sup over [-1, 1] of |relu(x) - g(x)| <= eps, g a graded sum; relu is not evaluated.

    Args:
        n: sigmoids; default: the fewest for which the bound is at most eps.
    """
    progress("bounding the error of graded sums")
    net = proved(eps) if n is None else with_pairs(odd(n) // 2, eps)
    bound, g = GradedBound(net), net.sum()
    upper = rounded(bound.upper() * (1 + ROOM), DIGITS, up=True)
    slack = checker.twenty(eps - Fraction(upper))
    about: dict[str, Any] = dict(
        claim=f"|relu(x) - g(x)| <= {shown(eps)} for every x in [-1, 1], g = graded with "
        f"n = {net.sigmoids}",
        construction="graded", eps=eps, k=None, n=net.sigmoids, sigmoids=net.sigmoids,
        bound=(upper, upper), slack=tuple(slack), method="closed-form", engine="integers",
    )  # fmt: skip
    if Fraction(upper) > eps:
        reason = (
            f"the bound for n = {net.sigmoids} is {upper}, which exceeds eps = {shown(eps)}; the true "
        )
        reason += (
            "error may still meet eps, and the method enclosure tells (the least n by the bound is "
        )
        reason += f"{proved(eps).sigmoids})"
        return Certificate("undecided", reason=reason, **about)
    proof = {"method": "closed-form", "bound": upper, "beta": str(net.beta), "bits": bound.prec}
    progress("checking the certificate")
    return confirmed(Certificate("certified", document=document_of(eps, written(g), proof), **about))
