"""What bounded weights and slopes cannot reach: for every g(x) = C + sum a_i S(b_i x + c_i) and
M >= (sqrt(3)/18) sum |a_i| b_i^2,

    |relu - g| <= E on [-1, 1]  gives  h <= 4 E + M h^2 for 0 < h <= 1,  and, if 2 M >= 1,  1 <= 16 M E

(h = 1/(2 M)), that is E sum |a_i| b_i^2 >= 9/(8 sqrt(3)) > 0.649, however many sigmoids there are.

relu(h) - 2 relu(0) + relu(-h) = h.  The same difference of one sigmoid S(z x + y) is an integral of its
second derivative twice, at most (sqrt(3)/18) z^2 h^2 in size.
"""

from sympy import Abs, Function, Integral, Max, Rational, S, Sum, Symbol, exp, sqrt

from certify.symbolic import Derivation, Every, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs.staircase import N, sigmoid
from proofs.steepest_slopes import slope

i = Symbol("i", integer=True)
a, b, c = (Function(name, real=True) for name in "abc")
x, y, z, C, E = (Symbol(name, real=True) for name in ("x", "y", "z", "C", "E"))
h, M, u = (Symbol(name, positive=True) for name in ("h", "M", "u"))
r = Symbol("r", nonnegative=True)
zero, one, half = S.Zero, S.One, S.Half
most = sqrt(3) / 18
"""The greatest |S''|."""


def level(s):
    return sigmoid(z * s + y)


def rise(s):
    """The derivative of the level."""
    return z * slope(z * s + y)


def bend(u):
    """S''(t), u = exp(-t)."""
    return u * (u - 1) / (1 + u) ** 3


def g(s):
    return C + Sum(a(i) * sigmoid(b(i) * s + c(i)), (i, 1, N))


def difference(f):
    return f(h) - 2 * f(zero) + f(-h)


domain = Relation(-one, "<=", x), Relation(x, "<=", one)
above = Every((x,), Relation(Max(x, 0) - g(x), "<=", E), domain)
below = Every((x,), Relation(g(x) - Max(x, 0), "<=", E), domain)


