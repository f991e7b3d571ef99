"""Constants of the staircase: the proved enclosures hold what a brute force in 40 digits finds."""

import json
from fractions import Fraction
from functools import partial
from itertools import pairwise

import mpmath
import pytest

import certify
from certify.enclosure import Interval
from certify.errors import BadInput, Undecided
from certify.issuing import best_steepness
from certify.staircase_constants import best, cell, endpoint
from certify.staircase_constants import crossing_point as crossing

DIGITS = 40


def S(y):
    return 1 / (1 + mpmath.exp(-y))


def phi(t, k, n):
    """The error on the last step, in steps; for k >= 2."""
    window = 2 + 95 // int(k)
    sigmoids = window if n is None else min(n - 1, window)
    return -t + mpmath.fsum(S(k * (t - j)) for j in range(sigmoids))


def highest(k, n):
    """(t, phi) where phi is largest in 1/50 <= t <= 1: a grid, then golden sections."""
    with mpmath.workdps(15):
        at = max(range(1, 51), key=lambda i: phi(mpmath.mpf(i) / 50, k, n))
    low, high = mpmath.mpf(max(at - 1, 1)) / 50, mpmath.mpf(min(at + 1, 50)) / 50
    golden = (mpmath.sqrt(5) - 1) / 2
    while high - low > mpmath.mpf(10) ** -10:
        a, b = high - golden * (high - low), low + golden * (high - low)
        if phi(a, k, n) < phi(b, k, n):
            low = a
        else:
            high = b
    return low, phi(low, k, n)


def overtaken(k, n):
    """Whether the error is larger somewhere than at x = 1."""
    with mpmath.workdps(DIGITS):
        k = mpmath.mpf(k)
        return highest(k, n)[1] > phi(mpmath.mpf(0), k, n)


@pytest.fixture
def fresh():
    """Nothing that was proved before is remembered."""
    forget()
    yield
    forget()


def forget():
    for proof in (endpoint.prove_rising, endpoint.prove_steep, best.coarsely):
        proof.cache_clear()


# --- The threshold of the endpoint


@pytest.mark.parametrize(
    ("n", "reference"), [(3, "3.59231582"), (4, "3.57225965"), (41, "3.57164853"), (None, "3.57164853")]
)
def test_threshold(n, reference):
    """It holds the reference value; the claim holds at its lower and fails at its upper end."""
    found = certify.endpoint_threshold(n)
    lower, upper = Fraction(found.lower), Fraction(found.upper)
    assert 0 < upper - lower <= Fraction(2, 10**10)
    assert abs(lower - Fraction(reference)) < Fraction(1, 10**8)
    assert not overtaken(found.lower, n)
    assert overtaken(found.upper, n)


def test_threshold_of_one_sigmoid():
    """For n = 2 it is 4 exactly."""
    found = certify.endpoint_threshold(2)
    assert Fraction(found.lower) == Fraction(found.upper) == 4
    assert not overtaken(4, 2)
    assert overtaken("4.1", 2)


@pytest.mark.parametrize("digits", [1, 2, 5, 25])
def test_threshold_digits(digits):
    """More digits lie between fewer ones."""
    wide, tight = certify.endpoint_threshold(4, digits), certify.endpoint_threshold(4, digits + 3)
    assert Fraction(wide.lower) <= Fraction(tight.lower) < Fraction(tight.upper) <= Fraction(wide.upper)
    assert Fraction(wide.upper) - Fraction(wide.lower) <= Fraction(2, 10**digits)


def test_threshold_of_large_n():
    """From some n on it is that of the limit, to every digit."""
    limit, large = certify.endpoint_threshold(None), certify.endpoint_threshold("1e15")
    assert (limit.lower, limit.upper) == (large.lower, large.upper)
    assert large.n == 10**15


@pytest.mark.parametrize("n", [3, 4, None])
@pytest.mark.parametrize("k", ["2", "3", "3.5", "3.6", "3.7", "5", "9", "30"])
def test_claim_elsewhere(n, k):
    """Away from the threshold the claim holds below and fails above, as brute force has it."""
    assert overtaken(k, n) == (Fraction(k) > Fraction(certify.endpoint_threshold(n, 3).upper))


