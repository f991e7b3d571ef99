"""The scale r of a sum at which its numbers are near to numbers of a coarse format.

v r G(z/r) stands for v relu(z) with any r that is at least the range of z.  The error of G grows with r,
but its numbers b/r and a r v may be nearer to ones that can be stored.  The rounding is estimated in
float64 for a few r; :class:`certify.network_bound.NetworkBound` decides what it costs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import numpy as np

from certify.number_format import NumberFormat
from certify.parts import Scaled, steepest
from certify.relu_network import Domain

STEP, STEPS = Fraction(1, 256), 16
"""r is tried up to 15/256 above the least."""


def well_scaled(part: Scaled, numbers: NumberFormat, domain: Domain, which: str) -> Scaled:
    """The part with the r, of those that are tried, for which it is likely to err least."""
    tried = [replace(part, r=part.r * (1 + i * STEP)) for i in range(STEPS)]
    return min(tried, key=lambda other: _likely_error(other, numbers, domain, which))


def _likely_error(part: Scaled, numbers: NumberFormat, domain: Domain, which: str) -> float:
    """About the bound of :meth:`certify.parts.Scaled.error`."""
    with np.errstate(over="ignore", invalid="ignore"):
        rows, biases, heights = (np.abs(numbers.rounded(v) - v) for v in part.proposed())
    terms, order = part.entry.sum.terms, 2 if which == "2" else np.inf
    angles = np.linalg.norm(rows, ord=2 if domain.kind == "ball" else 1, axis=1) * float(domain.radius)
    together = defaultdict(list)
    for (a, b, c), angle in zip(terms, angles, strict=True):
        together[b, angle].append((c, a))
    moved = float(part.entry.upper)
    moved += sum(float(steepest(waves)) * angle for (_, angle), waves in together.items())
    moved += sum(abs(float(a)) * off for (a, _, _), off in zip(terms, biases, strict=True)) / 4
    size = np.linalg.norm(part.group.weight.astype(float), ord=order)
    return float(size * float(part.r) * moved + np.linalg.norm(heights, ord=order, axis=1).sum())
