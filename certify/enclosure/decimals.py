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
    low, high = rounded(shrunk.inf, up=False), rounded(grown.sup, up=True)
    if low != rounded(shrunk.sup, up=False) or high != rounded(grown.inf, up=True):
        raise Undecided(f"{x} does not settle {DIGITS} digits")
    return low, high


def rounded(value: Fraction, digits: int = DIGITS, *, up: bool) -> str:
    """A number >= 0 in scientific notation, rounded down or up to so many digits.

    >>> rounded(Fraction(2, 3), 4, up=False), rounded(Fraction(2, 3), 4, up=True)
    ('6.666e-1', '6.667e-1')
    """
    if value == 0:
        return "0"
    p, q = value.as_integer_ratio()
    exponent = (p.bit_length() - q.bit_length()) * 30103 // 100000  # within 2 of floor(log10)
    while p * 10 ** max(-exponent, 0) < q * 10 ** max(exponent, 0):
        exponent -= 1
    while p * 10 ** max(-exponent - 1, 0) >= q * 10 ** max(exponent + 1, 0):
        exponent += 1
    scale = digits - 1 - exponent
    p, q = p * 10 ** max(scale, 0), q * 10 ** max(-scale, 0)
    mantissa = -(-p // q) if up else p // q
    if mantissa == 10**digits:
        mantissa, exponent = mantissa // 10, exponent + 1
    text = str(mantissa)
    return f"{text[0]}.{text[1:]}e{exponent}"
