"""Which engine: the checker's own integers, the fastest, or the one that is asked for."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Protocol

from certify.engines.form import Forms, Piece
from certify.engines.integers import Integers
from certify.errors import BadInput, MissingExtra

EXTRAS = {"ival": ("ival", "fast"), "arb": ("flint", "arb"), "integers": None, "mpmath": None}
NAMES = tuple(EXTRAS)
DOUBLE_BITS = 53


class Engine(Protocol):
    """An arithmetic that bounds functions on leaves."""

    name: str

    def forms(self, piece: Piece, grid: int, bits: int, order: int) -> Forms:
        """The forms of a piece, from Taylor polynomials of this order."""


def installed() -> list[str]:
    """The engines that are installed."""
    return [name for name, extra in EXTRAS.items() if extra is None or find_spec(extra[0])]


def engine(prec: int, name: str | None = None) -> Engine:
    """The engine asked for, with `prec` bits at least; ``integers`` by default.

    Raises:
        BadInput: no such engine, or `ival` is asked for more than double precision.
        MissingExtra: it is not installed.
    """
    name = "integers" if name is None else name
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
