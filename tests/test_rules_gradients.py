"""The rules that the derivations about gradients need, on true claims and on false ones."""

import pytest
from sympy import (
    Abs,
    Derivative,
    Function,
    Heaviside,
    IndexedBase,
    Integer,
    Integral,
    Lambda,
    Max,
    Piecewise,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    cos,
    cot,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
    tan,
)

from certify.symbolic import Differentiable, Every, Monotone, Relation, Supremum, Within, rules
from certify.symbolic.rules import NotShown

t, w, z, b, c = (Symbol(name, real=True) for name in "twzbc")
i, j = Symbol("i", integer=True), Symbol("j", integer=True)
n = Symbol("n", integer=True, positive=True)
u = Function("u", real=True)(t)
x = IndexedBase("x", real=True)
zero, one = S.Zero, S.One


def assume(lhs, operator, rhs):
    return rules.hypothesis(Relation(lhs, operator, rhs))


def test_derivative_where_an_expression_is_positive():
    fact = rules.derivative(sqrt(u), t, u.diff(t) / (2 * sqrt(u)), u, assume(zero, "<", u))
    assert fact.given == {Relation(zero, "<", u), Differentiable(u, t)}
    rules.derivative(log(t), t, 1 / t, assume(zero, "<", t))
    rules.derivative(1 / t, t, -1 / t**2, assume(zero, "<", t))
    for facts in ((), (assume(zero, "<", t**2),), (assume(zero, "<", t + 1),)):
        with pytest.raises(NotShown, match="smooth"):
            rules.derivative(log(t), t, 1 / t, *facts)
    with pytest.raises(NotShown, match="is not 0 < e"):
        rules.derivative(log(t), t, 1 / t, assume(one, "<", t))
    with pytest.raises(NotShown, match="is not 0 < e"):
        rules.derivative(log(t), t, 1 / t, assume(zero, "<=", t))


def test_derivative_of_tan_and_cot_away_from_their_poles():
    rules.derivative(tan(t), t, 1 + tan(t) ** 2, assume(zero, "<", cos(t) ** 2))
    rules.derivative(cot(t), t, -1 - cot(t) ** 2, assume(zero, "<", sin(t) ** 2))
    for expression, given in ((tan(t), sin(t)), (cot(t), cos(t))):
        with pytest.raises(NotShown, match="smooth"):
            rules.derivative(expression, t, expression.diff(t), assume(zero, "<", given**2))


def test_derivative_of_a_power_with_a_symbol_as_exponent():
    rules.derivative(t**n, t, n * t ** (n - 1))
    with pytest.raises(NotShown, match="smooth"):
        rules.derivative(t**-n, t, -n * t ** (-n - 1))
    with pytest.raises(NotShown, match="smooth"):
        rules.derivative(t**c, t, c * t ** (c - 1))


def test_derivative_is_by_a_symbol():
    f = Function("f", real=True)
    with pytest.raises(NotShown, match="not a symbol"):
        rules.derivative(f(n) * f(1), f(1), f(n))  # false for n = 1


def test_chain_hypotheses_about_z_become_hypotheses_about_its_value():
    outer = rules.derivative(log(z), z, 1 / z, assume(zero, "<", z))
    inner = rules.derivative(t**2 + t, t, 2 * t + 1)
    fact = rules.chain(
        Relation(Derivative(log(t**2 + t), t), "=", (2 * t + 1) / (t**2 + t)), outer, inner
    )
    assert fact.given == {Relation(zero, "<", t**2 + t)}
    positive = Symbol("p", positive=True)
    only_positive = rules.derivative(log(positive), positive, 1 / positive)
    with pytest.raises(NotShown, match="positive"):
        rules.chain(
            Relation(Derivative(log(t**2 + t), t), "=", (2 * t + 1) / (t**2 + t)), only_positive, inner
        )


def test_chain_refuses_an_outer_function_that_depends_on_the_variable():
    outer, inner = rules.derivative(z * w, z, w), rules.derivative(w**2, w, 2 * w)
    with pytest.raises(NotShown, match="in another way"):
        rules.chain(Relation(Derivative(w**3, w), "=", 2 * w**2), outer, inner)  # it is 3 w^2


