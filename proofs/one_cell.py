"""One cell decides: the largest error of the staircase on [-1, 1] is found on the last step.

In steps u = x/d the error is E(u) = u - sum_{i=1..N} S(k (u - i)) for u >= 0.  E(u) < E(u + 1), because
the sums differ by two terms only (the one-cell lemma); so no error is larger than those of the last
step, phi(t) = E(N - t) = -t + sum_{j=0..N-1} S(k (t - j)) for 0 <= t <= 1.  The staircase exceeds relu
by phi(0) at most.  For every N and k,

    sup over [-1, 1] of |relu - g| = d max over 0 <= t <= 1 of phi(t):

if phi <= U there then |relu(x) - g(x)| <= d U for all x <= 1 ("one cell decides"), and the error at
x = 1 - t d is d phi(t) ("attained").
"""

from sympy import Abs, Max, S, Sum, Symbol, floor

from certify.symbolic import Derivation, Every, Kernel, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import shallow_network
from proofs import staircase as one_relu
from proofs.staircase import F, N, i, k, sigmoid, staircase, stairs, t, u, x

j = Symbol("j", integer=True, nonnegative=True)
U, L = Symbol("U", real=True), Symbol("L", real=True)
zero, one = S.Zero, S.One


def error(v):
    """E(v), in steps."""
    return v - staircase.subs(u, v)


def phi(v):
    """E(N - v), the error at the distance v from the end."""
    return -v + Sum(sigmoid(k * (v - i)), (i, 0, N - 1))


back = floor(Abs(N - u))
rest = N - u - back  # u = N - rest - back

in_cell = (Relation(zero, "<=", t), Relation(t, "<=", one))
cell_bound = Every((t,), Relation(phi(t), "<=", U), in_cell)


