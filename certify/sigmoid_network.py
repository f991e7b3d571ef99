"""One-hidden-layer sigmoid networks as they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from certify.enclosure import Interval, sigmoid


def exact(values: np.ndarray) -> np.ndarray:
    """Stored numbers as an object array of Fractions."""
    return np.array([Fraction(float(v)) for v in values.flat], dtype=object).reshape(values.shape)


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

    @property
    def largest(self) -> float:
        """The largest absolute value of a weight or bias of a sigmoid."""
        columns = self.weight, self.bias, self.output_weight
        return max(float(np.abs(column).max(initial=0)) for column in columns)

    def split(self, counts: Iterable[int]) -> Iterator[SigmoidNetwork]:
        """The same network with its first sigmoids only, with those that follow, and so on."""
        at = 0
        for count in counts:
            rows = slice(at, at + count)
            at += count
            yield SigmoidNetwork(
                self.weight[rows], self.bias[rows], self.output_weight[rows], self.constant
            )

    def enclose(self, x: np.ndarray, prec: int = 128) -> list[Interval]:
        """Encloses g at a point x of Fractions, one interval for each output."""
        inside = exact(self.weight) @ x + exact(self.bias)
        values = [sigmoid(Interval.exact(p, prec)) for p in inside]
        result = [Interval.exact(c, prec) for c in exact(self.constant)]
        for weights, value in zip(exact(self.output_weight), values, strict=True):
            result = [total + value * w for total, w in zip(result, weights, strict=True)]
        return result
