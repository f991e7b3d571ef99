"""Constants of the staircase: the proved enclosures hold what a brute force in 40 digits finds."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest

import certify
from certify.enclosure import Interval
from certify.errors import BadInput, Undecided
from certify.staircase_constants import cell, endpoint

DIGITS = 40


def S(y):
    return 1 / (1 + mpmath.exp(-y))


def phi(t, k, n):
    """The error on the last step, in steps."""
    sigmoids = 45 if n is None else min(n - 1, 45)
    return -t + mpmath.fsum(S(k * (t - j)) for j in range(sigmoids))


def highest(k, n):
    """(t, phi) where phi is largest in 1/100 <= t <= 1: a grid, then golden sections."""
    with mpmath.workdps(15):
        at = max(range(1, 101), key=lambda i: phi(mpmath.mpf(i) / 100, k, n))
    low, high = mpmath.mpf(max(at - 1, 1)) / 100, mpmath.mpf(min(at + 1, 100)) / 100
    golden = (mpmath.sqrt(5) - 1) / 2
    while high - low > mpmath.mpf(10) ** (-DIGITS // 3):
        a, b = high - golden * (high - low), low + golden * (high - low)
        if phi(a, k, n) < phi(b, k, n):
            low = a
        else:
            high = b
    return low, phi(low, k, n)


def overtaken(k, n):
    """Whether the error is larger somewhere than at x = 1."""
    with mpmath.workdps(DIGITS):
        k = mpmath.mpf(k)
        return highest(k, n)[1] > phi(mpmath.mpf(0), k, n)


@pytest.fixture
def fresh():
    """Nothing that was proved before is remembered."""
    for proof in (endpoint.prove_rising, endpoint.prove_steep):
        proof.cache_clear()
    yield
    for proof in (endpoint.prove_rising, endpoint.prove_steep):
        proof.cache_clear()


# --- The threshold of the endpoint


@pytest.mark.parametrize(
    ("n", "reference"), [(3, "3.59231582"), (4, "3.57225965"), (41, "3.57164853"), (None, "3.57164853")]
)
def test_threshold(n, reference):
    """It holds the reference value; the claim holds at its lower and fails at its upper end."""
    found = certify.endpoint_threshold(n)
    lower, upper = Fraction(found.lower), Fraction(found.upper)
    assert 0 < upper - lower <= Fraction(2, 10**10)
    assert abs(lower - Fraction(reference)) < Fraction(1, 10**8)
    assert not overtaken(found.lower, n)
    assert overtaken(found.upper, n)


def test_threshold_of_one_sigmoid():
    """For n = 2 it is 4 exactly."""
    found = certify.endpoint_threshold(2)
    assert Fraction(found.lower) == Fraction(found.upper) == 4
    assert not overtaken(4, 2)
    assert overtaken("4.001", 2)


@pytest.mark.parametrize("digits", [1, 2, 5, 25])
def test_threshold_digits(digits):
    """More digits lie between fewer ones."""
    wide, tight = certify.endpoint_threshold(4, digits), certify.endpoint_threshold(4, digits + 3)
    assert Fraction(wide.lower) <= Fraction(tight.lower) < Fraction(tight.upper) <= Fraction(wide.upper)
    assert Fraction(wide.upper) - Fraction(wide.lower) <= Fraction(2, 10**digits)


def test_threshold_of_large_n():
    """From some n on it is that of the limit, to every digit."""
    limit, large = certify.endpoint_threshold(None), certify.endpoint_threshold("1e15")
    assert (limit.lower, limit.upper) == (large.lower, large.upper)
    assert large.n == 10**15


@pytest.mark.parametrize("n", [3, 4, None])
@pytest.mark.parametrize("k", ["2", "3", "3.5", "3.6", "3.7", "5", "9", "30"])
def test_claim_elsewhere(n, k):
    """Away from the threshold the claim holds below and fails above, as brute force has it."""
    assert overtaken(k, n) == (Fraction(k) > Fraction(certify.endpoint_threshold(n, 3).upper))


def test_gain_grows_with_k():
    """The lemma on samples: delta increases with k from 2 to 3.65, and no longer at 3.85."""
    ks = [mpmath.mpf(2) + mpmath.mpf(i) / 10 for i in range(17)]
    for n in (3, 4, None):
        for t in (mpmath.mpf(i) / 10 for i in range(1, 11)):
            gains = [phi(t, k, n) - phi(0, k, n) for k in ks]
            assert all(a < b for a, b in pairwise(gains))
    t, k = mpmath.mpf("0.745"), mpmath.mpf("3.85")
    assert phi(t, k, 4) - phi(0, k, 4) > phi(t, k + 0.01, 4) - phi(0, k + 0.01, 4)


@pytest.mark.parametrize("k", [Fraction(5, 2), Fraction(18, 5)])
def test_cell_encloses(k):
    """phi and its derivatives lie in their enclosures, for few sigmoids and in the limit, on boxes too."""
    with mpmath.workdps(DIGITS):
        t = mpmath.mpf("0.15")
        steep = mpmath.mpf(k.numerator) / k.denominator
        for n in (2, 3, 41, None):
            exact = [
                mpmath.diff(lambda t, k, n=n: phi(t, k, n), (t, steep), order)
                for order in ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
            ]
            for width in (Fraction(0), Fraction(1, 50)):
                it = cell.Cell(None if n is None else n - 1, 80, 8 if width else None)
                box = (
                    it.between(Fraction(3, 20) - width, Fraction(3, 20) + width),
                    it.between(k - width, k + width),
                )
                found = [it.value(*box), *it.slopes(*box), *it.bends(*box)]
                for value, interval in zip(exact, found, strict=True):
                    assert interval.rad < (Fraction(1, 2) if width else Fraction(1, 10**12))
                    assert (
                        interval.inf - Fraction(1, 10**20)
                        < Fraction(str(value))
                        < interval.sup + Fraction(1, 10**20)
                    )


def test_turn_of_h():
    """h(y) = y S'(y) over an interval holds its values, and is attained up to the peak's bound."""
    with mpmath.workdps(DIGITS):
        for low, high in (("-3", "-1"), ("1", "2"), ("-1", "1"), ("1.6", "3"), ("-4", "4")):
            found = endpoint.h(Interval.between(Fraction(low), Fraction(high), 80))
            places = [
                mpmath.mpf(low) + (mpmath.mpf(high) - mpmath.mpf(low)) * i / 500 for i in range(501)
            ]
            values = [y * S(y) * (1 - S(y)) for y in places]
            assert Fraction(str(min(values))) >= found.inf
            assert Fraction(str(max(values))) <= found.sup
            assert found.sup - Fraction(str(max(values))) < Fraction(1, 1000)


def test_window_without_its_tail_is_noticed(monkeypatch):
    """Six terms alone give another threshold; with the bound of the others nothing is claimed."""
    monkeypatch.setattr(cell.Cell, "terms", property(lambda self: 6))
    with pytest.raises(Undecided):
        certify.endpoint_threshold()
    monkeypatch.setattr(cell.Cell, "whole", property(lambda self: True))
    found = certify.endpoint_threshold()
    assert overtaken(found.lower, None) or not overtaken(found.upper, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RISING", Fraction(4)),  # delta falls with k near t = 0.75
        ("SWITCH", Fraction(1)),  # k delta_k falls with t
        ("FLAT", Fraction(1, 8)),  # phi has its turn before
        ("TURN", (Fraction(1542, 1000), Fraction(1543, 1000))),
        ("MARGIN", Fraction(-1)),  # beyond the threshold
        ("STEEP", 4),
        ("slope_of_rise", lambda cell, t, k: -endpoint.rise(cell, t, k)),
        ("gain", lambda cell, t, k: cell.exact(-1)),
    ],
)
def test_wrong_threshold_is_not_proved(monkeypatch, fresh, name, value):
    """A claim that is false, or whose proof is wrong in one place, is undecided."""
    monkeypatch.setattr(endpoint, name, value)
    with pytest.raises(Undecided):
        certify.endpoint_threshold(4)


def test_each_end_is_needed():
    """Just beyond the threshold neither statement is proved."""
    with pytest.raises(Undecided):
        endpoint.prove_holds(3, Fraction("3.5722597"), 7)
    with pytest.raises(Undecided):
        endpoint.prove_fails(3, Fraction("0.11463627"), Fraction("3.5722596"), 7)
    endpoint.prove_holds(3, Fraction("3.5722596"), 7)
    endpoint.prove_fails(3, Fraction("0.11463627"), Fraction("3.5722597"), 7)


@pytest.mark.parametrize("arguments", [(1,), ("2.5",), (None, 0), (None, 101), (None, "x")])
def test_bad_arguments(arguments):
    with pytest.raises(BadInput):
        certify.endpoint_threshold(*arguments)
