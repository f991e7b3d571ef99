"""The Coq proofs: the same statements as the symbolic ones, accepted by the kernel, no axiom added."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import sympy
from sympy import Lambda, Max, Sum, Symbol, exp, log

from certify.symbolic import Relation, Within, rules
from proofs import load, shallow_network, staircase

FOLDER = Path(__file__).parent.parent / "proofs" / "coq"
SOURCE = (FOLDER / "Staircase.v").read_text()
AXIOMS = {"sig_not_dec", "sig_forall_dec", "functional_extensionality_dep", "classic"}
THEOREMS = re.findall(r"^Print Assumptions (\w+)\.$", SOURCE, re.MULTILINE)


class Reader:
    """Coq's real expressions as SymPy's: + - * /, application, fun, numbers and names."""

    def __init__(self, text, names):
        self.tokens = re.findall(r"=>|<=|%nat|\w+|[^\s\w]", text)
        self.names = names

    def peek(self):
        return self.tokens[0] if self.tokens else None

    def take(self, expected=None):
        token = self.tokens.pop(0)
        assert expected is None or token == expected, (token, expected, self.tokens[:8])
        return token

    def whole(self):
        result = self.sum()
        assert not self.tokens, self.tokens
        return result

    def sum(self):
        result = self.product()
        while self.peek() in ("+", "-"):
            result = result + self.product() if self.take() == "+" else result - self.product()
        return result

    def product(self):
        result = self.prefixed()
        while self.peek() in ("*", "/"):
            result = result * self.prefixed() if self.take() == "*" else result / self.prefixed()
        return result

    def prefixed(self):
        if self.peek() == "-":
            self.take()
            return -self.prefixed()
        if self.peek() == "/":
            self.take()
            return 1 / self.applied()
        return self.applied()

    def applied(self):
        head, arguments = self.atom(), []
        while self.peek() == "(" or (self.peek() or "").isidentifier() or (self.peek() or "").isdigit():
            arguments.append(self.atom())
        return head(*arguments) if arguments else head

    def atom(self):
        token = self.take()
        if token == "(":
            result = self.function() if self.peek() == "fun" else self.sum()
            self.take(")")
            return result
        return sympy.Integer(token) if token.isdigit() else self.names[token]

    def function(self):
        self.take("fun")
        name = self.take()
        self.take("=>")
        index = Symbol("i", integer=True)
        saved, self.names = self.names, {**self.names, name: index}
        body = self.sum()
        self.names = saved
        return Lambda(index, body)


def names():
    """The meaning of Coq's names, and of the definitions of the file."""
    known = {
        "exp": exp, "ln": log, "Rabs": sympy.Abs, "Rmax": Max, "INR": lambda n: n,
        "sum_from_1": lambda f, m: Sum(f(staircase.i), (staircase.i, 1, m)),
    }  # fmt: skip
    for name in ("relu", "sigmoid", "staircase"):
        header, body = re.search(
            rf"Definition {name} ([^:=]*(?::[^:=]*)*?) : R :=(.*?)\.\n\n", SOURCE, re.DOTALL
        ).groups()
        arguments = [word for word in re.findall(r"\w+", header) if word not in ("R", "nat")]

        def defined(*values, body=body, arguments=arguments):
            return Reader(body, {**known, **dict(zip(arguments, values, strict=True))}).whole()

        known[name] = defined
    return known


def statement(theorem):
    """(premises, lhs, rhs) of a theorem that ends in lhs <= rhs, as text."""
    text = re.search(rf"Theorem {theorem} : forall (.*?)\.\nProof", SOURCE, re.DOTALL).group(1)
    text = text.split(",", 1)[1]
    *premises, conclusion = [" ".join(part.split()) for part in re.split(r"->", text)]
    return premises, conclusion


