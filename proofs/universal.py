"""Constructive universal approximation in one variable, with one hidden layer of sigmoids.

Let F have slopes of at most M on [a, b], and let h = (b - a)/m.  With rational values y_i within delta
of F(a + i h),

    g(x) = y_0 + sum_{i=1..m} (y_i - y_(i-1)) S((k/h) (x - a - (i - 1/2) h))

is within M h (1/2 + 2 log(2)/k) + delta of F on [a, b].

The argument works in steps of the grid, u = (x - a)/h, with phi(u) = F(a + h u), continued by its end
values, so that |phi(s) - phi(t)| <= M h |s - t| everywhere.  Let u = p + r with 0 <= r <= 1.  The
sigmoid in the cell mixes phi(p) and phi(p + 1) so that phi(u) is missed by half a step's change at
most; those ahead and those behind are too large or too small by S(-k v), v = 1/2 + r, 3/2 + r, ... and
3/2 - r, 5/2 - r, ..., which add up to log(2)/k at most on either side, because S(-k v) is convex.
The y_i enter with weights that are not negative and add up to 1.
"""

from sympy import Abs, Function, Integral, Lambda, S, Sum, Symbol, exp, log

from certify.symbolic import Derivation, Every, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import staircase
from proofs.staircase import F, k, sigmoid

a, r, s, t, u, x = (Symbol(name, real=True) for name in "arstux")
v, w = Symbol("v", real=True), Symbol("w", nonnegative=True)
h = Symbol("h", positive=True)
M, delta = Symbol("M", nonnegative=True), Symbol("delta", nonnegative=True)
i = Symbol("i", integer=True)
p, q = (Symbol(name, integer=True, nonnegative=True) for name in "pq")
m = Symbol("m", integer=True, positive=True)
phi, e = Function("phi", real=True), Function("e", real=True)
zero, one, half = S.Zero, S.One, S.Half

bound = M * h * (half + 2 * log(2) / k) + delta
"""The error on [a, b]."""


def T(i):
    """The i-th sigmoid at u."""
    return sigmoid(k * (u - i + half))


def network(values, at, steps):
    """y_0 + sum (y_i - y_(i-1)) S(k (at - i + 1/2))."""
    return values(0) + Sum((values(i) - values(i - 1)) * T(i).subs(u, at), (i, 1, steps))


lipschitz = Every((s, t), Relation(phi(s) - phi(t), "<=", M * h * Abs(s - t)))
rounded = Every((i,), Relation(e(i), "<=", delta))
rounded_below = Every((i,), Relation(-e(i), "<=", delta))


