"""Piecewise linear functions: their corners, sums of few sigmoids for them, and their certificates."""

import contextlib
import functools
import itertools
import json
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import arb_ends, arb_fraction
from functions import altered, sealed
from hypothesis import given, settings
from hypothesis import strategies as st
from test_mutants import SOURCE, load

import certify
from certify import checker
from certify.allocation import allocation
from certify.checker import Curve, Malformed, Rejected, Undecided, curve, expression, written
from certify.constructions import SigmoidSum, minimax
from certify.constructions.polyline_sum import Kinked
from certify.errors import BadInput
from certify.issuing.function_by_sum import sure_size
from certify.issuing.one_supnorm import written as written_sum

F = Fraction
GOLDEN = Path(__file__).parent / "golden" / "hard-tanh-1e-3.json"
NAMED = {
    "leaky relu": ("relu(x) - 0.01*relu(-x)", -8, 8),
    "relu6": ("relu(x) - relu(x - 6)", -8, 8),
    "hard tanh": ("relu(x + 1) - relu(x - 1) - 1", -4, 4),
    "abs": ("abs(x)", -1, 1),
    "hat": ("relu(1 - abs(x))", -3, 3),
}


# --- Corners ------------------------------------------------------------------------------------


def value(tree, x):
    """The value of a piecewise linear expression at a rational number, exactly."""
    kind, *parts = tree
    if kind == "number":
        return parts[0]
    if kind == "x":
        return x
    operands = [value(part, x) for part in parts]
    return {
        "+": lambda u, v: u + v, "-": lambda u, v: u - v, "*": lambda u, v: u * v,
        "/": lambda u, v: u / v, "^": lambda u, v: u**v, "negative": lambda u: -u,
        "abs": abs, "relu": lambda u: max(u, F(0)),
    }[kind](*operands)  # fmt: skip


numbers = st.fractions(0, 9, max_denominator=20).map(lambda q: ("number", q))
constants = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*"), inner, inner),
        st.tuples(st.sampled_from(["negative", "abs", "relu"]), inner),
        st.tuples(st.just("^"), inner, st.integers(0, 3).map(lambda n: ("number", F(n)))),
    ),
    max_leaves=3,
)
not_zero = constants.filter(lambda tree: value(tree, F(0)) != 0)
trees = st.recursive(
    st.one_of(constants, st.just(("x",))),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-"), inner, inner),
        st.tuples(st.just("*"), inner, constants),
        st.tuples(st.just("*"), constants, inner),
        st.tuples(st.just("/"), inner, not_zero),
        st.tuples(st.just("^"), inner, st.integers(0, 1).map(lambda n: ("number", F(n)))),
        st.tuples(st.sampled_from(["negative", "abs", "relu"]), inner),
    ),
    max_leaves=12,
)
places = st.fractions(-20, 20, max_denominator=50)


def wrong_corner(points, tree, low, high, more):
    """A place where the points do not show the function, or a needless point."""
    slopes = [(z - y) / (q - p) for (p, y), (q, z) in itertools.pairwise(points)]
    assert all(p < q for (p, _), (q, _) in itertools.pairwise(points))
    assert all(before != after for before, after in itertools.pairwise(slopes))
    assert (points[0][0], points[-1][0]) == (low, high)
    for x in [*(x for x, _ in points), *(low + (high - low) * share for share in more)]:
        at = next(i for i, (q, _) in enumerate(points[1:]) if x <= q)
        if value(tree, x) != points[at][1] + slopes[at] * (x - points[at][0]):
            return x
    return None


@settings(max_examples=300, deadline=None)
@given(trees, places, places, st.lists(st.fractions(0, 1, max_denominator=997), min_size=8, max_size=8))
def test_corners_are_exact(tree, low, high, more):
    """Between its corners the function is linear, at every rational place exactly; no point is needless."""
    if low == high:
        return
    low, high = sorted((low, high))
    assert wrong_corner(curve(tree, low, high).line, tree, low, high, more) is None


@settings(max_examples=300, deadline=None)
@given(trees, places, places)
def test_corners_agree_with_the_enclosures_of_values(tree, low, high):
    """Two readings of one expression: the values by ranges contain those of the polyline."""
    if low == high:
        return
    for x, y in curve(tree, *sorted((low, high))).line:
        found = checker.values(tree, checker.Range.of(x, 64))
        assert found.inf <= y <= found.sup


