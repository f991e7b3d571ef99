"""The derivations about gradients: no step can be altered, and the results agree with other ways to see them."""

from functools import cache
from importlib import import_module
from pathlib import Path

import mpmath
import pytest
import sympy
from sympy import Derivative, Max, Rational, S, Subs, Symbol, exp

from certify.symbolic import Derivation, Relation, StepFailed, Supremum
from proofs import NAMES, load

ALTERED = {
    "activations": [
        ("s, t, s * (1 - s))", "s, t, s * (1 + s))", "sigmoid slope"),
        ("sigmoid(-t), 1 - s)", "sigmoid(-t), -s)", "complement"),
        ("Relation(s, \"<\", S.One)", "Relation(s, \"<\", S.Half)", "sigmoid below 1"),
        ("rules.monotone, s, t, 1,", "rules.monotone, s, t, -1,", "sigmoid increases"),
        ("Subs(s, t, 0), S.Half)", "Subs(s, t, 0), S.Zero)", "sigmoid at 0"),
        ("Rational(1, 4)", "Rational(1, 2)", "sigmoid slope at 0"),
        ("tanh(t), 2 * sigmoid(2 * t) - 1)", "tanh(t), 2 * sigmoid(t) - 1)", "tanh by sigmoid"),
        ("tanh(t), t, 1 - tanh(t) ** 2)", "tanh(t), t, 1 + tanh(t) ** 2)", "tanh slope"),
        ("Relation(S.NegativeOne, \"<\", tanh(t))", "Relation(zero, \"<\", tanh(t))", "tanh above -1"),
        ("-(2 * sigmoid(2 * t) - 1))", "2 * sigmoid(2 * t) - 1)", "tanh odd"),
        ("return 1 / (1 + exp(-z))", "return 1 / (1 + exp(z))", "sigmoid slope"),
    ],
    "saturation": [
        ("sigmoid(five), 9933071, 9933072", "sigmoid(five), 9933072, 9933073", "S(5) from below"),
        ("sigmoid(-five), 66928, 66929", "sigmoid(-five), 66927, 66928", "S(-5) from above"),
        ("66480, 66481)", "66480, 66480)", "S(5) (1 - S(5)) from above"),
        ("9999092, 9999093)", "9999093, 9999094)", "2 S(10) - 1 from below"),
        ("tanh5 = 2 * sigmoid(10) - 1", "tanh5 = 2 * sigmoid(5) - 1", "2 S(10) - 1 from below"),
        ("elu5, -9932621,", "elu5, -9932620,", "ELU(-5) from below"),
        ("little = Rational(66929, 10**7)", "little = Rational(66928, 10**7)", "S' left of -5"),
        ("Relation(t, \"<=\", -five)", "Relation(t, \"<=\", -five + 1)", "S left of -5"),
        ("Relation(five, \"<=\", t))", "Relation(-five, \"<=\", t))", "S right of 5"),
        ("Relation(tanh(five), \"=\", tanh5)", "Relation(tanh(five), \"=\", -tanh5)", "tanh(5)"),
    ],
    "rectifiers": [
        ("Relation(s, \"<=\", t))", "Relation(t, \"<=\", s))", "t right of s"),
        ("Relation(relu(s), \"=\", zero)", "Relation(relu(s), \"=\", s)", "relu of s"),
        ("Relation(a, \"<\", S.One)", "Relation(a, \"<=\", S(2))", "line above"),
        ("Relation(leaky(t), \"=\", a * t), proof", "Relation(leaky(t), \"=\", t), proof", "leaky left of 0"),
        ("mean = a * t + (1 - a) * relu(t)", "mean = a * t + (1 + a) * relu(t)", "mean, right of 0"),
        ("Relation(a * (t - s), \"<=\", leaky(t) - leaky(s))", "Relation(t - s, \"<=\", leaky(t) - leaky(s))", "slope at least a"),
        ("Relation(leaky(t) - leaky(s), \"<=\", t - s)", "Relation(leaky(t) - leaky(s), \"<=\", a * (t - s))", "slope at most 1"),
        ("return Max(z, 0)", "return Max(z, 1)", "both resolved"),
    ],
    "relu_gradient": [
        ("Derivative(relu, t), \"=\", S.One", "Derivative(relu, t), \"=\", zero", "slope right of 0"),
        ("Relation(zero, \"<\", t))", "Relation(zero, \"<=\", t))", "slope right of 0"),
        ("Relation(t, \"<\", zero))", "Relation(t, \"<=\", zero))", "slope left of 0"),
        ("Relation(quotient, \"=\", zero)", "Relation(quotient, \"=\", S.One)", "quotient to the left"),
        ("Relation(a, \"<\", S.One)", "Relation(S.One, \"<\", a)", "line above"),
        ("w * data[i] + b, \"<\", zero", "w * data[i] + b, \"<=\", zero", "gradient in w"),
        ("w * data[i] + b, \"<\", zero", "zero, \"<\", w * data[i] + b", "term"),
        ("(first, last))", "(first,))", "gradient in w"),
        ("constant = Sum(L(i, 0), (i, 1, n))", "constant = Sum(L(i, 0), (i, 0, n))", "loss"),
        ("loss = Sum(L(i, unit), (i, 1, n))", "loss = Sum(L(i, unit) + w, (i, 1, n))", "loss"),
    ],
    "elu": [
        ("Relation(elu(t), \"=\", alpha * (exp(t) - 1)), proof[\"left", "Relation(elu(t), \"=\", alpha * exp(t)), proof[\"left", "piece left of 0"),
        ("return relu(z) + alpha * (exp(-relu(-z)) - 1)", "return relu(z) + alpha * (exp(-relu(z)) - 1)", "piece right of 0"),
        ("alpha * (exp(t) - 1), t, alpha * exp(t))", "alpha * (exp(t) - 1), t, exp(t))", "derivative of the piece"),
        ("Relation(t, \"<\", zero))", "Relation(t, \"<=\", zero))", "derivative left of 0"),
        ("Relation(-alpha, \"<\", elu(t))", "Relation(-alpha / 2, \"<\", elu(t))", "above -alpha"),
        ("Symbol(\"alpha\", positive=True)", "Symbol(\"alpha\", real=True)", "positive"),
        ("{s: -t, t: -s}", "{s: t, t: s}", "mirrored relu under it"),
        ("Relation(elu(s), \"<=\", elu(t))", "Relation(elu(t), \"<=\", elu(s))", "ELU increases"),
    ],
    "gradient_product": [
        ("return Product(w[i], (i, 2, depth))", "return Product(w[i], (i, 1, depth))", "every layer"),
        ("(i, 1, depth))", "(i, 2, depth))", "one slope more"),
        ("weights(l) * slopes(ds, l - 1) * x)\n    assumed", "weights(l) * slopes(ds, l) * x)\n    assumed", "unit"),
        ("w1 * x + b1))\n", "w1 * x**2 + b1))\n", "first layer"),
        ("w[l + 1] * s(l, z(l, w1)) + b[l + 1]))", "w[l] * s(l, z(l, w1)) + b[l + 1]))", "recursion"),
        ("-slopes(ds, l) * x, proof", "slopes(ds, l) * x, proof", "one layer more"),
        ("alpha * weights(l) * slopes(ds, l) * x)", "alpha * weights(l) * slopes(ds, l - 1) * x)", "every L"),
        ("proof[\"every L\"], {l: L})", "proof[\"every L\"], {l: L + 1})", "L = 2"),
    ],
    "gradient_written_out": [
        ("weights = Mul(*(w[layer] for layer in range(2, depth + 1)))", "weights = Mul(*(w[layer] for layer in range(1, depth + 1)))", "unit 1"),
        ("for layer in range(1, depth + 1))) * x", "for layer in range(2, depth + 1))) * x", "unit 1"),
        ("s(layer - 1, z(layer - 1))) + b[layer]", "s(layer, z(layer - 1))) + b[layer]", "layer 2"),
        ("\"=\", w[layer] * formula(layer - 1))", "\"=\", formula(layer - 1))", "layer 2"),
        ("\"=\", alpha * formula(layer))", "\"=\", formula(layer))", "L = 2"),
        ("rules.derivative, z(1), w[1], x)", "rules.derivative, z(1), w[1], -x)", "layer 1"),
    ],
    "steepest_slopes": [
        ("exp(-u) / (1 + exp(-u)) ** 2", "exp(-u) / (1 + exp(-u))", "S slope"),
        ("quarter = S.Zero, Rational(1, 4)", "quarter = S.Zero, Rational(1, 5)", "parabola"),
        ("Derivative(tanh(t), t), (), S.One, True", "Derivative(tanh(t), t), (), S(2), True", "sup tanh'"),
        ("Derivative(sigmoid(t), t), (), quarter, True", "Derivative(sigmoid(t), t), (), quarter, False", "sup S'"),
        ("True), {t: zero},\n         proof[\"S' at", "True), {t: S.One},\n         proof[\"S' at", "sup S'"),
        ("tanh(t), t, 1 - tanh(t) ** 2)", "tanh(t), t, 1 - tanh(t))", "tanh slope"),
    ],
    "vanishing_gradient": [
        ("exp(-u) / (1 + exp(-u)) ** 2", "exp(u) / (1 + exp(-u)) ** 2", "activation"),
        ("zero, quarter = S.Zero, Rational(1, 4)", "zero, quarter = S.Zero, Rational(1, 5)", "at most 1/4"),
        ("claim = Relation(passed, \"<=\", 4**-l)", "claim = Relation(passed, \"<=\", 5**-l)", "l + 1 slopes"),
        ("\"<=\", 4 ** (-l - 1))", "\"<=\", 4 ** (-l - 2))", "l + 1 slopes"),
        ("Abs(weights(depth)) / 4**depth", "Abs(weights(depth)) / 4 ** (depth + 1)", "size of the product"),
        ("return Abs(alpha) * Abs(x)", "return Abs(alpha)", "size of the product"),
        ("Abs(weights(L).doit()) / 4**depth", "Abs(weights(L).doit()) / 5**depth", "L = 2"),
        ("{t: z(1, w1)})", "{t: z(l, w1)})", "first slope"),
    ],
    "weight_gradients": [
        ("inner = wi * xi + wj * xj + r", "inner = wi * xi + wj**2 * xj + r", "h by w_j"),
        ("delta = dloss(f(inner)) * df(inner)", "delta = dloss(f(inner))", "L by w_i"),
        ("(Symbol(name, positive=True)", "(Symbol(name, real=True)", "square"),
        ("Relation(delta, \"<\", S.Zero))", "Relation(S.Zero, \"<\", delta))", "all negative"),
        ("Relation(wi - eta * Derivative(total, wi), \"<\", wi)", "Relation(wi, \"<\", wi - eta * Derivative(total, wi))", "all lowered"),
        ("\"=\", delta**2 * xi * xj)", "\"=\", delta * xi * xj)", "both factors"),
    ],
    "derivative_rules": [
        ("u * dv + v * du, u, v)", "u * dv - v * du, u, v)", "product"),
        ("du / v - u / v**2 * dv", "du / v + u / v**2 * dv", "quotient"),
        ("u / v**2 * dv, u, v, proof[\"v not 0\"])", "u / v**2 * dv, u, v)", "quotient"),
        ("n * u ** (n - 1) * du, u)", "n * u**n * du, u)", "power"),
        ("du / (2 * sqrt(u)), u, proof[\"u positive\"])", "du / (2 * sqrt(u)), u, proof[\"u not 0\"])", "square root"),
        ("-n / u ** (n + 1) * du", "-n / u ** (n - 1) * du", "reciprocal power"),
        ("1 / log(a) / u * du", "log(a) / u * du", "logarithm to base a"),
        ("v * u ** (v - 1) * du + log(u) * u**v * dv", "v * u ** (v - 1) * du", "power of functions"),
        ("-sin(u) * du", "sin(u) * du", "cosine"),
        ("sec(u) ** 2 * du, u, proof[\"cos u not 0\"])", "sec(u) ** 2 * du, u)", "tangent"),
        ("-csc(u) ** 2 * du", "csc(u) ** 2 * du", "cotangent"),
        ("slope(u) * du)", "slope(x) * du)", "chain rule"),
        ("rules.derivative, u, x, du, u)", "rules.derivative, u, x, du)", "inner function"),
    ],
    "cross_entropy": [
        ("return -y * log(p)", "return y * log(p)", "by yhat"),
        ("(yhat - y) / (yhat * (1 - yhat))", "(yhat - y) / yhat", "by yhat"),
        ("Relation(S.Zero, \"<\", 1 - yhat))", "Relation(S.Zero, \"<\", yhat + 1))", "by yhat"),
        ("-exp(h) / (1 + exp(h)) ** 2", "exp(h) / (1 + exp(h)) ** 2", "yhat by h"),
        ("rules.derivative, -w * x, w, -x)", "rules.derivative, -w * x, w, x)", "h by w"),
        ("Relation(Derivative(loss(output), w), \"=\", (output - y) * x)", "Relation(Derivative(loss(output), w), \"=\", (y - output) * x)", "gradient inside"),
        ("w - alpha * (output - y) * x)", "w + alpha * (output - y) * x)", "descent"),
        ("output * (1 - output) * x**2)\n    step(\"spread", "output * (1 - output) * x)\n    step(\"spread", "curvature"),
    ],
    "softmax": [
        ("rules.derivative, log(exp(t) + R) - t, t, p - 1)", "rules.derivative, log(exp(t) + R) - t, t, p)", "label"),
        ("log(exp(t) + R) - target, t, p)", "log(exp(t) + R) - target, t, p - 1)", "other class"),
        ("p = exp(t) / (exp(t) + R)", "p = exp(t) / R", "normaliser"),
        ("R, Z = Symbol(\"R\", positive=True)", "R, Z = Symbol(\"R\", real=True)", "normaliser"),
        ("normaliser = Sum(exp(z[j]), (j, 1, n))", "normaliser = Sum(exp(z[j]), (j, 0, n))", "sum of p"),
        ("\"=\", S.One),\n         proof[\"with", "\"=\", n),\n         proof[\"with", "sum of p"),
        ("exp(z[m] + c) / Sum", "exp(z[m]) / Sum", "shift"),
        ("1 / (1 + exp(-(z1 - z2)))", "1 / (1 + exp(z1 - z2))", "two classes"),
    ],
    "backpropagation": [
        ("Relation(a, \"=\", S(8))", "Relation(a, \"=\", S(6))", "value of a"),
        ("Relation(g, \"=\", S(30))", "Relation(g, \"=\", S(29))", "value of g"),
        ("rules.derivative, a * w2, a, w2)", "rules.derivative, a * w2, a, a)", "db/da"),
        ("\"=\", S(36))", "\"=\", S(12))", "contribution of a"),
        ("\"=\", S(39))", "\"=\", S(36))", "direct at the point"),
        ("\"=\", w2 * 3 * w1**2)", "\"=\", 3 * w1**2)", "path by a"),
        ("formula = w1**3 * w2 + 3 * w1", "formula = w1**3 * w2 + 4 * w1", "dg/dw2 by w1"),
        ("point = {w1: S(2), w2: S(3)}", "point = {w1: S(3), w2: S(2)}", "dg/da at the point"),
        ("\"=\", Derivative(by_a, w1) + Derivative(by_c, w1))", "\"=\", Derivative(by_a, w1) - Derivative(by_c, w1))", "sum of paths"),
    ],
}  # fmt: skip
CASES = [(name, *case) for name, cases in ALTERED.items() for case in cases]


