"""Every rule, on true claims and on false ones: a rule that always agrees would fail here.

A case gives a rule and its arguments; its premises are made first, so that only the rule itself can
refuse a false claim.  The mutants below take conditions out of the rules: some false claim must then
get through, or nothing pins the condition.
"""

import sys
import types
from pathlib import Path

import pytest
from sympy import (
    Abs,
    Derivative,
    Float,
    Function,
    Heaviside,
    Integral,
    Lambda,
    Limit,
    Max,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    ceiling,
    exp,
    floor,
    log,
    oo,
    sign,
    sin,
    sqrt,
    tan,
    tanh,
)  # fmt: skip

from certify.symbolic import (
    Derivation,
    Equivalence,
    Every,
    Exists,
    Fact,
    Monotone,
    Pieces,
    Relation,
    StepFailed,
    Supremum,
    Value,
    Within,
    rules,
)  # fmt: skip
from certify.symbolic.rules import NotShown
from certify.symbolic.rules.calculus import is_continuous
from certify.symbolic.rules.core import is_smooth

t, u, v, x, y = (Symbol(name, real=True) for name in "tuvxy")
k, eps = Symbol("k", positive=True), Symbol("epsilon", positive=True)
w = Symbol("w", real=True, nonzero=True)
h = Symbol("h", nonnegative=True)
z = Symbol("z")
i, j = Symbol("i", integer=True), Symbol("j", integer=True)
n, N = Symbol("n", integer=True, nonnegative=True), Symbol("N", integer=True, positive=True)
p = Symbol("p", integer=True, positive=True)
even = Symbol("m", even=True, nonnegative=True)
f, g = Function("f", real=True), Function("g", positive=True)
zero, one, half = S.Zero, S.One, S.Half
least = Symbol("least")
plain = Function("F")


def rel(lhs, operator, rhs):
    return Relation(lhs, operator, rhs)


def assume(lhs, operator, rhs):
    return rules.hypothesis(Relation(lhs, operator, rhs))


def under(relation, *given):
    """A relation that SymPy sees at once, under hypotheses that it does not need."""
    first = {
        "<=": rules.nonnegative,
        "<": rules.positive,
        "=": lambda slack: rules.identity(zero, slack),
    }
    return rules.linear(
        relation, (1, first[relation.operator](relation.slack)), *((0, fact) for fact in given)
    )


def within(error, bound):
    return rules.absolute(Within(error, bound), assume(error, "<=", bound), assume(-error, "<=", bound))


def falling(expression, symbol=t):
    """An expression that decreases in a symbol, by the sign of its derivative."""
    slope = rules.derivative(expression, symbol, expression.diff(symbol))
    return rules.monotone(expression, symbol, -1, slope, rules.positive(-expression.diff(symbol)))


def primitive(expression, symbol=t):
    return rules.derivative(expression, symbol, expression.diff(symbol))


def least_of(numerator):
    """numerator/N <= eps if and only if numerator/eps <= N."""
    claim = Equivalence(rel(numerator / N, "<=", eps), rel(numerator / eps, "<=", N))
    return rules.equivalent(claim, N / eps)


def scaled(claim=None, mapping=None, factor=1 / N, given=None, assumed=None):
    """0 <= k N under u <= N, to be put in steps x = u/N."""
    assumed = assumed or [rel(u, "<=", N)]
    above = under(rel(zero, "<=", k * N), *map(rules.hypothesis, assumed))
    fact = rules.absolute(Within(zero, k * N), above, above)
    return (
        rules.rescale,
        claim or Within(zero, k),
        fact,
        mapping or {u: x * N},
        factor,
        given or rel(x, "<=", 1),
    )


def gauss(symbol):
    return rel(Sum(i, (i, 1, symbol)), "=", symbol * (symbol + 1) / 2)


def gauss_step():
    """The step from n to n + 1, and the hypothesis that it uses."""
    for_n = Every((), gauss(n))
    last = rules.last_term(Sum(i, (i, 1, n + 1)))
    return rules.linear(gauss(n + 1), (1, rules.apply(gauss(n), for_n, {})), (1, last)), for_n


def inductive(claim, base=(), step=(), symbol=n, symbols=(), conditions=()):
    """An induction for a claim whose two sides SymPy compares; base and step assume what is given."""
    assumed = Every(symbols, claim, conditions)
    first = under(claim.subs({symbol: zero}), *base)
    return rules.induction, claim, symbol, first, under(claim.subs({symbol: symbol + 1}), *step), assumed


def interval(value, attained=True, expression=x):
    return Supremum(expression, (rel(zero, "<=", x), rel(x, "<=", one)), value, attained)


def interval_bound(value=one):
    """x <= 1 for 0 <= x <= 1."""
    return rules.linear(
        rel(x, "<=", value),
        (1, assume(x, "<=", one)),
        (0, assume(zero, "<=", x)),
        (value - 1, rules.positive(one)),
    )


def left_of_1(*near, operator="<"):
    """sup x over x < 1 is 1 and not attained, by the witnesses 1 - eps."""
    upper = rules.linear(rel(x, operator, one), (1, assume(x, "<", one)))
    reached = rules.linear(rel(1 - eps, "<=", 1 - eps), *((0, fact) for fact in near))
    inside = rules.linear(rel(1 - eps, "<", one), (1, rules.positive(eps)))
    return (
        rules.supremum,
        Supremum(x, (rel(x, "<", one),), one, False),
        {x: 1 - eps},
        upper,
        reached,
        inside,
    )


def primitive_of_f():
    return rules.derivative(f(t), t, f(t).diff(t), f(t))


def falling_sum():
    """-t (1 + 2 + ... + N) decreases in t."""
    term = rules.linear(rel(zero, "<", i), (1, assume(one, "<=", i)), (1, rules.positive(one)))
    sign = rules.summed(rel(zero, "<", Sum(i, (i, 1, N))), term, i, one, N)
    expression = -Sum(t * i, (i, 1, N))
    return rules.monotone(expression, t, -1, rules.derivative(expression, t, -Sum(i, (i, 1, N))), sign)


def absurd(value):
    """value < 0 from 1 < t <= -1."""
    return rules.linear(
        rel(value, "<", zero), (value / 2, assume(one, "<", t)), (value / 2, assume(t, "<=", -one))
    )


def squared(fact):
    slack = fact.statement.slack
    return rules.product(rel(zero, "<", slack**2), fact, fact)


def pole_cases():
    """0 <= -1 from 0 <= 1/x and x <= 0, and from 1/x <= 0 and 0 <= x."""
    left, right = assume(x, "<=", zero), assume(zero, "<=", x)
    claim = rel(zero, "<=", -one)
    first = rules.product(claim, assume(zero, "<=", 1 / x), left)
    second = rules.product(claim, assume(1 / x, "<=", zero), right)
    return rules.linear(claim, (1, first), (0, right)), rules.linear(claim, (1, second), (0, left))


TRUE: dict = {}
FALSE: dict = {}


def claims(rule, true, false):
    TRUE[rule], FALSE[rule] = true, false


total = Sum(exp(-i), (i, 1, N))
below, above = Integral(exp(-t), (t, 0, N)), Integral(exp(-t), (t, 1, N + 1))
saddle = (x**2 - y**2) / (x**2 + y**2) ** 2  # its two iterated integrals over the unit square differ
both_ways = Integral(saddle, (x, 0, 1), (y, 0, 1)), Integral(saddle, (y, 0, 1), (x, 0, 1))
triangle = Sum(Heaviside(j - i, 1), (i, 1, N))

