"""Numbers of 16 bits and fixed point: read exactly, on their grid, in range; what is certified with them."""

import hashlib
import json
from fractions import Fraction

import networks
import numpy as np
import onnx
import pytest
from conftest import DIABETES, one_hidden_layer_networks
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

import certify
from certify import checker, execution
from certify.constructions import minimax
from certify.conversion import TableSums, convert, fewest
from certify.errors import BadInput, Undecided
from certify.formats import read
from certify.formats.onnx_writer import two_layers
from certify.number_format import NumberFormat
from certify.parts import Group, Scaled
from certify.relu_network import Domain
from certify.scaling import _likely_error, well_scaled
from certify.sigmoid_network import SigmoidNetwork

PATTERNS = np.arange(2**16, dtype=np.uint16)
HALVES = PATTERNS.view(np.float16)


# Halves.


def half_tensor(patterns, **place):
    """What the checker reads of a FLOAT16 tensor of these bits."""
    tensor = TensorProto(name="t", data_type=TensorProto.FLOAT16, dims=[len(patterns)])
    if place:
        tensor.int32_data.extend(int(v) for v in patterns)
    else:
        tensor.raw_data = patterns.astype("<u2").tobytes()
    return checker.Tensor(tensor.SerializeToString(), None)


@pytest.mark.parametrize("place", [{}, {"as_integers": True}], ids=["raw", "integers"])
def test_every_half_is_read_exactly(place):
    """All finite patterns, against NumPy, as bytes and as integers."""
    finite = PATTERNS[np.isfinite(HALVES)]
    assert len(finite) == 2**16 - 2 * 2**10
    found = half_tensor(finite, **place).numbers()
    assert found == [Fraction(float(v)) for v in finite.view(np.float16)]


def test_every_half_that_is_no_number_is_refused():
    for pattern in PATTERNS[~np.isfinite(HALVES)]:
        with pytest.raises(checker.Malformed, match="NaN or an infinity"):
            half_tensor(np.array([pattern])).numbers()


@pytest.mark.parametrize("value", [2**16, -1])
def test_integers_that_are_no_halves_are_refused(value):
    with pytest.raises(checker.Malformed, match="more than 16 bits"):
        half_tensor([value], as_integers=True)


# Fixed point.


@settings(max_examples=300)
@given(
    whole=st.integers(0, 12),
    fraction=st.integers(0, 20),
    value=st.floats(-5000, 5000, allow_subnormal=False),
)
def test_rounding_to_fixed_point(whole, fraction, value):
    """The nearest number of the format, exactly in its dtype; infinite where there is none in range."""
    numbers = NumberFormat.of(f"q{whole}.{fraction}") if whole + fraction else NumberFormat.of("q1.0")
    whole, fraction = numbers.fixed
    [found] = numbers.rounded(np.array([value])).tolist()
    scaled = Fraction(value) * 2**fraction
    nearest = Fraction(round(scaled), 2**fraction)  # ties to even, as NumPy does
    if -(2**whole) <= nearest < 2**whole:
        assert Fraction(found) == nearest
        checker.confirm_fixed_point([Fraction(found)], whole, fraction)
    else:
        assert np.isinf(found)
    assert numbers.largest == 2**whole - Fraction(1, 2**fraction)


def test_edges_of_a_fixed_point_format():
    checker.confirm_fixed_point([Fraction(-8), 8 - Fraction(1, 4096), Fraction(0)], 3, 12)
    for wrong in (Fraction(8), -8 - Fraction(1, 4096), Fraction(1, 8192), Fraction(1, 3)):
        with pytest.raises(checker.Rejected, match=r"claim.format"):
            checker.confirm_fixed_point([Fraction(1), wrong], 3, 12)


def test_float32_holds_what_is_stored_in_it():
    assert NumberFormat.of("q12.12").dtype == np.float32
    assert NumberFormat.of("q12.13").dtype == np.float64
    assert NumberFormat.of("q0.53").dtype == np.float64


@pytest.mark.parametrize(
    "name",
    [
        "q3",
        "q3.",
        "q.12",
        "q03.12",
        "q3.012",
        "Q3.12",
        "q-1.12",
        "q3.12 ",
        "q٣.12",
        "float8",
        "f4",
        None,
        16,
        np.float16,
        ["float16"],
    ],
)
def test_unknown_format_is_bad_input(name):
    with pytest.raises(BadInput, match=r"fixed point like q3\.12"):
        certify.network(networks.random_network(3), eps=1, dtype=name)


