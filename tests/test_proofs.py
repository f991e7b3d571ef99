"""Every derivation: its status, every step corrupted in turn, its results, its printed forms."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sympy
from sympy import S

from certify import checker
from certify.symbolic import (
    Cited,
    Derivation,
    Equivalence,
    Exists,
    Fact,
    Monotone,
    Pieces,
    Relation,
    StepFailed,
    Supremum,
    Within,
    rules,
)
from certify.symbolic.printing import FORMATS, render
from proofs import NAMES, load
from proofs.table import row, table

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "derivations.txt"
EACH = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in NAMES]
"""One process runs a derivation once, for all its tests."""
ASSUMED = ("hypothesis", "apply", "cite")  # corrupting what is assumed changes the results, see below


def corrupted(claim):
    """A claim that is false wherever the given one is shown by exact or strict evidence."""
    if isinstance(claim, Relation):
        if claim.operator == "=":
            return Relation(claim.lhs, "=", claim.rhs + 1)
        return Relation(claim.rhs, "<", claim.lhs)
    if isinstance(claim, Within):
        return Within(claim.error + 1 + claim.bound, claim.bound)
    if isinstance(claim, Monotone):
        return replace(claim, direction=-claim.direction)
    if isinstance(claim, Equivalence):
        return replace(claim, right=corrupted(claim.right))
    if isinstance(claim, Supremum):
        return replace(claim, value=claim.value + 1)
    if isinstance(claim, Exists):
        return replace(claim, low=claim.high, high=claim.high + 1)
    if isinstance(claim, Pieces):
        return replace(claim, slopes=(claim.slopes[0] + 1, *claim.slopes[1:]))
    raise TypeError(f"no corruption of {claim!r} is known")


def falsified(name, args):
    """The arguments of a rule with its claim corrupted, for every kind of rule."""
    first, *rest = args
    if name == "identity":
        return (first, args[1] + 1)
    if name in ("derivative", "limit"):
        changed = list(args)
        changed[{"derivative": 2, "limit": 3}[name]] += 1
        return tuple(changed)
    if name in ("positive", "nonnegative"):
        return (-sympy.sympify(first) - int(name == "nonnegative"),)
    if name == "monotone":
        return (first, args[1], -args[2], *args[3:])
    if name in ("last_term", "shifted", "split_sum", "telescoped", "split_integral", "cut", "renamed"):
        return None  # they state what follows by themselves
    if name == "counterexample":
        return (
            Relation(first.rhs, "<=", first.lhs) if first.operator != "=" else Relation(S(0), "=", S(0)),
            *rest,
        )
    return (corrupted(first), *rest)


def replaced(args, other):
    """The arguments with one premise replaced by a fact that has nothing to do with it."""
    for place, arg in enumerate(args):
        if isinstance(arg, Fact):
            yield (*args[:place], other, *args[place + 1 :])
        if isinstance(arg, tuple) and len(arg) == 2 and isinstance(arg[1], Fact):
            yield (*args[:place], (arg[0], other), *args[place + 1 :])


@pytest.mark.parametrize("name", EACH)
def test_every_step_corrupted_fails_there(name, monkeypatch):
    """While the derivation runs, every rule is first tried on a false claim and on wrong premises."""
    other = rules.hypothesis(Relation(sympy.Symbol("nothing_to_do_with_it", real=True), "<=", S(0)))
    original = Derivation.step
    survived, tried = [], 0

    def attempt(step, rule, args):
        nonlocal tried
        tried += 1
        with monkeypatch.context() as patch:
            patch.setattr(
                sympy, "simplify", lambda expression: expression
            )  # long, and of no use for 1 = 2
            with pytest.raises(StepFailed) as failure:
                original(Derivation("corrupted", "", ""), step, "", rule, *args)
        assert failure.value.step == step

    def step(self, title, reason, rule, *args):
        kind = getattr(rule, "__name__", "")
        if self.name == name and kind in rules.__all__ and kind not in ASSUMED:
            false = falsified(kind, args)
            trials = [false] if false is not None else []
            trials += replaced(args, other)
            for trial in trials:
                try:
                    attempt(title, rule, trial)
                except pytest.fail.Exception:
                    survived.append((title, kind))
        return original(self, title, reason, rule, *args)

    monkeypatch.setattr(Derivation, "step", step)
    derivation = load(name)()
    assert derivation.status == load(name).status
    assert not survived
    assert tried or derivation.status == "cited"


def results(derivation):
    lines = [f"{derivation.name} ({derivation.status})"]
    for result in derivation.results:
        fact = derivation[result]
        given = "; ".join(sorted(map(str, fact.given)))
        lines.append(f"  {result}: {fact.statement}" + (f"  [given {given}]" if given else ""))
    return "\n".join(lines)


def recorded():
    """The results of every derivation as they are recorded, by name."""
    return {text.split(" ", 1)[0]: text for text in GOLDEN.read_text().rstrip("\n").split("\n\n")}


@pytest.mark.parametrize("name", EACH)
def test_results_and_hypotheses_are_the_recorded_ones(name):
    """A corrupted hypothesis or definition shows here, if no step fails for it.

    After a wanted change: python -m tests.test_proofs
    """
    assert results(load(name).theorem()) == recorded()[name]


def test_only_derivations_are_recorded():
    assert tuple(recorded()) == NAMES


def rows():
    """The rows of the table that is committed."""
    lines = (ROOT / "proofs" / "README.md").read_text().splitlines(keepends=True)
    return [line for line in lines if line.startswith("| [")]


@pytest.mark.parametrize("name", EACH)
def test_row_of_the_table_is_current(name):
    assert row(load(name).theorem()) == rows()[NAMES.index(name)]


def test_table_has_nothing_else():
    assert (ROOT / "proofs" / "README.md").read_text() == table(rows())
    assert len(rows()) == len(NAMES)


def test_names_are_the_modules():
    modules = {path.stem for path in (ROOT / "proofs").glob("*.py")}
    assert modules - {"__init__", "__main__", "table"} == set(NAMES)


@pytest.mark.parametrize("name", EACH)
def test_no_result_hides_a_citation(name):
    derivation = load(name).theorem()
    facts = [fact for result in derivation.results for fact in derivation[result].ancestors()]
    cited = any(isinstance(fact.statement, Cited) for fact in facts)
    assert cited == (derivation.status == "cited") == bool(derivation.cites)


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("name", EACH)
def test_every_step_is_printed(name, style):
    derivation = load(name).theorem()
    text = render(derivation, style)
    assert derivation.status.capitalize() in text
    if style == "text":
        assert all(f". {step}: " in text for step in derivation.steps)
    if style == "latex":
        assert text.count(r"\item[") == len(derivation.steps)
    if style == "html":
        body = text.split("</style></head>")[1].removesuffix("</html>")
        tree = ElementTree.fromstring(body)
        assert len(tree.findall(".//li")) == len(derivation.steps)
        shown = "".join(tree.itertext())
        assert "\\" not in shown, "a LaTeX command was not converted"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("name", EACH)
def test_latex_compiles(name, tmp_path):
    (tmp_path / "d.tex").write_text(render(load(name).theorem(), "latex"))
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "d.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:]


def test_bound_that_is_evaluated_is_the_one_derived():
    from proofs import universal

    fact = universal.derive.theorem()["approximation"]
    assert fact.statement.bound == universal.bound


def test_derivatives_of_the_checker_are_the_ones_derived():
    from proofs import taylor_form

    factors = [sympy.Poly(f, taylor_form.v).all_coeffs()[::-1] for f in taylor_form.factors]
    assert factors == [list(checker.derivative(m)) for m in range(1, checker.MOST_ORDER + 2)]


def test_program_of_one_derivation():
    done = subprocess.run(
        [sys.executable, "-m", "proofs.tanh_network", "--format", "markdown"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# tanh_network")


def test_wrong_status_is_noticed():
    script = load("tanh_network")
    wrong = replace(script, status="refuted")
    assert wrong().status == "proved" != wrong.status


if __name__ == "__main__":
    GOLDEN.write_text("\n\n".join(results(load(name).theorem()) for name in NAMES) + "\n")