def test_gain_grows_with_k():
    """The lemma on samples: delta increases with k from 2 to 3.65, and no longer at 3.85."""
    ks = [mpmath.mpf(2) + mpmath.mpf(i) / 10 for i in range(17)]
    for n in (3, 4, None):
        for t in (mpmath.mpf(i) / 10 for i in range(1, 11)):
            gains = [phi(t, k, n) - phi(0, k, n) for k in ks]
            assert all(a < b for a, b in pairwise(gains))
    t, k = mpmath.mpf("0.745"), mpmath.mpf("3.85")
    assert phi(t, k, 4) - phi(0, k, 4) > phi(t, k + 0.01, 4) - phi(0, k + 0.01, 4)


@pytest.mark.parametrize("k", [Fraction(5, 2), Fraction(18, 5)])
def test_cell_encloses(k):
    """phi and its derivatives lie in their enclosures, for few sigmoids and in the limit, on boxes too."""
    with mpmath.workdps(DIGITS):
        t = mpmath.mpf("0.15")
        steep = mpmath.mpf(k.numerator) / k.denominator
        for n in (2, 3, 41, None):
            exact = [
                mpmath.diff(lambda t, k, n=n: phi(t, k, n), (t, steep), order)
                for order in ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
            ]
            for width in (Fraction(0), Fraction(1, 50)):
                it = cell.Cell(None if n is None else n - 1, 80, 8 if width else None)
                box = (
                    it.between(Fraction(3, 20) - width, Fraction(3, 20) + width),
                    it.between(k - width, k + width),
                )
                found = [it.value(*box), *it.slopes(*box), *it.bends(*box)]
                for value, interval in zip(exact, found, strict=True):
                    assert interval.rad < (Fraction(1, 2) if width else Fraction(1, 10**12))
                    assert (
                        interval.inf - Fraction(1, 10**20)
                        < Fraction(str(value))
                        < interval.sup + Fraction(1, 10**20)
                    )


def test_turn_of_h():
    """h(y) = y S'(y) over an interval holds its values, and is attained up to the peak's bound."""
    with mpmath.workdps(DIGITS):
        for low, high in (("-3", "-1"), ("1", "2"), ("-1", "1"), ("1.6", "3"), ("-4", "4")):
            found = endpoint.h(Interval.between(Fraction(low), Fraction(high), 80))
            places = [
                mpmath.mpf(low) + (mpmath.mpf(high) - mpmath.mpf(low)) * i / 500 for i in range(501)
            ]
            values = [y * S(y) * (1 - S(y)) for y in places]
            assert Fraction(str(min(values))) >= found.inf
            assert Fraction(str(max(values))) <= found.sup
            assert found.sup - Fraction(str(max(values))) < Fraction(1, 1000)


def test_window_without_its_tail_is_noticed(monkeypatch, fresh):
    """Six terms alone give another threshold; with the bound of the others nothing is claimed."""
    monkeypatch.setattr(cell.Cell, "terms", property(lambda self: 6))
    with pytest.raises(Undecided):
        certify.endpoint_threshold()
    monkeypatch.setattr(cell.Cell, "whole", property(lambda self: True))
    found = certify.endpoint_threshold()
    assert overtaken(found.lower, None) or not overtaken(found.upper, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RISING", Fraction(4)),  # delta falls with k near t = 0.75
        ("SWITCH", Fraction(1)),  # k delta_k falls with t
        ("FLAT", Fraction(1, 8)),  # phi has its turn before
        ("TURN", (Fraction(1542, 1000), Fraction(1543, 1000))),
        ("MARGIN", Fraction(-1)),  # beyond the threshold
        ("STEEP", 4),
        ("slope_of_rise", lambda cell, t, k: -endpoint.rise(cell, t, k)),
        ("gain", lambda cell, t, k: cell.exact(-1)),
    ],
)
def test_wrong_threshold_is_not_proved(monkeypatch, fresh, name, value):
    """A claim that is false, or whose proof is wrong in one place, is undecided."""
    monkeypatch.setattr(endpoint, name, value)
    with pytest.raises(Undecided):
        certify.endpoint_threshold(4)


def test_each_end_is_needed():
    """Just beyond the threshold neither statement is proved."""
    with pytest.raises(Undecided):
        endpoint.prove_holds(3, Fraction("3.5722597"), 7)
    with pytest.raises(Undecided):
        endpoint.prove_fails(3, Fraction("0.11463627"), Fraction("3.5722596"), 7)
    endpoint.prove_holds(3, Fraction("3.5722596"), 7)
    endpoint.prove_fails(3, Fraction("0.11463627"), Fraction("3.5722597"), 7)


