"""The table of derivatives, and what each line of it needs.

u, v and w are differentiable functions of a real x.  Beyond that the lines need:

    u v, u + v - w, a u, u^n (n = 1, 2, ...), e^u, a^u, sin u, cos u:    nothing;
    1/u, 1/u^n:  u(x) != 0;        u/v:  v(x) != 0;
    sqrt u, ln u, u^v:  u(x) > 0;   log_a u:  u(x) > 0, a > 0 and a != 1;   a^u:  a > 0;
    tan u, sec u:  cos u(x) != 0;   cot u, csc u:  sin u(x) != 0.

e != 0 is written 0 < e^2.  The chain rule asks that the outer function is differentiable wherever
the inner one takes its values.
"""

from sympy import (
    Derivative,
    Function,
    S,
    Symbol,
    cos,
    cot,
    csc,
    exp,
    log,
    sec,
    sin,
    sqrt,
    tan,
)

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main

x, t, c, r = (Symbol(name, real=True) for name in "xtcr")
a = Symbol("a", positive=True)
n = Symbol("n", integer=True, positive=True)
u, v, w = (Function(name, real=True)(x) for name in "uvw")
du, dv, dw = (Derivative(function, x) for function in (u, v, w))
f, slope = Function("f", real=True), Function("g", real=True)


@script(
    "derivative_rules",
    "the table of derivatives of u, v, w, with the conditions that each line needs",
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """One step for each line of the table, after the conditions."""
    step = proof.step

    step("u positive", "Where a root, a logarithm or a power of u is taken.",
         rules.hypothesis, Relation(S.Zero, "<", u))
    step("u not 0", "Where one divides by u.",
         rules.hypothesis, Relation(S.Zero, "<", u**2))
    step("v not 0", "Where one divides by v.",
         rules.hypothesis, Relation(S.Zero, "<", v**2))
    step("cos u not 0", "Where tan u and sec u are defined.",
         rules.hypothesis, Relation(S.Zero, "<", cos(u) ** 2))
    step("sin u not 0", "Where cot u and csc u are defined.",
         rules.hypothesis, Relation(S.Zero, "<", sin(u) ** 2))
    step("base not 1", "ln a is not 0: the base of a logarithm is not 1.",
         rules.hypothesis, Relation(S.Zero, "<", log(a) ** 2))

    step("constant", "A constant does not change.",
         rules.derivative, c, x, S.Zero)
    step("variable", "The identity.",
         rules.derivative, x, x, S.One)
    step("multiple", "A constant factor stays.",
         rules.derivative, c * u, x, c * du, u)
    step("sum", "Term by term.",
         rules.derivative, u + v - w, x, du + dv - dw, u, v, w)
    step("product", "The product rule.",
         rules.derivative, u * v, x, u * dv + v * du, u, v)
    step("quotient", "The quotient rule, in the form of the table.",
         rules.derivative, u / v, x, du / v - u / v**2 * dv, u, v, proof["v not 0"])
    step("power", "n = 1, 2, ...; no condition on u.",
         rules.derivative, u**n, x, n * u ** (n - 1) * du, u)
    step("square root", "The power 1/2.",
         rules.derivative, sqrt(u), x, du / (2 * sqrt(u)), u, proof["u positive"])
    step("reciprocal", "The power -1.",
         rules.derivative, 1 / u, x, -du / u**2, u, proof["u not 0"])
    step("reciprocal power", "The power -n.",
         rules.derivative, 1 / u**n, x, -n / u ** (n + 1) * du, u, proof["u not 0"])

    step("outer function", "f is differentiable everywhere, with derivative g.",
         rules.apply, Relation(Derivative(f(t), t), "=", slope(t)),
         Every((t,), Relation(Derivative(f(t), t), "=", slope(t))), {})
    step("inner function", "u is differentiable.",
         rules.derivative, u, x, du, u)
    step("chain rule", "The derivative of f at u(x), times that of u at x.",
         rules.chain, Relation(Derivative(f(u), x), "=", slope(u) * du),
         proof["outer function"], proof["inner function"])

    step("logarithm", "The derivative of ln is 1/u.",
         rules.derivative, log(u), x, du / u, u, proof["u positive"])
    step("logarithm to base a", "log_a u = ln u / ln a, and log_a e = 1 / ln a.",
         rules.derivative, log(u) / log(a), x, 1 / log(a) / u * du, u, proof["u positive"],
         proof["base not 1"])
    step("exponential", "exp is its own derivative.",
         rules.derivative, exp(u), x, exp(u) * du, u)
    step("exponential to base a", "a^u = exp(u ln a).",
         rules.derivative, a**u, x, a**u * log(a) * du, u)
    step("power of functions", "u^v = exp(v ln u).",
         rules.derivative, u**v, x, v * u ** (v - 1) * du + log(u) * u**v * dv, u, v,
         proof["u positive"])
    step("real power", "The same with a constant exponent r.",
         rules.derivative, u**r, x, r * u ** (r - 1) * du, u, proof["u positive"])

    step("sine", "The cosine.",
         rules.derivative, sin(u), x, cos(u) * du, u)
    step("cosine", "Minus the sine.",
         rules.derivative, cos(u), x, -sin(u) * du, u)
    step("tangent", "The square of the secant.",
         rules.derivative, tan(u), x, sec(u) ** 2 * du, u, proof["cos u not 0"])
    step("cotangent", "Minus the square of the cosecant.",
         rules.derivative, cot(u), x, -csc(u) ** 2 * du, u, proof["sin u not 0"])
    step("secant", "Secant times tangent.",
         rules.derivative, sec(u), x, sec(u) * tan(u) * du, u, proof["cos u not 0"])
    step("cosecant", "Minus cosecant times cotangent.",
         rules.derivative, csc(u), x, -csc(u) * cot(u) * du, u, proof["sin u not 0"])

    proof.conclude(
        "chain rule", "constant", "variable", "multiple", "sum", "product", "quotient", "power",
        "square root", "reciprocal", "reciprocal power", "logarithm", "logarithm to base a",
        "exponential", "exponential to base a", "power of functions", "real power", "sine", "cosine",
        "tangent", "cotangent", "secant", "cosecant")  # fmt: skip


if __name__ == "__main__":
    main(derive)
