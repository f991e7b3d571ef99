"""Centres at half steps: the lemmas probed, the bounds against other ways, certificates and commands."""

import itertools
import json
import random
from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
import sympy
from conftest import ROOT

import certify
from certify import Midpoint, Staircase, checker
from certify.errors import BadInput
from certify.least_n import least_staircase
from certify.search import Search
from certify.supnorm_bound import staircase_error
from certify.symbolic import Relation
from proofs import midpoint as proof

GOLDEN = Path(__file__).parent / "golden"
F = Fraction


def as_mpf(value):
    with mpmath.workdps(80):
        value = F(value)
        return mpmath.mpf(value.numerator) / value.denominator


def exact_error(n, k, x):
    """relu(x) - g(x) to 50 digits, term by term."""
    with mpmath.workdps(50):
        k, x = as_mpf(k), as_mpf(x)
        sigmoids = (1 / (1 + mpmath.exp(-k * (n * x - i + 0.5))) for i in range(1, n + 1))
        return max(x, mpmath.mpf(0)) - mpmath.fsum(sigmoids) / n


def bounds(certificate):
    assert certificate.verdict == "certified"
    return tuple(F(text) for text in certificate.bound)


# --- the lemmas ----------------------------------------------------------------------------------


def drawn(symbol, draw):
    """A value of the symbol's kind."""
    if symbol.is_integer:
        return sympy.Integer(draw.randint(1 if symbol.is_positive else 0, 9))
    if symbol.is_positive:
        return sympy.Rational(draw.randint(1, 900), 100)
    return sympy.Rational(draw.randint(-300, 900), 100)


def holds(relation, values):
    """Whether a relation holds with these values, but for rounding to 50 digits."""
    rest = relation.slack.subs(values).doit().evalf(50)
    return abs(rest) < 1e-40 if relation.operator == "=" else rest > -1e-40


RELATIONS = [
    name
    for name in proof.derive.theorem().results
    if isinstance(proof.derive.theorem()[name].statement, Relation)
]


@pytest.mark.parametrize("name", RELATIONS)
def test_lemma_holds_for_numbers(name):
    """The statements themselves, for random values that satisfy their hypotheses."""
    fact, draw, tried = proof.derive.theorem()[name], random.Random(name), 0
    symbols = set().union(*(side.free_symbols for side in (fact.statement.lhs, fact.statement.rhs)))
    symbols |= set().union(*(assumed.free for assumed in fact.given))
    for _ in range(400):
        values = {symbol: drawn(symbol, draw) for symbol in sorted(symbols, key=str)}
        for small in {proof.U, proof.L, proof.eps} & set(values):
            values[small] /= 40
        if all(holds(assumed, values) for assumed in fact.given):
            assert holds(fact.statement, values), values
            tried += 1
        if tried == 6:
            return
    pytest.fail(f"only {tried} places satisfy the hypotheses")


def test_lemmas_are_the_statements_that_the_checker_uses():
    results = proof.derive.theorem()
    assert set(RELATIONS) == set(results.results) - {"one cell decides"}
    N, k, t, x, U, i = proof.N, proof.k, proof.t, proof.x, proof.U, proof.i
    decides = results["one cell decides"]
    assert decides.given == {proof.cell_bound, Relation(x, "<=", 1)}
    assert sympy.simplify(decides.statement.bound - U / N) == 0
    first, second = (proof.sigmoid(k * (t - place)) for place in (proof.half, 3 * proof.half))
    condition = Relation(t, "<=", first - second)
    assert condition in results["fewer sigmoids"].given
    assert proof.phi(t) == -t + sympy.Sum(proof.sigmoid(k * (t - proof.half - i)), (i, 0, N - 1))
    assert checker.STAIRS["midpoint"] == (1, F(1, 2))


@pytest.mark.parametrize("k", ["2.001", "5.43107", "60"])
def test_cell_of_the_checker_is_the_derived_one(k):
    """And is (relu - g)(1 - t/N), N times."""
    for steps in (1, 2, 9):
        cell = checker.Cell(steps, F(k), 80, 10, F(1, 2))
        for u in (0, 1, 511, 512, 513, 800, 1024):
            low, high = (as_mpf(F(value, 2**80)) for value in cell.value(u, cell.levels(u)))
            values = {proof.N: steps, proof.k: sympy.Rational(k), proof.t: sympy.Rational(u, 1024)}
            with mpmath.workdps(50):
                derived = mpmath.mpf(str(proof.phi(proof.t).subs(values).doit().evalf(50)))
                other = steps * exact_error(steps, F(k), 1 - F(u, 1024 * steps))
                assert low <= derived <= high
                assert low <= other <= high


