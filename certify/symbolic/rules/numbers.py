"""Rules that decide inequalities between numbers, by enclosures and by exact arithmetic."""

from __future__ import annotations

from fractions import Fraction

import sympy

from certify.enclosure import Interval, decided, enclose
from certify.errors import BadInput, Undecided
from certify.symbolic.rules.core import NotShown, is_smooth, need, rule
from certify.symbolic.rules.defined import demands
from certify.symbolic.rules.logic import _allowed
from certify.symbolic.statement import Refuted, Relation

Box = dict[sympy.Symbol, tuple[sympy.Rational, sympy.Rational]]
MOST_PIECES = 1 << 14


@rule
def enclosure(claim: Relation, box: Box | None = None):
    """lhs < rhs or lhs <= rhs, because rhs - lhs is enclosed by a positive interval.

    Args:
        box: rational ends for every free symbol, which become hypotheses of the fact; the box is
            cut in half as often as needed.
    """
    need(claim.operator in ("<", "<="), "an enclosure decides < and <= only")
    box = {symbol: (sympy.Rational(a), sympy.Rational(b)) for symbol, (a, b) in (box or {}).items()}
    need(claim.free <= set(box), f"no range is given for {claim.free - set(box)}")
    try:
        if not box:
            sign = decided(lambda prec: enclose(claim.slack, {}, prec).sign())
            need(sign == 1, f"'{claim}' is false")
        else:
            _on_box(claim, [{s: (_fraction(a), _fraction(b)) for s, (a, b) in box.items()}])
    except (Undecided, BadInput) as error:
        need(False, f"'{claim}': {error}")
    for kind, part in demands(claim):
        signs = {"positive": (part,), "nonzero": (part, -part)}.get(kind, ())
        need(any(_positive(sign, box) for sign in signs), f"'{part}' was not shown to be {kind}")
    inside = [Relation(a, "<=", s) for s, (a, _) in box.items()]
    inside += [Relation(s, "<=", b) for s, (_, b) in box.items()]
    return claim, (), inside


def _positive(expression: sympy.Expr, box: Box) -> bool:
    try:
        enclosure(Relation(0, "<", expression), box)
    except NotShown:
        return False
    return True


def _fraction(value: sympy.Rational) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _on_box(claim: Relation, todo: list[dict[sympy.Symbol, tuple[Fraction, Fraction]]]) -> None:
    seen = 0
    while todo:
        box = todo.pop()
        seen += 1
        need(seen <= MOST_PIECES, f"'{claim}' was not decided on {MOST_PIECES} boxes")
        values = {symbol: Interval.between(*ends, 96) for symbol, ends in box.items()}
        if enclose(claim.slack, values, 96).ends_apart()[0].sign() > 0:
            continue
        widest = max(box, key=lambda symbol: box[symbol][1] - box[symbol][0])
        a, b = box[widest]
        middle = (a + b) / 2
        point = {symbol: (ends[0] + ends[1]) / 2 for symbol, ends in box.items()}
        sign = enclose(claim.slack, point, 96).ends_apart()[1].sign()
        need(sign >= 0, f"'{claim}' is false at {point}")
        todo += [{**box, widest: (a, middle)}, {**box, widest: (middle, b)}]


@rule
def counterexample(claim: Relation, values: dict, *conditions: Relation):
    """The claim, made for all values that meet the conditions, fails at these.

    The difference of its sides is enclosed away from what it claims; the conditions are decided too.
    """
    spoken = claim.free.union(*(condition.free for condition in conditions))
    need(spoken == set(values), f"a value is needed for each of {spoken}")
    _allowed(values)
    need(not _true(claim, values), f"'{claim}' holds at {values}")
    for condition in conditions:
        need(_true(condition, values), f"'{condition}' fails at {values}")
    return Refuted(claim, conditions, tuple(sorted(values.items(), key=str))), ()


def _true(relation: Relation, values: dict) -> bool:
    """Whether a relation between numbers holds, decided by enclosures."""
    slack = relation.subs(values).slack
    try:
        sign = decided(lambda prec: enclose(slack, {}, prec).sign())
    except (Undecided, BadInput) as error:
        raise NotShown(f"'{relation}' at {values}: {error}") from None
    return {"=": sign == 0, "<=": sign >= 0, "<": sign > 0}[relation.operator]


@rule
def integral_enclosure(claim: Relation, pieces: int):
    """low <= integral or integral <= high, by the midpoint rule on equal pieces.

    On a piece of width h with middle c, the integral of a twice differentiable f is
    h f(c) + h^3 f''(s)/24 for some s of the piece; f(c) and f'' over the piece are enclosed.
    """
    need(claim.operator in ("<", "<="), "an enclosure decides < and <= only")
    need(isinstance(pieces, int) and pieces > 0, f"'{pieces}' pieces are not enough")
    [whole] = [side for side in (claim.lhs, claim.rhs) if isinstance(side, sympy.Integral)]
    [(symbol, low, high)] = whole.limits
    need(bool(low.is_rational and high.is_rational and low < high), "the ends must be rational")
    need(is_smooth(whole.function, symbol), f"'{whole.function}' was not shown to be smooth")
    a, b = _fraction(low), _fraction(high)
    h = (b - a) / pieces
    second = sympy.diff(whole.function, symbol, 2)
    total = Interval.exact(0, 96)
    for i in range(pieces):
        left = a + i * h
        middle = enclose(whole.function, {symbol: left + h / 2}, 96)
        bend = enclose(second, {symbol: Interval.between(left, left + h, 96)}, 96)
        total = total + middle * h + bend * (h**3 / 24)
    other = enclose(claim.rhs if whole == claim.lhs else claim.lhs, {}, 96)
    gap = other - total if whole == claim.lhs else total - other
    need(gap.ends_apart()[0].sign() > 0, f"'{claim}' was not decided: {total} was found")
    return claim, ()
