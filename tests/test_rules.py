"""Every rule, on a true claim and on false ones: a rule that always agrees would fail here."""

import pytest
from sympy import Integral, Max, S, Sum, Symbol, ceiling, exp, log, oo, sqrt

from certify.symbolic import Equivalence, Fact, Monotone, Relation, Within, rules
from certify.symbolic.rules import NotShown

t, u, x = (Symbol(name, real=True) for name in "tux")
k, eps = Symbol("k", positive=True), Symbol("epsilon", positive=True)
N, i = Symbol("N", integer=True, positive=True), Symbol("i", integer=True)
zero, one = S.Zero, S.One


def decreasing():
    """exp(-t) decreases."""
    slope = rules.derivative(exp(-t), t, -exp(-t))
    return rules.monotone(exp(-t), t, -1, slope, rules.positive(exp(-t)))


def assume(lhs, operator, rhs):
    return rules.hypothesis(Relation(lhs, operator, rhs))


def test_facts_are_made_by_rules_only():
    with pytest.raises(TypeError, match="made by the rules"):
        Fact(Relation(zero, "<", one), frozenset(), "positive", (), None)


def test_identity():
    assert rules.identity((t + 1) ** 2, t**2 + 2 * t + 1).rule == "identity"
    rules.identity(log(1 + exp(k * t)) - k * t, log(1 + exp(-k * t)))
    for lhs, rhs in [(t**2, t), (log(1 + exp(t)), t), (sqrt(t**2), t)]:
        with pytest.raises(NotShown):
            rules.identity(lhs, rhs)


def test_derivative():
    rules.derivative(log(1 + exp(k * t)) / k, t, 1 / (1 + exp(-k * t)))
    with pytest.raises(NotShown, match="the derivative"):
        rules.derivative(exp(-t), t, exp(-t))
    for rough in (log(t), 1 / t, sqrt(t), abs(t), Max(t, 0)):
        with pytest.raises(NotShown, match="smooth"):
            rules.derivative(rough, t, rough.diff(t))


def test_positive():
    rules.positive(1 / (1 + exp(-k * t)))
    for expression in (t, t**2, -exp(t), zero, log(k)):
        with pytest.raises(NotShown):
            rules.positive(expression)


def test_monotone():
    assert decreasing().statement == Monotone(exp(-t), t, -1)
    slope, sign = rules.derivative(exp(-t), t, -exp(-t)), rules.positive(exp(-t))
    with pytest.raises(NotShown, match="the sign"):
        rules.monotone(exp(-t), t, 1, slope, sign)
    with pytest.raises(NotShown, match="not about the derivative"):
        rules.monotone(exp(-2 * t), t, -1, slope, sign)
    with pytest.raises(NotShown, match="the sign"):
        rules.monotone(exp(-t), t, -1, slope, rules.positive(exp(t)))


def test_compose():
    rules.compose(Monotone(exp(t - u), t, 1), decreasing(), u - t)
    with pytest.raises(NotShown, match="turns the direction"):
        rules.compose(Monotone(exp(t - u), t, -1), decreasing(), u - t)
    with pytest.raises(NotShown, match="not affine"):
        rules.compose(Monotone(exp(-(t**3)), t, -1), decreasing(), t**3)
    with pytest.raises(NotShown, match="turns the direction"):
        rules.compose(Monotone(exp(-u * t), t, -1), decreasing(), u * t)


def test_sum_and_integral():
    total = Sum(exp(-i), (i, 1, N))
    below, above = Integral(exp(-t), (t, 0, N)), Integral(exp(-t), (t, 1, N + 1))
    args = (decreasing(), i, one, N)
    rules.sum_below_integral(Relation(total, "<=", below), *args)
    rules.sum_above_integral(Relation(above, "<=", total), *args)
    for claim in (
        Relation(total, "<=", above),
        Relation(total, "<=", Integral(exp(-t), (t, 0, N - 1))),
        Relation(Sum(exp(-i), (i, 0, N)), "<=", below),
        Relation(below, "<=", total),
        Relation(total, "<", below),
    ):
        with pytest.raises(NotShown):
            rules.sum_below_integral(claim, *args)
    increasing = rules.compose(Monotone(exp(t), t, 1), decreasing(), -t)
    with pytest.raises(NotShown, match="decreases"):
        rules.sum_below_integral(Relation(Sum(exp(i), (i, 1, N)), "<=", Integral(exp(t), (t, 0, N))),
                                 increasing, i, one, N)  # fmt: skip
    with pytest.raises(NotShown, match="integers"):
        rules.sum_below_integral(Relation(total, "<=", below), decreasing(), i, u, N)


