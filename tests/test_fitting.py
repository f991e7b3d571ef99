"""Near-minimax sums: the errors they reach, how they alternate, their decimals, and what is refused."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import islice, pairwise

import numpy as np
import pytest

import certify
from certify.constructions import minimax
from certify.errors import BadInput, CertifyError, Undecided
from certify.fitting import Fit, NotLevelled, near_minimax, near_minimax_sums
from certify.fitting.alternation import alternation, extrema, graded_grid
from certify.fitting.continuation import solutions
from certify.fitting.remez import level
from certify.fitting.rounding import decimal_sum, sampled_error, samples
from certify.fitting.starting import descended
from certify.fitting.structure import C, Candidate, Structure
from certify.fitting.targets import TARGETS, leaky_relu
from certify.fitting.valley import slid, tangents
from certify.issuing.generated_sums import generate

RELU = TARGETS["relu"]
ERRORS = {
    1: 4.464e-2,
    2: 1.790e-2,
    3: 8.319e-3,
    4: 4.117e-3,
    5: 2.317e-3,
    6: 1.291e-3,
    7: 7.831e-4,
    8: 4.713e-4,
    9: 2.989e-4,
    10: 1.898e-4,
    11: 1.243e-4,
    12: 8.200e-5,
    13: 5.516e-5,
    14: 3.744e-5,
    15: 2.578e-5,
}
LARGE = {19: 6.354e-6, 25: 9.774e-7, 29: 3.155e-7, 43: 9.897e-9, 49: 2.64e-9}
WITHOUT_CONSTANT = {1: 5.605e-2, 2: 2.278e-2, 3: 8.961e-3, 7: 8.383e-4}


@pytest.fixture(scope="module")
def fits() -> dict[int, Fit]:
    return {fit.n: fit for fit in near_minimax_sums(ERRORS)}


@pytest.fixture(scope="module")
def levelled():
    """Before rounding, with 0 to 4 pairs beside one wide sigmoid."""
    return list(islice(solutions(RELU, Structure(1, 0), lambda stage: None), 5))


@pytest.fixture(scope="module")
def two_wide():
    """Two wide sigmoids and 0 to 2 pairs."""
    return list(islice(solutions(RELU, Structure(2, 0), lambda stage: None), 3))


def exact_error(fit: Fit, x: float) -> Fraction:
    """relu(x) - g(x), from an enclosure far narrower than what is asked here."""
    point = Fraction(x)
    return max(point, Fraction(0)) - fit.sum(point).mid


# --- What is reached -----------------------------------------------------------------------------


@pytest.mark.parametrize("n", ERRORS)
def test_errors_are_the_known_ones(fits, n):
    """The sampled error of n sigmoids is the best known, within 1 %."""
    assert fits[n].n == len(fits[n].sum.terms) == n
    assert fits[n].error == pytest.approx(ERRORS[n], rel=0.01)


def test_errors_without_a_constant():
    """C = 0 costs 8 to 26 %."""
    for fit in near_minimax_sums(WITHOUT_CONSTANT, constant=False):
        assert fit.sum.constant == 0
        assert fit.error == pytest.approx(WITHOUT_CONSTANT[fit.n], rel=0.01)


@pytest.mark.parametrize("n", ERRORS)
def test_errors_alternate(fits, n):
    """At 2 n + 3 points the exact error of the rounded sum is E up to the rounding, with alternating signs."""
    fit = fits[n]
    errors = [exact_error(fit, x) for x in fit.alternation]
    assert len(errors) == 2 * n + 3
    assert fit.alternation[0] == -1
    assert fit.alternation[-1] == 1
    assert 0 in fit.alternation
    assert all(left * right < 0 for left, right in pairwise(errors))
    assert min(map(abs, errors)) >= 0.998 * fit.level
    assert max(map(abs, errors)) <= 1.001 * fit.level + 1e-12


@pytest.mark.parametrize("n", [1, 4, 9])
def test_sampled_error_is_that_of_the_exact_sum(fits, n):
    """No point of another grid has a larger error, and the double precision of the sample is enough."""
    points = [Fraction(i, 997) ** 3 for i in range(-997, 998, 7)]
    worst = max(abs(exact_error(fits[n], x)) for x in points)
    assert 0.9 * fits[n].error <= worst <= fits[n].error * (1 + 1e-4)


@pytest.mark.parametrize(("n", "error"), [(3, 9.2335e-3), (5, 3.4259e-3), (9, 8.4555e-4)])
def test_increasing_sums(n, error):
    """All a lie in (0, 1) and all b are positive; the error is larger, and alternates at 2 n + 3 points."""
    fit = near_minimax(n, increasing=True)
    assert all(0 < a < 1 and b > 0 for a, b, _ in fit.sum.terms)
    assert fit.error == pytest.approx(error, rel=2e-3)
    assert len(fit.alternation) == 2 * n + 3


def test_leaky_relu_needs_no_more_than_relu():
    """The same n does for leaky relu of slope 1/100, with a slightly smaller error."""
    relu, leaky = near_minimax(7), near_minimax(7, "leaky-relu")
    assert 0.9 * relu.error < leaky.error < relu.error


def test_wider_pairs_have_smaller_weights():
    """Four times the distance of pairs costs 1 % of the error and makes max |a| four times smaller."""
    close, wide = near_minimax(9), near_minimax(9, h="1/8")
    assert close.error < wide.error < 1.01 * close.error
    largest = [max(abs(a) for a, _, _ in fit.sum.terms) for fit in (close, wide)]
    assert 3.5 < largest[0] / largest[1] < 4.1


@pytest.mark.parametrize(("side", "sign"), [("above", -1), ("below", 1)])
def test_one_side(fits, side, sign):
    """g >= relu (or g <= relu) at the points of alternation and between, with twice the error."""
    fit = near_minimax(5, side=side)
    points = [*fit.alternation, *(x / 200 for x in range(-200, 201))]
    errors = [sign * exact_error(fit, x) for x in points]
    assert min(errors) >= 0
    assert max(errors) <= Fraction(fit.error) * (1 + Fraction(1, 10**9))
    assert fit.error == pytest.approx(2 * fits[5].error, rel=1e-3)


def test_same_call_gives_the_same_sum(fits):
    """Nothing is random, and a sum does not depend on which others are asked for."""
    assert near_minimax(8) == fits[8]
    assert near_minimax(9) == fits[9]


# --- Decimals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", ["1/10", "1/1000", "1/100000"])
def test_rounding_keeps_its_share(levelled, share):
    """The sampled error of the decimals grows by no more than the share."""
    total, error = decimal_sum(levelled[3], Fraction(1, 32), Fraction(share))
    assert error <= levelled[3].error * (1 + float(Fraction(share)))
    assert error == sampled_error(RELU, total, samples(levelled[3]))


def test_larger_share_has_fewer_digits(levelled):
    """Digits fall with the share that is allowed."""

    def digits(share: str) -> int:
        total, _ = decimal_sum(levelled[3], Fraction(1, 32), Fraction(share))
        return sum(len(str(number.denominator)) for term in total.terms for number in term)

    assert digits("1/10") < digits("1/1000") < digits("1/100000")


def test_pairs_stay_together(fits):
    """The two sigmoids of a pair share b exactly, and their c differ by 2 h exactly."""
    for n, fit in fits.items():
        pairs = fit.sum.terms[1 if n % 2 else 2 :]
        for (_, b, c), (_, b_too, c_too) in zip(pairs[::2], pairs[1::2]):
            assert b == b_too
            assert c - c_too == Fraction(1, 16)


def test_error_that_decimals_cannot_keep_is_undecided(levelled):
    """No decimals have a smaller error than the sum they are near."""
    with pytest.raises(Undecided, match="try a larger share"):
        decimal_sum(
            replace(levelled[2], error=0.99 * levelled[2].error), Fraction(1, 32), Fraction(1, 1000)
        )


# --- The parts -----------------------------------------------------------------------------------


def some_candidate(structure: Structure) -> Candidate:
    rows = np.array([(0.3 + 0.1 * i, -0.2 / (i + 1), 0.5 + i, 0.4 - i) for i in range(structure.nodes)])
    rows[: structure.singles, 1] = 0
    return Candidate(structure, 0.1, rows)


def test_nodes_are_sums_of_sigmoids():
    """alpha M + beta P is a+ S(z + h) + a- S(z - h) with a+- = alpha/2 +- beta/(2 sinh h)."""
    h = 0.25
    candidate = some_candidate(Structure(1, 2, h))
    x = np.linspace(-3, 3, 25)
    expected = np.full(len(x), candidate.constant)
    for i, (row, b) in enumerate(zip(candidate.rows, candidate.b, strict=True)):
        shift = h if i else 0
        far = row[1] / (2 * np.sinh(h))
        for a, c in ((row[0] / 2 + far, row[3] + shift), (row[0] / 2 - far, row[3] - shift)):
            expected += a / (1 + np.exp(-(b * x + c)))
    np.testing.assert_allclose(candidate(x), expected, rtol=1e-12)


def test_derivatives_are_difference_quotients():
    """The slope and the gradient agree with central differences."""
    candidate = some_candidate(Structure(1, 2))
    x, step = np.linspace(-1, 1, 21), 1e-6
    np.testing.assert_allclose(
        candidate.slope(x),
        (candidate(x + step) - candidate(x - step)) / (2 * step),
        rtol=1e-7,
        atol=1e-8,
    )
    free = candidate.structure.free
    gradient = candidate.gradient(x)[:, free]
    assert gradient.shape[1] == candidate.structure.parameters == 12
    for i, direction in enumerate(np.eye(12) * step):
        quotient = (candidate.moved(direction)(x) - candidate.moved(-direction)(x)) / (2 * step)
        np.testing.assert_allclose(gradient[:, i], quotient, rtol=1e-6, atol=1e-8)


def test_held_numbers_do_not_move():
    """The c of every single sigmoid but the first is held: no parameter of the iteration."""
    structure = Structure(2, 1, constant=False)
    candidate = some_candidate(structure)
    moved = candidate.moved(np.ones(structure.parameters))
    assert structure.parameters == 9
    assert moved.constant == candidate.constant
    assert moved.rows[1, C] == candidate.rows[1, C]
    assert (moved.rows != candidate.rows).sum() == 9


def test_grid_is_finest_at_the_kink():
    """The grid holds the breaks, and comes nearer to 0 than 1/finest."""
    grid = graded_grid(RELU, 1e6, 8)
    assert {-1.0, 0.0, 1.0} <= set(grid)
    assert 0 < grid[grid > 0].min() < 1e-6
    assert (np.diff(grid) > 0).all()


def test_extrema_are_where_the_slopes_agree(levelled):
    """Between the breaks f' = g' at every extremum."""
    x, errors = extrema(RELU, levelled[3].candidate)
    inner = np.abs(x * (1 - np.abs(x))) > 0
    slopes = RELU.slope(x[inner]) - levelled[3].candidate.slope(x[inner])
    assert np.abs(slopes * x[inner]).max() < 1e-9
    np.testing.assert_allclose(errors, RELU.value(x) - levelled[3].candidate(x), rtol=1e-12)


@pytest.mark.parametrize(
    ("errors", "count", "expected"),
    [
        ([1, 2, -3, -1, 4], 3, [1, 2, 4]),  # the larger of neighbours of equal sign
        ([1, -2, 3, -1.5], 3, [1, 2, 3]),  # one too many: the smaller end goes
        ([3, -3, 0.1, -0.2, 3, -3], 4, [0, 1, 4, 5]),  # two too many: a small pair goes
        ([1, 2], 3, [1]),  # too few
    ],
)
def test_alternation(errors, count, expected):
    """The chosen errors alternate, and small ones go."""
    assert alternation(np.array(errors, dtype=float), count).tolist() == expected


def test_newton_remez_levels_a_rough_start(levelled):
    """From coefficients off by some percent the same sum is found."""
    best = levelled[1]
    rough = replace(best.candidate, rows=best.candidate.rows * 1.01)
    found = level(RELU, descended(RELU, rough))
    assert found.error == pytest.approx(best.error, rel=1e-6)
    np.testing.assert_allclose(found.candidate.rows, best.candidate.rows, rtol=1e-4)


def test_too_few_alternations_are_refused():
    """A start whose error does not alternate often enough is not taken."""
    flat = Candidate(Structure(1, 0), 0.5, np.array([[0.0, 0.0, 0.0, 0.0]]))
    with pytest.raises(NotLevelled, match="fewer than 5 extrema alternate"):
        level(RELU, flat)


def test_tangents_are_derivatives_of_the_error():
    """dE/dt for held numbers agrees with difference quotients."""
    *_, found = islice(solutions(RELU, Structure(1, 0, increasing=True), lambda stage: None), 3)
    here = slid(found, np.array([0.2, -0.1]))
    for i, shift in enumerate(np.eye(2) * 1e-3):
        quotient = (slid(here, shift).error - slid(here, -shift).error) / 2e-3
        assert tangents(here)[1][i] == pytest.approx(quotient, rel=1e-3)


def test_even_n_end_in_a_minimum(two_wide):
    """For two wide sigmoids the error is flat in the held number, and grows when it moves either way."""
    for found in two_wide:
        assert abs(tangents(found)[1]).max() <= 1e-5 * found.error
        assert slid(found, np.array([0.1])).error > found.error
        assert slid(found, np.array([-0.1])).error > found.error


def test_solutions_tell_their_progress():
    """One line for each sum on the way, with its n."""
    lines: list[str] = []
    near_minimax(5, progress=lines.append)
    assert [line.split(":")[0] for line in lines] == ["n = 1", "n = 3", "n = 5"]


# --- What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "options", "part"),
    [
        ((0,), {}, "'n' must be an integer of at least 1"),
        (("1.5",), {}, "'n' must be an integer"),
        ((3, "cosine"), {}, "'target' must be one of relu"),
        ((3,), {"h": 0}, "'h' must be positive"),
        ((3,), {"h": 5}, "'h' must be at most 4"),
        ((3,), {"share": "-1"}, "'share' must be positive"),
        ((3,), {"side": "left"}, "'side' must be one of both, above, below"),
        ((3,), {"side": "above", "constant": False}, "'both' without constant"),
    ],
)
def test_bad_input(arguments, options, part):
    """The message names the argument and what would do."""
    with pytest.raises(BadInput, match=part):
        near_minimax(*arguments, **options)


def test_failure_names_the_sum():
    """Where the iteration does not converge, the message says for which n and target."""
    steep = leaky_relu("steep", 0.9)
    with pytest.raises(NotLevelled, match=r"of \d+ sigmoids for steep was found") as failure:
        list(islice(solutions(steep, Structure(1, 0), lambda stage: None), 5))
    assert isinstance(failure.value, CertifyError)


# --- The generator and its tables ----------------------------------------------------------------


def test_generator_writes_certificates(tmp_path):
    """One certificate for each n, of the sum that was found; odd n come first."""
    made = list(generate("1,4-5", tmp_path / "new"))
    assert [path.name for path, _ in made] == ["01.json", "05.json", "04.json"]
    for path, certificate in made:
        theorem = certify.check(path)
        assert theorem.bound == list(certificate.bound)
        assert theorem.sigmoids == int(path.stem)
    terms = [
        tuple(map(Fraction, term)) for term in json.loads(path.read_text())["construction"]["terms"]
    ]
    assert tuple(terms) == near_minimax(4).sum.terms


def test_generator_on_the_command_line(run):
    code, out, _ = run("generate", "--n", "1-2", "--increasing", "--out", "sums")
    assert code == 0
    assert out[0] == "certified"
    assert [line.split("=")[0] for line in out[1:]] == ["sums/01.json  n ", "sums/02.json  n "]


@pytest.mark.parametrize(
    ("bad", "part"),
    [
        (["--n", "x"], "'n' must be like 7"),
        (["--n", "0"], "'n' must be"),
        (["--n", "3", "--h", "-1"], "'h' must be"),
    ],
)
def test_generator_refuses(bad, part, run):
    """One line on stderr and exit code 2."""
    code, out, err = run("generate", "--out", ".", *bad)
    assert (code, out, len(err)) == (2, [], 1)
    assert part in err[0]


def test_tables_are_complete():
    """All odd n to 49 and all even n to 40, with the errors that are known."""
    assert set(minimax.sizes()) == {0, *range(1, 50, 2), *range(2, 41, 2)}
    for n, error in (ERRORS | LARGE).items():
        assert minimax.entry(n).upper == pytest.approx(error, rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "options"),
    [("minimax", {}), ("increasing", {"increasing": True}), ("no-constant", {"constant": False})],
)
def test_tables_can_be_made_again(table, options):
    """A new run finds sums with the errors of the table; on one machine the same decimals."""
    for fit in near_minimax_sums([n for n in minimax.sizes(table) if n], **options):
        assert fit.error == pytest.approx(float(minimax.entry(fit.n, table).upper), rel=3e-3)
