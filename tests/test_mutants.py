"""Checkers with one deliberate fault: each must be noticed by certificates it judges wrongly.

The battery holds certificates that must be accepted and forged ones that must not.  A guard that can be
taken out without any of them changing its answer is a guard that nothing tests.
"""

import functools
import json
import sys
import types
from fractions import Fraction
from pathlib import Path

import networks
import numpy as np
import pytest
from functions import forge, sealed

import certify
from certify import checker

SOURCE = Path(checker.__file__).read_text()

MUTANTS = [
    # numbers
    ("rounding to the wrong side", "(-(-m >> excess) if up else m >> excess)", "(m >> excess)"),
    ("artanh without its error", "(total + 2 * j, e)", "(total, e)"),
    ("exp without its error", "high = total + 2 * j + 2 + 3 * (top - t)", "high = total"),
    ("exp of another power of 2", "bits, False), _cut((high, m - work)", "bits, False), _cut((high, m - work + 1)"),
    ("cosine and sine without their error", "(c, s), error = sums, 2 * j + 3", "(c, s), error = sums, 0"),
    ("error of the double angle forgotten", "4 * error\n", "error\n"),
    ("signs of the series", "j % 4 in (2, 3)", "j % 4 in (1, 2)"),
    ("tanh of another argument", "e = exp_of(2 * q, work)", "e = exp_of(q, work)"),
    ("digits not nudged", "x * (1 + Fraction(1, 2**100))", "x * (1 + Fraction(1, 2**10))"),
    # one ReLU
    ("bound of the steep limit", "pair = outward((1 + tail) / steps)", "pair = outward((1 + 0 * tail) / steps)"),
    ("eps not compared", "    if staircase_gap(k, steps, eps) < 0:\n", "    if False:\n"),
    ("least not compared", '    compare(least, steps == 1 or', '    compare(least, least if True else'),
    ("domain not compared", 'compare(domain, [Fraction(-1), Fraction(1)], "claim.domain")', "pass"),
    # functions
    ("rounding of the values forgotten", "* rise + rounding", "* rise"),
    ("a quarter of a step", "(log2(bits) * 2 / k + Fraction(1, 2)) * rise", "(log2(bits) * 2 / k + Fraction(1, 4)) * rise"),
    ("one logarithm for two", "(log2(bits) * 2 / k +", "(log2(bits) / k +"),
    ("last piece skipped", "for low, high in pieces_of(domain, pieces):", "for low, high in list(pieces_of(domain, pieces))[: max(pieces - 1, 1)]:"),
    ("first piece skipped", "for low, high in pieces_of(domain, pieces):", "for low, high in list(pieces_of(domain, pieces))[pieces > 1 :]:"),
    ("slopes not compared", "if max(-found.inf, found.sup) > slope:", "if False:"),
    ("falling slopes not compared", "if max(-found.inf, found.sup) > slope:", "if found.sup > slope:"),
    ("values not compared", "if not decided(lambda bits, x=x, y=value: within(", "if False and not decided(lambda bits, x=x, y=value: within("),
    ("values too small accepted", "if y - rounding <= found.inf and found.sup <= y + rounding:", "if y - rounding <= found.inf:"),
    ("values too large accepted", "if y - rounding <= found.inf and found.sup <= y + rounding:", "if found.sup <= y + rounding:"),
    ("last value not compared", "for i, value in enumerate(nodes):", "for i, value in enumerate(nodes[:-1]):"),
    ("one sigmoid more accepted", "(eps - step_bound(wider, k, rounding, bits)).sign()) >= 0:", "(eps - step_bound(wider, k, rounding, bits)).sign()) >= 2:"),
    ("text not compared", 'compare(formula, written(tree), "claim.expression")', "pass"),
    ("any domain accepted", "if len(domain) != 2 or domain[0] >= domain[1]:", "if False:"),
    ("sine for its slope", '(Range.sin, (lambda w, u: u.cos(),))', '(Range.sin, (lambda w, u: u.sin(),))'),
    ("cosine for its slope", '(Range.cos, (lambda w, u: -u.sin(),))', '(Range.cos, (lambda w, u: u.cos(),))'),
    ("radius of a sine forgotten", "low - radius, high + radius", "low, high"),
    ("slope of tanh", "_one(w) - w**2", "_one(w) - w"),
    ("slope of abs on one side", "u.step(-ONE)", "u.step(ONE)"),
    ("slope of relu on one side", "u.step(ZERO)", "u.step(ONE)"),
    ("slope of a power", "return exponent * power(base, exponent - Range.of(ONE, base.bits))", "return power(base, exponent - Range.of(ONE, base.bits))"),
    ("slope of one factor forgotten", "(lambda w, u, v: v, lambda w, u, v: u)", "(lambda w, u, v: v, lambda w, u, v: Range.of(ZERO, w.bits))"),
    ("slope of a denominator forgotten", "lambda w, u, v: -w / v", "lambda w, u, v: Range.of(ZERO, w.bits)"),
    ("slope of an exponent forgotten", "lambda w, u, v: w * u.log()", "lambda w, u, v: Range.of(ZERO, w.bits)"),
    ("division by a range around 0", "if other.inf <= 0 <= other.sup:", "if other.inf == 0 or other.sup == 0:"),
    ("even powers of a range around 0", "base = self.abs() if n % 2 == 0 else self", "base = self"),
    ("long ends rounded inward", "_over((p, 0), (q, 0), bits, up), up)", "_over((p, 0), (q, 0), bits, not up), up)"),
    ("upper end forgotten", "high = low if self.inf == self.sup else function(self.sup, self.bits)", "high = low"),
    # seal, files
    ("seal not compared", 'if document.get("seal") != seal(document):', "if False:"),
    ("digest not compared", "if hashlib.sha256(data).hexdigest() != digest:", "if False:"),
    ("canonical form not demanded", "    if not same:\n", "    if False:\n"),
    ("unknown fields allowed", "        if name not in kinds:\n", "        if False:\n"),
    # networks
    ("eps of a network not compared", "    if sign < 0:\n        raise Rejected(f\"'{place}'", "    if False:\n        raise Rejected(f\"'{place}'"),
    ("range not compared", "        if not self._in_range():\n", "        if False:\n"),
    ("range without the shift", "+ ramp.bias + self._shift(bits)", "+ ramp.bias"),
    ("inner rounding forgotten", "* (stairs + self._shift(bits))", "* stairs"),
    ("outer rounding forgotten", "result = result + self.ramp.size(difference, bits) * times", "pass"),
    ("constant forgotten", "result = self.constant_error(bits) + ", "result = "),
    ("bend forgotten", "bend = t * t * t / 48 + off / 4", "bend = off / 4"),
    ("affine rounding forgotten", "bend = t * t * t / 48 + off / 4", "bend = t * t * t / 48"),
    ("slope forgotten", "return ramp.size(slope, bits) * width + ramp.size(self.stored", "return ramp.size(self.stored"),
    ("dual norm of the ball", '"2" if self.kind == "ball" else "1", bits)', '"2", bits)'),
    ("output norm", 'return Interval.of(max(sizes, default=Fraction(0)) if which == "inf" else sum(sizes), bits)', "return Interval.of(sum(sizes), bits)"),
    ("inactive for negative bias", "if self.bias <= 0 and self.domain.reaches(self.row, -self.bias) <= 0:", "if self.bias <= 0:"),
    ("affine for positive bias", "if self.bias >= 0 and self.domain.reaches(self.row, self.bias) <= 0:", "if self.bias >= 0:"),
    ("weights of a group not added", "sum((self.columns[j][o] * s / size for j, s in members), Fraction(0))", "self.columns[first][o]"),
    ("opposite rows taken for proportional", "tuple(v / size for v in (*row, bias))", "tuple(abs(v) / size for v in (*row, bias))"),
    ("kind not compared", 'compare(entry["kind"], ramp.kind, f"{place}.kind")', "pass"),
    ("members not compared", 'compare(indices, [j for j, _ in members], f"{place}.members")', "pass"),
    ("count not compared", 'compare(sigmoids, len(g.weights), "construction.sigmoids")', "pass"),
    ("output not compared", 'compare(output, f.output, "model.output")', "pass"),
    # networks by sums
    ("sums not confirmed", "confirm_sum(proof, curve(RELU, Fraction(-1), Fraction(1)), constant, terms)", "pass"),
    ("sums confirmed on one side", "confirm_sum(proof, curve(RELU, Fraction(-1)", "confirm_sum(proof, curve(RELU, Fraction(0)"),
    ("lower bound for the error of a sum", "Sum(constant, terms, proof.bound[1])", "Sum(constant, terms, proof.bound[0])"),
    ("range of a sum not compared", "if room < 0 or ramp.domain.reaches(ramp.row, room) > 0:", "if False:"),
    ("lower end of the range forgotten", "self.ramp, self.r - abs(self.ramp.bias)", "self.ramp, self.r - self.ramp.bias"),
    ("error of a sum forgotten", "moved = self.ramp, self.total.error + self.offsets / 4", "moved = self.ramp, self.offsets / 4"),
    ("biases of a sum forgotten", "self.total.error + self.offsets / 4", "Interval.of(self.total.error, bits)"),
    ("rows of a sum forgotten", "moved = moved + ramp.domain.spread(row, bits) * steepest", "pass"),
    ("output weights of a sum forgotten", "result = result + ramp.size(difference, bits)\n", "pass\n"),
    ("constant of a sum forgotten", "return [v * self.r * self.total.constant for v in", "return [v * 0 for v in"),
    ("partial sums forgotten", "result += abs(total) * (after - c) * BEND", "pass"),
    ("last partial sum forgotten", "return result + abs(total) / 4", "return result"),
    ("sums of different slopes together", "alike.setdefault((b, row), [])", "alike.setdefault((self.total.terms[0][1], row), [])"),
    ("rows that differ together", "alike.setdefault((b, row), [])", "alike.setdefault((b, stored.weights[0]), [])"),
    ("unused sums accepted", "for _, part in bounder.units if part.total)) != sums:", "for _, part in bounder.units if part.total)) == 0:"),
    ("equal sums accepted", "if (constant, terms) in [others[1:3] for others in entries]:", "if False:"),
    ("halves for integers", 'HALF: "e"', 'HALF: "h"'),
    ("format not confirmed", "            confirm_fixed_point(tensor.numbers(), whole, fraction)\n", "            pass\n"),
    ("format of the weights only", "for tensor in tensors:\n        for whole", "for tensor in tensors[:1]:\n        for whole"),
    ("any fraction in a format", "or (number * (1 << fraction)).denominator != 1:", "or False:"),
    ("any number above in a format", "if not -(1 << whole) <= number < 1 << whole or", "if not -(1 << whole) <= number or"),
    ("any number below in a format", "if not -(1 << whole) <= number < 1 << whole or", "if not number < 1 << whole or"),
    ("range of a format twice as large", "if not -(1 << whole) <= number < 1 << whole or", "if not -(2 << whole) <= number < 2 << whole or"),
    ("batch normalisation exact", "return Near(Fraction(2 * floor + 1, 2 * unit), Fraction(1, 2 * unit))", "return Fraction(floor // 2**500, 2**12)"),
]  # fmt: skip


