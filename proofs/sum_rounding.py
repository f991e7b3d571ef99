"""What the rounding of networks by sums of sigmoids rests on.

Scaling: where |relu(y) - G(y)| <= E for |y| <= 1, r G(z/r) is within r E of relu(z) for |z| <= r.

Rounding: let q_i = p_i + e + g_i stand for p_i = y + c_i, and u_i for w a_i.  With ascending c_i,
A_i = a_1 + ... + a_i and B = 9623/100000 > sqrt(3)/18 >= |S''|,

    |sum a_i S'(y + c_i)| <= K = |A_m|/4 + B sum over i < m of |A_i| (c_(i+1) - c_i),
    |sum u_i S(q_i) - w sum a_i S(p_i)| <= sum |u_i - w a_i| + |w| (sum |a_i| |g_i|/4 + |e| K).

The bound K is summation by parts; the rest are mean values of slopes.  S is written with tanh here.
"""

from sympy import Abs, Function, Integral, Max, Rational, S, Sum, Symbol, sqrt, tanh

from certify.symbolic import Derivation, Every, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import activations, shallow_network
from proofs.staircase import sigmoid

t, s, y, z, e, g, w, E = (Symbol(name, real=True) for name in ("t", "s", "y", "z", "e", "g", "w", "E"))
r = Symbol("r", positive=True)
i, m = Symbol("i", integer=True), Symbol("m", integer=True, positive=True)
a, c, u, A, off = (Function(name, real=True) for name in ("a", "c", "u", "A", "g_"))
G = Function("G", real=True)
zero, one, quarter = S.Zero, S.One, Rational(1, 4)
bend = Rational(9623, 100000)


def level(x):
    """S."""
    return (1 + tanh(x / 2)) / 2


def slope(x):
    """S'."""
    return (1 - tanh(x / 2) ** 2) / 4


def turn(x):
    """S''."""
    return -tanh(x / 2) * (1 - tanh(x / 2) ** 2) / 4


def total(term):
    """The sum of term(i) for i = 1, ..., m."""
    return Sum(term(i), (i, 1, m))


first = Relation(A(1), "=", a(1))
partial = Every((i,), Relation(A(i + 1), "=", A(i) + a(i + 1)))
ascending = Every((i,), Relation(c(i), "<=", c(i + 1)))
close = Every((y,), Relation(Abs(Max(y, 0) - G(y)), "<=", E), (Relation(Abs(y), "<=", one),))
steepest = Abs(A(m)) / 4 + bend * Sum(Abs(A(i)) * (c(i + 1) - c(i)), (i, 1, m - 1))


