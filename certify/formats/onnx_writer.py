"""ONNX files of the form Gemm - activation - Gemm."""

import numpy as np

from certify.errors import BadInput, MissingExtra

LARGEST_MODEL = 2**31 - 2**20


def two_layers(
    activation: str,
    weight: np.ndarray,
    bias: np.ndarray,
    output_weight: np.ndarray,
    constant: np.ndarray,
    *,
    output: str = "output",
) -> bytes:
    """The bytes of an ONNX model of x -> output_weight^T activation(weight x + bias) + constant.

    Args:
        activation: the ONNX operator between the two layers.
        weight: (hidden, inputs), of the dtype of all the others: float16, float32 or float64.
        bias: (hidden,).
        output_weight: (hidden, outputs).
        constant: (outputs,).
        output: the name of the output tensor.

    Raises:
        MissingExtra: the library onnx is not installed.
        BadInput: the file would exceed the 2 GiB that an ONNX file may have.
    """
    try:
        import onnx
        from onnx import helper, numpy_helper
    except ImportError:
        raise MissingExtra("onnx", "onnx") from None
    arrays = {
        "weight": weight, "bias": bias, "output_weight": output_weight, "constant": constant,
    }  # fmt: skip
    size = sum(array.nbytes for array in arrays.values())
    if size > LARGEST_MODEL:
        raise BadInput(
            f"the converted network would take {size} bytes, more than an ONNX file may have: "
            "use a larger eps or a smaller domain"
        )
    kind = helper.np_dtype_to_tensor_dtype(weight.dtype)
    nodes = [
        helper.make_node("Gemm", ["input", "weight", "bias"], ["hidden"], transB=1),
        helper.make_node(activation, ["hidden"], ["activated"]),
        helper.make_node("Gemm", ["activated", "output_weight", "constant"], [output]),
    ]
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("input", kind, ["batch", weight.shape[1]])],
        [helper.make_tensor_value_info(output, kind, ["batch", constant.shape[0]])],
        [numpy_helper.from_array(np.ascontiguousarray(a), name) for name, a in arrays.items()],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="certify"
    )
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)
