"""The derivation behind the rounding of networks by sums: what it assumes, and that it cannot be altered."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from test_proofs_networks import run

from certify import checker
from certify.symbolic import StepFailed
from proofs import sum_rounding

SOURCE = Path(sum_rounding.__file__).read_text()


def test_it_assumes_the_definitions_only():
    proof = sum_rounding.derive.theorem()
    given = {str(h) for name in proof.results for h in proof[name].given}
    assert given == {
        "Abs(z) <= r", "Abs(G(y) - Max(0, y)) <= E for all y with Abs(y) <= 1", "A(1) = a(1)",
        "A(i + 1) = A(i) + a(i + 1) for all i", "c(i) <= c(i + 1) for all i",
    }  # fmt: skip
    assert not proof.cites


def test_the_constant_is_that_of_the_checker():
    assert Fraction(int(sum_rounding.bend.p), int(sum_rounding.bend.q)) == checker.BEND


numbers = st.floats(-8, 8)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_result_beside_numbers(data):
    """The derived bound, its symbols replaced by numbers, is what the checker has, and holds."""
    n = data.draw(st.integers(1, 5))
    row = st.lists(numbers, min_size=n, max_size=n)
    a, u, off = (np.array(data.draw(row)) for _ in range(3))
    c = np.sort(np.array(data.draw(row)))
    w, e, y = (data.draw(numbers) for _ in range(3))
    steepest = float(checker.slope([Fraction(v) for v in a], [Fraction(v) for v in c]))
    found = sum_rounding.derive.theorem()["stored sum"].statement
    values = {"a": a, "u": u, "c": c, "g_": off, "A": np.cumsum(a)}

    def number(expression):
        expression = expression.subs(sum_rounding.m, n).doit()
        expression = expression.subs({sum_rounding.w: w, sum_rounding.e: e, sum_rounding.y: y})
        for function in expression.atoms(sympy.core.function.AppliedUndef):
            place = int(function.args[0]) - 1
            expression = expression.subs(function, values[function.func.__name__][place])
        return float(expression)

    def S(x):
        return 0.5 + 0.5 * np.tanh(x / 2)

    error = u @ S(y + e + c + off) - w * (a @ S(y + c))
    bound = np.abs(u - w * a).sum() + abs(w) * (np.abs(a * off).sum() / 4 + abs(e) * steepest)
    assert number(found.error) == pytest.approx(error, abs=1e-9)
    assert number(found.bound) == pytest.approx(bound, rel=1e-9, abs=1e-9)
    assert abs(error) <= bound + 1e-9


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ("bend = Rational(9623, 100000)", "bend = Rational(9622, 100000)", "B"),
        ("quarter = S.Zero, S.One, Rational(1, 4)", "quarter = S.Zero, S.One, Rational(1, 5)", "S' at most 1/4"),
        ("(i, 1, count - 1))\n\n    step", "(i, 1, count - 2))\n\n    step", "one term more, above"),
        ('first = Relation(A(1), "=", a(1))', 'first = Relation(A(1), "=", 2 * a(1))', "one term, above"),
        ('"=", A(i) + a(i + 1))', '"=", A(i) - a(i + 1))', "next sum"),
        ('Relation(c(i), "<=", c(i + 1))', 'Relation(c(i + 1), "<=", c(i))', "in order"),
        ("Abs(A(m)) / 4 + bend * Sum", "Abs(A(m)) / 5 + bend * Sum", "slope above"),
        ("/ 4 + steepest * Abs(e)", "/ 5 + steepest * Abs(e)", "stored sum above"),
        ("/ 4 + steepest * Abs(e)", "/ 4 + steepest * Abs(e) / 2", "stored sum above"),
        ("total(lambda i: Abs(u(i) - w * a(i))) + Abs(w)", "Abs(w)", "stored sum above"),
        ('(Relation(Abs(y), "<=", one),)', '(Relation(2 * Abs(y), "<=", one),)', "error at z/r"),
        ("- r * G(z / r)), \"<=\", r * E)", "- r * G(z / r)), \"<=\", E)", "scaled error"),
        ('"<=", 2 / (3 * sqrt(3)))', '"<=", 1 / (3 * sqrt(3)))', "cubic"),
    ],
)  # fmt: skip
def test_altered_step_fails_by_its_name(old, new, step):
    assert SOURCE.count(old) == 1, "the script no longer contains what this case alters"
    with pytest.raises(StepFailed) as failure:
        run(SOURCE.replace(old, new))
    assert failure.value.step == step, str(failure.value)
