"""One-hidden-layer sigmoid networks as they are stored, and which part stands for which ReLUs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from certify.enclosure import Interval, sigmoid
from certify.relu_network import Group, ReluNetwork


def exact(values: np.ndarray) -> np.ndarray:
    """Stored numbers as an object array of Fractions."""
    return np.array([Fraction(float(v)) for v in values.flat], dtype=object).reshape(values.shape)


@dataclass(frozen=True)
class Part:
    """A group and the parameters of what stands for it: (n, r) when kinked, beta when affine."""

    group: Group
    n: int = 1
    r: Fraction = Fraction(0)
    beta: Fraction = Fraction(0)

    @property
    def sigmoids(self) -> int:
        return {"kinked": self.n - 1, "affine": 1}.get(self.group.kind, 0)


@dataclass(frozen=True)
class SigmoidNetwork:
    """g(x) = constant + output_weight^T S(weight x + bias), in the stored precision.

    Shapes: weight (sigmoids, inputs), bias (sigmoids,), output_weight (sigmoids, outputs), constant
    (outputs,).
    """

    weight: np.ndarray
    bias: np.ndarray
    output_weight: np.ndarray
    constant: np.ndarray

    def enclose(self, x: np.ndarray, prec: int = 128) -> list[Interval]:
        """Encloses g at a point x of Fractions, one interval for each output."""
        inside = exact(self.weight) @ x + exact(self.bias)
        values = [sigmoid(Interval.exact(p, prec)) for p in inside]
        result = [Interval.exact(c, prec) for c in exact(self.constant)]
        for weights, value in zip(exact(self.output_weight), values, strict=True):
            result = [total + value * w for total, w in zip(result, weights, strict=True)]
        return result


def wanted_constant(
    network: ReluNetwork, parts: tuple[Part, ...], output_weight: np.ndarray
) -> np.ndarray:
    """The constant that the parts call for, given the stored output weights of the affine ones."""
    wanted, at = network.outer.middle.bias, 0
    for part in parts:
        if part.group.kind in ("affine", "constant"):
            wanted = wanted + part.group.weight * part.group.bias
        if part.group.kind == "affine":
            wanted = wanted - exact(output_weight[at]) / 2
        at += part.sigmoids
    return wanted
