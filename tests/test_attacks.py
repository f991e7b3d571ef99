"""Files made to mean one thing to the checker and another to ONNX Runtime: all refused.

The bytes are written field by field, since the onnx library would not write most of them.
"""

import contextlib
import struct

import networks
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

import certify
from certify import checker
from certify.checker import Malformed
from certify.errors import BadInput
from certify.formats import read


def varint(value: int) -> bytes:
    out = bytearray()
    while True:
        out.append((value & 127) | (128 if value > 127 else 0))
        value >>= 7
        if not value:
            return bytes(out)


def field(number: int, wire: int, value) -> bytes:
    """One field of a message: an int for wire 0, bytes for the others."""
    key = varint(number << 3 | wire)
    if wire == 0:
        return key + varint(value)
    return key + (varint(len(value)) + value if wire == 2 else value)


def node(op, inputs=(), outputs=(), attributes=(), raw=b""):
    parts = [field(1, 2, name.encode()) for name in inputs] + [raw]
    parts += [field(2, 2, name.encode()) for name in outputs] + [field(4, 2, op.encode())]
    return b"".join(parts + [field(5, 2, a) for a in attributes])


def attribute(name, *fields):
    return field(1, 2, name.encode()) + b"".join(fields)


def tensor(name, array):
    return numpy_helper.from_array(np.asarray(array, np.float32), name).SerializeToString()


def value_info(name, shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape).SerializeToString()


def model(nodes, tensors, shape=("N", 2), output="y", opset=13, raw=b""):
    graph = b"".join(field(1, 2, n) for n in nodes) + b"".join(field(5, 2, t) for t in tensors)
    graph += (
        field(11, 2, value_info("x", list(shape)))
        + field(12, 2, value_info(output, None if output == "y" else ["N", 2]))
        + raw
    )
    return field(1, 0, 8) + field(7, 2, graph) + field(8, 2, field(2, 0, opset))


W, B, V = tensor("W", [[1, 2], [3, 4]]), tensor("b", [0.5, -1]), tensor("V", [[1], [-1]])
FIRST = node("Gemm", ["x", "W", "b"], ["z"])
RELU, LAST = node("Relu", ["z"], ["h"]), node("Gemm", ["h", "V"], ["y"])
INT, FLOAT_TYPE = field(20, 0, 2), field(20, 0, 1)


def side_file(name, entries):
    raise Malformed("no side files here")


def test_builder_writes_what_the_readers_read():
    """Without an attack the same bytes are a network, to both readers."""
    data = model([FIRST, RELU, LAST], [W, B, V])
    network = checker.read_onnx(data, side_file)
    assert [len(network.inner.rows), len(network.outer.rows)] == [2, 1]
    from certify.formats import onnx_reader

    assert onnx_reader.source(data, None, "m").network.hidden == 2


