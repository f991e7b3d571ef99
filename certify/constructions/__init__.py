"""Sums of sigmoids that approximate relu on [-1, 1], or a function on [a, b]."""

from certify.constructions.graded import Graded
from certify.constructions.midpoint import Midpoint
from certify.constructions.sigmoid_sum import SigmoidSum
from certify.constructions.staircase import Staircase
from certify.constructions.stairs import Stairs
from certify.constructions.steps import Steps

__all__ = ["Graded", "Midpoint", "SigmoidSum", "Staircase", "Stairs", "Steps"]