@cache
def source(name: str) -> str:
    return Path(import_module(f"proofs.{name}").__file__).read_text()


def theorem(name: str) -> Derivation:
    return load(name).theorem()


@pytest.mark.parametrize("name", ALTERED)
def test_derivation_runs_and_is_listed(name):
    assert name in NAMES
    assert theorem(name).status == load(name).status == "proved"
    assert 5 <= len(theorem(name).steps) <= 40
    assert len(ALTERED[name]) >= 4


@pytest.mark.parametrize(("name", "old", "new", "step"), CASES)
def test_altered_step_fails_by_its_name(name, old, new, step):
    assert old in source(name), "the script no longer contains what this case alters"
    altered = source(name).replace(old, new)
    assert altered != source(name)
    namespace: dict = {"__name__": "altered"}
    exec(compile(altered, "altered", "exec"), namespace)
    with pytest.raises(StepFailed) as failure:
        namespace["derive"]()
    assert failure.value.step == step


# What the steps check follows from the statements; what the statements say is compared here with numbers.

t, x = Symbol("t", real=True), Symbol("x", real=True)


def numeric(expression, **values):
    """An expression at a point, its derivatives and sums evaluated."""
    at = {
        symbol: value
        for symbol in expression.free_symbols
        for name, value in values.items()
        if str(symbol) == name
    }
    assert len(at) == len(expression.free_symbols), expression.free_symbols
    return mpmath.mpf(sympy.N(expression.subs(at).doit(), 30))


