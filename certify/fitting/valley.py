"""Sums with one slope held, and the best value of that slope.

Two wide sigmoids have one number more than their errors have extrema: the sums whose error alternates
at as many points as there are other numbers form a curve, along which the error E has a smooth minimum.
With the slope of one node held at exp(t), differentiating f(x_i) - g(x_i; p, t) = s_i E gives

    sum_j (dg/dp_j)(x_i) p_j'(t) + s_i E'(t) = -(dg/dt)(x_i),

the system of the Newton-Remez iteration with another right side.  A secant iteration finds E' = 0; p'(t)
predicts the sum of the next t.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from certify.fitting.remez import Levelled, NotLevelled, level
from certify.fitting.structure import LOG_B
from certify.fitting.targets import Array

STEPS = 30
LONGEST = 0.2
SHORTEST = 1e-5
"""Steps of log b in one go."""
CURVATURE = 3.0
"""E''/E that the first step assumes."""
FLAT = 1e-3
"""|E'|/E below which E is within about FLAT^2/CURVATURE/2 of its minimum, relatively."""


def tangent(here: Levelled, node: int) -> tuple[Array, float]:
    """(p', E') for the log b of a held node."""
    by_log_b = here.candidate.gradient(here.x)[:, 1 + 4 * node + LOG_B]
    solution = here.solve(-by_log_b)
    return solution[:-1], float(solution[-1])


def slid(here: Levelled, node: int, shift: float) -> Levelled:
    """The levelled sum whose held log b differs by `shift`, halfway at a time where that is too far."""
    p, _ = tangent(here, node)
    moved = here.candidate.moved(shift * p)
    rows = moved.rows.copy()
    rows[node, LOG_B] += shift
    try:
        return level(here.target, replace(moved, rows=rows))
    except NotLevelled:
        if abs(shift) < SHORTEST:
            raise
        return slid(slid(here, node, shift / 2), node, shift / 2)


def lowest(here: Levelled, node: int) -> Levelled:
    """The sum with the least error on the curve of the held log b of a node.

    Raises:
        NotLevelled: the curve ends, or no minimum is found on it.
    """
    change = tangent(here, node)[1]
    curvature = CURVATURE * here.error
    for _ in range(STEPS):
        if abs(change) <= FLAT * here.error:
            return here
        shift = float(np.clip(-change / curvature, -LONGEST, LONGEST))
        here = slid(here, node, shift)
        before, change = change, tangent(here, node)[1]
        if (change - before) * shift > 0:
            curvature = (change - before) / shift
    raise NotLevelled(f"no minimum of the error was found along the slope of node {node + 1}")
