"""The gradient of the cross-entropy of logistic regression is (yhat - y) x.

With yhat = S(w x) = 1/(1+e^h), h = -w x, and a label y,

    CE(w) = -y ln yhat - (1-y) ln(1-yhat),
    dCE/dyhat = (yhat-y)/(yhat (1-yhat)),  dyhat/dh = -e^h/(1+e^h)^2,  dh/dw = -x,
    dCE/dw = (yhat - y) x,

so a step of gradient descent is w - alpha (yhat - y) x.  The second derivative yhat (1-yhat) x^2 is
not negative: CE is convex in w.  y may be any real number; the labels are 0 and 1.
"""

from sympy import Derivative, S, Symbol, exp, log

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

y, x, w, h = (Symbol(name, real=True) for name in "yxwh")
alpha = Symbol("alpha", positive=True)
yhat = Symbol("yhat", real=True)
logistic = 1 / (1 + exp(h))
output = 1 / (1 + exp(-w * x))


def loss(p):
    return -y * log(p) - (1 - y) * log(1 - p)


@script(
    "cross_entropy",
    "d/dw of the cross-entropy of S(w x) is (S(w x) - y) x, and the cross-entropy is convex in w",
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """The three factors of the chain rule, their product, one step of descent, convexity."""
    step = proof.step

    step("above 0", "Probabilities lie strictly between 0 and 1: there the logarithms exist.",
         rules.hypothesis, Relation(S.Zero, "<", yhat))
    step("below 1", "The same for 1 - yhat.",
         rules.hypothesis, Relation(S.Zero, "<", 1 - yhat))
    step("by yhat", "-y/yhat + (1-y)/(1-yhat) on one denominator.",
         rules.derivative, loss(yhat), yhat, (yhat - y) / (yhat * (1 - yhat)), proof["above 0"],
         proof["below 1"])
    step("yhat by h", "yhat = 1/(1+e^h).",
         rules.derivative, logistic, h, -exp(h) / (1 + exp(h)) ** 2)
    step("h by w", "h = -w x.",
         rules.derivative, -w * x, w, -x)
    step("yhat by w", "The product of the two, which is yhat (1-yhat) x.",
         rules.chain, Relation(Derivative(output, w), "=", output * (1 - output) * x),
         proof["yhat by h"], proof["h by w"])
    step("gradient inside", "The product of dCE/dyhat and dyhat/dw: the denominator cancels.",
         rules.chain, Relation(Derivative(loss(output), w), "=", (output - y) * x),
         proof["by yhat"], proof["yhat by w"])
    step("output above 0", "A quotient of positive numbers.",
         rules.positive, output)
    step("complement", "1 - S(t) = e^-t/(1+e^-t).",
         rules.identity, exp(-w * x) / (1 + exp(-w * x)), 1 - output)
    step("complement above 0", "A quotient of positive numbers.",
         rules.positive, exp(-w * x) / (1 + exp(-w * x)))
    step("output below 1", "Both together.",
         rules.linear, Relation(S.Zero, "<", 1 - output), (1, proof["complement above 0"]),
         (1, proof["complement"]))
    step("gradient", "S(w x) lies between 0 and 1, so nothing is assumed of it.",
         rules.cut, proof["gradient inside"], proof["output above 0"], proof["output below 1"])
    step("descent", "w - alpha dCE/dw.",
         rules.linear,
         Relation(w - alpha * Derivative(loss(output), w), "=", w - alpha * (output - y) * x),
         (-alpha, proof["gradient"]))

    step("curvature", "The derivative of the gradient.",
         rules.derivative, (output - y) * x, w, output * (1 - output) * x**2)
    step("spread positive", "yhat (1-yhat) > 0.",
         rules.product, Relation(S.Zero, "<", output * (1 - output)), proof["output above 0"],
         proof["output below 1"])
    step("square", "x is real.",
         rules.nonnegative, x**2)
    step("curvature not negative", "Their product: CE is convex in w.",
         rules.product, Relation(S.Zero, "<=", output * (1 - output) * x**2),
         proof["spread positive"], proof["square"])
    step("convex", "The second derivative of CE by w is not negative.",
         rules.linear, Relation(S.Zero, "<=", Derivative((output - y) * x, w)),
         (1, proof["curvature not negative"]), (-1, proof["curvature"]))

    proof.conclude("gradient", "by yhat", "yhat by w", "descent", "convex")


if __name__ == "__main__":
    main(derive)
