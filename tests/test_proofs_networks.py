"""The derivations about what ReLU networks represent: they run, and no step can be altered."""

import itertools
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import mpmath
import pytest
import sympy

from certify.symbolic import Derivation, Pieces, StepFailed, rules
from certify.symbolic.rules import NotShown

NAMES = (
    "kinks", "sawtooth", "regions", "linear_layers", "square", "square_printed", "square_interpolation",
    "sine",
)  # fmt: skip
SOURCES = {name: Path(import_module(f"proofs.{name}").__file__).read_text() for name in NAMES}


def run(source: str) -> Derivation:
    """The derivation that an altered script makes."""
    namespace: dict = {"__name__": "altered"}
    exec(compile(source, "altered", "exec"), namespace)
    return namespace["derive"]()


@pytest.fixture(scope="module", params=NAMES)
def derivation(request) -> Derivation:
    return import_module(f"proofs.{request.param}").derive()


def test_status_and_hypotheses(derivation):
    """Every result assumes definitions and conditions only, and nothing is cited."""
    assert derivation.status == import_module(f"proofs.{derivation.name}").derive.status
    assert not derivation.cites
    allowed = {
        "kinks": {"e(j)**2 = 1 for all j", "0 <= (x + b(j)/w(j))*e(j) for all j",
                  "0 <= (y + b(j)/w(j))*e(j) for all j"},
        "sawtooth": {"f(0, x) = x for all x", "f(l + 1, x) = 2*Abs(f(l, x)) - 2 for all l, x",
                     "W(w) = 2 - 4*w for all w with 0 <= w, w <= 1", "W(-w) = W(w) for all w",
                     "W(2*n + w) = W(w) for all w, n", "-2 <= x", "x <= 2", "0 <= u", "u <= 1",
                     "2*i + 1 <= 2**l", "2*i + 2 <= 2**l"},
        "regions": {"a*x + b*y = c", "X*a + Y*b = c", "A*x + B*y = C", "A*X + B*Y = C", "B*a = A*b",
                    "0 < (-A*b + B*a)**2", "R(0) = 1", "R(m + 1) = R(m) + q(m) + 1 for all m",
                    "q(m) <= Sum(s(m, j), (j, 1, m)) for all m", "s(m, j) <= 1 for all m, j",
                    "q(m) = m for all m"},
        "square": {"0 <= x", "x <= 1", "1 <= x"},
        "square_interpolation": {"h*i + s <= x", "x <= h*(i + 1) + s", "D*i/(i + r + 1) + s <= x",
                                 "x <= D*(i + 1)/(i + r + 1) + s"},
        "square_printed": set(),
        "sine": set(),
    }  # fmt: skip
    given = {str(h) for name in derivation.results for h in derivation[name].given}
    if derivation.name == "linear_layers":
        assert all(" = " in text for text in given)  # definitions only
        assert len(given) == 10
    else:
        assert given <= allowed[derivation.name]


