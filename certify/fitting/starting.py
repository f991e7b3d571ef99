"""Sums near enough to the best for the Newton-Remez iteration to start from.

The best approximation in the p-norm tends to the best in the maximum norm as p grows (Polya's
algorithm).  For p = 2 a descent in the p-norm starts almost anywhere; each p starts from the one before.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from certify.fitting.alternation import graded_grid
from certify.fitting.structure import ALPHA, BETA, Candidate
from certify.fitting.targets import Array, Target

POWERS = (2, 4, 8, 16, 32, 64)
STEPS = 60
LEAST_GAIN = 1e-4
DENSITY = 16


def grid_of(target: Target, candidate: Candidate) -> Array:
    """A grid that sees slopes a few times those of the sum."""
    return graded_grid(target, 16 * float(candidate.b.max()), DENSITY)


def with_best_weights(target: Target, candidate: Candidate) -> Candidate:
    """The sum with the same b and c whose constant, alpha and beta are best in the mean square."""
    x = grid_of(target, candidate)
    s = candidate.structure
    m, p = candidate.atoms(x)
    columns = np.column_stack([np.full(len(x), float(s.constant)), m, p[:, s.singles :]])
    scale = np.linalg.norm(columns, axis=0)
    scale[scale == 0] = 1
    weights = np.linalg.lstsq(columns / scale, target.value(x), rcond=1e-15)[0] / scale
    rows = candidate.rows.copy()
    rows[:, ALPHA] = weights[1 : 1 + s.nodes]
    rows[s.singles :, BETA] = weights[1 + s.nodes :]
    return replace(candidate, constant=float(weights[0]), rows=rows)


def descended(target: Target, candidate: Candidate) -> Candidate:
    """A local minimum of the 64-norm of the error, about, reached through lower norms.

    Each step solves Newton's equations of sum |e|^p without the second derivatives of g: least squares
    with weights |e|^(p-2) for the error over p - 1, damped as by Levenberg and Marquardt.
    """
    x = grid_of(target, candidate)
    values = target.value(x)
    numbers = candidate.structure.numbers
    for power in POWERS:
        damping = 1e-3
        errors = values - candidate(x)
        norm = _norm(errors, power)
        for _ in range(STEPS):
            weights = (np.abs(errors) / np.abs(errors).max()) ** (power / 2 - 1)
            columns = candidate.gradient(x)[:, numbers] * weights[:, None]
            scale = np.maximum(np.linalg.norm(columns, axis=0), 1e-300)
            right = np.append(weights * errors / (power - 1), np.zeros(len(scale)))
            before = norm
            while damping < 1e12:
                system = np.vstack([columns / scale, np.sqrt(damping) * np.eye(len(scale))])
                there = candidate.moved(np.linalg.lstsq(system, right, rcond=1e-16)[0] / scale, numbers)
                if not there.diverged:
                    norm = _norm(values - there(x), power)
                    if norm < before:
                        break
                damping *= 8
            else:
                break
            candidate, errors, damping = there, values - there(x), max(damping / 10, 1e-26)
            if norm > before * (1 - LEAST_GAIN):
                break
    return candidate


def _norm(errors: Array, power: int) -> float:
    largest = np.abs(errors).max()
    return float(largest * np.mean((np.abs(errors) / largest) ** power) ** (1 / power))
