"""The .nnet text format of ACAS Xu and its relatives, decimals taken exactly.

f(x) = range_out (W2 relu(W1 (x - mean)/range + b1) + b2) + mean_out.  Where means and ranges are all
0 the file has no normalisation.  The limits on the inputs that a file gives are not part of f.
Source: the format description of the NNet repository of the Stanford Intelligent Systems Laboratory.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from certify.errors import BadInput
from certify.exact import rational
from certify.relu_network import Affine, Diagonal, ReluNetwork


def parse(data: bytes, place: str) -> ReluNetwork:
    """The one-hidden-layer network in the bytes of an .nnet file.

    Raises:
        BadInput: not in that format, or not one hidden layer.
    """
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise BadInput(f"'{place}' is not an .nnet file: it is not ASCII text") from None
    text = text.replace("\r\n", "\n")
    if any(character < " " and character not in "\t\n" for character in text):
        raise BadInput(f"'{place}' is not an .nnet file: it has control characters")
    lines = (line.strip() for line in text.split("\n"))
    rows = iter([line for line in lines if line and not line.startswith("//")])
    header, sizes = _counts(rows, place), _counts(rows, place)
    if len(header) != 4 or len(sizes) != header[0] + 1 or [sizes[0], sizes[-1]] != header[1:3]:
        raise BadInput(f"'{place}' is not an .nnet file: its header does not fit together")
    if header[0] != 2:
        raise BadInput(
            f"'{place}' has {header[0] - 1} hidden layers; networks with one hidden layer are supported"
        )
    _next(rows, place)  # a flag without a meaning today
    inputs = sizes[0]
    _numbers(rows, place), _numbers(rows, place)  # limits on the inputs
    means, ranges = _numbers(rows, place), _numbers(rows, place)
    if not all(size and len(row) in (inputs, inputs + 1) for row in (means, ranges) for size in sizes):
        raise BadInput(
            f"'{place}': the means and ranges do not fit {inputs} inputs, or a layer is empty"
        )
    if not any(means) and not any(ranges):
        means, ranges = [Fraction(0)] * (inputs + 1), [Fraction(1)] * (inputs + 1)
    means += [Fraction(0)] * (len(means) == inputs)
    ranges += [Fraction(1)] * (len(ranges) == inputs)
    if not all(ranges):
        raise BadInput(f"'{place}': a range is 0")
    layers = []
    for outputs, width in zip(sizes[1:], sizes, strict=False):
        weight = [_numbers(rows, place) for _ in range(outputs)]
        bias = [_numbers(rows, place) for _ in range(outputs)]
        if any(len(row) != width for row in weight) or any(len(row) != 1 for row in bias):
            raise BadInput(f"'{place}': a weight or bias row has the wrong length")
        layers.append(Affine(np.array(weight, dtype=object), np.array(bias, dtype=object)[:, 0]))
    if next(rows, None) is not None:
        raise BadInput(f"'{place}' goes on after its last layer")
    center, spread = np.array(means[:inputs], dtype=object), np.array(ranges[:inputs], dtype=object)
    before = (Diagonal(1 / spread, -center / spread), layers[0])
    after = (layers[1], Diagonal(np.array(ranges[inputs:]), np.array(means[inputs:])))
    return ReluNetwork.of(before, after, "output")


def _next(rows: Iterator[str], place: str) -> list[str]:
    line = next(rows, None)
    if line is None:
        raise BadInput(f"'{place}' is truncated, or not an .nnet file")
    return [part for part in line.split(",") if part.strip()]


def _numbers(rows: Iterator[str], place: str) -> list[Fraction]:
    parts = _next(rows, place)
    if any("/" in part for part in parts):
        raise BadInput(f"'{place}' is not an .nnet file: its numbers are decimals")
    return [rational(part, place) for part in parts]


def _counts(rows: Iterator[str], place: str) -> list[int]:
    values = _numbers(rows, place)
    if any(v.denominator != 1 or v < 0 for v in values):
        raise BadInput(f"'{place}' is not an .nnet file: its header must hold integers")
    return [int(v) for v in values]
