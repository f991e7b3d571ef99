"""The options that claims share, and what each may be."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from certify.checker import GENTLE
from certify.constructions import Midpoint, Staircase, Stairs
from certify.constructions.minimax import TABLES
from certify.errors import BadInput
from certify.exact import positive, rational

STAIRS: dict[str, type[Stairs]] = {kind.kind: kind for kind in (Staircase, Midpoint)}
SUMS = (*TABLES, "graded", "best")
CONSTRUCTIONS = (*STAIRS, *SUMS)
METHODS = dict.fromkeys(CONSTRUCTIONS, ("enclosure",)) | {
    "staircase": ("closed-form", "enclosure"), "graded": ("enclosure", "closed-form"),
}  # fmt: skip
"""Of every construction, the default first."""
SIDES = ("above", "below")
UNITS = {"sigmoid": Fraction(1), "tanh": Fraction(1, 2)}
"""And how large their numbers are beside those of sigmoids: a S(p) = (a/2) tanh(p/2) + a/2."""
WITH_CONSTANT = tuple(name for name in SUMS if name != "no-constant")
"""Sums whose constant term can be moved, as one-sided and tanh sums need."""
DEFAULT_K = {"staircase": "4", "midpoint": "5.43107"}
"""For midpoint near the best: it is about 5.65 for n = 1, 5.432 for n = 2 and 5.43107 for larger n."""
CLOSED_FORM = ("closed-form",)
FUNCTION_METHODS = {
    "steps": CLOSED_FORM, "minimax": ("enclosure",), "best": ("closed-form", "enclosure"),
}  # fmt: skip
DEFAULT_STEP_K = "16"
LARGEST_K = 10**7
SUM_DIGITS = 3
"""Of the bounds of the error of a sum of few sigmoids."""


def steepness(value: Any, construction: str = Staircase.kind) -> Fraction:
    """The steepness k as an exact rational in (0, 10^7], above 2 for midpoint."""
    k = positive(value, "k")
    if construction == Midpoint.kind and k <= GENTLE:
        raise BadInput(f"'k' must exceed {GENTLE} for midpoint (got {value!r:.60})")
    if k > LARGEST_K:
        raise BadInput(
            f"'k' must be at most {LARGEST_K}: above it the sigmoids are steps (got {value!r:.60})"
        )
    return k


def choice(value: str, allowed: Iterable[str], name: str) -> str:
    """`value`, which must be one of the `allowed`."""
    if value not in tuple(allowed):
        raise BadInput(f"'{name}' must be one of {', '.join(allowed)} (got {value!r:.60})")
    return value


def interval_of(on: Sequence[Any]) -> tuple[Fraction, Fraction]:
    """The ends (a, b) of a domain, a < b."""
    if isinstance(on, str) or not isinstance(on, Sequence) or len(on) != 2:
        raise BadInput(f"'on' must be the two ends of the domain (got {on!r:.60})")
    a, b = rational(on[0], "a"), rational(on[1], "b")
    if a >= b:
        raise BadInput(
            f"the domain must run from the lesser to the greater end (got {on[0]} and {on[1]})"
        )
    return a, b
