"""The deep network f_0(x) = x, f_(l+1)(x) = 2 |f_l(x)| - 2 has exactly 2^l linear pieces on [-2, 2].

|z| = relu(z) + relu(-z), so f_L takes 2 units in each of L layers.

Let W be the triangular wave: W(w) = 2 - 4 w for 0 <= w <= 1, even, and of period 2.  For all l and all
x in [-2, 2],

    f_l(x) = W(2^l (2 - x)/4)

because f_(l+1)(x) = f_l(2 |x| - 2): the first layer folds [-2, 2] onto itself, both halves alike.
So with x = 2 - 4 (k + u)/2^l and 0 <= u <= 1, where k = 0, ..., 2^l - 1 counts pieces from the right,

    f_l(x) = 2 - 4 u  for even k,     f_l(x) = 4 u - 2  for odd k:

every piece is mapped onto [-2, 2], with slopes 2^l and -2^l in turn; so neighbours differ, and there are
as many pieces as values of k.
For l = 1, ..., 12 the pieces are found by computing with rationals as well.
"""

from sympy import Abs, Function, Integer, Max, Rational, S, Sum, Symbol

from certify.symbolic import Derivation, Every, Pieces, Relation, rules, script
from certify.symbolic.printing import main

w, x, z = (Symbol(name, real=True) for name in "wxz")
u = Symbol("u", real=True)
n, k = Symbol("n", integer=True), Symbol("k", integer=True)
i, l = (Symbol(name, integer=True, nonnegative=True) for name in "il")  # noqa: E741
f, W = Function("f", real=True), Function("W", real=True)
zero, one, two = S.Zero, S.One, Integer(2)

start = Every((x,), Relation(f(0, x), "=", x))
layer = Every((l, x), Relation(f(l + 1, x), "=", 2 * Abs(f(l, x)) - 2))
falling = Every((w,), Relation(W(w), "=", 2 - 4 * w), (Relation(zero, "<=", w), Relation(w, "<=", one)))
even = Every((w,), Relation(W(-w), "=", W(w)))
periodic = Every((w, n), Relation(W(w + 2 * n), "=", W(w)))

ends = (Relation(-two, "<=", x), Relation(x, "<=", two))


def relu(z):
    return Max(z, 0)


def wave(l, x):  # noqa: E741
    return W(2**l * (2 - x) / 4)


def pieces(layers: int) -> Pieces:
    """All kinks and slopes of f_layers on [-2, 2]."""
    function = x
    for _ in range(layers):
        function = 2 * Abs(function) - 2
    number = 2**layers
    kinks = tuple(-2 + Rational(4 * k, number) for k in range(1, number))
    slopes = tuple(Integer((-1) ** (k + 1) * number) for k in range(number))
    return Pieces(function, x, -two, two, kinks, slopes)


