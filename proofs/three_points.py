"""Any g(x) = C + a S(b x + c) in three points x1 < x2 < x3: if g2 = (1 - p) g1 + p g3 and 0 <= p <= 1,

    |f - g| <= E there   gives   |f2 - (1 - p) f1 - p f3| <= 2 E,

for any f.  C and a do not change p = (S2 - S1)/(S3 - S1), S_i = S(b x_i + c).  Since S(-t) = 1 - S(t),
b > 0 is enough.  Let

    m = cosh((b + c)/2)/cosh(c/2),  u(x) = sinh(b x/2),  v(x) = sinh(b (1 - x)/2),  w = v + m u.

* P(x) = (S(b x + c) - S(c))/(S(b + c) - S(c)) = m u/w, and w > 0 ("share", "w positive").
* p = sinh(b (x2 - x1)/2)/sinh(b (x3 - x1)/2) w3/w2 ("weight"), where w3/w2 grows with m ("grows with
  m").  That is (P2 - P1)/(P3 - P1), also for other m with all w > 0 ("shares differ", "determinant").
* sinh(alpha b)/sinh(beta b), 0 < alpha < beta, falls as b grows, below its limit alpha/beta at 0
  ("falls", "below its limit"), and is positive.  u/v is such a ratio for 0 < x < 1/2, one over such a
  ratio for 1/2 < x < 1, and minus such a ratio for x < 0; P = 1 - 1/(1 + m u/v) grows with it ("share
  grows").  So P(x) is monotone in b for each m and x, and lies between its limits at b = 0 and infinity.

This is what the checker's bounds of the error of best approximation by one sigmoid rest on.
"""

from sympy import Integral, S, Symbol, exp

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import pair_slope
from proofs.pair_slope import cosh, sinh
from proofs.staircase import sigmoid

x, c, p, E = (Symbol(name, real=True) for name in ("x", "c", "p", "E"))
f1, f2, f3, g1, g2, g3 = (Symbol(name, real=True) for name in ("f1", "f2", "f3", "g1", "g2", "g3"))
b, d, e, h, m, n = (Symbol(name, positive=True) for name in "bdehmn")
alpha, delta = Symbol("alpha", positive=True), Symbol("delta", positive=True)
A, K, X, Y, Z = (Symbol(name, positive=True) for name in "AKXYZ")
z = Symbol("z", nonnegative=True)
h1, h2, h3 = (Symbol(name, positive=True) for name in ("h1", "h2", "h3"))
k, s2, s3 = (Symbol(name, real=True) for name in ("k", "s2", "s3"))
v1, v2 = Symbol("v1", real=True), Symbol("v2", real=True)
r2, r3, w2, w3 = (Symbol(name, real=True) for name in ("r2", "r3", "w2", "w3"))
zero, one, half = S.Zero, S.One, S.Half


def u(x):
    return sinh(b * x / 2)


def v(x):
    return sinh(b * (1 - x) / 2)


def w(m, x):
    return v(x) + m * u(x)


shape = cosh((b + c) / 2) / cosh(c / 2)
"""m."""
second, third = x + d, x + d + e
"""x2 and x3, for x1 = x."""
beta, total = alpha + delta, 2 * alpha + delta


def ratio(b):
    return sinh(alpha * b) / sinh(beta * b)


def fall(b):
    """The derivative of the ratio."""
    return -(delta * sinh(total * b) - total * sinh(delta * b)) / (2 * sinh(beta * b) ** 2)


