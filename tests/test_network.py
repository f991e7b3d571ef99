"""From a network to an accepted certificate, and ONNX Runtime's word on the converted network."""

from fractions import Fraction

import networks
import numpy as np
import onnx
import pytest
from conftest import one_hidden_layer_networks
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes
from sklearn.neural_network import MLPClassifier, MLPRegressor

import certify
from certify.conversion import Staircases, TableSums, convert
from certify.enclosure import Interval
from certify.errors import BadInput
from certify.formats import read
from certify.number_format import NumberFormat
from certify.relu_network import Domain, groups, norm


def agree(certificate, source, domain, radius, norm_kind, count=3000):
    """ONNX Runtime's g stays within eps + rounding of f, exact and as run, at points of the domain."""
    network = source.network
    x = networks.points(network, domain, Fraction(radius), count)
    g = networks.run_converted(certificate.files["converted"].data, x)
    [g_rounding, f_rounding] = [float(v) for v in certificate.execution.values()]
    order = 2 if norm_kind == "2" else np.inf
    eps = float(certificate.eps)
    exact = networks.exact_values(network, x)
    worst = np.linalg.norm(g - exact, ord=order, axis=1).max()
    assert worst <= eps + g_rounding
    run = networks.run_original(source.path, x[:1000], network.output) if source.path else None
    if run is not None:
        assert np.linalg.norm(run - exact[:1000], ord=order, axis=1).max() <= f_rounding + 1e-12
        assert np.linalg.norm(run - g[:1000], ord=order, axis=1).max() <= eps + g_rounding + f_rounding
    return worst


def test_shipped_network(diabetes):
    """The README's main job: certified, accepted, and every patient lies in the domain."""
    certificate = certify.network(diabetes, eps="1", radius="1/3")
    assert certificate.verdict == "certified"
    theorem = certify.check(certificate)
    assert theorem.shape == (10, 16, 1)
    assert Fraction(theorem.bound[1]) <= 1
    worst = agree(certificate, read(diabetes), "ball", "1/3", "2")
    assert worst >= 0.2, "a comparison this far below eps would test nothing"
    features, target = load_diabetes(return_X_y=True)
    assert np.linalg.norm(features, axis=1).max() < 1 / 3
    f = networks.exact_values(read(diabetes).network, features)[:, 0]
    assert np.corrcoef(f, target)[0, 1] > 0.7, "the shipped network predicts the target"
    g = networks.run_converted(certificate.files["converted"].data, features.astype(np.float32))[:, 0]
    assert np.abs(f - g).max() <= 1 + float(next(iter(certificate.execution.values())))


@pytest.mark.parametrize("path", one_hidden_layer_networks(), ids=lambda p: p.name)
def test_public_network(path):
    """Every public network with one hidden layer: converted, accepted, and confirmed by running it."""
    source = read(path)
    scale = np.abs(
        networks.exact_values(source.network, networks.points(source.network, "ball", Fraction(1), 200))
    ).max()
    eps = Fraction(max(float(f"{scale / 20:.1g}"), 1e-2)).limit_denominator(1000)
    certificate = certify.network(path, eps=eps)
    assert certificate.verdict == "certified"
    theorem = certify.check(certificate)
    assert theorem.eps == eps
    agree(certificate, source, "ball", 1, "2", count=2000)


