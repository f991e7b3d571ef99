"""One wide sigmoid is x/2 on [-1, 1]: with lam = (1 + d^2/16)/d and 0 < d <= 1,

    |lam (2 S(d x) - 1) - x/2| <= d^2/96 + d^4/200.

2 S(2 z) - 1 is tanh z, and tanh' = 1 - tanh^2.  Right of 0, integrated again and again, this gives
tanh z <= z, then z - z^3/3 <= tanh z, and for z <= 1 then tanh z <= z - z^3/3 + 2 z^5/15.  At z = d x/2
the error is d^2 (x/32 - x^3/24) but for terms in d^4, and |x/32 - x^3/24| <= 1/96, as

    1 - 3 x + 4 x^3 = (1 + x)(2 x - 1)^2,     1 + 3 x - 4 x^3 = (1 - x)(2 x + 1)^2:

the factor 1 + d^2/16 makes the error at x = 1/2 and that at x = 1 the same.  Left of 0 the error is odd.
"""

from sympy import Abs, Integral, Rational, S, Symbol, exp, integrate

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs.staircase import sigmoid

x, t = Symbol("x", real=True), Symbol("t", nonnegative=True)
w, z = Symbol("w", nonnegative=True), Symbol("z", nonnegative=True)
d = Symbol("d", positive=True)
zero, one = S.Zero, S.One

lam = (1 + d**2 / 16) / d
bound = d**2 / 96 + d**4 / 200


def tanh(z):
    return 1 - 2 / (1 + exp(2 * z))


def error(x):
    """What the wide sigmoid lacks of x/2."""
    return lam * (2 * sigmoid(d * x) - 1) - x / 2


