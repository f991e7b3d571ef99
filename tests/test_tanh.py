"""Tanh units in the place of sigmoids: the same functions, exactly, in sums and in networks' files."""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import mpmath
import networks
import numpy as np
import onnx
import pytest
from conftest import DIABETES, one_hidden_layer_networks
from hypothesis import given, settings
from hypothesis import strategies as st
from test_mutants import SOURCE, load

import certify
from certify import checker, execution, sigmoid_network
from certify.errors import BadInput, Malformed
from certify.formats import read
from certify.formats.onnx_writer import two_layers
from certify.formats.sum_file import read_sum
from certify.issuing.one_supnorm import written

numbers = st.fractions(-50, 50, max_denominator=1000)
sums = st.builds(
    certify.SigmoidSum.of, st.lists(st.tuples(numbers, numbers, numbers), max_size=4), numbers
)


# --- Sums ------------------------------------------------------------------------------------------


@given(g=sums)
def test_a_sum_of_tanh_units_is_read_as_the_sum_of_sigmoids(g):
    """Exactly, by the checker and from a file."""
    for units in ("sigmoid", "tanh"):
        constant, terms, _ = checker.read_sum(written(g, units), "g")
        assert (constant, list(map(tuple, terms))) == (g.constant, list(g.terms))


@given(g=sums, x=st.fractions(-2, 2, max_denominator=99))
@settings(max_examples=50, deadline=None)
def test_tanh_units_have_the_same_values(g, x):
    """constant + sum of a tanh(b x + c), at 60 digits."""
    document = written(g, "tanh")
    with mpmath.workdps(60):
        value = mpmath.mpf(0)
        for text in [["1", "0", "0"], *document["terms"]]:
            a, b, c = map(Fraction, text)
            inside = b * x + c
            shape = mpmath.tanh(mpmath.mpf(inside.numerator) / inside.denominator)
            value += mpmath.mpf(a.numerator) / a.denominator * shape
        constant = Fraction(document["constant"])
        value += mpmath.mpf(constant.numerator) / constant.denominator
        assert abs(value - mpmath.mpf(float(g(x).mid))) < 1e-9
        low, high = (mpmath.mpf(v.numerator) / v.denominator for v in (g(x).inf, g(x).sup))
        assert low - mpmath.mpf(10) ** -50 <= value <= high + mpmath.mpf(10) ** -50


def test_sums_from_files(tmp_path):
    path = tmp_path / "g.json"
    path.write_text('{"kind": "tanh-sum", "constant": "1/4", "terms": [["1/2", 3, "-1.5"]]}')
    half = Fraction(1, 2)
    assert read_sum(str(path)) == certify.SigmoidSum.of([(1, 6, -3)], Fraction(1, 4) - half)
    path.write_text('{"kind": "tanh", "terms": []}')
    with pytest.raises(BadInput, match="sum or tanh-sum"):
        read_sum(str(path))


def test_the_certificate_of_a_tanh_sum_is_a_sum_to_compare(run):
    """`certify supnorm --sum` takes its construction, and the error is that of the sigmoids."""
    run("relu", "--eps", "1e-3", "--construction", "minimax", "--units", "tanh", "-o", "t.json")
    run("relu", "--eps", "1e-3", "--construction", "minimax", "-o", "s.json")
    theorem = certify.check("t.json")
    assert (theorem.neurons, theorem.sigmoids) == ("tanh units", 7)
    assert theorem.statement.endswith("where g is the sum of 7 tanh units in the certificate")
    assert theorem.bound == certify.check("s.json").bound
    code, out, err = run("supnorm", "--sum", "t.json", "--minus", "s.json")
    assert (code, out) == (2, [])
    assert "the same function" in err[0]


@pytest.mark.parametrize("construction", ["minimax", "increasing", "graded", "best"])
def test_the_same_number_of_units(construction):
    tanh = certify.relu("1e-3", construction=construction, units="tanh")
    sigmoid = certify.relu("1e-3", construction=construction)
    assert (tanh.n, tanh.bound) == (sigmoid.n, sigmoid.bound)
    assert f"tanh units {tanh.n} " in tanh.summary()
    assert tanh.as_dict()["units"] == "tanh"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: certify.relu("1e-2", units="tanh"), "'units' = tanh is for sums with a constant term"),
        (lambda: certify.relu("1e-2", construction="no-constant", units="tanh"), "got no-constant"),
        (lambda: certify.relu("1e-2", construction="best", units="relu"), "'units' must be one of"),
        (lambda: certify.function("x", (0, 1), "1e-2", units="tanh"), "got steps"),
        (lambda: certify.network(DIABETES, 1, units="Tanh"), "'units' must be one of"),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(BadInput, match=message):
        make()


# --- Networks --------------------------------------------------------------------------------------


