"""One-hidden-layer networks of sigmoids, or of tanh units, as they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from certify.enclosure import Interval, sigmoid


def exact(values: np.ndarray) -> np.ndarray:
    """Stored numbers as an object array of Fractions."""
    return np.array([Fraction(float(v)) for v in values.flat], dtype=object).reshape(values.shape)


def exact_sum(rows: np.ndarray) -> np.ndarray:
    """The sum of the rows, exactly; a staircase repeats one of them very often."""
    different, counts = np.unique(rows, axis=0, return_counts=True)
    times = [Fraction(int(count)) for count in counts]
    return np.array(times, dtype=object) @ exact(different) if times else exact(rows.sum(axis=0))


@dataclass(frozen=True)
class SigmoidNetwork:
    """g(x) = level + output_weight^T S(weight x + bias), in the stored precision.

    Shapes: weight (sigmoids, inputs), bias (sigmoids,), output_weight (sigmoids, outputs), constant
    (outputs,).  Sigmoids have the stored constant as their level.  Tanh units are stored with half of
    these numbers, v S(p) = (v/2) tanh(p/2) + v/2, and the level is less than their constant.
    """

    weight: np.ndarray
    bias: np.ndarray
    output_weight: np.ndarray
    constant: np.ndarray
    units: str = "sigmoid"

    @property
    def scale(self) -> int:
        """What the stored numbers are multiplied by to be those of sigmoids."""
        return 2 if self.units == "tanh" else 1

    @property
    def offset(self) -> np.ndarray:
        """The level less the stored constant, exactly."""
        if self.units == "sigmoid":
            return exact(np.zeros_like(self.constant))
        return -exact_sum(self.output_weight) / 2

    @property
    def level(self) -> np.ndarray:
        """The constant beside sigmoids, exactly."""
        return exact(self.constant) + self.offset

    def layers(self) -> tuple[str, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """The activation and the numbers of the file."""
        weight, bias, output_weight = self.weight, self.bias, self.output_weight
        if self.units == "sigmoid":
            return "Sigmoid", weight, bias, output_weight, self.constant
        return "Tanh", weight / 2, bias / 2, output_weight / 2, self.constant

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
            yield replace(
                self,
                weight=self.weight[rows],
                bias=self.bias[rows],
                output_weight=self.output_weight[rows],
            )

    def enclose(self, x: np.ndarray, prec: int = 128) -> list[Interval]:
        """Encloses g at a point x of Fractions, one interval for each output."""
        inside = exact(self.weight) @ x + exact(self.bias)
        values = [sigmoid(Interval.exact(p, prec)) for p in inside]
        result = [Interval.exact(c, prec) for c in self.level]
        for weights, value in zip(exact(self.output_weight), values, strict=True):
            result = [total + value * w for total, w in zip(result, weights, strict=True)]
        return result
