"""relu and leaky relu: ranges, monotony, slopes.

For s <= t,  0 <= relu(t) - relu(s) <= t - s:  relu increases weakly and is 1-Lipschitz.

Leaky relu, f(t) = max(t, a t) with 0 < a < 1, is t for t >= 0 and a t for t <= 0, so it takes every
real value.  Since f(t) = a t + (1-a) relu(t),

    a (t - s) <= f(t) - f(s) <= t - s   for s <= t:

the slope between any two points lies between a and 1.  It never vanishes.
"""

from sympy import Max, S, Symbol

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

s, t = Symbol("s", real=True), Symbol("t", real=True)
a = Symbol("a", positive=True)
zero = S.Zero


def relu(z):
    return Max(z, 0)


def leaky(z):
    return Max(z, a * z)


@script(
    "rectifiers",
    "relu >= 0 increases and is 1-Lipschitz; max(t, a t), 0 < a < 1, has all slopes between a and 1",
    "Neural Networks (slides, University of Auckland)",
    status="proved",
)
def derive(proof: Derivation):
    """Two points of relu, in three cases; leaky relu as a mean of the identity and relu."""
    step = proof.step

    step("relu at least 0", "The maximum of t and 0.",
         rules.nonnegative, relu(t))
    step("two points", "s lies left of t.",
         rules.hypothesis, Relation(s, "<=", t))

    # 0 <= s <= t.
    step("s right of 0", "The case 0 <= s.",
         rules.hypothesis, Relation(zero, "<=", s))
    step("t right of s", "0 <= s <= t.",
         rules.linear, Relation(zero, "<=", t), (1, proof["s right of 0"]), (1, proof["two points"]))
    step("both resolved", "relu(t) - relu(s) = t - s.",
         rules.resolved, Relation(relu(t) - relu(s), "=", t - s), proof["s right of 0"],
         proof["t right of s"])
    step("increase right of 0", "t - s is at least 0.",
         rules.linear, Relation(relu(s), "<=", relu(t)), (1, proof["two points"]),
         (-1, proof["both resolved"]))
    step("Lipschitz right of 0", "t - s is not more than itself.",
         rules.linear, Relation(relu(t) - relu(s), "<=", t - s), (1, proof["both resolved"]),
         (0, proof["two points"]))

    # s <= 0.
    step("s left of 0", "The case s <= 0.",
         rules.hypothesis, Relation(s, "<=", zero))
    step("relu of s", "relu(s) = 0.",
         rules.resolved, Relation(relu(s), "=", zero), proof["s left of 0"])
    step("increase left of 0", "0 <= relu(t).",
         rules.linear, Relation(relu(s), "<=", relu(t)), (1, proof["relu at least 0"]),
         (1, proof["relu of s"]))
    step("t right of 0", "The case 0 <= t.",
         rules.hypothesis, Relation(zero, "<=", t))
    step("relu of t, right", "relu(t) = t.",
         rules.resolved, Relation(relu(t), "=", t), proof["t right of 0"])
    step("across 0", "relu(t) - 0 = t <= t - s.",
         rules.linear, Relation(relu(t) - relu(s), "<=", t - s), (1, proof["relu of t, right"]),
         (-1, proof["relu of s"]), (1, proof["s left of 0"]))
    step("t left of 0", "The case t <= 0.",
         rules.hypothesis, Relation(t, "<=", zero))
    step("relu of t, left", "relu(t) = 0.",
         rules.resolved, Relation(relu(t), "=", zero), proof["t left of 0"])
    step("both left of 0", "0 - 0 <= t - s.",
         rules.linear, Relation(relu(t) - relu(s), "<=", t - s), (1, proof["relu of t, left"]),
         (-1, proof["relu of s"]), (1, proof["two points"]))
    step("Lipschitz left of 0", "Either side of 0 for t.",
         rules.cases, Relation(relu(t) - relu(s), "<=", t - s), proof["across 0"],
         proof["both left of 0"], Relation(zero, "<=", t))

    step("relu increases", "Either side of 0 for s.",
         rules.cases, Relation(relu(s), "<=", relu(t)), proof["increase right of 0"],
         proof["increase left of 0"], Relation(zero, "<=", s))
    step("relu 1-Lipschitz", "Either side of 0 for s.",
         rules.cases, Relation(relu(t) - relu(s), "<=", t - s), proof["Lipschitz right of 0"],
         proof["Lipschitz left of 0"], Relation(zero, "<=", s))

    # Leaky relu.
    step("leak", "a < 1 (and 0 < a).",
         rules.hypothesis, Relation(a, "<", S.One))
    step("line above", "a t <= t for t >= 0.",
         rules.product, Relation(a * t, "<=", t), proof["t right of 0"], proof["leak"])
    step("leaky right of 0", "The maximum is t.",
         rules.resolved, Relation(leaky(t), "=", t), proof["line above"])
    step("line below", "t <= a t for t <= 0.",
         rules.product, Relation(t, "<=", a * t), proof["t left of 0"], proof["leak"])
    step("leaky left of 0", "The maximum is a t.",
         rules.resolved, Relation(leaky(t), "=", a * t), proof["line below"])
    mean = a * t + (1 - a) * relu(t)
    step("mean, right of 0", "t = a t + (1-a) t.",
         rules.linear, Relation(leaky(t), "=", mean), (1, proof["leaky right of 0"]),
         (a - 1, proof["relu of t, right"]))
    step("mean, left of 0", "a t = a t + (1-a) 0.",
         rules.linear, Relation(leaky(t), "=", mean), (1, proof["leaky left of 0"]),
         (a - 1, proof["relu of t, left"]))
    step("mean", "Either side of 0.",
         rules.cases, Relation(leaky(t), "=", mean), proof["mean, right of 0"], proof["mean, left of 0"],
         Relation(zero, "<=", t))
    step("mean at s", "The same at s.",
         rules.instance, Relation(leaky(s), "=", mean.subs(t, s)), proof["mean"], {t: s})
    step("share of relu", "(1-a)(relu(t) - relu(s)) is at least 0.",
         rules.product, Relation(zero, "<=", (1 - a) * (relu(t) - relu(s))), proof["relu increases"],
         proof["leak"])
    step("share of the gap", "(1-a)(t - s - relu(t) + relu(s)) is at least 0.",
         rules.product, Relation(zero, "<=", (1 - a) * (t - s - relu(t) + relu(s))),
         proof["relu 1-Lipschitz"], proof["leak"])
    step("slope at least a", "f(t) - f(s) = a (t-s) + (1-a)(relu(t) - relu(s)).",
         rules.linear, Relation(a * (t - s), "<=", leaky(t) - leaky(s)), (1, proof["share of relu"]),
         (-1, proof["mean"]), (1, proof["mean at s"]))
    step("slope at most 1", "The rest of t - s.",
         rules.linear, Relation(leaky(t) - leaky(s), "<=", t - s), (1, proof["share of the gap"]),
         (1, proof["mean"]), (-1, proof["mean at s"]))

    proof.conclude("slope at least a", "slope at most 1", "leaky right of 0", "leaky left of 0",
                   "relu at least 0", "relu increases", "relu 1-Lipschitz")  # fmt: skip


if __name__ == "__main__":
    main(derive)
