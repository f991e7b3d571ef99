"""Rules of calculus: derivatives, monotony, integrals, limits, intermediate values."""

from __future__ import annotations

import sympy

from certify.symbolic.rules.core import (
    NotShown,
    about,
    alike,
    claims,
    covers,
    free,
    hypotheses,
    is_smooth,
    is_zero,
    line,
    need,
    order,
    rule,
    same,
)
from certify.symbolic.rules.defined import defined
from certify.symbolic.rules.logic import _allowed, _specialised
from certify.symbolic.statement import (
    Continuous,
    Differentiable,
    Every,
    Exists,
    Fact,
    Hypothesis,
    Monotone,
    Relation,
    replaced,
)


@rule
def derivative(expression: sympy.Expr, symbol: sympy.Symbol, claimed: sympy.Expr, *assumed):
    """d expression/d symbol = claimed, for a differentiable expression.

    Args:
        assumed: applied functions taken to be differentiable (a hypothesis of the result), facts
            0 < e^2, which tell that one may divide by e, and facts 0 < e, which tell that e has a
            logarithm and a power.
    """
    need(isinstance(symbol, sympy.Symbol), f"'{symbol}' is not a symbol")
    facts = [fact for fact in assumed if isinstance(fact, Fact)]
    functions = [function for function in assumed if not isinstance(function, Fact)]
    for fact in facts:
        need(order(fact).operator == "<" and order(fact).lhs == 0, f"'{fact.statement}' is not 0 < e")
    above = [order(fact).rhs for fact in facts]
    nonzero = [e.base for e in above if _is_square(e)]
    need(
        is_smooth(expression, symbol, functions, nonzero, above),
        f"'{expression}' was not shown to be smooth in {symbol}",
    )
    same(sympy.diff(expression, symbol), claimed, "the derivative")
    defined(Relation(expression, "=", claimed), *facts)
    given = hypotheses(*facts) | {Differentiable(function, symbol) for function in functions}
    return Relation(sympy.Derivative(expression, symbol), "=", claimed), tuple(facts), given


def _is_square(expression: sympy.Expr) -> bool:
    return isinstance(expression, sympy.Pow) and expression.exp == 2 and bool(expression.base.is_real)


def _slope(fact: Fact) -> tuple[sympy.Expr, sympy.Symbol, sympy.Expr]:
    """(f, t, f') of a fact df/dt = f'."""
    relation = about(fact, Relation)
    need(
        isinstance(relation.lhs, sympy.Derivative) and relation.operator == "=",
        f"'{relation}' is not about a derivative",
    )
    need(len(relation.lhs.variables) == 1, f"'{relation}' is not about a first derivative")
    return relation.lhs.expr, relation.lhs.variables[0], relation.rhs


@rule
def chain(claim: Relation, outer: Fact, inner: Fact):
    """df/dz = f'(z) for all z and dz/dw = z' give d f(z(w))/dw = f'(z(w)) z'(w).

    f may not depend on w in another way.  Hypotheses about z become hypotheses about z(w).
    """
    f, z, slope = _slope(outer)
    h, w, change = _slope(inner)
    need(z == w or not (f.has(w) or slope.has(w)), f"'{f}' depends on {w} in another way than by {z}")
    _allowed({z: h})
    given = {_specialised(assumed, {z: h}) for assumed in outer.given}
    for assumed in outer.given:
        need(z == w or w not in assumed.free, f"{w} is not free: '{assumed}'")
    composed = sympy.Derivative(replaced(f, {z: h}), w, evaluate=False)
    need(claim.lhs == composed, f"'{composed}' follows, '{claim.lhs}' is claimed")
    claims(Relation(sympy.S.Zero, claim.operator, claim.rhs),
           Relation(sympy.S.Zero, "=", replaced(slope, {z: h}) * change))  # fmt: skip
    return claim, (outer, inner), given | inner.given


@rule
def locally(claim: Relation, equation: Fact, slope: Fact):
    """f = g wherever strict conditions hold, and dg/dt = g', give df/dt = g' wherever they hold.

    A strict inequality between continuous functions that holds at t holds near t too; so does one
    for all of finitely many indices.  Hypotheses that do not speak of t may be of any kind.
    """
    relation = about(equation, Relation)
    g, t, change = _slope(slope)
    need(relation.operator == "=" and relation.rhs == g, f"'{relation}' does not end in '{g}'")
    signed = not (t.is_nonnegative and not t.is_positive) and not (
        t.is_nonpositive and not t.is_negative
    )
    need(line(t) and signed, f"{t} must range over the reals, or the positive ones")
    for assumed in equation.given:
        need(
            t not in assumed.free or _lasts(assumed, t),
            f"'{assumed}' may hold at {t} and not near it",
        )
    wanted = sympy.Derivative(relation.lhs, t, evaluate=False)
    need(claim.lhs == wanted, f"'{wanted}' follows, '{claim.lhs}' is claimed")
    claims(Relation(sympy.S.Zero, claim.operator, claim.rhs), Relation(sympy.S.Zero, "=", change))
    return claim, (equation, slope)


