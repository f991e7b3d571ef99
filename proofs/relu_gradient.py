"""The derivative of relu, and the ReLU unit that no longer learns.

relu(t) = max(t, 0) has the derivative 0 for t < 0 and 1 for t > 0: near such a point it is the
function 0 or t.  At 0 there is none: the difference quotient is 1 for every h > 0 and 0 for every
h < 0.  Leaky relu, max(t, a t) with 0 < a < 1, has the derivatives a and 1, neither of them 0.

A unit relu(w x_i + b) enters a loss sum_i L_i(relu(w x_i + b)) over n data; L_i is any function, the
rest of the network included.  If w x_i + b < 0 for every i, the loss does not change with w and b
nearby, so its derivatives are 0, and a step of gradient descent leaves w and b as they are.
"""

from sympy import Derivative, Function, IndexedBase, Max, S, Sum, Symbol

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main

t, h, w, b = (Symbol(name, real=True) for name in ("t", "h", "w", "b"))
a, eta = Symbol("a", positive=True), Symbol("eta", positive=True)
n = Symbol("n", integer=True, positive=True)
i = Symbol("i", integer=True)
data = IndexedBase("x", real=True)
L = Function("L", real=True)
zero = S.Zero
relu = Max(t, 0)
leaky = Max(t, a * t)
unit = Max(w * data[i] + b, 0)
first, last = Relation(S.One, "<=", i), Relation(i, "<=", n)
dead = Every((i,), Relation(w * data[i] + b, "<", zero), (first, last))
loss = Sum(L(i, unit), (i, 1, n))
constant = Sum(L(i, 0), (i, 1, n))
quotient = (Max(0 + h, 0) - Max(0, 0)) / h


@script(
    "relu_gradient",
    "relu' is 0 left and 1 right of 0; a unit that is negative on all data has gradient 0 and stays so",
    "Lecture 14: Vanishing Gradients and Approximation Theory (CMSE 890-002, 2020); "
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """relu near a point, relu at 0, leaky relu, a dead unit."""
    step = proof.step

    # Away from 0.
    step("right of 0", "The case t > 0.",
         rules.hypothesis, Relation(zero, "<", t))
    step("identity", "relu(t) = t there.",
         rules.resolved, Relation(relu, "=", t), proof["right of 0"])
    step("slope of t", "The derivative of t.",
         rules.derivative, t, t, S.One)
    step("slope right of 0", "relu is t nearby as well, because t > 0 is strict.",
         rules.locally, Relation(Derivative(relu, t), "=", S.One), proof["identity"],
         proof["slope of t"])
    step("left of 0", "The case t < 0.",
         rules.hypothesis, Relation(t, "<", zero))
    step("nothing", "relu(t) = 0 there.",
         rules.resolved, Relation(relu, "=", zero), proof["left of 0"])
    step("slope of 0", "The derivative of a constant.",
         rules.derivative, zero, t, zero)
    step("slope left of 0", "relu is 0 nearby as well.",
         rules.locally, Relation(Derivative(relu, t), "=", zero), proof["nothing"],
         proof["slope of 0"])

    # At 0.
    step("to the right", "h > 0.",
         rules.hypothesis, Relation(zero, "<", h))
    step("quotient to the right", "(relu(h) - relu(0))/h = h/h.",
         rules.resolved, Relation(quotient, "=", S.One), proof["to the right"])
    step("to the left", "h < 0.",
         rules.hypothesis, Relation(h, "<", zero))
    step("quotient to the left", "(relu(h) - relu(0))/h = 0/h: no limit as h tends to 0, no derivative.",
         rules.resolved, Relation(quotient, "=", zero), proof["to the left"])

    # Leaky relu.
    step("leak", "a < 1 (and 0 < a).",
         rules.hypothesis, Relation(a, "<", S.One))
    step("line above", "a t < t for t > 0.",
         rules.product, Relation(a * t, "<", t), proof["right of 0"], proof["leak"])
    step("leaky right of 0", "The maximum is t.",
         rules.resolved, Relation(leaky, "=", t), proof["line above"])
    step("leaky slope right of 0", "It is t nearby as well.",
         rules.locally, Relation(Derivative(leaky, t), "=", S.One), proof["leaky right of 0"],
         proof["slope of t"])
    step("line below", "t < a t for t < 0.",
         rules.product, Relation(t, "<", a * t), proof["left of 0"], proof["leak"])
    step("leaky left of 0", "The maximum is a t.",
         rules.resolved, Relation(leaky, "=", a * t), proof["line below"])
    step("slope of a t", "A constant factor.",
         rules.derivative, a * t, t, a)
    step("leaky slope left of 0", "It is a t nearby as well: the derivative is not 0.",
         rules.locally, Relation(Derivative(leaky, t), "=", a), proof["leaky left of 0"],
         proof["slope of a t"])

    # The dead unit.
    step("from the first", "An index of the data.",
         rules.hypothesis, first)
    step("to the last", "An index of the data.",
         rules.hypothesis, last)
    step("negative", "Every pre-activation over the data is negative.",
         rules.apply, dead.relation, dead, {}, proof["from the first"], proof["to the last"])
    step("term", "The unit gives 0.",
         rules.resolved, Relation(L(i, unit), "=", L(i, 0)), proof["negative"])
    step("loss", "Neither w nor b is left in the loss.",
         rules.summed, Relation(loss, "=", constant), proof["term"], i, S.One, n)
    for name, parameter in (("w", w), ("b", b)):
        step(f"constant in {name}", f"{name} does not occur.",
             rules.derivative, constant, parameter, zero)
        step(f"gradient in {name}", "n strict inequalities between continuous functions last nearby.",
             rules.locally, Relation(Derivative(loss, parameter), "=", zero), proof["loss"],
             proof[f"constant in {name}"])
        step(f"{name} stays", "A step of gradient descent with rate eta.",
             rules.linear, Relation(parameter - eta * Derivative(loss, parameter), "=", parameter),
             (-eta, proof[f"gradient in {name}"]))

    proof.conclude("slope right of 0", "slope left of 0", "quotient to the right",
                   "quotient to the left", "leaky slope right of 0", "leaky slope left of 0",
                   "gradient in w", "gradient in b", "w stays", "b stays")  # fmt: skip


if __name__ == "__main__":
    main(derive)
