"""Raising the precision until a question is decided."""

from collections.abc import Callable
from typing import TypeVar

from certify.enclosure.interval import DEFAULT_PREC
from certify.errors import Undecided

T = TypeVar("T")
MAX_PREC = 1 << 15


def decided(question: Callable[[int], T], *, start: int = DEFAULT_PREC, limit: int = MAX_PREC) -> T:
    """question(prec) at the first precision `start`, 2 start, 4 start, ... that decides it.

    Args:
        question: takes a precision in bits; raises Undecided where that is too low.

    Raises:
        Undecided: no precision up to `limit` bits decides it.

    >>> from fractions import Fraction
    >>> from certify.enclosure import Interval
    >>> third = Fraction(1, 3)
    >>> decided(lambda prec: (Interval.exact(third, prec) - third + Fraction(1, 2**500)).sign())
    1
    """
    prec = start
    while True:
        try:
            return question(prec)
        except Undecided:
            prec *= 2
            if prec > limit:
                raise
