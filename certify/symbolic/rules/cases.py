"""Rules for what is defined by cases: maxima, absolute values, steps, and sums of steps."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy.core.function import AppliedUndef

from certify.symbolic.rules.core import (
    about,
    claims,
    covers,
    hypotheses,
    is_zero,
    line,
    need,
    order,
    rule,
    same,
)
from certify.symbolic.rules.defined import defined
from certify.symbolic.rules.logic import _allowed
from certify.symbolic.statement import Exists, Fact, Monotone, Relation, Within, bound, replaced


@rule
def resolved(claim: Relation, *orders: Fact):
    """An equation between expressions with max, | | and steps H, their cases decided by orders.

    a <= b decides max(a, b) = b; 0 <= z decides |z| = z and H(z) = 1; z <= 0 decides |z| = -z;
    z < 0 decides H(z) = 0.  What is not decided stays as it is.
    """
    need(claim.operator == "=", "an equation is needed")
    difference = claim.rhs - claim.lhs
    known = [order(fact) for fact in orders]
    atoms = difference.atoms(sympy.Max, sympy.Abs, sympy.Heaviside)
    for atom in sorted(atoms, key=lambda a: (sympy.count_ops(a), str(a))):
        value = next(_values(atom, known), None)
        if value is not None and not atom.free_symbols & bound(difference):
            difference = difference.subs(atom, value)
    need(is_zero(difference), f"'{claim}' does not follow from the orders: {difference} is left")
    defined(claim, *orders)
    return claim, orders


def _values(atom: sympy.Expr, orders: list[Relation]) -> Iterator[sympy.Expr]:
    if isinstance(atom, sympy.Max) and len(atom.args) == 2:
        first, second = atom.args
        difference, greater, smaller = first - second, first, second
    elif isinstance(atom, sympy.Abs):
        difference, greater, smaller = atom.args[0], atom.args[0], -atom.args[0]
    elif isinstance(atom, sympy.Heaviside):
        need(atom.args[1] == 1, f"'{atom}' must be 1 at 0")
        difference, greater, smaller = atom.args[0], sympy.S.One, sympy.S.Zero
    else:
        return
    for relation in orders:
        ratio = sympy.simplify(difference / relation.slack) if relation.slack != 0 else sympy.S.Zero
        if not ratio.is_finite:
            continue
        if ratio.is_positive:
            yield greater
        strict = relation.operator == "<" or not isinstance(atom, sympy.Heaviside)
        if ratio.is_negative and strict:
            yield smaller


@rule
def cases(claim: Relation | Within | Exists, first: Fact, second: Fact, pivot: Relation):
    """What holds if a <= b and also if b <= a (or b < a) holds."""
    others = {Relation(pivot.rhs, operator, pivot.lhs) for operator in ("<=", "<")}
    for fact in (first, second):
        need(fact.statement == claim, f"'{fact.statement}' is not the claim '{claim}'")
    need(pivot.operator == "<=", "the pivot must be a <= b")
    need(all(map(_is_real, (pivot.lhs, pivot.rhs))), f"'{pivot}' may be without a meaning")
    need(not others & first.given, f"the first case assumes the opposite of '{pivot}'")
    need(pivot not in second.given, f"the second case assumes '{pivot}' too")
    return claim, (first, second), hypotheses(first, second) - {pivot} - others


def _is_real(expression: sympy.Expr) -> bool:
    """Whether an expression is real for all values of its symbols; functions are taken to be real."""
    applied = {f: sympy.Dummy(real=True) for f in expression.atoms(AppliedUndef)}
    return bool(expression.xreplace(applied).is_real)


@rule
def ordered(claim: Relation, fact: Fact, comparison: Fact):
    """f increasing and a <= b give f(a) <= f(b); f decreasing gives f(b) <= f(a)."""
    f = about(fact, Monotone)
    arguments = order(comparison).lhs, order(comparison).rhs
    for argument in arguments:
        _allowed({f.symbol: argument})
    ends = [replaced(f.expression, {f.symbol: argument}) for argument in arguments]
    low, high = ends if f.direction > 0 else reversed(ends)
    claims(claim, Relation(low, "<=", high))
    return claim, (fact, comparison)


@rule
def summed(claim: Relation, term: Fact, index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr):
    """f(i) <= h(i) for low <= i <= high gives sum f(i) <= sum h(i); the same for = (low <= high + 1)."""
    relation = about(term, Relation)
    low, high = sympy.sympify(low), sympy.sympify(high)
    need(bool(index.is_integer), f"'{index}' must be an integer")
    need(bool((high + 1 - low).is_nonnegative), f"'{low}' must not exceed '{high} + 1'")
    _whole(index, low, high)
    at_least, at_most = Relation(low, "<=", index), Relation(index, "<=", high)
    left = hypotheses(term) - {at_least, at_most}
    for assumed in left:
        need(index not in assumed.free, f"{index} is not free: '{assumed}'")
    some = bool((high - low).is_nonnegative)  # a strict inequality needs a term
    need(claim.operator == "<=" or claim.operator == relation.operator, f"'{claim}' does not follow")
    need(relation.operator != "=" or claim.operator == "=", "an equation of sums follows")
    need(claim.operator != "<" or some, "the sum may be empty")

    def total(side: sympy.Expr) -> sympy.Expr:
        if not side.has(index):
            return side * (high + 1 - low)
        return sympy.Sum(side, (index, low, high))

    same(total(relation.lhs), claim.lhs, "the left sum")
    same(total(relation.rhs), claim.rhs, "the right sum")
    defined(claim, term)
    return claim, (term,), left


def _whole(index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> None:
    """The ends of a sum must be integers, and may not depend on its index."""
    need(bool(low.is_integer and high.is_integer), f"'{low}' and '{high}' must be integers")
    need(not low.has(index) and not high.has(index), f"'{low}' and '{high}' may not depend on {index}")


@rule
def last_term(whole: sympy.Expr):
    """Sum or product up to n + 1 = the same up to n, plus or times the last term (low <= n + 1)."""
    need(isinstance(whole, sympy.Sum | sympy.Product), f"'{whole}' is not a sum or product")
    [(index, low, high)] = whole.limits
    _whole(index, low, high)
    need(bool((high - low).is_nonnegative), f"'{whole}' may have no last term")
    defined(whole)
    rest = whole.func(whole.function, (index, low, high - 1))
    last = replaced(whole.function, {index: high})
    return Relation(whole, "=", rest + last if isinstance(whole, sympy.Sum) else rest * last), ()


@rule
def telescoped(f: sympy.Expr, index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr):
    """The sum of f(i+1) - f(i) from low to high is f(high+1) - f(low), for low <= high + 1."""
    low, high = sympy.sympify(low), sympy.sympify(high)
    need(bool((high + 1 - low).is_nonnegative), f"'{low}' must not exceed '{high} + 1'")
    _whole(index, low, high)
    total = sympy.Sum(replaced(f, {index: index + 1}) - f, (index, low, high))
    claim = Relation(total, "=", replaced(f, {index: high + 1}) - replaced(f, {index: low}))
    defined(claim)
    return claim, ()


@rule
def shifted(whole: sympy.Sum, by: int):
    """The sum of f(i) from low to high is that of f(i + by) from low - by to high - by."""
    [(index, low, high)] = whole.limits
    need(bool(sympy.sympify(by).is_Integer), f"'{by}' must be an integer")
    defined(whole)
    moved = replaced(whole.function, {index: index + by})
    return Relation(whole, "=", whole.func(moved, (index, low - by, high - by))), ()


@rule
def split_sum(whole: sympy.Sum, middle: sympy.Expr):
    """A sum is the one up to the middle and the rest, for low <= middle + 1 <= high + 1."""
    [(index, low, high)] = whole.limits
    _whole(index, low, high)
    _whole(index, low, middle)
    defined(whole)
    inside = (middle + 1 - low).is_nonnegative and (high - middle).is_nonnegative
    need(bool(inside), f"'{middle}' was not shown to lie between '{low}' - 1 and '{high}'")
    parts = (whole.func(whole.function, (index, *ends)) for ends in ((low, middle), (middle + 1, high)))
    return Relation(whole, "=", sympy.Add(*parts)), ()


@rule
def renamed(whole: sympy.Expr, index: sympy.Symbol):
    """A sum, product or integral over one variable is the same over another one of the same kind.

    For an integral both may be real, of one sign or not, if they have all values between its ends.
    """
    kinds = sympy.Sum | sympy.Product | sympy.Integral
    need(isinstance(whole, kinds), f"'{whole}' is not a sum, product or integral")
    [(old, low, high)] = whole.limits
    need(not whole.has(index), f"{index} stands in '{whole}' already")
    pair = old, index
    real = isinstance(whole, sympy.Integral) and all(line(s) and covers(s, low, high) for s in pair)
    need(
        real or index.assumptions0 == old.assumptions0,
        f"{index} and {old} are not of one kind",
    )
    inner = {limit[0] for atom in whole.function.atoms(sympy.Sum, sympy.Product, sympy.Integral)
             for limit in atom.limits}  # fmt: skip
    need(old not in inner, f"{old} is used twice in '{whole}'")
    defined(whole)
    return Relation(
        whole, "=", whole.func(replaced(whole.function, {old: index}), (index, low, high))
    ), ()
