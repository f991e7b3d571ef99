"""The best way to share sigmoids among units: n_j in proportion to sqrt(w_j).

A unit of weight w_j = |v_j| r_j with n_j sigmoids adds w_j c/n_j to the error.  To keep the sum below
eps, no shares need fewer than c (sum sqrt(w_j))^2/eps sigmoids in all, and n_j = c sqrt(w_j) sum
sqrt(w)/eps needs just that many.  Equal shares need c m sum w_j/eps, which is never less.
The n_j are real numbers here; whole numbers cost less than one sigmoid per unit more.
"""

from sympy import Function, Lambda, S, Sum, Symbol, sqrt

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main
from proofs import cauchy_schwarz

m = cauchy_schwarz.m
i = cauchy_schwarz.i
c, eps = Symbol("c", positive=True), Symbol("epsilon", positive=True)
w, n = Function("w", positive=True), Function("n", positive=True)
T = Symbol("T", positive=True)
zero, one = S.Zero, S.One

roots = Sum(sqrt(w(i)), (i, 1, m))
weights = Sum(w(i), (i, 1, m))
sigmoids = Sum(n(i), (i, 1, m))
error = c * Sum(w(i) / n(i), (i, 1, m))
best = c * sqrt(w(i)) * T / eps


@script(
    "unequal_split",
    "sum c w_j/n_j <= eps needs sum n_j >= c (sum sqrt w_j)^2/eps, reached by n_j ~ sqrt(w_j)",
    "A Little Bit of Activation Function Metamorphosis (2020) splits equally; this is the optimum",
)
def derive(proof: Derivation):
    step = proof.step
    proof.quote("Cauchy-Schwarz", cauchy_schwarz.derive, "inequality")
    a, b = cauchy_schwarz.a, cauchy_schwarz.b

    # No shares do with less.
    step("with the shares", "a_i = sqrt(n_i) and b_i = sqrt(w_i/n_i).",
         rules.function_instance, Relation(roots**2, "<=", sigmoids * Sum(w(i) / n(i), (i, 1, m))),
         proof["Cauchy-Schwarz"], {a: Lambda(i, sqrt(n(i))), b: Lambda(i, sqrt(w(i) / n(i)))})
    step("share positive", "By assumption.",
         rules.positive, n(i))
    step("sigmoids positive", "All shares are.",
         rules.summed, Relation(zero, "<", sigmoids), proof["share positive"], i, one, m)
    step("least total for the error", "The first assumption of Cauchy-Schwarz is met.",
         rules.cut, proof["with the shares"], proof["sigmoids positive"])
    step("tolerance met", "The error may not exceed eps.",
         rules.hypothesis, Relation(error, "<=", eps))
    step("room for sigmoids", "0 <= sum n (eps - error).",
         rules.product, Relation(zero, "<=", sigmoids * (eps - error)), proof["sigmoids positive"],
         proof["tolerance met"])
    step("least total", "c (sum sqrt w)^2 <= sum n error <= sum n eps.",
         rules.linear, Relation(c * roots**2 / eps, "<=", sigmoids),
         (c / eps, proof["least total for the error"]), (1 / eps, proof["room for sigmoids"]))

    # Shares in proportion to the square roots do, with T = sum sqrt(w).
    step("best total", "T stands for the sum of the square roots.",
         rules.identity, Sum(best, (i, 1, m)), c * T * roots / eps)
    step("best error", "It is eps sum sqrt(w) / T, and the sum is T.",
         rules.identity, c * Sum(w(i) / best, (i, 1, m)), eps * roots / T)

    # Equal shares.
    step("with ones", "a_i = 1 and b_i = sqrt(w_i).",
         rules.function_instance, Relation(roots**2, "<=", m * weights),
         proof["Cauchy-Schwarz"], {a: Lambda(i, one), b: Lambda(i, sqrt(w(i)))})
    step("one positive", "0 < 1.",
         rules.positive, one)
    step("some units", "There is at least one.",
         rules.summed, Relation(zero, "<", Sum(one, (i, 1, m))), proof["one positive"], i, one, m)
    step("gain", "The first assumption of Cauchy-Schwarz is met.",
         rules.cut, proof["with ones"], proof["some units"])
    step("equal shares need", "n_j = c m sum w/(m eps) each, m units.",
         rules.linear, Relation(c * roots**2 / eps, "<=", c * m * weights / eps),
         (c / eps, proof["gain"]))

    proof.conclude("least total", "best total", "best error", "equal shares need")


if __name__ == "__main__":
    main(derive)
