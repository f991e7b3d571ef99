"""The closed-form bound of the staircase, evaluated from its derivation.

The formulas are not typed in here: they are the results of :mod:`proofs.staircase`, so what is
evaluated and what is proved cannot drift apart.
"""

from dataclasses import dataclass
from fractions import Fraction

import sympy

from certify.enclosure import Interval, decided
from certify.enclosure.expression import enclose
from certify.errors import BadInput
from proofs import staircase as proof


def _result(name: str):
    return proof.derive.theorem()[name].statement


@dataclass(frozen=True)
class ClosedForm:
    """B(n, k) = d (1 + log(1+exp(-k))/k) >= sup over x <= 1 of |relu - g|, d = 1/(n-1).

    Args:
        n: grid points, an integer of at least 2 and of any size; n - 1 sigmoids.
        k: steepness, an exact rational above 0.

    >>> bound = ClosedForm(1006, Fraction(4))
    >>> bound.meets(Fraction(1, 1000)), ClosedForm(1005, Fraction(4)).meets(Fraction(1, 1000))
    (True, False)
    """

    n: int
    k: Fraction

    def enclosure(self, prec: int = 128) -> Interval:
        """Encloses B(n, k)."""
        return enclose(_result("closed form").bound, self._values(), prec)

    def meets(self, eps: Fraction) -> bool:
        """Whether B(n, k) <= eps, decided by enclosures.

        Never undecided in principle: B(n, k) is irrational for rational k, because exp(-k) is
        transcendental.

        Raises:
            Undecided: eps and B agree to thousands of digits.
        """
        return self._gap_sign(eps) > 0

    def slack(self, eps: Fraction, prec: int = 128) -> Interval:
        """Encloses eps - B(n, k), without cancelling d against eps."""
        decision = _result("decision").right
        room = Fraction(str(decision.rhs.subs({proof.eps: _rational(eps), proof.N: self.n - 1})))
        return (room - enclose(decision.lhs, self._values(), prec)) / (self.n - 1)

    def _gap_sign(self, eps: Fraction) -> int:
        return decided(lambda prec: self.slack(eps, prec).sign())

    def endpoint_lower(self, prec: int = 128) -> Interval:
        """Encloses a lower bound of relu(1) - g(1), and so of the sup-norm, at the witness x = 1."""
        return enclose(_result("endpoint").lhs, self._values(), prec)

    def refutes(self, eps: Fraction) -> bool:
        """Whether the error at x = 1 provably exceeds eps."""
        return decided(lambda prec: (self.endpoint_lower(prec) - eps).sign()) > 0

    def _values(self) -> dict[sympy.Symbol, Fraction | int]:
        return {proof.N: self.n - 1, proof.k: self.k}


def least_n(eps: Fraction, k: Fraction) -> int:
    """The least n with B(n, k) <= eps: 1 + ceil((1 + log(1+exp(-k))/k)/eps).

    The ceiling is decided by enclosures, the precision raised until it is.

    Raises:
        BadInput: eps so large that it says nothing, or k so small that n has over 1,000 digits.

    >>> least_n(Fraction(1, 1000), Fraction(4))
    1006
    """
    ceiling = _result("least N").value.args[0]
    values = {proof.eps: eps, proof.k: k}
    prec = 128
    while True:
        steps = enclose(ceiling, values, prec)
        if steps.sup - steps.inf < 1:
            break
        prec *= 2
    if steps.sup > 10**1000:
        raise BadInput(f"more than 10^1000 sigmoids would be needed (eps = {eps}, k = {k})")
    count = -(-steps.inf.numerator // steps.inf.denominator)
    while not ClosedForm(count + 1, k).meets(eps):
        count += 1
    return count + 1


def _rational(value: Fraction) -> sympy.Rational:
    return sympy.Rational(value.numerator, value.denominator)