# --- the bounds, against other ways --------------------------------------------------------------

KNOWN = {(7, "5.4311"): "8.9078e-3", (63, "5.4311"): "9.8976e-4", (10**6, "5.4311"): "6.23549e-8"}


@pytest.mark.parametrize(("n", "k"), KNOWN, ids=str)
def test_known_values(n, k):
    low, high = bounds(certify.supnorm(Midpoint(n, F(k)), digits=12))
    assert (high - low) / high <= F(1, 10**12)
    assert abs(low / F(KNOWN[n, k]) - 1) < F(1, 10**4)


SMALL = list(itertools.product((1, 2, 3, 7, 12), map(F, ("2.001", "5.43107", "5.65", "12", "1000"))))


@pytest.mark.parametrize(("n", "k"), SMALL, ids=str)
def test_small_numbers_by_brute_force(n, k):
    """No sample of [-1, 1] lies above the upper bound, and one comes close to the lower one."""
    certificate = certify.supnorm(Midpoint(n, k), digits=9)
    low, high = map(as_mpf, bounds(certificate))
    draw = random.Random(f"{n} {k}")
    places = [F(i, 40 * n) for i in range(-20 * n, 40 * n + 1)]
    places += [F(draw.randrange(-(10**9), 10**9), 10**9) for _ in range(40)]
    steep = [(F(2 * i + 1, 2) + F(s, 4) / k) / n for i in range(n) for s in range(-40, 41, 4)]
    places += [x for x in steep if 0 <= x <= 1]
    with mpmath.workdps(50):
        errors = [abs(exact_error(n, k, x)) for x in places]
    assert max(errors) <= high
    assert max(errors) >= low * mpmath.mpf("0.97")
    assert exact_error(n, k, F(certificate.document["proof"]["witness"])) >= low


@pytest.mark.parametrize(("n", "k"), [(1, 3), (2, "5.43107"), (5, "5.43107"), (12, 9)], ids=str)
def test_steps_as_a_sum_give_the_same_bounds(n, k):
    """One cell against the whole of [-1, 1]."""
    g = Midpoint(n, F(k))
    (a, b), (c, d) = (bounds(certify.supnorm(h, digits=8)) for h in (g, g.sum()))
    assert max(a, c) <= min(b, d)


def fourier(n, k, t):
    """g(t) - t in steps: sum of sines at t - 1/2, and what two endless ends would add."""
    sines = mpmath.nsum(
        lambda m: 2 * mpmath.pi / k / mpmath.sinh(2 * mpmath.pi**2 * m / k)
        * mpmath.sin(2 * mpmath.pi * m * (t - 0.5)),
        [1, 300], method="direct",
    )  # fmt: skip
    near, far = (
        mpmath.fsum(1 / (1 + mpmath.exp(k * (start + j + 0.5))) for j in range(int(300 / k) + 2))
        for start in (t, n - t)
    )
    return sines + near - far


@pytest.mark.parametrize("k", ["2.5", "5.43107", "9", "30"])
def test_fourier_series_gives_the_same_error_at_the_witness(k):
    """For n = 10^12, where no term-by-term sum can be made, at the witness and in the whole cell."""
    n = 10**12
    certificate = certify.supnorm(Midpoint(n, F(k)), digits=30)
    low, high = (as_mpf(bound * n) for bound in bounds(certificate))
    t = (1 - F(certificate.document["proof"]["witness"])) * n
    with mpmath.workdps(45):
        assert low <= fourier(n, as_mpf(k), as_mpf(t)) <= high
        for place in range(21):
            assert fourier(n, as_mpf(k), mpmath.mpf(place) / 20) <= high


@pytest.mark.parametrize("digits", [1, 6, 30, 100])
@pytest.mark.parametrize("k", ["2.0000001", "4", "5.43107", "700", "1e7"])
def test_as_tight_as_asked(k, digits):
    low, high = bounds(certify.supnorm(Midpoint(1000, F(k)), digits=digits))
    assert 0 < high - low <= high / 10**digits
    tighter = bounds(certify.supnorm(Midpoint(1000, F(k)), digits=digits + 7))
    assert low <= tighter[0] <= tighter[1] <= high