def network(depth, alpha, x, w, b, s):
    """f as a function of w_1, by running the network."""

    def f(w1):
        z = w1 * x + b[1]
        for layer in range(2, depth + 1):
            z = w[layer] * s(z) + b[layer]
        return alpha * s(z)

    return f


@pytest.mark.parametrize("depth", range(2, 7))
def test_gradient_written_out_is_the_slope_of_the_network(depth):
    statement = theorem("gradient_written_out")[f"L = {depth}"].statement
    values = {f"{letter}_{layer}": mpmath.mpf(k) / 7 for layer in range(1, depth + 1)
              for letter, k in (("w", 3 * layer - 11 or 5), ("b", 2 - layer))}  # fmt: skip
    s, ds = sympy.Function("s", real=True), sympy.Function("s'", real=True)
    right = statement.rhs.replace(ds, lambda layer, z: 1 - sympy.tanh(z) ** 2)
    right = right.replace(s, lambda layer, z: sympy.tanh(z))
    shown = numeric(right, alpha=Rational(3, 2), x=Rational(4, 5), **values)
    f = network(depth, mpmath.mpf(3) / 2, mpmath.mpf(4) / 5,
                {k: values[f"w_{k}"] for k in range(1, depth + 1)},
                {k: values[f"b_{k}"] for k in range(1, depth + 1)}, mpmath.tanh)  # fmt: skip
    with mpmath.workdps(30):
        assert mpmath.almosteq(shown, mpmath.diff(f, values["w_1"]), rel_eps=1e-9)


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_gradient_product_for_every_depth_is_the_slope_of_the_network(depth):
    from proofs.gradient_product import ds, l, w, z

    w1 = mpmath.mpf("0.7")
    weight = {k: mpmath.mpf(2 * k - 7) / 3 for k in range(2, depth + 1)}
    bias = {k: mpmath.mpf(1) / (k + 1) for k in range(1, depth + 1)}
    right = theorem("gradient_product")["every L"].statement.rhs.subs(l, depth).doit()
    pre, value = {}, w1 * mpmath.mpf("0.4") + bias[1]
    for layer in range(1, depth + 1):
        pre[layer] = value
        value = weight.get(layer + 1, 0) * mpmath.tanh(value) + bias.get(layer + 1, 0)
    right = right.subs({w[k]: weight[k] for k in weight})
    right = right.replace(ds, lambda layer, _: 1 - mpmath.tanh(pre[int(layer)]) ** 2).replace(
        z, lambda *_: 0
    )
    shown = numeric(right, alpha=Rational(3, 2), x=Rational(2, 5))
    f = network(depth, mpmath.mpf("1.5"), mpmath.mpf("0.4"), weight, bias, mpmath.tanh)
    assert mpmath.almosteq(shown, mpmath.diff(f, w1), rel_eps=1e-8)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_vanishing_gradient_bounds_the_slope_and_is_sharp_at_0(depth):
    statement = theorem("vanishing_gradient")[f"L = {depth}"].statement
    from proofs.gradient_product import w

    def sigmoid(z):
        return 1 / (1 + mpmath.exp(-z))

    weight = {k: mpmath.mpf(k) - 4.5 for k in range(2, depth + 1)}
    bound = numeric(statement.bound.subs({w[k]: weight[k] for k in weight}), alpha=2, x=3)
    centred = {1: mpmath.mpf(0)} | {k: -weight[k] / 2 for k in weight}  # every pre-activation is 0
    sharp = abs(mpmath.diff(network(depth, 2, 3, weight, centred, sigmoid), 0))
    assert mpmath.almosteq(sharp, bound, rel_eps=1e-9)
    for w1 in (-2, 0.3, 1):
        bias = {k: mpmath.mpf(k) / 3 for k in range(1, depth + 1)}
        assert abs(mpmath.diff(network(depth, 2, 3, weight, bias, sigmoid), w1)) <= bound


