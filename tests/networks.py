"""Small networks for the tests, written with onnx, and what ONNX Runtime makes of them."""

from fractions import Fraction
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from certify.formats import read

DTYPES = {"tensor(float16)": np.float16, "tensor(float)": np.float32, "tensor(double)": np.float64}


def model(nodes, constants, inputs=(("x", ["N", 3]),), output="y", kind=TensorProto.FLOAT, opset=13):
    """An ONNX model; `constants` maps names to arrays."""
    graph = helper.make_graph(
        [helper.make_node(*node[:3], **(node[3] if len(node) > 3 else {})) for node in nodes],
        "g",
        [helper.make_tensor_value_info(name, kind, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(output, kind, None)],
        [numpy_helper.from_array(np.asarray(v), name) for name, v in constants.items()],
    )
    opsets = [helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def shallow(weight, bias, output_weight, constant, dtype=np.float32):
    """x -> output_weight relu(weight x + bias) + constant as Gemm - Relu - Gemm."""
    arrays = [np.asarray(a, dtype) for a in (weight, bias, output_weight, constant)]
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    return model(
        [
            ("Gemm", ["x", "W", "b"], ["z"], {"transB": 1}),
            ("Relu", ["z"], ["h"]),
            ("Gemm", ["h", "V", "c"], ["y"], {"transB": 1}),
        ],
        dict(zip("WbVc", arrays, strict=True)),
        inputs=(("x", ["N", arrays[0].shape[1]]),),
        kind=kind,
    )


def random_network(seed, inputs=3, hidden=6, outputs=2, dtype=np.float32):
    """Gaussian weights, with an inactive, an affine, a constant and two proportional units."""
    rng = np.random.default_rng(seed)
    weight, bias = rng.normal(size=(hidden, inputs)), rng.normal(size=hidden)
    output_weight, constant = rng.normal(size=(outputs, hidden)), rng.normal(size=outputs)
    weight[0], bias[0] = 0, 0.5
    bias[1], bias[2] = -50, 50
    weight[4], bias[4] = 2 * weight[3].astype(dtype), 2 * bias[3].astype(dtype)
    return shallow(weight, bias, output_weight, constant, dtype)


def save(proto, path: Path) -> Path:
    path.write_bytes(proto.SerializeToString())
    return path


def points(network, domain: str, radius: Fraction, count: int, seed: int = 0) -> np.ndarray:
    """Points of the domain: inside, on the rim, corners of a box, and on the kinks of the network."""
    rng = np.random.default_rng(seed)
    size, extent = network.inputs, float(radius)
    x = rng.normal(size=(count, size))
    if domain == "ball":
        x = x / np.linalg.norm(x, axis=1, keepdims=True) * extent
        x[: count // 2] *= rng.uniform(size=(count // 2, 1)) ** (1 / size)
    else:
        x = rng.uniform(-extent, extent, size=(count, size))
        x[: count // 4] = np.sign(x[: count // 4]) * extent
    weight = network.inner.middle.weight.astype(float)
    bias = network.inner.middle.bias.astype(float)
    on_kinks = []
    for row, start in zip(weight, bias, strict=True):
        square = row @ row
        if square == 0:
            continue
        base = x[: max(count // (4 * len(weight)), 4)]
        moved = base - ((base @ row + start) / square)[:, None] * row
        on_kinks.append(moved)
        on_kinks.append(
            extent * np.sign(row)[None] if domain == "box" else extent * row[None] / square**0.5
        )
    x = np.vstack([x, np.zeros((1, size)), *on_kinks])
    reach = np.linalg.norm(x, axis=1) if domain == "ball" else np.abs(x).max(axis=1)
    x = x[reach <= extent]
    return (x * (1 - 2.0**-20)).astype(np.float32)  # inside the domain after rounding, too


def exact_values(network, x: np.ndarray) -> np.ndarray:
    """f at the points in double precision, from the exact numbers of the file."""
    inner, outer = network.inner.middle, network.outer.middle
    hidden = np.maximum(x.astype(float) @ inner.weight.astype(float).T + inner.bias.astype(float), 0)
    return hidden @ outer.weight.astype(float).T + outer.bias.astype(float)


def run_converted(data: bytes, x: np.ndarray) -> np.ndarray:
    """g at the points by ONNX Runtime, in the precision of the file."""
    import onnxruntime

    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    [given] = session.get_inputs()
    dtype = DTYPES[given.type]
    return np.vstack([session.run(None, {given.name: part.astype(dtype)})[0] for part in np.array_split(x, 1 + len(x) // 500)])  # fmt: skip


def run_original(path: Path, x: np.ndarray, output: str) -> np.ndarray | None:
    """f at the points by ONNX Runtime; None for formats it does not read."""
    import onnx
    import onnxruntime

    if path.suffix != ".onnx":
        return None
    proto = onnx.load(path)
    if output not in [value.name for value in proto.graph.output]:
        proto.graph.output.append(helper.make_empty_tensor_value_info(output))
    session = onnxruntime.InferenceSession(proto.SerializeToString(), providers=["CPUExecutionProvider"])
    [given] = session.get_inputs()
    dtype = DTYPES[given.type]
    outputs = read(path).network.outputs
    shape = [size if isinstance(size, int) else 1 for size in given.shape]
    batch = int(np.prod(shape)) // x.shape[1]
    results = []
    for start in range(0, len(x), batch):
        part = x[start : start + batch]
        padded = np.vstack([part, np.repeat(part[-1:], batch - len(part), axis=0)])
        got = session.run([output], {given.name: padded.reshape(shape).astype(dtype)})[0]
        results.append(got.reshape(batch, outputs)[: len(part)])
    return np.vstack(results)
