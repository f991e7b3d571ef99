"""Expressions in x as people write them, read by the checker."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from certify import checker
from certify.errors import BadInput, Malformed, Undecided


def read_expression(expression: Any) -> tuple[tuple, str]:
    """The tree of an expression and its canonical text, which must mean the same.

    Raises:
        BadInput: it is no text, or cannot be read.
    """
    if not isinstance(expression, str):
        raise BadInput(f"'expression' must be a text like 'sin(3*x)' (got {expression!r:.60})")
    try:
        tree = checker.expression(expression)
        formula = checker.written(tree)
        checker.expression(formula)
    except Malformed as error:
        raise BadInput(str(error)) from None
    return tree, formula


def polyline(tree: tuple, low: Fraction, high: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The points (x, y) between which an expression is linear, x from `low` to `high`.

    Raises:
        BadInput: it is not put together by abs, relu and lines, or has too many corners.

    >>> tree, _ = read_expression("relu(1 - abs(x))")
    >>> [(int(x), int(y)) for x, y in polyline(tree, Fraction(-3), Fraction(2))]
    [(-3, 0), (-1, 0), (0, 1), (1, 0), (2, 0)]
    """
    try:
        return checker.polyline(tree, low, high)
    except (Malformed, Undecided) as error:
        raise BadInput(f"the expression is not a few lines joined at corners: {error}") from None