# algebra
claims(
    "identity",
    true=[
        lambda: (rules.identity, (t + 1) ** 2, t**2 + 2 * t + 1),
        lambda: (rules.identity, log(1 + exp(k * t)) - k * t, log(1 + exp(-k * t))),
        lambda: (rules.identity, Sum(x, (i, 1, N)), N * x),
        lambda: (rules.identity, 2 * Sum(1 / i, (i, 1, N)), Sum(2 / i, (i, 1, N))),
    ],
    false={
        "other power": lambda: (rules.identity, t**2, t),
        "other function": lambda: (rules.identity, log(1 + exp(t)), t),
        "root of a square": lambda: (rules.identity, sqrt(t**2), t),
        "pole on one side": lambda: (rules.identity, (t**2 - 1) / (t - 1), t + 1),
        "pole on both sides": lambda: (rules.identity, (2 * x + x * y) / x + 1 / x, 2 + y + 1 / x),
        "pole of tan": lambda: (rules.identity, tan(x) / tan(x) + tan(x), 1 + tan(x)),
        "log of a negative number": lambda: (rules.identity, 2 * log(x), log(x) + log(x)),
        "empty sum": lambda: (rules.identity, Sum(x, (i, 1, N - 5)), (N - 4) * x),
        "rounded": lambda: (rules.identity, Float(1e20) * (x + y) + x, Float(1e20) * (x + y)),
        "infinite": lambda: (rules.identity, S.ComplexInfinity, S.ComplexInfinity),
        "order of integration": lambda: (rules.identity, *both_ways),
        "slope of |x|": lambda: (rules.identity, Derivative(Abs(x), x), sign(x)),
        "index outside its kind": lambda: (rules.identity, Sum(Abs(p), (p, -1, 1)), Sum(p, (p, -1, 1))),
    },
)
claims(
    "positive",
    true=[lambda: (rules.positive, 1 / (1 + exp(-k * t)))],
    false={
        name: lambda e=e: (rules.positive, e)
        for name, e in {
            "any sign": t,
            "may be 0": t**2,
            "negative": -exp(t),
            "zero": zero,
            "log": log(k),
            "pole": 1 / t**2,
        }.items()
    },
)
claims(
    "nonnegative",
    true=[lambda: (rules.nonnegative, x**2), lambda: (rules.nonnegative, Abs(x) ** 3)],
    false={
        name: lambda e=e: (rules.nonnegative, e)
        for name, e in {
            "any sign": t,
            "cube": t**3,
            "pole": 1 / t**2,
            "complex": z**2,
        }.items()
    },
)
claims(
    "linear",
    true=[
        lambda: (rules.linear, rel(u, "<", t), (1, assume(u, "<=", x)), (1, assume(x, "<", t))),
        lambda: (rules.linear, rel(2 * u, "<=", 2 * x), (2, assume(u, "<=", x))),
        lambda: (
            rules.linear,
            rel(u - k, "<=", x - exp(log(k))),
            (1, assume(u, "<=", x)),
            (-1, rules.identity(exp(log(k)), k)),
        ),
        lambda: (rules.linear, rel(u / k, "=", x / k), (1 / k, assume(u, "=", x))),
        lambda: (rules.linear, rel(x, "<", x + 1 / y), (1, assume(zero, "<", 1 / y))),
    ],
    false={
        "reversed": lambda: (rules.linear, rel(x, "<=", u), (-1, assume(u, "<=", x))),
        "strict": lambda: (rules.linear, rel(u, "<", x), (1, assume(u, "<=", x))),
        "strict part not used": lambda: (
            rules.linear,
            rel(u, "<", x),
            (1, assume(u, "<=", x)),
            (0, assume(u, "<", t)),
        ),
        "equation": lambda: (rules.linear, rel(u, "=", x), (1, assume(u, "<=", x))),
        "more": lambda: (rules.linear, rel(u, "<=", x - 1), (1, assume(u, "<=", x))),
        "any factor": lambda: (rules.linear, rel(t * u, "<=", t * x), (t, assume(u, "<=", x))),
        "divided by 0": lambda: (rules.linear, rel(one, "=", zero), (1 / x, assume(x, "=", zero))),
        "divided by a square": lambda: (
            rules.linear,
            rel(one, "<=", zero),
            (1 / x**2, assume(x**2, "<=", zero)),
        ),
        "pole from nowhere": lambda: (
            rules.linear,
            rel(u + 1 / y, "<=", x + 1 / y),
            (1, assume(u, "<=", x)),
        ),
    },
)
claims(
    "product",
    true=[
        lambda: (rules.product, rel(zero, "<=", x * y), assume(zero, "<=", x), assume(zero, "<", y)),
        lambda: (rules.product, rel(zero, "<", x * y), assume(zero, "<", x), assume(zero, "<", y)),
    ],
    false={
        "strict": lambda: (
            rules.product,
            rel(zero, "<", x * y),
            assume(zero, "<=", x),
            assume(zero, "<", y),
        ),
        "reversed": lambda: (
            rules.product,
            rel(x * y, "<=", zero),
            assume(zero, "<=", x),
            assume(zero, "<=", y),
        ),
        "equation": lambda: (
            rules.product,
            rel(zero, "=", x * y),
            assume(zero, "<=", x),
            assume(zero, "<=", y),
        ),
        "of equations": lambda: (
            rules.product,
            rel(zero, "<=", x * y),
            assume(x, "=", zero),
            assume(zero, "<=", y),
        ),
        "pole from nowhere": lambda: (
            rules.product,
            rel(1 / u, "<=", x * y + 1 / u),
            assume(zero, "<=", x),
            assume(zero, "<=", y),
        ),
    },
)
claims(
    "divided",
    true=[
        lambda: (rules.divided, rel(u, "<=", v), assume(u * x, "<=", v * x), assume(zero, "<", x)),
        lambda: (rules.divided, rel(u / x, "=", v), assume(u, "=", v * x), assume(zero, "<", x)),
    ],
    false={
        "by 0": lambda: (
            rules.divided,
            rel(u, "<=", v),
            assume(u * x, "<=", v * x),
            assume(zero, "<=", x),
        ),
        "by an equation": lambda: (
            rules.divided,
            rel(u, "<=", v),
            assume(u * x, "<=", v * x),
            assume(x, "=", one),
        ),
        "strict": lambda: (
            rules.divided,
            rel(u, "<", v),
            assume(u * x, "<=", v * x),
            assume(zero, "<", x),
        ),
        "reversed": lambda: (
            rules.divided,
            rel(v, "<=", u),
            assume(u * x, "<=", v * x),
            assume(zero, "<", x),
        ),
        "pole from nowhere": lambda: (
            rules.divided,
            rel(u + 1 / y, "<=", v + 1 / y),
            assume(u * x, "<=", v * x),
            assume(zero, "<", x),
        ),
    },
)
claims(
    "substitute",
    true=[
        lambda: (rules.substitute, rel(y, "<=", u**2), assume(y, "<=", x**2), assume(x, "=", u)),
        lambda: (rules.substitute, Within(y, u), within(y, x), assume(x, "=", u)),
        lambda: (
            rules.substitute,
            rel(Sum(1 + i**2 + 2 * i, (i, 1, N)), "<=", x),
            assume(Sum((i + 1) ** 2, (i, 1, N)), "<=", x),
            rules.identity((i + 1) ** 2, 1 + i**2 + 2 * i),
        ),
    ],
    false={
        "by an inequality": lambda: (
            rules.substitute,
            rel(y, "<=", u),
            assume(y, "<=", x),
            assume(x, "<=", u),
        ),
        "right for left": lambda: (
            rules.substitute,
            rel(y, "<=", u),
            assume(y, "<=", x),
            assume(u, "=", x),
        ),
        "in a derivative": lambda: (
            rules.substitute,
            rel(Derivative(S.One, t, evaluate=False), "=", 2 * t),
            rules.derivative(t**2, t, 2 * t),
            assume(t**2, "=", one),
        ),
        "in a sum": lambda: (
            rules.substitute,
            rel(zero, "<", zero),
            rules.summed(rel(zero, "<", Sum(g(i), (i, 1, N))), rules.positive(g(i)), i, one, N),
            assume(g(i), "=", zero),
        ),
        "caught by a sum": lambda: (
            rules.substitute,
            rel(Sum(i * i, (i, 1, N)), "=", i * Sum(i, (i, 1, N))),
            rules.identity(Sum(x * i, (i, 1, N)), x * Sum(i, (i, 1, N))),
            assume(x, "=", i),
        ),
        "Within for a relation": lambda: (
            rules.substitute,
            Within(y, u),
            assume(y, "<=", x),
            assume(x, "=", u),
        ),
    },
)
claims(
    "absolute",
    true=[lambda: (rules.absolute, Within(u, k), assume(u, "<=", k), assume(-u, "<=", k))],
    false={
        "one side twice": lambda: (rules.absolute, Within(u, k), assume(u, "<=", k), assume(u, "<=", k)),
        "less": lambda: (rules.absolute, Within(u, k / 2), assume(u, "<=", k), assume(-u, "<=", k)),
        "equations": lambda: (rules.absolute, Within(u, k), assume(u, "=", k), assume(-u, "=", k)),
    },
)
claims(
    "sides",
    true=[
        lambda: (rules.sides, rel(u, "<=", x), within(u, x)),
        lambda: (rules.sides, rel(-u, "<=", x), within(u, x)),
        lambda: (rules.sides, rel(zero, "<=", x), within(u, x)),
    ],
    false={
        "strict": lambda: (rules.sides, rel(u, "<", x), within(u, x)),
        "from below": lambda: (rules.sides, rel(x, "<=", u), within(u, x)),
    },
)
claims(
    "scaled",
    true=[lambda: (rules.scaled, Within(x * u, Abs(x) * k), x, within(u, k))],
    false={
        "signed": lambda: (rules.scaled, Within(x * u, x * k), x, within(u, k)),
        "other error": lambda: (rules.scaled, Within(u, Abs(x) * k), x, within(u, k)),
        "complex": lambda: (rules.scaled, Within(z * u, Abs(z) * k), z, within(u, k)),
        "infinite": lambda: (rules.scaled, Within(u / x, k / Abs(x)), 1 / x, within(u, k)),
    },
)
claims(
    "as_absolute",
    true=[lambda: (rules.as_absolute, rel(Abs(u), "<=", k), within(u, k))],
    false={
        "strict": lambda: (rules.as_absolute, rel(Abs(u), "<", k), within(u, k)),
        "other bound": lambda: (rules.as_absolute, rel(Abs(u), "<=", k / 2), within(u, k)),
        "complex": lambda: (rules.as_absolute, rel(Abs(z), "<=", k), within(z, k)),
    },
)
claims(
    "root",
    true=[lambda: (rules.root, Within(x, S(2)), assume(x**2, "<=", 4), rules.nonnegative(S(4)))],
    false={
        "less": lambda: (rules.root, Within(x, one), assume(x**2, "<=", 4), rules.nonnegative(S(4))),
        "negative bound": lambda: (
            rules.root,
            Within(x, -S(2)),
            assume(x**2, "<=", 4),
            rules.nonnegative(S(4)),
        ),
        "complex": lambda: (rules.root, Within(z, S(2)), assume(z**2, "<=", 4), rules.nonnegative(S(4))),
        "bound of any sign": lambda: (
            rules.root,
            Within(x, 2 * y),
            assume(x**2, "<=", 4 * y**2),
            rules.nonnegative(S(4)),
        ),
    },
)
claims(
    "equivalent",
    true=[
        lambda: (rules.equivalent, Equivalence(rel(k / N, "<=", eps), rel(k / eps, "<=", N)), N / eps)
    ],
    false={
        "negative factor": lambda: (
            rules.equivalent,
            Equivalence(rel(u, "<=", x), rel(-u, "<=", -x)),
            -one,
        ),
        "factor 0": lambda: (
            rules.equivalent,
            Equivalence(rel(u, "<=", x), rel(zero, "<=", zero)),
            zero,
        ),
        "other relation": lambda: (
            rules.equivalent,
            Equivalence(rel(k / N, "<=", eps), rel(k, "<=", N)),
            N / eps,
        ),
        "strict": lambda: (rules.equivalent, Equivalence(rel(u, "<=", x), rel(u, "<", x)), one),
        "pole": lambda: (
            rules.equivalent,
            Equivalence(rel(u + 1 / y, "<=", x + 1 / y), rel(u, "<=", x)),
            one,
        ),
    },
)
claims(
    "least_integer",
    true=[lambda: (rules.least_integer, rel(least, "=", ceiling(k / eps)), least_of(k), N)],
    false={
        "one more": lambda: (rules.least_integer, rel(least, "=", ceiling(k / eps) + 1), least_of(k), N),
        "a number": lambda: (rules.least_integer, rel(zero, "=", ceiling(k / eps)), least_of(k), N),
        "below the least positive integer": lambda: (
            rules.least_integer,
            rel(least, "=", ceiling(-k / eps)),
            least_of(-k),
            N,
        ),
        "even": lambda: (
            rules.least_integer,
            rel(least, "=", ceiling(k)),
            rules.equivalent(Equivalence(rel(2 * k, "<=", 2 * even), rel(k, "<=", even)), half),
            even,
        ),
        "upper bound": lambda: (
            rules.least_integer,
            rel(least, "=", ceiling(k)),
            rules.equivalent(Equivalence(rel(-k, "<=", -N), rel(N, "<=", k)), one),
            N,
        ),
    },
)
claims(
    "whole_part",
    true=[
        lambda: (rules.whole_part, rel(floor(u), "<=", u), u),
        lambda: (rules.whole_part, rel(u, "<", floor(u) + 1), u),
        lambda: (rules.whole_part, rel(floor(Abs(N - u)), "<=", Abs(N - u)), Abs(N - u)),
    ],
    false={
        "strictly below": lambda: (rules.whole_part, rel(floor(u), "<", u), u),
        "above": lambda: (rules.whole_part, rel(u, "<=", floor(u)), u),
        "no step": lambda: (rules.whole_part, rel(u, "<", floor(u)), u),
        "a whole step below": lambda: (rules.whole_part, rel(floor(u) + 1, "<=", u), u),
        "equal": lambda: (rules.whole_part, rel(floor(u), "=", u), u),
        "another number": lambda: (rules.whole_part, rel(floor(u), "<=", u), v),
        "not real": lambda: (rules.whole_part, rel(floor(z), "<=", z), z),
        "pole": lambda: (
            rules.whole_part,
            rel(floor(Max(0, 1 / u)), "<=", Max(0, 1 / u)),
            Max(0, 1 / u),
        ),
    },
)

