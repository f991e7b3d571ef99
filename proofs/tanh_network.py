"""The same for tanh networks: S(t) = (1 + tanh(t/2))/2, so a staircase of sigmoids is one of tanh.

    g(x) = 1/2 + (1/(2 N)) sum_{i=1..N} tanh((k N/2) (x - i/N))

has |relu(x) - g(x)| <= (1/N) (1 + log(1+exp(-k))/k) for x <= 1: the constants of the sigmoid network,
half the output weights, half the slopes, and 1/2 more in the constant.
"""

from sympy import Max, S, Sum, Symbol, tanh

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import staircase as one_relu
from proofs.staircase import N, bound, i, k, sigmoid, stairs, x

t = Symbol("t", real=True)
one = S.One

sigmoids = stairs(x)
tanhs = S.Half + Sum(tanh(k * N * (x - i / N) / 2), (i, 1, N)) / (2 * N)


@script(
    "tanh_network",
    "tanh(t) = 2 S(2t) - 1; 1/2 + (d/2) sum tanh(k(x/d - i)/2) meets the staircase's bound",
    "Neural Networks (slides, University of Auckland)",
)
def derive(proof: Derivation):
    step = proof.step
    step("tanh by S", "Multiply both exponentials by exp(-t).",
         rules.identity, tanh(t), 2 * sigmoid(2 * t) - 1)
    step("S by tanh", "The same at t/2, solved for S.",
         rules.identity, sigmoid(t), (1 + tanh(t / 2)) / 2)
    inside = k * N * (x - i / N)
    step("each sigmoid", "t = k N (x - i/N).",
         rules.instance, Relation(sigmoid(inside), "=", (1 + tanh(inside / 2)) / 2), proof["S by tanh"],
         {t: inside})
    step("all sigmoids", "The halves add up to N/2.",
         rules.summed, Relation(N * sigmoids, "=", N * tanhs), proof["each sigmoid"], i, one, N)
    step("same function", "Divide by N.",
         rules.linear, Relation(sigmoids, "=", tanhs), (1 / N, proof["all sigmoids"]))
    proof.quote("sigmoid staircase", one_relu.derive, "closed form")
    step("tanh staircase", "Equals for equals.",
         rules.substitute, Within(Max(x, 0) - tanhs, bound), proof["sigmoid staircase"],
         proof["same function"])
    proof.conclude("tanh by S", "same function", "tanh staircase")


if __name__ == "__main__":
    main(derive)