TRUE_FUNCTIONS = {
    "quotient": forge("cos(x)^3/(2 + x)", (0, 1), "1/2", 3, 2),
    "powers": forge("x^2 + tanh(x)*exp(x)", (-2, 1), 4, 16, 3),
    "logarithm": forge("log(x)/sqrt(x)", (1, 2), "1/5", 2),
}
FORGED_FUNCTIONS = {
    "sine": forge("sin(x)", (0, "1/10"), "1/5", "1/2"),
    "cosine": forge("cos(x)", ("3/2", "8/5"), "1/5", "1/10"),
    "sine in the middle": forge("cos(x)", (0, 2), "1/2", "15/16"),
    "exponential": forge("exp(x)", (0, 1), "1/5", 2),
    "falling": forge("-x", (0, 1), "1/5", 0),
    "last piece": forge("x^2", (0, 1), "1/5", 1, 2),
    "first piece": forge("x^2", (-1, 0), "1/5", 1, 2),
    "values": forge("x", (0, 1), "1/5", 1, digits=1, rounding="1/100"),
    "values too large": forge("0*x", (0, 1), "1/5", 0, height=2),
    "values too small": forge("0*x", (0, 1), "1/5", 0, height=-2),
    "last value": {
        **(f := forge("x", (0, 1), 1, 1)),
        "construction": {**f["construction"], "values": "0 7"},
    },
    "one more": forge("x", (0, 1), "1/5", 1, steps=5),
    "text": {**(f := forge("3*x", (0, 1), "1/5", 3)), "claim": {**f["claim"], "expression": "3x"}},
    "backwards": forge("x", (1, 0), "1/5", 1),
    "tanh": forge("tanh(x)", (1, 2), "1/5", "1/4"),
    "abs": forge("abs(x) - x", (-1, 1), "1/5", 0),
    "relu": forge("relu(x) - x", (-1, 1), "1/5", 0),
    "power": forge("x^3", (0, 1), "1/5", 1),
    "factor": forge("x*x", (0, 1), "1/5", 1),
    "denominator": forge("1/x", (1, 2), "1/5", 0),
    "exponent": forge("2^x", (0, 1), "1/5", 0),
    "pole": forge("1/x", (-1, 2), "1/2", 3),
}


