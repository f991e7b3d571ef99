"""From a ReLU network to a sigmoid network in stored numbers, and the bound on their distance.

For z = <row, x> + bias of a kinked group, with range up to r and weight v:

    v relu(z) ~ sum_{i=1..N} v r/N S(beta z - k i),   beta = k N/r,

within |v| r B(n, k), N = n - 1, by the staircase bound and homogeneity.  An affine group (z >= 0) takes
one sigmoid, v <row, x> ~ (4 v/beta)(S(beta <row, x>) - 1/2).  What is stored is rounded, and
`NetworkBound` measures the rounding exactly: a common shift of the argument for the inner numbers
(the staircase increases, relu is 1-Lipschitz), a direct sum for the outer ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import mpmath
import numpy as np

from certify.bounds import ClosedForm
from certify.enclosure import Interval, decided
from certify.errors import BadInput, Undecided
from certify.formats.onnx_writer import LARGEST_MODEL
from certify.relu_network import Domain, Group, ReluNetwork, groups, norm

AFFINE_SHARE = Fraction(1, 50)
"""The share of eps that the bends of all sigmoids which stand for lines may take."""

UNIT_BITS = {np.dtype(np.float32): 24, np.dtype(np.float64): 53}

ROUNDS = 8
"""How often the share of eps for the staircases is adjusted to the rounding that was measured."""


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


@dataclass(frozen=True)
class Conversion:
    """A sigmoid network, the parts it consists of, and the bound on its distance from f."""

    network: SigmoidNetwork
    parts: tuple[Part, ...]
    bound: NetworkBound


def convert(
    network: ReluNetwork,
    eps: Fraction,
    domain: Domain,
    which: str,
    k: Fraction,
    dtype: np.dtype,
) -> Conversion:
    """A sigmoid network within eps of `network` on the domain, in the `which` norm of the outputs.

    Guarantee: the bound of the result is at most eps.  n is shared over the groups as the square
    root of |v| r, which minimises the total for errors that fall like 1/n.

    Raises:
        Undecided: numbers of this dtype cannot meet eps; the message says what would.
        BadInput: the converted network would be larger than an ONNX file may be.
    """
    found = groups(network, domain)
    stairs = ClosedForm(2, k).enclosure()
    tops = {id(g): _range_top(g, domain) for g in found if g.kind == "kinked"}
    costs = {
        id(g): mpmath.sqrt(_number(norm(g.weight, which, 64).sup * tops[id(g)]))
        for g in found
        if g.kind == "kinked"
    }
    whole = sum(costs.values()) * _number(stairs.sup)
    affine = sum(g.kind == "affine" for g in found)
    budget = eps
    for _ in range(ROUNDS):
        parts = tuple(
            _part(g, budget, whole, tops, costs, affine, eps, domain, which, dtype) for g in found
        )
        stored = _stored(network, parts, k, dtype)
        bound = NetworkBound(network, parts, stored, domain, which, k)
        if bound.meets(eps):
            return Conversion(stored, parts, bound)
        rounding = bound.total(64) - bound.staircases(64)
        room = (eps - rounding * Fraction(1001, 1000)).inf
        if room <= 0:
            raise Undecided(_too_coarse(dtype, rounding, eps))
        budget = min(room, budget * Fraction(99, 100))
    raise Undecided(_too_coarse(dtype, rounding, eps))


def _too_coarse(dtype: np.dtype, rounding: Interval, eps: Fraction) -> str:
    lost, wanted = float(rounding.sup), float(eps)
    better = "" if dtype == np.float64 else "--dtype float64, or "
    return (
        f"{dtype} weights cannot meet eps = {wanted:.6g}: rounding them alone may cost {lost:.3g}; "
        f"{better}eps of at least {2.5 * lost:.2g} would do"
    )


def _number(value: Fraction) -> mpmath.mpf:
    return mpmath.mpf(value.numerator) / value.denominator


def _range_top(group: Group, domain: Domain) -> Fraction:
    """A short rational a little above the upper end of the range of z, rounding included."""
    top = (domain.reach(group.row, 64) + group.bias).sup
    scale = sum(map(abs, group.row)) * domain.radius + abs(group.bias)
    return _short(top + scale / 2**19)


def _short(value: Fraction, bits: int = 24) -> Fraction:
    """The least number of `bits` bits that is not below the positive `value`."""
    p, q = value.as_integer_ratio()
    shift = bits - (p.bit_length() - q.bit_length())
    scaled = (p << shift, q) if shift >= 0 else (p, q << -shift)
    return Fraction(-(-scaled[0] // scaled[1])) / Fraction(2) ** shift


def _part(group, budget, whole, tops, costs, affine, eps, domain, which, dtype) -> Part:
    if group.kind == "kinked":
        count = int(mpmath.ceil(costs[id(group)] * whole / _number(budget)))
        return Part(group, n=max(count, 1) + 1, r=tops[id(group)])
    if group.kind == "affine":
        # With t = beta * width the sigmoid bends by |v| width t^2/12 and its weight is 4 |v|/beta, so
        # the largest t that the share of eps allows rounds least; t^3 = 12 u balances the two.
        width = domain.reach(group.row, 64).sup
        size = _number(norm(group.weight, which, 64).sup * width)
        allowed = mpmath.sqrt(12 * _number(eps * AFFINE_SHARE / affine) / size)
        balanced = mpmath.cbrt(mpmath.mpf(12) / 2 ** UNIT_BITS[dtype])
        t = min(max(allowed, balanced), 1)
        return Part(group, beta=Fraction(2) ** int(mpmath.floor(mpmath.log(t / _number(width), 2))))
    return Part(group)


def _stored(network: ReluNetwork, parts: tuple[Part, ...], k: Fraction, dtype) -> SigmoidNetwork:
    """The weights of all parts, each rounded to the dtype."""
    count = sum(part.sigmoids for part in parts)
    size = count * (network.inputs + network.outputs + 1) * dtype.itemsize
    if size > LARGEST_MODEL:
        raise BadInput(
            f"{count} sigmoids would take {size} bytes, more than an ONNX file may have: "
            "use a larger eps or a smaller domain"
        )
    weight = np.zeros((count, network.inputs), dtype)
    bias = np.zeros(count, dtype)
    output_weight = np.zeros((count, network.outputs), dtype)
    at = 0
    with np.errstate(over="ignore"):
        for part in parts:
            rows, group = slice(at, at + part.sigmoids), part.group
            at += part.sigmoids
            if group.kind == "kinked":
                beta = k * (part.n - 1) / part.r
                weight[rows] = _rounded(group.row * beta)
                steps = np.arange(1, part.n, dtype=np.float64)
                bias[rows] = float(group.bias * beta) - float(k) * steps
                output_weight[rows] = _rounded(group.weight * (part.r / (part.n - 1)))
            elif group.kind == "affine":
                weight[rows] = _rounded(group.row * part.beta)
                output_weight[rows] = _rounded(group.weight * (4 / part.beta))
        wanted = wanted_constant(network, parts, output_weight)
        constant = _rounded(wanted).astype(dtype)
    result = SigmoidNetwork(weight, bias, output_weight, constant)
    if not all(np.isfinite(a).all() for a in (weight, bias, output_weight, constant)):
        raise Undecided(
            f"the weights of the converted network exceed the range of {dtype}"
            + (": use --dtype float64" if dtype == np.float32 else "")
        )
    return result


def _rounded(values: np.ndarray) -> np.ndarray:
    def nearest(value: Fraction) -> float:
        try:
            return float(value)
        except OverflowError:
            return float("inf")

    return np.array([nearest(v) for v in values], dtype=np.float64)


def _exact(values: np.ndarray) -> np.ndarray:
    return np.array([Fraction(float(v)) for v in values], dtype=object)


def wanted_constant(network: ReluNetwork, parts, output_weight: np.ndarray) -> np.ndarray:
    """The constant that the parts call for, given the stored output weights of the affine ones."""
    wanted, at = network.outer.middle.bias, 0
    for part in parts:
        if part.group.kind in ("affine", "constant"):
            wanted = wanted + part.group.weight * part.group.bias
        if part.group.kind == "affine":
            row = output_weight[at]
            wanted = wanted - (_exact(row) / 2 if np.isfinite(row).all() else 0)
        at += part.sigmoids
    return wanted


class NetworkBound:
    """The bound on |f - g| on the domain, from the stored numbers of g, enclosed at any precision."""

    def __init__(self, network, parts, stored, domain, which, k) -> None:
        self.network, self.parts, self.stored = network, parts, stored
        self.domain, self.which, self.k = domain, which, k
        self._deviations = list(self._measure())

    def _measure(self) -> Iterator[dict | None]:
        """For every part, the exact differences of its stored numbers from the ideal ones."""
        at = 0
        for part in self.parts:
            rows = slice(at, at + part.sigmoids)
            at += part.sigmoids
            group = part.group
            if group.kind == "kinked":
                steps = part.n - 1
                beta = self.k * steps / part.r
                ideal = group.weight * (part.r / steps)
                [row], [height] = (
                    np.unique(a[rows], axis=0) for a in (self.stored.weight, self.stored.output_weight)
                )
                yield {
                    "beta": beta,
                    "row": _exact(row) - group.row * beta,
                    "off": _largest_offset(self.stored.bias[rows], group.bias * beta, self.k),
                    "height": (_exact(height) - ideal) * steps,
                }
            elif group.kind == "affine":
                stored = _exact(self.stored.output_weight[rows][0])
                yield {
                    "row": _exact(self.stored.weight[rows][0]) - group.row * part.beta,
                    "slope": group.weight - stored * (part.beta / 4),
                    "stored": stored,
                }
            else:
                yield None

    def staircases(self, prec: int) -> Interval:
        """Encloses the part of the bound that does not come from rounding: sum of |v| r B(n, k)."""
        total = Interval.exact(0, prec)
        for part in self.parts:
            if part.group.kind == "kinked":
                total = total + self._size(part.group.weight, prec) * part.r * self._b(part, prec)
        return total

    def _b(self, part: Part, prec: int) -> Interval:
        return ClosedForm(part.n, self.k).enclosure(prec)

    def _size(self, vector: np.ndarray, prec: int) -> Interval:
        return norm(vector, self.which, prec)

    def share(self, index: int, prec: int) -> Interval:
        """Encloses what one part adds to the bound."""
        part, off = self.parts[index], self._deviations[index]
        if off is None:
            return Interval.exact(0, prec)
        if part.group.kind == "kinked":
            shift = (self.domain.reach(off["row"], prec) + off["off"]) / off["beta"]
            top = self.domain.reach(part.group.row, prec) + part.group.bias + shift
            if (part.r - top).sign() < 0:
                raise BadInput(f"the range of the units {part.group.members} exceeds r = {part.r}")
            own = self._size(part.group.weight, prec) * (self._b(part, prec) * part.r + shift)
            return own + self._size(off["height"], prec)
        width = self.domain.reach(part.group.row, prec)
        t = width * part.beta
        bend = t * t * t / 48 + self.domain.reach(off["row"], prec) / 4
        return self._size(off["slope"], prec) * width + self._size(off["stored"], prec) * bend

    def total(self, prec: int) -> Interval:
        """Encloses the bound."""
        wanted = wanted_constant(self.network, self.parts, self.stored.output_weight)
        total = self._size(_exact(self.stored.constant) - wanted, prec) + self._irrational(prec)
        for index in range(len(self.parts)):
            total = total + self.share(index, prec)
        return total

    def meets(self, eps: Fraction) -> bool:
        """Whether the bound is at most eps, decided by enclosures."""
        return decided(lambda prec: (eps - self.total(prec)).sign()) >= 0

    def _irrational(self, prec: int) -> Interval:
        """Encloses the distance of f from its rational middle; 0 unless f has irrational numbers."""
        middle, outer = self.network.inner.middle, self.network.outer.middle
        inner_radius, outer_radius = self.network.inner.radius, self.network.outer.radius
        total = self._size(outer_radius.bias, prec)
        for j in range(self.network.hidden):
            width, column = inner_radius.weight[j], outer_radius.weight[:, j]
            if not (any(width) or inner_radius.bias[j] or any(column)):
                continue
            moved = self.domain.reach(width, prec) + inner_radius.bias[j]
            top = (self.domain.reach(middle.weight[j], prec) + middle.bias[j]).max(0) + moved
            total = total + self._size(column, prec) * top
            total = total + self._size(outer.weight[:, j], prec) * moved
        return total


def _largest_offset(stored: np.ndarray, start: Fraction, k: Fraction) -> Fraction:
    """max over i of |stored_i - (start - k i)|, i = 1, 2, ..., exactly, in integers."""
    scale = lcm(start.denominator, k.denominator)
    begin, step = int(start * scale), int(k * scale)
    best, best_below = 0, 1
    for i, value in enumerate(stored.tolist(), 1):
        above, below = value.as_integer_ratio()
        distance = abs(above * scale - below * (begin - step * i))
        if distance * best_below > best * below:
            best, best_below = distance, below
    return Fraction(best, best_below * scale)
