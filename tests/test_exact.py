import contextlib
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import BadInput
from certify.exact import positive, rational, shown, whole


@pytest.mark.parametrize(
    "value",
    ["1/1000", "1e-3", "0.001", " .1e-2 ", Decimal("0.001"), sympy.Rational(1, 1000), "1e-1/1e2"],
)
def test_ways_to_write_a_thousandth_mean_the_same_rational(value):
    assert rational(value) == Fraction(1, 1000)


def test_float_means_its_exact_binary_value():
    assert rational(0.1) == Fraction(0.1) != Fraction(1, 10)
    assert rational(np.float32(0.1)) == Fraction(float(np.float32(0.1)))


@pytest.mark.parametrize(
    "value",
    ["nan", "inf", "-inf", "", "1/0", "1/2/3", "x", "1_000", "0x10", "1e9999999", "1e-1001", "9" * 5000,
     "١", None, True, [1], float("nan"), float("inf"), Decimal("nan"), Decimal("-Infinity"), 1j,
     "1" * 1500, 10**2000],
)  # fmt: skip
def test_what_is_no_number_is_refused_in_one_line(value):
    with pytest.raises(BadInput) as error:
        rational(value, "eps")
    assert "'eps'" in str(error.value)
    assert "\n" not in str(error.value)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_bad_input(text):
    with contextlib.suppress(BadInput):
        assert isinstance(rational(text), Fraction)


@given(st.fractions())
def test_shown_is_exact(value):
    assert rational(shown(value)) == value


def test_sign_and_wholeness_are_checked():
    assert positive("1/3", "k") == Fraction(1, 3)
    assert whole("1e3", "n", 2) == 1000
    for bad in ("0", "-1", -1):
        with pytest.raises(BadInput, match="must be positive"):
            positive(bad, "k")
    for bad in ("1", "2.5", "-7"):
        with pytest.raises(BadInput, match="integer of at least 2"):
            whole(bad, "n", 2)
