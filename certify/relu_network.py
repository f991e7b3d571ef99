"""One-hidden-layer ReLU networks with exact numbers, and the domains they are looked at on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from certify.checker import Near, mid, rad
from certify.enclosure import Interval, sqrt
from certify.errors import BadInput

Enclosed = Callable[[int], Interval]
"""A real number, enclosed at any precision in bits."""

_mid, _rad = np.frompyfunc(mid, 1, 1), np.frompyfunc(rad, 1, 1)
_magnitude = np.frompyfunc(lambda v: abs(mid(v)) + rad(v), 1, 1)


@dataclass(frozen=True)
class Affine:
    """x -> weight x + bias.

    Args:
        weight: object array (outputs, inputs) of Fractions, or of Near where a number of the model
            is irrational (batch normalisation).
        bias: object array (outputs,) of the same.
    """

    weight: np.ndarray
    bias: np.ndarray

    @property
    def middle(self) -> Affine:
        """The same map with every number replaced by its rational middle."""
        return Affine(_mid(self.weight), _mid(self.bias))

    @property
    def radius(self) -> Affine:
        """By how much each number may differ from its middle."""
        return Affine(_rad(self.weight), _rad(self.bias))

    @property
    def magnitude(self) -> Affine:
        """The absolute values of all numbers, as an affine map."""
        return Affine(_magnitude(self.weight), _magnitude(self.bias))

    def after(self, first: Affine) -> Affine:
        """x -> self(first(x))."""
        return Affine(self.weight @ first.weight, self.weight @ first.bias + self.bias)


@dataclass(frozen=True)
class Diagonal:
    """x -> scale * x + shift, coordinate by coordinate; arrays of one number act on all."""

    scale: np.ndarray
    shift: np.ndarray

    @property
    def magnitude(self) -> Diagonal:
        return Diagonal(_magnitude(self.scale), _magnitude(self.shift))


Stage = Affine | Diagonal


def fold(stages: tuple[Stage, ...]) -> Affine:
    """The composition of affine stages, first to last, as one exact affine map.

    Raises:
        BadInput: no matrix among them, or shapes that do not fit.
    """
    scale, shift, result = _row(1), _row(0), None
    for stage in stages:
        if isinstance(stage, Affine):
            width = stage.weight.shape[1]
            if result is None:
                columns = np.broadcast_to(scale, (width,)), np.broadcast_to(shift, (width,))
                moved = stage.weight @ columns[1] + stage.bias if any(_magnitude(shift)) else stage.bias
                plain = len(scale) == 1 and not isinstance(scale[0], Near) and scale[0] == 1
                result = Affine(stage.weight if plain else stage.weight * columns[0], moved)
            else:
                result = stage.after(result)
        elif result is None:
            scale, shift = stage.scale * scale, stage.scale * shift + stage.shift
        else:
            result = Affine(
                np.reshape(stage.scale, (-1, 1)) * result.weight,
                stage.scale * result.bias + stage.shift,
            )
    if result is None:
        raise BadInput("a layer without a weight matrix")
    return result


def _row(value: int) -> np.ndarray:
    return np.array([Fraction(value)], dtype=object)


@dataclass(frozen=True)
class ReluNetwork:
    """f(x) = outer(relu(inner(x))), x in R^inputs.

    `before` and `after` are the affine stages as the file has them, `inner` and `outer` their
    exact compositions; `output` names the tensor of the file that holds f.
    """

    before: tuple[Stage, ...]
    after: tuple[Stage, ...]
    inner: Affine
    outer: Affine
    output: str

    @classmethod
    def of(cls, before: tuple[Stage, ...], after: tuple[Stage, ...], output: str) -> ReluNetwork:
        """The network with these stages before and after its ReLUs."""
        inner, outer = fold(before), fold(after)
        if outer.weight.shape[1] != inner.weight.shape[0]:
            raise BadInput(
                f"shape mismatch: {inner.weight.shape[0]} hidden units, "
                f"but output weights for {outer.weight.shape[1]}"
            )
        return cls(before, after, inner, outer, output)

    def enclose(self, x: np.ndarray, prec: int = 128) -> list[Interval]:
        """Encloses f at a point x of Fractions, one interval for each output."""

        def values(layer: Affine, inside: list[Interval]) -> list[Interval]:
            result = []
            for row, bias in zip(layer.weight, layer.bias, strict=True):
                total = _interval(bias, prec)
                for weight, value in zip(row, inside, strict=True):
                    total = total + _interval(weight, prec) * value
                result.append(total)
            return result

        hidden = values(self.inner, [Interval.exact(v, prec) for v in x])
        return values(self.outer, [value.max(0) for value in hidden])

    @property
    def inputs(self) -> int:
        return self.inner.weight.shape[1]

    @property
    def hidden(self) -> int:
        return self.inner.weight.shape[0]

    @property
    def outputs(self) -> int:
        return self.outer.weight.shape[0]


def _interval(value: Fraction | Near, prec: int) -> Interval:
    return Interval.between(mid(value) - rad(value), mid(value) + rad(value), prec)


@dataclass(frozen=True)
class Domain:
    """{x : |x| <= radius}, in the 2-norm (ball) or in the maximum norm (box)."""

    kind: str
    radius: Fraction

    def reach(self, row: np.ndarray, prec: int) -> Interval:
        """Encloses sup of <row, x>: the radius times the 2-norm (ball) or 1-norm (box) of the row."""
        return self.reaching(row)(prec)

    def reaching(self, row: np.ndarray) -> Enclosed:
        """The same at any precision, what is exact computed once."""
        size = normed(row, "2" if self.kind == "ball" else "1")
        return lambda prec: size(prec) * self.radius

    def exceeds(self, row: np.ndarray, value: Fraction) -> bool:
        """Whether sup of <row, x> exceeds the rational `value`, decided exactly."""
        if value < 0:
            return True
        if self.kind == "box":
            return self.radius * sum(map(abs, row)) > value
        return self.radius**2 * sum(v * v for v in row) > value**2


def norm(vector: np.ndarray, which: str, prec: int) -> Interval:
    """Encloses the 1-norm, the 2-norm or the maximum norm of a vector of Fractions."""
    return normed(vector, which)(prec)


def normed(vector: np.ndarray, which: str) -> Enclosed:
    """The same at any precision, what is exact computed once."""
    if which == "2":
        square = sum(v * v for v in vector)
        return lambda prec: sqrt(Interval.exact(square, prec))
    sizes = [abs(v) for v in vector]
    size = max(sizes, default=0) if which == "inf" else sum(sizes)
    return lambda prec: Interval.exact(size, prec)


@dataclass(frozen=True)
class Group:
    """Hidden units with proportional rows, which share their sigmoids.

    relu(q z) = q relu(z) for q > 0, so together they are weight * relu(<row, x> + bias), with the
    row of the first member.  kind is what they amount to on the domain: cancelled (the weights sum
    to 0), inactive (z <= 0), constant (row = 0), affine (z >= 0) or kinked.
    """

    members: tuple[int, ...]
    row: np.ndarray
    bias: Fraction
    weight: np.ndarray
    kind: str

    @cached_property
    def nearest_row(self) -> np.ndarray:
        """The row in float64."""
        return nearest(self.row)


def nearest(values: Iterable[Fraction]) -> np.ndarray:
    """Fractions rounded to float64; infinite beyond its range."""

    def one(value: Fraction) -> float:
        try:
            return float(value)
        except OverflowError:
            return float("inf")

    return np.array([one(v) for v in values], dtype=np.float64)


def groups(network: ReluNetwork, domain: Domain) -> list[Group]:
    """The groups of proportional units, in the order of their first members."""
    inner, outer = network.inner.middle, network.outer.middle
    found: dict[tuple[Fraction, ...], list[tuple[int, Fraction]]] = {}
    for j in range(network.hidden):
        numbers = [*inner.weight[j], inner.bias[j]]
        size = next((abs(v) for v in numbers if v), Fraction(1))
        found.setdefault(tuple(v / size for v in numbers), []).append((j, size))
    result = []
    for members in found.values():
        first, size = members[0]
        row, bias = inner.weight[first], inner.bias[first]
        weight = sum(outer.weight[:, j] * (s / size) for j, s in members)
        result.append(
            Group(tuple(j for j, _ in members), row, bias, weight, _kind(row, bias, weight, domain))
        )
    return result


def _kind(row, bias, weight, domain):
    if not any(weight):
        return "cancelled"
    if not domain.exceeds(row, -bias):
        return "inactive"
    if not any(row):
        return "constant"
    return "kinked" if domain.exceeds(row, bias) else "affine"
