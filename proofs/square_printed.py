"""The formula printed for the second approximation of x^2 is no improvement: it misses a sign.

Printed is     relu(x) + relu(-x) + relu(2x - 2) + relu(-2x + 2)  =  |x| + 2 |x - 1|,
the program is relu(x) + relu(-x) + relu(2x - 2) + relu(-2x - 2)     (see square).

The printed one is 2 at x = 0, and its greatest error is 4 on [-1, 1] and 17/4 on [-2, 2], where |x|
alone errs by 1/4 and 2, and the program's formula by 1/4 on both.
"""

from sympy import Abs, Integer, Max, Rational, S, Symbol

from certify.symbolic import Derivation, Relation, Supremum, rules, script
from certify.symbolic.printing import main

x, z = Symbol("x", real=True), Symbol("z", real=True)
zero = S.Zero


def relu(z):
    return Max(z, 0)


first = relu(x) + relu(-x)
printed = first + relu(2 * x - 2) + relu(-2 * x + 2)
program = first + relu(2 * x - 2) + relu(-2 * x - 2)


def worst(h, end, value):
    """The greatest error of h on [-end, end] is value."""
    conditions = (Relation(-Integer(end), "<=", x), Relation(x, "<=", Integer(end)))
    return Supremum(Abs(x**2 - h), conditions, value, True)


@script(
    "square_printed",
    "the printed h2 = relu(x) + relu(-x) + relu(2x-2) + relu(-2x+2) is closer to x^2 than |x|",
    "How does the ReLU produce non-linear interaction of its inputs? (question and answer)",
    status="refuted",
)
def derive(proof: Derivation):
    step = proof.step
    inside = (Relation(Integer(-2), "<=", x), Relation(x, "<=", Integer(2)))
    step("no improvement", "At 0, where h1 is exact, the printed formula is 2.",
         rules.counterexample, Relation(Abs(x**2 - printed), "<=", Abs(x**2 - first)), {x: zero},
         *inside)
    step("not within 1/4", "Nor does it keep the error of the program's formula.",
         rules.counterexample, Relation(Abs(x**2 - printed), "<=", Rational(1, 4)), {x: zero}, *inside)

    # Why: the two new units of the printed formula have their kinks at the same point.
    step("z not negative", "The case 0 <= z.",
         rules.hypothesis, Relation(zero, "<=", z))
    step("z not positive", "The case z <= 0.",
         rules.hypothesis, Relation(z, "<=", zero))
    step("-z not positive", "-z <= 0.",
         rules.linear, Relation(-z, "<=", zero), (1, proof["z not negative"]))
    step("-z not negative", "0 <= -z.",
         rules.linear, Relation(zero, "<=", -z), (1, proof["z not positive"]))
    pair = Relation(relu(z) + relu(-z), "=", Abs(z))
    step("pair, right", "relu(z) = z = |z| and relu(-z) = 0.",
         rules.resolved, pair, proof["z not negative"], proof["-z not positive"])
    step("pair, left", "relu(z) = 0 and relu(-z) = -z = |z|.",
         rules.resolved, pair, proof["z not positive"], proof["-z not negative"])
    step("pair", "Two units make an absolute value.",
         rules.cases, pair, proof["pair, right"], proof["pair, left"], Relation(zero, "<=", z))
    step("first pair", "The pair at z = x.",
         rules.instance, Relation(relu(x) + relu(-x), "=", Abs(x)), proof["pair"], {z: x})
    step("second pair", "The pair at z = 2 x - 2.",
         rules.instance, Relation(relu(2 * x - 2) + relu(-2 * x + 2), "=", 2 * Abs(x - 1)),
         proof["pair"], {z: 2 * x - 2})
    step("printed formula", "Both pairs.",
         rules.linear, Relation(printed, "=", Abs(x) + 2 * Abs(x - 1)), (1, proof["first pair"]),
         (1, proof["second pair"]))

    # The exact errors.
    step("error on [-1, 1]", "Taken at x = -1; |x| errs by 1/4.",
         rules.greatest, worst(printed, 1, Integer(4)), x)
    step("error on [-2, 2]", "Taken at x = -3/2; |x| errs by 2.",
         rules.greatest, worst(printed, 2, Rational(17, 4)), x)
    step("with the sign", "With -2x - 2 for -2x + 2, as in the program, the error is 1/4.",
         rules.greatest, worst(program, 2, Rational(1, 4)), x)

    proof.conclude("no improvement", "not within 1/4", "printed formula", "error on [-1, 1]",
                   "error on [-2, 2]", "with the sign")  # fmt: skip


if __name__ == "__main__":
    main(derive)
