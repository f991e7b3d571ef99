"""Sums with one number held, and the best value of that number.

Two wide sigmoids have one number more than their errors have extrema: the sums whose error alternates
at as many points as there are other numbers form a curve, along which the error E has a smooth minimum.
With one number t of one node held, differentiating f(x_i) - g(x_i; p, t) = s_i E along the curve gives

    sum_j (dg/dp_j)(x_i) p_j'(t) + s_i E'(t) = -(dg/dt)(x_i),

the system of the Newton-Remez iteration with another right side.  A secant iteration finds E' = 0; p'(t)
predicts the sum of the next t.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from certify.fitting.remez import Levelled, NotLevelled, level
from certify.fitting.targets import Array

STEPS = 30
LONGEST = 0.5
SHORTEST = 1e-4
"""Steps in one go."""
CURVATURE = 0.1
"""E''/E that the first step assumes."""
FLAT = 1e-5
"""|E'|/E below which E is within about FLAT^2/CURVATURE/2 of its minimum, relatively."""


def tangent(here: Levelled, held: tuple[int, int]) -> tuple[Array, float]:
    """(p', E') for a held number."""
    by_held = here.candidate.gradient(here.x)[:, 1 + 4 * held[0] + held[1]]
    solution = here.solve(-by_held)
    return solution[:-1], float(solution[-1])


def slid(here: Levelled, held: tuple[int, int], shift: float) -> Levelled:
    """The levelled sum whose held number differs by `shift`, halfway at a time where that is too far."""
    p, _ = tangent(here, held)
    moved = here.candidate.moved(shift * p)
    rows = moved.rows.copy()
    rows[held] += shift
    try:
        return level(here.target, replace(moved, rows=rows))
    except NotLevelled:
        if abs(shift) < SHORTEST:
            raise
        return slid(slid(here, held, shift / 2), held, shift / 2)


def lowest(here: Levelled, held: tuple[int, int]) -> Levelled:
    """The sum with the least error on the curve of a held number.

    Raises:
        NotLevelled: the curve ends, or no minimum is found on it.
    """
    change = tangent(here, held)[1]
    curvature = CURVATURE * here.error
    for _ in range(STEPS):
        if abs(change) <= FLAT * here.error:
            return here
        shift = float(np.clip(-change / curvature, -LONGEST, LONGEST))
        here = slid(here, held, shift)
        before, change = change, tangent(here, held)[1]
        if (change - before) * shift > 0:
            curvature = (change - before) / shift
    raise NotLevelled(
        f"no minimum of the error was found along number {held[1] + 1} of node {held[0] + 1}"
    )
