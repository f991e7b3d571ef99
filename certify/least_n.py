"""The fewest equal steps whose true error meets eps, and a place that shows that fewer do not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from certify import checker
from certify.constructions import Staircase, Stairs
from certify.errors import BadInput, Rejected, Undecided
from certify.exact import rough
from certify.supnorm_bound import SupNorm, staircase_error

START_DIGITS, MOST_DIGITS = 15, 1000
MOST_ROUNDS = 20

ErrorOf = Callable[[Stairs, int], SupNorm]
"""(staircase, digits) -> bounds of its sup-norm."""


@dataclass(frozen=True)
class Decision:
    """Whether sup |relu - g| <= eps (None: not decided), by bounds with so many digits."""

    meets: bool | None
    error: SupNorm
    digits: int


def decide(staircase: Stairs, eps: Fraction, error_of: ErrorOf = staircase_error) -> Decision:
    """Compare the true error with eps, with more digits until it is decided or they run out.

    >>> decide(Staircase(531, Fraction(4)), Fraction(1, 1000)).meets
    True
    """
    digits = max(START_DIGITS, len(str(staircase.n)) + 3)
    if digits > MOST_DIGITS:
        raise BadInput(f"n = {rough(Fraction(staircase.n))} is too large to tell neighbours apart")
    while True:
        error = error_of(staircase, digits)
        if Fraction(error.upper) <= eps:
            return Decision(True, error, digits)
        if Fraction(error.lower) > eps:
            return Decision(False, error, digits)
        if error.reason or 2 * digits > MOST_DIGITS:
            return Decision(None, error, digits)
        digits *= 2


def least_staircase(
    eps: Fraction,
    k: Fraction,
    error_of: ErrorOf = staircase_error,
    kind: type[Stairs] = Staircase,
) -> tuple[Stairs, Decision]:
    """The staircase, or one of its relatives, with the least n that is shown to meet eps; the decision.

    With N sigmoids the error is M(N)/N, M(N) increases and M(N)/N falls.  If N meets eps, so
    does ceil(M(N)/eps) <= N; where that stays N, the numbers below are tried, N - 1 first.

    >>> least_staircase(Fraction(1, 1000), Fraction(4))[0].n
    531
    """
    tail = checker.tau(k, 128).sup
    steps = math.ceil((1 + Fraction(tail[0]) * Fraction(2) ** tail[1]) / eps)
    best = decide(kind.of(steps, k), eps, error_of)
    for _ in range(MOST_ROUNDS):
        fewer = math.ceil(Fraction(best.error.upper) * steps / eps)
        if best.meets is not True or fewer >= steps:
            break
        steps, best = fewer, decide(kind.of(fewer, k), eps, error_of)
    failing, tried = 0, steps - 1
    while best.meets and steps - failing > 1:
        decision = decide(kind.of(tried, k), eps, error_of)
        if decision.meets:
            steps, best = tried, decision
        else:
            failing = tried
        tried = (failing + steps) // 2
    return kind.of(steps, k), best


def fewer_fail(staircase: Stairs, eps: Fraction, error_of: ErrorOf = staircase_error) -> Fraction | None:
    """A place where one sigmoid less errs by more than eps, which shows it for every lesser number.

    None if there is no lesser number, or it is not shown.
    """
    if staircase.sigmoids == 1:
        return None
    steps, k = staircase.sigmoids, staircase.k
    less = decide(staircase.of(steps - 1, k), eps, error_of)
    if less.meets is not False:
        return None
    found = less.error
    proof = checker.Enclosure([], [], found.bits, found.grid, found.order, [], found.witness)
    try:
        checker.confirm_fewer(proof, steps, k, staircase.shift, eps, found.witness)
    except (Rejected, Undecided):
        return None
    return found.witness
