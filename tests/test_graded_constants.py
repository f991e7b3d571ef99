"""The numbers that the proof of the graded bound rests on, enclosed by Arb.

beta >= 8, q = s0 = 3/2, b = 7/5, c <= 1/8; R = s0 sin b, rho(a) = exp(sqrt(a^2 + q^2))/cosh(a), and psi, the
pair on the line Im t = b, exceeds 1 in absolute value by (1+C) kappa/(X - C kappa) at most, where
X = cosh(g R sinh a), kappa = -cos(R cosh a) and C = cosh c.
"""

import random
from fractions import Fraction

import pytest
from conftest import arb_fraction

flint = pytest.importorskip("flint")
Q2, S0, B = Fraction(9, 4), Fraction(3, 2), Fraction(7, 5)
MOST_R, LEAST_G, MOST_C = Fraction(14782, 10000), Fraction(1724, 10000), Fraction(100783, 100000)


@pytest.fixture(autouse=True)
def precision():
    before, flint.ctx.prec = flint.ctx.prec, 80
    yield
    flint.ctx.prec = before


def number(value):
    return arb_fraction(Fraction(value))


def piece(low: Fraction, high: Fraction):
    """The ball around [low, high]."""
    return number((low + high) / 2) + number((high - low) / 2) * flint.arb(0, 1)


def rho(a):
    return (a * a + number(Q2)).sqrt().exp() / a.cosh()


def test_angle():
    """The rational numbers that stand for R, for cot b with tanh T, and for cosh(1/8)."""
    b = number(B)
    assert b.sin() * number(S0) < number(MOST_R) < flint.arb.pi() / 2
    assert number(LEAST_G) < b.cos() / b.sin() * number(Fraction(785, 100)).tanh()
    assert number(Fraction(1, 8)).cosh() < number(MOST_C)
    assert number(Fraction(8796, 1000)) < 2 * flint.arb.pi() * b
    assert number(Fraction(98, 10)) < flint.arb.pi() ** 2


def test_end_of_the_node_map():
    """T > 7.85, G(T) > 3 (14 pi/5) at beta = 8; the drop of G' over the last 17/10 exceeds log 5."""
    T = number(64 - Q2).sqrt()
    G = (8 * T - number(Q2) * (T / number(Fraction(3, 2))).asinh()) / 2
    assert number(Fraction(785, 100)) < T
    assert 3 * 2 * flint.arb.pi() * number(B) < G
    before = ((T - number(Fraction(17, 10))) ** 2 + number(Q2)).sqrt()
    assert number(5).log() < 8 - before


def test_integral_of_rho():
    """rho decreases, so a sum from the left is above the integral: over [0, T] it is (9/4) T + 6 at most."""
    assert rho(number(10)) < number(Fraction(9, 4))
    above = [rho(number(Fraction(j, 4))) - number(Fraction(9, 4)) for j in range(40)]
    assert sum((value.max(flint.arb(0)) for value in above), flint.arb(0)) / 4 < 6


def excess(a):
    """(1+C) kappa/(X - C kappa), with kappa not below 0."""
    R, g, C = number(MOST_R), number(LEAST_G), number(MOST_C)
    kappa = (-(R * a.cosh()).cos()).max(flint.arb(0))
    below = (g * R * a.sinh()).cosh() - C * kappa
    assert below > 0, "a pole cannot be excluded"
    return (1 + C) * kappa / below


def test_integral_of_the_excess_on_the_top():
    """int rho (|psi| - 1)_+ <= 29: nothing for R cosh a < pi/2, upper sums up to 5, a tail."""
    assert number(MOST_R) * number(Fraction(1, 3)).cosh() < flint.arb.pi() / 2
    steps, low, high = 6000, Fraction(1, 3), Fraction(5)
    h = (high - low) / steps
    total = flint.arb(0)
    for i in range(steps):
        a = piece(low + i * h, low + (i + 1) * h)
        total += rho(a) * excess(a) * number(h)
    # from 5 on: g R sinh a >= a + 13, as sinh grows faster; cosh - C >= exp(a + 13)/3
    assert number(MOST_R * LEAST_G) * number(5).sinh() > 18
    assert number(MOST_R * LEAST_G) * number(5).cosh() > 1
    tail = rho(number(5)) * (1 + number(MOST_C)) * 3 * number(-18).exp()
    assert total + tail < 29
    assert total > 25


