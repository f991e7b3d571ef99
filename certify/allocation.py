"""Which entry of a table every unit takes, so that the total of sigmoids is small.

Minimise the sum of n_j such that the sum of cost_j E(n_j) is at most a budget, E being the errors of a
table.  Whatever the price mu > 0 of error, in sigmoids, every such choice has

    sum n_j >= sum n_j + mu (sum cost_j E(n_j) - budget)
            >= sum_j min_n (n + mu cost_j E(n)) - mu budget,

and the minima are attained on the lower convex hull of the points (n, E(n)), where its steps have been
taken whose cost_j (E(n) - E(m))/(m - n) is 1/mu or more.  So take the steps of all units in the order of
these rates, until the budget is met: what then stands there attains all minima for the last step's
price, and the sum of its n_j exceeds the bound by less than this step has sigmoids.  Where units differ
in the n that they may take, each has a hull of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from certify.errors import Undecided
from certify.exact import rough


@dataclass(frozen=True)
class Allocation:
    """The size of every unit, and a number of sigmoids that no choice from the table falls below."""

    sizes: tuple[int, ...]
    least: int

    @property
    def total(self) -> int:
        return sum(self.sizes)


def allocation(
    costs: Sequence[Fraction],
    errors: Mapping[int, Fraction],
    budget: Fraction,
    allowed: Sequence[Collection[int]] | None = None,
) -> Allocation:
    """Sizes with sum cost_j E(n_j) <= budget, decided exactly, and few sigmoids in total.

    Guarantee: total < least + (the largest step of the hull), and total >= least for any choice.

    Args:
        costs: of every unit, not negative.
        errors: E(n) > 0 for every size n, falling.
        allowed: the sizes that every unit may take; default: all.

    Raises:
        Undecided: not even the last entries meet the budget, or a unit may take none.

    >>> errors = {0: Fraction(1, 2), 1: Fraction(1, 20), 2: Fraction(1, 30), 3: Fraction(1, 100)}
    >>> allocation([Fraction(1), Fraction(10)], errors, Fraction(1, 4))
    Allocation(sizes=(1, 3), least=4)
    """
    choices = (
        [tuple(sorted(errors))] * len(costs) if allowed is None else [*map(tuple, map(sorted, allowed))]
    )
    if not all(choices):
        raise Undecided("a unit may take no sum of the table")
    hulls = {choice: _hull({n: errors[n] for n in choice}) for choice in choices}
    sizes = [hulls[choice][0] for choice in choices]
    used = sum((cost * errors[n] for cost, n in zip(costs, sizes, strict=True)), Fraction(0))
    steps = sorted(
        (-cost * (errors[n] - errors[m]) / (m - n), j, n, m)
        for j, cost in enumerate(costs)
        for n, m in pairwise(hulls[choices[j]])
        if cost
    )
    price = Fraction(0)
    for rate, j, n, m in steps:
        if used <= budget:
            break
        used -= costs[j] * (errors[n] - errors[m])
        sizes[j] = m
        price = -1 / rate
    if used > budget:
        raise Undecided(
            f"the table of sums ends with n = {max(sizes)}, with which the units err by up to "
            f"{rough(used)} together, but {rough(budget)} is left for that: a larger eps would do"
        )
    least = ceil(sum(sizes) + price * (used - budget))
    return Allocation(_given_back(costs, errors, choices, sizes, budget - used), least)


def _hull(errors: Mapping[int, Fraction]) -> list[int]:
    """The corners of the lower convex hull of the points (n, E(n))."""
    hull: list[int] = []
    for n in sorted(errors):
        while len(hull) > 1 and _above(errors, hull[-2], hull[-1], n):
            hull.pop()
        hull.append(n)
    return hull


def _above(errors: Mapping[int, Fraction], first: int, middle: int, last: int) -> bool:
    """Whether the middle point lies on or above the line through the others."""
    return (errors[middle] - errors[first]) * (last - first) >= (errors[last] - errors[first]) * (
        middle - first
    )


def _given_back(
    costs: Sequence[Fraction],
    errors: Mapping[int, Fraction],
    choices: Sequence[tuple[int, ...]],
    sizes: list[int],
    room: Fraction,
) -> tuple[int, ...]:
    """Smaller sizes as far as the room goes, where a sigmoid less costs least."""
    below = {choice: {m: n for n, m in pairwise(choice)} for choice in choices}
    while True:
        moves = [
            (cost * (errors[below[choice][n]] - errors[n]), j)
            for j, (cost, n, choice) in enumerate(zip(costs, sizes, choices, strict=True))
            if n in below[choice]
        ]
        rise, j = min(moves, default=(room + 1, 0))
        if rise > room:
            return tuple(sizes)
        room -= rise
        sizes[j] = below[choices[j]][sizes[j]]