ALTERED = {
    "kinks": [
        ('halves = Relation(relu(z), "=", (z + Abs(z)) / 2)', 'halves = Relation(relu(z), "=", (z - Abs(z)) / 2)', "relu of those"),
        ("return t + b(j) / w(j)", "return t - b(j) / w(j)", "unit"),
        ("Relation(e(j) ** 2, \"=\", one)", "Relation(e(j) ** 2, \"=\", 2 * one)", "square of the sign"),
        ("mean = (p * x + q * y) / (p + q)", "mean = (p * x + q * y) / (p + 2 * q)", "mean beside the kinks"),
        ("parts = (p * v(j) * relu(unit(x)) + q", "parts = (q * v(j) * relu(unit(x)) + p", "unit affine"),
        ("jumps = Sum(v(j) * Abs(w(j))", "jumps = Sum(v(j) * w(j)", "sum of units"),
        ("- 6 * relu(t + 1)", "- 5 * relu(t + 1)", "example"),
        ("rules.divided, Relation(Abs(e(j)), \"=\", one)", "rules.divided, Relation(Abs(e(j)), \"=\", -one)", "size of the sign"),
    ],
    "sawtooth": [
        ('2 * Abs(f(l, x)) - 2))', '2 * Abs(f(l, x)) - 1))', "two units"),
        ("even = Every((w,), Relation(W(-w), \"=\", W(w)))", "even = Every((w,), Relation(W(-w), \"=\", -W(w)))", "mirror"),
        ("Relation(W(w + 2 * n), \"=\", W(w))", "Relation(W(w + 3 * n), \"=\", W(w))", "period"),
        ("return W(2**l * (2 - x) / 4)", "return W(2**l * (2 + x) / 4)", "next, right"),
        ('ends = (Relation(-two, "<=", x), Relation(x, "<=", two))', 'ends = (Relation(-two, "<=", x), Relation(x, "<=", two + 1))', "from 0"),
        ('("odd", 2 * i + 1, 4 * u - 2,', '("odd", 2 * i + 1, 4 * u - 1,', "odd piece"),
        ('Relation(number + 1, "<=", 2**l)', 'Relation(number, "<=", 2**l)', "even piece, from -2"),
        ("(k, 0, 2**l - 1)", "(k, 0, 2**l)", "all pieces"),
        ("Integer((-1) ** (k + 1) * number)", "Integer((-1) ** k * number)", "l = 1"),
        ('step("left of 0", "The case x <= 0.",\n         rules.hypothesis, Relation(x, "<=", zero))', 'step("left of 0", "The case x <= 0.",\n         rules.hypothesis, Relation(x, "<=", one))', "fold left of 0"),
    ],
    "regions": [
        ("det = a * B - b * A", "det = a * B + b * A", "determinant times x"),
        ('rules.divided, Relation(X, "=", x)', 'rules.divided, Relation(X, "=", y)', "same x"),
        ('(y, proof["parallel"])', '(-y, proof["parallel"])', "same line, a"),
        ("bound = 1 + m + m * (m - 1) / 2", "bound = 1 + m + m * (m - 2) / 2", "bound for m + 1"),
        ('Relation(s(m, j), "<=", one)', 'Relation(s(m, j), "<=", 2 * one)', "one for each line"),
        ('Relation(R(0), "=", one)', 'Relation(R(0), "=", 2 * one)', "bound for no line"),
        ("1 + m + binomial(m, 2)", "m + binomial(m, 2)", "binomial"),
        ('Relation(q(m), "=", m)', 'Relation(q(m), "=", m + 1)', "regions for m + 1"),
        ('"all through a point": (8,', '"all through a point": (11,', "four lines, all through a point"),
    ],
    "linear_layers": [
        ("Sum(Sum(W2(i, j) * W1(j, k), (j, 1, hidden)) * x(k)", "Sum(Sum(W2(i, j) * W1(k, j), (j, 1, hidden)) * x(k)", "two layers"),
        ('Relation(a(1, i), "=", b(1, i))', 'Relation(a(1, i), "=", -b(1, i))', "one layer is one"),
        ("Sum(W(l + 1, i, j) * M(l, j, k), (j, 1, d(l))))\n)", "Sum(W(l + 1, j, i) * M(l, j, k), (j, 1, d(l))))\n)", "next sum"),
        ("Sum(W(l + 1, i, j) * a(l, j), (j, 1, d(l))) + b(l + 1, i))\n)\n\n\ndef", "Sum(W(l + 1, i, j) * a(l, j), (j, 1, d(l))))\n)\n\n\ndef", "l + 1 layers"),
        ('Relation(T(n + 1, r, u), "=", T(n, r + 1, layer(r + 1, u)))', 'Relation(T(n + 1, r, u), "=", T(n, r + 1, layer(r, u)))', "inner layer first"),
        ('Relation(T(0, r, u), "=", u)', 'Relation(T(0, r, u), "=", 2 * u)', "no further layer"),
        ('Relation(g(0), "=", z)', 'Relation(g(0), "=", 2 * z)', "expanded form"),
        ("{n: Integer(depth - 1)}", "{n: Integer(depth)}", "layer 1"),
    ],
    "square": [
        ("relu(-2 * (x + 1))\n", "relu(-2 * (x - 1))\n", "h2 even"),
        ('"h1", h1, 1, quarter', '"h1", h1, 1, quarter / 2', "error of h1 on [-1, 1]"),
        ("Rational(16, 15)", "Rational(32, 15)", "loss of h1 on [-2, 2]"),
        ('"=", (x - 1) * (2 - x))', '"=", (x - 1) * (3 - x))', "error from 1 on"),
        ('Relation(h2, "=", 3 * x - 2)', 'Relation(h2, "=", 3 * x - 1)', "h2 from 1 on"),
        ('Relation(x, "<=", S.One))', 'Relation(x, "<=", 2 * S.One))', "outer right unit off"),
    ],
    "square_printed": [
        ("printed = first + relu(2 * x - 2) + relu(-2 * x + 2)", "printed = first + relu(2 * x - 2) + relu(-2 * x - 2)", "no improvement"),
        ("{x: zero},\n", "{x: 3 * S.One},\n", "no improvement"),
        ("Rational(17, 4)", "Integer(4)", "error on [-2, 2]"),
        ('Abs(x) + 2 * Abs(x - 1))', 'Abs(x) + 2 * Abs(x + 1))', "printed formula"),
        ("worst(printed, 1, Integer(4))", "worst(printed, 1, Integer(2))", "error on [-1, 1]"),
        ("{z: 2 * x - 2})", "{z: 2 * x - 1})", "second pair"),
        ('rules.hypothesis, Relation(z, "<=", zero))', 'rules.hypothesis, Relation(z, "<=", S.One))', "pair, left"),
    ],
    "square_interpolation": [
        ("line = s**2 + (2 * s + h)", "line = s**2 + (2 * s - h)", "chord"),
        ("Sum(2 * h * Max", "Sum(h * Max", "units on"),
        ('Relation(k, "<=", i))', 'Relation(k, "<=", i + 1))', "node behind"),
        ("i * (i + 1) / 2)", "i * (i - 1) / 2)", "sum of indices"),
        ("middle = node(i + Rational(1, 2))", "middle = node(i + Rational(1, 3))", "below"),
        ("piece, h**2 / 4, True)", "piece, h**2 / 2, True)", "supremum"),
        ("width**2 / (4 * m**2)", "width**2 / (4 * m)", "with m pieces"),
        ("return s + k * h", "return s - k * h", "node behind"),
    ],
    "sine": [
        ("2 * sin(t / 2) ** 2)\n    step(\"square\"", "2 * sin(t) ** 2)\n    step(\"square\"", "half angle"),
        ("z**3 / 6 + z**5 / 120", "z**3 / 6 - z**5 / 120", "bound 5 in |x|"),
        ("at**7 / 5040", "at**7 / 5041", "bound 7 in |x|"),
        ("return big - big.subs(t, 0)", "return big", "integral 2"),
        ('step("right of 0", "The integrals go from 0 to x.",\n         rules.hypothesis, Relation(zero, "<=", x))', 'step("right of 0", "The integrals go from 0 to x.",\n         rules.hypothesis, Relation(-S.One, "<=", x))', "order 1"),
        ('(("right", 1, "above", "below")', '(("right", -1, "above", "below")', "above, right of 0"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "step"), [(name, *case) for name in NAMES for case in ALTERED[name]]
)
def test_altered_step_fails_by_its_name(name, old, new, step):
    assert old in SOURCES[name], "the script no longer contains what this case alters"
    with pytest.raises(StepFailed) as failure:
        run(SOURCES[name].replace(old, new, 1))
    assert failure.value.step == step, str(failure.value)


def relu(z):
    return max(z, 0)


def sawtooth(layers, x):
    for _ in range(layers):
        x = 2 * abs(x) - 2
    return x


@pytest.mark.parametrize("layers", range(6))
def test_sawtooth_pieces_are_those_of_the_recursion(layers):
    """f_l(2 - 4 (k + u)/2^l) is 2 - 4 u for even k and 4 u - 2 for odd k."""
    for k in range(2**layers):
        for u in (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)):
            x = 2 - 4 * (k + u) / 2**layers
            assert sawtooth(layers, x) == (2 - 4 * u if k % 2 == 0 else 4 * u - 2)


