"""The derivatives of the sigmoid up to order 12 are polynomials in it, and the last is small.

With S' = S (1 - S), the chain rule gives S^(m) = p_m(S) for the polynomials p_0 = s and
p_{m+1} = s (1 - s) p_m'.  On [0, 1] the quotient p_12/(s (1 - s)) is at most 1247.4930 in size, so

    |S^(12)(t)| <= 1248 S'(t)   for all real t.
"""

from sympy import S, Symbol, diff, expand

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs.staircase import sigmoid, t

s, T = Symbol("s", real=True), Symbol("T", real=True)
zero, one = S.Zero, S.One

order = 12
factors = [one]
"""p_1/(s (1 - s)), p_2/(s (1 - s)), ..., which are the derivatives of p_0, p_1, ..."""
for _ in range(order - 1):
    factors.append(expand(diff(s * (1 - s) * factors[-1], s)))

p = [s, *(s * (1 - s) * factor for factor in factors)]
ratio = S(1248)


@script(
    "sigmoid_derivatives",
    "the m-th derivative of S is p_m(S), p_0 = s, p_(m+1) = s(1-s)p_m', m <= 12; |p_12(S)| <= 1248 S'",
    "The chain rule",
)
def derive(proof: Derivation):
    step = proof.step
    results = []

    # S^(m) = p_m(S), one order after the other.
    slope = step("slope", "exp(-t)/(1+exp(-t))^2 = S (1 - S).",
                 rules.derivative, sigmoid(t), t, sigmoid(t) * (1 - sigmoid(t)))
    for m in range(1, order + 1):
        step(f"polynomial {m}", f"The derivative of p_{m - 1}.",
             rules.derivative, p[m - 1], s, factors[m - 1])
        lower = p[m - 1].subs(s, sigmoid(t))
        step(f"derivative {m}", "The chain rule.",
             rules.chain, Relation(lower.diff(t, evaluate=False), "=", p[m].subs(s, sigmoid(t))),
             proof[f"polynomial {m}"], slope)
        results.append(f"derivative {m}")

    # |p_12| <= 1248 s (1 - s), decided in T = 2 s - 1, where the coefficients are smaller.
    step("from 0", "The values of the sigmoid.",
         rules.hypothesis, Relation(zero, "<=", s))
    step("to 1", "The values of the sigmoid.",
         rules.hypothesis, Relation(s, "<=", one))
    step("T from -1", "2 s - 1 >= -1.",
         rules.linear, Relation(-one, "<=", 2 * s - 1), (2, proof["from 0"]))
    step("T to 1", "2 s - 1 <= 1.",
         rules.linear, Relation(2 * s - 1, "<=", one), (2, proof["to 1"]))
    step("slope not negative", "A product of such.",
         rules.product, Relation(zero, "<=", s * (1 - s)), proof["from 0"], proof["to 1"])
    quotient = factors[-1]
    for name, sign in (("above", 1), ("below", -1)):
        in_T = expand(sign * quotient.subs(s, (1 + T) / 2))
        step(f"quotient {name} in T", "By an enclosure.",
             rules.enclosure, Relation(in_T, "<=", ratio), {T: (-1, 1)})
        step(f"quotient {name}, at 2 s - 1", "T = 2 s - 1.",
             rules.instance, Relation(sign * quotient, "<=", ratio), proof[f"quotient {name} in T"],
             {T: 2 * s - 1})
        step(f"quotient {name}", "T lies between -1 and 1.",
             rules.cut, proof[f"quotient {name}, at 2 s - 1"], proof["T from -1"], proof["T to 1"])
        step(f"p_12 {name}", "Times s (1 - s).",
             rules.product, Relation(sign * p[order], "<=", ratio * s * (1 - s)),
             proof[f"quotient {name}"], proof["slope not negative"])
    step("polynomial bound", "Both sides.",
         rules.absolute, Within(p[order], ratio * s * (1 - s)), proof["p_12 above"], proof["p_12 below"])

    # At s = S(t).
    step("sigmoid positive", "1 over a positive number.",
         rules.positive, sigmoid(t))
    step("reflected positive", "The same at -t.",
         rules.positive, sigmoid(-t))
    step("reflected", "S(-t) = 1 - S(t).",
         rules.identity, sigmoid(-t), 1 - sigmoid(t))
    step("sigmoid from 0", "It is positive.",
         rules.linear, Relation(zero, "<=", sigmoid(t)), (1, proof["sigmoid positive"]))
    step("sigmoid to 1", "S(-t) is positive.",
         rules.linear, Relation(sigmoid(t), "<=", one), (1, proof["reflected positive"]),
         (1, proof["reflected"]))
    bound = Within(p[order], ratio * s * (1 - s)).subs({s: sigmoid(t)})
    step("bound if between 0 and 1", "s = S(t).",
         rules.instance, bound, proof["polynomial bound"], {s: sigmoid(t)})
    step("bound", "S lies between 0 and 1.",
         rules.cut, proof["bound if between 0 and 1"], proof["sigmoid from 0"], proof["sigmoid to 1"])

    proof.conclude(*results, "polynomial bound", "bound")


if __name__ == "__main__":
    main(derive)
