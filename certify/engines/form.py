"""What an engine is asked: bounds of a function and of its first two derivatives on leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np

from certify import checker
from certify.constructions.sigmoid_sum import Term
from certify.errors import Undecided

LARGEST = Fraction(10**150)
Bounds = tuple[int, int]
Leaf = tuple[int, int, int]
"""Left end, centre and right end, in units of 2^-grid."""


@dataclass(frozen=True)
class Piece:
    """e(u) = constant + rise u + sum of a S(b u + c) over the terms (a, b, c), for 0 <= u <= 1.

    To which the sum of a log(1+exp(b u + c)) over `softs` is added.
    """

    constant: Fraction
    rise: Fraction
    terms: tuple[Term, ...]
    softs: tuple[Term, ...] = ()

    def fixed(self, bits: int, grid: int) -> checker.Piece:
        """The same in the checker's fixed point."""
        return checker.Piece(self.constant, self.rise, self.terms, bits, grid, softs=self.softs)

    def values(self, u: np.ndarray) -> np.ndarray:
        """Floating-point values, which prove nothing."""
        result = _roughly(self.constant) + _roughly(self.rise) * u
        for a, b, c in self.terms:
            inside = _roughly(b) * u + _roughly(c)
            result = result + _roughly(a) * (0.5 + 0.5 * np.tanh(0.5 * inside))
        for a, b, c in self.softs:
            result = result + _roughly(a) * np.logaddexp(0, _roughly(b) * u + _roughly(c))
        return result


class TooCoarse(Undecided):
    """The arithmetic is not precise enough for what is asked."""


def _roughly(value: Fraction) -> float:
    """The nearest double, or 10^150 for what is larger."""
    return float(min(max(value, -LARGEST), LARGEST))


class Form(NamedTuple):
    """Bounds v, s, c with e(m + h) = v + s h + c h^2/2 on a leaf, m its centre, in units of 2^-bits."""

    value: Bounds
    slope: Bounds
    curvature: Bounds

    def mirrored(self) -> Form:
        """The form of -e."""
        (v, w), (s, t), (c, d) = self
        return Form((-w, -v), (-t, -s), (-d, -c))


class Forms(Protocol):
    """The forms of one piece; positions count units of 2^-grid, results units of 2^-bits."""

    piece: Piece
    grid: int
    bits: int

    def __call__(self, leaves: Sequence[Leaf]) -> Iterator[Form]:
        """The form of every leaf."""
