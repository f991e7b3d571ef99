"""Enclosures against Arb: they contain the exact value, and are not needlessly wide."""

from fractions import Fraction

import pytest
from conftest import arb_ends, arb_fraction
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import libmp

from certify import checker
from certify.enclosure import Interval, decided, exp, log, log1p, outward, sigmoid, softplus, sqrt
from certify.errors import Undecided

PRECISIONS = st.sampled_from([24, 53, 64, 113, 200])
REFERENCE_BITS = 5000  # exp(-3000) is 2^-4328

moderate = st.fractions(min_value=-200, max_value=200, max_denominator=10**12)
dyadic = st.builds(
    lambda m, e: Fraction(m) * Fraction(2) ** e, st.integers(-(2**60), 2**60), st.integers(-140, 3)
).filter(lambda v: abs(v) < 3000)
points = st.one_of(moderate, dyadic)
positive_points = points.map(abs).filter(bool)

FUNCTIONS = {
    "exp": (exp, lambda t: t.exp(), points),
    "log": (log, lambda t: t.log(), positive_points),
    "sqrt": (sqrt, lambda t: t.sqrt(), positive_points),
    "log1p": (log1p, lambda t: t.log1p(), positive_points),
    "sigmoid": (sigmoid, lambda t: 1 / (1 + (-t).exp()), points),
    "softplus": (softplus, lambda t: t.exp().log1p() if t < 0 else t + (-t).exp().log1p(), points),
}


def reference(function, value: Fraction) -> tuple[Fraction, Fraction]:
    """Ends of Arb's enclosure, at a precision far above the ones tested."""
    old, ctx.prec = ctx.prec, REFERENCE_BITS
    try:
        return arb_ends(function(arb_fraction(value)))
    finally:
        ctx.prec = old


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=300, deadline=None)
@given(data=st.data(), prec=PRECISIONS)
def test_function_encloses_and_is_not_needlessly_wide(name, data, prec):
    """At a point: contains Arb's value, and is within 2^-(prec-6) of it relatively."""
    ours, arbs, domain = FUNCTIONS[name]
    value = data.draw(domain)
    low, high = reference(arbs, value)
    x = Interval.exact(value, 400).at(prec) if data.draw(st.booleans()) else Interval.exact(value, prec)
    thin = x.inf == x.sup
    result = ours(x)
    assert result.inf <= high
    assert low <= result.sup
    if thin:
        assert result.inf <= low
        assert high <= result.sup
        assert result.sup - result.inf <= abs(high) * Fraction(2) ** (6 - prec)


@settings(max_examples=200, deadline=None)
@given(a=points, b=points, prec=PRECISIONS, name=st.sampled_from(["exp", "sigmoid", "softplus"]))
def test_function_of_an_interval_contains_the_values_at_its_ends(a, b, prec, name):
    ours, arbs, _ = FUNCTIONS[name]
    low, high = sorted((a, b))
    result = ours(Interval.between(low, high, prec))
    assert result.inf <= reference(arbs, low)[0]
    assert reference(arbs, high)[1] <= result.sup


@settings(max_examples=300, deadline=None)
@given(a=points, b=points, c=points, d=points, prec=PRECISIONS)
def test_arithmetic_contains_the_exact_results(a, b, c, d, prec):
    x, y = Interval.between(min(a, b), max(a, b), prec), Interval.between(min(c, d), max(c, d), prec)
    for p in (a, b):
        for q in (c, d):
            assert p + q in x + y
            assert p - q in x - y
            assert p * q in x * y
            assert max(p, q) in x.max(y)
            if c * d > 0:
                assert p / q in x / y


@pytest.mark.parametrize("sign", [1, -1])
def test_raw_mpmath_exp_excludes_the_true_value_and_ours_does_not(sign):
    """mpmath issue 1181: iv.exp(+-2^-38) ends below the true value at 53 bits."""
    value = sign * Fraction(1, 2**38)
    low, _ = reference(lambda t: t.exp(), value)
    raw = _raw_iv("exp", value)
    assert raw[1] < low, "mpmath has been repaired: the wrapper can be reconsidered"
    ours = exp(Interval.exact(value, 53))
    assert ours.inf <= low <= ours.sup