def test_locally():
    right, left = assume(zero, "<", t), assume(t, "<", zero)
    slope, flat = rules.derivative(t, t, one), rules.derivative(zero, t, zero)
    positive = rules.resolved(Relation(Max(t, 0), "=", t), right)
    negative = rules.resolved(Relation(Max(t, 0), "=", zero), left)
    fact = rules.locally(Relation(Derivative(Max(t, 0), t), "=", one), positive, slope)
    assert fact.given == {Relation(zero, "<", t)}
    rules.locally(Relation(Derivative(Max(t, 0), t), "=", zero), negative, flat)
    at_least = rules.resolved(Relation(Max(t, 0), "=", t), assume(zero, "<=", t))
    with pytest.raises(NotShown, match="not near it"):
        rules.locally(Relation(Derivative(Max(t, 0), t), "=", one), at_least, slope)
    with pytest.raises(NotShown, match="not near it"):
        rules.locally(Relation(Derivative(t**2, t), "=", one), assume(t**2, "=", t), slope)
    with pytest.raises(NotShown, match="does not end"):
        rules.locally(Relation(Derivative(Max(t, 0), t), "=", zero), positive, flat)
    with pytest.raises(NotShown):
        rules.locally(Relation(Derivative(Max(t, 0), t), "=", S(2)), positive, slope)
    with pytest.raises(NotShown):
        rules.locally(Relation(Derivative(Abs(t), t), "=", one), positive, slope)


def test_locally_needs_room_around_the_point():
    edge = Symbol("e", nonnegative=True)  # 0 is a value of it, and no inner one
    equation = rules.identity(Max(edge, 0), edge)
    for symbol in (
        edge,
        Symbol("m", integer=True),
        Symbol("q", rational=True),
        Symbol("o", nonzero=True, real=True),
    ):
        slope = rules.derivative(symbol, symbol, one)
        with pytest.raises(NotShown, match="must range over"):
            rules.locally(
                Relation(Derivative(symbol, symbol), "=", one), rules.identity(symbol, symbol), slope
            )
    assert equation.given == frozenset()


def dead(operator="<", *conditions):
    """w x_i < 0 for some indices."""
    assumed = Every((i,), Relation(w * x[i], operator, zero), conditions)
    facts = [rules.hypothesis(condition) for condition in conditions]
    return rules.apply(assumed.relation, assumed, {}, *facts)


def test_locally_with_finitely_many_inequalities_only():
    ends = Relation(one, "<=", i), Relation(i, "<=", n)
    total, nothing = Sum(Max(w * x[i], 0), (i, 1, n)), rules.derivative(zero, w, zero)
    claim = Relation(Derivative(total, w), "=", zero)

    def summed(*conditions, operator="<"):
        term = rules.resolved(Relation(Max(w * x[i], 0), "=", zero), dead(operator, *conditions))
        return rules.summed(Relation(total, "=", zero), term, i, one, n)

    rules.locally(claim, summed(*ends), nothing)
    for loose in (summed(), summed(ends[0]), summed(ends[1]), summed(*ends, operator="<=")):
        with pytest.raises(NotShown, match="not near it"):
            rules.locally(claim, loose, nothing)


def test_renamed():
    rules.renamed(Sum(exp(x[i]), (i, 1, n)), j)
    assert rules.renamed(Product(x[i], (i, 1, n)), j).statement.rhs == Product(x[j], (j, 1, n))
    with pytest.raises(NotShown, match="already"):
        rules.renamed(Sum(i * j, (i, 1, 3)), j)
    with pytest.raises(NotShown, match="one kind"):
        rules.renamed(Sum(i, (i, -3, 3)), Symbol("k", integer=True, positive=True))
    with pytest.raises(NotShown, match="product or integral"):
        rules.renamed(exp(i), j)


def test_scaled():
    small = rules.absolute(Within(t, exp(z)), assume(t, "<=", exp(z)), assume(-t, "<=", exp(z)))
    rules.scaled(Within(-3 * t, 3 * exp(z)), S(-3), small)
    rules.scaled(Within(b * t, Abs(b) * exp(z)), b, small)
    for claim, factor in (
        (Within(b * t, b * exp(z)), b),
        (Within(2 * t, exp(z)), S(2)),
        (Within(t**2, Abs(t)), t),
        (Within(-3 * t, -3 * exp(z)), S(-3)),
    ):
        with pytest.raises(NotShown):
            rules.scaled(claim, factor, small)
    with pytest.raises(NotShown, match="real"):
        rules.scaled(Within(S.ImaginaryUnit * t, exp(z)), S.ImaginaryUnit, small)


