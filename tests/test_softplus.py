"""Softplus: its enclosures and leaves against Arb, sums of few sigmoids, certificates, faulty checkers."""

import contextlib
import functools
import itertools
import json
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from conftest import arb_ends, arb_fraction
from functions import altered, sealed
from hypothesis import given, settings
from hypothesis import strategies as st
from test_mutants import SOURCE, load
from test_supnorm_attacks import changed as randomly_changed
from test_supnorm_attacks import some_leaf, some_number, steep_term, term_on_leaf, within, wrong_form

import certify
from certify import SigmoidSum, checker
from certify.checker import Curve, Malformed, Range, Rejected, Undecided, curve, expression, written
from certify.constructions.polyline_sum import Kinked
from certify.errors import BadInput
from certify.fitting import NotLevelled, near_minimax_softplus

flint = pytest.importorskip("flint")
F = Fraction
GOLDEN = Path(__file__).parent / "golden" / "softplus-1e-6.json"


def softplus(t):
    """log(1+exp(t)) of a ball, thin for large t of either sign."""
    return t + (-t).exp().log1p() if t > 0 else t.exp().log1p()


# --- Enclosures ---------------------------------------------------------------------------------


def some_argument(rng, bits):
    """Small, tiny and large numbers of either sign, and where exp(-|z|) begins to vanish."""
    return rng.choice([1, -1]) * rng.choice(
        [
            F(0),
            F(rng.randint(0, 10**6), 10**5),
            F(1, 10 ** rng.randint(1, 400)),
            F(10 ** rng.randint(1, 30), rng.randint(1, 9)),
            bits * F(7, 10) + F(rng.randint(-50, 50), 10),
            (bits + 32) * F(7, 10) + F(rng.randint(-50, 50), 10),
        ]
    )


def wrong_softplus(module, rounds=600, seed=0, sizes=(32, 33, 64, 100, 333, 1024)):
    """The softplus in fixed point is less than 2 units off."""
    rng = random.Random(seed)
    for _ in range(rounds):
        bits = rng.choice(sizes)
        z = round(some_argument(rng, bits) * (1 << bits))
        flint.ctx.prec = 2 * bits + 300
        near = module.softplus(z, bits)
        if not within(near - 2, softplus(arb_fraction(F(z, 1 << bits))) * 2**bits, near + 2):
            return [f"softplus({z}) with {bits} bits"]
    return []


def wrong_ranges(module, rounds=300, seed=0):
    """Values and slopes over ranges contain those of places in them, and are about as tight as they get."""
    rng = random.Random(seed)
    for _ in range(rounds):
        bits = rng.choice([32, 64, 200])
        low, high = sorted(some_argument(rng, bits) for _ in range(2))
        if rng.random() < 0.3:
            high = low
        value, slope = module.slopes(("softplus", ("x",)), module.Range(low, high, bits))
        flint.ctx.prec = 10_000
        ends = [softplus(arb_fraction(x)) for x in (low, high)]
        rises = [1 / (1 + (-arb_fraction(x)).exp()) for x in (low, high)]
        for found, (least, most) in ((value, ends), (slope, rises)):
            room = arb_fraction(max(abs(found.inf), abs(found.sup), F(1)) / 2 ** (bits - 4))
            inside = arb_fraction(found.inf) <= least and most <= arb_fraction(found.sup)
            inside = inside or (found is slope and arb_fraction(found.inf) <= least and found.sup == 1)
            tight = least - room <= arb_fraction(found.inf) and arb_fraction(found.sup) <= most + room
            if not inside or not tight:
                return [f"softplus on [{low}, {high}]"]
    return []


def some_terms(rng, number, bits, grid, leaf):
    return [
        tuple(some_number(rng) for _ in range(3)) if number % 8 == 0
        else steep_term(rng) if number % 8 == 1
        else term_on_leaf(rng, bits, grid, leaf)
        for _ in range(rng.choice([0, 1, 1, 2]))
    ]  # fmt: skip


def wrong_pieces(module, rounds=400, seed=0, sizes=(32, 33, 64, 100, 333), grids=(1, 2, 9, 64, 300)):
    """The forms for all kinds of coefficients of softplus, with sigmoids and without."""
    rng = random.Random(seed)
    for number in range(rounds):
        bits, grid = rng.choice(sizes), rng.choice(grids)
        leaf, order = some_leaf(rng, grid), rng.choice([2, 2, 3, 4, 7, 12, module.MOST_ORDER])
        terms, softs = (some_terms(rng, number, bits, grid, leaf) for _ in range(2))
        wrong = wrong_form(
            module, some_number(rng), some_number(rng), terms, bits, grid, leaf, order, softs=softs
        )
        if wrong:
            return wrong
    return []


