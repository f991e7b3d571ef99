"""The rules: each takes the statement claimed and its premises, and makes a Fact or raises NotShown.

Symbolic evidence is exact: a difference must reduce to the number 0, a sign must follow from the
assumptions of the symbols.  "Could not show" is NotShown; it is never taken for "false".
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import sympy

from certify.errors import CertifyError
from certify.symbolic.statement import (
    _KEY,
    Equivalence,
    Fact,
    Monotone,
    Relation,
    Statement,
    Within,
)

S = TypeVar("S", Relation, Monotone, Within, Equivalence)


class NotShown(CertifyError):
    """The rule does not show the statement claimed."""


Shown = tuple[Statement, tuple[Fact, ...]] | tuple[Statement, tuple[Fact, ...], set[Relation]]


def _rule(function: Callable[..., Shown]) -> Callable[..., Fact]:
    """Make a Fact of what a rule returns: statement, premises and, if not theirs, the hypotheses."""

    @functools.wraps(function)
    def apply(*args: Any, **kwargs: Any) -> Fact:
        statement, premises, *rest = function(*args, **kwargs)
        inherited = set().union(*(premise.given for premise in premises))
        given = frozenset(rest[0] if rest else inherited)
        return Fact(statement, given, function.__name__, tuple(premises), _KEY)

    return apply


def is_zero(expression: sympy.Expr) -> bool:
    """Whether the expression reduces to the number 0 exactly."""
    for reduce in (sympy.expand, sympy.simplify):
        expression = reduce(expression)
        if expression == 0:
            return True
    return False


def is_smooth(expression: sympy.Expr, symbol: sympy.Symbol) -> bool:
    """Whether the expression is visibly smooth in the symbol, for all its real values."""
    if not expression.has(symbol) or expression == symbol:
        return True
    if isinstance(expression, sympy.Add | sympy.Mul | sympy.exp):
        return all(is_smooth(arg, symbol) for arg in expression.args)
    if isinstance(expression, sympy.log):
        [argument] = expression.args
        return bool(argument.is_positive) and is_smooth(argument, symbol)
    if isinstance(expression, sympy.Pow) and expression.exp.is_Integer:
        nonzero = expression.exp > 0 or bool(expression.base.is_nonzero)
        return nonzero and is_smooth(expression.base, symbol)
    return False


def _about(fact: Fact, kind: type[S]) -> S:
    """The statement of a fact, which must be of this kind."""
    if not isinstance(fact.statement, kind):
        raise NotShown(f"'{fact.statement}' is not a {kind.__name__}")
    return fact.statement


def _free(symbol: sympy.Symbol, *facts: Fact) -> None:
    """No hypothesis of the facts may speak of the symbol: they hold for all its values."""
    for fact in facts:
        for hypothesis_ in fact.given:
            spoken = hypothesis_.lhs.has(symbol) or hypothesis_.rhs.has(symbol)
            _need(not spoken, f"{symbol} is not free: a hypothesis speaks of it")


def _need(condition: Any, message: str) -> None:
    if condition is not True and condition is not sympy.true:
        raise NotShown(message)


def _same(found: sympy.Expr, wanted: sympy.Expr, what: str) -> None:
    _need(is_zero(found - wanted), f"{what}: '{found}' was shown, '{wanted}' is claimed")


@_rule
def identity(lhs: sympy.Expr, rhs: sympy.Expr):
    """lhs = rhs: the difference reduces to 0, or both are real and their exponentials agree."""
    same = is_zero(lhs - rhs)
    if not same and lhs.is_real and rhs.is_real:
        same = is_zero(sympy.exp(sympy.expand(lhs)) - sympy.exp(sympy.expand(rhs)))
    _need(same, f"'{lhs}' and '{rhs}' were not shown to be equal")
    return Relation(lhs, "=", rhs), ()


@_rule
def derivative(expression: sympy.Expr, symbol: sympy.Symbol, claimed: sympy.Expr):
    """d expression/d symbol = claimed, for a smooth expression."""
    _need(is_smooth(expression, symbol), f"'{expression}' was not shown to be smooth in {symbol}")
    _same(sympy.diff(expression, symbol), claimed, "the derivative")
    return Relation(sympy.Derivative(expression, symbol), "=", claimed), ()


@_rule
def positive(expression: sympy.Expr):
    """0 < expression, from the assumptions of its symbols."""
    _need(bool(expression.is_positive), f"'{expression}' was not shown to be positive")
    return Relation(sympy.S.Zero, "<", expression), ()


@_rule
def monotone(expression: sympy.Expr, symbol: sympy.Symbol, direction: int, slope: Fact, sign: Fact):
    """A smooth expression of one real symbol is monotone if its derivative has one sign."""
    lhs, rhs = _about(slope, Relation).lhs, _about(slope, Relation).rhs
    _need(
        isinstance(lhs, sympy.Derivative) and lhs.args[0] == expression
        and lhs.variables == (symbol,),
        f"'{slope.statement}' is not about the derivative of '{expression}' in {symbol}",
    )  # fmt: skip
    _need(bool(symbol.is_real), f"{symbol} must range over the reals")
    _free(symbol, slope, sign)
    _need(
        _about(sign, Relation).operator == "<" and _about(sign, Relation).lhs == 0,
        f"'{sign.statement}' is not a sign",
    )
    _same(_about(sign, Relation).rhs, direction * rhs, "the sign of the derivative")
    return Monotone(expression, symbol, direction), (slope, sign)


@_rule
def compose(claim: Monotone, fact: Fact, inner: sympy.Expr):
    """f(inner) is monotone if f is and inner is affine with a slope of one sign."""
    f = _about(fact, Monotone)
    slope = sympy.expand(sympy.diff(inner, claim.symbol))
    _need(not slope.has(claim.symbol), f"'{inner}' is not affine in {claim.symbol}")
    turn = 1 if slope.is_positive else -1 if slope.is_negative else 0
    _need(bool(claim.symbol.is_real and inner.is_real), f"'{inner}' was not shown to be real")
    _same(f.expression.subs(f.symbol, inner), claim.expression, "the composition")
    _need(
        turn * f.direction == claim.direction,
        f"'{inner}' turns the direction by {turn}, so '{claim}' does not follow",
    )
    return claim, (fact,)


@_rule
def sum_below_integral(
    claim: Relation, fact: Fact, index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr
):
    """h decreasing: sum_{i=low}^{high} h(i) <= integral of h from low-1 to high (low <= high+1)."""
    h, total = _decreasing_sum(fact, index, low, high)
    integral = sympy.Integral(h.expression, (h.symbol, low - 1, high))
    _claims(claim, Relation(total, "<=", integral))
    return claim, (fact,)


@_rule
def sum_above_integral(
    claim: Relation, fact: Fact, index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr
):
    """h decreasing: integral of h from low to high+1 <= sum_{i=low}^{high} h(i) (low <= high+1)."""
    h, total = _decreasing_sum(fact, index, low, high)
    integral = sympy.Integral(h.expression, (h.symbol, low, high + 1))
    _claims(claim, Relation(integral, "<=", total))
    return claim, (fact,)


def _decreasing_sum(fact: Fact, index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr):
    h = _about(fact, Monotone)
    _need(h.direction == -1, f"'{h}' does not say 'decreases'")
    _need(not h.expression.has(index), f"the index {index} stands in '{h.expression}' already")
    _need(bool(low.is_integer and high.is_integer), f"'{low}' and '{high}' must be integers")
    _need(bool((high + 1 - low).is_nonnegative), f"'{low}' must not exceed '{high} + 1'")
    _need(is_smooth(h.expression, h.symbol), f"'{h.expression}' was not shown to be smooth")
    return h, sympy.Sum(h.expression.subs(h.symbol, index), (index, low, high))


def _claims(claim: Relation, shown: Relation) -> None:
    same = claim == shown or (
        claim.operator == shown.operator
        and _alike(claim.lhs, shown.lhs)
        and _alike(claim.rhs, shown.rhs)
    )
    _need(same, f"'{shown}' follows, '{claim}' is claimed")


def _alike(a: sympy.Expr, b: sympy.Expr) -> bool:
    """Equal as trees once the parts of sums and integrals are expanded."""
    if isinstance(a, sympy.Sum | sympy.Integral) and type(a) is type(b):
        return all(
            x[0] == y[0] and all(is_zero(p - q) for p, q in zip(x[1:], y[1:], strict=True))
            for x, y in zip(a.limits, b.limits, strict=True)
        ) and is_zero(a.function - b.function)
    return is_zero(a - b)


@_rule
def integral(claim: Relation, antiderivative: Fact):
    """The integral of h from a to b is G(b) - G(a), for a smooth G with G' = h."""
    lhs, h = _about(antiderivative, Relation).lhs, _about(antiderivative, Relation).rhs
    _need(
        isinstance(lhs, sympy.Derivative) and isinstance(claim.lhs, sympy.Integral),
        "an antiderivative and an integral are needed",
    )
    (symbol, low, high), *more = claim.lhs.limits
    _need(not more and lhs.variables == (symbol,), f"the variable must be {symbol} in both")
    _same(claim.lhs.function, h, "the integrand")
    _free(symbol, antiderivative)
    big = lhs.args[0]
    value = big.subs(symbol, high) - big.subs(symbol, low)
    _need(claim.operator == "=", "an equation is needed")
    _same(value, claim.rhs, "the integral")
    return claim, (antiderivative,)


