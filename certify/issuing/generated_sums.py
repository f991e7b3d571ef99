"""Certificates for near-minimax sums as they are found: how the tables of the package are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from certify.certificate import Certificate
from certify.errors import BadInput, Undecided
from certify.fitting import near_minimax_sums
from certify.issuing.one_supnorm import supnorm
from certify.issuing.options import SUM_DIGITS


def generate(
    numbers: str,
    folder: Path,
    increasing: bool = False,
    progress: Callable[[str], None] = lambda stage: None,
    **options: Any,
) -> Iterator[tuple[Path, Certificate]]:
    """Near-minimax sums for relu on [-1, 1]: each with bounds of its sup-norm, as FOLDER/NN.json.

    Args:
        numbers: of sigmoids, such as ``7`` or ``1-49`` or ``1,3,5-9``.
        folder: for the certificates; made if it is absent.
        increasing: whether all weights and slopes are to be positive.
        progress: is told what is being done.
        options: ``constant``, ``h`` and ``share``, as in :func:`certify.fitting.near_minimax_sums`.

    Raises:
        BadInput: an argument is out of range, or the folder cannot be written.
        NotLevelled: no sum was found for some number; those before it have been written.
    """
    wanted = numbers_of(numbers)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"cannot write to '{folder}': {error.strerror}") from None
    for fit in near_minimax_sums(wanted, increasing=increasing, progress=progress, **options):
        progress(f"enclosing the error of {fit.n} sigmoids")
        certificate = supnorm(fit.sum, digits=SUM_DIGITS)
        if certificate.document is None:
            raise Undecided(f"n = {fit.n}: {certificate.reason}")
        path = folder / f"{fit.n:02}.json"
        certificate.save(path)
        yield path, certificate


def numbers_of(text: str) -> list[int]:
    """The numbers of a list of numbers and ranges.

    >>> numbers_of("1,3,5-8")
    [1, 3, 5, 6, 7, 8]
    """
    numbers: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,4})(?:-(\d{1,4}))?\s*", part)
        if match is None:
            raise BadInput(f"'n' must be like 7 or 1-49 or 1,3,5-9 (got {text!r:.60})")
        numbers.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return sorted(numbers)
