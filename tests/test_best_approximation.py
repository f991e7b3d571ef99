"""The error of best approximation by one sigmoid: bounds that hold, and checkers that must notice forgeries."""

import functools
import json
import math
import random
from fractions import Fraction

import pytest
from conftest import ROOT, arb_ends, arb_fraction
from functions import sealed
from test_mutants import SOURCE, load

import certify
from certify import checker
from certify.constructions import minimax
from certify.errors import BadInput, Undecided
from certify.one_sigmoid import best_sum, strips

flint = pytest.importorskip("flint")
F = Fraction
GOLDEN = ROOT / "tests" / "golden" / "best-approximation-1.json"
LEAST_ERROR = F("0.04463965317928")
"""To 14 digits, in floating point: where three triples at m = 1 show the same."""


def golden():
    return json.loads(GOLDEN.read_text())


def verdict(document, module=checker):
    """What the checker confirms, or the error that it raises."""
    try:
        return module.check(sealed(document), module.Files("."))
    except module.CertifyError as error:
        return error


# --- What is claimed -----------------------------------------------------------------------------


def test_golden_certificate_is_accepted():
    """Both bounds of the least error, which lie around its floating-point value."""
    theorem = certify.check(GOLDEN)
    low, high = map(F, theorem.bound)
    assert low < LEAST_ERROR < high
    assert (theorem.kind, theorem.n, theorem.sigmoids) == ("best-approximation", 1, 1)
    assert (high - low) / high < F(3, 100_000)


def test_shipped_certificate_is_the_golden_one():
    """What relu quotes is what is checked here."""
    shipped = ROOT / "certify" / "tables" / "best-approximation" / "01.json"
    assert shipped.read_bytes() == GOLDEN.read_bytes()


def test_issued_again():
    """The same bounds are found again, and the checker confirms them."""
    certificate = certify.best_approximation()
    assert certificate.verdict == "certified"
    assert list(certificate.bound) == golden()["proof"]["bound"]
    assert certify.check(certificate).statement == certify.check(GOLDEN).statement


def test_no_sum_of_the_table_errs_by_less():
    """The certified errors of all sums of one sigmoid lie above the lower bound."""
    low = F(golden()["proof"]["bound"][0])
    for table in minimax.TABLES:
        assert minimax.entry(1, table).upper > low


def test_random_sigmoids_err_by_more():
    """The best C and a for random b and c: two numbers that the triples do not know."""
    import numpy as np

    draw = np.random.default_rng(5)
    x = np.linspace(-1, 1, 401)
    relu, low = np.maximum(x, 0), float(golden()["proof"]["bound"][0])
    for _ in range(300):
        b, c = draw.normal(scale=6), draw.normal(scale=3)
        a, shift = draw.normal(1.09, 0.02), draw.normal(-0.045, 0.02)
        assert np.abs(relu - shift - a / (1 + np.exp(-b * x - c))).max() > low


@pytest.mark.parametrize(
    ("table", "size", "least", "ends"),
    [
        ("minimax", lambda terms: sum(abs(a) * b * b for a, b, _ in terms), 9 / (8 * 3**0.5), (1.1, 17)),
        (
            "increasing",
            lambda terms: max(b for _, b, _ in terms),
            5 / (8 * (1 + math.exp(1.25))),
            (0.22, 0.82),
        ),
    ],
)
def test_tables_obey_what_holds_for_any_number_of_sigmoids(table, size, least, ends):
    """The error times sum |a| b^2, or times max(b) where all a, b > 0, is as large as was proved, and as the README says."""
    products = []
    for n in filter(None, minimax.sizes(table)):
        entry = minimax.entry(n, table)
        products.append(float(entry.upper * size(entry.sum.terms)))
        assert table == "minimax" or all(a > 0 and b > 0 for a, b, _ in entry.sum.terms)
    assert min(products) > least
    assert (min(products), max(products)) == pytest.approx(ends, rel=0.03)


def test_more_than_the_least_error_is_not_shown():
    """Above the least error there is a b that no strip holds."""
    with pytest.raises(Undecided, match=r"b = 4\.81"):
        strips(F("0.04464"))


def test_strips_for_one_percent_are_few():
    assert len(strips(F("0.0442"))) <= 12


def test_best_sum_is_near_the_best():
    error, g = best_sum()
    assert error == pytest.approx(float(LEAST_ERROR), rel=1e-6)
    assert g.terms[0][1] == pytest.approx(4.8158354611, rel=1e-4)


