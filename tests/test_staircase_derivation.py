"""The derivation of the closed form: it runs, and no step can be altered or left out."""

import ast
import re
from pathlib import Path

import pytest
from sympy import Rational

from certify.symbolic import Derivation, StepFailed
from certify.symbolic.printing import FORMATS, render
from proofs import staircase

SOURCE = Path(staircase.__file__).read_text()
STEPS = list(staircase.derive.theorem().steps)


def run(source: str) -> Derivation:
    """The derivation that an altered script makes."""
    namespace: dict = {"__name__": "altered"}
    exec(compile(source, "altered", "exec"), namespace)
    return namespace["derive"]()


def test_unaltered_script_runs():
    assert list(run(SOURCE).steps) == STEPS
    assert len(STEPS) > 50


def test_closed_form_is_the_articles_bound_and_assumes_only_x_at_most_1():
    fact = staircase.derive.theorem()["closed form"]
    assert [str(h) for h in fact.given] == ["x <= 1"]
    from sympy import Symbol, exp, log, simplify

    k, N = staircase.k, staircase.N
    assert simplify(fact.statement.bound - (1 + log(1 + exp(-k)) / k) / N) == 0
    assert Symbol("N", integer=True, positive=True) == N


def test_results_assume_nothing_but_what_they_say():
    theorem = staircase.derive.theorem()
    allowed = {"closed form": {"x <= 1"}, "enough": {"(1 + exp(-k)/k)/epsilon <= N"}}
    for name in theorem.results:
        assert {str(h) for h in theorem[name].given} == allowed.get(name, set())


ALTERED = [
    # a sign
    ("F(t), t, sigmoid(k * t))", "F(t), t, sigmoid(-k * t))", "antiderivative"),
    ("F(t), t, 1, proof", "F(t), t, -1, proof", "F increases"),
    ("slope = k * exp(-k * t)", "slope = -k * exp(-k * t)", "slope"),
    ("Monotone(summand, t, -1)", "Monotone(summand, t, 1)", "summand decreases"),
    ("-F(u - t), t, summand)", "F(u - t), t, summand)", "antiderivative of the summand"),
    ("(-1, proof[\"lower integral\"])", "(1, proof[\"lower integral\"])", "relu above"),
    ("F(u) - u, F(-u))", "F(u) - u, F(u))", "F over u"),
    ("Relation(u - staircase, \"<=\", 1 + tail)", "Relation(u - staircase, \"<=\", 1 - tail)", "relu above"),
    ("1 + tail),\n         proof[\"relu below, left of 0\"]", "1),\n         proof[\"relu below, left of 0\"]", "error left of 0"),
    # a bound of integration
    ("Relation(Integral(summand, (t, 1, N + 1)), \"<=\"", "Relation(Integral(summand, (t, 1, N)), \"<=\"", "sum above integral"),
    ("Relation(Integral(summand, (t, 1, N + 1)), \"<=\"", "Relation(Integral(summand, (t, 0, N)), \"<=\"", "sum above integral"),
    ("\"<=\", Integral(summand, (t, 0, N)))", "\"<=\", Integral(summand, (t, 1, N)))", "sum below integral"),
    ("Relation(Integral(summand, (t, 0, N)), \"=\"", "Relation(Integral(summand, (t, 0, N + 1)), \"=\"", "upper integral"),
    ("F(u - 1) - F(u - N - 1))", "F(u - 1) - F(u - N))", "lower integral"),
    ("Integral(at_end, (t, 0, N - 1)))", "Integral(at_end, (t, 0, N)))", "all but the last"),
    # an index
    ("staircase = Sum(sigmoid(k * (u - i)), (i, 1, N))", "staircase = Sum(sigmoid(k * (u - i)), (i, 0, N))", "sum above integral"),
    ("staircase = Sum(sigmoid(k * (u - i)), (i, 1, N))", "staircase = Sum(sigmoid(k * (u - i)), (i, 1, N - 1))", "sum above integral"),
    ("last = Sum(sigmoid(k * (N - i)), (i, 1, N - 1))", "last = Sum(sigmoid(k * (N - i)), (i, 1, N))", "all but the last"),
    ("(y - i / N)), (i, 1, N)) / N", "(y - i / N)), (i, 0, N)) / N", "closed form"),
    # a premise, a factor, a hypothesis, a result
    ("Relation(u, \"<=\", N))", "Relation(u, \"<=\", N + 1))", "distance to the end"),
    ("Relation(x, \"<=\", one))", "Relation(x, \"<=\", one + 1))", "closed form"),
    ("bound = (1 + tail) / N", "bound = (1 + tail / 2) / N", "closed form"),
    ("tail = log(1 + exp(-k)) / k", "tail = log(1 + exp(-k))", "F at -1"),
    ("{u: x * N}, 1 / N,", "{u: x * N}, 1 / N**2,", "closed form"),
    ("(C * (x - i * d)).subs(C, k / d)", "(C * (x - i * d)).subs(C, k * d)", "steepness"),
    ("bound, k, oo, 1 / N)", "bound, k, oo, 2 / N)", "limit"),
    ("eps * N - 1)), N)", "eps * N)), N)", "decision"),
    ("Relation((1 + tail) / eps, \"<=\", N)), N / eps)", "Relation((1 + tail) / eps, \"<=\", N + 1)), N / eps)", "inversion"),
    ("\"=\", ceiling((1 + tail) / eps))", "\"=\", ceiling((1 + tail) / eps) - 1)", "least N"),
    ("S.Half + tail - log", "S.One + tail - log", "endpoint"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "step"), ALTERED)
def test_altered_step_fails_by_its_name(old, new, step):
    assert old in SOURCE, "the script no longer contains what this case alters"
    with pytest.raises(StepFailed) as failure:
        run(SOURCE.replace(old, new))
    assert failure.value.step == step


def without(step: str) -> str:
    """The script without one call of step(...)."""
    tree = ast.parse(SOURCE)

    class Remove(ast.NodeTransformer):
        def visit_Expr(self, node):
            call = node.value
            named = (
                isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "step"
            )
            return ast.Pass() if named and call.args[0].value == step else node

    return ast.unparse(ast.fix_missing_locations(Remove().visit(tree)))


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_removed_step_is_missed_by_its_name(step):
    with pytest.raises(StepFailed) as failure:
        run(without(step))
    assert failure.value.step == step


@pytest.mark.parametrize("step", STEPS[::7])
def test_removed_step_is_missed_by_its_name_sample(step):
    test_removed_step_is_missed_by_its_name(step)


def test_step_that_serves_nothing_is_refused():
    padded = SOURCE.replace(
        '    proof.conclude(', '    step("idle", "Nothing.", rules.positive, one)\n    proof.conclude('
    )  # fmt: skip
    with pytest.raises(StepFailed, match="serves no result"):
        run(padded)


def test_same_name_twice_is_refused():
    proof = Derivation("d", "title", "source")
    from certify.symbolic import rules

    proof.step("one", "", rules.positive, Rational(1))
    with pytest.raises(StepFailed, match="exists already"):
        proof.step("one", "", rules.positive, Rational(1))


@pytest.mark.parametrize("style", FORMATS)
def test_every_step_is_printed(style):
    text = render(staircase.derive.theorem(), style)
    for name in STEPS:
        assert name in text.replace("\\_", "_")
    if style == "latex":
        assert text.count(r"\begin{dmath*}") == text.count(r"\end{dmath*}") == len(STEPS)
        assert text.startswith(r"\documentclass")
        for brace in re.findall(r"\\begin\{([\w*]+)\}", text):
            assert rf"\end{{{brace}}}" in text
