"""The graded construction: its error lies below the proved bound, and the measured n are enough."""

from dataclasses import dataclass
from fractions import Fraction
from math import exp, log

import pytest
from conftest import arb_ends, arb_fraction

from certify.constructions import SigmoidSum
from certify.constructions.graded import Graded, tuned
from certify.errors import BadInput
from certify.graded_bound import GradedBound, greatest_beta, integral, linear, proved, quadrature

flint = pytest.importorskip("flint")


@pytest.fixture(autouse=True)
def restored_precision():
    before = flint.ctx.prec
    yield
    flint.ctx.prec = before


def sigmoid(t):
    return 1 / (1 + (-t).exp())


def places(steepest: Fraction, count: int = 60) -> list[Fraction]:
    """Geometrically spaced from 1 to far below the scale of the steepest sigmoid, both sides, and 0."""
    reach = log(float(100 * steepest))
    right = [Fraction(exp(-reach * i / count)) for i in range(count + 1)]
    return [Fraction(0), *right, *(-x for x in right)]


def greatest_error(net: Graded, count: int = 60) -> Fraction:
    """The largest |relu - f| at the places, by Arb."""
    flint.ctx.prec = 100 + 8 * net.digits
    f = net.sum()
    terms = [tuple(map(arb_fraction, term)) for term in f.terms]
    found = Fraction(0)
    for x in places(max(b for _, b, _ in f.terms), count):
        at = arb_fraction(x)
        error = arb_fraction(max(x, Fraction(0)) - f.constant)
        for a, b, c in terms:
            error -= a * sigmoid(b * at + c)
        found = max(found, arb_ends(abs(error))[0])
    return found


def exact_coefficients(net: Graded) -> list:
    """(s_k, W_k) by bisection and the Hurwitz zeta function, in Arb."""
    beta, s0, c = map(arb_fraction, (net.beta, net.s0, net.c))
    q = flint.arb("1.5")

    def G(t):
        return beta * t - (t * (t * t + q * q).sqrt() + q * q * (t / q).asinh()) / 2

    T, pi = (beta * beta - q * q).sqrt(), flint.arb.pi()
    K = G(T) / net.pairs
    zeta = flint.acb(2).zeta(flint.acb(0.5, c / (2 * pi)))
    whole = -zeta.imag / (2 * pi)
    found = []
    for k in range(1, net.pairs + 1):
        low, high = flint.arb(0), T.mid()
        for _ in range(flint.ctx.prec - 20):
            middle = ((low + high) / 2).mid()
            low, high = (middle, high) if G(middle) < (k - flint.arb("0.5")) * K else (low, middle)
        s = s0 * low.sinh()
        slow = beta - (low * low + q * q).sqrt()
        found.append((s, K * low.cosh() / (2 * whole * s0 * low.sinh() ** 2 * slow)))
    return found


@pytest.mark.parametrize("pairs", [4, 5, 6, 7, 9, 12, 17, 26, 40, 88])
@pytest.mark.parametrize("c", [Fraction(1, 8), Fraction(1, 32)])
def test_error_lies_below_the_proved_bound(pairs, c):
    """At many points the error is below the bound; the bound is less than 100 times what is found."""
    beta = greatest_beta(pairs)
    share = quadrature(beta, c, 128).sup
    net = Graded(
        pairs, beta, Fraction(3, 2), c, 10 ** int(float(beta) / 4.6), 4 + int(float(beta) / 2.2)
    )
    bound = GradedBound(net).upper()
    found = greatest_error(net)
    assert found < bound
    assert share < 100 * found


@pytest.mark.parametrize("pairs", [4, 8, 14])
def test_error_lies_below_the_proved_bound_for_every_beta(pairs):
    """Between K = 6 and K = 8.796 and not only at the greatest beta."""
    beta = Fraction(8)
    tried = 0
    while beta <= greatest_beta(pairs):
        net = Graded(pairs, beta, Fraction(3, 2), Fraction(1, 8), 10**5, 12)
        beta += Fraction(1, 4)
        try:
            bound = GradedBound(net).upper()
        except BadInput:
            continue
        tried += 1
        assert greatest_error(net, 40) < bound
    assert tried >= 3


