"""Rules of algebra: equalities, signs, and sums and products of inequalities."""

from __future__ import annotations

from operator import methodcaller

import sympy

from certify.symbolic.rules.core import (
    NotShown,
    about,
    claims,
    counts,
    free,
    is_zero,
    need,
    order,
    rule,
    same,
)
from certify.symbolic.rules.defined import defined
from certify.symbolic.rules.logic import _allowed
from certify.symbolic.statement import (
    Equivalence,
    Fact,
    Relation,
    Value,
    Within,
    bound_in,
)


@rule
def identity(lhs: sympy.Expr, rhs: sympy.Expr):
    """lhs = rhs: the difference reduces to 0, or both are real and their exponentials agree."""
    lhs, rhs = sympy.sympify(lhs), sympy.sympify(rhs)
    agree = is_zero(lhs - rhs)
    if not agree and lhs.is_real and rhs.is_real:
        agree = is_zero(sympy.exp(sympy.expand(lhs)) - sympy.exp(sympy.expand(rhs)))
    need(agree, f"'{lhs}' and '{rhs}' were not shown to be equal")
    claim = Relation(lhs, "=", rhs)
    defined(claim)
    return claim, ()


@rule
def positive(expression: sympy.Expr):
    """0 < expression, from the assumptions of its symbols."""
    expression = sympy.sympify(expression)
    need(bool(expression.is_positive), f"'{expression}' was not shown to be positive")
    return Relation(sympy.S.Zero, "<", expression), ()


@rule
def nonnegative(expression: sympy.Expr):
    """0 <= expression, from the assumptions of its symbols (squares, absolute values, ...)."""
    expression = sympy.sympify(expression)
    need(bool(expression.is_nonnegative), f"'{expression}' was not shown to be at least 0")
    return Relation(sympy.S.Zero, "<=", expression), ()


@rule
def linear(claim: Relation, *parts: tuple[sympy.Expr | int, Fact]):
    """A combination of relations: rhs - lhs = sum of factor * (rhs_i - lhs_i) gives lhs <= rhs.

    Factors of inequalities must not be negative; those of equations may be anything.  The claim is
    strict only if a strict part has a positive factor, and an equation only if every part is one.
    """
    total, strict, equal = sympy.S.Zero, False, True
    for factor, fact in parts:
        factor = sympy.sympify(factor)
        relation = about(fact, Relation)
        if relation.operator != "=":
            equal = False
            need(bool(factor.is_nonnegative), f"the factor '{factor}' may be negative")
            strict = strict or (relation.operator == "<" and bool(factor.is_positive))
        total += factor * relation.slack
    same(total, claim.slack, "the combination")
    need(claim.operator != "=" or equal, "an equation does not follow from inequalities")
    need(claim.operator != "<" or strict, "a strict inequality needs a strict part")
    facts = tuple(fact for _, fact in parts)
    for part in (claim, *(factor for factor, _ in parts)):
        defined(part, *facts)
    return claim, facts


@rule
def product(claim: Relation, first: Fact, second: Fact):
    """0 <= a and 0 <= b give 0 <= a b; both strict give 0 < a b.  (a <= b is read as 0 <= b - a.)"""
    a, b = order(first), order(second)
    need(claim.operator in ("<=", "<"), f"'{claim}' is not an order")
    both = a.operator == b.operator == "<"
    need(claim.operator == "<=" or both, "a strict product needs two strict factors")
    same(a.slack * b.slack, claim.slack, "the product")
    defined(claim, first, second)
    return claim, (first, second)


@rule
def divided(claim: Relation, whole: Fact, factor: Fact):
    """0 <= c (b - a) and 0 < c give a <= b; 0 < c (b - a) gives a < b, and 0 = c (b - a) gives a = b."""
    relation, c = about(whole, Relation), order(factor)
    need(c.operator == "<", f"'{c}' is not strict")
    need(claim.operator == relation.operator, f"only {relation.operator} follows")
    same(relation.slack, c.slack * claim.slack, "the product")
    defined(claim, whole, factor)
    return claim, (whole, factor)


@rule
def substitute(claim: Relation | Within, fact: Fact, *equations: Fact):
    """Equals for equals: the claim is the fact with the left sides of equations replaced."""
    statement = fact.statement
    if not isinstance(statement, Relation | Within):
        raise NotShown(f"'{statement}' is no relation")
    for equation in equations:
        relation = about(equation, Relation)
        need(relation.operator == "=", f"'{relation}' is not an equation")
        for node in _binders(statement):
            if node.has(relation.lhs):  # there the equation must hold for all values of the variable
                for variable in bound_in(node):
                    free(variable, equation)
        equal = {relation.lhs: relation.rhs}
        statement = statement.mapped(methodcaller("subs", equal, simultaneous=True))
    claims(claim, statement)
    return claim, (fact, *equations)


