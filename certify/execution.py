"""What running a network in floating point may add, under the standard model.

A certificate is about exact arithmetic with the stored numbers.  A runtime rounds; this module bounds
by how much, assuming

* every + and * has relative error at most u (2^-24 for float32, 2^-53 for float64), sums in any order,
  so that m operations lose at most gamma(m) = m u/(1 - m u) of the sum of absolute values;
* the runtime's sigmoid is within 4 u of S, absolutely, and its tanh within 16 u of tanh;
* nothing overflows, underflows or is quantised, and the operators run as the file has them (an
  optimiser may fuse a scalar into a product at a lower precision; that is not covered).

The result is a statement about such a runtime and no part of the certificate.
Source: N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition (2002), chapter 3.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from certify.conversion import Conversion
from certify.relu_network import Affine, Domain, ReluNetwork, Stage, fold, norm
from certify.sigmoid_network import exact, exact_sum

ACTIVATION_UNITS = {"sigmoid": 4, "tanh": 16}
"""In units of u: ONNX Runtime's were off by up to 2.8 and 9.2 at many millions of arguments."""
PREC = 64
EXTRA_OPERATIONS = 6
"""Roundings per stage besides those of the dot product: bias, scale, the square root of a variance."""


def unit_roundoff(dtype: np.dtype) -> Fraction:
    return Fraction(1, 2 ** (24 if dtype == np.float32 else 53))


def gamma(operations: int, u: Fraction) -> Fraction:
    """m u/(1 - m u), the relative error of m roundings."""
    if operations * u >= 1:
        raise OverflowError(f"{operations} operations may lose all digits")
    return operations * u / (1 - operations * u)


def _operations(stages: tuple[Stage, ...]) -> int:
    return sum(
        EXTRA_OPERATIONS + (stage.weight.shape[1] if isinstance(stage, Affine) else 0)
        for stage in stages
    )


def of_model(network: ReluNetwork, domain: Domain, which: str, dtype: np.dtype) -> Fraction:
    """By how much f, run stage by stage in `dtype`, may differ from f on the domain."""
    u = unit_roundoff(dtype)
    before, after = (
        fold(tuple(stage.magnitude for stage in stages)) for stages in (network.before, network.after)
    )
    tops = np.array(
        [
            (domain.reach(row, PREC) + bias).sup
            for row, bias in zip(before.weight, before.bias, strict=True)
        ],
        dtype=object,
    )
    hidden = tops * gamma(_operations(network.before), u)
    lost = after.weight @ hidden
    lost = lost + (after.weight @ (tops + hidden) + after.bias) * gamma(_operations(network.after), u)
    return norm(lost, which, PREC).sup


def of_converted(conversion: Conversion, domain: Domain, which: str) -> Fraction:
    """By how much g, run in its stored precision, may differ from g on the domain.

    An argument <w, x> + c loses at most gamma (|<w, x>| + |c|), and a part moves as its slopes say.
    That of a tanh unit is half as large, and so is what it loses; the slope is twice as large.
    """
    stored, u = conversion.network, unit_roundoff(conversion.network.weight.dtype)
    inputs, sigmoids = stored.weight.shape[1], stored.weight.shape[0]
    inside = gamma(inputs + 2, u)
    lost = np.zeros(len(stored.constant), dtype=object)
    total = np.abs(exact(stored.constant))
    pieces = stored.split(part.sigmoids for part in conversion.parts)
    for part, piece in zip(conversion.parts, pieces, strict=True):
        for row, bias, slope in part.slopes(piece):
            reached = domain.reach(np.abs(row), PREC).sup + bias
            lost = lost + slope * (inside * reached + 2 * u * bias)
        weights: np.ndarray = exact_sum(np.abs(piece.output_weight)) / stored.scale
        lost = lost + weights * (ACTIVATION_UNITS[stored.units] * u)
        total = total + weights
    lost = lost + total * gamma(sigmoids + 2, u)
    return norm(lost, which, PREC).sup
