"""Where the staircase meets relu: above it at 0, below it from some x* on.

In steps u = x/d the error is E(u) = u - sum_{i=1..N} S(k (u - i)) for u >= 0.  E(0) < 0 < E(N), so E
has a zero u* = x*/d.  E(u) < E(u + 1) (the one-cell lemma), so E is positive from a point on as soon
as it is on one unit interval from that point.  For n = 41 and k = 4, E is negative on [0, a] and
positive from b on: all zeros lie between a and b.
"""

from sympy import Rational, S, Symbol

from certify.symbolic import Derivation, Exists, Relation, rules, script
from certify.symbolic.printing import main
from proofs import one_cell
from proofs.one_cell import error, j
from proofs.staircase import N, i, k, sigmoid, staircase, u

s = Symbol("s", real=True)
zero, one = S.Zero, S.One

n, steep = 40, 4  # N sigmoids
before, after = Rational(198103914, 10**10), Rational(198103915, 10**10)


def error_at(v):
    """E(v) for n = 41, k = 4."""
    return error(v).subs({N: n, k: steep})


@script(
    "crossing",
    "g(0) > relu(0), g(1) < relu(1): they meet at some x*; for n = 41, k = 4 only near x* = 0.00049526",
    "A Little Bit of Activation Function Metamorphosis (2020)",
)
def derive(proof: Derivation):
    step = proof.step

    # Above at 0, below at 1, for every N and k.
    step("sigmoid positive", "At 0.",
         rules.positive, sigmoid(-k * i))
    step("above at 0", "E(0) = -sum S(-k i).",
         rules.summed, Relation(zero, "<", -error(zero)), proof["sigmoid positive"], i, one, N)
    step("sigmoid below 1", "1 - S(k (N - i)) = S(-k (N - i)).",
         rules.positive, sigmoid(-k * (N - i)))
    step("what is missing", "S(-t) = 1 - S(t).",
         rules.identity, sigmoid(-k * (N - i)), 1 - sigmoid(k * (N - i)))
    step("missing is positive", "Both together.",
         rules.linear, Relation(zero, "<", 1 - sigmoid(k * (N - i))), (1, proof["sigmoid below 1"]),
         (1, proof["what is missing"]))
    step("below at 1", "E(N) = sum (1 - S(k (N - i))).",
         rules.summed, Relation(zero, "<", error(N)), proof["missing is positive"], i, one, N)
    step("existence", "A continuous function changes its sign.",
         rules.intermediate_value, Exists(u, zero, N, Relation(staircase, "=", u)), proof["above at 0"],
         proof["below at 1"])

    # By the one-cell lemma, E(u) <= E(u + j).
    proof.quote("all steps", one_cell.derive, "all steps")

    # n = 41 and k = 4.
    step("negative up to a", "On [0, a], by an enclosure.",
         rules.enclosure, Relation(error_at(u), "<", zero), {u: (zero, before)})
    step("positive for one step", "On [b, b + 1], by an enclosure.",
         rules.enclosure, Relation(zero, "<", error_at(after + s)), {s: (zero, one)})
    step("these n and k", "The lemma for N = 40 and k = 4, from u = b + s on.",
         rules.instance, Relation(error_at(after + s), "<=", error_at(after + s + j)),
         proof["all steps"],
         {u: after + s, N: S(n), k: S(steep)})
    step("positive from b on", "E(b + s + j) >= E(b + s) > 0.",
         rules.linear, Relation(zero, "<", error_at(after + s + j)), (1, proof["positive for one step"]),
         (1, proof["these n and k"]))
    step("negative at a", "An enclosure.",
         rules.enclosure, Relation(error_at(before), "<", zero))
    step("positive at b", "An enclosure.",
         rules.enclosure, Relation(zero, "<", error_at(after)))
    step("enclosure", "The sign changes between a and b.",
         rules.intermediate_value,
         Exists(u, before, after, Relation(staircase.subs({N: n, k: steep}), "=", u)),
         proof["negative at a"], proof["positive at b"])

    proof.conclude("existence", "enclosure", "negative up to a", "positive from b on")


if __name__ == "__main__":
    main(derive)
