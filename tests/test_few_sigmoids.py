"""One ReLU by few sigmoids: the table, the graded sums, and what `certify relu` says of them."""

import json
import re
from fractions import Fraction
from functools import cache
from math import exp, log

import pytest
from conftest import arb_ends, arb_fraction

import certify
from certify import checker
from certify.constructions import minimax
from certify.constructions.graded import tuned
from certify.errors import BadInput
from certify.exact import shown
from certify.issuing.one_supnorm import written
from certify.supnorm_bound import SumError, enclosed

ENDS = Fraction(-1), Fraction(1)


def places(steepest: Fraction, count: int) -> list[Fraction]:
    """Evenly spaced, and geometrically towards 0 from both sides."""
    reach = log(float(64 * steepest))
    near = [Fraction(exp(-reach * i / count)) for i in range(count + 1)]
    even = [Fraction(i, count) for i in range(-count, count + 1)]
    return [*even, *near, *(-x for x in near)]


def greatest_error(g, count: int) -> Fraction:
    """A lower bound of the largest |relu - g| at the places, by Arb."""
    flint = pytest.importorskip("flint")
    found = Fraction(0)
    with flint.ctx.workprec(200):
        terms = [tuple(map(arb_fraction, term)) for term in g.terms]
        for x in places(max(b for _, b, _ in g.terms), count):
            at, value = arb_fraction(x), arb_fraction(g.constant)
            for a, b, c in terms:
                value += a / (1 + (-(b * at + c)).exp())
            found = max(found, arb_ends(abs(arb_fraction(max(x, Fraction(0))) - value))[0])
    return found


ENTRIES = [(n, table) for table in minimax.TABLES for n in minimax.sizes(table)]


@pytest.mark.parametrize(("n", "table"), ENTRIES)
def test_entry_of_a_table_is_accepted(n, table):
    """The checker confirms every certificate of the tables as it is shipped; the table is what it says."""
    theorem = certify.check(minimax.folder(table) / f"{n:02}.json")
    entry = minimax.entry(n, table)
    assert (theorem.kind, theorem.sigmoids) == ("supnorm", n)
    assert theorem.statement.startswith(
        f"{theorem.bound[0]} <= sup of |relu(x) - g(x)| over x in [-1, 1]"
    )
    assert [Fraction(text) for text in theorem.bound] == [entry.lower, entry.upper]
    assert entry.upper < entry.lower * Fraction(1002, 1000)
    assert all(abs(c) < 15 for _, _, c in entry.sum.terms)
    if table == "tame":
        assert all(abs(a) < Fraction(26, 10) for a, _, _ in entry.sum.terms)
        assert n == 0 or entry.upper < minimax.entry(n).upper * Fraction(107, 100)
    elif table == "increasing":
        assert all(0 < a < Fraction(12, 10) and b > 0 for a, b, _ in entry.sum.terms)
    else:
        assert all(abs(a) <= 18 for a, _, _ in entry.sum.terms)
    assert table != "no-constant" or entry.sum.constant == 0


@pytest.mark.parametrize("table", minimax.TABLES)
def test_errors_of_a_table_fall(table):
    errors = [minimax.entry(n, table).upper for n in minimax.sizes(table)]
    assert errors == sorted(errors, reverse=True)


def test_tables_reach_the_sizes_that_are_promised():
    assert {1, 2, 3, 7, 12, 19, 25, 43} <= set(minimax.sizes())


@pytest.mark.parametrize("n", [1, 4, 7, 12, 25, 43])
def test_bounds_of_the_table_against_arb(n):
    """At many places the error is below the upper bound, and at some of them close to it."""
    entry = minimax.entry(n)
    found = greatest_error(entry.sum, 400)
    assert entry.lower * Fraction(9, 10) < found <= entry.upper


@pytest.mark.parametrize(
    ("eps", "n"),
    [("1/10", 1), ("1e-2", 3), ("1e-3", 7), ("1e-4", 12), ("1e-5", 18), ("1e-6", 25), ("1e-8", 43)],
)
def test_sigmoids_of_the_first_table(eps, n):
    cert = certify.relu(eps, construction="minimax")
    assert (cert.verdict, cert.n, cert.sigmoids, cert.k) == ("certified", n, n, None)
    assert (cert.method, cert.engine) == ("enclosure", "integers")
    theorem = certify.check(cert)
    assert theorem.eps == Fraction(eps)
    assert Fraction(theorem.bound[1]) <= theorem.eps
    assert certify.relu(eps, construction="best").n == n


