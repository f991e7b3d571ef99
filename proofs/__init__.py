"""Checked derivations, one module each: ``python -m proofs.NAME`` runs and prints one."""

from collections.abc import Callable

from certify.symbolic import Derivation
from proofs import staircase

DERIVATIONS: dict[str, Callable[[], Derivation]] = {"staircase": staircase.derive}
