"""Leaky ReLU by sigmoids: max(x, a x) = relu(x) - a relu(-x), so g(x) - a g(-x) is within (1 + a) B.

B = (1/N) (1 + log(1+exp(-k))/k) bounds |relu - g| for x <= 1; for |x| <= 1 it does so at x and at -x.
"""

from sympy import Max, S, Symbol

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import staircase as one_relu
from proofs.staircase import bound, stairs, x

a, b = Symbol("a", positive=True), Symbol("b", positive=True)  # the slope is a/(a + b), below 1
slope = a / (a + b)
leaky = Max(x, slope * x)
zero = S.Zero


@script(
    "leaky_relu",
    "max(x, a x) = relu(x) - a relu(-x) for 0 < a < 1, so |leaky(x) - (g(x) - a g(-x))| <= (1 + a) B",
    "Neural Networks (slides, University of Auckland)",
)
def derive(proof: Derivation):
    step = proof.step
    step("right of 0", "The case x >= 0.",
         rules.hypothesis, Relation(zero, "<=", x))
    step("equal right of 0", "Both sides are x.",
         rules.resolved, Relation(leaky, "=", Max(x, 0) - slope * Max(-x, 0)), proof["right of 0"])
    step("left of 0", "The case x <= 0.",
         rules.hypothesis, Relation(x, "<=", zero))
    step("equal left of 0", "Both sides are a x.",
         rules.resolved, Relation(leaky, "=", Max(x, 0) - slope * Max(-x, 0)), proof["left of 0"])
    step("two ReLUs", "The two cases.",
         rules.cases, Relation(leaky, "=", Max(x, 0) - slope * Max(-x, 0)), proof["equal right of 0"],
         proof["equal left of 0"], Relation(zero, "<=", x))

    proof.quote("one ReLU", one_relu.derive, "closed form")
    step("mirrored", "The same at -x, for -x <= 1.",
         rules.instance, Within(Max(-x, 0) - stairs(-x), bound), proof["one ReLU"], {x: -x})
    step("above", "relu(x) - g(x) <= B.",
         rules.sides, Relation(Max(x, 0) - stairs(x), "<=", bound), proof["one ReLU"])
    step("below", "g(x) - relu(x) <= B.",
         rules.sides, Relation(stairs(x) - Max(x, 0), "<=", bound), proof["one ReLU"])
    step("mirrored above", "relu(-x) - g(-x) <= B.",
         rules.sides, Relation(Max(-x, 0) - stairs(-x), "<=", bound), proof["mirrored"])
    step("mirrored below", "g(-x) - relu(-x) <= B.",
         rules.sides, Relation(stairs(-x) - Max(-x, 0), "<=", bound), proof["mirrored"])
    error = leaky - (stairs(x) - slope * stairs(-x))
    step("leaky above", "relu(x) above g(x), relu(-x) below g(-x).",
         rules.linear, Relation(error, "<=", (1 + slope) * bound), (1, proof["above"]),
         (slope, proof["mirrored below"]), (1, proof["two ReLUs"]))
    step("leaky below", "The other way round.",
         rules.linear, Relation(-error, "<=", (1 + slope) * bound), (1, proof["below"]),
         (slope, proof["mirrored above"]), (-1, proof["two ReLUs"]))
    step("leaky ReLU", "Both sides.",
         rules.absolute, Within(error, (1 + slope) * bound), proof["leaky above"], proof["leaky below"])
    proof.conclude("two ReLUs", "leaky ReLU")


if __name__ == "__main__":
    main(derive)
