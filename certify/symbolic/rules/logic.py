"""Rules of logic: hypotheses, special cases, induction, least upper bounds, citations."""

from __future__ import annotations

import sympy

from certify.symbolic.rules.core import (
    NotShown,
    about,
    claims,
    counts,
    free,
    hypotheses,
    is_zero,
    need,
    order,
    rule,
    same,
)
from certify.symbolic.rules.defined import defined
from certify.symbolic.statement import (
    Cited,
    Continuous,
    Differentiable,
    Every,
    Exists,
    Fact,
    Hypothesis,
    Relation,
    Supremum,
    Within,
    bound,
    expressions,
    replaced,
)


@rule
def hypothesis(relation: Relation):
    """A relation assumed to hold; it stays attached to everything that follows from it."""
    return relation, (), {relation}


@rule
def apply(claim: Relation, assumed: Every, mapping: dict, *conditions: Fact):
    """A definition or hypothesis for all values of its symbols, used for some of them.

    Each of its conditions, with the values put in, must be one of the facts `conditions`, or hold
    for all values.  The definition stays attached to everything that follows from it.
    """
    need(set(mapping) <= set(assumed.symbols), f"'{assumed}' is for all {assumed.symbols} only")
    _allowed(mapping)
    known = [order(fact) for fact in conditions]
    for condition in assumed.conditions:
        wanted = condition.subs(mapping)
        need(_holds(wanted, known), f"'{wanted}' is needed to use '{assumed}'")
    claims(claim, assumed.relation.subs(mapping))
    return claim, conditions, hypotheses(*conditions) | {assumed}


def _holds(wanted: Relation, known: list[Relation]) -> bool:
    """Whether a relation is one of the known ones or follows from the symbols' assumptions."""
    if wanted.operator == "=":
        return is_zero(wanted.slack) or any(
            relation.operator == "=" and is_zero(wanted.slack - relation.slack) for relation in known
        )
    for relation in known:
        strong_enough = wanted.operator == "<=" or relation.operator == "<"
        if strong_enough and is_zero(wanted.slack - relation.slack):
            return True
    slack = sympy.expand(wanted.slack)
    return bool(slack.is_positive if wanted.operator == "<" else slack.is_nonnegative)


KINDS = (
    "real", "positive", "negative", "nonnegative", "nonpositive", "nonzero", "zero", "integer",
    "even", "odd", "prime", "composite", "rational", "irrational", "algebraic", "transcendental",
)  # fmt: skip


def _allowed(mapping: dict) -> None:
    """Every value must be of the kind that its symbol is."""
    for symbol, value in mapping.items():
        value = sympy.sympify(value)
        need(not value.has(sympy.oo, -sympy.oo), f"'{value}' is not a number")
        for kind in KINDS:
            wanted = getattr(symbol, f"is_{kind}")
            need(
                wanted is None or getattr(value, f"is_{kind}") == wanted,
                f"'{value}' was not shown to be{'' if wanted else ' not'} {kind}, as {symbol} is",
            )


@rule
def instance(claim: Relation | Within, fact: Fact, mapping: dict):
    """What holds for all values of a symbol holds for each value of its kind.

    Hypotheses about the symbol become hypotheses about the value.
    """
    _allowed(mapping)
    given = {_specialised(assumed, mapping) for assumed in fact.given}
    statement = about(fact, Within) if isinstance(claim, Within) else about(fact, Relation)
    claims(claim, statement.subs(mapping))
    return claim, (fact,), given


def _specialised(assumed: Hypothesis, mapping: dict) -> Hypothesis:
    if not assumed.free & set(mapping):
        return assumed
    if not isinstance(assumed, Relation):
        raise NotShown(f"'{assumed}' speaks of {', '.join(map(str, mapping))}")
    return assumed.subs(mapping)


@rule
def cut(fact: Fact, *premises: Fact):
    """A fact that assumes what the premises show holds without assuming it."""
    shown = {premise.statement for premise in premises}
    for statement in shown:
        need(statement in fact.given, f"'{statement}' is not assumed by '{fact.statement}'")
    return fact.statement, (fact, *premises), (fact.given - shown) | hypotheses(*premises)


@rule
def rescale(claim: Within, fact: Fact, mapping: dict, factor: sympy.Expr, given: Relation):
    """|e| <= b under one hypothesis gives |factor e| <= factor b, symbols replaced throughout.

    `given` is the hypothesis after the replacement, in a form equivalent to it: its slack is a
    positive multiple of the replaced one's.
    """
    need(bool(sympy.sympify(factor).is_positive), f"the factor '{factor}' must be positive")
    shown = about(fact, Within)
    need(len(fact.given) == 1, "exactly one hypothesis is needed")
    [old] = fact.given
    if not isinstance(old, Relation):
        raise NotShown(f"'{old}' is not a relation")
    _allowed(mapping)
    defined(old.subs(mapping), given)
    ratio = sympy.simplify(given.slack / old.subs(mapping).slack)
    need(bool(ratio.is_positive) and given.operator == old.operator, f"'{given}' is not '{old}'")
    error, bound = shown.subs(mapping).error, shown.subs(mapping).bound
    old_error, new_error = (side.rewrite(sympy.Abs) for side in (error, claim.error))
    need(
        _proportional(old_error, new_error, factor),
        f"'{claim.error}' is not {factor} times '{error}'",
    )
    same(factor * bound, claim.bound, "the bound")
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


