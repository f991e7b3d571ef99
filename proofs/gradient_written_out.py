"""The derivative of a scalar network by its first weight, for 2 to 6 layers written out.

    f(x) = alpha s_L(w_L s_(L-1)(... w_2 s_1(w_1 x + b_1) + b_2 ...) + b_L),
    df/dw_1 = alpha (w_2 ... w_L) (s_1'(z_1) ... s_L'(z_L)) x,

where z_l is what s_l is applied to.  The composed formula is differentiated from the inside, layer by
layer; :mod:`proofs.gradient_product` has every L in a shorter notation.
"""

from sympy import Derivative, Expr, Function, Mul, S, Symbol

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main

x, alpha, t = Symbol("x", real=True), Symbol("alpha", real=True), Symbol("t", real=True)
l = Symbol("l", integer=True, positive=True)  # noqa: E741
s, ds = Function("s", real=True), Function("s'", real=True)
w = {layer: Symbol(f"w_{layer}", real=True) for layer in range(1, 7)}
b = {layer: Symbol(f"b_{layer}", real=True) for layer in range(1, 7)}
smooth = Every((l, t), Relation(Derivative(s(l, t), t), "=", ds(l, t)))


def z(layer: int) -> Expr:
    """The pre-activation of a layer, written out."""
    return w[layer] * (x if layer == 1 else s(layer - 1, z(layer - 1))) + b[layer]


def formula(depth: int) -> Expr:
    """(w_2 ... w_L) (s_1'(z_1) ... s_L'(z_L)) x."""
    weights = Mul(*(w[layer] for layer in range(2, depth + 1)))
    return weights * Mul(*(ds(layer, z(layer)) for layer in range(1, depth + 1))) * x


@script(
    "gradient_written_out",
    "df/dw_1 = alpha (w_2 ... w_L) (s_1'(z_1) ... s_L'(z_L)) x for L = 2, ..., 6 layers written out",
    "Lecture 14: Vanishing Gradients and Approximation Theory (CMSE 890-002, 2020)",
    status="proved",
)
def derive(proof: Derivation):
    """From the inside: a layer is linear in what it is given, then its activation."""
    step = proof.step

    step("layer 1", "The first layer is linear in w_1.",
         rules.derivative, z(1), w[1], x)
    for layer in range(1, 7):
        if layer > 1:
            step(f"linear {layer}", f"Layer {layer} is linear in what it is given.",
                 rules.derivative, w[layer] * t + b[layer], t, w[layer])
            step(f"layer {layer}", f"The chain rule: a factor w_{layer} more.",
                 rules.chain, Relation(Derivative(z(layer), w[1]), "=", w[layer] * formula(layer - 1)),
                 proof[f"linear {layer}"], proof[f"unit {layer - 1}"])
        step(f"activation {layer}", f"s_{layer} is differentiable.",
             rules.apply, Relation(Derivative(s(layer, t), t), "=", ds(layer, t)), smooth, {l: S(layer)})
        step(f"unit {layer}", f"The chain rule: a factor s_{layer}' more.",
             rules.chain, Relation(Derivative(s(layer, z(layer)), w[1]), "=", formula(layer)),
             proof[f"activation {layer}"], proof[f"layer {layer}"])
        if layer > 1:
            step(f"L = {layer}", "The last weight alpha.",
                 rules.linear,
                 Relation(alpha * Derivative(s(layer, z(layer)), w[1]), "=", alpha * formula(layer)),
                 (alpha, proof[f"unit {layer}"]))

    proof.conclude(*(f"L = {layer}" for layer in range(2, 7)))


if __name__ == "__main__":
    main(derive)