@script(
    "second_difference",
    "|relu - g| <= E on [-1, 1] gives h <= 4 E + M h^2 if (sqrt(3)/18) sum |a| b^2 <= M; so 1 <= 16 M E",
    "Taylor's formula for a second difference",
)
def derive(proof: Derivation):
    step = proof.step

    # |S''| <= sqrt(3)/18.
    v = u / (1 + u) ** 2
    rest = (v - Rational(1, 6)) ** 2 * (4 * v + Rational(1, 3))
    step("square", "With v = S', S''^2 = v^2 (1 - 4 v).",
         rules.identity, Rational(1, 108) - bend(u) ** 2, rest)
    step("rest", "A square times a positive number.",
         rules.nonnegative, rest)
    step("square at most", "Both together.",
         rules.linear, Relation(bend(u) ** 2, "<=", Rational(1, 108)), (1, proof["square"]),
         (1, proof["rest"]))
    step("1/108", "Not negative.",
         rules.nonnegative, Rational(1, 108))
    step("bend", "Square roots increase.",
         rules.root, Within(bend(u), most), proof["square at most"], proof["1/108"])
    inside = exp(-z * x - y)
    step("bend of the sigmoid", "u = exp(-z x - y).",
         rules.instance, Within(bend(inside), most), proof["bend"], {u: inside})

    # From the second derivative to the second difference.
    step("slope of the level", "The chain rule.",
         rules.derivative, level(r) + level(-r), r, rise(r) - rise(-r))
    step("slope of the rise", "Again.",
         rules.derivative, rise(x), x, z**2 * bend(inside))
    step("gain of the rise", "From -r to r.",
         rules.integral, Relation(Integral(z**2 * bend(inside), (x, -r, r)), "=", rise(r) - rise(-r)),
         proof["slope of the rise"])
    step("gain of the level", "From 0 to h.",
         rules.integral, Relation(Integral(rise(r) - rise(-r), (r, 0, h)), "=", difference(level)),
         proof["slope of the level"])
    step("slope of a square", "A power.",
         rules.derivative, most * z**2 * r**2, r, 2 * most * z**2 * r)
    step("integral of r", "From 0 to h.",
         rules.integral, Relation(Integral(2 * most * z**2 * r, (r, 0, h)), "=", most * z**2 * h**2),
         proof["slope of a square"])
    step("r not negative", "By assumption.",
         rules.nonnegative, r)
    step("from -r to r", "-r <= r.",
         rules.linear, Relation(-r, "<=", r), (2, proof["r not negative"]))
    step("from 0 to h", "By assumption.",
         rules.positive, h)
    step("one side of the bend", "Of its absolute value.",
         rules.sides, Relation(bend(inside), "<=", most), proof["bend of the sigmoid"])
    step("times z^2", "A square is not negative.",
         rules.linear, Relation(z**2 * bend(inside), "<=", most * z**2),
         (z**2, proof["one side of the bend"]))
    step("first integrals", "Over 2 r.",
         rules.integral_order,
         Relation(Integral(z**2 * bend(inside), (x, -r, r)), "<=", 2 * most * z**2 * r),
         proof["times z^2"], proof["from -r to r"])
    step("difference of rises", "Both together.",
         rules.linear, Relation(rise(r) - rise(-r), "<=", 2 * most * z**2 * r),
         (1, proof["first integrals"]), (-1, proof["gain of the rise"]))
    step("second integrals", "From 0 to h.",
         rules.integral_order,
         Relation(Integral(rise(r) - rise(-r), (r, 0, h)), "<=",
                  Integral(2 * most * z**2 * r, (r, 0, h))),
         proof["difference of rises"], proof["from 0 to h"])
    step("above", "All together.",
         rules.linear, Relation(difference(level), "<=", most * z**2 * h**2),
         (1, proof["second integrals"]), (1, proof["integral of r"]), (-1, proof["gain of the level"]))

    # The other side by the sigmoid's symmetry S(-t) = 1 - S(t).
    step("mirrored", "For -z x - y.",
         rules.instance, Relation(difference(level), "<=", most * z**2 * h**2).subs({z: -z, y: -y}),
         proof["above"], {z: -z, y: -y})
    mirror = difference(level).subs({z: -z, y: -y})
    step("opposite", "S(-t) = 1 - S(t).",
         rules.identity, mirror, -difference(level))
    step("below", "Both together.",
         rules.linear, Relation(-difference(level), "<=", most * z**2 * h**2), (1, proof["mirrored"]),
         (-1, proof["opposite"]))
    step("one sigmoid", "Both sides.",
         rules.absolute, Within(difference(level), most * z**2 * h**2), proof["above"], proof["below"])

    # All sigmoids.
    of = {z: b(i), y: c(i)}
    step("each sigmoid", "z = b_i, y = c_i.",
         rules.instance, Within(difference(level), most * z**2 * h**2).subs(of), proof["one sigmoid"],
         of)
    share = most * Abs(a(i)) * b(i) ** 2 * h**2
    step("each term", "Times its weight.",
         rules.scaled, Within(a(i) * difference(level).subs(of), share), a(i), proof["each sigmoid"])
    step("each term, above", "One side.",
         rules.sides, Relation(a(i) * difference(level).subs(of), "<=", share), proof["each term"])
    total = Sum(Abs(a(i)) * b(i) ** 2, (i, 1, N))
    step("all terms", "The sum.",
         rules.summed, Relation(difference(g), "<=", most * h**2 * total), proof["each term, above"], i,
         one, N)
    step("M", "By assumption.",
         rules.hypothesis, Relation(most * total, "<=", M))
    step("difference of g", "Both together.",
         rules.linear, Relation(difference(g), "<=", M * h**2), (1, proof["all terms"]),
         (h**2, proof["M"]))

    # -h, 0 and h.
    step("h at most 1", "By assumption.",
         rules.hypothesis, Relation(h, "<=", one))
    step("-h at least -1", "The same.",
         rules.linear, Relation(-one, "<=", -h), (1, proof["h at most 1"]))
    step("relu(h)", "h > 0.",
         rules.resolved, Relation(Max(h, 0), "=", h), proof["from 0 to h"])
    step("relu(-h)", "-h < 0.",
         rules.resolved, Relation(Max(-h, 0), "=", zero), proof["from 0 to h"])
    step("at h", "By assumption.",
         rules.apply, above.relation.subs({x: h}), above, {x: h}, proof["h at most 1"])
    step("at 0", "By assumption.",
         rules.apply, below.relation.subs({x: zero}), below, {x: zero})
    step("at -h", "By assumption.",
         rules.apply, above.relation.subs({x: -h}), above, {x: -h}, proof["-h at least -1"])
    step("bound", "h = relu(h) - 2 relu(0) + relu(-h).",
         rules.linear, Relation(h, "<=", 4 * E + M * h**2), (1, proof["difference of g"]),
         (1, proof["at h"]), (2, proof["at 0"]), (1, proof["at -h"]), (-1, proof["relu(h)"]),
         (-1, proof["relu(-h)"]))

    # h = 1/(2 M).
    step("2 M at least 1", "By assumption.",
         rules.hypothesis, Relation(one, "<=", 2 * M))
    step("it is at most 1", "The same.",
         rules.linear, Relation(1 / (2 * M), "<=", one), (1 / (2 * M), proof["2 M at least 1"]))
    step("this h", "h = 1/(2 M).",
         rules.instance, Relation(1 / (2 * M), "<=", 4 * E + 1 / (4 * M)), proof["bound"],
         {h: 1 / (2 * M)})
    step("it follows", "h is at most 1.",
         rules.cut, proof["this h"], proof["it is at most 1"])
    step("product", "Times 4 M.",
         rules.linear, Relation(one, "<=", 16 * M * E), (4 * M, proof["it follows"]))

    proof.conclude("bend", "one sigmoid", "bound", "product")


if __name__ == "__main__":
    main(derive)
