"""Rules that decide inequalities between numbers, by enclosures and by exact arithmetic."""

from __future__ import annotations

from fractions import Fraction

import sympy

from certify.enclosure import Interval, decided
from certify.enclosure.expression import enclose
from certify.errors import BadInput, Undecided
from certify.symbolic.rules.core import NotShown, is_smooth, need, rule
from certify.symbolic.rules.defined import demands
from certify.symbolic.rules.logic import _allowed
from certify.symbolic.statement import Refuted, Relation

Box = dict[sympy.Symbol, tuple[sympy.Rational, sympy.Rational]]
Ranges = dict[sympy.Symbol, tuple[Fraction, Fraction]]
MOST_BOXES = 1 << 14
PREC = 96


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


def _on_box(claim: Relation, todo: list[Ranges]) -> None:
    """Decide the claim on all boxes, by halving those on which an enclosure does not.

    A smooth slack is enclosed by its value in the middle and its slopes over the box.
    """
    slack, seen = claim.slack, 0
    smooth = all(is_smooth(slack, symbol) for symbol in todo[0])
    slopes = {symbol: sympy.diff(slack, symbol) for symbol in todo[0]} if smooth else {}
    while todo:
        box = todo.pop()
        seen += 1
        need(seen <= MOST_BOXES, f"'{claim}' was not decided on {MOST_BOXES} boxes")
        middle = {symbol: (a + b) / 2 for symbol, (a, b) in box.items()}
        at_middle = enclose(slack, middle, PREC)
        need(at_middle.ends_apart()[1].sign() >= 0, f"'{claim}' is false at {middle}")
        values = {symbol: Interval.between(*ends, PREC) for symbol, ends in box.items()}
        reach = {
            s: enclose(slope, values, PREC) * (values[s] - middle[s]) for s, slope in slopes.items()
        }
        found = sum(reach.values(), at_middle) if smooth else enclose(slack, values, PREC)
        if found.ends_apart()[0].sign() > 0:
            continue
        widest = max(box, key=lambda symbol: reach[symbol].rad if smooth else values[symbol].rad)
        a, b = box[widest]
        half = (a + b) / 2
        todo += [{**box, widest: (a, half)}, {**box, widest: (half, b)}]


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