@script(
    "universal",
    "F with slopes of at most M on [a, b] is within M h (1/2 + 2 log(2)/k) + delta of a sum of sigmoids",
    "Approximation by superpositions of a sigmoidal function (Cybenko 1989), made constructive here",
)
def derive(proof: Derivation):
    step = proof.step

    # S(-k v) is convex for v >= 0: it lies below its mean over [v - 1/2, v + 1/2] for v >= 1/2.
    A, B = exp(k * v), exp(k * w)
    bend = sigmoid(-k * (v + w)) + sigmoid(-k * (v - w)) - 2 * sigmoid(-k * v)
    step("v at least w", "Where S(-k v) is convex.",
         rules.hypothesis, Relation(w, "<=", v))
    step("exponential increases", "Its derivative is positive.",
         rules.derivative, exp(t), t, exp(t))
    step("exponential positive", "Always.",
         rules.positive, exp(t))
    step("exponential monotone", "So it increases.",
         rules.monotone, exp(t), t, 1, proof["exponential increases"], proof["exponential positive"])
    step("w not negative", "By assumption.",
         rules.nonnegative, w)
    step("k v not negative", "0 <= w <= v.",
         rules.linear, Relation(zero, "<=", k * v), (k, proof["v at least w"]),
         (k, proof["w not negative"]))
    step("A at least 1", "A = exp(k v).",
         rules.ordered, Relation(one, "<=", A), proof["exponential monotone"], proof["k v not negative"])
    step("square", "(B - 1)^2 with B = exp(k w).",
         rules.nonnegative, (B - 1) ** 2)
    step("product", "Both are not negative.",
         rules.product, Relation(zero, "<=", (A - 1) * (B - 1) ** 2), proof["A at least 1"],
         proof["square"])
    scale = A / ((1 + A * B) * (B + A) * (1 + A))
    step("second difference", "Common denominator.",
         rules.identity, bend, scale * (A - 1) * (B - 1) ** 2)
    step("convex", "The denominators are positive.",
         rules.linear,
         Relation(2 * sigmoid(-k * v), "<=", sigmoid(-k * (v + w)) + sigmoid(-k * (v - w))),
         (scale, proof["product"]), (-1, proof["second difference"]))
    step("v at least 1/2", "So that the interval lies right of 0.",
         rules.hypothesis, Relation(half, "<=", v))
    step("w at most 1/2", "In the interval.",
         rules.hypothesis, Relation(w, "<=", half))
    step("w at most v", "Both together.",
         rules.linear, Relation(w, "<=", v), (1, proof["v at least 1/2"]), (1, proof["w at most 1/2"]))
    step("convex there", "For these v and w.",
         rules.cut, proof["convex"], proof["w at most v"])
    step("half positive", "0 < 1/2.",
         rules.positive, half)
    means = sigmoid(-k * (v + w)) + sigmoid(-k * (v - w))
    step("integrated", "Over w from 0 to 1/2.",
         rules.integral_order, Relation(sigmoid(-k * v), "<=", Integral(means, (w, 0, half))),
         proof["convex there"], proof["half positive"])
    step("antiderivative", "F' = S(k t), on both sides.",
         rules.derivative, F(w - v) - F(-w - v), w, means)
    step("mean", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(means, (w, 0, half)), "=", F(half - v) - F(-half - v)),
         proof["antiderivative"])
    step("below the mean", "Both together.",
         rules.linear, Relation(sigmoid(-k * v), "<=", F(half - v) - F(-half - v)),
         (1, proof["integrated"]),
         (1, proof["mean"]))

    # u = p + r: the sigmoids i = p + 2, ..., p + 1 + q lie ahead, i = 1, ..., p behind.
    step("r not negative", "u = p + r.",
         rules.hypothesis, Relation(zero, "<=", r))
    step("r at most 1", "u = p + r.",
         rules.hypothesis, Relation(r, "<=", one))
    step("ahead", "The sigmoids after the one in the cell.",
         rules.hypothesis, Relation(p + 2, "<=", i))
    step("behind", "The sigmoids before the one in the cell.",
         rules.hypothesis, Relation(i, "<=", p))
    step("far ahead", "i - 1/2 - u >= 3/2 - r >= 1/2.",
         rules.linear, Relation(half, "<=", i - half - p - r), (1, proof["ahead"]),
         (1, proof["r at most 1"]))
    step("far behind", "u - i + 1/2 >= 1/2 + r >= 1/2.",
         rules.linear, Relation(half, "<=", p + r - i + half), (1, proof["behind"]),
         (1, proof["r not negative"]))
    proof.quote("F increases", staircase.derive, "F increases")
    step("left of 0 behind", "-r <= 0.",
         rules.linear, Relation(-r, "<=", zero), (1, proof["r not negative"]))
    step("left of 0 ahead", "r - 1 <= 0.",
         rules.linear, Relation(r - 1, "<=", zero), (1, proof["r at most 1"]))
    sides = {
        "ahead": (i - half - p - r, p + 2, p + 1 + q, F(1 + p + r - i), -1, r - 1, r - 1 - q),
        "behind": (p + r - i + half, one, p, F(i - 1 - p - r), 1, -r, -p - r),
    }
    for name, (at, low, high, f, turn, start, end) in sides.items():
        step(f"one {name}", "Below its mean.",
             rules.instance, Relation(sigmoid(-k * at), "<=", F(half - at) - F(-half - at)),
             proof["below the mean"], {v: at})
        step(f"each {name}", "v is at least 1/2.",
             rules.cut, proof[f"one {name}"], proof[f"far {name}"])
        step(f"all {name}", "The sum of the means.",
             rules.summed, Relation(Sum(sigmoid(-k * at), (i, low, high)), "<=",
                                    Sum(turn * (f.subs(i, i + 1) - f), (i, low, high))),
             proof[f"each {name}"], i, low, high)
        step(f"joined {name}", "The means join.",
             rules.telescoped, f, i, low, high)
        step(f"rest {name}", "F is positive.",
             rules.positive, F(end))
        step(f"F {name}", "F increases.",
             rules.ordered, Relation(F(start), "<=", F(zero)), proof["F increases"],
             proof[f"left of 0 {name}"])
        step(f"sum {name}", "F(0) = log(2)/k.",
             rules.linear, Relation(Sum(sigmoid(-k * at), (i, low, high)), "<=", log(2) / k),
             (1, proof[f"all {name}"]), (turn, proof[f"joined {name}"]), (1, proof[f"rest {name}"]),
             (1, proof[f"F {name}"]))

    # The sigmoid in the cell, X = S(k (r - 1/2)): (1 - X) r + X (1 - r) <= 1/2.
    X, odds = sigmoid(k * (r - half)), exp(k * (r - half))
    step("right half", "The case r >= 1/2.",
         rules.hypothesis, Relation(half, "<=", r))
    step("exponent right", "k (r - 1/2) >= 0.",
         rules.linear, Relation(zero, "<=", k * (r - half)), (k, proof["right half"]))
    step("odds right", "exp increases.",
         rules.ordered, Relation(one, "<=", odds), proof["exponential monotone"],
         proof["exponent right"])
    step("same signs right", "Both are not negative.",
         rules.product, Relation(zero, "<=", (r - half) * (odds - 1)), proof["right half"],
         proof["odds right"])
    step("left half", "The case r <= 1/2.",
         rules.hypothesis, Relation(r, "<=", half))
    step("exponent left", "k (r - 1/2) <= 0.",
         rules.linear, Relation(k * (r - half), "<=", zero), (k, proof["left half"]))
    step("odds left", "exp increases.",
         rules.ordered, Relation(odds, "<=", one), proof["exponential monotone"], proof["exponent left"])
    step("same signs left", "Neither is positive.",
         rules.product, Relation(zero, "<=", (r - half) * (odds - 1)), proof["left half"],
         proof["odds left"])
    step("same signs", "The two cases.",
         rules.cases, Relation(zero, "<=", (r - half) * (odds - 1)), proof["same signs right"],
         proof["same signs left"], Relation(half, "<=", r))
    step("mixed", "1/2 minus it is 2 (r - 1/2)(X - 1/2).",
         rules.identity, half - (1 - X) * r - X * (1 - r), (r - half) * (odds - 1) / (1 + odds))
    step("half a step", "Which is not negative.",
         rules.linear, Relation((1 - X) * r + X * (1 - r), "<=", half),
         (1 / (1 + odds), proof["same signs"]),
         (-1, proof["mixed"]))

    # The network with the exact values phi(i): both signs of the error.
    here, size = p + r, M * h
    change = phi(i) - phi(i - 1)
    term = change * T(i).subs(u, here)
    step("cell", "|u - p| = r.",
         rules.resolved, Relation(Abs(r), "=", r), proof["r not negative"])
    step("rest of the cell", "|u - p - 1| = 1 - r.",
         rules.resolved, Relation(Abs(r - 1), "=", 1 - r), proof["left of 0 ahead"])
    step("sigmoid behind", "1 - S(k t) = S(-k t).",
         rules.positive, sigmoid(-k * (p + r - i + half)))
    step("sigmoid ahead", "S(-k v), with v = i - 1/2 - u.",
         rules.positive, sigmoid(-k * (i - half - p - r)))
    step("X positive", "A sigmoid.",
         rules.positive, X)
    step("1 - X positive", "1 - S(k t) = S(-k t).",
         rules.positive, sigmoid(-k * (r - half)))
    step("up to the cell", "The sum, cut before the cell.",
         rules.split_sum, Sum(term, (i, 1, p + 1 + q)), p)
    step("from the cell", "The sum, cut after the cell.",
         rules.split_sum, Sum(term, (i, p + 1, p + 1 + q)), p + 1)
    step("changes", "phi(p) - phi(0) is the sum of the changes.",
         rules.telescoped, phi(i - 1), i, one, p)
    g = phi(0) + Sum(term, (i, 1, p + 1 + q))
    middle = (1 - X) * (phi(here) - phi(p)) + X * (phi(here) - phi(p + 1))
    lost = sigmoid(-k * (p + r - i + half))  # 1 - T(i)
    split = middle + Sum(change * lost, (i, 1, p)) - Sum(term, (i, p + 2, p + 1 + q))
    step("complement", "S(k t) = 1 - S(-k t).",
         rules.identity, term, change - change * lost)
    step("complements", "For all sigmoids behind.",
         rules.summed, Relation(Sum(term, (i, 1, p)), "=", Sum(change - change * lost, (i, 1, p))),
         proof["complement"], i, one, p)
    step("error", "The cell, the sigmoids behind, those ahead.",
         rules.linear, Relation(phi(here) - g, "=", split), (-1, proof["up to the cell"]),
         (-1, proof["from the cell"]), (-1, proof["complements"]), (-1, proof["changes"]))
    for name, sign in (("up", 1), ("down", -1)):
        def difference(s_, t_, sign=sign):
            return sign * (phi(s_) - phi(t_))

        def ends(s_, t_, sign=sign):
            return {s: s_, t: t_} if sign > 0 else {s: t_, t: s_}

        step(f"{name} to p", "Slopes of at most M.",
             rules.apply, Relation(difference(here, p), "<=", size * Abs(r)), lipschitz, ends(here, p))
        step(f"{name} to p + 1", "Slopes of at most M.",
             rules.apply, Relation(difference(here, p + 1), "<=", size * Abs(r - 1)), lipschitz,
             ends(here, p + 1))
        step(f"{name} in the cell, p", "1 - X is positive.",
             rules.product, Relation(zero, "<=", (size * Abs(r) - difference(here, p)) * (1 - X)),
             proof[f"{name} to p"], proof["1 - X positive"])
        step(f"{name} in the cell, p + 1", "X is positive.",
             rules.product, Relation(zero, "<=", (size * Abs(r - 1) - difference(here, p + 1)) * X),
             proof[f"{name} to p + 1"], proof["X positive"])
        step(f"{name} in the cell", "Half a step.",
             rules.linear, Relation(sign * middle, "<=", size / 2), (1, proof[f"{name} in the cell, p"]),
             (1, proof[f"{name} in the cell, p + 1"]), (size * (1 - X), proof["cell"]),
             (size * X, proof["rest of the cell"]), (size, proof["half a step"]))
        ahead = sigmoid(-k * (i - half - p - r))  # T(i)
        for side, factor, turn in (("behind", lost, sign), ("ahead", ahead, -sign)):
            low, high = sides[side][1:3]
            where = (i, i - 1) if turn > 0 else (i - 1, i)
            step(f"{name}, change {side}", "Slopes of at most M, over one step.",
                 rules.apply, Relation(turn * change, "<=", size), lipschitz,
                 {s: where[0], t: where[1]})
            step(f"{name}, one {side}", "A sigmoid is positive.",
                 rules.product, Relation(turn * change * factor, "<=", size * factor),
                 proof[f"{name}, change {side}"], proof[f"sigmoid {side}"])
            step(f"{name}, all {side}", "The sum.",
                 rules.summed, Relation(Sum(turn * change * factor, (i, low, high)), "<=",
                                        Sum(size * factor, (i, low, high))),
                 proof[f"{name}, one {side}"], i, low, high)
        step(f"{name}, exact values", "All together.",
             rules.linear, Relation(sign * (phi(here) - g), "<=", size * (half + 2 * log(2) / k)),
             (sign, proof["error"]), (1, proof[f"{name} in the cell"]),
             (1, proof[f"{name}, all behind"]),
             (1, proof[f"{name}, all ahead"]), (size, proof["sum behind"]), (size, proof["sum ahead"]))

    # The rounding e of the values: its weights are not negative and add up to 1.
    proof.quote("S increases", staircase.derive, "sigmoid increases")
    step("one", "0 < 1.",
         rules.positive, one)
    step("next centre", "It lies one step to the right.",
         rules.linear, Relation(u - m - half, "<=", u - m + half), (1, proof["one"]))
    step("next is smaller", "S increases.",
         rules.ordered, Relation(T(m + 1), "<=", T(m)), proof["S increases"], proof["next centre"])
    step("last positive", "A sigmoid.",
         rules.positive, T(m))
    step("what the first leaves", "1 - S(k t) = S(-k t).",
         rules.positive, sigmoid(-k * (u - half)))
    rounding = (e(i) - e(i - 1)) * T(i)
    for name, sign, every in (("up", 1, rounded), ("down", -1, rounded_below)):
        def claim(m_, sign=sign):
            total = sign * (e(0) + Sum(rounding, (i, 1, m_)))
            return Relation(total, "<=", delta * (1 - T(m_)) + sign * e(m_) * T(m_))

        so_far = Every((), claim(m))
        step(f"rounding {name}, first", "At most delta.",
             rules.apply, Relation(sign * e(0), "<=", delta), every, {i: zero})
        step(f"rounding {name}, weight of the first", "Not negative.",
             rules.product, Relation(zero, "<=", (delta - sign * e(0)) * sigmoid(-k * (u - half))),
             proof[f"rounding {name}, first"], proof["what the first leaves"])
        step(f"rounding {name}, one sigmoid", "e_0 (1 - T_1) + e_1 T_1.",
             rules.linear, claim(one), (1, proof[f"rounding {name}, weight of the first"]))
        step(f"rounding {name}, so far", "For m sigmoids.",
             rules.apply, claim(m), so_far, {})
        step(f"rounding {name}, last", "At most delta.",
             rules.apply, Relation(sign * e(m), "<=", delta), every, {i: m})
        step(f"rounding {name}, its weight", "T_m - T_(m+1) is not negative.",
             rules.product, Relation(zero, "<=", (delta - sign * e(m)) * (T(m) - T(m + 1))),
             proof[f"rounding {name}, last"], proof["next is smaller"])
        step(f"rounding {name}, next term", "The sum up to m + 1.",
             rules.last_term, Sum(rounding, (i, 1, m + 1)))
        step(f"rounding {name}, one more", "Together.",
             rules.linear, claim(m + 1), (1, proof[f"rounding {name}, so far"]),
             (1, proof[f"rounding {name}, its weight"]), (sign, proof[f"rounding {name}, next term"]))
        step(f"rounding {name}, all", "By induction.",
             rules.induction, claim(m), m, proof[f"rounding {name}, one sigmoid"],
             proof[f"rounding {name}, one more"], so_far)
        step(f"rounding {name}, end", "T_m is positive.",
             rules.product, Relation(zero, "<=", (delta - sign * e(m)) * T(m)),
             proof[f"rounding {name}, last"], proof["last positive"])
        step(f"rounding {name}, any m", "A mean of numbers that are at most delta.",
             rules.linear, Relation(claim(m).lhs, "<=", delta), (1, proof[f"rounding {name}, all"]),
             (1, proof[f"rounding {name}, end"]))
        step(f"rounding {name}", "At u = p + r, with m = p + 1 + q.",
             rules.instance, Relation(claim(p + 1 + q).lhs.subs(u, here), "<=", delta),
             proof[f"rounding {name}, any m"], {u: here, m: p + 1 + q})

    # Both together.
    values = Lambda(i, phi(i) + e(i))
    error = phi(here) - network(values, here, p + 1 + q)
    step("above", "The exact values and the rounding.",
         rules.linear, Relation(error, "<=", bound), (1, proof["up, exact values"]),
         (1, proof["rounding down"]))
    step("below", "The same with the other sign.",
         rules.linear, Relation(-error, "<=", bound), (1, proof["down, exact values"]),
         (1, proof["rounding up"]))
    step("approximation", "Both sides; y_i = phi(i) + e(i).",
         rules.absolute, Within(error, bound), proof["above"], proof["below"])
    step("in x", "u = (x - a)/h.",
         rules.identity, k * ((x - a) / h - i + half), k / h * (x - a - (i - half) * h))
    proof.conclude("approximation", "in x")


if __name__ == "__main__":
    main(derive)