SPLIT = tensor("V4", np.ones((4, 1)))
NORM = [tensor(name, [1.0, 2.0]) for name in ("s", "o", "m", "v")]
ATTACKS = {
    "a bias of another wire type": model([node("Gemm", ["x", "W"], ["z"], raw=field(1, 5, b"bias")), RELU, LAST], [W, tensor("bias", [1, 2]), V]),
    "an input of wire type 0": model([node("Gemm", ["x", "W"], ["z"], raw=field(1, 0, 2**33)), RELU, LAST], [W, V]),
    "a node of wire type 0": model([FIRST, RELU, LAST], [W, B, V], raw=field(1, 0, 5)),
    "a packed transB": model([node("Gemm", ["x", "W", "b"], ["z"], [attribute("transB", field(3, 2, b"\x01"), INT)]), RELU, LAST], [W, B, V]),
    "an empty packed transB": model([node("Gemm", ["x", "W", "b"], ["z"], [attribute("transB", field(3, 2, b""), INT)]), RELU, LAST], [W, B, V]),
    "a transB that is a float": model([node("Gemm", ["x", "W", "b"], ["z"], [attribute("transB", field(2, 5, struct.pack("<f", 1)), FLOAT_TYPE)]), RELU, LAST], [W, B, V]),
    "a transB of two kinds": model([node("Gemm", ["x", "W", "b"], ["z"], [attribute("transB", field(2, 5, b"\0\0\x80?"), field(3, 0, 1), INT)]), RELU, LAST], [W, B, V]),
    "an attribute of no type": model([node("Gemm", ["x", "W", "b"], ["z"], [attribute("transB", field(3, 0, 1))]), RELU, LAST], [W, B, V]),
    "an alpha that is NaN": model([node("Gemm", ["x", "W", "b"], ["z"], [attribute("alpha", field(2, 5, struct.pack("<f", float("nan"))), FLOAT_TYPE)]), RELU, LAST], [W, B, V]),
    "numbers here and elsewhere": model([FIRST, RELU, LAST], [W, B, V + field(14, 0, 2**32 + 1) + field(13, 2, field(1, 2, b"location") + field(2, 2, b"other"))]),
    "numbers twice": model([FIRST, RELU, LAST], [W, B, V + field(4, 2, struct.pack("<2f", 7, 7))]),
    "batch normalisation in training": model([node("Gemm", ["x", "W", "b"], ["a"]), node("BatchNormalization", ["a", "s", "o", "m", "v"], ["z", "1", "2", "3", "4"]), RELU, LAST], [W, B, V, *NORM], opset=9),
    "batch normalisation of two lengths": model([node("Gemm", ["x", "W", "b"], ["a"]), node("BatchNormalization", ["a", "one", "o", "m", "v"], ["z"]), RELU, LAST], [W, B, V, tensor("one", [1.0]), *NORM]),
    "a maximum that adds axes": model([FIRST, node("Max", ["z", "nil"], ["h"]), LAST], [W, B, V, tensor("nil", [[[0.0]]])]),
    "two units taken for four": model([node("MatMul", ["x", "W"], ["z"]), RELU, node("Flatten", ["h"], ["f"]), node("Gemm", ["f", "V4"], ["y"])], [W, SPLIT], shape=(1, 2, 2)),
    "a sample split in two": model([node("Reshape", ["x", "shape"], ["r"]), node("Gemm", ["r", "W", "b"], ["z"]), RELU, LAST], [W, B, V], shape=("N", 4)),
    "an initialiser without a name": model([node("Gemm", ["x", "W", ""], ["z"]), RELU, LAST], [W, tensor("", [1, 2]), V]),
    "a node without outputs": model([node("Gemm", ["x", "W", "b"]), RELU, LAST], [W, B, V]),
    "an Identity without inputs": model([node("Identity", [], ["q"]), FIRST, node("Identity"), RELU, LAST], [W, B]),
    "a clip with old attributes": model([FIRST, node("Clip", ["z"], ["h"], [attribute("min", field(2, 5, b"\0\0\0\0"), FLOAT_TYPE)]), LAST], [W, B, V]),
    "two opsets": model([FIRST, RELU, LAST], [W, B, V]) + field(8, 2, field(2, 0, 9)),
    "no opset": field(1, 0, 8) + model([FIRST, RELU, LAST], [W, B, V])[2:].split(b"\x42\x02\x10")[0],
    "a function of its own": model([FIRST, RELU, LAST], [W, B, V]) + field(25, 2, b""),
    "a weight without columns": model([FIRST, RELU, LAST], [field(1, 0, 2**40) + field(1, 0, 0) + field(2, 0, 1) + field(8, 2, b"W"), B, V]),
    "a weight of 200,000 axes": model([FIRST, RELU, LAST], [field(1, 0, 2**60) * 200_000 + field(2, 0, 1) + field(8, 2, b"W"), B, V]),
    "a scaler of five bytes": model([node("Scaler", ["x"], ["a"], [attribute("scale", field(7, 2, b"\0" * 5), field(20, 0, 6))]), RELU, LAST], [W, B, V]),
    "a branch as a bias": model([FIRST, RELU, node("Gemm", ["h", "V", "z"], ["y"])], [W, B, V]),
    "a dead end": model([FIRST, RELU, LAST, node("Add", ["y", "V1"], ["dead"])], [W, B, V, tensor("V1", [5.0])]),
    "a dead network": model([FIRST, RELU, LAST], [W, B, V], output="z"),
    "a chain of matrices": model([node("MatMul", ["x", "W"], ["a0"]), *(node("MatMul", [f"a{i}", "W"], [f"a{i + 1}"]) for i in range(90)), node("Relu", ["a90"], ["h"]), LAST], [W, V]),
    "very many nodes": model([*(node("Identity", ["W"], [f"w{i}"]) for i in range(200)), FIRST, RELU, LAST], [W, B, V]),
    "a constant of integers": model([node("Constant", [], ["q"], [attribute("value", field(3, 0, 3), INT)]), node("Gemm", ["x", "W", "q"], ["z"]), RELU, LAST], [W, V]),
    "two graphs": model([FIRST, RELU, LAST], [W, B, V]) + field(7, 2, b""),
    "no graph": field(1, 0, 8) + field(8, 2, field(2, 0, 13)),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_ambiguous_file_is_malformed_to_the_checker(name):
    with pytest.raises(Malformed) as error:
        checker.read_onnx(ATTACKS[name], side_file)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ATTACKS)
