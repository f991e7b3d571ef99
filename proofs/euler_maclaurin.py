"""The sum of a sigmoid over a grid by the Euler-Maclaurin formula of order 12, with its remainder.

For N >= 1 terms and k > 0, with S^(m) = p_m(S) as in sigmoid_derivatives,

    sum_{j=0..N-1} S(-k j) = [log 2 - log(1 + exp(-k N))]/k + [S(0) - S(-k N)]/2
        + sum_{m=1..6} B_2m/(2m)! k^(2m-1) [S^(2m-1)(0) - S^(2m-1)(-k N)] + R,
    |R| <= (691/2730)/12! 1248 k^11 [S(0) - S(-k N)].

On one cell, f(x) = S(-k (j + x)) for 0 <= x <= 1, all comes from one antiderivative: with the Bernoulli
polynomials b_m = B_m/m!, whose derivatives are b_m' = b_(m-1), sum_{m=1..12} (-1)^(m-1) b_m f^(m-1) has
the derivative f - b_12 f^(12).  The last term is bounded by a multiple of k S' and so by one of f'.  The
cells then telescope.  S is written with tanh here, in which its derivatives are polynomials.
"""

from sympy import Integral, S, Sum, Symbol, bernoulli, cancel, exp, factorial, log, tanh

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import sigmoid_derivatives
from proofs.sigmoid_derivatives import order, p, ratio, s
from proofs.staircase import N, k, sigmoid, t

x = Symbol("x", real=True)
j = Symbol("j", integer=True)
zero, one, half = S.Zero, S.One, S.Half

b = [bernoulli(m, x) / factorial(m) for m in range(order + 1)]
most = abs(bernoulli(order)) / factorial(order)
growth = most * ratio * k ** (order - 1)
"""The remainder is at most this times S(0) - S(-k N)."""


def antiderivative(y, value):
    """What the terms of one cell are the differences of, with value = S(-k y)."""
    corrections = (b[m].subs(x, 0) * k ** (m - 1) * p[m - 1].subs(s, value)
                   for m in range(2, order + 1, 2))  # fmt: skip
    return -log(1 + exp(-k * y)) / k - value / 2 - sum(corrections)


terms = Sum(sigmoid(-k * j), (j, 0, N - 1))
formula = antiderivative(N, sigmoid(-k * N)) - antiderivative(zero, half)
remainder = growth * (half - sigmoid(-k * N))


