"""Networks by sums from the table: the allocation, the bound of every part, and what the checker refuses."""

import itertools
import json
from fractions import Fraction

import mpmath
import networks
import numpy as np
import pytest
from conftest import one_hidden_layer_networks
from hypothesis import given, settings
from hypothesis import strategies as st

import certify
from certify import checker, parts
from certify.allocation import allocation
from certify.constructions import minimax
from certify.conversion import TableSums, convert
from certify.errors import Undecided
from certify.formats import read
from certify.number_format import NumberFormat
from certify.parts import Scaled
from certify.relu_network import Domain

ERRORS = {0: "1/2", 1: "1/22", 2: "1/40", 3: "1/120", 4: "1/200", 5: "1/430"}
ERRORS = {n: Fraction(error) for n, error in ERRORS.items()}
OTHERS = {1: Fraction(1, 7), 2: Fraction(1, 9), 4: Fraction(1, 999)}


# Allocation.


@settings(max_examples=100, deadline=None)
@given(
    units=st.lists(
        st.tuples(st.fractions(0, 100, max_denominator=50), st.sampled_from([ERRORS, OTHERS])),
        min_size=1,
        max_size=4,
    ),
    budget=st.fractions(Fraction(1, 100), 60, max_denominator=100),
)
def test_allocation_beside_all_allocations(units, budget):
    """Within the budget, no better than the best, at most a step of a hull worse; the bound holds."""
    costs, tables = zip(*units, strict=True)

    def made(sizes):
        return sum(c * errors[n] for (c, errors), n in zip(units, sizes, strict=True))

    every = [sum(sizes) for sizes in itertools.product(*tables) if made(sizes) <= budget]
    if not every:
        with pytest.raises(Undecided, match="the table of sums ends with n = "):
            allocation(costs, tables, budget)
        return
    found = allocation(costs, tables, budget)
    assert made(found.sizes) <= budget
    assert found.least <= min(every) <= found.total < max(found.least, 1) + 3


def test_allocation_of_nothing():
    """Without units, or with much room, no sigmoids are needed."""
    assert allocation([], [], Fraction(1)).sizes == ()
    assert allocation([Fraction(1), Fraction(0)], [ERRORS] * 2, Fraction(1, 2)).sizes == (0, 0)


def test_allocation_of_many_units_is_near_the_bound():
    """With the shipped table and 300 units of sizes from 1e-4 to 1e4."""
    errors = {n: minimax.entry(n).upper for n in minimax.sizes()}
    costs = [Fraction(10) ** Fraction(i, 1).numerator * (i + 5) for i in range(-4, 5)] * 33
    for eps in "1e3", "1", "1e-2":
        found = allocation(costs, [errors] * len(costs), Fraction(eps))
        assert sum(c * errors[n] for c, n in zip(costs, found.sizes, strict=True)) <= Fraction(eps)
        assert found.least <= found.total <= found.least + 2


# The bound of a part.


