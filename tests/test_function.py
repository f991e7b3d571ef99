"""Functions of one variable: enclosures and slopes against Arb, the grammar, certificates and forgeries."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import arb_ends, arb_fraction
from flint import arb, ctx
from functions import forge, sealed
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import certify
from certify import checker
from certify.certificate import Certificate
from certify.checker import Malformed, Range, Rejected, expression, slopes, values, written
from certify.constructions import Steps
from certify.enclosure import Interval
from certify.errors import BadInput, Undecided
from certify.testing import assert_certified

GOLDEN = Path(__file__).parent / "golden" / "function-1e-2.json"
F = Fraction
REFERENCE_BITS = 3000


@pytest.fixture(autouse=True)
def precise():
    """Arb at a precision far above the ones tested."""
    old, ctx.prec = ctx.prec, REFERENCE_BITS
    yield
    ctx.prec = old


def ends(interval) -> tuple[Fraction, Fraction]:
    """The ends of a checker.Interval as rationals."""
    return tuple(F(m) * F(2) ** e for m, e in (interval.inf, interval.sup))


# --- Elementary functions at rational points ------------------------------------------------------

precisions = st.sampled_from([64, 128, 256, 1024])
moderate = st.fractions(min_value=-3000, max_value=3000, max_denominator=10**12)
tiny = st.builds(lambda m, e: F(m, 2**e), st.integers(-(2**60), 2**60), st.integers(60, 700))
near_one = st.builds(lambda s, e: 1 + F(s, 2**e), st.sampled_from([-3, -1, 1, 3]), st.integers(2, 600))


def near_multiple_of_half_pi(n: int, bits: int) -> Fraction:
    """n pi/2, rounded to `bits` bits after the point."""
    return F(int((arb.pi() * n / 2 * arb(2) ** bits).mid().floor().fmpz()), 2**bits)


multiples = st.builds(near_multiple_of_half_pi, st.integers(-600_000, 600_000), st.integers(1, 900))
points = st.one_of(moderate, tiny, near_one, multiples.filter(lambda q: abs(q) < 3000))
POINTWISE = {
    "exp": (checker.exp_of, lambda t: t.exp(), points),
    "log": (checker.log_of, lambda t: t.log(), points.map(abs).filter(bool)),
    "tanh": (checker.tanh_of, lambda t: t.tanh(), points),
}


@pytest.mark.parametrize("name", POINTWISE)
@settings(max_examples=60, deadline=None)
@given(data=st.data(), bits=precisions)
def test_function_at_a_point_encloses_and_is_relatively_thin(name, data, bits):
    ours, reference, domain = POINTWISE[name]
    value = data.draw(domain)
    (low, high), (below, above) = ends(ours(value, bits)), arb_ends(reference(arb_fraction(value)))
    if name == "tanh":  # a ball around 1 - 2^-8000 reaches beyond 1
        below, above = max(below, -1), min(above, 1)
    assert low <= below
    assert above <= high
    assert high - low <= abs(above) * F(8, 2**bits)


@settings(max_examples=100, deadline=None)
@given(value=st.one_of(moderate, tiny, multiples), bits=precisions)
def test_cosine_and_sine_enclose_and_are_thin(value, bits):
    found = checker.cos_sin_of(value, bits)
    exact = arb_fraction(value).cos(), arb_fraction(value).sin()
    for interval, reference, scale in zip(found, exact, (1, min(abs(value), 1)), strict=True):
        (low, high), (below, above) = ends(interval), arb_ends(reference)
        assert low <= below
        assert above <= high
        assert high - low <= scale * F(4, 2**bits)


def test_functions_are_exact_where_they_are_rational():
    for name, at, value in [("exp", 0, 1), ("log", 1, 0), ("sin", 0, 0), ("cos", 0, 1), ("tanh", 0, 0)]:
        found = getattr(Range.of(F(at), 64), name)()
        assert found.inf <= value <= found.sup
        assert found.sup - found.inf <= F(1, 2**60) * (name == "cos"), name
    assert Range(F(1, 100), F(4, 9), 64).sqrt().inf == F(1, 10)
    assert Range(F(1, 100), F(4, 9), 64).sqrt().sup == F(2, 3)


@pytest.mark.parametrize(
    ("at", "name"),
    [(2**21, "sin"), (2**21, "cos"), (10**5, "exp"), (-1, "log"), (0, "log"), (-1, "sqrt")],
)
def test_arguments_out_of_reach_are_undecided(at, name):
    with pytest.raises(Undecided):
        getattr(Range.of(F(at), 64), name)()


def test_tiny_and_huge_numbers_are_answered_at_once():
    """Neither an exponential below every bound nor a power above it is written out."""
    assert Range.of(F(-(10**300)), 64).exp().inf == 0
    assert 0 < Range.of(F(-(10**300)), 64).exp().sup <= F(1, 2**8192)
    assert Range.of(F(10**300), 64).tanh().sup == 1
    assert Range.of(F(1, 2**8000), 64).tanh().inf > 0
    with pytest.raises(Undecided):
        Range.of(F(10**300), 64) ** 1000
    assert (Range.of(F(1, 10**300), 64) ** 1000).inf == 0


# --- Ranges and slopes ----------------------------------------------------------------------------

ordinary = st.fractions(min_value=-20, max_value=20, max_denominator=10**6)
ranges = st.builds(lambda a, b: (min(a, b), max(a, b)), ordinary, ordinary)
shares = st.fractions(min_value=0, max_value=1, max_denominator=1000)


def member(pair, share):
    return pair[0] + (pair[1] - pair[0]) * share


@settings(max_examples=100, deadline=None)
@given(x=ranges, y=ranges, s=shares, t=shares, n=st.integers(-6, 9))
def test_arithmetic_of_ranges_encloses_its_members(x, y, s, t, n):
    a, b, p, q = Range(*x, 64), Range(*y, 64), member(x, s), member(y, t)
    cases = [
        (a + b, p + q),
        (a - b, p - q),
        (a * b, p * q),
        (-a, -p),
        (a.abs(), abs(p)),
        (a.relu(), max(p, 0)),
    ]
    if not y[0] <= 0 <= y[1]:
        cases.append((a / b, p / q))
    if n >= 0 or not x[0] <= 0 <= x[1]:
        cases.append((a**n, p**n))
    for found, exact in cases:
        assert found.inf <= exact <= found.sup
        assert isinstance(found.inf, Fraction)
        assert isinstance(found.sup, Fraction)
    assert n % 2 or n <= 0 or (a**n).inf >= 0


@settings(max_examples=80, deadline=None)
@given(value=st.fractions(), bits=st.sampled_from([4, 16, 64]))
def test_long_ends_are_rounded_outward_to_short_ones(value, bits):
    found = Range.of(value, bits)
    assert found.inf <= value <= found.sup
    assert found.sup - found.inf <= abs(value) * F(2, 2**bits)
    size = max(value.numerator.bit_length(), value.denominator.bit_length())
    assert (found.inf == value == found.sup) == (
        size <= 4 * bits or value * 2**99 % 1 == 0
    ) or size > 4 * bits


@pytest.mark.parametrize("name", ["exp", "sin", "cos", "tanh", "log", "sqrt"])
@settings(max_examples=40, deadline=None)
@given(pair=ranges, share=shares)
def test_functions_of_ranges_enclose_those_of_members(name, pair, share):
    pair = tuple(sorted((abs(pair[0]), abs(pair[1])))) if name in ("log", "sqrt") else pair
    assume(name != "log" or pair[0] > 0)
    found = getattr(Range(*pair, 64), name)()
    below, above = arb_ends(getattr(arb_fraction(member(pair, share)), name)())
    assert found.inf <= below or below == above
    assert found.inf <= above
    assert below <= found.sup
    assert name not in ("sin", "cos", "tanh") or -1 <= found.inf <= found.sup <= 1


numbers = st.builds(lambda m, e: ("number", F(m, 10**e)), st.integers(0, 999), st.integers(0, 4))
exponents = st.one_of(
    st.sampled_from([("number", F(n)) for n in range(5)]),
    st.sampled_from([("negative", ("number", F(n))) for n in range(1, 4)]),
    st.sampled_from([("/", ("number", F(1)), ("number", F(n))) for n in (2, 3)]),
)
trees = st.recursive(
    st.one_of(st.just(("x",)), st.just(("x",)), numbers),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner),
        st.tuples(st.just("^"), inner, exponents),
        st.tuples(st.sampled_from([*checker.FUNCTIONS, "negative"]), inner),
    ),
    max_leaves=8,
)


def reference(tree, x):
    """The value of an expression by Arb; not finite where it may not be defined."""
    kind, *parts = tree
    if kind == "number":
        return arb_fraction(parts[0])
    if kind == "x":
        return x
    if tree == ("^", ("x",), ("x",)):
        return (x * x.log()).exp()
    if kind == "^":
        exponent = parts[1][1][1] if parts[1][0] == "negative" else parts[1][1]
        base = reference(parts[0], x)
        if parts[1][0] == "/":
            return (base.log() / int(parts[1][2][1])).exp()
        power = base ** int(exponent) if exponent else arb(1)
        return 1 / power if parts[1][0] == "negative" else power
    operands = [reference(part, x) for part in parts]
    return {
        "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
        "/": lambda a, b: a / b, "negative": lambda a: -a, "relu": lambda a: (a + abs(a)) / 2,
        "abs": abs, "softplus": lambda a: a + (-a).exp().log1p(),
    }.get(kind, lambda a: getattr(a, kind)())(*operands)  # fmt: skip


def overlap(found, ball):
    low, high = arb_ends(ball)
    return found.inf <= high and low <= found.sup


@settings(max_examples=150, deadline=None)
@given(
    tree=trees,
    middle=ordinary,
    radius=st.sampled_from([0, F(1, 10**9), F(1, 100), F(1, 3), 2]),
    s=shares,
    t=shares,
)
def test_values_and_slopes_of_expressions_contain_those_by_arb(tree, middle, radius, s, t):
    pair, ctx.prec = (middle - radius, middle + radius), 400
    try:
        found = values(tree, Range(*pair, 64))
        chains = slopes(tree, Range(*pair, 64)) if radius else (found, None)
    except Undecided:
        assume(False)
    p, q = member(pair, s), member(pair, t)
    at_p, at_q = reference(tree, arb_fraction(p)), reference(tree, arb_fraction(q))
    assume(at_p.is_finite() and at_q.is_finite())
    assert overlap(found, at_p)
    assert (found.inf, found.sup) == (chains[0].inf, chains[0].sup)
    if p != q and radius:
        assert overlap(chains[1], (at_p - at_q) / arb_fraction(p - q))


SLOPES = [
    ("x^2", -2, 2, 4), ("sin(3*x)", 0, 1, 3), ("sqrt(x)", F(1, 100), 1, 5), ("abs(x)", -1, 1, 1),
    ("relu(x)", -1, 2, 1), ("7/3", 0, 1, 0), ("2/3*x - 1", 0, 5, F(2, 3)), ("x^0", -1, 1, 0),
    ("abs(2*x - 1) + x", 0, 1, 3), ("1/x", F(1, 2), 2, 4), ("log(x)", F(1, 4), 9, 4), ("-x^3", -1, 2, 12),
    ("x*x", 0, 1, 2), ("sqrt(4)*x + sqrt(0)", 0, 1, 2), ("x^sqrt(4)", -1, 1, 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "a", "b", "slope"), SLOPES)
def test_slopes_that_are_short_rationals_are_found_exactly(text, a, b, slope):
    certificate = certify.function(text, (a, b), eps="1/10")
    assert certificate.verdict == "certified"
    assert F(certificate.document["proof"]["slope"]) == slope


# --- The grammar ----------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(tree=trees)
def test_what_is_written_reads_as_the_same_tree(tree):
    text = written(tree)
    assert expression(text) == tree
    assert written(expression(text)) == text


MEANINGS = [
    ("-x^2", "-(x^2)"), ("2^3^2", "2^(3^2)"), ("x^-2", "x^(-2)"), ("x**2", "x^2"), ("3x", "3*x"),
    ("2sin(x)", "2*sin(x)"), ("2(x+1)", "2*(x+1)"), ("1 - 2 - 3", "(1-2)-3"), ("8/2/2", "(8/2)/2"),
    ("-x*2", "(-x)*2"), ("-3x", "(-3)*x"), ("x^-2^2", "x^(-(2^2))"), (".5x", "0.5*x"), ("1e-3", "0.001"),
    ("2e3x", "2000*x"), ("2*3x", "2*3*x"), ("3.", "3"), ("1e+2", "100"), ("x - -x", "x-(-x)"), ("00.10", "0.1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "same"), MEANINGS)
def test_usual_precedence(text, same):
    assert expression(text) == expression(same)


REFUSED = {
    "nothing": ("", 1), "spaces": ("  ", 3), "two factors": ("x x", 3), "a number and a factor": ("3 x", 3),
    "a dunder name": ("__class__", 1), "an attribute": ("x.real", 2), "an unknown name": ("foo(x)", 1),
    "a call of x": ("x(2)", 2), "an import": ("__import__(x)", 1), "a function without argument": ("exp", 4),
    "a function to a power": ("sin^2(x)", 4), "an empty argument": ("exp()", 5), "two arguments": ("exp(x,x)", 6),
    "an open parenthesis": ("(x", 3), "a closing one": ("x)", 2), "no right operand": ("x+", 3), "two signs": ("x*/x", 3),
    "a unary plus": ("+x", 1), "a huge power": ("x^1001", 3), "a huge negative power": ("x^-99999999", 3),
    "an exponent of 4 digits": ("1e1000", 1), "many digits": ("1" * 101, 1), "two points": ("1.2.3", 4),
    "unicode digits": ("x + ٣", 5), "a unicode sign": ("x − 1", 3), "a line break": ("x\n", 2), "a null": ("x\0", 2),
    "a division that is two": ("1/2x", 4), "a power that is two": ("x^2x", 4), "10^5 parentheses": ("(" * 10**5, None),
    "200 parentheses": ("(" * 200, 102), "200 signs": ("-" * 200 + "x", 102), "401 signs": ("x+" * 250 + "x", 402 - 1),
    "a comparison": ("x<1", 2), "an assignment": ("x=1", 2), "a list": ("[x]", 1), "a string": ("'x'", 1),
    "an underscore in a number": ("1_000", 2), "a hexadecimal": ("0x1p3", 2), "infinity": ("inf", 1), "capital x": ("X", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_expression_is_refused_with_its_place(name):
    text, place = REFUSED[name]
    with pytest.raises(Malformed) as error:
        expression(text)
    message = str(error.value)
    assert len(message) < 200
    assert message.isascii()
    assert "\n" not in message
    assert place is None or f"position {place} " in message
    with pytest.raises(BadInput):
        certify.function(text, (0, 1), eps=1)


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="x123.e+-*/^() sincoexplgtahrqub_", max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        tree = expression(text)
    except Malformed:
        return
    assert expression(written(tree)) == tree


# --- Certificates ---------------------------------------------------------------------------------


def of_certificate(document) -> Steps:
    """g, from the certificate's own numbers."""
    unit = 10 ** document["construction"]["digits"]
    heights = [F(int(v), unit) for v in document["construction"]["values"].split(" ")]
    a, b = (F(end) for end in document["claim"]["domain"])
    return Steps(a, b, F(document["construction"]["k"]), tuple(heights))


