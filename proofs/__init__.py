"""Checked derivations, one module each: ``python -m proofs.NAME`` runs and prints one.

Every module holds a :class:`certify.symbolic.Script` named ``derive``.
"""

from importlib import import_module

from certify.symbolic import Script

NAMES = (
    "staircase",
    "kinks",
    "linear_layers",
    "regions",
    "sawtooth",
    "sine",
    "square",
    "square_interpolation",
    "square_printed",
)


def load(name: str) -> Script:
    """The derivation of this name, not run yet."""
    return import_module(f"proofs.{name}").derive
