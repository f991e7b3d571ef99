"""Two-sided enclosures of sup |F - g|, F made of lines and softplus or another sum, as tight as asked.

The staircase is bounded on one cell, whatever n: with N = n - 1, d = 1/N and phi(t) =
sum over j < N of S(k (t - j)) - t, the sup-norm over [-1, 1] is d max phi over 0 <= t <= 1
(:mod:`proofs.one_cell`), the terms from a J on hardly count (:mod:`proofs.window`), and for k <= 2 the
maximum is phi(0) (:mod:`proofs.gentle_endpoint`).  So are centres at half steps, with t - 1/2 in place
of t in the sum (:mod:`proofs.midpoint`).  Any other sum is bounded on its whole domain, cut at the kinks
of F.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import groupby, pairwise
from typing import Protocol

import numpy as np

from certify import checker
from certify.constructions import SigmoidSum, Stairs
from certify.enclosure.decimals import rounded
from certify.engines import Integers, Piece, TooCoarse, halvings
from certify.engines import engine as chosen
from certify.errors import BadInput, Undecided
from certify.exact import shown
from certify.search import Budget, Found, Search

ZERO, ONE = Fraction(0), Fraction(1)
RELU = checker.curve(checker.RELU, -ONE, ONE)
SAMPLES = 1 << 21
"""Sigmoids that are evaluated in floating point to guess where the error is largest."""
FLOAT_NOISE = 2**40
"""Floating-point values that are smaller than their terms by this factor mean nothing."""
MOST_SEEDS = 64
SPARE_BITS, SPARE_DIGITS = 10, 4
STAIRCASE_ORDER = 3
BITS_PER_ORDER = 7
"""A power more of the Taylor polynomials of a sum is worth so many bits."""


class Problem(Protocol):
    """A function |e| or e to be bounded from above, cut into pieces."""

    both: bool

    @property
    def scale(self) -> int:
        """The sup-norm is the maximum over the pieces divided by this."""

    def pieces(self, bits: int) -> list[Piece]:
        """The function on its pieces, each from 0 to 1, less than 2^-bits off."""

    def order(self, need: int) -> int:
        """Of the Taylor polynomials, when so many bits are needed."""

    def place(self, piece: int, u: Fraction) -> tuple[Fraction, str]:
        """x from the place u of a piece, exactly and as people read it."""


@dataclass(frozen=True, kw_only=True)
class _Cell(Piece):
    stairs: Stairs

    def fixed(self, bits: int, grid: int) -> checker.Piece:
        return checker.Cell(self.stairs.sigmoids, self.stairs.k, bits, grid, self.stairs.shift)


@dataclass(frozen=True)
class StaircaseError:
    """N (relu - g)(1 - t/N) on 0 <= t <= 1, for k > 2."""

    stairs: Stairs
    both = False

    @property
    def scale(self) -> int:
        return self.stairs.sigmoids

    def pieces(self, bits: int) -> list[Piece]:
        k = self.stairs.k
        count = checker.window(self.stairs.sigmoids, k, bits)
        terms = tuple((Fraction(1), k, -k * (j + self.stairs.shift)) for j in range(count))
        return [_Cell(Fraction(0), Fraction(-1), terms, stairs=self.stairs)]

    def order(self, need: int) -> int:
        return STAIRCASE_ORDER

    def place(self, piece: int, u: Fraction) -> tuple[Fraction, str]:
        return 1 - u / self.scale, f"1 - {float(u):.12g} d" if u else "1"


@dataclass(frozen=True)
class SumError:
    """f - g where the curve f goes."""

    g: SigmoidSum
    f: checker.Curve = RELU
    both = True

    @property
    def scale(self) -> int:
        return 1

    def pieces(self, bits: int) -> list[Piece]:
        error = SigmoidSum.of([]) - self.g
        softs = tuple((w, p, q) for (p, q), w in self.f.softs.items())
        result = []
        for (start, y), (end, z) in pairwise(self.f.line):
            moved, soft = (
                tuple((a, b * (end - start), c + b * start) for a, b, c in those)
                for those in (error.terms, softs)
            )
            result.append(Piece(error.constant + y, z - y, moved, soft))
        return result

    def order(self, need: int) -> int:
        return min(max(need // BITS_PER_ORDER, 2), checker.MOST_ORDER)

    def place(self, piece: int, u: Fraction) -> tuple[Fraction, str]:
        p, q = self.f.line[piece][0], self.f.line[piece + 1][0]
        x = p + (q - p) * u
        return x, _at(x)


@dataclass(frozen=True)
class SupNorm:
    """lower <= sup |e| <= upper; |e| is at least `lower` at the witness.

    Args:
        lower, upper: decimals, rounded outward.
        witness, where: a place x in the domain, exactly and as people read it.
        engine: that proposed the bounds.
        bits, grid, order, leaves: how the checker confirms them; no leaves where the budget was used up.
        reason: what was used up.
    """

    lower: str
    upper: str
    witness: Fraction
    where: str
    engine: str
    bits: int
    grid: int
    order: int
    leaves: tuple[str, ...]
    count: int = 0
    reason: str = ""

    @classmethod
    def of(cls, proof: dict) -> SupNorm:
        """What the proof of a certificate says."""
        read = checker.Enclosure.read(proof)[0]
        lower, upper = read.texts
        return cls(
            lower, upper, read.witness, _at(read.witness), "integers", read.bits, read.grid, read.order,
            tuple(read.leaves), read.count,
        )  # fmt: skip

    def slack(self, eps: Fraction) -> tuple[str, str]:
        """Twenty digits of what the bounds leave of eps."""
        least, most = eps - Fraction(self.upper), eps - Fraction(self.lower)
        return checker.twenty(least)[0], checker.twenty(most)[1]

    def exceeds(self, eps: Fraction) -> str:
        """Why the error is not at most eps."""
        return (
            f"the error at x = {self.where} is at least {self.lower}, which exceeds eps = {shown(eps)}"
        )

    def proof(self) -> dict:
        """The proof in a certificate."""
        return {
            "method": "enclosure", "bound": [self.lower, self.upper], "bits": self.bits,
            "grid": self.grid, "order": self.order, "leaves": list(self.leaves),
            "witness": str(self.witness),
        }  # fmt: skip


def enclosed(
    problem: Problem,
    digits: int,
    budget: Budget | None = None,
    engine: str | None = None,
    spare: int = 0,
) -> SupNorm:
    """Bounds of the sup-norm that differ by at most 10^-digits of it.

    With `spare` digits more inside, decimals rounded outward hardly depend on the engine.

    Raises:
        Undecided: no precision that the checker has is enough.
    """
    budget = budget or Budget()
    tolerance = Fraction(1, 10 ** (digits + spare))
    problem_pieces = problem.pieces(64)
    if not any(piece.constant or piece.rise or piece.terms or piece.softs for piece in problem_pieces):
        raise BadInput("the two sides are the same function: their difference is 0")
    samples = [_sampled(piece) for piece in problem_pieces]
    size = max(Fraction(float(np.abs(values).max())) for _, values in samples)
    weight = max(map(_weight, problem_pieces))
    if size * FLOAT_NOISE < weight:
        size = _size(problem_pieces)
    steep = max(
        (abs(b) for piece in problem_pieces for _, b, _ in (*piece.terms, *piece.softs)), default=ONE
    )
    terms = max(len(piece.terms) + len(piece.softs) for piece in problem_pieces)
    need = _log2(64 * weight / (tolerance * size))
    while True:
        bits = max(need + _log2(4 + Fraction(2 * terms) / weight) + SPARE_BITS, 64)
        grid = bits // 2 + _log2(steep) + 24
        if bits > checker.MAX_BITS or grid > checker.MAX_BITS:
            raise Undecided(f"more than {checker.MAX_BITS} bits would be needed")
        arithmetic = chosen(need, engine)
        seeds = [
            (number, round(Fraction(place) * (1 << grid)))
            for number, (places, values) in enumerate(samples)
            for place in _peaks(places, np.abs(values) if problem.both else values)
        ]
        order = problem.order(need)
        pieces = problem.pieces(bits)
        search = partial(Search, both=problem.both, tolerance=tolerance / 2, budget=budget)
        try:
            forms = [arithmetic.forms(piece, grid, bits, order) for piece in pieces]
            depth = max(map(halvings, problem_pieces)) if problem.both else 0
            found = search(forms, seeds=seeds, depth=depth).run()
            if arithmetic.name != "integers" and not found.reason:
                budget.progress("settling the leaves in the checker's arithmetic")
                forms = [Integers().forms(piece, grid, bits, order) for piece in pieces]
                found = search(forms, seeds=[found.witness]).run(found.leaves)
            break
        except TooCoarse:
            need += max(need // 4, 8)
    return _rounded(problem, found, digits, arithmetic.name, bits, grid, order)


def staircase_error(
    stairs: Stairs, digits: int, budget: Budget | None = None, engine: str | None = None
) -> SupNorm:
    """Bounds of sup |relu - g| over [-1, 1] for equal steps g, at a cost that does not depend on n.

    Args:
        stairs: a staircase, or centres at half steps with k > 2.

    Raises:
        Undecided: no precision that the checker has is enough, or too many terms would be summed.

    >>> from certify.constructions import Staircase
    >>> found = staircase_error(Staircase(41, Fraction(4)), 6)
    >>> found.lower, found.upper
    ('1.3248932e-2', '1.3248933e-2')
    """
    if stairs.k > checker.GENTLE:
        problem = StaircaseError(stairs)
        return enclosed(problem, digits, budget, engine, SPARE_DIGITS)
    bits = digits * 10 // 3 + 50
    error = checker.at_endpoint(stairs.sigmoids, stairs.k, bits)
    low, high = (Fraction(m) * Fraction(2) ** e for m, e in (error.inf, error.sup))
    room = (high - low + Fraction(1, 1 << bits)) / stairs.sigmoids
    return SupNorm(
        rounded(low / stairs.sigmoids - room, digits + 2, up=False),
        rounded(high / stairs.sigmoids + room, digits + 2, up=True),
        Fraction(1), "1", "integers", bits, 1, 2, (),
    )  # fmt: skip


def _rounded(
    problem: Problem, found: Found, digits: int, engine: str, bits: int, grid: int, order: int
) -> SupNorm:
    """Bounds as decimals."""
    one = 1 << bits
    lower = Fraction(max(found.lower - 1, 0), one) / problem.scale
    upper = Fraction(found.upper + 1, one) / problem.scale
    piece, place = found.witness
    leaves = []
    for _, mine in groupby(found.leaves, key=lambda leaf: leaf.piece):
        words = [
            str(leaf.depth) if leaf.centre == leaf.low + (1 << grid - leaf.depth) // 2
            else f"{leaf.depth}:{leaf.centre}"
            for leaf in mine
        ]  # fmt: skip
        leaves.append(" ".join(_repeated(words)))
    return SupNorm(
        rounded(lower, digits + 2, up=False), rounded(upper, digits + 2, up=True),
        *problem.place(piece, Fraction(place, 1 << grid)), engine, bits, grid, order, tuple(leaves),
        len(found.leaves), found.reason,
    )  # fmt: skip


def _at(x: Fraction) -> str:
    """A place as people read it."""
    return shown(x) if len(shown(x)) <= 24 else f"{float(x):.12g}..."


def _repeated(words: list[str]) -> list[str]:
    """Runs of the same depth as depth*count."""
    runs = [(word, len(list(run))) for word, run in groupby(words)]
    return [
        word if n == 1 else " ".join([word] * n) if ":" in word else f"{word}*{n}" for word, n in runs
    ]


def _weight(piece: Piece) -> Fraction:
    """What the units that its terms are off are multiplied by, roughly."""
    return (
        1
        + sum((abs(a) for a, _, _ in piece.terms), ZERO)
        + sum((abs(a) + abs(b) + abs(c) for a, b, c in piece.softs), ZERO)
    )


def _size(pieces: list[Piece]) -> Fraction:
    """A lower bound of max |e| > 0, from the checker's fixed point at evenly spaced places.

    Raises:
        Undecided: |e| is very small at all these places.
    """
    bits, grid = 128, 6
    while bits <= checker.MAX_BITS:
        for piece in pieces:
            fixed = piece.fixed(bits, grid)
            bounds = (fixed.value(u, fixed.levels(u)) for u in range((1 << grid) + 1))
            size = max(max(low, -high) for low, high in bounds)
            if size > 0:
                return Fraction(size, 1 << bits)
        bits *= 2
    raise Undecided(f"no difference was found with {checker.MAX_BITS} bits")


def _sampled(piece: Piece) -> tuple[np.ndarray, np.ndarray]:
    """Places in order, with floating-point values: evenly spaced, and close to every steep sigmoid."""
    most = max(SAMPLES // max(len(piece.terms), 1), 64)
    near = np.linspace(-6, 6, 25)
    terms = (*piece.terms, *piece.softs)
    inside = [(-c / b, 1 / abs(b)) for _, b, c in terms if abs(b) > 8 and 0 < -c * b < b * b]
    steep = [(float(centre), float(width)) for centre, width in inside]
    step = max(len(steep) * len(near) // most, 1)
    places = [np.linspace(0, 1, min(most, 1025))]
    places += [centre + near * width for centre, width in steep[::step]]
    u = np.unique(np.concatenate(places))
    u = u[(u >= 0) & (u <= 1)]
    return u, piece.values(u)


def _peaks(places: np.ndarray, values: np.ndarray) -> list[float]:
    """The places of the greatest local maxima."""
    padded = np.concatenate([[-np.inf], values, [-np.inf]])
    tops = np.flatnonzero((padded[1:-1] >= padded[:-2]) & (padded[1:-1] >= padded[2:]))
    return [float(places[i]) for i in tops[np.argsort(-values[tops])][:MOST_SEEDS]]


def _log2(value: Fraction) -> int:
    """ceil(log2(value)) or one more, at least 0."""
    ratio = Fraction(value)
    return max(ratio.numerator.bit_length() - ratio.denominator.bit_length() + 1, 0)
