"""Sums above or below relu and piecewise linear functions: claims, witnesses, forgeries, faulty checkers."""

import json
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from conftest import arb_ends, arb_fraction
from functions import sealed
from hypothesis import given, settings
from hypothesis import strategies as st
from test_few_sigmoids import places
from test_mutants import SOURCE, load

import certify
from certify import checker
from certify.constructions import minimax
from certify.enclosure.decimals import rounded
from certify.errors import BadInput

GOLDEN = Path(__file__).parent / "golden"
SIGNS = {"above": 1, "below": -1}
HARD_TANH = "relu(x + 1) - relu(x - 1) - 1"


def values(document, target, count):
    """g - F at many places, as Arb balls of 60 digits and more, for a sum of sigmoids or tanh units."""
    flint = pytest.importorskip("flint")
    g = document["construction"]
    terms = [tuple(map(Fraction, term)) for term in g["terms"]]
    low, high = map(Fraction, document["claim"]["domain"])
    half, middle = (high - low) / 2, (high + low) / 2
    steepest = max(abs(b) for _, b, _ in terms)
    for u in places(steepest, count):
        x = middle + half * u
        with flint.ctx.workprec(260):
            total = arb_fraction(Fraction(g["constant"]) - target(x))
            for a, b, c in terms:
                inside = arb_fraction(b * x + c)
                shape = inside.tanh() if g["kind"] == "tanh-sum" else 1 / (1 + (-inside).exp())
                total += arb_fraction(a) * shape
            yield arb_ends(total)


def relu(x):
    return max(x, Fraction(0))


def at_witness(document, target):
    """The exact ends of g - F at the witness of a certificate."""
    flint = pytest.importorskip("flint")
    g, x = document["construction"], Fraction(document["proof"]["witness"])
    with flint.ctx.workprec(400):
        total = arb_fraction(Fraction(g["constant"]) - target(x))
        for a, b, c in (map(Fraction, term) for term in g["terms"]):
            total += arb_fraction(a) / (1 + (-arb_fraction(b * x + c)).exp())
        return arb_ends(total)


@pytest.mark.parametrize("side", SIGNS)
@pytest.mark.parametrize(
    ("eps", "construction", "method"),
    [
        ("1e-2", "minimax", "enclosure"),
        ("1e-5", "minimax", "enclosure"),
        ("1e-8", "best", "enclosure"),
        ("1e-3", "increasing", "enclosure"),
        ("1e-4", "graded", "enclosure"),
        ("1e-6", "graded", "closed-form"),
    ],
)
def test_relu_on_one_side(eps, construction, method, side):
    """At hundreds of places, near the kink too, the error has its sign and is within the bound."""
    cert = certify.relu(eps, construction=construction, method=method, side=side)
    assert (cert.verdict, cert.side) == ("certified", side)
    theorem = certify.check(cert)
    error = {"above": "0 <= g(x) - relu(x)", "below": "0 <= relu(x) - g(x)"}[side]
    assert theorem.statement.startswith(f"{error} <= {Fraction(eps)} for every x in [-1, 1], where")
    assert cert.claim.startswith(f"{error} <= ")
    assert theorem.side == side
    least, most = map(Fraction, theorem.bound)
    assert most <= Fraction(eps)
    for low, high in values(cert.document, relu, 150):
        low, high = (low, high) if side == "above" else (-high, -low)
        assert low >= 0
        assert high <= most
    if method == "enclosure":
        low, high = at_witness(cert.document, relu)
        assert least < (low if side == "above" else -high)
        assert most < least * Fraction(108, 100)


@pytest.mark.parametrize("eps", ["1e-1", "1e-2", "1e-3", "1e-5", "1e-8"])
def test_one_side_costs_twice_the_error(eps):
    """The sigmoids are those for eps/2, and the bound is twice that of the table."""
    for side in SIGNS:
        cert = certify.relu(eps, construction="minimax", side=side)
        assert cert.n == certify.relu(Fraction(eps) / 2, construction="minimax").n
        assert Fraction(cert.bound[1]) == 2 * minimax.entry(cert.n).upper


