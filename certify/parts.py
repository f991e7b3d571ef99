"""What stands for a ramp v relu(z), z = <row, x> + bias, in stored numbers, and how far it is from it.

A ramp that is 0 on the domain takes nothing, a constant one a constant, an affine one a line.  A kinked
one takes a staircase or a sum from the table, scaled to its range by relu(r y) = r relu(y).  Every part
proposes numbers in floating point, and bounds its error from what was stored of them, exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

import numpy as np

from certify.bounds import ClosedForm
from certify.constructions.minimax import Entry
from certify.enclosure import Interval
from certify.errors import BadInput
from certify.relu_network import Domain, Enclosed, Group, nearest, norm, normed
from certify.sigmoid_network import SigmoidNetwork, exact

BEND = Fraction(9623, 100000)
"""|S''| <= sqrt(3)/18 = 0.096225..."""


@dataclass(frozen=True)
class Part:
    """Nothing stands for a ramp that is 0; the parts that follow stand for others."""

    group: Group

    @property
    def sigmoids(self) -> int:
        return 0

    def proposed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Weights, biases and output weights of the sigmoids in float64, shaped as they are stored."""
        size = len(self.group.row), len(self.group.weight)
        return np.zeros((0, size[0])), np.zeros(0), np.zeros((0, size[1]))

    def constant(self, stored: SigmoidNetwork) -> np.ndarray:
        """What the part needs in the constant of the network, exactly, given its stored sigmoids."""
        return self.group.weight * 0

    def approximation(self, which: str, prec: int) -> Interval:
        """Encloses the bound before anything is rounded, for parts that take a share of eps."""
        return Interval.exact(0, prec)

    def error(self, stored: SigmoidNetwork, domain: Domain, which: str) -> Enclosed:
        """The bound on its distance from the ramp, from its stored sigmoids.

        Raises:
            BadInput: the range of the ramp exceeds what the part is made for.
        """
        return lambda prec: Interval.exact(0, prec)

    def slopes(self, stored: SigmoidNetwork) -> Iterator[tuple[np.ndarray, Fraction, np.ndarray]]:
        """(row, bias, height): arguments that are e off move the part by at most the sum of height e.

        They are e off where they add up <row, x> and a bias up to this one.
        """
        for row, bias, height in zip(
            exact(stored.weight), exact(stored.bias), exact(stored.output_weight), strict=True
        ):
            yield row, abs(bias), np.abs(height) / 4

    def uses(self) -> list[Entry]:
        """The entries of the table that the part needs."""
        return []

    def parameters(self, sums: list[Entry]) -> dict[str, Any]:
        """What a certificate that lists these sums says about the part."""
        return {}


@dataclass(frozen=True)
class Level(Part):
    """The constant v bias, for z = bias > 0."""

    def constant(self, stored: SigmoidNetwork) -> np.ndarray:
        return self.group.weight * self.group.bias


@dataclass(frozen=True)
class Line(Level):
    """v bias + (4 v/beta)(S(beta <row, x>) - 1/2), for z >= 0 on the domain.

    The stored sigmoid bends by |v'| |beta <row, x>|^3/48.
    """

    beta: Fraction

    @property
    def sigmoids(self) -> int:
        return 1

    def proposed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        row, height = self.group.row * self.beta, self.group.weight * (4 / self.beta)
        return nearest(row)[None], np.zeros(1), nearest(height)[None]

    def constant(self, stored: SigmoidNetwork) -> np.ndarray:
        return super().constant(stored) - exact(stored.output_weight)[0] / 2

    def error(self, stored: SigmoidNetwork, domain: Domain, which: str) -> Enclosed:
        [height], [row] = exact(stored.output_weight), exact(stored.weight)
        off, slope = row - self.group.row * self.beta, self.group.weight - height * (self.beta / 4)

        def bound(prec: int) -> Interval:
            width = domain.reach(self.group.row, prec)
            t = width * self.beta
            bend = t * t * t / 48 + domain.reach(off, prec) / 4
            return norm(slope, which, prec) * width + norm(height, which, prec) * bend

        return bound

    def parameters(self, sums: list[Entry]) -> dict[str, Any]:
        return {"beta": str(self.beta)}