def wrong_large_terms(module, rounds=80, seed=0):
    """One large softplus, of which every error shows: steep, on its tails, at the ends of the leaf."""
    rng = random.Random(seed)
    for number in range(rounds):
        bits, grid, a = rng.choice([32, 48]), 40, rng.choice([1, -1]) * F(10**30)
        for y in (F(rng.randint(-1000, 1000), 1000), F(rng.choice([1000, 1001, 1500, 40_000]), 1000)):
            middle = rng.choice([0, 1 << grid - 1, 1 << grid])
            z = F(number) if abs(y) >= 1 else F(rng.randint(-22, 22))
            y, z = rng.choice([1, -1]) * y, rng.choice([1, -1]) * z
            softs = [(a, 2 * y, z - 2 * y * F(middle, 1 << grid))]
            leaf, order = (0, middle, 1 << grid), rng.choice([2, 3, module.MOST_ORDER])
            wrong = wrong_form(module, F(0), F(0), [], bits, grid, leaf, order, softs=softs)
            if wrong:
                return wrong
    return []


def wrong_steep_terms(module, rounds=120, seed=0):
    """One steep softplus where it is nearly a line: the slope shows how a, a y and S are rounded."""
    rng = random.Random(seed)
    for _ in range(rounds):
        bits = rng.choice([32, 48, 64])
        a = rng.choice([F(rng.randint(1, 9), 10 << bits), F(rng.randint(1, 999), 7), F(10**9)])
        y = rng.choice([1, -1]) * F(10) ** rng.randint(0, 9) * F(rng.randint(1001, 9999), 1000)
        z = rng.choice([1, 1, 1, -1]) * (2 * abs(y) + bits * F(69, 100) + F(rng.randint(-30, 60), 10))
        leaf, softs = (0, 1 << 39, 1 << 40), [(a, 2 * y, z - y)]
        wrong = wrong_form(module, F(0), F(0), [], bits, 40, leaf, 2, softs=softs)
        if wrong:
            return wrong
    return []


def wrong_parts(module, rounds=8, seed=0):
    """The part around a leaf has the bounds of the whole, where softplus is 0 or a line as well."""
    rng = random.Random(seed)
    for bits, percent in itertools.product((32, 90), range(55, 80, 3)):
        edge = bits * F(percent, 100) + 1  # where a large softplus becomes flat
        for b, z in ((F(5), edge), (F(-5), edge + 5), (F(5), -edge - 5), (F(-5), -edge)):
            softs = [(F(10**12 + 1, 3), b, z)]
            part = module.Piece(F(0), F(0), [], bits, 9, softs=softs).part(0, 512)
            wrong = wrong_form(module, F(0), F(0), [], bits, 9, (0, 256, 512), 2, part, softs)
            if wrong:
                return wrong
    for _ in range(rounds):
        bits, grid = rng.choice([40, 64, 90]), rng.choice([20, 40])
        terms, softs = (
            [
                (F(rng.randint(-9, 9), 3), b, -b * F(rng.randint(0, 1000), 1000))
                for b in (
                    F(rng.choice([1, -1]) * rng.randint(1, 10 ** rng.randint(1, 7)), 3)
                    for _ in range(rng.choice([1, 3, 40]))
                )
            ]
            for _ in range(2)
        )
        parts = module.Parts(module.Piece(F(1, 3), F(-2), terms, bits, grid, softs=softs))
        for _ in range(12):
            width = 1 << grid - rng.randint(0, 14)
            low = rng.randrange(0, 1 << grid, width)
            part = parts.around(low, low + width)
            leaf, order = (low, rng.randint(low, low + width), low + width), rng.choice([2, 5])
            wrong = wrong_form(module, F(1, 3), F(-2), terms, bits, grid, leaf, order, part, softs)
            if wrong:
                return wrong
    return []


# --- Curves -------------------------------------------------------------------------------------

CURVES = {
    "softplus(x)": ([(-2, 0), (3, 0)], {(1, 0): 1}),
    "softplus(-x)": ([(-2, 2), (3, -3)], {(1, 0): 1}),
    "softplus(x) - softplus(-x)": ([(-2, -2), (3, 3)], {}),
    "softplus(1 - 2x)/3 + abs(x)": ([(-2, "11/3"), (0, "1/3"), (3, "4/3")], {(2, -1): "1/3"}),
    "-(2softplus(x + 1))*3 + softplus(x + 1)": ([(-2, 0), (3, 0)], {(1, 1): -5}),
    "0*softplus(x)": ([(-2, 0), (3, 0)], {}),
    "softplus(2) + softplus(-2)": ([(-2, -2), (3, -2)], {(0, 2): 2}),
    "softplus(x - x)": ([(-2, 0), (3, 0)], {(0, 0): 1}),
    "softplus(x)^1/2 + softplus(x)^0": ([(-2, 1), (3, 1)], {(1, 0): "1/2"}),
}
REFUSED = (
    "softplus(x)*x", "softplus(x)^2", "1/softplus(x)", "2^softplus(x)", "abs(softplus(x))",
    "relu(softplus(x))", "softplus(abs(x))", "softplus(softplus(x))", "softplus(sin(x))",
    "softplus(2)*x", "x/softplus(1)", "softplus(x)*softplus(0)",
)  # fmt: skip


