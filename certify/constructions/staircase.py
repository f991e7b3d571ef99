"""The staircase of sigmoids: equal steps d = 1/(n-1), centres d, 2d, ..., 1, steepness k/d."""

from __future__ import annotations

from dataclasses import dataclass

from certify.constructions.stairs import Stairs


@dataclass(frozen=True)
class Staircase(Stairs):
    """g(x) = d sum_{i=1..n-1} S((k/d)(x - i d)), d = 1/(n-1).

    Args:
        n: grid points on [0, 1], at least 2; n - 1 sigmoids.
        k: steepness, above 0.

    Source: "A Little Bit of Activation Function Metamorphosis" (2020).

    >>> from fractions import Fraction
    >>> Staircase(3, Fraction(4)).d, list(Staircase(3, Fraction(4)).terms())[0]
    (Fraction(1, 2), (Fraction(1, 2), Fraction(8, 1), Fraction(-4, 1)))
    """

    kind = "staircase"
