"""From the contour integral of a graded sum to the error of its quadrature.

With q = s0 = 3/2, b = 7/5, beta = sqrt(T^2 + q^2), T >= 157/20, the residue theorem bounds the error e
of the quadrature of |x| I by a tail and by integrals over the top and over one side of a rectangle,

    |e| <= tail + 2 top + 2 side,   top = (th/s0) int_0^T P M H da,   side = (th/s0) int_0^b P' M' H' dt,

P = |psi|, M = 1/|1 + w| and H = |cosh|/|sinh|^2 there.  From what is known of these at every point,

    |e| <= 2 th (2 beta + 56) exp(-beta).

The identity behind the first line is cited.  What is known at every point is assumed here, with the
lemmas that give it named beside it; ``graded_quadrature.txt`` puts them together.
"""

from sympy import Abs, Function, Integral, Rational, S, Symbol, exp, sqrt

from certify.symbolic import Derivation, Every, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import graded_end, strip_weight
from proofs.graded_end import T, a, least, rho, root
from proofs.pair_slope import cosh, sinh

t, v = Symbol("t", nonnegative=True), Symbol("v", positive=True)
y = Symbol("y", real=True)
e, tail, th = Symbol("e", real=True), Symbol("tail", real=True), Symbol("th", positive=True)
sine = Symbol("sine", positive=True)  # sin b
P, M, H, X, P1, M1, H1 = (
    Function(name, real=True) for name in ("P", "M", "H", "X", "P_1", "M_1", "H_1"))
zero, one = S.Zero, S.One
s0, b = Rational(3, 2), Rational(7, 5)
beta = root(T)
top = th / s0 * Integral(P(a) * M(a) * H(a), (a, 0, T))
side = th / s0 * Integral(P1(t) * M1(t) * H1(t), (t, 0, b))
IDENTITY = (
    "Q - |x| I = - int_T^oo F - 2 Re int F/(1 + w) over the path i b -> T + i b -> T, where F(tau) = "
    "phi(s0 |x| sinh tau) cosh tau/(s0 sinh^2 tau), w = exp(-2 pi i G/K) and Q is the sum of K F/G' "
    "over the nodes; F has no pole in the strip, and 1 + w is 0 at the nodes only."
)


def on_top(claim):
    return Every((a,), claim, (Relation(zero, "<=", a), Relation(a, "<=", T)))


def on_side(claim):
    return Every((t,), claim, (Relation(zero, "<=", t), Relation(t, "<=", b)))


factor = Rational(5, 4) * exp(root(a) - root(T))
TOP = {
    "P at most": (on_top(Relation(P(a), "<=", 1 + X(a))), "The pair off the axis: pair_off_axis."),
    "M at most": (on_top(Relation(M(a), "<=", factor)), "w is not near -1: away_from_zero."),
    "H at most": (on_top(Relation(H(a), "<=", 1 / (sine * cosh(a)))), "The weight: strip_weight."),
    "P": (on_top(Relation(zero, "<=", P(a))), "An absolute value."),
    "H": (on_top(Relation(zero, "<=", H(a))), "An absolute value."),
}
SIDE = {
    "P' at most": (on_side(Relation(P1(t), "<=", Rational(81, 5))), "The pair off the axis."),
    "M' at most": (on_side(Relation(2 * M1(t) ** 2, "<=", one)), "w is not near -1: away_from_zero."),
    "H' at most": (on_side(Relation(H1(t) * sinh(T) ** 2, "<=", cosh(T))),
                   "|cosh| <= cosh T and |sinh| >= sinh T."),
    "P'": (on_side(Relation(zero, "<=", P1(t))), "An absolute value."),
    "M'": (on_side(Relation(zero, "<=", M1(t))), "An absolute value."),
}