@_rule
def hypothesis(relation: Relation):
    """A relation assumed to hold; it stays attached to everything that follows from it."""
    return relation, (), {relation}


@_rule
def instance(claim: Relation, fact: Fact, mapping: dict):
    """A relation for all values of a symbol holds for each real value of it."""
    for symbol, value in mapping.items():
        for assumption in ("real", "positive", "nonnegative", "integer"):
            if getattr(symbol, f"is_{assumption}"):
                _need(
                    bool(getattr(value, f"is_{assumption}")),
                    f"'{value}' was not shown to be {assumption}, as {symbol} is",
                )
        _free(symbol, fact)
    _claims(claim, _about(fact, Relation).subs(mapping))
    return claim, (fact,)


@_rule
def ordered(claim: Relation, fact: Fact, order: Fact):
    """f increasing and a <= b give f(a) <= f(b); f decreasing gives f(b) <= f(a)."""
    f = _about(fact, Monotone)
    _need(_about(order, Relation).operator in ("<=", "<"), f"'{order.statement}' is not an order")
    arguments = _about(order, Relation).lhs, _about(order, Relation).rhs
    _need(all(a.is_real for a in arguments), f"'{order.statement}' is not about real numbers")
    ends = [f.expression.subs(f.symbol, argument) for argument in arguments]
    low, high = ends if f.direction > 0 else reversed(ends)
    _claims(claim, Relation(low, "<=", high))
    return claim, (fact, order)


