"""The Coq proofs: the same statements as the symbolic ones, accepted by the kernel, no axiom added."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import sympy
from sympy import Lambda, Max, Sum, Symbol, exp, log

from certify.symbolic import Every, Relation, Within, rules
from proofs import load, one_cell, shallow_network, staircase

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
    for name in ("relu", "sigmoid", "staircase", "grid_error", "cell_error"):
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


def from_0(expression):
    """The sums from 1 on, with an index that runs from 0."""
    sums = expression.atoms(Sum)
    return expression.subs({whole: rules.shifted(whole, 1).statement.rhs for whole in sums})


def in_steps(text):
    """A real expression of a theorem about one cell, with n - 1 = m = N."""
    known = {name: getattr(one_cell, name) for name in ("k", "t", "u", "x", "U", "N")}
    return Reader(text, {**names(), **known, "n": one_cell.N + 1, "m": one_cell.N}).whole()


@pytest.mark.parametrize(("theorem", "operator"), [("one_cell_lemma", "<"), ("cell_form", "="),
                                                   ("attained", "=")])  # fmt: skip
def test_one_cell_is_the_symbolic_statement(theorem, operator):
    premises, conclusion = statement(theorem)
    fact = one_cell.derive.theorem()[
        theorem.replace("one_cell_lemma", "one-cell lemma").replace("_", " ")
    ]
    assert premises == (["(2 <= n)%nat", "t <= 1"] if theorem == "attained" else [])
    assert fact.given == ({Relation(one_cell.t, "<=", 1)} if theorem == "attained" else set())
    left, right = map(in_steps, conclusion.split(operator))
    if theorem != "one_cell_lemma":
        right = from_0(right)
    assert fact.statement.operator == operator
    assert rules.core.is_zero(fact.statement.lhs - left)
    assert rules.core.is_zero(fact.statement.rhs - right)


def test_one_cell_decides_is_the_symbolic_statement():
    premises, conclusion = statement("one_cell")
    assert premises[:2] + premises[4:] == ["(2 <= n)%nat", "0 < k", "x <= 1"]
    assert premises[2] == "(forall t, 0 <= t <= 1"
    left, right = premises[3].removesuffix(")").split("<=")
    t = one_cell.t
    cell = Every((t,), Relation(from_0(in_steps(left)), "<=", in_steps(right)),
                 (Relation(0, "<=", t), Relation(t, "<=", 1)))  # fmt: skip
    fact = one_cell.derive.theorem()["one cell decides"]
    assert fact.given == {cell, Relation(one_cell.x, "<=", 1)}
    left, right = conclusion.split("<=")
    inner = re.fullmatch(r"\s*Rabs \((.*)\)\s*", left).group(1)
    assert rules.core.is_zero(in_steps(inner) - fact.statement.error)
    assert in_steps(right) == fact.statement.bound


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


@pytest.mark.parametrize("name", ["staircase", "one_cell", "shallow_network"])
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
    ("name", "old", "new"),
    [("closed_form", "<= ln (1 + exp k) / (INR (n - 1) * k).\nProof.\n", "<= ln (1 + exp (- k)) / (INR (n - 1) * k).\nProof.\n"),
     ("closed_form", "0 < k -> x <= 1 ->", "0 < k -> x <= 2 ->"),
     ("one_cell_lemma", "grid_error m k u < grid_error m k (u + 1).", "grid_error m k (u + 1) < grid_error m k u."),
     ("cell_form", "(INR m - t) = cell_error m k t.", "(INR m - t) = cell_error m k (- t)."),
     ("one_cell", "<= U) -> x <= 1 ->", "<= U) -> x <= 2 ->"),
     ("one_cell", "(forall t, 0 <= t <= 1 ->", "(forall t, 0 <= t <= 0 ->"),
     ("one_cell", "<= U / INR (n - 1).", "<= U / INR n."),
     ("attained", "t <= 1 ->", "t <= 2 ->"),
     ("attained", "= cell_error (n - 1) k t / INR (n - 1).", "= cell_error (n - 1) k t / INR n.")],
)  # fmt: skip
def test_the_kernel_rejects_a_false_bound(tmp_path, name, old, new):
    start, theorem = SOURCE.split(f"Theorem {name} ", 1)
    assert old in theorem
    theorem = theorem.replace(old, new, 1)
    end = theorem.index("Qed.") + len("Qed.")
    (tmp_path / "False.v").write_text(start + f"Theorem {name} " + theorem[:end])
    done = subprocess.run(["coqc", "False.v"], cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode != 0
    assert "Error" in done.stderr