# logic
claims(
    "hypothesis",
    true=[lambda: (rules.hypothesis, rel(u, "<=", x))],
    false={
        "rounded": lambda: (rules.hypothesis, rel(u, "<=", Float(0.5))),
        "undefined": lambda: (rules.hypothesis, rel(u, "<=", S.NaN)),
    },
)
claims(
    "cite",
    true=[lambda: (rules.cite, "A theorem.", "A book.")],
    false={
        "no statement": lambda: (rules.cite, " ", "A book."),
        "no source": lambda: (rules.cite, "A theorem.", ""),
    },
)
claims(
    "apply",
    true=[
        lambda: (
            rules.apply,
            rel(f(u), "=", u**2),
            Every((t,), rel(f(t), "=", t**2), (rel(zero, "<=", t),)),
            {t: u},
            assume(zero, "<=", u),
        ),
        lambda: (
            rules.apply,
            rel(f(zero), "=", zero),
            Every((t,), rel(f(t), "=", zero), (rel(t, "=", zero),)),
            {t: zero},
        ),
    ],
    false={
        "condition not shown": lambda: (
            rules.apply,
            rel(f(u), "=", u**2),
            Every((t,), rel(f(t), "=", t**2), (rel(zero, "<=", t),)),
            {t: u},
        ),
        "condition only weakly shown": lambda: (
            rules.apply,
            rel(f(u), "=", u**2),
            Every((t,), rel(f(t), "=", t**2), (rel(zero, "<", t),)),
            {t: u},
            assume(zero, "<=", u),
        ),
        "inequality for an equation": lambda: (
            rules.apply,
            rel(f(u), "=", one),
            Every((t,), rel(f(t), "=", one), (rel(t, "=", zero),)),
            {t: u},
            assume(u, "<", zero),
        ),
        "sign for an equation": lambda: (
            rules.apply,
            rel(f(k), "=", one),
            Every((t,), rel(f(t), "=", one), (rel(zero, "=", t),)),
            {t: k},
        ),
        "other symbol": lambda: (
            rules.apply,
            rel(f(u), "=", x),
            Every((t,), rel(f(t), "=", y)),
            {t: u, y: x},
        ),
        "other kind": lambda: (
            rules.apply,
            rel(f(u), "=", one),
            Every((k,), rel(f(k), "=", one)),
            {k: u},
        ),
        "caught": lambda: (
            rules.apply,
            rel(f(i), "=", Sum(i * i, (i, 1, N))),
            Every((t,), rel(f(t), "=", Sum(t * i, (i, 1, N)))),
            {t: i},
        ),
    },
)
claims(
    "instance",
    true=[
        lambda: (rules.instance, rel(zero, "<", exp(u + 1)), rules.positive(exp(t)), {t: u + 1}),
        lambda: (rules.instance, rel(one, "<=", x), assume(one, "<=", u), {u: x}),
        lambda: (rules.instance, Within(x, k), within(u, k), {u: x}),
        lambda: (
            rules.instance,
            rel(Sum(u * i, (i, 1, N)), "=", u * Sum(i, (i, 1, N))),
            rules.identity(Sum(x * i, (i, 1, N)), x * Sum(i, (i, 1, N))),
            {x: u},
        ),
    ],
    false={
        "other value": lambda: (
            rules.instance,
            rel(zero, "<", exp(u)),
            rules.positive(exp(t)),
            {t: u + 1},
        ),
        "complex": lambda: (rules.instance, rel(zero, "<", exp(z)), rules.positive(exp(t)), {t: z}),
        "not positive": lambda: (rules.instance, rel(zero, "<", t), rules.positive(k), {k: t}),
        "not negative": lambda: (
            rules.instance,
            rel(zero, "<", -t),
            rules.positive(-Symbol("r", negative=True)),
            {Symbol("r", negative=True): t},
        ),
        "not even": lambda: (
            rules.instance,
            rel((-1) ** n, "=", one),
            rules.identity((-1) ** even, one),
            {even: n},
        ),
        "may be 0": lambda: (rules.instance, rel(zero, "<", x**2), rules.positive(w**2), {w: x}),
        "infinite": lambda: (rules.instance, rel(oo, "=", oo), rules.identity(z, z), {z: oo}),
        "caught by a sum": lambda: (
            rules.instance,
            rel(Sum(i * i, (i, 1, N)), "=", i * Sum(i, (i, 1, N))),
            rules.identity(Sum(x * i, (i, 1, N)), x * Sum(i, (i, 1, N))),
            {x: i},
        ),
        "caught by an integral": lambda: (
            rules.instance,
            rel(Integral(t * t, (t, 0, 1)), "=", t / 2),
            rules.linear(
                rel(Integral(x * t, (t, 0, 1)), "=", x / 2),
                (
                    1,
                    rules.integral(rel(Integral(x * t, (t, 0, 1)), "=", x / 2), primitive(x * t**2 / 2)),
                ),
            ),
            {x: t},
        ),
        "caught by a derivative": lambda: (
            rules.instance,
            rel(Derivative(t * t, t, evaluate=False), "=", t),
            primitive(x * t),
            {x: t},
        ),
        "caught by a limit": lambda: (
            rules.instance,
            rel(Limit(k * tanh(k), k, oo, "-"), "=", k),
            rules.limit(u * tanh(k), k, oo, u),
            {u: k},
        ),
        "pole from nowhere": lambda: (
            rules.instance,
            rel((x * y - x) / (y - 1), "<=", one),
            assume(u, "<=", one),
            {u: x},
        ),
    },
)
claims(
    "cut",
    true=[lambda: (rules.cut, under(rel(zero, "<=", one), assume(zero, "<", k)), rules.positive(k))],
    false={
        "not assumed": lambda: (
            rules.cut,
            under(rel(zero, "<=", one), assume(zero, "<", u)),
            rules.positive(k),
        ),
        "weaker": lambda: (
            rules.cut,
            under(rel(zero, "<=", one), assume(zero, "<", k)),
            rules.nonnegative(k),
        ),
    },
)
claims(
    "rescale",
    true=[scaled],
    false={
        "less": lambda: scaled(Within(zero, k / 2)),
        "other error": lambda: scaled(Within(one, k)),
        "negative factor": lambda: scaled(Within(zero, -k), factor=-1 / N),
        "factor of any sign": lambda: scaled(
            Within(zero, u * k * N), mapping={u: u}, factor=u, given=rel(u, "<=", N)
        ),
        "other hypothesis": lambda: scaled(given=rel(x, "<=", N)),
        "reversed hypothesis": lambda: scaled(given=rel(one, "<=", x)),
        "strict hypothesis": lambda: scaled(given=rel(x, "<", one)),
        "two hypotheses": lambda: scaled(assumed=[rel(u, "<=", N), rel(u, "<=", 1)]),
        "value of another kind": lambda: scaled(mapping={w: x * N}, assumed=[rel(w, "<=", N)]),
        "hypothesis with a pole": lambda: scaled(
            given=rel(zero, "<=", x), mapping={u: x}, assumed=[rel(zero, "<=", (u**2 - u) / (u - 1))]
        ),
    },
)
claims(
    "induction",
    true=[
        lambda: (rules.induction, gauss(n), n, rules.identity(Sum(i, (i, 1, 0)), zero), *gauss_step()),
        lambda: inductive(rel(zero, "<=", one)),
    ],
    false={
        "other base": lambda: (rules.induction, gauss(n), n, rules.identity(one, one), *gauss_step()),
        "other step": lambda: (
            rules.induction,
            gauss(n),
            n,
            rules.identity(Sum(i, (i, 1, 0)), zero),
            rules.identity(one, one),
            gauss_step()[1],
        ),
        "every second number": lambda: inductive(rel(zero, "<=", one), symbol=even),
        "every integer": lambda: inductive(rel(zero, "<=", one), symbol=i),
        "base assumes the claim": lambda: inductive(
            rel(x, "<=", x + 1),
            base=[rules.apply(rel(x, "<=", x + 1), Every((), rel(x, "<=", x + 1)), {})],
        ),
        "step assumes a number of steps": lambda: inductive(
            rel(zero, "<=", one), step=[assume(n, "<=", 5)]
        ),
        "step assumes something of all": lambda: inductive(
            rel(zero, "<=", one), step=[assume(x, "<=", 5)], symbols=(x,)
        ),
        "condition on the number of steps": lambda: inductive(
            rel(zero, "<=", one), step=[assume(n, "<=", x)], symbols=(x,), conditions=(rel(n, "<=", x),)
        ),
        "other hypothesis": lambda: (
            *inductive(rel(zero, "<=", one))[:-1],
            Every((), rel(zero, "<", one)),
        ),
    },
)
claims(
    "supremum",
    true=[
        lambda: (rules.supremum, interval(one), {x: one}, interval_bound(), rules.identity(one, one)),
        lambda: left_of_1(assume(eps, "<=", one)),
    ],
    false={
        "too great": lambda: (
            rules.supremum,
            interval(S(2)),
            {x: one},
            interval_bound(S(2)),
            rules.identity(one, one),
        ),
        "witness outside": lambda: (
            rules.supremum,
            interval(S(2)),
            {x: S(2)},
            interval_bound(S(2)),
            rules.identity(S(2), S(2)),
        ),
        "bound assumes more": lambda: (
            rules.supremum,
            interval(half),
            {x: half},
            rules.linear(rel(x, "<=", half), (1, assume(x, "<=", half))),
            rules.identity(half, half),
        ),
        "witness assumes": lambda: (
            rules.supremum,
            interval(one),
            {x: y},
            interval_bound(),
            assume(one, "=", y),
            assume(zero, "<=", y),
            assume(y, "<=", one),
        ),
        "attained": lambda: (
            rules.supremum,
            interval(one),
            {x: half},
            interval_bound(),
            rules.linear(rel(one, "<=", half), (1, assume(one, "<=", half))),
        ),
        "weak bound": lambda: left_of_1(operator="<="),
        "one eps only": lambda: left_of_1(assume(eps, "=", one)),
        "great eps only": lambda: left_of_1(assume(one, "<=", eps)),
        "conditions with eps": lambda: (
            rules.supremum,
            Supremum(x, (rel(x, "<=", 1 - eps),), one, False),
            {x: 1 - eps},
            rules.linear(rel(x, "<", one), (1, assume(x, "<=", 1 - eps)), (1, rules.positive(eps))),
            rules.identity(1 - eps, 1 - eps),
        ),
        "value varies": lambda: (
            rules.supremum,
            Supremum(x, (), x, True),
            {x: x},
            rules.linear(rel(x, "<=", x)),
            rules.identity(x, x),
        ),
        "other kind": lambda: (
            rules.supremum,
            Supremum(-k, (), one, False),
            {k: eps - 1},
            rules.linear(rel(-k, "<", one), (1, rules.positive(k)), (1, rules.positive(one))),
            rules.identity(1 - eps, 1 - eps),
        ),
        "conditions in a list": lambda: (
            rules.supremum,
            Supremum(x, [rel(x, "<", one)], one, False),
            *left_of_1()[2:],
        ),
    },
)
claims(
    "function_instance",
    true=[
        lambda: (
            rules.function_instance,
            rel(zero, "<", exp(u)),
            rules.positive(g(u)),
            {g: Lambda(t, exp(t))},
        ),
        lambda: (
            rules.function_instance,
            rel(u**2, "<=", one),
            assume(f(u), "<=", one),
            {f: Lambda(t, t**2)},
        ),
    ],
    false={
        "other function": lambda: (
            rules.function_instance,
            rel(zero, "<", exp(u) - 1),
            rules.positive(g(u)),
            {g: Lambda(t, exp(t))},
        ),
        "not positive": lambda: (
            rules.function_instance,
            rel(zero, "<", u),
            rules.positive(g(u)),
            {g: Lambda(t, t)},
        ),
        "positive for some arguments": lambda: (
            rules.function_instance,
            rel(zero, "<", u),
            rules.positive(g(u)),
            {g: Lambda(k, k)},
        ),
        "not differentiable": lambda: (
            rules.function_instance,
            rel(Integral(1 / t**2, (t, -1, 1)), "=", -S(2)),
            rules.integral(rel(Integral(f(t).diff(t), (t, -1, 1)), "=", f(1) - f(-1)), primitive_of_f()),
            {f: Lambda(t, -1 / t)},
        ),
        "defined otherwise": lambda: (
            rules.function_instance,
            rel(exp(u), "=", one),
            rules.apply(rel(f(u), "=", one), Every((t,), rel(f(t), "=", one)), {t: u}),
            {f: Lambda(t, exp(t))},
        ),
        "order of integration": lambda: (
            rules.function_instance,
            rel(both_ways[0], "=", both_ways[1]),
            rules.identity(
                Integral(plain(x, y), (x, 0, 1), (y, 0, 1)), Integral(plain(x, y), (y, 0, 1), (x, 0, 1))
            ),
            {plain: Lambda((x, y), saddle)},
        ),
        "caught by a sum": lambda: (
            rules.function_instance,
            rel(Sum(i, (i, 1, N)), "=", N * i),
            rules.identity(Sum(f(x), (i, 1, N)), N * f(x)),
            {f: Lambda(t, i)},
        ),
        "caught by a derivative": lambda: (
            rules.function_instance,
            rel(Derivative(t * t, t, evaluate=False), "=", t),
            primitive(t * f(3)),
            {f: Lambda(u, t)},
        ),
    },
)