def test_formats_beyond_float64_are_bad_input():
    with pytest.raises(BadInput, match="may have 53 bits and a sign"):
        NumberFormat.of("q30.24")


# Networks.


def half_points(network, domain, radius, count):
    """Points of the domain that are float16 numbers."""
    return (networks.points(network, domain, Fraction(radius), count) * (1 - 2.0**-9)).astype(np.float16)


def run_by_operators(g, x):
    """Every operator in float32, what it gives in float16."""
    single = [np.asarray(v, np.float32) for v in (g.weight, g.bias, g.output_weight, g.constant)]
    weight, bias, output_weight, constant = single
    hidden = (x.astype(np.float32) @ weight.T + bias).astype(np.float16).astype(np.float32)
    values = (1 / (1 + np.exp(-hidden))).astype(np.float16).astype(np.float32)
    return (values @ output_weight + constant).astype(np.float16)


@pytest.mark.parametrize("domain", ["ball", "box"])
@pytest.mark.parametrize("seed", [3, 8, 11])
def test_float16_network_as_it_runs(seed, domain):
    """ONNX Runtime, and halves between the operators, stay within eps and what they may add."""
    source = read(networks.random_network(seed))
    certificate = certify.network(
        networks.random_network(seed), eps="1/4", domain=domain, dtype="float16"
    )
    assert certificate.verdict == "certified"
    certify.check(certificate)
    data = certificate.files["converted"].data
    graph = onnx.load_model_from_string(data).graph
    assert {tensor.data_type for tensor in graph.initializer} == {TensorProto.FLOAT16}
    x = half_points(source.network, domain, 1, 400)
    exact = networks.exact_values(source.network, x)
    allowed = 0.25 + float(certificate.execution["g in float16"])
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    g = SigmoidNetwork(*(arrays[n] for n in ("weight", "bias", "output_weight", "constant")))
    for values in (networks.run_converted(data, x), run_by_operators(g, x)):
        worst = np.linalg.norm(values.astype(float) - exact, axis=1).max()
        assert 0.05 < worst <= allowed


def test_float16_may_add_what_halves_between_operators_add():
    """The statement is not far above what happens, and above it for every seed."""
    for seed in range(4):
        conversion = convert(
            read(networks.random_network(seed)).network,
            Fraction(1, 4), Domain("box", Fraction(1)), "2", TableSums("tame"), NumberFormat.of("float16"),
        )  # fmt: skip
        g, network = conversion.network, read(networks.random_network(seed)).network
        x = half_points(network, "box", 1, 2000)
        hidden = x.astype(float) @ g.weight.astype(float).T + g.bias.astype(float)
        exact = (1 / (1 + np.exp(-hidden))) @ g.output_weight.astype(float) + g.constant.astype(float)
        worst = np.linalg.norm(run_by_operators(g, x).astype(float) - exact, axis=1).max()
        stated = float(execution.of_converted(conversion, Domain("box", Fraction(1)), "2"))
        assert worst <= stated <= 40 * worst


def test_three_roundings_to_halves_are_counted():
    """Of the argument, of the sigmoid's value and of the output, for every output weight."""
    conversion = convert(
        read(networks.shallow([[1.0]], [0.0], [[1.0]], [0.0])).network,
        Fraction(1, 50), Domain("ball", Fraction(1)), "2", TableSums("tame"), NumberFormat.of("float16"),
    )  # fmt: skip
    stated = execution.of_converted(conversion, Domain("ball", Fraction(1)), "2")
    weights = sum(abs(Fraction(float(v))) for v in conversion.network.output_weight.flat)
    assert stated > (weights * (Fraction(22388, 100_000) + Fraction(1, 2)) + 1) / 2**11


def test_share_of_a_rounded_argument():
    """|t| S'(t) with room for d = 2^-8."""
    t = np.linspace(0, 40, 400_001)
    assert (t * np.exp(-t) / (1 + np.exp(-t)) ** 2).max() < 0.22388
    assert Fraction(22388, 100_000) / (1 - Fraction(1, 256)) < execution.LARGEST_SHARE