def _binders(statement: Relation | Within) -> list[sympy.Basic]:
    """The sums, products, integrals and derivatives of a statement."""
    parts = (
        (statement.error, statement.bound)
        if isinstance(statement, Within)
        else (statement.lhs, statement.rhs)
    )
    return [node for part in parts for node in sympy.preorder_traversal(part) if bound_in(node)]


@rule
def absolute(claim: Within, above: Fact, below: Fact):
    """e <= b and -e <= b give |e| <= b."""
    for fact, wanted in ((above, claim.error), (below, -claim.error)):
        same(order(fact).slack, claim.bound - wanted, "one side of the absolute value")
    defined(claim, above, below)
    return claim, (above, below)


@rule
def scaled(claim: Within, factor: sympy.Expr, fact: Fact):
    """|e| <= b gives |c e| <= |c| b, for every real c."""
    within, factor = about(fact, Within), sympy.sympify(factor)
    need(bool(factor.is_real), f"'{factor}' was not shown to be real")
    same(factor * within.error, claim.error, "the error")
    same(sympy.Abs(factor) * within.bound, claim.bound, "the bound")
    defined(claim, fact)
    return claim, (fact,)


@rule
def sides(claim: Relation, fact: Fact):
    """|e| <= b gives e <= b and -e <= b, and 0 <= b."""
    within = about(fact, Within)
    need(claim.operator == "<=", "only <= follows from an absolute value")
    slacks = (within.bound - within.error, within.bound + within.error, within.bound)
    found = any(is_zero(claim.slack - slack) for slack in slacks)
    need(found, f"'{claim}' is no side of '{within}'")
    defined(claim, fact)
    return claim, (fact,)


@rule
def as_absolute(claim: Relation, fact: Fact):
    """|e| <= b, written with the function | |."""
    within = about(fact, Within)
    claims(claim, Relation(sympy.Abs(within.error), "<=", within.bound))
    need(bool(within.error.is_real), f"'{within.error}' was not shown to be real")
    return claim, (fact,)


@rule
def root(claim: Within, square: Fact, nonnegative: Fact):
    """e^2 <= a c^2 and 0 <= a give |e| <= sqrt(a) |c|; the claim has c where c >= 0 is known."""
    relation = order(square)
    a = order(nonnegative).rhs
    need(order(nonnegative).lhs == 0, f"'{nonnegative.statement}' is not 0 <= a")
    c = sympy.simplify(claim.bound / sympy.sqrt(a))
    need(bool(c.is_nonnegative), f"'{claim.bound}' was not shown to be at least 0")
    need(bool(claim.error.is_real), f"'{claim.error}' was not shown to be real")
    same(relation.slack, a * c**2 - claim.error**2, "the squares")
    defined(claim, square, nonnegative)
    return claim, (square, nonnegative)


@rule
def equivalent(claim: Equivalence, factor: sympy.Expr):
    """a <= b if and only if c <= e, because e - c = factor * (b - a) with factor > 0."""
    need(bool(sympy.sympify(factor).is_positive), f"'{factor}' was not shown to be positive")
    need(claim.left.operator == claim.right.operator, "both must be the same kind of relation")
    same(factor * claim.left.slack, claim.right.slack, "the second relation")
    defined(claim)
    return claim, ()


@rule
def least_integer(claim: Relation, fact: Fact, symbol: sympy.Symbol):
    """a <= N, for an integer N, holds exactly from N = ceil(a) on: claims (least N) = ceiling(a).

    The symbol claimed to be the least N gets its meaning here.
    """
    statement = about(fact, Equivalence)
    need(
        statement.right.operator == "<=" and statement.right.rhs == symbol
        and counts(symbol) and not statement.right.lhs.has(symbol),
        f"'{statement}' does not bound {symbol} below",
    )  # fmt: skip
    least = sympy.ceiling(statement.right.lhs)
    _allowed({symbol: least})
    need(isinstance(claim.lhs, sympy.Symbol), f"'{claim.lhs}' is not a name")
    claims(claim, Relation(claim.lhs, "=", least))
    return Value(claim.lhs, f"the least {symbol} with {statement.left}", claim.rhs), (fact,)


@rule
def whole_part(claim: Relation, number: sympy.Expr):
    """floor(a) <= a and a < floor(a) + 1, for every real a: claims the one or the other."""
    number = sympy.sympify(number)
    need(bool(number.is_real), f"'{number}' was not shown to be real")
    whole = sympy.floor(number)
    below, above = Relation(whole, "<=", number), Relation(number, "<", whole + 1)
    claims(claim, below if claim.operator == "<=" else above)
    defined(claim)
    return claim, ()
