"""Constants of the staircase, enclosed: the best steepness, the threshold of the endpoint.

Floating-point numbers propose where to look; intervals decide.
"""

from certify.staircase_constants.best import Best, best_k
from certify.staircase_constants.endpoint import Threshold, endpoint_threshold

__all__ = ["Best", "Threshold", "best_k", "endpoint_threshold"]
