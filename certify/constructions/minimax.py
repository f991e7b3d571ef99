"""Near-minimax sums for relu on [-1, 1]: the tables that come with the package.

Every entry is a certificate of bounds of its sup-norm, so that nobody need trust how it was found
(:mod:`certify.fitting`).  The error falls with n about like 1.3 sqrt(n) exp(-pi sqrt(n)).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from certify.constructions.sigmoid_sum import SigmoidSum

TABLES = {
    "minimax": "any coefficients; close pairs of sigmoids with weights up to 17",
    "tame": "any coefficients; wider pairs, with weights up to 2.6",
    "increasing": "positive weights and slopes, so that g increases; no weight above 1.2",
    "no-constant": "any coefficients, but no constant term",
}
"""By name, what may be in them."""

BEST = ("tame", "minimax", "increasing")
"""The tables of which best takes the fewest sigmoids: the others have no fewer."""


@dataclass(frozen=True)
class Entry:
    """A sum of n sigmoids and what its certificate says: lower <= sup |relu - g| <= upper on [-1, 1].

    >>> found = entry(7)
    >>> len(found.sum.terms), float(found.upper)
    (7, 0.00078331)
    """

    n: int
    sum: SigmoidSum
    lower: Fraction
    upper: Fraction
    proof: dict[str, Any]


@cache
def sizes(table: str = "minimax") -> tuple[int, ...]:
    """The n of a table, in ascending order.

    >>> sizes()[:5]
    (0, 1, 2, 3, 4)
    """
    return tuple(sorted(int(file.name.removesuffix(".json")) for file in folder(table).iterdir()))


@cache
def entry(n: int, table: str = "minimax") -> Entry:
    """The entry of n sigmoids.

    Raises:
        KeyError: there is none.
    """
    if n not in sizes(table):
        raise KeyError(n)
    document = json.loads((folder(table) / f"{n:02}.json").read_text(encoding="ascii"))
    construction, proof = document["construction"], document["proof"]
    terms = [(Fraction(a), Fraction(b), Fraction(c)) for a, b, c in construction["terms"]]
    lower, upper = map(Fraction, proof["bound"])
    return Entry(n, SigmoidSum.of(terms, Fraction(construction["constant"])), lower, upper, proof)


def folder(table: str = "minimax") -> Any:
    """Where the certificates of a table are."""
    return files("certify") / "tables" / table