def test_what_constraints_cost():
    """Sigmoids for eps = 1e-3 and 1e-5: no constant term, and positive weights and slopes."""
    for construction, numbers in (
        ("minimax", [7, 18]),
        ("no-constant", [7, 18]),
        ("increasing", [9, 34]),
    ):
        certificates = [certify.relu(eps, construction=construction) for eps in ("1e-3", "1e-5")]
        assert [cert.n for cert in certificates] == numbers
        assert {cert.construction for cert in certificates} == {construction}


@pytest.mark.parametrize(
    ("eps", "n"), [("1e-2", 7), ("1e-3", 9), ("1e-4", 15), ("1e-5", 21), ("1e-6", 29), ("1e-8", 47)]
)
def test_sigmoids_of_graded_sums(eps, n):
    """At most five more than near-minimax ones."""
    cert = certify.relu(eps, construction="graded")
    assert (cert.verdict, cert.n) == ("certified", n)
    assert n <= certify.relu(eps, construction="minimax").n + 5
    assert certify.check(cert).sigmoids == n


@pytest.mark.slow
@pytest.mark.parametrize("eps", ["1e-12", "1e-15"])
def test_small_errors_by_enclosure(eps):
    cert = certify.relu(eps, construction="graded")
    assert cert.verdict == "certified"
    assert certify.check(cert).sigmoids == cert.n < 160


@pytest.mark.parametrize(("eps", "n"), [("1e-1", 9), ("1e-3", 17), ("1e-8", 63), ("1e-15", 179)])
def test_sigmoids_of_the_proved_bound(eps, n):
    cert = certify.relu(eps, construction="graded", method="closed-form")
    assert (cert.verdict, cert.n, cert.method) == ("certified", n, "closed-form")
    theorem = certify.check(cert)
    assert (theorem.sigmoids, theorem.enclosure) == (n, None)
    assert Fraction(theorem.bound[1]) <= Fraction(eps)


def test_thirty_digits():
    cert = certify.relu("1e-30", construction="graded", method="closed-form")
    assert (cert.verdict, cert.n) == ("certified", 633)


def test_proved_bound_lies_above_the_error():
    """The two methods on the same sum: the bound for all n is larger than the upper bound of its error."""
    for eps in ("1e-2", "1e-4", "1e-6"):
        cert = certify.relu(eps, construction="graded", method="closed-form")
        document = cert.document["construction"]
        terms = [tuple(map(Fraction, term)) for term in document["terms"]]
        g = certify.SigmoidSum.of(terms, Fraction(document["constant"]))
        error = enclosed(SumError(g), 2)
        assert Fraction(error.lower) < Fraction(cert.bound[1]) < 60 * Fraction(error.upper)


def test_given_n():
    cert = certify.relu("1e-3", construction="minimax", n=9)
    assert (cert.verdict, cert.n) == ("certified", 9)
    for construction in ("minimax", "graded", "best"):
        cert = certify.relu("1e-3", construction=construction, n=5)
        assert (cert.verdict, cert.document) == ("not-certified", None)
        assert "other sums of n sigmoids may err less" in cert.reason
    cert = certify.relu("1e-3", construction="graded", method="closed-form", n=11)
    assert cert.verdict == "undecided"
    assert "(the least n by the bound is 17)" in cert.reason
    assert certify.relu("1e-9", construction="best", n=51).construction == "graded"


def test_best_goes_on_where_the_table_ends():
    cert = certify.relu("2e-9", construction="best")
    assert (cert.verdict, cert.construction) == ("certified", "graded")


LIMITS = [(None, None), ("2", None), ("1/2", None), (None, "100"), ("1", "1000"), ("2", "30")]


