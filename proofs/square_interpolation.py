"""Interpolating x^2 by a ReLU network with a unit at each inner node errs by exactly h^2/4.

The nodes t_k = s + k h, k = 0..m, cut [s, s + m h] into m pieces of length h.  The network

    P(x) = s^2 + (2 s + h) (x - s) + sum_{k=1..m-1} 2 h relu(x - t_k)

is the chord of x^2 on every piece, since the slopes of neighbouring chords differ by 2 h.  On the piece
[t_i, t_(i+1)], i = 0..m-1,

    P(x) - x^2 = (x - t_i) (t_(i+1) - x),

which is at least 0 and at most h^2/4, taken in the middle.  So on [a, b], with h = (b - a)/m, the
greatest error is (b - a)^2/(4 m^2), on every piece the same.
"""

from sympy import Max, Rational, S, Sum, Symbol

from certify.symbolic import Derivation, Relation, Supremum, Within, rules, script
from certify.symbolic.printing import main

x, s = Symbol("x", real=True), Symbol("s", real=True)
h, width = Symbol("h", positive=True), Symbol("D", positive=True)
k = Symbol("k", integer=True)
i, r = (Symbol(name, integer=True, nonnegative=True) for name in "ir")
zero, one = S.Zero, S.One

m = i + r + 1  # the piece i is one of m pieces


def node(k):
    return s + k * h


def units(low, high):
    """The units of the nodes low..high."""
    return Sum(2 * h * Max(x - node(k), 0), (k, low, high))


line = s**2 + (2 * s + h) * (x - s)
network = line + units(one, m - 1)
chord = (x - node(i)) * (node(i + 1) - x)


@script(
    "square_interpolation",
    "x^2 interpolated in m pieces of length h is a ReLU network that errs by h^2/4, on every piece",
    "How does the ReLU produce non-linear interaction of its inputs? (question and answer)",
)
def derive(proof: Derivation):
    step = proof.step
    piece = (Relation(node(i), "<=", x), Relation(x, "<=", node(i + 1)))
    step("from the left node", "x lies in the piece i.",
         rules.hypothesis, piece[0])
    step("to the right node", "x lies in the piece i.",
         rules.hypothesis, piece[1])
    step("h positive", "By assumption.",
         rules.positive, h)

    # The units of the nodes up to i are on, the others off.
    step("early node", "One of the first i nodes.",
         rules.hypothesis, Relation(k, "<=", i))
    step("node behind", "t_k <= t_i <= x.",
         rules.linear, Relation(zero, "<=", x - node(k)), (h, proof["early node"]),
         (1, proof["from the left node"]))
    step("unit on", "relu(x - t_k) = x - t_k.",
         rules.resolved, Relation(2 * h * Max(x - node(k), 0), "=", 2 * h * (x - node(k))),
         proof["node behind"])
    step("units on", "All of them.",
         rules.summed, Relation(units(one, i), "=", Sum(2 * h * (x - node(k)), (k, 1, i))),
         proof["unit on"], k, one, i)
    step("late node", "One of the other nodes.",
         rules.hypothesis, Relation(i + 1, "<=", k))
    step("node ahead", "x <= t_(i+1) <= t_k.",
         rules.linear, Relation(x - node(k), "<=", zero), (h, proof["late node"]),
         (1, proof["to the right node"]))
    step("unit off", "relu(x - t_k) = 0.",
         rules.resolved, Relation(2 * h * Max(x - node(k), 0), "=", zero), proof["node ahead"])
    step("units off", "All of them.",
         rules.summed, Relation(units(i + 1, m - 1), "=", zero), proof["unit off"], k, i + 1, m - 1)
    step("all units", "Those that are on and those that are off.",
         rules.split_sum, units(one, m - 1), i)

    # Their sum is quadratic in i, because 1 + ... + i = i (i + 1)/2.
    count = Relation(Sum(k, (k, 1, i)), "=", i * (i + 1) / 2)
    step("sum of indices", "1 + ... + i.",
         rules.identity, count.lhs, count.rhs)
    step("units on, summed", "2 h i (x - s) - 2 h^2 (1 + ... + i).",
         rules.linear, Relation(Sum(2 * h * (x - node(k)), (k, 1, i)), "=",
                                2 * h * i * (x - s) - h**2 * i * (i + 1)),
         (-2 * h**2, proof["sum of indices"]))
    step("chord", "P(x) - x^2 = (x - t_i) (t_(i+1) - x).",
         rules.linear, Relation(network - x**2, "=", chord), (1, proof["all units"]),
         (1, proof["units on"]), (1, proof["units off"]), (1, proof["units on, summed"]))

    # Between 0 and h^2/4.
    step("chord above", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", chord), proof["from the left node"],
         proof["to the right node"])
    middle = node(i + Rational(1, 2))
    step("distance from the middle", "A square.",
         rules.nonnegative, (x - middle) ** 2)
    step("below", "h^2/4 - (x - t_i) (t_(i+1) - x) is that square.",
         rules.linear, Relation(network - x**2, "<=", h**2 / 4), (1, proof["chord"]),
         (1, proof["distance from the middle"]))
    step("above", "P(x) is at least x^2.",
         rules.linear, Relation(x**2 - network, "<=", h**2 / 4), (-1, proof["chord"]),
         (1, proof["chord above"]), (h / 4, proof["h positive"]))
    step("error", "Both sides.",
         rules.absolute, Within(network - x**2, h**2 / 4), proof["below"], proof["above"])

    # h^2/4 is taken in the middle.
    step("middle from the left node", "t_i + h/2 >= t_i.",
         rules.linear, Relation(node(i), "<=", middle), (Rational(1, 2), proof["h positive"]))
    step("middle to the right node", "t_i + h/2 <= t_(i+1).",
         rules.linear, Relation(middle, "<=", node(i + 1)), (Rational(1, 2), proof["h positive"]))
    step("chord in the middle", "(h/2) (h/2).",
         rules.instance, Relation((network - x**2).subs(x, middle), "=", h**2 / 4), proof["chord"],
         {x: middle})
    step("error in the middle", "The middle lies in the piece.",
         rules.cut, proof["chord in the middle"], proof["middle from the left node"],
         proof["middle to the right node"])
    step("value in the middle", "The same, turned round.",
         rules.linear, Relation(h**2 / 4, "=", (network - x**2).subs(x, middle)),
         (-1, proof["error in the middle"]))
    step("supremum", "An upper bound that is taken.",
         rules.supremum, Supremum(network - x**2, piece, h**2 / 4, True), {x: middle}, proof["below"],
         proof["value in the middle"], proof["middle from the left node"],
         proof["middle to the right node"])
    step("with m pieces", "h = D/m on an interval of length D.",
         rules.instance, Relation((network - x**2).subs(h, width / m), "<=", width**2 / (4 * m**2)),
         proof["below"], {h: width / m})

    proof.conclude("chord", "error", "supremum", "with m pieces")


if __name__ == "__main__":
    main(derive)
