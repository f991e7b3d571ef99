"""exp, log, sqrt, the sigmoid and log(1+exp), enclosed at any precision.

mpmath rounds exp and log in the stated direction only almost always: with 53 bits,
``iv.exp(2**-38)`` and ``iv.log(1 + 2**-38)`` end below the true value (mpmath issue 1181; the
excess seen is at most 4e-4 units in the last place).  Here they are evaluated with 32 bits more
and both ends are moved outward by 2^-(prec+24) of themselves, which is 256 of those finer units.
"""

from collections.abc import Callable

from mpmath.libmp import (
    finf,
    fninf,
    fone,
    from_man_exp,
    fzero,
    mpf_exp,
    mpf_log,
    mpf_mul,
    mpf_sign,
    mpf_sqrt,
    round_ceiling,
    round_floor,
)

from certify.enclosure.interval import Interval

EXTRA_BITS, SLACK_BITS = 32, 24


def _widened(function: Callable, x: Interval) -> Interval:
    """An increasing mpmath function at both ends, each moved outward by 2^-(prec+24) of itself."""
    work = x.prec + EXTRA_BITS
    low = function(x.ends[0], work, round_floor)
    high = function(x.ends[1], work, round_ceiling)
    return Interval((_moved(low, x.prec, round_floor), _moved(high, x.prec, round_ceiling)), x.prec)


def _moved(end: tuple, prec: int, direction: str) -> tuple:
    if end in (fzero, finf, fninf):
        return end
    away = (direction == round_ceiling) == (mpf_sign(end) > 0)
    unit = 1 << (prec + SLACK_BITS)
    factor = from_man_exp(unit + 1 if away else unit - 1, -(prec + SLACK_BITS))
    return mpf_mul(end, factor, prec, direction)


def exp(x: Interval) -> Interval:
    """Encloses exp over `x`.

    >>> exp(Interval.exact(0, prec=53))
    Interval([1.0, 1.0], prec=53)
    """
    return _widened(mpf_exp, x)


def log(x: Interval) -> Interval:
    """Encloses the natural logarithm over `x`, which must not reach below 0.

    Raises:
        ValueError: `x` has negative members.
    """
    if mpf_sign(x.ends[0]) < 0:
        raise ValueError(f"log needs an interval without negative members (got {x})")
    return _widened(lambda t, prec, rnd: fninf if t == fzero else mpf_log(t, prec, rnd), x)


def sqrt(x: Interval) -> Interval:
    """Encloses the square root over `x`, which must not reach below 0.

    Raises:
        ValueError: `x` has negative members.
    """
    if mpf_sign(x.ends[0]) < 0:
        raise ValueError(f"sqrt needs an interval without negative members (got {x})")
    low, high = x.ends
    return Interval((mpf_sqrt(low, x.prec, round_floor), mpf_sqrt(high, x.prec, round_ceiling)), x.prec)


def _increasing(function: Callable[[Interval], Interval], x: Interval) -> Interval:
    """Encloses an increasing function over `x` by enclosing it at the two ends."""
    low, high = x.ends_apart()
    if low.ends == high.ends:
        return function(low)
    return Interval.hull(function(low), function(high))


def log1p(x: Interval) -> Interval:
    """Encloses log(1+t) over `x` >= 0, with small relative width even where t is tiny.

    For 0 <= t < 2^-prec it lies between t - t^2/2 and t.

    Raises:
        ValueError: `x` has negative members.
    """
    if mpf_sign(x.ends[0]) < 0:
        raise ValueError(f"log1p needs an interval without negative members (got {x})")
    return _increasing(_log1p_point, x)


def _log1p_point(t: Interval) -> Interval:
    end = t.ends[0]
    if end in (fzero, finf):
        return t
    magnitude = end[2] + end[3]  # 2^(magnitude-1) <= t < 2^magnitude
    if magnitude < -t.prec:
        return Interval.hull(t - t * t / 2, t)
    return log(t.at(2 * t.prec + max(-magnitude, 0)) + 1).at(t.prec)


def sigmoid(x: Interval) -> Interval:
    """Encloses S(t) = 1/(1+exp(-t)) over `x`, with small relative width on both sides.

    >>> sigmoid(Interval.exact(-1, prec=53))
    Interval([0.26894, 0.26894], prec=53)
    """
    return _increasing(_sigmoid_point, x)


def _sigmoid_point(t: Interval) -> Interval:
    if t.ends[0] == fninf:
        return Interval((fzero, fzero), t.prec)
    if mpf_sign(t.ends[0]) >= 0:
        value = 1 / (exp(-t) + 1)
        return value if value.ends[1] != finf else Interval((value.ends[0], fone), t.prec)
    power = exp(t)
    return power / (power + 1)


def softplus(x: Interval) -> Interval:
    """Encloses log(1+exp(t)) over `x`, with small relative width on both sides.

    >>> softplus(Interval.exact(-1000, prec=53))
    Interval([5.076e-435, 5.076e-435], prec=53)
    """
    return _increasing(_softplus_point, x)


def _softplus_point(t: Interval) -> Interval:
    return t + log1p(exp(-t)) if mpf_sign(t.ends[0]) >= 0 else log1p(exp(t))