def test_excess_on_the_side():
    """X/kappa >= 1.14 for X = cosh(g r), r >= pi/2, so that |psi| - 1 <= 15.2."""
    g, least = number(LEAST_G), number(Fraction(114, 100))
    assert number(Fraction(3, 2)) < flint.arb.pi() / 2
    for i in range(3500):
        r = piece(Fraction(3, 2) + Fraction(i, 1000), Fraction(3, 2) + Fraction(i + 1, 1000))
        assert (g * r).cosh() > -least * r.cos()
    assert (5 * g).cosh() > least
    assert (1 + number(MOST_C)) / (least - number(MOST_C)) < number(Fraction(152, 10))


def test_poles_are_outside():
    """Where kappa > 1/C, r is within 0.127 of an odd multiple of pi, r > 3 and X > C."""
    C, g, R = number(MOST_C), number(LEAST_G), number(MOST_R)
    assert number(Fraction(127, 1000)).cos() < 1 / C
    assert flint.arb.pi() - number(Fraction(127, 1000)) > 3
    assert 1 + g * g * (9 - R * R) / 2 > C


def test_parts_add_up():
    """Top 1.903 beta + 29.6, side 24.7, half the tail 0.77: 2 beta + 56 is above their sum."""
    front = number(Fraction(5, 4)) / (number(S0) * number(B).sin())
    assert front * number(Fraction(9, 4)) < number("1.903")
    assert front * 35 < number("29.6")
    T = number(Fraction(785, 100))
    end = number(Q2 / (8 + Fraction(785, 100))).exp()  # exp(beta - T), which falls with beta
    sizes = T.cosh() / T.sinh() ** 2 * T.exp()
    side = number(B) * number("16.2") * sizes * end / (number(2).sqrt() * number(S0))
    assert side < number("24.7")
    assert T.exp() / T.sinh() / number(S0) * end / 2 < number("0.77")
    assert Fraction("1.903") < 2
    assert Fraction("29.6") + Fraction("24.7") + Fraction("0.77") < 56


def G(t, beta):
    q = number(Fraction(3, 2))
    return beta * t - (t * (t * t + q * q).sqrt() + q * q * (t / q).asinh()) / 2


@pytest.mark.parametrize("beta", [8, 9, 13, 40, 400])
def test_contour_lemmas_at_random(beta):
    """The steps of the proof, tried (not shown) at places of the strip: a slip in a formula shows here."""
    draw = random.Random(beta)
    beta = number(beta)
    b, q = number(B), number(Fraction(3, 2))
    T = (beta * beta - q * q).sqrt()
    end = G(T, beta)
    pairs = int(float((end / (2 * flint.arb.pi() * b)).mid())) + 1
    K = end / pairs
    for _ in range(300):
        a = (
            T * number(Fraction(draw.random()))
            if draw.random() < 0.5
            else T - number(Fraction(4 * draw.random()))
        )
        t = b * number(Fraction(draw.random()))
        root = (flint.acb(a, t) ** 2 + q * q).sqrt()
        assert root.real <= (a * a + q * q).sqrt()
        assert 0 <= root.imag <= t
        at = G(flint.acb(a, t), beta)
        assert at.imag >= t * (beta - (a * a + q * q).sqrt())
        assert 0 <= at.real - G(a, beta) <= t * t / 2
        for tau, least in (
            (flint.acb(a, b), number(Fraction(4, 5)) * (beta - (a * a + q * q).sqrt()).exp()),
            (flint.acb(T, t), number(2).sqrt()),
        ):
            w = (-2 * flint.acb(0, 1) * flint.acb.pi() * G(tau, beta) / K).exp()
            assert abs(1 + w) >= least * number(Fraction(999999, 10**6))
        x = number(Fraction(draw.random() ** 3))
        y = number(S0) * x * flint.acb(number(Fraction(6 * draw.random())), b).sinh()
        X, kappa, C = y.real.cosh(), -y.imag.cos(), number(Fraction(1, 8)).cosh()
        psi = abs((y.cosh() - 1) / (y.cosh() + C))
        if kappa <= 0:
            assert psi <= 1
        elif kappa > 0:
            assert C * kappa < X
            assert psi - 1 <= (1 + C) * kappa / (X - C * kappa) + number(Fraction(1, 10**15))
