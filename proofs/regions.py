"""m ReLUs of two inputs cut the plane into 1 + m + m (m-1)/2 regions at most.

The unit relu(a x + b y - c) is linear on both sides of the line a x + b y = c, so a network with one
hidden layer of m units is linear on every region that its m lines leave.

Two different lines have one point in common at most.  A further line therefore meets the m lines that
are there in q(m) <= m points, which cut it into q(m) + 1 parts; each part cuts one region in two.  So
the numbers R(m) of regions satisfy

    R(0) = 1,   R(m+1) = R(m) + q(m) + 1,   q(m) = (number of meeting points) <= s(m,1) + ... + s(m,m),

where s(m,j) <= 1 counts the points in common with line j.  That is what is assumed here; the bound of
R(m) follows, and equality if q(m) = m always: lines in general position.
"""

from sympy import Function, Integer, S, Sum, Symbol, binomial

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main

a, b, c, A, B, C = (Symbol(name, real=True) for name in "abcABC")
x, y, X, Y = (Symbol(name, real=True) for name in "xyXY")
m = Symbol("m", integer=True, nonnegative=True)
j = Symbol("j", integer=True)
R, q, s = (Function(name, real=True) for name in "Rqs")
number = Symbol("R", integer=True)
zero, one = S.Zero, S.One

bound = 1 + m + m * (m - 1) / 2

empty = Relation(R(0), "=", one)
further = Every((m,), Relation(R(m + 1), "=", R(m) + q(m) + 1))
meetings = Every((m,), Relation(q(m), "<=", Sum(s(m, j), (j, 1, m))))
once = Every((m, j), Relation(s(m, j), "<=", one))
general = Every((m,), Relation(q(m), "=", m))

EXAMPLES = {
    "general position": (11, [(1, 0, 0), (0, 1, 0), (1, 1, 1), (1, -2, 3)]),
    "two parallel": (10, [(1, 0, 0), (0, 1, 0), (1, 1, 1), (2, 2, 3)]),
    "three through a point": (10, [(1, 0, 0), (0, 1, 0), (1, 1, 0), (1, -2, 3)]),
    "all through a point": (8, [(1, 0, 0), (0, 1, 0), (1, 1, 0), (1, -2, 0)]),
    "all parallel": (5, [(1, 2, 0), (1, 2, 1), (-1, -2, 1), (2, 4, 3)]),
    "twice the same": (7, [(1, 0, 0), (0, 1, 0), (1, 1, 1), (-2, -2, -2)]),
}
"""Networks of four units: the number of regions and the lines a x + b y = c."""


