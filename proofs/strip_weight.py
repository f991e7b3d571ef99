"""The weight cosh(tau)/sinh(tau)^2 on the line tau = a + i b, and rho(a) = exp(sqrt(a^2 + q^2))/cosh(a).

With X = cosh(a)^2 and s = sin(b)^2 >= 1/2, |cosh tau|^2 = X - s and |sinh tau|^2 = X - 1 + s, so that
|cosh tau|/|sinh tau|^2 <= 1/(sin b cosh a):

    (X - 1 + s)^2 - (X - s) s X = (1 - s)(X - 1)^2 + s^2 (X - 1) + s (2 s - 1).

rho decreases for a >= 0 if q >= 1: its slope has the sign of a cosh a - sqrt(a^2 + q^2) sinh a, and
(a^2 + q^2) sinh^2 - a^2 cosh^2 = (q^2 - 1) sinh^2 + (sinh^2 - a^2), where sinh a >= a.
"""

from sympy import Integral, Rational, S, Symbol, cos, exp, sin, sqrt

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main
from proofs import pair_slope
from proofs.pair_slope import cosh, sinh

b, s = Symbol("b", real=True), Symbol("s", real=True)
a, q, t, u, X = (Symbol(name, positive=True) for name in ("a", "q", "t", "u", "X"))
zero, one = S.Zero, S.One


def root(a):
    return sqrt(a**2 + q**2)


def rho(a):
    return exp(root(a)) / cosh(a)


@script(
    "strip_weight",
    "|cosh|/|sinh|^2 <= 1/(sin b cosh a) at a + i b, sin(b)^2 >= 1/2; exp(sqrt(a^2+q^2))/cosh a falls",
    "Complex hyperbolic functions, in real and imaginary part",
)
def derive(proof: Derivation):
    step = proof.step

    # The squares on the line.
    step("cosine", "cosh(a + i b) = cosh a cos b + i sinh a sin b.",
         rules.identity, cosh(a) ** 2 * cos(b) ** 2 + sinh(a) ** 2 * sin(b) ** 2,
         cosh(a) ** 2 - sin(b) ** 2)
    step("sine", "sinh(a + i b) = sinh a cos b + i cosh a sin b.",
         rules.identity, sinh(a) ** 2 * cos(b) ** 2 + cosh(a) ** 2 * sin(b) ** 2,
         cosh(a) ** 2 - 1 + sin(b) ** 2)
    step("s from 1/2", "The angle b is beyond pi/4.",
         rules.hypothesis, Relation(Rational(1, 2), "<=", s))
    step("s to 1", "A squared sine.",
         rules.hypothesis, Relation(s, "<=", one))
    step("X from 1", "A squared hyperbolic cosine.",
         rules.hypothesis, Relation(one, "<=", X))
    step("(X - 1)^2", "A square.",
         rules.nonnegative, (X - 1) ** 2)
    step("s^2", "A square.",
         rules.nonnegative, s**2)
    step("first", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", (1 - s) * (X - 1) ** 2), proof["s to 1"],
         proof["(X - 1)^2"])
    step("second", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", s**2 * (X - 1)), proof["X from 1"], proof["s^2"])
    step("third", "s (2 s - 1) = 2 (s - 1/2)^2 + (s - 1/2).",
         rules.nonnegative, (s - Rational(1, 2)) ** 2)
    step("weight", "The three together.",
         rules.linear, Relation((X - s) * s * X, "<=", (X - 1 + s) ** 2), (1, proof["first"]),
         (1, proof["second"]), (2, proof["third"]), (1, proof["s from 1/2"]))

    # rho decreases.
    proof.quote("sinh at least a", pair_slope.derive, "sinh")
    step("sinh", "With a for y.",
         rules.instance, Relation(a, "<=", sinh(a)), proof["sinh at least a"], {pair_slope.y: a})
    step("a not negative", "By assumption.",
         rules.nonnegative, a)
    step("sinh not negative", "0 <= a <= sinh a.",
         rules.linear, Relation(zero, "<=", sinh(a)), (1, proof["a not negative"]), (1, proof["sinh"]))
    step("sum", "Neither is negative.",
         rules.linear, Relation(zero, "<=", sinh(a) + a), (1, proof["sinh not negative"]),
         (1, proof["a not negative"]))
    step("squares", "(sinh a - a)(sinh a + a) >= 0.",
         rules.product, Relation(a**2, "<=", sinh(a) ** 2), proof["sinh"], proof["sum"])
    step("q from 1", "By assumption.",
         rules.hypothesis, Relation(one, "<=", q))
    step("q + 1", "Positive.",
         rules.positive, q + 1)
    step("q^2 from 1", "(q - 1)(q + 1).",
         rules.product, Relation(one, "<=", q**2), proof["q from 1"], proof["q + 1"])
    step("sinh^2", "A square.",
         rules.nonnegative, sinh(a) ** 2)
    step("(q^2 - 1) sinh^2", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", (q**2 - 1) * sinh(a) ** 2), proof["q^2 from 1"],
         proof["sinh^2"])
    step("cosh^2", "Of the exponentials.",
         rules.identity, cosh(a) ** 2, 1 + sinh(a) ** 2)
    step("larger square", "(a^2 + q^2) sinh^2 - a^2 cosh^2.",
         rules.linear, Relation(a**2 * cosh(a) ** 2, "<=", (a**2 + q**2) * sinh(a) ** 2),
         (1, proof["(q^2 - 1) sinh^2"]), (1, proof["squares"]), (a**2, proof["cosh^2"]))
    step("factored", "sqrt(a^2 + q^2)^2 = a^2 + q^2.",
         rules.linear,
         Relation(zero, "<=", (root(a) * sinh(a) - a * cosh(a)) * (root(a) * sinh(a) + a * cosh(a))),
         (1, proof["larger square"]))
    step("a cosh", "Both are positive.",
         rules.positive, a * cosh(a))
    step("root", "Positive.",
         rules.positive, root(a))
    step("root times sinh", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", root(a) * sinh(a)), proof["sinh not negative"],
         proof["root"])
    step("sum positive", "One of them is.",
         rules.linear, Relation(zero, "<", root(a) * sinh(a) + a * cosh(a)), (1, proof["a cosh"]),
         (1, proof["root times sinh"]))
    step("order", "Divided by the sum.",
         rules.divided, Relation(a * cosh(a), "<=", root(a) * sinh(a)), proof["factored"],
         proof["sum positive"])
    front = exp(root(a)) / (root(a) * cosh(a) ** 2)
    slope = front * (a * cosh(a) - root(a) * sinh(a))
    step("slope of rho", "The quotient rule.",
         rules.derivative, rho(a), a, slope)
    step("slope not positive", "Positive factors do not matter.",
         rules.linear, Relation(slope, "<=", zero), (front, proof["order"]))
    step("t at most u", "By assumption.",
         rules.hypothesis, Relation(t, "<=", u))
    step("integral not positive", "From t to u.",
         rules.integral_order, Relation(Integral(slope, (a, t, u)), "<=", zero),
         proof["slope not positive"], proof["t at most u"])
    step("gain of rho", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(slope, (a, t, u)), "=", rho(u) - rho(t)),
         proof["slope of rho"])
    step("rho falls", "Both together.",
         rules.linear, Relation(rho(u), "<=", rho(t)), (1, proof["integral not positive"]),
         (-1, proof["gain of rho"]))

    proof.conclude("cosine", "sine", "weight", "rho falls")


if __name__ == "__main__":
    main(derive)