@dataclass(frozen=True)
class Flight(Part):
    """sum_{i=1..N} (v r/N) S(beta z - k i), N = n - 1, beta = k N/r, within |v| r B(n, k) for z <= r.

    A shift h of the arguments moves it no more than one of z by h/beta does, as it increases and relu is
    1-Lipschitz.
    """

    n: int
    k: Fraction
    r: Fraction

    @property
    def sigmoids(self) -> int:
        return self.n - 1

    @property
    def beta(self) -> Fraction:
        return self.k * self.sigmoids / self.r

    def proposed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        steps, group = np.arange(1, self.n, dtype=np.float64), self.group
        rows = np.tile(nearest(group.row * self.beta), (self.sigmoids, 1))
        heights = np.tile(nearest(group.weight * (self.r / self.sigmoids)), (self.sigmoids, 1))
        return rows, nearest([group.bias * self.beta])[0] - float(self.k) * steps, heights

    def approximation(self, which: str, prec: int) -> Interval:
        error = ClosedForm(self.n, self.k).enclosure(prec)
        return norm(self.group.weight, which, prec) * self.r * error

    def error(self, stored: SigmoidNetwork, domain: Domain, which: str) -> Enclosed:
        group, beta = self.group, self.beta
        row = _common(stored.weight) - group.row * beta
        off = _largest_offset(stored.bias, group.bias * beta, self.k)
        ideal = group.weight * (self.r / self.sigmoids)
        height = (_common(stored.output_weight) - ideal) * self.sigmoids

        def bound(prec: int) -> Interval:
            shift = (domain.reach(row, prec) + off) / beta
            if (self.r - (domain.reach(group.row, prec) + group.bias + shift)).sign() < 0:
                raise BadInput(f"the range of the units {group.members} exceeds r = {self.r}")
            own = norm(group.weight, which, prec) * shift + self.approximation(which, prec)
            return own + norm(height, which, prec)

        return bound

    def slopes(self, stored: SigmoidNetwork) -> Iterator[tuple[np.ndarray, Fraction, np.ndarray]]:
        """The arguments act together: the slopes of all sigmoids sum to at most 1/k + 1/4 anywhere."""
        height = np.abs(_common(stored.output_weight)) * (2 / self.k + Fraction(1, 2))
        yield _common(stored.weight), Fraction(float(np.abs(stored.bias).max())), height

    def parameters(self, sums: list[Entry]) -> dict[str, Any]:
        return {"n": self.n, "k": str(self.k), "r": str(self.r)}


@dataclass(frozen=True)
class Scaled(Part):
    """v r G(z/r), G = C + sum_i a_i S(b_i y + c_i) from the table, within |v| r E for |z| <= r.

    The arguments p_i = b_i z/r + c_i are stored as p_i + e_i(x) + g_i, e_i linear in x and g_i constant.
    With stored output weights u_i the sum is off by at most

        sum |u_i - v r a_i|  +  |v| r (sum |a_i| |g_i|/4 + sum over J of sup |e_J| sup |sum_J a_i S'_i|)

    where J runs over the sets of sigmoids with equal b_i and equal stored rows, so that e_i = e_J: they
    move together, y -> y + e_J in sum_J a_i S(y + c_i).
    """

    entry: Entry
    r: Fraction

    @property
    def sigmoids(self) -> int:
        return self.entry.n

    def proposed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        group, terms = self.group, self.entry.sum.terms
        rows = np.outer(nearest(b / self.r for _, b, _ in terms), group.nearest_row)
        biases = nearest(group.bias * b / self.r + c for _, b, c in terms)
        return rows, biases, np.outer(nearest(self.r * a for a, _, _ in terms), nearest(group.weight))

    def constant(self, stored: SigmoidNetwork) -> np.ndarray:
        return self.group.weight * (self.r * self.entry.sum.constant)

    def approximation(self, which: str, prec: int) -> Interval:
        return norm(self.group.weight, which, prec) * (self.r * self.entry.upper)

    def error(self, stored: SigmoidNetwork, domain: Domain, which: str) -> Enclosed:
        group, terms = self.group, self.entry.sum.terms
        if domain.exceeds(group.row, self.r - abs(group.bias)):
            raise BadInput(f"the range of the units {group.members} exceeds r = {self.r}")
        together = defaultdict(list)
        for (a, b, c), row in zip(terms, stored.weight, strict=True):
            together[b, tuple(row.tolist())].append((c, a))
        turns = [
            (steepest(waves), domain.reaching(exact(np.array(row)) - group.row * (b / self.r)))
            for (b, row), waves in together.items()
        ]
        offsets = sum(
            abs(a * (bias - group.bias * b / self.r - c))
            for (a, b, c), bias in zip(terms, exact(stored.bias), strict=True)
        )
        heights = [
            normed(height - group.weight * (self.r * a), which)
            for (a, _, _), height in zip(terms, exact(stored.output_weight), strict=True)
        ]

        def bound(prec: int) -> Interval:
            moved = Interval.exact(Fraction(offsets) / 4, prec)
            for slope, reach in turns:
                moved = moved + reach(prec) * slope
            total = norm(group.weight, which, prec) * self.r * moved + self.approximation(which, prec)
            return sum((height(prec) for height in heights), total)

        return bound

    def uses(self) -> list[Entry]:
        return [self.entry]

    def parameters(self, sums: list[Entry]) -> dict[str, Any]:
        return {"sum": sums.index(self.entry), "r": str(self.r)}


def steepest(waves: list[tuple[Fraction, Fraction]]) -> Fraction:
    """At least the sup over y of |sum of a S'(y + c)| over the (c, a).

    By parts: with c ascending and A_i = a_1 + ... + a_i the sum is A_m S'_m + sum over i < m of
    A_i (S'_i - S'_{i+1}), and 0 <= S' <= 1/4, |S'_i - S'_{i+1}| <= (c_{i+1} - c_i) sup |S''|.
    """
    waves = sorted(waves)
    height, total = Fraction(0), Fraction(0)
    for (c, a), (after, _) in pairwise([*waves, waves[-1]]):
        height += a
        total += abs(height) * (after - c) * BEND
    return total + abs(height) / 4


def _common(rows: np.ndarray) -> np.ndarray:
    """The row that all sigmoids of a staircase share, exactly."""
    if not (rows == rows[0]).all():
        raise ValueError("the sigmoids of a staircase must share their weights")
    return exact(rows[0])


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
