"""A network together with the bytes that a certificate about it is bound to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

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
