"""Checkers with one deliberate fault: each must be noticed by certificates it judges wrongly.

The battery holds certificates that must be accepted and forged ones that must not.  A guard that can be
taken out without any of them changing its answer is a guard that nothing tests.
"""

import json
import sys
import types
from fractions import Fraction
from pathlib import Path

import networks
import numpy as np
import pytest

import certify
from certify import checker

SOURCE = Path(checker.__file__).read_text()

MUTANTS = [
    # numbers
    ("rounding to the wrong side", "(-(-m >> excess) if up else m >> excess)", "(m >> excess)"),
    ("tail of the series forgotten", "return (total + tail) * 2", "return total * 3"),
    ("exp without its last term", "shifted = [(end[0], end[1] - m)", "shifted = [(end[0], end[1] - m - 1)"),
    ("digits not nudged", "x * (1 + Fraction(1, 2**100))", "x * (1 + Fraction(1, 2**10))"),
    # one ReLU
    ("bound of the steep limit", "pair = outward((1 + tail) / steps)", "pair = outward((1 + 0 * tail) / steps)"),
    ("eps not compared", "    if staircase_gap(k, steps, eps) < 0:\n", "    if False:\n"),
    ("least not compared", '    compare(least, steps == 1 or', '    compare(least, least if True else'),
    ("domain not compared", 'compare(domain, [Fraction(-1), Fraction(1)], "claim.domain")', "pass"),
    # seal, files
    ("seal not compared", 'if document.get("seal") != seal(document):', "if False:"),
    ("digest not compared", "if hashlib.sha256(data).hexdigest() != digest:", "if False:"),
    ("canonical form not demanded", "    if not same:\n", "    if False:\n"),
    ("unknown fields allowed", "        if name not in kinds:\n", "        if False:\n"),
    # networks
    ("eps of a network not compared", "    if sign < 0:\n        raise Rejected(f\"'{place}'", "    if False:\n        raise Rejected(f\"'{place}'"),
    ("range not compared", "            if not self._in_range(part):\n", "            if False:\n"),
    ("range without the shift", '+ part["bias"] + self._shift(part, bits)', '+ part["bias"]'),
    ("inner rounding forgotten", "result = size * (stairs + shift)", "result = size * stairs"),
    ("outer rounding forgotten", "result = result + norm(difference, self.which, bits) * times", "pass"),
    ("constant forgotten", "result = self.constant_error(bits) + ", "result = "),
    ("bend forgotten", "bend = t * t * t / 48 + off / 4", "bend = off / 4"),
    ("affine rounding forgotten", "bend = t * t * t / 48 + off / 4", "bend = t * t * t / 48"),
    ("slope forgotten", "return norm(slope, self.which, bits) * width + norm(stored", "return norm(stored"),
    ("dual norm of the ball", '"2" if self.kind == "ball" else "1", bits)', '"2", bits)'),
    ("output norm", 'return Interval.of(max(sizes, default=Fraction(0)) if which == "inf" else sum(sizes), bits)', "return Interval.of(sum(sizes), bits)"),
    ("inactive for negative bias", 'elif bias <= 0 and self.domain.reaches(row, -bias) <= 0:', "elif bias <= 0:"),
    ("affine for positive bias", 'elif bias >= 0 and self.domain.reaches(row, bias) <= 0:', "elif bias >= 0:"),
    ("weights of a group not added", "sum((self.columns[j][o] * s / size for j, s in members), Fraction(0))", "self.columns[first][o]"),
    ("opposite rows taken for proportional", "tuple(v / size for v in (*row, bias))", "tuple(abs(v) / size for v in (*row, bias))"),
    ("kind not compared", 'compare(entry["kind"], kind, f"{place}.kind")', "pass"),
    ("members not compared", 'compare(indices, [j for j, _ in members], f"{place}.members")', "pass"),
    ("count not compared", 'compare(sigmoids, len(g.weights), "construction.sigmoids")', "pass"),
    ("output not compared", 'compare(output, f.output, "model.output")', "pass"),
    ("batch normalisation exact", "return Near(Fraction(2 * floor + 1, 2 * unit), Fraction(1, 2 * unit))", "return Fraction(floor // 2**500, 2**12)"),
]  # fmt: skip


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
    good = {
        "relu": certify.relu(eps="1e-2"),
        "relu, n given": certify.relu(eps="1e-2", n=110),
        "network": certify.network(path, eps="1/5"),
        "box": certify.network(path, eps="1/5", domain="box", radius="1/2", norm="inf"),
        "normalised": certify.network(normalised, eps="1/5"),
        "opposite": certify.network(opposite, eps="1/5"),
        "steep": certify.network(steep, eps="1/5"),
        "positive bias": certify.network(positive, eps="1/5"),
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
    forge("eps of one ReLU", "relu", lambda d: _consistent_relu(d, "1/110"))
    data = checker.canonical(documents["relu"])
    result.append(("spaces", data.replace(b": ", b":  "), folder, False))
    twice = data.replace(b'"schema"', b'"schema": "certify/1.0",\n "schema"')
    result.append(("twice", twice, folder, False))
    return result


def _fit(document, folder, eps=None):
    """A forger's certificate, its numbers made to fit by a checker without the guards."""
    document["claim"]["eps"] = eps or document["claim"]["eps"]
    blind = load(
        SOURCE.replace("    if sign < 0:\n", "    if False:\n").replace(
            "            if not self._in_range(part):\n", "            if False:\n"
        )
    )
    files = blind.Files(str(folder))
    f, _, _ = files.model(document["model"])
    g, _ = files.converted(document["converted"])
    domain = blind.Domain(
        document["claim"]["domain"]["kind"], Fraction(document["claim"]["domain"]["radius"])
    )
    bound = blind.NetworkBound(f, g, domain, document["claim"]["norm"], document["proof"]["units"])
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


def _consistent_relu(document, eps):
    document["claim"]["eps"] = eps
    value = Fraction(eps) * 101 - 1
    tail = checker.tau(Fraction(4), 256)
    document["proof"]["slack"] = checker.outward((value - tail) / 101)


def misjudged(module, battery):
    """The certificates that a checker judges wrongly, or on which it breaks."""
    value = 1 - Fraction(1, 2**64)  # 64 bits, and its square needs 128
    square = module.Interval.of(value, 64) * value
    low, high = (Fraction(m) * Fraction(2) ** e for m, e in (square.inf, square.sup))
    wrong = [] if low < value**2 < high else ["arithmetic"]
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