CORNERS = [
    ("abs(x)", -1, 2, [(-1, 1), (0, 0), (2, 2)]),
    ("abs(x)", 0, 2, [(0, 0), (2, 2)]),
    ("relu(x)", -2, 0, [(-2, 0), (0, 0)]),
    ("relu(2x - 1)/2", 0, 1, [(0, 0), ("1/2", 0), (1, "1/2")]),
    ("abs(abs(x) - 1)", -2, 2, [(-2, 1), (-1, 0), (0, 1), (1, 0), (2, 1)]),
    ("relu(x) + relu(-x) - abs(x)", -1, 1, [(-1, 0), (1, 0)]),
    ("x^1*2^-3/(1 - 3)", -4, 8, [(-4, "1/4"), (8, "-1/2")]),
    ("0^0*x^0", 0, 1, [(0, 1), (1, 1)]),
    ("relu(x)*(abs(x) - x + 3)", 1, 2, [(1, 3), (2, 6)]),
]


@pytest.mark.parametrize(("text", "low", "high", "points"), CORNERS, ids=str)
def test_corners_of_short_expressions(text, low, high, points):
    found = curve(expression(text), F(low), F(high))
    assert found == Curve([(F(x), F(y)) for x, y in points], {})


@pytest.mark.parametrize(
    "text",
    ["x*x", "x^2", "x^-1", "2^x", "1/x", "x/x", "1/(x - x)", "0^-1", "4^0.5", "x^(600 + 600)", "sin(x)",
     "exp(0)", "sqrt(4)", "tanh(x)", "log(1)", "cos(x)", "abs(x)*x", "relu(x)^3"],
)  # fmt: skip
def test_what_is_not_shown_to_be_piecewise_linear_is_refused(text):
    with pytest.raises(Malformed, match="not piecewise linear"):
        curve(expression(text), F(-1), F(1))
    with pytest.raises(BadInput, match="not piecewise linear"):
        certify.function(text, (-1, 1), "1/10", construction="minimax")


def test_corners_and_their_numbers_are_limited():
    """Folds double the corners, and powers the digits: both end soon."""
    folds = functools.reduce(lambda inner, i: f"abs({inner} - {2**i})", range(12, -1, -1), "x")
    with pytest.raises(Undecided, match="corners"):
        curve(expression(folds), F(-(2**13)), F(2**13))
    with pytest.raises(Undecided, match="corners"):
        curve(expression(f"(({'9' * 90}^999)^999)^999"), F(-1), F(1))
    with pytest.raises(BadInput, match="corners"):
        certify.function(folds, (-(2**13), 2**13), "1/10", construction="minimax")


# --- Sums ---------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(trees, places, places, st.fractions(0, 1, max_denominator=97))
def test_kinks_add_up_to_the_function(tree, low, high, share):
    if low == high:
        return
    low, high = sorted((low, high))
    f, x = Kinked.of(curve(tree, low, high)), low + (high - low) * share
    total = f.level + f.slope * (x - f.middle)
    total += sum(kink.jump * max(kink.side * (x - kink.place), F(0)) for kink in f.kinks)
    assert total == value(tree, x)
    assert all(abs(x - kink.place) <= kink.reach for kink in f.kinks)


def greatest_error(tree, g, low, high, count=1500):
    """A lower bound of the largest |F - g| at many places, and geometrically near the corners, by Arb."""
    flint = pytest.importorskip("flint")
    corners = [x for x, _ in curve(tree, low, high).line]
    at = [low + (high - low) * F(i, count) for i in range(count + 1)]
    near = [F(9, 10) ** i for i in range(150)]
    at += [x + sign * (high - low) * d for x in corners for d in near for sign in (-1, 1)]
    found = F(0)
    with flint.ctx.workprec(200):
        terms = [tuple(map(arb_fraction, term)) for term in g.terms]
        for x in at:
            if low <= x <= high:
                point, total = arb_fraction(x), arb_fraction(g.constant - value(tree, x))
                for a, b, c in terms:
                    total += a / (1 + (-(b * point + c)).exp())
                found = max(found, arb_ends(abs(total))[0])
    return found


@functools.cache
def certificate(name, eps):
    text, low, high = NAMED[name]
    return certify.function(text, (low, high), eps, construction="minimax")


