"""Short decimals near a fitted sum.

If the number r of a sum is off by a small delta, the sum is off by about |delta| sup |dg/dr|.  So that
each number costs at most about the same part q of the error, r is rounded to a multiple of 10^k, k the
largest with 10^k sup |dg/dr| <= 2 q.  The two sigmoids of a pair share b and have c + h and c - h for
one rounded c, which keeps them as close as they are; a+ and a- are rounded each.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from certify.constructions.sigmoid_sum import SigmoidSum
from certify.errors import Undecided
from certify.fitting.alternation import graded_grid
from certify.fitting.remez import Levelled
from certify.fitting.structure import ALPHA, BETA, LOG_B, C
from certify.fitting.targets import Array, Target

DENSITY = 64
COARSEST, FINEST = 6, -12
"""The parts q that are tried: 2^COARSEST to 2^FINEST of the growth that is allowed."""


def decimal_sum(found: Levelled, h: Fraction, share: Fraction) -> tuple[SigmoidSum, float]:
    """A sum of short decimals and its sampled error, at most (1 + share) times that of `found`.

    Args:
        h: half the distance of the sigmoids of a pair, exactly.

    Raises:
        Undecided: rounding in double precision is larger than the growth that is allowed.
    """
    x = samples(found)
    allowed = float(share) * found.error
    sensitivities = _Sensitivities.of(found, x)
    for exponent in range(COARSEST, FINEST - 1, -1):
        rounded = _rounded(found, h, sensitivities, allowed * 2.0**exponent)
        error = sampled_error(found.target, rounded, x)
        if error <= found.error + allowed:
            return rounded, error
    raise Undecided(
        f"no decimals keep the error below {1 + float(share)} times {found.error:.3g}:"
        " try a larger share (double precision carries errors above about 1e-11)"
    )


def samples(found: Levelled) -> Array:
    """The points of alternation and a dense grid."""
    grid = graded_grid(found.target, float(found.candidate.b.max()), DENSITY)
    return np.union1d(grid, found.x)


def sampled_error(target: Target, total: SigmoidSum, x: Array) -> float:
    """The largest |f - g| at the points x, in double precision."""
    a, b, c = np.array(total.terms, dtype=float).reshape(-1, 3).T
    z = np.multiply.outer(x, b) + c
    u = np.exp(-np.abs(z))
    values = float(total.constant) + (np.where(z >= 0, 1, u) / (1 + u)) @ a
    return float(np.abs(target.value(x) - values).max())


@dataclass(frozen=True)
class _Sensitivities:
    """sup |dg/db| and sup |dg/dc| of each node, sampled; those of a+, a- and the constant are 1."""

    by_b: Array
    by_c: Array

    @classmethod
    def of(cls, found: Levelled, x: Array) -> _Sensitivities:
        gradient = np.abs(found.candidate.gradient(x)[:, 1:]).max(axis=0).reshape(-1, 4)
        return cls(gradient[:, LOG_B] / found.candidate.b, gradient[:, C])


def _rounded(found: Levelled, h: Fraction, sensitivities: _Sensitivities, q: float) -> SigmoidSum:
    candidate = found.candidate
    structure = candidate.structure
    terms = []
    for i, (row, b) in enumerate(zip(candidate.rows, candidate.b, strict=True)):
        slope = _short(b, q / sensitivities.by_b[i])
        shift = _short(row[C], q / sensitivities.by_c[i])
        if i < structure.singles:
            terms.append((_short(row[ALPHA], q), slope, shift))
            continue
        half, distance = row[ALPHA] / 2, row[BETA] / (2 * np.sinh(structure.h))
        terms.append((_short(half + distance, q), slope, shift + h))
        terms.append((_short(half - distance, q), slope, shift - h))
    constant = _short(candidate.constant, q) if structure.constant else Fraction(0)
    return SigmoidSum.of(terms, constant)


def _short(value: float, tolerance: float) -> Fraction:
    """The multiple of 10^k next to the value, k the largest with 10^k <= 2 tolerance."""
    unit = Fraction(10) ** int(np.floor(np.log10(2 * tolerance)))
    return round(Fraction(float(value)) / unit) * unit