def test_closed_form_on_one_side_takes_the_sum_for_half_of_eps():
    cert = certify.relu("1e-6", construction="graded", method="closed-form", side="below")
    assert cert.n == certify.relu("5e-7", construction="graded", method="closed-form").n


def test_a_sum_that_errs_too_much_has_a_witness_on_its_side():
    for side, sign in SIGNS.items():
        cert = certify.relu("1e-2", construction="minimax", n=3, side=side)
        assert (cert.verdict, cert.document) == ("not-certified", None)
        place = Fraction(cert.witness.split("=")[1].split(":")[0])
        g = minimax.entry(3)
        moved = g.sum.constant + sign * g.upper
        error = certify.SigmoidSum.of(g.sum.terms, moved)(place) - relu(place)
        assert (error * sign).inf >= Fraction(cert.bound[0]) > Fraction(1, 100)
    assert certify.relu(2 * minimax.entry(3).upper, construction="minimax", n=3, side="above").document


def test_a_used_up_budget_leaves_a_true_bound():
    cert = certify.relu("1e-6", construction="graded", side="above", max_leaves=10)
    assert (cert.verdict, cert.document) == ("undecided", None)
    assert "10 leaves" in cert.reason
    assert cert.bound[0] == "0"
    assert Fraction(cert.bound[1]) > Fraction(1, 10**6)


@settings(max_examples=12, deadline=None)
@given(
    corners=st.lists(
        st.tuples(st.fractions(-2, 2, max_denominator=8), st.fractions(-3, 3, max_denominator=4)),
        min_size=1, max_size=3, unique_by=lambda corner: corner[0],
    ),
    slope=st.fractions(-2, 2, max_denominator=4),
    side=st.sampled_from(sorted(SIGNS)),
    units=st.sampled_from(["sigmoid", "tanh"]),
)  # fmt: skip
def test_piecewise_linear_functions_on_one_side(corners, slope, side, units):
    """Random corners: g lies on its side at many places, and within the bound."""
    corners = [(x, jump) for x, jump in corners if jump]
    if not corners:
        return
    text = f"{slope.numerator}/{slope.denominator}*x" + "".join(
        f" + ({jump.numerator}/{jump.denominator})*relu(x - ({x.numerator}/{x.denominator}))"
        for x, jump in corners
    )
    cert = certify.function(text, (-3, 3), "1/20", construction="minimax", side=side, units=units)
    assert cert.verdict == "certified"
    most = Fraction(certify.check(cert).bound[1])

    def target(x):
        return slope * x + sum(jump * relu(x - at) for at, jump in corners)

    for low, high in values(cert.document, target, 60):
        low, high = (low, high) if side == "above" else (-high, -low)
        assert 0 <= low <= high <= most <= Fraction(1, 20)


def test_function_claims_say_the_side():
    cert = certify.function("abs(x)", (-1, 1), "1e-3", construction="best", side="above")
    assert cert.claim == "0 <= g(x) - F(x) <= 0.001 for every x in [-1, 1], F(x) = abs(x)"
    assert certify.check(cert).statement.startswith("0 <= g(x) - F(x) <= 1/1000 for every x in [-1, 1]")
    data = cert.as_dict()
    assert (data["side"], data["units"]) == ("above", "sigmoid")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: certify.relu("1e-3", side="above"), "'side' = above is for sums with a constant term"),
        (lambda: certify.relu("1e-3", construction="midpoint", side="below"), "got midpoint"),
        (lambda: certify.relu("1e-3", construction="no-constant", side="below"), "got no-constant"),
        (lambda: certify.relu("1e-3", construction="best", side="left"), "'side' must be one of above"),
        (lambda: certify.relu("4e-9", construction="minimax", side="above"), "below the table"),
        (lambda: certify.function("x", (0, 1), "1e-3", side="above"), "got steps"),
        (
            lambda: certify.function("sin(x)", (0, 1), "1e-3", construction="best", side="above"),
            "not a few lines",
        ),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(BadInput, match=message):
        make()


