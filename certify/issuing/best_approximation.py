"""Certificates for the error of best approximation: what no sum of n sigmoids can beat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from certify import checker
from certify.certificate import Certificate
from certify.checking import confirmed
from certify.enclosure.decimals import rounded
from certify.errors import BadInput
from certify.exact import whole
from certify.issuing.one_supnorm import written
from certify.one_sigmoid import best_sum, strips
from certify.supnorm_bound import SumError, enclosed

DIGITS = 5
"""Of the bounds."""


def best_approximation(n: Any = 1, progress: Callable[[str], None] = lambda stage: None) -> Certificate:
    """lower <= inf over C, a, b, c of sup over [-1, 1] of |relu(x) - C - a S(b x + c)| <= upper.

    Args:
        n: sigmoids; nothing is proved for more than 1.
        progress: is told what is being done.

    Returns:
        A Certificate with `bound` = (lower, upper) as decimals.

    Raises:
        BadInput: another n.

    >>> from certify import best_approximation
    >>> best_approximation(n=1).bound
    ('4.4639e-2', '4.4640e-2')
    """
    if whole(n, "n", 0) != 1:
        raise BadInput(f"'n' must be 1: for other n no lower bound is proved (got {n!r:.60})")
    progress("looking for the best sigmoid")
    error, g = best_sum()
    lower = rounded(Fraction(error), DIGITS, up=False)
    progress("looking for strips of slopes")
    found = strips(Fraction(lower))
    norm = enclosed(SumError(g), DIGITS)
    upper = rounded(Fraction(norm.upper), DIGITS, up=True)
    document = {
        "schema": checker.SCHEMA,
        "claim": {"kind": "best-approximation", "target": "relu", "domain": ["-1", "1"], "n": 1},
        "construction": written(g),
        "proof": replace(norm, lower=lower, upper=upper).proof() | {
            "cuts": [str(strip.high) for strip in found[:-1]],
            "strips": [[str(v) for v in (s.m, *s.below, *s.above)] for s in found],
        },
    }  # fmt: skip
    claim = f"{lower} <= inf over C, a, b, c of sup |relu(x) - C - a S(b x + c)| <= {upper} over "
    claim += "x in [-1, 1]"
    progress("checking the certificate")
    return confirmed(Certificate(
        "certified", claim, construction="sum", eps=None, k=None, n=1, sigmoids=1,
        bound=(lower, upper), slack=("", ""), method="enclosure", engine=norm.engine,
        notes=(
            f"no single sigmoid errs by less than {lower}: {len(found)} strips of slopes b, two triples "
            "of points each",
            f"one errs by at most {upper}: {norm.count} leaves; all confirmed by the checker",
        ),
        document=document,
    ))  # fmt: skip


@cache
def known(n: int) -> str | None:
    """A lower bound of the error of every sum of n sigmoids, from the certificate of the package.

    >>> known(1), known(2)
    ('4.4639e-2', None)
    """
    file = files("certify") / "tables" / "best-approximation" / f"{n:02}.json"
    if not file.is_file():
        return None
    return checker.check(file.read_bytes(), checker.Files("")).bound[0]