@_rule
def linear(claim: Relation, *parts: tuple[sympy.Expr | int, Fact]):
    """A combination of relations: rhs - lhs = sum of factor * (rhs_i - lhs_i) gives lhs <= rhs.

    Factors of inequalities must not be negative; those of equations may be anything.  The claim is
    strict only if a strict part has a positive factor, and an equation only if every part is one.
    """
    total, strict, equal = sympy.S.Zero, False, True
    for factor, fact in parts:
        factor = sympy.sympify(factor)
        relation = _about(fact, Relation)
        if relation.operator != "=":
            equal = False
            _need(bool(factor.is_nonnegative), f"the factor '{factor}' may be negative")
            strict = strict or (relation.operator == "<" and bool(factor.is_positive))
        total += factor * relation.slack
    _same(total, claim.slack, "the combination")
    _need(claim.operator != "=" or equal, "an equation does not follow from inequalities")
    _need(claim.operator != "<" or strict, "a strict inequality needs a strict part")
    return claim, tuple(fact for _, fact in parts)


@_rule
def sum_of_positive(claim: Relation, term: Fact):
    """0 <= sum of terms that are positive for every index."""
    _need(isinstance(claim.rhs, sympy.Sum) and claim.lhs == 0, "the claim must be 0 <= a sum")
    _need(claim.operator == "<=", "only <= is shown")
    _need(
        _about(term, Relation).operator == "<" and _about(term, Relation).lhs == 0,
        f"'{term.statement}' does not say 'positive'",
    )
    _free(claim.rhs.limits[0][0], term)
    _same(claim.rhs.function, _about(term, Relation).rhs, "the term")
    return claim, (term,)


@_rule
def absolute(claim: Within, above: Fact, below: Fact):
    """e <= b and -e <= b give |e| <= b."""
    for fact, wanted in ((above, claim.error), (below, -claim.error)):
        _need(_about(fact, Relation).operator in ("<=", "<"), f"'{fact.statement}' is not an order")
        _same(_about(fact, Relation).slack, claim.bound - wanted, "one side of the absolute value")
    return claim, (above, below)


