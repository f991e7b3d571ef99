"""The graded construction: relu from pairs of sigmoids, ever sparser towards the steep ones.

With phi(y) = tanh(c/2) - S(y+c) + S(y-c), even and of second order at 0, and I the integral of
phi(s)/s^2 over s > 0,

    |x| = (1/I) integral_0^oo phi(s x)/s^2 ds.

Put s = s0 sinh t and sum at points t_k that are equally spaced in G, G'(t) = beta - sqrt(t^2 + 9/4):
near t = beta, where the integrand has fallen to exp(-beta), they lie apart, as nothing there needs care.
With relu(x) = x/2 + |x|/2 and one wide sigmoid for x/2, n = 2N + 1 sigmoids err by a few times
sqrt(n) exp(-pi sqrt(n)).  :mod:`certify.graded_bound` has the bound that is proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import exp, pi, sqrt
from typing import Any

import mpmath

from certify.constructions.sigmoid_sum import SigmoidSum, Term

Q2 = Fraction(9, 4)
"""q^2 of the node map: q = 3/2, the distance of its branch points from the real line."""


@dataclass(frozen=True)
class Graded:
    """f(x) = C0 + 2 lam S(x/D) - sum_{k=1..N} A_k (S(b_k x + c) - S(b_k x - c)).

    lam = D + 1/(16 D); b_k, A_k and C0 are short decimals near s_k, W_k and tanh(c/2) sum A_k - lam,
    where, with q^2 = 9/4 and G(t) = beta t - (t sqrt(t^2 + q^2) + q^2 asinh(t/q))/2,

        T = sqrt(beta^2 - q^2),  K = G(T)/N,  G(t_k) = (k - 1/2) K,  s_k = s0 sinh t_k,
        W_k = K cosh t_k / (2 I s0 sinh(t_k)^2 (beta - sqrt(t_k^2 + q^2))).

    Args:
        pairs: N, at least 1.
        beta: above 3/2; the terms left out are of the size of exp(-beta).
        s0: the slope near which the nodes lie closest, above 0.
        c: half the distance of the sigmoids of a pair, above 0; the weights are about 7/(2 c) at most.
        D: x/2 is taken from the sigmoid of slope 1/D, with an error of about 1/(96 D^2).
        digits: decimals of A_k and of C0 + lam; b_k has as many as make its error as harmless.

    >>> net = Graded(1, Fraction(3), Fraction(2), Fraction(1, 8), 2, digits=3)
    >>> net.sigmoids, net.lam, net.slopes_and_weights()
    (3, Fraction(65, 32), [(Fraction(477, 250), Fraction(13521, 1000))])
    """

    pairs: int
    beta: Fraction
    s0: Fraction
    c: Fraction
    D: int
    digits: int

    @property
    def sigmoids(self) -> int:
        return 2 * self.pairs + 1

    @property
    def lam(self) -> Fraction:
        """Half the weight of the wide sigmoid."""
        return self.D + Fraction(1, 16 * self.D)

    def slopes_and_weights(self) -> list[tuple[Fraction, Fraction]]:
        """(b_k, A_k) for k = 1, ..., N: the slopes increase."""
        ctx = self._context()
        scale, beta, s0 = self._scale(ctx), _real(ctx, self.beta), _real(ctx, self.s0)
        found = []
        t = ctx.zero
        for k in range(1, self.pairs + 1):
            t = self._node(ctx, k, t)
            slope = s0 * ctx.sinh(t)
            weight = scale * s0 * ctx.cosh(t) / (slope**2 * (beta - ctx.sqrt(t**2 + _real(ctx, Q2))))
            harmless = self.digits + int(ctx.floor(ctx.log10(weight / slope)))  # |d ln b| near |dA/A|
            found.append((_decimal(ctx, slope, harmless + 1), _decimal(ctx, weight, self.digits)))
        return found

    def sum(self) -> SigmoidSum:
        """All terms, the wide sigmoid first, and the constant."""
        terms: list[Term] = [(2 * self.lam, Fraction(1, self.D), Fraction(0))]
        total = Fraction(0)
        for slope, weight in self.slopes_and_weights():
            terms += [(-weight, slope, self.c), (weight, slope, -self.c)]
            total += weight
        ctx = self._context()
        level = ctx.tanh(_real(ctx, self.c) / 2) * _real(ctx, total)
        return SigmoidSum.of(terms, _decimal(ctx, level, self.digits) - self.lam)

    def _context(self) -> Any:
        """mpmath with digits to spare, apart from its global precision."""
        ctx = mpmath.MPContext()
        ctx.dps = self.digits + 15
        return ctx

    def _scale(self, ctx: Any) -> Any:
        """K/(2 I): I = -Im psi'(1/2 + c i/(2 pi))/(2 pi), by the residues of phi."""
        beta, q = _real(ctx, self.beta), ctx.sqrt(_real(ctx, Q2))
        end = ctx.sqrt(beta**2 - q**2)
        spacing = (beta * end - q**2 * ctx.asinh(end / q)) / (2 * self.pairs)
        integral = -ctx.psi(1, ctx.mpc(0.5, _real(ctx, self.c) / (2 * ctx.pi))).imag / (2 * ctx.pi)
        return spacing / (2 * integral)

    def _node(self, ctx: Any, k: int, start: Any) -> Any:
        """t_k by Newton's method from t_(k-1): G is increasing and concave, so it converges upward."""
        beta, q = _real(ctx, self.beta), ctx.sqrt(_real(ctx, Q2))
        end = ctx.sqrt(beta**2 - q**2)
        share = ctx.mpf(2 * k - 1) / (2 * self.pairs)
        goal = share * (beta * end - q**2 * ctx.asinh(end / q))  # 2 (k - 1/2) K
        t, tolerance = start, ctx.mpf(10) ** (-ctx.dps + 5)
        while True:
            root = ctx.sqrt(t**2 + q**2)
            move = (goal + t * root + q**2 * ctx.asinh(t / q) - 2 * beta * t) / (2 * (beta - root))
            t += move
            if abs(move) <= tolerance * t:
                return t


