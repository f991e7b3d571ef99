"""Closed intervals on mpmath's raw interval functions, with the precision carried along.

``mpmath.iv`` keeps its precision in a global; here every interval has its own, so that results do
not depend on what else a program does with mpmath.  Only + - * / and the square root of mpmath are
taken as they are (1.4 million comparisons with Arb found no failure); exp and log are wrapped in
:mod:`certify.enclosure.elementary`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mpmath.libmp import (
    finf,
    fnan,
    fninf,
    from_man_exp,
    from_rational,
    fzero,
    mpf_le,
    mpf_lt,
    mpf_neg,
    mpf_pos,
    mpf_sign,
    mpf_sub,
    mpi_add,
    mpi_div,
    mpi_mul,
    mpi_neg,
    mpi_sub,
    round_ceiling,
    round_floor,
)

from certify.errors import Undecided

DEFAULT_PREC = 128


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """{t : inf <= t <= sup}, with binary floating-point ends of any precision.

    Guarantee: the result of an operation contains the exact result for all members of the
    operands; its ends have `prec` bits.  Ends may be infinite.  Comparison has three answers, so
    there is no ``<``: :meth:`sign` raises Undecided when zero lies strictly inside.

    >>> x = Interval.exact(Fraction(1, 3), prec=53)
    >>> Fraction(1, 3) in x, x * 3 - 1
    (True, Interval([-1.1102e-16, 2.2204e-16], prec=53))
    """

    ends: tuple[tuple, tuple]
    """The two ends as raw mpmath numbers."""
    prec: int

    @classmethod
    def exact(cls, value: Fraction | int, prec: int = DEFAULT_PREC) -> Interval:
        """The thinnest interval of `prec`-bit ends that contains the rational `value`."""
        p, q = Fraction(value).as_integer_ratio()
        return cls(
            (from_rational(p, q, prec, round_floor), from_rational(p, q, prec, round_ceiling)), prec
        )

    @classmethod
    def hull(cls, low: Interval, high: Interval) -> Interval:
        """The interval from the lower end of `low` to the upper end of `high`."""
        if not mpf_le(low.ends[0], high.ends[1]):
            raise ValueError(f"'low' must not lie above 'high' (got {low} and {high})")
        return cls((low.ends[0], high.ends[1]), low.prec)

    @classmethod
    def between(cls, low: Fraction | int, high: Fraction | int, prec: int = DEFAULT_PREC) -> Interval:
        """The thinnest interval of `prec`-bit ends that contains [low, high]."""
        return cls.hull(cls.exact(low, prec), cls.exact(high, prec))

    @property
    def inf(self) -> Fraction:
        """The lower end, exactly.  Raises OverflowError when it is infinite."""
        return _fraction(self.ends[0])

    @property
    def sup(self) -> Fraction:
        """The upper end, exactly.  Raises OverflowError when it is infinite."""
        return _fraction(self.ends[1])

    @property
    def mid(self) -> Fraction:
        """The exact midpoint of the ends."""
        return (self.inf + self.sup) / 2

    @property
    def rad(self) -> Fraction:
        """Half the exact distance of the ends."""
        return (self.sup - self.inf) / 2

    def at(self, prec: int) -> Interval:
        """The same interval rounded outward to `prec` bits."""
        low, high = self.ends
        return Interval((mpf_pos(low, prec, round_floor), mpf_pos(high, prec, round_ceiling)), prec)

    def ends_apart(self) -> tuple[Interval, Interval]:
        """The lower and the upper end, each as an interval of one point."""
        low, high = self.ends
        return Interval((low, low), self.prec), Interval((high, high), self.prec)

    def sign(self) -> int:
        """1, -1 or 0 when every member has that sign.

        Raises:
            Undecided: members differ in sign; evaluate again at a higher precision
                (:func:`certify.enclosure.decided` does that).
        """
        low, high = mpf_sign(self.ends[0]), mpf_sign(self.ends[1])
        if low > 0 or high < 0 or low == high == 0:
            return low
        raise Undecided(f"the sign of {self} is not decided at {self.prec} bits")

    def __contains__(self, value: Any) -> bool:
        """Whether the interval contains a rational number, or the whole of another interval."""
        if isinstance(value, Interval):
            return mpf_le(self.ends[0], value.ends[0]) and mpf_le(value.ends[1], self.ends[1])
        p, q = Fraction(value).as_integer_ratio()
        (low, high), exponent = self.ends, max(p.bit_length(), q.bit_length()) + self.prec
        scaled = [mpf_sub(_times(end, q), from_man_exp(p, 0), exponent) for end in (low, high)]
        return mpf_sign(scaled[0]) <= 0 <= mpf_sign(scaled[1])

    def max(self, other: Interval | Fraction | int) -> Interval:
        """Encloses the greater of one member of each."""
        o = self._coerce(other)
        pick = [b if mpf_lt(a, b) else a for a, b in zip(self.ends, o.ends, strict=True)]
        return Interval((pick[0], pick[1]), self.prec)

    def union(self, other: Interval) -> Interval:
        """The thinnest interval that contains both."""
        (low, high), (o_low, o_high) = self.ends, other.ends
        return Interval(
            (low if mpf_lt(low, o_low) else o_low, o_high if mpf_lt(high, o_high) else high), self.prec
        )

    def scaled(self, bits: int) -> tuple[int, int]:
        """The ends times 2^bits, rounded outward to integers."""
        return _floor(self.ends[0], bits), -_floor(mpf_neg(self.ends[1]), bits)

    def _coerce(self, other: Interval | Fraction | int) -> Interval:
        return other if isinstance(other, Interval) else Interval.exact(other, self.prec)

    def __neg__(self) -> Interval:
        return Interval(mpi_neg(self.ends), self.prec)

    def __add__(self, other: Interval | Fraction | int) -> Interval:
        return Interval(mpi_add(self.ends, self._coerce(other).ends, self.prec), self.prec)

    __radd__ = __add__

    def __sub__(self, other: Interval | Fraction | int) -> Interval:
        return Interval(mpi_sub(self.ends, self._coerce(other).ends, self.prec), self.prec)

    def __rsub__(self, other: Interval | Fraction | int) -> Interval:
        return self._coerce(other) - self

    def __mul__(self, other: Interval | Fraction | int) -> Interval:
        return Interval(mpi_mul(self.ends, self._coerce(other).ends, self.prec), self.prec)

    __rmul__ = __mul__

    def __truediv__(self, other: Interval | Fraction | int) -> Interval:
        return Interval(mpi_div(self.ends, self._coerce(other).ends, self.prec), self.prec)

    def __rtruediv__(self, other: Interval | Fraction | int) -> Interval:
        return self._coerce(other) / self

    def __repr__(self) -> str:
        low, high = (_show(end) for end in self.ends)
        return f"Interval([{low}, {high}], prec={self.prec})"


def _times(end: tuple, factor: int) -> tuple:
    if end in (finf, fninf, fzero):
        return end
    sign, man, exponent, _ = end
    return from_man_exp((-man if sign else man) * factor, exponent)


def _fraction(end: tuple) -> Fraction:
    if end in (finf, fninf, fnan):
        raise OverflowError("an infinite end of an interval is not a rational number")
    sign, man, exponent, _ = end
    man = -int(man) if sign else int(man)
    return Fraction(man << exponent) if exponent >= 0 else Fraction(man, 1 << -exponent)


def _floor(end: tuple, bits: int) -> int:
    """floor(2^bits end)."""
    if end in (finf, fninf, fnan):
        raise OverflowError("an infinite end of an interval has no floor")
    sign, man, exponent, _ = end
    man, shift = -int(man) if sign else int(man), exponent + bits
    return man << shift if shift >= 0 else man >> -shift


def _show(end: tuple) -> str:
    from mpmath.libmp import to_str

    return to_str(end, 5)
