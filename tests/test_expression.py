"""SymPy expressions to intervals."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.enclosure import Interval
from certify.enclosure.expression import enclose
from certify.errors import BadInput

x, y = sympy.symbols("x y")
i = sympy.Symbol("i", integer=True)


@settings(max_examples=100, deadline=None)
@given(a=st.fractions(max_denominator=10**6), b=st.fractions(max_denominator=10**6))
def test_rational_expressions_stay_exact_until_the_end(a, b):
    value = enclose((x + y) ** 3 / (1 + x**2) - y, {x: a, y: b}, 64)
    exact = (a + b) ** 3 / (1 + a**2) - b
    assert exact in value
    assert value.sup - value.inf <= abs(exact) / 2**60


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (sympy.exp(1), sympy.E),
        (sympy.E, sympy.E),
        (sympy.log(1 + sympy.exp(-x)), sympy.log(1 + sympy.exp(-3))),
        (sympy.sqrt(2) * sympy.log(x), sympy.sqrt(2) * sympy.log(3)),
        (sympy.Max(x, 2, 1), 3),
        (sympy.Sum(1 / (1 + sympy.exp(-i)), (i, 1, x)), sum(1 / (1 + sympy.exp(-j)) for j in (1, 2, 3))),
        (sympy.sqrt(x) ** 2 + x**-2, sympy.Rational(28, 9)),
        ((1 + x) ** sympy.Rational(3, 2) - (1 + x) ** sympy.Rational(-1, 2), sympy.Rational(15, 2)),
    ],
)
def test_value_lies_in_its_enclosure(expression, value):
    result = enclose(expression, {x: 3}, 100)
    digits = sympy.Rational(str(sympy.N(value, 60)))
    assert abs(result.mid - Fraction(int(digits.p), int(digits.q))) < Fraction(1, 2**90)


def test_even_powers_of_intervals_are_not_negative():
    square = enclose(x**2, {x: Interval.between(-1, 2)})
    assert (square.inf, square.sup) == (0, 4)


def test_logarithm_near_one_keeps_its_relative_accuracy():
    tiny = enclose(sympy.log(1 + sympy.exp(-x)), {x: 10**6}, 64)
    assert tiny.inf > 0
    assert (tiny.sup - tiny.inf) / tiny.inf < Fraction(1, 2**55)


@pytest.mark.parametrize(
    "expression",
    [sympy.sin(x), x ** sympy.Rational(1, 3), sympy.Float(0.5) * x, y, x**y, sympy.pi, sympy.oo,
     sympy.Sum(i, (i, 1, sympy.Rational(1, 2))), 1 / (x - 3), sympy.Integral(x, x)],
)  # fmt: skip
def test_what_has_no_sound_enclosure_is_refused(expression):
    with pytest.raises(BadInput):
        enclose(expression, {x: 3})
