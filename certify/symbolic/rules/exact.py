"""Rules about piecewise polynomials and arrangements of lines, in exact rational arithmetic."""

from __future__ import annotations

from collections.abc import Callable

import sympy

from certify.symbolic.rules.core import NotShown, covers, line, need, rule
from certify.symbolic.statement import Pieces, Relation, Supremum, Value

Piece = tuple[sympy.Rational, sympy.Rational, sympy.Poly]


def pieces(
    expression: sympy.Expr, x: sympy.Symbol, low: sympy.Rational, high: sympy.Rational
) -> list[Piece]:
    """The polynomials that an expression of + * max and | | equals, from left to right.

    max and | | may be taken of what is piecewise linear.  Neighbours are different polynomials.
    """
    low, high = sympy.Rational(low), sympy.Rational(high)
    need(bool(low < high), f"'{low}' must lie below '{high}'")
    return _joined(_walk(sympy.sympify(expression), x, low, high))


def _walk(node: sympy.Expr, x: sympy.Symbol, low: sympy.Rational, high: sympy.Rational) -> list[Piece]:
    if not node.has(sympy.Max, sympy.Abs):
        need(node.free_symbols <= {x} and node.is_polynomial(x), f"'{node}' is not a polynomial in {x}")
        poly = sympy.Poly(node, x)
        need(
            all(c.is_Rational for c in poly.all_coeffs()),
            f"'{node}' has a coefficient that is not rational",
        )
        return [(low, high, poly)]
    parts = [_walk(arg, x, low, high) for arg in node.args]
    if isinstance(node, sympy.Add):
        return _combined(parts, lambda a, b: a + b)
    if isinstance(node, sympy.Mul):
        return _combined(parts, lambda a, b: a * b)
    if isinstance(node, sympy.Pow) and node.exp.is_Integer and node.exp > 0:
        return [(a, b, p ** int(node.exp)) for a, b, p in parts[0]]
    if isinstance(node, sympy.Abs):
        return [piece for part in parts[0] for piece in _greater(*part, -part[2])]
    if isinstance(node, sympy.Max) and len(parts) == 2:
        return [piece for a, b, p, q in _refined(*parts) for piece in _greater(a, b, p, q)]
    need(False, f"'{node}' is not made of + * max and | |")
    raise AssertionError


def _greater(a: sympy.Rational, b: sympy.Rational, p: sympy.Poly, q: sympy.Poly) -> list[Piece]:
    """The greater of two polynomials with a linear difference."""
    difference = p - q
    if difference.degree() > 1:
        raise NotShown(f"'{difference.as_expr()}' is not linear")
    at_a, at_b = difference.eval(a), difference.eval(b)
    if at_a >= 0 and at_b >= 0:
        return [(a, b, p)]
    if at_a <= 0 and at_b <= 0:
        return [(a, b, q)]
    root = -difference.coeff_monomial(1) / difference.LC()
    return [(a, root, p if at_a > 0 else q), (root, b, p if at_b > 0 else q)]


def _refined(first: list[Piece], second: list[Piece]):
    """(low, high, p, q) on the common refinement of two lists of pieces."""
    if len(second) == 1:
        yield from ((a, b, p, second[0][2]) for a, b, p in first)
        return
    if len(first) == 1:
        yield from ((a, b, first[0][2], q) for a, b, q in second)
        return
    i = j = 0
    while i < len(first) and j < len(second):
        (a, b, p), (c, d, q) = first[i], second[j]
        yield max(a, c), min(b, d), p, q
        i, j = i + bool(b <= d), j + bool(d <= b)


def _combined(parts: list[list[Piece]], operation: Callable) -> list[Piece]:
    """Piecewise polynomials combined piece by piece."""
    result = parts[0]
    for part in parts[1:]:
        result = [(a, b, operation(p, q)) for a, b, p, q in _refined(result, part)]
    return result


def _joined(parts: list[Piece]) -> list[Piece]:
    result: list[Piece] = []
    for a, b, p in parts:
        if result and result[-1][2] == p:
            result[-1] = (result[-1][0], b, p)
        else:
            result.append((a, b, p))
    return result


