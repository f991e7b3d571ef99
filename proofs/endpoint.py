"""Refuted: "by monotonicity the largest error of the staircase is the one at x = 1".

In steps u = x/d the error is E(u) = u - sum_{i=1..N} S(k (u - i)) for u >= 0.  For n = 41 and k = 5,
E(39.76) > 0.55 while E(40) < 0.51.  For n = 41 the claim holds for all 0 < k <= 3.55 and for no
k >= 3.58 (for k <= 2 it holds for all n: "gentle_endpoint").  Up to 3.55 E does not exceed E(N) on the
last unit interval, hence nowhere on [0, N] (the one-cell lemma, E(u) < E(u + 1)), and the staircase
exceeds relu by E(N) at most, for any n and k.  From 3.58 on E is larger at some point between N - 1
and N: at N - 0.11, and for k >= 3.7 because it falls towards N,
E'(N) = 1 - k/4 - k sum_{i<N} S'(k (N - i)) being negative.  The closed-form bound survives: its proof
goes another way.
"""

from sympy import Integral, Rational, S, Sum, Symbol, exp

from certify.symbolic import Derivation, Exists, Relation, rules, script
from certify.symbolic.printing import main
from proofs import one_cell
from proofs import staircase as one_relu
from proofs.one_cell import error
from proofs.staircase import N, i, k, u

n = 40  # sigmoids
s, r = Symbol("s", real=True), Symbol("r", real=True)  # distances from the end, N - u
zero, one = S.Zero, S.One
holds, fails, middle = Rational(355, 100), Rational(358, 100), Rational(37, 10)
width, near = Rational(1, 3), Rational(11, 100)

kink = exp(-k * (u - i)) / (1 + exp(-k * (u - i))) ** 2  # S'(k (u - i))
slope = 1 - k * Sum(kink, (i, 1, N))


def E(v):
    """The error for n = 41."""
    return error(v).subs(N, n)


def slope_at(v):
    """Its derivative."""
    return slope.subs({u: v, N: n}, simultaneous=True)


