"""Checked derivations: statements, the rules that prove them, and the steps that lead to a theorem."""

from certify.symbolic.derivation import Derivation, StepFailed
from certify.symbolic.statement import Equivalence, Fact, Monotone, Relation, Within

__all__ = ["Derivation", "Equivalence", "Fact", "Monotone", "Relation", "StepFailed", "Within"]
