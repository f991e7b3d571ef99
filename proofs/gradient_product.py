"""The derivative of a deep scalar network by its first weight is a product over the layers.

    f(x) = alpha s_L(z_L),   z_1 = w_1 x + b_1,   z_(l+1) = w_(l+1) s_l(z_l) + b_(l+1),
    df/dw_1 = alpha (w_2 ... w_L) (s_1'(z_1) ... s_L'(z_L)) x.

By induction over the layers: dz_(l+1)/dw_1 = w_(l+1) s_l'(z_l) dz_l/dw_1.  All that is assumed of
the activations is that they are differentiable, with the derivatives s_l'.  l stands for L.
"""

from collections.abc import Callable
from typing import Any

from sympy import Derivative, Expr, Function, IndexedBase, Product, S, Symbol

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main

x, alpha, t, v, w1, b1 = (Symbol(name, real=True) for name in ("x", "alpha", "t", "v", "w_1", "b_1"))
l, i = Symbol("l", integer=True, positive=True), Symbol("i", integer=True)  # noqa: E741
w, b = IndexedBase("w", real=True), IndexedBase("b", real=True)
z, s, ds = (Function(name, real=True) for name in ("z", "s", "s'"))
Layered = Callable[[Expr, Expr], Expr]
"""A function of a layer and a number."""

smooth = Every((l, t), Relation(Derivative(s(l, t), t), "=", ds(l, t)))
"""The activations are differentiable: s_l' is the derivative of s_l, for every layer l."""

first_layer = Every((w1,), Relation(z(1, w1), "=", w1 * x + b1))
"""z(l, w_1) is the pre-activation of layer l as a function of w_1."""


def weights(depth: Expr) -> Expr:
    return Product(w[i], (i, 2, depth))


def slopes(ds: Layered, depth: Expr) -> Expr:
    return Product(ds(i, z(i, w1)), (i, 1, depth))


@script(
    "gradient_product",
    "df/dw_1 = alpha (w_2 ... w_L) (s_1'(z_1) ... s_L'(z_L)) x for a scalar network of any depth L",
    "Lecture 14: Vanishing Gradients and Approximation Theory (CMSE 890-002, 2020)",
    status="proved",
)
def derive(proof: Derivation):
    """The formula for every depth, and its instances for L = 2, ..., 6."""
    step = proof.step
    every_depth(proof, s, ds, rules.apply, smooth.relation, smooth, {})
    for depth in range(2, 7):
        L = S(depth)
        factors = weights(L).doit() * slopes(ds, L).doit()
        step(f"L = {depth}", f"The formula for {depth} layers.",
             rules.instance,
             Relation(alpha * Derivative(s(L, z(L, w1)), w1), "=", alpha * factors * x),
             proof["every L"], {l: L})
    proof.conclude("every L", *(f"L = {depth}" for depth in range(2, 7)))


def every_depth(proof: Derivation, s: Layered, ds: Layered, *activation: Any) -> None:
    """The steps up to the result "every L".

    Args:
        s, ds: the activations and their derivatives.
        activation: the rule that says so, and its arguments.
    """
    step = proof.step
    next_layer = Every((l, w1), Relation(z(l + 1, w1), "=", w[l + 1] * s(l, z(l, w1)) + b[l + 1]))
    claim = Relation(Derivative(z(l, w1), w1), "=", weights(l) * slopes(ds, l - 1) * x)
    assumed = Every((w1,), claim)

    step("first layer", "z_1 = w_1 x + b_1.",
         rules.apply, Relation(z(1, w1), "=", w1 * x + b1), first_layer, {})
    step("slope of the first layer", "The first pre-activation is linear in w_1.",
         rules.derivative, w1 * x + b1, w1, x)
    step("base", "Both products are empty.",
         rules.locally, Relation(Derivative(z(1, w1), w1), "=", x), proof["first layer"],
         proof["slope of the first layer"])

    step("induction hypothesis", "The formula for layer l.",
         rules.apply, claim, assumed, {})
    step("activation", "s_l is differentiable.",
         *activation)
    step("unit", "The chain rule, for s_l(z_l).",
         rules.chain,
         Relation(Derivative(s(l, z(l, w1)), w1), "=",
                  ds(l, z(l, w1)) * weights(l) * slopes(ds, l - 1) * x),
         proof["activation"], proof["induction hypothesis"])
    step("linear", "The next layer is linear in what it is given.",
         rules.derivative, w[l + 1] * v + b[l + 1], v, w[l + 1])
    step("layer", "The chain rule, for w_(l+1) s_l(z_l) + b_(l+1).",
         rules.chain,
         Relation(Derivative(w[l + 1] * s(l, z(l, w1)) + b[l + 1], w1), "=",
                  w[l + 1] * ds(l, z(l, w1)) * weights(l) * slopes(ds, l - 1) * x),
         proof["linear"], proof["unit"])
    step("next layer", "z_(l+1) = w_(l+1) s_l(z_l) + b_(l+1).",
         rules.apply, next_layer.relation, next_layer, {})
    step("recursion", "dz_(l+1)/dw_1 = w_(l+1) s_l'(z_l) dz_l/dw_1.",
         rules.locally,
         Relation(Derivative(z(l + 1, w1), w1), "=",
                  w[l + 1] * ds(l, z(l, w1)) * weights(l) * slopes(ds, l - 1) * x),
         proof["next layer"], proof["layer"])
    step("one weight more", "The product of the weights grows by w_(l+1).",
         rules.last_term, weights(l + 1))
    step("one slope more", "The product of the slopes grows by s_l'(z_l).",
         rules.last_term, slopes(ds, l))
    step("one layer more", "The formula for layer l + 1.",
         rules.linear, Relation(Derivative(z(l + 1, w1), w1), "=", weights(l + 1) * slopes(ds, l) * x),
         (1, proof["recursion"]), (-slopes(ds, l) * x, proof["one weight more"]),
         (-w[l + 1] * weights(l) * x, proof["one slope more"]))
    step("every layer", "By induction.",
         rules.induction, claim, l, proof["base"], proof["one layer more"], assumed)
    step("last unit", "The chain rule, for s_L(z_L).",
         rules.chain,
         Relation(Derivative(s(l, z(l, w1)), w1), "=",
                  ds(l, z(l, w1)) * weights(l) * slopes(ds, l - 1) * x),
         proof["activation"], proof["every layer"])
    step("every L", "The last weight alpha, and all factors together; l stands for L.",
         rules.linear,
         Relation(alpha * Derivative(s(l, z(l, w1)), w1), "=", alpha * weights(l) * slopes(ds, l) * x),
         (alpha, proof["last unit"]), (-alpha * weights(l) * x, proof["one slope more"]))


if __name__ == "__main__":
    main(derive)