def exactly(line, softs):
    return [(F(x), F(y)) for x, y in line], {(F(p), F(q)): F(w) for (p, q), w in softs.items()}


def wrong_curves(module):
    """Curves that a checker does not find, and expressions that it takes for curves."""
    wrong = []
    for text, (line, softs) in CURVES.items():
        found = module.curve(module.expression(text), F(-2), F(3))
        if (found.line, found.softs) != exactly(line, softs):
            wrong.append(text)
    for text in REFUSED:
        with contextlib.suppress(module.Malformed):
            wrong.append((text, module.curve(module.expression(text), F(-2), F(3))))
    long = [f"(1 + 1/{p})^999" for p in (7, 11, 13, 17)]
    for text in (f"softplus({'*'.join(long)}*x)", f"{'*('.join(long)}*softplus(x))))"):
        with contextlib.suppress(module.Undecided):
            wrong.append((text, module.curve(module.expression(text), F(-2), F(3))))
    return wrong


FACTS = (
    wrong_softplus, wrong_ranges, wrong_pieces, wrong_large_terms, wrong_steep_terms, wrong_parts,
)  # fmt: skip


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_stated_errors_hold(fact):
    assert fact(checker) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
def test_stated_errors_hold_in_long_runs(seed):
    assert wrong_softplus(checker, 20_000, seed, (32, 34, 64, 65, 128, 500, 1024, 2048)) == []
    assert wrong_softplus(checker, 50, seed, (4096, 8192)) == []
    assert wrong_pieces(checker, 5_000, seed) == []
    assert wrong_large_terms(checker, 5_000, seed) == []
    assert wrong_steep_terms(checker, 5_000, seed) == []
    assert wrong_parts(checker, 200, seed) == []
    assert accepted_and_false(3_000, seed) > 100


def test_errors_of_the_integral_are_those_of_sigmoids_at_most():
    """2/m times what the (m-1)-th coefficient of S is off, and a unit, for every m that is used."""
    offs = checker.taylor(checker.MOST_ORDER, 64)[1]
    assert all(2 * before / m + 1 <= off for m, (before, off) in enumerate(itertools.pairwise(offs), 2))


def test_curves():
    """Polylines and softplus terms are found exactly, and what is neither is refused."""
    assert wrong_curves(checker) == []


lines = st.tuples(st.fractions(-9, 9, max_denominator=9), st.fractions(-9, 9, max_denominator=9))
soft = lines.map(lambda line: ("softplus", ("+", ("*", signed(line[0]), ("x",)), signed(line[1]))))


def signed(q):
    number = ("/", ("number", F(abs(q.numerator))), ("number", F(q.denominator)))
    return ("negative", number) if q < 0 else number


sums = st.recursive(
    st.one_of(soft, lines.map(lambda line: ("abs", ("*", signed(line[0]), ("x",))))),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-"), inner, inner),
        st.tuples(st.just("*"), lines.map(lambda line: signed(line[0])), inner),
        st.tuples(st.just("negative"), inner),
    ),
    max_leaves=5,
)


def at(f, x):
    """The value of a curve as a ball."""
    softs = (arb_fraction(w) * softplus(arb_fraction(p * x + q)) for (p, q), w in f.softs.items())
    return sum(softs, arb_fraction(checker.value_at(f.line, x)))


@settings(max_examples=100, deadline=None)
@given(sums, st.fractions(-9, 9, max_denominator=50))
def test_curves_agree_with_the_enclosures_of_values(tree, x):
    """Two readings of one expression, its text read again; and its kinks add up to it."""
    assert expression(written(tree)) == tree
    f = curve(tree, F(-9), F(9))
    assert all((p, q) >= (0, 0) and w for (p, q), w in f.softs.items())
    found = checker.values(tree, Range.of(x, 128))
    with flint.ctx.workprec(300):
        value, room = at(f, x), arb_fraction(F(1, 10**30))
        assert arb_fraction(found.inf) - room <= value <= arb_fraction(found.sup) + room
        kinked = Kinked.of(f)
        total = arb_fraction(kinked.level + kinked.slope * (x - kinked.middle))
        for kink in kinked.kinks:
            z = kink.side * (x - kink.place)
            assert abs(z) <= kink.reach
            if kink.steepness is None:
                total += arb_fraction(kink.jump * max(z, F(0)))
            else:
                total += arb_fraction(kink.jump / kink.steepness) * softplus(
                    arb_fraction(kink.steepness * z)
                )
        assert abs(total - value) < room


