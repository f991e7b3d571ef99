"""Adaptive branch and bound: the greatest absolute value of a function, enclosed as tightly as asked."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from certify import checker
from certify.engines import Form, Forms, TooCoarse

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Budget:
    """What a search may use up.

    Args:
        leaves: at most so many leaves.
        seconds: at most about so many seconds.
        progress: is told how far the search is.
    """

    leaves: int = 200_000
    seconds: float | None = None
    progress: Progress = lambda stage: None
    started: float = field(default_factory=time.monotonic)

    def spent(self, leaves: int) -> str:
        """What is used up, or nothing."""
        if leaves > self.leaves:
            return f"more than {self.leaves} leaves would be needed"
        if self.seconds is not None and time.monotonic() - self.started > self.seconds:
            return f"{self.seconds:g} seconds are used up"
        return ""


@dataclass(frozen=True)
class Leaf:
    """The interval [low, low + 2^(grid - depth)] of a piece, and the centre of its Taylor form.

    `top` bounds the function there, from its form or from that of a leaf around it.  `last` is what
    the centre was before it was moved, the slope there and how far the bound lay above the value.
    """

    piece: int
    depth: int
    low: int
    centre: int
    top: int = 0
    last: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Found:
    """lower <= max |e| <= upper, in units of 2^-bits; the lower bound is reached at the witness.

    `leaves` cover all pieces when the search came to its end; otherwise `reason` says what was used up.
    """

    lower: int
    upper: int
    witness: tuple[int, int]
    leaves: tuple[Leaf, ...]
    reason: str = ""


class Search:
    """Leaves are halved, or their centres moved to where the bound is attained, until it is tight.

    Args:
        forms: of every piece, all with the same grid and units.
        both: bounds |e|; otherwise e from above only.
        tolerance: (upper - lower)/lower at the end.
        budget: ends the search with the best bounds so far.
        seeds: places (piece, position) where the value may be large.
        depth: how often pieces are halved to begin with.
    """

    def __init__(
        self,
        forms: Sequence[Forms],
        *,
        both: bool,
        tolerance: Fraction,
        budget: Budget,
        seeds: Sequence[tuple[int, int]] = (),
        depth: int = 0,
    ) -> None:
        self.forms, self.both, self.tolerance, self.budget = forms, both, tolerance, budget
        self.grid, self.bits = forms[0].grid, forms[0].bits
        self.depth, self.lower, self.witness = depth, 0, (0, 0)
        for piece, evaluate in enumerate(forms):
            places = [place for number, place in seeds if number == piece]
            for place, form in zip(places, evaluate([(p, p, p) for p in places]), strict=True):
                self._see(piece, place, form)
        if seeds and self.lower == 0:
            raise TooCoarse("no value is told from 0")

    def run(self, leaves: Sequence[Leaf] = ()) -> Found:
        """Bounds of the greatest value over all pieces, and the leaves that show them.

        Args:
            leaves: that cover all pieces, to begin with.
        """
        width = 1 << self.grid - self.depth
        active = list(leaves) or [
            Leaf(piece, self.depth, low, low + width // 2)
            for piece in range(len(self.forms))
            for low in range(0, 1 << self.grid, width)
        ]
        done: list[Leaf] = []
        while active:
            evaluated = self._evaluated(active)
            target = self.lower + math.floor(self.lower * self.tolerance)
            active = []
            for leaf, form in evaluated:
                if leaf.top <= target:
                    done.append(leaf)
                elif max(form.value[1], -form.value[0] if self.both else 0) > target:
                    raise TooCoarse("the value at the centre is not enclosed closely enough")
                else:
                    active += self._refined(leaf, form)
            self.budget.progress(f"{len(done)} leaves done, {len(active)} to go")
            reason = self.budget.spent(len(done) + len(active)) if active else ""
            if reason:
                return Found(self.lower, _highest(done + active), self.witness, (), reason)
        done.sort(key=lambda leaf: (leaf.piece, leaf.low))
        return Found(self.lower, _highest(done), self.witness, tuple(done))

    def _evaluated(self, active: Sequence[Leaf]) -> list[tuple[Leaf, Form]]:
        """Every leaf with its bound and its form."""
        result = []
        for piece, forms in enumerate(self.forms):
            mine = [leaf for leaf in active if leaf.piece == piece]
            places = [(leaf.low, leaf.centre, self._high(leaf)) for leaf in mine]
            for leaf, form in zip(mine, forms(places), strict=True):
                self._see(piece, leaf.centre, form)
                top = self._crest(leaf, form)
                if self.both:
                    top = max(top, self._crest(leaf, form.mirrored()))
                result.append((replace(leaf, top=top), form))
        return result

    def _see(self, piece: int, place: int, form: Form) -> None:
        """The value at a place is a lower bound of the greatest one."""
        low, high = form.value
        value = max(low, -high) if self.both else low
        if value > self.lower:
            self.lower, self.witness = value, (piece, place)

    def _crest(self, leaf: Leaf, form: Form) -> int:
        ends = leaf.low - leaf.centre, self._high(leaf) - leaf.centre
        return checker.crest(form.value[1], form.slope, form.curvature[1], *ends, self.grid)

    def _high(self, leaf: Leaf) -> int:
        return leaf.low + (1 << self.grid - leaf.depth)

    def _refined(self, leaf: Leaf, form: Form) -> list[Leaf]:
        """The leaf with its centre where the bound is attained, or its halves."""
        if self.both and self._crest(leaf, form.mirrored()) == leaf.top:
            form = form.mirrored()
        off = leaf.top - form.value[1]
        centre = self._peak(leaf, form)
        if centre not in (None, leaf.centre) and (leaf.last is None or 4 * off < leaf.last[2]):
            return [replace(leaf, centre=centre, last=(leaf.centre, sum(form.slope) // 2, off))]
        if leaf.depth + 2 > self.grid:
            raise TooCoarse("the grid of positions is too coarse")
        half = 1 << self.grid - leaf.depth - 1
        return [
            Leaf(leaf.piece, leaf.depth + 1, low, low + half // 2, leaf.top)
            for low in (leaf.low, leaf.low + half)
        ]

    def _peak(self, leaf: Leaf, form: Form) -> int | None:
        """Where the function is greatest on a leaf: at an end, or inside where it is concave.

        Inside, the vertex of the parabola is tried first, then steps of the secant method.
        """
        high, (least, most) = self._high(leaf), form.curvature
        left, right = leaf.low - leaf.centre, high - leaf.centre
        if (form.slope[1] << self.grid) + max(least * left, most * right, 0) < 0:
            return leaf.low
        if (form.slope[0] << self.grid) + min(most * left, least * right, 0) > 0:
            return high
        if most >= 0:
            return None
        slope = sum(form.slope) // 2
        place = leaf.centre + (slope << self.grid) // -most
        if leaf.last is not None and leaf.last[1] != slope:
            before, slope_before, _ = leaf.last
            place = leaf.centre - slope * (leaf.centre - before) // (slope - slope_before)
        return min(max(place, leaf.low), high)


def _highest(leaves: Sequence[Leaf]) -> int:
    return max(leaf.top for leaf in leaves)