@pytest.mark.parametrize("arguments", [(1,), ("2.5",), (None, 0), (None, 101), (None, "x")])
@pytest.mark.parametrize("constant", [certify.endpoint_threshold, certify.best_k])
def test_bad_arguments(constant, arguments):
    with pytest.raises(BadInput):
        constant(*arguments)


# --- The best steepness


def saddle(n):
    """(t, k, phi) with phi_t = phi_k = 0, by Newton's method in 40 digits."""

    def slopes(t, k):
        found = [(t - j, S(k * (t - j))) for j in range(45 if n is None else min(n - 1, 45))]
        return k * sum(s * (1 - s) for _, s in found) - 1, sum(a * s * (1 - s) for a, s in found)

    with mpmath.workdps(DIGITS):
        t, k = mpmath.findroot(slopes, (mpmath.mpf("0.16"), mpmath.mpf("3.67")))
        return t, k, phi(t, k, n)


def inside(value, ends):
    return Fraction(ends[0]) < Fraction(mpmath.nstr(value, 35)) < Fraction(ends[1])


@pytest.mark.parametrize(("n", "k", "error"), [
    (3, "3.6647", "0.526561"), (4, "3.6760", "0.527711"), (41, "3.6769", "0.527741"), (None, "3.6769", "0.527741"),
])  # fmt: skip
def test_best_k(n, k, error):
    """It holds the saddle of phi; the error there is not met by any steepness around."""
    found = certify.best_k(n)
    _, exact, least = saddle(n)
    assert inside(exact, found.k)
    assert inside(least, found.error)
    assert abs(Fraction(found.k[0]) - Fraction(k)) < Fraction(1, 10**4)
    assert abs(Fraction(found.error[0]) - Fraction(error)) < Fraction(1, 10**6)
    for ends in (found.k, found.error):
        assert Fraction(ends[1]) - Fraction(ends[0]) <= Fraction(3, 10**12)
    with mpmath.workdps(DIGITS):
        for moved in ("2", "3", "3.66", "3.68", "4", "6", "40"):
            k = mpmath.mpf(moved)
            assert max(highest(k, n)[1], phi(0, k, n)) > mpmath.mpf(found.error[1])
        assert mpmath.mpf(found.error[0]) < highest(mpmath.mpf(found.k[0]), n)[1]
        nearby = mpmath.mpf(found.k[0]) + mpmath.mpf(10) ** -6
        assert highest(nearby, n)[1] - mpmath.mpf(found.error[1]) < mpmath.mpf(10) ** -12


@pytest.mark.parametrize("n", [3, 41])
def test_best_k_agrees_with_the_error_of_the_staircase(n):
    """The two-sided bounds of the sup-norm at the k found, and 1/10000 away from it."""
    found = certify.best_k(n)
    at = certify.supnorm(certify.Staircase(n, found.short), digits=14).bound
    assert Fraction(at[0]) * (n - 1) <= Fraction(found.error[1]) + Fraction(1, 10**11)
    assert Fraction(at[1]) * (n - 1) >= Fraction(found.error[0])
    for away in (-1, 1):
        g = certify.Staircase(n, found.short + Fraction(away, 10**4))
        assert Fraction(certify.supnorm(g, digits=14).bound[0]) * (n - 1) > Fraction(found.error[1])


def test_best_k_of_one_sigmoid():
    """For n = 2 every k up to 4 gives 1/2."""
    found = certify.best_k(2)
    assert [Fraction(end) for end in (*found.k, *found.error)] == [0, 4, Fraction(1, 2), Fraction(1, 2)]
    assert highest(mpmath.mpf(4), 2)[1] <= 0.5 < highest(mpmath.mpf("4.5"), 2)[1]
    assert found.short == 4


@pytest.mark.parametrize("digits", [1, 4, 30])
def test_best_k_digits(digits):
    """More digits lie between fewer ones."""
    wide, tight = certify.best_k(4, digits), certify.best_k(4, digits + 3)
    for few, many in ((wide.k, tight.k), (wide.error, tight.error)):
        low, inner_low, inner_high, high = map(Fraction, (few[0], *many, few[1]))
        assert low <= inner_low < inner_high <= high
        assert high - low <= Fraction(3, 10**digits)