def _lasts(assumed: Hypothesis, t: sympy.Symbol) -> bool:
    """Whether what holds at t holds near t as well: it says that g(t) < h(t), both continuous."""
    if isinstance(assumed, Every):
        around = all(t not in condition.free for condition in assumed.conditions)
        few = all(_few(index, assumed) for index in assumed.symbols)
        return around and few and _lasts(assumed.relation, t)
    if not isinstance(assumed, Relation):
        return False
    return assumed.operator == "<" and all(is_continuous(e, t) for e in (assumed.lhs, assumed.rhs))


def _few(index: sympy.Symbol, assumed: Every) -> bool:
    """Whether the conditions leave finitely many values for an index: low <= i <= high."""
    bound = set(assumed.symbols)
    ends = [condition for condition in assumed.conditions if condition.operator == "<="]
    below = any(c.rhs == index and not c.lhs.free_symbols & bound and c.lhs.is_finite for c in ends)
    above = any(c.lhs == index and not c.rhs.free_symbols & bound and c.rhs.is_finite for c in ends)
    return bool(index.is_integer) and below and above


@rule
def monotone(expression: sympy.Expr, symbol: sympy.Symbol, direction: int, slope: Fact, sign: Fact):
    """A smooth expression of one real symbol is monotone if its derivative has one sign."""
    f, variable, change = _slope(slope)
    need(
        f == expression and variable == symbol,
        f"'{slope.statement}' is not about the derivative of '{expression}' in {symbol}",
    )
    need(line(symbol), f"{symbol} must range over the reals")
    free(symbol, slope, sign)
    need(order(sign).operator == "<" and order(sign).lhs == 0, f"'{sign.statement}' is not a sign")
    same(order(sign).rhs, direction * change, "the sign of the derivative")
    return Monotone(expression, symbol, direction), (slope, sign)


@rule
def compose(claim: Monotone, fact: Fact, inner: sympy.Expr):
    """f(inner) is monotone if f is and inner is affine with a slope of one sign."""
    f = about(fact, Monotone)
    slope = sympy.expand(sympy.diff(inner, claim.symbol))
    need(not slope.has(claim.symbol), f"'{inner}' is not affine in {claim.symbol}")
    alone = claim.symbol == f.symbol or not f.expression.has(claim.symbol)
    need(alone, f"'{f.expression}' depends on {claim.symbol} in another way than by {f.symbol}")
    _allowed({f.symbol: inner})
    turn = 1 if slope.is_positive else -1 if slope.is_negative else 0
    need(bool(claim.symbol.is_real), f"{claim.symbol} is not real")
    composed = replaced(f.expression, {f.symbol: inner})
    same(composed, claim.expression, "the composition")
    defined(claim, composed)
    need(
        turn * f.direction == claim.direction,
        f"'{inner}' turns the direction by {turn}, so '{claim}' does not follow",
    )
    return claim, (fact,)


@rule
def sum_below_integral(
    claim: Relation, fact: Fact, index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr
):
    """h decreasing: sum_{i=low}^{high} h(i) <= integral of h from low-1 to high (low <= high+1)."""
    h, total = _decreasing_sum(fact, index, low, high)
    integral = sympy.Integral(h.expression, (h.symbol, low - 1, high))
    claims(claim, Relation(total, "<=", integral))
    return claim, (fact,)


@rule
def sum_above_integral(
    claim: Relation, fact: Fact, index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr
):
    """h decreasing: integral of h from low to high+1 <= sum_{i=low}^{high} h(i) (low <= high+1)."""
    h, total = _decreasing_sum(fact, index, low, high)
    integral = sympy.Integral(h.expression, (h.symbol, low, high + 1))
    claims(claim, Relation(integral, "<=", total))
    return claim, (fact,)


def _decreasing_sum(fact: Fact, index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr):
    h = about(fact, Monotone)
    need(h.direction == -1, f"'{h}' does not say 'decreases'")
    need(not h.expression.has(index), f"the index {index} stands in '{h.expression}' already")
    need(bool(low.is_integer and high.is_integer), f"'{low}' and '{high}' must be integers")
    need(bool((high + 1 - low).is_nonnegative), f"'{low}' must not exceed '{high} + 1'")
    _allowed({h.symbol: low - 1})
    _allowed({h.symbol: high + 1})
    need(is_smooth(h.expression, h.symbol), f"'{h.expression}' was not shown to be smooth")
    return h, sympy.Sum(replaced(h.expression, {h.symbol: index}), (index, low, high))