def load(source: str) -> types.ModuleType:
    module = types.ModuleType("mutant")
    sys.modules["mutant"] = module  # dataclasses look their module up
    exec(compile(source, "mutant", "exec"), module.__dict__)
    return module


@pytest.fixture(scope="module")
def battery(tmp_path_factory):
    """(name, bytes, folder, whether it must be accepted)."""
    folder = tmp_path_factory.mktemp("battery")
    path = networks.save(networks.random_network(3), folder / "f.onnx")
    normalised = folder / "n.onnx"
    nodes = [
        ("Gemm", ["x", "W"], ["a"]), ("BatchNormalization", ["a", "s", "s", "s", "s"], ["z"]),
        ("Relu", ["z"], ["h"]), ("Gemm", ["h", "V"], ["y"]),
    ]  # fmt: skip
    weights = {
        "W": np.eye(3, 2, dtype=np.float32),
        "s": np.float32([2, 3]),
        "V": np.ones((2, 1), np.float32),
    }
    networks.save(networks.model(nodes, weights), normalised)
    opposite = networks.save(networks.shallow([[1.0], [-1.0]], [0, 0], [[1, 1]], [0]), folder / "o.onnx")
    steep = networks.save(networks.shallow([[1.0]], [0], [[1]], [0]), folder / "t.onnx")
    positive = networks.save(
        networks.shallow([[0.1]], [0.5], [[0.3]], [0], np.float64), folder / "p.onnx"
    )
    equal = networks.save(networks.shallow(np.eye(2), [0, 0], [[1, 1]], [0]), folder / "equal.onnx")
    left = networks.save(networks.shallow([[1.0]], [-0.5], [[1]], [0]), folder / "left.onnx")
    two = networks.save(networks.shallow(np.eye(2), [0, 0], [[1, 100]], [0]), folder / "two.onnx")
    mirrored = networks.save(networks.shallow([[-1.0]], [0], [[1]], [0]), folder / "m.onnx")
    stairs = functools.partial(certify.network, eps="1/5", construction="staircase")
    good = {
        "relu": certify.relu(eps="1e-2"),
        "relu, n given": certify.relu(eps="1e-2", n=110),
        "network": stairs(path),
        "box": stairs(path, domain="box", radius="1/2", norm="inf"),
        "normalised": stairs(normalised),
        "opposite": stairs(opposite),
        "steep": stairs(steep),
        "positive bias": stairs(positive),
        "sums": certify.network(path, eps="1/5"),
        "sums on a box": certify.network(path, eps="1e-3", domain="box", radius="1/2", norm="inf"),
        "two sums": certify.network(two, eps="1e-2"),
        "one sum": certify.network(steep, eps="1e-2"),
        "equal sums": certify.network(equal, eps="1e-2"),
        "left": certify.network(left, eps="1e-2"),
        "halves": certify.network(path, eps="1/5", dtype="float16"),
        "fixed point": certify.network(path, eps="1/5", dtype="q6.12"),
        "positive fixed point": certify.network(steep, eps="1/20", dtype="q3.12"),
        "negative fixed point": certify.network(mirrored, eps="1/20", dtype="q3.12"),
        "function": certify.function("sin(3*x)", (0, 1), eps="1/5"),
    }
    result = []
    documents = {}
    for name, certificate in good.items():
        certificate.save(folder / f"{name}.json")
        data = (folder / f"{name}.json").read_bytes()
        result.append((name, data, folder, True))
        documents[name] = json.loads(data)

    def forge(name, source, change, seal=True):
        document = json.loads(json.dumps(documents[source]))
        change(document)
        if seal:
            document["seal"] = checker.seal(document)
        result.append((name, checker.canonical(document), folder, False))

    forge("domain", "relu", lambda d: d["claim"].update(domain=["-1", "2"]))
    forge("least", "relu, n given", lambda d: d["proof"].update(least=True))
    forge("seal", "relu", lambda d: d.update(seal="0" * 64), seal=False)
    forge("unknown field", "relu", lambda d: d["proof"].update(more="x"))
    forge("digest", "network", lambda d: d["model"].update(sha256="0" * 64))
    forge("members", "network", lambda d: d["proof"]["units"][3].update(members=[3, 5]))
    forge("kind", "network", lambda d: d["proof"]["units"][1].update(kind="cancelled"))
    forge("count", "network", lambda d: d["construction"].update(sigmoids=1))
    forge("output", "network", lambda d: d["model"].update(output="z"))
    forge("range", "steep", lambda d: _short_range(d, folder, "r.onnx", Fraction(1, 2), 0))
    forge("range and shift", "steep", lambda d: _short_range(d, folder, "s.onnx", Fraction(1), 0.01))
    forge("eps", "network", lambda d: _fit(d, folder, eps="1/9"))
    forge("sum not proved", "one sum", lambda d: _too_good(d, folder))
    forge("range of a sum", "one sum", lambda d: _scaled_too_little(d, folder, "q.onnx", 0.5, 0))
    forge("below the range of a sum", "left", lambda d: _scaled_too_little(d, folder, "l.onnx", 1, -0.5))
    extra = documents["two sums"]["construction"]["sums"]
    forge("unused sum", "one sum", lambda d: d["construction"]["sums"].extend(extra))
    forge("sum listed twice", "equal sums", _doubled)
    forge("sums swapped", "two sums", lambda d: d["construction"]["sums"].reverse())
    forge("sums and places swapped", "two sums", _exchanged)
    forge("coarser format", "fixed point", lambda d: d["claim"].update(format="q6.11"))
    forge("narrower above", "positive fixed point", lambda d: d["claim"].update(format="q2.12"))
    forge("narrower below", "negative fixed point", lambda d: d["claim"].update(format="q2.12"))
    forge("constant off the format", "fixed point", lambda d: _constant_moved(d, folder, 2.0**-14))
    forge("eps of one ReLU", "relu", lambda d: _consistent_relu(d, "1/110"))
    for name, document in TRUE_FUNCTIONS.items():
        result.append((name, sealed(document), folder, True))
    for name, document in FORGED_FUNCTIONS.items():
        result.append((name, sealed(document), folder, False))
    data = checker.canonical(documents["relu"])
    result.append(("spaces", data.replace(b": ", b":  "), folder, False))
    twice = data.replace(b'"schema"', b'"schema": "certify/1.0",\n "schema"')
    result.append(("twice", twice, folder, False))
    return result


