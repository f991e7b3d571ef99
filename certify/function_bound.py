"""The error of a function's steps, evaluated from the formula in :mod:`proofs.universal`."""

from dataclasses import dataclass
from fractions import Fraction

from certify.enclosure import Interval, decided
from certify.enclosure.expression import enclose
from proofs import universal as proof


@dataclass(frozen=True)
class StepBound:
    """M h (1/2 + 2 log(2)/k) + delta >= sup over [a, b] of |F - g|, h = (b-a)/m.

    Args:
        slope: M >= |F(x) - F(y)|/|x - y| on [a, b].
        width: b - a.
        k: the steepness.
        rounding: delta >= |y_i - F(x_i)| at every node.

    >>> bound = StepBound(Fraction(3), Fraction(1), Fraction(16), Fraction(1, 10**6))
    >>> bound.least_m(Fraction(1, 1000))
    1762
    """

    slope: Fraction
    width: Fraction
    k: Fraction
    rounding: Fraction

    def enclosure(self, m: int, prec: int = 128) -> Interval:
        """Encloses the bound for m steps."""
        values = {
            proof.M: self.slope, proof.h: self.width / m, proof.k: self.k, proof.delta: self.rounding,
        }  # fmt: skip
        return enclose(proof.bound, values, prec)

    def meets(self, m: int, eps: Fraction) -> bool:
        """Whether the bound for m steps is at most eps; log(2) is irrational, so that it is decided."""
        return decided(lambda prec: (self.enclosure(m, prec) - eps).sign()) <= 0

    def least_m(self, eps: Fraction) -> int:
        """The least m whose bound is at most eps, which must exceed delta."""
        room, prec = eps - self.rounding, 128
        while True:
            steps = (self.enclosure(1, prec) - self.rounding) / room
            if steps.sup - steps.inf < 1:
                break
            prec *= 2
        m = max(-(-steps.inf.numerator // steps.inf.denominator), 1)
        while not self.meets(m, eps):
            m += 1
        return m