@pytest.mark.slow
@pytest.mark.parametrize("norm_kind", ["2", "inf"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("path", one_hidden_layer_networks(), ids=lambda p: p.name)
def test_public_network_on_a_box(path, dtype, norm_kind):
    source = read(path)
    x = networks.points(source.network, "box", Fraction(1, 2), 200)
    scale = np.abs(networks.exact_values(source.network, x)).max()
    eps = Fraction(max(float(f"{scale / 5:.1g}"), 1e-2)).limit_denominator(1000)
    certificate = certify.network(path, eps=eps, domain="box", radius="1/2", dtype=dtype, norm=norm_kind)
    assert certificate.verdict == "certified"
    certify.check(certificate)
    agree(certificate, source, "box", Fraction(1, 2), norm_kind, count=2000)


def test_twin_ladder_is_the_constant_1(shared):
    certificate = certify.network(shared / "nets" / "marabou_twin_5_10_1.nnet", eps="1e-6", radius=10)
    assert certificate.sigmoids == 0
    assert certificate.bound == ("0", "0")
    assert "f is constant on the domain" in certificate.notes
    certify.check(certificate)
    g = networks.run_converted(certificate.files["converted"].data, np.zeros((3, 5)))
    assert g.tolist() == [[1.0]] * 3


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    domain=st.sampled_from(["ball", "box"]),
    radius=st.sampled_from(["1", "1/7", "3"]),
    norm_kind=st.sampled_from(["2", "inf"]),
    dtype=st.sampled_from(["float32", "float64"]),
    made=st.sampled_from(
        [("staircase", k, "1/5") for k in ("4", "1/2", "25")]
        + [("minimax", None, eps) for eps in ("20", "1/5", "1/100", "1/1000")]
        + [("increasing", None, "1/20"), ("no-constant", None, "1/20")]
    ),
)
def test_random_networks(seed, domain, radius, norm_kind, dtype, made):
    """All kinds of units at once, both domains and norms: accepted, and right where it is run."""
    proto, (construction, k, eps) = networks.random_network(seed), made
    certificate = certify.network(
        proto,
        eps=eps,
        domain=domain,
        radius=radius,
        norm=norm_kind,
        dtype=dtype,
        k=k,
        construction=construction,
    )
    assert certificate.verdict == "certified"
    theorem = certify.check(certificate)
    kinds = {unit.kind for unit in theorem.units}
    assert {"inactive", "affine", "constant"} <= kinds
    assert any(len(unit.members) == 2 for unit in theorem.units)
    agree(certificate, read(proto), domain, radius, norm_kind, count=400)


def test_bound_is_not_needlessly_large():
    """One unit on its own range: the network bound is the staircase's, but for the rounding."""
    proto = networks.shallow([[1.0]], [0.0], [[1.0]], [0.0])
    for construction in "staircase", "minimax":
        certificate = certify.network(proto, eps="1e-2", construction=construction)
        assert certificate.sigmoids <= certify.relu(eps="1e-2", construction=construction).sigmoids + 2


def test_shares_follow_the_square_roots():
    """Units of weight 1 and 100 take sigmoids 1 : 10, and the total is that of the optimum."""
    proto = networks.shallow(np.eye(2), [0, 0], [[1.0, 100.0]], [0.0])
    certificate = certify.network(proto, eps="1/10", construction="staircase")
    small, large = (unit.sigmoids for unit in certify.check(certificate).units)
    assert 9.8 < large / small < 10.2
    optimum = 1.0045375 * (1 + 10) ** 2 / 0.1
    assert certificate.sigmoids <= 1.01 * optimum


def test_one_sided_range_takes_fewer_sigmoids():
    """Only the upper end of a unit's range counts: z in [-3, 1] needs what [-1, 1] needs."""
    narrow, shifted = (
        certify.network(
            networks.shallow([[slope]], [start], [[1.0]], [0.0]), eps="1e-2", construction="staircase"
        )
        for slope, start in ((1.0, 0.0), (2.0, -1.0))
    )
    assert abs(shifted.sigmoids - narrow.sigmoids) <= 1
    certify.check(shifted)


def test_precision_that_cannot_meet_eps_says_what_would():
    proto = networks.shallow([[1.0]], [0.0], [[1.0]], [1000.1], np.float64)
    certificate = certify.network(proto, eps="1e-6", radius="1/1000")
    assert certificate.verdict == "undecided"
    assert "float32 weights cannot meet eps" in certificate.reason
    assert "--dtype float64, or eps of at least" in certificate.reason
    with pytest.raises(certify.Undecided, match="nothing to save"):
        certificate.save("nowhere.json")
    precise = certify.network(proto, eps="1e-6", radius="1/1000", dtype="float64")
    assert precise.verdict == "certified"
    certify.check(precise)


def test_weights_beyond_float32_are_named():
    proto = networks.shallow([[1.0]], [0.0], [[1.0]], [1e300], np.float64)
    certificate = certify.network(proto, eps="1e-2")
    assert certificate.verdict == "undecided"
    assert (
        "exceed the range of float32, which ends at 3.40282e+38; --dtype float64 holds them"
        in certificate.reason
    )
    precise = certify.network(proto, eps="1e-2", dtype="float64", construction="staircase")
    assert precise.verdict == "certified"


@pytest.mark.parametrize("made", [Staircases(Fraction(4)), TableSums()], ids=lambda made: made.name)
@pytest.mark.parametrize("domain", ["ball", "box"])
def test_distance_is_proved_small_at_points(domain, made):
    """By enclosures of f and g at rational points, kinks included: below eps, and not all far below."""
    network = read(networks.random_network(5)).network
    region, eps = Domain(domain, Fraction(1)), Fraction(1, 4)
    g = convert(network, eps, region, "2", made, NumberFormat.of("float32")).network
    largest = Fraction(0)
    for x in networks.points(network, domain, Fraction(1), 40):
        point = np.array([Fraction(float(v)) for v in x], dtype=object)
        pairs = zip(network.enclose(point), g.enclose(point), strict=True)
        gaps = [a - b for a, b in pairs]
        square = sum((gap * gap for gap in gaps), Interval.exact(0))
        assert square.sup <= eps**2
        largest = max(largest, square.inf)
    assert largest > eps**2 / 100


# Formats.


def test_nnet_normalisation_is_part_of_f(tmp_path):
    """x -> 10 relu(2 (x - 1)/4 + 1) + 5, by hand."""
    text = "// comment\n2,1,1,1,\n1,1,1,\n0,\n-9,\n9,\n1,5,\n4,10,\n2,\n1,\n1,\n0,\n"
    path = tmp_path / "a.nnet"
    path.write_text(text)
    network = read(path).network
    assert network.inner.weight.tolist() == [[Fraction(1, 2)]]
    assert network.inner.bias.tolist() == [Fraction(1, 2)]
    assert network.outer.weight.tolist() == [[10]]
    assert network.outer.bias.tolist() == [5]
    certify.check(certify.network(path, eps="1/10"))


@pytest.mark.parametrize("cut", [5, 15, 28, 38, 45, 50, 56])
def test_truncated_nnet_is_bad_input(tmp_path, cut):
    text = "// comment\n2,1,1,1,\n1,1,1,\n0,\n-9,\n9,\n1,5,\n4,10,\n2,\n1,\n1,\n0,\n"
    path = tmp_path / "a.nnet"
    path.write_text(text[:cut])
    with pytest.raises(BadInput):
        read(path)


@pytest.mark.parametrize("kind", [MLPRegressor, MLPClassifier])
def test_fitted_sklearn_network(kind, tmp_path):
    """In memory, up to the logits; saved with its model, which the certificate is bound to."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(80, 4))
    target = features @ rng.normal(size=(4, 2)) if kind is MLPRegressor else rng.integers(0, 3, 80)
    fitted = kind(hidden_layer_sizes=(5,), solver="lbfgs", max_iter=2000, random_state=0).fit(
        features, target
    )
    certificate = certify.network(fitted, eps="1/2")
    assert certificate.verdict == "certified"
    written = certificate.save(tmp_path / "c.json")
    assert sorted(p.name for p in written) == ["c.json", "c.model.onnx", "c.sigmoid.onnx"]
    certify.check(tmp_path / "c.json")
    x = rng.normal(size=(500, 4))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    hidden = np.maximum(x @ fitted.coefs_[0] + fitted.intercepts_[0], 0)
    logits = hidden @ fitted.coefs_[1] + fitted.intercepts_[1]
    g = networks.run_converted((tmp_path / "c.sigmoid.onnx").read_bytes(), x)
    rounding = sum(float(v) for v in certificate.execution.values())
    assert np.linalg.norm(g - logits, axis=1).max() <= 0.5 + rounding


def test_sklearn_networks_that_are_not_supported():
    features, target = np.eye(4), np.arange(4.0)
    with pytest.raises(BadInput, match="not fitted"):
        certify.network(MLPRegressor(), eps=1)
    deep = MLPRegressor(hidden_layer_sizes=(3, 3), solver="lbfgs", max_iter=2000, tol=1).fit(
        features, target
    )
    with pytest.raises(BadInput, match="2 hidden layers"):
        certify.network(deep, eps=1)
    other = MLPRegressor(hidden_layer_sizes=(3,), activation="tanh", solver="lbfgs", tol=1).fit(
        features, target
    )
    with pytest.raises(BadInput, match="'tanh'"):
        certify.network(other, eps=1)


W, B, V, C = (
    np.float32([[1, 2], [3, 4], [5, 6]]),
    np.float32([1, 2]),
    np.float32([[1], [2]]),
    np.float32([3]),
)
FORMS = {
    "matmul": ([("MatMul", ["x", "W"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])], {}),
    "bias first": (
        [("MatMul", ["x", "W"], ["a"]), ("Add", ["B", "a"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])],
        {},
    ),
    "alpha and beta": (
        [("Gemm", ["x", "W", "B"], ["z"], {"alpha": 0.5, "beta": 2.0}), ("Relu", ["z"], ["h"]), ("Gemm", ["h", "V", "C"], ["y"])],
        {},
    ),
    "stacked matrices": (
        [("MatMul", ["x", "W"], ["a"]), ("Gemm", ["a", "M", "B"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])],
        {"M": np.float32([[1, -1], [2, 0.5]])},
    ),
    "elementwise": (
        [("Sub", ["x", "s"], ["a"]), ("Div", ["a", "two"], ["b"]), ("MatMul", ["b", "W"], ["e"]), ("Relu", ["e"], ["h"]),
         ("Mul", ["h", "B"], ["j"]), ("MatMul", ["j", "V"], ["l"]), ("Sub", ["C", "l"], ["y"])],
        {"s": np.float32([1, 2, 3]), "two": np.float32(2)},
    ),
    "batch normalisation on both sides": (
        [("Gemm", ["x", "W"], ["a"]), ("BatchNormalization", ["a", "B", "o", "o", "v"], ["z"]), ("Relu", ["z"], ["h"]),
         ("BatchNormalization", ["h", "B", "o", "o", "v"], ["j"], {"epsilon": 0.25}), ("Gemm", ["j", "V", "C"], ["y"])],
        {"o": np.float32([0.5, -0.25]), "v": np.float32([0.75, 3])},
    ),
    "clip with a constant": (
        [("Constant", [], ["zero"], {"value": onnx.numpy_helper.from_array(np.float32(0))}), ("MatMul", ["x", "W"], ["z"]),
         ("Clip", ["z", "zero"], ["h"]), ("MatMul", ["h", "V"], ["y"])],
        {},
    ),
    "max with zero": ([("MatMul", ["x", "W"], ["z"]), ("Max", ["nil", "z"], ["h"]), ("MatMul", ["h", "V"], ["y"])], {"nil": np.float32([0])}),
    "flatten and reshape": (
        [("Flatten", ["x"], ["f"]), ("MatMul", ["f", "W"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["a"]), ("Reshape", ["a", "shape"], ["y"])],
        {"shape": np.int64([-1, 1])},
    ),
    "scaler": (
        [("Scaler", ["x"], ["a"], {"domain": "ai.onnx.ml", "offset": [1.0, 2.0, 3.0], "scale": [0.5, 2.0, 1.0]}), ("Cast", ["a"], ["b"], {"to": 1}),
         ("MatMul", ["b", "W"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])],
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_form_is_read_as_onnx_runtime_runs_it(name, tmp_path):
    """Both readers, ours and the checker's, agree with ONNX Runtime about what a file computes."""
    nodes, more = FORMS[name]
    path = networks.save(
        networks.model(nodes, {"W": W, "B": B, "V": V, "C": C, **more}), tmp_path / "f.onnx"
    )
    source = read(path)
    x = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
    run = networks.run_original(path, x, source.network.output)
    assert np.allclose(run, networks.exact_values(source.network, x), rtol=1e-5, atol=1e-5)
    certificate = certify.network(path, eps="1/2", domain="box")
    certify.check(certificate)
    agree(certificate, source, "box", 1, "2", count=500)


REFUSED = {
    "a second hidden layer": ([("MatMul", ["x", "W"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "M"], ["a"]), ("Relu", ["a"], ["j"]), ("MatMul", ["j", "V"], ["y"])], "second hidden layer at Relu"),
    "an activation": ([("MatMul", ["x", "W"], ["z"]), ("LeakyRelu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])], "unsupported operator LeakyRelu"),
    "no activation": ([("MatMul", ["x", "W"], ["z"]), ("MatMul", ["z", "V"], ["y"])], "no ReLU"),
    "no output layer": ([("MatMul", ["x", "W"], ["z"]), ("Relu", ["z"], ["y"])], "no output layer"),
    "a skip connection": ([("MatMul", ["x", "W"], ["z"]), ("Relu", ["z"], ["h"]), ("Add", ["h", "z"], ["j"]), ("MatMul", ["j", "V"], ["y"])], "must be a constant"),
    "a branch": ([("MatMul", ["x", "W"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["x", "W"], ["k"]), ("MatMul", ["h", "V"], ["y"])], "branches off"),
    "a matrix that does not fit": ([("MatMul", ["x", "V"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])], "shape mismatch"),
    "a bias that does not fit": ([("Gemm", ["x", "W", "T"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])], "shape mismatch"),
    "a clip that is not a relu": ([("MatMul", ["x", "W"], ["z"]), ("Clip", ["z", "C"], ["h"]), ("MatMul", ["h", "V"], ["y"])], "is not max"),
    "a layer after a softmax": ([("MatMul", ["x", "W"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["a"]), ("Softmax", ["a"], ["b"]), ("MatMul", ["b", "N"], ["y"])], "after the output layer"),
    "a vector after a reshape": ([("MatMul", ["x", "W"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "M"], ["a"]), ("Reshape", ["a", "shape"], ["b"]), ("Add", ["b", "B"], ["y"])], "shape mismatch"),
    "integers for weights": ([("MatMul", ["x", "I"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])], "FLOAT16, FLOAT and DOUBLE"),
    "NaN": ([("MatMul", ["x", "nan"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])], "NaN or an infinity"),
    "infinity": ([("MatMul", ["x", "inf"], ["z"]), ("Relu", ["z"], ["h"]), ("MatMul", ["h", "V"], ["y"])], "NaN or an infinity"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_network_that_is_not_supported_is_named(name, tmp_path):
    nodes, message = REFUSED[name]
    constants = {
        "W": W, "B": B, "V": V, "C": C, "M": np.eye(2, dtype=np.float32), "T": np.ones(3, np.float32),
        "N": np.ones((1, 1), np.float32), "shape": np.int64([-1, 1]), "I": np.ones((3, 2), np.int64),
        "nan": W * np.nan, "inf": W * np.float32(np.inf),
    }  # fmt: skip
    path = networks.save(networks.model(nodes, constants), tmp_path / "f.onnx")
    with pytest.raises(BadInput, match=message) as error:
        certify.network(path, eps=1)
    assert "\n" not in str(error.value)


def test_several_inputs_are_refused():
    proto = networks.model(
        FORMS["matmul"][0], {"W": W, "V": V}, inputs=(("x", ["N", 3]), ("u", ["N", 3]))
    )
    with pytest.raises(BadInput, match="2 inputs"):
        certify.network(proto, eps=1)


def test_exported_network_is_a_valid_onnx_model(diabetes):
    certificate = certify.network(diabetes, eps=5, radius="1/3")
    proto = onnx.load_model_from_string(certificate.files["converted"].data)
    onnx.checker.check_model(proto, full_check=True)
    assert [node.op_type for node in proto.graph.node] == ["Gemm", "Sigmoid", "Gemm"]


# Ranges.


@settings(max_examples=100, deadline=None)
@given(
    row=st.lists(st.fractions(-5, 5, max_denominator=50), min_size=1, max_size=4),
    value=st.fractions(0, 20, max_denominator=50),
    kind=st.sampled_from(["ball", "box"]),
)
def test_reach_is_enclosed_and_its_order_exact(row, value, kind):
    domain, vector = Domain(kind, Fraction(3, 2)), np.array(row, dtype=object)
    reach = domain.reach(vector, 100)
    order = 2 if kind == "ball" else 1
    assert abs(float(reach.mid) - 1.5 * np.linalg.norm([float(v) for v in row], ord=order)) < 1e-9
    if domain.exceeds(vector, value):
        assert reach.sup > value
    else:
        assert reach.inf <= value


def test_tie_is_decided_exactly():
    """|a| = 5 for a = (3, 4): z = 5 +- 5 reaches exactly 0, so the unit is affine."""
    proto = networks.shallow([[3.0, 4.0]], [5.0], [[1.0]], [0.0])
    [group] = groups(read(proto).network, Domain("ball", Fraction(1)))
    assert group.kind == "affine"
    [group] = groups(
        read(networks.shallow([[3.0, 4.0]], [-5.0], [[1.0]], [0.0])).network, Domain("ball", Fraction(1))
    )
    assert group.kind == "inactive"


def test_norms():
    vector = np.array([Fraction(3), Fraction(-4)], dtype=object)
    assert [norm(vector, which, 60).mid for which in ("1", "2", "inf")] == [7, 5, 4]
    assert norm(np.array([], dtype=object), "inf", 60).sign() == 0
    assert isinstance(norm(vector, "2", 60), Interval)