@pytest.mark.parametrize("eps", ["1/4", "1e-2", "1e-3", "1e-5"])
@pytest.mark.parametrize(("weight", "slope"), LIMITS)
def test_limits_choose_the_fewest_sigmoids(weight, slope, eps):
    """Of all entries within them; else the message names the nearest."""
    most, steepest = (Fraction(v) if v else Fraction(10**9) for v in (weight, slope))
    allowed = {}
    for table in minimax.BEST:
        for n in minimax.sizes(table):
            entry = minimax.entry(n, table)
            if all(abs(a) <= most and abs(b) <= steepest for a, b, _ in entry.sum.terms):
                allowed[table, n] = entry.upper
    options = dict(construction="best", max_weight=weight, max_slope=slope)
    enough = [n for (_, n), upper in allowed.items() if upper <= Fraction(eps)]
    if not enough:
        near = min(allowed.values())
        names = [f"{table} with n = {n}" for (table, n), upper in allowed.items() if upper == near]
        with pytest.raises(BadInput, match=f"the nearest is {names[0]}, for eps = {shown(near)}"):
            certify.relu(eps, **options)
        return
    cert = certify.relu(eps, **options)
    assert (cert.verdict, cert.sigmoids) == ("certified", min(enough))
    terms = [tuple(map(Fraction, term)) for term in cert.document["construction"]["terms"]]
    assert all(abs(a) <= most and abs(b) <= steepest and abs(c) < 15 for a, b, c in terms)
    certify.check(cert)


def test_limits_hold_for_a_given_n_and_table():
    cert = certify.relu("1e-3", construction="best", n=7, max_weight="1/2")
    assert (cert.verdict, cert.construction) == ("not-certified", "increasing")
    assert certify.relu("1e-3", construction="tame", max_weight="2").n == 7
    with pytest.raises(BadInput, match=r"no entry for n = 7 with \|a\| <= 0.01"):
        certify.relu("1e-3", construction="best", n=7, max_weight="1e-2")
    with pytest.raises(BadInput, match=r"eps = 0.001 is below the tables increasing, with \|b\| <= 50"):
        certify.relu("1e-3", construction="increasing", max_slope=50)


def test_numbers_are_noted_rounded_up():
    [note] = [v for v in certify.relu("1e-3", construction="tame").notes if v.startswith("in its terms")]
    sizes = [Fraction(v) for v in re.findall(r"<= ([0-9.e+]+)", note)]
    terms = minimax.entry(7, "tame").sum.terms
    for size, column in zip(sizes, zip(*terms, strict=True), strict=True):
        assert max(map(abs, column)) <= size < max(map(abs, column)) * Fraction(102, 100)


def test_another_engine_encloses_anew():
    cert = certify.relu("1e-3", construction="minimax", engine="mpmath")
    assert (cert.verdict, cert.n, cert.engine) == ("certified", 7, "mpmath")


def test_budget_ends_the_search():
    cert = certify.relu("1e-6", construction="graded", max_leaves=10)
    assert (cert.verdict, cert.document) == ("undecided", None)
    assert "10 leaves" in cert.reason


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"construction": "minimax", "eps": "1e-10"}, "construction graded has no end"),
        ({"construction": "minimax", "n": 1000}, "no entry for n = 1000"),
        ({"construction": "graded", "n": 8}, "odd and at least 3"),
        ({"construction": "graded", "n": 8, "method": "closed-form"}, "odd and at least 3"),
        ({"construction": "graded", "n": 5, "method": "closed-form"}, "9 sigmoids and more"),
        ({"construction": "minimax", "method": "closed-form"}, "'method' must be one of enclosure"),
        ({"construction": "minimax", "k": 4}, "'k' is of equal steps"),
        ({"construction": "stairs"}, "'construction' must be one of staircase, midpoint, minimax"),
        ({"construction": "graded", "eps": 0}, "positive"),
        ({"construction": "graded", "max_weight": 2}, "choose from tables: graded is none"),
        ({"max_slope": 2}, "choose from tables: staircase is none"),
        ({"construction": "best", "max_weight": 0}, "'max-weight' must be positive"),
        ({"construction": "best", "max_slope": "x"}, "'max-slope' must be a number"),
    ],
)
def test_bad_input(options, message):
    with pytest.raises(BadInput, match=message):
        certify.relu(**{"eps": "1e-3"} | options)


# --- the checker's bound of graded sums ----------------------------------------------------------


@cache
def graded_text() -> bytes:
    return certify.relu("1e-4", construction="graded", method="closed-form").data()


def graded_document():
    return json.loads(graded_text())


def answer(document) -> str:
    """What the checker says of a certificate, sealed anew."""
    document.pop("seal", None)
    data = checker.canonical(document | {"seal": checker.seal(document)})
    try:
        checker.check(data, checker.Files("."))
    except checker.CertifyError as error:
        return str(error)
    return "accepted"


def test_golden_graded_certificates_are_accepted():
    assert answer(graded_document()) == "accepted"


