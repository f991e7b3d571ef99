"""Floating-point roots, which prove nothing: where to look for what intervals then show."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import mpmath

from certify.errors import Undecided


def near(number: mpmath.mpf) -> Fraction:
    """A floating-point number, exactly."""
    sign, man, exponent, _ = number._mpf_
    return (-1) ** sign * Fraction(int(man)) * Fraction(2) ** exponent


def step(y: mpmath.mpf) -> mpmath.mpf:
    """S(y)."""
    return 1 / (1 + mpmath.exp(-y))


def highest(terms: int, k: Fraction) -> Fraction:
    """The t in (0, 1/2) where phi(t, k) is about largest, by a few of the terms."""
    steepness = mpmath.mpf(k.numerator) / k.denominator

    def value(t: mpmath.mpf) -> mpmath.mpf:
        return -t + sum(step(steepness * (t - j)) for j in range(min(terms, 4)))

    return near(max((mpmath.mpf(i) / 128 for i in range(1, 64)), key=value))


def bits_of(digits: int) -> int:
    """Bits that hold so many digits and some more."""
    return math.ceil(Fraction(digits * 3322, 1000)) + 40


def root(values: Callable, start: tuple[str, str], digits: int) -> tuple[Fraction, Fraction]:
    """(t, k) where both values are about 0, with about so many digits.

    Raises:
        Undecided: none is found.
    """
    with mpmath.workdps(digits + 10):
        try:
            found = mpmath.findroot(values, start, tol=mpmath.mpf(10) ** (-2 * digits))
        except (ValueError, ZeroDivisionError) as error:
            raise Undecided(f"no root is found near {start}: {error}") from None
        return near(found[0]), near(found[1])
