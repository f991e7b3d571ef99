"""Without a nonlinearity a deep network is one linear layer; and two ways of writing a network agree.

Layers without nonlinearity, of widths d(0), d(1), ...: from the input x(1), ..., x(d(0)) the first layer
makes f(1,i) = sum_k W(1,i,k) x(k) + b(1,i), the next ones f(l+1,i) = sum_j W(l+1,i,j) f(l,j) + b(l+1,i).
With

    M(1,i,k) = W(1,i,k),   M(l+1,i,k) = sum_j W(l+1,i,j) M(l,j,k)       (the product of the matrices)
    a(1,i) = b(1,i),       a(l+1,i) = sum_j W(l+1,i,j) a(l,j) + b(l+1,i)

it follows for every l, i that f(l,i) = sum_k M(l,i,k) x(k) + a(l,i).

With a nonlinearity phi, the recursion g(l) = phi(b_l + W_l g(l-1)), g(0) = z works from the last layer
down.  The expanded form phi(b_L + W_L phi(... phi(b_1 + W_1 z) ...)) is evaluated from the inside out:
T(n,l,u) is what the n layers after layer l make of u, the first of them first,

    T(0,l,u) = u,   T(n+1,l,u) = T(n,l+1,phi(b_(l+1) + W_(l+1) u)).

Both are the same: T(L,0,z) = g(L).  Here g, u, z stand for vectors, b(l) + W(l,u) for the affine map of
layer l at u and phi for any function of vectors: nothing is used of them but what is written.
"""

from sympy import Function, Integer, S, Sum, Symbol

from certify.symbolic import Derivation, Every, Relation, rules, script
from certify.symbolic.printing import main

i, j, k = (Symbol(name, integer=True) for name in "ijk")
l = Symbol("l", integer=True, positive=True)  # noqa: E741
n, r = (Symbol(name, integer=True, nonnegative=True) for name in "nr")
u, z = Symbol("u", real=True), Symbol("z", real=True)
M, W, a, b, f, g, phi, x, T = (
    Function(name, real=True) for name in ("M", "W", "a", "b", "f", "g", "phi", "x", "T")
)
d = Function("d", integer=True, positive=True)
zero, one = S.Zero, S.One


first = Every((i,), Relation(f(1, i), "=", Sum(W(1, i, k) * x(k), (k, 1, d(0))) + b(1, i)))
further = Every(
    (l, i), Relation(f(l + 1, i), "=", Sum(W(l + 1, i, j) * f(l, j), (j, 1, d(l))) + b(l + 1, i))
)
matrix = Every((i, k), Relation(M(1, i, k), "=", W(1, i, k)))
matrices = Every(
    (l, i, k), Relation(M(l + 1, i, k), "=", Sum(W(l + 1, i, j) * M(l, j, k), (j, 1, d(l))))
)
shift = Every((i,), Relation(a(1, i), "=", b(1, i)))
shifts = Every(
    (l, i), Relation(a(l + 1, i), "=", Sum(W(l + 1, i, j) * a(l, j), (j, 1, d(l))) + b(l + 1, i))
)


def one_layer(l, i):  # noqa: E741
    """The linear layer that l layers are."""
    return Sum(M(l, i, k) * x(k), (k, 1, d(0))) + a(l, i)


def layer(l, u):  # noqa: E741
    """Layer l at u."""
    return phi(b(l) + W(l, u))


start = Relation(g(0), "=", z)
recursion = Every((n,), Relation(g(n + 1), "=", layer(n + 1, g(n))))
nothing = Every((r, u), Relation(T(0, r, u), "=", u))
inner = Every((n, r, u), Relation(T(n + 1, r, u), "=", T(n, r + 1, layer(r + 1, u))))