GUARDS = (
    "if sign < 0:",
    "if not self._in_range():",
    "if room < 0 or ramp.domain.reaches(ramp.row, room) > 0:",
)
CONFIRMED = "confirm_sum(proof, curve(RELU, Fraction(-1), Fraction(1)), constant, terms)"


def _fit(document, folder, eps=None):
    """A forger's certificate, its numbers made to fit by a checker without the guards."""
    document["claim"]["eps"] = eps or document["claim"]["eps"]
    source = SOURCE
    for guard in GUARDS:
        assert guard in source
        source = source.replace(guard, "if False:")
    blind = load(source.replace(CONFIRMED, "pass"))
    files = blind.Files(str(folder))
    f, _, _ = files.model(document["model"])
    g, _ = files.converted(document["converted"])
    domain = blind.Domain(
        document["claim"]["domain"]["kind"], Fraction(document["claim"]["domain"]["radius"])
    )
    *_, kinked = blind.read_stand_ins(document["construction"])
    bound = blind.NetworkBound(
        f, g, domain, document["claim"]["norm"], document["proof"]["units"], kinked
    )
    numbers = blind.settle(bound.total, Fraction(document["claim"]["eps"]), "proof.bound")
    document["proof"]["bound"], document["proof"]["slack"] = numbers


