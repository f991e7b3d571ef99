"""Certificates that a sum of sigmoids approximates a ReLU, a function or a ReLU network to within eps.

    import certify
    cert = certify.relu(eps="1e-3", k=4)
    cert.save("relu.json")
    certify.check("relu.json")

Importing the package imports nothing else: ``certify check`` works without third-party libraries.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "BadInput": "errors",
    "Certificate": "certificate",
    "CertifyError": "errors",
    "Malformed": "errors",
    "Midpoint": "constructions",
    "MissingExtra": "errors",
    "Rejected": "errors",
    "SigmoidSum": "constructions",
    "Staircase": "constructions",
    "Steps": "constructions",
    "Undecided": "errors",
    "best_approximation": "issuing.best_approximation",
    "best_k": "staircase_constants",
    "check": "checking",
    "crossing": "staircase_constants",
    "endpoint_threshold": "staircase_constants",
    "function": "issuing.one_function",
    "network": "issuing.whole_network",
    "relu": "issuing.one_relu",
    "supnorm": "issuing.one_supnorm",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"certify.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'certify' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
