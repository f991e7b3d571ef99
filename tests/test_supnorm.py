"""Sup-norms: the bounds contain the truth, are as tight as asked, and do not cost more for larger n."""

import json
import random
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import mpmath
import pytest
import sympy
from conftest import SHARED, arb_ends, arb_fraction
from hypothesis import given, settings
from hypothesis import strategies as st

import certify
from certify import checker, engines
from certify.constructions import SigmoidSum, Staircase
from certify.engines import Piece
from certify.errors import BadInput, MissingExtra, Undecided
from certify.least_n import least_staircase
from certify.search import Budget, Search
from certify.supnorm_bound import StaircaseError, SumError, enclosed, staircase_error

GOLDEN = Path(__file__).parent / "golden"
ENGINES = [name for name in engines.NAMES if name in engines.installed()]

REFERENCE = {  # sup |e| in units of d for n = 41, from samples: up to 4e-6 below the truth
    "0.1": "6.992916", "0.5": "1.646733", "1": "0.964164", "2": "0.640050", "3": "0.550028",
    "3.5": "0.530252", "4": "0.529957", "5": "0.550559", "6": "0.578848", "8": "0.635183",
    "10": "0.681311", "20": "0.802846", "50": "0.902168",
}  # fmt: skip


def exact_error(n, k, x):
    """relu(x) - g(x) to 60 digits, term by term."""
    with mpmath.workdps(60):
        k, x = mpmath.mpf(k.numerator) / k.denominator, mpmath.mpf(x.numerator) / x.denominator
        steps = n - 1
        sigmoids = (1 / (1 + mpmath.exp(-k * (steps * x - i))) for i in range(1, n))
        return max(x, mpmath.mpf(0)) - mpmath.fsum(sigmoids) / steps


def as_mpf(value):
    with mpmath.workdps(80):
        value = Fraction(value)
        return mpmath.mpf(value.numerator) / value.denominator


def check_brute_force(n, k, certificate, samples, seed=0):
    """No sample of the error lies above the upper bound; at the witness it is above the lower one."""
    low, high = map(as_mpf, certificate.bound)
    draw = random.Random(seed)
    places = [Fraction(i, samples) for i in range(-samples, samples + 1)]
    places += [Fraction(draw.randrange(-(10**9), 10**9), 10**9) for _ in range(samples)]
    document = certificate.document
    witness = Fraction(document["proof"]["witness"])
    assert -1 <= witness <= 1
    with mpmath.workdps(60):
        assert abs(exact_error(n, k, witness)) >= low
        for x in places:
            assert abs(exact_error(n, k, x)) <= high, x


@pytest.mark.parametrize("k", REFERENCE)
def test_reference_values_to_12_digits(k):
    certificate = certify.supnorm(Staircase(41, Fraction(k)), digits=12)
    assert certificate.verdict == "certified"
    low, high = map(Fraction, certificate.bound)
    assert (high - low) / high <= Fraction(1, 10**12)
    assert Fraction(-1, 10**6) < 40 * low - Fraction(REFERENCE[k]) < Fraction(5, 10**6)
    check_brute_force(41, Fraction(k), certificate, samples=120)


CELLS = [
    (n, Fraction(k))
    for n in (2, 3, 4, 7)
    for k in ("1/1000", "1/3", "2", "2.001", "3.57", "3.58", "4", "4.1", "17", "10000")
]


@pytest.mark.parametrize(("n", "k"), CELLS, ids=str)
def test_small_staircases_by_brute_force(n, k):
    check_brute_force(n, k, certify.supnorm(Staircase(n, k), digits=9), samples=150, seed=n)


def fourier(n, k, t):
    """e(N - t) = 1/2 - D(t) + R - L, with D as a Fourier series: another way to the same number."""
    steps = n - 1
    sines = mpmath.nsum(
        lambda m: 2 * mpmath.pi / k / mpmath.sinh(2 * mpmath.pi**2 * m / k) * mpmath.sin(2 * mpmath.pi * m * t),
        [1, 400], method="direct",
    )  # fmt: skip
    right = mpmath.fsum(1 / (1 + mpmath.exp(k * (j + t))) for j in range(1, int(400 / k) + 2))
    left = mpmath.fsum(1 / (1 + mpmath.exp(k * (steps - t + j))) for j in range(int(400 / k) + 2))
    return mpmath.mpf(1) / 2 + sines + right - left


