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
from certify.fitting.structure import LOG_B, Candidate, Structure
from certify.fitting.targets import Array, Target
from certify.fitting.valley import lowest

Progress = Callable[[str], None]

FIRST_GUESSED = 2
"""Up to so many pairs the start is a rule of thumb; with one more, a pair is appended."""
NODES_OF_INDEX = 6
MOST_NODES_OF_N = 6
NEWTON_STEPS = 3


def solutions(target: Target, smallest: Structure, progress: Progress) -> Iterator[Levelled]:
    """The best sums found with 0, 1, 2, ... pairs beside the singles of `smallest`, without end.

    Args:
        smallest: the structure without pairs.

    Raises:
        NotLevelled: for some number of pairs none is found; the message says which.
    """
    found: list[Levelled] = []
    while True:
        structure = replace(smallest, pairs=len(found))
        try:
            found.append(_solution(target, structure, found))
        except NotLevelled as reason:
            name = f"{structure.sigmoids} sigmoids for {target.name}"
            raise NotLevelled(f"no near-minimax sum of {name} was found: {reason}") from None
        progress(f"n = {structure.sigmoids}: error {found[-1].error:.6g}")
        yield found[-1]


def _solution(target: Target, structure: Structure, known: Sequence[Levelled]) -> Levelled:
    if structure.pairs <= FIRST_GUESSED:
        found = level(target, descended(target, guessed(structure)))
    elif structure.pairs == FIRST_GUESSED + 1:
        found = level(target, descended(target, appended(known[-1].candidate)))
    else:
        found = _continued(target, known[FIRST_GUESSED:])
    for held in sorted(structure.held):
        found = lowest(found, held)
    return replace(found, candidate=found.candidate.sorted())


def _continued(target: Target, known: Sequence[Levelled]) -> Levelled:
    """The next sum, from polynomials of several degrees, those whose errors are least first."""
    degrees = range(2, min(len(known), MOST_NODES_OF_N) + 1)
    starts = [extrapolated(target, known[-k:]) for k in degrees]
    starts = [start for start in starts if not start.diverged]
    starts.sort(key=lambda start: float(np.abs(extrema(target, start)[1]).max()))
    reason = NotLevelled("every extrapolation diverged")
    for start in starts:
        try:
            return level(target, start)
        except NotLevelled as found:
            reason = found
    raise reason


def guessed(structure: Structure) -> Candidate:
    """Wide sigmoids with the right half of relu on their left flank, and pairs at the kink."""
    singles = [(1.2, 0, np.log(4), -2.6)] if structure.singles == 1 else WIDE
    first = 10 * structure.singles / max(structure.pairs, 1) ** 0.7
    slopes = first * 4.0 ** np.arange(structure.pairs)
    pairs = [(0, -1 / (1.5 * b), np.log(b), -first / (10 * b)) for b in slopes]
    return Candidate(structure, 0.0, np.array([*singles, *pairs], dtype=float))


WIDE = [(0.35, 0, np.log(9), -2.6), (0.8, 0, np.log(5), -4.0)]


def appended(candidate: Candidate) -> Candidate:
    """The sum with one more pair, in geometric progression with the last two."""
    s = candidate.structure
    before, last = candidate.rows[-2:]
    new = last**2 / before
    new[LOG_B] = 2 * last[LOG_B] - before[LOG_B]
    return Candidate(replace(s, pairs=s.pairs + 1), candidate.constant, np.vstack([candidate.rows, new]))


def extrapolated(target: Target, known: Sequence[Levelled]) -> Candidate:
    """About the best sum with one more pair, from at least two with consecutive numbers of pairs."""
    last = known[-1].candidate.structure
    structure = replace(last, pairs=last.pairs + 1)
    roots = np.sqrt([k.candidate.structure.sigmoids for k in known])
    weights = _lagrange(roots, float(np.sqrt(structure.sigmoids)))

    def carried(arrays: list[Array]) -> Array:
        return np.tensordot(weights, np.array(arrays), axes=1)

    singles = [k.candidate.rows[: last.singles] for k in known]
    pairs = [_resampled(k.candidate.rows[last.singles :], structure.pairs) for k in known]
    rows = np.vstack([carried(singles), carried(pairs)])
    start = with_best_weights(target, Candidate(structure, 0.0, rows))
    sides = []
    for sign in (-1, 1):
        distances = [np.log(sign * k.x[sign * k.x > 0]) for k in known]
        points = [_resampled(d[:, None], len(distances[-1]) + 2)[:, 0] for d in distances]
        sides.append(sign * np.exp(carried(points)))
    x = np.concatenate([sides[0], [0.0], sides[1]])
    signs = np.sign(known[-1].errors[0]) * (-1.0) ** np.arange(len(x))
    for _ in range(NEWTON_STEPS):
        if start.diverged:
            break
        start = start.moved(solved(start, x, signs, target.value(x) - start(x))[:-1])
    return start


def _resampled(rows: Array, count: int) -> Array:
    """Rows at `count` indices, by local interpolation; the first and the last stay."""
    at = np.linspace(0, 1, len(rows))
    result = np.empty((count, rows.shape[1]))
    for row, t in zip(result, np.linspace(0, 1, count), strict=True):
        near = np.argsort(np.abs(at - t), kind="stable")[:NODES_OF_INDEX]
        row[:] = _lagrange(at[near], float(t)) @ rows[near]
    return result


def _lagrange(nodes: Array, t: float) -> Array:
    """The weights of values at nodes in the value at t of their interpolating polynomial."""
    others = [np.delete(nodes, i) for i in range(len(nodes))]
    return np.array([np.prod((t - o) / (node - o)) for node, o in zip(nodes, others, strict=True)])
