"""The sigmoid S(t) = 1/(1+e^-t) and tanh: derivatives, ranges, monotony, and how they are related.

S' = S (1-S), 0 < S < 1, S increases, S(0) = 1/2, S'(0) = 1/4;
tanh' = 1 - tanh^2, -1 < tanh < 1, tanh increases, tanh(0) = 0, tanh'(0) = 1;
tanh(t) = 2 S(2 t) - 1, so tanh is a sigmoid that is centred at 0.
"""

from sympy import Derivative, Rational, S, Subs, Symbol, exp, tanh

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

t = Symbol("t", real=True)


def sigmoid(z):
    return 1 / (1 + exp(-z))


@script(
    "activations",
    "sigmoid and tanh: derivatives, strict bounds, monotony, and tanh(t) = 2 S(2t) - 1",
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """The sigmoid, then tanh as a sigmoid."""
    step = proof.step
    s, zero = sigmoid(t), S.Zero

    step("sigmoid slope", "The quotient rule, written in S itself.",
         rules.derivative, s, t, s * (1 - s))
    step("sigmoid above 0", "A quotient of positive numbers.",
         rules.positive, s)
    step("complement", "1 - S(t) = S(-t).",
         rules.identity, sigmoid(-t), 1 - s)
    step("mirror above 0", "The sigmoid is positive, at -t.",
         rules.instance, Relation(zero, "<", sigmoid(-t)), proof["sigmoid above 0"], {t: -t})
    step("sigmoid below 1", "1 - S(t) is positive.",
         rules.linear, Relation(s, "<", S.One), (1, proof["mirror above 0"]), (1, proof["complement"]))
    step("sigmoid slope positive", "S and 1 - S are positive.",
         rules.product, Relation(zero, "<", s * (1 - s)), proof["sigmoid above 0"],
         proof["sigmoid below 1"])
    step("sigmoid increases", "Its derivative is positive.",
         rules.monotone, s, t, 1, proof["sigmoid slope"], proof["sigmoid slope positive"])
    step("sigmoid at 0", "e^0 = 1.",
         rules.identity, Subs(s, t, 0), S.Half)
    step("sigmoid slope at 0", "1/2 times 1/2.",
         rules.instance, Relation(Subs(Derivative(s, t), t, 0), "=", Rational(1, 4)),
         proof["sigmoid slope"], {t: zero})

    step("tanh by sigmoid", "tanh(t) = (e^t - e^-t)/(e^t + e^-t), times e^-t in both.",
         rules.identity, tanh(t), 2 * sigmoid(2 * t) - 1)
    step("tanh slope", "The derivative of tanh.",
         rules.derivative, tanh(t), t, 1 - tanh(t) ** 2)
    step("sigmoid above 0 at 2t", "S is positive.",
         rules.instance, Relation(zero, "<", sigmoid(2 * t)), proof["sigmoid above 0"], {t: 2 * t})
    step("sigmoid below 1 at 2t", "S is below 1.",
         rules.instance, Relation(sigmoid(2 * t), "<", S.One), proof["sigmoid below 1"], {t: 2 * t})
    step("tanh above -1", "2 S - 1 > -1.",
         rules.linear, Relation(S.NegativeOne, "<", tanh(t)), (2, proof["sigmoid above 0 at 2t"]),
         (-1, proof["tanh by sigmoid"]))
    step("tanh below 1", "2 S - 1 < 1.",
         rules.linear, Relation(tanh(t), "<", S.One), (2, proof["sigmoid below 1 at 2t"]),
         (1, proof["tanh by sigmoid"]))
    step("tanh slope positive", "(1 - tanh)(1 + tanh).",
         rules.product, Relation(zero, "<", 1 - tanh(t) ** 2), proof["tanh above -1"],
         proof["tanh below 1"])
    step("tanh increases", "Its derivative is positive.",
         rules.monotone, tanh(t), t, 1, proof["tanh slope"], proof["tanh slope positive"])
    step("tanh odd", "2 S(-2t) - 1 = -(2 S(2t) - 1): tanh is centred at 0.",
         rules.identity, 2 * sigmoid(-2 * t) - 1, -(2 * sigmoid(2 * t) - 1))
    step("tanh slope at 0", "1 - 0.",
         rules.instance, Relation(Subs(Derivative(tanh(t), t), t, 0), "=", S.One),
         proof["tanh slope"], {t: zero})

    proof.conclude(
        "tanh by sigmoid", "sigmoid slope", "sigmoid above 0", "sigmoid below 1", "complement",
        "sigmoid increases", "sigmoid at 0", "sigmoid slope at 0", "tanh slope", "tanh above -1",
        "tanh below 1", "tanh increases", "tanh odd", "tanh slope at 0")  # fmt: skip


if __name__ == "__main__":
    main(derive)
