"""Best sums of n sigmoids from those of n - 2, n - 4 and n - 6.

The b and c of the pairs, in order, look alike for all n: as functions of the index scaled to [0, 1], log b_j
and c_j change slowly with n, about as polynomials in sqrt n.  Both are interpolated (in the index) and
extrapolated (in sqrt n); the other numbers, on which the sum depends linearly, follow by least squares.
That is near enough for the Newton-Remez iteration; the first few n descend in p-norms instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from certify.fitting.remez import Levelled, NotLevelled, level
from certify.fitting.starting import descended, with_best_weights
from certify.fitting.structure import LOG_B, C, Candidate, Structure
from certify.fitting.targets import Array, Target
from certify.fitting.valley import lowest

Progress = Callable[[str], None]

FIRST_GUESSED = 2
"""Up to so many pairs the start is a rule of thumb; with one more, a pair is appended."""
NODES_OF_INDEX = 6
NODES_OF_N = 3


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
            found.append(_solution(target, structure, [known.candidate for known in found]))
        except NotLevelled as reason:
            raise NotLevelled(
                f"no near-minimax sum of {structure.sigmoids} sigmoids for {target.name} was found: {reason}"
            ) from None
        progress(f"n = {structure.sigmoids}: error {found[-1].error:.6g}")
        yield found[-1]


def _solution(target: Target, structure: Structure, known: Sequence[Candidate]) -> Levelled:
    if structure.pairs <= FIRST_GUESSED:
        start = descended(target, guessed(structure))
    elif structure.pairs == FIRST_GUESSED + 1:
        start = descended(target, appended(known[-1]))
    else:
        start = with_best_weights(target, extrapolated(known[FIRST_GUESSED:][-NODES_OF_N:]))
    try:
        found = level(target, start)
    except NotLevelled:
        found = level(target, descended(target, start))
    for node in sorted(structure.held):
        found = lowest(found, node)
    return replace(found, candidate=found.candidate.sorted())


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


def extrapolated(known: Sequence[Candidate]) -> Candidate:
    """The b and c expected of one more pair, from sums with consecutive numbers of pairs, at least two."""
    s = known[-1].structure
    structure = replace(s, pairs=s.pairs + 1)
    index = np.linspace(0, 1, structure.pairs)
    rows = [np.vstack([k.rows[: s.singles], _resampled(k.rows[s.singles :], index)]) for k in known]
    roots = np.sqrt([k.structure.sigmoids for k in known])
    weights = _lagrange(roots, float(np.sqrt(structure.sigmoids)))
    return Candidate(structure, 0.0, np.tensordot(weights, np.array(rows), axes=1))


def _resampled(pairs: Array, index: Array) -> Array:
    """log b and c of pairs at indices scaled to [0, 1], by local interpolation."""
    at = np.linspace(0, 1, len(pairs))
    rows = np.zeros((len(index), 4))
    for row, t in zip(rows, index, strict=True):
        near = np.argsort(np.abs(at - t), kind="stable")[:NODES_OF_INDEX]
        row[LOG_B : C + 1] = _lagrange(at[near], float(t)) @ pairs[near, LOG_B : C + 1]
    return rows


def _lagrange(nodes: Array, t: float) -> Array:
    """The weights of values at nodes in the value at t of their interpolating polynomial."""
    return np.array(
        [
            np.prod((t - np.delete(nodes, i)) / (node - np.delete(nodes, i)))
            for i, node in enumerate(nodes)
        ]
    )
