"""Softmax with cross-entropy: d/dz_i (log sum_j exp z_j - z_y) = p_i - [i = y], for any classes.

p_i = exp(z_i) / sum_j exp(z_j).  Seen from one score t = z_i, the other classes are one positive
constant R, so that p_i = e^t/(e^t + R):

    i = y:   the loss is log(e^t + R) - t,   its derivative p_i - 1;
    i != y:  the loss is log(e^t + R) - z_y, its derivative p_i.

The p_i of n classes sum to 1, they stay the same when one number is added to all scores, and with
two classes p_1 = S(z_1 - z_2), which is logistic regression.
"""

from sympy import Derivative, IndexedBase, S, Sum, Symbol, exp, log

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

t, c, target, z1, z2 = (Symbol(name, real=True) for name in ("t", "c", "z_y", "z_1", "z_2"))
R, Z = Symbol("R", positive=True), Symbol("Z", positive=True)
n = Symbol("n", integer=True, positive=True)
i, j, m = (Symbol(name, integer=True) for name in "ijm")
z = IndexedBase("z", real=True)
p = exp(t) / (exp(t) + R)
normaliser = Sum(exp(z[j]), (j, 1, n))


@script(
    "softmax",
    "the cross-entropy of softmax has the gradient p - (1 at the label, 0 elsewhere); p sums to 1",
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """One score against all others, the sum over n classes, a common shift, two classes."""
    step = proof.step

    # The loss is log(e^t + R) - z_y; log(e^t + R) - log(e^t) = -log p at the label.
    step("normaliser", "The logarithm of the sum, seen from one score.",
         rules.derivative, log(exp(t) + R), t, p)
    step("loss at the label", "-log p_y is log(e^t + R) - t.",
         rules.identity, -log(p), log(exp(t) + R) - t)
    step("score", "The identity.",
         rules.derivative, t, t, S.One)
    step("label", "i = y: the derivative is p_i - 1.",
         rules.derivative, log(exp(t) + R) - t, t, p - 1)
    step("other class", "i != y: z_y is a constant, and part of R.",
         rules.derivative, log(exp(t) + R) - target, t, p)
    step("label, in parts", "The term of z_y is the only difference between the two cases.",
         rules.linear,
         Relation(Derivative(log(exp(t) + R) - t, t), "=",
                  Derivative(log(exp(t) + R), t) - Derivative(t, t)),
         (1, proof["label"]), (-1, proof["normaliser"]), (1, proof["score"]))

    # The gradient at the label is negative, elsewhere positive.
    step("p positive", "A quotient of positive numbers.",
         rules.positive, p)
    step("others positive", "The share of the other classes.",
         rules.positive, R / (exp(t) + R))
    step("complement", "1 - p = R/(e^t + R).",
         rules.identity, R / (exp(t) + R), 1 - p)
    step("raised", "The derivative at the label is negative: a step of descent raises that score.",
         rules.linear, Relation(Derivative(log(exp(t) + R) - t, t), "<", S.Zero),
         (1, proof["others positive"]), (1, proof["complement"]), (1, proof["label"]))
    step("lowered", "Elsewhere it is positive: a step of descent lowers the score.",
         rules.linear, Relation(S.Zero, "<", Derivative(log(exp(t) + R) - target, t)),
         (1, proof["p positive"]), (-1, proof["other class"]))

    # n classes.
    step("factored", "One factor 1/Z in all terms.",
         rules.identity, Sum(exp(z[i]) / Z, (i, 1, n)), Sum(exp(z[i]), (i, 1, n)) / Z)
    step("with the normaliser", "Z is the sum of all exp(z_j), a positive number.",
         rules.instance,
         Relation(Sum(exp(z[i]) / normaliser, (i, 1, n)), "=", Sum(exp(z[i]), (i, 1, n)) / normaliser),
         proof["factored"], {Z: normaliser})
    step("same sum", "The name of the index does not matter.",
         rules.renamed, Sum(exp(z[i]), (i, 1, n)), j)
    step("sum of p", "The normaliser over itself.",
         rules.substitute, Relation(Sum(exp(z[i]) / normaliser, (i, 1, n)), "=", S.One),
         proof["with the normaliser"], proof["same sum"])
    step("shift", "exp(c) is a factor of every term, and cancels.",
         rules.identity, exp(z[m] + c) / Sum(exp(z[j] + c), (j, 1, n)), exp(z[m]) / normaliser)

    # Two classes.
    step("two classes", "Numerator and denominator divided by exp(z_1).",
         rules.identity, exp(z1) / (exp(z1) + exp(z2)), 1 / (1 + exp(-(z1 - z2))))

    proof.conclude("label", "other class", "label, in parts", "loss at the label", "raised", "lowered",
                   "sum of p", "shift", "two classes")  # fmt: skip


if __name__ == "__main__":
    main(derive)
