"""Best sums of n sigmoids from those of n - 2, n - 4, ...

The b and c of the pairs, in order, look alike for all n: as functions of the index scaled to [0, 1],
log b_j and c_j change slowly with n, about as polynomials in sqrt n.  So do the logarithms of the
distances of the points of alternation from the kink.  They are interpolated in the index and
extrapolated in sqrt n; the other numbers, on which the sum depends linearly, follow by least squares.
A few Newton steps that ask for alternating errors at the predicted points come near enough for the
Newton-Remez iteration, also where the errors of the guess do not alternate often enough.  The first few
n descend in p-norms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from certify.fitting.alternation import extrema
from certify.fitting.remez import Levelled, NotLevelled, level, solved
from certify.fitting.starting import descended, with_best_weights
from certify.fitting.structure import ALPHA, LOG_B, Candidate, Structure
from certify.fitting.targets import Array, Target
from certify.fitting.valley import lowest

Progress = Callable[[str], None]

GUESSED, STEPS_GUESSED = 2, 5
"""Sums after the first for which the start is a rule of thumb; the same for increasing sums."""
NODES_OF_INDEX = 6
MOST_NODES_OF_N = 6
NEWTON_STEPS = 3


def solutions(target: Target, smallest: Structure, progress: Progress) -> Iterator[Levelled]:
    """The best sums found of `smallest` and of the structures that grow from it, without end.

    Raises:
        NotLevelled: for one of them none is found; the message says which.
    """
    known: list[Levelled] = []
    structure = smallest
    while True:
        try:
            known.append(_solution(target, structure, known))
        except NotLevelled as reason:
            name = f"{structure.sigmoids} sigmoids for {target.name}"
            raise NotLevelled(f"no near-minimax sum of {name} was found: {reason}") from None
        progress(f"n = {structure.sigmoids}: error {known[-1].error:.6g}")
        yield known[-1]
        structure = structure.grown


def _solution(target: Target, structure: Structure, known: Sequence[Levelled]) -> Levelled:
    if len(known) <= (STEPS_GUESSED if structure.increasing else GUESSED):
        found = level(target, descended(target, guessed(structure)))
    elif len(known) == GUESSED + 1:
        found = level(target, descended(target, appended(known[-1].candidate)))
    else:
        found = _continued(target, known[GUESSED:])
    found = lowest(found)
    if structure.increasing and found.candidate.rows[:, ALPHA].min() <= 0:
        raise NotLevelled("the best that was found does not increase")
    return replace(found, candidate=found.candidate.sorted())


def _continued(target: Target, known: Sequence[Levelled]) -> Levelled:
    """The next sum, from polynomials of several degrees, those whose errors are least first."""
    degrees = range(2, min(len(known), MOST_NODES_OF_N) + 1)
    starts = []
    for k in degrees:
        try:
            start = extrapolated(target, known[-k:])
        except NotLevelled:
            continue
        if not start.diverged:
            starts.append(start)
    starts.sort(key=lambda start: float(np.abs(extrema(target, start)[1]).max()))
    reason = NotLevelled("every extrapolation diverged")
    for start in starts:
        try:
            return level(target, start)
        except NotLevelled as found:
            reason = found
    raise reason


def guessed(structure: Structure) -> Candidate:
    """Wide sigmoids with the right half of relu on their left flank, and pairs at the kink; or steps."""
    if structure.increasing:
        return steps(structure)
    singles = [(1.2, 0, np.log(4), -2.6)] if structure.singles == 1 else WIDE
    first = 10 * structure.singles / max(structure.pairs, 1) ** 0.7
    slopes = first * 4.0 ** np.arange(structure.pairs)
    pairs = [(0, -1 / (1.5 * b), np.log(b), -first / (10 * b)) for b in slopes]
    return Candidate(structure, 0.0, np.array([*singles, *pairs], dtype=float))


def steps(structure: Structure) -> Candidate:
    """Equal steps; the steeper, the nearer to the kink."""
    n = structure.singles
    slopes = 5 * 1.7 ** np.arange(n)
    centres = np.linspace(0.9, 0.05, n)
    rows = [(1 / n, 0, np.log(b), -b * centre) for b, centre in zip(slopes, centres, strict=True)]
    return Candidate(structure, 0.0, np.array(rows))


WIDE = [(0.35, 0, np.log(9), -2.6), (0.8, 0, np.log(5), -4.0)]


def appended(candidate: Candidate) -> Candidate:
    """The sum with one more pair, in geometric progression with the last two."""
    s = candidate.structure
    before, last = candidate.rows[-2:]
    new = last**2 / before
    new[LOG_B] = 2 * last[LOG_B] - before[LOG_B]
    return Candidate(replace(s, pairs=s.pairs + 1), candidate.constant, np.vstack([candidate.rows, new]))


def extrapolated(target: Target, known: Sequence[Levelled]) -> Candidate:
    """About the best sum of the next structure, from at least two consecutive ones."""
    last = known[-1].candidate.structure
    structure = last.grown
    sizes = [k.candidate.structure.sigmoids for k in known]
    same = 0 if structure.increasing else structure.singles
    wide = carried([k.candidate.rows[:same] for k in known], sizes, structure.sigmoids)
    others = [resampled(k.candidate.rows[same:], structure.nodes - same) for k in known]
    rows = np.vstack([wide, carried(others, sizes, structure.sigmoids)])
    start = with_best_weights(target, Candidate(structure, 0.0, rows))
    sides = []
    for sign in (-1, 1):
        distances = [np.log(sign * k.x[sign * k.x > 0]) for k in known]
        count = 2 * len(distances[-1]) - len(distances[-2])
        points = [resampled(d[:, None], count)[:, 0] for d in distances]
        sides.append(sign * np.exp(carried(points, sizes, structure.sigmoids)))
    x = np.concatenate([sides[0], [0.0], sides[1]])
    at_kink = np.sign(known[-1].errors[known[-1].x == 0])
    signs = at_kink * (-1.0) ** (np.arange(len(x)) - len(sides[0]))
    for _ in range(NEWTON_STEPS):
        if start.diverged:
            break
        start = start.moved(solved(start, x, signs, target.value(x) - start(x))[:-1])
    return start


def carried(arrays: Sequence[Array], sizes: Sequence[int], size: int) -> Array:
    """Arrays of some numbers of sigmoids, extrapolated in the root of that number."""
    weights = lagrange(np.sqrt(sizes), float(np.sqrt(size)))
    return np.tensordot(weights, np.array(arrays), axes=1)


def resampled(rows: Array, count: int) -> Array:
    """Rows at `count` indices, by local interpolation; the first and the last stay."""
    at = np.linspace(0, 1, len(rows))
    result = np.empty((count, rows.shape[1]))
    for row, t in zip(result, np.linspace(0, 1, count), strict=True):
        near = np.argsort(np.abs(at - t), kind="stable")[:NODES_OF_INDEX]
        row[:] = lagrange(at[near], float(t)) @ rows[near]
    return result


def lagrange(nodes: Array, t: float) -> Array:
    """The weights of values at nodes in the value at t of their interpolating polynomial."""
    others = [np.delete(nodes, i) for i in range(len(nodes))]
    return np.array([np.prod((t - o) / (node - o)) for node, o in zip(nodes, others, strict=True)])