# calculus
claims(
    "derivative",
    true=[
        lambda: (rules.derivative, log(1 + exp(k * t)) / k, t, 1 / (1 + exp(-k * t))),
        lambda: (rules.derivative, f(t) ** 2, t, 2 * f(t) * f(t).diff(t), f(t)),
        lambda: (rules.derivative, 1 / t, t, -1 / t**2, assume(zero, "<", t**2)),
        lambda: (rules.derivative, Sum(t**2 * i, (i, 1, N)), t, Sum(2 * t * i, (i, 1, N))),
    ],
    false={
        "sign": lambda: (rules.derivative, exp(-t), t, exp(-t)),
        **{
            f"not smooth: {e}": lambda e=e: (rules.derivative, e, t, e.diff(t))
            for e in (log(t), 1 / t, sqrt(t), Abs(t), Max(t, 0), f(t))
        },
        "by no symbol": lambda: (rules.derivative, f(n) * f(1), f(1), f(n)),
        "infinite sum": lambda: (
            rules.derivative,
            Sum(t**2 * n, (n, 0, oo)),
            t,
            Sum(2 * t * n, (n, 0, oo)),
        ),
        "parameter with a pole": lambda: (rules.derivative, t / x, t, 1 / x),
        "not a square": lambda: (rules.derivative, 1 / t, t, -1 / t**2, assume(zero, "<=", t**2)),
    },
)
claims(
    "chain",
    true=[
        lambda: (
            rules.chain,
            rel(Derivative(exp(u**2), u, evaluate=False), "=", exp(u**2) * 2 * u),
            primitive(exp(t)),
            primitive(u**2, u),
        ),
    ],
    false={
        "inner slope": lambda: (
            rules.chain,
            rel(Derivative(exp(u**2), u, evaluate=False), "=", exp(u**2)),
            primitive(exp(t)),
            primitive(u**2, u),
        ),
        "other function": lambda: (
            rules.chain,
            rel(Derivative(exp(u), u, evaluate=False), "=", exp(u**2) * 2 * u),
            primitive(exp(t)),
            primitive(u**2, u),
        ),
        "variable twice": lambda: (
            rules.chain,
            rel(Derivative(u * u, u, evaluate=False), "=", u),
            primitive(t * u),
            primitive(u, u),
        ),
        "outside its kind": lambda: (
            rules.chain,
            rel(Derivative(log(u), u, evaluate=False), "=", 1 / u),
            primitive(log(k), k),
            primitive(u, u),
        ),
    },
)
claims(
    "locally",
    true=[
        lambda: (
            rules.locally,
            rel(Derivative(Abs(t), t), "=", one),
            rules.resolved(rel(Abs(t), "=", t), assume(zero, "<", t)),
            primitive(t),
        ),
    ],
    false={
        "at the edge": lambda: (
            rules.locally,
            rel(Derivative(Abs(t), t), "=", one),
            rules.resolved(rel(Abs(t), "=", t), assume(zero, "<=", t)),
            primitive(t),
        ),
        "other slope": lambda: (
            rules.locally,
            rel(Derivative(Abs(t), t), "=", -one),
            rules.resolved(rel(Abs(t), "=", t), assume(zero, "<", t)),
            primitive(t),
        ),
        "end of its kind": lambda: (
            rules.locally,
            rel(Derivative(h, h, evaluate=False), "=", one),
            rules.identity(h, h),
            primitive(h, h),
        ),
        "at one point": lambda: (
            rules.locally,
            rel(Derivative(t**2, t), "=", one),
            assume(t**2, "=", t),
            primitive(t),
        ),
    },
)
claims(
    "monotone",
    true=[
        lambda: (rules.monotone, exp(-t), t, -1, primitive(exp(-t)), rules.positive(exp(-t))),
        lambda: (rules.monotone, log(k), k, 1, primitive(log(k), k), rules.positive(1 / k)),
    ],
    false={
        "direction": lambda: (
            rules.monotone,
            exp(-t),
            t,
            1,
            primitive(exp(-t)),
            rules.positive(exp(-t)),
        ),
        "other function": lambda: (
            rules.monotone,
            exp(-2 * t),
            t,
            -1,
            primitive(exp(-t)),
            rules.positive(exp(-t)),
        ),
        "other sign": lambda: (
            rules.monotone,
            exp(-t),
            t,
            -1,
            primitive(exp(-t)),
            rules.positive(exp(t)),
        ),
        "sign for some t": lambda: (
            rules.monotone,
            t,
            t,
            1,
            primitive(t),
            under(rel(zero, "<", one), assume(zero, "<=", t)),
        ),
        "slope at some t": lambda: (
            rules.monotone,
            -1 / t,
            t,
            1,
            rules.derivative(-1 / t, t, 1 / t**2, assume(zero, "<", t**2)),
            assume(zero, "<", 1 / t**2),
        ),
        "on either side of 0": lambda: (
            rules.monotone,
            -1 / w,
            w,
            1,
            primitive(-1 / w, w),
            rules.positive(1 / w**2),
        ),
        "integer": lambda: (
            rules.monotone,
            -1 / (2 * i + 1),
            i,
            1,
            primitive(-1 / (2 * i + 1), i),
            rules.positive(2 / (2 * i + 1) ** 2),
        ),
        "weak sign": lambda: (rules.monotone, t**3, t, 1, primitive(t**3), rules.nonnegative(3 * t**2)),
    },
)
claims(
    "compose",
    true=[lambda: (rules.compose, Monotone(exp(t - u), t, 1), falling(exp(-t)), u - t)],
    false={
        "direction": lambda: (rules.compose, Monotone(exp(t - u), t, -1), falling(exp(-t)), u - t),
        "not affine": lambda: (rules.compose, Monotone(exp(-(t**3)), t, -1), falling(exp(-t)), t**3),
        "slope of any sign": lambda: (
            rules.compose,
            Monotone(exp(-u * t), t, -1),
            falling(exp(-t)),
            u * t,
        ),
        "other function": lambda: (rules.compose, Monotone(exp(-2 * t), t, -1), falling(exp(-t)), t),
        "variable twice": lambda: (rules.compose, Monotone(2 * u, u, -1), falling(3 * u - t), u),
        "outside its kind": lambda: (rules.compose, Monotone(1 / t, t, -1), falling(1 / k, k), t),
    },
)
claims(
    "ordered",
    true=[lambda: (rules.ordered, rel(exp(-x), "<=", exp(-u)), falling(exp(-t)), assume(u, "<=", x))],
    false={
        "reversed": lambda: (
            rules.ordered,
            rel(exp(-u), "<=", exp(-x)),
            falling(exp(-t)),
            assume(u, "<=", x),
        ),
        "strict": lambda: (
            rules.ordered,
            rel(exp(-x), "<", exp(-u)),
            falling(exp(-t)),
            assume(u, "<=", x),
        ),
        "across a pole": lambda: (
            rules.ordered,
            rel(one, "<=", -one),
            falling(1 / k, k),
            rules.linear(rel(-one, "<=", one), (2, rules.positive(one))),
        ),
        "caught": lambda: (
            rules.ordered,
            rel(-Sum(i, (i, 1, N)), "<=", -Sum(i * i, (i, 1, N))),
            falling_sum(),
            assume(i, "<=", one),
        ),
    },
)
decreasing_cases = {
    "more terms": rel(Sum(exp(-i), (i, 0, N)), "<=", below),
    "reversed": rel(below, "<=", total),
    "strict": rel(total, "<", below),
    "shorter": rel(total, "<=", Integral(exp(-t), (t, 0, N - 1))),
    "later": rel(total, "<=", above),
}
claims(
    "sum_below_integral",
    true=[lambda: (rules.sum_below_integral, rel(total, "<=", below), falling(exp(-t)), i, one, N)],
    false={
        **{
            name: lambda claim=claim: (rules.sum_below_integral, claim, falling(exp(-t)), i, one, N)
            for name, claim in decreasing_cases.items()
        },
        "increasing": lambda: (
            rules.sum_below_integral,
            rel(Sum(exp(i), (i, 1, N)), "<=", Integral(exp(t), (t, 0, N))),
            rules.compose(Monotone(exp(t), t, 1), falling(exp(-t)), -t),
            i,
            one,
            N,
        ),
        "ends not whole": lambda: (
            rules.sum_below_integral,
            rel(Sum(exp(-i), (i, 1, k)), "<=", Integral(exp(-t), (t, 0, k))),
            falling(exp(-t)),
            i,
            one,
            k,
        ),
        "perhaps below empty": lambda: (
            rules.sum_below_integral,
            rel(Sum(exp(-i), (i, 1, j)), "<=", Integral(exp(-t), (t, 0, j))),
            falling(exp(-t)),
            i,
            one,
            j,
        ),
        "index used": lambda: (
            rules.sum_below_integral,
            rel(Sum(1, (i, 1, N)), "<=", Integral(exp(i - t), (t, 0, N))),
            rules.compose(Monotone(exp(i - t), t, -1), falling(exp(-t)), t - i),
            i,
            one,
            N,
        ),
        "across a pole": lambda: (
            rules.sum_below_integral,
            rel(Sum(1 / (i + half), (i, -3, 3)), "<=", Integral(1 / (k + half), (k, -4, 3))),
            falling(1 / (k + half), k),
            i,
            -S(3),
            S(3),
        ),
    },
)
claims(
    "sum_above_integral",
    true=[lambda: (rules.sum_above_integral, rel(above, "<=", total), falling(exp(-t)), i, one, N)],
    false={
        "earlier": lambda: (
            rules.sum_above_integral,
            rel(below, "<=", total),
            falling(exp(-t)),
            i,
            one,
            N,
        ),
        "reversed": lambda: (
            rules.sum_above_integral,
            rel(total, "<=", above),
            falling(exp(-t)),
            i,
            one,
            N,
        ),
    },
)
claims(
    "integral",
    true=[
        lambda: (
            rules.integral,
            rel(Integral(exp(-t), (t, 0, u)), "=", 1 - exp(-u)),
            primitive(-exp(-t)),
        ),
        lambda: (rules.integral, rel(Integral(exp(-t), (t, 0, oo)), "=", one), primitive(-exp(-t))),
        lambda: (rules.integral, rel(Integral(1 / k, (k, 1, 2)), "=", log(2)), primitive(log(k), k)),
    ],
    false={
        "sign": lambda: (
            rules.integral,
            rel(Integral(exp(-t), (t, 0, u)), "=", exp(-u) - 1),
            primitive(-exp(-t)),
        ),
        "other end": lambda: (
            rules.integral,
            rel(Integral(exp(-t), (t, 1, u)), "=", 1 - exp(-u)),
            primitive(-exp(-t)),
        ),
        "other integrand": lambda: (
            rules.integral,
            rel(Integral(exp(-2 * t), (t, 0, u)), "=", 1 - exp(-u)),
            primitive(-exp(-t)),
        ),
        "order": lambda: (
            rules.integral,
            rel(Integral(exp(-t), (t, 0, u)), "<=", 1 - exp(-u)),
            primitive(-exp(-t)),
        ),
        "other variable": lambda: (
            rules.integral,
            rel(Integral(exp(-u), (u, 0, 1)), "=", 1 - exp(-one)),
            primitive(-exp(-t)),
        ),
        "across a pole": lambda: (
            rules.integral,
            rel(Integral(1 / k**2, (k, -1, 1)), "=", -S(2)),
            primitive(-1 / k, k),
        ),
        "not continuous at the end": lambda: (
            rules.integral,
            rel(Integral((k ** (1 / sqrt(1 + log(k) ** 2))).diff(k), (k, 0, 1)), "=", zero),
            primitive(k ** (1 / sqrt(1 + log(k) ** 2)), k),
        ),
        "diverges": lambda: (
            rules.integral,
            rel(Integral(exp(t), (t, 0, oo)), "=", -one),
            primitive(exp(t)),
        ),
        "slope at some t": lambda: (
            rules.integral,
            rel(Integral(1 / t**2, (t, -1, 1)), "=", -S(2)),
            rules.derivative(-1 / t, t, 1 / t**2, assume(zero, "<", t**2)),
        ),
        "limit with a parameter": lambda: (
            rules.integral,
            rel(Integral((h * x**2 / (1 + h * x**2)).diff(h), (h, 0, oo)), "=", one),
            primitive(h * x**2 / (1 + h * x**2), h),
        ),
    },
)
claims(
    "integral_order",
    true=[
        lambda: (
            rules.integral_order,
            rel(Integral(t, (t, 0, 1)), "<=", 1),
            assume(t, "<=", one),
            rules.nonnegative(one),
        ),
        lambda: (
            rules.integral_order,
            rel(zero, "<=", Integral(Abs(t) / (1 + Abs(t)), (t, 0, 1))),
            rules.nonnegative(Abs(t) / (1 + Abs(t))),
            rules.nonnegative(one),
        ),
        lambda: (
            rules.integral_order,
            rel(zero, "<=", Integral(f(t) ** 2, (t, 0, 1))),
            rules.nonnegative(f(t) ** 2),
            rules.nonnegative(one),
            f(t),
        ),
    ],
    false={
        "reversed": lambda: (
            rules.integral_order,
            rel(one, "<=", Integral(t, (t, 0, 1))),
            assume(t, "<=", one),
            rules.nonnegative(one),
        ),
        "strict": lambda: (
            rules.integral_order,
            rel(Integral(t, (t, 0, 1)), "<", 1),
            assume(t, "<=", one),
            rules.nonnegative(one),
        ),
        "ends not in order": lambda: (
            rules.integral_order,
            rel(Integral(t, (t, 1, 0)), "<=", -1),
            assume(t, "<=", one),
            rules.nonnegative(one),
        ),
        "for some t only": lambda: (
            rules.integral_order,
            rel(Integral(t, (t, 0, 1)), "<=", half),
            assume(t, "<=", half),
            rules.nonnegative(one),
        ),
        "pole of 1/|t|": lambda: (
            rules.integral_order,
            rel(zero, "<=", Integral(1 / Abs(t), (t, 0, 1))),
            rules.linear(rel(zero, "<=", 1 / Abs(t)), (1, assume(zero, "<=", 1 / Abs(t)))),
            rules.nonnegative(one),
        ),
        "ends with the variable": lambda: (
            rules.integral_order,
            rel(Integral(t, (t, -1, 2 * t**2)), "<=", Integral(2 * t**2, (t, -1, 2 * t**2))),
            assume(t, "<=", 2 * t**2),
            rules.nonnegative(2 * t**2 + 1),
        ),
        "not continuous": lambda: (
            rules.integral_order,
            rel(zero, "<=", Integral(f(t) ** 2, (t, 0, 1))),
            rules.nonnegative(f(t) ** 2),
            rules.nonnegative(one),
        ),
    },
)
claims(
    "integral_equal",
    true=[
        lambda: (
            rules.integral_equal,
            rel(Integral(Abs(t), (t, 0, 1)), "=", Integral(t, (t, 0, 1))),
            rules.resolved(rel(Abs(t), "=", t), assume(zero, "<=", t)),
        ),
    ],
    false={
        "further": lambda: (
            rules.integral_equal,
            rel(Integral(Abs(t), (t, -1, 1)), "=", Integral(t, (t, -1, 1))),
            rules.resolved(rel(Abs(t), "=", t), assume(zero, "<=", t)),
        ),
        "ends not in order": lambda: (
            rules.integral_equal,
            rel(Integral(Max(t, half), (t, 1, 0)), "=", Integral(t, (t, 1, 0))),
            rules.resolved(
                rel(Max(t, half), "=", t),
                rules.linear(rel(half, "<=", t), (1, assume(one, "<=", t)), (half, rules.positive(one))),
            ),
        ),
        "order": lambda: (
            rules.integral_equal,
            rel(Integral(t, (t, 0, 1)), "=", Integral(t**2, (t, 0, 1))),
            assume(t, "<=", t**2),
        ),
    },
)
claims(
    "split_integral",
    true=[lambda: (rules.split_integral, Integral(Abs(t), (t, -1, 1)), zero)],
    false={
        "pole": lambda: (rules.split_integral, Integral(1 / t**2, (t, -1, 1)), zero),
        "pole of 1/|t|": lambda: (rules.split_integral, Integral(1 / Abs(t), (t, -1, 1)), half),
        "log |t|": lambda: (rules.split_integral, Integral(log(Abs(t)), (t, -1, 1)), half),
        "outside the kind": lambda: (rules.split_integral, Integral(1 / k**2, (k, 1, 2)), -one),
        "no ends": lambda: (rules.split_integral, Integral(t, t), zero),
    },
)
claims(
    "limit",
    true=[
        lambda: (rules.limit, (1 + exp(-k)) / N, k, oo, 1 / N),
        lambda: (rules.limit, u * tanh(k) - y / k, k, oo, u),
        lambda: (rules.limit, exp(-t), t, zero, one),
    ],
    false={
        "other value": lambda: (rules.limit, (1 + exp(-k)) / N, k, oo, zero),
        "from above": lambda: (rules.limit, Heaviside(t, 1) * exp(t), t, zero, one),
        "step from above": lambda: (rules.limit, Heaviside(t, 1), t, zero, one),
        "parameter that may be 0": lambda: (rules.limit, k * x**2 / (1 + k * x**2), k, oo, one),
        "never below": lambda: (rules.limit, sqrt(h), h, zero, zero),
        "never there": lambda: (rules.limit, exp(-k), k, -oo, zero),
        "no limit": lambda: (rules.limit, sin(t), t, oo, zero),
    },
)
claims(
    "intermediate_value",
    true=[
        lambda: (
            rules.intermediate_value,
            Exists(t, zero, one, rel(t**2, "=", half)),
            rules.linear(rel(zero, "<", half), (half, rules.positive(one))),
            rules.positive(half),
        ),
    ],
    false={
        "same signs": lambda: (
            rules.intermediate_value,
            Exists(t, zero, one, rel(t**2, "=", -half)),
            rules.positive(half),
            rules.positive(half),
        ),
        "not strict": lambda: (
            rules.intermediate_value,
            Exists(t, zero, one, rel(t**2, "=", zero)),
            rules.nonnegative(zero),
            rules.positive(one),
        ),
        "pole of a nonzero symbol": lambda: (
            rules.intermediate_value,
            Exists(w, -one, one, rel(zero, "=", 1 / w)),
            rules.positive(one),
            rules.positive(one),
        ),
        "pole left of 0": lambda: (
            rules.intermediate_value,
            Exists(h, -one, one, rel(zero, "=", 1 / (h + half))),
            rules.positive(S(2)),
            rules.positive(Rational(2, 3)),
        ),
        "pole of 1/t": lambda: (
            rules.intermediate_value,
            Exists(t, -one, one, rel(zero, "=", 1 / t)),
            rules.positive(one),
            rules.positive(one),
        ),
        "integer": lambda: (
            rules.intermediate_value,
            Exists(i, zero, one, rel(half, "=", i)),
            rules.positive(half),
            rules.positive(half),
        ),
        "ends reversed": lambda: (
            rules.intermediate_value,
            Exists(t, one, zero, rel(t**2, "=", half)),
            rules.positive(half),
            rules.positive(half),
        ),
        "signs of some t": lambda: (
            rules.intermediate_value,
            Exists(t, zero, one, rel(t**2, "=", -half)),
            rules.positive(half),
            absurd(Rational(3, 2)),
        ),
    },
)