def test_commands(run):
    code, out, _ = run(
        "relu", "--eps", "1e-3", "--construction", "best", "--side", "above", "-o", "c.json"
    )
    assert (code, out[0]) == (0, "certified")
    assert run("check", "c.json")[1][1].startswith("0 <= g(x) - relu(x) <= 1/1000 ")
    code, out, _ = run("report", "c.json")
    assert any("g lies above the function" in line for line in out)
    code, out, _ = run("relu", "--eps", "1e-3", "--construction", "minimax", "--side", "above", "--json")
    assert json.loads("\n".join(out))["side"] == "above"
    code, out, err = run("relu", "--eps", "1e-3", "--side", "above")
    assert (code, out, len(err)) == (2, [], 1)
    code, out, _ = run(
        "function", HARD_TANH, "--on", "-4", "4", "--eps", "1e-2", "--construction", "minimax",
        "--side", "below",
    )  # fmt: skip
    assert (code, out[0]) == (0, "certified")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        (
            "relu-above-1e-3",
            lambda: certify.relu("1e-3", construction="minimax", side="above", units="tanh"),
        ),
        (
            "hat-below-1e-2",
            lambda: certify.function(
                "relu(1 - abs(x))", (-2, 2), "1e-2", construction="minimax", side="below"
            ),
        ),
    ],
)
def test_golden_certificate_is_issued_as_it_was(name, make):
    golden = (GOLDEN / f"{name}.json").read_bytes()
    assert make().data() == golden
    assert checker.check(golden, checker.Files(".")).side == name.split("-")[1]


def test_schema_describes_them():
    import jsonschema

    path = Path(checker.__file__).parent / "schemas" / "1.0" / "certificate.json"
    schema = json.loads(path.read_text())
    for name in "relu-above-1e-3", "hat-below-1e-2":
        document = json.loads((GOLDEN / f"{name}.json").read_text())
        jsonschema.validate(document, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**document, "claim": {**document["claim"], "side": "left"}}, schema)
    graded = certify.relu("1e-4", construction="graded", method="closed-form", side="above").data()
    jsonschema.validate(json.loads(graded), schema)


# --- Forged certificates, and checkers with one fault ---------------------------------------------


def changed(document, **parts):
    """The document with some fields of its parts replaced."""
    return document | {part: document[part] | fields for part, fields in parts.items()}