def _short_range(document, folder, name, r, nudge):
    """A staircase for relu on [-1, 1] whose top stands at r, with one bias off by `nudge`."""
    import hashlib

    from certify.formats.onnx_writer import two_layers

    [unit] = document["proof"]["units"]
    steps = unit["n"] - 1
    beta, ones = 4 * steps / float(r), np.ones((steps, 1))
    bias = -4.0 * np.arange(1, steps + 1)
    bias[0] += nudge
    parts = (ones * beta, bias, ones * float(r) / steps, np.zeros(1))
    data = two_layers("Sigmoid", *(np.asarray(a, np.float64) for a in parts))
    (folder / name).write_bytes(data)
    unit["r"] = str(r)
    document["converted"] = {"file": name, "sha256": hashlib.sha256(data).hexdigest()}
    _fit(document, folder)


def _too_good(document, folder):
    """A sum that claims a smaller error than it has."""
    document["construction"]["sums"][0]["proof"]["bound"] = ["1e-9", "2e-9"]
    _fit(document, folder)


def _scaled_too_little(document, folder, name, r, bias):
    """The sum of a network relu(x + bias), x in [-1, 1], scaled to [-r, r]."""
    import hashlib

    from certify.formats.onnx_writer import two_layers

    [unit], [total] = document["proof"]["units"], document["construction"]["sums"]
    a, b, c = np.array([[float(Fraction(v)) for v in term] for term in total["terms"]]).T
    constant = np.array([r * float(Fraction(total["constant"]))])
    data = two_layers("Sigmoid", b[:, None] / r, b * bias / r + c, a[:, None] * r, constant)
    (folder / name).write_bytes(data)
    unit["r"] = str(Fraction(r))
    document["converted"] = {"file": name, "sha256": hashlib.sha256(data).hexdigest()}
    _fit(document, folder)