claims(
    "beyond",
    true=[
        lambda: (
            rules.beyond,
            Exists(t, zero, one, rel(exp(-one), "<", exp(-t))),
            primitive(exp(-t)),
            rules.positive(exp(-one)),
        ),
        lambda: (
            rules.beyond,
            Exists(t, zero, one, rel(one, "<", exp(t))),
            primitive(exp(t)),
            rules.positive(one),
        ),
    ],
    false={
        "other end": lambda: (
            rules.beyond,
            Exists(t, zero, one, rel(one, "<", exp(-t))),
            primitive(exp(-t)),
            rules.positive(exp(-one)),
        ),
        "other sign": lambda: (
            rules.beyond,
            Exists(t, zero, one, rel(one, "<", exp(-t))),
            primitive(exp(-t)),
            rules.positive(one),
        ),
        "ends reversed": lambda: (
            rules.beyond,
            Exists(t, one, zero, rel(one, "<", exp(-t))),
            primitive(exp(-t)),
            rules.positive(one),
        ),
        "outside the kind": lambda: (
            rules.beyond,
            Exists(k, -one, zero, rel(k + 1 - k, "<", 1 - k)),
            primitive(1 - k, k),
            rules.positive(one),
        ),
        "integer": lambda: (
            rules.beyond,
            Exists(i, zero, one, rel(one, "<", exp(i))),
            primitive(exp(t)),
            rules.positive(one),
        ),
        "not strict": lambda: (
            rules.beyond,
            Exists(t, zero, one, rel(zero, "<", -(t**2))),
            primitive(-(t**2)),
            rules.nonnegative(zero),
        ),
    },
)
claims(
    "witness",
    true=[
        lambda: (
            rules.witness,
            Exists(t, zero, one, rel(t**2, "=", Rational(1, 4))),
            rules.identity(Rational(1, 4), Rational(1, 4)),
            half,
        )
    ],
    false={
        "outside": lambda: (
            rules.witness,
            Exists(t, zero, one, rel(t, "=", S(2))),
            rules.identity(S(2), S(2)),
            S(2),
        ),
        "at the end": lambda: (
            rules.witness,
            Exists(t, zero, one, rel(t, "=", one)),
            rules.identity(one, one),
            one,
        ),
        "other value": lambda: (
            rules.witness,
            Exists(t, zero, one, rel(t, "=", one)),
            rules.identity(half, half),
            half,
        ),
        "integer": lambda: (
            rules.witness,
            Exists(i, zero, one, rel(i, "=", half)),
            rules.identity(half, half),
            half,
        ),
        "ends with the symbol": lambda: (
            rules.witness,
            Exists(t, t, t + 1, rel(t, "=", t + half)),
            rules.identity(t + half, t + half),
            t + half,
        ),
        "for some value": lambda: (
            rules.witness,
            Exists(t, zero, one, rel(half, "<", zero)),
            absurd(half),
            half,
        ),
    },
)

