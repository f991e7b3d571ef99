"""Writing files all or none, and never half."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from certify.errors import BadInput


def write_all(outputs: Mapping[Path, bytes]) -> None:
    """Write every file or, on failure, none: each goes to a temporary file that then takes its place.

    Raises:
        BadInput: a file cannot be written, or something else than a file has its name.
    """
    for path in outputs:
        if os.path.isdir(path):
            raise BadInput(f"'{path}' is a folder, not a file to write")
        if os.path.exists(path) and not os.path.isfile(path):  # a device or a pipe would be replaced
            raise BadInput(f"'{path}' is not a regular file")
    ready: list[tuple[str, Path]] = []
    try:
        for path, data in outputs.items():
            handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            ready.append((temporary, path))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, 0o666 & ~_umask())
        while ready:
            temporary, path = ready[-1]
            os.replace(temporary, path)
            ready.pop()
    except OSError as error:
        raise BadInput(f"'{path}' cannot be written: {error.strerror}") from None
    finally:
        for temporary, _ in ready:
            os.unlink(temporary)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