def test_hypotheses_of_the_gradient_say_that_the_activations_are_differentiable_and_define_the_network():
    given = {str(h) for h in theorem("gradient_product")["every L"].given}
    assert given == {
        "Derivative(s(l, t), t) = s'(l, t) for all l, t",
        "z(1, w_1) = b_1 + w_1*x for all w_1",
        "z(l + 1, w_1) = s(l, z(l, w_1))*w[l + 1] + b[l + 1] for all l, w_1",
    }
    assert len(theorem("vanishing_gradient")["vanishing"].given) == 2
    for layer in range(2, 7):
        assert len(theorem("gradient_written_out")[f"L = {layer}"].given) == 1


def test_suprema_are_of_the_derivatives():
    known = theorem("steepest_slopes")
    for name, function, value in (
        ("sup S'", lambda z: 1 / (1 + mpmath.exp(-z)), 0.25),
        ("sup tanh'", mpmath.tanh, 1),
    ):
        statement = known[name].statement
        assert isinstance(statement, Supremum)
        assert statement.attained
        assert statement.value == Rational(value)
        slopes = [mpmath.diff(function, z) for z in mpmath.linspace(-3, 3, 25)]
        assert mpmath.almosteq(max(slopes), value)
        assert all(
            mpmath.almosteq(statement.expression.doit().subs(t, z), mpmath.diff(function, z))
            for z in (-2, 0, 1)
        )
        assert "over all t" in str(statement)


