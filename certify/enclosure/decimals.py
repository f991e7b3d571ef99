"""Twenty significant digits, rounded outward: how certificates write real numbers."""

from fractions import Fraction

from certify.enclosure.interval import Interval
from certify.errors import Undecided

DIGITS = 20
NUDGE = Fraction(1, 2**100)


def outward(x: Interval) -> tuple[str, str]:
    """The one pair of 20-digit decimals for the real number T that `x` encloses.

    It is the outward rounding of [T - |T|/2^100, T + |T|/2^100]: the nudge makes the pair the same
    for everybody who encloses T well enough, also when T itself has at most 20 digits.

    Raises:
        Undecided: `x` is too wide to tell which pair it is.

    >>> outward(Interval.exact(Fraction(1, 3)))
    ('3.3333333333333333333e-1', '3.3333333333333333334e-1')
    """
    sign = x.sign()
    if sign == 0:
        return "0", "0"
    if sign < 0:
        low, high = outward(-x)
        return "-" + high, "-" + low
    shrunk, grown = x * (1 - NUDGE), x * (1 + NUDGE)
    low, high = _rounded(shrunk.inf, up=False), _rounded(grown.sup, up=True)
    if low != _rounded(shrunk.sup, up=False) or high != _rounded(grown.inf, up=True):
        raise Undecided(f"{x} does not settle {DIGITS} digits")
    return low, high


def _rounded(value: Fraction, *, up: bool) -> str:
    """value > 0 in scientific notation, rounded down or up to 20 digits."""
    p, q = value.as_integer_ratio()
    exponent = (p.bit_length() - q.bit_length()) * 30103 // 100000  # within 2 of floor(log10)
    while p * 10 ** max(-exponent, 0) < q * 10 ** max(exponent, 0):
        exponent -= 1
    while p * 10 ** max(-exponent - 1, 0) >= q * 10 ** max(exponent + 1, 0):
        exponent += 1
    scale = DIGITS - 1 - exponent
    p, q = p * 10 ** max(scale, 0), q * 10 ** max(-scale, 0)
    mantissa = -(-p // q) if up else p // q
    if mantissa == 10**DIGITS:
        mantissa, exponent = mantissa // 10, exponent + 1
    digits = str(mantissa)
    return f"{digits[0]}.{digits[1:]}e{exponent}"
