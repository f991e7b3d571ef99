"""Certificates for one ReLU by sums of few sigmoids, whose sup-norms are enclosed."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

from certify.certificate import Certificate
from certify.constructions import SigmoidSum, minimax
from certify.constructions.graded import likely_error, tuned
from certify.errors import BadInput
from certify.exact import rough, shown
from certify.issuing.best_approximation import known
from certify.issuing.one_supnorm import document_of, issued, written
from certify.issuing.options import SUM_DIGITS
from certify.search import Budget
from certify.supnorm_bound import SumError, SupNorm, enclosed

LEAST_SHARE = Fraction(3, 4)
"""Of its likely error, a graded sum errs by more."""


@dataclass(frozen=True)
class Candidate:
    """A sum of sigmoids and bounds of its sup-norm error on [-1, 1]."""

    construction: str
    sum: SigmoidSum
    error: SupNorm

    def meets(self, eps: Fraction) -> bool:
        return not self.error.reason and Fraction(self.error.upper) <= eps


@dataclass(frozen=True)
class Enclosing:
    """Candidates by name and number of sigmoids, with errors enclosed within a budget.

    Args:
        engine: that encloses; None takes the certificates of the table as they are.
    """

    budget: Budget
    engine: str | None

    def of(self, construction: str, n: int) -> Candidate:
        """The sum of n sigmoids.

        Raises:
            BadInput: there is none.
        """
        if construction == "graded":
            return self._enclosed("graded", tuned(odd(n) // 2).sum())
        if n not in minimax.sizes(construction):
            raise BadInput(f"the table {construction} has no entry for n = {n}: {_reach(construction)}")
        entry = minimax.entry(n, construction)
        if self.engine is not None:
            return self._enclosed(construction, entry.sum)
        return Candidate(construction, entry.sum, SupNorm.of(entry.proof))

    def least(self, construction: str, eps: Fraction) -> Candidate:
        """The first of the family whose error is at most eps, or one for which a budget was used up.

        Raises:
            BadInput: eps is below the table's last error.
        """
        if construction == "graded":
            start = next(pairs for pairs in count(1) if LEAST_SHARE * likely_error(pairs) <= eps)
            found = (self.of("graded", 2 * pairs + 1) for pairs in count(start))
            return next(sum for sum in found if sum.error.reason or sum.meets(eps))
        sizes = minimax.sizes(construction)
        index = bisect_left(sizes, True, key=lambda n: minimax.entry(n, construction).upper <= eps)
        if index == len(sizes):
            raise BadInput(
                f"eps = {rough(eps)} is below the table {construction}: {_reach(construction)}; the "
                "construction graded has no end"
            )
        return self.of(construction, sizes[index])

    def _enclosed(self, construction: str, g: SigmoidSum) -> Candidate:
        self.budget.progress(f"enclosing the error of {len(g.terms)} sigmoids")
        return Candidate(construction, g, enclosed(SumError(g), SUM_DIGITS, self.budget, self.engine))


def relu_by_sum(
    eps: Fraction, construction: str, n: int | None, budget: Budget, engine: str | None
) -> Certificate:
    """sup over [-1, 1] of |relu(x) - g(x)| <= eps, g the sum of n sigmoids of a construction.

    Args:
        construction: ``graded``, a table, or ``best``: minimax while it reaches, and then graded.
        n: sigmoids; default: the first of the family that does.
    """
    of = Enclosing(budget, engine)
    family = _best(eps, n) if construction == "best" else construction
    found = of.least(family, eps) if n is None else of.of(family, n)
    error, sigmoids = found.error, len(found.sum.terms)
    about: dict[str, Any] = dict(
        claim=f"|relu(x) - g(x)| <= {shown(eps)} for every x in [-1, 1], g = {family} with "
        f"n = {sigmoids}",
        construction=family, eps=eps, k=None, n=sigmoids, sigmoids=sigmoids, slack=error.slack(eps),
    )  # fmt: skip
    if Fraction(error.lower) > eps:
        least = known(sigmoids)
        others = "other sums of n sigmoids may err less"
        if least is not None and Fraction(least) > eps:
            others = f"so does every sum of n = {sigmoids}: the error is at least {least}"
        reason = f"{error.exceeds(eps)}; {others}"
        return issued(error, {}, about | {"reason": reason}, "not-certified")
    if not found.meets(eps):
        reason = error.reason or "the bounds of the error do not decide it"
        return issued(error, {}, about | {"reason": reason}, "undecided")
    fewer = known(sigmoids - 1)
    if fewer is not None and Fraction(fewer) > eps:
        about["notes"] = (f"no sum of fewer sigmoids does: with one the error is at least {fewer}",)
    budget.progress("checking the certificate")
    return issued(error, document_of(eps, written(found.sum), error.proof()), about)


def odd(n: int) -> int:
    """The number of sigmoids of a graded sum, one wide one and pairs."""
    if n % 2 == 0 or n < 3:
        raise BadInput(f"'n' must be odd and at least 3 for graded (got {n})")
    return n


def _best(eps: Fraction, n: int | None) -> str:
    """The table while it reaches, and then the formula."""
    last = minimax.sizes()[-1]
    reaches = minimax.entry(last).upper <= eps if n is None else n <= last
    return "minimax" if reaches else "graded"


def _reach(table: str) -> str:
    last = minimax.sizes(table)[-1]
    return f"it ends with n = {last} for eps = {rough(minimax.entry(last, table).upper)}"