def stored(part, dtype):
    """The sigmoids of a part as they are stored."""
    network = parts.SigmoidNetwork(*part.proposed(), np.zeros(len(part.group.weight)))
    columns = (network.weight, network.bias, network.output_weight, network.constant)
    return parts.SigmoidNetwork(*(column.astype(dtype) for column in columns))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    n=st.sampled_from([0, 1, 2, 3, 7, 12, 25]),
    kind=st.sampled_from(["ball", "box"]),
    noise=st.sampled_from([0, 1e-3, 1e-1]),
)
def test_error_of_a_part_beside_its_values(seed, n, kind, noise):
    """Exact values at points of the domain, with stored numbers that are more than rounded."""
    rng = np.random.default_rng(seed)
    row, bias, weight = rng.normal(size=2), rng.normal() / 4, rng.normal(size=1)
    exactly = np.frompyfunc(Fraction, 1, 1)
    group = parts.Group((0,), exactly(row), Fraction(bias), exactly(weight), "kinked")
    domain = Domain(kind, Fraction(1))
    r = TableSums().top(group, domain)
    part = Scaled(group, minimax.entry(n), r)
    kept = stored(part, np.float32)
    if n:
        kept.weight[:] += noise * rng.normal(size=2)
        kept.bias[:] += noise * rng.normal()
        kept.output_weight[:] += noise * rng.normal(size=kept.output_weight.shape)
    bound = part.error(kept, domain, "2")(128)
    x = rng.normal(size=(40, 2))
    x /= np.linalg.norm(x, axis=1 if kind == "ball" else None, keepdims=True)
    x[:20] *= rng.uniform(size=(20, 1))
    with mpmath.workdps(40):
        level = (
            mpmath.mpf(float(weight[0])) * float(r) * mpmath.mpf(float(minimax.entry(n).sum.constant))
        )
        worst = 0
        for point in x:
            point = [mpmath.mpf(v) for v in point]
            ramp = max(row[0] * point[0] + row[1] * point[1] + bias, 0) * weight[0]
            value = level
            for w, c, [u] in zip(
                kept.weight.tolist(), kept.bias.tolist(), kept.output_weight.tolist(), strict=True
            ):
                value += u / (1 + mpmath.exp(-(w[0] * point[0] + w[1] * point[1] + c)))
            worst = max(worst, abs(ramp - value))
    assert worst <= float(bound.sup) + 1e-12


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("steepest", lambda waves: Fraction(0)),
        ("BEND", Fraction(0)),
    ],
)
def test_checker_notices_a_bound_without_a_part_of_it(name, fault, monkeypatch):
    """The checker computes the bound itself: an issuer that forgets a term gets nothing certified."""
    proto = networks.random_network(3)
    assert certify.network(proto, eps="1e-2").verdict == "certified"
    monkeypatch.setattr(parts, name, fault)
    certificate = certify.network(proto, eps="1e-2")
    assert certificate.verdict == "undecided"
    assert "but the checker computed" in certificate.reason


@pytest.mark.parametrize("n", [2, 3, 7, 12, 49])
def test_steepest_slopes_beside_samples(n):
    """By parts it is a bound of the slope of every group, and far below the sum of |a|/4."""
    groups = {}
    for a, b, c in minimax.entry(n).sum.terms:
        groups.setdefault(b, []).append((c, a))
    for waves in groups.values():
        bound = parts.steepest(waves)
        assert bound == checker.slope([a for _, a in waves], [c for c, _ in waves])
        y = np.linspace(-20, 20, 4001)
        slope = sum(float(a) / (4 * np.cosh((y + float(c)) / 2) ** 2) for c, a in waves)
        assert np.abs(slope).max() <= float(bound)
        assert bound <= sum(abs(a) for _, a in waves) / 4


def test_bend_exceeds_the_largest_second_derivative():
    """(9623/100000)^2 > 3/18^2, exactly, in both programs."""
    assert parts.BEND == checker.BEND
    assert Fraction(3, 18**2) < parts.BEND**2
    assert (parts.BEND - Fraction(1, 10**5)) ** 2 < Fraction(3, 18**2)


# Networks.


def test_units_of_little_weight_take_no_sigmoids():
    """The constant r/2 stands for relu on [-r, r] within r/2, where that is little."""
    proto = networks.shallow(np.eye(2), [0, 0], [[1, 1e-3]], [0])
    certificate = certify.network(proto, eps="1/20")
    theorem = certify.check(certificate)
    assert [unit.sigmoids for unit in theorem.units] == [1, 0]
    assert certificate.sigmoids == 1


def test_conversion_without_any_sigmoid():
    proto = networks.shallow(np.eye(2), [0, 0], [[1, 1]], [0])
    certificate = certify.network(proto, eps=2)
    assert certificate.sigmoids == 0
    assert certify.check(certificate).sigmoids == 0
    assert networks.run_converted(certificate.files["converted"].data, np.zeros((1, 2))).tolist() == [
        [1.0]
    ]


