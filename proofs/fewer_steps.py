"""Where the staircase of N steps fails, every one of fewer steps fails too.

In units of x the error at 1 - t d is phi_m(t)/m with m steps, d = 1/m, and
phi_m(t) = -t + sum_{j=0..m-1} S(k (t - j)) ("one_cell").  Where t <= S(k t) - S(k (t - 1)),

    (m + 1) phi_m(t) - m phi_{m+1}(t) = sum_{j=0..m-1} (S(k (t - j)) - S(k (t - m))) - t
                                     >= S(k t) - S(k (t - 1)) - t >= 0,

so phi_m(t)/m falls as m grows: if it exceeds eps for some m then it does for all smaller ones.
In the same way (phi_m(t) - c)/m falls where t + c <= S(k t) - S(k (t - 1)).  phi_m(t) grows with m.
"""

from sympy import Max, Sum, Symbol

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main
from proofs import one_cell
from proofs import staircase as one_relu
from proofs.one_cell import j, one, phi, zero
from proofs.staircase import N, eps, i, k, sigmoid, stairs, t

m = Symbol("m", integer=True, positive=True)
c = Symbol("c", real=True)


def cell(steps):
    """phi(t) for this number of steps."""
    return phi(t).subs(N, steps)


def share(steps):
    """(phi(t) - c)/m, for c = 0 the error at 1 - t d."""
    return (cell(steps) - c) / steps


def error(steps):
    """relu - g at 1 - t d, for this number of steps."""
    place = 1 - t / steps
    return Max(place, 0) - stairs(place).subs(N, steps)


@script(
    "fewer_steps",
    "if t <= S(k t) - S(k (t - 1)), the error at 1 - t d of m steps is at least that of m + j steps",
    "A Little Bit of Activation Function Metamorphosis (2020); not stated there",
)
def derive(proof: Derivation):
    step = proof.step
    term, next_term, second = (sigmoid(k * (t - place)) for place in (i, m, 1))

    # The terms decrease: the first m are at least the next one.
    proof.quote("sigmoid increases", one_relu.derive, "sigmoid increases")
    step("earlier", "One of the first m terms.",
         rules.hypothesis, Relation(i, "<=", m - 1))
    step("one", "0 <= 1.",
         rules.nonnegative, one)
    step("further left", "i <= m - 1 <= m.",
         rules.linear, Relation(t - m, "<=", t - i), (1, proof["earlier"]), (1, proof["one"]))
    step("next term", "The sigmoid increases.",
         rules.ordered, Relation(next_term, "<=", term), proof["sigmoid increases"],
         proof["further left"])
    step("difference", "Of one of the terms and the next one.",
         rules.linear, Relation(zero, "<=", term - next_term), (1, proof["next term"]))
    step("differences", "All terms but the first.",
         rules.summed, Relation(zero, "<=", Sum(term - next_term, (i, 1, m - 1))), proof["difference"],
         i, one, m - 1)
    step("first term", "The first term and the others.",
         rules.split_sum, Sum(term, (i, 0, m - 1)), zero)
    step("m from 1", "There is a step.",
         rules.nonnegative, m - 1)
    step("left of the second", "t - m <= t - 1.",
         rules.linear, Relation(t - m, "<=", t - 1), (1, proof["m from 1"]))
    step("second term", "The sigmoid increases.",
         rules.ordered, Relation(next_term, "<=", second), proof["sigmoid increases"],
         proof["left of the second"])

    # One step more.
    step("condition", "Of the witness.",
         rules.hypothesis, Relation(t + c, "<=", sigmoid(k * t) - second))
    step("last term", "One step more.",
         rules.last_term, Sum(term, (i, 0, m)))
    both = 1 / (m * (m + 1))
    step("one step more", "The difference is at least (S(k t) - S(k (t - 1)) - t - c)/(m (m + 1)) >= 0.",
         rules.linear, Relation(share(m + 1), "<=", share(m)), (both, proof["differences"]),
         (-both, proof["first term"]), (both, proof["second term"]), (both, proof["condition"]),
         (1 / (m + 1), proof["last term"]))

    # Any number of steps more, by induction.
    claim = Relation(share(m + j), "<=", share(m))
    so_far = Every((), claim)
    step("no step", "The same.",
         rules.linear, claim.subs({j: zero}))
    step("so far", "j steps more.",
         rules.apply, claim, so_far, {})
    step("next step", "One step more than m + j.",
         rules.instance, Relation(share(m + j + 1), "<=", share(m + j)), proof["one step more"],
         {m: m + j})
    step("j + 1 steps", "Both together.",
         rules.linear, claim.subs({j: j + 1}), (1, proof["so far"]), (1, proof["next step"]))
    step("fewer steps", "By induction.",
         rules.induction, claim, j, proof["no step"], proof["j + 1 steps"], so_far)

    # A witness against m + j steps is one against m.
    proof.quote("attained", one_cell.derive, "attained")
    step("error of m steps", "At 1 - t d.",
         rules.instance, Relation(error(m), "=", cell(m) / m), proof["attained"], {N: m})
    step("errors", "c = 0.",
         rules.instance, claim.subs({c: zero}), proof["fewer steps"], {c: zero})
    step("witness", "m + j steps exceed eps.",
         rules.hypothesis, Relation(eps, "<", cell(m + j) / (m + j)))
    step("fewer fail", "m steps exceed it too.",
         rules.linear, Relation(eps, "<", error(m)), (1, proof["witness"]), (1, proof["errors"]),
         (-1, proof["error of m steps"]))

    step("new term", "The sigmoid is positive.",
         rules.positive, next_term)
    step("phi grows", "By S(k (t - m)).",
         rules.linear, Relation(cell(m), "<", cell(m + 1)), (1, proof["new term"]),
         (-1, proof["last term"]))

    proof.conclude("one step more", "fewer steps", "fewer fail", "phi grows")


if __name__ == "__main__":
    main(derive)
