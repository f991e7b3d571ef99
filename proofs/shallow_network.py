"""The bound for a network with one hidden layer, in any norm of the outputs.

f(x) = c + sum_j v_j relu(z_j), z_j = <a_j, x> + b_j, and r_j > 0 with z_j <= r_j on the domain.
relu(z) = r relu(z/r), so g(x) = c + sum_j v_j r_j s(z_j/r_j), with s the staircase of N sigmoids, has

    |f(x) - g(x)| <= (1/N) (1 + log(1+exp(-k))/k) sum_j |v_j| r_j

for any norm |.| of the outputs.  Delta(m) stands for the norm of what the first m units contribute to
f - g, nu(j) for |v_j|; of the norm only the triangle inequality and |c v| = |c| |v| are used.  On the
ball |x|_2 <= rho any r >= rho |a|_2 + b will do.  Written out, g is one sum of sigmoids.
"""

from sympy import Abs, Function, Max, S, Sum, Symbol, sqrt

from certify.symbolic import Derivation, Every, Kernel, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs import cauchy_schwarz
from proofs import staircase as one_relu
from proofs.staircase import N, bound, k, sigmoid, stairs

p, q, z = (Symbol(name, real=True) for name in "pqz")
R, rho = Symbol("r", positive=True), Symbol("rho", positive=True)
m = Symbol("m", integer=True, nonnegative=True)
i, j = Symbol("i", integer=True), Symbol("j", integer=True)
width = cauchy_schwarz.m
a, x = cauchy_schwarz.a, cauchy_schwarz.b
pre, r = Function("z", real=True), Function("r", positive=True)
nu, Delta = Function("nu", nonnegative=True), Function("Delta", nonnegative=True)
v, b = Function("v", real=True), Function("b", real=True)
alpha, c = Symbol("alpha", real=True), Symbol("c", real=True)
zero, one = S.Zero, S.One


def error(j):
    """relu(z_j) - r_j s(z_j/r_j)."""
    return Max(pre(j), 0) - r(j) * stairs(pre(j) / r(j))


in_range = Every((j,), Relation(pre(j), "<=", r(j)))
no_units = Relation(Delta(0), "=", zero)
triangle = Every((j,), Relation(Delta(j + 1), "<=", Delta(j) + nu(j + 1) * Abs(error(j + 1))))


