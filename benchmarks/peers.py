"""The sup-norm of relu minus a staircase, by everything there is to compare with."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from benchmarks import bisection, coq_interval, sollya
from benchmarks.timing import Job
from certify.enclosure.decimals import rounded

NAMES = [*sollya.NAMES, *coq_interval.NAMES, *bisection.ERRORS]
Bounds = tuple[float, float]


def missing(name: str) -> str:
    """What is to be installed for a peer, or nothing."""
    for module, names in ((sollya, sollya.NAMES), (coq_interval, coq_interval.NAMES)):
        if name in names:
            return module.missing(name)
    return bisection.missing(name)


def absent() -> dict[str, str]:
    """The peers that cannot be run here, with what is to be installed."""
    found = {name: missing(name) for name in NAMES}
    return {name: what for name, what in found.items() if what}


def bounded(
    name: str, n: int, k: int, digits: int, lower: Fraction, limit: float
) -> tuple[float, Bounds | None]:
    """Seconds, and bounds of the sup-norm; `lower`, a lower bound of ours, tells Coq what to prove."""
    if name in sollya.NAMES:
        return sollya.solved(name, n, k, digits, limit)
    if name in coq_interval.NAMES:
        most = rounded(lower * (1 + Fraction(1, 10**digits)), digits + 3, up=False)
        return coq_interval.solved(name, n, k, f"{Decimal(most):f}", limit)
    return bisection.bisected(name, n, k, digits, limit)


def job(name: str, n: int, k: int, digits: int, ours: tuple[Fraction, Fraction], limit: float) -> Job:
    """A job that runs a peer, and sees that its bounds contain `ours`, which are much tighter.

    Raises:
        ValueError: they do not, so one of the two is wrong.
    """

    def run() -> float | None:
        seconds, bounds = bounded(name, n, k, digits, ours[0], limit)
        if bounds is None:
            return None
        slack = 1e-9 if "not certified" not in name else 1e-3
        if bounds[0] > ours[1] * (1 + Fraction(slack)) or bounds[1] < ours[0] * (1 - Fraction(slack)):
            raise ValueError(f"{name} at n = {n}: {bounds} contradicts our {ours}")
        return seconds

    return run
