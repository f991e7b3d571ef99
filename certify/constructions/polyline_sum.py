"""Sums of few sigmoids for piecewise linear functions: a near-minimax sum for relu at every kink.

From its flattest piece on, to both sides, a polyline departs from a line at every kink:

    F(x) = y + s (x - m) + sum_k j_k relu(z_k),  z_k = x - x_k to the right of that piece, x_k - x to the
    left of it,

with m the middle of the domain and s the slope of that piece, so that hard tanh, relu(x) - relu(x - 6)
and a hat need no line.  With r_k >= |z_k| and |relu - G| <= E on [-1, 1], r_k G(z_k/r_k) is within r_k E
of relu(z_k).  One wide sigmoid stands for the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from certify.checker import gradient
from certify.constructions import minimax
from certify.constructions.graded import wide
from certify.constructions.sigmoid_sum import SigmoidSum, Term

Points = Sequence[tuple[Fraction, Fraction]]


@dataclass(frozen=True)
class Kink:
    """jump * relu(side * (x - place)), with |x - place| <= reach on the domain; side = 1 or -1."""

    place: Fraction
    jump: Fraction
    side: int
    reach: Fraction

    @property
    def cost(self) -> Fraction:
        """What an error of 1 of the sum for relu on [-1, 1] makes here."""
        return abs(self.jump) * self.reach


@dataclass(frozen=True)
class Kinked:
    """F(x) = level + slope (x - middle) + the kinks, on [middle - half, middle + half].

    >>> hat = [(-3, 0), (-1, 0), (0, 1), (1, 0), (3, 0)]
    >>> found = Kinked.of([(Fraction(x), Fraction(y)) for x, y in hat])
    >>> [(int(kink.place), int(kink.jump), kink.side) for kink in found.kinks], int(found.slope)
    ([(-1, 1, 1), (0, -2, 1), (1, 1, 1)], 0)
    """

    middle: Fraction
    half: Fraction
    level: Fraction
    slope: Fraction
    kinks: tuple[Kink, ...]

    @classmethod
    def of(cls, points: Points) -> Kinked:
        """From the points of a polyline, x ascending."""
        slopes = [gradient(*ends) for ends in pairwise(points)]
        flattest = min(range(len(slopes)), key=lambda i: abs(slopes[i]))
        low, high = points[0][0], points[-1][0]
        middle, slope = (low + high) / 2, slopes[flattest]
        x, y = points[flattest]
        kinks = []
        for i, (before, after) in enumerate(pairwise(slopes), 1):
            place = points[i][0]
            side = 1 if i > flattest else -1
            kinks.append(Kink(place, after - before, side, max(place - low, high - place)))
        return cls(middle, (high - low) / 2, y + slope * (middle - x), slope, tuple(kinks))

    def sum(self, sizes: Sequence[int], room: Fraction) -> SigmoidSum:
        """The sum with entries of so many sigmoids of the table at the kinks.

        Beside the errors of the entries, the line is off by `room` at most, and so are the decimals: the
        line is slope half z, z = (x - middle)/half, and z/2 is within 1/(96 D^2) of 2 lam (S(z/D) - 1/2)
        with lam = D + 1/(16 D), as in :mod:`certify.constructions.graded`.
        """
        constant, terms = self.level, []
        if self.slope:
            rise = self.slope * self.half
            D = wide(room / (2 * abs(rise)))
            lam, steep = D + Fraction(1, 16 * D), 1 / (D * self.half)
            terms.append((4 * rise * lam, steep, -steep * self.middle))
            constant -= 2 * rise * lam
        for kink, n in zip(self.kinks, sizes, strict=True):
            entry, size = minimax.entry(n).sum, kink.jump * kink.reach
            constant += size * entry.constant
            for a, b, c in entry.terms:
                steep = kink.side * b / kink.reach
                terms.append((size * a, steep, c - steep * kink.place))
        return _in_decimals(constant, terms, room, abs(self.middle) + self.half)


def _in_decimals(constant: Fraction, terms: list[Term], room: Fraction, reach: Fraction) -> SigmoidSum:
    """The sum in short decimals, less than `room` off for |x| <= reach.

    a S(b x + c) moves by at most the change of a, and |a|/4 times the changes of c and of b x.
    """
    room /= len(terms) + 1
    rounded = [
        (_decimal(a, room), _decimal(b, room / (abs(a) * reach)), _decimal(c, room / abs(a)))
        for a, b, c in terms
    ]
    return SigmoidSum.of(rounded, _decimal(constant, room))


def _decimal(value: Fraction, room: Fraction) -> Fraction:
    """A decimal within room/2 of the value.

    >>> _decimal(Fraction(200, 3), Fraction(1, 3)), _decimal(Fraction(200, 3), Fraction(30))
    (Fraction(667, 10), Fraction(70, 1))
    """
    unit = Fraction(1)
    while unit > room:
        unit /= 10
    while 10 * unit <= room:
        unit *= 10
    return round(value / unit) * unit
