"""What a user calls a model, and how each kind is recognised."""

import os
from pathlib import Path
from typing import Any

from certify.errors import BadInput
from certify.formats import nnet, onnx_reader, sklearn_mlp
from certify.formats.source import Source, read_file


def read(model: Any) -> Source:
    """The one-hidden-layer ReLU network in `model`.

    Args:
        model: a path to an ``.onnx`` or ``.nnet`` file, an ``onnx.ModelProto``, or a fitted
            scikit-learn ``MLPRegressor`` or ``MLPClassifier`` (up to the logits).

    Raises:
        BadInput: not such a model; the message names what is not supported.
        MissingExtra: the library that reads the format is not installed.
    """
    if isinstance(model, str | os.PathLike):
        return _read_path(Path(model))
    kind = f"{type(model).__module__}.{type(model).__qualname__}"
    if kind.startswith("onnx.") and kind.endswith("ModelProto"):
        data = model.SerializeToString(deterministic=True)
        return onnx_reader.source(data, None, "model.onnx")
    if any(hasattr(model, name) for name in ("coefs_", "hidden_layer_sizes")):
        return sklearn_mlp.source(model)
    raise BadInput(
        f"a model must be a path to .onnx or .nnet, an onnx.ModelProto or a fitted scikit-learn MLP "
        f"(got {kind})"
    )


def _read_path(path: Path) -> Source:
    suffix = path.suffix.lower()
    if suffix not in (".onnx", ".nnet"):
        raise BadInput(f"'{path}': the formats are .onnx and .nnet (got '{path.suffix}')")
    data = read_file(path)
    if suffix == ".onnx":
        return onnx_reader.source(data, path, path.name)
    return Source(nnet.parse(data, str(path)), "nnet", data, path, path.name)
