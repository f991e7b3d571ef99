"""Why gradients vanish: the sigmoid's derivative is at most 1/4, so each layer costs a factor 4.

In a scalar network of L sigmoid layers (:mod:`proofs.gradient_product`)

    df/dw_1 = alpha (w_2 ... w_L) (S'(z_1) ... S'(z_L)) x,   so
    |df/dw_1| <= |alpha| |x| |w_2 ... w_L| 4^-L,

by induction for every L, because S' <= 1/4 (:mod:`proofs.steepest_slopes`).  l stands for L.
"""

from sympy import Abs, Derivative, Expr, Rational, S, exp

from certify.symbolic import Derivation, Every, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import steepest_slopes
from proofs.gradient_product import alpha, every_depth, l, slopes, t, w1, weights, x, z

zero, quarter = S.Zero, Rational(1, 4)


def sigmoid(u: Expr) -> Expr:
    return 1 / (1 + exp(-u))


def slope(u: Expr) -> Expr:
    """The derivative of the sigmoid."""
    return exp(-u) / (1 + exp(-u)) ** 2


def gradient(depth: Expr) -> Expr:
    """df/dw_1, with alpha in front."""
    return alpha * Derivative(sigmoid(z(depth, w1)), w1)


def decay(depth: Expr) -> Expr:
    """What is shown of its size."""
    return Abs(alpha) * Abs(x) * Abs(weights(depth)) / 4**depth


sigmoids = (lambda layer, u: sigmoid(u)), (lambda layer, u: slope(u))
passed = slopes(sigmoids[1], l)
"""S'(z_1) ... S'(z_l)."""


@script(
    "vanishing_gradient",
    "|df/dw_1| <= |alpha| |x| |w_2 ... w_L| 4^-L for L sigmoid layers",
    "Lecture 14: Vanishing Gradients and Approximation Theory (CMSE 890-002, 2020)",
    status="proved",
)
def derive(proof: Derivation):
    """The gradient, the product of the slopes, the size of the gradient."""
    step = proof.step

    # The gradient of L sigmoid layers.
    every_depth(proof, *sigmoids, rules.derivative, sigmoid(t), t, slope(t))

    # S'(z_1) ... S'(z_l) <= 4^-l.
    proof.quote("S' at most 1/4", steepest_slopes.derive, "S' at most 1/4")
    step("at most 1/4", "The same of the formula for S'.",
         rules.linear, Relation(slope(t), "<=", quarter), (1, proof["S' at most 1/4"]),
         (-1, proof["activation"]))
    claim = Relation(passed, "<=", 4**-l)
    assumed = Every((w1,), claim)
    step("slopes positive", "A product of positive numbers.",
         rules.nonnegative, passed)
    step("first slope", "S' <= 1/4 at z_1.",
         rules.instance, Relation(slope(z(1, w1)), "<=", quarter), proof["at most 1/4"], {t: z(1, w1)})
    step("l slopes", "The induction hypothesis.",
         rules.apply, claim, assumed, {})
    step("next slope", "S' <= 1/4 at z_(l+1).",
         rules.instance, Relation(slope(z(l + 1, w1)), "<=", quarter), proof["at most 1/4"],
         {t: z(l + 1, w1)})
    step("factor 1/4", "The product so far, times 1/4 - S'(z_(l+1)).",
         rules.product, Relation(zero, "<=", passed * (quarter - slope(z(l + 1, w1)))),
         proof["slopes positive"], proof["next slope"])
    step("next product", "One slope more.",
         rules.last_term, passed.subs(l, l + 1))
    step("l + 1 slopes", "A quarter of 4^-l.",
         rules.linear, Relation(passed.subs(l, l + 1), "<=", 4 ** (-l - 1)), (1, proof["factor 1/4"]),
         (quarter, proof["l slopes"]), (1, proof["next product"]))
    step("slopes", "By induction.",
         rules.induction, claim, l, proof["first slope"], proof["l + 1 slopes"], assumed)
    step("minus slopes", "-P <= 0 <= 4^-l.",
         rules.nonnegative, passed + 4**-l)
    step("below", "The other side.",
         rules.linear, Relation(-passed, "<=", 4**-l), (1, proof["minus slopes"]))
    step("size of the slopes", "Both sides.",
         rules.absolute, Within(passed, 4**-l), proof["slopes"], proof["below"])

    # The gradient.
    step("size of the product", "The other factors of the gradient.",
         rules.scaled, Within(alpha * x * weights(l) * passed, decay(l)), alpha * x * weights(l),
         proof["size of the slopes"])
    step("product", "The formula of the gradient, read backwards.",
         rules.linear, Relation(alpha * x * weights(l) * passed, "=", gradient(l)),
         (-1, proof["every L"]))
    step("vanishing", "4^-L: each layer costs a factor 4; l stands for L.",
         rules.substitute, Within(gradient(l), decay(l)), proof["size of the product"], proof["product"])
    for depth in (2, 3, 4):
        L = S(depth)
        bound = Abs(alpha) * Abs(x) * Abs(weights(L).doit()) / 4**depth
        step(f"L = {depth}", f"The bound for {depth} layers.",
             rules.instance, Within(gradient(L), bound), proof["vanishing"], {l: L})
    proof.conclude("vanishing", "L = 2", "L = 3", "L = 4")


if __name__ == "__main__":
    main(derive)