@_rule
def relu_cases(claim: Within, right: Fact, left: Fact, symbol: sympy.Symbol):
    """|error| <= bound with max(u, 0) holds if it does with u for u >= 0 and with 0 for u <= 0."""
    not_left, not_right = Relation(sympy.S.Zero, "<=", symbol), Relation(symbol, "<=", sympy.S.Zero)
    relu = sympy.Max(symbol, 0)
    _need(claim.error.has(relu), f"the claim has no '{relu}'")
    for fact, value, case in ((right, symbol, not_left), (left, sympy.S.Zero, not_right)):
        shown = _about(fact, Within)
        _same(shown.error, claim.error.subs(relu, value), f"the error for '{case}'")
        _same(shown.bound, claim.bound.subs(relu, value), f"the bound for '{case}'")
        other = not_right if case == not_left else not_left
        _need(other not in fact.given, f"the case '{case}' assumes '{other}'")
    return claim, (right, left), (right.given | left.given) - {not_left, not_right}


@_rule
def rescale(claim: Within, fact: Fact, mapping: dict, factor: sympy.Expr, given: Relation):
    """|e| <= b under one hypothesis gives |factor e| <= factor b, symbols replaced throughout.

    `given` is the hypothesis after the replacement, in a form equivalent to it: its slack is a
    positive multiple of the replaced one's.
    """
    _need(bool(factor.is_positive), f"the factor '{factor}' must be positive")
    shown = _about(fact, Within)
    _need(len(fact.given) == 1, "exactly one hypothesis is needed")
    [old] = fact.given
    for symbol, value in mapping.items():
        _need(bool(symbol.is_real and value.is_real), f"{symbol} -> {value} is not real")
        _need(symbol.is_positive is None and symbol.is_integer is None, f"{symbol} is restricted")
    ratio = sympy.simplify(given.slack / old.subs(mapping).slack)
    _need(bool(ratio.is_positive) and given.operator == old.operator, f"'{given}' is not '{old}'")
    error, bound = (side.subs(mapping, simultaneous=True) for side in (shown.error, shown.bound))
    old_error, new_error = (side.rewrite(sympy.Abs) for side in (error, claim.error))
    _need(
        _proportional(old_error, new_error, factor),
        f"'{claim.error}' is not {factor} times '{error}'",
    )
    _same(factor * bound, claim.bound, "the bound")
    return claim, (fact,), {given}


def _proportional(old: sympy.Expr, new: sympy.Expr, factor: sympy.Expr) -> bool:
    """Whether new = factor * old, sums compared term by term."""
    sums = [list(side.atoms(sympy.Sum)) for side in (old, new)]
    if [len(found) for found in sums] != [1, 1]:
        return is_zero(new - factor * old)
    [[before], [after]] = sums
    place = sympy.Dummy("sum", real=True)
    same_terms = before.limits == after.limits and is_zero(before.function - after.function)
    return same_terms and is_zero(new.subs(after, place) - factor * old.subs(before, place))


@_rule
def limit(expression: sympy.Expr, symbol: sympy.Symbol, point: sympy.Expr, value: sympy.Expr):
    """The limit of an expression, by SymPy's Gruntz algorithm."""
    _same(sympy.limit(expression, symbol, point), value, "the limit")
    return Relation(sympy.Limit(expression, symbol, point, "-"), "=", value), ()


@_rule
def equivalent(claim: Equivalence, factor: sympy.Expr):
    """a <= b if and only if c <= e, because e - c = factor * (b - a) with factor > 0."""
    _need(bool(factor.is_positive), f"the factor '{factor}' was not shown to be positive")
    _need(claim.left.operator == claim.right.operator == "<=", "both must be <=")
    _same(factor * claim.left.slack, claim.right.slack, "the second relation")
    return claim, ()


@_rule
def least_integer(claim: Relation, fact: Fact, symbol: sympy.Symbol):
    """a <= N, for an integer N, holds exactly from N = ceil(a) on: claims (least N) = ceiling(a)."""
    statement = _about(fact, Equivalence)
    _need(
        statement.right.rhs == symbol
        and bool(symbol.is_integer) and not statement.right.lhs.has(symbol),
        f"'{statement}' does not bound {symbol} below",
    )  # fmt: skip
    _claims(claim, Relation(claim.lhs, "=", sympy.ceiling(statement.right.lhs)))
    return claim, (fact,)
