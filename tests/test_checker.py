"""The checker: accepts what was issued, rejects what was changed, and stands on its own."""

import copy
import io
import json
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import networks
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import certify
from certify import checker
from certify.checker import Malformed, Rejected

CHECKER = Path(checker.__file__)


def sealed(document: dict) -> bytes:
    """The certificate with its seal made again: what a forger would do."""
    return checker.canonical({**document, "seal": checker.seal(document)})


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """Certificates of every kind, as (document, files)."""
    folder = tmp_path_factory.mktemp("issued")
    path = networks.save(networks.random_network(3), folder / "f.onnx")
    nnet = folder / "g.nnet"
    nnet.write_text("2,1,1,1,\n1,1,1,\n0,\n-9,\n9,\n1,5,\n4,10,\n2,\n1,\n1,\n0,\n")
    certificates = {
        "relu": certify.relu(eps="1e-2"),
        "network": certify.network(path, eps="1/5", construction="staircase"),
        "box": certify.network(
            path, eps="1/5", domain="box", radius="1/2", norm="inf", construction="staircase"
        ),
        "nnet": certify.network(nnet, eps="1/5", construction="staircase"),
        "sums": certify.network(path, eps="1e-2"),
        "function": certify.function("sin(3*x)", (0, 1), eps="1/5"),
        "enclosure": certify.relu(eps="1e-2", method="enclosure"),
        "midpoint": certify.relu(eps="1e-2", construction="midpoint"),
        "supnorm": certify.supnorm(certify.Staircase(41, 5)),
        "gentle": certify.supnorm(certify.Staircase(41, 1)),
        "best": certify.best_approximation(),
        "sum": certify.supnorm(certify.Staircase(3, 2).sum(), digits=3),
        "difference": certify.supnorm(
            certify.Staircase(3, 2).sum(), certify.Staircase(2, 3).sum(), digits=3
        ),
    }
    result = {}
    for name, certificate in certificates.items():
        certificate.save(folder / f"{name}.json")
        result[name] = json.loads((folder / f"{name}.json").read_text()), checker.Files(str(folder))
    return result


KINDS = ["relu", "network", "box", "nnet", "function"]
ENCLOSED = ["enclosure", "supnorm", "gentle", "best", "sum", "difference"]
"""Whose leaves and bounds are not the only ones possible: test_supnorm.py and test_best_approximation.py
ask whether what is accepted is true."""


@pytest.mark.parametrize("kind", KINDS + ENCLOSED)
def test_issued_certificate_is_accepted(issued, kind):
    document, files = issued[kind]
    theorem = checker.check(checker.canonical(document), files)
    if "eps" in document["claim"]:
        assert theorem.eps == Fraction(document["claim"]["eps"])
    assert sealed(document) == checker.canonical(document)


