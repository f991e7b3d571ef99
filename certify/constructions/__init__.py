"""Sums of sigmoids that approximate relu on [-1, 1]."""

from certify.constructions.sigmoid_sum import SigmoidSum
from certify.constructions.staircase import Staircase

__all__ = ["SigmoidSum", "Staircase"]