# --- Few sigmoids -------------------------------------------------------------------------------


@functools.cache
def certificate(text, on, eps):
    return certify.function(text, on, eps, construction="minimax")


def sum_of(document):
    construction = document["construction"]
    terms = [tuple(map(F, term)) for term in construction["terms"]]
    return SigmoidSum.of(terms, F(construction["constant"]))


def errors(text, g, low, high, count=1500, more=()):
    """F - g at many places and `more`, as balls of Arb."""
    f = curve(expression(text), low, high)
    near = [F(4, 5) ** i for i in range(50)]
    kinks = [*(x for x, _ in f.line), *(-q / p for p, q in f.softs if p)]
    places = [low + (high - low) * F(i, count) for i in range(count + 1)]
    places += [x + sign * d for x in kinks for d in near for sign in (-1, 1)]
    with flint.ctx.workprec(200):
        terms = [tuple(map(arb_fraction, term)) for term in g.terms]
        for x in [*places, *more]:
            if low <= x <= high:
                rest = at(f, x) - arb_fraction(g.constant)
                for a, b, c in terms:
                    rest -= a / (1 + (-(b * arb_fraction(x) + c)).exp())
                yield rest


def greatest_error(*given):
    """A lower bound of the largest |F - g| at many places."""
    return max(arb_ends(abs(error))[0] for error in errors(*given))


@pytest.mark.parametrize(
    ("text", "on", "eps", "n"),
    [
        ("softplus(x)", (-8, 8), "1e-2", 3),
        ("softplus(x)", (-8, 8), "1e-3", 4),
        ("softplus(x)", (-8, 8), "1e-4", 5),
        ("softplus(x)", (-8, 8), "1e-6", 8),
        ("softplus(-x)", (-8, 8), "1e-3", 4),
        ("softplus(x) - softplus(0)", (-8, 8), "1e-3", 4),
        ("softplus(1000*x)/1000", (-8, 8), "1e-3", 11),
        ("softplus(x - 1)/2 + abs(x)", (-2, 3), "1e-2", 9),
        ("relu(x) - softplus(4*x)/4", (-4, 4), "1e-2", 10),
    ],
)
def test_few_sigmoids(text, on, eps, n):
    """The numbers of sigmoids; Arb finds an error within the bounds at many places, and close to them."""
    found = certificate(text, on, eps)
    assert (found.verdict, found.n, found.sigmoids, found.method) == ("certified", n, n, "enclosure")
    theorem = certify.check(found)
    assert theorem.curve == curve(expression(text), F(on[0]), F(on[1]))
    lower, upper = map(F, theorem.bound)
    assert lower < upper <= F(eps)
    assert upper < lower * F(1002, 1000)
    error = greatest_error(text, sum_of(found.document), F(on[0]), F(on[1]))
    assert lower * F(95, 100) < error <= upper


@pytest.mark.parametrize("side", ["above", "below"])
def test_sums_on_one_side(side):
    """g - softplus has one sign at every place, and does not exceed eps; the other side is refused."""
    found = certify.function("softplus(x)", (-8, 8), "1e-3", construction="minimax", side=side)
    assert (found.verdict, found.n) == ("certified", 5)
    sign, upper = (-1 if side == "above" else 1), F(found.bound[1])
    for error in errors("softplus(x)", sum_of(found.document), F(-8), F(8)):
        low, high = arb_ends(sign * error)
        assert low >= 0
        assert high <= upper <= F(1, 1000)
    document = json.loads(found.data())
    document["claim"]["side"] = "below" if side == "above" else "above"
    del document["seal"]
    with pytest.raises(Rejected, match="leaf"):
        checker.check(sealed(document), None)


@pytest.mark.parametrize(("n", "steepness"), [(1, 1), (2, 8), (3, 100), (4, 1), (7, 8), (9, 10**9)])
def test_sums_near_the_best_alternate(n, steepness):
    """The error of n sigmoids is as large, with alternating signs, at 2 n + 3 points; one less for even n."""
    fit = near_minimax_softplus(n, F(steepness))
    assert (fit.n, len(fit.alternation)) == (n, 2 * n + 3)
    x = np.array(fit.alternation)
    a, b, c = np.array(fit.sum.terms, dtype=float).T
    values = float(fit.sum.constant) + (0.5 + 0.5 * np.tanh((np.multiply.outer(x, b) + c) / 2)) @ a
    errors = np.logaddexp(0, steepness * x) / steepness - values
    assert (np.sign(errors[1:]) == -np.sign(errors[:-1])).all()
    np.testing.assert_allclose(np.abs(errors), fit.error, rtol=3e-3)