# cases and sums
claims(
    "resolved",
    true=[
        lambda: (rules.resolved, rel(Max(u, 0), "=", u), assume(zero, "<=", u)),
        lambda: (rules.resolved, rel(Max(u, 0), "=", zero), assume(u, "<=", zero)),
        lambda: (rules.resolved, rel(Abs(u), "=", -u), assume(u, "<", zero)),
        lambda: (rules.resolved, rel(Heaviside(u, 1), "=", zero), assume(u, "<", zero)),
    ],
    false={
        "other side": lambda: (rules.resolved, rel(Max(u, 0), "=", zero), assume(zero, "<=", u)),
        "step at 0": lambda: (rules.resolved, rel(Heaviside(u, 1), "=", zero), assume(u, "<=", zero)),
        "other step": lambda: (rules.resolved, rel(Heaviside(u, half), "=", one), assume(zero, "<=", u)),
        "order of another": lambda: (rules.resolved, rel(Max(u, 0), "=", u), assume(zero, "<=", x)),
        "factor of any sign": lambda: (
            rules.resolved,
            rel(Max(u * x, 0), "=", u * x),
            assume(zero, "<=", u),
        ),
        "an order is claimed": lambda: (rules.resolved, rel(Max(u, 0), "<=", u), assume(zero, "<=", u)),
        "in a derivative": lambda: (
            rules.resolved,
            rel(Derivative(Abs(t), t), "=", Derivative(t, t, evaluate=False)),
            assume(zero, "<=", t),
        ),
        "index of a sum": lambda: (rules.resolved, rel(triangle, "=", N), assume(i, "<=", j)),
        "pole from nowhere": lambda: (
            rules.resolved,
            rel(Max(u, 0) + 1 / y, "=", u + 1 / y),
            assume(zero, "<=", u),
        ),
    },
)
claims(
    "cases",
    true=[
        lambda: (
            rules.cases,
            rel(zero, "<=", one),
            under(rel(zero, "<=", one), assume(zero, "<=", u)),
            under(rel(zero, "<=", one), assume(u, "<", zero)),
            rel(zero, "<=", u),
        ),
    ],
    false={
        "other claim": lambda: (
            rules.cases,
            rel(zero, "<=", u),
            assume(zero, "<=", u),
            under(rel(zero, "<=", one), assume(u, "<=", zero)),
            rel(zero, "<=", u),
        ),
        "one case twice": lambda: (
            rules.cases,
            rel(zero, "<=", u),
            assume(zero, "<=", u),
            assume(zero, "<=", u),
            rel(zero, "<=", u),
        ),
        "opposite case twice": lambda: (
            rules.cases,
            rel(u, "<=", zero),
            assume(u, "<=", zero),
            assume(u, "<=", zero),
            rel(zero, "<=", u),
        ),
        "strict pivot": lambda: (
            rules.cases,
            rel(zero, "<", u**2),
            squared(assume(zero, "<", u)),
            squared(assume(u, "<", zero)),
            rel(zero, "<", u),
        ),
        "pivot with a pole": lambda: (
            rules.cases,
            rel(zero, "<=", -one),
            *pole_cases(),
            rel(zero, "<=", 1 / x),
        ),
        "complex pivot": lambda: (
            rules.cases,
            rel(zero, "<=", one),
            under(rel(zero, "<=", one), assume(zero, "<=", z)),
            under(rel(zero, "<=", one), assume(z, "<=", zero)),
            rel(zero, "<=", z),
        ),
    },
)
claims(
    "summed",
    true=[
        lambda: (
            rules.summed,
            rel(zero, "<=", Sum(exp(i), (i, 1, N))),
            rules.positive(exp(i)),
            i,
            one,
            N,
        ),
        lambda: (
            rules.summed,
            rel(zero, "<", Sum(exp(i), (i, 1, N))),
            rules.positive(exp(i)),
            i,
            one,
            N,
        ),
        lambda: (
            rules.summed,
            rel(Sum(i, (i, 0, n)), "<=", n * (n + 1)),
            assume(i, "<=", n),
            i,
            zero,
            n,
        ),
    ],
    false={
        "other sign": lambda: (
            rules.summed,
            rel(zero, "<=", Sum(-exp(i), (i, 1, N))),
            rules.positive(exp(i)),
            i,
            one,
            N,
        ),
        "strict and empty": lambda: (
            rules.summed,
            rel(zero, "<", Sum(exp(i), (i, 1, n))),
            rules.positive(exp(i)),
            i,
            one,
            n,
        ),
        "equation": lambda: (
            rules.summed,
            rel(zero, "=", Sum(exp(i), (i, 1, N))),
            rules.positive(exp(i)),
            i,
            one,
            N,
        ),
        "perhaps below empty": lambda: (
            rules.summed,
            rel(zero, "<=", Sum(exp(i), (i, 1, j))),
            rules.positive(exp(i)),
            i,
            one,
            j,
        ),
        "for some terms only": lambda: (
            rules.summed,
            rel(zero, "<=", Sum(i, (i, -5, N))),
            assume(zero, "<=", i),
            i,
            -S(5),
            N,
        ),
        "real index": lambda: (
            rules.summed,
            rel(zero, "<=", Sum(exp(t), (t, 1, N))),
            rules.positive(exp(t)),
            t,
            one,
            N,
        ),
        "index leaves its kind": lambda: (
            rules.summed,
            rel(zero, "<=", Sum(p, (p, -5, 1))),
            rules.nonnegative(p),
            p,
            -S(5),
            one,
        ),
        "ends not whole": lambda: (
            rules.summed,
            rel(k, "<=", Sum(1 + exp(i), (i, 1, k))),
            rules.linear(rel(one, "<=", 1 + exp(i)), (1, rules.positive(exp(i)))),
            i,
            one,
            k,
        ),
        "ends with the index": lambda: (
            rules.summed,
            rel(zero, "<=", Sum(i**2 - 1 - i, (i, 0, i**2 - 1))),
            rules.linear(rel(zero, "<=", i**2 - 1 - i), (1, assume(i, "<=", i**2 - 1))),
            i,
            zero,
            i**2 - 1,
        ),
    },
)
claims(
    "last_term",
    true=[
        lambda: (rules.last_term, Sum(i**2, (i, 1, N))),
        lambda: (rules.last_term, Product(i, (i, 1, N))),
    ],
    false={
        "perhaps empty": lambda: (rules.last_term, Sum(i**2, (i, 1, n))),
        "ends not whole": lambda: (rules.last_term, Sum(i, (i, 0, half))),
        "not a sum": lambda: (rules.last_term, Integral(t, (t, 0, 1))),
        "pole": lambda: (rules.last_term, Sum(1 / i, (i, 0, N))),
        "caught": lambda: (rules.last_term, Sum(Integral(i * t, (t, 0, 1)), (i, 1, 1 + floor(t) ** 2))),
    },
)
claims(
    "telescoped",
    true=[lambda: (rules.telescoped, i**2, i, one, n)],
    false={
        "perhaps below empty": lambda: (rules.telescoped, i**2, i, one, j),
        "ends not whole": lambda: (rules.telescoped, i**2, i, zero, k),
        "pole": lambda: (rules.telescoped, 1 / i, i, zero, n),
    },
)
claims(
    "renamed",
    true=[
        lambda: (rules.renamed, Sum(i**2, (i, 1, N)), j),
        lambda: (rules.renamed, Integral(exp(t), (t, 1, 2)), Symbol("r", positive=True)),
    ],
    false={
        "used": lambda: (rules.renamed, Sum(i * j, (i, 1, N)), j),
        "other kind": lambda: (rules.renamed, Sum(i**2, (i, 1, N)), p),
        "other sign": lambda: (rules.renamed, Integral(t, (t, -1, 1)), Symbol("r", positive=True)),
        "whole": lambda: (rules.renamed, Integral(exp(t), (t, 1, 2)), Symbol("r", integer=True)),
        "pole": lambda: (rules.renamed, Sum(1 / i, (i, 0, N)), j),
    },
)
claims(
    "shifted",
    true=[lambda: (rules.shifted, Sum(i**2, (i, 1, N)), 1)],
    false={
        "not whole": lambda: (rules.shifted, Sum(i**2, (i, 1, N)), half),
        "leaves its kind": lambda: (rules.shifted, Sum(p, (p, 1, N)), 1),
        "pole": lambda: (rules.shifted, Sum(1 / i, (i, 0, N)), 1),
    },
)
claims(
    "split_sum",
    true=[lambda: (rules.split_sum, Sum(i, (i, 1, n + N)), n)],
    false={
        "behind the end": lambda: (rules.split_sum, Sum(i, (i, 1, N)), N + 1),
        "before the start": lambda: (rules.split_sum, Sum(i, (i, 1, N)), -one),
        "not whole": lambda: (rules.split_sum, Sum(i, (i, 1, 2)), 1 + half),
        "pole": lambda: (rules.split_sum, Sum(1 / i, (i, 0, n + N)), n),
    },
)

