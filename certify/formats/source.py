"""What a user calls a model, and how each kind is recognised."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from certify.errors import BadInput
from certify.relu_network import ReluNetwork

LARGEST_FILE = 2**31


@dataclass(frozen=True)
class Source:
    """A network f and the bytes a certificate about it is bound to.

    Args:
        network: f with exact numbers.
        format: ``onnx`` or ``nnet``.
        data: the bytes of the file.
        path: where the file is, or None for a model in memory, which is stored when saved.
        name: the file's name.
        external: side files (name -> bytes) that hold weights of the model.
        notes: what the reader did that the user should know.
        dtype: the precision the model computes in, None where the format does not say.
    """

    network: ReluNetwork
    format: str
    data: bytes
    path: Path | None
    name: str
    external: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    dtype: str | None = None


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
        from certify.formats import onnx_reader

        data = model.SerializeToString(deterministic=True)
        return onnx_reader.source(data, None, "model.onnx")
    if any(hasattr(model, name) for name in ("coefs_", "hidden_layer_sizes")):
        from certify.formats import sklearn_mlp

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
        from certify.formats import onnx_reader

        return onnx_reader.source(data, path, path.name)
    from certify.formats import nnet

    return Source(nnet.parse(data, str(path)), "nnet", data, path, path.name)


def read_file(path: Path) -> bytes:
    """The bytes of a regular file, not empty and below 2 GiB."""
    try:
        if not path.is_file():
            raise BadInput(f"'{path}' is not a file" if path.exists() else f"no file '{path}'")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise BadInput(f"'{path}' is larger than {LARGEST_FILE} bytes")
        if size == 0:
            raise BadInput(f"'{path}' is empty")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"'{path}' cannot be read: {error}") from None
