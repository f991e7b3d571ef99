"""Sound enclosures: intervals of real numbers that provably contain the exact value.

Those of SymPy expressions are in :mod:`certify.enclosure.expression`, which takes SymPy to import.
"""

from certify.enclosure.decimals import outward
from certify.enclosure.elementary import exp, log, log1p, sigmoid, softplus, sqrt
from certify.enclosure.interval import Interval
from certify.enclosure.precision import decided

__all__ = [
    "Interval",
    "decided",
    "exp",
    "log",
    "log1p",
    "outward",
    "sigmoid",
    "softplus",
    "sqrt",
]
