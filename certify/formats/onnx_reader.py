"""ONNX files: the path from the input through affine - relu - affine, with exact numbers.

The operators are listed in OPERATORS, with what each may look like.  Numbers mean the reals that
are stored; shape operators keep the order of the numbers, so a matrix acts on consecutive pieces.
A classifier's tail (Softmax, Sigmoid, ArgMax, ...) ends the function: f is the logits before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from certify.checker import inverse_root
from certify.errors import BadInput, MissingExtra
from certify.formats.source import Source, read_file
from certify.relu_network import Affine, Diagonal, ReluNetwork, Stage

ONE, ZERO = np.array([Fraction(1)], dtype=object), np.array([Fraction(0)], dtype=object)
_exact = np.frompyfunc(lambda v: Fraction(float(v)), 1, 1)

TAIL = (
    "Softmax", "LogSoftmax", "Sigmoid", "ArgMax", "Identity", "Cast", "Reshape", "Sub", "Concat",
    "ZipMap", "ArrayFeatureExtractor", "Normalizer", "Flatten", "Binarizer", "Squeeze", "Unsqueeze",
)  # fmt: skip
"""Operators that may follow the logits; f does not include them."""

MOST_NODES, MOST_MATRICES = 100, 4
"""Exact numbers grow with every product; networks as they are exported stay far below."""

OLDEST_OPSET = 7
"""Before it, elementwise operators broadcast by other rules."""

DTYPES = {1: "float32", 10: "float16", 11: "float64"}
"""By their numbers in ONNX, what tensors may hold."""

HIDDEN = ("Relu", "Max", "Clip")


def source(data: bytes, path: Path | None, name: str) -> Source:
    """The one-hidden-layer ReLU network in the bytes of an ONNX file.

    Args:
        path: where the file is, to find side files; None for a model in memory.

    Raises:
        BadInput: not an ONNX file, or a network of another form, named in the message.
        MissingExtra: the library onnx is not installed.
    """
    try:
        import onnx
    except ImportError:
        raise MissingExtra("onnx", "onnx") from None
    try:
        model = onnx.load_model_from_string(data)
    except Exception:  # protobuf's DecodeError, whose home differs between its versions
        raise BadInput(f"'{path or name}' is not an ONNX file, or is truncated") from None
    if not model.graph.node:
        raise BadInput(f"'{path or name}' is not an ONNX file: it holds no graph")
    opset = max((o.version for o in model.opset_import if o.domain in ("", "ai.onnx")), default=0)
    if opset < OLDEST_OPSET:
        raise BadInput(f"'{path or name}' uses opset {opset}; {OLDEST_OPSET} or later is supported")
    external = _side_files(model, path)
    walk = _Walk(model.graph, external, str(path or name))
    try:
        network = walk.network()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        reason = f"{type(error).__name__}: {error}"
        raise BadInput(f"'{path or name}' is not a valid ONNX model ({reason})") from None
    return Source(network, "onnx", data, path, name, external, tuple(walk.notes), walk.dtype)


def _side_files(model: Any, path: Path | None) -> dict[str, bytes]:
    """The side files that hold tensors of the model, by their names beside it."""
    tensors = list(model.graph.initializer)
    tensors += [a.t for node in model.graph.node for a in node.attribute if a.HasField("t")]
    names = []
    for tensor in tensors:
        for entry in tensor.external_data:
            if tensor.data_location == tensor.EXTERNAL and entry.key == "location":
                names.append(entry.value)
    if names and path is None:
        raise BadInput("a model in memory must hold its own weights, not name a side file")
    for name in names:
        if Path(name).name != name:
            raise BadInput(f"'{path}': the side file '{name}' must lie beside the model")
    return {name: read_file(path.parent / name) for name in sorted(set(names)) if path is not None}


class _Walk:
    def __init__(self, graph: Any, external: dict[str, bytes], place: str) -> None:
        self.graph, self.external, self.place = graph, external, place
        self.constants = {tensor.name: tensor for tensor in graph.initializer}
        inputs = [v for v in graph.input if v.name not in self.constants]
        if len(inputs) != 1:
            names = ", ".join(v.name for v in inputs)
            raise self.bad(f"{len(inputs)} inputs ({names}); one input is supported")
        self.current = inputs[0].name
        kind = inputs[0].type.tensor_type
        if kind.elem_type not in DTYPES:
            raise self.bad(f"the input must be {', '.join(DTYPES.values())}")
        self.dtype = DTYPES[kind.elem_type]
        dims = [d.dim_value or None for d in kind.shape.dim] if kind.HasField("shape") else None
        self.dims: list[int | None] = dims or []
        self.rank = None if dims is None else len(dims)
        self.width = dims[-1] if dims else None
        self.fixed = self.width is not None
        self.stages: list[Stage] = []
        self.before: tuple[Stage, ...] | None = None
        self.notes: list[str] = []

    def bad(self, message: str) -> BadInput:
        return BadInput(f"'{self.place}': {message}")

    def network(self) -> ReluNetwork:
        if len(self.graph.node) > MOST_NODES:
            raise self.bad(f"{len(self.graph.node)} nodes; up to {MOST_NODES} are supported")
        computed = {self.current}
        ended = False
        for node in self.graph.node:
            if not computed & set(node.input):
                self._constant(node)
                continue
            computed |= set(node.output)
            if ended or self._ends(node):
                if node.op_type not in TAIL:
                    raise self.bad(f"unsupported operator {_called(node)} after the output layer")
                if not ended and len(node.output):
                    self.notes.append(f"f is the tensor '{self.current}', before {_called(node)}")
                ended = True
                continue
            if self.current not in node.input:
                raise self.bad(f"{_called(node)} branches off; one chain of layers is supported")
            self._apply(node)
            self.current = node.output[0]
        if self.before is None:
            raise self.bad("no ReLU in the network; affine - Relu - affine is supported")
        if not any(isinstance(stage, Affine) for stage in self.stages):
            raise self.bad("no output layer after the ReLU; affine - Relu - affine is supported")
        given_out = {self.current}
        for node in self.graph.node:
            if given_out & set(node.input):
                given_out |= set(node.output)
        others = [value.name for value in self.graph.output if value.name not in given_out]
        if others or not self.graph.output:
            raise self.bad(
                f"the output {', '.join(others)} does not come from '{self.current}', where the chain "
                "ends; one chain of layers is supported"
            )
        return ReluNetwork.of(self.before, tuple(self.stages), self.current)

    def _ends(self, node: Any) -> bool:
        complete = self.before is not None and any(isinstance(s, Affine) for s in self.stages)
        if not complete:
            return False
        if node.op_type == "Cast":
            return _attributes(node).get("to") not in DTYPES
        return node.op_type not in OPERATORS

    def _apply(self, node: Any) -> None:
        if node.op_type not in OPERATORS or node.domain not in ("", "ai.onnx", "ai.onnx.ml"):
            raise self.bad(f"unsupported operator {_called(node)}; supported are {', '.join(OPERATORS)}")
        if list(node.input).count(self.current) != 1 or len(node.output) != 1:
            raise self.bad(f"{_called(node)} must use its input once and have one output")
        if self.before is not None and node.op_type in HIDDEN:
            raise self.bad(f"a second hidden layer at {_called(node)}; networks with one are supported")
        OPERATORS[node.op_type](self, node, _attributes(node))

    def _constant(self, node: Any) -> None:
        if node.op_type == "Constant":
            value = _attributes(node).get("value")
            if hasattr(value, "data_type"):
                self.constants[node.output[0]] = value
        elif node.op_type == "Identity" and node.input[0] in self.constants:
            self.constants[node.output[0]] = self.constants[node.input[0]]

    def tensor(self, node: Any, position: int) -> np.ndarray:
        """The constant input of a node, as an object array of Fractions."""
        from onnx import TensorProto, numpy_helper

        name = node.input[position] if position < len(node.input) else ""
        if name not in self.constants:
            raise self.bad(f"{_called(node)}: its input {position} ('{name}') must be a constant")
        stored = self.constants[name]
        if stored.data_type not in DTYPES:
            kind = TensorProto.DataType.Name(stored.data_type)
            raise self.bad(f"the tensor '{name}' is {kind}; FLOAT16, FLOAT and DOUBLE are supported")
        try:
            if stored.data_location == TensorProto.EXTERNAL:
                array = self._external(stored)
            else:
                array = numpy_helper.to_array(stored)
        except ValueError:
            raise self.bad(f"the tensor '{name}' does not have the size its shape says") from None
        if not np.isfinite(array).all():
            raise self.bad(f"the tensor '{name}' contains NaN or an infinity")
        return np.asarray(_exact(array), dtype=object).reshape(array.shape)

    def _external(self, stored: Any) -> np.ndarray:
        entries = {entry.key: entry.value for entry in stored.external_data}
        whole = self.external[entries["location"]]
        start = int(entries.get("offset", 0))
        length = int(entries.get("length", len(whole) - start))
        dtype = np.dtype(DTYPES[stored.data_type]).newbyteorder("<")
        if start < 0 or length < 0 or start + length > len(whole):
            raise self.bad(f"the tensor '{stored.name}' reaches beyond its side file")
        return np.frombuffer(whole[start : start + length], dtype).reshape(tuple(stored.dims))

    def vector(self, node: Any, position: int) -> np.ndarray:
        """A constant that varies along the last axis only."""
        values = self.tensor(node, position)
        if any(size != 1 for size in values.shape[:-1]):
            raise self.bad(f"{_called(node)}: a constant of shape {values.shape} is not supported")
        return values.reshape(-1)

    def diagonal(self, node: Any, scale: np.ndarray, shift: np.ndarray) -> None:
        for values in (scale, shift):
            if len(values) != 1 and not (self.fixed and len(values) == self.width):
                raise self.bad(
                    f"shape mismatch: {_called(node)} has {len(values)} numbers "
                    f"for an axis of {self.width or 'unknown'}"
                )
        self.stages.append(Diagonal(scale, shift))

    def matrix(self, node: Any, weight: np.ndarray, bias: np.ndarray) -> None:
        outputs, inputs = weight.shape
        if self.width not in (None, inputs):
            raise self.bad(
                f"shape mismatch: {_called(node)} takes {inputs} numbers, {self.width} arrive"
            )
        if len(bias) not in (1, outputs):
            raise self.bad(
                f"shape mismatch: {_called(node)} has {outputs} outputs and {len(bias)} biases"
            )
        if sum(isinstance(stage, Affine) for stage in self.stages) >= MOST_MATRICES:
            raise self.bad(f"{_called(node)}: more than {MOST_MATRICES} matrices in a row")
        self.stages.append(Affine(weight, np.broadcast_to(bias, (outputs,))))
        self.width, self.fixed = outputs, True

    def weights(self, node: Any, position: int) -> np.ndarray:
        values = self.tensor(node, position)
        if values.ndim != 2 or 0 in values.shape:
            raise self.bad(f"{_called(node)}: weights of shape {values.shape} are not a matrix")
        return values

    def on_left(self, node: Any) -> None:
        if node.input[0] != self.current:
            raise self.bad(f"{_called(node)} has its constant on the wrong side")

    # One method per operator.

    def pass_on(self, node: Any, attributes: dict[str, Any]) -> None:
        if node.op_type == "Cast":
            if attributes.get("to") not in DTYPES:
                raise self.bad(f"{_called(node)} does not cast to {', '.join(DTYPES.values())}")
            self.dtype = min(self.dtype, DTYPES[attributes["to"]])  # their names sort as they do

    def reshape(self, node: Any, attributes: dict[str, Any]) -> None:
        self.on_left(node)
        if self.before is None and not any(isinstance(stage, Affine) for stage in self.stages):
            dims = [size or 0 for size in self.dims[1:] or self.dims]
            if not dims or 0 in dims:
                raise self.bad(f"{_called(node)}: the shape of the input must be known")
            self.width = math.prod(dims)
        self.fixed, self.rank = False, 2 if node.op_type == "Flatten" else None

    def gemm(self, node: Any, attributes: dict[str, Any]) -> None:
        self.on_left(node)
        if attributes.get("transA", 0):
            raise self.bad(f"{_called(node)}: transA is not supported")
        weight = self.weights(node, 1)
        weight = weight if attributes.get("transB", 0) else weight.T
        bias = ZERO
        if len(node.input) > 2 and node.input[2]:
            bias = self.vector(node, 2) * Fraction(attributes.get("beta", 1.0))
        alpha = Fraction(attributes.get("alpha", 1.0))
        self.matrix(node, weight if alpha == 1 else weight * alpha, bias)
        self.rank = 2

    def matmul(self, node: Any, attributes: dict[str, Any]) -> None:
        if node.input[0] == self.current:
            self.matrix(node, self.weights(node, 1).T, ZERO)
        elif self.rank == 1:
            self.matrix(node, self.weights(node, 0), ZERO)
        else:
            raise self.bad(f"{_called(node)}: W @ x is supported for inputs of one dimension")

    def elementwise(self, node: Any, attributes: dict[str, Any]) -> None:
        side = list(node.input).index(self.current)
        constant = self.vector(node, 1 - side)
        op = node.op_type
        if op == "Add":
            self.diagonal(node, ONE, constant)
        elif op == "Sub":
            self.diagonal(node, *((ONE, -constant) if side == 0 else (-ONE, constant)))
        elif op == "Mul":
            self.diagonal(node, constant, ZERO)
        elif side == 0 and all(constant):
            self.diagonal(node, 1 / constant, ZERO)
        else:
            raise self.bad(f"{_called(node)}: only division by constants other than 0 is supported")
        rank = len(self.constants[node.input[1 - side]].dims)
        self.rank = None if self.rank is None else max(self.rank, rank)

    def scaler(self, node: Any, attributes: dict[str, Any]) -> None:
        offset, scale = (
            np.array([Fraction(v) for v in attributes.get(name, [])], dtype=object)
            for name in ("offset", "scale")
        )
        self.dtype = min(self.dtype, "float32")
        if len(offset) != len(scale) or not len(scale):
            raise self.bad(f"{_called(node)}: offset and scale must have the same length")
        self.diagonal(node, ONE, -offset)
        self.diagonal(node, scale, ZERO)

    def batch_normalization(self, node: Any, attributes: dict[str, Any]) -> None:
        self.on_left(node)
        if self.rank != 2 or attributes.get("training_mode", 0):
            raise self.bad(f"{_called(node)}: supported for inference on inputs of two dimensions")
        gamma, beta, mean, variance = (self.tensor(node, i) for i in (1, 2, 3, 4))
        if {v.shape for v in (gamma, beta, mean, variance)} != {(len(gamma),)}:
            raise self.bad(f"{_called(node)}: its four vectors must have one length")
        epsilon = Fraction(attributes.get("epsilon", float(np.float32(1e-5))))
        if any(v + epsilon <= 0 for v in variance):
            raise self.bad(f"{_called(node)}: variance + epsilon must be positive")
        roots = np.array([inverse_root(v + epsilon) for v in variance], dtype=object)
        self.diagonal(node, ONE, -mean)
        self.diagonal(node, roots * gamma, ZERO)
        self.diagonal(node, ONE, beta)

    def relu(self, node: Any, attributes: dict[str, Any]) -> None:
        if not any(isinstance(stage, Affine) for stage in self.stages):
            raise self.bad(f"{_called(node)} stands before the first weight matrix")
        self.before, self.stages = tuple(self.stages), []

    def maximum(self, node: Any, attributes: dict[str, Any]) -> None:
        others = [i for i, name in enumerate(node.input) if name != self.current]
        constant = self.tensor(node, others[0]) if len(others) == 1 else ONE
        if constant.shape not in ((), (1,)) or constant.reshape(-1)[0] != 0:
            raise self.bad(f"{_called(node)} is not max(x, 0)")
        self.relu(node, attributes)

    def clip(self, node: Any, attributes: dict[str, Any]) -> None:
        self.on_left(node)
        low, high = attributes.get("min"), attributes.get("max")
        if len(node.input) > 1 and node.input[1]:
            low = self.tensor(node, 1).reshape(-1)[0]
        if len(node.input) > 2 and node.input[2]:
            high = self.tensor(node, 2).reshape(-1)[0]
        if low != 0 or high is not None:
            raise self.bad(f"{_called(node)} is not max(x, 0)")
        self.relu(node, attributes)


Method = Callable[[_Walk, Any, dict[str, Any]], None]
OPERATORS: dict[str, Method] = {
    "Gemm": _Walk.gemm, "MatMul": _Walk.matmul, "Add": _Walk.elementwise, "Relu": _Walk.relu,
    "Sub": _Walk.elementwise, "Mul": _Walk.elementwise, "Div": _Walk.elementwise,
    "Max": _Walk.maximum, "Clip": _Walk.clip, "Identity": _Walk.pass_on, "Cast": _Walk.pass_on,
    "Reshape": _Walk.reshape, "Flatten": _Walk.reshape, "Scaler": _Walk.scaler,
    "BatchNormalization": _Walk.batch_normalization,
}  # fmt: skip
"""What may stand on the path from the input to the output layer."""


def _called(node: Any) -> str:
    return f"{node.op_type} '{node.name}'" if node.name else node.op_type


def _attributes(node: Any) -> dict[str, Any]:
    from onnx import helper

    return {a.name: helper.get_attribute_value(a) for a in node.attribute}
