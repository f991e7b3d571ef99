"""Certificates for one ReLU by sums of few sigmoids, whose sup-norms are enclosed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING
from fractions import Fraction
from itertools import count
from typing import Any

from certify.certificate import Certificate
from certify.constructions import SigmoidSum, minimax
from certify.constructions.graded import likely_error, tuned
from certify.errors import BadInput
from certify.exact import rough
from certify.issuing.best_approximation import known
from certify.issuing.limits import Limits, largest
from certify.issuing.one_supnorm import document_of, issued
from certify.issuing.options import SUM_DIGITS
from certify.issuing.variant import Variant
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
        limits: of the numbers of sums from tables.
    """

    budget: Budget
    engine: str | None
    limits: Limits

    def of(self, construction: str, n: int) -> Candidate:
        """The sum of n sigmoids.

        Raises:
            BadInput: there is none.
        """
        if construction == "graded":
            return self._enclosed("graded", tuned(odd(n) // 2).sum())
        table = self.limits.closest(_tables(construction), n)
        if table is None and construction == "best" and not self.limits:
            return self.of("graded", n)
        if table is None:
            what = f" with {self.limits}" if self.limits else f": {_reach(construction)}"
            raise BadInput(f"the table {construction} has no entry for n = {n}{what}")
        return self._from_table(table, n)

    def least(self, construction: str, eps: Fraction) -> Candidate:
        """The first of the family whose error is at most eps, or one for which a budget was used up.

        Raises:
            BadInput: eps is below the errors of the tables.
        """
        if construction == "graded":
            start = next(pairs for pairs in count(1) if LEAST_SHARE * likely_error(pairs) <= eps)
            found = (self.of("graded", 2 * pairs + 1) for pairs in count(start))
            return next(sum for sum in found if sum.error.reason or sum.meets(eps))
        place = self.limits.fewest(_tables(construction), eps)
        if place is None and construction == "best" and not self.limits:
            return self.least("graded", eps)
        if place is None:
            raise self.limits.none_within(_tables(construction), eps)
        return self._from_table(*place)

    def _from_table(self, table: str, n: int) -> Candidate:
        entry = minimax.entry(n, table)
        if self.engine is not None:
            return self._enclosed(table, entry.sum)
        return Candidate(table, entry.sum, SupNorm.of(entry.proof))

    def _enclosed(self, construction: str, g: SigmoidSum) -> Candidate:
        self.budget.progress(f"enclosing the error of {len(g.terms)} sigmoids")
        return Candidate(construction, g, enclosed(SumError(g), SUM_DIGITS, self.budget, self.engine))


def relu_by_sum(
    eps: Fraction,
    construction: str,
    n: int | None,
    variant: Variant,
    budget: Budget,
    engine: str | None,
    limits: Limits,
) -> Certificate:
    """sup over [-1, 1] of |relu(x) - g(x)| <= eps, g the sum of n sigmoids of a construction.

    Args:
        construction: ``graded``, a table, or ``best``: the tables while they reach, and then graded.
        n: sigmoids; default: the first of the family that does.
        variant: its side of relu, and its units.
        limits: of the numbers of sums from tables.
    """
    of, share = Enclosing(budget, engine, limits), variant.share(eps)
    found = of.least(construction, share) if n is None else of.of(construction, n)
    family, (g, error) = found.construction, variant.placed(SumError(found.sum), found.error)
    sigmoids = len(g.terms)
    about: dict[str, Any] = dict(
        claim=f"{variant.statement('relu', eps)} for every x in [-1, 1], g = {family} with "
        f"n = {sigmoids}",
        construction=family, eps=eps, k=None, n=sigmoids, sigmoids=sigmoids, slack=error.slack(eps),
        side=variant.side, units=variant.units,
    )  # fmt: skip
    weight, slope, offset = (rough(v, rounding=ROUND_CEILING) for v in largest(g, variant.units))
    term = "a S(b x + c)" if variant.units == "sigmoid" else "a tanh(b x + c)"
    about["notes"] = (f"in its terms {term}, |a| <= {weight}, |b| <= {slope} and |c| <= {offset}",)
    if Fraction(error.lower) > eps:
        least = known(sigmoids)
        others = "other sums of n sigmoids may err less"
        if least is not None and Fraction(least) > eps:
            others = f"so does every sum of n = {sigmoids}: the error is at least {least}"
        reason = f"{error.exceeds(eps)}; {others}"
        return issued(error, {}, about | {"reason": reason}, "not-certified")
    if error.reason or Fraction(error.upper) > eps:
        reason = error.reason or "the bounds of the error do not decide it"
        return issued(error, {}, about | {"reason": reason}, "undecided")
    fewer = known(sigmoids - 1)
    if fewer is not None and Fraction(fewer) > eps:
        about["notes"] += (f"no sum of fewer sigmoids does: with one the error is at least {fewer}",)
    budget.progress("checking the certificate")
    document = document_of(eps, variant.written(g), error.proof(), variant.claim())
    return issued(error, document, about)


def odd(n: int) -> int:
    """The number of sigmoids of a graded sum, one wide one and pairs."""
    if n % 2 == 0 or n < 3:
        raise BadInput(f"'n' must be odd and at least 3 for graded (got {n})")
    return n


def _tables(construction: str) -> tuple[str, ...]:
    """The tables of a construction."""
    return minimax.BEST if construction == "best" else (construction,)


def _reach(construction: str) -> str:
    table = _tables(construction)[0]
    last = minimax.sizes(table)[-1]
    return f"it ends with n = {last} for eps = {rough(minimax.entry(last, table).upper)}"
