"""Constants of the staircase, enclosed: the best steepness, the threshold of the endpoint, the crossing.

Floating-point numbers propose where to look; intervals decide.
"""

from certify.staircase_constants.best import Best, best_k
from certify.staircase_constants.crossing_point import Crossing, crossing
from certify.staircase_constants.endpoint import Threshold, endpoint_threshold

__all__ = ["Best", "Crossing", "Threshold", "best_k", "crossing", "endpoint_threshold"]
