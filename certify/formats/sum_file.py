"""Sums of sigmoids or tanh units from JSON files, their numbers taken as they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from certify.constructions import SigmoidSum
from certify.errors import BadInput
from certify.exact import rational

MOST_BYTES = 16 * 2**20


def read_sum(path: str) -> SigmoidSum:
    """The sum c0 + sum of a S(b x + c) in ``{"constant": c0, "terms": [[a, b, c], ...]}``.

    Numbers are exact: 0.1, "0.1" and "1/10" are the same.  With ``"kind": "tanh-sum"`` the terms are
    a tanh(b x + c) = 2 a S(2 b x + 2 c) - a.  A certificate of a sum is read too, for its construction.

    Raises:
        BadInput: no such file, or not of this form.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"'{path}' cannot be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise BadInput(f"'{path}' is larger than {MOST_BYTES} bytes")
    try:
        found: Any = json.loads(data, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"'{path}' is not JSON: {error}") from None
    if isinstance(found, dict) and isinstance(found.get("construction"), dict):
        found = found["construction"]
    terms = found.get("terms") if isinstance(found, dict) else None
    if not isinstance(terms, list) or not all(isinstance(t, list) and len(t) == 3 for t in terms):
        raise BadInput(f'\'{path}\' must hold {{"constant": c0, "terms": [[a, b, c], ...]}}')
    triples = [(rational(a, "a"), rational(b, "b"), rational(c, "c")) for a, b, c in terms]
    constant, kind = rational(found.get("constant", "0"), "constant"), found.get("kind", "sum")
    if kind not in ("sum", "tanh-sum"):
        raise BadInput(f"'kind' in '{path}' must be sum or tanh-sum (got {kind!r:.60})")
    if kind == "tanh-sum":
        constant -= sum(a for a, _, _ in triples)
        triples = [(2 * a, 2 * b, 2 * c) for a, b, c in triples]
    return SigmoidSum.of(triples, constant)