@script(
    "sum_rounding",
    "|sum u_i S(p_i+e+g_i) - w sum a_i S(p_i)| <= sum |u_i - w a_i| + |w| (sum |a_i g_i|/4 + |e| K)",
    "Summation by parts; the bounds are those of networks by sums of sigmoids",
)
def derive(proof: Derivation):
    step = proof.step

    # relu(r y) = r relu(y), so an error of E on [-1, 1] is one of r E on [-r, r].
    proof.quote("homogeneity", shallow_network.derive, "homogeneity")
    step("range", "|z| <= r.",
         rules.hypothesis, Relation(Abs(z), "<=", r))
    step("range of z/r", "Divide by r.",
         rules.linear, Relation(Abs(z / r), "<=", one), (1 / r, proof["range"]))
    step("error at z/r", "By assumption.",
         rules.apply, Relation(Abs(Max(z / r, 0) - G(z / r)), "<=", E), close, {y: z / r},
         proof["range of z/r"])
    step("r relu(z/r) = relu(z)", "r > 0.",
         rules.instance, Relation(Max(z, 0), "=", r * Max(z / r, 0)), proof["homogeneity"],
         {shallow_network.z: z / r, shallow_network.R: r})
    step("relu(z/r)", "Divide by r.",
         rules.linear, Relation(Max(z / r, 0), "=", Max(z, 0) / r),
         (-1 / r, proof["r relu(z/r) = relu(z)"]))
    step("error by relu(z)", "Equals for equals.",
         rules.substitute, Relation(Abs(Max(z, 0) / r - G(z / r)), "<=", E), proof["error at z/r"],
         proof["relu(z/r)"])
    step("scaled error", "Times r.",
         rules.linear, Relation(Abs(Max(z, 0) - r * G(z / r)), "<=", r * E),
         (r, proof["error by relu(z)"]))

    # 0 <= S <= 1, 0 <= S' <= 1/4, |S''| <= sqrt(3)/18.
    step("sigmoid by tanh", "Multiply both exponentials by exp(-t/2).",
         rules.identity, sigmoid(t), level(t))
    step("S'", "tanh' = 1 - tanh^2.",
         rules.derivative, level(t), t, slope(t))
    step("S''", "The same again.",
         rules.derivative, slope(t), t, turn(t))
    for name, sign in (("above -1", 1), ("below 1", -1)):
        proof.quote(f"tanh {name}", activations.derive, f"tanh {name}")
        step(f"T {name}", "At t/2.",
             rules.instance, Relation(-one, "<", tanh(t / 2)) if sign > 0 else
             Relation(tanh(t / 2), "<", one), proof[f"tanh {name}"], {t: t / 2})
    step("S at most 1", "Half of it.",
         rules.linear, Relation(level(t), "<=", one), (S.Half, proof["T below 1"]))
    step("1", "A positive number.",
         rules.positive, one)
    step("S at least -1", "It is positive.",
         rules.linear, Relation(-level(t), "<=", one), (S.Half, proof["T above -1"]),
         (1, proof["1"]))
    step("S within 1", "Both sides.",
         rules.absolute, Within(level(t), one), proof["S at most 1"], proof["S at least -1"])
    step("square", "A square is not negative.",
         rules.nonnegative, tanh(t / 2) ** 2)
    step("S' at most 1/4", "A quarter of it less.",
         rules.linear, Relation(slope(t), "<=", quarter), (quarter, proof["square"]))
    step("product", "Both factors are positive.",
         rules.product, Relation(zero, "<=", (1 + tanh(t / 2)) * (1 - tanh(t / 2))),
         proof["T above -1"], proof["T below 1"])
    step("S' at least -1/4", "It is not negative.",
         rules.linear, Relation(-quarter, "<=", slope(t)), (quarter, proof["product"]),
         (quarter, proof["1"]))
    step("S' within 1/4", "Both sides.",
         rules.absolute, Within(slope(t), quarter), proof["S' at most 1/4"], proof["S' at least -1/4"])
    step("distance", "A square is not negative.",
         rules.nonnegative, (tanh(t / 2) - 1 / sqrt(3)) ** 2)
    step("2/sqrt(3)", "By an enclosure.",
         rules.enclosure, Relation(one, "<=", 2 / sqrt(3)))
    step("T from -2/sqrt(3)", "T > -1.",
         rules.linear, Relation(zero, "<=", tanh(t / 2) + 2 / sqrt(3)), (1, proof["T above -1"]),
         (1, proof["2/sqrt(3)"]))
    step("cubic", "(T - 1/sqrt(3))^2 (T + 2/sqrt(3)) = T^3 - T + 2/(3 sqrt(3)).",
         rules.product, Relation(tanh(t / 2) * (1 - tanh(t / 2) ** 2), "<=", 2 / (3 * sqrt(3))),
         proof["distance"], proof["T from -2/sqrt(3)"])
    step("B", "By an enclosure.",
         rules.enclosure, Relation(sqrt(3) / 18, "<=", bend))
    step("S'' at least -B", "A quarter of it.",
         rules.linear, Relation(-bend, "<=", turn(t)), (quarter, proof["cubic"]), (1, proof["B"]))
    step("S''(-t) at least -B", "The same at -t.",
         rules.instance, Relation(-bend, "<=", turn(-t)), proof["S'' at least -B"], {t: -t})
    step("S'' at most B", "tanh is odd.",
         rules.linear, Relation(turn(t), "<=", bend), (1, proof["S''(-t) at least -B"]))

    # A function f with |f'| <= K moves by at most K |g| where its argument moves by g.
    step("to the right", "The case g >= 0.",
         rules.hypothesis, Relation(zero, "<=", g))
    step("to the left", "The case g <= 0.",
         rules.hypothesis, Relation(g, "<=", zero))
    step("size to the right", "|g| = g.",
         rules.resolved, Relation(Abs(g), "=", g), proof["to the right"])
    step("size to the left", "|g| = -g.",
         rules.resolved, Relation(Abs(g), "=", -g), proof["to the left"])

    def moved(name, f, slope_of_f, most, rises):
        """f(t + g) - f(t) is within most |g|; `rises` are f' <= most and -most <= f' at s."""
        step(f"{name}: slope", "As before.",
             rules.derivative, f(s), s, slope_of_f(s))
        for case, low, high, sign in (("right", t, t + g, 1), ("left", t + g, t, -1)):
            area, change = Integral(slope_of_f(s), (s, low, high)), f(high) - f(low)
            step(f"{name}: change to the {case}", "The fundamental theorem of calculus.",
                 rules.integral, Relation(area, "=", change), proof[f"{name}: slope"])
            step(f"{name}: at most, {case}", "The slope is at most this.",
                 rules.integral_order, Relation(area, "<=", most * sign * g), proof[rises[0]],
                 proof[f"to the {case}"])
            step(f"{name}: at least, {case}", "The slope is at least minus this.",
                 rules.integral_order, Relation(-most * sign * g, "<=", area), proof[rises[1]],
                 proof[f"to the {case}"])
            for side, up in (("above", 1), ("below", -1)):
                part = f"{name}: at {'most' if up * sign > 0 else 'least'}, {case}"
                step(f"{name}: {side}, {case}", "The change is the integral.",
                     rules.linear, Relation(up * (f(t + g) - f(t)), "<=", most * Abs(g)),
                     (1, proof[part]), (-up * sign, proof[f"{name}: change to the {case}"]),
                     (-most, proof[f"size to the {case}"]))
            step(f"{name}: {case}", "Both sides.",
                 rules.absolute, Within(f(t + g) - f(t), most * Abs(g)),
                 proof[f"{name}: above, {case}"], proof[f"{name}: below, {case}"])
        step(name, "The two cases.",
             rules.cases, Within(f(t + g) - f(t), most * Abs(g)), proof[f"{name}: right"],
             proof[f"{name}: left"], Relation(zero, "<=", g))

    for name, claim in (("S' at most 1/4", Relation(slope(s), "<=", quarter)),
                        ("S' at least -1/4", Relation(-quarter, "<=", slope(s))),
                        ("S'' at most B", Relation(turn(s), "<=", bend)),
                        ("S'' at least -B", Relation(-bend, "<=", turn(s)))):  # fmt: skip
        step(f"{name}, at s", "For all numbers.",
             rules.instance, claim, proof[name], {t: s})
    moved("S moves", level, slope, quarter, ("S' at most 1/4, at s", "S' at least -1/4, at s"))
    moved("S' moves", slope, turn, bend, ("S'' at most B, at s", "S'' at least -B, at s"))

    # |sum a_i S'(y + c_i)| <= K, by parts: without A_m S'(y + c_m), by induction on m.
    def rest(count):
        return Sum(a(i) * slope(y + c(i)), (i, 1, count)) - A(count) * slope(y + c(count))

    def allowed(count):
        return bend * Sum(Abs(A(i)) * (c(i + 1) - c(i)), (i, 1, count - 1))

    step("first sum", "A_1 = a_1.",
         rules.hypothesis, first)
    step("next sum", "A_(m+1) = A_m + a_(m+1).",
         rules.apply, Relation(A(m + 1), "=", A(m) + a(m + 1)), partial, {i: m})
    step("in order", "c_m <= c_(m+1).",
         rules.apply, Relation(c(m), "<=", c(m + 1)), ascending, {i: m})
    step("step of c", "Not negative.",
         rules.linear, Relation(zero, "<=", c(m + 1) - c(m)), (1, proof["in order"]))
    step("size of the step", "So it is its size.",
         rules.resolved, Relation(Abs(c(m + 1) - c(m)), "=", c(m + 1) - c(m)), proof["step of c"])
    change = slope(y + c(m + 1)) - slope(y + c(m))
    step("next slope", "S' moves.",
         rules.instance, Within(change, bend * Abs(c(m + 1) - c(m))), proof["S' moves"],
         {t: y + c(m), g: c(m + 1) - c(m)})
    step("times A_m", "A multiple.",
         rules.scaled, Within(A(m) * change, Abs(A(m)) * bend * Abs(c(m + 1) - c(m))), A(m),
         proof["next slope"])
    step("next term", "The sum up to m + 1.",
         rules.last_term, Sum(a(i) * slope(y + c(i)), (i, 1, m + 1)))
    step("next allowance", "The sum up to m.",
         rules.last_term, Sum(Abs(A(i)) * (c(i + 1) - c(i)), (i, 1, m)))
    for name, sign in (("above", 1), ("below", -1)):
        claim = Relation(sign * rest(m), "<=", allowed(m))
        so_far = Every((), claim)
        step(f"one term, {name}", "a_1 S' - A_1 S' = 0.",
             rules.linear, Relation(sign * (a(1) - A(1)) * slope(y + c(1)), "<=", zero),
             (-sign * slope(y + c(1)), proof["first sum"]))
        step(f"so far, {name}", "For m terms.",
             rules.apply, claim, so_far, {})
        step(f"one side, {name}", "Of A_m times the change.",
             rules.sides, Relation(-sign * A(m) * change, "<=",
                                   Abs(A(m)) * bend * Abs(c(m + 1) - c(m))), proof["times A_m"])
        step(f"one term more, {name}", "The rest grows by -A_m times the change.",
             rules.linear, Relation(sign * rest(m + 1), "<=", allowed(m + 1)),
             (1, proof[f"so far, {name}"]), (1, proof[f"one side, {name}"]),
             (sign, proof["next term"]), (-bend, proof["next allowance"]),
             (-sign * slope(y + c(m + 1)), proof["next sum"]),
             (bend * Abs(A(m)), proof["size of the step"]))
        step(f"rest {name}", "By induction.",
             rules.induction, claim, m, proof[f"one term, {name}"], proof[f"one term more, {name}"],
             so_far)
    step("last slope", "S' lies between 0 and 1/4.",
         rules.instance, Within(slope(y + c(m)), quarter), proof["S' within 1/4"], {t: y + c(m)})
    step("last product", "A multiple.",
         rules.scaled, Within(A(m) * slope(y + c(m)), Abs(A(m)) / 4), A(m), proof["last slope"])
    slopes = total(lambda i: a(i) * slope(y + c(i)))
    for name, sign, claim in (("above", 1, Relation(slopes, "<=", steepest)),
                              ("below", -1, Relation(-steepest, "<=", slopes))):  # fmt: skip
        step(f"last product {name}", "One side.",
             rules.sides, Relation(sign * A(m) * slope(y + c(m)), "<=", Abs(A(m)) / 4),
             proof["last product"])
        step(f"slope {name}", "The rest and the last product.",
             rules.linear, claim, (1, proof[f"rest {name}"]), (1, proof[f"last product {name}"]))
    step("steepest slope", "Both sides.",
         rules.absolute, Within(slopes, steepest), proof["slope above"], proof["slope below"])

    # sum a_i S(y + c_i) moves by at most K |e| where y moves by e.
    def group(x):
        return total(lambda i: a(i) * level(x + c(i)))

    def slope_of_group(x):
        return total(lambda i: a(i) * slope(x + c(i)))

    for name, claim in (("above", Relation(slope_of_group(s), "<=", steepest)),
                        ("below", Relation(-steepest, "<=", slope_of_group(s)))):  # fmt: skip
        step(f"slope {name}, at s", "For all numbers.",
             rules.instance, claim, proof[f"slope {name}"], {y: s})
    moved("sum moves", group, slope_of_group, steepest, ("slope above, at s", "slope below, at s"))

    # The stored sum: other weights, arguments that are off together and each by itself.
    stored = y + e + c(i) + off(i)
    step("S of the stored", "S lies between 0 and 1.",
         rules.instance, Within(level(stored), one), proof["S within 1"], {t: stored})
    step("weights", "Times what the weight is off.",
         rules.scaled, Within((u(i) - w * a(i)) * level(stored), Abs(u(i) - w * a(i))),
         u(i) - w * a(i), proof["S of the stored"])
    step("own shift", "S moves.",
         rules.instance, Within(level(stored) - level(y + e + c(i)), Abs(off(i)) / 4), proof["S moves"],
         {t: y + e + c(i), g: off(i)})
    step("own shifts", "Times the weight.",
         rules.scaled, Within(w * a(i) * (level(stored) - level(y + e + c(i))),
                              Abs(w) * Abs(a(i)) * Abs(off(i)) / 4), w * a(i), proof["own shift"])
    step("shift together", "The sum moves.",
         rules.instance, Within(group(y + e) - group(y), steepest * Abs(e)), proof["sum moves"],
         {t: y, g: e})
    step("shifts together", "Times w.",
         rules.scaled, Within(w * (group(y + e) - group(y)), Abs(w) * steepest * Abs(e)), w,
         proof["shift together"])
    one_term = u(i) * level(stored) - w * a(i) * level(y + e + c(i))
    of_one = Abs(u(i) - w * a(i)) + Abs(w) * Abs(a(i)) * Abs(off(i)) / 4
    error = total(lambda i: u(i) * level(y + e + c(i) + off(i))) - w * group(y)
    bound = total(lambda i: Abs(u(i) - w * a(i))) + Abs(w) * (
        total(lambda i: Abs(a(i)) * Abs(off(i))) / 4 + steepest * Abs(e)
    )
    for name, sign in (("above", 1), ("below", -1)):
        for part, product, most in (
            ("weights", (u(i) - w * a(i)) * level(stored), Abs(u(i) - w * a(i))),
            ("own shifts", w * a(i) * (level(stored) - level(y + e + c(i))),
             Abs(w) * Abs(a(i)) * Abs(off(i)) / 4),
            ("shifts together", w * (group(y + e) - group(y)), Abs(w) * steepest * Abs(e)),
        ):  # fmt: skip
            step(f"{part} {name}", "One side.",
                 rules.sides, Relation(sign * product, "<=", most), proof[part])
        step(f"one sigmoid {name}", "Its weight and its own shift.",
             rules.linear, Relation(sign * one_term, "<=", of_one), (1, proof[f"weights {name}"]),
             (1, proof[f"own shifts {name}"]))
        step(f"all sigmoids {name}", "The sum over them.",
             rules.summed, Relation(Sum(sign * one_term, (i, 1, m)), "<=", Sum(of_one, (i, 1, m))),
             proof[f"one sigmoid {name}"], i, one, m)
        step(f"stored sum {name}", "With what moves together.",
             rules.linear, Relation(sign * error, "<=", bound), (1, proof[f"all sigmoids {name}"]),
             (1, proof[f"shifts together {name}"]))
    step("stored sum", "Both sides.",
         rules.absolute, Within(error, bound), proof["stored sum above"], proof["stored sum below"])

    proof.conclude("scaled error", "sigmoid by tanh", "S'", "S''", "steepest slope", "stored sum")


if __name__ == "__main__":
    main(derive)