def test_supremum_over_all_values_says_so():
    claim = Supremum(1 - t**2, (), one, True)
    upper = rules.linear(Relation(1 - t**2, "<=", one), (1, rules.nonnegative(t**2)))
    fact = rules.supremum(claim, {t: zero}, upper, rules.identity(one, one))
    assert str(fact.statement) == "sup of 1 - t**2 over all t = 1 (attained)"
    assert r"t\in\mathbb{R}" in fact.statement.latex()


def test_derivatives_are_not_evaluated_behind_the_rules_of_calculus():
    for expression, slope in (
        (Max(t, 0), Heaviside(t)),  # there is none at 0
        (Piecewise((t, t < 0), (t - 5, True)), one),  # it jumps at 0
        (log(t), 1 / t),
    ):
        with pytest.raises(NotShown):
            rules.identity(Derivative(expression, t), slope)
        with pytest.raises(NotShown):
            rules.linear(Relation(Derivative(expression, t), "=", slope))
    rules.identity(Derivative(u, t) * 2, Derivative(u, t) + Derivative(u, t))
    f = Function("f", real=True)
    depends = Sum(Derivative(f(i, t), t), (i, 1, n))
    with pytest.raises(NotShown):
        rules.identity(depends, n * Derivative(f(i, t), t))
    with pytest.raises(NotShown):
        rules.identity(Subs(Derivative(t**2, t), t, 1), 2)


def test_a_value_is_not_caught_by_a_sum_or_a_derivative():
    every = rules.identity(Sum(c, (i, 1, n)), n * c)
    rules.instance(Relation(Sum(j, (i, 1, n)), "=", n * j), every, {c: j})
    with pytest.raises(NotShown, match="caught"):
        rules.instance(Relation(Sum(i, (i, 1, n)), "=", n * i), every, {c: i})
    line = rules.derivative(w * b, w, b)
    rules.instance(Relation(Derivative(w * t, w), "=", t), line, {b: t})
    with pytest.raises(NotShown, match="caught"):
        rules.instance(Relation(Derivative(w * w, w), "=", w), line, {b: w})
    assumed = Every((c,), every.statement)
    with pytest.raises(NotShown, match="caught"):
        rules.apply(Relation(Sum(i, (i, 1, n)), "=", n * i), assumed, {c: i})


def test_equals_for_equals_under_a_derivative_or_sum_hold_for_all_values():
    square = rules.derivative(t**2, t, 2 * t)
    with pytest.raises(NotShown, match="not free"):
        rules.substitute(Relation(Derivative(t, t), "=", 2 * t), square, assume(t**2, "=", t))
    line = rules.derivative(w * b, w, b)
    with pytest.raises(NotShown, match="not free"):
        rules.substitute(Relation(Derivative(w**3, w), "=", w**2), line, assume(b, "=", w**2))
    total = rules.identity(Sum(b, (i, 1, n)), n * b)
    with pytest.raises(NotShown, match="not free"):
        rules.substitute(Relation(Sum(i, (i, 1, n)), "=", n * i), total, assume(b, "=", i))
    f, g = Function("f", real=True), Function("g", real=True)
    same = Every((i,), Relation(f(i), "=", g(i)))
    everywhere = rules.apply(same.relation, same, {})
    whole = rules.identity(2 * Sum(f(i), (i, 1, n)), Sum(2 * f(i), (i, 1, n)))
    rules.substitute(
        Relation(2 * Sum(g(i), (i, 1, n)), "=", Sum(2 * g(i), (i, 1, n))), whole, everywhere
    )