@cache
def battery():
    """(name, sealed certificate, whether it must be accepted)."""
    above = json.loads(certify.relu("1e-3", construction="minimax", side="above").data())
    below = json.loads(certify.relu("1e-3", construction="minimax", side="below").data())
    graded = json.loads(
        certify.relu("1e-3", construction="graded", method="closed-form", side="above").data()
    )
    hat = json.loads(
        certify.function("abs(x)", (-1, 1), "1e-2", construction="minimax", side="below").data()
    )
    two_sided = json.loads(certify.relu("1e-3", construction="minimax", n=8).data())
    stairs = json.loads(certify.relu("1e-2").data())
    tanh = json.loads(certify.relu("1e-3", construction="minimax", units="tanh").data())
    half = Fraction(above["proof"]["bound"][1]) / 2

    def move(document, by):
        """Another constant, and a lower bound that the witness shows all the same."""
        constant = Fraction(document["construction"]["constant"]) + by
        bound = document["proof"]["bound"]
        bound = bound if isinstance(bound, str) else ["1.0e-5", bound[1]]
        return changed(document, construction={"constant": str(constant)}, proof={"bound": bound})

    flip = {"above": "below", "below": "above"}
    soft = json.loads(
        certify.function("softplus(x)", (-8, 8), "1e-2", construction="minimax", side="above").data()
    )
    good = {"above": above, "below": below, "graded": graded, "hat": hat, "softplus": soft, "tanh": tanh}
    bad = {
        f"{name} flipped": changed(document, claim={"side": flip[document["claim"]["side"]]})
        for name, document in good.items()
        if name != "tanh"
    }
    bad |= {
        "not moved": move(above, -half),
        "moved too little": move(above, -half / 8),
        "moved too far": move(above, half / 8),
        "below, moved too little": move(below, half / 8),
        "around relu": changed(move(two_sided, 0), claim={"side": "above"}),
        "half of the bound": changed(
            above, claim={"eps": str(half)}, proof={"bound": ["1.0e-4", two_sided["proof"]["bound"][1]]}
        ),
        "twice the error not within eps": changed(above, claim={"eps": str(half * Fraction(3, 2))}),
        "witness on the near side": changed(above, proof={"witness": below["proof"]["witness"]}),
        "near side, below": changed(below, proof={"witness": above["proof"]["witness"]}),
        "lower bound too high": changed(above, proof={"bound": [above["proof"]["bound"][1]] * 2}),
        "graded moved too little": move(graded, -Fraction(graded["proof"]["bound"]) / 4),
        "side of a staircase": changed(stairs, claim={"side": "above"}),
        "another side": changed(above, claim={"side": "left"}),
        "no side": changed(above, claim={"side": None}),
        "tanh for sigmoids": changed(above, construction={"kind": "tanh-sum"}),
        "sigmoids for tanh": changed(tanh, construction={"kind": "sum"}),
        "tanh without its constant": move(
            tanh, -sum(Fraction(a) for a, _, _ in tanh["construction"]["terms"])
        ),
        "tanh of another slope": changed(tanh, construction={
            "terms": [[a, str(2 * Fraction(b)), str(2 * Fraction(c))]
                      for a, b, c in tanh["construction"]["terms"]],
        }),
        "another kind": changed(tanh, construction={"kind": "tanh"}),
    }  # fmt: skip
    return [
        (name, sealed({k: v for k, v in document.items() if k != "seal"}), expected)
        for documents, expected in ((good, True), (bad, False))
        for name, document in documents.items()
    ]


def misjudged(module):
    wrong = []
    for name, data, expected in battery():
        try:
            module.check(data, module.Files("."))
            accepted = True
        except (module.Rejected, module.Malformed, module.Undecided):
            accepted = False
        if accepted != expected:
            wrong.append(name)
    return wrong


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 9),
    side=st.sampled_from(sorted(SIGNS)),
    move=st.fractions(-3, 3, max_denominator=64),
    room=st.fractions(Fraction(1, 2), 4, max_denominator=64),
)
def test_what_is_accepted_is_true(n, side, move, room):
    """A sum moved by any multiple of its error U, and any upper bound: accepted only if it holds."""
    entry = minimax.entry(n)
    g, bound = entry.sum, rounded(room * entry.upper, 6, up=True)
    document = json.loads(certify.relu("1/2", construction="minimax", n=n, side=side).data())
    document["construction"]["constant"] = str(g.constant + move * entry.upper)
    document["proof"]["bound"] = ["1.0e-12", bound]
    document.pop("seal")
    try:
        checker.check(sealed(document), checker.Files("."))
    except (checker.Rejected, checker.Undecided):
        return
    document["claim"]["domain"] = ["-1", "1"]
    for low, high in values(document, relu, 60):
        low, high = (low, high) if side == "above" else (-high, -low)
        assert 0 <= low <= high <= Fraction(bound)


def test_a_multiple_of_the_error_that_is_enough_is_accepted():
    """The same with bounds that hold: moved by U and within 2 U, or 3 U."""
    for n in (2, 5):
        entry = minimax.entry(n)
        for side, sign in SIGNS.items():
            document = json.loads(certify.relu("1/2", construction="minimax", n=n, side=side).data())
            for times in (2, 3):
                moved = entry.sum.constant + sign * times * entry.upper / 2
                document["construction"]["constant"] = str(moved)
                document["proof"]["bound"] = ["1.0e-12", rounded(times * entry.upper, 8, up=True)]
                document.pop("seal", None)
                assert checker.check(sealed(document), checker.Files(".")).side == side


def test_checker_judges_them_rightly():
    assert misjudged(checker) == []