def sum_of(document):
    construction = document["construction"]
    terms = [tuple(map(F, term)) for term in construction["terms"]]
    return SigmoidSum.of(terms, F(construction["constant"]))


@pytest.mark.parametrize(
    ("name", "eps", "n"),
    [
        ("leaky relu", "1e-3", 12), ("leaky relu", "1e-6", 34), ("relu6", "1e-3", 27),
        ("hard tanh", "1e-2", 14), ("hard tanh", "1e-3", 24), ("abs", "1e-3", 9), ("abs", "1e-6", 29),
        ("hat", "1e-2", 21), ("hat", "1e-3", 37),
    ],
)  # fmt: skip
def test_few_sigmoids(name, eps, n):
    """The numbers of sigmoids; Arb finds an error within the bounds at many places, and close to them."""
    found, (text, low, high) = certificate(name, eps), NAMED[name]
    assert (found.verdict, found.n, found.sigmoids, found.k) == ("certified", n, n, None)
    assert (found.construction, found.method) == ("minimax", "enclosure")
    theorem = certify.check(found)
    assert (theorem.kind, theorem.sigmoids, theorem.eps) == ("function", n, F(eps))
    assert theorem.curve == curve(expression(text), F(low), F(high))
    lower, upper = map(F, theorem.bound)
    assert lower < upper <= F(eps)
    assert upper < lower * F(1002, 1000)
    error = greatest_error(expression(text), sum_of(found.document), F(low), F(high))
    assert lower * F(95, 100) < error <= upper


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3*x - 7", -5, 2), ("relu(x)", "1/3", "1e40"), ("1e-9*abs(x) + 1e9", -1, 1),
        ("abs(1e6*x - 1)", 0, "1e-5"), ("x + relu(x - 1/3) - 2*relu(x - 1/7)", "-1/9", "22/7"),
        ("abs(abs(abs(x) - 4) - 2)", -8, 8),
    ],
)  # fmt: skip
def test_lines_corners_and_extreme_scales(text, low, high):
    """Certified to a hundredth of the largest value; Arb agrees."""
    low, high, tree = F(low), F(high), expression(text)
    points = curve(tree, low, high).line
    eps = max(abs(y) for _, y in points) / 100
    found = certify.function(text, (low, high), eps, construction="minimax")
    assert found.verdict == "certified"
    error = greatest_error(tree, sum_of(found.document), low, high, 200)
    assert error <= F(certify.check(found).bound[1]) <= eps


def test_errors_of_kinks_do_not_quite_add_up():
    """A sigmoid fewer than if they did."""
    (text, low, high), eps = NAMED["hat"], "1e-2"
    f = Kinked.of(curve(expression(text), F(low), F(high)))
    errors = {n: minimax.entry(n).upper for n in minimax.sizes()}
    assert (
        certificate("hat", eps).n
        < allocation([kink.cost for kink in f.kinks], [errors] * len(f.kinks), F(eps)).least
    )


# --- Certificates that were changed -------------------------------------------------------------


def changed(place, new):
    """The certificate of hard tanh with another entry at a place."""
    return altered(certificate("hard tanh", "1e-2").document, place, new)


def shifted(text):
    return str(F(text) + F(1, 50))


