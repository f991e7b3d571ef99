"""Inputs that are all positive give a neuron weight gradients of one sign.

Of a neuron f(sum_i w_i x_i + b) with a loss L two weights w_i and w_j are written out; r is the rest,
the other terms (however many) and the bias.  By the chain rule dL/dw_i = delta x_i, where delta =
L'(f(h)) f'(h) is the same for every weight.  With x_i, x_j > 0 both derivatives have the sign of
delta, so a step of gradient descent raises all weights or lowers all of them.
"""

from sympy import Derivative, Function, S, Symbol

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main

wi, wj, r, h, a = (Symbol(name, real=True) for name in ("w_i", "w_j", "r", "h", "a"))
xi, xj, eta = (Symbol(name, positive=True) for name in ("x_i", "x_j", "eta"))
f, df, loss, dloss = (Function(name, real=True) for name in ("f", "f'", "L", "L'"))
activation = Every((h,), Relation(Derivative(f(h), h), "=", df(h)))
outer = Every((a,), Relation(Derivative(loss(a), a), "=", dloss(a)))
inner = wi * xi + wj * xj + r
total = loss(f(inner))
delta = dloss(f(inner)) * df(inner)


@script(
    "weight_gradients",
    "with positive inputs all weight gradients of a neuron have one sign: dL/dw_i = delta x_i",
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """The chain rule for two weights, the product of the derivatives, their sign."""
    step = proof.step

    step("activation", "f is differentiable; f' is its derivative.",
         rules.apply, activation.relation, activation, {})
    step("loss", "L is differentiable; L' is its derivative.",
         rules.apply, outer.relation, outer, {})
    step("loss of the neuron", "The chain rule, for L(f(h)).",
         rules.chain, Relation(Derivative(loss(f(h)), h), "=", dloss(f(h)) * df(h)), proof["loss"],
         proof["activation"])

    for name, weight, value in (("w_i", wi, xi), ("w_j", wj, xj)):
        step(f"h by {name}", "h is linear in each weight, with its input as the slope.",
             rules.derivative, inner, weight, value)
        step(f"L by {name}", "The chain rule: delta times the input.",
             rules.chain, Relation(Derivative(total, weight), "=", delta * value),
             proof["loss of the neuron"], proof[f"h by {name}"])

    # No two derivatives have opposite signs.
    step("square", "delta is real, and the inputs are positive.",
         rules.nonnegative, delta**2 * xi * xj)
    step("first factor", "dL/dw_i in the product.",
         rules.linear,
         Relation(Derivative(total, wi) * Derivative(total, wj), "=",
                  delta * xi * Derivative(total, wj)),
         (Derivative(total, wj), proof["L by w_i"]))
    step("both factors", "dL/dw_j in the product.",
         rules.linear,
         Relation(Derivative(total, wi) * Derivative(total, wj), "=", delta**2 * xi * xj),
         (1, proof["first factor"]), (delta * xi, proof["L by w_j"]))
    step("one sign", "(dL/dw_i)(dL/dw_j) = delta^2 x_i x_j.",
         rules.linear, Relation(S.Zero, "<=", Derivative(total, wi) * Derivative(total, wj)),
         (1, proof["square"]), (-1, proof["both factors"]))

    # It is the sign of delta.
    step("delta positive", "The case delta > 0.",
         rules.hypothesis, Relation(S.Zero, "<", delta))
    step("all positive", "delta x_i > 0.",
         rules.linear, Relation(S.Zero, "<", Derivative(total, wi)), (xi, proof["delta positive"]),
         (-1, proof["L by w_i"]))
    step("delta negative", "The case delta < 0.",
         rules.hypothesis, Relation(delta, "<", S.Zero))
    step("all negative", "delta x_i < 0.",
         rules.linear, Relation(Derivative(total, wi), "<", S.Zero), (xi, proof["delta negative"]),
         (1, proof["L by w_i"]))
    step("all lowered", "A step of gradient descent with rate eta lowers every weight if delta > 0.",
         rules.linear, Relation(wi - eta * Derivative(total, wi), "<", wi), (eta, proof["all positive"]))
    step("all raised", "It raises every weight if delta < 0.",
         rules.linear, Relation(wi, "<", wi - eta * Derivative(total, wi)), (eta, proof["all negative"]))

    proof.conclude("one sign", "L by w_i", "all positive", "all negative", "all lowered", "all raised")


if __name__ == "__main__":
    main(derive)
