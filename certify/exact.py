"""Exact rationals from what people write."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from numbers import Rational, Real
from typing import Any

from certify.errors import BadInput

LARGEST_EXPONENT = 1000
"""Decimal exponents and digit counts above this are refused: nothing here needs them."""

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,6})?"
_TEXT = re.compile(rf"\s*({_NUMBER})\s*(?:/\s*({_NUMBER})\s*)?", re.ASCII)


def rational(value: Any, name: str = "value") -> Fraction:
    """The rational number that `value` stands for, exactly.

    Args:
        value: an int, a Fraction, a Decimal, a float (its exact binary value), a NumPy or SymPy
            number of those kinds, or text such as ``1/1000``, ``1e-3`` or ``0.001``.
        name: what the number is, for the message.

    Raises:
        BadInput: not a number, not finite, or beyond 10^1000 in size or detail.

    >>> rational("1e-3"), rational("1/1000"), rational("0.001")
    (Fraction(1, 1000), Fraction(1, 1000), Fraction(1, 1000))
    >>> rational(0.1)
    Fraction(3602879701896397, 36028797018963968)
    """
    if isinstance(value, str):
        return _from_text(value, name)
    if isinstance(value, bool):
        raise BadInput(f"'{name}' must be a number (got {value!r})")
    if isinstance(value, Rational):
        return _bounded(Fraction(int(value.numerator), int(value.denominator)), name)
    if isinstance(value, Decimal):
        return _from_text(str(value), name)
    if isinstance(value, Real):
        try:
            return _bounded(Fraction(float(value)), name)
        except (OverflowError, ValueError):
            raise BadInput(f"'{name}' must be finite (got {value!r})") from None
    if getattr(value, "is_Rational", False):
        return _bounded(Fraction(int(value.p), int(value.q)), name)
    raise BadInput(f"'{name}' must be an exact number like '1/1000' or '1e-3' (got {value!r:.60})")


def _from_text(text: str, name: str) -> Fraction:
    match = _TEXT.fullmatch(text) if len(text) <= 3 * LARGEST_EXPONENT else None
    if match is None:
        raise BadInput(f"'{name}' must be a number like 1/1000, 1e-3 or 0.001 (got {text!r:.60})")
    parts = [part for part in match.groups() if part is not None]
    for part in parts:
        exponent = re.search(r"[eE]([+-]?\d+)", part)
        if exponent and abs(int(exponent.group(1))) > LARGEST_EXPONENT:
            raise BadInput(f"'{name}' must lie within 10^±{LARGEST_EXPONENT} (got {text!r:.60})")
    values = [Fraction(part) for part in parts]
    if len(values) == 2 and values[1] == 0:
        raise BadInput(f"'{name}' must not divide by zero (got {text!r:.60})")
    return _bounded(values[0] / values[1] if len(values) == 2 else values[0], name)


def _bounded(value: Fraction, name: str) -> Fraction:
    if max(abs(value.numerator), value.denominator) > 10**LARGEST_EXPONENT:
        raise BadInput(f"'{name}' must have at most {LARGEST_EXPONENT} digits")
    return value


def positive(value: Any, name: str) -> Fraction:
    """`value` as an exact rational that must be positive.

    >>> positive("1/3", "eps")
    Fraction(1, 3)
    >>> positive("-1", "eps")
    Traceback (most recent call last):
        ...
    certify.errors.BadInput: 'eps' must be positive (got -1)
    """
    result = rational(value, name)
    if result <= 0:
        raise BadInput(f"'{name}' must be positive (got {value})")
    return result


def whole(value: Any, name: str, least: int) -> int:
    """`value` as an exact integer that must be at least `least`.

    >>> whole("1006", "n", 2)
    1006
    """
    result = rational(value, name)
    if result.denominator != 1 or result < least:
        raise BadInput(f"'{name}' must be an integer of at least {least} (got {value})")
    return result.numerator


def rough(value: Fraction, digits: int = 3, rounding: str = ROUND_HALF_EVEN) -> str:
    """A rational with a few digits, for reading only; of any size, unlike a float.

    >>> rough(Fraction(1, 3)), rough(Fraction(1, 10**400)), rough(Fraction(20)), rough(Fraction(2000))
    ('0.333', '1e-400', '20', '2e+3')
    """
    context = Context(prec=digits, rounding=rounding)
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(context)
    if quotient.adjusted() < digits and quotient == quotient.to_integral_value():
        quotient = quotient.quantize(Decimal(1))  # 20, not 2e+1
    return str(quotient).lower()


def shown(value: Fraction) -> str:
    """An exact rational as people write it: ``0.001`` or ``1e-30`` where that is shorter than p/q.

    >>> shown(Fraction(1, 1000)), shown(Fraction(1, 10**30)), shown(Fraction(1, 3))
    ('0.001', '1e-30', '1/3')
    """
    fraction = str(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return fraction
    digits = Context(prec=8 * LARGEST_EXPONENT)
    exact = digits.divide(Decimal(value.numerator), Decimal(value.denominator))
    decimal = str(exact.normalize(digits)).lower().replace("e+", "e")
    return min((fraction, decimal), key=len)