@pytest.mark.parametrize("k", ["1/2", "1", "2", "3", "4", "10", "30"])
def test_fourier_series_gives_the_same_error_at_the_witness(k):
    """For n = 10^12, where no term-by-term sum can be made, at the witness and around it."""
    n, k = 10**12, Fraction(k)
    certificate = certify.supnorm(Staircase(n, k), digits=30)
    low, high = (as_mpf(Fraction(bound) * (n - 1)) for bound in certificate.bound)
    t = (1 - Fraction(certificate.document["proof"]["witness"])) * (n - 1)
    with mpmath.workdps(50):
        here = fourier(n, as_mpf(k), as_mpf(t))
        assert low <= here <= high
        for place in range(0, 21):
            assert fourier(n, as_mpf(k), mpmath.mpf(place) / 20) <= high


def test_cost_does_not_grow_with_n(monkeypatch):
    """The same leaves, the same evaluations, the same size of certificate."""
    asked = []
    original = Search._evaluated

    def counting(self, active):
        asked[-1] += len(active)
        return original(self, active)

    monkeypatch.setattr(Search, "_evaluated", counting)
    sizes = set()
    for n in (100, 10**6, 10**12, 10**15):
        asked.append(0)
        certificate = certify.supnorm(Staircase(n, 4))
        sizes.add(len(certificate.document["proof"]["leaves"][0]))
        assert checker.Cell(n - 1, Fraction(4), 80, 60).weights.__len__() == 17
    assert len(set(asked)) == 1
    assert asked[0] < 30
    assert len(sizes) == 1


@pytest.mark.parametrize("digits", [1, 6, 30, 100])
@pytest.mark.parametrize("k", ["1/10", "1.9", "2.5", "4", "700"])
def test_as_tight_as_asked(k, digits):
    certificate = certify.supnorm(Staircase(1000, Fraction(k)), digits=digits)
    low, high = map(Fraction, certificate.bound)
    assert certificate.verdict == "certified"
    assert 0 < high - low <= high / 10**digits
    tighter = certify.supnorm(Staircase(1000, Fraction(k)), digits=digits + 7)
    assert low <= Fraction(tighter.bound[0]) <= Fraction(tighter.bound[1]) <= high


def test_cell_formulas_are_the_derived_ones():
    """The constants in the checker are results of the derivations."""
    from proofs import euler_maclaurin, gentle_endpoint, sigmoid_derivatives, window

    for m in range(1, checker.ORDER + 1):
        s = sigmoid_derivatives.s
        v = s * (1 - s)
        ours = sum(c * v ** (i + 1) for i, c in enumerate(checker.derivative(m)))
        ours *= 1 if m % 2 else 1 - 2 * s
        assert sympy.expand(ours - sigmoid_derivatives.p[m]) == 0
    assert sigmoid_derivatives.ratio == checker.LARGEST_DERIVATIVE
    assert sigmoid_derivatives.order == checker.ORDER
    most = sympy.Rational(str(abs(checker.BERNOULLI[12]))) / sympy.factorial(12)
    assert most == euler_maclaurin.most
    for m, number in checker.BERNOULLI.items():
        assert sympy.bernoulli(m) == sympy.Rational(str(number))
    fact = gentle_endpoint.derive.theorem()["end is worst"]
    assert f"k <= {checker.GENTLE}" in [str(condition) for condition in fact.given]
    assert window.tail is not None


