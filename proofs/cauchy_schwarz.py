"""The inequality of Cauchy and Schwarz: (sum a_i b_i)^2 <= (sum a_i^2) (sum b_i^2).

The sum over i of (A b_i - P a_i)^2, with A = sum a_i^2 and P = sum a_i b_i, is A (A B - P^2): it is
not negative, so neither is A B - P^2 where A > 0.
"""

from sympy import Function, S, Sum, Symbol

from certify.symbolic import Derivation, Relation, rules, script
from certify.symbolic.printing import main

m = Symbol("m", integer=True, positive=True)
i = Symbol("i", integer=True)
a, b = Function("a", real=True), Function("b", real=True)
A, P = Symbol("A", real=True), Symbol("P", real=True)
zero, one = S.Zero, S.One

sum_aa, sum_ab, sum_bb = (Sum(term, (i, 1, m)) for term in (a(i) ** 2, a(i) * b(i), b(i) ** 2))


@script(
    "cauchy_schwarz",
    "(sum a_i b_i)^2 <= sum a_i^2 sum b_i^2 for real numbers, if some a_i is not 0",
    "textbook",
)
def derive(proof: Derivation):
    step = proof.step
    step("square", "A square of a real number.",
         rules.nonnegative, (A * b(i) - P * a(i)) ** 2)
    step("sum of squares", "For any numbers A and P.",
         rules.summed, Relation(zero, "<=", Sum((A * b(i) - P * a(i)) ** 2, (i, 1, m))), proof["square"],
         i, one, m)
    step("expanded", "Sums are linear.",
         rules.identity, Sum((A * b(i) - P * a(i)) ** 2, (i, 1, m)),
         A**2 * sum_bb - 2 * A * P * sum_ab + P**2 * sum_aa)
    step("for any A and P", "Both together.",
         rules.linear, Relation(zero, "<=", A**2 * sum_bb - 2 * A * P * sum_ab + P**2 * sum_aa),
         (1, proof["sum of squares"]), (1, proof["expanded"]))
    step("A and P chosen", "A = sum a^2 and P = sum a b.",
         rules.instance, Relation(zero, "<=", sum_aa * (sum_aa * sum_bb - sum_ab**2)),
         proof["for any A and P"], {A: sum_aa, P: sum_ab})
    step("some a is not 0", "A > 0.",
         rules.hypothesis, Relation(zero, "<", sum_aa))
    step("inequality", "Divide by A.",
         rules.divided, Relation(sum_ab**2, "<=", sum_aa * sum_bb), proof["A and P chosen"],
         proof["some a is not 0"])
    proof.conclude("inequality")


if __name__ == "__main__":
    main(derive)
