"""What is measured: one function for each series, from the sizes to rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import certify
from benchmarks import peers
from benchmarks.timing import Job, Row, interleaved, peak, timed
from certify import SigmoidSum, Staircase
from certify.engines import installed
from certify.supnorm_bound import SumError, enclosed, staircase_error

K = Fraction(4)
BILLIONS = 10**12
OURS = "certify"


@dataclass(frozen=True)
class Effort:
    """How much is measured: the `quick` sizes only, repeats, seconds for each run of a peer."""

    quick: bool = False
    repeats: int = 5
    limit: float = 120.0


def against_peers(effort: Effort) -> Iterator[Row]:
    """The staircase of n = 11, 101, 1001 at k = 4 to 3 digits, by every engine and every peer."""
    names = [name for name in peers.NAMES if name not in peers.absent()]
    if effort.quick:
        names = [name for name in names if name == "Arb bisection"]
    for n in (11,) if effort.quick else (11, 101, 1001):
        staircase = Staircase(n, K)
        close = staircase_error(staircase, 12)
        ours = Fraction(close.lower), Fraction(close.upper)
        jobs: dict[str, Job] = {OURS: timed(staircase_error, staircase, 3)}
        for engine in installed():
            jobs[f"{OURS}, {engine}"] = timed(staircase_error, staircase, 3, engine=engine)
        jobs |= {name: peers.job(name, n, int(K), 3, ours, effort.limit) for name in names}
        rows = interleaved("peers", n, jobs, effort.repeats)
        given_up = {row.method for row in rows if row.seconds is None}
        names = [name for name in names if name not in given_up]
        yield from rows
        yield from (
            Row("peers", later, name, None) for name in given_up for later in (101, 1001) if later > n
        )


def against_n(effort: Effort) -> Iterator[Row]:
    """Staircases of n = 10, 100, ..., 10^12 to 15 digits."""
    sizes = [10**e for e in ((1, 2, 12) if effort.quick else range(1, 13))]
    yield from _together("n", {n: (Staircase(n, K), 15) for n in sizes}, effort)


def against_digits(effort: Effort) -> Iterator[Row]:
    """The staircase of n = 10^12 to 10, ..., 1,000 digits; with all engines but ival."""
    for digits in (10, 30) if effort.quick else (10, 30, 100, 300, 1000):
        staircase = Staircase(BILLIONS, K)
        jobs = _jobs(staircase, digits)
        for engine in installed():
            if engine != "ival" and (digits < 1000 or engine != "mpmath"):
                jobs[f"enclosure, {engine}"] = timed(staircase_error, staircase, digits, engine=engine)
        yield from interleaved("digits", digits, jobs, effort.repeats)


def against_k(effort: Effort) -> Iterator[Row]:
    """The staircase of n = 10^12 for k = 1/1000, ..., 10^4 to 15 digits."""
    powers = (-3, 1) if effort.quick else range(-3, 5)
    problems = {float(Fraction(10) ** e): (Staircase(BILLIONS, Fraction(10) ** e), 15) for e in powers}
    yield from _together("k", problems, effort)


def against_terms(effort: Effort) -> Iterator[Row]:
    """General sums to 2 digits: staircases written out, and random weights."""
    for size in (1, 10) if effort.quick else (1, 10, 100, 1000):
        yield from _sums("staircases written out", Staircase(size + 1, K).sum(), effort)
    for size in (1, 10) if effort.quick else (1, 10, 100, 1000, 10000):
        yield from _sums("random weights", random_weights(size), effort)


def random_weights(size: int) -> SigmoidSum:
    """A sum of so many sigmoids with slopes b in [-8, 8], centres in [-1, 1] and |a| <= 1/size."""
    draw = random.Random(size)
    terms = []
    for _ in range(size):
        a, b, centre = (Fraction(draw.randint(-1000, 1000), 1000) for _ in range(3))
        terms.append((a / size, 8 * b, -8 * b * centre))
    return SigmoidSum.of(terms)


def memory(effort: Effort) -> Iterator[Row]:
    """The most memory for issuing, which includes checking, in a child process."""
    yield Row("memory", 0, "importing the package", None, peak(_nothing))
    worst: dict[str, tuple[Any, int]] = {"n = 10^12, 15 digits": (Staircase(BILLIONS, K), 15)}
    if not effort.quick:
        worst |= {
            "n = 10^12, 1,000 digits": (Staircase(BILLIONS, K), 1000),
            "k = 1/1000, n = 10^12, 15 digits": (Staircase(BILLIONS, K / 4000), 15),
            "1,000 sigmoids, a staircase written out": (Staircase(1001, K).sum(), 2),
            "10,000 sigmoids, random weights": (random_weights(10000), 2),
        }
    for name, (g, digits) in worst.items():
        yield Row("memory", 0, name, None, peak(issued, g, digits))


def issued(g: Any, digits: int) -> certify.Certificate:
    """A certificate that the checker has confirmed."""
    return certify.supnorm(g, digits=digits)


def _nothing() -> None:
    pass


def _jobs(g: Any, digits: int) -> dict[str, Job]:
    certificate = issued(g, digits)
    return {
        "issuing": timed(issued, g, digits),
        "checking": timed(certify.check, certificate),
    }


def _together(series: str, problems: dict[Any, tuple[Any, int]], effort: Effort) -> list[Row]:
    """All problems in turn, so that they can be compared with each other."""
    jobs: dict[str, Job] = {}
    for at, (g, digits) in problems.items():
        jobs[f"enclosure@{at}"] = timed(staircase_error, g, digits)
        jobs |= {f"{name}@{at}": job for name, job in _jobs(g, digits).items()}
    rows = []
    for row in interleaved(series, 0, jobs, effort.repeats):
        method, at = row.method.split("@")
        rows.append(Row(series, float(at), method, row.seconds))
    return rows


def _sums(family: str, g: SigmoidSum, effort: Effort) -> list[Row]:
    size = len(g.terms)
    problem = SumError(g)
    jobs = _jobs(g, 2)
    for engine in ("ival", "arb", "integers"):
        if engine in installed():
            jobs[engine] = timed(enclosed, problem, 2, engine=engine)
    return [
        Row("terms", row.at, f"{family}: {row.method}", row.seconds)
        for row in interleaved("terms", size, jobs, effort.repeats)
    ]


ALL: dict[str, Callable[[Effort], Iterator[Row]]] = {
    "peers": against_peers, "n": against_n, "digits": against_digits, "k": against_k,
    "terms": against_terms, "memory": memory,
}  # fmt: skip