def _one_integral(expression: sympy.Expr) -> tuple[sympy.Expr, sympy.Symbol, sympy.Expr, sympy.Expr]:
    need(isinstance(expression, sympy.Integral), f"'{expression}' is not an integral")
    need(
        len(expression.limits) == 1 and len(expression.limits[0]) == 3, "one definite integral is needed"
    )
    [(symbol, low, high)] = expression.limits
    need(line(symbol), f"{symbol} must range over the reals")
    need(not (low == -sympy.oo and symbol.is_nonnegative), f"{symbol} has no values down to -oo")
    need(not (high == sympy.oo and symbol.is_nonpositive), f"{symbol} has no values up to oo")
    for end in (low, high):
        if not end.is_infinite:
            _allowed({symbol: end})
    return expression.function, symbol, low, high


@rule
def integral(claim: Relation, antiderivative: Fact):
    """The integral of h from a to b is G(b) - G(a), for a smooth G with G' = h.

    An end at infinity stands for the limit of G there.
    """
    big, variable, h = _slope(antiderivative)
    function, symbol, low, high = _one_integral(claim.lhs)
    need(variable == symbol, f"the variable must be {symbol} in both")
    same(function, h, "the integrand")
    free(symbol, antiderivative)
    ends = [
        _limit(big, symbol, end) if end.is_infinite else replaced(big, {symbol: end})
        for end in (low, high)
    ]
    need(all(end.is_finite for end in ends), f"'{big}' has no limit at an end")
    need(claim.operator == "=", "an equation is needed")
    same(ends[1] - ends[0], claim.rhs, "the integral")
    defined(claim.rhs, ends[1] - ends[0])
    defined(function, antiderivative)
    return claim, (antiderivative,)


@rule
def integral_order(claim: Relation, fact: Fact, ends: Fact, *functions: sympy.Expr):
    """f(t) <= h(t) for all low <= t <= high gives the same for the integrals, if low <= high.

    Both must be continuous in t, which is read off their form; `functions` are applied functions
    taken to be continuous (a hypothesis of the result).
    """
    relation = about(fact, Relation)
    kind = sympy.Integral
    sides = [side for side in (claim.lhs, claim.rhs) if isinstance(side, kind)]
    need(bool(sides), "an integral is needed")
    _, symbol, low, high = _one_integral(sides[0])
    same(order(ends).slack, high - low, "the order of the ends")
    need(not low.has(symbol) and not high.has(symbol), f"the ends may not depend on {symbol}")
    inside = {Relation(low, "<=", symbol), Relation(symbol, "<=", high)}
    left = hypotheses(fact) - inside
    for assumed in left:
        need(symbol not in assumed.free, f"{symbol} is not free: '{assumed}'")
    for side in (relation.lhs, relation.rhs):
        need(
            is_continuous(side, symbol, functions),
            f"'{side}' was not shown to be continuous in {symbol}",
        )
    need(relation.operator in ("<=", "<") and claim.operator == "<=", "an order is needed")
    for found, wanted in ((relation.lhs, claim.lhs), (relation.rhs, claim.rhs)):
        total = kind(found, (symbol, low, high)) if found.has(symbol) else found * (high - low)
        need(alike(total, wanted), f"'{total}' follows, '{wanted}' is claimed")
    defined(claim, fact, ends)
    assumed_too = {Continuous(function, symbol) for function in functions}
    return claim, (fact, ends), left | hypotheses(ends) | assumed_too


@rule
def integral_equal(claim: Relation, fact: Fact):
    """f(t) = h(t) for all low <= t <= high gives the same integrals from low to high."""
    relation = about(fact, Relation)
    _, symbol, low, high = _one_integral(claim.lhs)
    need(relation.operator == claim.operator == "=", "an equation is needed")
    need(bool((high - low).is_nonnegative), f"'{low}' must not exceed '{high}'")
    need(not low.has(symbol) and not high.has(symbol), f"the ends may not depend on {symbol}")
    left = hypotheses(fact) - {Relation(low, "<=", symbol), Relation(symbol, "<=", high)}
    for assumed in left:
        need(symbol not in assumed.free, f"{symbol} is not free: '{assumed}'")
    for found, wanted in ((relation.lhs, claim.lhs), (relation.rhs, claim.rhs)):
        need(alike(sympy.Integral(found, (symbol, low, high)), wanted), f"'{wanted}' does not follow")
    defined(claim, fact)
    return claim, (fact,), left


def is_continuous(
    expression: sympy.Expr, symbol: sympy.Symbol, functions: tuple[sympy.Expr, ...] = ()
) -> bool:
    """Smooth, or a maximum or absolute value of what is continuous."""
    atoms = expression.atoms(sympy.Max, sympy.Abs)
    names = {
        atom: sympy.Dummy(real=True, positive=atom.is_positive or None, nonnegative=atom.is_nonnegative)
        for atom in atoms
    }
    plain = expression.subs(names)
    inside = [arg for atom in atoms for arg in atom.args]
    return all(is_smooth(plain, s, functions) for s in (symbol, *names.values())) and all(
        is_continuous(arg, symbol, functions) for arg in inside
    )


