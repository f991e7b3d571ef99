"""Centres at half steps: x - g(x) is antisymmetric about x = 1/2, and one cell decides here too.

g(x) = d sum_{i=1..N} S((k/d)(x - (i - 1/2) d)) is the staircase moved by half a step, so what holds for
the staircase in every real place holds for g half a step before it.  In steps u = x/d, with
E(u) = u - sum_{i=1..N} S(k (u + 1/2 - i)): E(u) <= E(u + j), and

    E(N - t) = -E(t) = phi(t),     phi(t) = sum_{j=0..N-1} S(k (t - 1/2 - j)) - t.

So if phi <= U for 0 <= t <= 1, then E(u) <= U for u <= N, and -E(u) = E(N - u) <= U for u >= 0.  Left
of 0 the error is at most g(0) = d phi(0).  For every N and k,

    sup over [-1, 1] of |relu - g| = d max over 0 <= t <= 1 of phi(t)   ("one cell decides", "attained").

With m sigmoids, phi_m(t)/m falls as m grows where t <= S(k (t - 1/2)) - S(k (t - 3/2)): where the error
exceeds eps, it does so with fewer sigmoids too ("fewer fail").
"""

from sympy import Abs, Max, Rational, S, Sum, floor

from certify.symbolic import Derivation, Every, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import fewer_steps, one_cell, window
from proofs import staircase as one_relu
from proofs.fewer_steps import c, m
from proofs.one_cell import L, U, in_cell, j
from proofs.staircase import N, eps, i, k, sigmoid, t, u, x

half, zero, one = Rational(1, 2), S.Zero, S.One


def steps_at(v):
    """g, in steps: the staircase half a step later."""
    return one_relu.staircase.subs(u, v + half)


def error(v):
    """E(v), in steps."""
    return v - steps_at(v)


def phi(v):
    """E(N - v), which is -E(v)."""
    return -v + Sum(sigmoid(k * (v - half - i)), (i, 0, N - 1))


def midpoint(y):
    """g(y), with d = 1/N."""
    return Sum(sigmoid(k * N * (y - (i - half) / N)), (i, 1, N)) / N


def share(count):
    """phi(t)/m, for this number m of sigmoids."""
    return phi(t).subs(N, count) / count


cell_bound = Every((t,), Relation(phi(t), "<=", U), in_cell)
back = floor(Abs(N - N * x))
rest = N - N * x - back  # N x = N - rest - back


