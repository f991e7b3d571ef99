"""The numbers that a converted network holds: floats of 16, 32 or 64 bits, or fixed point.

A fixed-point format qI.F has the multiples of 2^-F from -2^I to 2^I - 2^-F: two's complement of
1 + I + F bits, the sign not counted in I.  Its numbers stand in a float32 file if I + F <= 24, else in
float64, exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from certify.checker import FIXED_POINT
from certify.errors import BadInput

SIGNIFICANT = {"float16": 11, "float32": 24, "float64": 53}
"""Bits of the significand."""
COARSE = Fraction(1, 2**20)
NAMES = (*SIGNIFICANT, "qI.F")


@dataclass(frozen=True)
class NumberFormat:
    """A set of numbers, each of which `dtype` holds exactly.

    Args:
        name: as it is asked for.
        dtype: of the arrays and of the file.
        fixed: (I, F) of fixed point.

    >>> NumberFormat.of("q3.12").rounded(np.array([0.3, -8, 8])).tolist()
    [0.300048828125, -8.0, inf]
    >>> NumberFormat.of("float16").largest
    Fraction(65504, 1)
    """

    name: str
    dtype: np.dtype
    fixed: tuple[int, int] | None = None

    @classmethod
    def of(cls, name: Any) -> NumberFormat:
        """The format of this name.

        Raises:
            BadInput: there is none, or no float64 holds its numbers.
        """
        if isinstance(name, str) and name in SIGNIFICANT:
            return cls(name, np.dtype(name))
        match = re.fullmatch(FIXED_POINT, name) if isinstance(name, str) else None
        if match is None:
            raise BadInput(
                f"'dtype' must be {', '.join(SIGNIFICANT)} or fixed point like q3.12: a sign, 3 bits "
                f"before the point and 12 after it (got {name!r:.60})"
            )
        whole, fraction = int(match[1]), int(match[2])
        if whole + fraction > SIGNIFICANT["float64"]:
            raise BadInput(f"'dtype' may have {SIGNIFICANT['float64']} bits and a sign (got {name!r})")
        narrow = whole + fraction <= SIGNIFICANT["float32"]
        return cls(name, np.dtype(np.float32 if narrow else np.float64), (whole, fraction))

    @property
    def unit(self) -> Fraction:
        """By how much a number just below 1 may be rounded, doubled."""
        return Fraction(1, 2 ** (self.fixed[1] if self.fixed else SIGNIFICANT[self.name]))

    @property
    def coarse(self) -> bool:
        """Whether it pays to look for numbers that are rounded little."""
        return self.unit > COARSE

    @property
    def largest(self) -> Fraction:
        """The largest number."""
        if self.fixed:
            return 2 ** self.fixed[0] - self.unit
        return Fraction(float(np.finfo(self.dtype).max))

    @property
    def finer(self) -> str:
        """What may do where this format is too coarse, for messages; empty if there is nothing."""
        if self.fixed:
            return "more bits after the point"
        return {"float16": "--dtype float32", "float32": "--dtype float64"}.get(self.name, "")

    def reaching(self, size: float) -> str:
        """What holds numbers up to this size, for messages; empty if there is nothing."""
        if self.fixed and np.isfinite(size):
            return f"--dtype q{int(size).bit_length()}.{self.fixed[1]}"
        return "--dtype float64" if self.fixed else self.finer

    def rounded(self, values: np.ndarray) -> np.ndarray:
        """The nearest numbers of the format to float64 values; infinite beyond its range."""
        if self.fixed is None:
            with np.errstate(over="ignore"):
                return values.astype(self.dtype)
        scale = 2.0 ** self.fixed[1]
        near = np.rint(values * scale) / scale
        inside = (near >= -(2.0 ** self.fixed[0])) & (near < 2.0 ** self.fixed[0])
        return np.where(inside, near, np.inf).astype(self.dtype)