@script(
    "one_cell",
    "sup over [-1, 1] of |relu - g| = d max over 0 <= t <= 1 of phi(t), the error on the last step",
    "A Little Bit of Activation Function Metamorphosis (2020); not stated there",
    kernel=tuple(Kernel("proofs/coq/Staircase.v", name) for name in
                 ("one_cell_lemma", "cell_form", "one_cell", "attained")),
)  # fmt: skip
def derive(proof: Derivation):
    step = proof.step

    # The one-cell lemma: E(u + 1) - E(u) = 1 - S(k u) + S(k (u - N)) > 0.
    terms = sigmoid(k * (u - i))
    step("moved sum", "The index moved by 1.",
         rules.shifted, staircase.subs(u, u + 1), one)
    step("one more at the end", "The sum from 0 to N.",
         rules.last_term, Sum(terms, (i, 0, N)))
    step("one more at the start", "The same sum.",
         rules.split_sum, Sum(terms, (i, 0, N)), zero)
    step("telescoped", "Two terms do not cancel.",
         rules.linear, Relation(error(u + 1) - error(u), "=", 1 - sigmoid(k * u) + sigmoid(k * (u - N))),
         (-1, proof["moved sum"]), (1, proof["one more at the end"]),
         (-1, proof["one more at the start"]))
    step("two terms", "S(-k u) and S(k (u - N)).",
         rules.positive, sigmoid(-k * u) + sigmoid(k * (u - N)))
    step("reflected", "S(-k u) = 1 - S(k u).",
         rules.identity, sigmoid(-k * u), 1 - sigmoid(k * u))
    step("one-cell lemma", "E(u) < E(u + 1).",
         rules.linear, Relation(error(u), "<", error(u + 1)), (1, proof["two terms"]),
         (1, proof["reflected"]), (-1, proof["telescoped"]))

    # By induction, E(u) <= E(u + j).
    claim = Relation(error(u), "<=", error(u + j))
    so_far = Every((), claim)
    step("no step", "E(u) <= E(u).",
         rules.linear, claim.subs({j: zero}))
    step("so far", "After j steps.",
         rules.apply, claim, so_far, {})
    step("next step", "The lemma at u + j.",
         rules.instance, Relation(error(u + j), "<", error(u + j + 1)), proof["one-cell lemma"],
         {u: u + j})
    step("one step more", "Both together.",
         rules.linear, claim.subs({j: j + 1}), (1, proof["so far"]), (1, proof["next step"]))
    step("all steps", "By induction.",
         rules.induction, claim, j, proof["no step"], proof["one step more"], so_far)

    # The sum backwards: sum_{i=1..N} S(k (N - t - i)) = sum_{i=0..N-1} S(k (i - t)).
    forward, backward = staircase.subs(u, N - t), Sum(sigmoid(k * (i - t)), (i, 0, N - 1))
    reversal = Relation(forward, "=", backward)
    turned = Every((), reversal)
    step("one centre", "Both are S(-k t).",
         rules.linear, reversal.subs({N: one}))
    step("N centres", "Assumed.",
         rules.apply, reversal, turned, {})
    step("first term", "One more centre.",
         rules.split_sum, forward.subs(N, N + 1), one)
    step("the others", "The index moved by 1.",
         rules.shifted, Sum(sigmoid(k * (N + 1 - t - i)), (i, 2, N + 1)), one)
    step("last term", "One more centre.",
         rules.last_term, backward.subs(N, N + 1))
    step("N + 1 centres", "All together.",
         rules.linear, reversal.subs({N: N + 1}), (1, proof["first term"]), (1, proof["the others"]),
         (1, proof["N centres"]), (-1, proof["last term"]))
    step("reversed", "By induction.",
         rules.induction, reversal, N, proof["one centre"], proof["N + 1 centres"], turned)
    step("reflected term", "S(-t) = 1 - S(t).",
         rules.identity, sigmoid(k * (i - t)), 1 - sigmoid(k * (t - i)))
    step("reflected terms", "All N of them.",
         rules.summed, Relation(backward, "=", Sum(1 - sigmoid(k * (t - i)), (i, 0, N - 1))),
         proof["reflected term"], i, zero, N - 1)
    step("cell form", "E(N - t) = N - t - sum (1 - S(k (t - i))).",
         rules.linear, Relation(error(N - t), "=", phi(t)), (-1, proof["reversed"]),
         (-1, proof["reflected terms"]))

    # Above: u = N - t - j for a whole number j and some 0 <= t <= 1.
    step("up to the last centre", "x <= 1 means u <= N.",
         rules.hypothesis, Relation(u, "<=", N))
    step("distance", "N - u is not negative.",
         rules.resolved, Relation(Abs(N - u), "=", N - u), proof["up to the last centre"])
    step("whole steps", "A whole number of steps back from the end.",
         rules.whole_part, Relation(back, "<=", Abs(N - u)), Abs(N - u))
    step("not one more", "The largest such number.",
         rules.whole_part, Relation(Abs(N - u), "<", back + 1), Abs(N - u))
    step("rest from 0", "What is left.",
         rules.linear, Relation(zero, "<=", rest), (1, proof["whole steps"]), (1, proof["distance"]))
    step("rest to 1", "It is at most one step.",
         rules.linear, Relation(rest, "<=", one), (1, proof["not one more"]), (-1, proof["distance"]))
    step("bound in the cell", "At this point.",
         rules.hypothesis, Relation(phi(rest), "<=", U))
    step("into the cell", "j steps of the lemma.",
         rules.instance, Relation(error(u), "<=", error(u + back)), proof["all steps"], {j: back})
    step("in the cell", "The point is N - t.",
         rules.instance, Relation(error(u + back), "=", phi(rest)), proof["cell form"], {t: rest})
    step("error at most", "E(u) <= E(N - t) = phi(t) <= U.",
         rules.linear, Relation(error(u), "<=", U), (1, proof["into the cell"]),
         (1, proof["in the cell"]), (1, proof["bound in the cell"]))
    step("right of 0", "The case u >= 0.",
         rules.hypothesis, Relation(zero, "<=", u))
    step("relu right of 0", "relu(u) = u.",
         rules.resolved, Relation(Max(u, 0), "=", u), proof["right of 0"])
    step("above, right of 0", "relu(u) - sum = E(u).",
         rules.linear, Relation(Max(u, 0) - staircase, "<=", U), (1, proof["error at most"]),
         (1, proof["relu right of 0"]))
    step("left of 0", "The case u <= 0.",
         rules.hypothesis, Relation(u, "<=", zero))
    step("relu left of 0", "relu(u) = 0.",
         rules.resolved, Relation(Max(u, 0), "=", zero), proof["left of 0"])
    step("staircase positive", "A sum of positive numbers.",
         rules.positive, staircase)
    step("end positive", "A sum of positive numbers.",
         rules.positive, phi(zero))
    step("bound at the end", "At the last centre.",
         rules.hypothesis, Relation(phi(zero), "<=", U))
    step("above, left of 0", "-sum < 0 < phi(0) <= U.",
         rules.linear, Relation(Max(u, 0) - staircase, "<=", U), (1, proof["staircase positive"]),
         (1, proof["end positive"]), (1, proof["bound at the end"]), (1, proof["relu left of 0"]))
    step("above in steps", "The two cases of relu.",
         rules.cases, Relation(Max(u, 0) - staircase, "<=", U), proof["above, right of 0"],
         proof["above, left of 0"], Relation(zero, "<=", u))

    # Below: the staircase never exceeds relu by more than relu(1) - g(1): both sides of
    # sum <= F(u) - F(u - N) meet at F(0) - F(-N), at u = 0 and at u = N.
    for name in ("sigmoid increases", "F increases", "sum below integral", "upper integral"):
        proof.quote(name, one_relu.derive, name)
    step("sum at most", "The sum lies below its integral, which telescopes.",
         rules.linear, Relation(staircase, "<=", F(u) - F(u - N)), (1, proof["sum below integral"]),
         (1, proof["upper integral"]))
    step("sum at the end", "At u = N.",
         rules.instance, Relation(staircase.subs(u, N), "<=", F(N) - F(zero)), proof["sum at most"],
         {u: N})
    step("sum at 0", "At u = 0.",
         rules.instance, Relation(staircase.subs(u, 0), "<=", F(zero) - F(-N)), proof["sum at most"],
         {u: zero})
    step("F over the line", "F(t) - t = F(-t).",
         rules.identity, F(t) - t, F(-t))
    step("F over N", "At t = N.",
         rules.instance, Relation(F(N) - N, "=", F(-N)), proof["F over the line"], {t: N})
    step("error at the end is large", "E(N) >= N - F(N) + F(0) = F(0) - F(-N).",
         rules.linear, Relation(F(zero) - F(-N), "<=", error(N)), (1, proof["sum at the end"]),
         (1, proof["F over N"]))
    step("F over u", "At t = u.",
         rules.instance, Relation(F(u) - u, "=", F(-u)), proof["F over the line"], {t: u})
    step("mirrored", "-u <= 0.",
         rules.linear, Relation(-u, "<=", zero), (1, proof["right of 0"]))
    step("F at -u", "F increases.",
         rules.ordered, Relation(F(-u), "<=", F(zero)), proof["F increases"], proof["mirrored"])
    step("moved to the end", "-N <= u - N.",
         rules.linear, Relation(-N, "<=", u - N), (1, proof["right of 0"]))
    step("F at u - N", "F increases.",
         rules.ordered, Relation(F(-N), "<=", F(u - N)), proof["F increases"], proof["moved to the end"])
    overshoot = Relation(staircase - Max(u, 0), "<=", error(N))
    step("overshoot right of 0", "sum - u <= F(-u) - F(u - N) <= F(0) - F(-N) <= E(N).",
         rules.linear, overshoot, (1, proof["sum at most"]), (1, proof["F over u"]),
         (1, proof["F at -u"]),
         (1, proof["F at u - N"]), (1, proof["error at the end is large"]),
         (-1, proof["relu right of 0"]))
    step("left of the centres", "u - i <= -i.",
         rules.linear, Relation(u - i, "<=", -i), (1, proof["left of 0"]))
    step("each sigmoid", "The sigmoid increases.",
         rules.ordered, Relation(sigmoid(k * (u - i)), "<=", sigmoid(-k * i)),
         proof["sigmoid increases"],
         proof["left of the centres"])
    step("all sigmoids", "The sum is at most that at 0.",
         rules.summed, Relation(staircase, "<=", staircase.subs(u, 0)), proof["each sigmoid"], i, one, N)
    step("overshoot left of 0", "sum <= F(0) - F(-N) <= E(N).",
         rules.linear, overshoot, (1, proof["all sigmoids"]), (1, proof["sum at 0"]),
         (1, proof["error at the end is large"]), (-1, proof["relu left of 0"]))
    step("overshoot", "Either side of 0.",
         rules.cases, overshoot, proof["overshoot right of 0"], proof["overshoot left of 0"],
         Relation(zero, "<=", u))

    # Back to x = d u, d = 1/N.
    proof.quote("homogeneity", shallow_network.derive, "homogeneity")
    step("relu in steps", "relu(N x) = N relu(x).",
         rules.instance, Relation(Max(N * x, 0), "=", N * Max(x, 0)), proof["homogeneity"],
         {shallow_network.R: N, shallow_network.z: x})
    step("above at u = N x", "relu(u) - sum <= U.",
         rules.instance, Relation(Max(N * x, 0) - staircase.subs(u, N * x), "<=", U),
         proof["above in steps"], {u: N * x})
    step("above", "Divided by N.",
         rules.linear, Relation(Max(x, 0) - stairs(x), "<=", U / N), (1 / N, proof["above at u = N x"]),
         (-1 / N, proof["relu in steps"]))
    step("below at u = N x", "sum - relu(u) <= E(N).",
         rules.instance, Relation(staircase.subs(u, N * x) - Max(N * x, 0), "<=", error(N)),
         proof["overshoot"], {u: N * x})
    step("error at the end", "E(N) = phi(0).",
         rules.instance, Relation(error(N), "=", phi(zero)), proof["cell form"], {t: zero})
    step("below", "Divided by N.",
         rules.linear, Relation(stairs(x) - Max(x, 0), "<=", phi(zero) / N),
         (1 / N, proof["below at u = N x"]), (1 / N, proof["relu in steps"]),
         (1 / N, proof["error at the end"]))
    step("below, bounded", "phi(0) <= U.",
         rules.linear, Relation(stairs(x) - Max(x, 0), "<=", U / N), (1, proof["below"]),
         (1 / N, proof["bound at the end"]))
    step("two points decide", "Both sides.",
         rules.absolute, Within(Max(x, 0) - stairs(x), U / N), proof["above"], proof["below, bounded"])

    # Both points lie in the cell, if x <= 1.
    at_x = rest.subs(u, N * x)
    step("x at most 1", "The interval.",
         rules.hypothesis, Relation(x, "<=", one))
    step("u at most N", "N times as much.",
         rules.linear, Relation(N * x, "<=", N), (N, proof["x at most 1"]))
    for name, relation in (("from 0", Relation(zero, "<=", at_x)), ("to 1", Relation(at_x, "<=", one))):
        step(f"rest {name} at N x", "For N x <= N.",
             rules.instance, relation, proof[f"rest {name}"], {u: N * x})
        step(f"cell {name}", "x <= 1.",
             rules.cut, proof[f"rest {name} at N x"], proof["u at most N"])
    step("hypothesis at the point", "It lies in the cell.",
         rules.apply, Relation(phi(at_x), "<=", U), cell_bound, {t: at_x}, proof["cell from 0"],
         proof["cell to 1"])
    step("hypothesis at the end", "0 lies in the cell.",
         rules.apply, Relation(phi(zero), "<=", U), cell_bound, {t: zero})
    step("one cell decides", "What was assumed at the two points holds.",
         rules.cut, proof["two points decide"], proof["hypothesis at the point"],
         proof["hypothesis at the end"])

    # The error at 1 - t/N is phi(t)/N.
    place = 1 - t / N
    step("t at most 1", "In the cell.",
         rules.hypothesis, in_cell[1])
    step("other steps", "N >= 1.",
         rules.nonnegative, (N - 1) / N)
    step("right of the centre", "t/N <= 1/N <= 1.",
         rules.linear, Relation(zero, "<=", place), (1 / N, proof["t at most 1"]),
         (1, proof["other steps"]))
    step("relu in the cell", "relu(x) = x.",
         rules.resolved, Relation(Max(place, 0), "=", place), proof["right of the centre"])
    attained = Max(place, 0) - stairs(place)
    step("attained", "E(N - t) = phi(t), divided by N.",
         rules.linear, Relation(attained, "=", phi(t) / N), (1 / N, proof["cell form"]),
         (1, proof["relu in the cell"]))
    step("witness", "Some t of the cell.",
         rules.hypothesis, Relation(L, "<", phi(t)))
    step("lower bound", "So the error is larger than L/N at 1 - t/N.",
         rules.linear, Relation(L / N, "<", attained), (1 / N, proof["witness"]),
         (-1, proof["attained"]))

    proof.conclude("one-cell lemma", "all steps", "cell form", "overshoot", "below", "two points decide",
                   "cell from 0", "cell to 1", "one cell decides", "attained", "lower bound")


if __name__ == "__main__":
    main(derive)
