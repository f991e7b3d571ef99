"""A network with one hidden layer of m ReLUs and one input is piecewise linear with m kinks at most.

With weights w(j) other than 0, biases b(j) and output weights v(j), j = 1..m,

    f(t) = c + sum_j v(j) relu(w(j) t + b(j)),

whose units have their kinks at k(j) = -b(j)/w(j).  Let x and y be two points that have no kink between
them: for every j, both lie right of k(j) or both left of it, which is said with signs e(j) in {-1, 1} as

    0 <= e(j) (x - k(j))   and   0 <= e(j) (y - k(j)).

Then f is affine from x to y: f((p x + q y)/(p + q)) = (p f(x) + q f(y))/(p + q) for all p, q > 0.

A unit is relu(w t + b) = (w t + b)/2 + |w| |t - k|/2, so f is an affine function plus the sum of
v(j) |w(j)| |t - k(j)|/2: the slope of f jumps by v(j) |w(j)| at a kink, units of the same kink add up,
and such a kink is none if they cancel.  The example shows that: five units, three kinks.
"""

from sympy import Abs, Function, Integer, Max, Rational, S, Sum, Symbol

from certify.symbolic import Derivation, Every, Pieces, Relation, rules, script
from certify.symbolic.printing import main

c, t, x, y, z = (Symbol(name, real=True) for name in "ctxyz")
p, q = Symbol("p", positive=True), Symbol("q", positive=True)
j = Symbol("j", integer=True)
m = Symbol("m", integer=True, positive=True)
b, e, v = (Function(name, real=True) for name in "bev")
w = Function("w", real=True, nonzero=True)
zero, one = S.Zero, S.One


def relu(z):
    return Max(z, 0)


def unit(t):
    """The unit j before its ReLU."""
    return w(j) * t + b(j)


def network(t):
    return c + Sum(v(j) * relu(unit(t)), (j, 1, m))


def from_kink(t):
    """The point's distance from the kink -b/w of the unit j, with a sign."""
    return t + b(j) / w(j)


mean = (p * x + q * y) / (p + q)

example = 1 + 3 * relu(2 * t + 2) - 6 * relu(t + 1) + relu(t) - 2 * relu(-t + 1) + relu(3 * t - 4)


