"""Statements about symbols that range over all values their SymPy assumptions allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sympy

OPERATORS = {"=": "=", "<=": r"\le", "<": "<"}


@dataclass(frozen=True)
class Relation:
    """lhs = rhs, lhs <= rhs or lhs < rhs, never evaluated by SymPy."""

    lhs: sympy.Expr
    operator: Literal["=", "<=", "<"]
    rhs: sympy.Expr

    @property
    def slack(self) -> sympy.Expr:
        """rhs - lhs."""
        return self.rhs - self.lhs

    def subs(self, mapping: dict) -> Relation:
        """The same relation with symbols replaced, all at once."""
        new = (side.subs(mapping, simultaneous=True) for side in (self.lhs, self.rhs))
        return Relation(next(new), self.operator, next(new))

    def latex(self) -> str:
        return f"{sympy.latex(self.lhs)} {OPERATORS[self.operator]} {sympy.latex(self.rhs)}"

    def __str__(self) -> str:
        return f"{self.lhs} {self.operator} {self.rhs}"


@dataclass(frozen=True)
class Monotone:
    """The expression increases (direction 1) or decreases (-1) strictly in a real symbol."""

    expression: sympy.Expr
    symbol: sympy.Symbol
    direction: int

    def latex(self) -> str:
        word = "increasing" if self.direction > 0 else "decreasing"
        name = sympy.latex(self.symbol)
        return rf"{name} \mapsto {sympy.latex(self.expression)} \text{{ is {word}}}"

    def __str__(self) -> str:
        word = "increases" if self.direction > 0 else "decreases"
        return f"{self.expression} {word} in {self.symbol}"


@dataclass(frozen=True)
class Within:
    """|error| <= bound.  (SymPy's Abs would rewrite itself, so the two are held apart.)"""

    error: sympy.Expr
    bound: sympy.Expr

    def latex(self) -> str:
        return rf"\left|{sympy.latex(self.error)}\right| \le {sympy.latex(self.bound)}"

    def __str__(self) -> str:
        return f"|{self.error}| <= {self.bound}"


@dataclass(frozen=True)
class Equivalence:
    """Two relations that hold for the same values."""

    left: Relation
    right: Relation

    def latex(self) -> str:
        return rf"{self.left.latex()} \iff {self.right.latex()}"

    def __str__(self) -> str:
        return f"{self.left}  if and only if  {self.right}"


Statement = Relation | Monotone | Within | Equivalence

_KEY = object()


@dataclass(frozen=True, eq=False)
class Fact:
    """A statement that a rule has shown, under the hypotheses in `given`.

    Only :mod:`certify.symbolic.rules` makes facts; a fact is never compared or edited.
    """

    statement: Statement
    given: frozenset[Relation]
    rule: str
    premises: tuple[Fact, ...]
    key: object

    def __post_init__(self) -> None:
        if self.key is not _KEY:
            raise TypeError("facts are made by the rules of certify.symbolic.rules")