@pytest.mark.parametrize("n", [0, 2, 7])
def test_other_numbers_of_sigmoids_are_refused(n, run):
    with pytest.raises(BadInput, match="no lower bound is proved"):
        certify.best_approximation(n)
    code, out, err = run("best-approximation", "--n", n)
    assert (code, out, len(err)) == (2, [], 1)


def test_command(run):
    """The verdict alone on the first line; both bounds; a certificate that the checker accepts."""
    code, out, _ = run("best-approximation", "--n", "1", "-o", "cert.json")
    assert (code, out[0]) == (0, "certified")
    assert out[1].startswith(
        "claim      4.4639e-2 <= inf over C, a, b, c of sup |relu(x) - C - a S(b x + c)| <= "
    )
    assert run("check", "cert.json")[1][0] == "accepted"
    code, out, _ = run("best-approximation", "--json")
    assert json.loads("\n".join(out))["bound"] == golden()["proof"]["bound"]


def test_report_names_the_derivation(run):
    code, out, _ = run("report", GOLDEN)
    assert code == 0
    assert any(line.startswith("certify derive three_points") for line in out)


def test_relu_says_that_no_sigmoid_does():
    """Below the lower bound the reason speaks of every sum of one sigmoid; above it, of the table's."""
    reason = certify.relu(eps="1/25", n=1, construction="minimax").reason
    assert "so does every sum of n = 1: the error is at least 4.4639e-2" in reason
    for eps, n in (("0.04464", 1), ("1/1000", 2)):
        assert (
            "other sums of n sigmoids may err less"
            in certify.relu(eps=eps, n=n, construction="minimax").reason
        )


def test_relu_says_that_two_sigmoids_are_the_fewest():
    """From the lower bound for one on, and for nothing else."""
    for eps, said in (("0.04", True), ("1/50", True), ("0.04464", False), ("1/100", False)):
        notes = certify.relu(eps=eps, construction="minimax").notes
        assert any("no sum of fewer sigmoids does" in note for note in notes) == said, eps


def test_schema_describes_it():
    import jsonschema

    schema = json.loads((ROOT / "certify" / "schemas" / "1.0" / "certificate.json").read_text())
    jsonschema.validate(golden(), schema)
    for part in ("cuts", "strips"):
        document = golden()
        del document["proof"][part]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, schema)


# --- The checker's numbers against Arb -----------------------------------------------------------


def sinh(z):
    return (z.exp() - (-z).exp()) / 2


def sigmoid(z):
    return 1 / (1 + (-z).exp())


def shape(b, c):
    """m = cosh((b + c)/2)/cosh(c/2)."""
    return (((b + c) / 2).exp() + (-(b + c) / 2).exp()) / ((c / 2).exp() + (-c / 2).exp())


def ends(interval):
    return [F(m) * F(2) ** e for m, e in (interval.inf, interval.sup)]


def test_share_is_that_of_the_sigmoid():
    """P(x) of b and m encloses (S(b x + c) - S(c))/(S(b + c) - S(c)) by Arb, for m rounded both ways."""
    draw = random.Random(1)
    with flint.ctx.workprec(200):
        for _ in range(300):
            b, c = F(draw.randrange(1, 3000), 100), F(draw.randrange(-3000, 1000), 100)
            x = F(draw.randrange(-1000, 1001), 1000)
            b_, c_, x_ = map(arb_fraction, (b, c, x))
            low, high = arb_ends(shape(b_, c_))
            p = (sigmoid(b_ * x_ + c_) - sigmoid(c_)) / (sigmoid(b_ + c_) - sigmoid(c_))
            found = [ends(checker.share(x, b, m, 128)) for m in (low, high)]
            below, above = arb_ends(p)
            assert min(e[0] for e in found) <= below <= above <= max(e[1] for e in found)
            assert max(e[1] for e in found) - min(e[0] for e in found) < F(1, 2**60) * (1 + abs(above))


def test_share_is_monotone_on_strips():
    """On random strips, P(x) of a b inside lies between the extremes that the ends give."""
    draw = random.Random(2)
    for _ in range(300):
        low = F(draw.randrange(0, 1000), 100)
        high = draw.choice([None, low + F(draw.randrange(1, 500), 100)])
        inside = low + (
            F(draw.randrange(1, 5000), 100)
            if high is None
            else (high - low) * F(draw.randrange(1, 100), 100)
        )
        m, x = F(draw.randrange(1, 200), 100), F(draw.randrange(-1000, 1001), 1000)
        try:
            least, most = (checker.extreme_share(x, (low, high), m, sign, 100) for sign in (-1, 1))
        except checker.Undecided:  # P is not defined on all of the strip
            assert x < 0
            continue
        value = ends(checker.share(x, inside, m, 100))
        assert ends(least)[0] <= value[0]
        assert value[1] <= ends(most)[1]