@script(
    "endpoint",
    "false: sup |relu - g| is at x = 1 (n = 41, k = 5); n = 41: true to k = 3.55, false from 3.58",
    "A Little Bit of Activation Function Metamorphosis (2020)",
    status="refuted",
)
def derive(proof: Derivation):
    step = proof.step
    on_grid = (Relation(zero, "<=", u), Relation(u, "<=", N))
    step("counterexample", "The values at 39.76 and 40, enclosed.",
         rules.counterexample, Relation(error(u), "<=", error(N)),
         {N: S(n), k: S(5), u: Rational(3976, 100)}, *on_grid)
    step("error at the witness", "An enclosure.",
         rules.enclosure, Relation(Rational(5505, 10**4), "<", E(Rational(3976, 100)).subs(k, 5)))
    step("error at the end", "An enclosure.",
         rules.enclosure, Relation(E(n).subs(k, 5), "<", Rational(5068, 10**4)))

    # The staircase never exceeds relu by more than relu(1) - g(1), for any n and k.
    proof.quote("overshoot", one_cell.derive, "overshoot")

    # For k <= 3.55 the end is the worst point of the last unit interval, u = N - s.
    step("derivative", "1 - k sum S'(k (u - i)), with S'(t) = exp(-t)/(1+exp(-t))^2.",
         rules.derivative, E(u), u, slope_at(u))
    step("along the end", "The same in s.",
         rules.derivative, -E(n - r), r, slope_at(n - r))
    step("increases, small k", "For k <= 1, by an enclosure.",
         rules.enclosure, Relation(zero, "<", slope_at(n - r)), {k: (zero, one), r: (zero, one)})
    step("increases near the end", "For s <= 1/3, by an enclosure.",
         rules.enclosure, Relation(zero, "<", slope_at(n - r)), {k: (one, holds), r: (zero, width)})
    step("s not negative", "u <= N.",
         rules.hypothesis, Relation(zero, "<=", s))
    for name, far, fact in (("small k", one, "increases, small k"),
                            ("near the end", width, "increases near the end")):
        step(f"s, {name}", "As far as the derivative is known.",
             rules.hypothesis, Relation(s, "<=", far))
        step(f"r below s, {name}", "Between u and N.",
             rules.hypothesis, Relation(r, "<=", s))
        step(f"r, {name}", "So r is in the range as well.",
             rules.linear, Relation(r, "<=", far), (1, proof[f"r below s, {name}"]),
             (1, proof[f"s, {name}"]))
        step(f"slope, {name}", "The derivative is positive from u to N.",
             rules.cut, proof[fact], proof[f"r, {name}"])
        step(f"gain, {name}", "The integral of the derivative.",
             rules.integral_order, Relation(zero, "<=", Integral(slope_at(n - r), (r, 0, s))),
             proof[f"slope, {name}"], proof["s not negative"])
        step(f"difference, {name}", "The fundamental theorem of calculus.",
             rules.integral, Relation(Integral(slope_at(n - r), (r, 0, s)), "=", E(n) - E(n - s)),
             proof["along the end"])
        step(f"end is worst, {name}", "Both together.",
             rules.linear, Relation(E(n - s), "<=", E(n)), (1, proof[f"gain, {name}"]),
             (1, proof[f"difference, {name}"]))
    step("far from the end", "For s >= 1/3, by an enclosure.",
         rules.enclosure, Relation(E(n - s), "<=", E(n)), {k: (one, holds), s: (width, one)})
    step("end is worst, k >= 1", "Near the end and far from it.",
         rules.cases, Relation(E(n - s), "<=", E(n)), proof["end is worst, near the end"],
         proof["far from the end"], Relation(s, "<=", width))
    step("end is worst", "For small k and for larger k.",
         rules.cases, Relation(E(n - s), "<=", E(n)), proof["end is worst, small k"],
         proof["end is worst, k >= 1"], Relation(k, "<=", one))
    proof.quote("one-cell lemma", one_cell.derive, "one-cell lemma")

    # For k >= 3.58 it is not: some point between N - 1 and N is worse.
    worse = Exists(u, S(n - 1), S(n), Relation(E(n), "<", E(u)))
    step("worse point", "At s = 0.11, by an enclosure.",
         rules.enclosure, Relation(E(n), "<", E(n - near)), {k: (fails, middle)})
    step("worse, k to 3.7", "It lies between N - 1 and N.",
         rules.witness, worse, proof["worse point"], n - near)
    step("falls, k to 4", "The derivative at N, by an enclosure.",
         rules.enclosure, Relation(zero, "<", -slope_at(n)), {k: (middle, S(4))})
    step("worse, k to 4", "The error falls towards N.",
         rules.beyond, worse, proof["derivative"], proof["falls, k to 4"])
    step("k from 4", "The other case.",
         rules.hypothesis, Relation(S(4), "<=", k))
    step("bump", "S' is positive.",
         rules.positive, kink.subs(u, n))
    step("other bumps", "All but the last.",
         rules.summed, Relation(zero, "<", Sum(kink.subs(u, n), (i, 1, n - 1))), proof["bump"], i, one,
         S(n - 1))
    step("last bump", "S'(0) = 1/4.",
         rules.last_term, Sum(kink.subs(u, n), (i, 1, n)))
    step("falls, k from 4", "1 - k/4 - k sum of the others < 0.",
         rules.linear, Relation(zero, "<", -slope_at(n)), (k, proof["other bumps"]),
         (S.One / 4, proof["k from 4"]), (-k, proof["last bump"]))
    step("worse, k from 4", "The error falls towards N.",
         rules.beyond, worse, proof["derivative"], proof["falls, k from 4"])
    step("worse, k from 3.7", "Up to 4 and from 4 on.",
         rules.cases, worse, proof["worse, k to 4"], proof["worse, k from 4"], Relation(k, "<=", 4))
    step("worse", "Up to 3.7 and from there on.",
         rules.cases, worse, proof["worse, k to 3.7"], proof["worse, k from 3.7"],
         Relation(k, "<=", middle))

    proof.quote("the bound survives", one_relu.derive, "closed form")
    proof.conclude("counterexample", "error at the witness", "error at the end", "overshoot",
                   "end is worst", "one-cell lemma", "worse", "the bound survives")


if __name__ == "__main__":
    main(derive)
