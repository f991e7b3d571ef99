"""Softplus L(t) = log(1+exp(t)): its derivative, its symmetry, and how close it is to relu.

    L'(t) = S(t),   L(t) = t + L(-t),   0 < L(t) <= exp(t)   and   0 < S(t) < exp(t)   for all real t.

So L(t) lies between relu(t) and relu(t) + exp(-|t|), and S(t) within exp(-|t|) of 0 or of 1.  With the
bounds of :mod:`proofs.taylor_form` for the derivatives of S = L', Taylor's theorem gives

    |L(t + w) - L(t) - sum_{m=1..p} S^(m-1)(t) w^m/m!| = |S^(p)(x)| |w|^(p+1)/(p+1)!
        <= 4/(p+1) |w/2|^(p+1) S'(x)   for 1 <= p <= 25 and some x between t and t + w.
"""

from sympy import Integral, S, Symbol, exp, log

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main
from proofs.staircase import sigmoid, t

y, z = Symbol("y", positive=True), Symbol("z", nonnegative=True)
one = S.One


def softplus(t):
    return log(1 + exp(t))


@script(
    "softplus",
    "L = log(1+exp(t)): L' = S, L(t) = t + L(-t), 0 < L(t) <= exp(t), 0 < S(t) < exp(t)",
    "log(1+y) <= y",
)
def derive(proof: Derivation):
    step = proof.step

    step("derivative", "exp(t)/(1+exp(t)) = 1/(1+exp(-t)).",
         rules.derivative, softplus(t), t, sigmoid(t))
    step("symmetry", "1 + exp(t) = exp(t) (1 + exp(-t)).",
         rules.identity, softplus(t), t + softplus(-t))
    step("softplus positive", "1 + exp(t) > 1.",
         rules.positive, softplus(t))

    # log(1+y) <= y, since 1/(1+z) <= 1 from 0 to y.
    step("logarithm", "An antiderivative of 1/(1+z).",
         rules.derivative, log(1 + z), z, 1 / (1 + z))
    step("as an integral", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(1 / (1 + z), (z, 0, y)), "=", log(1 + y)), proof["logarithm"])
    step("rest", "z is not negative.",
         rules.nonnegative, z / (1 + z))
    step("at most 1", "1/(1+z) = 1 - z/(1+z).",
         rules.linear, Relation(1 / (1 + z), "<=", one), (1, proof["rest"]))
    step("y positive", "By assumption.",
         rules.positive, y)
    step("integral at most y", "The integrand is at most 1.",
         rules.integral_order, Relation(Integral(1 / (1 + z), (z, 0, y)), "<=", y), proof["at most 1"],
         proof["y positive"])
    step("log at most y", "Both together.",
         rules.linear, Relation(log(1 + y), "<=", y), (1, proof["integral at most y"]),
         (-1, proof["as an integral"]))
    step("softplus at most exp", "y = exp(t).",
         rules.instance, Relation(softplus(t), "<=", exp(t)), proof["log at most y"], {y: exp(t)})

    # S(t) = exp(t) S(-t).
    step("sigmoid positive", "1 over a positive number.",
         rules.positive, sigmoid(t))
    step("gap", "exp(t) - S(t) = exp(t) S(t).",
         rules.identity, exp(t) - sigmoid(t), exp(t) * sigmoid(t))
    step("gap positive", "A product of positive numbers.",
         rules.positive, exp(t) * sigmoid(t))
    step("sigmoid below exp", "S(t) < exp(t).",
         rules.linear, Relation(sigmoid(t), "<", exp(t)), (1, proof["gap positive"]), (1, proof["gap"]))

    proof.conclude("derivative", "symmetry", "softplus positive", "softplus at most exp",
                   "sigmoid positive", "sigmoid below exp")


if __name__ == "__main__":
    main(derive)
