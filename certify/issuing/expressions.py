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


def curve(tree: tuple, low: Fraction, high: Fraction) -> checker.Curve:
    """The points (x, y) between which an expression is linear, and the softplus of lines in it.

    Raises:
        BadInput: it is not put together by abs, relu, lines and their softplus, or has too many corners.

    >>> tree, _ = read_expression("relu(1 - abs(x)) + 2softplus(-x)")
    >>> found = curve(tree, Fraction(-3), Fraction(2))
    >>> [(int(x), int(y)) for x, y in found.line], found.softs
    ([(-3, 6), (-1, 2), (0, 1), (1, -2), (2, -4)], {(Fraction(1, 1), Fraction(0, 1)): Fraction(2, 1)})
    """
    try:
        return checker.curve(tree, low, high)
    except (Malformed, Undecided) as error:
        raise BadInput(f"the expression is not a few lines, corners and softplus: {error}") from None
