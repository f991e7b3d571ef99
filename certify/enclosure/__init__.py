"""Sound enclosures: intervals of real numbers that provably contain the exact value."""

from certify.enclosure.decimals import outward
from certify.enclosure.elementary import exp, log, log1p, sigmoid, softplus, sqrt
from certify.enclosure.expression import enclose
from certify.enclosure.interval import Interval
from certify.enclosure.precision import decided

__all__ = [
    "Interval",
    "decided",
    "enclose",
    "exp",
    "log",
    "log1p",
    "outward",
    "sigmoid",
    "softplus",
    "sqrt",
]
