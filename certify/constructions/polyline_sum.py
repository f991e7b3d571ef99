"""Sums of few sigmoids for polylines with softplus: a near-minimax sum at every kink and softplus.

From its flattest piece on, to both sides, a polyline departs from a line at every kink:

    F(x) = y + s (x - m) + sum_k j_k relu(z_k),  z_k = x - x_k to the right of that piece, x_k - x to the
    left of it,

with m the middle of the domain and s the slope of that piece, so that hard tanh, relu(x) - relu(x - 6)
and a hat need no line.  A softplus is a kink with log(1+exp(p z_k))/p in place of relu(z_k).  With
r_k >= |z_k| and |relu - G| <= E on [-1, 1], r_k G(z_k/r_k) is within r_k E of relu(z_k); so it is for
softplus, with log(1+exp(R y))/R in place of relu(y), R = p r_k.  One wide sigmoid stands for the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from certify.checker import Curve, gradient, softplus_of, value_at
from certify.constructions.graded import wide
from certify.constructions.sigmoid_sum import SigmoidSum, Term

LEVEL_BITS = 256
"""Of log(1+exp(q)) in a constant term."""


@dataclass(frozen=True)
class Kink:
    """jump * relu(z), z = side * (x - place), with |z| <= reach on the domain; side = 1 or -1.

    With a steepness p, jump * log(1+exp(p z))/p.
    """

    place: Fraction
    jump: Fraction
    side: int
    reach: Fraction
    steepness: Fraction | None = None

    @property
    def cost(self) -> Fraction:
        """What an error of 1 of the sum for relu, or softplus, on [-1, 1] makes here."""
        return abs(self.jump) * self.reach


@dataclass(frozen=True)
class Kinked:
    """F(x) = level + slope (x - middle) + the kinks, on [middle - half, middle + half].

    >>> hat = [(-3, 0), (-1, 0), (0, 1), (1, 0), (3, 0)]
    >>> found = Kinked.of(Curve([(Fraction(x), Fraction(y)) for x, y in hat], {}))
    >>> [(int(kink.place), int(kink.jump), kink.side) for kink in found.kinks], int(found.slope)
    ([(-1, 1, 1), (0, -2, 1), (1, 1, 1)], 0)
    """

    middle: Fraction
    half: Fraction
    level: Fraction
    slope: Fraction
    kinks: tuple[Kink, ...]

    @classmethod
    def of(cls, f: Curve) -> Kinked:
        """From a polyline and its softplus; relu(z) = z + relu(-z), and softplus likewise, turn a kink.

        A softplus of a constant belongs to the level, rounded to so many bits that it does not matter.
        """
        slopes = [gradient(*ends) for ends in pairwise(f.line)]
        low, high = f.line[0][0], f.line[-1][0]
        middle = (low + high) / 2
        level = value_at(f.line, middle)
        bends: list[tuple[Fraction, Fraction, Fraction | None]] = [
            (x, after - before, None)
            for (x, _), (before, after) in zip(f.line[1:-1], pairwise(slopes), strict=True)
        ]
        for (p, q), w in f.softs.items():
            if p:
                bends.append((-q / p, w * p, p))
            else:
                mantissa, exponent = softplus_of(q, LEVEL_BITS).inf
                level += w * mantissa * Fraction(2) ** exponent
        bends.sort(key=lambda bend: bend[0])
        outside = list(accumulate((jump for _, jump, _ in bends), initial=slopes[0]))
        flattest = min(range(len(outside)), key=lambda i: abs(outside[i]))
        slope, kinks = outside[flattest], []
        for i, (place, jump, steepness) in enumerate(bends):
            side = 1 if i >= flattest else -1
            reach = max(place - low, high - place)
            if steepness is None:
                level -= jump * max(side * (middle - place), 0)
            else:
                level += jump * (middle - place) if side < 0 else 0
                reach = max(reach, 1 / steepness)
            kinks.append(Kink(place, jump, side, reach, steepness))
        return cls(middle, (high - low) / 2, level, slope, tuple(kinks))

    def sum(self, parts: Sequence[SigmoidSum], room: Fraction) -> SigmoidSum:
        """The sum with these for relu or softplus on [-1, 1] at the kinks.

        Beside the errors of the parts, the line is off by `room` at most, and so are the decimals: the
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
        for kink, part in zip(self.kinks, parts, strict=True):
            size = kink.jump * kink.reach
            constant += size * part.constant
            for a, b, c in part.terms:
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
