"""Which engine: the fastest installed one that is precise enough."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Protocol

from certify.engines.form import Forms, Piece
from certify.engines.integers import Integers
from certify.errors import BadInput, MissingExtra

EXTRAS = {"ival": ("ival", "fast"), "arb": ("flint", "arb"), "integers": None, "mpmath": None}
NAMES = tuple(EXTRAS)
DOUBLE_BITS = 53
MANY = 30
"""Sigmoids from which on `ival` is faster than `integers`; `arb` and `mpmath` are not."""


class Engine(Protocol):
    """An arithmetic that bounds functions on leaves."""

    name: str

    def forms(self, piece: Piece, grid: int, bits: int) -> Forms:
        """The forms of a piece."""


def installed() -> list[str]:
    """The engines that are installed."""
    return [name for name, extra in EXTRAS.items() if extra is None or find_spec(extra[0])]


def engine(prec: int, name: str | None = None, terms: int = 1) -> Engine:
    """An engine of `prec` bits at least: the one asked for, or the fastest for so many terms.

    Raises:
        BadInput: no such engine, or `ival` is asked for more than double precision.
        MissingExtra: it is not installed.
    """
    if name is None:
        bulk = terms >= MANY and prec <= DOUBLE_BITS and "ival" in installed()
        name = "ival" if bulk else "integers"
    if not isinstance(name, str) or name not in EXTRAS:
        raise BadInput(f"'engine' must be one of {', '.join(NAMES)} (got {name!r:.60})")
    extra = EXTRAS[name]
    if extra is not None and name not in installed():
        raise MissingExtra(f"the engine '{name}'", extra[1])
    if name == "ival":
        if prec > DOUBLE_BITS:
            raise BadInput(f"the engine 'ival' has {DOUBLE_BITS} bits, and {prec} are needed")
        from certify.engines.ival_engine import IvalEngine

        return IvalEngine()
    if name == "arb":
        from certify.engines.arb_engine import ArbEngine

        return ArbEngine(prec)
    if name == "mpmath":
        from certify.engines.mpmath_engine import MpmathEngine

        return MpmathEngine(prec)
    return Integers()