def test_euler_maclaurin_is_the_derived_formula():
    """at_endpoint against the SymPy formula of the derivation, at 50 digits."""
    from proofs import euler_maclaurin as proof

    for steps, k in ((5, Fraction(1, 200)), (1, Fraction(1, 1000)), (10**6, Fraction(1, 100))):
        values = {"N": steps, "k": sympy.Rational(str(k))}
        formula = proof.formula.subs(
            {symbol: values[symbol.name] for symbol in proof.formula.free_symbols}
        )
        rest = proof.remainder.subs({s: values[s.name] for s in proof.remainder.free_symbols})
        found = checker.at_endpoint(steps, k, 60)
        low, high = (Fraction(m) * Fraction(2) ** e for m, e in (found.inf, found.sup))
        value, rest = (Fraction(str(sympy.N(part, 60))) for part in (formula, rest))
        assert low <= value - rest
        assert value + rest <= high
        assert high - low < Fraction(1, 2**58)


def random_sum(draw):
    count = draw.randrange(1, 6)
    return SigmoidSum.of(
        [
            (Fraction(draw.randrange(-300, 300), 100), Fraction(draw.randrange(-900, 900), 30),
             Fraction(draw.randrange(-200, 200), 30))
            for _ in range(count)
        ],
        Fraction(draw.randrange(-100, 100), 100),
    )  # fmt: skip


def test_engines_agree_on_random_sums():
    draw = random.Random(5)
    for _ in range(6):
        g = random_sum(draw)
        found = {name: enclosed(SumError(g), 5, engine=name) for name in ENGINES}
        lows = [Fraction(f.lower) for f in found.values()]
        highs = [Fraction(f.upper) for f in found.values()]
        assert max(lows) <= min(highs), found
        assert max(highs) <= min(lows) * (1 + Fraction(3, 10**5))