def test_ambiguous_file_is_never_certified(name, tmp_path):
    path = tmp_path / "f.onnx"
    path.write_bytes(ATTACKS[name])
    with contextlib.suppress(BadInput):
        certificate = certify.network(path, eps="1/10")
        assert certificate.verdict == "undecided"
        assert "does not confirm" in certificate.reason


NNET = "2,1,1,1,\n1,1,1,\n0,\n-9,\n9,\n1,5,\n4,10,\n2,\n1,\n1,\n0,\n"
NNET_ATTACKS = {
    "an empty header": NNET.replace("2,1,1,1,", ",", 1),
    "a size that is not whole": NNET.replace("1,1,1,\n", "1,1.5,1,\n", 1),
    "a size beyond memory": NNET.replace("1,1,1,\n", "1,1e999,1,\n", 1),
    "a huge input": "2,5e8,1,1,\n5e8,1,1,\n0,\n-9,\n9,\n0,\n0,\n1,\n1,\n1,\n1,\n",
    "no hidden unit": "2,1,1,1,\n1,0,1,\n0,\n-9,\n9,\n0,0,\n1,1,\n1,\n1,\n",
    "a header of its own": NNET.replace("2,1,1,1,", "2,3,1,1,", 1),
    "a hidden line break": NNET.replace("-9,\n", "-9,\x0b\n", 1),
    "a fraction": NNET.replace("4,10", "4,1/2"),
    "a range of 0": NNET.replace("4,10", "0,10"),
    "one row more": NNET + "1,\n",
    "a line break of its own": NNET.replace("0,\n-9", "0,\n//\r5,\n-9", 1),
    "a number of 5,000 digits": NNET.replace("-9", "9" * 5000),
    "words": NNET.replace("-9", "minus nine"),
}


@pytest.mark.parametrize("name", NNET_ATTACKS)
def test_odd_nnet_file_is_refused_by_both_readers(name, tmp_path):
    data = NNET_ATTACKS[name].encode()
    with pytest.raises(Malformed):
        checker.read_nnet(data)
    path = tmp_path / "f.nnet"
    path.write_bytes(data)
    with pytest.raises(BadInput):
        read(path)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_damaged_onnx_files_never_crash_either_reader(data):
    """Bytes changed, cut or put in: Malformed and BadInput, or a network; nothing else."""
    good = bytearray(model([FIRST, RELU, LAST], [W, B, V]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(good) - 1))
        kind = data.draw(st.sampled_from(["change", "cut", "insert"]))
        if kind == "change":
            good[at] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del good[at : at + data.draw(st.integers(1, 9))]
        else:
            good[at:at] = data.draw(st.binary(min_size=1, max_size=9))
    from certify.formats import onnx_reader

    with contextlib.suppress(Malformed):
        checker.read_onnx(bytes(good), side_file)
    with contextlib.suppress(BadInput):
        onnx_reader.source(bytes(good), None, "m")