def _constant_moved(document, folder, by):
    """The last number of the converted file off by a little, and the bound that belongs to it."""
    import hashlib

    import onnx

    proto = onnx.load(folder / document["converted"]["file"])
    [tensor] = [t for t in proto.graph.initializer if t.name == "constant"]
    moved = onnx.numpy_helper.to_array(tensor).copy()
    moved[-1] += by
    tensor.CopyFrom(onnx.numpy_helper.from_array(moved, tensor.name))
    data = proto.SerializeToString()
    (folder / "moved.onnx").write_bytes(data)
    document["converted"] = {"file": "moved.onnx", "sha256": hashlib.sha256(data).hexdigest()}
    _fit(document, folder)


def _doubled(document):
    document["construction"]["sums"] *= 2
    document["proof"]["units"][1]["sum"] = 1


def _exchanged(document):
    document["construction"]["sums"].reverse()
    for unit in document["proof"]["units"]:
        unit["sum"] = 1 - unit["sum"]


def _consistent_relu(document, eps):
    document["claim"]["eps"] = eps
    value = Fraction(eps) * 101 - 1
    tail = checker.tau(Fraction(4), 256)
    document["proof"]["slack"] = checker.outward((value - tail) / 101)


POINTS = [
    ("exp_of", "5/7"), ("exp_of", "-99/7"), ("log_of", "5/3"), ("tanh_of", "1/3"), ("cos_sin_of", "1000000/7"),
    ("cos_sin_of", "-1/3"),
]  # fmt: skip


