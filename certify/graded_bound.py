"""The bound of the graded construction that needs no look at relu: proved once, for all N and beta.

For s0 = 3/2, 0 < c <= 1/8, beta >= 8, d = 1/D <= 1 and 6 <= K = G(T)/N <= 8.796 < 14 pi/5, with the
exact nodes and weights of :class:`certify.constructions.graded.Graded`, for all x in [-1, 1]

    |relu(x) - f(x)| <= Theta (2 beta + 56) exp(-beta) + d^2/96 + d^4/200,   Theta = tanh(c/2)/I,

by the residue theorem on |Im t| <= 7/5 (``proofs/graded_quadrature.txt``).  Other coefficients A_k > 0
and b_k > 0 add, as |y (S(y+c) - S(y-c))'| <= sinh(c)/2,

    sum_k (tanh(c/2) |A_k - W_k| + sinh(c)/2 A_k |log(b_k/s_k)|) + |C0 + lam - tanh(c/2) sum A_k|.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from certify.constructions.graded import Q2, Graded, decimals, wide
from certify.enclosure import Interval, decided, exp, log, sqrt
from certify.errors import BadInput

S0, MOST_C, LEAST_BETA = Fraction(3, 2), Fraction(1, 8), Fraction(8)
LEAST_K, MOST_K = Fraction(6), Fraction(8796, 1000)


def quadrature(beta: Fraction, c: Fraction, prec: int) -> Interval:
    """Encloses Theta (2 beta + 56) exp(-beta)."""
    return _tanh_half(c, prec) / integral(c, prec) * exp(Interval.exact(-beta, prec)) * (2 * beta + 56)


def linear(D: int) -> Fraction:
    """d^2/96 + d^4/200 >= |lam tanh(d x/2) - x/2| for |x| <= 1, d = 1/D."""
    return Fraction(1, 96 * D**2) + Fraction(1, 200 * D**4)


def integral(c: Fraction, prec: int) -> Interval:
    """Encloses I, the integral of (tanh(c/2) - S(s+c) + S(s-c))/s^2 over s > 0.

    By parts it is that of u(s) = (sinh(c)/2) (sinh(s)/s)/(cosh(s) + cosh(c))^2 over all s, and for h > 0

        |I - h sum_j u(j h)| <= 2 tanh(c)/(exp(pi^2/h) - 1),   pi^2 > 9.8;

    the terms with |j| > J are 2 sinh(c) exp(-J h) at most, for J h >= 1.

    >>> integral(Fraction(1, 8), 100)
    Interval([0.053124, 0.053124], prec=100)
    """
    per_unit = prec // 14 + 1  # exp(-9.8 per_unit) < 2^-prec
    count = per_unit * (7 * prec // 10 + 1)
    growth = exp(Interval.exact(Fraction(1, per_unit), prec))
    cosh_c = _cosh(exp(Interval.exact(c, prec)))
    sinh_c = _sinh(exp(Interval.exact(c, prec)))
    total = 1 / ((cosh_c + 1) * (cosh_c + 1))
    power = Interval.exact(1, prec)
    for j in range(1, count + 1):
        power = power * growth
        total = total + 2 * per_unit * _sinh(power) / (_square(_cosh(power) + cosh_c) * j)
    total = total * sinh_c / (2 * per_unit)
    beyond = 2 * sinh_c / power
    discretisation = 2 * sinh_c / cosh_c / (exp(Interval.exact(Fraction(98, 10) * per_unit, prec)) - 1)
    slack = beyond + discretisation
    return Interval.hull(total - slack, total + slack)


@dataclass(frozen=True)
class GradedBound:
    """The proved bound of a graded sum, in its parts.

    >>> bound = GradedBound(proved(Fraction(1, 1000)))
    >>> bound.net.sigmoids, bound.meets(Fraction(1, 1000)), bound.meets(Fraction(1, 2000))
    (17, True, False)
    """

    net: Graded

    @property
    def prec(self) -> int:
        """Bits that tell the decimals of the coefficients apart."""
        return 64 + 4 * self.net.digits

    def meets(self, eps: Fraction) -> bool:
        """Whether the upper end of the bound is at most eps."""
        return self.upper() <= eps

    def upper(self) -> Fraction:
        """At least the bound, and so sup |relu - f| over [-1, 1].

        Raises:
            BadInput: a condition of the theorem fails.
        """
        self.require()
        parts = quadrature(self.net.beta, self.net.c, self.prec) + linear(self.net.D)
        return parts.sup + self.rounding()

    def require(self) -> None:
        """Check the conditions of the theorem.

        Raises:
            BadInput: one of them fails.
        """
        net = self.net
        if net.s0 != S0 or not 0 < net.c <= MOST_C or net.beta < LEAST_BETA or net.D < 1:
            raise BadInput(f"the bound is proved for s0 = 3/2, c <= 1/8, beta >= 8, D >= 1 (got {net})")
        spacing = _spacing(net.pairs, net.beta, self.prec)
        if (spacing - LEAST_K).sign() < 0 or (MOST_K - spacing).sign() < 0:
            raise BadInput(f"K must lie between 6 and 8.796 (got {spacing} for N = {net.pairs})")

    def rounding(self) -> Fraction:
        """At least what the short coefficients cost.

        Raises:
            BadInput: a slope is too far from its node to tell.
        """
        net, f, prec = self.net, self.net.sum(), self.prec
        th, total, cost = _tanh_half(net.c, prec), Fraction(0), Interval.exact(0, prec)
        sinh_c = _sinh(exp(Interval.exact(net.c, prec)))
        spacing = _spacing(net.pairs, net.beta, prec)
        scale = spacing / (2 * integral(net.c, prec))
        for k, (weight, slope, _) in enumerate(f.terms[2::2], 1):
            if weight <= 0:
                raise BadInput(f"weight {k} must be positive (got {weight})")
            t, radius = self._node(k, slope, spacing)
            near = Interval.hull(t - radius, t + radius)
            power = exp(near)
            sinh, cosh, root = _sinh(power), _cosh(power), sqrt(near * near + Q2)
            exact = scale * cosh / (S0 * sinh * sinh * (net.beta - root))
            off = weight - exact
            cost = cost + th * off.max(-off) + sinh_c / 2 * weight * radius * cosh / sinh
            total += weight
        level = f.constant + net.lam - th * total
        return (cost + level.max(-level)).sup

    def _node(self, k: int, slope: Fraction, spacing: Interval) -> tuple[Interval, Interval]:
        """t = asinh(slope/s0), and a radius r with |t_k - t| <= r.

        G increases and is concave on [0, T], so |G(t) - (k - 1/2) K| <= r G'(t + r), 0 < G'(t + r) and
        r < t are enough.
        """
        beta, prec = self.net.beta, self.prec
        ratio = Interval.exact(slope / S0, prec)
        t = log(ratio + sqrt(ratio * ratio + 1))
        root, q = sqrt(t * t + Q2), sqrt(Interval.exact(Q2, prec))
        miss = beta * t - (t * root + Q2 * log((t + root) / q)) / 2 - (2 * k - 1) * spacing / 2
        radius = Interval.exact(2 * (miss.max(-miss) / (beta - root)).sup, prec)
        slower = beta - sqrt(_square(t + radius) + Q2)
        if not (
            slower.sign() > 0
            and (t - radius).sign() > 0
            and (radius * slower - miss.max(-miss)).sign() >= 0
        ):
            raise BadInput(f"slope {k} is too far from its node (got {slope})")
        return t, radius


def proved(eps: Fraction, c: Fraction = MOST_C) -> Graded:
    """The least N whose proved bound meets eps, where x/2 takes 1/32 of eps and the rounding 1/128.

    beta is the greatest of three decimals for that N.

    Raises:
        BadInput: eps is not positive.

    >>> proved(Fraction(1, 10**15)).sigmoids
    179
    """
    if eps <= 0:
        raise BadInput(f"'eps' must be positive (got {eps})")
    prec = 64 + 4 * decimals(1, eps)
    theta = _tanh_half(c, prec) / integral(c, prec)

    def enough(pairs: int) -> bool:
        beta = greatest_beta(pairs)
        if beta < LEAST_BETA:
            return False
        bound = theta * exp(Interval.exact(-beta, prec)) * (2 * beta + 56)
        return (eps * Fraction(123, 128) - bound).sign() > 0

    low, high = 3, 4  # beta < 8 for 3 pairs
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return with_pairs(high, eps, c)


def with_pairs(pairs: int, eps: Fraction, c: Fraction = MOST_C) -> Graded:
    """N pairs, where x/2 takes 1/32 of eps and the rounding 1/128.

    Raises:
        BadInput: the bound is proved for no beta and so few pairs.
    """
    beta = greatest_beta(pairs)
    if beta < LEAST_BETA:
        raise BadInput(f"the bound is proved for 9 sigmoids and more (got {2 * pairs + 1})")
    digits = decimals(pairs, eps / 128)
    return Graded(pairs, beta, S0, c, wide(eps * Fraction(31, 1024)), digits)


def greatest_beta(pairs: int) -> Fraction:
    """The greatest beta of three decimals with K <= 8.796 for N pairs: G(T) increases with beta.

    >>> greatest_beta(3), greatest_beta(4)
    (Fraction(7689, 1000), Fraction(1097, 125))
    """

    def fits(thousandths: int) -> bool:
        beta = Fraction(thousandths, 1000)
        return decided(lambda prec: (MOST_K - _spacing(pairs, beta, prec)).sign()) > 0

    low, high = 1500, 1500 + 5000 * ceil(pairs**0.5)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return Fraction(low, 1000)


def _spacing(pairs: int, beta: Fraction, prec: int) -> Interval:
    """Encloses K = (beta T - q^2 asinh(T/q))/(2 N)."""
    end = sqrt(Interval.exact(beta**2 - Q2, prec))
    q = sqrt(Interval.exact(Q2, prec))
    return (beta * end - Q2 * log((end + beta) / q)) / (2 * pairs)


def _tanh_half(c: Fraction, prec: int) -> Interval:
    power = exp(Interval.exact(c, prec))
    return (power - 1) / (power + 1)


def _sinh(power: Interval) -> Interval:
    """sinh t of exp(t)."""
    return (power - 1 / power) / 2


def _cosh(power: Interval) -> Interval:
    """cosh t of exp(t)."""
    return (power + 1 / power) / 2


def _square(x: Interval) -> Interval:
    return x * x
