"""A uniform bound bounds the mean squared error; and the staircase's, enclosed.

If |e(x)| <= E on [a, b], then the integral of e^2 over [a, b] is at most (b - a) E^2, so the mean is
at most E^2.  For the staircase of n = 11 grid points and k = 4, the integral of (relu - g)^2 over
[-1, 1] is enclosed by the midpoint rule with its remainder, on both sides of the kink.
"""

from sympy import Function, Integral, Max, Rational, S, Symbol

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main
from proofs.staircase import sigmoid, x

e = Function("e", real=True)
a, w, E = Symbol("a", real=True), Symbol("w", positive=True), Symbol("E", nonnegative=True)
b = a + w
zero, one = S.Zero, S.One

steps, k = 10, 4
stairs = sum(sigmoid(k * (steps * x - i)) for i in range(1, steps + 1)) / steps
square_left, square_right = stairs**2, (x - stairs) ** 2
low, high = Rational(237, 10**5), Rational(240, 10**5)


@script(
    "mean_square",
    "|f - g| <= E on [a, b] gives a mean squared error of at most E^2; the staircase's is enclosed",
    "Lecture 14: Vanishing Gradients and Approximation Theory (CMSE 890-002, 2020)",
)
def derive(proof: Derivation):
    step = proof.step

    # The mean of a square that is at most E^2.
    inside = (Relation(a, "<=", x), Relation(x, "<=", b))
    step("from a", "x lies in [a, b].",
         rules.hypothesis, inside[0])
    step("to b", "x lies in [a, b].",
         rules.hypothesis, inside[1])
    step("at most E", "e is the error f - g; its uniform bound.",
         rules.apply, Relation(e(x), "<=", E), Every((x,), Relation(e(x), "<=", E), inside), {},
         proof["from a"], proof["to b"])
    step("at least -E", "The other side.",
         rules.apply, Relation(-E, "<=", e(x)), Every((x,), Relation(-E, "<=", e(x)), inside), {},
         proof["from a"], proof["to b"])
    step("square at most E^2", "(E - e)(E + e) is not negative.",
         rules.product, Relation(e(x) ** 2, "<=", E**2), proof["at most E"], proof["at least -E"])
    step("a before b", "By assumption.",
         rules.positive, w)
    step("integral of the square", "The integrand is at most E^2, if the error is continuous.",
         rules.integral_order, Relation(Integral(e(x) ** 2, (x, a, b)), "<=", w * E**2),
         proof["square at most E^2"], proof["a before b"], e(x))
    step("mean", "Divide by the length.",
         rules.linear, Relation(Integral(e(x) ** 2, (x, a, b)) / w, "<=", E**2),
         (1 / w, proof["integral of the square"]))

    # The staircase with n = 11 and k = 4: relu is 0 on [-1, 0] and x on [0, 1].
    whole = Integral((Max(x, 0) - stairs) ** 2, (x, -1, 1))
    left, right = Integral(square_left, (x, -1, 0)), Integral(square_right, (x, 0, 1))
    step("at the kink", "The two sides of 0.",
         rules.split_integral, whole, zero)
    step("x <= 0", "On the left.",
         rules.hypothesis, Relation(x, "<=", zero))
    step("error on the left", "relu(x) = 0.",
         rules.resolved, Relation((Max(x, 0) - stairs) ** 2, "=", square_left), proof["x <= 0"])
    step("integral on the left", "The integrands are equal there.",
         rules.integral_equal, Relation(Integral((Max(x, 0) - stairs) ** 2, (x, -1, 0)), "=", left),
         proof["error on the left"])
    step("x >= 0", "On the right.",
         rules.hypothesis, Relation(zero, "<=", x))
    step("error on the right", "relu(x) = x.",
         rules.resolved, Relation((Max(x, 0) - stairs) ** 2, "=", square_right), proof["x >= 0"])
    step("integral on the right", "The integrands are equal there.",
         rules.integral_equal, Relation(Integral((Max(x, 0) - stairs) ** 2, (x, 0, 1)), "=", right),
         proof["error on the right"])
    tiny = Rational(1, 10**6)
    step("squares", "Not negative.",
         rules.nonnegative, square_left)
    step("ends", "0 < 1.",
         rules.positive, one)
    step("left from below", "An integral of squares.",
         rules.integral_order, Relation(zero, "<=", left), proof["squares"], proof["ends"])
    step("left from above", "The midpoint rule with its remainder.",
         rules.integral_enclosure, Relation(left, "<", tiny), 32)
    step("right from below", "The same.",
         rules.integral_enclosure, Relation(low, "<", right), 150)
    step("right from above", "The same.",
         rules.integral_enclosure, Relation(right, "<", high), 150)
    parts = [(1, proof["at the kink"]), (1, proof["integral on the left"]),
             (1, proof["integral on the right"])]
    step("staircase from below", "Both parts.",
         rules.linear, Relation(low, "<", whole), (1, proof["left from below"]),
         (1, proof["right from below"]), *[(-f, fact) for f, fact in parts])
    step("staircase from above", "Both parts.",
         rules.linear, Relation(whole, "<", high + tiny), (1, proof["left from above"]),
         (1, proof["right from above"]), *parts)
    proof.conclude("mean", "staircase from below", "staircase from above")


if __name__ == "__main__":
    main(derive)