def test_cost_does_not_grow_with_n(monkeypatch):
    """The same leaves and the same evaluations for 100 and 10^15 sigmoids."""
    asked, sizes, original = [], set(), Search._evaluated

    def counting(self, active):
        asked[-1] += len(active)
        return original(self, active)

    monkeypatch.setattr(Search, "_evaluated", counting)
    for n in (100, 10**6, 10**12, 10**15):
        asked.append(0)
        certificate = certify.supnorm(Midpoint(n, F("5.43107")))
        sizes.add(len(certificate.document["proof"]["leaves"][0]))
        assert len(checker.Cell(n, F(5), 80, 60, F(1, 2)).inside) == 14
    assert len(set(asked)) == len(sizes) == 1
    assert asked[0] < 40


# --- the least n ---------------------------------------------------------------------------------


@pytest.mark.parametrize("k", ["2.1", "5.43107", "8", "300"])
def test_least_n_by_trying_every_n(k):
    errors = {}
    for n in range(1, 60):
        found = staircase_error(Midpoint(n, F(k)), 20)
        errors[n] = F(found.lower), F(found.upper)
    for eps in (F(9, 20), F(1, 8), F(1, 20), F(1, 40), F(1, 200)):
        least = next((n for n, (_, high) in errors.items() if high <= eps), None)
        if least is None:
            continue
        certificate = certify.relu(eps, k, construction="midpoint")
        assert (certificate.n, certificate.sigmoids) == (least, least)
        assert all(low > eps for n, (low, _) in errors.items() if n < least)
        assert certify.check(certificate).least


@pytest.mark.parametrize(("eps", "n"), [("1e-1", 1), ("1e-2", 7), ("1e-3", 63), ("1e-6", 62355)])
def test_least_n_with_the_default_steepness(eps, n):
    certificate = certify.relu(eps, construction="midpoint")
    assert (certificate.verdict, certificate.n, certificate.k) == ("certified", n, F("5.43107"))
    theorem = certify.check(certificate)
    assert (theorem.least, theorem.n, theorem.sigmoids) == (True, n, n)
    if n > 1:
        less = certify.relu(eps, n=n - 1, construction="midpoint")
        assert less.verdict == "not-certified"


@pytest.mark.parametrize("eps", ["1e-12", "1e-30"])
def test_least_n_of_many_digits(eps):
    k = F("5.43107")
    found, decision = least_staircase(F(eps), k, kind=Midpoint)
    assert decision.meets
    assert isinstance(found, Midpoint)
    assert F(staircase_error(Midpoint(found.n - 1, k), 40).lower) > F(eps)


def test_8_5_times_fewer_sigmoids_than_the_best_staircase():
    least = F(certify.best_k().error[0])
    _, high = bounds(certify.supnorm(Midpoint(10**9, F("5.43107"))))
    assert F(84, 10) < least / (high * 10**9) < F(86, 10)


@pytest.mark.parametrize("n", [2, 3, 7, 1000])
def test_default_steepness_is_near_the_best(n):
    """Among others, none errs less by more than 1 in 1,000."""
    default = F(staircase_error(Midpoint(n, F("5.43107")), 6).upper)
    for k in (F(2001, 1000), 3, 4, 5, F("5.3"), F("5.42"), F("5.43"), F("5.432"), F("5.44"), 6, 8, 20):
        assert F(staircase_error(Midpoint(n, F(k)), 6).lower) > default * F(999, 1000)


# --- certificates --------------------------------------------------------------------------------

NAMES = ["midpoint-1e-3.json", "supnorm-midpoint-63.json"]


@pytest.mark.parametrize("name", NAMES)
def test_golden_certificate_still_checks(name):
    theorem = certify.check(GOLDEN / name)
    assert (theorem.construction, theorem.n, theorem.sigmoids) == ("midpoint", 63, 63)
    assert theorem.enclosure.count > 0
    assert "(x - (i - 1/2) d)), d = 1/63," in theorem.statement


def test_schema_describes_them():
    import jsonschema

    schema = json.loads((ROOT / "certify" / "schemas" / "1.0" / "certificate.json").read_text())
    for name in NAMES:
        document = json.loads((GOLDEN / name).read_text())
        jsonschema.validate(document, schema)
        for change in ({"n": 0}, {"kind": "endpoint"}, {"more": 1}):
            forged = document | {"construction": document["construction"] | change}
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(forged, schema)


