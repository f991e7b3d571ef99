"""For k <= 2 the largest error of the staircase is the one at x = 1, whatever N.

On the last step the error is d phi(t), phi(t) = -t + sum_{j=0..N-1} S(k (t - j)) with 0 <= t <= 1
("one_cell").  S is convex left of 0, so for j >= 1 the chord over that step lies above it,

    S(k (t - j)) - S(-k j) <= t (S(k (1 - j)) - S(-k j)),

and the sum of the right sides telescopes to t (1/2 - S(-k (N - 1))).  With S(k t) - 1/2 <= k t/4,

    phi(t) - phi(0) <= -t + k t/4 + t/2 = t (k - 2)/4 <= 0.

So sup over [-1, 1] of |relu - g| is relu(1) - g(1) for these k.
"""

from sympy import Integral, Max, S, Sum, Symbol

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import one_cell
from proofs import staircase as one_relu
from proofs.one_cell import U, in_cell, phi, rest
from proofs.staircase import N, i, k, sigmoid, stairs, t, u, x

r = Symbol("r", real=True)  # from 0 to 1, or to t
zero, one = S.Zero, S.One
stretched, plain = sigmoid(k * (t * r - i)), sigmoid(k * (r - i))


def slope(s):
    """S' = S (1 - S)."""
    return s * (1 - s)


def tail(v):
    """All terms of phi(v) but the first."""
    return Sum(sigmoid(k * (v - i)), (i, 1, N - 1))


