"""Where the error of a sum is largest, and the exchange step of the Remez algorithm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from certify.fitting.structure import Candidate
from certify.fitting.targets import Array, Target

FINEST_AT_ENDS = 100.0
HALVINGS = 40
"""Bisections of a cell of the grid; the error is flat at what they find."""


def graded_grid(target: Target, finest: float, density: int) -> Array:
    """Points of [-1, 1] whose distances to the next kink or end grow geometrically.

    Sums of slopes up to b see a kink at distances from 1/b to 1, and turn a few times in each factor
    of e; near the ends of the domain they are smooth.

    Args:
        finest: the inverse of the smallest distance from a kink that matters.
        density: points in a factor of e.
    """
    parts = [target.breaks]
    reach = np.where(np.abs(target.breaks) == 1, FINEST_AT_ENDS, finest)
    for i, half in enumerate(np.diff(target.breaks) / 2):
        for start, sign, scale in ((i, 1, reach[i]), (i + 1, -1, reach[i + 1])):
            count = 1 + max(1, int(density * np.log(16 * half * scale)))
            parts.append(target.breaks[start] + sign * half * np.exp(-np.arange(count) / density))
    return np.unique(np.concatenate(parts))


def extrema(target: Target, candidate: Candidate, density: int = 64) -> tuple[Array, Array]:
    """The breaks and the inner points where f' - g' changes sign, and the errors f - g there."""

    def slope(x: Array) -> Array:
        return np.sign(target.slope(x) - candidate.slope(x))

    grid = graded_grid(target, float(candidate.b.max()), density)
    turning = slope(grid)
    at_corner = np.isin(grid, target.corners)
    cells = np.flatnonzero(~at_corner[:-1] & ~at_corner[1:] & (turning[:-1] * turning[1:] < 0))
    low, high, before = grid[cells], grid[cells + 1], turning[cells]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        same = slope(middle) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    x = np.sort(np.concatenate([target.corners, low]))
    return x, target.value(x) - candidate(x)


def alternation(errors: Array, count: int) -> NDArray[np.intp]:
    """Indices of at most `count` errors of alternating sign, chosen so that the least is large.

    Of neighbours of equal sign the largest stays; if there are too many then, the smallest goes, inside
    together with the smaller of its neighbours, which keeps the signs alternating.
    """
    kept: list[int] = []
    for i in range(len(errors)):
        if kept and (errors[i] > 0) == (errors[kept[-1]] > 0):
            if abs(errors[i]) > abs(errors[kept[-1]]):
                kept[-1] = i
        else:
            kept.append(i)
    while len(kept) > count:
        size = np.abs(errors[kept])
        if len(kept) == count + 1:
            del kept[0 if size[0] < size[-1] else -1]
        else:
            j = int(np.maximum(size[:-1], size[1:]).argmin())
            del kept[j : j + 2]
    return np.array(kept, dtype=np.intp)