def test_network_stored_in_float16(tmp_path):
    """f itself in halves: read by both readers as ONNX Runtime runs it."""
    proto = networks.random_network(5, dtype=np.float16)
    for tensor in proto.graph.initializer:  # half of them as integers
        if tensor.name in ("W", "c"):
            bits = numpy_helper.to_array(tensor).view(np.uint16).ravel()
            tensor.ClearField("raw_data")
            tensor.int32_data.extend(int(v) for v in bits)
    path = networks.save(proto, tmp_path / "f.onnx")
    source = read(path)
    assert source.dtype == "float16"
    certificate = certify.network(path, eps="1/4")
    certify.check(certificate)
    x = half_points(source.network, "ball", 1, 300)
    run = networks.run_original(path, x, source.network.output).astype(float)
    exact = networks.exact_values(source.network, x)
    assert np.linalg.norm(run - exact, axis=1).max() <= float(certificate.execution["f in float16"])


WIDE = ("mnist", "nlp", "digits")


def test_halves_in_a_side_file(tmp_path):
    """Both readers take them from there."""
    proto, path = networks.random_network(5, dtype=np.float16), tmp_path / "f.onnx"
    inside = certify.network(proto, eps="1/4")
    onnx.save_model(proto, path, save_as_external_data=True, location="f.data", size_threshold=0)
    certificate = certify.network(path, eps="1/4")
    assert certificate.document["model"]["external"]
    assert certify.check(certificate).bound == list(inside.bound)


COARSE = [
    pytest.param(path, id=path.name, marks=[pytest.mark.slow] * any(word in path.name for word in WIDE))
    for path in [*one_hidden_layer_networks(), DIABETES]
]


@pytest.mark.parametrize("dtype", ["float16", "q10.12", "q3.12"])
@pytest.mark.parametrize("path", COARSE)
def test_shipped_networks_in_coarse_formats(path, dtype):
    """Certified, and its numbers of the format; or undecided, with what would do."""
    radius = "1/3" if path.name == "diabetes.onnx" else "1"
    network = read(path).network
    x = networks.points(network, "ball", Fraction(radius), 200)
    eps = f"{max(np.abs(networks.exact_values(network, x)).max() / 10, 1e-2):.2g}"
    certificate = certify.network(path, eps=eps, radius=radius, dtype=dtype)
    if certificate.verdict == "undecided":
        assert "would do" in certificate.reason or " holds them" in certificate.reason
        assert dtype == "q3.12", certificate.reason
        return
    theorem = certify.check(certificate)
    proto = onnx.load_model_from_string(certificate.files["converted"].data)
    arrays = [numpy_helper.to_array(tensor) for tensor in proto.graph.initializer]
    if dtype == "float16":
        assert {array.dtype.name for array in arrays} == {"float16"}
        x = half_points(network, "ball", radius, 200)
    else:
        whole, fraction = NumberFormat.of(dtype).fixed
        for array in arrays:
            scaled = array.astype(float) * 2**fraction
            assert (scaled == np.rint(scaled)).all()
            assert (np.abs(scaled + 0.5) <= 2 ** (whole + fraction)).all()
        assert theorem.statement.endswith(
            f"is a multiple of 2^-{fraction} from -2^{whole} to 2^{whole} - 2^-{fraction}"
        )
    g = networks.run_converted(certificate.files["converted"].data, x)
    allowed = float(eps) + float(next(iter(certificate.execution.values())))
    assert np.linalg.norm(g - networks.exact_values(network, x), axis=1).max() <= allowed


@pytest.mark.parametrize("dtype", ["float16", "q6.12"])
@pytest.mark.parametrize("domain", ["ball", "box"])
def test_tanh_units_in_small_formats(dtype, domain, tmp_path):
    """What is in the file is of the format, not twice that; and it runs as stated."""
    proto = networks.random_network(8)
    certificate = certify.network(proto, eps="1/4", domain=domain, dtype=dtype, units="tanh")
    assert certificate.verdict == "certified"
    certify.check(certificate)
    graph = onnx.load_model_from_string(certificate.files["converted"].data).graph
    arrays = [numpy_helper.to_array(tensor) for tensor in graph.initializer]
    if dtype == "float16":
        assert {array.dtype.name for array in arrays} == {"float16"}
    else:
        numbers = [Fraction(float(v)) for array in arrays for v in array.flat]
        checker.confirm_fixed_point(numbers, 6, 12)
        assert any((v * 2**11).denominator != 1 for v in numbers)
    network = read(proto).network
    x = half_points(network, domain, 1, 400)
    g = networks.run_converted(certificate.files["converted"].data, x).astype(float)
    worst = np.linalg.norm(g - networks.exact_values(network, x), axis=1).max()
    assert 0.05 < worst <= 0.25 + float(next(iter(certificate.execution.values())))