def test_sums_that_double_precision_does_not_carry():
    with pytest.raises(NotLevelled, match="double precision"):
        near_minimax_softplus(5, F(1))
    with pytest.raises(NotLevelled, match="no 60 sigmoids"):
        near_minimax_softplus(60, F(8))


def test_equal_steps(run):
    """Equal steps take softplus in any place, also of large arguments."""
    for text in ("softplus(x)", "softplus(-1e5*x)/1e5", "exp(-softplus(x^2))", "sqrt(softplus(x))"):
        found = certify.function(text, (-2, 3), "1e-2")
        assert (found.verdict, found.construction) == ("certified", "steps")
    assert certify.function("softplus(x)", (-8, 8), "1e-1").n == 94


def test_best_is_whichever_has_fewer():
    assert certify.function("softplus(x)", (-8, 8), "1e-3", construction="best").n == 4
    found = certify.function("softplus(x^2)", (0, 1), "1e-1", construction="best")
    assert found.construction == "steps"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(expression="softplus(abs(x))"), "softplus of what is not a line"),
        (dict(expression="relu(softplus(x))"), "abs or relu of softplus"),
        (dict(expression="softplus(2)"), "F is the constant 2.12693 there: it needs no sigmoid"),
        (dict(expression="softplus(x) - softplus(x)"), "it needs no sigmoid"),
        (dict(eps="1e-12"), "too small"),
        (dict(expression="softplus"), "is expected after softplus"),
    ],
)
def test_bad_input(options, message):
    given = dict(expression="softplus(x)", on=(-1, 1), eps="1e-2", construction="minimax") | options
    with pytest.raises(BadInput, match=message):
        certify.function(**given)


def random_side(rng, low, high):
    """An expression and a sum, with slopes from gentle to steep."""

    def number(least=-30, most=30):
        return f"({rng.randint(least, most)}/{rng.randint(1, 9)})"

    steep = rng.choice([1, 1, 30, 10**4])
    parts = [
        f"{number()}*softplus({steep}*({number()}*x + {number()}))" for _ in range(rng.randint(1, 3))
    ]
    parts += [f"{number()}*abs(x - {number()})" for _ in range(rng.randint(0, 2))]
    terms = [
        (F(rng.randint(-99, 99), 7), b, -b * (low + (high - low) * F(rng.randint(-1, 11), 10)))
        for b in (F(rng.randint(-99, 99) * 10 ** rng.randint(0, 2), 9) for _ in range(rng.randint(0, 3)))
    ]
    return " + ".join(parts), SigmoidSum.of(terms, F(rng.randint(-99, 99), 7))


def test_bounds_of_errors_contain_the_truth():
    """For random sums against random curves: both bounds, by Arb at many places."""
    rng = random.Random(0)
    for _ in range(15):
        low = F(rng.randint(-40, 30), 7)
        high = low + F(rng.randint(1, 90), 7)
        text, g = random_side(rng, low, high)
        found = certify.supnorm(g, text, (low, high), digits=rng.choice([2, 5]))
        assert found.verdict == "certified"
        lower, upper = map(F, found.bound)
        witness = certify.check(found).enclosure.witness
        assert lower < greatest_error(text, g, low, high, 300, [witness]) <= upper


def test_sup_norm_against_softplus(run):
    """Bounds of a given sum's error from both sides, to many digits; other engines say that they cannot."""
    document = json.loads(GOLDEN.read_text())
    bounds = certify.supnorm(sum_of(document), "softplus(x)", (-8, 8), digits=40).bound
    assert document["proof"]["bound"][0] <= bounds[0] < bounds[1] <= document["proof"]["bound"][1]
    options = ("--sum", GOLDEN, "--target", "softplus(x)", "--on", -8, 8, "--digits", 3)
    code, out, _ = run("supnorm", *options, "-o", "c.json")
    assert (code, out[0]) == (0, "certified")
    assert "F(x) = softplus(x) and g is the sum of 8 sigmoids" in certify.check("c.json").statement
    code, _, err = run("supnorm", *options, "--engine", "mpmath")
    assert (code, len(err)) == (2, 1)
    assert "no softplus" in err[0]


def test_command_line(run):
    code, out, _ = run(
        "function", "abs(x) - softplus(1 - 2x)/4", "--on", -3, 3, "--eps", "1e-2", "--construction", "best",
        "-o", "c.json", "--json",
    )  # fmt: skip
    found = json.loads("\n".join(out))
    assert (code, found["verdict"], found["construction"]) == (0, "certified", "minimax")
    assert any(
        "at the kink x = 0" in note and "at the softplus x = 1/2" in note for note in found["notes"]
    )
    assert run("check", "c.json")[:2][0] == 0
    code, out, _ = run("report", "c.json")
    assert code == 0
    assert "plus -0.25 log(1+exp(2 x + -1))" in out


