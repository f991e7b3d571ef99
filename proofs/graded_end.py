"""The numbers of the graded bound that belong to the end of its node map, for q = 3/2.

With R(t) = sqrt(t^2 + 9/4) and beta = R(T) >= 8, T >= sqrt(247)/2 > 157/20, and

    R(T) - R(T - 17/10) > log 5     and     R(T) - T <= 1/7     for T >= 157/20;

the first difference increases with T, as v/R(v) does.  And the integral of exp(R(a))/cosh a from 0 to
10 is at most 28, the integrand at 10 below 9/4.
"""

from sympy import Integral, Rational, S, Symbol, exp, log, sqrt

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

T, a, x = Symbol("T", positive=True), Symbol("a", nonnegative=True), Symbol("x", real=True)
step_back, least = Rational(17, 10), Rational(157, 20)
zero, one = S.Zero, S.One


def root(t):
    return sqrt(t**2 + Rational(9, 4))


def rho(a):
    return 2 * exp(root(a)) / (exp(a) + exp(-a))


@script(
    "graded_end",
    "R(T) - R(T - 17/10) > log 5 and R(T) - T <= 1/7 for T >= 157/20, where R(t) = sqrt(t^2 + 9/4)",
    "The fundamental theorem of calculus",
)
def derive(proof: Derivation):
    step = proof.step
    step("end", "By assumption.",
         rules.hypothesis, Relation(least, "<=", T))

    # v/R(v) increases: its slope is (9/4)/R^3.
    step("slope", "The quotient rule.",
         rules.derivative, x / root(x), x, Rational(9, 4) / root(x) ** 3)
    step("slope positive", "A root of a positive number.",
         rules.positive, Rational(9, 4) / root(x) ** 3)
    step("ratio increases", "Its slope is positive.",
         rules.monotone, x / root(x), x, 1, proof["slope"], proof["slope positive"])
    step("back", "0 <= 17/10.",
         rules.positive, step_back)
    step("earlier", "17/10 to the left.",
         rules.linear, Relation(x - step_back, "<=", x), (1, proof["back"]))
    earlier = x - step_back
    step("ratios in order", "The ratio increases.",
         rules.ordered, Relation(earlier / root(earlier), "<=", x / root(x)), proof["ratio increases"],
         proof["earlier"])

    # So the difference increases: by the integral of the ratios from 157/20 to T.
    drop = root(x) - root(earlier)
    change = x / root(x) - earlier / root(earlier)
    step("slope of the drop", "The chain rule.",
         rules.derivative, drop, x, change)
    step("drop does not fall", "The ratios are in order.",
         rules.linear, Relation(zero, "<=", change), (1, proof["ratios in order"]))
    step("integral", "From 157/20 to T.",
         rules.integral_order, Relation(zero, "<=", Integral(change, (x, least, T))),
         proof["drop does not fall"], proof["end"])
    step("gain", "The fundamental theorem of calculus.",
         rules.integral,
         Relation(Integral(change, (x, least, T)), "=", drop.subs(x, T) - drop.subs(x, least)),
         proof["slope of the drop"])
    step("drop there", "Enclosed.",
         rules.enclosure, Relation(log(5), "<", drop.subs(x, least)))
    step("drop", "All together.",
         rules.linear, Relation(log(5), "<", drop.subs(x, T)), (1, proof["integral"]),
         (1, proof["gain"]), (1, proof["drop there"]))

    # (T + 1/7)^2 >= T^2 + 9/4.
    step("numbers", "2 (157/20)/7 + 1/49 > 9/4.",
         rules.positive, 2 * least / 7 + Rational(1, 49) - Rational(9, 4))
    step("square", "(T + 1/7)^2 >= T^2 + 9/4.",
         rules.linear,
         Relation(zero, "<=", (T + Rational(1, 7) - root(T)) * (T + Rational(1, 7) + root(T))),
         (Rational(2, 7), proof["end"]), (1, proof["numbers"]))
    step("sum", "Positive terms.",
         rules.positive, T + Rational(1, 7) + root(T))
    step("excess", "Divided by the sum.",
         rules.divided, Relation(root(T), "<=", T + Rational(1, 7)), proof["square"], proof["sum"])

    # The weight on the line, with everything but the pair.
    step("weight at 10", "Enclosed.",
         rules.enclosure, Relation(rho(S(10)), "<", Rational(9, 4)))
    step("weight to 10", "Enclosed piece by piece.",
         rules.integral_enclosure, Relation(Integral(rho(a), (a, 0, 10)), "<", S(28)), 400)

    proof.conclude("drop", "excess", "weight at 10", "weight to 10")


if __name__ == "__main__":
    main(derive)