def test_format_of_tanh_units_is_that_of_the_file(tmp_path):
    """Twice the numbers are of a coarser format, which the checker does not accept."""
    path = networks.save(networks.random_network(3), tmp_path / "f.onnx")
    certify.network(path, eps="1/5", dtype="q7.12", units="tanh").save(tmp_path / "c.json")
    certify.check(tmp_path / "c.json")
    sealed(tmp_path / "c.json", lambda document: document["claim"].update(format="q7.11"))
    with pytest.raises(checker.Rejected, match="not of this format"):
        certify.check(tmp_path / "c.json")


def test_what_would_do_does():
    """Range and precision that are missing: the message names what has them."""
    proto = networks.shallow([[1.0]], [0.0], [[100.0]], [0.0])
    narrow = certify.network(proto, eps=5, dtype="q4.11")
    assert narrow.verdict == "undecided"
    assert "reach 109" in narrow.reason
    assert narrow.reason.endswith(
        "exceed the range of q4.11, which ends at 15.9995; --dtype q7.11 holds them"
    )
    assert certify.network(proto, eps=5, dtype="q7.11").verdict == "certified"
    coarse = certify.network(proto, eps="1/10", dtype="q8.4")
    assert coarse.verdict == "undecided"
    assert "more bits after the point, or eps of at least" in coarse.reason
    assert certify.network(proto, eps="1/10", dtype="q9.12").verdict == "certified"


def test_lines_are_kept_in_range():
    """The sigmoid of a line takes a larger step where its weight would not fit."""
    proto = networks.shallow([[1.0]], [5.0], [[100.0]], [0.0])
    certificate = certify.network(proto, eps=3, dtype="q10.12")
    assert (certificate.verdict, certificate.sigmoids) == ("certified", 1)
    [unit] = certificate.document["proof"]["units"]
    assert 400 / Fraction(unit["beta"]) < 1024
    assert certify.network(proto, eps=3, dtype="float32").document["proof"]["units"] != [unit]


@pytest.mark.parametrize("eps", ["100", "20", "10", "5", "3"])
def test_what_meets_a_small_eps_meets_larger_ones(eps, diabetes):
    """Units take sums whose weights are in range, though shorter sums would be near enough."""
    certificate = certify.network(diabetes, eps=eps, radius="1/3", dtype="q9.12")
    assert certificate.verdict == "certified"
    certify.check(certificate)


def test_weights_beyond_float16():
    smaller = networks.shallow([[1.0]], [0.0], [[1e5]], [0.0])
    assert certify.network(smaller, eps=10**4, dtype="float16").construction == "increasing"
    proto = networks.shallow([[1.0]], [0.0], [[1e6]], [0.0])
    certificate = certify.network(proto, eps=10**4, dtype="float16")
    assert certificate.verdict == "undecided"
    assert certificate.reason.endswith(
        "exceed the range of float16, which ends at 65504; --dtype float32 holds them"
    )
    assert certify.network(proto, eps=10**4).verdict == "certified"


def test_numbers_too_small_for_float16():
    """They vanish when they are rounded, and the bound knows it."""
    proto = networks.shallow([[1.0]], [0.0], [[1e-9]], [0.0])
    certificate = certify.network(proto, eps="1e-10", dtype="float16")
    assert certificate.verdict == "undecided"
    assert "--dtype float32, or eps of at least" in certificate.reason
    assert certify.network(proto, eps="1e-10").verdict == "certified"
    level = certify.network(proto, eps="1e-9", dtype="float16")
    assert (level.verdict, level.sigmoids) == ("certified", 0)


def test_overflow_of_halves_is_not_passed_over():
    """Outputs beyond 65504 may come out as infinity, by any amount."""
    proto = networks.shallow([[1.0]], [6e4], [[1.0]], [6e4])
    certificate = certify.network(proto, eps=5000, dtype="float16")
    assert certificate.verdict == "undecided" or certificate.execution["g in float16"] == "any amount"
    proto = networks.shallow([[1.0], [-1.0]], [0, 0], [[4e4, 4e4]], [0.0])
    certificate = certify.network(proto, eps=4000, radius=1, dtype="float16")
    assert certificate.verdict == "certified"
    assert certificate.execution["g in float16"] == "any amount"


