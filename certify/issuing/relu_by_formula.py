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
from certify.issuing.one_supnorm import document_of
from certify.issuing.relu_by_sum import odd
from certify.issuing.variant import Variant
from certify.one_sided import shifted
from certify.search import Progress

DIGITS = 6
"""Of the bound."""
ROOM = Fraction(1, 10**9)
"""By which the checker's arithmetic may be coarser, relatively."""


def relu_by_formula(eps: Fraction, n: int | None, variant: Variant, progress: Progress) -> Certificate:
    """sup over [-1, 1] of |relu(x) - g(x)| <= eps, g a graded sum; relu is not evaluated.

    Args:
        n: sigmoids; default: the fewest for which the bound is at most eps.
        variant: its side of relu, and its units.
    """
    progress("bounding the error of graded sums")
    share = variant.share(eps)
    net = proved(share) if n is None else with_pairs(odd(n) // 2, share)
    bound, g = GradedBound(net), net.sum()
    upper = rounded(bound.upper() * (1 + ROOM) * (eps / share), DIGITS, up=True)
    if variant.side is not None:
        g = shifted(g, Fraction(upper) / 2, variant.side)
    slack = checker.twenty(eps - Fraction(upper))
    about: dict[str, Any] = dict(
        claim=f"{variant.statement('relu', eps)} for every x in [-1, 1], g = graded with "
        f"n = {net.sigmoids}",
        construction="graded", eps=eps, k=None, n=net.sigmoids, sigmoids=net.sigmoids,
        bound=(upper, upper), slack=tuple(slack), method="closed-form", engine="integers",
        side=variant.side, units=variant.units,
    )  # fmt: skip
    if Fraction(upper) > eps:
        reason = (
            f"the bound for n = {net.sigmoids} is {upper}, which exceeds eps = {shown(eps)}; the true "
        )
        reason += (
            "error may still meet eps, and the method enclosure tells (the least n by the bound is "
        )
        reason += f"{proved(share).sigmoids})"
        return Certificate("undecided", reason=reason, **about)
    proof = {"method": "closed-form", "bound": upper, "beta": str(net.beta), "bits": bound.prec}
    progress("checking the certificate")
    document = document_of(eps, variant.written(g), proof, variant.claim())
    return confirmed(Certificate("certified", document=document, **about))