def test_beyond_the_table_the_message_says_so():
    proto = networks.shallow([[1.0]], [0.0], [[1.0]], [0.0])
    certificate = certify.network(proto, eps="1e-10", dtype="float64")
    assert certificate.verdict == "undecided"
    assert "the table of sums ends with n = " in certificate.reason


def test_k_belongs_to_staircases():
    with pytest.raises(certify.BadInput, match="'k' is the steepness of staircases"):
        certify.network(networks.random_network(3), eps=1, k=4)


def test_total_is_that_of_the_bound_and_far_below_staircases():
    """At a thousandth of the largest output: at least a hundred times fewer sigmoids."""
    rng = np.random.default_rng(7)
    sizes = (12, 3), (12,), (2, 12), (2,)
    proto = networks.shallow(*(rng.normal(size=size) / 2 for size in sizes))
    scale = np.abs(
        networks.exact_values(
            read(proto).network, networks.points(read(proto).network, "ball", Fraction(1), 500)
        )
    ).max()
    few, many = (
        certify.network(proto, eps=f"{scale / 1000:.2g}", construction=construction)
        for construction in ("best", "staircase")
    )
    assert many.sigmoids >= 100 * few.sigmoids
    [line] = [note for note in few.notes if note.startswith("at least")]
    assert int(line.split()[2]) <= few.sigmoids <= int(line.split()[2]) + 2


@pytest.mark.slow
@pytest.mark.parametrize("path", one_hidden_layer_networks(), ids=lambda p: p.name)
def test_public_network_at_a_thousandth_of_its_scale(path):
    """100 times fewer sigmoids than staircases, and ONNX Runtime agrees within eps and the rounding."""
    network = read(path).network
    x = networks.points(network, "ball", Fraction(1), 2000)
    values = networks.exact_values(network, x)
    eps = f"{max(np.linalg.norm(values, axis=1).max(), 1e-3) / 1000:.2g}"
    few, many = (certify.network(path, eps=eps, construction=c) for c in ("best", "staircase"))
    assert many.sigmoids >= 100 * few.sigmoids
    g = networks.run_converted(few.files["converted"].data, x)
    rounding = float(next(iter(few.execution.values())))
    assert np.linalg.norm(g - values, axis=1).max() <= float(eps) + rounding


def test_bound_is_met_to_a_third(tmp_path):
    """The near-minimax error is attained: the bound of one unit is not needlessly large."""
    proto = networks.shallow([[1.0]], [0.0], [[1.0]], [0.0])
    conversion = convert(
        read(proto).network,
        Fraction(1, 1000),
        Domain("ball", Fraction(1)),
        "2",
        TableSums(),
        NumberFormat.of("float32"),
    )
    x = np.linspace(-1, 1, 20001)[:, None]
    g = networks.run_converted(certify.network(proto, eps="1e-3").files["converted"].data, x)
    worst = np.abs(g[:, 0] - np.maximum(x[:, 0], 0)).max()
    assert 0.99 * worst <= float(conversion.bound.total(64).sup) <= 1.05 * worst


def test_certificate_with_many_sums_is_refused_at_once():
    """The work of all sums is bounded together: the thousand-fold copy of a heavy sum is not started."""
    sums = [{"constant": "1/2", "terms": [], "proof": minimax.entry(0).proof}] * 1000
    with pytest.raises(checker.Undecided, match="sums"):
        checker.read_sums(sums)
    heavy = json.loads(json.dumps(minimax.entry(49).proof)) | {"bits": 8192, "grid": 8192}
    terms = [[str(a), str(b), str(c)] for a, b, c in minimax.entry(49).sum.terms]
    heavy["leaves"] = ["12*4096", "12*4096"]
    sums = [{"constant": str(i), "terms": terms, "proof": heavy} for i in range(20)]
    with pytest.raises(checker.Undecided, match="work"):
        checker.read_sums(sums)
