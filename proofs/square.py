"""How well sums of ReLUs follow x^2, exactly.

    h1(x) = relu(x) + relu(-x)                             = |x|
    h2(x) = h1(x) + relu(2 (x - 1)) + relu(-2 (x + 1))

h1 meets x^2 at -1, 0, 1 and h2 at -2, -1, 0, 1, 2 as well; between those points x^2 lies below, by 1/4
at most.  So h2 does on [-2, 2] what h1 does on [-1, 1], while h1 errs by 2 there.  h2 is the formula of
the program in the source; the one printed in its text differs in a sign (see square_printed).

The squared loss is (1/2) times the integral of (x^2 - h)^2.
"""

from sympy import Abs, Integer, Integral, Max, Rational, S, Symbol

from certify.symbolic import Derivation, Relation, Supremum, rules, script
from certify.symbolic.printing import main

x = Symbol("x", real=True)
zero, quarter = S.Zero, Rational(1, 4)


def relu(z):
    return Max(z, 0)


h1 = relu(x) + relu(-x)
h2 = h1 + relu(2 * (x - 1)) + relu(-2 * (x + 1))


def worst(h, end, value):
    """The greatest error of h on [-end, end] is value."""
    conditions = (Relation(-Integer(end), "<=", x), Relation(x, "<=", Integer(end)))
    return Supremum(Abs(x**2 - h), conditions, value, True)


def loss(h, end, value):
    """The squared loss of h on [-end, end] is value."""
    return Relation(Integral((x**2 - h) ** 2 / 2, (x, -end, end)), "=", value)


@script(
    "square",
    "x^2 from ReLUs: sup errors 1/4 (h1 on [-1, 1]), 2 (h1 on [-2, 2]), 1/4 (h2 on [-2, 2]), and losses",
    "How does the ReLU produce non-linear interaction of its inputs? (question and answer)",
)
def derive(proof: Derivation):
    step = proof.step

    # Where the error comes from, for 0 <= x; both approximations are even.
    for name, h in (("h1", h1), ("h2", h2)):
        step(f"{name} even", "The units come in pairs.",
             rules.identity, h.subs(x, -x), h)
    step("one positive", "0 < 1.",
         rules.positive, S.One)
    step("right of 0", "The case 0 <= x.",
         rules.hypothesis, Relation(zero, "<=", x))
    step("up to 1", "The case x <= 1.",
         rules.hypothesis, Relation(x, "<=", S.One))
    step("left unit off", "-x <= 0.",
         rules.linear, Relation(-x, "<=", zero), (1, proof["right of 0"]))
    step("h1 right of 0", "relu(x) = x and relu(-x) = 0.",
         rules.resolved, Relation(h1, "=", x), proof["right of 0"], proof["left unit off"])
    step("outer left unit off", "-2 (x + 1) <= -2 x <= 0.",
         rules.linear, Relation(-2 * (x + 1), "<=", zero), (2, proof["right of 0"]),
         (2, proof["one positive"]))
    step("outer right unit off", "2 (x - 1) <= 0.",
         rules.linear, Relation(2 * (x - 1), "<=", zero), (2, proof["up to 1"]))
    step("h2 from 0 to 1", "The new units are off: h2 = h1 = x.",
         rules.resolved, Relation(h2, "=", x), proof["right of 0"], proof["left unit off"],
         proof["outer left unit off"], proof["outer right unit off"])
    step("from 1 on", "The case 1 <= x.",
         rules.hypothesis, Relation(S.One, "<=", x))
    step("right of 1", "0 < 1 <= x.",
         rules.linear, Relation(zero, "<", x), (1, proof["one positive"]), (1, proof["from 1 on"]))
    step("left unit off from 1 on", "-x <= 0.",
         rules.linear, Relation(-x, "<=", zero), (1, proof["right of 1"]))
    step("outer right unit on", "0 <= 2 (x - 1).",
         rules.linear, Relation(zero, "<=", 2 * (x - 1)), (2, proof["from 1 on"]))
    step("outer left unit off from 1 on", "-2 (x + 1) <= 0.",
         rules.linear, Relation(-2 * (x + 1), "<=", zero), (2, proof["right of 1"]),
         (2, proof["one positive"]))
    step("h2 from 1 on", "h2 = x + 2 (x - 1).",
         rules.resolved, Relation(h2, "=", 3 * x - 2), proof["right of 1"],
         proof["left unit off from 1 on"], proof["outer right unit on"],
         proof["outer left unit off from 1 on"])
    step("error from 0 to 1", "h2 = h1 exceeds x^2 by x (1 - x).",
         rules.linear, Relation(h2 - x**2, "=", x * (1 - x)), (1, proof["h2 from 0 to 1"]))
    step("error from 1 on", "h2 exceeds x^2 by (x - 1) (2 - x), so it meets it again at 2.",
         rules.linear, Relation(h2 - x**2, "=", (x - 1) * (2 - x)), (1, proof["h2 from 1 on"]))

    # The exact sup errors and losses.
    for name, h, end, error, half_square in (
        ("h1", h1, 1, quarter, Rational(1, 30)),
        ("h1", h1, 2, Integer(2), Rational(16, 15)),
        ("h2", h2, 1, quarter, Rational(1, 30)),
        ("h2", h2, 2, quarter, Rational(1, 15)),
    ):
        step(f"error of {name} on [-{end}, {end}]", "At the ends of the pieces or in their vertices.",
             rules.greatest, worst(h, end, error), x)
        step(f"loss of {name} on [-{end}, {end}]", "Piece by piece.",
             rules.piecewise_integral, loss(h, end, half_square))

    proof.conclude("h1 even", "h2 even", "error from 0 to 1", "error from 1 on", "h1 right of 0",
                   *(f"{what} of {name} on [-{end}, {end}]" for what in ("error", "loss")
                     for name in ("h1", "h2") for end in (1, 2)))  # fmt: skip


if __name__ == "__main__":
    main(derive)
