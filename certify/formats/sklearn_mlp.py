"""Fitted scikit-learn multilayer perceptrons in memory, up to the logits for classifiers."""

from dataclasses import replace
from typing import Any

import numpy as np

from certify.errors import BadInput
from certify.formats import onnx_reader
from certify.formats.onnx_writer import two_layers
from certify.formats.source import Source


def source(model: Any) -> Source:
    """The network of a fitted MLPRegressor or MLPClassifier with one hidden ReLU layer.

    Its numbers are written to an ONNX file of the same precision, and certificates are about that
    file.

    Raises:
        BadInput: not fitted, another activation, or more than one hidden layer.
    """
    name = type(model).__name__
    if not hasattr(model, "coefs_"):
        raise BadInput(f"the {name} is not fitted: call fit first")
    if model.activation != "relu":
        raise BadInput(f"the {name} has activation '{model.activation}'; 'relu' is supported")
    if len(model.coefs_) != 2:
        raise BadInput(
            f"the {name} has {len(model.coefs_) - 1} hidden layers; one hidden layer is supported"
        )
    (first, second), (bias, constant) = model.coefs_, model.intercepts_
    dtype = np.result_type(first, second, bias, constant)
    data = two_layers(
        "Relu", *(np.asarray(a, dtype) for a in (first.T, bias, second, constant)), output="logits"
        if model.out_activation_ != "identity" else "output",
    )  # fmt: skip
    result = onnx_reader.source(data, None, "model.onnx")
    if model.out_activation_ == "identity":
        return result
    note = f"f is the {name}'s logits, before its {model.out_activation_}"
    return replace(result, notes=(note,))
