"""The staircase of steps errs by d at most, and comes as near to d as one likes.

With N steps of height d = 1/N at d, 2d, ..., 1, g0(x) = d sum_{i=1..N} H(x - i d), where H is 0 left
of 0 and 1 from 0 on.  A point of [0, 1) lies in one of the cells: x = d (j + s) with j = 0..N-1 and
0 <= s < 1, and there relu(x) - g0(x) = d s.  So the supremum of the error is d, on every cell, and it
is not attained.  At x = 1 and left of 0 the error is 0.
"""

from sympy import Heaviside, Max, S, Sum, Symbol

from certify.symbolic import Derivation, Relation, Supremum, rules, script
from certify.symbolic.printing import main

s, x = Symbol("s", real=True), Symbol("x", real=True)
i = Symbol("i", integer=True)
j, r = (Symbol(name, integer=True, nonnegative=True) for name in "jr")
eps = Symbol("epsilon", positive=True)
zero, one = S.Zero, S.One

N = j + r + 1  # the cell j is one of N cells
n = Symbol("N", integer=True, positive=True)


def staircase(z, steps):
    return Sum(Heaviside(z - i / steps, 1), (i, 1, steps)) / steps


@script(
    "step_staircase",
    "sup over [0, 1) of relu(x) - d sum H(x - i d) is d, not attained; no error at 1 and for x < 0",
    "A Little Bit of Activation Function Metamorphosis (2020)",
)
def derive(proof: Derivation):
    step = proof.step
    point = (j + s) / N
    term = Heaviside(point - i / N, 1)
    step("from the left end", "x is in the cell j.",
         rules.hypothesis, Relation(zero, "<=", s))
    step("before the right end", "x is in the cell j.",
         rules.hypothesis, Relation(s, "<", one))

    # The steps 1..j are behind x, the others before it.
    step("early step", "One of the first j steps.",
         rules.hypothesis, Relation(i, "<=", j))
    step("behind", "i <= j <= j + s.",
         rules.linear, Relation(i, "<=", j + s), (1, proof["early step"]),
         (1, proof["from the left end"]))
    step("step taken", "H is 1 from 0 on.",
         rules.resolved, Relation(term, "=", one), proof["behind"])
    step("steps taken", "There are j of them.",
         rules.summed, Relation(Sum(term, (i, 1, j)), "=", j), proof["step taken"], i, one, j)
    step("late step", "One of the other steps.",
         rules.hypothesis, Relation(j + 1, "<=", i))
    step("ahead", "j + s < j + 1 <= i.",
         rules.linear, Relation(j + s, "<", i), (1, proof["late step"]),
         (1, proof["before the right end"]))
    step("step not taken", "H is 0 left of 0.",
         rules.resolved, Relation(term, "=", zero), proof["ahead"])
    step("steps not taken", "All are 0.",
         rules.summed, Relation(Sum(term, (i, j + 1, N)), "=", zero), proof["step not taken"], i,
         j + 1, N)
    step("all steps", "Those taken and the others.",
         rules.split_sum, Sum(term, (i, 1, N)), j)
    step("height", "g0 = j d on the cell.",
         rules.linear, Relation(staircase(point, N), "=", j / N), (1 / N, proof["all steps"]),
         (1 / N, proof["steps taken"]), (1 / N, proof["steps not taken"]))

    # relu(x) = x = d (j + s), so the error is d s.
    step("one positive", "0 < 1.",
         rules.positive, one)
    step("right of 0", "0 <= s <= j + s.",
         rules.linear, Relation(zero, "<=", j + s), (1, proof["from the left end"]),
         (j, proof["one positive"]))
    step("relu", "relu(x) = x.",
         rules.resolved, Relation(Max(point, 0), "=", point), proof["right of 0"])
    step("error", "d (j + s) - d j.",
         rules.linear, Relation(Max(point, 0) - staircase(point, N), "=", s / N), (1, proof["relu"]),
         (-1, proof["height"]))

    # The supremum over a cell.
    error = Max(point, 0) - staircase(point, N)
    step("below d", "s < 1.",
         rules.linear, Relation(error, "<", 1 / N), (1, proof["error"]),
         (1 / N, proof["before the right end"]))
    near = 1 - N * eps
    step("close", "eps is at most d.",
         rules.hypothesis, Relation(eps, "<=", 1 / N))
    step("in the cell", "s = 1 - N eps is not negative.",
         rules.linear, Relation(zero, "<=", near), (N, proof["close"]))
    step("eps positive", "By assumption.",
         rules.positive, eps)
    step("still in the cell", "s = 1 - N eps is below 1.",
         rules.linear, Relation(near, "<", one), (N, proof["eps positive"]))
    step("error there", "The error at s = 1 - N eps.",
         rules.instance, Relation(error.subs(s, near), "=", near / N), proof["error"], {s: near})
    step("d - eps is taken", "s = 1 - N eps lies in the cell.",
         rules.cut, proof["error there"], proof["in the cell"], proof["still in the cell"])
    step("d - eps", "The same, with the value written out.",
         rules.linear, Relation(1 / N - eps, "=", error.subs(s, near)), (-1, proof["d - eps is taken"]))
    step("supremum", "d is an upper bound, and d - eps is taken for every small eps.",
         rules.supremum, Supremum(error, (Relation(zero, "<=", s), Relation(s, "<", one)), 1 / N, False),
         {s: near}, proof["below d"], proof["d - eps"], proof["in the cell"], proof["still in the cell"])

    # The ends: all steps are taken at x = 1, none left of 0.
    step("within the sum", "i <= N.",
         rules.hypothesis, Relation(i, "<=", n))
    step("taken at 1", "H(1 - i/N) = 1 for i <= N.",
         rules.resolved, Relation(Heaviside(1 - i / n, 1), "=", one), proof["within the sum"])
    step("all taken at 1", "There are N of them.",
         rules.summed, Relation(Sum(Heaviside(1 - i / n, 1), (i, 1, n)), "=", n), proof["taken at 1"],
         i, one, n)
    step("no error at 1", "relu(1) = 1 = g0(1).",
         rules.linear, Relation(Max(1, 0) - staircase(one, n), "=", zero),
         (-1 / n, proof["all taken at 1"]))
    step("left of 0", "The case x < 0.",
         rules.hypothesis, Relation(x, "<", zero))
    step("first step", "i is at least 1.",
         rules.hypothesis, Relation(one, "<=", i))
    step("before every step", "x < 0 < i/N.",
         rules.linear, Relation(x, "<", i / n), (1, proof["left of 0"]), (1 / n, proof["first step"]),
         (1 / n, proof["one positive"]))
    step("none taken", "H is 0 left of 0.",
         rules.resolved, Relation(Heaviside(x - i / n, 1), "=", zero), proof["before every step"])
    step("no step taken", "All are 0.",
         rules.summed, Relation(Sum(Heaviside(x - i / n, 1), (i, 1, n)), "=", zero), proof["none taken"],
         i, one, n)
    step("relu left of 0", "relu(x) = 0.",
         rules.resolved, Relation(Max(x, 0), "=", zero), proof["left of 0"])
    step("no error left of 0", "Both are 0.",
         rules.linear, Relation(Max(x, 0) - staircase(x, n), "=", zero), (1, proof["relu left of 0"]),
         (-1 / n, proof["no step taken"]))

    proof.conclude("supremum", "no error at 1", "no error left of 0")


if __name__ == "__main__":
    main(derive)