# exact pieces and numbers
claims(
    "linear_pieces",
    true=[lambda: (rules.linear_pieces, Pieces(Abs(t) + t, t, S(-1), S(2), (zero,), (zero, S(2))))],
    false={
        "slopes": lambda: (rules.linear_pieces, Pieces(Abs(t), t, S(-1), S(2), (zero,), (-one, S(2)))),
        "kinks": lambda: (rules.linear_pieces, Pieces(Abs(t), t, S(-1), S(2), (half,), (-one, one))),
        "no kink": lambda: (
            rules.linear_pieces,
            Pieces(Abs(t) - Abs(t), t, S(-1), S(2), (zero,), (zero, zero)),
        ),
        "not linear": lambda: (rules.linear_pieces, Pieces(t**2, t, S(-1), S(2), (), (one,))),
        "ends reversed": lambda: (rules.linear_pieces, Pieces(t, t, S(2), S(-1), (), (one,))),
        "integer": lambda: (rules.linear_pieces, Pieces(2 * i, i, S(-1), S(2), (), (S(2),))),
    },
)
unit_interval = (rel(zero, "<=", t), rel(t, "<=", one))
claims(
    "greatest",
    true=[lambda: (rules.greatest, Supremum(Abs(t * (1 - t)), unit_interval, Rational(1, 4), True), t)],
    false={
        "less": lambda: (
            rules.greatest,
            Supremum(Abs(t * (1 - t)), unit_interval, Rational(1, 5), True),
            t,
        ),
        "not attained": lambda: (
            rules.greatest,
            Supremum(Abs(t * (1 - t)), unit_interval, Rational(1, 4), False),
            t,
        ),
        "open": lambda: (
            rules.greatest,
            Supremum(Abs(t), (rel(zero, "<", t), rel(t, "<", one)), one, True),
            t,
        ),
        "integer": lambda: (
            rules.greatest,
            Supremum(Abs(i * (1 - i)), (rel(zero, "<=", i), rel(i, "<=", one)), Rational(1, 4), True),
            i,
        ),
        "outside its kind": lambda: (
            rules.greatest,
            Supremum(Abs(k - 1), (rel(-one, "<=", k), rel(k, "<=", one)), S(2), True),
            k,
        ),
        "cubic": lambda: (rules.greatest, Supremum(Abs(t**3 - t), unit_interval, zero, True), t),
    },
)
claims(
    "piecewise_integral",
    true=[lambda: (rules.piecewise_integral, rel(Integral(Abs(t), (t, -1, 2)), "=", Rational(5, 2)))],
    false={
        "other value": lambda: (
            rules.piecewise_integral,
            rel(Integral(Abs(t), (t, -1, 2)), "=", Rational(3, 2)),
        ),
        "order": lambda: (
            rules.piecewise_integral,
            rel(Integral(Abs(t), (t, -1, 2)), "<=", Rational(5, 2)),
        ),
        "reversed": lambda: (
            rules.piecewise_integral,
            rel(Integral(Abs(t), (t, 2, -1)), "=", Rational(5, 2)),
        ),
        "not a polynomial": lambda: (
            rules.piecewise_integral,
            rel(Integral(1 / t**2, (t, -1, 1)), "=", -S(2)),
        ),
        "parameter": lambda: (rules.piecewise_integral, rel(Integral(x * t, (t, 0, 1)), "=", half)),
    },
)
claims(
    "regions",
    true=[
        lambda: (rules.regions, rel(least, "=", 7), [(1, 0, 0), (0, 1, 0), (1, 1, 1)]),
        lambda: (rules.regions, rel(least, "=", 4), [(1, 0, 0), (0, 1, 0), (2, 0, 0), (0, -1, 0)]),
    ],
    false={
        "through one point": lambda: (
            rules.regions,
            rel(least, "=", 7),
            [(1, 0, 0), (0, 1, 0), (1, 1, 0)],
        ),
        "parallel": lambda: (rules.regions, rel(least, "=", 4), [(1, 0, 0), (2, 0, 1)]),
        "no line": lambda: (rules.regions, rel(least, "=", 1), [(0, 0, 1)]),
        "a number": lambda: (rules.regions, rel(S(7), "=", 2), [(1, 0, 0)]),
    },
)
claims(
    "enclosure",
    true=[
        lambda: (rules.enclosure, rel(S(2), "<", sqrt(5))),
        lambda: (rules.enclosure, rel(t * (1 - t), "<", Rational(1, 3)), {t: (0, 1)}),
        lambda: (rules.enclosure, rel(one / t, "<", S(2)), {t: (1, 2)}),
    ],
    false={
        "false": lambda: (rules.enclosure, rel(S(3), "<", sqrt(5))),
        "false in the box": lambda: (
            rules.enclosure,
            rel(t * (1 - t), "<", Rational(1, 5)),
            {t: (0, 1)},
        ),
        "equation": lambda: (rules.enclosure, rel(S(2), "=", S(2))),
        "no range": lambda: (rules.enclosure, rel(t, "<", 2)),
        "pole": lambda: (rules.enclosure, rel(1 / t, "<", 1 / t + 1), {t: (-2, 1)}),
        "sum the wrong way round": lambda: (rules.enclosure, rel(-one, "<", Sum(i, (i, 5, 1)))),
    },
)
claims(
    "counterexample",
    true=[
        lambda: (rules.counterexample, rel(t**2, "<=", t), {t: S(2)}),
        lambda: (rules.counterexample, rel(t**2, "<=", t), {t: S(2)}, rel(one, "<", t)),
    ],
    false={
        "holds": lambda: (rules.counterexample, rel(t**2, "<=", t), {t: half}),
        "strict holds": lambda: (rules.counterexample, rel(t, "<", 2 * t), {t: half}),
        "equation holds": lambda: (rules.counterexample, rel(t, "=", t**2), {t: one}),
        "condition fails": lambda: (
            rules.counterexample,
            rel(t**2, "<=", t),
            {t: S(2)},
            rel(t, "<=", one),
        ),
        "value missing": lambda: (rules.counterexample, rel(t, "<=", x), {t: one}),
        "not negative": lambda: (
            rules.counterexample,
            rel(Symbol("r", negative=True), "<", zero),
            {Symbol("r", negative=True): one},
        ),
        "zero": lambda: (rules.counterexample, rel(zero, "<", w**2), {w: zero}),
        "odd": lambda: (rules.counterexample, rel(even, "<=", 2), {even: S(3)}),
        "pole": lambda: (rules.counterexample, rel(1 / t, "<", 1 / t + t), {t: zero}),
    },
)
claims(
    "integral_enclosure",
    true=[lambda: (rules.integral_enclosure, rel(Integral(exp(t), (t, 0, 1)), "<", Rational(7, 4)), 8)],
    false={
        "too close": lambda: (
            rules.integral_enclosure,
            rel(Integral(exp(t), (t, 0, 1)), "<", Rational(17, 10)),
            8,
        ),
        "equation": lambda: (
            rules.integral_enclosure,
            rel(Integral(exp(t), (t, 0, 1)), "=", exp(1) - 1),
            8,
        ),
        "reversed": lambda: (
            rules.integral_enclosure,
            rel(Integral(exp(t), (t, 1, 0)), "<", Rational(7, 4)),
            8,
        ),
        "pole": lambda: (rules.integral_enclosure, rel(zero, "<", Integral(1 / t, (t, -1, 1))), 2),
        "kink": lambda: (
            rules.integral_enclosure,
            rel(Integral(Max(t, 0), (t, -1, 1)), "<", Rational(1, 3)),
            1,
        ),
        "negative number of pieces": lambda: (
            rules.integral_enclosure,
            rel(Integral(exp(t), (t, 0, 1)), "<", one),
            -1,
        ),
        "no pieces": lambda: (rules.integral_enclosure, rel(Integral(exp(t), (t, 0, 1)), "<", one), 0),
    },
)


def made(case):
    """The fact that a case makes."""
    rule, *arguments = case()
    return rule(*arguments)


@pytest.mark.parametrize(
    ("rule", "case"),
    [(r, c) for r in TRUE for c in TRUE[r]],
    ids=lambda a: a if isinstance(a, str) else "",
)
def test_true_claim_is_shown(rule, case):
    assert made(case).rule == rule


@pytest.mark.parametrize(("rule", "name"), [(r, name) for r in FALSE for name in FALSE[r]])
def test_false_claim_is_not_shown(rule, name):
    checked, *arguments = FALSE[rule][name]()  # the premises stand
    assert checked.__name__ == rule
    with pytest.raises(NotShown):
        checked(*arguments)


def test_every_rule_has_true_and_false_claims():
    names = set(rules.__all__) - {"NotShown"}
    assert set(TRUE) == set(FALSE) == names
    assert all(len(TRUE[name]) >= 1 and len(FALSE[name]) >= 2 for name in names)


FOLDER = Path(rules.__file__).parent
MODULES = ("defined", "core", "logic", "algebra", "calculus", "cases", "exact", "numbers")