def arrays_of(data):
    """The numbers of a converted file, by the library onnx."""
    proto = onnx.load_from_string(data)
    assert [node.op_type for node in proto.graph.node] == ["Gemm", "Tanh", "Gemm"]
    found = {t.name: onnx.numpy_helper.to_array(t) for t in proto.graph.initializer}
    return [found[name] for name in ("weight", "bias", "output_weight", "constant")]


def at(arrays, x):
    """The network of tanh units at a point, with 60 digits."""
    weight, bias, output_weight, constant = arrays
    with mpmath.workdps(60):
        result = [mpmath.mpf(float(c)) for c in constant]
        for row, start, heights in zip(weight, bias, output_weight, strict=True):
            terms = (mpmath.mpf(float(w)) * mpmath.mpf(float(v)) for w, v in zip(row, x, strict=True))
            shape = mpmath.tanh(mpmath.fsum(terms) + mpmath.mpf(float(start)))
            result = [r + mpmath.mpf(float(h)) * shape for r, h in zip(result, heights, strict=True)]
        return result


@pytest.mark.parametrize("seed", [3, 4])
@pytest.mark.parametrize(
    ("construction", "eps", "dtype"),
    [
        ("best", "1e-2", "float32"),
        ("increasing", "1e-2", "float32"),
        ("best", "1e-5", "float64"),
        ("staircase", "1/2", "float32"),
    ],
)
def test_random_networks(seed, construction, eps, dtype):
    """The file is within its bound of f at many points, in exact arithmetic and by ONNX Runtime."""
    proto = networks.random_network(seed)
    network = read(proto).network
    cert = certify.network(proto, eps, construction=construction, dtype=dtype, units="tanh")
    assert (cert.verdict, cert.units) == ("certified", "tanh")
    theorem = certify.check(cert)
    assert theorem.neurons == "tanh units"
    assert f"g the network of {cert.sigmoids} tanh units in" in theorem.statement
    assert not any("sigmoid" in note for note in cert.notes)
    data = cert.files["converted"].data
    x = networks.points(network, "ball", Fraction(1), 200)
    f = networks.exact_values(network, x)
    rounding = float(next(iter(cert.execution.values())))
    g = networks.run_converted(data, x)
    assert np.linalg.norm(g - f, axis=1).max() <= float(theorem.bound[1]) + rounding
    arrays = arrays_of(data)
    for place, ours, theirs in list(zip(x, f, g, strict=True))[
        :: max(len(x) * cert.sigmoids // 9000, 1)
    ]:
        values = [float(v) for v in at(arrays, place)]
        assert np.linalg.norm(values - ours) <= float(theorem.bound[1]) + 1e-12
        assert np.linalg.norm(values - theirs) <= rounding


def test_the_checker_reads_the_sigmoids_that_a_tanh_network_is():
    """2 w, 2 c and 2 v of what is stored, and the constant less the output weights, exactly."""
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=size).astype(np.float32) for size in ((5, 3), 5, (5, 2), 2)]
    arrays[2][1] = arrays[2][0]
    arrays[0][0, 0] = np.float32(1e-45)  # subnormal
    rows = checker.read_converted(two_layers("Tanh", *arrays))
    exact = [sigmoid_network.exact(array) for array in arrays]
    assert rows.neurons == "tanh units"
    assert [rows.decode(data) for data in rows.weights] == (2 * exact[0]).tolist()
    assert [rows.decode(data) for data in rows.biases] == [[v] for v in (2 * exact[1]).tolist()]
    assert [rows.decode(data) for data in rows.output_weights] == (2 * exact[2]).tolist()
    assert rows.constant == (exact[3] - exact[2].sum(axis=0)).tolist()
    for name in ("Relu", "Softsign", "HardSigmoid"):
        with pytest.raises(Malformed, match="Gemm - Sigmoid or Tanh - Gemm"):
            checker.read_converted(two_layers(name, *arrays))


@pytest.mark.parametrize("scale", [1e-36, 1e-38, 1e-40])
def test_numbers_that_cannot_be_halved(scale):
    """Subnormal output weights round when they are halved, and the certificate is about what is stored."""
    proto = networks.shallow([[1.0]], [0.1], [[scale]], [0])
    cert = certify.network(proto, Fraction(scale) / 50, units="tanh")
    assert cert.verdict == "certified"
    assert certify.check(cert).sigmoids == cert.sigmoids


def test_the_file_is_named_by_its_units(run):
    run("network", DIABETES, "--eps", "1", "--radius", "1/3", "--units", "tanh", "-o", "d.json")
    assert Path("d.tanh.onnx").exists()
    assert certify.check("d.json").neurons == "tanh units"
    code, out, _ = run("report", "d.json")
    assert any("26 tanh units" in line for line in out)
    document = json.loads(Path("d.json").read_text())
    arrays = arrays_of(Path("d.tanh.onnx").read_bytes())
    Path("swapped.onnx").write_bytes(two_layers("Sigmoid", *arrays))
    code, out, _ = run("check", "d.json", "--converted", "swapped.onnx")
    assert (code, out[0]) == (1, "rejected")
    assert document["construction"]["kind"] == "sums"


