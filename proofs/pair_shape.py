"""The pair D(y) = S(y + c) - S(y - c), c > 0, and what it lacks of its value at 0, th = tanh(c/2):

    D(y) = sinh c/(cosh y + cosh c),     th - D(y) = th (cosh y - 1)/(cosh y + cosh c),

so that D is even, and 0 < D(y) <= th.  Both are identities of rational functions of exp(y/2), exp(c).
"""

from sympy import S, Symbol, exp

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main
from proofs import pair_slope
from proofs.pair_slope import c, cosh, pair, sinh

y = Symbol("y", real=True)
e, f = Symbol("e", positive=True), Symbol("f", positive=True)
zero = S.Zero

th = (exp(c) - 1) / (exp(c) + 1)
"""tanh(c/2)."""


@script(
    "pair_shape",
    "S(y+c) - S(y-c) = sinh c/(cosh y + cosh c) is even, positive and at most tanh(c/2), its value at 0",
    "Addition formulas",
)
def derive(proof: Derivation):
    step = proof.step
    ahead, behind = 1 / (1 + 1 / (e**2 * f)), 1 / (1 + f / e**2)
    whole = (e**2 + e**-2) / 2 + (f + 1 / f) / 2
    top = (f - 1) / (f + 1)
    step("rational", "Common denominator.",
         rules.identity, ahead - behind, (f - 1 / f) / 2 / whole)
    step("rest, rational", "Common denominator; cosh y - 1 is a square.",
         rules.identity, top - (f - 1 / f) / 2 / whole, top * (e - 1 / e) ** 2 / 2 / whole)
    values = {e: exp(y / 2), f: exp(c)}
    shape = sinh(c) / (cosh(y) + cosh(c))
    step("shape", "With the exponentials.",
         rules.instance, Relation(pair(y), "=", shape), proof["rational"], values)
    rest = th * (exp(y / 2) - exp(-y / 2)) ** 2 / 2 / (cosh(y) + cosh(c))
    step("rest, shape", "With the exponentials.",
         rules.instance, Relation(th - shape, "=", rest), proof["rest, rational"], values)
    step("even", "cosh is even.",
         rules.identity, pair(-y), pair(y))

    # sinh c > 0, and so exp(c) - 1 > 0.
    proof.quote("sinh at least y", pair_slope.derive, "sinh")
    step("sinh at c", "With c for y.",
         rules.instance, Relation(c, "<=", sinh(c)), proof["sinh at least y"], {pair_slope.y: c})
    step("c positive", "By assumption.",
         rules.positive, c)
    step("sinh c", "At least c.",
         rules.linear, Relation(zero, "<", sinh(c)), (1, proof["sinh at c"]), (1, proof["c positive"]))
    step("factor", "Positive.",
         rules.positive, (1 + exp(-c)) / 2)
    step("exp c - 1", "sinh c = (1 + exp(-c))/2 (exp(c) - 1).",
         rules.divided, Relation(zero, "<", exp(c) - 1), proof["sinh c"], proof["factor"])
    step("pair positive", "Divided by a positive number.",
         rules.linear, Relation(zero, "<", pair(y)), (1 / (cosh(y) + cosh(c)), proof["sinh c"]),
         (-1, proof["shape"]))
    step("square", "A square.",
         rules.nonnegative, (exp(y / 2) - exp(-y / 2)) ** 2)
    step("product", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", (exp(c) - 1) * (exp(y / 2) - exp(-y / 2)) ** 2),
         proof["exp c - 1"], proof["square"])
    step("rest not negative", "Divided by positive numbers.",
         rules.linear, Relation(zero, "<=", rest),
         (1 / (2 * (exp(c) + 1) * (cosh(y) + cosh(c))), proof["product"]))
    step("at most its value at 0", "All together.",
         rules.linear, Relation(pair(y), "<=", th), (1, proof["rest not negative"]),
         (-1, proof["shape"]), (-1, proof["rest, shape"]))

    proof.conclude("shape", "rest, shape", "even", "pair positive", "at most its value at 0")


if __name__ == "__main__":
    main(derive)