def farthest(document, samples) -> Fraction:
    """The largest |F - g| by Arb at equidistant points; terms at 60 steps' distance are 0 or 1."""
    steps, ctx.prec = of_certificate(document), 128
    tree, h, k = expression(document["claim"]["expression"]), steps.h, steps.k
    reach, m, worst = int(60 / k) + 2, steps.sigmoids, F(0)
    y = [arb_fraction(v) for v in steps.values]
    for j in range(samples + 1):
        x = steps.a + (steps.b - steps.a) * j / samples
        place = int((x - steps.a) / h)
        first, last = max(place - reach, 0), min(place + reach, m)
        g = y[first]
        for i in range(first + 1, last + 1):
            g += (y[i] - y[i - 1]) / (
                1 + arb_fraction(-(k / h) * (x - steps.a - (i - F(1, 2)) * h)).exp()
            )
        worst = max(worst, *(abs(end) for end in arb_ends(reference(tree, arb_fraction(x)) - g)))
    return worst


CLAIMS = [
    ("sin(3*x)", 0, 1), ("x^2", -2, 2), ("exp(-x^2)", -3, 3), ("sqrt(x)", F(1, 100), 1), ("abs(x)", -1, 1),
    ("relu(x)", -1, 1), ("tanh(x)", -2, 3), ("x*exp(-x)", 0, 5), ("(x^2 + 1)^(1/3)", -2, 2), ("7/3", 0, 1),
    ("2*x - 1", -1, 1), ("cos(10*x)/(2 + sin(x))", -1, 1), ("x^x", F(1, 2), 2), ("x^(-2)", -2, F(-1, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "a", "b"), CLAIMS)
def test_certified_bound_holds_at_samples(text, a, b):
    """Never evidence for the bound, but a mistake in the construction would show."""
    certificate = certify.function(text, (a, b), eps="1/5")
    assert certificate.verdict == "certified"
    assert certify.check(certificate).sigmoids == certificate.n
    assert farthest(certificate.document, 200) <= F(certificate.bound[1])


@pytest.mark.parametrize("k", ["1/2", "3", "1000", "1e7"])
def test_certified_bound_holds_for_other_steepness(k):
    certificate = certify.function("sin(3*x)", (0, 1), eps="1/10", k=k)
    assert farthest(certificate.document, 60) <= F(certificate.bound[1])


@pytest.mark.parametrize(("text", "a", "b"), CLAIMS[:4])
def test_required_claims_at_a_hundredth(text, a, b):
    certificate = certify.function(text, (a, b), eps="1e-2")
    assert certificate.verdict == "certified"
    assert farthest(certificate.document, 1000) <= F(certificate.bound[1])


@pytest.mark.slow
@pytest.mark.parametrize(("text", "a", "b"), CLAIMS)
def test_required_claims_at_a_thousandth(text, a, b):
    certificate = certify.function(text, (a, b), eps="1e-3")
    assert certificate.verdict == "certified"
    assert farthest(certificate.document, 10_000) <= F(certificate.bound[1])


def test_sum_of_sigmoids_is_the_one_of_the_claim():
    """Steps as a SigmoidSum, against the formula in the theorem."""
    steps = of_certificate(certify.function("x^2", (-1, 2), eps="1/2", k="3").document)
    g, x = steps.sum(), F(1, 7)
    ball = arb_fraction(steps.values[0])
    for i in range(1, steps.sigmoids + 1):
        inside = steps.k / steps.h * (x - steps.a - (i - F(1, 2)) * steps.h)
        height = steps.values[i] - steps.values[i - 1]
        ball += arb_fraction(height) / (1 + (-arb_fraction(inside)).exp())
    assert isinstance(g(x), Interval)
    assert g(x).inf <= arb_ends(ball)[1]
    assert arb_ends(ball)[0] <= g(x).sup


def test_number_of_sigmoids_falls_with_k_towards_its_limit():
    found = [certify.function("sin(3x)", (0, 1), eps="1/50", k=k).n for k in ("1/10", 1, 4, 16, 10**7)]
    assert found == sorted(found, reverse=True)
    assert found[-1] == 76  # M (b-a)/(2 eps) = 75, and the rounding


UNDECIDED = [
    ("sqrt(x)", 0, 1, "unbounded slope of a square root"), ("1/x", -1, 1, "division by a number that may be 0"),
    ("log(x)", 0, 1, "logarithm"), ("log(x)", -2, -1, "logarithm"), ("sqrt(x)", -1, 1, "square root of"),
    ("x^(1/3)", 0, 1, "logarithm"), ("0^x", 1, 2, "logarithm"), ("x^(10^9)", 0, 1, "integer power"),
    ("exp(exp(9x))", 0, 1, "beyond"), ("sin(1e9x)", 0, 1, "sine"), ("0*log(x)", -1, 1, "logarithm"),
    ("x^x", -2, 1, "logarithm"), ("0^-1", 0, 1, "division"), ("(x-x)^-1", 0, 1, "division"), ("1/(x-1/3)", 0, 1, "division"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "a", "b", "reason"), UNDECIDED)
def test_functions_not_shown_to_be_defined_are_undecided(text, a, b, reason):
    certificate = certify.function(text, (a, b), eps="1/10")
    assert certificate.verdict == "undecided"
    assert reason in certificate.reason
    with pytest.raises(Undecided):
        certificate.data()


def test_values_that_no_precision_encloses_are_undecided(run):
    """Slopes of 0, as of every constant, but 1 - 1 is known to 8192 bits only."""
    text = "(exp(1) - exp(1))*1e999*1e999*1e450"
    certificate = certify.function(text, (0, 1), eps="1e-300")
    assert (certificate.verdict, certificate.n) == ("undecided", None)
    assert "not enclosed to within 10^-303 at every node" in certificate.reason
    code, out, _ = run("function", text, "--on", 0, 1, "--eps", "1e-300", "--json")
    assert (code, json.loads("\n".join(out))["verdict"]) == (1, "undecided")


EXTREME = [
    ("x", 0, "1e-900", "1e-903"), ("x", "1e900", "1.001e900", "1e899"), ("(1+x)^100-1", 0, "1e-30", "1e-31"),
    ("log(x)", "0.9999999", "1.0000001", "1e-8"), ("exp(-1e6x)", 1, 2, "1e-3"), ("0^0", 0, 1, "1"), ("x^0", -1, 1, "1/3"),
    ("3 + 1e-20x", 0, 1, "1/10"), ("sin(x)", "1e5", "100000.001", "1e-4"), ("abs(x)-abs(x)", -1, 1, "1/10"),
    ("relu(x-5)", 0, 1, "1/7"), ("x", 0, 1, "1e300"), ("1e300x", 0, 1, "1e299"),
    ("tanh(1e6x)", "1", "2", "1e-5"), ("sqrt(x)", "1e-40", "2e-40", "1e-21"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "a", "b", "eps"), EXTREME)
def test_extreme_claims_are_certified(text, a, b, eps):
    assert certify.function(text, (a, b), eps=eps).verdict == "certified"


# --- Changed and forged certificates --------------------------------------------------------------


def test_forger_writes_certificates_that_hold_when_nothing_is_forged():
    for text, domain, slope, pieces in [
        ("x^2", (0, 1), 2, 3),
        ("sin(3*x)", (0, 1), 3, 1),
        ("7", (2, 3), 0, 1),
    ]:
        theorem = checker.check(sealed(forge(text, domain, "1/10", slope, pieces)), checker.Files("."))
        assert theorem.kind == "function"


FORGED = {
    "a slope below the largest": (forge("x^2", (0, 1), "1/10", "1.9", 4), "'proof.slope'"),
    "a slope that holds on the first pieces": (forge("x^2", (0, 1), "1/10", 1, 2), "'proof.slope'"),
    "a pole between nodes": (forge("1/x", (-1, 2), "1/2", 3), "division"),
    "a logarithm of negative numbers": (forge("log(x)", (-1, 1), "1/2", 3, height=0), "logarithm"),
    "a root at 0": (forge("sqrt(x)", (0, 1), "1/10", 100), "square root"),
    "a constant that is none": (forge("abs(x) - x", (-1, 1), "1/10", 0), "'proof.slope'"),
    "one sigmoid too many": (forge("x", (0, 1), "1/10", 1, steps=7), "sigmoids meet eps"),
    "one sigmoid too few": (forge("x", (0, 1), "1/10", 1, steps=5), "exceeds eps"),
    "a value out of place": (forge("x", (0, 1), "1/10", 1, digits=1, rounding="1/100"), "is not within 1/100 of F(1/7)"),
    "no steps": (forge("7", (0, 1), "1/10", 0, steps=0), "from 2 to"),
    "a billion pieces": (forge("x", (0, 1), "1/10", 1, 10**9), "'proof.pieces'"),
    "more pieces than are looked at": (forge("x*x*x*x", (0, 1), "1/10", 4, 10**4), "'proof.pieces' must be from 1 to 9362"),
    "no pieces": (forge("x", (0, 1), "1/10", 1, 0), "'proof.pieces'"),
    "a negative slope": (forge("7", (0, 1), "1/10", -1), "'proof.slope'"),
    "a negative rounding": (forge("7", (0, 1), "1/10", 0, rounding="-1/1000000"), "number 0 is not within"),
    "a domain from right to left": (forge("x", (1, 0), "1/10", 1), "the lesser first"),
    "a domain of one point": (forge("x", (1, 1), "1/10", 1), "the lesser first"),
    "another way to write F": ({**(f := forge("3*x", (0, 1), "1/10", 3)), "claim": {**f["claim"], "expression": "3x"}}, "'claim.expression'"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_forged_certificate_is_rejected_for_its_reason(name):
    document, reason = FORGED[name]
    with pytest.raises((Rejected, Undecided), match=re.escape(reason)):
        checker.check(sealed(document), checker.Files("."))


def changed(document, room, **entries):
    return {**document, room: {**document[room], **entries}}


ODD_VALUES = {
    "one number": "7", "two spaces": "0  1", "a space at the end": "0 1 ", "a plus": "0 +1", "a minus of 0": "-0 1",
    "a leading 0": "0 01", "a point": "0 1.0", "a letter": "0 x", "a tab": "0\t1", "nothing": "", "giant": "0 " + "9" * 5000,
    "a fraction": "0 1/2", "a number too many": None,
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_VALUES)
def test_values_of_another_form_are_refused(name):
    good = forge("x", (0, 1), "1/10", 1)
    text = (
        ODD_VALUES[name] if ODD_VALUES[name] is not None else good["construction"]["values"] + " 1000000"
    )
    with pytest.raises((Malformed, Rejected)):
        checker.check(sealed(changed(good, "construction", values=text)), checker.Files("."))


def test_too_many_values_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr(checker, "Fraction", None)
    for text in ("0", "0 " * checker.MOST_STEPS + "0 0"):
        with pytest.raises(Rejected, match="from 2 to 1000001 numbers"):
            checker.decimals(text, 1100, "construction.values")


def test_longer_expressions_are_looked_at_on_fewer_pieces():
    """The kink at 0 is never the end of a piece, so that the issuer takes as many as it may."""
    text = " + ".join(["abs(x) - abs(x)"] * 20)
    assert checker.most_pieces(expression("x")) == checker.MOST_PIECES
    assert checker.most_pieces(expression(text)) == checker.MOST_PIECES // 119
    certificate = certify.function(text, (-1, 2), eps=100)
    assert certificate.verdict == "certified"
    assert certificate.document["proof"]["pieces"] == 512


def test_every_value_moved_by_two_units_is_rejected():
    good = forge("sin(3*x)", (0, 1), "1/5", 3)
    heights = good["construction"]["values"].split(" ")
    for i, height in enumerate(heights):
        for move in (-2, 2):
            text = " ".join([*heights[:i], str(int(height) + move), *heights[i + 1 :]])
            with pytest.raises(Rejected, match=f"number {i} is not within"):
                checker.check(sealed(changed(good, "construction", values=text)), checker.Files("."))


def test_numbers_without_meaning_never_break_the_checker():
    good = forge("x", (0, 1), "1/10", 1)
    for room, entries in [
        ("construction", {"digits": 10**40}), ("construction", {"digits": 1100}), ("construction", {"k": "0"}),
        ("construction", {"k": "-16"}), ("proof", {"pieces": 10**1000}), ("claim", {"expression": "("}),
        ("claim", {"expression": ""}), ("claim", {"expression": "(" * 900}), ("claim", {"domain": []}),
        ("claim", {"domain": ["0", "1", "2"]}), ("claim", {"domain": ["0", "9" * 1000]}), ("claim", {"eps": "-1"}),
        ("proof", {"slope": "9" * 1000}), ("proof", {"rounding": "1"}), ("construction", {"kind": "staircase"}),
    ]:  # fmt: skip
        with pytest.raises((Malformed, Rejected)):
            checker.check(sealed(changed(good, room, **entries)), checker.Files("."))


def test_more_pieces_state_the_same_theorem():
    """A number of pieces that shows M as well is no forgery."""
    good = forge("sin(3*x)", (0, 1), "1/10", 3)
    theorems = [
        checker.check(sealed(changed(good, "proof", pieces=pieces)), checker.Files("."))
        for pieces in (1, 7)
    ]
    assert theorems[0].statement == theorems[1].statement


def test_golden_certificate_is_issued_as_it_was():
    """The bytes of a certificate do not change between versions; old ones still check."""
    golden = GOLDEN.read_bytes()
    assert certify.function("sin(3*x)", on=(0, 1), eps="1e-2").data() == golden
    theorem = checker.check(golden, checker.Files("."))
    assert (theorem.kind, theorem.n, theorem.eps) == ("function", 177, F(1, 100))


# --- Python and the command line ------------------------------------------------------------------

BAD = [
    dict(eps=0), dict(eps="-1"), dict(k=0), dict(k="1e8"), dict(on=(1, 0)), dict(on=(1, 1)), dict(on=(0,)), dict(on="01"),
    dict(on=("a", 1)), dict(expression="x/1e-999"), dict(expression="tanh(x/1e-900)"), dict(eps="1e-9"), dict(expression=3), dict(expression=None), dict(method="guess"), dict(on=None),
    dict(expression="." + "3" * 99), dict(expression="+".join("x" * 300)),
]  # fmt: skip


@pytest.mark.parametrize("change", BAD)
def test_bad_arguments_are_bad_input(change):
    with pytest.raises(BadInput) as error:
        certify.function(**{"expression": "sin(3x)", "on": (0, 1), "eps": "1/10", **change})
    assert "\n" not in str(error.value)


def test_a_slope_out_of_the_ordinary_is_not_overlooked():
    """Steep in one thousandth of the domain, where no sample need fall."""
    certificate = certify.function("exp(-(1000x-777.3)^2)", (0, 1), eps="1/2")
    assert certificate.verdict == "certified"
    assert F(certificate.document["proof"]["slope"]) > 857
    assert farthest(certificate.document, 100) <= F(1, 2)


def test_assertions_and_reports(tmp_path):
    certificate = certify.function("tanh(x)", (-1, 1), eps="1/10")
    certificate.save(tmp_path / "c.json")
    theorem = assert_certified(tmp_path / "c.json", eps="1/10")
    text, pieces = certify_report(theorem), certificate.document["proof"]["pieces"]
    for part in (
        theorem.statement,
        theorem.bound[1],
        "M = 1 ",
        "delta = 1/10000 ",
        f"on {pieces} equal pieces",
    ):
        assert part in text
    with pytest.raises(AssertionError, match="slopes up to 1"):
        assert_certified(certificate, eps="1/11")
    with pytest.raises(AssertionError, match="slope of a square root"):
        assert_certified(certify.function("sqrt(x)", (0, 1), eps=1))
    with pytest.raises(TypeError, match="function"):
        certify_report(replace(theorem, steps=None))
    with pytest.raises(BadInput, match="only a network"):
        certificate.export(tmp_path / "g.onnx")


def certify_report(theorem) -> str:
    from certify import report

    return report.render(theorem, "c.json")


def test_command_line(run, tmp_path):
    code, out, err = run("function", "sin(3x)", "--on", 0, 1, "--eps", "1e-2", "-o", "c.json")
    assert (code, out[0], err) == (0, "certified", [])
    assert (tmp_path / "c.json").read_bytes() == GOLDEN.read_bytes()
    assert run("check", "c.json")[:2][0] == 0
    assert run("report", "c.json", "-o", "c.md")[0] == 0
    code, out, _ = run("check", "c.json", "--json")
    assert json.loads("\n".join(out))["sigmoids"] == 177


def test_command_line_json(run):
    code, out, err = run(
        "function", "sin(3*x)", "--on", "0", "1", "--eps", "1e-2", "--json", "-o", "c.json"
    )
    found = json.loads("\n".join(out))
    assert (code, err) == (0, [])
    assert (found["verdict"], found["n"], found["sigmoids"], found["construction"]) == (
        "certified",
        177,
        177,
        "steps",
    )
    assert (found["k"], found["eps"], found["method"], found["engine"]) == (
        "16",
        "1/100",
        "closed-form",
        "mpmath",
    )
    assert found["certificate"] == "c.json"
    low, high = (F(text) for text in found["bound"])
    assert low <= high <= F(1, 100)


@pytest.mark.parametrize(
    "text", ["-x^2", "-x", "-3x", "-(x+1)", "-sin(x)", "--x", "-0.5*x", "-x + 1", "-exp(-x)"]
)
def test_signs_on_the_command_line(run, text):
    code, out, err = run("function", text, "--on", "-2", "-1/2", "--eps", "1/2")
    assert (code, out[0], err) == (0, "certified", [])


def test_undecided_on_the_command_line(run, tmp_path):
    code, out, err = run("function", "sqrt(x)", "--on", 0, 1, "--eps", "1e-2", "-o", "c.json")
    assert (code, out[0]) == (1, "undecided")
    assert "not shown to be defined" in "\n".join(out)
    assert err == ["certify: nothing written, since nothing was certified"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize("error", [Undecided, Rejected])
def test_verdicts_that_are_raised_are_printed_as_asked(run, monkeypatch, error, options):
    def raising(*args):
        raise error("for a reason")

    monkeypatch.setattr("certify.issuing.one_function.read_expression", raising)
    code, out, err = run("function", "x", "--on", 0, 1, "--eps", 1, *options)
    text = json.loads("\n".join(out))["verdict"] if options else "".join(out)
    assert (code, text, err) == (1, error.__name__.lower(), ["certify: for a reason"])


def test_outputs_that_are_no_files_are_left_alone(run, tmp_path):
    """A device or a pipe is not replaced; a link in a circle and a long name are no internal errors."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to("circle")
    for name in ("pipe", "circle/c.json", "a" * 300):
        code, out, err = run("function", "x", "--on", 0, 1, "--eps", 1, "-o", name)
        assert (code, out, len(err)) == (2, [], 1)
    assert (tmp_path / "pipe").is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["circle", "pipe"]


@pytest.mark.parametrize(
    "command", [["check", "c.json"], ["function", "x", "--on", "0", "1", "--eps", "1"]]
)
def test_a_verdict_that_nobody_reads_is_no_success(command, tmp_path):
    (tmp_path / "c.json").write_text("{}")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "certify", *command], stdout=writing, stderr=subprocess.PIPE, cwd=tmp_path
    )
    os.close(writing)
    assert done.returncode == 3


def test_report_names_a_certificate_whose_name_is_no_text(run, tmp_path):
    name = os.fsdecode(b"c\x80.json")
    certify.function("x", (0, 1), eps=1).save(tmp_path / name)
    assert run("report", name, "-o", "c.txt")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["x x", "--on", 0, 1, "--eps", 1], ["x", "--on", 1, 0, "--eps", 1], ["x", "--on", 0, "--eps", 1],
        ["x", "--eps", 1], ["x", "--on", 0, 1], ["", "--on", 0, 1, "--eps", 1], ["x", "--on", 0, 1, "--eps", 0],
        ["x", "--on", 0, 1, "--eps", 1, "--k", "-1"], ["x", "--on", 0, 1, "--eps", "1e-7"], ["-y", "--on", 0, 1, "--eps", 1],
        ["x", "--on", 0, 1, "--eps", 1, "-o", "no/such/c.json"], ["x", "--on", 0, "nan", "--eps", 1],
    ],
)  # fmt: skip
def test_bad_input_on_the_command_line(run, arguments):
    code, out, err = run("function", *arguments)
    assert (code, out, len(err)) == (2, [], 1)


def test_what_the_checker_does_not_confirm_is_not_certified(monkeypatch):
    def refuse(*args):
        raise Rejected("no")

    monkeypatch.setattr(checker, "confirm_values", refuse)
    certificate = certify.function("x", (0, 1), eps=1)
    assert isinstance(certificate, Certificate)
    assert certificate.verdict == "undecided"