@pytest.mark.parametrize(
    ("eps", "pairs"),
    [("1e-2", 3), ("1e-3", 4), ("1e-4", 7), ("1e-5", 10), ("1e-6", 14), ("1e-8", 23), ("1e-10", 36)],
)
def test_tuned_pairs_meet_eps_at_all_places(eps, pairs):
    assert greatest_error(tuned(pairs), 400) < Fraction(eps)


@pytest.mark.parametrize(
    ("eps", "sigmoids"),
    [
        ("1e-1", 9),
        ("1e-2", 11),
        ("1e-3", 17),
        ("1e-6", 41),
        ("1e-8", 63),
        ("1e-15", 179),
        ("1e-30", 633),
    ],
)
def test_sigmoids_of_the_proved_bound(eps, sigmoids):
    """The bound meets eps, one pair less does not, and the error at all places is below eps."""
    eps = Fraction(eps)
    net = proved(eps)
    assert net.sigmoids == sigmoids
    assert GradedBound(net).meets(eps)
    room = eps * Fraction(123, 128)
    assert net.pairs == 4 or quadrature(greatest_beta(net.pairs - 1), net.c, 256).inf > room
    assert linear(net.D) <= eps / 32
    assert greatest_error(net, 30) < eps


def test_every_tolerance_is_met():
    """The shares of x/2 and of the rounding hold for tolerances of all sizes."""
    for i in range(0, 24, 3):
        eps = Fraction(10) ** -(i // 2) * Fraction((3, 8)[i % 2], 10)
        net = proved(eps)
        bound = GradedBound(net)
        assert bound.meets(eps), eps
        assert bound.rounding() <= eps / 128


@pytest.mark.parametrize("net", [proved(Fraction(1, 10**4)), proved(Fraction(1, 10**9))])
def test_rounding_is_what_the_bound_says(net):
    """|f - f*| at many places, f* with 100 digits, is below the rounding's part and not far below."""
    flint.ctx.prec = 400
    bound, f = GradedBound(net), net.sum()
    short = [(-a, b) for a, b, _ in f.terms[1::2]]
    exact = exact_coefficients(net)
    c = arb_fraction(net.c)
    level = (c / 2).tanh()

    def pair(s, at):
        return sigmoid(s * at + c) - sigmoid(s * at - c)

    found = Fraction(0)
    for x in places(short[-1][1]):
        at = arb_fraction(x)
        error = arb_fraction(f.constant + net.lam)
        for (a, b), (s, w) in zip(short, exact, strict=True):
            error -= arb_fraction(a) * pair(arb_fraction(b), at) + w * (level - pair(s, at))
        found = max(found, arb_ends(abs(error))[0])
    assert found < bound.rounding()
    assert bound.rounding() < Fraction(net.pairs, 5 * 10**net.digits)
    for (a, b), (s, w) in zip(short, exact, strict=True):
        assert arb_ends(abs(arb_fraction(b) / s - 1))[1] < Fraction(1, 10**3)
        assert arb_ends(abs(arb_fraction(a) - w))[1] <= Fraction(1, 10**net.digits)


@dataclass(frozen=True)
class Altered(Graded):
    """One slope or one weight multiplied by a factor."""

    place: int = 0
    part: int = 0
    factor: Fraction = Fraction(1)

    def slopes_and_weights(self):
        pairs = [list(pair) for pair in super().slopes_and_weights()]
        pairs[self.place][self.part] *= self.factor
        return [tuple(pair) for pair in pairs]


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("place", [0, 5, 10])
@pytest.mark.parametrize(
    "factor", [Fraction(101, 100), Fraction(99, 100), Fraction(3), Fraction(1, 3), Fraction(-1)]
)
def test_altered_node_or_weight_is_seen(part, place, factor):
    """The bound grows with it, and lies above the error still, or is refused."""
    eps = Fraction(1, 10**4)
    net = proved(eps)
    assert net.pairs == 11
    altered = Altered(net.pairs, net.beta, net.s0, net.c, net.D, net.digits, place, part, factor)
    try:
        bound = GradedBound(altered).upper()
    except BadInput as error:
        refused = str(error)
    else:
        refused = ""
        assert greatest_error(altered) < bound
        assert GradedBound(altered).rounding() > 2 * GradedBound(net).rounding()
    if factor < 0:
        assert refused
    else:
        assert not refused or (part == 0 and f"slope {place + 1} is too far" in refused)
    if place == 0 and factor in (3, Fraction(1, 3)):
        assert greatest_error(altered) > eps, "the places do not see a wrong coefficient"


@dataclass(frozen=True)
class Shifted(Graded):
    """The constant is larger by `shift`."""

    shift: Fraction = Fraction(0)

    def sum(self):
        f = super().sum()
        return SigmoidSum(f.constant + self.shift, f.terms)


@pytest.mark.parametrize("shift", [Fraction(1, 10**5), Fraction(-1, 10**5)])
def test_altered_constant_is_seen(shift):
    net = proved(Fraction(1, 10**4))
    altered = Shifted(net.pairs, net.beta, net.s0, net.c, net.D, net.digits, shift)
    off = Fraction(1, 10**net.digits)
    assert abs(GradedBound(altered).rounding() - GradedBound(net).rounding() - abs(shift)) < off
    assert greatest_error(altered) < GradedBound(altered).upper()


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_trapezoidal_rule_for_the_integral(steps):
    """|I - h sum u(j h)| <= 2 tanh(c)/(exp(pi^2/h) - 1), and not far below, for h = 1/steps."""
    flint.ctx.prec = 200
    c, pi = arb_fraction(Fraction(1, 8)), flint.arb.pi()
    value = -flint.acb(2).zeta(flint.acb(0.5, c / (2 * pi))).imag / (2 * pi)
    total = 1 / (c.cosh() + 1) ** 2
    for j in range(1, 100 * steps):
        s = flint.arb(j) / steps
        total += 2 * s.sinh() / s / (s.cosh() + c.cosh()) ** 2
    error = abs(c.sinh() / 2 * total / steps - value)
    bound = 2 * c.tanh() / ((pi * pi * steps).exp() - 1)
    assert error < bound
    assert error > bound * (-2 * pi * pi * steps).exp() / 10


@pytest.mark.parametrize("c", [Fraction(1, 8), Fraction(1, 32), Fraction(1, 1000)])
def test_integral_agrees_with_the_zeta_function(c):
    flint.ctx.prec = 300
    pi = flint.arb.pi()
    value = -flint.acb(2).zeta(flint.acb(0.5, arb_fraction(c) / (2 * pi))).imag / (2 * pi)
    low, high = arb_ends(value)
    for prec in (53, 100, 250):
        found = integral(c, prec)
        assert found.inf < low < high < found.sup
        assert found.rad / found.mid < Fraction(1, 2 ** (prec - 20))


def test_theta_is_at_most_six_fifths():
    for c in (Fraction(1, 8), Fraction(1, 64)):
        assert quadrature(Fraction(8), c, 64).sup < Fraction(6, 5) * 72 * Fraction("0.000335462")


@pytest.mark.parametrize(
    "changed",
    [
        {"s0": Fraction(151, 100)},
        {"c": Fraction(1, 7)},
        {"beta": Fraction(799, 100)},
        {"beta": greatest_beta(11) + Fraction(1, 1000)},
        {"beta": Fraction(9)},
        {"D": 0},
    ],
)
def test_conditions_of_the_theorem(changed):
    """Outside its hypotheses, K at most 8.796 and at least 6 among them, the bound says nothing."""
    good = proved(Fraction(1, 10**4))
    GradedBound(good).require()
    fields = {name: getattr(good, name) for name in ("pairs", "beta", "s0", "c", "D", "digits")}
    with pytest.raises(BadInput, match=r"proved for|K must lie"):
        GradedBound(Graded(**(fields | changed))).require()


def test_tolerance_must_be_positive():
    with pytest.raises(BadInput, match="positive"):
        proved(Fraction(0))
