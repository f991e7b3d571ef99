"""Which entry of a table every unit takes, so that the total of sigmoids is small.

Minimise the sum of n_j such that the sum of cost_j E_j(n_j) is at most a budget, E_j being the errors of
the unit's table.  Whatever the price mu > 0 of error, in sigmoids, every such choice has

    sum n_j >= sum n_j + mu (sum cost_j E_j(n_j) - budget)
            >= sum_j min_n (n + mu cost_j E_j(n)) - mu budget,

and the minima are attained on the lower convex hulls of the points (n, E_j(n)), where the steps have
been taken whose cost_j (E_j(n) - E_j(m))/(m - n) is 1/mu or more.  So take the steps of all units in the
order of these rates, until the budget is met: what then stands there attains all minima for the last
step's price, and the sum of its n_j exceeds the bound by less than this step has sigmoids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    costs: Sequence[Fraction], tables: Sequence[Mapping[int, Fraction]], budget: Fraction
) -> Allocation:
    """Sizes with sum cost_j E_j(n_j) <= budget, decided exactly, and few sigmoids in total.

    Guarantee: total < least + (the largest step of a hull), and total >= least for any choice.

    Args:
        costs: of every unit, not negative.
        tables: of every unit, E_j(n) > 0 for every size n, falling.

    Raises:
        Undecided: not even the last entries meet the budget.

    >>> errors = {0: Fraction(1, 2), 1: Fraction(1, 20), 2: Fraction(1, 30), 3: Fraction(1, 100)}
    >>> allocation([Fraction(1), Fraction(10)], [errors, errors], Fraction(1, 4))
    Allocation(sizes=(1, 3), least=4)
    """
    shared = {id(errors): _hull(errors) for errors in tables}
    hulls = [shared[id(errors)] for errors in tables]
    sizes = [hull[0] for hull in hulls]
    made = (cost * errors[n] for cost, errors, n in zip(costs, tables, sizes, strict=True))
    used = sum(made, Fraction(0))
    steps = sorted(
        (-cost * (errors[n] - errors[m]) / (m - n), j, n, m)
        for j, (cost, errors, hull) in enumerate(zip(costs, tables, hulls, strict=True))
        for n, m in pairwise(hull)
        if cost
    )
    price = Fraction(0)
    for rate, j, n, m in steps:
        if used <= budget:
            break
        used -= costs[j] * (tables[j][n] - tables[j][m])
        sizes[j] = m
        price = -1 / rate
    if used > budget:
        last = max(hull[-1] for hull in hulls)
        raise Undecided(
            f"the table of sums ends with n = {last}, with which the units err by up to "
            f"{rough(used)} together, but {rough(budget)} is left for that: a larger eps would do"
        )
    least = ceil(sum(sizes) + price * (used - budget))
    return Allocation(_given_back(costs, tables, sizes, budget - used), least)


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
    tables: Sequence[Mapping[int, Fraction]],
    sizes: list[int],
    room: Fraction,
) -> tuple[int, ...]:
    """Smaller sizes as far as the room goes, where a sigmoid less costs least."""
    shared = {id(errors): {m: n for n, m in pairwise(sorted(errors))} for errors in tables}
    below = [shared[id(errors)] for errors in tables]
    while True:
        moves = [
            (cost * (errors[less[n]] - errors[n]), j)
            for j, (cost, errors, less, n) in enumerate(zip(costs, tables, below, sizes, strict=True))
            if n in less
        ]
        rise, j = min(moves, default=(room + 1, 0))
        if rise > room:
            return tuple(sizes)
        room -= rise
        sizes[j] = below[j][sizes[j]]
