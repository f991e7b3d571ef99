"""Statements about symbols that range over all values their SymPy assumptions allow.

Every statement can be printed (``str``), typeset (``latex``) and specialised (``subs``), and tells
the symbols it speaks of (``free``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

import sympy

from certify.errors import CertifyError

OPERATORS = {"=": "=", "<=": r"\le", "<": "<"}


class NotShown(CertifyError):
    """The rule does not show the statement claimed."""


_ESCAPES = str.maketrans(
    {c: rf"\{c}" for c in "_&%$#{}"}
    | {"^": r"\^{}", "~": r"\~{}", "<": r"$<$", ">": r"$>$", "|": r"$|$", "\\": r"\textbackslash{}"}
)


def escaped(text: str) -> str:
    """Plain text for LaTeX."""
    return text.translate(_ESCAPES)


def text(expression: sympy.Expr) -> str:
    """The expression as SymPy prints it.  (To order terms, SymPy evaluates constant integrals.)"""
    return sympy.sstr(expression, order="none" if expression.has(sympy.Integral) else None)


def tex(expression: sympy.Expr) -> str:
    """The expression in LaTeX."""
    return sympy.latex(expression, order="none" if expression.has(sympy.Integral) else None)


def expressions(part: Any) -> Iterator[sympy.Basic]:
    """All SymPy expressions of a statement."""
    if isinstance(part, sympy.Basic):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from expressions(item)
    elif is_dataclass(part):
        for field in fields(part):
            yield from expressions(getattr(part, field.name))


def replaced(expression: sympy.Expr, mapping: dict) -> sympy.Expr:
    """The expression with symbols (or parts) replaced, all at once.

    Raises:
        NotShown: a value speaks of the variable of a sum, product, integral or derivative it would
            come to stand in: Sum(c, (i, 1, n)) says nothing of c = i.
    """
    for node in sympy.preorder_traversal(expression):
        bound = bound_in(node)
        for old, new in mapping.items():
            old, new = sympy.sympify(old), sympy.sympify(new)
            caught = bound & (new.free_symbols - old.free_symbols)
            if caught and node.has(old):
                raise NotShown(f"{', '.join(map(str, caught))} of '{new}' would be caught in '{node}'")
    return expression.subs(mapping, simultaneous=True)


def bound_in(node: sympy.Basic) -> set[sympy.Symbol]:
    """The variables that a sum, product, integral, derivative, limit or function binds itself."""
    if isinstance(node, sympy.Sum | sympy.Product | sympy.Integral):
        return {limit[0] for limit in node.limits}
    if isinstance(node, sympy.Derivative | sympy.Subs | sympy.Lambda):
        return set(node.variables)
    return {node.args[1]} if isinstance(node, sympy.Limit) else set()


def bound(expression: sympy.Basic) -> set[sympy.Symbol]:
    """All variables that are bound somewhere in the expression."""
    return set().union(*map(bound_in, sympy.preorder_traversal(expression)))


@dataclass(frozen=True)
class Relation:
    """lhs = rhs, lhs <= rhs or lhs < rhs, never evaluated by SymPy."""

    lhs: sympy.Expr
    operator: Literal["=", "<=", "<"]
    rhs: sympy.Expr

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS:
            raise ValueError(f"'operator' must be one of {', '.join(OPERATORS)} (got {self.operator!r})")
        object.__setattr__(self, "lhs", sympy.sympify(self.lhs))
        object.__setattr__(self, "rhs", sympy.sympify(self.rhs))

    @property
    def slack(self) -> sympy.Expr:
        """rhs - lhs."""
        return self.rhs - self.lhs

    @property
    def free(self) -> set[sympy.Symbol]:
        return self.lhs.free_symbols | self.rhs.free_symbols

    def subs(self, mapping: dict) -> Relation:
        """The same relation with symbols replaced, all at once."""
        return self.mapped(lambda side: replaced(side, mapping))

    def mapped(self, change: Callable[[sympy.Expr], sympy.Expr]) -> Relation:
        """The same relation between changed sides."""
        return Relation(change(self.lhs), self.operator, change(self.rhs))

    def latex(self) -> str:
        return f"{tex(self.lhs)} {OPERATORS[self.operator]} {tex(self.rhs)}"

    def __str__(self) -> str:
        return f"{text(self.lhs)} {self.operator} {text(self.rhs)}"


@dataclass(frozen=True)
class Every:
    """A relation for all values of some symbols that meet the conditions: a hypothesis or definition."""

    symbols: tuple[sympy.Symbol, ...]
    relation: Relation
    conditions: tuple[Relation, ...] = ()

    @property
    def free(self) -> set[sympy.Symbol]:
        spoken = set().union(self.relation.free, *(condition.free for condition in self.conditions))
        return spoken - set(self.symbols)

    def latex(self) -> str:
        if not self.symbols and not self.conditions:
            return self.relation.latex()
        names = ", ".join(map(tex, self.symbols))
        where = "".join(rf",\; {condition.latex()}" for condition in self.conditions)
        return rf"{self.relation.latex()}\ \text{{for all}}\ {names}{where}"

    def __str__(self) -> str:
        if not self.symbols and not self.conditions:
            return str(self.relation)
        names = ", ".join(map(str, self.symbols))
        where = " with " + ", ".join(map(str, self.conditions)) if self.conditions else ""
        return f"{self.relation} for all {names}{where}"


@dataclass(frozen=True)
class _Regular:
    function: sympy.Expr
    symbol: sympy.Symbol

    @property
    def free(self) -> set[sympy.Symbol]:
        return self.function.free_symbols - {self.symbol}

    def latex(self) -> str:
        word = type(self).__name__.lower()
        return rf"{tex(self.function)}\ \text{{{word} in}}\ {tex(self.symbol)}"

    def __str__(self) -> str:
        return f"{self.function} {type(self).__name__.lower()} in {self.symbol}"


class Differentiable(_Regular):
    """A function of a symbol that has a derivative everywhere: a hypothesis."""


class Continuous(_Regular):
    """A function of a symbol that is continuous everywhere: a hypothesis."""


Hypothesis = Relation | Every | Differentiable | Continuous


@dataclass(frozen=True)
class Monotone:
    """The expression increases (direction 1) or decreases (-1) strictly in a real symbol."""

    expression: sympy.Expr
    symbol: sympy.Symbol
    direction: int

    def latex(self) -> str:
        word = "increasing" if self.direction > 0 else "decreasing"
        name = tex(self.symbol)
        return rf"{name} \mapsto {tex(self.expression)} \text{{ is {word}}}"

    def __str__(self) -> str:
        word = "increases" if self.direction > 0 else "decreases"
        return f"{self.expression} {word} in {self.symbol}"


@dataclass(frozen=True)
class Within:
    """|error| <= bound.  (SymPy's Abs would rewrite itself, so the two are held apart.)"""

    error: sympy.Expr
    bound: sympy.Expr

    def __post_init__(self) -> None:
        object.__setattr__(self, "error", sympy.sympify(self.error))
        object.__setattr__(self, "bound", sympy.sympify(self.bound))

    def subs(self, mapping: dict) -> Within:
        """The same with symbols replaced, all at once."""
        return self.mapped(lambda part: replaced(part, mapping))

    def mapped(self, change: Callable[[sympy.Expr], sympy.Expr]) -> Within:
        """The same with both parts changed."""
        return Within(change(self.error), change(self.bound))

    def latex(self) -> str:
        return rf"\left|{tex(self.error)}\right| \le {tex(self.bound)}"

    def __str__(self) -> str:
        return f"|{text(self.error)}| <= {text(self.bound)}"


@dataclass(frozen=True)
class Equivalence:
    """Two relations that hold for the same values."""

    left: Relation
    right: Relation

    def latex(self) -> str:
        return rf"{self.left.latex()} \iff {self.right.latex()}"

    def __str__(self) -> str:
        return f"{self.left}  if and only if  {self.right}"


@dataclass(frozen=True)
class Supremum:
    """The least upper bound of an expression over all values that meet the conditions."""

    expression: sympy.Expr
    conditions: tuple[Relation, ...]
    value: sympy.Expr
    attained: bool

    def latex(self) -> str:
        everywhere = ", ".join(sorted(map(sympy.latex, self.expression.free_symbols))) + r"\in\mathbb{R}"
        where = r",\; ".join(condition.latex() for condition in self.conditions) or everywhere
        word = "attained" if self.attained else "not attained"
        return (
            rf"\sup\left\{{{tex(self.expression)} : {where}\right\}} = "
            rf"{tex(self.value)}\ \text{{({word})}}"
        )

    def __str__(self) -> str:
        everywhere = "all " + ", ".join(sorted(map(str, self.expression.free_symbols)))
        where = ", ".join(map(str, self.conditions)) or everywhere
        word = "attained" if self.attained else "not attained"
        return f"sup of {self.expression} over {where} = {self.value} ({word})"


@dataclass(frozen=True)
class Exists:
    """A relation holds for some value of the symbol strictly between two bounds."""

    symbol: sympy.Symbol
    low: sympy.Expr
    high: sympy.Expr
    relation: Relation

    def latex(self) -> str:
        name = tex(self.symbol)
        ends = rf"{tex(self.low)} < {name} < {tex(self.high)}"
        return rf"{self.relation.latex()}\ \text{{for some}}\ {ends}"

    def __str__(self) -> str:
        return f"{self.relation} for some {self.low} < {self.symbol} < {self.high}"


@dataclass(frozen=True)
class Refuted:
    """A claim about all values that meet the conditions fails at the values given."""

    claim: Relation
    conditions: tuple[Relation, ...]
    values: tuple[tuple[sympy.Symbol, sympy.Expr], ...]

    def latex(self) -> str:
        values = ", ".join(f"{tex(s)} = {tex(v)}" for s, v in self.values)
        where = "".join(rf",\ {condition.latex()}" for condition in self.conditions)
        return rf"\text{{false:}}\ {self.claim.latex()}{where}\quad \text{{at}}\ {values}"

    def __str__(self) -> str:
        values = ", ".join(f"{symbol} = {value}" for symbol, value in self.values)
        where = " for " + ", ".join(map(str, self.conditions)) if self.conditions else ""
        return f"false: {self.claim}{where}  (it fails at {values})"


@dataclass(frozen=True)
class Pieces:
    """A continuous function on [low, high] is linear with these slopes between these kinks."""

    expression: sympy.Expr
    symbol: sympy.Symbol
    low: sympy.Expr
    high: sympy.Expr
    kinks: tuple[sympy.Rational, ...]
    slopes: tuple[sympy.Rational, ...]

    @property
    def _parts(self) -> tuple[str, str]:
        if len(self.slopes) <= 12:
            return ", ".join(map(str, self.kinks)) or "none", ", ".join(map(str, self.slopes))
        sizes = sorted({abs(slope) for slope in self.slopes})
        return f"{len(self.kinks)} points", f"of size {', '.join(map(str, sizes))}"

    def latex(self) -> str:
        kinks, slopes = self._parts
        name = tex(self.symbol)
        ends = rf"{tex(self.low)} \le {name} \le {tex(self.high)}"
        return (
            rf"{name} \mapsto {_short_latex(self.expression)},\; {ends}:\ \text{{{len(self.slopes)} "
            rf"linear pieces; kinks: {kinks}; slopes: {slopes}}}"
        )

    def __str__(self) -> str:
        kinks, slopes = self._parts
        shown = text(self.expression)
        shown = shown if len(shown) <= 200 else shown[:60] + " ... " + shown[-20:]
        return (
            f"{shown} has {len(self.slopes)} linear pieces on {self.low} <= {self.symbol} <= "
            f"{self.high}; kinks: {kinks}; slopes: {slopes}"
        )


def _short_latex(expression: sympy.Expr) -> str:
    shown = tex(expression)
    return shown if len(shown) <= 400 else rf"\cdots\ \text{{({len(str(expression))} characters)}}"


@dataclass(frozen=True)
class Cited:
    """A theorem of the literature, stated in words and not proved here."""

    text: str
    source: str

    def latex(self) -> str:
        return rf"\parbox{{0.8\textwidth}}{{{escaped(self.text)}}}"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Value:
    """A number that a symbol stands for from here on, told in words, and its value."""

    symbol: sympy.Symbol
    meaning: str
    value: sympy.Expr

    @property
    def equation(self) -> Relation:
        return Relation(self.symbol, "=", self.value)

    def latex(self) -> str:
        return rf"{self.equation.latex()}\ \text{{({escaped(self.meaning)})}}"

    def __str__(self) -> str:
        return f"{self.symbol} = {self.value} ({self.meaning})"


Statement = (
    Relation | Monotone | Within | Equivalence | Supremum | Exists | Refuted | Pieces | Cited | Value
)

_KEY = object()


@dataclass(frozen=True, eq=False)
class Fact:
    """A statement that a rule has shown, under the hypotheses in `given`.

    Only :mod:`certify.symbolic.rules` makes facts; a fact is never compared or edited.
    """

    statement: Statement
    given: frozenset[Hypothesis]
    rule: str
    premises: tuple[Fact, ...]
    key: object

    def __post_init__(self) -> None:
        if self.key is not _KEY:
            raise TypeError("facts are made by the rules of certify.symbolic.rules")

    def symbols(self) -> set[sympy.Symbol]:
        """All symbols of the statement and its hypotheses."""
        parts = expressions((self.statement, *self.given))
        return set().union(*(part.atoms(sympy.Symbol) for part in parts))

    def ancestors(self) -> list[Fact]:
        """The fact and everything it rests on, each once."""
        seen: dict[int, Fact] = {}
        todo = [self]
        while todo:
            fact = todo.pop()
            if id(fact) not in seen:
                seen[id(fact)] = fact
                todo.extend(fact.premises)
        return list(seen.values())