@rule
def linear_pieces(claim: Pieces):
    """The exact kinks and slopes of a piecewise linear function of one variable."""
    inside = line(claim.symbol) and covers(claim.symbol, claim.low, claim.high)
    need(inside, f"{claim.symbol} does not range over all of the interval")
    found = pieces(claim.expression, claim.symbol, claim.low, claim.high)
    need(all(p.degree() <= 1 for _, _, p in found), f"'{claim.expression}' is not piecewise linear")
    kinks = tuple(a for a, _, _ in found[1:])
    slopes = tuple(p.coeff_monomial(claim.symbol) for _, _, p in found)
    need(kinks == claim.kinks, f"the kinks are {kinks}, not {claim.kinks}")
    need(slopes == claim.slopes, f"the slopes are {slopes}, not {claim.slopes}")
    return claim, ()


@rule
def greatest(claim: Supremum, symbol: sympy.Symbol):
    """The greatest |p| of a piecewise polynomial of degree 2 or less on [low, high], exactly.

    It is taken at an end of a piece or where the derivative of a piece vanishes.
    """
    need(
        isinstance(claim.expression, sympy.Abs) and claim.attained,
        "the maximum of an absolute value is shown",
    )
    low, high = _ends(claim, symbol)
    inside = line(symbol) and covers(symbol, low, high)
    need(inside, f"{symbol} does not range over all of the interval")
    best = sympy.S.Zero
    for a, b, p in pieces(claim.expression.args[0], symbol, low, high):
        need(p.degree() <= 2, f"'{p.as_expr()}' has a degree above 2")
        points = [a, b]
        if p.degree() == 2:
            vertex = -p.coeff_monomial(symbol) / (2 * p.LC())
            points += [vertex] if a < vertex < b else []
        best = max([best, *(abs(p.eval(point)) for point in points)])
    need(bool(sympy.Eq(best, claim.value)), f"the maximum is {best}, not {claim.value}")
    return claim, ()


def _ends(claim: Supremum, symbol: sympy.Symbol) -> tuple[sympy.Rational, sympy.Rational]:
    need(len(claim.conditions) == 2, "the conditions must be low <= x and x <= high")
    first, second = claim.conditions
    plain = first.operator == second.operator == "<=" and first.rhs == second.lhs == symbol
    need(plain and bool(first.lhs.is_Rational and second.rhs.is_Rational), "the ends must be rational")
    return first.lhs, second.rhs


@rule
def piecewise_integral(claim: Relation):
    """The integral of a piecewise polynomial, exactly."""
    need(isinstance(claim.lhs, sympy.Integral) and claim.operator == "=", "integral = value is shown")
    [(symbol, low, high)] = claim.lhs.limits
    total = sympy.S.Zero
    for a, b, p in pieces(claim.lhs.function, symbol, low, high):
        whole = p.integrate()
        total += whole.eval(b) - whole.eval(a)
    need(bool(sympy.Eq(total, claim.rhs)), f"the integral is {total}, not {claim.rhs}")
    return claim, ()


Line = tuple[sympy.Rational, sympy.Rational, sympy.Rational]


@rule
def regions(claim: Relation, lines: list[Line]):
    """The number of regions into which the lines a x + b y = c cut the plane, exactly.

    Each line adds one region more than the number of points in which it meets the earlier ones;
    a line that stands there already adds none.
    """
    need(isinstance(claim.lhs, sympy.Symbol) and claim.operator == "=", "a number is claimed")
    count = 1
    earlier: list[Line] = []
    for given in lines:
        a, b, c = map(sympy.Rational, given)
        need(a != 0 or b != 0, f"{given} is not a line")
        if any(a * q == b * p and a * r == c * p and b * r == c * q for p, q, r in earlier):
            continue
        crossings = {
            ((c * q - b * r) / (a * q - b * p), (a * r - c * p) / (a * q - b * p))
            for p, q, r in earlier
            if a * q != b * p
        }
        count += 1 + len(crossings)
        earlier.append((a, b, c))
    need(bool(sympy.Eq(claim.rhs, count)), f"there are {count} regions, not {claim.rhs}")
    meaning = f"the number of regions into which {len(lines)} lines cut the plane"
    return Value(claim.lhs, meaning, claim.rhs), ()
