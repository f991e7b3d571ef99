"""Near-minimax sums of n sigmoids: proposals, whose errors are sampled and not proved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING
from fractions import Fraction
from functools import cache
from typing import Any

from certify.constructions.sigmoid_sum import SigmoidSum
from certify.errors import BadInput
from certify.exact import positive, rough, whole
from certify.fitting.continuation import Progress, solutions
from certify.fitting.remez import Levelled
from certify.fitting.rounding import decimal_sum
from certify.fitting.smoothing import smoothed
from certify.fitting.structure import Structure
from certify.fitting.targets import TARGETS

H = "1/32"
SHARE = "1/1000"
SIDES = {"both": 0, "above": 1, "below": -1}


@dataclass(frozen=True)
class Fit:
    """A sum near the best of its size.

    Args:
        sum: with exact decimals.
        error: the largest |f - g| at a dense sample of points, in double precision.
        level: the error before the coefficients were rounded, which alternates at `alternation`.
    """

    target: str
    sum: SigmoidSum
    error: float
    level: float
    alternation: tuple[float, ...]

    @property
    def n(self) -> int:
        return len(self.sum.terms)


def silent(stage: str) -> None:
    """Progress that nobody hears of."""


def near_minimax(n: Any, target: str = "relu", **options: Any) -> Fit:
    """The sum of n sigmoids that :func:`near_minimax_sums` finds.

    >>> fit = near_minimax(3)
    >>> fit.n, round(fit.error, 5), len(fit.alternation)
    (3, 0.00832, 9)
    """
    (fit,) = near_minimax_sums([n], target, **options)
    return fit


def near_minimax_sums(
    numbers: Collection[Any],
    target: str = "relu",
    *,
    constant: bool = True,
    increasing: bool = False,
    side: str = "both",
    h: Any = H,
    share: Any = SHARE,
    progress: Progress = silent,
) -> Iterator[Fit]:
    """Sums C + sum of a S(b x + c) near the best on [-1, 1], for each n in ascending order, odd n first.

    Odd n have one wide sigmoid and (n - 1)/2 pairs, even n two and (n - 2)/2.  Nothing here is proved:
    not the errors, and not that no better sum exists.

    Args:
        numbers: the n, at least 1.
        target: a name in :data:`certify.fitting.targets.TARGETS`.
        constant: whether C may differ from 0.
        increasing: whether all a and b are to be positive: single sigmoids only, no pairs.
        side: "above" for g >= f, "below" for g <= f, at the sample: with a constant, the best sum on one
            side is the best on both, moved by its error, and has twice the error.
        h: half the distance of the sigmoids of a pair in b x + c; max |a| grows like 1/h.
        share: how much larger the error may get, relatively, by rounding to decimals.
        progress: called with a line for each sum found on the way.

    Raises:
        BadInput: an argument is out of range.
        NotLevelled: the iteration does not converge for some n.
    """
    wanted = sorted(whole(n, "n", 1) for n in numbers)
    if target not in TARGETS:
        raise BadInput(f"'target' must be one of {', '.join(TARGETS)} (got {target!r:.60})")
    if side not in SIDES or not (constant or side == "both"):
        raise BadInput(
            f"'side' must be one of {', '.join(SIDES)}, 'both' without constant (got {side!r:.60})"
        )
    distance, growth = positive(h, "h"), positive(share, "share")
    if distance > 4 or growth > 1:
        raise BadInput(f"'h' must be at most 4 and 'share' at most 1 (got {h} and {share})")
    kinds = [wanted] if increasing else [[n for n in wanted if n % 2 == parity] for parity in (1, 0)]
    for singles, these in enumerate(kinds, 1):
        if not these:
            continue
        smallest = Structure(singles, 0, float(distance), constant, increasing)
        for found in solutions(TARGETS[target], smallest, progress):
            n = found.candidate.structure.sigmoids
            if n in these:
                yield _fit(found, distance, growth, SIDES[side])
            if n == these[-1]:
                break


@cache
def near_minimax_softplus(n: int, steepness: Fraction) -> Fit:
    """The sum of n sigmoids near the best for log(1+exp(R x))/R on [-1, 1], R the steepness.

    Raises:
        NotLevelled: none was found, as where the error is too small for double precision.

    >>> fit = near_minimax_softplus(5, Fraction(8))
    >>> fit.n, round(8 * fit.error, 6)
    (5, 8.6e-05)
    """
    return _fit(smoothed(n, float(steepness)), Fraction(H), Fraction(SHARE), SIDES["both"])


def _fit(found: Levelled, h: Fraction, share: Fraction, sign: int) -> Fit:
    total, error = decimal_sum(found, h, share)
    if sign:
        shift = Fraction(rough(Fraction(error), digits=5, rounding=ROUND_CEILING))
        total, error = replace(total, constant=total.constant + sign * shift), error + float(shift)
    return Fit(found.target.name, total, error, found.error, tuple(found.x.tolist()))