@rule
def split_integral(whole: sympy.Integral, middle: sympy.Expr):
    """The integral from a to b is that from a to c and that from c to b, of a continuous function."""
    function, symbol, low, high = _one_integral(whole)
    need(is_continuous(function, symbol), f"'{function}' was not shown to be continuous")
    defined(whole)
    parts = (sympy.Integral(function, (symbol, *ends)) for ends in ((low, middle), (middle, high)))
    return Relation(whole, "=", sympy.Add(*parts)), ()


@rule
def limit(expression: sympy.Expr, symbol: sympy.Symbol, point: sympy.Expr, value: sympy.Expr):
    """The limit of an expression from below, by SymPy's Gruntz algorithm."""
    need(covers(symbol, point, point), f"{symbol} does not come near '{point}'")
    from_below = point.is_infinite or not symbol.is_nonnegative or point.is_positive
    need(bool(from_below), f"{symbol} is never below '{point}'")
    found = _limit(sympy.sympify(expression), symbol, point)
    same(found, value, "the limit")
    defined(value, found)
    return Relation(sympy.Limit(expression, symbol, point, "-"), "=", value), ()


def _limit(expression: sympy.Expr, symbol: sympy.Symbol, point: sympy.Expr) -> sympy.Expr:
    """The limit, each coefficient without the symbol taken out: SymPy lets 1/x be as if x were not 0."""
    parts: dict[sympy.Expr, sympy.Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(expression)):
        factor, rest = term.as_independent(symbol, as_Add=False)
        parts[factor] = parts.get(factor, sympy.S.Zero) + rest
    defined(expression)
    for rest in parts.values():
        need(rest.free_symbols <= {symbol}, f"'{rest}' has a parameter")
    return sympy.Add(*(f * sympy.limit(rest, symbol, point, "-") for f, rest in parts.items()))


@rule
def beyond(claim: Exists, slope: Fact, sign: Fact):
    """f'(b) < 0 gives f(b) < f(u) for some u between a and b, near b; f'(a) > 0 does so near a."""
    f, u, change = _slope(slope)
    need(claim.relation.operator == "<" and claim.symbol == u, f"'{claim}' is not f(b) < f({u})")
    need(line(u) and covers(u, claim.low, claim.high), f"{u} does not range over all of the interval")
    need(not claim.low.has(u) and not claim.high.has(u), f"the ends may not depend on {u}")
    need(bool((claim.high - claim.low).is_positive), f"'{claim.low}' must lie below '{claim.high}'")
    free(u, slope, sign)
    need(order(sign).operator == "<" and order(sign).lhs == 0, f"'{sign.statement}' is not a sign")
    for end, turn in ((claim.high, -1), (claim.low, 1)):
        if is_zero(order(sign).rhs - turn * replaced(change, {u: end})):
            claims(claim.relation, Relation(replaced(f, {u: end}), "<", f))
            return claim, (slope, sign)
    raise NotShown(f"'{sign.statement}' is not the sign of the derivative at an end")


@rule
def intermediate_value(claim: Exists, below: Fact, above: Fact):
    """A continuous f with f(a) < 0 < f(b), a < b, vanishes somewhere between a and b.

    (f is the right side minus the left one of the claim; the signs may also be the other way round.)
    """
    f = claim.relation.slack
    need(claim.relation.operator == "=", "an equation is needed")
    need(line(claim.symbol), f"{claim.symbol} must range over the reals")
    need(is_continuous(f, claim.symbol), f"'{f}' was not shown to be continuous in {claim.symbol}")
    need(bool((claim.high - claim.low).is_positive), f"'{claim.low}' must lie below '{claim.high}'")
    inside = covers(claim.symbol, claim.low, claim.high)
    need(inside, f"{claim.symbol} does not range over all of the interval")
    ends = {claim.symbol} & (claim.low.free_symbols | claim.high.free_symbols)
    need(not ends, f"the ends may not depend on {claim.symbol}")
    free(claim.symbol, below, above)
    for fact in (below, above):
        need(order(fact).operator == "<", f"'{fact.statement}' is not strict")
    signs = [(order(below).slack, -f), (order(above).slack, f)]
    for turn in (claim.low, claim.high), (claim.high, claim.low):
        at = [found - replaced(wanted, {claim.symbol: end})
              for (found, wanted), end in zip(signs, turn, strict=True)]  # fmt: skip
        if all(is_zero(gap) for gap in at):
            defined(claim.relation, below, above)
            return claim, (below, above)
    need(False, f"the signs of '{f}' at {claim.low} and {claim.high} are needed")