def test_saturation_ends_are_those_of_mpmath():
    known = theorem("saturation")
    with mpmath.workdps(30):
        s5 = 1 / (1 + mpmath.exp(-5))
        values = {"S(5)": s5, "S(-5)": 1 / (1 + mpmath.exp(5)), "S(5) (1 - S(5))": mpmath.exp(-5) * s5**2,
                  "2 S(10) - 1": mpmath.tanh(5), "2 - 2 S(10)": 1 - mpmath.tanh(5), "ELU(-5)": mpmath.expm1(-5)}  # fmt: skip
        for name, value in values.items():
            low = known[f"{name} from below"].statement.lhs
            high = known[f"{name} from above"].statement.rhs
            assert mpmath.mpf(low.p) / low.q < value < mpmath.mpf(high.p) / high.q
            assert high - low <= Rational(1, 10**7)
        assert [str(h) for h in known["S' right of 5"].given] == ["5 <= t"]
        assert [str(h) for h in known["S' left of -5"].given] == ["t <= -5"]
        bound = known["S' right of 5"].statement.rhs
        assert all(
            mpmath.diff(lambda z: 1 / (1 + mpmath.exp(-z)), z) < float(bound) for z in (5, 6, -5, -7)
        )


def test_sigmoid_and_tanh_are_what_they_are_called():
    known = theorem("activations")
    slope = known["sigmoid slope"].statement
    assert slope.lhs == Derivative(1 / (1 + exp(-t)), t)
    for z in (-2, 0.5, 3):
        assert mpmath.almosteq(slope.rhs.subs(t, z), mpmath.diff(lambda u: 1 / (1 + mpmath.exp(-u)), z))
        assert mpmath.almosteq(known["tanh by sigmoid"].statement.rhs.subs(t, z), mpmath.tanh(z))
    assert known["sigmoid slope at 0"].statement == Relation(Subs(slope.lhs, t, 0), "=", Rational(1, 4))
    for name in known.results:
        assert not known[name].given