@script(
    "graded_contour",
    "|Q - |x| I| <= 2 th (2 beta + 56) exp(-beta) for the quadrature Q of a graded sum, beta >= 8",
    "The trapezoidal rule for analytic functions",
    status="cited",
)
def derive(proof: Derivation):
    step = proof.step

    # What is assumed.
    step("contour identity", "By the residue theorem: section 4 of graded_quadrature.txt.",
         rules.cite, IDENTITY,
         "The residue theorem: L. V. Ahlfors, Complex Analysis, 3rd ed. (1979), ch. 4.5")
    step("three parts", "The absolute values of the three integrals.",
         rules.hypothesis, Relation(Abs(e), "<=", tail + 2 * top + 2 * side))
    step("tail", "phi <= th, and cosh/sinh^2 is the derivative of -1/sinh.",
         rules.hypothesis, Relation(tail * s0 * sinh(T), "<=", th))
    step("end", "T^2 >= 64 - q^2.",
         rules.hypothesis, Relation(least, "<=", T))
    step("sine from", "sin(7/5), enclosed.",
         rules.hypothesis, Relation(Rational(98544, 10**5), "<=", sine))
    excess = Integral(X(a) * rho(a), (a, 0, T))
    step("excess on the top", "An integral without parameters, enclosed.",
         rules.hypothesis, Relation(excess, "<=", 29))
    step("a from 0", "On the top.",
         rules.hypothesis, Relation(zero, "<=", a))
    step("a to T", "On the top.",
         rules.hypothesis, Relation(a, "<=", T))
    for name, (assumed, reason) in TOP.items():
        step(name, reason,
             rules.apply, assumed.relation, assumed, {a: a}, proof["a from 0"], proof["a to T"])
    step("t from 0", "On the side.",
         rules.hypothesis, Relation(zero, "<=", t))
    step("t to b", "On the side.",
         rules.hypothesis, Relation(t, "<=", b))
    for name, (assumed, reason) in SIDE.items():
        step(name, reason,
             rules.apply, assumed.relation, assumed, {t: t}, proof["t from 0"], proof["t to b"])
    step("T positive", "By assumption.",
         rules.nonnegative, T)

    # On the top: P M H <= (1 + X) (5/4) exp(-beta)/sin b rho.
    step("M bound", "An exponential.",
         rules.positive, factor)
    step("M H, first", "A product of what is not negative.",
         rules.product, Relation(M(a) * H(a), "<=", factor * H(a)), proof["M at most"], proof["H"])
    step("M H, then", "A product of what is not negative.",
         rules.product, Relation(factor * H(a), "<=", factor / (sine * cosh(a))), proof["H at most"],
         proof["M bound"])
    step("M H", "Both together.",
         rules.linear, Relation(M(a) * H(a), "<=", factor / (sine * cosh(a))), (1, proof["M H, first"]),
         (1, proof["M H, then"]))
    step("bound of M H", "A quotient of positive numbers.",
         rules.positive, factor / (sine * cosh(a)))
    step("P M H, first", "A product of what is not negative.",
         rules.product, Relation(P(a) * M(a) * H(a), "<=", P(a) * factor / (sine * cosh(a))),
         proof["M H"],
         proof["P"])
    step("P M H, then", "A product of what is not negative.",
         rules.product,
         Relation(P(a) * factor / (sine * cosh(a)), "<=", (1 + X(a)) * factor / (sine * cosh(a))),
         proof["P at most"], proof["bound of M H"])
    front = Rational(5, 4) * exp(-beta) / sine
    step("P M H", "Both together.",
         rules.linear, Relation(P(a) * M(a) * H(a), "<=", front * rho(a) + front * X(a) * rho(a)),
         (1, proof["P M H, first"]), (1, proof["P M H, then"]))
    step("integral over the top", "From 0 to T.",
         rules.integral_order,
         Relation(Integral(P(a) * M(a) * H(a), (a, 0, T)), "<=",
                  Integral(front * rho(a) + front * X(a) * rho(a), (a, 0, T))),
         proof["P M H"], proof["T positive"], P(a), M(a), H(a), X(a))

    # The integral of rho up to T is at most 9 T/4 + 6, as rho falls from 10 on below 9/4.
    proof.quote("rho falls", strip_weight.derive, "rho falls")
    proof.quote("rho at 10", graded_end.derive, "weight at 10")
    proof.quote("rho to 10", graded_end.derive, "weight to 10")
    step("q from 1", "q = 3/2.",
         rules.enclosure, Relation(one, "<=", s0))
    step("T from 10", "The first case.",
         rules.hypothesis, Relation(S(10), "<=", T))
    step("rho falls from 10, any q", "From 10 to v.",
         rules.instance, Relation(rho(v), "<=", rho(S(10))), proof["rho falls"],
         {strip_weight.q: s0, strip_weight.t: S(10), strip_weight.u: v})
    step("rho falls from 10", "q is at least 1.",
         rules.cut, proof["rho falls from 10, any q"], proof["q from 1"])
    step("rho from 10", "Both together.",
         rules.linear, Relation(rho(v), "<=", Rational(9, 4)), (1, proof["rho falls from 10"]),
         (1, proof["rho at 10"]))
    step("rho beyond 10", "From 10 to T.",
         rules.integral_order, Relation(Integral(rho(v), (v, 10, T)), "<=", Rational(9, 4) * (T - 10)),
         proof["rho from 10"], proof["T from 10"])
    step("v is a, beyond 10", "Another name.",
         rules.renamed, Integral(rho(v), (v, 10, T)), a)
    to_end = Integral(rho(a), (a, 0, T))
    step("cut at 10", "Up to 10 and from there.",
         rules.split_integral, to_end, S(10))
    step("number", "6 > 11/2.",
         rules.positive, Rational(1, 2))
    step("rho to T, T >= 10", "28 + (9/4)(T - 10).",
         rules.linear, Relation(to_end, "<=", 9 * T / 4 + 6), (1, proof["cut at 10"]),
         (1, proof["rho to 10"]), (-1, proof["v is a, beyond 10"]), (1, proof["rho beyond 10"]),
         (1, proof["number"]))
    step("T to 10", "The second case.",
         rules.hypothesis, Relation(T, "<=", S(10)))
    step("rho falls to 10, any q", "From v to 10.",
         rules.instance, Relation(rho(S(10)), "<=", rho(v)), proof["rho falls"],
         {strip_weight.q: s0, strip_weight.t: v, strip_weight.u: S(10)})
    step("rho falls to 10", "q is at least 1.",
         rules.cut, proof["rho falls to 10, any q"], proof["q from 1"])
    step("rho at 10 from below", "Enclosed.",
         rules.enclosure, Relation(Rational(11, 5), "<", rho(S(10))))
    step("rho before 10", "Both together.",
         rules.linear, Relation(Rational(11, 5), "<=", rho(v)), (1, proof["rho falls to 10"]),
         (1, proof["rho at 10 from below"]))
    step("rho from T to 10", "From T to 10.",
         rules.integral_order, Relation(Rational(11, 5) * (10 - T), "<=", Integral(rho(v), (v, T, 10))),
         proof["rho before 10"], proof["T to 10"])
    step("v is a, before 10", "Another name.",
         rules.renamed, Integral(rho(v), (v, T, 10)), a)
    step("cut at T", "Up to T and from there.",
         rules.split_integral, Integral(rho(a), (a, 0, 10)), T)
    step("rho to T, T <= 10", "28 - (11/5)(10 - T), and T >= 0.",
         rules.linear, Relation(to_end, "<=", 9 * T / 4 + 6), (-1, proof["cut at T"]),
         (1, proof["rho to 10"]), (1, proof["v is a, before 10"]), (1, proof["rho from T to 10"]),
         (Rational(1, 20), proof["T positive"]))
    step("rho to T", "In both cases.",
         rules.cases, Relation(to_end, "<=", 9 * T / 4 + 6), proof["rho to T, T <= 10"],
         proof["rho to T, T >= 10"], Relation(T, "<=", S(10)))

    # The top.
    step("sum of T and beta", "Both are positive.",
         rules.positive, T + beta)
    step("difference of squares", "beta^2 - T^2 = 9/4.",
         rules.nonnegative, Rational(9, 4))
    step("product of the two", "The same.",
         rules.linear, Relation(zero, "<=", (T + beta) * (beta - T)), (1,
         proof["difference of squares"]))
    step("T to beta", "Divided by the sum.",
         rules.divided, Relation(T, "<=", beta), proof["product of the two"], proof["sum of T and beta"])
    step("integral of the bound", "At most 9 beta/4 + 6 + 29.",
         rules.linear,
         Relation(Integral(P(a) * M(a) * H(a), (a, 0, T)), "<=", front * (9 * beta / 4 + 35)),
         (1, proof["integral over the top"]), (front, proof["rho to T"]),
         (front, proof["excess on the top"]), (9 * front / 4, proof["T to beta"]))
    least_sine = Rational(98544, 10**5)
    step("1/sine", "Of positive numbers.",
         rules.linear, Relation(1 / sine, "<=", 1 / least_sine), (1 / (least_sine * sine),
         proof["sine from"]))
    on_the_top = Rational(5, 4) / s0 / least_sine
    step("top", "Both together.",
         rules.linear, Relation(top, "<=", th * exp(-beta) * on_the_top * (9 * beta / 4 + 35)),
         (th / s0, proof["integral of the bound"]),
         (th / s0 * Rational(5, 4) * exp(-beta) * (9 * beta / 4 + 35), proof["1/sine"]))

    # Where exp(-2 T) is tiny: 1 <= 2.001 sinh T exp(-T) and cosh T <= 2.001 sinh^2 T exp(-T).
    near, tiny = Rational(2001, 1000), Rational(1, 4 * 10**6)
    step("exponential", "It is its own derivative.",
         rules.derivative, exp(y), y, exp(y))
    step("exponential positive", "Always.",
         rules.positive, exp(y))
    step("exponential increases", "Its slope is positive.",
         rules.monotone, exp(y), y, 1, proof["exponential"], proof["exponential positive"])
    step("-2 T", "T >= 157/20.",
         rules.linear, Relation(-2 * T, "<=", -2 * least), (2, proof["end"]))
    step("exp(-2 T), first", "The exponential increases.",
         rules.ordered, Relation(exp(-2 * T), "<=", exp(-2 * least)), proof["exponential increases"],
         proof["-2 T"])
    step("tiny", "Enclosed.",
         rules.enclosure, Relation(exp(-2 * least), "<", tiny))
    step("exp(-2 T)", "Both together.",
         rules.linear, Relation(exp(-2 * T), "<=", tiny), (1, proof["exp(-2 T), first"]),
         (1, proof["tiny"]))
    step("rest of 1", "Positive.",
         rules.positive, near / 2 - 1 - near / 2 * tiny)
    step("sinh at the end", "2.001 (1 - exp(-2 T))/2.",
         rules.linear, Relation(one, "<=", near * sinh(T) * exp(-T)), (near / 2, proof["exp(-2 T)"]),
         (1, proof["rest of 1"]))
    step("sinh positive, rest", "Positive.",
         rules.positive, exp(T) / 2 * (1 - tiny))
    step("sinh positive", "exp(T) (1 - exp(-2 T))/2.",
         rules.linear, Relation(zero, "<", sinh(T)), (exp(T) / 2, proof["exp(-2 T)"]),
         (1, proof["sinh positive, rest"]))
    step("sinh^2 positive", "A product of positive numbers.",
         rules.product, Relation(zero, "<", sinh(T) ** 2), proof["sinh positive"],
         proof["sinh positive"])
    large = (near / 4 - Rational(1, 2)) / tiny
    rest = exp(-T) * (large - near / 2 - Rational(1, 2) + near / 4 * exp(-2 * T))
    step("rest of cosh", "Positive.",
         rules.positive, rest)
    step("cosh at the end", "2.001 (exp(2 T) - 2)/4 exceeds (exp(2 T) + 1)/2.",
         rules.linear, Relation(cosh(T), "<=", near * sinh(T) ** 2 * exp(-T)),
         (large * exp(T), proof["exp(-2 T)"]), (1, proof["rest of cosh"]))
    proof.quote("excess", graded_end.derive, "excess")
    step("-T", "beta <= T + 1/7.",
         rules.linear, Relation(-T, "<=", Rational(1, 7) - beta), (1, proof["excess"]))
    step("exp(-T), first", "The exponential increases.",
         rules.ordered, Relation(exp(-T), "<=", exp(Rational(1, 7) - beta)),
         proof["exponential increases"], proof["-T"])
    wide = Rational(11536, 10**4)
    step("seventh", "Enclosed.",
         rules.enclosure, Relation(exp(Rational(1, 7)), "<", wide))
    step("exp(-T)", "Both together.",
         rules.linear, Relation(exp(-T), "<=", wide * exp(-beta)), (1, proof["exp(-T), first"]),
         (exp(-beta), proof["seventh"]))

    # The tail.
    step("tail, product", "th <= 2.001 th sinh T exp(-T).",
         rules.linear, Relation(zero, "<=", sinh(T) * (near * th * exp(-T) / s0 - tail)),
         (1 / s0, proof["tail"]), (th / s0, proof["sinh at the end"]))
    step("tail, divided", "By sinh T.",
         rules.divided, Relation(tail, "<=", near * th * exp(-T) / s0), proof["tail, product"],
         proof["sinh positive"])
    step("tail bound", "exp(-T) is at most 1.1536 exp(-beta).",
         rules.linear, Relation(tail, "<=", th * exp(-beta) * near * wide / s0),
         (1, proof["tail, divided"]), (near * th / s0, proof["exp(-T)"]))

    # The side.
    step("H', product", "cosh T <= 2.001 sinh^2 T exp(-T).",
         rules.linear, Relation(zero, "<=", sinh(T) ** 2 * (near * exp(-T) - H1(t))),
         (1, proof["H' at most"]), (1, proof["cosh at the end"]))
    step("H', divided", "By sinh^2 T.",
         rules.divided, Relation(H1(t), "<=", near * exp(-T)), proof["H', product"],
         proof["sinh^2 positive"])
    step("half", "A positive number.",
         rules.nonnegative, Rational(1, 2))
    step("M'^2", "Half of it.",
         rules.linear, Relation(M1(t) ** 2, "<=", Rational(1, 2)), (Rational(1, 2), proof["M' at most"]))
    step("M' within", "The root.",
         rules.root, Within(M1(t), sqrt(Rational(1, 2))), proof["M'^2"], proof["half"])
    step("M' bound", "One side.",
         rules.sides, Relation(M1(t), "<=", sqrt(Rational(1, 2))), proof["M' within"])
    high = near * exp(-T)
    step("bound of H'", "An exponential.",
         rules.positive, high)
    step("M' H', first", "A product of what is not negative.",
         rules.product, Relation(M1(t) * H1(t), "<=", M1(t) * high), proof["H', divided"], proof["M'"])
    step("M' H', then", "A product of what is not negative.",
         rules.product, Relation(M1(t) * high, "<=", sqrt(Rational(1, 2)) * high), proof["M' bound"],
         proof["bound of H'"])
    step("M' H'", "Both together.",
         rules.linear, Relation(M1(t) * H1(t), "<=", sqrt(Rational(1, 2)) * high),
         (1, proof["M' H', first"]), (1, proof["M' H', then"]))
    step("P' M' H', first", "A product of what is not negative.",
         rules.product, Relation(P1(t) * M1(t) * H1(t), "<=", P1(t) * sqrt(Rational(1, 2)) * high),
         proof["M' H'"], proof["P'"])
    step("P' M' H'", "P' is at most 81/5.",
         rules.linear, Relation(P1(t) * M1(t) * H1(t), "<=", Rational(81, 5) * sqrt(Rational(1,
         2)) * high),
         (1, proof["P' M' H', first"]), (sqrt(Rational(1, 2)) * high, proof["P' at most"]))
    step("b positive", "7/5.",
         rules.nonnegative, b)
    step("integral over the side", "From 0 to b.",
         rules.integral_order,
         Relation(Integral(P1(t) * M1(t) * H1(t), (t, 0, b)), "<=",
                  b * Rational(81, 5) * sqrt(Rational(1, 2)) * high),
         proof["P' M' H'"], proof["b positive"], P1(t), M1(t), H1(t))
    on_the_side = b * Rational(81, 5) * sqrt(Rational(1, 2)) * near * wide / s0
    step("side", "exp(-T) is at most 1.1536 exp(-beta).",
         rules.linear, Relation(side, "<=", th * exp(-beta) * on_the_side),
         (th / s0, proof["integral over the side"]),
         (th / s0 * b * Rational(81, 5) * sqrt(Rational(1, 2)) * near, proof["exp(-T)"]))

    # All together.
    step("numbers", "Enclosed.",
         rules.enclosure, Relation(near * wide / s0 + 70 * on_the_top + 2 * on_the_side, "<", 112))
    step("beta", "4 exceeds the factor of beta on the top.",
         rules.positive, (4 - Rational(9, 2) * on_the_top) * beta)
    unit = th * exp(-beta)
    step("quadrature", "The sum of the parts.",
         rules.linear, Relation(Abs(e), "<=", 2 * unit * (2 * beta + 56)), (1, proof["three parts"]),
         (1, proof["tail bound"]), (2, proof["top"]), (2, proof["side"]), (unit, proof["numbers"]),
         (unit, proof["beta"]))

    proof.conclude("contour identity", "quadrature")


if __name__ == "__main__":
    main(derive)
