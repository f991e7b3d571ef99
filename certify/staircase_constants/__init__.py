"""Constants of the staircase, enclosed: the threshold of the endpoint.

Floating-point numbers propose where to look; intervals decide.
"""

from certify.staircase_constants.endpoint import Threshold, endpoint_threshold

__all__ = ["Threshold", "endpoint_threshold"]