def tuned(pairs: int) -> Graded:
    """N pairs with parameters that make the error small; measured, not proved.

    For N up to 400 the error found is 2.9 to 10 times sqrt(n) exp(-pi sqrt(n)), n = 2N + 1, about 3.3
    times for N from 5 to 30.  Of 4 times that, the wide sigmoid may take 1/64 and the rounding 1/256.

    >>> tuned(4).beta, tuned(4).D
    (Fraction(3743, 500), 40)
    """
    beta = Fraction(round(1000 * (pi * sqrt(2 * pairs) - 1.4)), 1000)
    share = Fraction(likely_error(pairs))
    return Graded(
        pairs, beta, Fraction(53, 20), Fraction(1, 8), wide(share / 64), decimals(pairs, share / 256)
    )


def likely_error(pairs: int) -> float:
    """About the error of N tuned pairs; measured, not proved.

    >>> round(likely_error(23), 10)
    1.21e-08
    """
    n = 2 * pairs + 1
    return 4 * sqrt(n) * exp(-pi * sqrt(n))


def wide(error: Fraction) -> int:
    """A round D with 1/(96 D^2) <= error: one of 1, 2, 4, 5, 8 and zeros, so that 1/(16 D) is short.

    >>> wide(Fraction(1, 10**6))
    200
    """
    power = 1
    while True:
        for digit in (1, 2, 4, 5, 8):
            if 96 * (digit * power) ** 2 * error >= 1:
                return digit * power
        power *= 10


def decimals(pairs: int, rounding: Fraction) -> int:
    """Decimals with which N pairs lose less than `rounding`: they lose below N 10^-decimals/5.

    >>> decimals(50, Fraction(1, 1000))
    4
    """
    count = 0
    while pairs > 5 * rounding * 10**count:
        count += 1
    return count


def _real(ctx: Any, value: Fraction) -> Any:
    return ctx.mpf(value.numerator) / value.denominator


def _decimal(ctx: Any, value: Any, places: int) -> Fraction:
    """The value rounded to decimal places, or to tens, hundreds, ... where `places` is negative."""
    return int(ctx.nint(value * ctx.mpf(10) ** places)) * Fraction(10) ** -places
