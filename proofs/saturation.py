"""Saturation: what is left of sigmoid, tanh and ELU, and of their derivatives, at |t| = 5 and beyond.

    0.9933071 < S(5) < 0.9933072,      0.0066928 < S(-5) < 0.0066929,   0.0066480 < S'(5) < 0.0066481,
    0.9999092 < tanh(5) < 0.9999093,   0.0000907 < 1 - tanh(5) < 0.0000908,
    -0.9932621 < ELU(-5) < -0.9932620  for alpha = 1,

by enclosures.  As S increases, 0 < S'(t) < 0.0066929 for every t >= 5 and every t <= -5: there a
unit passes on less than a hundredth of the gradient.
"""

from sympy import Derivative, Rational, S, Subs, Symbol, exp, tanh

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main
from proofs import activations

t = Symbol("t", real=True)
five = S(5)
little = Rational(66929, 10**7)


def sigmoid(z):
    return 1 / (1 + exp(-z))


tanh5 = 2 * sigmoid(10) - 1
elu5 = exp(-five) - 1


def decimal(digits: int):
    """So many ten-millionths."""
    return Rational(digits, 10**7)


@script(
    "saturation",
    "S(5), S(-5), S'(5), tanh(5), ELU(-5) to 7 decimals; 0 < S'(t) < 0.0066929 for |t| >= 5",
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """Enclosures at 5 and -5, then all t beyond them."""
    step = proof.step
    ends = (
        ("S(5)", sigmoid(five), 9933071, 9933072),
        ("S(-5)", sigmoid(-five), 66928, 66929),
        ("S(5) (1 - S(5))", sigmoid(five) * (1 - sigmoid(five)), 66480, 66481),
        ("2 S(10) - 1", tanh5, 9999092, 9999093),
        ("2 - 2 S(10)", 1 - tanh5, 907, 908),
        ("ELU(-5)", elu5, -9932621, -9932620),
    )
    for name, value, low, high in ends:
        step(f"{name} from below", "By an enclosure.",
             rules.enclosure, Relation(decimal(low), "<", value))
        step(f"{name} from above", "By an enclosure.",
             rules.enclosure, Relation(value, "<", decimal(high)))

    # The names of the values.
    proof.quote("sigmoid slope", activations.derive, "sigmoid slope")
    step("S'(5)", "S' = S (1 - S).",
         rules.instance,
         Relation(Subs(Derivative(sigmoid(t), t), t, 5), "=", sigmoid(five) * (1 - sigmoid(five))),
         proof["sigmoid slope"], {t: five})
    step("S'(5) small", "The derivative itself.",
         rules.linear, Relation(Subs(Derivative(sigmoid(t), t), t, 5), "<", decimal(66481)),
         (1, proof["S(5) (1 - S(5)) from above"]), (1, proof["S'(5)"]))
    proof.quote("tanh by sigmoid", activations.derive, "tanh by sigmoid")
    step("tanh(5)", "tanh(t) = 2 S(2t) - 1.",
         rules.instance, Relation(tanh(five), "=", tanh5), proof["tanh by sigmoid"], {t: five})
    step("tanh(5) near 1", "The distance of tanh(5) from 1.",
         rules.linear, Relation(1 - tanh(five), "<", decimal(908)), (1, proof["2 - 2 S(10) from above"]),
         (-1, proof["tanh(5)"]))

    # Beyond 5 and -5.
    proof.quote("increasing", activations.derive, "sigmoid increases")
    proof.quote("above 0", activations.derive, "sigmoid above 0")
    proof.quote("below 1", activations.derive, "sigmoid below 1")
    spread = sigmoid(t) * (1 - sigmoid(t))
    step("left of -5", "The case t <= -5.",
         rules.hypothesis, Relation(t, "<=", -five))
    step("S left of -5", "S increases.",
         rules.ordered, Relation(sigmoid(t), "<=", sigmoid(-five)), proof["increasing"],
         proof["left of -5"])
    step("square", "S^2 > 0.",
         rules.product, Relation(S.Zero, "<", sigmoid(t) ** 2), proof["above 0"], proof["above 0"])
    step("S' left of -5", "S' = S - S^2 < S <= S(-5).",
         rules.linear, Relation(Derivative(sigmoid(t), t), "<", little), (1, proof["S left of -5"]),
         (1, proof["square"]), (1, proof["S(-5) from above"]), (1, proof["sigmoid slope"]))
    step("right of 5", "The case t >= 5.",
         rules.hypothesis, Relation(five, "<=", t))
    step("S right of 5", "S increases.",
         rules.ordered, Relation(sigmoid(five), "<=", sigmoid(t)), proof["increasing"],
         proof["right of 5"])
    step("other square", "(1 - S)^2 > 0.",
         rules.product, Relation(S.Zero, "<", (1 - sigmoid(t)) ** 2), proof["below 1"], proof["below 1"])
    step("S' right of 5", "S' = (1 - S) - (1 - S)^2 < 1 - S <= 1 - S(5).",
         rules.linear, Relation(Derivative(sigmoid(t), t), "<", little), (1, proof["S right of 5"]),
         (1, proof["other square"]), (1, proof["S(5) from below"]), (1, proof["sigmoid slope"]))
    step("spread", "S and 1 - S are positive.",
         rules.product, Relation(S.Zero, "<", spread), proof["above 0"], proof["below 1"])
    step("S' positive", "Small, but never 0.",
         rules.linear, Relation(S.Zero, "<", Derivative(sigmoid(t), t)), (1, proof["spread"]),
         (-1, proof["sigmoid slope"]))

    proof.conclude(
        "S' right of 5", "S' left of -5", "S' positive",
        *(f"{name} from {side}" for name, *_ in ends for side in ("below", "above")),
        "S'(5)", "S'(5) small", "tanh(5)", "tanh(5) near 1")  # fmt: skip


if __name__ == "__main__":
    main(derive)