@script(
    "shallow_network",
    "|f(x) - g(x)| <= d (1 + log(1+exp(-k))/k) sum |v_j| r_j for one hidden layer, in any norm",
    "A Little Bit of Activation Function Metamorphosis (2020)",
    kernel=tuple(Kernel("proofs/coq/Staircase.v", name) for name in
                 ("homogeneity", "network_bound", "network_bound_ball", "network_bound_box")),
)  # fmt: skip
def derive(proof: Derivation):
    step = proof.step

    # relu(r z) = r relu(z) for r > 0.
    step("z not negative", "The case z >= 0.",
         rules.hypothesis, Relation(zero, "<=", z))
    step("homogeneous right of 0", "Both sides are r z.",
         rules.resolved, Relation(Max(R * z, 0), "=", R * Max(z, 0)), proof["z not negative"])
    step("z not positive", "The case z <= 0.",
         rules.hypothesis, Relation(z, "<=", zero))
    step("homogeneous left of 0", "Both sides are 0.",
         rules.resolved, Relation(Max(R * z, 0), "=", R * Max(z, 0)), proof["z not positive"])
    step("homogeneity", "The two cases.",
         rules.cases, Relation(Max(R * z, 0), "=", R * Max(z, 0)), proof["homogeneous right of 0"],
         proof["homogeneous left of 0"], Relation(zero, "<=", z))

    # One unit: |relu(z_j) - r_j s(z_j/r_j)| <= r_j B.
    proof.quote("one ReLU", one_relu.derive, "closed form")
    step("one unit", "r times the bound at z/r; z <= r means z/r <= 1.",
         rules.rescale, Within(error(j + 1), r(j + 1) * bound), proof["one ReLU"],
         {one_relu.x: pre(j + 1) / r(j + 1)}, r(j + 1), Relation(pre(j + 1), "<=", r(j + 1)))
    step("range of the unit", "The range holds for every unit.",
         rules.apply, Relation(pre(j + 1), "<=", r(j + 1)), in_range, {j: j + 1})
    step("every unit", "So the bound does.",
         rules.cut, proof["one unit"], proof["range of the unit"])
    step("size of the error", "As an absolute value.",
         rules.as_absolute, Relation(Abs(error(j + 1)), "<=", r(j + 1) * bound), proof["every unit"])
    step("some m-th unit", "For the induction.",
         rules.instance, Relation(Abs(error(m + 1)), "<=", r(m + 1) * bound), proof["size of the error"],
         {j: m})

    # All units, by induction on their number.
    total = Sum(nu(j) * r(j), (j, 1, m))
    sum_bound = Relation(Delta(m), "<=", bound * total)
    so_far = Every((), sum_bound)
    step("no units", "An empty sum is 0.",
         rules.hypothesis, no_units)
    step("start", "Without units there is no error.",
         rules.linear, Relation(Delta(0), "<=", bound * Sum(nu(j) * r(j), (j, 1, 0)).doit()),
         (1, proof["no units"]))
    step("so far", "The bound for m units.",
         rules.apply, sum_bound, so_far, {})
    step("one more", "The triangle inequality, and |e v| = |e| |v|.",
         rules.apply, Relation(Delta(m + 1), "<=", Delta(m) + nu(m + 1) * Abs(error(m + 1))), triangle,
         {j: m})
    step("weight", "Norms are not negative.",
         rules.nonnegative, nu(m + 1))
    step("its share", "|v| times the bound of the unit.",
         rules.product, Relation(zero, "<=", nu(m + 1) * (r(m + 1) * bound - Abs(error(m + 1)))),
         proof["weight"], proof["some m-th unit"])
    step("one more share", "The sum up to m + 1.",
         rules.last_term, Sum(nu(j) * r(j), (j, 1, m + 1)))
    step("one unit more", "All together.",
         rules.linear, Relation(Delta(m + 1), "<=", bound * Sum(nu(j) * r(j), (j, 1, m + 1))),
         (1, proof["so far"]), (1, proof["one more"]), (1, proof["its share"]),
         (-bound, proof["one more share"]))
    step("network bound", "By induction.",
         rules.induction, sum_bound, m, proof["start"], proof["one unit more"], so_far)

    # The range of a unit on a ball of the 2-norm, by Cauchy and Schwarz.
    inner = Sum(a(i) * x(i), (i, 1, width))
    aa, xx = Sum(a(i) ** 2, (i, 1, width)), Sum(x(i) ** 2, (i, 1, width))
    proof.quote("Cauchy-Schwarz", cauchy_schwarz.derive, "inequality")
    step("in the ball", "|x|_2 <= rho.",
         rules.hypothesis, Relation(xx, "<=", rho**2))
    step("squares of weights", "Not negative.",
         rules.nonnegative, a(i) ** 2)
    step("size of the weights", "Nor is their sum.",
         rules.summed, Relation(zero, "<=", aa), proof["squares of weights"], i, one, width)
    step("weights times room", "A product of numbers that are not negative.",
         rules.product, Relation(zero, "<=", aa * (rho**2 - xx)), proof["size of the weights"],
         proof["in the ball"])
    step("square of the product", "<a, x>^2 <= |a|^2 rho^2.",
         rules.linear, Relation(inner**2, "<=", aa * rho**2), (1, proof["Cauchy-Schwarz"]),
         (1, proof["weights times room"]))
    step("product in the ball", "Square roots increase.",
         rules.root, Within(inner, sqrt(aa) * rho), proof["square of the product"],
         proof["size of the weights"])
    step("its upper side", "<a, x> <= |a| rho.",
         rules.sides, Relation(inner, "<=", sqrt(aa) * rho), proof["product in the ball"])
    step("range on the ball", "<a, x> + b <= rho |a|_2 + b.",
         rules.linear, Relation(inner + q, "<=", rho * sqrt(aa) + q), (1, proof["its upper side"]))

    # One flat sum of sigmoids.
    stair = Sum(sigmoid(k * N * ((a(j) * p + b(j)) / r(j) - i / N)), (i, 1, N)) / N
    composed = c + Sum(v(j) * r(j) * stair, (j, 1, width))
    flat = c + Sum(v(j) * r(j) / N * sigmoid(k * N * a(j) / r(j) * p + k * (N * b(j) / r(j) - i)),
                   (i, 1, N), (j, 1, width))
    step("flat sum", "Weights v r/N, slopes k N a/r, offsets k (N b/r - i); p stands for the input.",
         rules.identity, composed, flat)

    proof.conclude("homogeneity", "network bound", "range on the ball", "flat sum")


if __name__ == "__main__":
    main(derive)
