"""Which parts of an expression may be without a real value: 1/x at 0, log(x) left of it, ...

SymPy cancels such parts (x/x is 1) whatever x is.  A statement is to be true wherever its hypotheses
are, so a rule may bring in no such part that neither its premises nor its hypotheses settle.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from certify.symbolic.statement import Fact, NotShown, Relation, expressions

Demand = tuple[str, sympy.Basic]
"""What an expression must be to have a value: "nonzero", "positive", or "defined" itself."""

LIMITS = sympy.Sum | sympy.Product | sympy.Integral


def defined(claim: Any, *sources: Any) -> None:
    """Whatever may be undefined in the claim stands in a source, or is settled by a strict one.

    Raises:
        NotShown: otherwise.
    """
    wanted = demands(claim)
    if not wanted:
        return
    parts = [part for source in sources for part in _parts(source)]
    known = set().union(*(demands(part) for part in parts))
    for part in parts:
        if isinstance(part, Relation) and part.operator == "<":
            known |= {("positive", part.slack), *(("nonzero", f) for f in _factors(part.slack))}
    for kind, expression in wanted - known:
        raise NotShown(f"'{expression}' was not shown to be {kind}, as '{claim}' needs")


def _parts(source: Any) -> list[Any]:
    return [source.statement, *source.given] if isinstance(source, Fact) else [source]


def demands(part: Any) -> set[Demand]:
    """All that must hold for a statement to have a meaning and does not follow from its symbols."""
    return {demand for expression in expressions(part) for demand in _demands(expression)}


def _demands(node: sympy.Basic) -> Iterator[Demand]:
    if isinstance(node, LIMITS):
        if any(end.is_infinite for limit in node.limits for end in limit[1:]):
            yield "defined", node
        for end in (end for limit in node.limits for end in limit[1:]):
            yield from _demands(end)
        yield from _demands(_within_limits(node))
        return
    if isinstance(node, sympy.Derivative) or (
        isinstance(node, sympy.Subs) and node.has(sympy.Derivative)
    ):
        return  # never evaluated: what is shown of one holds whatever stands for it where there is none
    if isinstance(node, sympy.Subs):
        yield from _demands(node.doit())
        return
    if isinstance(node, sympy.Limit):
        yield "defined", node
        return
    if isinstance(node, sympy.Pow):
        base, exponent = node.args
        if exponent.is_integer:
            if not exponent.is_nonnegative and base.is_zero is not False:
                yield from (("nonzero", factor) for factor in _factors(base))
        elif not (base.is_positive or (base.is_nonnegative and exponent.is_positive)):
            yield "positive", base
    elif isinstance(node, sympy.log):
        if not node.args[0].is_positive:
            yield "positive", node.args[0]
    elif isinstance(node, sympy.tan | sympy.sec | sympy.cot | sympy.csc):
        denominator = sympy.cos if isinstance(node, sympy.tan | sympy.sec) else sympy.sin
        yield from (("nonzero", factor) for factor in _factors(denominator(node.args[0])))
    elif _has_gaps(node):
        yield "defined", node
    for arg in node.args:
        yield from _demands(arg)


def _has_gaps(node: sympy.Basic) -> bool:
    """Whether a function of SymPy, such as gamma, may be without a real value at real arguments."""
    known = isinstance(node, sympy.Function) and not isinstance(node, AppliedUndef)
    return known and node.is_real is None and all(arg.is_real for arg in node.args)


def _within_limits(node: Any) -> sympy.Expr:
    """The summand or integrand, its symbol known to be positive if its range is."""
    function = node.function
    for symbol, low, high in node.limits:
        last = high if isinstance(node, sympy.Integral) else high + 1
        if low.is_positive and last.is_positive:
            whole = {"integer": True} if symbol.is_integer else {}
            function = function.subs(symbol, sympy.Symbol(symbol.name, positive=True, **whole))
    return function


def _factors(expression: sympy.Expr) -> set[sympy.Expr]:
    """The factors of an expression that may be 0, up to their sign."""
    found = set()
    for factor in sympy.Mul.make_args(sympy.factor(expression)):
        base = factor.base if isinstance(factor, sympy.Pow) else factor
        if base.is_zero is not False:
            found.add(-base if base.could_extract_minus_sign() else base)
    return found