def test_rectifiers_agree_with_their_pieces():
    relu, leaky, elu = theorem("relu_gradient"), theorem("rectifiers"), theorem("elu")
    assert {str(h) for h in leaky["slope at least a"].given} == {"s <= t", "a < 1"}
    pieces = elu["piece left of 0"].statement, elu["piece right of 0"].statement
    for z in (-3, -0.5, 0.5, 2):
        whole = pieces[0].lhs.subs({t: z, Symbol("alpha", positive=True): 2})
        assert mpmath.almosteq(whole, 2 * mpmath.expm1(z) if z < 0 else z)
    assert pieces[1].rhs == t
    for name, slope, where in (
        ("right", 1, Relation(S.Zero, "<", t)),
        ("left", 0, Relation(t, "<", S.Zero)),
    ):
        fact = relu[f"slope {name} of 0"]
        assert (fact.statement.rhs, fact.given) == (slope, {where})
    assert relu["slope right of 0"].statement.lhs == Derivative(Max(t, 0), t)


def test_dead_unit_keeps_its_weights_when_trained():
    known = theorem("relu_gradient")
    assert [str(h) for h in known["w stays"].given] == ["b + w*x[i] < 0 for all i with 1 <= i, i <= n"]
    data, targets, w, b, eta = [1.0, 2.0, 3.0], [5.0, 1.0, 4.0], -1.0, 0.5, 0.1

    def loss(w, b):
        return sum((max(w * z + b, 0) - y) ** 2 for z, y in zip(data, targets))

    assert max(w * z + b for z in data) < 0
    assert w - eta * mpmath.diff(lambda v: loss(v, b), w) == w
    assert b - eta * mpmath.diff(lambda v: loss(w, v), b) == b


