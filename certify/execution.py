"""What running a network in floating point may add, under the standard model.

A certificate is about exact arithmetic with the stored numbers.  A runtime rounds; this module bounds
by how much, assuming

* every + and * has relative error at most u (2^-24 for float32, 2^-53 for float64), sums in any order,
  so that m operations lose at most gamma(m) = m u/(1 - m u) of the sum of absolute values;
* float16 is for storing: inside an operator numbers are added and multiplied as in float32, and what the
  operator gives is then rounded to float16, relatively by at most 2^-11, or is kept as it is.  Sums that
  are accumulated in float16 are not covered, nor are inputs that are no float16 numbers;
* the runtime's sigmoid is within 4 u of S, absolutely, and its tanh within 16 u of tanh, before that;
* nothing underflows or is quantised, and the operators run as the file has them (an optimiser may fuse a
  scalar into a product at a lower precision; that is not covered).

A fixed-point network is run in the floats that hold its numbers; what fixed-point hardware does is not
covered.  The result is a statement about such a runtime and no part of the certificate.
Source: N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition (2002), chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass
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


LARGEST_SHARE = Fraction(9, 40)
"""|S(t + d t) - S(t)| <= d LARGEST_SHARE for 0 <= d <= 2^-8: |t| S'(t) is at most 0.22388."""


@dataclass(frozen=True)
class Arithmetic:
    """The unit roundoff inside an operator, that of what it gives if it is another, and the range."""

    u: Fraction
    result: Fraction
    largest: Fraction

    @classmethod
    def of(cls, dtype: np.dtype) -> Arithmetic:
        u, result = {
            "float16": (Fraction(1, 2**24), Fraction(1, 2**11)),
            "float32": (Fraction(1, 2**24), Fraction(0)),
            "float64": (Fraction(1, 2**53), Fraction(0)),
        }[dtype.name]
        return cls(u, result, Fraction(float(np.finfo(dtype).max)))

    def lost(self, operations: int, results: int) -> Fraction:
        """What so many roundings inside of operators, and of so many results, take, relatively."""
        return (1 + gamma(operations, self.u)) * (1 + gamma(results, self.result)) - 1

    def holds(self, values: np.ndarray) -> None:
        """Raise OverflowError unless the values are in range."""
        if max(values, default=0) > self.largest:
            raise OverflowError(f"numbers may exceed {float(self.largest):.6g}")


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
    arithmetic = Arithmetic.of(dtype)
    tops, after = _magnitudes(network, domain)
    share, last = (
        arithmetic.lost(_operations(stages), EXTRA_OPERATIONS * len(stages))
        for stages in (network.before, network.after)
    )
    hidden = tops * share
    whole = after.weight @ (tops + hidden) + after.bias
    lost = after.weight @ hidden + whole * last
    arithmetic.holds(tops + hidden)
    arithmetic.holds(whole + whole * last)
    return norm(lost, which, PREC).sup


def of_converted(conversion: Conversion, domain: Domain, which: str) -> Fraction:
    """By how much g, run in its stored precision, may differ from g on the domain.

    An argument <w, x> + c loses at most gamma (|<w, x>| + |c|), and a part moves as its slopes say.
    That of a tanh unit is half as large, and so is what it loses; the slope is twice as large.

    Where results are rounded, relatively by d, an argument moves its sigmoid by at most d LARGEST_SHARE,
    its tanh by twice that, a value is at most 1 and moves by d/2, and |g| is at most |f| and the bound
    of their distance.
    """
    stored, arithmetic = conversion.network, Arithmetic.of(conversion.network.weight.dtype)
    inputs, sigmoids = stored.weight.shape[1], stored.weight.shape[0]
    inside = gamma(inputs + 2, arithmetic.u)
    lost = np.zeros(len(stored.constant), dtype=object)
    total = np.abs(exact(stored.constant))
    rounded = LARGEST_SHARE * stored.scale + Fraction(1, 2)
    value = ACTIVATION_UNITS[stored.units] * arithmetic.u + arithmetic.result * rounded
    pieces = stored.split(part.sigmoids for part in conversion.parts)
    for part, piece in zip(conversion.parts, pieces, strict=True):
        for row, bias, slope in part.slopes(piece):
            reached = domain.reach(np.abs(row), PREC).sup + bias
            arithmetic.holds(np.array([reached * (1 + inside)]))
            lost = lost + slope * (inside * reached + 2 * arithmetic.u * bias)
        weights: np.ndarray = exact_sum(np.abs(piece.output_weight)) / stored.scale
        lost = lost + weights * value
        total = total + weights
    lost = lost + total * gamma(sigmoids + 2, arithmetic.u)
    arithmetic.holds(total + lost)
    if arithmetic.result:
        tops, after = _magnitudes(conversion.bound.network, domain)
        outputs = after.weight @ tops + after.bias + conversion.bound.total(PREC).sup
        lost = lost + (np.minimum(outputs, total) + lost) * arithmetic.result
    return norm(lost, which, PREC).sup


def _magnitudes(network: ReluNetwork, domain: Domain) -> tuple[np.ndarray, Affine]:
    """Bounds of the hidden |z|, by absolute values throughout, and the rest of f with those."""
    before, after = (
        fold(tuple(stage.magnitude for stage in stages)) for stages in (network.before, network.after)
    )
    tops = [
        (domain.reach(row, PREC) + bias).sup
        for row, bias in zip(before.weight, before.bias, strict=True)
    ]
    return np.array(tops, dtype=object), after
