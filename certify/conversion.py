"""From a ReLU network to a sigmoid network in stored numbers that is within eps of it.

What stands for the kinked units, and how they share eps, is the construction's choice: staircases, or
sums from the table.  The parameters are proposals; :class:`certify.network_bound.NetworkBound` decides
whether what is stored of them meets eps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Protocol

import mpmath
import numpy as np

from certify.allocation import Allocation, allocation
from certify.bounds import ClosedForm
from certify.constructions import minimax
from certify.errors import BadInput, Undecided
from certify.exact import rough, shown
from certify.formats.onnx_writer import LARGEST_MODEL
from certify.network_bound import NetworkBound, wanted_constant
from certify.number_format import NumberFormat
from certify.parts import Flight, Level, Line, Part, Scaled
from certify.relu_network import Domain, Group, ReluNetwork, groups, nearest, norm
from certify.scaling import well_scaled
from certify.sigmoid_network import SigmoidNetwork

AFFINE_SHARE = Fraction(1, 50)
"""The share of eps that the bends of all sigmoids which stand for lines may take."""

ROUNDS = 8
"""How often the share of eps that approximation takes is adjusted to the rounding that was measured."""

PREC = 64


@dataclass(frozen=True)
class Kinked:
    """A group that needs a stand-in: z runs up to r, and an error E on [-1, 1] counts cost E."""

    group: Group
    r: Fraction
    cost: Fraction


class Construction(Protocol):
    """What stands for kinked units."""

    @property
    def name(self) -> str:
        """As it is asked for."""

    @property
    def method(self) -> str:
        """How the error of a stand-in is proved."""

    def top(self, group: Group, domain: Domain) -> Fraction:
        """The r of a stand-in: a short rational a little above what counts of the range of z."""

    def parts(self, units: list[Kinked], budget: Fraction, numbers: NumberFormat) -> list[Part]:
        """Stand-ins of few sigmoids whose errors sum to at most the budget, before rounding.

        Their numbers are in the range of the format where that can be had.

        Raises:
            Undecided: there are none.
        """

    def least(self, units: list[Kinked], eps: Fraction) -> int | None:
        """Sigmoids below which no choice of this kind meets eps, where that is known."""


@dataclass(frozen=True)
class Staircases:
    """n_j - 1 sigmoids of steepness k, n_j shared as the square root of |v| r.

    That minimises their total for errors that fall like 1/n: minimise sum n_j subject to
    sum cost_j c/n_j <= budget.
    """

    k: Fraction
    name = "staircase"
    method = "closed-form"

    def top(self, group: Group, domain: Domain) -> Fraction:
        """Only the upper end of the range counts; rounding may shift the arguments."""
        top = (domain.reach(group.row, PREC) + group.bias).sup
        scale = sum(map(abs, group.row)) * domain.radius + abs(group.bias)
        return _short(top + scale / 2**19)

    def parts(self, units: list[Kinked], budget: Fraction, numbers: NumberFormat) -> list[Part]:
        roots = [mpmath.sqrt(_number(unit.cost)) for unit in units]
        whole = sum(roots) * _number(ClosedForm(2, self.k).enclosure(PREC).sup)
        steps = [max(int(mpmath.ceil(root * whole / _number(budget))), 1) for root in roots]
        return [Flight(u.group, n + 1, self.k, u.r) for u, n in zip(units, steps, strict=True)]

    def least(self, units: list[Kinked], eps: Fraction) -> int | None:
        return None


@dataclass(frozen=True)
class TableSums:
    """Sums from one of the tables, with the fewest sigmoids in total that were found."""

    name: str = "minimax"
    method = "enclosure"

    def top(self, group: Group, domain: Domain) -> Fraction:
        """Both ends of the range count: a sum is known on [-1, 1] only."""
        return _short((domain.reach(group.row, PREC) + abs(group.bias)).sup)

    def parts(self, units: list[Kinked], budget: Fraction, numbers: NumberFormat) -> list[Part]:
        allowed = [self._within(unit, numbers) for unit in units]
        try:
            sizes = self._shares(units, budget, allowed if all(allowed) else None).sizes
        except Undecided:
            sizes = self._shares(units, budget).sizes
        entries = [minimax.entry(n, self.name) for n in sizes]
        return [Scaled(u.group, entry, u.r) for u, entry in zip(units, entries, strict=True)]

    def least(self, units: list[Kinked], eps: Fraction) -> int | None:
        return self._shares(units, eps).least

    def _shares(
        self, units: list[Kinked], budget: Fraction, allowed: list[tuple[int, ...]] | None = None
    ) -> Allocation:
        errors = {n: minimax.entry(n, self.name).upper for n in minimax.sizes(self.name)}
        every = tuple(errors)
        tables = {sizes: {n: errors[n] for n in sizes} for sizes in (every, *(allowed or ()))}
        chosen = [every] * len(units) if allowed is None else allowed
        return allocation([unit.cost for unit in units], [tables[sizes] for sizes in chosen], budget)

    def _within(self, unit: Kinked, numbers: NumberFormat) -> tuple[int, ...]:
        """The sizes of sums whose numbers are about in range when they stand for the unit."""
        group, r = unit.group, unit.r
        height, slope = (max(map(abs, values)) for values in (group.weight, group.row))
        scales = nearest([height * r, slope / r, group.bias / r])
        most = float(numbers.largest)
        return tuple(n for n in minimax.sizes(self.name) if _reach(n, self.name, *scales) <= most)


def _reach(n: int, table: str, height: float, slope: float, shift: float) -> float:
    """The largest of |a| height, |b| slope and |b shift + c| over the terms of an entry."""
    a, b, c = _terms(n, table).T
    with np.errstate(over="ignore", invalid="ignore"):
        return np.abs(np.concatenate([a * height, b * slope, b * shift + c])).max(initial=0)


@cache
def _terms(n: int, table: str) -> np.ndarray:
    """The terms (a, b, c) of an entry in float64."""
    return np.array(minimax.entry(n, table).sum.terms, dtype=np.float64).reshape(n, 3)


@dataclass(frozen=True)
class Conversion:
    """A sigmoid network, what it is made by and consists of, and the bound on its distance from f.

    No choice of stand-ins of this kind and for these ranges has fewer than `least` sigmoids, if known.
    """

    construction: Construction
    network: SigmoidNetwork
    parts: tuple[Part, ...]
    bound: NetworkBound
    least: int | None

    @property
    def sigmoids(self) -> int:
        return len(self.network.weight)

    @property
    def sums(self) -> list[minimax.Entry]:
        """The different sums of the table that the parts use, in the order of first use."""
        found = {entry.n: entry for part in self.parts for entry in part.uses()}
        return list(found.values())


def convert(
    network: ReluNetwork,
    eps: Fraction,
    domain: Domain,
    which: str,
    construction: Construction,
    numbers: NumberFormat,
    units: str = "sigmoid",
) -> Conversion:
    """A sigmoid network within eps of `network` on the domain, in the `which` norm of the outputs.

    Guarantee: the bound of the result is at most eps.

    Args:
        which: ``2`` or ``inf``.
        construction: what stands for kinked units.
        numbers: what the stored numbers may be.
        units: ``sigmoid``, or ``tanh`` for tanh units in their place.

    Raises:
        Undecided: numbers of this format cannot meet eps; the message says what would.
        BadInput: the converted network would be larger than an ONNX file may be.
    """
    found = groups(network, domain)
    return _Plan(network, found, eps, domain, which, construction, numbers, units).conversion()


def fewest(
    network: ReluNetwork,
    eps: Fraction,
    domain: Domain,
    which: str,
    choices: Iterable[Construction],
    numbers: NumberFormat,
    units: str = "sigmoid",
) -> Conversion:
    """The conversion with the fewest sigmoids by any of the constructions.

    Of several, that of the least output weights: they cancel and are rounded least.

    Raises:
        Undecided: none meets eps; the message is that of the first.
        BadInput: it would be larger than an ONNX file may be.
    """
    kinds = groups(network, domain)
    found: list[Conversion] = []
    failures = []
    for construction in choices:
        plan = _Plan(network, kinds, eps, domain, which, construction, numbers, units)
        try:
            least = plan.least(eps)
            if least is None or all(least <= other.sigmoids for other in found):
                found.append(plan.conversion())
        except Undecided as error:
            failures.append(error)
    if not found:
        raise failures[0]
    return min(found, key=lambda one: (one.sigmoids, np.abs(one.network.output_weight).max(initial=0)))


class _Plan:
    """The parts, given the share of eps that approximation may take."""

    def __init__(
        self,
        network: ReluNetwork,
        found: list[Group],
        eps: Fraction,
        domain: Domain,
        which: str,
        construction: Construction,
        numbers: NumberFormat,
        units: str,
    ) -> None:
        self.network, self.found, self.eps, self.domain, self.which = network, found, eps, domain, which
        self.construction, self.numbers, self.units = construction, numbers, units
        lines = max(sum(g.kind == "affine" for g in found), 1)
        self.bend = _number(eps * AFFINE_SHARE / lines)
        kinked = [group for group in found if group.kind == "kinked"]
        tops = [construction.top(group, domain) for group in kinked]
        self.kinked = [
            Kinked(group, r, self._size(group) * r) for group, r in zip(kinked, tops, strict=True)
        ]

    def conversion(self) -> Conversion:
        """A sigmoid network whose bound is at most eps, as :func:`convert` says."""
        eps = budget = self.eps
        for _ in range(ROUNDS):
            parts = self.parts(budget)
            stored = _stored(self.network, parts, self.numbers, self.units)
            bound = NetworkBound(self.network, parts, stored, self.domain, self.which)
            if bound.meets(eps):
                return Conversion(self.construction, stored, parts, bound, self.least(eps))
            rounding = (bound.total(PREC) - bound.approximation(PREC)).sup
            room = eps - rounding * Fraction(1001, 1000)
            if room <= 0:
                break
            budget = min(room, budget * Fraction(99, 100))
        better = self.numbers.finer and f"{self.numbers.finer}, or "
        raise Undecided(
            f"{self.numbers.name} weights cannot meet eps = {shown(eps)}: rounding them alone may cost "
            f"{rough(rounding)}; {better}eps of at least {rough(rounding * 5 / 2, 2)} would do"
        )

    def parts(self, budget: Fraction) -> tuple[Part, ...]:
        """What stands for every group, in their order."""
        kinked = iter(
            self._placed(part) for part in self.construction.parts(self.kinked, budget, self.numbers)
        )
        make = {
            "cancelled": Part, "inactive": Part, "constant": Level,
            "affine": lambda group: Line(group, self._beta(group)),
            "kinked": lambda group: next(kinked),
        }  # fmt: skip
        return tuple(make[group.kind](group) for group in self.found)

    def _placed(self, part: Part) -> Part:
        """The part, scaled so that coarse numbers hold it well."""
        if isinstance(part, Scaled) and self.numbers.coarse:
            return well_scaled(part, self.numbers, self.domain, self.which)
        return part

    def least(self, eps: Fraction) -> int | None:
        """Sigmoids below which no choice of the construction meets eps, where that is known."""
        least = self.construction.least(self.kinked, eps)
        lines = sum(group.kind == "affine" for group in self.found)
        return None if least is None else least + lines

    def _size(self, group: Group) -> Fraction:
        return norm(group.weight, self.which, PREC).sup

    def _beta(self, group: Group) -> Fraction:
        """A power of two for the slope of the sigmoid that stands for a line.

        With t = beta * width the sigmoid bends by |v| width t^2/12 and its weight is 4 |v|/beta, so the
        largest t that the share of eps allows rounds least; t^3 = 12 u would balance the two.  The
        weight must lie in the range of the numbers.
        """
        width = _number(self.domain.reach(group.row, PREC).sup)
        least = 4 * _number(max(map(abs, group.weight)) / self.numbers.largest) * width
        allowed = mpmath.sqrt(12 * self.bend / (_number(self._size(group)) * width))
        balanced = mpmath.cbrt(_number(12 * self.numbers.unit))
        t = min(max(allowed, balanced, 2 * least), 1)
        return Fraction(2) ** int(mpmath.floor(mpmath.log(t / width, 2)))


def _number(value: Fraction) -> mpmath.mpf:
    return mpmath.mpf(value.numerator) / value.denominator


def _short(value: Fraction, bits: int = 24) -> Fraction:
    """The least number of about `bits` bits that is not below the positive `value`."""
    p, q = value.as_integer_ratio()
    unit = Fraction(2) ** (p.bit_length() - q.bit_length() - bits)
    return -(-value // unit) * unit


def _stored(
    network: ReluNetwork, parts: tuple[Part, ...], numbers: NumberFormat, units: str
) -> SigmoidNetwork:
    """The weights of all parts, each rounded to a number of the format as the file has it."""
    count = sum(part.sigmoids for part in parts)
    size = count * (network.inputs + network.outputs + 1) * numbers.dtype.itemsize
    if size > LARGEST_MODEL:
        raise BadInput(
            f"{count} sigmoids would take {size} bytes, more than an ONNX file may have: "
            "use a larger eps or a smaller domain"
        )
    dtype = numbers.dtype
    stored = SigmoidNetwork(
        np.zeros((count, network.inputs), dtype), np.zeros(count, dtype),
        np.zeros((count, network.outputs), dtype), np.zeros(network.outputs, dtype),
        units,
    )  # fmt: skip
    pieces = list(stored.split(part.sigmoids for part in parts))
    largest = 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        for part, piece in zip(parts, pieces, strict=True):
            columns = piece.weight, piece.bias, piece.output_weight
            for column, values in zip(columns, part.proposed(), strict=True):
                column[:] = numbers.rounded(values / stored.scale)
                column *= stored.scale
                largest = max(largest, float(np.abs(values).max(initial=0)) / stored.scale)
    fits = all(
        np.isfinite(column).all() for column in (stored.weight, stored.bias, stored.output_weight)
    )
    if fits:
        constant = nearest(wanted_constant(network, parts, pieces) - stored.offset)
        stored.constant[:] = numbers.rounded(constant)
        largest = max(largest, float(np.abs(constant).max()))
        fits = bool(np.isfinite(stored.constant).all())
    if not fits:
        better = numbers.reaching(largest) and f"; {numbers.reaching(largest)} holds them"
        raise Undecided(
            f"numbers of the converted network reach {largest:.3g} and exceed the range of "
            f"{numbers.name}, which ends at {float(numbers.largest):.6g}{better}"
        )
    return stored