MUTANTS = [
    ("sides exchanged", 'SIGNS = {"above": 1, "below": -1}', 'SIGNS = {"above": -1, "below": 1}'),
    ("both sides above", 'SIGNS = {"above": 1, "below": -1}', 'SIGNS = {"above": 1, "below": 1}'),
    ("not moved back", "proof.bound[1] / 2 if side else 0", "0"),
    ("moved back by all of the bound", "proof.bound[1] / 2 if side else 0", "proof.bound[1] if side else 0"),
    ("moved back by a quarter", "proof.bound[1] / 2 if side else 0", "proof.bound[1] / 4 if side else 0"),
    ("leaves within all of the bound", "(self.bound[1] - middle) * scale * one", "self.bound[1] * scale * one"),
    ("witness of either sign", "both and not middle)", "both)"),
    ("lower bound above the middle", "least = (self.bound[0] - middle) * scale", "least = self.bound[0] * scale"),
    ("no lower bound", "least = (self.bound[0] - middle) * scale", "least = -one"),
    ("side of a sum forgotten", "confirm_sum(enclosure, curve(RELU, Fraction(-1), Fraction(1)), constant, terms, side)",
     "confirm_sum(enclosure, curve(RELU, Fraction(-1), Fraction(1)), constant, terms)"),
    ("side of a function forgotten", "confirm_sum(proof, f, constant, terms, side)", "confirm_sum(proof, f, constant, terms)"),
    ("graded moved the wrong way", "constant - SIGNS.get(side, 0) * moved", "constant + SIGNS.get(side, 0) * moved"),
    ("graded not moved", "moved = bound / 2 if side else 0", "moved = 0"),
    ("graded within all of the bound", "bits).sup > bound - moved:", "bits).sup > bound:"),
    ("softplus of another sign", "{inside: w * factor for", "{inside: w for"),
    ("staircases on one side", "    _no_side(side)\n    kind, n,", "    kind, n,"),
    ("eps not compared", "        if self.bound[1] > eps:\n", "        if False:\n"),
    ("sides without a name", 'ONE_SIDE = choice("above", "below")', "ONE_SIDE = anything"),
    ("tanh of half the height", "terms = [(2 * a, 2 * b, 2 * c) for", "terms = [(a, 2 * b, 2 * c) for"),
    ("tanh of half the slope", "terms = [(2 * a, 2 * b, 2 * c) for", "terms = [(2 * a, b, c) for"),
    ("constant of tanh forgotten", "constant -= sum(a for a, _, _ in terms)", "pass"),
    ("constant of tanh doubled", "constant -= sum(a for", "constant -= 2 * sum(a for"),
    ("tanh read as sigmoids", 'if kind == "tanh-sum":', "if False:"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), MUTANTS, ids=[name for name, _, _ in MUTANTS])
def test_faulty_checker_is_noticed(name, old, new):
    assert SOURCE.count(old) == 1, "the checker no longer contains what this mutant alters"
    assert misjudged(load(SOURCE.replace(old, new))) != []


def test_the_table_of_constraints_in_the_readme():
    """Every number is the n that `certify.relu` finds; where there is none, the table ends."""
    text = (Path(__file__).resolve().parent.parent / "README.md").read_text()
    [rows] = re.findall(r"^\| eps \| none \| one-sided .*?\n\n", text, re.MULTILINE | re.DOTALL)
    asked = [
        {"construction": "minimax"},
        {"construction": "minimax", "side": "above"},
        {"construction": "increasing"},
        {"construction": "increasing", "side": "below"},
        {"construction": "no-constant"},
        {"construction": "minimax", "units": "tanh"},
    ]
    for row in rows.strip().splitlines()[2:]:
        eps, *numbers = (cell.strip() for cell in row.strip("|").split("|"))
        for number, options in zip(numbers, asked, strict=True):
            if number:
                assert certify.relu(eps, **options).n == int(number), (eps, options)
            else:
                with pytest.raises(BadInput, match="below the table"):
                    certify.relu(eps, **options)
