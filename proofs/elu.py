"""ELU: t for t >= 0 and alpha (e^t - 1) for t <= 0, with alpha > 0.

In one formula it is max(t, 0) + alpha (exp(-max(-t, 0)) - 1).  It lies above -alpha, increases, and
has the derivatives 1 (t > 0) and alpha e^t (t < 0).  These are positive, so the unit does not die.
"""

from sympy import Derivative, Max, S, Symbol, exp

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main
from proofs import rectifiers

s, t = Symbol("s", real=True), Symbol("t", real=True)
alpha = Symbol("alpha", positive=True)
zero = S.Zero


def relu(z):
    return Max(z, 0)


def elu(z):
    return relu(z) + alpha * (exp(-relu(-z)) - 1)


@script(
    "elu",
    "ELU is t right of 0 and alpha (e^t - 1) left of it, stays above -alpha, and increases",
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """The two pieces, their derivatives, the range, monotony."""
    step = proof.step

    step("right of 0", "The case t >= 0.",
         rules.hypothesis, Relation(zero, "<=", t))
    step("piece right of 0", "The exponent is 0.",
         rules.resolved, Relation(elu(t), "=", t), proof["right of 0"])
    step("left of 0", "The case t <= 0.",
         rules.hypothesis, Relation(t, "<=", zero))
    step("piece left of 0", "relu(t) = 0 and relu(-t) = -t.",
         rules.resolved, Relation(elu(t), "=", alpha * (exp(t) - 1)), proof["left of 0"])

    step("t > 0", "Strictly right of 0.",
         rules.hypothesis, Relation(zero, "<", t))
    step("ELU, t > 0", "The piece right of 0.",
         rules.resolved, Relation(elu(t), "=", t), proof["t > 0"])
    step("derivative of t", "The identity.",
         rules.derivative, t, t, S.One)
    step("derivative right of 0", "ELU is t nearby.",
         rules.locally, Relation(Derivative(elu(t), t), "=", S.One), proof["ELU, t > 0"],
         proof["derivative of t"])
    step("t < 0", "Strictly left of 0.",
         rules.hypothesis, Relation(t, "<", zero))
    step("ELU, t < 0", "The piece left of 0.",
         rules.resolved, Relation(elu(t), "=", alpha * (exp(t) - 1)), proof["t < 0"])
    step("derivative of the piece", "exp is its own derivative.",
         rules.derivative, alpha * (exp(t) - 1), t, alpha * exp(t))
    step("derivative left of 0", "ELU is this piece nearby.",
         rules.locally, Relation(Derivative(elu(t), t), "=", alpha * exp(t)), proof["ELU, t < 0"],
         proof["derivative of the piece"])
    step("positive", "alpha and exp are positive.",
         rules.positive, alpha * exp(t))
    step("alive", "The derivative left of 0 does not vanish.",
         rules.linear, Relation(zero, "<", Derivative(elu(t), t)), (1, proof["positive"]),
         (-1, proof["derivative left of 0"]))

    step("above -alpha, shifted", "ELU + alpha is a sum of relu and a positive number.",
         rules.positive, relu(t) + alpha * exp(-relu(-t)))
    step("above -alpha", "The same without alpha.",
         rules.linear, Relation(-alpha, "<", elu(t)), (1, proof["above -alpha, shifted"]))

    proof.quote("relu increases", rectifiers.derive, "relu increases")
    step("two points", "s lies left of t.",
         rules.hypothesis, Relation(s, "<=", t))
    step("mirrored points", "-t lies left of -s.",
         rules.linear, Relation(-t, "<=", -s), (1, proof["two points"]))
    step("mirrored relu under it", "relu increases, at -t and -s.",
         rules.instance, Relation(relu(-t), "<=", relu(-s)), proof["relu increases"], {s: -t, t: -s})
    step("mirrored relu", "Under s <= t alone.",
         rules.cut, proof["mirrored relu under it"], proof["mirrored points"])
    step("exponents", "-relu(-s) <= -relu(-t).",
         rules.linear, Relation(-relu(-s), "<=", -relu(-t)), (1, proof["mirrored relu"]))
    step("slope of exp", "exp is its own derivative.",
         rules.derivative, exp(t), t, exp(t))
    step("exp positive", "exp is positive.",
         rules.positive, exp(t))
    step("exp increases", "Its derivative is positive.",
         rules.monotone, exp(t), t, 1, proof["slope of exp"], proof["exp positive"])
    step("exponentials", "exp increases.",
         rules.ordered, Relation(exp(-relu(-s)), "<=", exp(-relu(-t))), proof["exp increases"],
         proof["exponents"])
    step("ELU increases", "Both parts increase.",
         rules.linear, Relation(elu(s), "<=", elu(t)), (1, proof["relu increases"]),
         (alpha, proof["exponentials"]))

    proof.conclude("piece right of 0", "piece left of 0", "derivative right of 0",
                   "derivative left of 0", "alive", "above -alpha", "ELU increases")  # fmt: skip


if __name__ == "__main__":
    main(derive)
