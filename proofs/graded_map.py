"""The map that spaces the nodes of the graded construction: with q > 0 and R(t) = sqrt(t^2 + q^2),

    G(t) = beta t - (t R(t) + q^2 log((t + R(t))/q))/2,     G'(t) = beta - R(t),

and R has slopes of at most 1, so that for 0 <= t <= u

    0 <= R(u) - R(t) <= u - t,     (u - t)(beta - R(u)) <= G(u) - G(t),

and G(u) - G(t) <= (u - t)^2/2 where beta = R(u): the last nodes lie ever farther apart.  By the second,
the t_k with G(t_k) = g lies between t - r and t + r if |G(t) - g| <= r (beta - R(t + r)).
"""

from sympy import Integral, S, Symbol, log, sqrt

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

t, u, v = (Symbol(name, nonnegative=True) for name in "tuv")
q, beta = Symbol("q", positive=True), Symbol("beta", real=True)
zero, one = S.Zero, S.One


def root(t):
    return sqrt(t**2 + q**2)


def G(t):
    return beta * t - (t * root(t) + q**2 * log((t + root(t)) / q)) / 2


@script(
    "graded_map",
    "G' = beta - sqrt(t^2+q^2); (u-t) G'(u) <= G(u) - G(t) and, if G'(u) = 0, <= (u-t)^2/2",
    "The fundamental theorem of calculus",
)
def derive(proof: Derivation):
    step = proof.step
    step("t at most u", "By assumption.",
         rules.hypothesis, Relation(t, "<=", u))

    # 0 <= R(u) - R(t) <= u - t.
    step("slope of the root", "The chain rule.",
         rules.derivative, root(v), v, v / root(v))
    step("gain of the root", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(v / root(v), (v, t, u)), "=", root(u) - root(t)),
         proof["slope of the root"])
    step("what lacks of 1", "Positive factors.",
         rules.positive, q**2 / (root(v) * (root(v) + v)))
    step("written out", "R^2 - v^2 = q^2.",
         rules.identity, q**2 / (root(v) * (root(v) + v)), 1 - v / root(v))
    step("slope at most 1", "Both together.",
         rules.linear, Relation(v / root(v), "<=", one), (1, proof["what lacks of 1"]),
         (1, proof["written out"]))
    step("slope not negative", "v is not negative.",
         rules.nonnegative, v / root(v))
    step("integrals in order", "From t to u.",
         rules.integral_order, Relation(Integral(v / root(v), (v, t, u)), "<=", u - t),
         proof["slope at most 1"], proof["t at most u"])
    step("integral not negative", "From t to u.",
         rules.integral_order, Relation(zero, "<=", Integral(v / root(v), (v, t, u))),
         proof["slope not negative"], proof["t at most u"])
    step("root gains little", "The last three.",
         rules.linear, Relation(root(u) - root(t), "<=", u - t), (1, proof["integrals in order"]),
         (1, proof["gain of the root"]))
    step("root does not fall", "The last three.",
         rules.linear, Relation(root(t), "<=", root(u)), (1, proof["integral not negative"]),
         (1, proof["gain of the root"]))

    # G' = beta - R.
    inside = (v + root(v)) / q
    step("logarithm's argument", "Positive terms.",
         rules.positive, inside)
    step("slope of G", "R' = v/R, and the logarithm's is 1/R.",
         rules.derivative, G(v), v, beta - root(v), proof["logarithm's argument"])
    step("gain of G", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(beta - root(v), (v, t, u)), "=", G(u) - G(t)),
         proof["slope of G"])

    # From below, by G'(u), and from above where G'(u) = 0.
    step("root in v", "With v for t.",
         rules.instance, Relation(root(v), "<=", root(u)), proof["root does not fall"], {t: v})
    step("slopes from below", "G' falls.",
         rules.linear, Relation(beta - root(u), "<=", beta - root(v)), (1, proof["root in v"]))
    step("integrals from below", "From t to u.",
         rules.integral_order,
         Relation((u - t) * (beta - root(u)), "<=", Integral(beta - root(v), (v, t, u))),
         proof["slopes from below"], proof["t at most u"])
    step("from below", "Both together.",
         rules.linear, Relation((u - t) * (beta - root(u)), "<=", G(u) - G(t)),
         (1, proof["integrals from below"]), (1, proof["gain of G"]))
    step("end", "The map ends where its slope is 0.",
         rules.hypothesis, Relation(beta, "=", root(u)))
    step("gain in v", "With v for t.",
         rules.instance, Relation(root(u) - root(v), "<=", u - v), proof["root gains little"], {t: v})
    step("slopes from above", "R(u) - R(v) <= u - v.",
         rules.linear, Relation(beta - root(v), "<=", u - v), (1, proof["gain in v"]), (1, proof["end"]))
    step("integrals from above", "From t to u.",
         rules.integral_order,
         Relation(Integral(beta - root(v), (v, t, u)), "<=", Integral(u - v, (v, t, u))),
         proof["slopes from above"], proof["t at most u"])
    step("antiderivative", "A square.",
         rules.derivative, -((u - v) ** 2) / 2, v, u - v)
    step("triangle", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(u - v, (v, t, u)), "=", (u - t) ** 2 / 2),
         proof["antiderivative"])
    step("from above", "All together.",
         rules.linear, Relation(G(u) - G(t), "<=", (u - t) ** 2 / 2), (1, proof["integrals from above"]),
         (1, proof["triangle"]), (-1, proof["gain of G"]))

    proof.conclude("slope of G", "root gains little", "root does not fall", "from below", "from above")


if __name__ == "__main__":
    main(derive)