@script(
    "gentle_endpoint",
    "for k <= 2 and all N: |relu(x) - g(x)| <= relu(1) - g(1) for x <= 1",
    "A Little Bit of Activation Function Metamorphosis (2020); not stated there",
)
def derive(proof: Derivation):
    step = proof.step
    proof.quote("sigmoid increases", one_relu.derive, "sigmoid increases")
    for name, relation in (
        ("t from 0", in_cell[0]), ("t to 1", in_cell[1]), ("r from 0", Relation(zero, "<=", r)),
        ("r to 1", Relation(r, "<=", one)), ("centre from 1", Relation(one, "<=", i)),
    ):  # fmt: skip
        step(name, "Between the ends.",
             rules.hypothesis, relation)

    # Left of 0 the slope S (1 - S) increases.
    step("nearer to 0", "r (1 - t) >= 0.",
         rules.product, Relation(t * r, "<=", r), proof["r from 0"], proof["t to 1"])
    step("both moved", "Seen from the centre i.",
         rules.linear, Relation(t * r - i, "<=", r - i), (1, proof["nearer to 0"]))
    step("sigmoids in order", "The sigmoid increases.",
         rules.ordered, Relation(stretched, "<=", plain), proof["sigmoid increases"],
         proof["both moved"])
    step("left of the centre", "r <= 1 <= i.",
         rules.linear, Relation(r - i, "<=", zero), (1, proof["r to 1"]), (1, proof["centre from 1"]))
    step("at most a half", "S(0) = 1/2.",
         rules.ordered, Relation(plain, "<=", S.Half), proof["sigmoid increases"],
         proof["left of the centre"])
    step("sum at most 1", "Both are at most 1/2.",
         rules.linear, Relation(stretched + plain, "<=", one), (2, proof["at most a half"]),
         (1, proof["sigmoids in order"]))
    step("slopes in order", "b (1 - b) - a (1 - a) = (b - a) (1 - a - b).",
         rules.product, Relation(slope(stretched), "<=", slope(plain)), proof["sigmoids in order"],
         proof["sum at most 1"])
    step("factor", "k > 0.",
         rules.linear, Relation(zero, "<=", k * t), (k, proof["t from 0"]))
    step("slopes times k t", "A product of numbers that are not negative.",
         rules.product, Relation(k * t * slope(stretched), "<=", k * t * slope(plain)), proof["factor"],
         proof["slopes in order"])

    # The integrals of the slopes: the sigmoid lies below its chord.
    short = Integral(k * t * slope(stretched), (r, 0, 1))
    whole = Integral(k * t * slope(plain), (r, 0, 1))
    step("0 to 1", "0 <= 1.",
         rules.nonnegative, one)
    step("integrals in order", "From 0 to 1.",
         rules.integral_order, Relation(short, "<=", whole), proof["slopes times k t"], proof["0 to 1"])
    step("slope to t", "S (1 - S) is the slope of S; r enters with the factor k t.",
         rules.derivative, stretched, r, k * t * slope(stretched))
    step("gain to t", "The fundamental theorem of calculus.",
         rules.integral, Relation(short, "=", sigmoid(k * (t - i)) - sigmoid(-k * i)),
         proof["slope to t"])
    step("slope to 1", "The same, t times.",
         rules.derivative, t * plain, r, k * t * slope(plain))
    chord = t * (sigmoid(k * (1 - i)) - sigmoid(-k * i))
    step("gain to 1", "The fundamental theorem of calculus.",
         rules.integral, Relation(whole, "=", chord), proof["slope to 1"])
    step("chord", "The sigmoid is convex left of 0.",
         rules.linear, Relation(sigmoid(k * (t - i)) - sigmoid(-k * i), "<=", chord),
         (1, proof["integrals in order"]), (-1, proof["gain to t"]), (1, proof["gain to 1"]))

    # The chords of all j >= 1 telescope.
    step("all chords", "The sum over the other centres.",
         rules.summed,
         Relation(Sum(sigmoid(k * (t - i)) - sigmoid(-k * i), (i, 1, N - 1)), "<=",
                  Sum(chord, (i, 1, N - 1))),
         proof["chord"], i, one, N - 1)
    step("telescoped", "S(k (1 - i)) at i = 1 and i = N.",
         rules.telescoped, sigmoid(k * (1 - i)), i, one, N - 1)
    step("far end positive", "The sigmoid is positive.",
         rules.positive, sigmoid(k * (1 - N)))
    step("far end dropped", "A product of numbers that are not negative.",
         rules.product, Relation(zero, "<=", t * sigmoid(k * (1 - N))), proof["t from 0"],
         proof["far end positive"])
    step("other centres", "At most t (1/2 - S(k (1 - N))) <= t/2.",
         rules.linear, Relation(tail(t) - tail(zero), "<=", t / 2), (1, proof["all chords"]),
         (-t, proof["telescoped"]), (1, proof["far end dropped"]))

    # The first centre: the slope is at most 1/4.
    first = sigmoid(k * r)
    step("square", "Squares are not negative.",
         rules.nonnegative, (S.Half - first) ** 2)
    step("slope at most", "S (1 - S) = 1/4 - (1/2 - S)^2.",
         rules.linear, Relation(k * slope(first), "<=", k / 4), (k, proof["square"]))
    step("integral at most", "From 0 to t.",
         rules.integral_order, Relation(Integral(k * slope(first), (r, 0, t)), "<=", k / 4 * t),
         proof["slope at most"], proof["t from 0"])
    step("slope of the first", "S (1 - S) is the slope of S.",
         rules.derivative, first, r, k * slope(first))
    step("gain of the first", "The fundamental theorem of calculus.",
         rules.integral,
         Relation(Integral(k * slope(first), (r, 0, t)), "=", sigmoid(k * t) - S.Half),
         proof["slope of the first"])
    step("first centre", "At most k t/4.",
         rules.linear, Relation(sigmoid(k * t) - S.Half, "<=", k * t / 4),
         (1, proof["integral at most"]), (-1, proof["gain of the first"]))

    # phi(t) - phi(0) <= -t + k t/4 + t/2.
    step("split at t", "The first centre and the others.",
         rules.split_sum, Sum(sigmoid(k * (t - i)), (i, 0, N - 1)), zero)
    step("split at 0", "The first centre and the others.",
         rules.split_sum, Sum(sigmoid(-k * i), (i, 0, N - 1)), zero)
    step("gentle", "The steepness.",
         rules.hypothesis, Relation(k, "<=", 2))
    step("fall", "t (2 - k) >= 0.",
         rules.product, Relation(zero, "<=", t * (2 - k)), proof["t from 0"], proof["gentle"])
    step("end is worst", "phi(t) - phi(0) <= t (k - 2)/4 <= 0.",
         rules.linear, Relation(phi(t), "<=", phi(zero)), (1, proof["other centres"]),
         (1, proof["first centre"]), (1, proof["split at t"]), (-1, proof["split at 0"]),
         (S.One / 4, proof["fall"]))

    # So relu(1) - g(1) bounds the error for all x <= 1.
    for name in ("two points decide", "cell from 0", "cell to 1", "attained"):
        proof.quote(name, one_cell.derive, name)
    at_x, end = rest.subs(u, N * x), phi(zero)
    error = Max(x, 0) - stairs(x)
    step("at the point", "That of the cell which belongs to x.",
         rules.instance, Relation(phi(at_x), "<=", end), proof["end is worst"], {t: at_x})
    step("in the cell", "For x <= 1 it lies in the cell.",
         rules.cut, proof["at the point"], proof["cell from 0"], proof["cell to 1"])
    step("at the end", "phi(0) <= phi(0).",
         rules.linear, Relation(end, "<=", end))
    step("U = phi(0)", "Two values of phi decide.",
         rules.instance, Within(error, end / N), proof["two points decide"], {U: end})
    step("in steps", "Both are at most phi(0).",
         rules.cut, proof["U = phi(0)"], proof["in the cell"], proof["at the end"])
    step("error at x = 1, assuming 0 <= 1", "At t = 0.",
         rules.instance, Relation(1 - stairs(one), "=", end / N), proof["attained"], {t: zero})
    step("error at x = 1", "0 <= 1.",
         rules.cut, proof["error at x = 1, assuming 0 <= 1"], proof["0 to 1"])
    step("phi(0)/N", "The same, turned round.",
         rules.linear, Relation(end / N, "=", 1 - stairs(one)), (-1, proof["error at x = 1"]))
    step("endpoint", "|relu(x) - g(x)| <= relu(1) - g(1).",
         rules.substitute, Within(error, 1 - stairs(one)), proof["in steps"], proof["phi(0)/N"])

    proof.conclude("chord", "end is worst", "endpoint", "error at x = 1")


if __name__ == "__main__":
    main(derive)
