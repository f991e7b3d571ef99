"""The tail of a window of sigmoids: what lies from the centre J on, however many terms there are.

For every k > 0, every integer J, every real t and every number m >= 0 of terms,

    0 <= sum_{j=J..J+m-1} S(k (t - j)) <= exp(k (t - J)) / (1 - exp(-k)).

S(y) lies between 0 and exp(y), and the sum of exp(k (t - j)), a geometric one, telescopes once it is
multiplied by 1 - exp(-k).  With m = N - J the sum runs up to N - 1.
"""

from sympy import S, Sum, Symbol, exp, tanh

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main
from proofs.staircase import k, sigmoid, t

j, J = Symbol("j", integer=True), Symbol("J", integer=True)
m = Symbol("m", integer=True, nonnegative=True)
zero = S.Zero

ends = (J, J + m - 1)
window = Sum(sigmoid(k * (t - j)), (j, *ends))
tail = exp(k * (t - J)) / (1 - exp(-k))


@script(
    "window",
    "0 <= sum of S(k(t-j)) from j = J on <= exp(k(t-J))/(1-exp(-k)), for any number of terms",
    "A geometric sum",
)
def derive(proof: Derivation):
    step = proof.step
    power = exp(k * (t - j))
    term, geometric = sigmoid(k * (t - j)), Sum(power, (j, *ends))

    # Each sigmoid lies between 0 and its exponential.
    step("sigmoid positive", "1 over a positive number.",
         rules.positive, term)
    step("lower", "A sum of positive numbers.",
         rules.summed, Relation(zero, "<=", window), proof["sigmoid positive"], j, *ends)
    step("gap", "exp(y) - S(y) = exp(y) S(y).",
         rules.identity, power - term, power * term)
    step("gap positive", "A product of positive numbers.",
         rules.positive, power * term)
    step("sigmoid below exp", "S(y) < exp(y).",
         rules.linear, Relation(term, "<", power), (1, proof["gap positive"]), (1, proof["gap"]))
    step("sum below geometric sum", "Term by term.",
         rules.summed, Relation(window, "<=", geometric), proof["sigmoid below exp"], j, *ends)

    # The geometric sum, times 1 - exp(-k), telescopes.
    step("difference", "exp(k (t - j - 1)) = exp(-k) exp(k (t - j)).",
         rules.identity, (1 - exp(-k)) * power, power - power.subs(j, j + 1))
    step("differences", "Term by term.",
         rules.summed,
         Relation((1 - exp(-k)) * geometric, "=", Sum(power - power.subs(j, j + 1), (j, *ends))),
         proof["difference"], j, *ends)
    step("telescoped", "Two terms are left.",
         rules.telescoped, -power, j, *ends)
    step("last power positive", "An exponential.",
         rules.positive, power.subs(j, J + m))
    step("half angle", "1 - exp(-k) = (1 + exp(-k)) tanh(k/2).",
         rules.identity, 1 - exp(-k), (1 + exp(-k)) * tanh(k / 2))
    step("tanh positive", "k is positive.",
         rules.positive, (1 + exp(-k)) * tanh(k / 2))
    step("1 - exp(-k) positive", "Both together.",
         rules.linear, Relation(zero, "<", 1 - exp(-k)), (1, proof["tanh positive"]),
         (-1, proof["half angle"]))
    step("times 1 - exp(-k)", "The power that is left is dropped.",
         rules.linear, Relation((1 - exp(-k)) * geometric, "<=", power.subs(j, J)),
         (1, proof["differences"]), (1, proof["telescoped"]), (1, proof["last power positive"]))
    step("geometric sum", "Divided by 1 - exp(-k).",
         rules.divided, Relation(geometric, "<=", tail), proof["times 1 - exp(-k)"],
         proof["1 - exp(-k) positive"])
    step("upper", "Both together.",
         rules.linear, Relation(window, "<=", tail), (1, proof["sum below geometric sum"]),
         (1, proof["geometric sum"]))

    proof.conclude("lower", "upper")


if __name__ == "__main__":
    main(derive)
