"""A sum of sigmoids that increases needs steep slopes: with 0 <= b_i <= B and weights a_i >= 0,

    g(x) = C + sum a_i S(b_i x + c_i):     |relu - g| <= E on [-1, 1]  gives  h <= 2 E (1 + exp(B h))

for every 0 < h <= 1, whatever C, a_i, c_i and the number of sigmoids are.  For h = 5/(4 B) this is
E B >= 5/(8 (1 + exp(5/4))) > 0.139.

Every sigmoid rises by exp(w) times as much at most from t to t + w as from t - w to t, and so does g,
with B h for w; but g rises by 2 E at most from -h to 0, and by h - 2 E at least from 0 to h.
"""

from sympy import Function, Max, Rational, S, Sum, Symbol, exp

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main
from proofs.staircase import N, sigmoid, t
from proofs.steepest_slopes import slope

i = Symbol("i", integer=True)
a, b, c = Function("a", nonnegative=True), Function("b", nonnegative=True), Function("c", real=True)
x, w, C, E = (Symbol(name, real=True) for name in ("x", "w", "C", "E"))
h, B = Symbol("h", positive=True), Symbol("B", positive=True)
p, q = Symbol("p", positive=True), Symbol("q", positive=True)
zero, one = S.Zero, S.One


def g(y):
    return C + Sum(a(i) * sigmoid(b(i) * y + c(i)), (i, 1, N))


slopes = Every((i,), Relation(b(i), "<=", B))
domain = Relation(-one, "<=", x), Relation(x, "<=", one)
above = Every((x,), Relation(Max(x, 0) - g(x), "<=", E), domain)
below = Every((x,), Relation(g(x) - Max(x, 0), "<=", E), domain)