@script(
    "midpoint",
    "centres at half steps: sup over [-1, 1] of |relu - g| = d max over 0 <= t <= 1 of phi(t)",
    "The staircase of one_cell, moved by half a step",
)
def derive(proof: Derivation):
    step = proof.step

    # The staircase in the places u + 1/2 and t - 1/2.
    proof.quote("staircase, all steps", one_cell.derive, "all steps")
    step("half a step later", "At u + 1/2.",
         rules.instance, Relation(error(u) + half, "<=", error(u + j) + half),
         proof["staircase, all steps"], {u: u + half})
    step("all steps", "Without the 1/2.",
         rules.linear, Relation(error(u), "<=", error(u + j)), (1, proof["half a step later"]))
    proof.quote("staircase, cell form", one_cell.derive, "cell form")
    step("half a step before", "At t - 1/2.",
         rules.instance, Relation(error(N - t) + half, "=", phi(t) + half),
         proof["staircase, cell form"], {t: t - half})
    step("cell form", "Without the 1/2.",
         rules.linear, Relation(error(N - t), "=", phi(t)), (1, proof["half a step before"]))
    step("moved index", "The index moved by 1.",
         rules.shifted, steps_at(t), one)
    step("antisymmetry", "phi(t) = g(t) - t.",
         rules.linear, Relation(error(N - t), "=", -error(t)), (1, proof["cell form"]),
         (-1, proof["moved index"]))

    # For x <= 1: N x = N - t - j for a whole number j and some 0 <= t <= 1.
    proof.quote("cell from 0", one_cell.derive, "cell from 0")
    proof.quote("cell to 1", one_cell.derive, "cell to 1")
    step("in the cell", "E(N - t) = phi(t).",
         rules.instance, Relation(error(N * x + back), "=", phi(rest)), proof["cell form"], {t: rest})
    step("into the cell", "j steps.",
         rules.instance, Relation(error(N * x), "<=", error(N * x + back)), proof["all steps"],
         {u: N * x, j: back})
    step("bound in the cell", "At this point.",
         rules.apply, Relation(phi(rest), "<=", U), cell_bound, {t: rest}, proof["cell from 0"],
         proof["cell to 1"])
    step("error at most", "E <= U up to the last step.",
         rules.linear, Relation(error(N * x), "<=", U), (1, proof["into the cell"]),
         (1, proof["in the cell"]), (1, proof["bound in the cell"]))

    # Right of 0 the error at 1 - x has the other sign.
    step("right of 0", "The case x >= 0.",
         rules.hypothesis, Relation(zero, "<=", x))
    step("relu right of 0", "relu(x) = x.",
         rules.resolved, Relation(Max(x, 0), "=", x), proof["right of 0"])
    step("above, right of 0", "relu(x) - g(x) = d E(x/d).",
         rules.linear, Relation(Max(x, 0) - midpoint(x), "<=", U / N), (1 / N, proof["error at most"]),
         (1, proof["relu right of 0"]))
    step("at 1 - x", "For 1 - x <= 1.",
         rules.instance, Relation(error(N - N * x), "<=", U), proof["error at most"], {x: 1 - x})
    step("1 - x at most 1", "x >= 0.",
         rules.linear, Relation(1 - x, "<=", one), (1, proof["right of 0"]))
    step("mirrored", "This is the case.",
         rules.cut, proof["at 1 - x"], proof["1 - x at most 1"])
    step("other sign", "At t = N x.",
         rules.instance, Relation(error(N - N * x), "=", -error(N * x)), proof["antisymmetry"],
         {t: N * x})
    step("below, right of 0", "g(x) - relu(x) = d E(N - x/d).",
         rules.linear, Relation(midpoint(x) - Max(x, 0), "<=", U / N), (1 / N, proof["mirrored"]),
         (-1 / N, proof["other sign"]), (-1, proof["relu right of 0"]))
    step("bounded right of 0", "Both sides.",
         rules.absolute, Within(Max(x, 0) - midpoint(x), U / N), proof["above, right of 0"],
         proof["below, right of 0"])

    # Left of 0: 0 < g(x) <= g(0) = d phi(0).
    step("left of 0", "The case x <= 0.",
         rules.hypothesis, Relation(x, "<=", zero))
    step("relu left of 0", "relu(x) = 0.",
         rules.resolved, Relation(Max(x, 0), "=", zero), proof["left of 0"])
    step("farther from the centres", "x/d + 1/2 - i <= 1/2 - i.",
         rules.linear, Relation(N * x + half - i, "<=", half - i), (N, proof["left of 0"]))
    proof.quote("sigmoid increases", one_relu.derive, "sigmoid increases")
    step("each sigmoid", "The sigmoid increases.",
         rules.ordered, Relation(sigmoid(k * (N * x + half - i)), "<=", sigmoid(k * (half - i))),
         proof["sigmoid increases"], proof["farther from the centres"])
    step("all sigmoids", "g increases.",
         rules.summed, Relation(steps_at(N * x), "<=", steps_at(zero)), proof["each sigmoid"], i, one, N)
    step("moved index at 0", "The index moved by 1.",
         rules.shifted, steps_at(zero), one)
    step("bound at 0", "0 lies in the cell.",
         rules.apply, Relation(phi(zero), "<=", U), cell_bound, {t: zero})
    step("below, left of 0", "g(x) <= g(0) = d phi(0) <= d U.",
         rules.linear, Relation(midpoint(x) - Max(x, 0), "<=", U / N), (1 / N, proof["all sigmoids"]),
         (1 / N, proof["moved index at 0"]), (1 / N, proof["bound at 0"]),
         (-1, proof["relu left of 0"]))
    step("sum positive", "A sum of positive numbers.",
         rules.positive, steps_at(N * x))
    step("phi(0) positive", "A sum of positive numbers.",
         rules.positive, phi(zero))
    step("above, left of 0", "-g(x) < 0 < d phi(0) <= d U.",
         rules.linear, Relation(Max(x, 0) - midpoint(x), "<=", U / N), (1 / N, proof["sum positive"]),
         (1 / N, proof["phi(0) positive"]), (1 / N, proof["bound at 0"]), (1, proof["relu left of 0"]))
    step("bounded left of 0", "Both sides.",
         rules.absolute, Within(Max(x, 0) - midpoint(x), U / N), proof["above, left of 0"],
         proof["below, left of 0"])
    step("one cell decides", "Either side of 0.",
         rules.cases, Within(Max(x, 0) - midpoint(x), U / N), proof["bounded right of 0"],
         proof["bounded left of 0"], Relation(zero, "<=", x))

    # The error at 1 - t/N is phi(t)/N.
    place = 1 - t / N
    attained = Max(place, 0) - midpoint(place)
    step("t at most 1", "In the cell.",
         rules.hypothesis, in_cell[1])
    step("other steps", "N >= 1.",
         rules.nonnegative, (N - 1) / N)
    step("not left of 0", "t/N <= 1/N <= 1.",
         rules.linear, Relation(zero, "<=", place), (1 / N, proof["t at most 1"]),
         (1, proof["other steps"]))
    step("relu in the cell", "relu(x) = x.",
         rules.resolved, Relation(Max(place, 0), "=", place), proof["not left of 0"])
    step("attained", "E(N - t) = phi(t), divided by N.",
         rules.linear, Relation(attained, "=", phi(t) / N), (1 / N, proof["cell form"]),
         (1, proof["relu in the cell"]))
    step("witness", "Some t of the cell.",
         rules.hypothesis, Relation(L, "<", phi(t)))
    step("lower bound", "So the error is larger than L/N at 1 - t/N.",
         rules.linear, Relation(L / N, "<", attained), (1 / N, proof["witness"]),
         (-1, proof["attained"]))

    # The window of the terms that count.
    proof.quote("window", window.derive, "upper")
    step("terms from J on", "At t - 1/2.",
         rules.instance, Relation(window.window, "<=", window.tail).subs({t: t - half}),
         proof["window"], {t: t - half})

    # Fewer sigmoids: phi + 1/2 belongs to the staircase at t - 1/2.
    proof.quote("staircase, fewer steps", fewer_steps.derive, "fewer steps")
    step("fewer sigmoids", "At t - 1/2, with c = 1/2.",
         rules.instance, Relation(share(m + j), "<=", share(m)), proof["staircase, fewer steps"],
         {t: t - half, c: half})
    step("error of m sigmoids", "At 1 - t d.",
         rules.instance, Relation(attained.subs(N, m), "=", share(m)), proof["attained"], {N: m})
    step("too large", "m + j sigmoids exceed eps.",
         rules.hypothesis, Relation(eps, "<", share(m + j)))
    step("fewer fail", "m sigmoids exceed it too.",
         rules.linear, Relation(eps, "<", attained.subs(N, m)), (1, proof["too large"]),
         (1, proof["fewer sigmoids"]), (-1, proof["error of m sigmoids"]))

    proof.conclude("all steps", "cell form", "antisymmetry", "one cell decides", "attained",
                   "lower bound", "terms from J on", "fewer sigmoids", "fewer fail")


if __name__ == "__main__":
    main(derive)