def test_weight_gradients_of_a_neuron_share_their_sign():
    rows = [[0.5, 1.5, 2.0], [3.0, 0.1, 1.0]]
    for row in rows:
        for target in (-1, 2):

            def loss(*w, row=row, target=target):
                return (mpmath.tanh(sum(a * b for a, b in zip(w, row)) + 0.3) - target) ** 2

            grads = [
                mpmath.diff(loss, (0.2, -0.4, 0.1), tuple(int(k == j) for k in range(3)))
                for j in range(3)
            ]
            assert len({mpmath.sign(g) for g in grads}) == 1
            assert mpmath.almosteq(grads[0] / row[0], grads[2] / row[2])
    given = {str(h) for h in theorem("weight_gradients")["one sign"].given}
    assert given == {"Derivative(L(a), a) = L'(a) for all a", "Derivative(f(h), h) = f'(h) for all h"}


FUNCTIONS = {"u": sympy.sin(x) + 2, "v": x**2 + 1, "w": exp(x / 3)}


@pytest.mark.parametrize("name", load("derivative_rules").theorem().results)
def test_derivative_rules_hold_for_particular_functions(name):
    statement = theorem("derivative_rules")[name].statement
    put = {sympy.Function(letter, real=True): value for letter, value in FUNCTIONS.items()}
    sides = []
    for side in (statement.lhs, statement.rhs):
        for function, value in put.items():
            side = side.subs(function(x), value)
        side = side.replace(sympy.Function("f", real=True), lambda z: z**3).replace(
            sympy.Function("g", real=True), lambda z: 3 * z**2
        )
        side = side.subs({Symbol("a", positive=True): 3, Symbol("n", integer=True, positive=True): 4,
                          Symbol("r", real=True): Rational(5, 2), Symbol("c", real=True): 7})  # fmt: skip
        sides.append(sympy.N(side.doit().subs(x, Rational(7, 10)), 20))
    assert abs(sides[0] - sides[1]) < 1e-15
    if name != "variable" and statement.lhs.expr.has(sympy.Function):
        direct = mpmath.diff(
            sympy.lambdify(x, _composed(statement.lhs.expr, put), "mpmath"), mpmath.mpf("0.7")
        )
        assert mpmath.almosteq(mpmath.mpf(sides[1]), direct, rel_eps=1e-8)