def test_best_k_of_large_n():
    limit, large = certify.best_k(), certify.best_k(10**15)
    assert (limit.k, limit.error) == (large.k, large.error)
    assert limit.short == Fraction("3.67689")


def test_best_k_without_the_tail_is_noticed(monkeypatch, fresh):
    """Six terms alone have another best steepness; with the bound of the others 12 digits are not reached."""
    monkeypatch.setattr(cell.Cell, "terms", property(lambda self: 6))
    with pytest.raises(Undecided):
        certify.best_k()
    forget()
    monkeypatch.setattr(cell.Cell, "whole", property(lambda self: True))
    assert not inside(saddle(None)[1], certify.best_k().k)


def negated(function):
    return lambda *arguments: tuple(-part for part in function(*arguments))


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        (best, "above", lambda *arguments: True),  # all steepnesses are excluded
        (best, "above", lambda *arguments: False),
        (best, "ASIDE", Fraction(1, 2)),
        (best, "STEEP", Fraction(7, 2)),
        (best, "LEAST_K", Fraction(18, 5)),  # where the error at x = 1 is not yet shown to be too large
        (cell.Cell, "bends", negated(cell.Cell.bends)),
        (
            cell.Cell,
            "at_most",
            lambda *arguments: Fraction(1, 2),
        ),  # less than every error: all are excluded
    ],
)
def test_wrong_best_k_is_not_proved(monkeypatch, fresh, place, name, value):
    """A proof that is wrong in one place comes to no result."""
    monkeypatch.setattr(place, name, value)
    with pytest.raises(Undecided):
        certify.best_k(4)


def test_wrong_jacobian_is_noticed(monkeypatch, fresh):
    """Krawczyk's operator with phi_tk of the wrong sign comes to no result or leaves the saddle out."""
    exact = cell.Cell.bends
    monkeypatch.setattr(
        cell.Cell,
        "bends",
        lambda *arguments: [
            part * sign for part, sign in zip(exact(*arguments), (1, -1, 1), strict=True)
        ],
    )
    try:
        found = certify.best_k(4)
    except Undecided:
        return
    assert not inside(saddle(4)[1], found.k)


# --- The crossing


def above(u, n, k):
    """E(u) in steps: by how much the staircase of n points is below relu at x = u/(n - 1)."""
    u, k = mpmath.mpf(u), mpmath.mpf(k.numerator) / k.denominator
    centres = range(1, n) if n < 4000 else range(1, 2 * int(u) + int(120 / k) + 10)
    return u - mpmath.fsum(S(k * (u - i)) for i in centres)


def crossed(found):
    """Whether E changes its sign between the two ends."""
    with mpmath.workdps(DIGITS):
        low, high = (
            above(mpmath.mpf(end) * (found.n - 1), found.n, found.k)
            for end in (found.lower, found.upper)
        )
        return low < 0 < high


@pytest.mark.parametrize(
    ("n", "k"),
    [
        (2, "4"), (2, "0.001"), (2, "100"), (3, "0.5"), (3, "0.92"), (3, "2"), (4, "1"), (4, "3.6"), (41, "0.01"),
        (41, "0.3"), (41, "1"), (41, "2"), (41, "4"), (41, "30"), (1001, "0.01"), (1001, "0.13"), (10**15, "0.2"),
        (10**15, "1"), (10**15, "3.7"), (10**15, "8"), (10**9, "0.15"),
    ],
)  # fmt: skip
def test_crossing(n, k):
    """E is negative at the lower end and positive at the upper, some 10^-12 above it."""
    found = certify.crossing(n, k)
    lower, upper = Fraction(found.lower), Fraction(found.upper)
    assert 0 < upper - lower <= lower / 10**12
    assert crossed(found)


def test_crossing_reference():
    """n = 41, k = 4: what the derivation proves."""
    found = certify.crossing(41, 4)
    assert (
        Fraction("0.0198103914")
        < Fraction(found.lower) * 40
        < Fraction(found.upper) * 40
        < Fraction("0.0198103915")
    )


@pytest.mark.parametrize("k", ["1e-6", "0.001", "0.01", "10000"])
def test_crossing_at_the_ends_of_the_range(k):
    """About log(2/k)/k steps for small k, log 2 for sigmoids that are steps; fast for any n."""
    n = 10**15
    found = certify.crossing(n, k)
    k, place = Fraction(k), Fraction(found.lower) * (n - 1)
    assert Fraction(found.upper) - Fraction(found.lower) <= Fraction(found.lower) / 10**12
    with mpmath.workdps(DIGITS):
        steep = mpmath.mpf(k.numerator) / k.denominator
        rough = mpmath.log(2 / steep) / steep if k < 1 else mpmath.exp(-steep)
        assert abs(mpmath.mpf(place.numerator) / place.denominator / rough - 1) < 0.01