@rule
def induction(claim: Relation, symbol: sympy.Symbol, base: Fact, step: Fact, assumed: Every):
    """P(first) and P(n) => P(n+1) for all n give P(n) for all n; first is 0 or 1, as n's kind says.

    `assumed` is P(n) for all values of its symbols that meet its conditions; the step may use it,
    and the claim then holds under the same conditions.
    """
    need(counts(symbol) and bool(symbol.is_nonnegative), f"{symbol} must count from 0 or 1")
    first = 1 if symbol.is_positive else 0
    need(assumed.relation == claim and symbol not in assumed.symbols, "the hypothesis must be the claim")
    need(assumed not in base.given, "the base may not assume the claim")
    claims(claim.subs({symbol: sympy.Integer(first)}), about(base, Relation))
    claims(claim.subs({symbol: symbol + 1}), about(step, Relation))
    conditions = set(assumed.conditions)
    others = (hypotheses(base, step) - {assumed}) - conditions
    for other in others:
        need(symbol not in other.free, f"{symbol} is not free: '{other}'")
        spoken = other.free & set(assumed.symbols)
        need(not spoken, f"'{other}' speaks of {spoken}, which the hypothesis is for all of")
    for condition in conditions:
        need(symbol not in condition.free, f"the condition '{condition}' may not speak of {symbol}")
    return claim, (base, step), others | conditions


@rule
def witness(claim: Exists, fact: Fact, value: sympy.Expr):
    """A relation that holds at a value between the bounds holds for some value between them."""
    _allowed({claim.symbol: value})
    ends = claim.low.free_symbols | claim.high.free_symbols
    need(claim.symbol not in ends, f"the ends may not depend on {claim.symbol}")
    between = (value - claim.low).is_positive and (claim.high - value).is_positive
    need(bool(between), f"'{value}' was not shown to lie between '{claim.low}' and '{claim.high}'")
    claims(claim.relation.subs({claim.symbol: value}), about(fact, Relation))
    free(claim.symbol, fact)
    return claim, (fact,)


@rule
def supremum(claim: Supremum, mapping: dict, upper: Fact, reached: Fact, *inside: Fact):
    """v is an upper bound under the conditions, and values v - e or more are taken for small e > 0.

    `reached` is v = f(w), or v - e <= f(w), or an equation v - e = f(w), with the symbols of the
    expression replaced by `mapping`; `inside` are the conditions at w.  Facts about w may assume
    that e is at most some positive number.
    """
    bound = order(upper)
    same(bound.lhs, claim.expression, "the expression bounded")
    same(bound.rhs, claim.value, "the upper bound")
    need(upper.given == frozenset(claim.conditions), "the upper bound must be under the conditions")
    need(not claim.value.has(*mapping), f"'{claim.value}' speaks of what varies")
    _allowed(mapping)
    known = [about(fact, Relation) for fact in inside]
    for condition in claim.conditions:
        wanted = condition.subs(mapping)
        need(_holds(wanted, known), f"'{wanted}' was not shown")
    witness = about(reached, Relation)
    same(witness.rhs, replaced(claim.expression, mapping), "the value at the witness")
    rest = sympy.expand(claim.value - witness.lhs)
    if claim.attained:
        need(witness.operator == "=" and rest == 0, f"'{witness}' does not reach '{claim.value}'")
        small = None
    else:
        need(bound.operator == "<", "a supremum that is not attained needs a strict upper bound")
        need(
            isinstance(rest, sympy.Symbol) and bool(rest.is_positive) and rest.is_integer is None
            and not claim.expression.has(rest) and not claim.value.has(rest)
            and all(rest not in condition.free for condition in claim.conditions),
            f"'{witness}' does not come near '{claim.value}'",
        )  # fmt: skip
        small = rest
    for assumed in hypotheses(reached, *inside):
        near = (
            isinstance(assumed, Relation) and assumed.operator in ("<=", "<")
            and small is not None and assumed.lhs == small
            and bool(assumed.rhs.is_positive) and not assumed.rhs.has(small)
        )  # fmt: skip
        need(near, f"the witness may not depend on '{assumed}'")
    return claim, (upper, reached, *inside), ()


@rule
def cite(text: str, source: str):
    """A theorem of the literature: nothing is checked, and whatever rests on it says so."""
    need(bool(text.strip()) and bool(source.strip()), "a statement and its source are needed")
    return Cited(text, source), ()


@rule
def function_instance(claim: Relation, fact: Fact, functions: dict):
    """What holds for every function holds for each one of its kind.

    Hypotheses about the function become hypotheses about the one put in.

    Args:
        functions: a sympy.Lambda for every undefined function to be replaced.
    """
    for function, value in functions.items():
        for part in (fact.statement, *fact.given):
            for applied in {a for e in expressions(part) for a in e.atoms(function)}:
                _allowed({applied: value(*applied.args)})

    def put(side: sympy.Expr) -> sympy.Expr:
        for function, value in functions.items():
            caught = bound(side) & value.free_symbols
            need(not caught, f"{caught} would be caught in '{side}'")
            side = side.replace(function, value)
        return side

    def put_all(relation: Relation) -> Relation:
        return relation.mapped(put)

    given: set[Hypothesis] = set()
    for assumed in fact.given:
        if isinstance(assumed, Relation):
            given.add(put_all(assumed))
        else:
            spoken = any(_mentions(assumed, function) for function in functions)
            need(not spoken, f"'{assumed}' speaks of what is replaced")
            given.add(assumed)
    claims(claim, put_all(about(fact, Relation)))
    defined(claim, fact, *given)
    return claim, (fact,), given


def _mentions(assumed: Every | Differentiable | Continuous, function: sympy.Function) -> bool:
    if isinstance(assumed, Differentiable | Continuous):
        return bool(assumed.function.has(function))
    relations = [assumed.relation, *assumed.conditions]
    return any(side.has(function) for relation in relations for side in (relation.lhs, relation.rhs))
