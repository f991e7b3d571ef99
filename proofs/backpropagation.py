"""Backpropagation on g(w1, w2) = w1^3 w2 + 3 w1 at (2, 3), edge by edge of its graph.

The graph is a = w1^3, b = a w2, c = 3 w1, g = b + c.  The derivatives of g by its nodes follow from
the output backwards, each by the chain rule: dg/db = dg/dc = 1, dg/da = w2 = 3, dg/dw2 = a = 8.
Two paths lead from w1 to g: by a and b (3 * 12 = 36), and by c (1 * 3 = 3).  Their sum, 39, is the
derivative of the formula itself.
"""

from sympy import Derivative, Expr, S, Symbol

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

w1, w2 = Symbol("w_1", real=True), Symbol("w_2", real=True)
a, b, c, g = (Symbol(name, real=True) for name in "abcg")
formula = w1**3 * w2 + 3 * w1
by_a = w1**3 * w2 + c
by_c = b + 3 * w1
point = {w1: S(2), w2: S(3)}


def at(expression: Expr) -> Expr:
    """The value at the point; for a derivative, its value there."""
    return expression.subs(point, simultaneous=True)


@script(
    "backpropagation",
    "the gradient of w1^3 w2 + 3 w1 at (2, 3) is (39, 8), where 39 is 36 by one path and 3 by another",
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """The values of the nodes, the local derivatives, the chain rule along both paths."""
    step = proof.step

    # Forward: the values of the nodes.
    step("w1", "The point.",
         rules.hypothesis, Relation(w1, "=", S(2)))
    step("w2", "The point.",
         rules.hypothesis, Relation(w2, "=", S(3)))
    step("node a", "The first node.",
         rules.hypothesis, Relation(a, "=", w1**3))
    step("node b", "The second node.",
         rules.hypothesis, Relation(b, "=", a * w2))
    step("node c", "The third node.",
         rules.hypothesis, Relation(c, "=", 3 * w1))
    step("node g", "The output.",
         rules.hypothesis, Relation(g, "=", b + c))
    step("value of a", "2^3.",
         rules.substitute, Relation(a, "=", S(8)), proof["node a"], proof["w1"])
    step("value of b", "8 * 3.",
         rules.substitute, Relation(b, "=", S(24)), proof["node b"], proof["value of a"], proof["w2"])
    step("value of c", "3 * 2.",
         rules.substitute, Relation(c, "=", S(6)), proof["node c"], proof["w1"])
    step("value of g", "24 + 6.",
         rules.substitute, Relation(g, "=", S(30)), proof["node g"], proof["value of b"],
         proof["value of c"])

    # Backward: from g to b and c, on to a and w2, on to w1.
    step("dg/db", "g = b + c.",
         rules.derivative, b + c, b, S.One)
    step("dg/dc", "g = b + c.",
         rules.derivative, b + c, c, S.One)
    step("db/da", "b = a w2.",
         rules.derivative, a * w2, a, w2)
    step("dg/da", "dg/da = dg/db db/da.",
         rules.chain, Relation(Derivative(a * w2 + c, a), "=", w2), proof["dg/db"], proof["db/da"])
    step("dg/da at the point", "w2 = 3.",
         rules.instance, Relation(at(Derivative(a * w2 + c, a)), "=", S(3)), proof["dg/da"], point)
    step("db/dw2", "b = a w2, where a does not depend on w2.",
         rules.derivative, a * w2, w2, a)
    step("dg/dw2", "dg/dw2 = dg/db db/dw2.",
         rules.chain, Relation(Derivative(a * w2 + c, w2), "=", a), proof["dg/db"], proof["db/dw2"])
    step("dg/dw2 by w1", "a = w1^3 and c = 3 w1.",
         rules.instance, Relation(Derivative(formula, w2), "=", w1**3), proof["dg/dw2"],
         {a: w1**3, c: 3 * w1})
    step("dg/dw2 at the point", "a = 8.",
         rules.instance, Relation(at(Derivative(formula, w2)), "=", S(8)), proof["dg/dw2 by w1"],
         point)
    step("da/dw1", "a = w1^3.",
         rules.derivative, w1**3, w1, 3 * w1**2)
    step("path by a", "dg/da da/dw1, with c held fixed.",
         rules.chain, Relation(Derivative(by_a, w1), "=", w2 * 3 * w1**2), proof["dg/da"],
         proof["da/dw1"])
    step("contribution of a", "3 times 12.",
         rules.instance, Relation(at(Derivative(by_a, w1)), "=", S(36)), proof["path by a"], point)
    step("dc/dw1", "c = 3 w1.",
         rules.derivative, 3 * w1, w1, S(3))
    step("path by c", "dg/dc dc/dw1, with b held fixed.",
         rules.chain, Relation(Derivative(by_c, w1), "=", S(3)), proof["dg/dc"], proof["dc/dw1"])
    step("contribution of c", "1 times 3.",
         rules.instance, Relation(at(Derivative(by_c, w1)), "=", S(3)), proof["path by c"], point)

    # The paths add up to the derivative of the formula.
    step("direct", "The formula differentiated by w1.",
         rules.derivative, formula, w1, 3 * w1**2 * w2 + 3)
    step("direct at the point", "3 * 4 * 3 + 3.",
         rules.instance, Relation(at(Derivative(formula, w1)), "=", S(39)), proof["direct"], point)
    step("sum of paths", "Both contributions together are the derivative, wherever it is taken.",
         rules.linear,
         Relation(Derivative(formula, w1), "=", Derivative(by_a, w1) + Derivative(by_c, w1)),
         (1, proof["direct"]), (-1, proof["path by a"]), (-1, proof["path by c"]))
    step("total", "36 + 3 = 39.",
         rules.linear,
         Relation(at(Derivative(formula, w1)), "=", at(Derivative(by_a, w1)) + at(Derivative(by_c, w1))),
         (1, proof["direct at the point"]), (-1, proof["contribution of a"]),
         (-1, proof["contribution of c"]))

    proof.conclude("direct at the point", "dg/dw2 at the point", "dg/da at the point",
                   "contribution of a", "contribution of c", "sum of paths", "total",
                   "value of g")  # fmt: skip


if __name__ == "__main__":
    main(derive)