def nested(module, name, at):
    """Whether enclosures at 300 bits lie in those at 64, with nothing cut off at the end."""
    module._cut = lambda number, bits, up: number
    coarse, fine = (getattr(module, name)(Fraction(at), bits) for bits in (64, 300))
    pairs = zip(coarse, fine) if isinstance(coarse, list) else [(coarse, fine)]
    for pair in pairs:
        (low, high), (below, above) = (
            [Fraction(m) * Fraction(2) ** e for m, e in (x.inf, x.sup)] for x in pair
        )
        if not low <= below < above <= high:
            return False
    return True


def wrong_arithmetic(module):
    value = 1 - Fraction(1, 2**64)  # 64 bits, and its square needs 128
    square, small = module.Interval.of(value, 64) * value, Fraction(1, 3**400)
    low, high = (Fraction(m) * Fraction(2) ** e for m, e in (square.inf, square.sup))
    ends = module.Range.of(small, 64)
    wrong = [] if low < value**2 < high and ends.inf < small < ends.sup else ["arithmetic"]
    coarse, fine = (
        [Fraction(m) * Fraction(2) ** e for m, e in module._artanh((1, -2), b)] for b in (64, 300)
    )
    wrong += [] if coarse[0] <= fine[0] < fine[1] <= coarse[1] else ["artanh"]
    cut = module._cut
    wrong += [name for name, at in POINTS if not nested(module, name, at)]
    module._cut = cut
    return wrong


def misjudged(module, battery):
    """The certificates that a checker judges wrongly, or on which it breaks."""
    wrong = wrong_arithmetic(module)
    for name, data, folder, expected in battery:
        try:
            module.check(data, module.Files(str(folder)))
            accepted = True
        except (module.Rejected, module.Malformed, module.Undecided):
            accepted = False
        except Exception:
            accepted = not expected
        if accepted != expected:
            wrong.append(name)
    return wrong


def test_checker_judges_the_battery_rightly(battery):
    assert misjudged(load(SOURCE), battery) == []


@pytest.mark.parametrize(("name", "old", "new"), MUTANTS, ids=[name for name, _, _ in MUTANTS])
def test_faulty_checker_is_noticed(name, old, new, battery):
    assert old in SOURCE, "the checker no longer contains what this mutant alters"
    assert misjudged(load(SOURCE.replace(old, new)), battery) != []