@pytest.mark.parametrize(
    ("n", "k"), [(3, "0.5"), (6, "0.4"), (41, "0.3"), (41, "1"), (41, "2"), (41, "5"), (41, "20")]
)
def test_only_one_crossing(n, k):
    """On samples: no zero elsewhere."""
    found = certify.crossing(n, k, 3)
    with mpmath.workdps(20):
        low, high = (mpmath.mpf(end) * (n - 1) for end in (found.lower, found.upper))
        assert all(above(low * i / 50, n, found.k) < 0 for i in range(51))
        assert all(above(high + (n - 1 - high) * i / 400, n, found.k) > 0 for i in range(401))


@pytest.mark.parametrize("digits", [1, 5, 30])
def test_crossing_digits(digits):
    wide, tight = certify.crossing(41, "0.2", digits), certify.crossing(41, "0.2", digits + 3)
    assert Fraction(wide.lower) <= Fraction(tight.lower) < Fraction(tight.upper) <= Fraction(wide.upper)


@pytest.mark.parametrize("k", ["0.001", "0.05", "0.5", "3", "40"])
@pytest.mark.parametrize("count", [0, 1, 5, 700])
def test_tail(k, count):
    """T(y, count) lies in its enclosure, by Euler-Maclaurin for small k and term by term for others."""
    for y in (Fraction(0), Fraction(1, 3), Fraction(2)):
        found = crossing.tail(Interval.exact(y, 80), count, Fraction(k))
        with mpmath.workdps(DIGITS):
            exact = mpmath.fsum(
                S(-mpmath.mpf(k) * (mpmath.mpf(y.numerator) / y.denominator + j)) for j in range(count)
            )
            assert (
                found.inf - Fraction(1, 10**30)
                <= Fraction(mpmath.nstr(exact, 35))
                <= found.sup + Fraction(1, 10**30)
            )
        assert found.rad < Fraction(1, 10**14)


WRONG_TAILS = {
    "sign": lambda exact, y, count, k: -exact(y, count, k),
    "one term less": lambda exact, y, count, k: exact(y, max(count - 1, 0), k),
    "three terms": lambda exact, y, count, k: exact(y, min(count, 3), k),
}


@pytest.mark.parametrize(("n", "k"), [(1001, "0.01"), (41, "0.3"), (41, "4")])
@pytest.mark.parametrize("wrong", WRONG_TAILS)
def test_wrong_tail_is_noticed(monkeypatch, n, k, wrong):
    """With a wrong sum the result does not hold the zero, or there is none."""
    monkeypatch.setattr(crossing, "tail", partial(WRONG_TAILS[wrong], crossing.tail))
    assert not holds(n, k)


def test_wrong_bernoulli_number_is_noticed(monkeypatch):
    monkeypatch.setitem(crossing.checker.BERNOULLI, 2, Fraction(-1, 6))
    assert not holds(1001, "0.01")


def holds(n, k):
    """Whether there is a result and it holds the zero."""
    try:
        return crossed(certify.crossing(n, k))
    except Undecided:
        return False


@pytest.mark.parametrize(("n", "k"), [(41, "0.3"), (41, "4")])
def test_a_single_zero_must_be_shown(monkeypatch, n, k):
    """Two ends with different signs do not suffice."""
    monkeypatch.setattr(crossing, "increases", lambda *arguments: False)
    monkeypatch.setattr(crossing, "concave", lambda *arguments: False)
    with pytest.raises(Undecided, match="only once"):
        certify.crossing(n, k)


def test_when_a_single_zero_is_shown():
    """Each of the two conditions, where it holds and where it does not."""
    assert crossing.increases(Fraction(1, 10), Fraction(20), 64)
    assert not crossing.increases(Fraction(4), Fraction(1, 50), 64)
    assert crossing.concave(40, Fraction(4), Fraction(1, 50), 64)
    assert not crossing.concave(40, Fraction(4), Fraction(3, 2), 64)
    assert not crossing.concave(40, Fraction(1, 2), Fraction(1, 2), 64)  # E(1) < 0
    assert not crossing.concave(40, Fraction(1), Fraction(1), 64)  # S(-k b) < A