def test_extremes_hold_for_every_sigmoid_of_a_strip():
    """p = (S2 - S1)/(S3 - S1) by Arb for random b of a strip and random c lies on the side that m tells."""
    draw = random.Random(3)
    sides = set()
    with flint.ctx.workprec(120):
        for _ in range(400):
            b0 = F(draw.randrange(100, 900), 100)
            strip = b0, draw.choice([None, b0 + F(draw.randrange(1, 100), 100)])
            b = b0 + (
                F(draw.randrange(0, 3000), 100)
                if strip[1] is None
                else (strip[1] - b0) * F(draw.randrange(0, 101), 100)
            )
            m = F(draw.randrange(1, 300), 100)
            points = sorted(draw.sample([F(i, 20) for i in range(-20, 21)], 3))
            b_, c = arb_fraction(b), arb_fraction(-b * F(draw.randrange(-20, 120), 100))
            s1, s2, s3 = (sigmoid(b_ * arb_fraction(x) + c) for x in points)
            p = (s2 - s1) / (s3 - s1)
            sign = 1 if arb_ends(shape(b_, c))[1] <= m else -1
            try:
                first, middle, last = (
                    checker.extreme_share(x, strip, m, side, 100)
                    for x, side in zip(points, (-sign, sign, -sign))
                )
                bound = ends((middle - first) / (last - first))
            except checker.Undecided:
                continue
            sides.add(sign)
            assert arb_ends(p)[1] <= bound[1] if sign > 0 else bound[0] <= arb_ends(p)[0]
    assert sides == {1, -1}


# --- Forged certificates -------------------------------------------------------------------------


def changed(change):
    document = golden()
    change(document["proof"], document["claim"])
    return document


def strip_at(b):
    """The index of the strip of this slope."""
    return sum(F(cut) <= b for cut in golden()["proof"]["cuts"])


STEEPEST, NARROW = strip_at(10**6), strip_at(F("4.8158354611"))


def _without(index):
    """A strip left out: its neighbour is widened over it."""

    def change(proof, claim):
        del proof["strips"][index]
        del proof["cuts"][max(index - 1, 0)]

    return change


def _set(path, value):
    def change(proof, claim):
        target = {"proof": proof, "claim": claim}
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value

    return change


def _exchanged(proof, claim):
    """Each triple where the other belongs."""
    proof["strips"] = [[s[0], *s[4:], *s[1:4]] for s in proof["strips"]]


def _moved(by):
    def change(proof, claim):
        cuts = proof["cuts"]
        cuts[NARROW - 1] = str(F(cuts[NARROW - 1]) + F(by))

    return change


def _same_triples(index):
    def change(proof, claim):
        for strip in proof["strips"]:
            strip[1 + 3 * index : 4 + 3 * index] = strip[4 - 3 * index : 7 - 3 * index]

    return change