@script(
    "euler_maclaurin",
    "Euler-Maclaurin to order 12 for sum_(j<N) S(-kj), within 1248 (691/2730)/12! k^11 (1/2 - S(-kN))",
    "Euler (1736), Maclaurin (1742); the remainder for this function",
)
def derive(proof: Derivation):
    step = proof.step

    # |b_12| <= |B_12|/12! on [0, 1].
    step("square", "A square is not negative.",
         rules.nonnegative, (x * (1 - x)) ** 2)
    rest = cancel((b[order] + most) / (x * (1 - x)) ** 2)
    step("other factor", "By an enclosure.",
         rules.enclosure, Relation(zero, "<=", rest), {x: (0, 1)})
    step("b_12 from below", "b_12 + |B_12|/12! is the product of the two.",
         rules.product, Relation(-b[order], "<=", most), proof["square"], proof["other factor"])
    step("b_12 from above", "By an enclosure.",
         rules.enclosure, Relation(b[order], "<=", most), {x: (0, 1)})

    # |b_12 p_12(s)| <= 1248 |B_12|/12! s (1 - s) for 0 <= s <= 1.
    proof.quote("p_12", sigmoid_derivatives.derive, "polynomial bound")
    bent, top = p[order], ratio * s * (1 - s)
    for sign, name in ((1, "above"), (-1, "below")):
        step(f"p_12 {name}", "One side.",
             rules.sides, Relation(sign * bent, "<=", top), proof["p_12"])
    for sign, name, other in ((1, "above", "below"), (-1, "below", "above")):
        step(f"lower pair, {name}", "Neither factor is negative.",
             rules.product, Relation(zero, "<=", (most + b[order]) * (top - sign * bent)),
             proof["b_12 from below"], proof[f"p_12 {name}"])
        step(f"upper pair, {name}", "Neither factor is negative.",
             rules.product, Relation(zero, "<=", (most - b[order]) * (top + sign * bent)),
             proof["b_12 from above"], proof[f"p_12 {other}"])
        step(f"product {name}", "Half of their sum.",
             rules.linear, Relation(sign * b[order] * bent, "<=", most * top),
             (half, proof[f"lower pair, {name}"]), (half, proof[f"upper pair, {name}"]))

    # In the cell s = S(-k (j + x)), written with tanh.
    def value(y):
        """S(-k y)."""
        return (1 - tanh(k * y / 2)) / 2

    step("sigmoid by tanh", "Multiply both exponentials by exp(-t/2).",
         rules.identity, sigmoid(t), (1 + tanh(t / 2)) / 2)
    step("sigmoid positive", "1 over a positive number.",
         rules.positive, sigmoid(t))
    step("1 - S positive", "S(-t).",
         rules.positive, sigmoid(-t))
    step("value positive", "Equals for equals.",
         rules.linear, Relation(zero, "<=", (1 + tanh(t / 2)) / 2), (1, proof["sigmoid positive"]),
         (1, proof["sigmoid by tanh"]))
    step("reflected", "tanh(-t/2) = -tanh(t/2).",
         rules.instance, Relation(sigmoid(-t), "=", (1 - tanh(t / 2)) / 2), proof["sigmoid by tanh"],
         {t: -t})
    step("value below 1", "Equals for equals.",
         rules.linear, Relation((1 + tanh(t / 2)) / 2, "<=", one), (1, proof["1 - S positive"]),
         (1, proof["reflected"]))
    here, at = -k * (j + x), value(j + x)
    step("value here positive", "t = -k (j + x).",
         rules.instance, Relation(zero, "<=", at), proof["value positive"], {t: here})
    step("value here below 1", "t = -k (j + x).",
         rules.instance, Relation(at, "<=", one), proof["value below 1"], {t: here})

    # The antiderivative of f - b_12 f^(12), and the bounds of the integrand.
    f = [(-k) ** m * p[m].subs(s, at) for m in range(order + 1)]
    integrand, envelope = f[0] - b[order] * f[order], most * k**order * top.subs(s, at)
    parts = sum((-1) ** (m - 1) * b[m] * f[m - 1] for m in range(1, order + 1))
    step("antiderivative", "All other terms cancel: b_m' = b_(m-1).",
         rules.derivative, parts, x, integrand)
    cell = (x, 0, 1)
    step("integral", "The fundamental theorem of calculus.",
         rules.integral,
         Relation(Integral(integrand, cell), "=", parts.subs(x, 1) - parts.subs(x, 0)),
         proof["antiderivative"])
    step("0 before 1", "0 <= 1.", rules.positive, one)
    step("tanh by sigmoid", "Solved for tanh.",
         rules.linear, Relation(tanh(t / 2), "=", 1 - 2 * sigmoid(-t)), (2, proof["reflected"]))
    for name, y in (("start", j), ("end", j + 1)):
        step(f"tanh at the {name}", f"t = k ({y}).",
             rules.instance, Relation(tanh(k * y / 2), "=", 1 - 2 * sigmoid(-k * y)),
             proof["tanh by sigmoid"], {t: k * y})

    for sign, name, other in ((1, "above", "below"), (-1, "below", "above")):
        claim = Relation(-sign * b[order] * bent, "<=", most * top)
        step(f"in the cell {name}, if between 0 and 1", "s = S(-k (j + x)).",
             rules.instance, claim.subs({s: at}), proof[f"product {other}"], {s: at})
        step(f"in the cell {name}", "S lies between 0 and 1.",
             rules.cut, proof[f"in the cell {name}, if between 0 and 1"], proof["value here positive"],
             proof["value here below 1"])
        bounds = f[0] + sign * envelope
        low, high = (integrand, bounds) if sign > 0 else (bounds, integrand)
        step(f"integrand {name}", "Times k^12.",
             rules.linear, Relation(low, "<=", high), (k**order, proof[f"in the cell {name}"]))
        step(f"order {name}", "On the cell.",
             rules.integral_order, Relation(Integral(low, cell), "<=", Integral(high, cell)),
             proof[f"integrand {name}"], proof["0 before 1"])
        big = -log(1 + exp(-k * (j + x))) / k - sign * growth * at
        step(f"antiderivative of the bound {name}", "-S(-k y) differentiates to k S (1 - S).",
             rules.derivative, big, x, bounds)
        step(f"integral of the bound {name}", "The fundamental theorem of calculus.",
             rules.integral, Relation(Integral(bounds, cell), "=", big.subs(x, 1) - big.subs(x, 0)),
             proof[f"antiderivative of the bound {name}"])

        def total(y, v, sign=sign):
            """What telescopes."""
            return sign * antiderivative(y, v) - growth * v

        step(f"cell {name} by tanh", "b_m(0) = b_m(1) for m >= 2, and these are 0 for odd m.",
             rules.linear,
             Relation(sign * value(j), "<=", total(j + 1, value(j + 1)) - total(j, value(j))),
             (1, proof[f"order {name}"]), (sign, proof[f"integral of the bound {name}"]),
             (-sign, proof["integral"]))
        after = total(j, sigmoid(-k * j))
        difference = after.subs(j, j + 1) - after
        step(f"cell {name}", "S for tanh, at both ends.",
             rules.substitute, Relation(sign * sigmoid(-k * j), "<=", difference),
             proof[f"cell {name} by tanh"], proof["tanh at the start"], proof["tanh at the end"])
        step(f"cells {name}", "Cell by cell.",
             rules.summed, Relation(sign * terms, "<=", Sum(difference, (j, 0, N - 1))),
             proof[f"cell {name}"], j, zero, N - 1)
        step(f"telescoped {name}", "Only the ends are left.",
             rules.telescoped, after, j, zero, N - 1)
        step(f"sum {name}", "Equals for equals.",
             rules.substitute,
             Relation(sign * terms, "<=", after.subs(j, N) - after.subs(j, zero)),
             proof[f"cells {name}"], proof[f"telescoped {name}"])
        step(name, "S(0) = 1/2; in the order of the formula.",
             rules.linear, Relation(sign * (terms - formula), "<=", remainder),
             (1, proof[f"sum {name}"]))
    step("remainder", "Both sides.",
         rules.absolute, Within(terms - formula, remainder), proof["above"], proof["below"])

    proof.conclude("remainder")


if __name__ == "__main__":
    main(derive)