TAMPERED = {
    "one sigmoid less": ("construction", "n", 62),
    "another steepness": ("construction", "k", "5"),
    "a gentle steepness": ("construction", "k", "2"),
    "the staircase": ("construction", "kind", "staircase"),
    "no construction": ("construction", "kind", "steps"),
    "a lower upper bound": ("proof", "bound", ["9.8e-4", "9.89e-4"]),
    "a higher lower bound": ("proof", "bound", ["9.899e-4", "9.9e-4"]),
    "another witness": ("proof", "witness", "1/2"),
    "a witness outside": ("proof", "witness", "2"),
    "leaves of the half": ("proof", "leaves", ["1"]),
    "coarse leaves": ("proof", "leaves", ["0"]),
    "no bits": ("proof", "bits", 0),
    "another domain": ("claim", "domain", ["-1", "2"]),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", TAMPERED)
def test_tampered_certificate_is_refused(name, change):
    part, field, value = TAMPERED[change]
    document = json.loads((GOLDEN / name).read_text())
    assert document[part][field] != value
    document[part][field] = value
    data = checker.canonical(document | {"seal": checker.seal(document)})
    with pytest.raises((checker.Rejected, checker.Malformed)):
        checker.check(data, checker.Files("."))


@pytest.mark.parametrize("fewer", ["1/2", "0", "2", "-1", "61/62"])
def test_tampered_place_of_fewer_is_refused(fewer):
    document = json.loads((GOLDEN / NAMES[0]).read_text())
    document["proof"]["fewer"] = fewer
    data = checker.canonical(document | {"seal": checker.seal(document)})
    with pytest.raises(checker.Rejected, match=r"proof\.fewer"):
        checker.check(data, checker.Files("."))


# --- in Python and on the command line -----------------------------------------------------------


def test_terms_are_those_of_the_formula():
    n, k, x = 5, F(7), F(3, 10)
    found = Midpoint(n, k).sum()(x)
    assert abs(as_mpf(found.mid) - (as_mpf(x) - exact_error(n, k, x))) < 1e-14
    assert Midpoint.of(5, k) == Midpoint(5, k) != Staircase.of(5, k) == Staircase(6, k)


def test_command(run):
    code, out, err = run("relu", "--eps", "1e-3", "--construction", "midpoint", "--json", "-o", "c.json")
    assert (code, err) == (0, [])
    found = json.loads("\n".join(out))
    assert (found["verdict"], found["construction"], found["n"], found["sigmoids"]) == (
        "certified", "midpoint", 63, 63,
    )  # fmt: skip
    assert (found["k"], found["method"]) == ("543107/100000", "enclosure")
    code, out, _ = run("check", "c.json")
    assert (code, out[0]) == (0, "accepted")
    code, out, _ = run("report", "c.json")
    assert code == 0
    assert any("one cell of the midpoint" in line for line in out)
    assert any("certify derive midpoint" in line for line in out)
    code, out, _ = run("supnorm", "--n", "1e15", "--construction", "midpoint", "--digits", 20, "--json")
    low, high = map(F, json.loads("\n".join(out))["bound"])
    assert (code, 0 < high - low <= high / 10**20) == (0, True)


RELU = ["relu", "--construction", "midpoint", "--eps", "1e-3"]
SUPNORM = ["supnorm", "--construction", "midpoint", "--n", "9"]
BAD = [
    ([*RELU, "--k", "2"], "'k' must exceed 2"),
    ([*SUPNORM, "--k", "2"], "'k' must exceed 2"),
    ([*SUPNORM, "--k", "1e8"], "'k' must be at most"),
    ([*RELU, "--k", "best", "--method", "enclosure"], "is for the staircase"),
    ([*SUPNORM, "--k", "best"], "is for the staircase"),
    ([*RELU, "--method", "closed-form"], "'method' must be one of enclosure"),
    ([*RELU, "--n", "0"], "'n' must be an integer of at least 1"),
    (["supnorm", "--construction", "steps", "--n", "9"], "'construction' must be one of"),
    (["network", "f.onnx", "--eps", "1", "--construction", "midpoint"], "'construction' must be one of"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=str)
def test_bad_input_is_one_line(run, arguments, message):
    code, out, err = run(*arguments)
    assert (code, out, len(err)) == (2, [], 1)
    assert message in err[0]


def test_bad_input_of_the_function():
    for call in (
        lambda: certify.supnorm(Midpoint(5, F(2))),
        lambda: certify.supnorm(Midpoint(0, F(4))),
        lambda: certify.supnorm(Midpoint(5, F(4)), on=(0, 1)),
        lambda: certify.supnorm(Midpoint(5, F(4)), target=Midpoint(6, F(4)).sum()),
    ):
        with pytest.raises(BadInput):
            call()
