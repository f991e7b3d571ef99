"""What the leaves of sums of sigmoids rest on: bounds of the derivatives of S, and the growth of S'.

With v = S (1 - S) = S', the m-th derivative of S is v f_m(v) for odd m and v (1 - 2 S) f_m(v) for even
m, with polynomials f_1 = 1, f_2 = 1, f_3 = 1 - 6 v, ..., and

    |f_m(v)| <= m! 2^(1-m) for 0 <= v <= 1/4, hence |S^(m)(t)| <= m! 2^(1-m) S'(t), 1 <= m <= 25;
    S'(t + w) <= exp(|w|) S'(t) and S'(t) <= exp(-|t|) for all real t and w.

Taylor's theorem then gives, for p <= 24 and some x between t and t + w,

    |S(t + w) - sum_{m=0..p} S^(m)(t) w^m/m!| = |S^(p+1)(x)| |w|^(p+1)/(p+1)!
        <= 2 |w/2|^(p+1) S'(x) <= 2 |w/2|^(p+1) exp(|w|) S'(t).

S is written with tanh here, in which its derivatives are polynomials.
"""

from sympy import Integral, Rational, S, Symbol, exp, expand, factorial, log, tanh

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs.staircase import sigmoid, t
from proofs.steepest_slopes import slope

c, f, K, T, v = (Symbol(name, real=True) for name in ("c", "f", "K", "T", "v"))
w = Symbol("w", nonnegative=True)
x, y = Symbol("x", positive=True), Symbol("y", positive=True)
zero, one, quarter = S.Zero, S.One, Rational(1, 4)

order = 25
factors = [one]
"""f_1, f_2, ...: v' = v (1 - 2 S), (1 - 2 S)' = -2 v and (1 - 2 S)^2 = 1 - 4 v."""
for m in range(1, order):
    last = factors[-1]
    rising = last + v * last.diff(v)
    factors.append(expand(rising if m % 2 else (1 - 6 * v) * last + v * (1 - 4 * v) * last.diff(v)))
most = [factorial(m) / S(2) ** (m - 1) for m in range(1, order + 1)]


def derivatives(level):
    """S, S', S'', ..., S^(25) where tanh(t/2) = level: S = (1 + level)/2."""
    at = (1 - level**2) / 4
    values = [at * f.subs(v, at) for f in factors]
    return [(1 + level) / 2, *(x if m % 2 else -level * x for m, x in enumerate(values, start=1))]