def test_names_cannot_add_lines_to_what_the_checker_says(tmp_path, capsys):
    """Control characters are malformed, and names are shown escaped."""
    import json

    path = networks.save(networks.random_network(0), tmp_path / "f.onnx")
    certify.network(path, eps=1).save(tmp_path / "c.json")
    document = json.loads((tmp_path / "c.json").read_text())
    for name in ("x'\nbound 0", "\ud800", "\x1b[2J"):
        document["model"]["file"] = name
        (tmp_path / "d.json").write_bytes(
            checker.canonical({**document, "seal": checker.seal(document)})
        )
        assert checker.run(str(tmp_path / "d.json"), model=str(path))[0] == 2
        out, err = capsys.readouterr()
        assert out == "rejected\n"
        assert len(err.splitlines()) == 1
    document["model"]["file"] = "modèle.onnx"
    (tmp_path / "d.json").write_bytes(checker.canonical({**document, "seal": checker.seal(document)}))
    assert checker.run(str(tmp_path / "d.json"), model=str(path))[0] == 0
    assert capsys.readouterr().out.isascii()


def test_integers_beyond_pythons_own_limit_are_malformed(tmp_path):
    """Also where the environment lowers that limit below ours."""
    import subprocess
    import sys

    (tmp_path / "c.json").write_bytes(b'{\n "n": ' + b"9" * 1000 + b"\n}\n")
    command = [sys.executable, checker.__file__, "c.json"]
    run = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={"PYTHONINTMAXSTRDIGITS": "640"}
    )
    assert (run.returncode, run.stdout, len(run.stderr.splitlines())) == (2, "rejected\n", 1)


def test_stated_rounding_is_that_of_the_lowest_precision(tmp_path):
    """A float64 input that is cast to float32 on the way is run in float32."""
    nodes = [
        ("Cast", ["x"], ["a"], {"to": 1}), ("MatMul", ["a", "W"], ["z"]), ("Relu", ["z"], ["h"]),
        ("MatMul", ["h", "V"], ["y"]),
    ]  # fmt: skip
    weights = {"W": np.ones((3, 2), np.float32), "V": np.ones((2, 1), np.float32)}
    proto = networks.model(nodes, weights, kind=TensorProto.DOUBLE)
    proto.graph.output[0].type.tensor_type.elem_type = TensorProto.FLOAT
    path = networks.save(proto, tmp_path / "f.onnx")
    assert "f in float32" in certify.network(path, eps="1/2").execution


def test_many_keys_and_open_strings_are_refused_at_once():
    many = b"{" + b",".join(b'"%d":1' % i for i in range(200_000)) + b"}"
    for text in (many, b'"' + b'\\"' * 500_000, b'{"a":"' + b'\\"' * 500_000):
        with pytest.raises(Malformed):
            checker.parse(text)


def test_range_that_is_met_exactly_is_decided(tmp_path):
    """For a box everything is rational, so r equal to the range is no reason to search for ever."""
    from fractions import Fraction

    domain = checker.Domain("box", Fraction(1, 3))
    ramp = checker.Ramp([Fraction(3)], Fraction(0), [Fraction(1)], domain, "2")
    for r, enough in (Fraction(1), True), (1 - Fraction(1, 10**300), False):
        stairs = checker.Flight(ramp, 2, Fraction(4), r)
        stairs.shifts = [([Fraction(0)], Fraction(0))]
        assert stairs._in_range() == enough