@script(
    "increasing_sums",
    "h <= 2 E (1 + exp(B h)), 0 < h <= 1, for |relu - g| <= E, g with weights >= 0, slopes in [0, B]",
    "How fast a sigmoid can grow",
)
def derive(proof: Derivation):
    step = proof.step

    # S(t + w) - S(t) <= exp(w) (S(t) - S(t - w)).
    before, at, behind = 1 / (1 + q), 1 / (1 + p), 1 / (1 + p**2 / q)
    rest = (q - p) ** 2 * (p + q) / (q * (1 + p) * (1 + q) * (q + p**2))
    step("rational", "Common denominator, with p = exp(-t) and q = exp(-t - w).",
         rules.identity, p / q * (at - behind) - (before - at), rest)
    step("not negative", "A square times positive numbers.",
         rules.nonnegative, rest)
    step("rises, rational", "Both together.",
         rules.linear, Relation(before - at, "<=", p / q * (at - behind)), (1, proof["rational"]),
         (1, proof["not negative"]))
    step("rises", "With the exponentials.",
         rules.instance,
         Relation(sigmoid(t + w) - sigmoid(t), "<=", exp(w) * (sigmoid(t) - sigmoid(t - w))),
         proof["rises, rational"], {p: exp(-t), q: exp(-t - w)})

    # exp(b h) <= exp(B h).
    step("slope at most B", "By assumption.",
         rules.apply, Relation(b(i), "<=", B), slopes, {i: i})
    step("b h", "Times h.",
         rules.linear, Relation(b(i) * h, "<=", B * h), (h, proof["slope at most B"]))
    step("exponential", "Its own derivative.",
         rules.derivative, exp(t), t, exp(t))
    step("exponential positive", "It is positive.",
         rules.positive, exp(t))
    step("exponential increases", "Its derivative is positive.",
         rules.monotone, exp(t), t, 1, proof["exponential"], proof["exponential positive"])
    step("exp(b h)", "The exponential increases.",
         rules.ordered, Relation(exp(b(i) * h), "<=", exp(B * h)), proof["exponential increases"],
         proof["b h"])

    # One sigmoid, times its weight.
    rise = sigmoid(b(i) * h + c(i)) - sigmoid(c(i))
    earlier = sigmoid(c(i)) - sigmoid(-b(i) * h + c(i))
    step("one sigmoid", "At t = c and w = b h.",
         rules.instance, Relation(rise, "<=", exp(b(i) * h) * earlier), proof["rises"],
         {t: c(i), w: b(i) * h})
    step("b h not negative", "Nor are its factors.",
         rules.nonnegative, b(i) * h)
    step("to the left", "By b h.",
         rules.linear, Relation(-b(i) * h + c(i), "<=", c(i)), (1, proof["b h not negative"]))
    step("slope", "The derivative of the sigmoid.",
         rules.derivative, sigmoid(t), t, slope(t))
    step("slope positive", "It is positive.",
         rules.positive, slope(t))
    step("sigmoid increases", "Its derivative is positive.",
         rules.monotone, sigmoid(t), t, 1, proof["slope"], proof["slope positive"])
    step("earlier rise", "The sigmoid increases.",
         rules.ordered, Relation(sigmoid(-b(i) * h + c(i)), "<=", sigmoid(c(i))),
         proof["sigmoid increases"], proof["to the left"])
    step("larger exponential", "A product of what is not negative.",
         rules.product, Relation(exp(b(i) * h) * earlier, "<=", exp(B * h) * earlier),
         proof["exp(b h)"], proof["earlier rise"])
    step("one sigmoid, B", "Both together.",
         rules.linear, Relation(rise, "<=", exp(B * h) * earlier), (1, proof["one sigmoid"]),
         (1, proof["larger exponential"]))
    step("one term", "Times the weight.",
         rules.linear, Relation(a(i) * rise, "<=", a(i) * exp(B * h) * earlier),
         (a(i), proof["one sigmoid, B"]))
    step("all terms", "The sum.",
         rules.summed,
         Relation(g(h) - g(zero), "<=", exp(B * h) * (g(zero) - g(-h))), proof["one term"], i, one, N)

    # -h, 0 and h.
    step("h at most 1", "By assumption.",
         rules.hypothesis, Relation(h, "<=", one))
    step("-h at least -1", "The same.",
         rules.linear, Relation(-one, "<=", -h), (1, proof["h at most 1"]))
    step("h positive", "By assumption.",
         rules.positive, h)
    step("relu(h)", "h > 0.",
         rules.resolved, Relation(Max(h, 0), "=", h), proof["h positive"])
    step("relu(-h)", "-h < 0.",
         rules.resolved, Relation(Max(-h, 0), "=", zero), proof["h positive"])
    step("at h", "By assumption.",
         rules.apply, above.relation.subs({x: h}), above, {x: h}, proof["h at most 1"])
    step("at 0", "By assumption.",
         rules.apply, below.relation.subs({x: zero}), below, {x: zero})
    step("at -h", "By assumption.",
         rules.apply, above.relation.subs({x: -h}), above, {x: -h}, proof["-h at least -1"])
    step("bound", "h - E <= g(h), g(0) <= E and -E <= g(-h).",
         rules.linear, Relation(h, "<=", 2 * E * (1 + exp(B * h))), (1, proof["all terms"]),
         (1, proof["at h"]), (1 + exp(B * h), proof["at 0"]), (exp(B * h), proof["at -h"]),
         (-1, proof["relu(h)"]), (exp(B * h), proof["relu(-h)"]))

    # h = 5/(4 B).
    step("B at least 5/4", "By assumption.",
         rules.hypothesis, Relation(Rational(5, 4), "<=", B))
    step("this h", "h = 5/(4 B) is at most 1.",
         rules.instance, Relation(Rational(5, 4) / B, "<=", 2 * E * (1 + exp(Rational(5, 4)))),
         proof["bound"], {h: Rational(5, 4) / B})
    step("it is at most 1", "B >= 5/4.",
         rules.linear, Relation(Rational(5, 4) / B, "<=", one), (1 / B, proof["B at least 5/4"]))
    step("this bound", "So it follows.",
         rules.cut, proof["this h"], proof["it is at most 1"])

    proof.conclude("rises", "bound", "this bound")


if __name__ == "__main__":
    main(derive)
