"""The least error where a sum has more numbers than its error has points of alternation.

The numbers in excess, t, are held; the sums whose errors alternate at as many points as the other
numbers, p, allow form a surface, along which the error E is smooth.  Differentiating
f(x_i) - g(x_i; p, t) = s_i E by one of the t gives

    sum_j (dg/dp_j)(x_i) dp_j/dt + s_i dE/dt = -(dg/dt)(x_i),

the system of the Newton-Remez iteration with another right side.  So the gradient of E is known
wherever E is, and the BFGS iteration finds its minimum; dp/dt predicts the sum of the next t.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from certify.fitting.remez import Levelled, NotLevelled, level
from certify.fitting.targets import Array

STEPS = 60
LONGEST = 0.3
SHORTEST = 1e-6
"""The largest and the smallest change of a held number in a step."""
FLEXIBILITY = 3.0
"""The inverse of the second derivatives of log E that the first step assumes."""
FLAT = 1e-5
"""Derivatives of log E below which E is taken as least; the rest is about their square."""


def tangents(here: Levelled) -> tuple[Array, Array]:
    """dp/dt, a column for each held number t, and dE/dt."""
    columns = [1 + 4 * node + column for node, column in here.candidate.structure.held]
    solution = here.solve(-here.candidate.gradient(here.x)[:, columns])
    return solution[:-1], solution[-1]


def slid(here: Levelled, shifts: Array) -> Levelled:
    """The levelled sum whose held numbers differ by the shifts.

    Raises:
        NotLevelled: the shifts are too large.
    """
    moved = here.candidate.moved(tangents(here)[0] @ shifts)
    rows = moved.rows.copy()
    for number, shift in zip(here.candidate.structure.held, shifts, strict=True):
        rows[number] += shift
    return level(here.target, replace(moved, rows=rows))


def lowest(here: Levelled) -> Levelled:
    """The sum with the least error that a descent along the surface finds."""
    inverse = FLEXIBILITY * np.eye(len(here.candidate.structure.held))
    gradient = tangents(here)[1] / here.error
    for _ in range(STEPS):
        if np.abs(gradient).max(initial=0) <= FLAT:
            break
        direction = -inverse @ gradient
        there = _lower(here, direction)
        if there is None:
            break
        after, shift = tangents(there)[1] / there.error, _held(there) - _held(here)
        inverse = _updated(inverse, shift, after - gradient)
        here, gradient = there, after
    return here


def _held(here: Levelled) -> Array:
    return np.array([here.candidate.rows[number] for number in here.candidate.structure.held])


def _lower(here: Levelled, direction: Array) -> Levelled | None:
    """A sum with a smaller error in the direction; None when there is none."""
    longest = np.abs(direction).max()
    share = min(1.0, LONGEST / longest)
    while share * longest > SHORTEST:
        try:
            there = slid(here, share * direction)
            if there.error < here.error:
                return there
        except NotLevelled:
            pass
        share /= 2
    return None


def _updated(inverse: Array, shift: Array, change: Array) -> Array:
    """The BFGS update of the inverse matrix of second derivatives."""
    product = shift @ change
    if product <= 0:
        return inverse
    left = np.eye(len(shift)) - np.outer(shift, change) / product
    updated: Array = left @ inverse @ left.T + np.outer(shift, shift) / product
    return updated