@pytest.mark.parametrize("name", ENGINES)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_forms_contain_the_function(name, data):
    """v + s h + c h^2/2 for some numbers between the bounds, all over the leaf, against Arb."""
    flint = pytest.importorskip("flint")
    number = st.fractions(-40, 40, max_denominator=60)
    terms = data.draw(st.lists(st.tuples(number, number, number), min_size=1, max_size=4))
    piece = Piece(data.draw(number), data.draw(number), tuple(terms))
    order = data.draw(st.integers(2, 12))
    grid, bits = 30, 60
    width = 2 ** data.draw(st.integers(10, 30))
    low = data.draw(st.integers(0, 2**30 // width - 1)) * width
    centre = data.draw(st.integers(low, low + width))
    forms = engines.engine(53 if name == "ival" else 90, name).forms(piece, grid, bits, order)
    (form,) = forms([(low, centre, low + width)])

    def value(u):
        u = arb_fraction(Fraction(u, 2**grid))
        total = arb_fraction(piece.constant) + arb_fraction(piece.rise) * u
        for a, b, c in terms:
            inside = arb_fraction(b) * u + arb_fraction(c)
            total += arb_fraction(a) / (1 + (-inside).exp())
        return arb_ends(total)

    def reached(h, which):
        """The least or greatest value of the parabolas, in units of 2^-(bits + 2 grid + 1)."""
        rest = [(s * h << grid + 1) + c * h * h for s in form.slope for c in form.curvature]
        return (form.value[which] << 2 * grid + 1) + (max if which else min)(rest)

    with flint.ctx.workprec(200):
        assert form.value[1] - form.value[0] < 2**24  # close to the value
        for u in {low, centre, low + width, *(data.draw(st.integers(low, low + width)) for _ in "1234")}:
            least, most = value(u)
            unit = Fraction(1, 2 ** (bits + 2 * grid + 1))
            assert reached(u - centre, 0) * unit <= most
            assert least <= reached(u - centre, 1) * unit


def test_difference_of_two_sums():
    g, h = Staircase(5, 3).sum(), Staircase(6, 3).sum()
    certificate = certify.supnorm(g, h, on=("-1/3", 2), digits=8)
    theorem = certify.check(certificate)
    assert theorem.kind == "supnorm"
    low, high = map(as_mpf, certificate.bound)
    biggest = 0
    with mpmath.workdps(40):
        for i in range(-400, 2401):
            x = Fraction(i, 1200)
            biggest = max(biggest, abs(as_mpf(g(x).mid) - as_mpf(h(x).mid)))
    assert low * mpmath.mpf("0.999") <= biggest <= high
    with pytest.raises(BadInput, match="the same function"):
        certify.supnorm(g, g)


def test_published_sums_of_few_sigmoids(shared):
    """The two sums in the study: the error found there lies within the bounds found here."""
    table = json.loads((shared / "minimax" / "tables.json").read_text())
    for family, count in (("minimax_c1", "7"), ("T", "9")):
        entry = table[family][count]
        terms = [
            tuple(map(Fraction, term)) for term in zip(entry["a"], entry["b"], entry["c"], strict=True)
        ]
        g = SigmoidSum.of(terms, Fraction(entry["const"]))
        certificate = certify.supnorm(g, digits=6)
        low, high = map(Fraction, certificate.bound)
        assert Fraction(entry["err_lo"]) * (1 - Fraction(1, 10**6)) <= high
        assert low <= Fraction(entry["err_hi"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is absent")
def test_published_best_steepness():
    table = {k: Fraction(v) for k, v in REFERENCE.items()}
    assert min(table.values()) > Fraction("0.527742")


# --- relu by enclosure ---------------------------------------------------------------------------


def true_error(n, k):
    """The bounds of n times... of sup |relu - g| to 20 digits."""
    found = staircase_error(Staircase(n, k), 20)
    return Fraction(found.lower), Fraction(found.upper)


@pytest.mark.parametrize("k", ["1/4", "2", "3", "4", "12", "300"])
def test_least_n_by_trying_every_n(k):
    k = Fraction(k)
    errors = {n: true_error(n, k) for n in range(2, 90)}
    for eps in (Fraction(9, 20), Fraction(1, 3), Fraction(1, 7), Fraction(1, 20), Fraction(1, 40)):
        least = next((n for n, (_, high) in errors.items() if high <= eps), None)
        if least is None:
            continue
        certificate = certify.relu(eps, k, method="enclosure")
        assert certificate.n == least
        assert all(low > eps for n, (low, _) in errors.items() if n < least)
        assert certify.check(certificate).least


def test_half_the_sigmoids_of_the_closed_form():
    enclosure, closed = (certify.relu("1e-3", method=m) for m in ("enclosure", "closed-form"))
    assert (enclosure.sigmoids, closed.sigmoids) == (530, 1005)
    assert certify.check(enclosure).least


@pytest.mark.parametrize("eps", ["1e-6", "1e-12", "1e-30"])
def test_least_n_of_many_digits(eps):
    staircase, decision = least_staircase(Fraction(eps), Fraction(4))
    assert decision.meets
    assert Fraction(staircase_error(Staircase(staircase.n - 1, Fraction(4)), 40).lower) > Fraction(eps)


def test_given_n_is_decided_either_way():
    yes, no = (certify.relu("1e-3", n=n, method="enclosure") for n in (531, 530))
    assert (yes.verdict, no.verdict) == ("certified", "not-certified")
    assert "exceeds eps" in no.reason
    assert no.witness.startswith("x = 1 - 0.2123")
    more = certify.relu("1e-3", n=600, method="enclosure")
    assert more.verdict == "certified"
    assert certify.check(more).least is False
    assert more.document["proof"]["fewer"] == ""


def test_tolerance_that_is_the_error_itself_is_undecided():
    """For n = 2 and k <= 4 the error is 1/2 exactly: enclosures cannot tell it from 1/2."""
    certificate = certify.relu("1/2", n=2, k=3, method="enclosure")
    assert certificate.verdict == "undecided"
    assert certify.relu("0.51", k=3, method="enclosure").n == 2


# --- budgets, progress, interruption -------------------------------------------------------------


def test_budget_ends_undecided_with_the_best_bounds():
    g = Staircase(41, Fraction(4)).sum()
    short = certify.supnorm(g, max_leaves=20, digits=6)
    assert short.verdict == "undecided"
    assert "20 leaves" in short.reason
    low, high = map(Fraction, short.bound)
    assert low <= Fraction("1.32489330e-2") <= high
    with pytest.raises(Undecided):
        short.data()
    timed = certify.supnorm(g, timeout="1e-9", digits=6)
    assert (timed.verdict, "seconds are used up" in timed.reason) == ("undecided", True)
    relu = certify.relu("1e-3", n=531, method="enclosure", max_leaves=2)
    assert (relu.verdict, relu.bound != ("", "")) == ("undecided", True)


def test_budget_of_a_command(run):
    code, out, err = run("supnorm", "--n", 41, "--max-leaves", 3, "-o", "c.json")
    assert (code, out[0]) == (1, "undecided")
    assert any(line.startswith("bounds") for line in out)
    assert not Path("c.json").exists()
    assert "nothing written" in err[-1]


def test_interruption_leaves_nothing_half_written(run, monkeypatch):
    calls = []

    def interrupted(self, leaves):
        calls.append(leaves)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return ""

    monkeypatch.setattr(Budget, "spent", interrupted)
    code, out, err = run("supnorm", "--n", 41, "-o", "c.json")
    assert (code, out) == (130, [])
    assert err == ["certify: interrupted"]
    assert list(Path().iterdir()) == []


def test_progress_goes_to_a_terminal_only(run, monkeypatch):
    _, _, err = run("supnorm", "--n", 41)
    assert err == []
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    told = []
    certify.supnorm(Staircase(41, 4), progress=told.append)
    assert told[0] == "enclosing the sup-norm"
    assert any("leaves done" in stage for stage in told)
    assert told[-1] == "checking the certificate"


# --- the command line ----------------------------------------------------------------------------


def test_supnorm_command(run):
    code, out, err = run("supnorm", "--n", "1e12", "--k", 4, "--digits", 20, "--json", "-o", "c.json")
    assert (code, err) == (0, [])
    found = json.loads("\n".join(out))
    assert found["verdict"] == "certified"
    assert found["method"] == "enclosure"
    assert found["engine"] in engines.NAMES
    assert (found["n"], found["sigmoids"], found["k"]) == (10**12, 10**12 - 1, "4")
    low, high = map(Fraction, found["bound"])
    assert 0 < high - low <= high / 10**20
    code, out, _ = run("check", "c.json")
    assert (code, out[0]) == (0, "accepted")
    code, out, _ = run("report", "c.json")
    assert code == 0
    assert any("one cell" in line for line in out)


def test_sum_from_a_file(run):
    Path("g.json").write_text('{"constant": 0.0, "terms": [[0.5, 6, -1.5], ["1/2", 6, "-4.5"]]}')
    code, out, _ = run("supnorm", "--sum", "g.json", "--digits", 6, "-o", "c.json")
    assert (code, out[0]) == (0, "certified")
    code, again, _ = run("supnorm", "--sum", "c.json", "--digits", 6)
    assert out[1].split("over")[0] == again[1].split("over")[0]
    code, out, _ = run("supnorm", "--sum", "c.json", "--minus", "g.json")
    assert code == 2
    code, out, _ = run("check", "c.json", "--json")
    assert json.loads("\n".join(out))["verdict"] == "accepted"
    code, out, _ = run("report", "c.json", "--format", "markdown")
    assert code == 0


BAD = [
    (["--n", 41, "--digits", 0], "'digits'"),
    (["--n", 41, "--digits", "1e9"], "'digits' must be at most 1000"),
    (["--n", 41, "--digits", "x"], "'digits'"),
    (["--n", 1], "'n' must be an integer of at least 2"),
    (["--n", "41.5"], "'n' must be an integer"),
    (["--n", "1e1001"], "within 10"),
    (["--n", 41, "--k", 0], "'k' must be positive"),
    (["--n", 41, "--k", -4], "'k' must be positive"),
    (["--n", 41, "--k", "1e8"], "'k' must be at most"),
    (["--n", 41, "--k", "1e-2000"], "within 10"),
    (["--n", 41, "--engine", "abacus"], "'engine' must be one of"),
    (["--n", 41, "--max-leaves", 0], "'max-leaves'"),
    (["--n", 41, "--timeout", 0], "'timeout'"),
    (["--n", 41, "--on", 0, 1], "belong to --sum"),
    (["--n", 41, "--sum", "g.json"], "either --n"),
    ([], "either --n"),
    (["--sum", "nowhere.json"], "cannot be read"),
]


@pytest.mark.parametrize(("options", "message"), BAD, ids=str)
def test_bad_input(run, options, message):
    code, out, err = run("supnorm", *options)
    assert (code, out) == (2, [])
    assert len(err) == 1
    assert message in err[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"terms": [[1, 2]]}',
        '{"terms": [[1, 2, null]]}',
        '{"terms": [[1, 2, "x"]]}',
        "[" * 10**5,
    ],
)
def test_bad_sum_file(run, text):
    Path("g.json").write_text(text)
    code, out, err = run("supnorm", "--sum", "g.json")
    assert (code, out, len(err)) == (2, [], 1)


def test_bad_input_of_the_function():
    g = Staircase(3, 4)
    for call in (
        lambda: certify.supnorm(g, on=(0, 1)),
        lambda: certify.supnorm(g, target=g.sum()),
        lambda: certify.supnorm(Staircase(1, 4)),
        lambda: certify.supnorm(Staircase(3, -1)),
        lambda: certify.supnorm("relu"),
        lambda: certify.supnorm(g.sum(), target="tanh"),
        lambda: certify.supnorm(g.sum(), on=(1, 0)),
        lambda: certify.supnorm(SigmoidSum.of([(1, 2)])),
        lambda: certify.supnorm(g, engine="ival", digits=40),
    ):
        with pytest.raises(BadInput):
            call()


def test_missing_engine_names_the_extra(monkeypatch):
    monkeypatch.setattr("certify.engines.selection.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"certify\[fast\]"):
        engines.engine(40, "ival")
    with pytest.raises(MissingExtra, match=r"certify\[arb\]"):
        engines.engine(40, "arb")
    assert engines.installed() == ["integers", "mpmath"]
    assert engines.engine(40).name == "integers"
    assert certify.supnorm(Staircase(3, 4).sum(), digits=3).engine == "integers"


# --- certificates --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["supnorm-41-4.json", "relu-enclosure-1e-3.json", "sum-of-7.json"])
def test_golden_certificate_still_checks(name):
    theorem = certify.check(GOLDEN / name)
    assert theorem.enclosure is not None
    assert theorem.enclosure.count > 0


def test_leaves_cover_the_domain_without_gaps():
    """Taking any leaf away, or the last half of it, leaves a gap that is found."""
    document = json.loads((GOLDEN / "sum-of-7.json").read_text())
    for piece, words in enumerate(document["proof"]["leaves"]):
        split = words.split(" ")
        for number in range(len(split)):
            rest = split[:number] + split[number + 1 :]
            forged = json.loads(json.dumps(document))
            forged["proof"]["leaves"][piece] = " ".join(rest) or "0"
            data = checker.canonical(forged | {"seal": checker.seal(forged)})
            with pytest.raises((checker.Rejected, checker.Malformed)):
                checker.check(data, checker.Files("."))


def test_steps_of_a_staircase_as_a_sum_give_the_same_bounds():
    """One cell against the whole domain: two independent ways."""
    for n, k in ((2, 3), (3, 4), (6, 4), (6, 1), (12, 9)):
        one = certify.supnorm(Staircase(n, k), digits=8)
        whole = certify.supnorm(Staircase(n, k).sum(), digits=8)
        (a, b), (c, d) = (tuple(map(Fraction, found.bound)) for found in (one, whole))
        assert max(a, c) <= min(b, d), (n, k)


def test_one_piece_of_a_staircase_is_what_the_problem_says():
    problem = StaircaseError(Staircase(41, Fraction(4)))
    (piece,) = problem.pieces(64)
    for t in (Fraction(0), Fraction(1, 5), Fraction(1)):
        ours = float(piece.values(float(t)))
        assert ours == pytest.approx(float(40 * exact_error(41, Fraction(4), 1 - t / 40)), abs=1e-12)
    assert all(a[2] > b[2] for a, b in pairwise(piece.terms))
