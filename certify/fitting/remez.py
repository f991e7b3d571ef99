"""The Newton-Remez iteration: sums whose error alternates between E and -E.

Let g(x; p) depend on m numbers p.  If g(.; p) is a locally best approximation of f, the error f - g as
a rule takes its largest modulus E, with alternating signs s_i, at m + 1 points x_i.  These are m + 1
equations

    F_i(p, E) = f(x_i) - g(x_i; p) - s_i E = 0

for (p, E).  At inner x_i the error is flat, and the other x_i (kinks, ends) do not move; so the
derivatives of F_i by p and E are those for fixed x_i, and Newton's step solves the linear system

    sum_j (dg/dp_j)(x_i) delta_j + s_i E = f(x_i) - g(x_i; p),

which is linear in E itself.  One step of the iteration is the exchange (new x_i, the extrema of the
present error) and this step; near the solution it converges quadratically.  Far from it the step is
halved until there are m + 1 alternating extrema and their spread log(max |e| / min |e|) falls.

The equations are necessary for a local optimum, not sufficient for a global one: g is not linear in p.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from certify.errors import Undecided
from certify.fitting.alternation import alternation, extrema
from certify.fitting.structure import Candidate
from certify.fitting.targets import Array, Target

STEPS = 60
LEAST_SHARE = 2.0**-12
"""Newton's step is not shortened below this share."""
LARGEST_LOG_STEP = 1.0
"""log b of no node moves further in one step."""
SPREAD = 1e-6
ROUGH_SPREAD = 1e-3
"""The spread that is aimed at, and the one that does where rounding stops the iteration."""


class NotLevelled(Undecided):
    """No sum with an alternating error was found from this start."""


@dataclass(frozen=True)
class Levelled:
    """A sum whose error alternates at m + 1 points, m the number of its free numbers.

    Args:
        x, errors: the points, ascending, and the errors f - g there.
        error: the largest |f - g| at all extrema.
    """

    target: Target
    candidate: Candidate
    x: Array
    errors: Array
    error: float

    @property
    def spread(self) -> float:
        return float(np.log(self.error / np.abs(self.errors).min()))

    def solve(self, right: Array) -> Array:
        """(delta, E) with sum_j (dg/dp_j)(x_i) delta_j + s_i E = right_i."""
        return solved(self.candidate, self.x, np.sign(self.errors), right)


def solved(candidate: Candidate, x: Array, signs: Array, right: Array) -> Array:
    """(delta, E) of the linear system of the iteration, for a right side or the columns of several."""
    system = np.column_stack([candidate.gradient(x)[:, candidate.structure.free], signs])
    scale = np.abs(system).max(axis=0)
    scale[scale == 0] = 1
    try:
        solution: Array = (np.linalg.solve(system / scale, right).T / scale).T
    except np.linalg.LinAlgError:
        raise NotLevelled("Newton's equations are singular") from None
    return solution


def exchanged(target: Target, candidate: Candidate) -> Levelled | None:
    """The extrema of the error as the next reference; None when too few alternate, or it diverged."""
    if candidate.diverged:
        return None
    x, errors = extrema(target, candidate)
    count = candidate.structure.parameters + 1
    chosen = alternation(errors, count)
    if len(chosen) < count:
        return None
    return Levelled(target, candidate, x[chosen], errors[chosen], float(np.abs(errors).max()))


def level(target: Target, start: Candidate) -> Levelled:
    """The sum with alternating error to which the iteration converges from `start`.

    Raises:
        NotLevelled: too few extrema alternate at the start, or the iteration stops before it has
            levelled them.
    """
    here = exchanged(target, start)
    if here is None:
        raise NotLevelled(f"fewer than {start.structure.parameters + 1} extrema alternate at the start")
    for _ in range(STEPS):
        if here.spread <= SPREAD:
            break
        following = _step(here)
        if following is None:
            break
        here = following
    if here.spread > ROUGH_SPREAD:
        raise NotLevelled(f"the extrema still differ by {100 * here.spread:.2g} %")
    last = exchanged(target, here.candidate.moved(here.solve(here.errors)[:-1]))
    return last if last is not None and last.spread < here.spread else here


def _step(here: Levelled) -> Levelled | None:
    """A damped Newton step; None when no share of it lessens the spread."""
    delta = here.solve(here.errors)[:-1]
    moved = here.candidate.moved(delta).rows - here.candidate.rows
    share = min(1.0, LARGEST_LOG_STEP / max(float(np.abs(moved[:, 2]).max()), 1e-300))
    while share > LEAST_SHARE:
        there = exchanged(here.target, here.candidate.moved(share * delta))
        if there is not None and there.spread < here.spread * (1 - share / 10):
            return there
        share /= 2
    return None
