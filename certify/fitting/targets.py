"""Continuous functions on [-1, 1] that are smooth between known kinks, or bend there only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Target:
    """f on [-1, 1], smooth between neighbouring kinks.

    Args:
        name: how it is called on the command line and in files.
        kinks: where f' jumps, ascending, inside (-1, 1).
        value: x -> f(x), on arrays.
        slope: x -> f'(x), on arrays; anything at a kink.
        smooth: whether f' only changes fast at the kinks, and does not jump.
    """

    name: str
    kinks: tuple[float, ...]
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    smooth: bool = False

    @property
    def breaks(self) -> Array:
        """The kinks and the ends of the domain."""
        return np.array([-1.0, *self.kinks, 1.0])

    @property
    def corners(self) -> Array:
        """The breaks where f - g may be largest although f' - g' is not 0 there."""
        return self.breaks[[0, -1]] if self.smooth else self.breaks


def leaky_relu(name: str, slope: float) -> Target:
    """max(x, slope x), 0 <= slope < 1."""
    return Target(
        name, (0.0,), lambda x: np.where(x < 0, slope * x, x), lambda x: np.where(x < 0, slope, 1.0)
    )


def softplus(steepness: float) -> Target:
    """log(1+exp(R x))/R, R the steepness; it tends to relu as R grows."""
    return Target(
        f"softplus({steepness:g} x)/{steepness:g}",
        (0.0,),
        lambda x: np.logaddexp(0, steepness * x) / steepness,
        lambda x: np.exp(-np.logaddexp(0, -steepness * x)),
        smooth=True,
    )


TARGETS = {target.name: target for target in (leaky_relu("relu", 0), leaky_relu("leaky-relu", 0.01))}
"""relu, and leaky relu of slope 1/100."""