@script(
    "regions",
    "m lines, the kinks of m ReLUs of two inputs, leave 1 + m + m(m-1)/2 regions at most",
    "Approximation with ReLU networks (lecture notes)",
)
def derive(proof: Derivation):
    step = proof.step

    # Two lines, a x + b y = c and A x + B y = C, and two points (x, y), (X, Y) on both.
    for name, equation in (
        ("first point on the first line", Relation(a * x + b * y, "=", c)),
        ("second point on the first line", Relation(a * X + b * Y, "=", c)),
        ("first point on the second line", Relation(A * x + B * y, "=", C)),
        ("second point on the second line", Relation(A * X + B * Y, "=", C)),
    ):
        step(name, "By assumption.",
             rules.hypothesis, equation)
    four = [proof[f"{which} point on the {line} line"]
            for line in ("first", "second") for which in ("first", "second")]  # fmt: skip
    det = a * B - b * A
    step("not parallel", "The case of a determinant other than 0.",
         rules.hypothesis, Relation(zero, "<", det**2))
    step("determinant times x", "B times the first line minus b times the second.",
         rules.linear, Relation(zero, "=", det**2 * (x - X)),
         *zip((-det * B, det * B, det * b, -det * b), four, strict=True))
    step("same x", "Divided by the square of the determinant.",
         rules.divided, Relation(X, "=", x), proof["determinant times x"], proof["not parallel"])
    step("determinant times y", "a times the second line minus A times the first.",
         rules.linear, Relation(zero, "=", det**2 * (y - Y)),
         *zip((det * A, -det * A, -det * a, det * a), four, strict=True))
    step("same y", "Divided by the square of the determinant.",
         rules.divided, Relation(Y, "=", y), proof["determinant times y"], proof["not parallel"])

    # If the determinant is 0 and the lines share a point, their equations are multiples of each other.
    step("parallel", "The case of determinant 0.",
         rules.hypothesis, Relation(a * B, "=", b * A))
    step("same line, a", "a C = A c, as both are a A x + a B y.",
         rules.linear, Relation(a * C, "=", A * c), (A, four[0]), (-a, four[2]), (y, proof["parallel"]))
    step("same line, b", "b C = B c, as both are a B x + b B y.",
         rules.linear, Relation(b * C, "=", B * c), (B, four[0]), (-b, four[2]), (-x, proof["parallel"]))

    # The number of regions.
    step("no line", "The whole plane.",
         rules.hypothesis, empty)
    step("a further line", "Each of its q(m) + 1 parts cuts a region in two.",
         rules.apply, further.relation, further, {})
    step("meeting points", "Points where it meets a line that is there.",
         rules.apply, meetings.relation, meetings, {})
    step("one at most", "Two different lines meet in one point at most.",
         rules.apply, once.relation, once, {})
    step("one for each line", "Summed over the m lines.",
         rules.summed, Relation(Sum(s(m, j), (j, 1, m)), "<=", m), proof["one at most"], j, one, m)
    step("at most m + 1 more", "q(m) <= m.",
         rules.linear, Relation(R(m + 1), "<=", R(m) + m + 1), (1, proof["a further line"]),
         (1, proof["meeting points"]), (1, proof["one for each line"]))
    claim = Relation(R(m), "<=", bound)
    step("bound for no line", "1 <= 1.",
         rules.linear, Relation(R(0), "<=", one), (1, proof["no line"]))
    step("bound for m", "As assumed.",
         rules.apply, claim, Every((), claim), {})
    step("bound for m + 1", "m + 1 more.",
         rules.linear, claim.subs({m: m + 1}), (1, proof["at most m + 1 more"]),
         (1, proof["bound for m"]))
    step("bound", "Induction on m.",
         rules.induction, claim, m, proof["bound for no line"], proof["bound for m + 1"],
         Every((), claim))
    step("binomial", "The pairs of lines.",
         rules.identity, bound, 1 + m + binomial(m, 2))

    # Lines in general position attain the bound.
    exact = Relation(R(m), "=", bound)
    step("general position", "Every two lines meet, no three in one point.",
         rules.apply, general.relation, general, {})
    step("regions for m", "As assumed.",
         rules.apply, exact, Every((), exact), {})
    step("regions for m + 1", "m + 1 more.",
         rules.linear, exact.subs({m: m + 1}), (1, proof["a further line"]),
         (1, proof["general position"]), (1, proof["regions for m"]))
    step("attained", "Induction on m.",
         rules.induction, exact, m, proof["no line"], proof["regions for m + 1"], Every((), exact))

    # Four given units: at most 1 + 4 + 6 = 11.
    for name, (count, lines) in EXAMPLES.items():
        step(f"four lines, {name}", f"{', '.join(map(_written, lines))}.",
             rules.regions, Relation(number, "=", Integer(count)), lines)

    proof.conclude("same x", "same y", "same line, a", "same line, b", "bound", "binomial", "attained",
                   *(f"four lines, {name}" for name in EXAMPLES))  # fmt: skip


def _written(line):
    """A line a x + b y = c in words."""
    return "{} x + {} y = {}".format(*line).replace("+ -", "- ")


if __name__ == "__main__":
    main(derive)