def test_raw_mpmath_log_excludes_the_true_value_and_ours_does_not():
    value = 1 + Fraction(1, 2**38)
    low, _ = reference(lambda t: t.log(), value)
    assert _raw_iv("log", value)[1] < low
    ours = log(Interval.exact(value, 53))
    assert ours.inf <= low <= ours.sup


def _raw_iv(name: str, value: Fraction) -> tuple[Fraction, Fraction]:
    """mpmath's own interval function, at 53 bits."""
    function = {"exp": libmp.mpi_exp, "log": libmp.mpi_log}[name]
    ends = Interval(function(Interval.exact(value, 53).ends, 53), 53)
    return ends.inf, ends.sup


def test_sign_has_three_answers():
    assert [Interval.exact(v).sign() for v in (2, -2, 0)] == [1, -1, 0]
    with pytest.raises(Undecided):
        Interval.between(-1, 1).sign()
    with pytest.raises(Undecided):
        Interval.between(0, 1).sign()


def test_decided_raises_the_precision_and_gives_up_in_the_end():
    tiny = Fraction(1, 3**2000)

    def question(prec):
        return (Interval.exact(Fraction(1, 7), prec) + tiny - Fraction(1, 7)).sign()

    assert decided(question) == 1
    with pytest.raises(Undecided):
        decided(question, limit=512)


# The checker's own arithmetic, which shares no line with the above.


def checker_ends(x: checker.Interval) -> tuple[Fraction, Fraction]:
    return tuple(Fraction(m) * Fraction(2) ** e for m, e in (x.inf, x.sup))


@settings(max_examples=300, deadline=None)
@given(a=points, b=points, c=points, d=points, bits=st.sampled_from([8, 53, 256]))
def test_checker_arithmetic_contains_the_exact_results(a, b, c, d, bits):
    x = checker.Interval(
        checker.Interval.of(min(a, b), bits).inf, checker.Interval.of(max(a, b), bits).sup, bits
    )
    y = checker.Interval(
        checker.Interval.of(min(c, d), bits).inf, checker.Interval.of(max(c, d), bits).sup, bits
    )
    cases = [(x + y, a + c), (x - y, b - d), (x * y, a * d), (x.max(y), max(b, c)), (-x, -a)]
    if min(c, d) > 0 and y.inf[0] > 0:
        cases.append((x / y, a / d))
    if min(a, b) >= 0:
        low, high = checker_ends(x.sqrt())
        assert low**2 <= min(a, b)
        assert high**2 >= max(a, b)
    for result, exact in cases:
        low, high = checker_ends(result)
        assert low <= exact <= high


@settings(max_examples=200, deadline=None)
@given(value=positive_points, bits=st.sampled_from([64, 256]))
def test_checker_exp_and_log1p_enclose_and_are_not_needlessly_wide(value, bits):
    cases = [(checker.exp_of(value, bits), reference(lambda t: t.exp(), value))]
    inside = value / (1 + value)
    ours = checker.log1p(checker.Interval.of(inside, bits))
    thin = checker_ends(checker.Interval.of(inside, bits))
    low, high = checker_ends(ours)
    assert low <= reference(lambda t: t.log1p(), inside)[1]
    assert reference(lambda t: t.log1p(), inside)[0] <= high
    assert high - low <= thin[1] - thin[0] + abs(high) * Fraction(2) ** (12 - bits)
    for enclosed, (below, above) in cases:
        low, high = checker_ends(enclosed)
        assert low <= below
        assert above <= high
        assert high - low <= above * Fraction(2) ** (8 - bits)


@settings(max_examples=200, deadline=None)
@given(value=points)
def test_both_sides_write_the_same_twenty_digits(value):
    """The digits are outward, and the same from both arithmetics."""
    ours = outward(Interval.exact(value, 256))
    assert list(ours) == checker.outward(checker.Interval.of(value, 300))
    low, high = (Fraction(text) for text in ours)
    assert low <= value <= high
    assert high - low <= abs(value) * Fraction(3, 10**19)


def test_twenty_digits_wait_for_a_thin_enough_enclosure():
    wide = Interval.exact(Fraction(1, 3), 64)
    with pytest.raises(Undecided):
        outward(wide)
    assert checker.outward(checker.Interval.of(Fraction(1, 3), 64)) is None


def test_arb_is_the_independent_reference():
    assert arb(1).exp().mid() > 2