@script(
    "linear_layers",
    "stacked linear layers are one linear layer; the recursive and the expanded form of a network agree",
    "Approximation with ReLU networks (lecture notes)",
)
def derive(proof: Derivation):
    step = proof.step

    # Two layers of any widths: W'(W x + b) + b' = (W' W) x + (W' b + b').
    W1, W2 = Function("W1", real=True), Function("W2", real=True)
    b1, b2 = Function("b1", real=True), Function("b2", real=True)
    inputs, hidden = (Symbol(name, integer=True, positive=True) for name in ("d0", "d1"))
    step("two layers", "The sums over the inputs and over the hidden units are exchanged.",
         rules.identity,
         Sum(W2(i, j) * (Sum(W1(j, k) * x(k), (k, 1, inputs)) + b1(j)), (j, 1, hidden)) + b2(i),
         Sum(Sum(W2(i, j) * W1(j, k), (j, 1, hidden)) * x(k), (k, 1, inputs))
         + Sum(W2(i, j) * b1(j), (j, 1, hidden)) + b2(i))

    # Any number of layers, by induction.
    step("first layer", "The definition.",
         rules.apply, first.relation, first, {})
    step("first matrix", "The definition.",
         rules.apply, matrix.relation, matrix, {})
    step("first matrix times x", "The same, times x(k).",
         rules.linear, Relation(M(1, i, k) * x(k), "=", W(1, i, k) * x(k)),
         (x(k), proof["first matrix"]))
    step("first sum", "Summed over the inputs.",
         rules.summed, Relation(Sum(M(1, i, k) * x(k), (k, 1, d(0))), "=",
                                Sum(W(1, i, k) * x(k), (k, 1, d(0)))),
         proof["first matrix times x"], k, one, d(0))
    step("first shift", "The definition.",
         rules.apply, shift.relation, shift, {})
    step("one layer is one", "f(1,i) with M(1,i,k) = W(1,i,k) and a(1,i) = b(1,i).",
         rules.linear, Relation(f(1, i), "=", one_layer(1, i)), (1, proof["first layer"]),
         (-1, proof["first sum"]), (-1, proof["first shift"]))
    claim = Relation(f(l, i), "=", one_layer(l, i))
    before = Every((i,), claim)
    step("l layers", "As assumed for l, at the unit j.",
         rules.apply, claim.subs({i: j}), before, {i: j})
    step("l layers, weighted", "Times the weight.",
         rules.linear, Relation(W(l + 1, i, j) * f(l, j), "=", W(l + 1, i, j) * one_layer(l, j)),
         (W(l + 1, i, j), proof["l layers"]))
    product = Sum(Sum(W(l + 1, i, j) * M(l, j, k), (j, 1, d(l))) * x(k), (k, 1, d(0)))
    step("sums exchanged", "Summed over the units j, and the two sums exchanged.",
         rules.summed, Relation(Sum(W(l + 1, i, j) * f(l, j), (j, 1, d(l))), "=",
                                product + Sum(W(l + 1, i, j) * a(l, j), (j, 1, d(l)))),
         proof["l layers, weighted"], j, one, d(l))
    step("next matrix", "The definition.",
         rules.apply, matrices.relation, matrices, {})
    step("next matrix times x", "The same, times x(k).",
         rules.linear, Relation(M(l + 1, i, k) * x(k), "=", matrices.relation.rhs * x(k)),
         (x(k), proof["next matrix"]))
    step("next sum", "Summed over the inputs.",
         rules.summed, Relation(Sum(M(l + 1, i, k) * x(k), (k, 1, d(0))), "=", product),
         proof["next matrix times x"], k, one, d(0))
    step("next shift", "The definition.",
         rules.apply, shifts.relation, shifts, {})
    step("next layer", "The definition.",
         rules.apply, further.relation, further, {})
    step("l + 1 layers", "f(l+1,i), with M(l+1,i,k) and a(l+1,i) put in.",
         rules.linear, Relation(f(l + 1, i), "=", one_layer(l + 1, i)), (1, proof["next layer"]),
         (1, proof["sums exchanged"]), (-1, proof["next sum"]), (-1, proof["next shift"]))
    step("one linear layer", "Induction on l.",
         rules.induction, claim, l, proof["one layer is one"], proof["l + 1 layers"], before)

    # With a nonlinearity: the recursive and the expanded form.
    same = Relation(T(n, r, g(r)), "=", g(r + n))
    assumed = Every((r,), same)
    step("no further layer", "The definition.",
         rules.apply, Relation(T(0, r, g(r)), "=", g(r)), nothing, {u: g(r)})
    step("inner layer first", "The definition, at g(r).",
         rules.apply, Relation(T(n + 1, r, g(r)), "=", T(n, r + 1, layer(r + 1, g(r)))), inner,
         {u: g(r)})
    step("recursion", "The definition.",
         rules.apply, Relation(g(r + 1), "=", layer(r + 1, g(r))), recursion, {n: r})
    step("layer r + 1", "The same, turned round.",
         rules.linear, Relation(layer(r + 1, g(r)), "=", g(r + 1)), (-1, proof["recursion"]))
    step("inner layer done", "That is g(r+1).",
         rules.substitute, Relation(T(n + 1, r, g(r)), "=", T(n, r + 1, g(r + 1))),
         proof["inner layer first"], proof["layer r + 1"])
    step("n layers after r + 1", "As assumed for n.",
         rules.apply, same.subs({r: r + 1}), assumed, {r: r + 1})
    step("n + 1 layers after r", "Both together.",
         rules.linear, Relation(T(n + 1, r, g(r)), "=", g(r + n + 1)), (1, proof["inner layer done"]),
         (1, proof["n layers after r + 1"]))
    step("forms agree", "Induction on n, for all r.",
         rules.induction, same, n, proof["no further layer"], proof["n + 1 layers after r"], assumed)
    step("from the input", "r = 0.",
         rules.instance, Relation(T(n, 0, g(0)), "=", g(n)), proof["forms agree"], {r: zero})
    step("input", "The definition.",
         rules.hypothesis, start)
    step("expanded form", "T(n, 0, z) = g(n).",
         rules.substitute, Relation(T(n, 0, z), "=", g(n)), proof["from the input"], proof["input"])

    # Four layers written out: first the recursion, then T.
    written = z
    known = proof["input"]
    for depth in range(1, 5):
        step(f"layer {depth}", "The recursion.",
             rules.apply, Relation(g(depth), "=", layer(depth, g(depth - 1))), recursion,
             {n: Integer(depth - 1)})
        written = layer(Integer(depth), written)
        known = step(f"L = {depth}", "The layer before put in.",
                     rules.substitute, Relation(g(depth), "=", written), proof[f"layer {depth}"], known)
    written = z
    for depth in range(1, 5):
        before, written = written, layer(Integer(depth), written)
        step(f"inner layer {depth}", "The innermost layer that is left.",
             rules.apply, Relation(T(5 - depth, depth - 1, before), "=", T(4 - depth, depth, written)),
             inner, {n: Integer(4 - depth), r: Integer(depth - 1), u: before})
    step("no layer left", "The definition.",
         rules.apply, Relation(T(0, 4, written), "=", written), nothing, {r: Integer(4), u: written})
    step("T for L = 4", "One layer after the other.",
         rules.linear, Relation(T(4, 0, z), "=", written),
         *((1, proof[f"inner layer {depth}"]) for depth in range(1, 5)), (1, proof["no layer left"]))

    proof.conclude("two layers", "one linear layer", "expanded form",
                   *(f"L = {depth}" for depth in range(1, 5)), "T for L = 4")  # fmt: skip


if __name__ == "__main__":
    main(derive)
