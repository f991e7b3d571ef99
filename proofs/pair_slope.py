"""How far a pair of sigmoids moves with its slope: for D(y) = S(y + c) - S(y - c), c > 0,

    |y D'(y)| <= sinh(c)/2,     so     |D(e^w) - D(e^u)| <= (sinh(c)/2) (w - u)    for u <= w.

D' = -sinh c sinh y/(cosh y + cosh c)^2, where sinh y <= cosh y and, as cosh y >= 1 + y^2/2,

    2 y <= 2 + y^2/2 <= 1 + cosh y <= cosh y + cosh c.

A slope b in the place of s, at any x > 0, is y = e^u = s x and e^w = b x: a relative error of b counts.
"""

from sympy import Derivative, Integral, S, Symbol, exp

from certify.symbolic import Derivation, Relation, Within, rules, script
from certify.symbolic.printing import main
from proofs.staircase import sigmoid

c = Symbol("c", positive=True)
y, r = Symbol("y", nonnegative=True), Symbol("r", nonnegative=True)
s, u, w, v = (Symbol(name, real=True) for name in "suwv")
h, k = Symbol("h", real=True), Symbol("k", real=True)
e, f, m = (Symbol(name, positive=True) for name in "efm")
zero, one, half = S.Zero, S.One, S.Half


def cosh(t):
    return (exp(t) + exp(-t)) / 2


def sinh(t):
    return (exp(t) - exp(-t)) / 2


def pair(y):
    return sigmoid(y + c) - sigmoid(y - c)


def slope(y):
    """D'(y)."""
    return -sinh(c) * sinh(y) / (cosh(y) + cosh(c)) ** 2