def _composed(expression, put):
    for function, value in put.items():
        expression = expression.subs(function(x), value)
    expression = expression.replace(sympy.Function("f", real=True), lambda z: z**3)
    return expression.subs({Symbol("a", positive=True): 3, Symbol("n", integer=True, positive=True): 4,
                            Symbol("r", real=True): Rational(5, 2), Symbol("c", real=True): 7})  # fmt: skip


def test_derivative_rules_ask_for_no_more_than_they_need():
    conditions = {name: sorted(str(h) for h in theorem("derivative_rules")[name].given if isinstance(h, Relation))
                  for name in theorem("derivative_rules").results}  # fmt: skip
    positive, cos, sin = ["0 < u(x)"], ["0 < cos(u(x))**2"], ["0 < sin(u(x))**2"]
    needed = {"square root": positive, "logarithm": positive, "power of functions": positive, "real power": positive,
              "reciprocal": ["0 < u(x)**2"], "reciprocal power": ["0 < u(x)**2"], "quotient": ["0 < v(x)**2"],
              "logarithm to base a": [*positive, "0 < log(a)**2"], "tangent": cos, "secant": cos,
              "cotangent": sin, "cosecant": sin}  # fmt: skip
    assert {name: found for name, found in conditions.items() if found} == {
        k: sorted(v) for k, v in needed.items()
    }


@pytest.mark.parametrize(("y", "w", "z"), [(0, 0.4, 1.5), (1, -0.3, 2.0), (1, 1.2, -0.7)])
def test_cross_entropy_gradient_is_the_slope_of_the_loss(y, w, z):
    def loss(v):
        p = 1 / (1 + mpmath.exp(-v * z))
        return -y * mpmath.log(p) - (1 - y) * mpmath.log(1 - p)

    statement = theorem("cross_entropy")["gradient"].statement
    assert not theorem("cross_entropy")["gradient"].given
    assert mpmath.almosteq(numeric(statement.rhs, y=y, w=w, x=z), mpmath.diff(loss, w), rel_eps=1e-8)
    curvature = theorem("cross_entropy")["convex"].statement.rhs
    assert mpmath.almosteq(numeric(curvature, y=y, w=w, x=z), mpmath.diff(loss, w, 2), rel_eps=1e-6)


@pytest.mark.parametrize("label", [0, 1, 2])
def test_softmax_gradient_is_the_slope_of_the_loss(label):
    scores = [0.3, -1.1, 0.8]

    def loss(*z):
        return mpmath.log(sum(mpmath.exp(v) for v in z)) - z[label]

    for k in range(3):
        rest = sum(mpmath.exp(v) for j, v in enumerate(scores) if j != k)
        name = "label" if k == label else "other class"
        shown = theorem("softmax")[name].statement.rhs
        direct = mpmath.diff(loss, tuple(scores), tuple(int(j == k) for j in range(3)))
        assert mpmath.almosteq(numeric(shown, R=rest, t=scores[k]), direct, rel_eps=1e-8)
    total = theorem("softmax")["sum of p"].statement
    n = Symbol("n", integer=True, positive=True)
    z = sympy.IndexedBase("z", real=True)
    whole = total.lhs.subs(n, 3).doit().subs({z[k + 1]: scores[k] for k in range(3)})
    assert mpmath.almosteq(mpmath.mpf(sympy.N(whole)), 1)
    for name in theorem("softmax").results:
        assert not theorem("softmax")[name].given


def test_backpropagation_agrees_with_the_gradient():
    def g(a, b):
        return a**3 * b + 3 * a

    assert mpmath.almosteq(mpmath.diff(g, (2, 3), (1, 0)), 39)
    assert mpmath.almosteq(mpmath.diff(g, (2, 3), (0, 1)), 8)
    known = theorem("backpropagation")
    for name, value in (("direct at the point", 39), ("dg/dw2 at the point", 8), ("dg/da at the point", 3),
                        ("contribution of a", 36), ("contribution of c", 3), ("value of g", 30)):  # fmt: skip
        assert known[name].statement.rhs == value
    assert not known["total"].given
