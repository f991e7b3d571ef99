"""The first three terms of the sine's expansion, with a bound of the rest for every real x:

    |sin x - (x - x^3/6 + x^5/120)| <= |x|^7/5040.

Right of 0, cos t <= 1 is integrated from 0 to x again and again: sin x <= x, 1 - cos x <= x^2/2, and so
on, up to the lower bound with x^7/5040.  Both sides of the claim are even in x, and so they are the same
left of 0.
"""

from sympy import Abs, Integral, S, Symbol, cos, integrate, sin

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main

t, x = Symbol("t", real=True), Symbol("x", real=True)
zero = S.Zero


def polynomial(z):
    return z - z**3 / 6 + z**5 / 120


@script(
    "sine",
    "|sin x - (x - x^3/6 + x^5/120)| <= |x|^7/5040 for all real x",
    "How does the ReLU produce non-linear interaction of its inputs? (question and answer)",
)
def derive(proof: Derivation):
    step = proof.step

    step("half angle", "1 - cos t = 2 sin(t/2)^2.",
         rules.identity, 1 - cos(t), 2 * sin(t / 2) ** 2)
    step("square", "A square is not negative.",
         rules.nonnegative, 2 * sin(t / 2) ** 2)
    step("cosine", "cos t <= 1.",
         rules.linear, Relation(zero, "<=", 1 - cos(t)), (1, proof["square"]), (-1, proof["half angle"]))
    step("right of 0", "The integrals go from 0 to x.",
         rules.hypothesis, Relation(zero, "<=", x))

    # rest: the Taylor sum up to the degree n minus the function, or the other way round; not negative.
    rest = 1 - cos(t)
    known = proof["cosine"]
    for n in range(1, 8):
        start, rest = rest, _integrated(rest, n)
        step(f"order {n}", "An integral of what is not negative.",
             rules.integral_order, Relation(zero, "<=", Integral(start, (t, 0, x))), known,
             proof["right of 0"])
        step(f"antiderivative {n}", "Term by term.",
             rules.derivative, rest, t, start)
        step(f"integral {n}", "The antiderivative is 0 at 0.",
             rules.integral, Relation(Integral(start, (t, 0, x)), "=", rest.subs(t, x)),
             proof[f"antiderivative {n}"])
        known = step(f"bound {n}", "The last two together.",
                     rules.linear, Relation(zero, "<=", rest.subs(t, x)), (1, proof[f"order {n}"]),
                     (1, proof[f"integral {n}"]))
        if n < 7:
            known = step(f"bound {n} in t", "The same for t.",
                         rules.instance, Relation(zero, "<=", rest), known, {x: t})

    # The fifth and the seventh bound at |x|, which is not negative.
    at = Abs(x)
    error, size = sin(x) - polynomial(x), at**7 / 5040
    step("size", "Absolute values are not negative.",
         rules.nonnegative, at)
    for n, bound in ((5, polynomial(at) - sin(at)), (7, sin(at) - polynomial(at) + size)):
        step(f"bound {n} in |x|", "With |x| for x.",
             rules.instance, Relation(zero, "<=", bound), proof[f"bound {n}"], {x: at})
        step(f"bound {n} at |x|", "|x| lies right of 0.",
             rules.cut, proof[f"bound {n} in |x|"], proof["size"])
    step("size to the seventh", "A power of what is not negative.",
         rules.nonnegative, size)
    step("above", "sin |x| is at most the polynomial.",
         rules.linear, Relation(sin(at) - polynomial(at), "<=", size), (1, proof["bound 5 at |x|"]),
         (1, proof["size to the seventh"]))
    step("below", "The seventh bound.",
         rules.linear, Relation(polynomial(at) - sin(at), "<=", size), (1, proof["bound 7 at |x|"]))

    # The error is odd.
    step("left of 0", "The other case.",
         rules.hypothesis, Relation(x, "<=", zero))
    step("same right of 0", "|x| = x.",
         rules.resolved, Relation(sin(at) - polynomial(at), "=", error), proof["right of 0"])
    step("turned left of 0", "|x| = -x, and sin and the polynomial are odd.",
         rules.resolved, Relation(sin(at) - polynomial(at), "=", -error), proof["left of 0"])
    for side, sign, first, second in (("right", 1, "above", "below"), ("left", -1, "below", "above")):
        equal = proof["same right of 0" if sign > 0 else "turned left of 0"]
        step(f"above, {side} of 0", f"The bound '{first}'.",
             rules.linear, Relation(error, "<=", size), (1, proof[first]), (-sign, equal))
        step(f"below, {side} of 0", f"The bound '{second}'.",
             rules.linear, Relation(-error, "<=", size), (1, proof[second]), (sign, equal))
        step(f"error {side} of 0", "Both sides.",
             rules.absolute, Within(error, size), proof[f"above, {side} of 0"],
             proof[f"below, {side} of 0"])
    step("remainder", "Both cases.",
         rules.cases, Within(error, size), proof["error right of 0"], proof["error left of 0"],
         Relation(zero, "<=", x))

    proof.conclude("remainder")


def _integrated(rest, n):
    """The antiderivative of 1 - cos t, t - sin t, ... that is 0 at 0."""
    big = integrate(rest, t)
    return big - big.subs(t, 0)


if __name__ == "__main__":
    main(derive)