@script(
    "three_points",
    "g = C + a S(b x + c), |f - g| <= E: |f(x2) - (1-p) f(x1) - p f(x3)| <= 2 E; how p depends on b, c",
    "Chebyshev's alternation; addition formulas",
)
def derive(proof: Derivation):
    step = proof.step

    # Three points.
    step("p not negative", "By assumption.",
         rules.hypothesis, Relation(zero, "<=", p))
    step("p at most 1", "By assumption.",
         rules.hypothesis, Relation(p, "<=", one))
    step("mean", "By assumption.",
         rules.hypothesis, Relation(g2, "=", (1 - p) * g1 + p * g3))
    for name, f, g in (("first", f1, g1), ("middle", f2, g2), ("last", f3, g3)):
        for side, sign in (("above", 1), ("below", -1)):
            step(f"{name}, {side}", "By assumption.",
                 rules.hypothesis, Relation(sign * (f - g), "<=", E))
    for side, sign, other in (("above", 1, "below"), ("below", -1, "above")):
        step(f"{side}, first part", "A product of what is not negative.",
             rules.product, Relation(-sign * (1 - p) * (f1 - g1), "<=", (1 - p) * E),
             proof["p at most 1"], proof[f"first, {other}"])
        step(f"{side}, last part", "A product of what is not negative.",
             rules.product, Relation(-sign * p * (f3 - g3), "<=", p * E), proof["p not negative"],
             proof[f"last, {other}"])
        step(side, "The three parts; g drops out.",
             rules.linear, Relation(sign * (f2 - (1 - p) * f1 - p * f3), "<=", 2 * E),
             (1, proof[f"middle, {side}"]), (1, proof[f"{side}, first part"]),
             (1, proof[f"{side}, last part"]), (sign, proof["mean"]))
    step("three points", "Both sides.",
         rules.absolute, Within(f2 - (1 - p) * f1 - p * f3, 2 * E), proof["above"], proof["below"])

    step("reflection", "b > 0 is enough.",
         rules.identity, sigmoid(-x), 1 - sigmoid(x))

    # The share and the weight, with X = exp(b x/2), A = exp(b/2), K = exp(c/2), Y = exp(b d/2), ...
    def at(X):
        return 1 / (1 + 1 / (X * K) ** 2)

    def height(X):
        return (X * K + 1 / (X * K)) / 2

    def odd(X):
        return (X - 1 / X) / 2

    def part(X):
        return odd(A / X) + height(A) / height(one) * odd(X)

    values = {X: exp(b * x / 2), A: exp(b / 2), K: exp(c / 2), Y: exp(b * d / 2), Z: exp(b * e / 2)}
    step("share, rational", "Common denominator.",
         rules.identity, (at(X) - at(one)) * part(X),
         height(A) / height(one) * odd(X) * (at(A) - at(one)))
    step("share", "With the exponentials.",
         rules.instance,
         Relation((sigmoid(b * x + c) - sigmoid(c)) * w(shape, x), "=",
                  shape * u(x) * (sigmoid(b + c) - sigmoid(c))), proof["share, rational"], values)
    step("w, rational", "Common denominator.",
         rules.identity, part(X), odd(A) * height(X) / height(one))
    step("w", "With the exponentials.",
         rules.instance,
         Relation(w(shape, x), "=", sinh(b / 2) * cosh((b * x + c) / 2) / cosh(c / 2)),
         proof["w, rational"], values)
    step("rise, rational", "Common denominator.",
         rules.identity, at(X * Y) - at(X), odd(Y) / (2 * height(X) * height(X * Y)))
    meant = {
        k: sinh(b / 2) / cosh(c / 2),
        h1: cosh((b * x + c) / 2), h2: cosh((b * second + c) / 2), h3: cosh((b * third + c) / 2),
        r2: sinh(b * d / 2), s2: sigmoid(b * second + c) - sigmoid(b * x + c), w2: w(shape, second),
        r3: sinh(b * (d + e) / 2), s3: sigmoid(b * third + c) - sigmoid(b * x + c), w3: w(shape, third),
    }
    rises = Relation(s2, "=", r2 / (2 * h1 * h2)), Relation(s3, "=", r3 / (2 * h1 * h3))
    heights = Relation(w2, "=", k * h2), Relation(w3, "=", k * h3)
    whole = Relation(s2 * r3 * w2, "=", s3 * r2 * w3)
    for name, relation, gap in zip("23", rises, (d, d + e)):
        step(f"s{name}", "By assumption.",
             rules.hypothesis, relation)
        step(f"rise to x{name}", "With the exponentials.",
             rules.instance, relation.subs(meant), proof["rise, rational"],
             {X: exp(b * x / 2), K: exp(c / 2), Y: exp(b * gap / 2)})
    for name, relation, end in zip("23", heights, (second, third)):
        step(f"w{name}", "By assumption.",
             rules.hypothesis, relation)
        step(f"w at x{name}", "There.",
             rules.instance, relation.subs(meant), proof["w"], {x: end})
    step("weight, in short", "By all of them.",
         rules.linear, whole, (r3 * w2, proof["s2"]), (-r2 * w3, proof["s3"]),
         (r2 * r3 / (2 * h1 * h2), proof["w2"]), (-r2 * r3 / (2 * h1 * h3), proof["w3"]))
    step("weight, if they are so", "With their values.",
         rules.instance, whole.subs(meant), proof["weight, in short"], meant)
    step("weight", "They are.",
         rules.cut, proof["weight, if they are so"], proof["rise to x2"], proof["rise to x3"],
         proof["w at x2"], proof["w at x3"])

    # P = m u/w, where m u = w - v; h1 and h2 stand for w.
    step("shares differ", "Common denominator.",
         rules.identity, (h2 - v2) / h2 - (h1 - v1) / h1,
         ((h2 - v2) * v1 - (h1 - v1) * v2) / (h1 * h2))

    # Signs.
    proof.quote("sinh at least y", pair_slope.derive, "sinh")

    def sinh_positive(name, y):
        step(f"{name}, argument", "By assumption.",
             rules.positive, y)
        step(f"{name}, at least", "y <= sinh y.",
             rules.instance, Relation(y, "<=", sinh(y)), proof["sinh at least y"], {pair_slope.y: y})
        step(name, "More than 0.",
             rules.linear, Relation(zero, "<", sinh(y)), (1, proof[f"{name}, argument"]),
             (1, proof[f"{name}, at least"]))

    sinh_positive("sinh b/2", b / 2)
    sinh_positive("sinh b e/2", b * e / 2)
    step("w positive", "cosh is positive.",
         rules.linear, Relation(zero, "<", w(shape, x)),
         (cosh((b * x + c) / 2) / cosh(c / 2), proof["sinh b/2"]), (-1, proof["w"]))

    # w3/w2 grows with m: w3(m) w2(n) <= w3(n) w2(m) for m <= n.
    step("determinant, rational", "An addition formula.",
         rules.identity, odd(X * Y * Z) * odd(A / (X * Y)) - odd(X * Y) * odd(A / (X * Y * Z)),
         odd(A) * odd(Z))
    step("determinant", "With the exponentials.",
         rules.instance,
         Relation(u(third) * v(second) - u(second) * v(third), "=", sinh(b / 2) * sinh(b * e / 2)),
         proof["determinant, rational"], values)
    step("product of both", "Positive.",
         rules.product, Relation(zero, "<", sinh(b / 2) * sinh(b * e / 2)), proof["sinh b/2"],
         proof["sinh b e/2"])
    step("determinant positive", "Both together.",
         rules.linear, Relation(zero, "<", u(third) * v(second) - u(second) * v(third)),
         (1, proof["product of both"]), (-1, proof["determinant"]))
    step("m at most n", "By assumption.",
         rules.hypothesis, Relation(m, "<=", n))
    step("grows with m", "n - m times the determinant.",
         rules.product, Relation(w(m, third) * w(n, second), "<=", w(n, third) * w(m, second)),
         proof["m at most n"], proof["determinant positive"])

    # delta sinh(total b) - total sinh(delta b) > 0, the integral of a product of two sinh.
    grown = 2 * total * delta * sinh(alpha * z) * sinh(beta * z)
    least = 2 * total * delta * alpha * beta
    step("slope of the excess", "cosh(total z) - cosh(delta z) is such a product.",
         rules.derivative, delta * sinh(total * z) - total * sinh(delta * z), z, grown)
    step("excess", "From 0 to b.",
         rules.integral,
         Relation(Integral(grown, (z, 0, b)), "=", delta * sinh(total * b) - total * sinh(delta * b)),
         proof["slope of the excess"])
    for name, factor in (("alpha", alpha), ("beta", beta)):
        step(f"sinh {name} z", "y <= sinh y.",
             rules.instance, Relation(factor * z, "<=", sinh(factor * z)), proof["sinh at least y"],
             {pair_slope.y: factor * z})
        step(f"{name} z", "By assumption.",
             rules.nonnegative, factor * z)
    step("sinh beta z not negative", "Both together.",
         rules.linear, Relation(zero, "<=", sinh(beta * z)), (1, proof["sinh beta z"]),
         (1, proof["beta z"]))
    step("first factor", "A product of what is not negative.",
         rules.product, Relation(alpha * z * sinh(beta * z), "<=", sinh(alpha * z) * sinh(beta * z)),
         proof["sinh alpha z"], proof["sinh beta z not negative"])
    step("second factor", "A product of what is not negative.",
         rules.product, Relation(alpha * z * beta * z, "<=", alpha * z * sinh(beta * z)),
         proof["sinh beta z"], proof["alpha z"])
    step("both factors", "One after the other.",
         rules.linear, Relation(least * z**2, "<=", grown), (2 * total * delta, proof["first factor"]),
         (2 * total * delta, proof["second factor"]))
    step("b positive", "By assumption.",
         rules.positive, b)
    step("integrals", "From 0 to b.",
         rules.integral_order,
         Relation(Integral(least * z**2, (z, 0, b)), "<=", Integral(grown, (z, 0, b))),
         proof["both factors"], proof["b positive"])
    step("slope of a cube", "A power.",
         rules.derivative, least * z**3 / 3, z, least * z**2)
    step("integral of a square", "A power.",
         rules.integral, Relation(Integral(least * z**2, (z, 0, b)), "=", least * b**3 / 3),
         proof["slope of a cube"])
    step("cube", "Positive.",
         rules.positive, least * b**3 / 3)
    step("excess positive", "All together.",
         rules.linear, Relation(total * sinh(delta * b), "<", delta * sinh(total * b)),
         (1, proof["cube"]), (1, proof["integrals"]), (1, proof["excess"]),
         (-1, proof["integral of a square"]))

    # So the ratio falls, from at most alpha/beta.
    sinh_positive("sinh alpha b", alpha * b)
    sinh_positive("sinh beta b", beta * b)
    step("denominator", "A square of what is not 0.",
         rules.product, Relation(zero, "<", sinh(beta * b) ** 2), proof["sinh beta b"],
         proof["sinh beta b"])
    step("slope of the ratio", "The excess over twice the denominator's square, negative.",
         rules.derivative, ratio(b), b, fall(b), proof["denominator"])
    step("times the denominator", "Twice as large.",
         rules.linear, Relation(zero, "<", sinh(beta * b) ** 2 * -fall(b)),
         (half, proof["excess positive"]))
    step("slope negative", "Divided by a positive number.",
         rules.divided, Relation(zero, "<", -fall(b)), proof["times the denominator"],
         proof["denominator"])
    step("falls", "The derivative is negative.",
         rules.monotone, ratio(b), b, -1, proof["slope of the ratio"], proof["slope negative"])
    step("below its limit", "The excess for delta/2 and alpha.",
         rules.instance, Relation(beta * sinh(alpha * b), "<", alpha * sinh(beta * b)),
         proof["excess positive"], {alpha: delta / 2, delta: alpha})

    # P = 1 - 1/h, h = 1 + m u/v.
    step("growth of the share", "Common denominator.",
         rules.identity, (1 - 1 / (h + m * z)) - (1 - 1 / h), m * z / (h * (h + m * z)))
    step("growth not negative", "It has no negative factor.",
         rules.nonnegative, m * z / (h * (h + m * z)))
    step("share grows", "If u/v grows by z.",
         rules.linear, Relation(1 - 1 / h, "<=", 1 - 1 / (h + m * z)), (1, proof["growth of the share"]),
         (1, proof["growth not negative"]))

    proof.conclude("three points", "reflection", "share", "w positive", "weight", "determinant",
                   "shares differ", "grows with m",
                   "sinh alpha b", "sinh beta b", "falls", "below its limit", "share grows")


if __name__ == "__main__":
    main(derive)