def test_claimed_pieces_of_the_sawtooth_are_those_of_the_recursion():
    claim = import_module("proofs.sawtooth").pieces(5)
    points = [Fraction(-2), *(Fraction(int(k.p), int(k.q)) for k in claim.kinks), Fraction(2)]
    assert len(claim.slopes) == 2**5 == len(points) - 1
    for (a, b), slope in zip(itertools.pairwise(points), claim.slopes, strict=True):
        assert (sawtooth(5, b) - sawtooth(5, a)) / (b - a) == slope


def test_network_is_affine_between_kinks_and_not_across():
    """f at the mean is the mean for units without kink between the points, not for others."""
    units = [(2, 1, 3), (-1, 1, 2), (3, -5, -1)]

    def f(t):
        return 7 + sum(v * relu(w * t + b) for w, b, v in units)

    kinks = sorted(Fraction(-b, w) for w, b, _ in units)
    ends = [kinks[0] - 2, *kinks, kinks[-1] + 2]
    for a, b in itertools.pairwise(ends):
        assert f((2 * a + 3 * b) / 5) == (2 * f(a) + 3 * f(b)) / 5
    for a, b in zip(ends, ends[2:], strict=False):
        assert f((2 * a + 3 * b) / 5) != (2 * f(a) + 3 * f(b)) / 5