def altered(change):
    document = graded_document()
    change(document["construction"], document["proof"])
    return document


def scale(index, part, factor):
    """One number of a term multiplied; both sigmoids of a pair stay one."""

    def change(construction, proof):
        for term in construction["terms"][index : index + 2]:
            term[part] = str(Fraction(term[part]) * factor)

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (scale(1, 0, Fraction(1001, 1000)), "not shown to be at most"),
        (scale(9, 0, Fraction(999, 1000)), "not shown to be at most"),
        (scale(1, 1, Fraction(1001, 1000)), "not shown to be at most"),
        (scale(5, 1, Fraction(3)), "not shown|too far from its node"),
        (scale(21, 1, Fraction(10**9)), "steeper than its last node"),
        (scale(1, 0, -1), "A > 0, b > 0"),
        (scale(1, 1, -1), "A > 0, b > 0"),
        (lambda c, p: c.update(constant=str(Fraction(c["constant"]) + Fraction(1, 10**5))), "not shown"),
        (lambda c, p: c.update(constant=str(Fraction(c["constant"]) - Fraction(1, 10**5))), "not shown"),
        (lambda c, p: c["terms"][0].__setitem__(2, "1/1000"), "wide sigmoid must be"),
        (lambda c, p: c["terms"][0].__setitem__(0, "39"), "wide sigmoid must be"),
        (lambda c, p: c["terms"][1].__setitem__(2, "1/9"), "A > 0, b > 0"),
        (lambda c, p: c["terms"][2].__setitem__(1, "1/9"), "A > 0, b > 0"),
        (lambda c, p: c["terms"].pop(), "one wide sigmoid and pairs"),
        (lambda c, p: c.update(terms=c["terms"][:1]), "one wide sigmoid and pairs"),
        (lambda c, p: c.update(terms=c["terms"][:-2]), "does not fit to|not shown|too far"),
        (
            lambda c, p: c["terms"].__setitem__(slice(1, 5), c["terms"][3:5] + c["terms"][1:3]),
            "not shown|too far",
        ),
        (lambda c, p: p.update(beta="9"), "does not fit to"),
        (lambda c, p: p.update(beta="7"), "at least 8"),
        (lambda c, p: p.update(beta="15"), "does not fit to|too far"),
        (lambda c, p: p.update(bound="1.0e-5"), "not shown to be at most"),
        (lambda c, p: p.update(bound="1.1e-4"), "exceeds eps"),
        (lambda c, p: p.update(bound="-1e-5"), "positive decimal"),
        (lambda c, p: p.update(bits=31), "32 to"),
        (lambda c, p: p.update(bits=8192), "the work of"),
        (lambda c, p: p.update(method="a-priori"), "must be"),
    ],
)
def test_altered_graded_certificate_is_rejected(change, message):
    found = answer(altered(change))
    assert re.search(message, found), found


def test_wider_pairs_are_rejected():
    """c above 1/8 lies outside of the theorem, whatever the bound would be."""
    g = tuned(11).sum()
    document = graded_document()
    document["construction"] = written(g)
    for term in document["construction"]["terms"][1:]:
        term[2] = str(Fraction(term[2]) * 2)
    assert "'c' must lie in (0, 1/8]" in answer(document)


def test_other_sums_have_no_closed_form():
    document = graded_document()
    document["construction"] = written(minimax.entry(7).sum)
    assert "of a graded sum must be" in answer(document)
    staircase = json.loads(certify.relu("1e-2").data())
    staircase["proof"] = graded_document()["proof"]
    assert answer(staircase) != "accepted"


def test_parts_of_the_graded_bound_against_the_other_arithmetic():
    """The checker's ranges and the package's intervals give the same bound, from the same precision."""
    from certify.graded_bound import GradedBound, proved

    for eps in (Fraction(1, 30), Fraction(1, 10**6)):
        for c in (Fraction(1, 8), Fraction(1, 50)):
            net = proved(eps, c)
            bound, g = GradedBound(net), net.sum()
            found = checker.graded_bound(g.constant, g.terms, net.beta, bound.prec)
            assert found.inf <= bound.upper()
            assert abs(found.sup / bound.upper() - 1) < Fraction(1, 10**9)


def test_claim_names_the_construction():
    cert = certify.relu("1/1000", construction="graded")
    assert cert.claim.endswith("for every x in [-1, 1], g = graded with n = 9")
    assert shown(cert.eps) == "0.001"