def test_integral():
    antiderivative = rules.derivative(-exp(-t), t, exp(-t))
    rules.integral(Relation(Integral(exp(-t), (t, 0, u)), "=", 1 - exp(-u)), antiderivative)
    for claim in (
        Relation(Integral(exp(-t), (t, 0, u)), "=", exp(-u) - 1),
        Relation(Integral(exp(-t), (t, 1, u)), "=", 1 - exp(-u)),
        Relation(Integral(exp(-2 * t), (t, 0, u)), "=", 1 - exp(-u)),
        Relation(Integral(exp(-t), (t, 0, u)), "<=", 1 - exp(-u)),
    ):
        with pytest.raises(NotShown):
            rules.integral(claim, antiderivative)


def test_hypotheses_stay_attached():
    order = assume(u, "<=", N)
    shown = rules.ordered(Relation(exp(-N), "<=", exp(-u)), decreasing(), order)
    assert shown.given == {Relation(u, "<=", N)}


def test_instance():
    fact = rules.positive(exp(t))
    rules.instance(Relation(zero, "<", exp(u + 1)), fact, {t: u + 1})
    with pytest.raises(NotShown, match="claimed"):
        rules.instance(Relation(zero, "<", exp(u)), fact, {t: u + 1})
    complex_number = Symbol("z")
    with pytest.raises(NotShown, match="real"):
        rules.instance(Relation(zero, "<", exp(complex_number)), fact, {t: complex_number})
    with pytest.raises(NotShown, match="positive"):
        rules.instance(Relation(zero, "<", t), rules.positive(k), {k: t})
    with pytest.raises(NotShown, match="not free"):
        rules.instance(Relation(one, "<=", x), assume(one, "<=", u), {u: x})


def test_ordered():
    order = assume(u, "<=", x)
    rules.ordered(Relation(exp(-x), "<=", exp(-u)), decreasing(), order)
    with pytest.raises(NotShown):
        rules.ordered(Relation(exp(-u), "<=", exp(-x)), decreasing(), order)


def test_linear():
    a, b = assume(u, "<=", x), assume(x, "<", t)
    assert rules.linear(Relation(u, "<", t), (1, a), (1, b)).given == a.given | b.given
    rules.linear(Relation(2 * u, "<=", 2 * x), (2, a))
    equation = rules.identity(exp(log(k)), k)
    rules.linear(Relation(u - k, "<=", x - exp(log(k))), (1, a), (-1, equation))
    for claim, parts in [
        (Relation(x, "<=", u), [(-1, a)]),
        (Relation(u, "<", x), [(1, a)]),
        (Relation(u, "=", x), [(1, a)]),
        (Relation(u, "<=", x - 1), [(1, a)]),
        (Relation(t * u, "<=", t * x), [(t, a)]),
    ]:
        with pytest.raises(NotShown):
            rules.linear(claim, *parts)


def test_sum_of_positive():
    total = Sum(exp(i), (i, 1, N))
    term = rules.positive(exp(i))
    rules.sum_of_positive(Relation(zero, "<=", total), term)
    with pytest.raises(NotShown):
        rules.sum_of_positive(Relation(zero, "<=", Sum(-exp(i), (i, 1, N))), term)
    with pytest.raises(NotShown):
        rules.sum_of_positive(Relation(zero, "<", total), term)