def regions(lines):
    """The number of sign patterns on a fine grid of points on no line."""
    grid = [Fraction(2 * k + 1, 7) for k in range(-60, 60)]
    patterns = set()
    for x, y in itertools.product(grid, grid):
        values = [a * x + b * y - c for a, b, c in lines]
        if 0 not in values:
            patterns.add(tuple(value > 0 for value in values))
    return len(patterns)


@pytest.mark.parametrize("name", ["general position", "two parallel", "all through a point"])
def test_counted_regions_are_sign_patterns(name):
    count, lines = import_module("proofs.regions").EXAMPLES[name]
    assert regions(lines) == count <= 11


def test_stacked_linear_layers():
    """The formula for two layers, with numbers, and the recursion of M and a."""
    W1, b1 = sympy.Matrix([[1, 2], [3, -4], [0, 5]]), sympy.Matrix([1, -1, 2])
    W2, b2 = sympy.Matrix([[2, 0, -1], [1, 1, 7]]), sympy.Matrix([3, 5])
    x = sympy.Matrix([11, -13])
    assert W2 * (W1 * x + b1) + b2 == (W2 * W1) * x + (W2 * b1 + b2)


def test_squares_on_a_grid():
    """No grid point exceeds the claimed errors, and the claimed points take them."""

    def h1(x):
        return relu(x) + relu(-x)

    def h2(x):
        return h1(x) + relu(2 * (x - 1)) + relu(-2 * (x + 1))

    def printed(x):
        return h1(x) + relu(2 * x - 2) + relu(-2 * x + 2)

    for h, end, error in ((h1, 1, Fraction(1, 4)), (h1, 2, 2), (h2, 1, Fraction(1, 4)),
                          (h2, 2, Fraction(1, 4)), (printed, 1, 4), (printed, 2, Fraction(17, 4))):  # fmt: skip
        grid = [Fraction(k, 100) for k in range(-100 * end, 100 * end + 1)]
        assert max(abs(x * x - h(x)) for x in grid) == error
    for h, end, loss in ((h1, 1, Fraction(1, 30)), (h1, 2, Fraction(16, 15)), (h2, 2, Fraction(1, 15))):
        points = list(range(-end, end + 1))
        found = sum(
            mpmath.quad(lambda x, h=h: (x * x - h(x)) ** 2 / 2, pair)
            for pair in itertools.pairwise(points)
        )
        assert abs(found - mpmath.mpf(loss.numerator) / loss.denominator) < 1e-12


def test_interpolation_meets_the_square_at_its_nodes():
    s, h, m = Fraction(-3, 2), Fraction(1, 3), 7

    def network(x):
        return s**2 + (2 * s + h) * (x - s) + sum(2 * h * relu(x - s - k * h) for k in range(1, m))

    for k in range(m + 1):
        assert network(s + k * h) == (s + k * h) ** 2
    for k in range(m):
        x = s + (k + Fraction(1, 2)) * h
        assert network(x) - x**2 == h**2 / 4


@pytest.mark.parametrize("x", [-30, -3.5, -1, -1e-3, 0, 1e-3, 0.5, 2, 7, 40])
def test_sine_remainder(x):
    with mpmath.workdps(50):
        x = mpmath.mpf(x)
        error = abs(mpmath.sin(x) - (x - x**3 / 6 + x**5 / 120))
        assert error <= abs(x) ** 7 / 5040
        if 0 < abs(x) <= 1:
            assert error >= abs(x) ** 7 / 5040 * mpmath.mpf("0.98")


def test_linear_pieces_of_nested_absolute_values():
    """Exact pieces where a single piece meets many, on either side of a sum and of a product."""
    x = sympy.Symbol("x", real=True)
    minus, plus = sympy.Integer(-2), sympy.Integer(2)
    bent = abs(abs(x) - 1)
    kinks, slopes = tuple(map(sympy.Integer, (-1, 0, 1))), tuple(map(sympy.Integer, (-3, 3, -3, 3)))
    rules.linear_pieces(Pieces(3 * bent + 5, x, minus, plus, kinks, slopes))
    sums = tuple(slope + 1 for slope in slopes)
    rules.linear_pieces(Pieces(x + 3 * bent, x, minus, plus, kinks, sums))
    for wrong in (Pieces(3 * bent + 5, x, minus, plus, kinks, sums),
                  Pieces(x + 3 * bent, x, minus, plus, kinks[:2], sums),
                  Pieces(x**2 * bent, x, minus, plus, kinks, sums),
                  Pieces(abs(x**2 - 1), x, minus, plus, kinks, sums)):  # fmt: skip
        with pytest.raises(NotShown):
            rules.linear_pieces(wrong)
