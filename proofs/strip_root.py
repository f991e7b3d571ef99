"""The square root of (a + i t)^2 + q^2 in the strip |t| <= q, as real numbers.

Let xi > 0 and eta be its real and imaginary part, xi^2 - eta^2 = a^2 - t^2 + q^2 and xi eta = a t, with
a >= 0 and 0 <= t <= q.  Then xi <= sqrt(a^2 + q^2), and 0 <= eta <= t.

(a^2 + q^2 - xi^2)(xi^2 + t^2) is q^2 t^2, which gives the first bound; and xi^2 >= a^2 gives the second.
"""

from sympy import S, Symbol, sqrt

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

a, t = Symbol("a", nonnegative=True), Symbol("t", nonnegative=True)
q, xi, eta = Symbol("q", positive=True), Symbol("xi", positive=True), Symbol("eta", real=True)
zero = S.Zero

REAL = Relation(xi**2 - eta**2, "=", a**2 - t**2 + q**2)
IMAGINARY = Relation(xi * eta, "=", a * t)


@script(
    "strip_root",
    "sqrt((a+it)^2 + q^2) = xi + i eta, a >= 0, 0 <= t <= q: xi <= sqrt(a^2+q^2) and 0 <= eta <= t",
    "Complex square roots, in real and imaginary part",
)
def derive(proof: Derivation):
    step = proof.step
    step("real part", "Of the square.",
         rules.hypothesis, REAL)
    step("imaginary part", "Of the square.",
         rules.hypothesis, IMAGINARY)
    step("strip", "Below the branch point i q.",
         rules.hypothesis, Relation(t, "<=", q))

    gap = a**2 + q**2 - xi**2
    step("q^2 t^2", "A square.",
         rules.nonnegative, q**2 * t**2)
    step("product", "xi^2 eta^2 = a^2 t^2 and eta^2 = xi^2 - a^2 + t^2 - q^2.",
         rules.linear, Relation(zero, "=", gap * (xi**2 + t**2) - q**2 * t**2),
         (xi**2, proof["real part"]), (xi * eta + a * t, proof["imaginary part"]))
    step("product not negative", "It is q^2 t^2.",
         rules.linear, Relation(zero, "<=", gap * (xi**2 + t**2)), (1, proof["product"]),
         (1, proof["q^2 t^2"]))
    step("factor", "xi is positive.",
         rules.positive, xi**2 + t**2)
    step("xi^2", "Divided by it.",
         rules.divided, Relation(xi**2, "<=", a**2 + q**2), proof["product not negative"],
         proof["factor"])
    step("root's square", "The square of a root.",
         rules.identity, sqrt(a**2 + q**2) ** 2, a**2 + q**2)
    step("squares", "Both together.",
         rules.linear,
         Relation(zero, "<=", (sqrt(a**2 + q**2) - xi) * (sqrt(a**2 + q**2) + xi)),
         (1, proof["xi^2"]), (-1, proof["root's square"]))
    step("sum", "Both are positive.",
         rules.positive, sqrt(a**2 + q**2) + xi)
    step("xi", "Divided by the sum.",
         rules.divided, Relation(xi, "<=", sqrt(a**2 + q**2)), proof["squares"], proof["sum"])

    step("q + t", "Both are not negative.",
         rules.nonnegative, q + t)
    step("q^2 - t^2", "(q - t)(q + t).",
         rules.product, Relation(t**2, "<=", q**2), proof["strip"], proof["q + t"])
    step("eta^2", "A square.",
         rules.nonnegative, eta**2)
    step("xi against a", "xi^2 = a^2 + (q^2 - t^2) + eta^2.",
         rules.linear, Relation(zero, "<=", (xi - a) * (xi + a)), (1, proof["q^2 - t^2"]),
         (1, proof["eta^2"]), (-1, proof["real part"]))
    step("xi + a", "xi is positive.",
         rules.positive, xi + a)
    step("xi at least a", "Divided by it.",
         rules.divided, Relation(a, "<=", xi), proof["xi against a"], proof["xi + a"])
    step("t not negative", "By assumption.",
         rules.nonnegative, t)
    step("xi times t", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", (xi - a) * t), proof["xi at least a"],
         proof["t not negative"])
    step("xi positive", "By assumption.",
         rules.positive, xi)
    step("xi (t - eta)", "xi eta = a t.",
         rules.linear, Relation(zero, "<=", xi * (t - eta)), (1, proof["xi times t"]),
         (1, proof["imaginary part"]))
    step("eta", "Divided by xi.",
         rules.divided, Relation(eta, "<=", t), proof["xi (t - eta)"], proof["xi positive"])
    step("a t", "Neither is negative.",
         rules.nonnegative, a * t)
    step("xi eta", "It is a t.",
         rules.linear, Relation(zero, "<=", xi * eta), (1, proof["a t"]), (-1, proof["imaginary part"]))
    step("eta not negative", "Divided by xi.",
         rules.divided, Relation(zero, "<=", eta), proof["xi eta"], proof["xi positive"])

    proof.conclude("xi", "eta", "eta not negative")


if __name__ == "__main__":
    main(derive)
