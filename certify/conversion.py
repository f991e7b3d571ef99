"""From a ReLU network to a sigmoid network in stored numbers that is within eps of it.

For z = <row, x> + bias of a kinked group, with range up to r and weight v, the staircase of N = n - 1
sigmoids stands for v relu(z):

    sum_{i=1..N} v r/N S(beta z - k i),   beta = k N/r,   within |v| r B(n, k),

by homogeneity.  An affine group (z >= 0 on the domain) takes one sigmoid,
v <row, x> ~ (4 v/beta)(S(beta <row, x>) - 1/2).  The parameters are proposals in floating point;
:class:`certify.network_bound.NetworkBound` decides whether what is stored meets eps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import numpy as np

from certify.bounds import ClosedForm
from certify.errors import BadInput, Undecided
from certify.exact import rough, shown
from certify.formats.onnx_writer import LARGEST_MODEL
from certify.network_bound import NetworkBound
from certify.relu_network import Domain, Group, ReluNetwork, groups, norm
from certify.sigmoid_network import Part, SigmoidNetwork, wanted_constant

AFFINE_SHARE = Fraction(1, 50)
"""The share of eps that the bends of all sigmoids which stand for lines may take."""

ROUNDS = 8
"""How often the staircases' share of eps is adjusted to the rounding that was measured."""

PREC = 64
UNIT_BITS = {np.dtype(np.float32): 24, np.dtype(np.float64): 53}


@dataclass(frozen=True)
class Conversion:
    """A sigmoid network, the parts it consists of, and the bound on its distance from f."""

    network: SigmoidNetwork
    parts: tuple[Part, ...]
    bound: NetworkBound


def convert(
    network: ReluNetwork, eps: Fraction, domain: Domain, which: str, k: Fraction, dtype: np.dtype
) -> Conversion:
    """A sigmoid network within eps of `network` on the domain, in the `which` norm of the outputs.

    Guarantee: the bound of the result is at most eps.

    Args:
        which: ``2`` or ``inf``.
        k: the steepness of the staircases.
        dtype: of the stored numbers, float32 or float64.

    Raises:
        Undecided: numbers of this dtype cannot meet eps; the message says what would.
        BadInput: the converted network would be larger than an ONNX file may be.
    """
    plan = _Plan(groups(network, domain), eps, domain, which, k, dtype)
    budget = eps
    for _ in range(ROUNDS):
        parts = plan.parts(budget)
        stored = _stored(network, parts, k, dtype)
        bound = NetworkBound(network, parts, stored, domain, which, k)
        if bound.meets(eps):
            return Conversion(stored, parts, bound)
        rounding = (bound.total(PREC) - bound.staircases(PREC)).sup
        room = eps - rounding * Fraction(1001, 1000)
        if room <= 0:
            break
        budget = min(room, budget * Fraction(99, 100))
    better = "" if dtype == np.float64 else "--dtype float64, or "
    raise Undecided(
        f"{dtype} weights cannot meet eps = {shown(eps)}: rounding them alone may cost "
        f"{rough(rounding)}; {better}eps of at least {rough(rounding * 5 / 2, 2)} would do"
    )


class _Plan:
    """The parameters of every part, given the share of eps that the staircases may take.

    Sharing n as the square root of |v| r minimises the total of sigmoids for errors that fall like
    1/n: minimise sum n_j subject to sum w_j c/n_j <= budget.
    """

    def __init__(self, found: list[Group], eps, domain: Domain, which: str, k: Fraction, dtype) -> None:
        self.found, self.domain, self.which, self.dtype = found, domain, which, dtype
        self.tops = [self._top(g) if g.kind == "kinked" else Fraction(0) for g in found]
        self.costs = [
            mpmath.sqrt(_number(self._size(g) * top)) for g, top in zip(found, self.tops, strict=True)
        ]
        self.whole = sum(self.costs) * _number(ClosedForm(2, k).enclosure(PREC).sup)
        lines = max(sum(g.kind == "affine" for g in found), 1)
        self.bend = _number(eps * AFFINE_SHARE / lines)

    def parts(self, budget: Fraction) -> tuple[Part, ...]:
        result = []
        for group, top, cost in zip(self.found, self.tops, self.costs, strict=True):
            if group.kind == "kinked":
                steps = max(int(mpmath.ceil(cost * self.whole / _number(budget))), 1)
                result.append(Part(group, n=steps + 1, r=top))
            elif group.kind == "affine":
                result.append(Part(group, beta=self._beta(group)))
            else:
                result.append(Part(group))
        return tuple(result)

    def _size(self, group: Group) -> Fraction:
        return norm(group.weight, self.which, PREC).sup

    def _top(self, group: Group) -> Fraction:
        """A short rational a little above the upper end of the range of z, rounding included."""
        top = (self.domain.reach(group.row, PREC) + group.bias).sup
        scale = sum(map(abs, group.row)) * self.domain.radius + abs(group.bias)
        return _short(top + scale / 2**19)

    def _beta(self, group: Group) -> Fraction:
        """A power of two for the slope of the sigmoid that stands for a line.

        With t = beta * width the sigmoid bends by |v| width t^2/12 and its weight is 4 |v|/beta, so the
        largest t that the share of eps allows rounds least; t^3 = 12 u would balance the two.
        """
        width = _number(self.domain.reach(group.row, PREC).sup)
        allowed = mpmath.sqrt(12 * self.bend / (_number(self._size(group)) * width))
        balanced = mpmath.cbrt(mpmath.mpf(12) / 2 ** UNIT_BITS[self.dtype])
        t = min(max(allowed, balanced), 1)
        return Fraction(2) ** int(mpmath.floor(mpmath.log(t / width, 2)))


def _number(value: Fraction) -> mpmath.mpf:
    return mpmath.mpf(value.numerator) / value.denominator


def _short(value: Fraction, bits: int = 24) -> Fraction:
    """The least number of about `bits` bits that is not below the positive `value`."""
    p, q = value.as_integer_ratio()
    unit = Fraction(2) ** (p.bit_length() - q.bit_length() - bits)
    return -(-value // unit) * unit


def _stored(
    network: ReluNetwork, parts: tuple[Part, ...], k: Fraction, dtype: np.dtype
) -> SigmoidNetwork:
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
                steps = np.arange(1, part.n, dtype=np.float64)
                weight[rows] = _nearest(group.row * beta)
                bias[rows] = _nearest([group.bias * beta])[0] - float(k) * steps
                output_weight[rows] = _nearest(group.weight * (part.r / (part.n - 1)))
            elif group.kind == "affine":
                weight[rows] = _nearest(group.row * part.beta)
                output_weight[rows] = _nearest(group.weight * (4 / part.beta))
        finite = (
            np.isfinite(weight).all() and np.isfinite(bias).all() and np.isfinite(output_weight).all()
        )
        wanted = wanted_constant(network, parts, output_weight) if finite else np.array([])
        constant = _nearest(wanted).astype(dtype)
    if not finite or not np.isfinite(constant).all():
        better = ": use --dtype float64" if dtype == np.float32 else ""
        raise Undecided(f"the weights of the converted network exceed the range of {dtype}{better}")
    return SigmoidNetwork(weight, bias, output_weight, constant)


def _nearest(values: Iterable[Fraction]) -> np.ndarray:
    """Fractions rounded to float64; infinite beyond its range."""

    def one(value: Fraction) -> float:
        try:
            return float(value)
        except OverflowError:
            return float("inf")

    return np.array([one(v) for v in values], dtype=np.float64)