@pytest.mark.parametrize(
    "arguments",
    [(1, 4), (41, 0), (41, "1e6"), (41, "1e-31"), (41, 4, 0), (41, 4, 101), ("x", 4), (None, 4)],
)
def test_bad_crossing(arguments):
    with pytest.raises(BadInput):
        certify.crossing(*arguments)


def test_too_many_terms():
    """Small k with many digits is refused with the reason."""
    with pytest.raises(Undecided, match="terms would be summed"):
        certify.crossing(10**9, "0.0001", 60)


# --- The command line


def test_constants(run):
    """The verdict alone on the first line, then every enclosure that was asked for."""
    code, out, err = run("constants", "--n", 41, "--k", 4, "--digits", 6)
    assert (code, out[0], err) == (0, "certified", [])
    text = "\n".join(out)
    assert "best k     3.676885 to 3.676886" in text
    assert "0.5277413 d to 0.5277414 d" in text
    assert "the error is largest at x = 1 for k <= 3.571648," in text
    assert "and larger elsewhere for k > 3.571649" in text
    assert "4.9525976e-4 to 4.9525982e-4: the staircase with k = 4" in text


def test_constants_json(run):
    code, out, _ = run("constants", "--digits", 4, "--json")
    found = json.loads("\n".join(out))
    assert (code, found["verdict"]) == (0, "certified")
    assert found["best_k"] == ["3.6768e0", "3.6769e0"]
    assert found["endpoint_threshold"] == ["3.5716e0", "3.5717e0"]
    assert not {"n", "k", "crossing"} & set(found)


def test_constants_of_steep_sigmoids(run):
    """The crossing may lie below every float."""
    code, out, _ = run("constants", "--n", 3, "--k", "10000", "--digits", 3)
    assert code == 0
    assert "e-4344: the staircase with k = 1e4" in "\n".join(out)


def test_supnorm_with_best_k(run):
    """A staircase of six digits of the best k, whose error is about the least."""
    code, out, _ = run("supnorm", "--n", 41, "--k", "best", "--json", "-o", "c.json")
    found = json.loads("\n".join(out))
    assert (code, found["k"]) == (0, str(Fraction("3.67689")))
    assert (
        "k = 3.67689 was chosen; for n = 41 the best k lies between 3.676885 and 3.676886"
        in found["notes"]
    )
    least = Fraction(certify.best_k(41).error[0]) / 40
    assert least <= Fraction(found["bound"][1]) < least * (1 + Fraction(1, 10**10))
    assert run("check", "c.json")[0] == 0


def test_relu_with_best_k(run):
    """Fewer sigmoids than k = 4 needs, and no steepness does with one less."""
    code, out, _ = run("relu", "--eps", "1e-3", "--method", "enclosure", "--k", "best", "-o", "c.json")
    assert (code, out[0]) == (0, "certified")
    assert "sigmoids   528 (staircase, k = 3.67689, n = 529)" in out
    assert (
        "note       with n = 528 no k > 0 does: the error is at least 1.00140664e-3 (not part of the certificate)"
        in out
    )
    assert certify.relu("1e-3", method="enclosure").n == 531
    assert run("check", "c.json")[0] == 0


@pytest.mark.parametrize(
    ("eps", "n", "k"), [("1", 2, "4"), ("0.53", 2, "4"), ("0.3", 3, "3.66467"), ("0.26", 4, "3.67595")]
)
def test_relu_with_best_k_of_few(eps, n, k):
    """The k of the n that is found."""
    found = best_steepness.relu_with_best_k(eps)
    assert (found.verdict, found.n, found.k) == ("certified", n, Fraction(k))
    assert any("no k > 0 does" in note for note in found.notes) == (n > 2)


def test_relu_with_best_k_and_n():
    """With too few sigmoids no claim is made about other steepnesses."""
    found = best_steepness.relu_with_best_k("1e-2", 53)
    assert (found.verdict, found.n) == ("not-certified", 53)
    assert not any("no k > 0" in note for note in found.notes)
    assert any("was chosen" in note for note in found.notes)


def test_no_claim_about_every_k_where_some_does():
    """With n = 60 one sigmoid less would do."""
    assert best_steepness.relu_with_best_k("1e-2", 60).notes[-1].startswith("k = 3.67689 was chosen")