def leaves(value, path=()):
    """(path, value) of every leaf of nested dicts and lists."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
        if not value:
            yield path, value
    else:
        yield path, value


def changed(document, path, value):
    """A copy with the leaf at `path` replaced."""
    result = copy.deepcopy(document)
    place = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return result


def variations(value):
    """Plausible other values of a leaf."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, max(value - 1, 0) if value else 2, value * 2 + 3, 10**40]
    if isinstance(value, list):
        return [["x"], None]
    others = {
        "ball": ["box"],
        "box": ["ball"],
        "2": ["inf"],
        "inf": ["2"],
        "onnx": ["nnet"],
        "nnet": ["onnx"],
    }
    if value in others:
        return others[value]
    if re.fullmatch(r"-?\d+(/\d+)?", value):
        number = Fraction(value)
        return [str(number * 2), str(number / 2), str(number + Fraction(1, 10**9)), str(-number), "0"]
    if re.fullmatch(r"-?\d\.\d{19}e-?\d+", value):
        last = value.index("e") - 1
        return [
            value[:last] + str((int(value[last]) + step) % 10) + value[last + 1 :] for step in (1, 5, 9)
        ]
    return [value + "x", "", value[::-1] if value != value[::-1] else "other"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_changed_and_resealed_is_rejected(issued, kind):
    """Each leaf in turn, to several other values, with the seal made again."""
    document, files = issued[kind]
    tried = 0
    for path, value in leaves(document):
        if path in (("seal",), ("proof", "pieces")):  # any number of pieces that shows M is as good
            continue
        for other in variations(value):
            if other == value:
                continue
            tried += 1
            with pytest.raises((Rejected, Malformed)) as failure:
                checker.check(sealed(changed(document, path, other)), files)
            message = str(failure.value)
            assert message
            assert "\n" not in message
            assert "seal" not in message
    assert tried > 20


@pytest.mark.parametrize("kind", KINDS + ENCLOSED)
def test_every_field_removed_or_added_is_malformed(issued, kind):
    document, files = issued[kind]
    places = [(), *{path[:cut] for path, _ in leaves(document) for cut in range(1, len(path))}]
    for place in places:
        inner = document
        for key in place:
            inner = inner[key]
        if not isinstance(inner, dict):
            continue
        for key in inner:
            smaller = copy.deepcopy(document)
            target = smaller
            for step in place:
                target = target[step]
            del target[key]
            with pytest.raises(Malformed if key != "seal" else (Malformed, Rejected)):
                checker.check(sealed(smaller) if key != "seal" else checker.canonical(smaller), files)
        larger = copy.deepcopy(document)
        target = larger
        for step in place:
            target = target[step]
        target["more"] = "x"
        with pytest.raises(Malformed, match="unknown field 'more'"):
            checker.check(sealed(larger), files)


@pytest.mark.parametrize("kind", KINDS)
def test_number_changed_without_a_new_seal_is_rejected_by_the_seal(issued, kind):
    document, files = issued[kind]
    with pytest.raises(Rejected, match="'seal'"):
        checker.check(checker.canonical(changed(document, ("claim", "eps"), "1/1000000")), files)


REASONS = [
    ("relu", ("claim", "eps"), "1/200", "exceeds eps = 1/200"),
    ("relu", ("claim", "domain", 0), "-2", "'claim.domain'"),
    ("relu", ("construction", "n"), 101, "exceeds eps"),
    ("relu", ("construction", "n"), 1, "at least 2"),
    ("relu", ("construction", "n"), 200, "'proof.bound'"),
    ("relu", ("proof", "least"), False, "'proof.least'"),
    ("relu", ("construction", "k"), "-4", "must be positive"),
    ("function", ("claim", "eps"), "1/6", "exceeds eps = 1/6"),
    ("function", ("claim", "eps"), "1/4", "'proof.slack'"),
    ("function", ("claim", "domain", 1), "2", "exceeds eps"),
    ("function", ("claim", "expression"), "sin(4*x)", "'proof.slope' = 3"),
    ("function", ("claim", "expression"), "sin(2*x)", "number 1 is not within"),
    ("function", ("claim", "expression"), "sin(x*3) ", "'claim.expression'"),
    ("function", ("construction", "k"), "15", "'proof.bound'"),
    ("function", ("construction", "digits"), 5, "number 1 is not within"),
    ("function", ("proof", "slope"), "2", "'proof.bound'"),
    ("function", ("proof", "pieces"), 0, "'proof.pieces'"),
    ("function", ("proof", "rounding"), "1/1000", "'proof.bound'"),
    ("network", ("claim", "domain", "radius"), "2", "range"),
    ("network", ("claim", "eps"), "1/6", "exceeds eps = 1/6"),
    ("network", ("claim", "norm"), "inf", "'proof.bound'"),
    ("network", ("model", "sha256"), "0" * 64, "SHA-256"),
    ("network", ("converted", "sha256"), "0" * 64, "SHA-256"),
    ("network", ("model", "output"), "z", "'model.output'"),
    ("network", ("proof", "units", 0, "kind"), "kinked", "'proof.units[0].kind'"),
    ("network", ("proof", "units", 3, "members", 1), 5, "'proof.units[3].members'"),
    ("network", ("proof", "units", 3, "r"), "1/2", "below the unit's range"),
    ("network", ("proof", "units", 3, "n"), 3, "below the unit's range"),
    ("network", ("construction", "sigmoids"), 7, "'construction.sigmoids'"),
    ("sums", ("construction", "sigmoids"), 7, "'construction.sigmoids'"),
    ("sums", ("construction", "sums", 0, "constant"), "0", "'construction.sums[0]'"),
    ("sums", ("construction", "sums", 0, "terms", 0, 0), "1", "'construction.sums[0]'"),
    ("sums", ("construction", "sums", 0, "terms", 0, 2), "1", "'construction.sums[0]'"),
    ("sums", ("construction", "sums", 0, "proof", "bound", 1), "1e-9", "'construction.sums[0]'"),
    ("sums", ("proof", "units", 3, "sum"), 9, "'proof.units[3].sum' must be below"),
    ("sums", ("proof", "units", 3, "sum"), 1, "units"),
    ("sums", ("proof", "units", 3, "r"), "1/2", "'proof.units[3].r' = 1/2 is below the unit's range"),
    ("sums", ("proof", "units", 3, "r"), "6", "'proof.bound'"),
    ("sums", ("proof", "units", 3, "r"), "-1", "must be positive"),
    ("sums", ("claim", "domain", "radius"), "2", "range"),
    ("sums", ("claim", "eps"), "1/200", "exceeds eps = 1/200"),
]


@pytest.mark.parametrize(("kind", "path", "value", "reason"), REASONS)
def test_reason_names_the_place(issued, kind, path, value, reason):
    document, files = issued[kind]
    with pytest.raises(Rejected, match=re.escape(reason)):
        checker.check(sealed(changed(document, path, value)), files)


def test_one_changed_weight_of_either_file_is_rejected(issued, tmp_path):
    """Even with the SHA-256 and the seal made again: the numbers are derived from the bytes."""
    import hashlib

    import onnx
    from onnx import numpy_helper

    document, files = issued["network"]
    for role in ("model", "converted"):
        for index in range(4):
            proto = onnx.load(Path(files.folder) / document[role]["file"])
            tensor = proto.graph.initializer[index]
            array = numpy_helper.to_array(tensor).copy()
            array.flat[array.size // 2] += np.float32(0.01)
            tensor.CopyFrom(numpy_helper.from_array(array, tensor.name))
            path = networks.save(proto, tmp_path / f"{role}.onnx")
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            forged = sealed(changed(document, (role, "sha256"), digest))
            paths = {role: str(path)}
            with pytest.raises(Rejected):
                checker.check(forged, checker.Files(files.folder, **paths))
            with pytest.raises(Rejected, match="SHA-256"):
                checker.check(checker.canonical(document), checker.Files(files.folder, **paths))


def test_converted_file_must_give_out_what_the_claim_is_about(issued, tmp_path):
    """The same graph with its hidden tensor as output is another network."""
    import onnx

    document, files = issued["network"]
    proto = onnx.load(Path(files.folder) / document["converted"]["file"])
    assert len(checker.read_converted(proto.SerializeToString()).weights) > 0
    proto.graph.output[0].name = "activated"
    with pytest.raises(Malformed, match="one chain"):
        checker.read_converted(proto.SerializeToString())
    proto.graph.output[0].name = "output"
    proto.opset_import[0].version = 6
    with pytest.raises(Malformed, match="one opset of at least 7"):
        checker.read_converted(proto.SerializeToString())


MALFORMED = {
    "empty": b"",
    "no JSON": b"hello\n",
    "a list": b"[]\n",
    "nested 10,000 deep": b"[" * 10_000 + b"]" * 10_000,
    "nested objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "an open string": b'{"a": "',
    "a float": b'{\n "schema": "certify/1.0",\n "x": 1.5\n}\n',
    "an exponent": b'{\n "schema": "certify/1.0",\n "x": 1e5\n}\n',
    "NaN": b'{\n "schema": "certify/1.0",\n "x": NaN\n}\n',
    "infinity": b'{\n "schema": "certify/1.0",\n "x": -Infinity\n}\n',
    "a duplicate key": b'{\n "schema": "certify/1.0",\n "schema": "certify/1.0"\n}\n',
    "a huge integer": b'{\n "schema": "certify/1.0",\n "x": ' + b"9" * 5000 + b"\n}\n",
    "another schema": b'{\n "schema": "certify/9.9"\n}\n',
    "no schema": b"{}\n",
    "bytes": bytes(range(256)),
    "not ASCII": '{"schema": "é"}'.encode(),
    "too large": b" " * (checker.MAX_CERTIFICATE_BYTES + 1),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_certificate_is_malformed(name):
    with pytest.raises(Malformed) as error:
        checker.check(MALFORMED[name], checker.Files("."))
    assert "\n" not in str(error.value)


def test_text_around_a_certificate_is_malformed(issued):
    document, files = issued["relu"]
    good = checker.canonical(document)
    for bad in (
        good + b"\n",
        b" " + good,
        good[:-1],
        good + b"x",
        good.replace(b": ", b":"),
        good[:-20],
    ):
        with pytest.raises(Malformed):
            checker.check(bad, files)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_byte_is_never_accepted_and_never_crashes(issued, data):
    kind = data.draw(st.sampled_from(KINDS))
    document, files = issued[kind]
    good = bytearray(checker.canonical(document))
    at = data.draw(st.integers(0, len(good) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda v: v != good[at]))
    good[at] = value
    with pytest.raises((Malformed, Rejected)):
        checker.check(bytes(good), files)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damaged_network_files_never_crash_the_readers(issued, data):
    document, files = issued[data.draw(st.sampled_from(["network", "nnet"]))]
    role = data.draw(st.sampled_from(["model", "converted"]))
    good = bytearray((Path(files.folder) / document[role]["file"]).read_bytes())
    if data.draw(st.booleans()):
        good = good[: data.draw(st.integers(0, len(good) - 1))]
    else:
        for _ in range(data.draw(st.integers(1, 4))):
            good[data.draw(st.integers(0, min(len(good) - 1, 600)))] = data.draw(st.integers(0, 255))
    read = {
        "onnx": lambda: checker.read_onnx(bytes(good), lambda *args: b""),
        "nnet": lambda: checker.read_nnet(bytes(good)),
    }
    try:
        if role == "converted":
            checker.read_converted(bytes(good))
        else:
            read[document["model"]["format"]]()
    except Malformed:
        pass


def alone(arguments, cwd, *, optimised=False, blocked=("numpy", "sympy", "mpmath", "onnx")):
    """A Python process in which third-party packages cannot be imported."""
    code = (
        "import sys, runpy\n"
        f"for name in {blocked!r}: sys.modules[name] = None\n"
        f"sys.argv = {[str(a) for a in arguments]!r}\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    flags = ["-I", *(["-O"] if optimised else [])]
    return subprocess.run([sys.executable, *flags, "-c", code], cwd=cwd, capture_output=True, text=True)


@pytest.mark.parametrize("optimised", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_one_file_without_third_party_packages(issued, kind, optimised, tmp_path):
    """A copy of checker.py somewhere else, with and without -O."""
    _, files = issued[kind]
    shutil.copy(CHECKER, tmp_path / "checker.py")
    run = alone(
        [tmp_path / "checker.py", Path(files.folder) / f"{kind}.json"], tmp_path, optimised=optimised
    )
    assert (run.returncode, run.stdout.splitlines()[0], run.stderr) == (0, "accepted", "")


def test_command_line_check_without_third_party_packages(issued):
    _, files = issued["network"]
    code = (
        "import sys\n"
        "for name in ('numpy', 'sympy', 'mpmath', 'onnx'): sys.modules[name] = None\n"
        "from certify.cli import main\n"
        "sys.exit(main(['check', 'network.json']))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=files.folder, capture_output=True, text=True)
    assert (run.returncode, run.stdout.splitlines()[0], run.stderr) == (0, "accepted", "")


def test_checker_imports_only_the_standard_library():
    imported = re.findall(r"^\s*(?:import|from)\s+(\w+)", CHECKER.read_text(), re.MULTILINE)
    assert set(imported) <= set(sys.stdlib_module_names)
    assert "assert " not in re.sub(r'""".*?"""', "", CHECKER.read_text(), flags=re.DOTALL)


EXIT_CODES = [
    (lambda good: good, 0, "accepted", ""),
    (lambda good: good.replace(b'"eps": "1/100"', b'"eps": "1/999"'), 1, "rejected", "'seal'"),
    (lambda good: good + b"x", 2, "rejected", "malformed"),
    (lambda good: None, 2, "rejected", "no such file"),
]


@pytest.mark.parametrize(("damage", "code", "verdict", "message"), EXIT_CODES)
def test_exit_codes(issued, damage, code, verdict, message, tmp_path):
    document, _ = issued["relu"]
    data = damage(checker.canonical(document))
    if data is not None:
        (tmp_path / "c.json").write_bytes(data)
    run = subprocess.run(
        [sys.executable, CHECKER, "c.json"], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.returncode == code
    assert run.stdout.splitlines()[0] == verdict
    assert message in run.stderr
    assert len(run.stderr.splitlines()) == (code != 0)
    assert "Traceback" not in run.stderr


def test_relu_golden_certificate_is_issued_as_it_was():
    """The bytes of a certificate do not change between versions; old ones still check."""
    golden = (Path(__file__).parent / "golden" / "relu-1e-3.json").read_bytes()
    assert certify.relu(eps="1e-3").data() == golden
    assert checker.check(golden, checker.Files(".")).n == 1006


def test_network_golden_certificate_still_checks():
    for name, eps, sigmoids in (
        ("diabetes", 20, 207), ("diabetes-sums", 1, 26), ("diabetes-float16", 5, 18),
        ("diabetes-q10.12", 5, 17),
    ):  # fmt: skip
        theorem = certify.check(Path(__file__).parent / "golden" / f"{name}.json")
        assert (theorem.kind, theorem.eps, theorem.sigmoids) == ("network", eps, sigmoids)


def test_schema_describes_what_is_issued(issued):
    import jsonschema

    schema = json.loads((CHECKER.parent / "schemas" / "1.0" / "certificate.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for document, _ in issued.values():
        jsonschema.validate(document, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**document, "more": 1}, schema)


def test_extreme_claims_are_checked_at_once():
    for eps, k in [("1e-30", "1/1000000"), ("1e-30", "1000000"), ("1e-3", "1000000"), ("1e-300", "1/3")]:
        certificate = certify.relu(eps=eps, k=k)
        assert certify.check(certificate).n == certificate.n


def test_folder_instead_of_a_certificate(tmp_path):
    out, err = io.StringIO(), io.StringIO()
    assert checker.run(str(tmp_path), out=out, err=err)[0] == 2
    assert out.getvalue() == "rejected\n"
    assert "no such file" in err.getvalue()