@script(
    "kinks",
    "a sum of m ReLUs of one input is affine between its kinks -b_j/w_j, of which there are m at most",
    "Approximation with ReLU networks (lecture notes)",
)
def derive(proof: Derivation):
    step = proof.step

    # relu(z) = (z + |z|)/2.
    halves = Relation(relu(z), "=", (z + Abs(z)) / 2)
    step("z not negative", "The case 0 <= z.",
         rules.hypothesis, Relation(zero, "<=", z))
    step("relu of those", "relu(z) = z = |z|.",
         rules.resolved, halves, proof["z not negative"])
    step("z not positive", "The case z <= 0.",
         rules.hypothesis, Relation(z, "<=", zero))
    step("relu of the others", "relu(z) = 0 and |z| = -z.",
         rules.resolved, halves, proof["z not positive"])
    step("relu", "Both cases.",
         rules.cases, halves, proof["relu of those"], proof["relu of the others"],
         Relation(zero, "<=", z))
    step("unit", "The same with z = w t + b, whose absolute value is |w| |t - k|.",
         rules.instance, Relation(relu(unit(t)), "=", (unit(t) + Abs(w(j)) * Abs(from_kink(t))) / 2),
         proof["relu"], {z: unit(t)})
    step("weighted unit", "Times v.",
         rules.linear,
         Relation(v(j) * relu(unit(t)), "=", v(j) * (unit(t) + Abs(w(j)) * Abs(from_kink(t))) / 2),
         (v(j), proof["unit"]))
    jumps = Sum(v(j) * Abs(w(j)) * Abs(from_kink(t)) / 2, (j, 1, m))
    affine = Sum(v(j) * unit(t) / 2, (j, 1, m))
    step("sum of units", "All units.",
         rules.summed, Relation(network(t) - c, "=", affine + jumps), proof["weighted unit"], j, one, m)
    step("jumps", "f is an affine function and jumps of the slope by v |w| at the kinks.",
         rules.linear, Relation(network(t), "=", c + affine + jumps), (1, proof["sum of units"]))

    # No kink between x and y: |t - k| = e (t - k) with the same sign e at x, y and between.
    side = Every((j,), Relation(e(j) ** 2, "=", one))
    step("sign", "e(j) is 1 or -1.",
         rules.apply, side.relation, side, {})
    step("size of the sign above 0", "1 + |e| is positive.",
         rules.positive, 1 + Abs(e(j)))
    step("square of the sign", "|e|^2 = 1, in factors.",
         rules.linear, Relation(zero, "=", (1 + Abs(e(j))) * (1 - Abs(e(j)))), (1, proof["sign"]))
    step("size of the sign", "|e| = 1.",
         rules.divided, Relation(Abs(e(j)), "=", one), proof["square of the sign"],
         proof["size of the sign above 0"])
    for name, point in (("x", x), ("y", y)):
        apart = Every((j,), Relation(zero, "<=", e(j) * from_kink(point)))
        step(f"{name} beside the kinks", "On the side that e tells.",
             rules.apply, apart.relation, apart, {})
    step("mean beside the kinks", "A mean of the two, with weights p/(p+q) and q/(p+q).",
         rules.linear, Relation(zero, "<=", e(j) * from_kink(mean)),
         (p / (p + q), proof["x beside the kinks"]), (q / (p + q), proof["y beside the kinks"]))
    for name, point in (("x", x), ("y", y), ("mean", mean)):
        size = Relation(Abs(e(j) * from_kink(point)), "=", e(j) * from_kink(point))
        step(f"signed distance of {name}", "e (t - k) is not negative.",
             rules.resolved, size, proof[f"{name} beside the kinks"])
        step(f"distance of {name}", "|t - k| = |e| |t - k| = e (t - k).",
             rules.linear, Relation(Abs(from_kink(point)), "=", e(j) * from_kink(point)),
             (1, proof[f"signed distance of {name}"]),
             (-Abs(from_kink(point)), proof["size of the sign"]))
        step(f"unit at {name}", "The formula of a unit there.",
             rules.instance, Relation(relu(unit(point)), "=",
                                      (unit(point) + Abs(w(j)) * Abs(from_kink(point))) / 2),
             proof["unit"], {t: point})
        step(f"affine at {name}", "With e (t - k) for |t - k|: affine in t.",
             rules.linear, Relation(relu(unit(point)), "=",
                                    (unit(point) + Abs(w(j)) * e(j) * from_kink(point)) / 2),
             (1, proof[f"unit at {name}"]), (Abs(w(j)) / 2, proof[f"distance of {name}"]))

    # So every unit is affine there, and their sum is.
    parts = (p * v(j) * relu(unit(x)) + q * v(j) * relu(unit(y))) / (p + q)
    step("unit affine", "The mean of the values is the value at the mean.",
         rules.linear, Relation(v(j) * relu(unit(mean)), "=", parts), (v(j), proof["affine at mean"]),
         (-v(j) * p / (p + q), proof["affine at x"]), (-v(j) * q / (p + q), proof["affine at y"]))
    step("units affine", "All units.",
         rules.summed, Relation(network(mean) - c, "=",
                                (p * (network(x) - c) + q * (network(y) - c)) / (p + q)),
         proof["unit affine"], j, one, m)
    step("affine between kinks", "With the constant c.",
         rules.linear, Relation(network(mean), "=", (p * network(x) + q * network(y)) / (p + q)),
         (1, proof["units affine"]))

    # Five units, three kinks: those of the first two units fall together at -1 and cancel.
    step("example", "The kinks and slopes, exactly; 3 |2| - 6 |1| = 0 at -1.",
         rules.linear_pieces,
         Pieces(example, t, Integer(-3), Integer(3), (zero, one, Rational(4, 3)),
                tuple(map(Integer, (2, 3, 1, 4)))))  # fmt: skip

    proof.conclude("affine between kinks", "jumps", "example")


if __name__ == "__main__":
    main(derive)
