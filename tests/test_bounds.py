"""The closed form, its inversion and its lower counterpart, against brute force and Arb."""

from fractions import Fraction

import pytest
from conftest import arb_ends, arb_fraction
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.bounds import ClosedForm, least_n
from certify.constructions import Staircase
from certify.enclosure import Interval, decided, outward

F = Fraction
STEEPNESS = [F(1, 20), F(1, 5), F(1, 2), F(1), F(2), F(7, 2), F(4), F(5), F(8), F(15), F(30), F(60)]


def errors(n: int, k: Fraction, points: int):
    """relu(u) - sum S(k (u - i)) in steps of the grid, at many u of [-N, N], by Arb at 50 digits.

    exp(-k (u - i)) = exp(-k u) q^i with q = exp(k), so one exponential serves all terms.
    """
    steps = n - 1
    powers = [arb_fraction(k * i).exp() for i in range(n)]
    for j in range(points + 1):
        u = F(2 * j * steps, points) - steps
        start = arb_fraction(-k * u).exp()
        total = arb(0)
        for i in range(1, n):
            total += 1 / (1 + start * powers[i])
        yield u, arb_fraction(max(u, F(0))) - total


def exceeds(n: int, k: Fraction, points: int) -> list[Fraction]:
    """The points where the error provably or possibly exceeds the closed form."""
    old, ctx.dps = ctx.dps, 50
    try:
        low = ClosedForm(n, k).enclosure(200).inf * (n - 1)
        return [u for u, e in errors(n, k, points) if not abs(e) <= arb_fraction(low)]
    finally:
        ctx.dps = old


@pytest.mark.parametrize("n", [2, 3, 4, 7, 13, 29, 41, 60])
def test_brute_force_never_exceeds_the_bound(n):
    for k in STEEPNESS[:: 1 if n < 10 else 3]:
        assert exceeds(n, k, 2 * 59 * 3) == []


@pytest.mark.slow
@pytest.mark.parametrize("n", range(2, 61))
def test_brute_force_never_exceeds_the_bound_thousands_of_points(n):
    for k in STEEPNESS:
        assert exceeds(n, k, 4000) == []


def test_brute_force_would_see_a_bound_that_is_too_small():
    """The same comparison fails for half the bound: the test can fail."""
    old, ctx.dps = ctx.dps, 50
    try:
        half = ClosedForm(41, F(5)).enclosure(200).sup * 40 / 2
        assert any(abs(e) > arb_fraction(half) for _, e in errors(41, F(5), 400))
    finally:
        ctx.dps = old


def test_reference_values_lie_between_the_two_closed_forms():
    """sup|e| for n = 41, known from a float64 study, lies between the lower form at x = 1 and the upper form."""
    known = {F(1, 10): 6.992916, F(1, 2): 1.646733, F(1): 0.964164, F(4): 0.529957, F(50): 0.902168}
    for k, value in known.items():
        form = ClosedForm(41, k)
        assert form.endpoint_lower().inf * 40 <= F(value) + F(1, 10**6)
        assert F(value) <= form.enclosure().sup * 40


@settings(max_examples=60, deadline=None)
@given(n=st.integers(2, 10**30), k=st.fractions(F(1, 10**6), 1000, max_denominator=10**6))
def test_enclosure_agrees_with_arb(n, k):
    ours = ClosedForm(n, k).enclosure(128)
    old, ctx.prec = ctx.prec, 2000
    try:
        low, high = arb_ends((1 + (-arb_fraction(k)).exp().log1p() / arb_fraction(k)) / (n - 1))
    finally:
        ctx.prec = old
    assert ours.inf <= low <= high <= ours.sup
    assert ours.sup - ours.inf <= high * F(1, 2**120)


def test_the_articles_example():
    assert least_n(F(1, 1000), F(4)) == 1006
    assert ClosedForm(1006, F(4)).meets(F(1, 1000))
    assert not ClosedForm(1005, F(4)).meets(F(1, 1000))


@settings(max_examples=60, deadline=None)
@given(
    eps=st.fractions(F(1, 10**30), 2, max_denominator=10**31).filter(bool),
    k=st.fractions(F(1, 10**6), 10**6, max_denominator=10**6),
)
def test_least_n_is_least(eps, k):
    n = least_n(eps, k)
    assert ClosedForm(n, k).meets(eps)
    assert n == 2 or not ClosedForm(n - 1, k).meets(eps)


@pytest.mark.parametrize("k", [F(1, 10**6), F(1, 3), F(4), F(10**6)])
def test_extremes_answer(k):
    """eps = 1e-30; and eps = 1/1000, where k = 1e6 leaves 1000 steps short by 1e-434304 only."""
    n = least_n(F(1, 10**30), k)
    assert ClosedForm(n, k).meets(F(1, 10**30))
    assert ClosedForm(n, k).slack(F(1, 10**30)).sign() == 1
    if k == 10**6:
        assert least_n(F(1, 1000), k) == 1002
        assert not ClosedForm(1001, k).meets(F(1, 1000))


def test_refutation_is_by_a_value_that_is_really_attained():
    """The lower form at x = 1 is at most the true error there, and decides that n = 100 fails."""
    for n, k in [(2, F(4)), (41, F(5)), (41, F(1, 10)), (100, F(4))]:
        value = 1 - Staircase(n, k).sum()(F(1))
        assert ClosedForm(n, k).endpoint_lower().inf <= value.sup
    assert ClosedForm(100, F(4)).refutes(F(1, 1000))
    assert not ClosedForm(1005, F(4)).refutes(F(1, 1000))


def test_staircase_values_against_arb():
    total = Staircase(41, F(5)).sum()
    assert len(total.terms) == 40
    old, ctx.prec = ctx.prec, 300
    try:
        for x in (F(-1), F(0), F(1, 3), F(1)):
            low, high = arb_ends(
                sum((1 / (1 + (-200 * (arb_fraction(x) - arb_fraction(F(i, 40)))).exp()) for i in range(1, 41)), arb(0)) / 40
            )  # fmt: skip
            value = total(x)
            assert value.inf <= low <= high <= value.sup
            assert value.sup - value.inf < F(1, 2**115)
    finally:
        ctx.prec = old


def test_staircase_over_an_interval_contains_its_values():
    total = Staircase(11, F(3)).sum()
    over = total(Interval.between(F(1, 4), F(1, 2)))
    for x in (F(1, 4), F(3, 8), F(1, 2)):
        assert total(x) in over


def test_twenty_digits_of_the_example():
    assert (
        decided(lambda prec: outward(ClosedForm(1006, F(4)).enclosure(prec)))[1]
        == "9.9953978306413177621e-4"
    )