FORGED = {
    "a larger lower bound": _set(["proof", "bound", 0], "4.4640e-2"),
    "a lower bound above the upper one": _set(["proof", "bound", 0], "4.5e-2"),
    "a smaller upper bound": _set(["proof", "bound", 1], "4.46396e-2"),
    "two sigmoids": _set(["claim", "n"], 2),
    "no sigmoid": _set(["claim", "n"], 0),
    "a strip of gentle slopes left out": _without(1),
    "the strip of the best slope left out": _without(NARROW),
    "triples exchanged": _exchanged,
    "one triple for both sides": _same_triples(0),
    "the other triple for both sides": _same_triples(1),
    "a strip widened": _moved("1/1000"),
    "a strip widened downwards": _moved("-1/1000"),
    "cuts out of order": lambda proof, claim: proof["cuts"].reverse(),
    "a cut twice": lambda proof, claim: (proof["cuts"].insert(3, proof["cuts"][3]), proof["strips"].insert(4, proof["strips"][4])),
    "a negative slope": lambda proof, claim: (proof["cuts"].insert(0, "-1"), proof["strips"].insert(0, proof["strips"][0])),
    "the slope 0 as a cut": lambda proof, claim: (proof["cuts"].insert(0, "0"), proof["strips"].insert(0, proof["strips"][0])),
    "no cuts": lambda proof, claim: (proof["cuts"].clear(), proof["strips"].__delitem__(slice(0, -1))),
    "m too small": _set(["proof", "strips", NARROW, 0], "99/100"),
    "m too large": _set(["proof", "strips", NARROW, 0], "101/100"),
    "m = 0": _set(["proof", "strips", 0, 0], "0"),
    "a negative m": _set(["proof", "strips", 0, 0], "-1"),
    "points beyond the domain": lambda proof, claim: proof.update(strips=[["-2" if v == "-1" else v for v in s] for s in proof["strips"]]),
    "another last strip": _set(["proof", "strips", STEEPEST, 1], "1/4"),
    "a point beyond the other end": _set(["proof", "strips", 0, 3], "2"),
    "points in another order": _set(["proof", "strips", 0, 2], "0"),
    "another middle point": _set(["proof", "strips", NARROW, 2], "1/5"),
    "another last point": _set(["proof", "strips", NARROW, 6], "1/5"),
    "six numbers": lambda proof, claim: proof["strips"][3].pop(),
    "one strip more": lambda proof, claim: proof["strips"].append(proof["strips"][-1]),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_forged_certificate_is_rejected(name):
    """Resealed, with one thing changed."""
    document = changed(FORGED[name])
    assert isinstance(verdict(document), checker.CertifyError)


def test_what_is_accepted_after_a_change_is_true():
    """Of random changes of one number each, some make no difference; none makes a false bound accepted."""
    draw = random.Random(4)
    accepted = 0
    for _ in range(150):
        document = golden()
        part = draw.choice(
            [document["proof"]["cuts"], *document["proof"]["strips"], document["proof"]["bound"]]
        )
        place = draw.randrange(len(part))
        value = F(part[place]) * draw.choice(
            [F(99, 100), F(9999, 10000), F(10001, 10000), F(101, 100), -1, 0, 2]
        )
        part[place] = (
            str(value)
            if part is not document["proof"]["bound"]
            else f"{float(value):.6e}".replace("e-0", "e-")
        )
        theorem = verdict(document)
        if not isinstance(theorem, checker.CertifyError):
            low, high = map(F, theorem.bound)
            assert low < LEAST_ERROR < high
            accepted += 1
    assert 0 < accepted < 100


def test_strips_near_the_best_slope_are_needed():
    """One that is widened over its neighbour does not show the bound."""
    for index in range(NARROW - 8, NARROW + 1):
        error = verdict(changed(_without(index)))
        assert isinstance(error, checker.Rejected), index


def test_rejections_say_where():
    error = verdict(changed(FORGED["m too small"]))
    assert str(error) == f"'proof.strips[{NARROW}]': the error is not shown to reach the lower bound"
    assert "one sigmoid only (got 2)" in str(verdict(changed(FORGED["two sigmoids"])))
    assert "must be positive" in str(verdict(changed(FORGED["a negative m"])))
    assert "must increase, from above 0" in str(verdict(changed(FORGED["a cut twice"])))
    assert "three points of [-1, 1] must increase" in str(
        verdict(changed(FORGED["points beyond the domain"]))
    )
    assert isinstance(verdict(changed(FORGED["six numbers"])), checker.Malformed)


def test_a_long_certificate_is_not_worked_through():
    """A slope of a thousand digits, or very many strips of many bits, is refused at once."""

    def huge(proof, claim):
        proof["cuts"] += [str(10**1000 + i) for i in range(300)]
        proof["strips"] += [proof["strips"][-1]] * 300

    huge = changed(huge)
    huge["proof"]["bits"] = 4096
    with pytest.raises(checker.Undecided, match="the work of"):
        raise verdict(huge)


# --- Faulty checkers -----------------------------------------------------------------------------

MUTANTS = [
    ("the last strip ends", "ends = [Fraction(0), *cuts, None]", "ends = [Fraction(0), *cuts, cuts[-1] + 1]"),
    ("the first strip begins late", "ends = [Fraction(0), *cuts, None]", "ends = [min(cuts, default=Fraction(1)) / 2, *cuts, None]"),
    ("cuts not compared", "if any(low >= high for low, high in itertools.pairwise(ends[:-1])):", "if False:"),
    ("strips not counted", "if len(strips) != len(cuts) + 1 or any(len(strip) != 7 for strip in strips):", "if False:"),
    ("the last strip not looked at", "zip(itertools.pairwise(ends), strips)):", "zip(itertools.pairwise(ends), strips[:-1])):"),
    ("one triple only", "for sign, triple in ((1, points[:3]), (-1, points[3:])):", "for sign, triple in ((1, points[:3]),):"),
    ("the other triple only", "for sign, triple in ((1, points[:3]), (-1, points[3:])):", "for sign, triple in ((-1, points[3:]),):"),
    ("points not compared", "if not -1 <= triple[0] < triple[1] < triple[2] <= 1:", "if False:"),
    ("points beyond the domain", "if not -1 <= triple[0] < triple[1] < triple[2] <= 1:", "if not triple[0] < triple[1] < triple[2]:"),
    ("the lower bound not compared", "            if not exceeds_twice(least, triple, strip, m, sign, bits):", "            if False:"),
    ("once for twice", "* sign - 2 * least).sign() in (0, 1)", "* sign - least).sign() in (0, 1)"),
    ("an undecided sign accepted", "- 2 * least).sign() in (0, 1)", "- 2 * least).sign() != -1"),
    ("either sign accepted", "- 2 * least).sign() in (0, 1)", "- 2 * least).sign() is not None"),
    ("the first end only", "return first.max(last) * sign", "return first * sign"),
    ("the last end only", "return first.max(last) * sign", "return last * sign"),
    ("the lesser of both ends", "return first.max(last) * sign", "return -(-first).max(-last) * sign"),
    ("monotony reversed", "zip(points, (-sign, sign, -sign))", "zip(points, (sign, -sign, sign))"),
    ("the middle point by the other extreme", "zip(points, (-sign, sign, -sign))", "zip(points, (-sign, -sign, -sign))"),
    ("the last point by the other extreme", "zip(points, (-sign, sign, -sign))", "zip(points, (-sign, sign, sign))"),
    ("the first point by the other extreme", "zip(points, (-sign, sign, -sign))", "zip(points, (sign, sign, -sign))"),
    ("no end at infinity", "u, v = Interval.of(int(2 * x >= 1), bits), Interval.of(int(2 * x <= 1), bits)", "u, v = Interval.of(x, bits), Interval.of(1 - x, bits)"),
    ("another limit at infinity", "Interval.of(int(2 * x >= 1), bits)", "Interval.of(int(2 * x >= 0), bits)"),
    ("another limit at 0", "u, v = Interval.of(x, bits), Interval.of(1 - x, bits)", "u, v = Interval.of(x * x, bits), Interval.of(1 - x, bits)"),
    ("cosh for sinh", "exp_of(z, bits) - exp_of(-z, bits)", "exp_of(z, bits) + exp_of(-z, bits)"),
    ("exponentials of twice the slope", "for z in (b * x / 2, b * (1 - x) / 2))", "for z in (b * x, b * (1 - x)))"),
    ("m turned over", "return u * m / (v + u * m)", "return u / (v * m + u)"),
    ("m forgotten below", "return u * m / (v + u * m)", "return u * m / (v + u)"),
    ("n not compared", "    if n != 1:\n", "    if False:\n"),
    ("the domain of the claim not compared", 'compare(domain, [Fraction(-1), Fraction(1)], "claim.domain")', "pass"),
    ("the sum not counted", 'compare(len(terms), n, "construction.terms")', "pass"),
    ("the strips not confirmed", "confirm_strips(cuts, strips, proof.bound[0], proof.bits)", "pass"),
    ("the sum not confirmed", "    confirm_sum(proof, curve(RELU, *domain), constant, terms)\n    confirm_strips", "    confirm_strips"),
    ("the upper bound for the lower one", "confirm_strips(cuts, strips, proof.bound[0]", "confirm_strips(cuts, strips, proof.bound[0] / 2"),
]  # fmt: skip


def gap(points, strip, m, sign):
    """relu(x2) - (1 - p) relu(x1) - p relu(x3) with the extreme p of a strip, in floating point."""

    def extreme(x, side):
        values = []
        for b in strip:
            b = 150 if b is None else max(float(b), 1e-6)
            u, v = math.sinh(b * x / 2), math.sinh(b * (1 - x) / 2)
            values.append(m * u / (v + m * u))
        return max(values) if side > 0 else min(values)

    first, middle, last = (extreme(float(x), side) for x, side in zip(points, (-sign, sign, -sign)))
    p = (middle - first) / (last - first)
    relu = [max(x, 0) for x in points]
    return sign * (relu[1] - relu[0] - p * (relu[2] - relu[0]))


SINGLE = [
    ((F(lower), None if upper is None else F(upper)), F(m), sign, tuple(map(F, points)))
    for lower, upper, m, sign, points in [
        ("4.8", "4.8", 1, 1, (0, "0.28", "0.72")), ("4.8", "4.8", 1, -1, (-1, 0, "0.28")),
        ("4.8", "4.8", "0.7", 1, (0, "0.28", "0.72")), ("4.8", "4.8", "0.7", -1, (-1, 0, "0.28")),
        ("5", "5", 1, -1, ("0.28", "0.72", 1)), ("5", "5", "0.9", 1, ("-0.5", "0.3", "0.9")),
        ("4", "5", "0.9", 1, (0, "0.28", "0.72")), ("4", "5", "0.9", -1, (-1, 0, "0.28")),
        ("4", "5", "1.1", -1, ("0.28", "0.72", 1)), ("4", "5", "0.7", 1, ("-0.9", "0.3", 1)),
        ("0", "2", "0.4", 1, (0, "0.6", 1)), ("0", "2", "0.4", -1, (-1, 0, "0.6")),
        ("5", None, 1, 1, (0, "0.28", "0.72")), ("5", None, 1, -1, ("0.28", "0.72", 1)),
        ("5", None, "0.8", 1, ("-0.5", "0.3", "0.7")), ("5", None, "0.6", 1, (0, "0.5", 1)),
        ("6", None, 2, -1, ("0.1", "0.5", 1)), ("6", None, 2, -1, ("0.1", "0.8", 1)),
    ]
]  # fmt: skip
"""Strips with m, a side and three points that show something there."""


def enclosed_by(certificate, **claim):
    """The certificate with the lower bound 1e-2, and with the sum and the upper bound of another one."""
    document = golden()
    document["construction"] = certificate["construction"]
    document["proof"] |= certificate["proof"] | {"bound": ["1e-2", certificate["proof"]["bound"][1]]}
    document["claim"] |= claim
    return document


@functools.cache
def untrue():
    """Forgeries that need more than one change, by name."""
    table = ROOT / "certify" / "tables" / "minimax"
    one, two = (json.loads((table / f"0{n}.json").read_text()) for n in (1, 2))
    domain = ["-1", "1/2"]
    smaller = certify.supnorm(minimax.entry(1).sum, on=domain, digits=3).document
    gentle = enclosed_by(one)
    gentle["proof"]["strips"][-1][4:] = ["-1", "0", "7/25"]
    steep = enclosed_by(one)
    steep["proof"]["cuts"] = ["6"]
    steep["proof"]["strips"][:-1] = [["1", "0", "7/25", "18/25", "-1", "0", "7/25"]]
    return {
        "two sigmoids for one": enclosed_by(two),
        "two sigmoids claimed": enclosed_by(two, n=2),
        "a smaller domain": enclosed_by(smaller, domain=domain),
        "points for gentle slopes only": gentle,
        "points for steep slopes only": steep,
    }


def misjudged(module):
    """What a checker judges wrongly first: bounds on single strips, then certificates."""
    thin = F(5), F(5)
    if module.exceeds_twice(F(1, 8) + F(1, 2**70), (F(0), F(1, 2), F(1)), thin, F(1, 3), 1, 64):
        return "too small to be decided"
    for case in SINGLE:
        strip, m, sign, points = case
        shown = F(gap(points, strip, float(m), sign))
        for part, expected in ((F(51, 100), False), (F(49, 100), True)):
            if module.exceeds_twice(shown * part, points, strip, m, sign, 64) != expected:
                return case
    if isinstance(verdict(golden(), module), module.CertifyError):
        return "the certificate"
    forged = untrue() | {name: changed(change) for name, change in FORGED.items()}
    verdicts = ((name, verdict(document, module)) for name, document in forged.items())
    return next((name for name, v in verdicts if not isinstance(v, module.CertifyError)), None)


def test_checker_judges_rightly():
    assert all(gap(points, strip, float(m), sign) > 0.01 for strip, m, sign, points in SINGLE)
    assert misjudged(checker) is None


@pytest.mark.parametrize(("name", "old", "new"), MUTANTS, ids=[name for name, _, _ in MUTANTS])
def test_faulty_checker_of_best_approximations_is_noticed(name, old, new):
    assert old in SOURCE, "the checker no longer contains what this mutant alters"
    try:
        wrong = misjudged(load(SOURCE.replace(old, new)))
    except Exception as error:
        wrong = repr(error)
    assert wrong is not None