@script(
    "sawtooth",
    "the network f_l = 2|f_(l-1)| - 2, f_0(x) = x, of 2 units a layer has 2^l linear pieces on [-2, 2]",
    "Approximation with ReLU networks (lecture notes)",
)
def derive(proof: Derivation):
    step = proof.step

    # Two units make an absolute value.
    pair = Relation(Abs(z), "=", relu(z) + relu(-z))
    step("z not negative", "The case 0 <= z.",
         rules.hypothesis, Relation(zero, "<=", z))
    step("-z not positive", "-z <= 0.",
         rules.linear, Relation(-z, "<=", zero), (1, proof["z not negative"]))
    step("pair, right", "relu(z) = z = |z| and relu(-z) = 0.",
         rules.resolved, pair, proof["z not negative"], proof["-z not positive"])
    step("z not positive", "The case z <= 0.",
         rules.hypothesis, Relation(z, "<=", zero))
    step("-z not negative", "0 <= -z.",
         rules.linear, Relation(zero, "<=", -z), (1, proof["z not positive"]))
    step("pair, left", "relu(z) = 0 and relu(-z) = -z = |z|.",
         rules.resolved, pair, proof["z not positive"], proof["-z not negative"])
    step("pair", "Both cases.",
         rules.cases, pair, proof["pair, right"], proof["pair, left"], Relation(zero, "<=", z))
    step("layer", "The definition.",
         rules.apply, layer.relation, layer, {})
    step("pair in a layer", "The pair at f_l(x).",
         rules.instance, pair.subs({z: f(l, x)}), proof["pair"], {z: f(l, x)})
    step("two units", "A layer in ReLUs.",
         rules.linear, Relation(f(l + 1, x), "=", 2 * relu(f(l, x)) + 2 * relu(-f(l, x)) - 2),
         (1, proof["layer"]), (2, proof["pair in a layer"]))

    # The layers from the inside: f_(l+1)(x) = f_l(2 |x| - 2).
    fold = 2 * Abs(x) - 2
    inside = Relation(f(l + 1, x), "=", f(l, fold))
    step("first layer", "The definition, l = 0.",
         rules.apply, Relation(f(1, x), "=", 2 * Abs(f(0, x)) - 2), layer, {l: zero})
    step("f_0 at x", "The definition of f_0.",
         rules.apply, Relation(f(0, x), "=", x), start, {})
    step("f_0 at the fold", "The definition of f_0.",
         rules.apply, Relation(f(0, fold), "=", fold), start, {x: fold})
    step("first layer of x", "With f_0(x) = x.",
         rules.substitute, Relation(f(1, x), "=", fold), proof["first layer"], proof["f_0 at x"])
    step("inside, first", "f_1(x) = 2 |x| - 2 = f_0(2 |x| - 2).",
         rules.linear, Relation(f(1, x), "=", f(0, fold)), (1, proof["first layer of x"]),
         (-1, proof["f_0 at the fold"]))
    whole = Every((x,), inside)
    step("inside before", "As assumed for l.",
         rules.apply, inside, whole, {})
    step("layer l + 2", "The definition.",
         rules.apply, Relation(f(l + 2, x), "=", 2 * Abs(f(l + 1, x)) - 2), layer, {l: l + 1})
    step("layer of the fold", "The definition, at 2 |x| - 2.",
         rules.apply, Relation(f(l + 1, fold), "=", 2 * Abs(f(l, fold)) - 2), layer, {x: fold})
    step("layer l + 2 of the fold", "f_(l+2)(x) = 2 |f_l(2 |x| - 2)| - 2.",
         rules.substitute, Relation(f(l + 2, x), "=", 2 * Abs(f(l, fold)) - 2), proof["layer l + 2"],
         proof["inside before"])
    step("inside, next", "f_(l+2)(x) = f_(l+1)(2 |x| - 2).",
         rules.linear, Relation(f(l + 2, x), "=", f(l + 1, fold)), (1, proof["layer l + 2 of the fold"]),
         (-1, proof["layer of the fold"]))
    step("inside", "Induction on l.",
         rules.induction, inside, l, proof["inside, first"], proof["inside, next"], whole)

    # f_l is the wave, W(2^l (2 - x)/4).  First f_0.
    step("from -2", "x lies in [-2, 2].",
         rules.hypothesis, ends[0])
    step("to 2", "x lies in [-2, 2].",
         rules.hypothesis, ends[1])
    quarter = (2 - x) / 4
    step("from 0", "0 <= (2 - x)/4.",
         rules.linear, Relation(zero, "<=", quarter), (Rational(1, 4), proof["to 2"]))
    step("to 1", "(2 - x)/4 <= 1.",
         rules.linear, Relation(quarter, "<=", one), (Rational(1, 4), proof["from -2"]))
    step("wave on [0, 1]", "There it falls.",
         rules.apply, Relation(W(quarter), "=", 2 - 4 * quarter), falling, {w: quarter}, proof["from 0"],
         proof["to 1"])
    step("f_0 is the wave", "2 - (2 - x) = x.",
         rules.linear, Relation(f(0, x), "=", W(quarter)), (1, proof["f_0 at x"]),
         (-1, proof["wave on [0, 1]"]))

    # Then f_(l+1) from f_l at 2 |x| - 2, which lies in [-2, 2].
    step("right of 0", "The case 0 <= x.",
         rules.hypothesis, Relation(zero, "<=", x))
    step("left of 0", "The case x <= 0.",
         rules.hypothesis, Relation(x, "<=", zero))
    claim = Relation(f(l, x), "=", wave(l, x))
    for side, value, inner, outer in (("right", x, "right of 0", "to 2"),
                                      ("left", -x, "left of 0", "from -2")):  # fmt: skip
        point = 2 * value - 2
        step(f"fold {side} of 0", f"|x| = {value}.",
             rules.resolved, Relation(f(l, fold), "=", f(l, point)), proof[inner])
        step(f"fold from -2, {side}", "|x| is not negative.",
             rules.linear, Relation(-two, "<=", point), (2, proof[inner]))
        step(f"fold to 2, {side}", "|x| is at most 2.",
             rules.linear, Relation(point, "<=", two), (2, proof[outer]))
        step(f"wave at the fold, {side}", "As assumed for l.",
             rules.apply, Relation(f(l, point), "=", wave(l, point)), Every((x,), claim, ends),
             {x: point}, proof[f"fold from -2, {side}"], proof[f"fold to 2, {side}"])
    step("next, right", "2^l (2 - (2x - 2))/4 = 2^(l+1) (2 - x)/4.",
         rules.linear, Relation(f(l + 1, x), "=", wave(l + 1, x)), (1, proof["inside"]),
         (1, proof["fold right of 0"]), (1, proof["wave at the fold, right"]))
    mirrored = -(2 ** (l + 1)) * (2 - x) / 4
    step("period", "2^l (2 - (-2x - 2))/4 = 2 2^l - 2^(l+1) (2 - x)/4.",
         rules.apply, Relation(wave(l, -2 * x - 2), "=", W(mirrored)), periodic, {w: mirrored, n: 2**l})
    step("mirror", "The wave is even.",
         rules.apply, Relation(W(mirrored), "=", wave(l + 1, x)), even, {w: -mirrored})
    step("next, left", "The same value.",
         rules.linear, Relation(f(l + 1, x), "=", wave(l + 1, x)), (1, proof["inside"]),
         (1, proof["fold left of 0"]), (1, proof["wave at the fold, left"]), (1, proof["period"]),
         (1, proof["mirror"]))
    step("next", "Both cases.",
         rules.cases, Relation(f(l + 1, x), "=", wave(l + 1, x)), proof["next, right"],
         proof["next, left"], Relation(zero, "<=", x))
    step("wave", "Induction on l.",
         rules.induction, claim, l, proof["f_0 is the wave"], proof["next"], Every((x,), claim, ends))

    # The piece k = 2 i or 2 i + 1, at u from its right end.
    step("u from 0", "u lies in [0, 1].",
         rules.hypothesis, Relation(zero, "<=", u))
    step("u to 1", "u lies in [0, 1].",
         rules.hypothesis, Relation(u, "<=", one))
    step("W at u", "There it falls.",
         rules.apply, Relation(W(u), "=", 2 - 4 * u), falling, {w: u}, proof["u from 0"],
         proof["u to 1"])
    step("W at 2i + u", "The period.",
         rules.apply, Relation(W(2 * i + u), "=", W(u)), periodic, {w: u, n: i})
    step("1 - u from 0", "u <= 1.",
         rules.linear, Relation(zero, "<=", 1 - u), (1, proof["u to 1"]))
    step("1 - u to 1", "0 <= u.",
         rules.linear, Relation(1 - u, "<=", one), (1, proof["u from 0"]))
    step("W at 1 - u", "There it falls.",
         rules.apply, Relation(W(1 - u), "=", 2 - 4 * (1 - u)), falling, {w: 1 - u},
         proof["1 - u from 0"], proof["1 - u to 1"])
    step("W at u - 1", "It is even.",
         rules.apply, Relation(W(u - 1), "=", W(1 - u)), even, {w: 1 - u})
    step("W at 2i + 1 + u", "The period.",
         rules.apply, Relation(W(2 * i + 1 + u), "=", W(u - 1)), periodic, {w: u - 1, n: i + 1})
    for name, number, value, known in (
        ("even", 2 * i, 2 - 4 * u, ("W at 2i + u", "W at u")),
        ("odd", 2 * i + 1, 4 * u - 2, ("W at 2i + 1 + u", "W at u - 1", "W at 1 - u")),
    ):
        point = 2 - 4 * (number + u) / 2**l
        scale = 4 / 2**l
        step(f"{name} piece, from 0", "Pieces count from 0.",
             rules.nonnegative, number)
        step(f"{name} piece, number", "k is at most 2^l - 1.",
             rules.hypothesis, Relation(number + 1, "<=", 2**l))
        step(f"{name} piece, from -2", "k + u <= k + 1 <= 2^l.",
             rules.linear, Relation(-two, "<=", point), (scale, proof[f"{name} piece, number"]),
             (scale, proof["u to 1"]))
        step(f"{name} piece, to 2", "0 <= k + u.",
             rules.linear, Relation(point, "<=", two), (scale, proof[f"{name} piece, from 0"]),
             (scale, proof["u from 0"]))
        step(f"{name} piece, wave", "x = 2 - 4 (k + u)/2^l.",
             rules.instance, Relation(f(l, point), "=", W(number + u)), proof["wave"], {x: point})
        step(f"{name} piece, wave in [-2, 2]", "That x lies in [-2, 2].",
             rules.cut, proof[f"{name} piece, wave"], proof[f"{name} piece, from -2"],
             proof[f"{name} piece, to 2"])
        step(f"{name} piece", "Linear in u, from one end of [-2, 2] to the other.",
             rules.linear, Relation(f(l, point), "=", value),
             (1, proof[f"{name} piece, wave in [-2, 2]"]),
             *((1, proof[other]) for other in known))
    step("all pieces", "2^l pieces of length 4/2^l fill [-2, 2].",
         rules.identity, Sum(4 / 2**l, (k, 0, 2**l - 1)), Integer(4))

    # The same by computation.
    for layers in range(1, 13):
        step(f"l = {layers}", "All kinks and slopes, in rationals.",
             rules.linear_pieces, pieces(layers))

    proof.conclude("two units", "wave", "even piece", "odd piece", "all pieces",
                   *(f"l = {layers}" for layers in range(1, 13)))  # fmt: skip


if __name__ == "__main__":
    main(derive)