# Best.


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "q5.14"])
@pytest.mark.parametrize("eps", ["1/2", "1/20", "1/200"])
def test_best_has_the_fewest_in_the_format(dtype, eps):
    """No more than any of the tables, and of equals the least weights."""
    proto = networks.random_network(17)
    best = certify.network(proto, eps=eps, dtype=dtype)
    others = []
    for place, table in enumerate(minimax.BEST):
        try:
            found = convert(
                read(proto).network, Fraction(eps), Domain("ball", Fraction(1)), "2", TableSums(table),
                NumberFormat.of(dtype),
            )  # fmt: skip
            others.append((found.sigmoids, np.abs(found.network.output_weight).max(), place))
        except Undecided:
            pass
    assert (best.verdict == "certified") == bool(others)
    if others:
        assert (best.sigmoids, minimax.BEST.index(best.construction)) == min(others)[::2]


def test_best_is_not_always_tame():
    """Between the errors of two tables, the one that does has fewer; of equals, tame weighs less."""
    network = read(networks.shallow([[1.0]], [0.0], [[1.0]], [0.0])).network
    between = (minimax.entry(20).upper + minimax.entry(20, "tame").lower) / 2
    for eps, expected in (between, ("minimax", 20)), (Fraction(1, 1000), ("tame", 7)):
        for order in (minimax.BEST, minimax.BEST[::-1]):
            found = fewest(
                network, eps, Domain("ball", Fraction(1)), "2", [TableSums(table) for table in order],
                NumberFormat.of("float64"),
            )  # fmt: skip
            assert (found.construction.name, found.sigmoids) == expected


def test_tame_sums_meet_what_minimax_does_not():
    """In float16: the reason why they are there."""
    proto = networks.random_network(3)
    found = {
        c: certify.network(proto, eps="1/20", dtype="float16", construction=c) for c in minimax.BEST
    }
    assert found["tame"].verdict == "certified"
    assert found["minimax"].verdict == "undecided"
    assert found["increasing"].sigmoids > found["tame"].sigmoids


# Scaling.


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    dtype=st.sampled_from(["float16", "q6.9"]),
    domain=st.sampled_from(["ball", "box"]),
    which=st.sampled_from(["2", "inf"]),
)
def test_likely_error_beside_the_bound(seed, dtype, domain, which):
    """In float64 nearly the bound that decides; the r that is chosen is not worse."""
    rng = np.random.default_rng(seed)
    exactly = np.frompyfunc(Fraction, 1, 1)
    row, weight = exactly(rng.normal(size=3)), exactly(rng.normal(size=2))
    group = Group((0,), row, Fraction(float(rng.normal())), weight, "kinked")
    region, numbers = Domain(domain, Fraction(1)), NumberFormat.of(dtype)
    part = Scaled(group, minimax.entry(7, "tame"), TableSums("tame").top(group, region))

    def bound(part):
        arrays = (*map(numbers.rounded, part.proposed()), np.zeros(2))
        return float(part.error(SigmoidNetwork(*arrays), region, which)(64).sup)

    if not all(np.isfinite(numbers.rounded(v)).all() for v in part.proposed()):
        return
    assert _likely_error(part, numbers, region, which) == pytest.approx(bound(part), rel=1e-6)
    chosen = well_scaled(part, numbers, region, which)
    assert part.r <= chosen.r <= part.r * Fraction(17, 16)
    assert bound(chosen) <= bound(part) * (1 + 1e-6)


def test_scaling_meets_what_is_not_met_without(monkeypatch, diabetes):
    options = dict(eps="2.6", radius="1/3", dtype="float16")
    assert certify.network(diabetes, **options).verdict == "certified"
    monkeypatch.setattr(NumberFormat, "coarse", False)
    assert certify.network(diabetes, **options).verdict == "undecided"


# What the checker refuses.


@pytest.fixture
def saved(tmp_path):
    """A certificate in fixed point and its files, as they are on disk."""

    def save(dtype):
        path = networks.save(networks.random_network(3), tmp_path / "f.onnx")
        certificate = certify.network(path, eps="1/5", dtype=dtype)
        certificate.save(tmp_path / "c.json")
        return tmp_path / "c.json"

    return save


