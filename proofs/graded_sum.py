"""From the quadrature to relu, and from exact coefficients to those that are written down.

Let phi(y) = th - D(y) with 0 <= D(y) <= th, and for one x in [-1, 1]

    | |x| I - 2 I sum W_k phi(s_k x) | <= 2 I E        (the quadrature),
    |D(b_k x) - D(s_k x)| <= m_k,   |A_k - W_k| <= r_k,   |C0 + lam - th sum A_k| <= e,

with A_k >= 0 and lam = (1 + d^2/16)/d, 0 < d <= 1.  Then f(x) = C0 + 2 lam S(d x) - sum A_k D(b_k x) has

    |relu(x) - f(x)| <= E + d^2/96 + d^4/200 + sum (th r_k + A_k m_k) + e.

For D(y) = S(y + c) - S(y - c), the middle line holds with m_k = sinh(c)/2 |log(b_k/s_k)| ("pair_slope").
"""

from sympy import Abs, Function, S, Sum, Symbol

from certify.symbolic import Derivation, Every, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import wide_sigmoid
from proofs.staircase import sigmoid
from proofs.wide_sigmoid import bound, d, error, lam, x

k = Symbol("k", integer=True, positive=True)
N = Symbol("N", integer=True, positive=True)
y, th, C0, E, e = (Symbol(name, real=True) for name in ("y", "th", "C0", "E", "e"))
I = Symbol("I", positive=True)  # noqa: E741 - the integral's name
A, W, b, s, r, m, D = (Function(name, real=True) for name in ("A", "W", "b", "s", "r", "m", "D"))
zero, half = S.Zero, S.Half


def total(term):
    return Sum(term, (k, 1, N))


exact = total(W(k) * (th - D(s(k) * x)))
f = C0 + 2 * lam * sigmoid(d * x) - total(A(k) * D(b(k) * x))
relu = (x + Abs(x)) / 2
rounding = total(th * r(k) + A(k) * m(k))

POSITIVE = Every((y,), Relation(zero, "<=", D(y)))
AT_MOST = Every((y,), Relation(D(y), "<=", th))
WEIGHTS = Every((k,), Relation(zero, "<=", A(k)))
SIDES = {
    "above": (Every((k,), Relation(D(b(k) * x) - D(s(k) * x), "<=", m(k))),
              Every((k,), Relation(W(k) - A(k), "<=", r(k)))),
    "below": (Every((k,), Relation(D(s(k) * x) - D(b(k) * x), "<=", m(k))),
              Every((k,), Relation(A(k) - W(k), "<=", r(k)))),
}


@script(
    "graded_sum",
    "|relu - f| <= E + d^2/96 + d^4/200 + sum (th |A_k - W_k| + A_k |D(b_k x) - D(s_k x)|) + e",
    "The triangle inequality",
)
def derive(proof: Derivation):
    step = proof.step
    proof.quote("wide sigmoid", wide_sigmoid.derive, "wide sigmoid")
    step("pair not negative", "By assumption.",
         rules.apply, Relation(zero, "<=", D(s(k) * x)), POSITIVE, {y: s(k) * x})
    step("pair at most th", "By assumption.",
         rules.apply, Relation(D(s(k) * x), "<=", th), AT_MOST, {y: s(k) * x})
    step("weight not negative", "By assumption.",
         rules.apply, Relation(zero, "<=", A(k)), WEIGHTS, {k: k})
    for name, sign in (("above", 1), ("below", -1)):
        moved, rounded = SIDES[name]
        other = SIDES["below" if sign > 0 else "above"][1]
        step(f"{name}, slope", "By assumption.",
             rules.apply, Relation(sign * (D(b(k) * x) - D(s(k) * x)), "<=", m(k)), moved, {k: k})
        step(f"{name}, weight", "By assumption.",
             rules.apply, Relation(sign * (W(k) - A(k)), "<=", r(k)), rounded, {k: k})
        step(f"{name}, weight's other side", "By assumption.",
             rules.apply, Relation(sign * (A(k) - W(k)), "<=", r(k)), other, {k: k})
        step(f"{name}, r", "Half the sum of the two.",
             rules.linear, Relation(zero, "<=", r(k)), (half, proof[f"{name}, weight"]),
             (half, proof[f"{name}, weight's other side"]))
        step(f"{name}, moved", "A product of what is not negative.",
             rules.product, Relation(sign * A(k) * (D(b(k) * x) - D(s(k) * x)), "<=", A(k) * m(k)),
             proof[f"{name}, slope"], proof["weight not negative"])
        step(f"{name}, rounded", "A product of what is not negative.",
             rules.product,
             Relation(sign * (W(k) - A(k)) * (th - D(s(k) * x)), "<=", r(k) * (th - D(s(k) * x))),
             proof[f"{name}, weight"], proof["pair at most th"])
        step(f"{name}, r D", "A product of what is not negative.",
             rules.product, Relation(zero, "<=", r(k) * D(s(k) * x)), proof[f"{name}, r"],
             proof["pair not negative"])
        one = sign * (W(k) * (th - D(s(k) * x)) - A(k) * (th - D(b(k) * x)))
        step(f"{name}, one pair", "The three together.",
             rules.linear, Relation(one, "<=", th * r(k) + A(k) * m(k)), (1, proof[f"{name}, moved"]),
             (1, proof[f"{name}, rounded"]), (1, proof[f"{name}, r D"]))
        step(f"{name}, all pairs", "The sum.",
             rules.summed, Relation(total(one), "<=", rounding), proof[f"{name}, one pair"], k,
             S.One, N)
        step(f"{name}, quadrature", "By assumption.",
             rules.hypothesis, Relation(sign * (Abs(x) * I - 2 * I * exact), "<=", 2 * I * E))
        step(f"{name}, constant", "By assumption.",
             rules.hypothesis, Relation(sign * (th * total(A(k)) - C0 - lam), "<=", e))
        step(f"{name}, x/2", "One side of it.",
             rules.sides, Relation(-sign * error(x), "<=", bound), proof["wide sigmoid"])
        step(f"{name}", "All together.",
             rules.linear, Relation(sign * (relu - f), "<=", E + bound + rounding + e),
             (1, proof[f"{name}, all pairs"]), (1 / (2 * I), proof[f"{name}, quadrature"]),
             (1, proof[f"{name}, constant"]), (1, proof[f"{name}, x/2"]))
    step("error", "Both signs.",
         rules.absolute, Within(relu - f, E + bound + rounding + e), proof["above"], proof["below"])

    proof.conclude("error")


if __name__ == "__main__":
    main(derive)
