"""The closed-form bound of the sigmoid staircase, for every n >= 2, k > 0 and x <= 1.

With S(t) = 1/(1+exp(-t)), N = n - 1 sigmoids, d = 1/N and C = k/d,
the staircase is g(x) = d sum_{i=1..N} S(C (x - i d)), and

    |relu(x) - g(x)| <= d (1 + log(1+exp(-k))/k)   for x <= 1.

The argument works in steps of the grid, u = x/d, where the error is relu(u) - sum S(k (u - i)).
"""

from sympy import Integral, Max, S, Sum, Symbol, ceiling, exp, log, oo

from certify.symbolic import Derivation, Equivalence, Kernel, Monotone, Relation, Within, rules, script
from certify.symbolic.printing import main

t, u, x = (Symbol(name, real=True) for name in "tux")
k, eps, C, d = (Symbol(name, positive=True) for name in ("k", "epsilon", "C", "d"))
N = Symbol("N", integer=True, positive=True)
i = Symbol("i", integer=True)
zero, one = S.Zero, S.One


def sigmoid(z):
    return 1 / (1 + exp(-z))


def F(z):
    """The antiderivative of S(k z)."""
    return log(1 + exp(k * z)) / k


def stairs(y):
    """g(y), with C = k N and d = 1/N."""
    return Sum(sigmoid(k * N * (y - i / N)), (i, 1, N)) / N


tail = log(1 + exp(-k)) / k
"""By how much the bound exceeds one step, in units of the step."""

summand = sigmoid(k * (u - t))
staircase = Sum(sigmoid(k * (u - i)), (i, 1, N))
bound = (1 + tail) / N


