"""The bound on the distance of a sigmoid network from a ReLU network, from their stored numbers.

For z = <row, x> + bias of a kinked group, with range up to r and weight v, the stored sigmoids differ
from those of the staircase,

    sum_{i=1..N} v r/N S(beta z - k i) ~ v relu(z),   beta = k N/r,

by a shift h of the argument at most, since the staircase increases and relu is 1-Lipschitz, and by the
differences of their weights.  An affine group's sigmoid bends by |v'| |beta z|^3/48.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm

import numpy as np

from certify.bounds import ClosedForm
from certify.enclosure import Interval, decided
from certify.errors import BadInput
from certify.relu_network import Domain, ReluNetwork, norm
from certify.sigmoid_network import Part, SigmoidNetwork, exact, wanted_constant


class NetworkBound:
    """The bound on |f - g| on the domain, from the stored numbers of g, enclosed at any precision."""

    def __init__(
        self,
        network: ReluNetwork,
        parts: tuple[Part, ...],
        stored: SigmoidNetwork,
        domain: Domain,
        which: str,
        k: Fraction,
    ) -> None:
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
                row = _common_row(self.stored.weight[rows])
                height = _common_row(self.stored.output_weight[rows])
                yield {
                    "beta": beta,
                    "row": row - group.row * beta,
                    "off": _largest_offset(self.stored.bias[rows], group.bias * beta, self.k),
                    "height": (height - ideal) * steps,
                }
            elif group.kind == "affine":
                stored = exact(self.stored.output_weight[rows][0])
                yield {
                    "row": exact(self.stored.weight[rows][0]) - group.row * part.beta,
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
        total = self._size(exact(self.stored.constant) - wanted, prec) + self._irrational(prec)
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


def _common_row(rows: np.ndarray) -> np.ndarray:
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