@pytest.mark.slow
@pytest.mark.parametrize("path", one_hidden_layer_networks(), ids=lambda p: p.name)
def test_public_network(path):
    """ONNX Runtime agrees within eps and the stated rounding."""
    network = read(path).network
    x = networks.points(network, "ball", Fraction(1), 2000)
    values = networks.exact_values(network, x)
    eps = f"{max(np.linalg.norm(values, axis=1).max(), 1e-3) / 1000:.2g}"
    cert = certify.network(path, eps, units="tanh")
    g = networks.run_converted(cert.files["converted"].data, x)
    rounding = float(next(iter(cert.execution.values())))
    assert np.linalg.norm(g - values, axis=1).max() <= float(eps) + rounding


def test_execution_counts_what_the_activation_is_off(monkeypatch):
    """An inexact tanh adds its error times the stored output weights."""
    proto = networks.shallow([[1.0]], [0.0], [[1.0]], [0.0])
    before = certify.network(proto, "1e-3", units="tanh")
    monkeypatch.setitem(execution.ACTIVATION_UNITS, "tanh", 16 + 2**20)
    after = certify.network(proto, "1e-3", units="tanh")
    heights = np.abs(arrays_of(before.files["converted"].data)[2]).sum()
    [more] = [float(c.execution["g in float32"]) for c in (after,)]
    assert more == pytest.approx(heights / 16 + float(before.execution["g in float32"]), rel=0.01)


# --- Checkers with one fault -----------------------------------------------------------------------


def accepts(module, data, folder):
    try:
        module.check(data, module.Files(str(folder)))
    except (module.Rejected, module.Malformed, module.Undecided):
        return False
    return True


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("weights not doubled", "return [2 * v for v in weights.numbers(data)]", "return weights.numbers(data)"),
        ("weights doubled twice", "return [2 * v for v in weights.numbers(data)]", "return [4 * v for v in weights.numbers(data)]"),
        ("constant forgotten", "[c - v * times for c, v in", "[c for c, v in"),
        ("equal units counted once", "[c - v * times for c, v in", "[c - v for c, v in"),
        ("constant added", "[c - v * times for c, v in", "[c + v * times for c, v in"),
        ("tanh read as sigmoids", 'if middle.op == "Tanh":', "if False:"),
    ],
)  # fmt: skip
def test_faulty_checker_is_noticed(name, old, new, tmp_path):
    assert SOURCE.count(old) == 1, "the checker no longer contains what this mutant alters"
    mutant = load(SOURCE.replace(old, new))
    path = networks.save(networks.random_network(3), tmp_path / "f.onnx")
    cert = certify.network(path, "1/2", units="tanh", construction="staircase")
    cert.save(tmp_path / "c.json")
    data = (tmp_path / "c.json").read_bytes()
    assert accepts(checker, data, tmp_path)
    assert not accepts(mutant, data, tmp_path)


def test_another_activation_is_rejected(tmp_path):
    """The same numbers as sigmoids, with a digest that fits: the bound does not."""
    import hashlib

    shutil.copy(DIABETES, tmp_path / "diabetes.onnx")
    cert = certify.network(tmp_path / "diabetes.onnx", 1, radius="1/3", units="tanh")
    cert.save(tmp_path / "c.json")
    document = json.loads((tmp_path / "c.json").read_text())
    data = two_layers("Sigmoid", *arrays_of(cert.files["converted"].data))
    (tmp_path / "s.onnx").write_bytes(data)
    document["converted"] = {"file": "s.onnx", "sha256": hashlib.sha256(data).hexdigest()}
    document["seal"] = checker.seal(document)
    assert not accepts(checker, checker.canonical(document), tmp_path)


def test_bounds_of_the_numbers_are_those_of_tanh_units():
    """They hold for what is written, which has half the weights and slopes of sigmoids."""
    plain = certify.relu(eps="1e-2", construction="tame")
    tanh = certify.relu(eps="1e-2", construction="tame", units="tanh")
    largest = [
        [max(abs(Fraction(term[i])) for term in cert.document["construction"]["terms"]) for i in (0, 1)]
        for cert in (plain, tanh)
    ]
    assert largest[0] == [2 * v for v in largest[1]]
    kept = certify.relu(
        eps="1e-2", construction="tame", units="tanh", max_weight=largest[1][0], max_slope=largest[1][1]
    )
    assert kept.document == tanh.document
    for name, bound in zip(("max_weight", "max_slope"), largest[1], strict=True):
        below = {name: bound - Fraction(1, 10**9)}
        try:
            other = certify.relu(eps="1e-2", construction="tame", units="tanh", **below)
        except BadInput:
            continue
        assert other.n > tanh.n