@script(
    "staircase",
    "|relu(x) - g(x)| <= d (1 + log(1+exp(-k))/k) for x <= 1, all k > 0 and n >= 2",
    "A Little Bit of Activation Function Metamorphosis (2020); its endpoint claim is not used",
    kernel=(Kernel("proofs/coq/Staircase.v", "closed_form"),),
)
def derive(proof: Derivation):
    """All steps, checked now; the results carry the bound, its limit and its inversion."""
    step = proof.step

    # The sigmoid increases, and so does its antiderivative F.
    step("antiderivative", "F(t) = log(1+exp(k t))/k is an antiderivative of S(k t).",
         rules.derivative, F(t), t, sigmoid(k * t))
    step("sigmoid positive", "The sigmoid is positive.",
         rules.positive, sigmoid(k * t))
    step("F increases", "Its derivative is positive.",
         rules.monotone, F(t), t, 1, proof["antiderivative"], proof["sigmoid positive"])
    slope = k * exp(-k * t) / (1 + exp(-k * t)) ** 2
    step("slope", "The derivative of S(k t), which is k S (1 - S).",
         rules.derivative, sigmoid(k * t), t, slope)
    step("slope positive", "A quotient of positive numbers.",
         rules.positive, slope)
    step("sigmoid increases", "Its derivative is positive.",
         rules.monotone, sigmoid(k * t), t, 1, proof["slope"], proof["slope positive"])
    step("summand decreases", "t enters S(k (u - t)) with a minus sign.",
         rules.compose, Monotone(summand, t, -1), proof["sigmoid increases"], u - t)

    # A sum of decreasing terms lies between two integrals, which telescope to values of F.
    step("sum above integral", "A decreasing term is at least its integral to the right.",
         rules.sum_above_integral, Relation(Integral(summand, (t, 1, N + 1)), "<=", staircase),
         proof["summand decreases"], i, one, N)
    step("sum below integral", "A decreasing term is at most its integral to the left.",
         rules.sum_below_integral, Relation(staircase, "<=", Integral(summand, (t, 0, N))),
         proof["summand decreases"], i, one, N)
    step("antiderivative of the summand", "-F(u - t) differentiates to S(k (u - t)).",
         rules.derivative, -F(u - t), t, summand)
    step("lower integral", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(summand, (t, 1, N + 1)), "=", F(u - 1) - F(u - N - 1)),
         proof["antiderivative of the summand"])
    step("upper integral", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(summand, (t, 0, N)), "=", F(u) - F(u - N)),
         proof["antiderivative of the summand"])

    # F(t) exceeds t by log(1+exp(-k t))/k, which is positive.
    step("F over the line", "log(1+exp(k t)) = k t + log(1+exp(-k t)).",
         rules.identity, F(t) - t, log(1 + exp(-k * t)) / k)
    step("excess positive", "The logarithm of a number above 1.",
         rules.positive, log(1 + exp(-k * t)) / k)
    step("F above the line", "Both together.",
         rules.linear, Relation(t, "<", F(t)), (1, proof["F over the line"]),
         (1, proof["excess positive"]))
    step("F positive", "The logarithm of a number above 1.",
         rules.positive, F(t))
    step("F at -1", "The value that the bound contains.",
         rules.identity, F(-one), tail)
    step("F at 1", "The same, one step to the right.",
         rules.identity, F(one), 1 + tail)

    # relu above the staircase: u - sum <= 1 + F(-1) for u <= N.
    step("up to the last centre", "x <= 1 means u <= N.",
         rules.hypothesis, Relation(u, "<=", N))
    step("distance to the end", "u - N - 1 <= -1.",
         rules.linear, Relation(u - N - 1, "<=", -one), (1, proof["up to the last centre"]))
    step("right end", "F increases.",
         rules.ordered, Relation(F(u - N - 1), "<=", F(-one)), proof["F increases"],
         proof["distance to the end"])
    step("left end", "F lies above the line, at u - 1.",
         rules.instance, Relation(u - 1, "<", F(u - 1)), proof["F above the line"], {t: u - 1})
    step("relu above", "u - sum <= u - F(u-1) + F(u-N-1) <= 1 + F(-1).",
         rules.linear, Relation(u - staircase, "<=", 1 + tail), (1, proof["sum above integral"]),
         (-1, proof["lower integral"]), (1, proof["left end"]), (1, proof["right end"]),
         (1, proof["F at -1"]))

    # The staircase above relu: sum <= F(u), which is at most u + F(0) right of 0, F(0) left of it.
    step("dropped end", "F is positive, at u - N.",
         rules.instance, Relation(zero, "<", F(u - N)), proof["F positive"], {t: u - N})
    step("sum below F", "sum <= F(u) - F(u-N) <= F(u).",
         rules.linear, Relation(staircase, "<=", F(u)), (1, proof["sum below integral"]),
         (1, proof["upper integral"]), (1, proof["dropped end"]))
    step("zero before one", "0 <= 1.", rules.positive, one)
    step("F from 0 to 1", "F increases.",
         rules.ordered, Relation(F(zero), "<=", F(one)), proof["F increases"],
         proof["zero before one"])
    step("right of 0", "The case u >= 0.",
         rules.hypothesis, Relation(zero, "<=", u))
    step("mirrored", "F(-t) decreases.",
         rules.compose, Monotone(F(-t), t, -1), proof["F increases"], -t)
    step("excess largest at 0", "F(-u) <= F(0) for u >= 0.",
         rules.ordered, Relation(F(-u), "<=", F(zero)), proof["mirrored"], proof["right of 0"])
    step("F over u", "F(u) - u = F(-u).",
         rules.identity, F(u) - u, F(-u))
    step("relu right of 0", "relu(u) = u.",
         rules.resolved, Relation(Max(u, 0), "=", u), proof["right of 0"])
    step("relu above, right of 0", "The same with relu(u).",
         rules.linear, Relation(Max(u, 0) - staircase, "<=", 1 + tail), (1, proof["relu above"]),
         (1, proof["relu right of 0"]))
    step("staircase above, right of 0", "sum - u <= F(u) - u = F(-u) <= F(0) <= F(1) = 1 + F(-1).",
         rules.linear, Relation(staircase - Max(u, 0), "<=", 1 + tail), (1, proof["sum below F"]),
         (1, proof["F over u"]), (1, proof["excess largest at 0"]), (1, proof["F from 0 to 1"]),
         (1, proof["F at 1"]), (-1, proof["relu right of 0"]))
    step("error right of 0", "Both sides.",
         rules.absolute, Within(Max(u, 0) - staircase, 1 + tail),
         proof["relu above, right of 0"], proof["staircase above, right of 0"])

    step("left of 0", "The case u <= 0, where relu is 0.",
         rules.hypothesis, Relation(u, "<=", zero))
    step("F left of 0", "F increases.",
         rules.ordered, Relation(F(u), "<=", F(zero)), proof["F increases"], proof["left of 0"])
    step("relu left of 0", "relu(u) = 0.",
         rules.resolved, Relation(Max(u, 0), "=", zero), proof["left of 0"])
    step("staircase above, left of 0", "sum <= F(u) <= F(0) <= F(1) = 1 + F(-1).",
         rules.linear, Relation(staircase - Max(u, 0), "<=", 1 + tail), (1, proof["sum below F"]),
         (1, proof["F left of 0"]), (1, proof["F from 0 to 1"]), (1, proof["F at 1"]),
         (-1, proof["relu left of 0"]))
    step("term positive", "The sigmoid is positive, at u - i.",
         rules.instance, Relation(zero, "<", sigmoid(k * (u - i))), proof["sigmoid positive"],
         {t: u - i})
    step("staircase positive", "Its terms are.",
         rules.summed, Relation(zero, "<=", staircase), proof["term positive"], i, one, N)
    step("tail positive", "The logarithm of a number above 1.",
         rules.positive, 1 + tail)
    step("relu below, left of 0", "-sum <= 0 <= 1 + F(-1).",
         rules.linear, Relation(Max(u, 0) - staircase, "<=", 1 + tail), (1, proof["staircase positive"]),
         (1, proof["tail positive"]), (1, proof["relu left of 0"]))
    step("error left of 0", "Both sides.",
         rules.absolute, Within(Max(u, 0) - staircase, 1 + tail),
         proof["relu below, left of 0"], proof["staircase above, left of 0"])
    step("error in steps", "The two cases of relu.",
         rules.cases, Within(Max(u, 0) - staircase, 1 + tail),
         proof["error right of 0"], proof["error left of 0"], Relation(zero, "<=", u))

    # Back to x = d u with C = k/d and d = 1/N.
    step("steepness", "C (x - i d) = k (u - i) with C = k/d, u = x/d.",
         rules.identity, (C * (x - i * d)).subs(C, k / d), k * (x / d - i))
    step("closed form", "relu(d u) = d relu(u); the hypothesis becomes x <= 1.",
         rules.rescale,
         Within(Max(x, 0) - stairs(x), bound),
         proof["error in steps"], {u: x * N}, 1 / N, Relation(x, "<=", one))
    step("other form", "log(1+exp(k)) = k + log(1+exp(-k)).",
         rules.identity, bound, log(1 + exp(k)) / (k * N))
    step("limit", "As k grows, the error of the step staircase: d = 1/N.",
         rules.limit, bound, k, oo, 1 / N)

    # The weaker bound d (1 + exp(-k)/k), because log(1+y) = integral of 1/(1+s) <= y.
    y, z = Symbol("y", positive=True), Symbol("s", nonnegative=True)
    step("logarithm", "An antiderivative of 1/(1+s).",
         rules.derivative, log(1 + z), z, 1 / (1 + z))
    step("as an integral", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(1 / (1 + z), (z, 0, y)), "=", log(1 + y)), proof["logarithm"])
    step("s over 1 + s", "s is not negative.",
         rules.nonnegative, z / (1 + z))
    step("at most 1", "1/(1+s) = 1 - s/(1+s).",
         rules.linear, Relation(1 / (1 + z), "<=", one), (1, proof["s over 1 + s"]))
    step("y positive", "By assumption.",
         rules.positive, y)
    step("integral at most y", "The integrand is at most 1.",
         rules.integral_order, Relation(Integral(1 / (1 + z), (z, 0, y)), "<=", y), proof["at most 1"],
         proof["y positive"])
    step("log at most y", "Both together.",
         rules.linear, Relation(log(1 + y), "<=", y), (1, proof["integral at most y"]),
         (-1, proof["as an integral"]))
    step("tail at most", "y = exp(-k).",
         rules.instance, Relation(log(1 + exp(-k)), "<=", exp(-k)), proof["log at most y"], {y: exp(-k)})
    weaker = (1 + exp(-k) / k) / N
    step("weaker bound", "Divide by k N.",
         rules.linear, Relation(bound, "<=", weaker), (1 / (k * N), proof["tail at most"]))
    step("weaker limit", "As k grows, it tends to d as well.",
         rules.limit, weaker, k, oo, 1 / N)

    # Enough sigmoids: N = n - 1 = O((1 + exp(-k)/k)/eps) = O(1/eps).
    step("enough sigmoids", "As many as the weaker bound asks for.",
         rules.hypothesis, Relation((1 + exp(-k) / k) / eps, "<=", N))
    step("enough", "bound <= (1 + exp(-k)/k)/N <= eps.",
         rules.linear, Relation(bound, "<=", eps), (1, proof["weaker bound"]),
         (eps / N, proof["enough sigmoids"]))

    # The least n: N = n - 1 sigmoids, d = 1/N.
    meets = Relation(bound, "<=", eps)
    step("decision", "Multiply by N: the form whose two sides can be compared exactly.",
         rules.equivalent, Equivalence(meets, Relation(tail, "<=", eps * N - 1)), N)
    step("inversion", "Multiply by N/eps.",
         rules.equivalent, Equivalence(meets, Relation((1 + tail) / eps, "<=", N)), N / eps)
    step("least N", "N is an integer; n = 1 + N.",
         rules.least_integer, Relation(Symbol("N_least"), "=", ceiling((1 + tail) / eps)),
         proof["inversion"], N)

    # The error at x = 1 from below, which shows that an n is too small.
    last = Sum(sigmoid(k * (N - i)), (i, 1, N - 1))
    at_end = sigmoid(k * (N - t))
    step("summand at the end", "u = N.",
         rules.compose, Monotone(at_end, t, -1), proof["sigmoid increases"], N - t)
    step("all but the last", "A decreasing term is at most its integral to the left.",
         rules.sum_below_integral, Relation(last, "<=", Integral(at_end, (t, 0, N - 1))),
         proof["summand at the end"], i, one, N - 1)
    step("antiderivative at the end", "-F(N - t) differentiates to S(k (N - t)).",
         rules.derivative, -F(N - t), t, at_end)
    step("integral at the end", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(at_end, (t, 0, N - 1)), "=", F(N) - F(one)),
         proof["antiderivative at the end"])
    step("F over N", "F(N) = N + log(1+exp(-k N))/k.",
         rules.identity, F(N) - N, log(1 + exp(-k * N)) / k)
    step("endpoint", "relu(1) - g(1), where the last term of the sum is S(0) = 1/2, is at least this.",
         rules.linear,
         Relation((S.Half + tail - log(1 + exp(-k * N)) / k) / N, "<=", (N - last - S.Half) / N),
         (1 / N, proof["all but the last"]), (1 / N, proof["integral at the end"]),
         (1 / N, proof["F over N"]), (-1 / N, proof["F at 1"]))

    proof.conclude("closed form", "steepness", "other form", "limit", "weaker bound", "weaker limit",
                   "enough", "decision", "least N", "endpoint",
                   "sigmoid increases", "F increases", "sum below integral", "upper integral")


if __name__ == "__main__":
    main(derive)