def test_closed_form_is_the_symbolic_statement():
    premises, conclusion = statement("closed_form")
    assert premises == ["(2 <= n)%nat", "0 < k", "x <= 1"]
    fact = staircase.derive.theorem()["closed form"]
    assert all(
        (staircase.N.is_positive, staircase.N.is_integer, staircase.k.is_positive)
    )  # 2 <= n, 0 < k
    assert fact.given == {Relation(staircase.x, "<=", 1)}
    left, right = conclusion.split("<=")
    inner = re.fullmatch(r"\s*Rabs \((.*)\)\s*", left).group(1)
    known = {**names(), "n": staircase.N + 1, "k": staircase.k, "x": staircase.x}
    claim = Within(Reader(inner, known).whole(), Reader(right, known).whole())
    assert rules.core.is_zero(claim.error - fact.statement.error)
    rules.identity(claim.bound, fact.statement.bound)


def test_network_bound_is_the_symbolic_statement():
    premises, conclusion = statement("network_bound")
    assert premises[:2] == ["(2 <= n)%nat", "0 < k"]
    assert premises[2:] == ["(forall u, In u units", "0 < range u /\\ preactivation p x u <= range u)"]
    fact = shallow_network.derive.theorem()["network bound"]
    nu, r, m = shallow_network.nu, shallow_network.r, shallow_network.m
    known = {
        **names(), "n": staircase.N + 1, "k": staircase.k, "units": m,
        "norm": lambda v: v, "output": nu, "range": r,
        "total": lambda f, m: Sum(f(shallow_network.j), (shallow_network.j, 1, m)),
    }  # fmt: skip
    bound = Reader(conclusion.split("<=", 1)[1], known).whole()
    weights = Sum(nu(shallow_network.j) * r(shallow_network.j), (shallow_network.j, 1, m))
    assert fact.statement.rhs == staircase.bound * weights
    rules.identity(sympy.simplify(bound / weights), staircase.bound)


def test_homogeneity_is_the_symbolic_statement():
    premises, conclusion = statement("homogeneity")
    assert premises == ["0 < r"]
    z, r = shallow_network.z, shallow_network.R
    known = {**names(), "r": r, "z": z}
    left, right = (Reader(side, known).whole() for side in conclusion.split("="))
    assert shallow_network.derive.theorem()["homogeneity"].statement == Relation(left, "=", right)


@pytest.mark.parametrize("name", ["staircase", "shallow_network"])
def test_derivations_name_theorems_that_are_printed_with_their_assumptions(name):
    for kernel in load(name).kernel:
        assert (FOLDER.parent.parent / kernel.file).name == "Staircase.v"
        assert kernel.theorem in THEOREMS


def test_nothing_is_admitted():
    words = set(re.findall(r"\w+", SOURCE))
    assert not words & {
        "Admitted",
        "admit",
        "Axiom",
        "Axioms",
        "Parameter",
        "Conjecture",
        "Hypothesis",
        "Abort",
    }


@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed (apt-get install coq)")
def test_the_kernel_accepts_it_with_the_axioms_of_the_standard_library_only(tmp_path):
    shutil.copy(FOLDER / "Staircase.v", tmp_path)
    done = subprocess.run(
        ["coqc", "Staircase.v"], cwd=tmp_path, capture_output=True, text=True, timeout=600
    )
    assert (done.returncode, done.stderr) == (0, "")
    lists = done.stdout.split("Axioms:\n")[1:]
    assert len(lists) == len(THEOREMS) >= 4
    for listed in lists:
        found = {
            name.split(".")[-1] for name in re.findall(r"^([\w.]+)(?=\s*:|\n\s+:)", listed, re.MULTILINE)
        }
        assert found
        assert found <= AXIOMS


@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed (apt-get install coq)")
@pytest.mark.parametrize(
    ("old", "new"),
    [("<= ln (1 + exp k) / (INR (n - 1) * k).\nProof.\n", "<= ln (1 + exp (- k)) / (INR (n - 1) * k).\nProof.\n"),
     ("0 < k -> x <= 1 ->", "0 < k -> x <= 2 ->")],
)  # fmt: skip
def test_the_kernel_rejects_a_false_bound(tmp_path, old, new):
    start, theorem = SOURCE.split("Theorem closed_form", 1)
    assert old in theorem
    theorem = theorem.replace(old, new, 1)
    end = theorem.index("Qed.") + len("Qed.")
    (tmp_path / "False.v").write_text(start + "Theorem closed_form" + theorem[:end])
    done = subprocess.run(["coqc", "False.v"], cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode != 0
    assert "Error" in done.stderr
