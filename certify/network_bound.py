"""The bound on the distance of a sigmoid network from a ReLU network, from their stored numbers.

It is the sum of the errors of its parts (:mod:`certify.parts`), of the distance of its constant from the
one that they call for, and of what is not known exactly of the ReLU network.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from certify.enclosure import Interval, decided
from certify.parts import Part
from certify.relu_network import Domain, ReluNetwork, norm
from certify.sigmoid_network import SigmoidNetwork


class NetworkBound:
    """The bound on |f - g| on the domain, from the stored numbers of g, enclosed at any precision."""

    def __init__(
        self,
        network: ReluNetwork,
        parts: tuple[Part, ...],
        stored: SigmoidNetwork,
        domain: Domain,
        which: str,
    ) -> None:
        self.network, self.parts, self.domain, self.which = network, parts, domain, which
        pieces = list(stored.split(part.sigmoids for part in parts))
        self._off = stored.level - wanted_constant(network, parts, pieces)
        self._errors = [
            part.error(piece, domain, which) for part, piece in zip(parts, pieces, strict=True)
        ]

    def approximation(self, prec: int) -> Interval:
        """Encloses the part of the bound that is there before anything is rounded."""
        parts = (part.approximation(self.which, prec) for part in self.parts)
        return sum(parts, Interval.exact(0, prec))

    def total(self, prec: int) -> Interval:
        """Encloses the bound."""
        total = self._size(self._off, prec) + self._irrational(prec)
        return sum((error(prec) for error in self._errors), total)

    def meets(self, eps: Fraction) -> bool:
        """Whether the bound is at most eps, decided by enclosures."""
        return decided(lambda prec: (eps - self.total(prec)).sign()) >= 0

    def _size(self, vector: np.ndarray, prec: int) -> Interval:
        return norm(vector, self.which, prec)

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


def wanted_constant(
    network: ReluNetwork, parts: Iterable[Part], pieces: Iterable[SigmoidNetwork]
) -> np.ndarray:
    """The constant that the parts call for, exactly, given the stored sigmoids of each."""
    needs = (part.constant(piece) for part, piece in zip(parts, pieces, strict=True))
    return sum(needs, network.outer.middle.bias)