@script(
    "wide_sigmoid",
    "|lam (2 S(d x) - 1) - x/2| <= d^2/96 + d^4/200 on [-1, 1], lam = (1 + d^2/16)/d, 0 < d <= 1",
    "Taylor's formula for tanh",
)
def derive(proof: Derivation):
    step = proof.step

    # tanh between Taylor polynomials.
    slope = 1 - tanh(t) ** 2
    step("slope", "tanh' = 1 - tanh^2.",
         rules.derivative, tanh(t), t, slope)
    step("value", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(slope, (t, 0, z)), "=", tanh(z)), proof["slope"])
    step("z not negative", "By assumption.",
         rules.nonnegative, z)
    step("slope positive", "Written out.",
         rules.positive, 4 * exp(2 * t) / (1 + exp(2 * t)) ** 2)
    step("slope written out", "Common denominator.",
         rules.identity, slope, 4 * exp(2 * t) / (1 + exp(2 * t)) ** 2)
    step("slope not negative", "Both together.",
         rules.linear, Relation(zero, "<=", slope), (1, proof["slope positive"]),
         (-1, proof["slope written out"]))
    step("order 0", "An integral of what is not negative.",
         rules.integral_order, Relation(zero, "<=", Integral(slope, (t, 0, z))),
         proof["slope not negative"], proof["z not negative"])
    step("tanh not negative", "Right of 0.",
         rules.linear, Relation(zero, "<=", tanh(z)), (1, proof["order 0"]), (1, proof["value"]))
    step("tanh not negative in t", "The same for t.",
         rules.instance, Relation(zero, "<=", tanh(t)), proof["tanh not negative"], {z: t})
    step("square", "Squares are not negative.",
         rules.nonnegative, tanh(t) ** 2)
    step("slope at most 1", "tanh' = 1 - tanh^2.",
         rules.linear, Relation(slope, "<=", one), (1, proof["square"]))
    step("z at most 1", "For the upper bound of order 5.",
         rules.hypothesis, Relation(z, "<=", one))
    step("t up to z", "Between the ends of the integral.",
         rules.hypothesis, Relation(t, "<=", z))
    step("t at most 1", "Both together.",
         rules.linear, Relation(t, "<=", one), (1, proof["t up to z"]), (1, proof["z at most 1"]))

    def integrated(name, low, high):
        """From the order of the slopes, the step of this name, that of the values at z."""
        whole = [Integral(side, (t, 0, z)) if side.has(t) else side * z for side in (low, high)]
        step(f"{name}, integrals", "From 0 to z.",
             rules.integral_order, Relation(whole[0], "<=", whole[1]), proof[name],
             proof["z not negative"])
        polynomial, turn = (high, -1) if low == slope else (low, 1)
        anti = integrate(polynomial, t)
        step(f"{name}, antiderivative", "Term by term.",
             rules.derivative, anti, t, polynomial)
        step(f"{name}, polynomial", "The antiderivative is 0 at 0.",
             rules.integral, Relation(Integral(polynomial, (t, 0, z)), "=", anti.subs(t, z)),
             proof[f"{name}, antiderivative"])
        sides = (tanh(z), anti.subs(t, z)) if turn < 0 else (anti.subs(t, z), tanh(z))
        return step(f"{name}, values", "All together.",
                    rules.linear, Relation(sides[0], "<=", sides[1]), (1, proof[f"{name}, integrals"]),
                    (-turn, proof[f"{name}, polynomial"]), (turn, proof["value"]))

    integrated("slope at most 1", slope, one)
    step("below t", "The same for t.",
         rules.instance, Relation(tanh(t), "<=", t), proof["slope at most 1, values"], {z: t})
    step("sum not negative", "Both are not negative.",
         rules.linear, Relation(zero, "<=", t + tanh(t)), (2, proof["tanh not negative in t"]),
         (1, proof["below t"]))
    step("squares in order", "(t - tanh t)(t + tanh t) >= 0.",
         rules.product, Relation(tanh(t) ** 2, "<=", t**2), proof["below t"], proof["sum not negative"])
    step("slope from below", "tanh' = 1 - tanh^2.",
         rules.linear, Relation(1 - t**2, "<=", slope), (1, proof["squares in order"]))
    integrated("slope from below", 1 - t**2, slope)
    cubic = t - t**3 / 3
    step("above the cubic", "The same for t.",
         rules.instance, Relation(cubic, "<=", tanh(t)), proof["slope from below, values"], {z: t})
    step("factor of the cubic", "1 - t^2/3 >= 2/3 + (1 - t)(1 + t)/3.",
         rules.product, Relation(zero, "<=", (1 - t) * (1 + t) * t / 3), proof["t at most 1"],
         not_negative(step, "t part", (1 + t) * t / 3))
    step("t not negative", "By assumption.",
         rules.nonnegative, t)
    step("cubic and tanh", "Neither is negative.",
         rules.linear, Relation(zero, "<=", tanh(t) + cubic), (1, proof["tanh not negative in t"]),
         (1, proof["factor of the cubic"]), (Rational(2, 3), proof["t not negative"]))
    step("squares above", "(tanh t - cubic)(tanh t + cubic) >= 0.",
         rules.product, Relation(cubic**2, "<=", tanh(t) ** 2), proof["above the cubic"],
         proof["cubic and tanh"])
    step("sixth power", "A power of what is not negative.",
         rules.nonnegative, t**6 / 9)
    step("slope from above", "tanh' = 1 - tanh^2; the sixth power is dropped.",
         rules.linear, Relation(slope, "<=", 1 - t**2 + 2 * t**4 / 3), (1, proof["squares above"]),
         (1, proof["sixth power"]))
    integrated("slope from above", slope, 1 - t**2 + 2 * t**4 / 3)

    # At z = d w/2, 0 <= w <= 1.
    step("d at most 1", "By assumption.",
         rules.hypothesis, Relation(d, "<=", one))
    step("w at most 1", "On the right half.",
         rules.hypothesis, Relation(w, "<=", one))
    at = d * w / 2
    step("d w", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", (1 - d) * w), proof["d at most 1"],
         not_negative(step, "w part", w))
    step("at most 1", "d w/2 <= w/2 <= 1.",
         rules.linear, Relation(at, "<=", one), (Rational(1, 2), proof["d w"]),
         (Rational(1, 2), proof["w at most 1"]), (Rational(1, 2), not_negative(step, "1", one)))
    step("upper at z", "With d w/2 for z.",
         rules.instance, Relation(tanh(at), "<=", at - at**3 / 3 + 2 * at**5 / 15),
         proof["slope from above, values"], {z: at})
    step("upper there", "d w/2 is at most 1.",
         rules.cut, proof["upper at z"], proof["at most 1"])
    step("lower there", "With d w/2 for z.",
         rules.instance, Relation(at - at**3 / 3, "<=", tanh(at)), proof["slope from below, values"],
         {z: at})
    step("sigmoid", "2 S(2 z) - 1 = tanh z.",
         rules.identity, 2 * sigmoid(d * w) - 1, tanh(at))
    step("touching at 1/2", "A product of what is not negative.",
         rules.nonnegative, (1 + w) * (2 * w - 1) ** 2)
    step("touching at 1", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", (1 - w) * (2 * w + 1) ** 2), proof["w at most 1"],
         not_negative(step, "odd square", (2 * w + 1) ** 2))
    for n in (3, 5):
        step(f"w^{n}", "1 - w times a sum of powers.",
             rules.product, Relation(w**n, "<=", one), proof["w at most 1"],
             not_negative(step, f"powers up to {n - 1}", sum(w**j for j in range(n))))
    step("d^2", "1 - d^2 = (1 - d)(1 + d).",
         rules.product, Relation(d**2, "<=", one), proof["d at most 1"],
         not_negative(step, "1 + d", 1 + d))
    rest = d**4 * (Rational(1, 200) - Rational(17, 3840)) + d**4 * w**3 / 384
    step("rest above", "17/3840 < 1/200.",
         rules.nonnegative, rest)
    step("above", "The terms in d^2 by the first square, those in d^4 by d, w <= 1.",
         rules.linear, Relation(error(w), "<=", bound), (lam, proof["upper there"]),
         (lam, proof["sigmoid"]), (d**2 / 96, proof["touching at 1/2"]),
         (d**4 * Rational(17, 3840), proof["w^5"]), (d**4 * w**5 / 3840, proof["d^2"]),
         (1, proof["rest above"]))
    rest = d**4 * (Rational(1, 200) - Rational(1, 384))
    step("rest below", "1/384 < 1/200.",
         rules.nonnegative, rest)
    step("below", "The terms in d^2 by the second square, those in d^4 by w <= 1.",
         rules.linear, Relation(-error(w), "<=", bound), (lam, proof["lower there"]),
         (-lam, proof["sigmoid"]), (d**2 / 96, proof["touching at 1"]), (d**4 / 384, proof["w^3"]),
         (1, proof["rest below"]))
    step("right half", "Both sides.",
         rules.absolute, Within(error(w), bound), proof["above"], proof["below"])

    # The error is odd.
    size = Abs(x)
    step("at |x|", "|x| is not negative.",
         rules.instance, Within(error(size), bound), proof["right half"], {w: size})
    for name, direction, sign in (("right", Relation(zero, "<=", x), 1),
                                  ("left", Relation(x, "<=", zero), -1)):
        step(f"{name} of 0", "One of the two cases.",
             rules.hypothesis, direction)
        step(f"{name}, odd", "1 - 2 S(-y) = 2 S(y) - 1.",
             rules.resolved, Relation(error(size), "=", sign * error(x)), proof[f"{name} of 0"])
        step(f"{name}, turned", "Equals for equals.",
             rules.substitute, Within(sign * error(x), bound), proof["at |x|"], proof[f"{name}, odd"])
        step(f"{name}, error", "|-e| = |e|.",
             rules.scaled, Within(error(x), bound), sign, proof[f"{name}, turned"])
    step("wide sigmoid", "Both cases.",
         rules.cases, Within(error(x), bound), proof["right, error"], proof["left, error"],
         Relation(zero, "<=", x))

    proof.conclude("wide sigmoid")


def not_negative(step, name, expression):
    """A step that says that an expression in numbers that are not negative is not negative."""
    return step(f"{name} not negative", "Made of what is not negative.",
                rules.nonnegative, expression)


if __name__ == "__main__":
    main(derive)
