"""What every rule is made of: the decorator that makes facts, and the exact tests of equality."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import sympy
from sympy.core.function import AppliedUndef

from certify.errors import BadInput
from certify.symbolic.rules.defined import defined
from certify.symbolic.statement import (
    _KEY,
    Fact,
    Hypothesis,
    NotShown,
    Relation,
    Statement,
    Within,
    expressions,
    text,
)

S = TypeVar("S")


Shown = tuple[Statement, tuple[Fact, ...]] | tuple[Statement, tuple[Fact, ...], Iterable[Hypothesis]]


def rule(function: Callable[..., Shown]) -> Callable[..., Fact]:
    """Make a Fact of what a rule returns: statement, premises and, if not theirs, the hypotheses."""

    @functools.wraps(function)
    def apply(*args: Any, **kwargs: Any) -> Fact:
        try:
            statement, premises, *rest = function(*args, **kwargs)
        except BadInput as error:
            raise NotShown(str(error)) from None
        given = frozenset(rest[0] if rest else hypotheses(*premises))
        need(_fixed(statement), f"a {type(statement).__name__} that could be changed afterwards")
        for part in (statement, *given):
            for expression in expressions(part):
                _plain(expression)
        return Fact(statement, given, function.__name__, tuple(premises), _KEY)

    return apply


def _fixed(statement: Statement) -> bool:
    """Whether a statement has no list inside, which somebody could change."""
    try:
        hash(statement)
    except TypeError:
        return False
    return True


def _plain(expression: sympy.Basic) -> None:
    """Nothing rounded or infinite, and every sum or integral over values that its symbol may have."""
    if expression.has(sympy.Float, sympy.nan, sympy.zoo):
        raise NotShown(f"'{expression}' is not exact")
    for node in expression.atoms(sympy.Sum, sympy.Product, sympy.Integral):
        for limit in node.limits:
            whole = isinstance(node, sympy.Integral) and limit[0].is_integer
            if len(limit) != 3 or whole or not covers(*limit):
                raise NotShown(f"'{limit}' is not a range of values that the symbol may have")


def _kinds(**assumed: bool) -> dict[frozenset, str | None]:
    """What Symbol.assumptions0 says of symbols without a sign, and of those of each sign."""
    signs: list[dict[str, bool]] = [{}, *({sign: True} for sign in SIGNS)]
    return {
        frozenset(sympy.Dummy(**assumed, **sign).assumptions0.items()): next(iter(sign), None)
        for sign in signs
    }


SIGNS = ("positive", "negative", "nonnegative", "nonpositive")
LINES, COUNTS = _kinds(real=True), _kinds(integer=True)
ANY = frozenset(sympy.Dummy().assumptions0.items())


def _kind(symbol: sympy.Symbol) -> frozenset:
    return frozenset(symbol.assumptions0.items())


def line(symbol: sympy.Symbol) -> bool:
    """Whether a symbol ranges over all real numbers, or all of one sign."""
    return _kind(symbol) in LINES


def counts(symbol: sympy.Symbol) -> bool:
    """Whether a symbol ranges over all integers, or all of one sign."""
    return _kind(symbol) in COUNTS


def covers(symbol: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> bool:
    """Whether a symbol may have all values between two ends that its kind does not exclude by sign.

    The ends of an integer are those of a sum, which may be empty.
    """
    kind = _kind(symbol)
    sign = {**LINES, **COUNTS, ANY: None}.get(kind, "unknown")
    ends = (low, high)
    if kind in COUNTS:
        ends = (low, high + 1) if sign in ("positive", "nonnegative") else (low - 1, high)
    real = all(end.is_extended_real is not False for end in ends)
    return real and (sign is None or all(getattr(end, f"is_extended_{sign}", False) for end in ends))


def hypotheses(*facts: Fact) -> set[Hypothesis]:
    """All that the facts assume."""
    return set().union(*(fact.given for fact in facts))


def need(condition: Any, message: str) -> None:
    """NotShown with this message, unless the condition is plainly true."""
    if condition is not True and condition is not sympy.true:
        raise NotShown(message)


def about(fact: Fact, kind: type[S]) -> S:
    """The statement of a fact, which must be of this kind."""
    if not isinstance(fact, Fact) or not isinstance(fact.statement, kind):
        raise NotShown(f"'{getattr(fact, 'statement', fact)}' is not a {kind.__name__}")
    return fact.statement


def order(fact: Fact) -> Relation:
    """The statement of a fact, which must be <= or <."""
    relation = about(fact, Relation)
    need(relation.operator in ("<=", "<"), f"'{relation}' is not an order")
    return relation


def free(symbol: sympy.Symbol, *facts: Fact) -> None:
    """No hypothesis of the facts may speak of the symbol: they hold for all its values."""
    for fact in facts:
        for assumed in fact.given:
            need(
                symbol not in assumed.free,
                f"{symbol} is not free: a hypothesis speaks of it ('{assumed}')",
            )


def same(found: sympy.Expr, wanted: sympy.Expr, what: str) -> None:
    if not is_zero(found - wanted):
        raise NotShown(f"{what}: '{text(found)}' was shown, '{text(wanted)}' is claimed")


def claims(claim: Relation | Within, shown: Relation | Within) -> None:
    """The claim is what was shown, up to identities on each side."""
    if claim == shown:
        return
    if isinstance(claim, Within) and isinstance(shown, Within):
        same(shown.error, claim.error, "the error")
        same(shown.bound, claim.bound, "the bound")
    else:
        agree = (
            isinstance(claim, Relation) and isinstance(shown, Relation)
            and claim.operator == shown.operator
            and alike(claim.lhs, shown.lhs) and alike(claim.rhs, shown.rhs)
        )  # fmt: skip
        if not agree:
            raise NotShown(f"'{shown}' follows, '{claim}' is claimed")
    defined(claim, shown)


def alike(a: sympy.Expr, b: sympy.Expr) -> bool:
    """Equal as trees once the parts of sums and integrals are expanded."""
    if a == b:
        return True
    if isinstance(a, sympy.Sum | sympy.Integral | sympy.Product) and type(a) is type(b):
        return all(
            x[0] == y[0] and all(is_zero(p - q) for p, q in zip(x[1:], y[1:], strict=True))
            for x, y in zip(a.limits, b.limits, strict=True)
        ) and is_zero(a.function - b.function)
    return is_zero(a - b)


def is_zero(expression: sympy.Expr) -> bool:
    """Whether the expression reduces to the number 0 exactly.

    Derivatives are left as they are: that they exist is for the rules of calculus to say.
    """
    expression = _derivatives_kept(expression)
    for reduce in (sympy.expand, linear_parts, _plainly_nonzero, sympy.simplify, _exponentials):
        expression = reduce(expression)
        if expression == 0:
            return True
        if expression is sympy.nan:
            return False
    return False


def _plainly_nonzero(expression: sympy.Expr) -> sympy.Expr:
    """nan if some values of the symbols show that simplifying will not give 0; it may take long."""
    if expression.has(sympy.Integral, sympy.Derivative, sympy.Limit, sympy.Heaviside):
        return expression
    original = expression
    functions = {applied.func for applied in expression.atoms(AppliedUndef)}
    for number, function in enumerate(sorted(functions, key=str), 2):
        expression = expression.replace(function, functools.partial(_sample, number))
    values = {}
    for number, symbol in enumerate(sorted(expression.free_symbols, key=str), 2):
        values[symbol] = sympy.Integer(number) if symbol.is_integer else sympy.Rational(number, 3)
    size = abs(sympy.N(expression.subs(values).doit(), 15))
    return sympy.nan if size.is_Float and size > 1e-6 else original


def _sample(number: int, *arguments: sympy.Expr) -> sympy.Expr:
    """Some function, to stand for an undefined one."""
    return sympy.Rational(number, 5) + sympy.Add(*arguments) ** 2 / number


def _exponentials(expression: sympy.Expr) -> sympy.Expr:
    """tanh in terms of exp."""
    return sympy.simplify(expression.rewrite(sympy.exp)) if expression.has(sympy.tanh) else expression


def _derivatives_kept(expression: sympy.Expr) -> sympy.Expr:
    """Each derivative stands for a function of its symbols that nothing is known of."""
    found = {d for d in expression.atoms(sympy.Derivative, sympy.Subs) if d.has(sympy.Derivative)}
    whole = [d for d in found if not any(d is not other and other.has(d) for other in found)]
    names: dict[sympy.Expr, sympy.Expr] = {}
    for d in whole:
        name = sympy.Dummy("derivative")
        symbols = sorted(d.free_symbols, key=str)
        names[d] = sympy.Function(f"{name.name}{name.dummy_index}")(*symbols) if symbols else name
    return expression.xreplace(names)


def linear_parts(expression: sympy.Expr) -> sympy.Expr:
    """Finite sums and proper integrals split into terms, factors free of the variable pulled out.

    A sum of sums over ranges that do not depend on each other becomes one sum over both.  Improper
    integrals are left whole: their parts might not converge.
    """
    if not expression.has(sympy.Sum, sympy.Integral):
        return expression
    if not isinstance(expression, sympy.Sum | sympy.Integral):
        if not expression.args:
            return expression
        return sympy.expand(expression.func(*(linear_parts(arg) for arg in expression.args)))
    improper = isinstance(expression, sympy.Integral) and any(
        end.is_infinite for limit in expression.limits for end in limit[1:]
    )
    if improper:
        return expression
    kind = type(expression)
    function = linear_parts(expression.function)
    for limit in expression.limits:
        terms = sympy.Add.make_args(sympy.expand(function))
        function = sympy.Add(*(_one_term(kind, term, limit) for term in terms))
    return function


def _one_term(kind: type, term: sympy.Expr, limit: sympy.Tuple) -> sympy.Expr:
    variable = limit[0]
    inside: list[sympy.Expr] = []
    outside: list[sympy.Expr] = []
    for factor in sympy.Mul.make_args(term):
        (inside if factor.has(variable) else outside).append(factor)
    outer, core = sympy.Mul(*outside), sympy.Mul(*inside)
    if kind is sympy.Sum and limit[1] == limit[2]:
        return outer * core.subs(variable, limit[1])
    if kind is sympy.Integral and not inside:
        return outer * (limit[2] - limit[1])
    if kind is sympy.Sum and not inside and (limit[2] - limit[1] + 1).is_nonnegative:
        return outer * (limit[2] - limit[1] + 1)
    nested: list[Any] = [factor for factor in sympy.Mul.make_args(core) if isinstance(factor, kind)]
    if len(nested) == 1 and not any(end.has(variable) for lim in nested[0].limits for end in lim[1:]):
        [inner] = nested
        rest, indices = core / inner, [lim[0] for lim in inner.limits]
        if not rest.has(*indices) and not limit.has(*indices):
            limits = sorted([*inner.limits, limit], key=lambda lim: str(lim[0]))
            return outer * kind(sympy.expand(rest * inner.function), *limits)
    return outer * kind(core, limit)


def is_smooth(
    expression: sympy.Expr,
    symbol: sympy.Symbol,
    functions: Iterable[sympy.Expr] = (),
    nonzero: Iterable[sympy.Expr] = (),
    positive: Iterable[sympy.Expr] = (),
) -> bool:
    """Whether the expression is visibly differentiable in the symbol, for all its real values.

    Args:
        functions: applied functions that are differentiable by hypothesis.
        nonzero: expressions that are known not to be 0.
        positive: expressions that are known to be positive.
    """

    def above(node: sympy.Expr) -> bool:
        return bool(node.is_positive) or node in positive

    def apart(node: sympy.Expr) -> bool:
        return bool(node.is_nonzero) or node in nonzero or node in positive

    def smooth(node: sympy.Expr) -> bool:
        if not node.has(symbol) or node == symbol or node in functions:
            return True
        if isinstance(node, sympy.Add | sympy.Mul | sympy.exp | sympy.sin | sympy.cos | sympy.tanh):
            return all(smooth(arg) for arg in node.args)
        if isinstance(node, sympy.log):
            return above(node.args[0]) and smooth(node.args[0])
        if isinstance(node, sympy.tan | sympy.sec):
            return apart(sympy.cos(node.args[0])) and smooth(node.args[0])
        if isinstance(node, sympy.cot | sympy.csc):
            return apart(sympy.sin(node.args[0])) and smooth(node.args[0])
        if isinstance(node, sympy.Pow):
            base, exponent = node.args
            if exponent.is_integer and not exponent.has(symbol):
                return (bool(exponent.is_positive) or apart(base)) and smooth(base)
            return above(base) and smooth(base) and smooth(exponent)
        if isinstance(node, sympy.Sum):
            ends = [end for limit in node.limits for end in limit[1:]]
            finite = all(end.is_finite and not end.has(symbol) for end in ends)
            return finite and smooth(node.function)
        return False

    return smooth(expression)
