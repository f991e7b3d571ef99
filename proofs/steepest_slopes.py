"""The steepest points of sigmoid and tanh: sup S' = 1/4 and sup tanh' = 1, both attained at 0.

S' = S (1-S) = 1/4 - (S - 1/2)^2 and tanh' = 1 - tanh^2.
"""

from sympy import Derivative, Expr, Rational, S, Subs, Symbol, exp, tanh

from certify.symbolic import Derivation, Relation, Supremum, rules, script
from certify.symbolic.printing import main

t = Symbol("t", real=True)
zero, quarter = S.Zero, Rational(1, 4)


def sigmoid(u: Expr) -> Expr:
    return 1 / (1 + exp(-u))


def slope(u: Expr) -> Expr:
    """The derivative of the sigmoid."""
    return exp(-u) / (1 + exp(-u)) ** 2


@script(
    "steepest_slopes",
    "sup S' = 1/4 and sup tanh' = 1, both attained at 0",
    "Lecture 14: Vanishing Gradients and Approximation Theory (CMSE 890-002, 2020)",
    status="proved",
)
def derive(proof: Derivation):
    """Each derivative is a number minus a square that vanishes at 0."""
    step = proof.step

    step("S slope", "The derivative of the sigmoid.",
         rules.derivative, sigmoid(t), t, slope(t))
    step("parabola", "S' = S (1-S) = 1/4 - (S - 1/2)^2.",
         rules.identity, slope(t), quarter - (sigmoid(t) - S.Half) ** 2)
    step("square", "A square is not negative.",
         rules.nonnegative, (sigmoid(t) - S.Half) ** 2)
    step("at most 1/4", "1/4 minus a square.",
         rules.linear, Relation(slope(t), "<=", quarter), (1, proof["square"]), (1, proof["parabola"]))
    step("S' at most 1/4", "The same of the derivative.",
         rules.linear, Relation(Derivative(sigmoid(t), t), "<=", quarter), (1, proof["at most 1/4"]),
         (1, proof["S slope"]))
    step("S' at 0", "e^0/(1+e^0)^2.",
         rules.instance, Relation(Subs(Derivative(sigmoid(t), t), t, 0), "=", quarter),
         proof["S slope"], {t: zero})
    step("1/4 taken", "The bound is the value at 0.",
         rules.linear, Relation(quarter, "=", Subs(Derivative(sigmoid(t), t), t, 0)),
         (-1, proof["S' at 0"]))
    step("sup S'", "An upper bound that is attained.",
         rules.supremum, Supremum(Derivative(sigmoid(t), t), (), quarter, True), {t: zero},
         proof["S' at most 1/4"], proof["1/4 taken"])
    step("tanh slope", "The derivative of tanh.",
         rules.derivative, tanh(t), t, 1 - tanh(t) ** 2)
    step("tanh square", "A square is not negative.",
         rules.nonnegative, tanh(t) ** 2)
    step("tanh' at most 1", "1 minus a square.",
         rules.linear, Relation(Derivative(tanh(t), t), "<=", S.One), (1, proof["tanh square"]),
         (1, proof["tanh slope"]))
    step("tanh' at 0", "tanh(0) = 0.",
         rules.instance, Relation(Subs(Derivative(tanh(t), t), t, 0), "=", S.One), proof["tanh slope"],
         {t: zero})
    step("1 taken", "The bound is the value at 0.",
         rules.linear, Relation(S.One, "=", Subs(Derivative(tanh(t), t), t, 0)),
         (-1, proof["tanh' at 0"]))
    step("sup tanh'", "An upper bound that is attained.",
         rules.supremum, Supremum(Derivative(tanh(t), t), (), S.One, True), {t: zero},
         proof["tanh' at most 1"], proof["1 taken"])

    proof.conclude("sup S'", "sup tanh'", "S' at most 1/4", "tanh' at most 1")


if __name__ == "__main__":
    main(derive)