CHANGES = {
    "nothing": ((("claim", "kind"), "function"), None),
    "another expression": ((("claim", "expression"), "relu(x + 1) - relu(x - 2) - 1"), "leaf"),
    "another level": ((("claim", "expression"), "relu(x + 1) - relu(x - 1)"), "leaf"),
    "a smooth expression": ((("claim", "expression"), "tanh(x)"), "not piecewise linear"),
    "another spelling": ((("claim", "expression"), "relu(x+1) - relu(x - 1) - 1"), "claim.expression"),
    "another domain": ((("claim", "domain"), ["-5", "4"]), "leaf"),
    "a shifted domain": ((("claim", "domain"), ["-4", "5"]), "leaf"),
    "a domain backwards": ((("claim", "domain"), ["4", "-4"]), "lesser first"),
    "a smaller eps": ((("claim", "eps"), "1/200"), "exceeds eps"),
    "no eps": ((("claim", "eps"), "0"), "positive"),
    "a smaller bound": ((("proof", "bound"), ["1e-4", "7.7e-3"]), "leaf"),
    "a larger lower bound": ((("proof", "bound"), ["7.9e-3", "8e-3"]), "witness"),
    "a changed weight": ((("construction", "terms", 3, 0), shifted), "leaf"),
    "a changed slope": ((("construction", "terms", 3, 1), shifted), "leaf"),
    "a changed place": ((("construction", "terms", 3, 2), shifted), "leaf"),
    "a changed constant": ((("construction", "constant"), shifted), "leaf"),
    "a sigmoid less": ((("construction", "terms"), lambda terms: terms[1:]), "leaf"),
    "a piece less": ((("proof", "leaves"), lambda leaves: leaves[1:]), "entries"),
    "a witness outside": ((("proof", "witness"), "9"), "does not lie in the domain"),
    "another witness": ((("proof", "witness"), "0"), "witness"),
    "another construction": ((("construction", "kind"), "steps"), "construction"),
    "another method": ((("proof", "method"), "closed-form"), "method"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_changed_certificates_are_rejected(name):
    (place, new), message = CHANGES[name]
    data = changed(place, new)
    if message is None:
        assert checker.check(data, None).sigmoids == 14
        return
    with pytest.raises((Rejected, Malformed), match=message):
        checker.check(data, None)


def test_work_of_many_pieces_is_bounded_together(monkeypatch):
    monkeypatch.setattr(checker, "MOST_WORK", 2000)
    with pytest.raises(Undecided, match="work"):
        certify.check(certificate("hard tanh", "1e-2"))


def test_length_of_many_pieces_is_bounded_together(monkeypatch):
    monkeypatch.setattr(checker, "MOST_LENGTH", 30_000)
    with pytest.raises(Undecided, match="terms of"):
        certify.check(certificate("hard tanh", "1e-2"))


# --- Checkers with one fault --------------------------------------------------------------------

MUTANTS = [
    ("sum for a function not confirmed", "    confirm_sum(proof, f, constant, terms, side)\n    return", "    return"),
    ("eps of a function not compared", "    slack = proof.slack(eps)\n    f", "    slack = None\n    f"),
    ("text of a target not compared", '    compare(formula, written(tree), "claim.expression")\n', ""),
    ("domain of a function not ordered", "len(domain) != 2 or domain[0] >= domain[1]:\n        raise Rejected", "False:\n        raise Rejected"),
    ("zeros left out", "if start[1] * end[1] < 0:", "if False:"),
    ("zeros at the start", "(start[0] - start[1] / gradient(start, end), ZERO)", "(start[0], ZERO)"),
    ("zeros mirrored", "start[0] - start[1] /", "start[0] + start[1] /"),
    ("zeros of falling pieces left out", "if start[1] * end[1] < 0:", "if start[1] < 0 < end[1]:"),
    ("zeros of rising pieces left out", "if start[1] * end[1] < 0:", "if start[1] > 0 > end[1]:"),
    ("last point not folded", "for x, y in (*result, f.line[-1])]", "for x, y in result] + f.line[-1:]"),
    ("abs as relu", '"abs": lambda f: folded(f, -1)', '"abs": lambda f: folded(f, 0)'),
    ("relu as abs", '"relu": lambda f: folded(f, 0)', '"relu": lambda f: folded(f, -1)'),
    ("negative forgotten", '"negative": lambda f: scaled(f, -1)', '"negative": lambda f: f'),
    ("difference as sum", "summed(f, scaled(g, -1))", "summed(f, g)"),
    ("corners of the first only", "{x for x, _ in (*f.line, *g.line)}", "{x for x, _ in f.line}"),
    ("corners of the second only", "{x for x, _ in (*f.line, *g.line)}", "{x for x, _ in g.line}"),
    ("values of the first only", "value_at(f.line, x) + value_at(g.line, x)", "value_at(f.line, x)"),
    ("quotient as product", "scaled(f, 1 / constant_of(g))", "scaled(f, constant_of(g))"),
    ("any two-point line is constant", "if len(f.line) == 2 and f.line[0][1] == f.line[1][1] and not f.softs else None", "if len(f.line) == 2 and not f.softs else None"),
    ("corners called constant", "if len(f.line) == 2 and f.line[0][1] == f.line[1][1]", "if f.line[0][1] == f.line[-1][1]"),
    ("corners dropped", "if len(result) > 1 and gradient(", "if len(result) > 1 or gradient("),
    ("rising corners dropped", "gradient(result[-2], result[-1]) == gradient(result[-1], point)", "gradient(result[-2], result[-1]) <= gradient(result[-1], point)"),
    ("next corner for the place", "key=operator.itemgetter(0))\n    return line[at]", "key=operator.itemgetter(1))\n    return line[at]"),
    ("number of corners not limited", "if len(result) > MOST_CORNERS + 2 or longest", "if longest"),
    ("length of corners not limited", " or longest > MOST_LENGTH_OF_CORNERS:", ":"),
    ("power left out", "    for _ in range(abs(n.numerator)):\n        result", "    if n:\n        result"),
    ("negative power as positive", "return result if n >= 0 else quotient(one, result)", "return result"),
    ("level of a piece forgotten", "Piece(constant + y, z - y", "Piece(constant, z - y"),
    ("rise of a piece forgotten", "Piece(constant + y, z - y", "Piece(constant + y, 0"),
    ("rise of a piece as its end", "Piece(constant + y, z - y", "Piece(constant + y, z"),
    ("work of many pieces not bounded", "        afford(proof.count * max(piece.work(proof.order) for piece in pieces))\n", "        pass\n"),
    ("length of many pieces not bounded", "(len(error) + len(softs)) * (len(line) - 1) * (1000", "(len(error) + len(softs)) * (1000"),
    ("target of a sup-norm as relu", 'f, error = curve(canonical_tree(formula), *domain), "|F', 'f, error = curve(RELU, *domain), "|F'),
]  # fmt: skip


@functools.cache
def battery():
    """(bytes, whether to be accepted)."""
    hat = certificate("hat", "1e-2")
    bounds = certify.supnorm(sum_of(hat.document), "relu(1 - abs(x))", (-3, 3), digits=3)
    relu = json.loads(json.dumps(bounds.document))
    relu["claim"]["target"]["expression"] = "relu(x)"
    result = [(hat.data(), True), (bounds.data(), True), (sealed(relu), False)]
    return result + [(changed(*change), message is None) for change, message in CHANGES.values()]


def wrong_corners(module):
    """The short expressions whose corners a checker does not find; limits that it does not keep."""
    wrong = [
        text for text, low, high, points in CORNERS
        if module.curve(module.expression(text), F(low), F(high)).line != [(F(x), F(y)) for x, y in points]
    ]  # fmt: skip
    teeth = "abs(abs(abs(abs(abs(abs(abs(abs(x) - 128) - 64) - 32) - 16) - 8) - 4) - 2)"
    long = "*".join(f"(1 + 1/{p})^999" for p in (7, 11, 13, 17))
    refused = dict.fromkeys(("x*x", "abs(x)*x", "1/x", "1/abs(x)", "x^2"), module.Malformed)
    for text, error in (refused | {teeth: module.Undecided, long: module.Undecided}).items():
        with contextlib.suppress(error):
            wrong.append((text, module.curve(module.expression(text), F(-256), F(256))))
    return wrong


def misjudged(module):
    """What a checker judges wrongly."""
    for data, expected in battery():
        try:
            module.check(data, None)
            accepted = True
        except (module.Rejected, module.Malformed, module.Undecided):
            accepted = False
        if accepted != expected:
            return [data]
    for limit, small in (("MOST_WORK", 15_000), ("MOST_LENGTH", 30_000)):
        before = getattr(module, limit)
        setattr(module, limit, small)
        try:
            module.check(battery()[0][0], None)
            return [limit]
        except module.Undecided:
            setattr(module, limit, before)
    return []


def test_checker_judges_rightly():
    module = load(SOURCE)
    assert wrong_corners(module) == misjudged(module) == []


@pytest.mark.parametrize(("name", "old", "new"), MUTANTS, ids=[name for name, _, _ in MUTANTS])
def test_faulty_checker_of_piecewise_linear_functions_is_noticed(name, old, new):
    assert old in SOURCE, "the checker no longer contains what this mutant alters"
    module = load(SOURCE.replace(old, new))
    try:
        assert wrong_corners(module) + misjudged(module) != []
    except AssertionError:
        raise
    except Exception:
        return


# --- Python and the command line ----------------------------------------------------------------


def test_golden_certificate_still_checks():
    theorem = certify.check(GOLDEN)
    assert (theorem.kind, theorem.eps, theorem.sigmoids) == ("function", F(1, 1000), 24)
    assert theorem.enclosure is not None
    assert theorem.enclosure.count > 100


def test_best_is_whichever_has_fewer():
    assert certify.function("abs(x)", (-1, 1), "1e-2", construction="best").construction == "minimax"
    assert certify.function("sin(x)", (0, 1), "1e-1", construction="best").construction == "steps"
    assert certify.function("abs(x)", (-1, 1), "1e-2").construction == "steps"
    waves = functools.reduce(lambda inner, i: f"abs({inner} - {2**i})", range(5, -1, -1), "x")
    steps = certify.function(waves, (-64, 64), "2/5", construction="best")
    assert (steps.verdict, steps.construction) == ("certified", "steps")
    assert steps.n < sure_size(curve(expression(waves), F(-64), F(64)), F(2, 5))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(expression="sin(x)"), "sin is not piecewise linear"),
        (dict(k=4), "'k' is of equal steps"),
        (dict(eps="1e-12"), "too small"),
        (dict(expression="2"), "it needs no sigmoid"),
        (dict(method="closed-form"), "'method' must be one of enclosure"),
        (dict(construction="graded"), "'construction' must be one of"),
    ],
)
def test_bad_input(options, message):
    with pytest.raises(BadInput, match=message):
        certify.function(
            **{
                "expression": "abs(x)",
                "on": (-1, 1),
                "eps": "1e-2",
                "construction": "minimax",
                **options,
            }
        )


