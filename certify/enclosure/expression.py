"""SymPy expressions to intervals, by a walk over the tree.

``sympy.lambdify`` is not used: it drops intervals silently.  Rationals stay exact until the first
operation that is not rational.
"""

from collections.abc import Mapping
from fractions import Fraction

import sympy

from certify.enclosure import elementary
from certify.enclosure.interval import DEFAULT_PREC, Interval
from certify.errors import BadInput

Value = Fraction | Interval
Known = dict[sympy.Basic, Value]


def enclose(
    expression: sympy.Expr,
    values: Mapping[sympy.Symbol, Value | int] | None = None,
    prec: int = DEFAULT_PREC,
) -> Interval:
    """Encloses the value of a SymPy expression.

    Guarantee: the interval contains the exact value, for rationals, + - * /, exponents that are
    integers or halves of them, exp, log, and Max, Abs, Sum with integer limits.  log(1+y) with y >= 0
    keeps its relative accuracy for tiny y.

    Args:
        expression: without floating-point numbers.
        values: an exact rational or an interval for every free symbol.
        prec: bits.

    Raises:
        BadInput: an operation, a symbol or a number that has no sound enclosure here.

    >>> k = sympy.Symbol("k")
    >>> enclose(sympy.log(1 + sympy.exp(-k)) / k, {k: 4}, prec=53)
    Interval([0.0045375, 0.0045375], prec=53)
    """
    known: Known = {}
    for symbol, value in (values or {}).items():
        known[symbol] = value if isinstance(value, Interval) else Fraction(value)
    return _interval(_walk(expression, known, prec), prec)


def _interval(value: Value, prec: int) -> Interval:
    return value if isinstance(value, Interval) else Interval.exact(value, prec)


def _walk(node: sympy.Basic, known: Known, prec: int) -> Value:
    """The value of a node; `known` keeps the values of nodes, since they may occur more than once."""
    if node not in known:
        known[node] = _value(node, known, prec)
    return known[node]


def _value(node: sympy.Basic, known: Known, prec: int) -> Value:
    if isinstance(node, sympy.Rational):
        return Fraction(int(node.p), int(node.q))
    if isinstance(node, sympy.Symbol):
        raise BadInput(f"no value is given for the symbol '{node}'")
    if isinstance(node, sympy.Add):
        return _fold(node.args, known, prec, lambda a, b: a + b)
    if isinstance(node, sympy.Mul):
        return _fold(node.args, known, prec, lambda a, b: a * b)
    if isinstance(node, sympy.Max):
        return _fold(node.args, known, prec, _greater)
    if isinstance(node, sympy.Abs):
        inside = _walk(node.args[0], known, prec)
        return _greater(inside, -inside)
    if isinstance(node, sympy.Pow):
        return _power(_walk(node.base, known, prec), node.exp, prec)
    if isinstance(node, sympy.exp) or node is sympy.E:
        exponent = _walk(node.args[0], known, prec) if node.args else Fraction(1)
        return elementary.exp(_interval(exponent, prec))
    if isinstance(node, sympy.log):
        return _log(node.args[0], known, prec)
    if isinstance(node, sympy.Sum):
        return _sum(node, known, prec)
    raise BadInput(f"no sound enclosure is known for {type(node).__name__} in '{node}'")


def _fold(args, known, prec, operation) -> Value:
    parts = [_walk(arg, known, prec) for arg in args]
    parts.sort(key=lambda part: isinstance(part, Interval))  # the rational ones first, exactly
    result = parts[0]
    for part in parts[1:]:
        if isinstance(part, Interval):
            result = _interval(result, prec)
        result = operation(result, part)
    return result


def _greater(a: Value, b: Value) -> Value:
    if isinstance(a, Interval):
        return a.max(b)
    return b.max(a) if isinstance(b, Interval) else max(a, b)


def _power(base: Value, exponent: sympy.Expr, prec: int) -> Value:
    if isinstance(exponent, sympy.Rational) and exponent.q == 2:
        base, exponent = elementary.sqrt(_interval(base, prec)), sympy.Integer(exponent.p)
    if not isinstance(exponent, sympy.Integer):
        raise BadInput(f"no sound enclosure is known for the power '{exponent}'")
    times = abs(int(exponent))
    result: Value = Fraction(1)
    if isinstance(base, Fraction):
        result = base**times
    else:
        for _ in range(times):
            result = base * result
        if times % 2 == 0 and times and Fraction(0) in base:
            result = _interval(result, prec).max(0)
    if exponent >= 0:
        return result
    if result == 0:
        raise BadInput("division by zero")
    return 1 / result


def _log(argument: sympy.Expr, known, prec) -> Value:
    if isinstance(argument, sympy.Add) and sympy.S.One in argument.args:
        rest = _interval(_walk(argument - 1, known, prec), prec)
        if rest.ends_apart()[0].sign() >= 0:
            return elementary.log1p(rest)
    return elementary.log(_interval(_walk(argument, known, prec), prec))


def _sum(node: sympy.Sum, known, prec) -> Value:
    if len(node.limits) != 1:
        raise BadInput("only sums over one index are enclosed")
    index, low, high = node.limits[0]
    ends = []
    for end in (low, high):
        value = _walk(end, known, prec)
        if isinstance(value, Interval) or value.denominator != 1:
            raise BadInput(f"the limits of '{node}' must be integers")
        ends.append(value.numerator)
    if ends[1] < ends[0] - 1:
        raise BadInput(f"the limits of '{node}' are the wrong way round")
    total: Value = Fraction(0)
    free_of_index = {part: value for part, value in known.items() if not part.has(index)}
    for i in range(ends[0], ends[1] + 1):
        term = _walk(node.function, {**free_of_index, index: Fraction(i)}, prec)
        total = _interval(total, prec) + term if isinstance(term, Interval) else total + term
    return total