def test_absolute_and_cases():
    above, below = assume(u, "<=", k), assume(-u, "<=", k)
    right = rules.absolute(Within(u, k), above, below)
    with pytest.raises(NotShown, match="one side"):
        rules.absolute(Within(u, k), above, above)
    with pytest.raises(NotShown, match="one side"):
        rules.absolute(Within(u, k / 2), above, below)

    inside = assume(zero, "<=", u)
    case = rules.absolute(
        Within(u, 3 * k),
        rules.linear(Relation(u, "<=", 3 * k), (1, above), (2, rules.positive(k))),
        rules.linear(Relation(-u, "<=", 3 * k), (1, inside), (3, rules.positive(k))),
    )
    left = rules.absolute(
        Within(zero, 3 * k),
        *[rules.linear(Relation(zero, "<=", 3 * k), (3, rules.positive(k)))] * 2,
    )
    both = rules.relu_cases(Within(Max(u, 0), 3 * k), case, left, u)
    assert both.given == {Relation(u, "<=", k)}, "the case itself is dropped, the rest stays"
    with pytest.raises(NotShown):
        rules.relu_cases(Within(Max(u, 0), 3 * k), left, case, u)
    with pytest.raises(NotShown):
        rules.relu_cases(Within(2 * Max(u, 0), 3 * k), case, left, u)
    assert right.given == above.given | below.given


def test_rescale():
    """|u| <= k N for u <= N (shown from -k N <= u, put in as u = max(u, 0) has no lower end)."""
    top = rules.linear(Relation(Max(u, 0) - Max(u, 0) - k * N, "<=", zero), (1, rules.positive(k * N)))
    fact = rules.absolute(
        Within(Max(u, 0) - Max(u, 0), k * N),
        rules.linear(Relation(zero, "<=", k * N), (1, top), (0, assume(u, "<=", N))),
        top,
    )
    mapping, given = {u: x * N}, Relation(x, "<=", one)
    assert rules.rescale(Within(zero, k), fact, mapping, 1 / N, given).given == {given}
    for claim, factor, hypothesis in [
        (Within(zero, k / 2), 1 / N, given),
        (Within(one, k), 1 / N, given),
        (Within(zero, -k), -1 / N, given),
        (Within(zero, k), 1 / N, Relation(x, "<=", N)),
        (Within(zero, k), 1 / N, Relation(x, "<", one)),
    ]:
        with pytest.raises(NotShown):
            rules.rescale(claim, fact, mapping, factor, hypothesis)
    free = rules.absolute(Within(zero, k * N), top, top)
    with pytest.raises(NotShown, match="one hypothesis"):
        rules.rescale(Within(zero, k), free, mapping, 1 / N, given)


def test_rules_for_all_values_refuse_hypotheses_about_them():
    """What was shown for some t only gives no monotony, integral or sum over all t."""
    slope = rules.derivative(t, t, one)
    some = rules.linear(Relation(zero, "<", one), (1, rules.positive(one)), (0, assume(zero, "<=", t)))
    with pytest.raises(NotShown, match="not free"):
        rules.monotone(t, t, 1, slope, some)
    term = rules.linear(
        Relation(zero, "<", exp(i)), (1, rules.positive(exp(i))), (0, assume(one, "<=", i))
    )
    with pytest.raises(NotShown, match="not free"):
        rules.sum_of_positive(Relation(zero, "<=", Sum(exp(i), (i, 1, N))), term)
    captured = rules.compose(Monotone(exp(i - t), t, -1), decreasing(), t - i)
    with pytest.raises(NotShown, match="stands in"):
        rules.sum_below_integral(
            Relation(Sum(1, (i, 1, N)), "<=", Integral(exp(i - t), (t, 0, N))), captured, i, one, N
        )


def test_limit():
    rules.limit((1 + exp(-k)) / N, k, oo, 1 / N)
    with pytest.raises(NotShown, match="the limit"):
        rules.limit((1 + exp(-k)) / N, k, oo, zero)


def test_equivalent_and_least_integer():
    claim = Equivalence(Relation(k / N, "<=", eps), Relation(k / eps, "<=", N))
    fact = rules.equivalent(claim, N / eps)
    with pytest.raises(NotShown):
        rules.equivalent(claim, -N / eps)
    with pytest.raises(NotShown):
        rules.equivalent(Equivalence(claim.left, Relation(k, "<=", N)), N / eps)
    least = Symbol("least")
    rules.least_integer(Relation(least, "=", ceiling(k / eps)), fact, N)
    with pytest.raises(NotShown):
        rules.least_integer(Relation(least, "=", ceiling(k / eps) + 1), fact, N)
