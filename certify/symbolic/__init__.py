"""Checked derivations: statements, the rules that prove them, and the steps that lead to a theorem."""

from certify.symbolic.derivation import Derivation, Kernel, Script, StepFailed, script
from certify.symbolic.statement import (
    Cited,
    Continuous,
    Differentiable,
    Equivalence,
    Every,
    Exists,
    Fact,
    Monotone,
    Pieces,
    Refuted,
    Relation,
    Supremum,
    Value,
    Within,
)

__all__ = [
    "Cited",
    "Continuous",
    "Derivation",
    "Differentiable",
    "Equivalence",
    "Every",
    "Exists",
    "Fact",
    "Kernel",
    "Monotone",
    "Pieces",
    "Refuted",
    "Relation",
    "Script",
    "StepFailed",
    "Supremum",
    "Value",
    "Within",
    "script",
]