def test_golden_certificate_still_checks():
    theorem = certify.check(GOLDEN)
    assert (theorem.kind, theorem.eps, theorem.sigmoids) == ("function", F(1, 10**6), 8)
    assert theorem.curve == Curve([(F(-8), F(0)), (F(8), F(0))], {(F(1), F(0)): F(1)})


def test_schema_describes_these_certificates():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(
        (Path(checker.__file__).parent / "schemas" / "1.0" / "certificate.json").read_text()
    )
    jsonschema.validate(json.loads(GOLDEN.read_text()), schema)


# --- Certificates that were changed -------------------------------------------------------------


def changed(place, new):
    """The certificate of softplus with another entry at a place."""
    return altered(certificate("softplus(x)", (-8, 8), "1e-3").document, place, new)


def shifted(text):
    return str(F(text) + F(1, 100))


CHANGES = {
    "nothing": ((("claim", "kind"), "function"), None),
    "relu": ((("claim", "expression"), "relu(x)"), "entries"),
    "another slope": ((("claim", "expression"), "softplus(1.001*x)"), "leaf"),
    "another place": ((("claim", "expression"), "softplus(x + 0.001)"), "leaf"),
    "another weight": ((("claim", "expression"), "0.999*softplus(x)"), "leaf"),
    "the other side": ((("claim", "expression"), "softplus(-x)"), "leaf"),
    "a line more": ((("claim", "expression"), "softplus(x) + 0.001*x"), "leaf"),
    "another softplus more": ((("claim", "expression"), "softplus(x) + softplus(x - 7)"), "leaf"),
    "no softplus": ((("claim", "expression"), "0*softplus(x)"), "leaf"),
    "softplus of softplus": ((("claim", "expression"), "softplus(softplus(x))"), "not a line"),
    "another domain": ((("claim", "domain"), ["-9", "8"]), "leaf"),
    "a smaller eps": ((("claim", "eps"), "1/2000"), "exceeds eps"),
    "a smaller bound": ((("proof", "bound"), ["1e-4", "6.8e-4"]), "leaf"),
    "a larger lower bound": ((("proof", "bound"), ["6.9e-4", "7e-4"]), "witness"),
    "a changed weight": ((("construction", "terms", 2, 0), shifted), "leaf"),
    "a changed constant": ((("construction", "constant"), shifted), "leaf"),
    "another witness": ((("proof", "witness"), "0"), "witness"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_changed_certificates_are_rejected(name):
    (place, new), message = CHANGES[name]
    data = changed(place, new)
    if message is None:
        assert checker.check(data, None).sigmoids == 4
        return
    with pytest.raises((Rejected, Malformed), match=message):
        checker.check(data, None)


def moved_formula(rng, text):
    """An expression with one digit changed."""
    places = [i for i, sign in enumerate(text) if sign.isdigit()]
    place = rng.choice(places)
    return text[:place] + rng.choice("0123456789") + text[place + 1 :]


def accepted_and_false(rounds, seed):
    """How many randomly changed certificates are accepted; what Arb finds in them is true."""
    rng, accepted = random.Random(seed), 0
    kinked = certificate("relu(x) - softplus(4*x)/4", (-4, 4), "1e-2").document
    bounds = certify.supnorm(sum_of(kinked), "relu(x) - softplus(4x)/4", (-4, 4), digits=4).document
    documents = [certificate("softplus(1*x)", (-8, 8), "1e-3").document, kinked, bounds]
    for _ in range(rounds):
        document = randomly_changed(rng, rng.choice(documents))
        claim, proof = document["claim"], document["proof"]
        named = claim if "expression" in claim else claim["target"]
        if rng.random() < 0.2:
            named["expression"] = moved_formula(rng, named["expression"])
        document.pop("seal", None)
        try:
            checker.check(sealed(document), None)
        except (Rejected, Malformed, Undecided):
            continue
        accepted += 1
        (low, high), (lower, upper) = map(F, claim["domain"]), map(F, proof["bound"])
        places = [F(proof["witness"])]
        assert upper <= F(claim.get("eps", upper))
        error = greatest_error(named["expression"], sum_of(document), low, high, 100, places)
        assert lower < error <= upper, document
    return accepted


def test_changed_certificates_are_refused_or_true():
    assert accepted_and_false(120, 0) > 8


def test_work_of_leaves_counts_softplus():
    piece = checker.Piece(F(0), F(0), [(F(1), F(1), F(0))], 64, 64, softs=[(F(1), F(1), F(0))] * 9)
    bare = checker.Piece(F(0), F(0), [(F(1), F(1), F(0))] * 10, 64, 64)
    assert piece.work(4) == bare.work(4) + 9 * checker.softplus_work(64)


@pytest.mark.parametrize("name", ["MOST_WORK", "MOST_LENGTH"])
def test_work_and_length_of_many_pieces_count_softplus(name, monkeypatch):
    """What all pieces take together, softplus included, is just within its limit, or just beyond."""
    found = certificate("softplus(x - 1)/2 + abs(x - 1/2) - abs(x)", (-2, 3), "1e-2")
    proof = checker.Enclosure.read(found.document["proof"])[0]
    terms, bits, line = (
        found.sigmoids,
        proof.bits,
        curve(expression(found.document["claim"]["expression"]), F(-2), F(3)).line,
    )
    ends = 2 * max(x.numerator.bit_length() + x.denominator.bit_length() for x, _ in line)
    most = checker.Piece(
        F(0), F(0), [(F(1), F(1), F(0))] * terms, bits, proof.grid, softs=[(F(1), F(1), F(0))]
    )
    limits = {
        "MOST_WORK": proof.count * most.work(proof.order),
        "MOST_LENGTH": (terms + 1) * (len(line) - 1) * (1000 + bits + ends),
    }
    monkeypatch.setattr(checker, name, limits[name])
    assert certify.check(found).sigmoids == terms
    monkeypatch.setattr(checker, name, limits[name] - 1)
    with pytest.raises(Undecided):
        certify.check(found)


# --- Checkers with one fault --------------------------------------------------------------------

MUTANTS = [
    # fixed point
    ("softplus less precise", "    y = exp_minus(abs(z) << GUARD, work)\n", "    y = exp_minus(abs(z) << GUARD, work) + (1 << GUARD + 2)\n"),
    ("softplus without its line", "return max(z, 0) + (m >> -e - bits - 1)", "return m >> -e - bits - 1"),
    ("softplus of one sign", "return max(z, 0) + (m >> -e - bits - 1)", "return z + (m >> -e - bits - 1)"),
    ("artanh not doubled", "(m >> -e - bits - 1)", "(m >> -e - bits)"),
    ("another argument of artanh", "((2 << work) + y)", "((1 << work) + y)"),
    ("no guard bits", "GUARD = 32\n", "GUARD = 0\n"),
    # enclosures of expressions
    ("range of softplus without its line", "return rest + max(q, ZERO)", "return rest"),
    ("range of softplus rising everywhere", "return rest + max(q, ZERO)", "return rest + q"),
    ("tail of softplus forgotten", "return rest + max(q, ZERO)", "return rest * 0 + max(q, ZERO)"),
    ("slope of softplus 1", '"softplus": (Range.softplus, (lambda w, u: u.sigmoid(),))', '"softplus": (Range.softplus, (_one,))'),
    ("slope of softplus its value", "lambda w, u: u.sigmoid(),", "lambda w, u: w,"),
    ("slope of another steepness", "return ((self * half).tanh() + one) * half", "return (self.tanh() + one) * half"),
    ("slope not halved", "return ((self * half).tanh() + one) * half", "return (self * half).tanh() + one"),
    # curves
    ("softplus forgotten", 'if (p, q) < (0, 0):\n        return Curve(f.line, {(-p, -q): ONE})\n    return Curve([(x, ZERO) for x, _ in f.line], {(p, q): ONE})', 'return Curve([(x, ZERO) for x, _ in f.line], {})'),
    ("line of a falling softplus forgotten", "return Curve(f.line, {(-p, -q): ONE})", "return Curve([(x, ZERO) for x, _ in f.line], {(-p, -q): ONE})"),
    ("falling softplus not turned", "return Curve(f.line, {(-p, -q): ONE})", "return Curve(f.line, {(p, q): ONE})"),
    ("falling softplus kept", "if (p, q) < (0, 0):", "if False:"),
    ("rising softplus turned", "if (p, q) < (0, 0):", "if True:"),
    ("softplus at another place", "q = f.line[0][1] - p * f.line[0][0]", "q = f.line[0][1]"),
    ("softplus of a polyline", "if f.softs or len(f.line) > 2:", "if f.softs:"),
    ("softplus of softplus", "if f.softs or len(f.line) > 2:", "if len(f.line) > 2:"),
    ("abs of softplus", "    if f.softs:\n        raise Malformed(\"abs", "    if False:\n        raise Malformed(\"abs"),
    ("softplus of the second forgotten", "    weights.update(g.softs)\n", ""),
    ("softplus of the first forgotten", "collections.Counter(f.softs)", "collections.Counter()"),
    ("softplus that cancels kept", "for inside, w in weights.items() if w}", "for inside, w in weights.items()}"),
    ("softplus not multiplied", "{inside: w * factor for inside, w in f.softs.items() if factor}", "f.softs"),
    ("softplus times 0 kept", "f.softs.items() if factor}", "f.softs.items()}"),
    ("softplus called constant", "f.line[0][1] == f.line[1][1] and not f.softs else None", "f.line[0][1] == f.line[1][1] else None"),
    ("length of weights not limited", "itertools.chain(*result, f.softs.values())", "itertools.chain(*result)"),
    # sums
    ("softplus left out of the sum", "proof.grid, softs=soft))", "proof.grid))"),
    ("weights and slopes of softplus exchanged", "[(w, p, q) for (p, q), w in f.softs.items()]", "[(p, w, q) for (p, q), w in f.softs.items()]"),
    ("softplus not moved", "(a, b * width, c + b * start)", "(a, b * width, c)"),
    ("softplus not stretched", "(a, b * width, c + b * start)", "(a, b, c + b * start)"),
    ("curve not turned to its side", "f = scaled(f, -sign)", "pass"),
    # pieces
    ("softplus as sigmoids", "[False] * len(terms) + [True] * len(softs)", "[False] * (len(terms) + len(softs))"),
    ("weights rounded for nothing", "self.loose = loose + sum(math.ceil(abs(b) + abs(c)) + 1 for _, b, c in softs)", "self.loose = loose"),
    ("weights rounded for c only", "math.ceil(abs(b) + abs(c)) + 1 for", "math.ceil(abs(c)) + 1 for"),
    ("weights rounded for b only", "math.ceil(abs(b) + abs(c)) + 1 for", "math.ceil(abs(b)) + 1 for"),
    ("values of softplus as of sigmoids", "[*levels[:first], *softs]", "levels"),
    ("values of softplus without c", "softplus((b * u >> self.grid) + c, self.bits)", "softplus(b * u >> self.grid, self.bits)"),
    ("Taylor coefficients of sigmoids", "            if soft:\n                shapes = ", "            if False:\n                shapes = "),
    ("Taylor coefficients not integrated", "2 * shape // m for m, shape", "2 * shape for m, shape"),
    ("Taylor coefficients not doubled", "2 * shape // m for m, shape", "shape // m for m, shape"),
    ("slope of softplus forgotten", "shapes = [s]\n", "shapes = [0]\n"),
    ("steep softplus as steep sigmoids", "                if soft:\n                    a = a", "                if False:\n                    a = a"),
    ("steep softplus without slope", "                    sums[0] += 2 * a * s\n", ""),
    ("steep softplus with half its slope", "sums[0] += 2 * a * s\n", "sums[0] += a * s\n"),
    ("steep softplus at the centre", "room += (2 * abs(a) >> fall) + (3", "room += (3"),
    ("steep softplus half as steep", "(2 * abs(a) >> fall)", "(abs(a) >> fall)"),
    ("steep softplus of either sign", "(2 * abs(a) >> fall)", "(2 * a >> fall)"),
    ("steep softplus that falls too fast", "fall = 23 * near >> bits + 4", "fall = 24 * near >> bits + 4"),
    ("steep softplus without the rounding of a", "(3 * abs(y) + 16 * abs(a) >> bits) + 20", "(16 * abs(a) >> bits) + 20"),
    ("steep softplus without the rounding of S", "(3 * abs(y) + 16 * abs(a) >> bits) + 20", "(3 * abs(y) >> bits) + 20"),
    # parts
    ("softplus that is a line as 1", "            if self.soft[index]:\n", "            if False:\n"),
    ("rise of softplus forgotten", "                part.rise += a * b >> self.bits\n", ""),
    ("level of softplus forgotten", "                part.constant += a * c >> self.bits\n", ""),
    ("softplus that is a line without its error", "                part.loose += self.heights[index]\n", "                part.loose -= self.heights[index]\n"),
    ("softplus lost among the parts", 'for name in ("inside", "weights", "heights", "soft"):', 'for name in ("inside", "weights", "heights"):'),
]  # fmt: skip


@functools.cache
def battery():
    """(bytes, whether to be accepted)."""
    kinked = certificate("relu(x) - softplus(4*x)/4", (-4, 4), "1e-2")
    bounds = certify.supnorm(sum_of(kinked.document), "relu(x) - softplus(4x)/4", (-4, 4), digits=4)
    above = certify.function("softplus(x)", (-8, 8), "1e-2", construction="minimax", side="above")
    return [(found.data(), True) for found in (kinked, bounds, above)] + [
        (changed(*change), message is None) for change, message in CHANGES.values()
    ]


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
    return []


def test_checker_judges_rightly():
    assert misjudged(load(SOURCE)) == []


@pytest.mark.parametrize(("name", "old", "new"), MUTANTS, ids=[name for name, _, _ in MUTANTS])
def test_faulty_checker_of_softplus_is_noticed(name, old, new):
    assert old in SOURCE, "the checker no longer contains what this mutant alters"
    faulty = load(SOURCE.replace(old, new))

    def noticed(fact):
        try:
            return fact(faulty) != []
        except Exception:
            return True

    assert any(noticed(fact) for fact in (wrong_curves, misjudged, *FACTS))
