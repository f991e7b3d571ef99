"""Certificates for one ReLU by sums of few sigmoids, whose sup-norms are enclosed."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from certify import checker
from certify.certificate import Certificate
from certify.constructions import SigmoidSum, minimax
from certify.errors import BadInput
from certify.exact import rough, shown
from certify.issuing.one_supnorm import issued, written
from certify.supnorm_bound import SupNorm


@dataclass(frozen=True)
class Candidate:
    """A sum of sigmoids and bounds of its sup-norm error on [-1, 1]."""

    construction: str
    sum: SigmoidSum
    error: SupNorm

    @property
    def sigmoids(self) -> int:
        return len(self.sum.terms)


def relu_by_sum(eps: Fraction, construction: str, n: int | None) -> Certificate:
    """sup over [-1, 1] of |relu(x) - g(x)| <= eps, g a sum of n sigmoids.

    Args:
        construction: ``minimax``.
        n: sigmoids; default: the fewest that do.
    """
    found = least_of_table(eps) if n is None else of_table(n)
    about: dict[str, Any] = dict(
        claim=f"|relu(x) - g(x)| <= {shown(eps)} for every x in [-1, 1], g = {construction} with "
        f"n = {found.sigmoids}",
        construction=found.construction, eps=eps, k=None, n=found.sigmoids, sigmoids=found.sigmoids,
    )  # fmt: skip
    lower, upper = Fraction(found.error.lower), Fraction(found.error.upper)
    about["slack"] = checker.twenty(eps - upper)[0], checker.twenty(eps - lower)[1]
    if lower > eps:
        reason = f"the error of this sum at x = {found.error.where} is at least {found.error.lower}, "
        reason += f"which exceeds eps = {shown(eps)}; other sums of n sigmoids may err less"
        return issued(found.error, {}, about | {"reason": reason}, "not-certified")
    if upper > eps:
        reason = "the bounds of the error do not decide it"
        return issued(found.error, {}, about | {"reason": reason}, "undecided")
    document = {
        "schema": checker.SCHEMA,
        "claim": {"kind": "relu", "domain": ["-1", "1"], "eps": str(eps)},
        "construction": written(found.sum),
        "proof": found.error.proof(),
    }
    return issued(found.error, document, about)


def of_table(n: int) -> Candidate:
    """The near-minimax sum of n sigmoids.

    Raises:
        BadInput: the table has none.
    """
    if n not in minimax.sizes():
        raise BadInput(f"the table of near-minimax sums has no entry for n = {n}: {_reach()}")
    entry = minimax.entry(n)
    return Candidate("minimax", entry.sum, SupNorm.of(entry.proof))


def least_of_table(eps: Fraction) -> Candidate:
    """The entry of fewest sigmoids whose error is at most eps.

    Raises:
        BadInput: eps is below the table's last error.
    """
    sizes = minimax.sizes()
    index = bisect_left(sizes, True, key=lambda n: minimax.entry(n).upper <= eps)
    if index == len(sizes):
        raise BadInput(f"eps = {rough(eps)} is below the table of near-minimax sums: {_reach()}")
    return of_table(sizes[index])


def _reach() -> str:
    last = minimax.sizes()[-1]
    return f"it ends with n = {last} for eps = {rough(minimax.entry(last).upper)}"
