"""The pair of sigmoids off the real line, in real numbers.

With psi(y) = (cosh y - 1)/(cosh y + C), C >= 1, y = p + i r, X = cosh p and kappa = -cos r,

    |cosh y - 1|^2 = (X + kappa)^2,     |cosh y + C|^2 = (X - C kappa)^2 + (C^2 - 1) sin(r)^2.

So |psi| <= 1 where kappa <= 0, and where X > C kappa

    |psi| <= (X + kappa)/(X - C kappa) = 1 + (1 + C) kappa/(X - C kappa).

Both are shown for the squares.
"""

from sympy import S, Symbol, cos, exp, sin

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

p, r = Symbol("p", real=True), Symbol("r", real=True)
C, X = Symbol("C", positive=True), Symbol("X", positive=True)
kappa, sigma = Symbol("kappa", real=True), Symbol("sigma", real=True)  # -cos r and sin r
zero, one = S.Zero, S.One


def cosh(p):
    return (exp(p) + exp(-p)) / 2


def sinh(p):
    return (exp(p) - exp(-p)) / 2


def square(add):
    """|cosh y + add|^2: cosh(p + i r) = cosh p cos r + i sinh p sin r."""
    return (cosh(p) * cos(r) + add) ** 2 + sinh(p) ** 2 * sin(r) ** 2


@script(
    "pair_off_axis",
    "|psi(p + i r)| <= 1 if cos r >= 0, else 1 + (1+C) k/(cosh p - C k) at most, k = -cos r < cosh(p)/C",
    "Complex hyperbolic functions, in real and imaginary part",
)
def derive(proof: Derivation):
    step = proof.step

    # The two squares.
    step("numerator", "cosh^2 - sinh^2 = 1 and sin^2 + cos^2 = 1.",
         rules.identity, square(-1), (cosh(p) - cos(r)) ** 2)
    step("denominator", "The same.",
         rules.identity, square(C), (cosh(p) + C * cos(r)) ** 2 + (C**2 - 1) * sin(r) ** 2)

    # In general: N = (X + kappa)^2, M = (X - C kappa)^2 + (C^2 - 1)(1 - kappa^2).
    step("C from 1", "C = cosh c.",
         rules.hypothesis, Relation(one, "<=", C))
    step("C + 1", "Positive.",
         rules.positive, C + 1)
    step("C^2 from 1", "(C - 1)(C + 1).",
         rules.product, Relation(one, "<=", C**2), proof["C from 1"], proof["C + 1"])
    step("X positive", "A hyperbolic cosine.",
         rules.positive, X)

    # kappa <= 0: M - N = -2 (C + 1) X kappa + C^2 - 1.
    step("right half", "Re cosh y is not negative.",
         rules.hypothesis, Relation(kappa, "<=", zero))
    step("X kappa", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", -X * kappa), proof["right half"], proof["X positive"])
    whole = (X - C * kappa) ** 2 + (C**2 - 1) * (1 - kappa**2)
    step("no excess", "The difference is -2 (C + 1) X kappa + C^2 - 1.",
         rules.linear, Relation((X + kappa) ** 2, "<=", whole), (2 * (C + 1), proof["X kappa"]),
         (1, proof["C^2 from 1"]))

    # X > C kappa: (X - C kappa)^2 <= M.
    step("cosine", "kappa^2 + sigma^2 = 1.",
         rules.hypothesis, Relation(kappa**2 + sigma**2, "=", one))
    step("sine squared", "A square.",
         rules.nonnegative, sigma**2)
    step("1 - kappa^2", "It is sigma^2.",
         rules.linear, Relation(zero, "<=", 1 - kappa**2), (1, proof["sine squared"]),
         (1, proof["cosine"]))
    step("dropped", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", (C**2 - 1) * (1 - kappa**2)), proof["C^2 from 1"],
         proof["1 - kappa^2"])
    step("no pole", "By assumption.",
         rules.hypothesis, Relation(C * kappa, "<", X))
    step("square of the ratio", "A square.",
         rules.nonnegative, (X + kappa) ** 2)
    step("times the dropped", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", (C**2 - 1) * (1 - kappa**2) * (X + kappa) ** 2),
         proof["dropped"], proof["square of the ratio"])
    below = (X - C * kappa) ** 2
    step("denominator's square", "Both factors are positive.",
         rules.product, Relation(zero, "<", below), proof["no pole"], proof["no pole"])
    step("before dividing", "(X - C kappa)^2 <= M.",
         rules.linear, Relation(zero, "<=", (X + kappa) ** 2 * whole - (X + kappa) ** 2 * below),
         (1, proof["times the dropped"]))
    step("excess", "Divided by the square of X - C kappa.",
         rules.divided, Relation((X + kappa) ** 2, "<=", (X + kappa) ** 2 * whole / below),
         proof["before dividing"], proof["denominator's square"])
    proof.conclude("numerator", "denominator", "no excess", "excess")


if __name__ == "__main__":
    main(derive)