@script(
    "pair_slope",
    "D(y) = S(y+c) - S(y-c): |y D'(y)| <= sinh(c)/2, so |D(e^w) - D(e^u)| <= (sinh(c)/2) (w - u)",
    "The mean value theorem in the logarithm of the slope",
)
def derive(proof: Derivation):
    step = proof.step

    # cosh y >= 1 + y^2/2, right of 0.
    step("cosh from 1", "2 (cosh r - 1) is a square.",
         rules.nonnegative, (exp(r / 2) - exp(-r / 2)) ** 2 / 2)
    step("square written out", "The same.",
         rules.identity, (exp(r / 2) - exp(-r / 2)) ** 2 / 2, cosh(r) - 1)
    step("cosh at least 1", "Both together.",
         rules.linear, Relation(one, "<=", cosh(r)), (1, proof["cosh from 1"]),
         (1, proof["square written out"]))
    step("y not negative", "By assumption.",
         rules.nonnegative, y)
    step("integrals of cosh", "From 0 to y.",
         rules.integral_order, Relation(y, "<=", Integral(cosh(r), (r, 0, y))), proof["cosh at least 1"],
         proof["y not negative"])
    step("sinh' = cosh", "Term by term.",
         rules.derivative, sinh(r), r, cosh(r))
    step("integral of cosh", "sinh 0 = 0.",
         rules.integral, Relation(Integral(cosh(r), (r, 0, y)), "=", sinh(y)), proof["sinh' = cosh"])
    step("sinh", "Both together.",
         rules.linear, Relation(y, "<=", sinh(y)), (1, proof["integrals of cosh"]),
         (1, proof["integral of cosh"]))
    step("sinh in r", "The same for r.",
         rules.instance, Relation(r, "<=", sinh(r)), proof["sinh"], {y: r})
    step("integrals of sinh", "From 0 to y.",
         rules.integral_order, Relation(Integral(r, (r, 0, y)), "<=", Integral(sinh(r), (r, 0, y))),
         proof["sinh in r"], proof["y not negative"])
    step("(r^2/2)' = r", "A power.",
         rules.derivative, r**2 / 2, r, r)
    step("integral of r", "A power.",
         rules.integral, Relation(Integral(r, (r, 0, y)), "=", y**2 / 2), proof["(r^2/2)' = r"])
    step("cosh' = sinh", "Term by term.",
         rules.derivative, cosh(r), r, sinh(r))
    step("integral of sinh", "cosh 0 = 1.",
         rules.integral, Relation(Integral(sinh(r), (r, 0, y)), "=", cosh(y) - 1), proof["cosh' = sinh"])
    step("square of y - 2", "A square.",
         rules.nonnegative, (y - 2) ** 2)
    step("2 y", "2 y <= 2 + y^2/2 <= 1 + cosh y.",
         rules.linear, Relation(2 * y, "<=", 1 + cosh(y)), (1, proof["integrals of sinh"]),
         (-1, proof["integral of r"]), (1, proof["integral of sinh"]), (half, proof["square of y - 2"]))

    # |y D'(y)| <= sinh(c)/2: three factors.
    whole = cosh(y) + cosh(c)
    step("cosh c from 1", "As above.",
         rules.nonnegative, (exp(c / 2) - exp(-c / 2)) ** 2 / 2)
    step("cosh c written out", "As above.",
         rules.identity, (exp(c / 2) - exp(-c / 2)) ** 2 / 2, cosh(c) - 1)
    step("2 y below the denominator", "1 <= cosh c.",
         rules.linear, Relation(2 * y, "<=", whole), (1, proof["2 y"]), (1, proof["cosh c from 1"]),
         (1, proof["cosh c written out"]))
    step("rest", "cosh y - sinh y = exp(-y).",
         rules.positive, exp(-y) + cosh(c))
    step("sinh below the denominator", "The same.",
         rules.linear, Relation(sinh(y), "<=", whole), (1, proof["rest"]))
    step("sinh not negative", "0 <= y <= sinh y.",
         rules.linear, Relation(zero, "<=", sinh(y)), (1, proof["sinh"]), (1, proof["y not negative"]))
    step("c positive", "By assumption.",
         rules.positive, c)
    step("sinh at c", "y <= sinh y.",
         rules.instance, Relation(c, "<=", sinh(c)), proof["sinh"], {y: c})
    step("sinh c not negative", "0 < c <= sinh c.",
         rules.linear, Relation(zero, "<=", sinh(c)), (1, proof["c positive"]), (1, proof["sinh at c"]))
    step("y at most m/2", "Of the denominator m.",
         rules.hypothesis, Relation(2 * y, "<=", m))
    step("h at most m", "Of h, which stands for sinh y.",
         rules.hypothesis, Relation(h, "<=", m))
    step("h not negative", "Of h.",
         rules.hypothesis, Relation(zero, "<=", h))
    step("k not negative", "Of k, which stands for sinh c.",
         rules.hypothesis, Relation(zero, "<=", k))
    step("m positive", "By assumption.",
         rules.positive, m)
    step("first factor", "A product of what is not negative.",
         rules.product, Relation(2 * y * h, "<=", m * h), proof["y at most m/2"],
         proof["h not negative"])
    step("second factor", "A product of what is not negative.",
         rules.product, Relation(m * h, "<=", m**2), proof["h at most m"], proof["m positive"])
    step("both factors", "One after the other.",
         rules.linear, Relation(2 * y * h, "<=", m**2), (1, proof["first factor"]),
         (1, proof["second factor"]))
    step("times k", "A product of what is not negative.",
         rules.product, Relation(2 * y * h * k, "<=", m**2 * k), proof["both factors"],
         proof["k not negative"])
    step("falls slowly", "Divided by the denominator's square.",
         rules.linear, Relation(y * h * k / m**2, "<=", k / 2), (1 / (2 * m**2), proof["times k"]))
    step("y h", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", y * h), proof["y not negative"], proof["h not negative"])
    step("y h k", "A product of what is not negative.",
         rules.product, Relation(zero, "<=", y * h * k), proof["y h"], proof["k not negative"])
    step("does not rise", "-y D' is not negative.",
         rules.linear, Relation(-y * h * k / m**2, "<=", k / 2), (1 / m**2, proof["y h k"]),
         (half, proof["k not negative"]))
    meant = {m: whole, h: sinh(y), k: sinh(c)}
    step("from below, general", "With their values.",
         rules.instance, Relation(-y * slope(y), "<=", sinh(c) / 2), proof["falls slowly"], meant)
    step("from below", "What it assumes was shown.",
         rules.cut, proof["from below, general"], proof["2 y below the denominator"],
         proof["sinh below the denominator"], proof["sinh not negative"], proof["sinh c not negative"])
    step("from above, general", "With their values.",
         rules.instance, Relation(y * slope(y), "<=", sinh(c) / 2), proof["does not rise"], meant)
    step("from above", "What it assumes was shown.",
         rules.cut, proof["from above, general"], proof["sinh not negative"],
         proof["sinh c not negative"])

    # In the logarithm of y.
    ahead, behind = 1 / (1 + 1 / (e * f)), 1 / (1 + f / e)
    step("rational", "Common denominator, with e and f for the exponentials of y and c.",
         rules.identity, ahead * (1 - ahead) - behind * (1 - behind),
         -(f - 1 / f) / 2 * (e - 1 / e) / 2 / ((e + 1 / e + f + 1 / f) / 2) ** 2)
    left, right = sigmoid(s + c), sigmoid(s - c)
    step("written out", "e = exp(y), f = exp(c).",
         rules.instance, Relation(left * (1 - left) - right * (1 - right), "=", slope(s)),
         proof["rational"], {e: exp(s), f: exp(c)})
    step("slopes of the sigmoids", "S' = S (1 - S).",
         rules.derivative, pair(s), s, left * (1 - left) - right * (1 - right))
    step("slope of the pair", "Equals for equals.",
         rules.linear, Relation(Derivative(pair(s), s), "=", slope(s)),
         (1, proof["slopes of the sigmoids"]), (1, proof["written out"]))
    step("exponential", "Its own derivative.",
         rules.derivative, exp(v), v, exp(v))
    composed = slope(exp(v)) * exp(v)
    step("slope in the logarithm", "The chain rule.",
         rules.chain, Relation(Derivative(pair(exp(v)), v), "=", composed), proof["slope of the pair"],
         proof["exponential"])
    step("u at most w", "By assumption.",
         rules.hypothesis, Relation(u, "<=", w))
    step("gain", "The fundamental theorem of calculus.",
         rules.integral, Relation(Integral(composed, (v, u, w)), "=", pair(exp(w)) - pair(exp(u))),
         proof["slope in the logarithm"])
    for name, sign in (("above", 1), ("below", -1)):
        step(f"{name} in the logarithm", "With e^v for y.",
             rules.instance, Relation(sign * composed, "<=", sinh(c) / 2), proof[f"from {name}"],
             {y: exp(v)})
        step(f"{name}, integrals", "From u to w.",
             rules.integral_order,
             Relation(Integral(sign * composed, (v, u, w)), "<=", (w - u) * sinh(c) / 2),
             proof[f"{name} in the logarithm"], proof["u at most w"])
        step(f"{name}, difference", "Both together.",
             rules.linear,
             Relation(sign * (pair(exp(w)) - pair(exp(u))), "<=", (w - u) * sinh(c) / 2),
             (1, proof[f"{name}, integrals"]), (-sign, proof["gain"]))
    step("difference", "Both signs.",
         rules.absolute, Within(pair(exp(w)) - pair(exp(u)), (w - u) * sinh(c) / 2),
         proof["above, difference"], proof["below, difference"])

    proof.conclude("sinh", "from below", "from above", "difference")


if __name__ == "__main__":
    main(derive)
