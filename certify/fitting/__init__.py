"""Near-minimax sums of sigmoids by a Newton-Remez iteration: proposals in floating point, not proofs."""

from certify.fitting.near_minimax import Fit, near_minimax, near_minimax_softplus, near_minimax_sums
from certify.fitting.remez import NotLevelled

__all__ = ["Fit", "NotLevelled", "near_minimax", "near_minimax_softplus", "near_minimax_sums"]
