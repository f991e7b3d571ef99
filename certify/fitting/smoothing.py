"""Best sums for softplus(R x)/R from those for relu, which it tends to as R grows.

As R falls, the sum of n sigmoids, and the points where its error alternates, change slowly with log R.
They are extrapolated from the last few R; a few Newton steps that ask for alternating errors at the
predicted points, and the Newton-Remez iteration, correct the next one.  Steps that fail are shortened.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from certify.constructions import minimax
from certify.fitting.continuation import lagrange
from certify.fitting.remez import Levelled, NotLevelled, level, solved
from certify.fitting.structure import Candidate, Structure
from certify.fitting.targets import Array, softplus

STEEP = 16.0
"""Times the largest slope of a sum: with this R it is about the sum for relu."""
FIRST, GROWTH, SHORTEST = 2.0, 1.5, 1.005
"""The first factor of R; its power after a step that succeeds; and where it is given up."""
MOST_NODES = 5
NEWTON_STEPS = 2
LEAST_ERROR = 1e-10
"""Below it rounding in double precision is too large for the iteration."""


def smoothed(n: int, steepness: float) -> Levelled:
    """The best sum found of n sigmoids for softplus(R x)/R on [-1, 1], R the steepness.

    Raises:
        NotLevelled: the steps of R became too short, or there is no sum of n sigmoids for relu.
    """
    start = of_table(n)
    here = max(steepness, STEEP * float(start.b.max()))
    known = {here: level(softplus(here), start)}
    factor = FIRST
    while here > steepness:
        if known[here].error < LEAST_ERROR:
            raise NotLevelled("the error is too small for double precision")
        following = max(here / factor, steepness)
        try:
            known[following] = _extrapolated(known, following)
            here, factor = following, factor**GROWTH
        except NotLevelled:
            factor **= 0.5
            if factor < SHORTEST:
                raise
    return known[here]


def of_table(n: int) -> Candidate:
    """The sum of n sigmoids for relu as it comes with the package."""
    if n not in minimax.sizes() or n == 0:
        raise NotLevelled(f"the table of sums for relu has no {n} sigmoids")
    total = minimax.entry(n).sum
    terms = np.array(total.terms, dtype=float)
    singles = 2 - n % 2
    structure = Structure(singles, (n - singles) // 2)
    wide, right, left = terms[:singles], terms[singles::2], terms[singles + 1 :: 2]
    alpha, beta = right[:, 0] + left[:, 0], (right[:, 0] - left[:, 0]) * np.sinh(structure.h)
    pairs = [alpha, beta, np.log(right[:, 1]), (right[:, 2] + left[:, 2]) / 2]
    first = [wide[:, 0], 0 * wide[:, 0], np.log(wide[:, 1]), wide[:, 2]]
    return Candidate(structure, float(total.constant), np.hstack([first, pairs]).T)


def _extrapolated(known: dict[float, Levelled], steepness: float) -> Levelled:
    """The best sum for another steepness."""
    nearest = sorted(known)[:MOST_NODES]
    weights = lagrange(np.log(nearest), float(np.log(steepness)))
    target, last = softplus(steepness), known[nearest[0]]

    def carried(arrays: list[Array]) -> Array:
        result: Array = np.tensordot(weights, np.array(arrays), axes=1)
        return result

    there = [known[R].candidate for R in nearest]
    rows = carried([candidate.rows for candidate in there])
    constant = float(carried([np.array(candidate.constant) for candidate in there]))
    x = np.clip(carried([known[R].x for R in nearest]), -1, 1)
    candidate = replace(last.candidate, constant=constant, rows=rows)
    for _ in range(NEWTON_STEPS):
        if candidate.diverged:
            break
        errors = target.value(x) - candidate(x)
        candidate = candidate.moved(solved(candidate, x, np.sign(last.errors), errors)[:-1])
    return level(target, candidate)