def test_command_line(run):
    code, out, _ = run(
        "function", "relu(1 - abs(x))", "--on", -3, 3, "--eps", "1e-2", "--construction", "minimax", "-o", "c.json", "--json"
    )  # fmt: skip
    found = json.loads("\n".join(out))
    assert (code, found["verdict"], found["construction"], found["n"]) == (0, "certified", "minimax", 21)
    assert (found["method"], found["eps"], found["certificate"]) == ("enclosure", "1/100", "c.json")
    assert any("7 at the kink x = -1, 7 at the kink x = 0" in note for note in found["notes"])
    assert run("check", "c.json")[:2][0] == 0
    code, out, _ = run("report", "c.json")
    assert code == 0
    assert "F is linear between its 5 points" in out
    assert "(-3, 0), (-1, 0), (0, 1), (1, 0), (3, 0)" in out
    code, out, err = run("function", "sin(x)", "--on", 0, 1, "--eps", "1/9", "--construction", "minimax")
    assert (code, out, len(err)) == (2, [], 1)


def test_sup_norm_against_an_expression(run):
    """Bounds of a given sum's error against a piecewise linear function, from both sides."""
    Path("g.json").write_text(json.dumps(written_sum(sum_of(certificate("abs", "1e-3").document))))
    code, out, _ = run("supnorm", "--sum", "g.json", "--target", "abs(x)", "--digits", 6, "-o", "c.json")
    assert (code, out[0]) == (0, "certified")
    theorem = certify.check("c.json")
    assert theorem.statement.startswith(f"{theorem.bound[0]} <= sup of |F(x) - g(x)| over x in [-1, 1]")
    assert "F(x) = abs(x) and g is the sum of 9 sigmoids" in theorem.statement
    coarse = [F(text) for text in certificate("abs", "1e-3").bound]
    assert coarse[0] <= F(theorem.bound[0]) < F(theorem.bound[1]) <= coarse[1]
    document = json.loads(Path("c.json").read_text())
    for target in ("relu", {"kind": "expression", "expression": "abs(x) + 1"}):
        document["claim"]["target"] = target
        with pytest.raises(Rejected):
            checker.check(sealed({k: v for k, v in document.items() if k != "seal"}), None)
    assert run("supnorm", "--sum", "g.json", "--target", "x^2")[0] == 2
    assert run("supnorm", "--sum", "g.json", "--target", "x", "--minus", "g.json")[0] == 2
    assert run("supnorm", "--n", 41, "--target", "abs(x)")[0] == 2


def test_schema_describes_these_certificates():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(
        (Path(checker.__file__).parent / "schemas" / "1.0" / "certificate.json").read_text()
    )
    bounds = certify.supnorm(sum_of(certificate("abs", "1e-3").document), "abs(x)", digits=3)
    for found in (certificate("abs", "1e-3"), bounds):
        document = json.loads(found.data())
        jsonschema.validate(document, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document | {"proof": {**document["proof"], "more": "1"}}, schema)


def test_the_text_of_the_claim_means_the_same():
    for text, _, _ in NAMED.values():
        assert expression(written(expression(text))) == expression(text)