# Conditions taken out of the rules: module, text, what stands for it, the rule that then errs.
MUTANTS = [
    ("core", "if expression.has(sympy.Float, sympy.nan, sympy.zoo):", "if False:", "hypothesis"),
    ("core", "if len(limit) != 3 or whole or not covers(*limit):", "if False:", "identity"),
    ("core", "need(_fixed(statement), ", "need(True, ", "supremum"),
    ("core", "    defined(claim, shown)\n", "", "instance"),
    ("defined", "exponent.is_nonnegative and base.is_zero is not False", "exponent.is_nonnegative and False", "identity"),
    ("algebra", "    defined(claim)\n    return claim, ()\n\n\n@rule\ndef positive", "    return claim, ()\n\n\n@rule\ndef positive", "identity"),
    ("algebra", 'need(bool(factor.is_nonnegative), f"the factor', 'need(True, f"the factor', "linear"),
    ("algebra", 'need(claim.operator != "=" or equal,', "need(True,", "linear"),
    ("algebra", 'need(claim.operator != "<" or strict,', "need(True,", "linear"),
    ("algebra", "for part in (claim, *(factor for factor, _ in parts)):", "for part in ():", "linear"),
    ("algebra", 'need(claim.operator == "<=" or both,', "need(True,", "product"),
    ("algebra", 'need(c.operator == "<", ', "need(True, ", "divided"),
    ("algebra", 'need(relation.operator == "=", f"', 'need(True, f"', "substitute"),
    ("algebra", "free(variable, equation)\n", "pass\n", "substitute"),
    ("algebra", "need(bool(sympy.sympify(factor).is_positive), ", "need(True, ", "equivalent"),
    ("algebra", "    _allowed({symbol: least})\n", "", "least_integer"),
    ("algebra", "need(isinstance(claim.lhs, sympy.Symbol), ", "need(True, ", "least_integer"),
    ("algebra", "need(bool(number.is_real), ", "need(True, ", "whole_part"),
    ("algebra", "claims(claim, below if claim.operator == \"<=\" else above)\n    defined(claim)\n", "claims(claim, below if claim.operator == \"<=\" else above)\n", "whole_part"),
    ("logic", 'if wanted.operator == "=":', "if False:", "apply"),
    ("logic", "need(_holds(wanted, known), f\"'{wanted}' is needed", "need(True, f\"'{wanted}' is needed", "apply"),
    ("logic", "wanted is None or getattr", "True or getattr", "instance"),
    ("logic", 'need(statement in fact.given, ', "need(True, ", "cut"),
    ("logic", "    defined(old.subs(mapping), given)\n", "", "rescale"),
    ("logic", 'need(bool(ratio.is_positive) and given.operator == old.operator, ', "need(True, ", "rescale"),
    ("logic", 'need(counts(symbol) and bool(symbol.is_nonnegative), ', "need(True, ", "induction"),
    ("logic", 'need(assumed not in base.given, ', "need(True, ", "induction"),
    ("logic", "need(symbol not in other.free, ", "need(True, ", "induction"),
    ("logic", "need(not spoken, f\"'{other}'", "need(True, f\"'{other}'", "induction"),
    ("logic", "need(symbol not in condition.free, ", "need(True, ", "induction"),
    ("logic", "need(upper.given == frozenset(claim.conditions), ", "need(True, ", "supremum"),
    ("logic", "need(not claim.value.has(*mapping), ", "need(True, ", "supremum"),
    ("logic", 'need(bound.operator == "<", ', "need(True, ", "supremum"),
    ("logic", "and all(rest not in condition.free for condition in claim.conditions),", ",", "supremum"),
    ("logic", 'and assumed.operator in ("<=", "<")\n', "\n", "supremum"),
    ("logic", "                _allowed({applied: value(*applied.args)})\n", "                pass\n", "function_instance"),
    ("logic", "need(not caught, ", "need(True, ", "function_instance"),
    ("logic", "    defined(claim, fact, *given)\n", "", "function_instance"),
    ("calculus", "need(isinstance(symbol, sympy.Symbol), ", "need(True, ", "derivative"),
    ("calculus", 'need(line(symbol), f"{symbol} must range over the reals")\n    free', "free", "monotone"),
    ("cases", "and not atom.free_symbols & bound(difference)", "", "resolved"),
    ("calculus", "need(z == w or not (f.has(w) or slope.has(w)), ", "need(True, ", "chain"),
    ("calculus", "    _allowed({z: h})\n", "", "chain"),
    ("calculus", "    free(symbol, slope, sign)\n", "", "monotone"),
    ("calculus", "need(alone, ", "need(True, ", "compose"),
    ("calculus", "need(h.direction == -1, ", "need(True, ", "sum_below_integral"),
    ("calculus", "need(not h.expression.has(index), ", "need(True, ", "sum_below_integral"),
    ("calculus", "    free(symbol, antiderivative)\n", "", "integral"),
    ("calculus", 'need(not low.has(symbol) and not high.has(symbol), f"the ends may not depend on {symbol}")\n    inside', "inside", "integral_order"),
    ("calculus", "need(bool((high - low).is_nonnegative), ", "need(True, ", "integral_equal"),
    ("calculus", "need(rest.free_symbols <= {symbol}, ", "need(True, ", "limit"),
    ("calculus", "need(bool(from_below), ", "need(True, ", "limit"),
    ("calculus", 'sympy.limit(rest, symbol, point, "-")', "sympy.limit(rest, symbol, point)", "limit"),
    ("calculus", "need(inside, ", "need(True, ", "intermediate_value"),
    ("calculus", "    free(claim.symbol, below, above)\n", "", "intermediate_value"),
    ("cases", 'need(pivot.operator == "<=", ', "need(True, ", "cases"),
    ("cases", "need(all(map(_is_real, (pivot.lhs, pivot.rhs))), ", "need(True, ", "cases"),
    ("cases", "need(not others & first.given, ", "need(True, ", "cases"),
    ("cases", "need(pivot not in second.given, ", "need(True, ", "cases"),
    ("cases", "        _allowed({f.symbol: argument})\n", "        pass\n", "ordered"),
    ("cases", "need(index not in assumed.free, ", "need(True, ", "summed"),
    ("cases", "need(claim.operator != \"<\" or some, ", "need(True, ", "summed"),
    ("cases", "need(not low.has(index) and not high.has(index), ", "need(True, ", "summed"),
    ("cases", "need(bool(low.is_integer and high.is_integer), ", "need(True, ", "last_term"),
    ("cases", 'need(bool((high - low).is_nonnegative), ', "need(True, ", "last_term"),
    ("cases", "need(bool(inside), ", "need(True, ", "split_sum"),
    ("exact", "need(kinks == claim.kinks, ", "need(True, ", "linear_pieces"),
    ("exact", "need(inside, ", "need(True, ", "greatest"),
    ("exact", "need(isinstance(claim.lhs, sympy.Symbol) and ", "need(", "regions"),
    ("numbers", "need(any(_positive(sign, box) for sign in signs), ", "need(True, ", "enclosure"),
    ("numbers", "    _allowed(values)\n", "", "counterexample"),
    ("numbers", "need(_true(condition, values), ", "need(True, ", "counterexample"),
    ("numbers", "need(isinstance(pieces, int) and pieces > 0, ", "need(True, ", "integral_enclosure"),
]  # fmt: skip


@pytest.fixture
def altered(monkeypatch):
    """Puts rules made of altered sources in the place of the rules."""

    def put(module, old, new):
        for name in MODULES:
            source = (FOLDER / f"{name}.py").read_text()
            if name == module:
                assert old in source, "the rules no longer contain what this mutant alters"
                source = source.replace(old, new)
            made = types.ModuleType(f"certify.symbolic.rules.{name}")
            monkeypatch.setitem(sys.modules, made.__name__, made)
            exec(compile(source, made.__name__, "exec"), made.__dict__)
            for rule in set(rules.__all__) & set(made.__dict__):
                monkeypatch.setattr(rules, rule, made.__dict__[rule])

    return put


def got_through(rule):
    """The false claims of a rule that it shows."""
    found = []
    for name, case in FALSE[rule].items():
        try:
            made(case)
        except Exception:
            continue
        found.append(name)
    return found


def test_unaltered_rules_show_nothing_false(altered):
    altered(None, "", "")
    assert not any(got_through(rule) for rule in ("linear", "supremum", "chain"))


@pytest.mark.parametrize(
    ("module", "old", "new", "rule"),
    MUTANTS,
    ids=[f"{m[0]}: {m[1][:50]}".replace("\n", "") for m in MUTANTS],
)
def test_condition_is_pinned(module, old, new, rule, altered):
    altered(module, old, new)
    assert got_through(rule) != []


def test_facts_are_made_by_rules_only():
    with pytest.raises(TypeError, match="made by the rules"):
        Fact(rel(zero, "<", one), frozenset(), "positive", (), None)


def test_relations_are_of_three_kinds():
    with pytest.raises(ValueError, match="operator"):
        rel(u, ">", x)


def test_what_is_smooth_and_continuous():
    assert is_smooth(1 / (1 + t**2), t)
    assert not is_smooth(Sum(t * n, (n, 0, oo)), t)
    assert is_continuous(Abs(t) / (1 + Abs(t)), t)
    assert not any(is_continuous(e, t) for e in (1 / Abs(t), log(Max(t, 0)), floor(t), Heaviside(t, 1)))


def test_hypotheses_stay_attached():
    shown = made(TRUE["ordered"][0])
    assert shown.given == {rel(u, "<=", x)}
    assert made(TRUE["rescale"][0]).given == {rel(x, "<=", 1)}
    assert made(TRUE["cases"][0]).given == set()
    assert made(TRUE["derivative"][2]).given == {rel(zero, "<", t**2)}


def test_a_name_given_to_a_number_is_no_equation():
    """What is called N_least is no symbol for every number."""
    fact = made(TRUE["least_integer"][0])
    assert isinstance(fact.statement, Value)
    with pytest.raises(NotShown):
        rules.instance(rel(zero, "=", ceiling(k / eps)), fact, {least: zero})


def refuses(proof, *args):
    with pytest.raises(StepFailed) as failure:
        proof.step(*args)
    return str(failure.value)


def test_nothing_is_added_to_a_concluded_derivation():
    proof = Derivation("d", "title", "source")
    proof.step("one", "", rules.positive, one)
    proof.conclude("one")
    assert "concluded" in refuses(proof, "cited", "", rules.cite, "A theorem.", "A book.")
    with pytest.raises(StepFailed, match="concluded"):
        proof.conclude("one")
    with pytest.raises(TypeError):
        proof.steps["one"] = None
    with pytest.raises(AttributeError):
        proof.results = ()


def test_every_premise_is_a_step():
    proof = Derivation("d", "title", "source")
    hidden = assume(u, "<=", x)
    assert "no step" in refuses(proof, "twice", "", rules.linear, rel(2 * u, "<=", 2 * x), (2, hidden))
    assert "fact" in refuses(proof, "text", "", lambda: "0 = 1")


def test_two_symbols_of_one_name_are_refused():
    proof = Derivation("d", "title", "source")
    proof.step("t", "", rules.hypothesis, rel(t, "<=", Symbol("t", positive=True)))
    with pytest.raises(StepFailed, match="two symbols"):
        proof.conclude("t")