def sealed(path, change):
    document = json.loads(path.read_bytes())
    change(document)
    document["seal"] = checker.seal(document)
    path.write_bytes(checker.canonical(document))
    return path


def test_format_is_part_of_the_claim(saved):
    path = saved("q6.12")
    assert json.loads(path.read_bytes())["claim"]["format"] == "q6.12"
    assert (
        "every number of g is a multiple of 2^-12 from -2^6 to 2^6 - 2^-12"
        in certify.check(path).statement
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("q6.11", "not of this format"), ("q2.12", "not of this format"), ("q06.12", "must be like"),
        ("q6.123", "must be like"), ("float16", "must be like"), (6, "must be a string"),
    ],
)  # fmt: skip
def test_another_format_is_rejected(saved, value, message):
    path = sealed(saved("q6.12"), lambda document: document["claim"].update(format=value))
    with pytest.raises((checker.Rejected, checker.Malformed), match=message):
        certify.check(path)


def test_format_of_floats_is_rejected(saved):
    path = sealed(saved("float32"), lambda document: document["claim"].update(format="q6.12"))
    with pytest.raises(checker.Rejected, match=r"'claim.format'"):
        certify.check(path)


def test_certificate_without_the_format_says_less_and_is_accepted(saved):
    path = sealed(saved("q6.12"), lambda document: document["claim"].pop("format"))
    assert "multiple" not in certify.check(path).statement


@pytest.mark.parametrize("dtype", ["float16", "q6.12"])
@pytest.mark.parametrize("name", ["weight", "bias", "output_weight", "constant"])
def test_changed_number_is_rejected(saved, dtype, name):
    """By its digest; and with the digest made to fit, by the bound that the checker computes."""
    path = saved(dtype)
    file = path.with_name("c.sigmoid.onnx")
    proto = onnx.load(file)
    [tensor] = [t for t in proto.graph.initializer if t.name == name]
    array = numpy_helper.to_array(tensor).copy()
    array.flat[-1] += array.dtype.type(2.0**-4)
    tensor.CopyFrom(numpy_helper.from_array(array, name))
    data = proto.SerializeToString()
    file.write_bytes(data)
    with pytest.raises(checker.Rejected, match="SHA-256"):
        certify.check(path)
    digest = hashlib.sha256(data).hexdigest()
    sealed(path, lambda document: document["converted"].update(sha256=digest))
    with pytest.raises(checker.Rejected, match=r"the checker computed|exceeds eps"):
        certify.check(path)


@pytest.mark.parametrize("which", range(4))
@pytest.mark.parametrize(
    "dtypes", [(np.float16, np.float32), (np.float32, np.float16), (np.float64, np.float16)]
)
def test_mixed_numbers_are_refused(which, dtypes):
    arrays = [
        np.ones((2, 1), dtypes[0]),
        np.ones(2, dtypes[0]),
        np.ones((2, 1), dtypes[0]),
        np.ones(1, dtypes[0]),
    ]
    data = two_layers("Sigmoid", *arrays)
    checker.read_converted(data)
    proto = onnx.load_model_from_string(data)
    tensor = proto.graph.initializer[which]
    tensor.CopyFrom(numpy_helper.from_array(arrays[which].astype(dtypes[1]), tensor.name))
    with pytest.raises(checker.Malformed, match="of one kind"):
        checker.read_converted(proto.SerializeToString())


def test_infinite_half_in_a_converted_file_is_refused():
    arrays = [
        np.ones((2, 1), np.float16),
        np.ones(2, np.float16),
        np.ones((2, 1), np.float16),
        np.ones(1, np.float16),
    ]
    arrays[3][0] = np.inf
    with pytest.raises(checker.Malformed, match="NaN or an infinity"):
        checker.read_converted(two_layers("Sigmoid", *arrays))


def test_bfloat16_is_refused():
    arrays = [
        np.ones((2, 1), np.float16),
        np.ones(2, np.float16),
        np.ones((2, 1), np.float16),
        np.ones(1, np.float16),
    ]
    proto = onnx.load_model_from_string(two_layers("Sigmoid", *arrays))
    for tensor in proto.graph.initializer:
        tensor.data_type = TensorProto.BFLOAT16
    with pytest.raises(checker.Malformed, match="float16, float32 or float64"):
        checker.read_converted(proto.SerializeToString())
    assert helper.tensor_dtype_to_np_dtype(TensorProto.FLOAT16) == np.float16