@script(
    "taylor_form",
    "|S^(m)(t)| <= m! 2^(1-m) S'(t) for 1 <= m <= 25, S'(t + w) <= exp(|w|) S'(t), S'(t) <= exp(-|t|)",
    "Eulerian polynomials; the constants are for leaves of sums of sigmoids",
)
def derive(proof: Derivation):
    step = proof.step
    results = []

    # S^(m) in terms of tanh(t/2), one order after the other.
    level = tanh(t / 2)
    values = derivatives(level)
    step("sigmoid by tanh", "Multiply both exponentials by exp(-t/2).",
         rules.identity, sigmoid(t), values[0])
    for m in range(1, order + 1):
        step(f"derivative {m}", "tanh(t/2)' = (1 - tanh(t/2)^2)/2 = 2 v.",
             rules.derivative, values[m - 1], t, values[m])
        results.append(f"derivative {m}")

    # |f| <= K and c >= 0 give |c f| <= c K, and with |T| <= 1 also |c T f| <= c K.
    for name, lower, upper in (("f above", f, K), ("f below", -f, K), ("T above", T, one),
                               ("T below", -T, one), ("c at least 0", zero, c)):  # fmt: skip
        step(name, "What follows is for all such numbers.",
             rules.hypothesis, Relation(lower, "<=", upper))
    for first, up in (("above", 1), ("below", -1)):
        for second, right in (("above", 1), ("below", -1)):
            step(f"f {first}, T {second}", "Neither factor is negative.",
                 rules.product, Relation(zero, "<=", (K - up * f) * (1 - right * T)),
                 proof[f"f {first}"], proof[f"T {second}"])
    for name, sign, other in (("above", 1, "below"), ("below", -1, "above")):
        step(f"c f {name}", "Times c.",
             rules.product, Relation(sign * c * f, "<=", c * K), proof[f"f {name}"],
             proof["c at least 0"])
        step(f"T f {name}", "Half of the sum of two products.",
             rules.linear, Relation(sign * T * f, "<=", K), (S.Half, proof[f"f above, T {other}"]),
             (S.Half, proof[f"f below, T {name}"]))
        step(f"c T f {name}", "Times c.",
             rules.product, Relation(sign * c * T * f, "<=", c * K), proof[f"T f {name}"],
             proof["c at least 0"])
    for name, product in (("c f", c * f), ("c T f", c * T * f)):
        step(name, "Both sides.",
             rules.absolute, Within(product, c * K), proof[f"{name} above"], proof[f"{name} below"])

    # -1 <= tanh(t/2) <= 1 and 0 <= v <= 1/4.
    step("sigmoid positive", "1 over a positive number.",
         rules.positive, sigmoid(t))
    step("turn above", "S = (1 + tanh(t/2))/2.",
         rules.linear, Relation(-level, "<=", one), (2, proof["sigmoid positive"]),
         (2, proof["sigmoid by tanh"]))
    step("turn below", "tanh is odd.",
         rules.instance, Relation(level, "<=", one), proof["turn above"], {t: -t})
    step("product", "Neither factor is negative.",
         rules.product, Relation(zero, "<=", (1 + level) * (1 - level)), proof["turn above"],
         proof["turn below"])
    step("v at least 0", "A quarter of it.",
         rules.linear, Relation(zero, "<=", values[1]), (quarter, proof["product"]))
    step("square", "A square is not negative.",
         rules.nonnegative, level**2)
    step("v at most 1/4", "A quarter of it less.",
         rules.linear, Relation(values[1], "<=", quarter), (quarter, proof["square"]))

    # |S^(m)| <= m! 2^(1-m) S'; f_2 = 1.
    step("bound 2 if v >= 0 and |T| <= 1", "f = T = 1 - 2 S.",
         rules.instance, Within(v * T, v), proof["c f"], {f: T, K: one, c: v})
    for m in range(3, order + 1):
        factor, bound = factors[m - 1], most[m - 1]
        for name, sign in (("above", 1), ("below", -1)):
            step(f"f_{m} {name}", "By an enclosure.",
                 rules.enclosure, Relation(sign * factor, "<=", bound), {v: (0, quarter)})
        general, product = ("c f", c * f) if m % 2 else ("c T f", c * T * f)
        claim = Within(product, c * K).subs({f: factor, K: bound, c: v})
        step(f"bound {m} if f_{m} is bounded", f"f = f_{m}(v), c = v.",
             rules.instance, claim, proof[general], {f: factor, K: bound, c: v})
        step(f"bound {m} if v >= 0 and |T| <= 1", f"f_{m} is bounded.",
             rules.cut, proof[f"bound {m} if f_{m} is bounded"], proof[f"f_{m} above"],
             proof[f"f_{m} below"])
    for m in range(2, order + 1):
        step(f"bound {m} if they are in range", "v = S'(t), T = 1 - 2 S(t) = -tanh(t/2).",
             rules.instance, Within(values[m], most[m - 1] * values[1]),
             proof[f"bound {m} if v >= 0 and |T| <= 1"], {v: values[1], T: -level})
        inside = ["v at least 0", *(["v at most 1/4"] if m > 2 else []),
                  *([] if m % 2 else ["turn above", "turn below"])]  # fmt: skip
        step(f"bound {m}", "They are in range.",
             rules.cut, proof[f"bound {m} if they are in range"], *(proof[name] for name in inside))
        results.append(f"bound {m}")

    # S' grows by exp(w) at most, to the right and to the left.
    step("slope", "The derivative of the sigmoid.",
         rules.derivative, sigmoid(t), t, slope(t))
    step("w at least 0", "By assumption.",
         rules.nonnegative, w)
    step("exponential", "It is positive.",
         rules.positive, exp(-v))
    step("area", "The integral from 0 to w.",
         rules.integral_order, Relation(zero, "<=", Integral(exp(-v), (v, 0, w))), proof["exponential"],
         proof["w at least 0"])
    step("antiderivative", "-exp(-v).",
         rules.derivative, -exp(-v), v, exp(-v))
    step("integral", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(exp(-v), (v, 0, w)), "=", 1 - exp(-w)),
         proof["antiderivative"])
    step("fall of exp", "Both together.",
         rules.linear, Relation(exp(-w), "<=", one), (1, proof["area"]), (1, proof["integral"]))
    step("y at most 1", "For y = exp(-w), and x = exp(-t).",
         rules.hypothesis, Relation(y, "<=", one))
    step("growth if y is at most 1", "The difference is a positive multiple of 1 - y.",
         rules.linear, Relation(x * y / (1 + x * y) ** 2, "<=", x / y / (1 + x) ** 2),
         (x / y * (1 + y + 2 * x * y) / (1 + x) ** 2 / (1 + x * y) ** 2, proof["y at most 1"]))
    step("growth if exp(-w) is at most 1", "S'(t) = x/(1+x)^2.",
         rules.instance, Relation(slope(t + w), "<=", exp(w) * slope(t)),
         proof["growth if y is at most 1"], {x: exp(-t), y: exp(-w)})
    step("growth", "exp(-w) is at most 1.",
         rules.cut, proof["growth if exp(-w) is at most 1"], proof["fall of exp"])
    step("even", "S' is even.",
         rules.identity, slope(t), slope(-t))
    step("growth at -t", "The same at -t.",
         rules.instance, Relation(slope(-t + w), "<=", exp(w) * slope(-t)), proof["growth"], {t: -t})
    step("even at t - w", "S' is even.",
         rules.instance, Relation(slope(t - w), "=", slope(-t + w)), proof["even"], {t: t - w})
    step("growth to the left", "S'(t - w) = S'(-t + w).",
         rules.linear, Relation(slope(t - w), "<=", exp(w) * slope(t)), (1, proof["growth at -t"]),
         (1, proof["even at t - w"]), (-exp(w), proof["even"]))

    # S' on the tails; exp(-t) = 2^(-t/log 2).
    step("rest of the tail", "A product of positive numbers.",
         rules.positive, slope(t) * (2 * exp(-t) + exp(-2 * t)))
    step("tail on the right", "exp(-t) = S' (1 + exp(-t))^2.",
         rules.linear, Relation(slope(t), "<=", exp(-t)), (1, proof["rest of the tail"]))
    step("tail at -t", "The same at -t.",
         rules.instance, Relation(slope(-t), "<=", exp(t)), proof["tail on the right"], {t: -t})
    step("tail on the left", "S' is even.",
         rules.linear, Relation(slope(t), "<=", exp(t)), (1, proof["tail at -t"]), (1, proof["even"]))
    step("logarithm", "By an enclosure.",
         rules.enclosure, Relation(23 * log(2), "<", S(16)))

    proof.conclude(*results, "sigmoid by tanh", "slope", "growth", "growth to the left",
                   "tail on the right", "tail on the left", "logarithm")


if __name__ == "__main__":
    main(derive)