def test_values_are_of_the_kind_of_their_symbols():
    negative, even = Symbol("m", negative=True), Symbol("e", even=True)
    below = rules.positive(-negative)
    rules.instance(Relation(zero, "<", 5), below, {negative: Integer(-5)})
    with pytest.raises(NotShown, match="positive"):
        rules.instance(Relation(zero, "<", -5), below, {negative: Integer(5)})
    halves = rules.identity(cos(pi * even), 1)
    with pytest.raises(NotShown, match="even"):
        rules.instance(Relation(-one, "=", one), halves, {even: Integer(1)})


def test_monotone_needs_an_interval():
    hole = Symbol("o", real=True, nonzero=True)
    slope = rules.derivative(-1 / hole, hole, 1 / hole**2)
    with pytest.raises(NotShown, match="must range over the reals"):
        rules.monotone(-1 / hole, hole, 1, slope, rules.positive(1 / hole**2))
    side = Symbol("p", positive=True)
    slope = rules.derivative(-1 / side, side, 1 / side**2)
    increasing = rules.monotone(-1 / side, side, 1, slope, rules.positive(1 / side**2))
    rules.ordered(
        Relation(-one, "<=", -Rational(1, 2)),
        increasing,
        rules.linear(Relation(one, "<=", 2), (1, rules.positive(one))),
    )


def test_monotone_on_one_side_of_0_says_nothing_of_the_other():
    side = Symbol("p", positive=True)
    slope = rules.derivative(1 / side, side, -1 / side**2)
    falls = rules.monotone(1 / side, side, -1, slope, rules.positive(1 / side**2))
    across = rules.linear(Relation(-1, "<=", 1), (2, rules.positive(one)))
    with pytest.raises(NotShown, match="positive"):
        rules.ordered(Relation(1, "<=", -1), falls, across)
    with pytest.raises(NotShown, match="positive"):
        rules.compose(Monotone(1 / t, t, -1), falls, t)
    total, integral = Sum(1 / i, (i, -5, -2)), Integral(1 / side, (side, -5, -1))
    with pytest.raises(NotShown, match="positive"):
        rules.sum_above_integral(Relation(integral, "<=", total), falls, i, Integer(-5), Integer(-2))


def test_integral_stays_where_its_variable_may_be():
    side = Symbol("p", positive=True)
    antiderivative = rules.derivative(-1 / side, side, side**-2)
    rules.integral(Relation(Integral(side**-2, (side, 1, 2)), "=", Rational(1, 2)), antiderivative)
    rules.integral(Relation(Integral(side**-2, (side, 1, oo)), "=", 1), antiderivative)
    for low, value in ((-1, -2), (0, oo), (-oo, -1)):
        with pytest.raises(NotShown):
            rules.integral(Relation(Integral(side**-2, (side, low, 1)), "=", value), antiderivative)
    hole = Symbol("o", real=True, nonzero=True)
    antiderivative = rules.derivative(-1 / hole, hole, hole**-2)
    with pytest.raises(NotShown, match="range over"):
        rules.integral(Relation(Integral(hole**-2, (hole, -1, 1)), "=", -2), antiderivative)


def test_function_put_in_is_not_caught_and_of_the_kind_of_the_function():
    f, below = Function("f", real=True), Function("g", negative=True)
    line = rules.derivative(f(1) * w, w, f(1))
    rules.function_instance(Relation(Derivative(7 * w, w), "=", 7), line, {f: Lambda(t, 7 * t)})
    with pytest.raises(NotShown, match="caught"):
        rules.function_instance(Relation(Derivative(w * w, w), "=", w), line, {f: Lambda(t, w)})
    with pytest.raises(NotShown, match="was not shown to be"):
        rules.function_instance(
            Relation(zero, "<", -5), rules.positive(-below(t)), {below: Lambda(t, S(5))}
        )


def test_compose_refuses_a_second_dependence():
    slope = rules.derivative(t - 2 * c, t, one)
    increasing = rules.monotone(t - 2 * c, t, 1, slope, rules.positive(one))
    rules.compose(Monotone(b - 2 * c, b, 1), increasing, b)
    with pytest.raises(NotShown, match="in another way"):
        rules.compose(Monotone(-c, c, 1), increasing, c)


def test_limit_is_from_below():
    rules.limit(Heaviside(t, 1), t, zero, zero)
    with pytest.raises(NotShown, match="the limit"):
        rules.limit(Heaviside(t, 1), t, zero, one)
