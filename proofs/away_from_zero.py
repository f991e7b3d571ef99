"""How far 1 + w is from 0, for w = u + i v of absolute value m, in real numbers.

|1 + w|^2 = 1 + 2 u + m^2.  If u >= 0 it is at least m^2, and 2 if m >= 1 too; as u >= -m, it is at least
(m - 1)^2 always, and so |1 + w| >= (4/5) m if m >= 5.
"""

from sympy import Rational, S, Symbol

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main

u, v = Symbol("u", real=True), Symbol("v", real=True)
m = Symbol("m", positive=True)
zero, one = S.Zero, S.One
square = (1 + u) ** 2 + v**2


@script(
    "away_from_zero",
    "|w| = m: |1 + w| >= m if Re w >= 0, and sqrt(2) if m >= 1 too; |1 + w| >= (4/5) m if m >= 5",
    "The triangle inequality",
)
def derive(proof: Derivation):
    step = proof.step
    step("modulus", "m = |w|.",
         rules.hypothesis, Relation(u**2 + v**2, "=", m**2))
    step("right half", "Re w is not negative.",
         rules.hypothesis, Relation(zero, "<=", u))
    step("one", "0 < 1.",
         rules.positive, one)
    step("at least m", "1 + 2 u is positive.",
         rules.linear, Relation(m**2, "<=", square), (2, proof["right half"]), (1, proof["one"]),
         (-1, proof["modulus"]))
    step("m from 1", "By assumption.",
         rules.hypothesis, Relation(one, "<=", m))
    step("m + 1", "Positive.",
         rules.positive, m + 1)
    step("m^2 from 1", "(m - 1)(m + 1).",
         rules.product, Relation(one, "<=", m**2), proof["m from 1"], proof["m + 1"])
    step("at least 2", "1 + m^2.",
         rules.linear, Relation(S(2), "<=", square), (2, proof["right half"]),
         (1, proof["m^2 from 1"]), (-1, proof["modulus"]))

    step("v^2", "A square.",
         rules.nonnegative, v**2)
    step("1", "A positive number.",
         rules.nonnegative, one)
    step("u^2", "u^2 = m^2 - v^2.",
         rules.linear, Relation(u**2, "<=", m**2), (1, proof["v^2"]), (1, proof["modulus"]))
    step("u against m", "u^2 <= m^2.",
         rules.root, Within(u, m), proof["u^2"], proof["1"])
    step("u from -m", "One side.",
         rules.sides, Relation(-u, "<=", m), proof["u against m"])
    step("m from 5", "By assumption.",
         rules.hypothesis, Relation(S(5), "<=", m))
    step("9 m - 5", "Positive, as 9 m >= 45.",
         rules.linear, Relation(zero, "<=", 9 * m - 5), (9, proof["m from 5"]),
         (40, proof["1"]))
    step("(m - 5)(9 m - 5)", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", (m - 5) * (9 * m - 5)), proof["m from 5"],
         proof["9 m - 5"])
    step("at least 4/5 of m", "(m - 1)^2 - (4 m/5)^2 = (m - 5)(9 m - 5)/25.",
         rules.linear, Relation((4 * m / 5) ** 2, "<=", square), (2, proof["u from -m"]),
         (Rational(1, 25), proof["(m - 5)(9 m - 5)"]), (-1, proof["modulus"]))

    proof.conclude("at least m", "at least 2", "at least 4/5 of m")


if __name__ == "__main__":
    main(derive)
