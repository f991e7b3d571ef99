"""Sup-norms under attack: stated errors against Arb, forged certificates, and checkers with a fault.

A fact about the checker is a function of the module that returns what is wrong with it, so that it is
both a test of the checker and, among the mutants below, a trap for one deliberate fault.
"""

import functools
import itertools
import json
import math
import random
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from conftest import arb_fraction
from functions import sealed
from test_mutants import SOURCE, load

import certify
from certify import Midpoint, SigmoidSum, Staircase, checker
from certify.enclosure.decimals import rounded
from certify.errors import BadInput

flint = pytest.importorskip("flint")
F = Fraction
arb = flint.arb


# --- The referee: Arb ---------------------------------------------------------------------------


def sigmoid(t):
    """S(t), thin for large t of either sign."""
    return 1 / (1 + (-t).exp()) if t > 0 else 1 - 1 / (1 + t.exp())


def within(low, value, high):
    """Whether `value` (a ball) provably lies in [low, high]."""
    return arb(low) <= value <= arb(high)


def phi(steps, k, t, shift=0):
    """sum over j < steps of S(k (t - shift - j)) - t, at the current precision."""
    k, t, y = arb_fraction(k), arb_fraction(t), arb_fraction(t - shift)
    total, power, ratio = -t, (-k * y).exp(), k.exp()
    for _ in range(min(steps, int(flint.ctx.prec / float(k)) + 3)):  # what follows is below 2^-1.4 prec
        total += 1 / (1 + power)
        power *= ratio
    return total


def sup_of_stairs(steps, k, shift):
    """sup |relu - g| over [-1, 1] as a thin ball, by golden sections of the last step."""
    if k <= 2:
        return phi(steps, k, F(0), shift) / steps
    samples = [float(phi(steps, k, F(i, 256), shift)) for i in range(257)]
    best = phi(steps, k, F(0), shift)
    for i in range(257):
        if samples[i] < max(samples) - 1e-3 or samples[i] < max(samples[max(i - 1, 0) : i + 2]):
            continue
        low, high = max(F(i - 1, 256), F(0)), min(F(i + 1, 256), F(1))
        for _ in range(230):
            a, b = (
                F(int((low + (high - low) * part) * 2**260), 2**260) for part in (F(21, 55), F(34, 55))
            )
            low, high = (a, high) if phi(steps, k, a, shift) < phi(steps, k, b, shift) else (low, b)
        best = best.max(phi(steps, k, (low + high) / 2, shift))
    return best / steps


# --- Stated errors ------------------------------------------------------------------------------


def some_number(rng):
    """Small, large and tiny rationals of either sign, and 0."""
    sign, size = rng.choice([1, -1]), rng.randrange(7)
    if size == 0:
        return F(0)
    if size == 1:
        return F(sign * 10 ** rng.randint(0, 60))
    if size == 2:
        return F(sign, 10 ** rng.randint(0, 60))
    if size == 3:
        return F(rng.randint(-(10**40), 10**40), rng.randint(1, 10**40))
    return F(rng.randint(-99, 99), rng.randint(1, 40))


def steep_term(rng):
    """(a, b, c) with the centre of the sigmoid near [0, 1]."""
    b, centre = F(rng.randint(-(10**6), 10**6), rng.randint(1, 10**6)), F(rng.randint(-100, 1100), 1000)
    return some_number(rng) if rng.random() < 0.5 else F(rng.randint(-99, 99)), b, -b * centre


def wrong_sigmoids(module, rounds=400, seed=0, sizes=(32, 33, 64, 100, 333, 1024)):
    """exp_minus is less than 2 units off and sigmoid less than 3, also where the tables begin anew."""
    rng = random.Random(seed)
    for _ in range(rounds):
        bits = rng.choice(sizes)
        two = module._floor(module.log2(bits + 32), bits + 32)
        start = (rng.randint(0, bits + 3) * two >> 32) + rng.choice(
            [
                0,
                rng.randint(0, 177) << bits - 8,
                rng.randint(0, 45_000) << max(bits - 16, 0),
                rng.getrandbits(bits),
            ]
        )
        z = max(start + rng.randint(-3, 3), 0)
        flint.ctx.prec = 2 * bits + 200
        t, one = arb_fraction(F(z, 1 << bits)), arb(1) * 2**bits
        near = module.exp_minus(z, bits)
        if not within(near - 2, (-t).exp() * one, near + 2):
            return [f"exp(-{z}) with {bits} bits"]
        for sign in (1, -1):
            near = module.sigmoid(sign * z, bits)
            if not (0 <= near <= 1 << bits and within(near - 3, sigmoid(sign * t) * one, near + 3)):
                return [f"S({sign * z}) with {bits} bits"]
    return []


@functools.cache
def polynomial(m):
    """The coefficients of S^(m) as a polynomial in S, from S' = S (1 - S)."""
    if m == 0:
        return [0, 1]
    slope = [i * c for i, c in enumerate(polynomial(m - 1))][1:]
    return [x - y for x, y in zip([0, *slope, 0], [0, 0, *slope])]


def taylor_coefficient(m, s):
    """2^m S^(m)/m! where S = s."""
    total = 0 * s
    for c in reversed(polynomial(m)):
        total = total * s + c
    return total * 2**m / math.factorial(m)


def wrong_taylor(module, rounds=600, seed=0):
    """The coefficients as form computes them, when S is up to 4 units off: from exact rational numbers."""
    rng = random.Random(seed)
    for bits in (32, 64):
        one, (rows, offs) = 1 << bits, module.taylor(module.MOST_ORDER, bits)
        for _ in range(rounds):
            m = min(rng.choice([1, 2, 3, 4, rng.randint(1, 40)]), module.MOST_ORDER)
            place = rng.choice([0, one, one // 2, rng.randint(0, one)]) + rng.randint(-50, 50)
            s = min(max(place, 0), one)
            truth = min(max(F(s) + rng.choice([-4, 4]), F(0)), F(one)) / one
            v, shape = s * (one - s) >> bits, 0
            for c in rows[m - 1]:
                shape = (shape * v >> bits) + c
            shape = shape * v >> bits
            shape = shape if m % 2 else shape * (one - 2 * s) >> bits
            if not abs(shape - taylor_coefficient(m, truth) * one) <= offs[m - 1]:
                return [f"derivative {m} where S is {s} of 2^{bits}"]
    return []


def steepness(z):
    """S'(z) = S(z) S(-z)."""
    return sigmoid(z) * sigmoid(-z)


def softplus(t):
    """log(1+exp(t)), thin for large t of either sign."""
    return t + (-t).exp().log1p() if t > 0 else t.exp().log1p()


def wrong_form(module, constant, rise, terms, bits, grid, leaf, order, part=None, softs=()):
    """Whether the form on a leaf does not hold at some places, or is tighter than is shown.

    For a whole piece v is e(u); s contains the slope at u of the terms with |b| width < 2, and what
    those of the others may be; c contains the curvature at u, and what the powers from the third on and
    the rest may add.
    """
    piece = part or module.Piece(constant, rise, terms, bits, grid, softs=softs)
    low, middle, high = leaf
    numbers = [1, constant, *(x for a, b, c in (*terms, *softs) for x in (a, c, a * b * b, a * c))]
    flint.ctx.prec = 2 * bits + 3 * grid + max(map(abs, numbers)).numerator.bit_length() + 300
    one = arb(2) ** bits

    def exact(place):
        u = F(place, 1) / (1 << grid)
        near = (arb_fraction(a) * sigmoid(arb_fraction(b * u + c)) for a, b, c in terms)
        soft = (arb_fraction(a) * softplus(arb_fraction(b * u + c)) for a, b, c in softs)
        return sum((*near, *soft), arb_fraction(constant + rise * u)) * one

    v, s, c = piece.form(low, middle, high, order)
    value = exact(middle)
    if not within(v[0], value, v[1]):
        return [f"value of {terms} at {middle} of 2^{grid}, {bits} bits"]
    bases = v if part else (value, value)
    for place in {low, high, *(low + (high - low) * F(i, 7) for i in (1, 3, 5))} - {middle}:
        h = F(place - middle) / (1 << grid)
        ends = (
            base + arb_fraction(best(s[0] * h, s[1] * h) + bend * h * h / 2)
            for base, best, bend in zip(bases, (min, max), c)
        )
        if not within(next(ends), exact(place), next(ends)):
            return [f"form of {terms} on {leaf} of 2^{grid}, {bits} bits, order {order}"]
    width = F(max(high - low, 1), 1 << grid)
    half = [b * width / 2 for _, b, _ in (*terms, *softs)]
    if part or any(abs(abs(y) - 1) < F(4, 1 << bits) for y in half):
        return []
    reach = F(max(middle - low, high - middle), max(high - low, 1))
    powers, steep, rest = [arb(0)] * order, arb(0), arb(0)
    for number, ((a, b, c_0), y) in enumerate(zip((*terms, *softs), half)):
        z, soft = b * F(middle, 1 << grid) + c_0, number >= len(terms)
        most = abs(arb_fraction(a)) * steepness(arb_fraction(max(abs(z) - 2 * abs(y) * reach, F(0))))
        level, factor = sigmoid(arb_fraction(z)), arb_fraction(a)
        if abs(y) > 1 and soft:
            powers[0] += 2 * arb_fraction(a * y) * level
            continue
        if abs(y) > 1:
            steep += 2 * abs(arb_fraction(y)) * most
            continue
        for m in range(order):
            factor *= arb_fraction(y)
            shape = (
                2 * taylor_coefficient(m, level) / (m + 1) if soft else taylor_coefficient(m + 1, level)
            )
            powers[m] += factor * shape
        rest += (arb(4) / (order + 1) if soft else 2) * abs(arb_fraction(y)) ** (order + 1) * most
    t, scale = arb_fraction(reach), one / arb_fraction(width)
    spread = sum((abs(x) * t ** (i + 1) for i, x in enumerate([*powers[2:], rest])), arb(0))
    slopes = [arb_fraction(rise) * one + (powers[0] + x) * scale for x in (-steep, steep)]
    bends = [2 * (powers[1] + x) * scale / arb_fraction(width) for x in (-spread, spread)]
    for name, (x, y), (least, greatest) in (("slope", slopes, s), ("curvature", bends, c)):
        if not (arb(least) <= x and y <= arb(greatest)):
            return [f"{name} of {terms} on {leaf} of 2^{grid}, {bits} bits, order {order}"]
    return []


def some_leaf(rng, grid):
    """(low, middle, high): a leaf, in one case of ten a point."""
    width = 1 << rng.choice([grid, grid, rng.randint(0, grid)])
    low = rng.randrange(0, 1 << grid, width)
    middle = rng.choice([low, low + width, low + width // 2, rng.randint(low, low + width)])
    return (low, middle, low + width) if rng.random() < 0.9 else (middle, middle, middle)


def term_on_leaf(rng, bits, grid, leaf):
    """(a, b, c) whose b width/2 and b u + c are of a size where something might go wrong."""
    low, middle, high = leaf
    sign = rng.choice([1, -1])
    y = rng.choice(
        [
            F(rng.randint(-1000, 1000), 1000),
            sign * F(rng.randint(900, 1100), 1000),
            sign * (1 - F(rng.randint(-12, 40), 4 << bits)),
            F(rng.randint(-(10**6), 10**6), 10 ** rng.choice([0, 3, 6])),
            sign * F(10) ** rng.randint(-30, 30),
        ]
    )
    z = rng.choice(
        [
            F(0),
            F(rng.randint(-40, 40)),
            F(rng.randint(-3000, 3000), 1000),
            sign * bits * F(7, 10) + rng.randint(-3, 3),
            F(rng.randint(-2000, 2000), 1000) * (1 + abs(y)),
        ]
    )
    b = 2 * y * (1 << grid) / max(high - low, 1)
    a = rng.choice([F(sign), sign * F(10**30), F(10**6 + 1, 3), F(rng.randint(-99, 99), 7)])
    return a, b, z - b * F(middle, 1 << grid)


def wrong_pieces(module, rounds=150, seed=0, sizes=(32, 33, 64, 100, 333), grids=(1, 2, 9, 64, 300)):
    """The forms for all kinds of coefficients, and of pairs of sigmoids that nearly cancel."""
    rng = random.Random(seed)
    for number in range(2 * rounds):
        bits, grid = rng.choice(sizes), rng.choice(grids)
        leaf, order = some_leaf(rng, grid), rng.choice([2, 2, 3, 4, 7, 12, module.MOST_ORDER])
        terms = [
            tuple(some_number(rng) for _ in range(3)) if number % 8 == 0
            else steep_term(rng) if number % 8 == 1
            else term_on_leaf(rng, bits, grid, leaf)
            for _ in range(rng.choice([0, 1, 1, 2, 3]))
        ]  # fmt: skip
        if rng.random() < 0.2:
            terms += [(-a * (1 + F(1, 10**9)), b, c) for a, b, c in terms]
        wrong = wrong_form(module, some_number(rng), some_number(rng), terms, bits, grid, leaf, order)
        if wrong:
            return wrong
    return []


def wrong_large_terms(module, rounds=60, seed=0):
    """One large term, of which every error shows: steep, on its tails, at the ends of the leaf."""
    rng = random.Random(seed)
    for number in range(rounds):
        bits, grid, a = rng.choice([32, 48]), 40, rng.choice([1, -1]) * F(10**30)
        low, width = 0, 1 << grid
        for y in (F(rng.randint(-1000, 1000), 1000), F(rng.choice([1000, 1001, 1500, 40_000]), 1000)):
            z = F(number) if abs(y) >= 1 else F(rng.randint(-22, 22))
            leaf = low, rng.choice([low, low + width // 2, low + width]), low + width
            y, z = rng.choice([1, -1]) * y, rng.choice([1, -1]) * z
            terms = [(a, 2 * y, z - 2 * y * F(leaf[1], 1 << grid))]
            wrong = wrong_form(
                module, F(0), F(0), terms, bits, grid, leaf, rng.choice([2, 3, module.MOST_ORDER])
            )
            if wrong:
                return wrong
    for y in (F(999, 1000), F(-999, 1000)):  # S' grows by nearly exp(2)
        for order in (2, 3, 9, module.MOST_ORDER):
            wrong = wrong_form(
                module, F(0), F(0), [(F(10**30), 2 * y, F(-20))], 64, 40, (0, 0, 1 << 40), order
            )
            if wrong:
                return wrong
    return wrong_form(module, F(0), F(1, 3), [], 32, 400, (0, 0, 1 << 400), 2)


def wrong_crests(module, rounds=2000, seed=0):
    """The crest is the greatest value of the parabolas, rounded up: from exact rational numbers."""
    rng = random.Random(seed)
    for _ in range(rounds):
        grid, value = rng.randint(1, 40), rng.randint(-99, 99)
        slope, curvature = (rng.randint(-99, 99) * 10 ** rng.randint(0, 6) for _ in range(2))
        slopes = slope, slope + rng.choice([0, 1, rng.randint(0, 10**5)])
        left, right = (
            -rng.choice([0, 1, rng.randint(0, 1 << grid)]),
            rng.choice([0, 1, rng.randint(0, 1 << grid)]),
        )
        ends = F(left, 1 << grid), F(right, 1 << grid)
        inside = [
            F(s, -curvature) for s in slopes if curvature < 0 and ends[0] < F(s, -curvature) < ends[1]
        ]
        places = [F(0), *ends, *inside]
        truth = max(value + s * h + curvature * h * h / 2 for s in slopes for h in places)
        if not truth <= module.crest(value, slopes, curvature, left, right, grid) < truth + 1:
            return [f"crest of {value}, {slopes}, {curvature} on [{left}, {right}] of 2^{grid}"]
    return []


def wrong_cells(module, sizes=(32, 64, 200)):
    """The value of the one cell, for k from just above 2 to 10^1000 and any number of steps."""
    for bits in sizes:
        for k in (2 + F(1, 10**9), F(5, 2), F(4), F(77, 3), F(10**7), F(10**1000)):
            for steps, shift in itertools.product((1, 2, 3, 30, 10**1000), (F(0), F(1, 2))):
                piece = module.Cell(steps, k, bits, 12, shift)
                for u in (0, 1, 700, 2047, 2048, 2049, 4000, 4095, 4096):
                    low, high = piece.value(u, piece.levels(u))
                    flint.ctx.prec = 2 * bits + 100
                    t = F(u, 4096)
                    near = min(steps, 2 if k > 10**6 else flint.ctx.prec)
                    truth = sum(
                        (sigmoid(arb_fraction(k * (t - shift - j))) for j in range(near)),
                        -arb_fraction(t),
                    )
                    if not within(low, truth * 2**bits, high):
                        return [
                            f"cell of {len(str(steps))} digits of steps, k = {float(min(k, 10**9))}, "
                            f"shift {shift}, {bits} bits, {u}"
                        ]
    return []


def wrong_forms_of_cells(module, rounds=400, seed=0):
    """e(u + h) = v + s h + c h^2/2 within the bounds of v, s and c, on leaves of the one cell."""
    rng, bits, grid = random.Random(seed), 64, 12
    for _ in range(rounds):
        steps, shift = rng.choice([1, 3, 10**9]), rng.choice([F(0), F(1, 2)])
        k = rng.choice([F(21, 10), F(543, 100), F(77, 3), F(500), F(10**7)])
        width = 1 << rng.choice([0, 3, 6, 8, 10, 12])
        low = rng.randrange(0, 1 << grid, width)
        middle = rng.choice([low, low + width, rng.randint(low, low + width)])
        piece = module.Cell(steps, k, bits, grid, shift)
        form = piece.form(low, middle, low + width, rng.choice([2, 3, 8]))
        flint.ctx.prec = 2 * bits + 100
        for place in {low, low + width, *(rng.randint(low, low + width) for _ in range(6))}:
            h = F(place - middle, 1 << grid)
            ends = [
                sorted(F(end) * power for end in part) for part, power in zip(form, (1, h, h * h / 2))
            ]
            least, most = (arb_fraction(sum(pair[side] for pair in ends)) for side in range(2))
            if not within(least, phi(steps, k, F(place, 1 << grid), shift) * 2**bits, most):
                return [f"form of {steps} steps, k = {k}, shift {shift}, {low} + {width} from {middle}"]
    return []


def wrong_fewer(module, rounds=300, seed=0):
    """A place shows that fewer sigmoids fail if, and but for rounding only if, both conditions hold."""
    rng, accepted, refused = random.Random(seed), 0, 0
    proof = module.Enclosure([], [], bits=64, grid=64, order=2, leaves=[], witness=F(0))
    for _ in range(rounds):
        steps, shift = rng.choice([1, 2, 3, 40]), rng.choice([F(0), F(1, 2)])
        k, t = F(rng.randint(201, 1000), 100), F(rng.randint(0, 256), 256)
        flint.ctx.prec = 300
        value = phi(steps, k, t, shift)
        eps = F(max(float(value / steps) * rng.choice([0.5, 0.99, 1.01]), 2.0**-40))
        first, second = (sigmoid(arb_fraction(k * (t - shift - j))) for j in range(2))
        room = min((value / steps - arb_fraction(eps)), first - second - arb_fraction(t), key=float)
        try:
            module.confirm_fewer(proof, steps + 1, k, shift, eps, 1 - t / steps)
        except module.Rejected:
            if room > 2.0**-50:
                return [f"refused: {steps + 1} steps, k = {k}, shift {shift}, eps = {eps}, t = {t}"]
            refused += 1
        else:
            if not room > -(2.0**-50):
                return [f"accepted: {steps + 1} steps, k = {k}, shift {shift}, eps = {eps}, t = {t}"]
            accepted += 1
    return [] if min(accepted, refused) > 20 else ["all alike"]


def wrong_endpoints(module):
    """The error at x = 1 by either formula, also where the terms left out are most of it."""
    for bits in (32, 64, 200):
        for k in (F(1, 10**30), F(1, 10**5), F(1, 100), F(1, 17), F(1, 3), F(1, 2), F(1), F(2)):
            for steps in (1, 2, 50, 400):
                flint.ctx.prec = 3 * bits + 300
                truth = sum((sigmoid(arb_fraction(-k * j)) for j in range(steps)), arb(0))
                x = module.at_endpoint(steps, k, bits)
                low, high = (arb_fraction(F(m) * F(2) ** e) for m, e in (x.inf, x.sup))
                if not low <= truth <= high:
                    return [f"error at x = 1 of {steps} steps, k = {k}, {bits} bits"]
        for k in (F(1, 3), F(2)) if bits == 32 else ():  # all but 2^-bits of an endless sum
            flint.ctx.prec = 3 * bits + 300
            truth = sum(
                (sigmoid(arb_fraction(-k * j)) for j in range(int(2 * flint.ctx.prec / k))), arb(0)
            )
            x = module._term_by_term(10**40, k, bits)
            low, high = (arb_fraction(F(m) * F(2) ** e) for m, e in (x.inf, x.sup))
            if not low <= truth <= high:
                return [f"endless sum, k = {k}, {bits} bits"]
    return []


def wrong_parts(module, rounds=8, seed=0):
    """The part around a leaf has the bounds of the whole, whatever leaves were asked for before."""
    rng = random.Random(seed)
    for bits, percent in itertools.product((32, 90), range(55, 80, 3)):
        edge = bits * F(percent, 100) + 1  # where a large sigmoid becomes flat
        for b, z in ((F(5), edge), (F(-5), edge + 5), (F(5), -edge - 5), (F(-5), -edge)):
            terms = [(F(10**12 + 1, 3), b, z)]
            part = module.Piece(F(0), F(0), terms, bits, 9).part(0, 512)
            wrong = wrong_form(module, F(0), F(0), terms, bits, 9, (0, 256, 512), 2, part)
            if wrong:
                return wrong
    for _ in range(rounds):
        bits, grid = rng.choice([40, 64, 90]), rng.choice([20, 40])
        steep = 10 ** rng.randint(1, 6)
        terms = [
            (F(rng.randint(-9, 9), 3), b, -b * F(rng.randint(0, 1000), 1000))
            for b in (
                F(rng.choice([1, -1]) * rng.randint(1, 9) * steep, 3) for _ in range(rng.choice([3, 40]))
            )
        ]
        piece = module.Piece(F(1, 3), F(-2), terms, bits, grid)
        parts = module.Parts(piece)
        for _ in range(15):
            width = 1 << grid - rng.randint(0, 14)
            low = rng.randrange(0, 1 << grid, width)
            part = parts.around(low, low + width)
            leaf, order = (low, rng.randint(low, low + width), low + width), rng.choice([2, 5])
            wrong = wrong_form(module, F(1, 3), F(-2), terms, bits, grid, leaf, order, part)
            if wrong:
                return wrong
    return []


FACTS = (
    wrong_sigmoids, wrong_taylor, wrong_large_terms, wrong_pieces, wrong_crests, wrong_cells,
    wrong_forms_of_cells, wrong_fewer, wrong_endpoints, wrong_parts,
)  # fmt: skip


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_stated_errors_hold(fact):
    assert fact(checker) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 5))
def test_stated_errors_hold_in_long_runs(seed):
    assert wrong_sigmoids(checker, 30_000, seed, (32, 34, 64, 65, 128, 500, 1024, 2048)) == []
    assert wrong_sigmoids(checker, 200, seed, (4096, 8192, 9000)) == []
    assert (
        wrong_pieces(checker, 6_000, seed, (32, 33, 40, 64, 100, 333, 1024), (1, 2, 9, 64, 300, 8192))
        == []
    )
    assert wrong_large_terms(checker, 10_000, seed) == []
    assert wrong_taylor(checker, 30_000, seed) == []
    assert wrong_crests(checker, 200_000, seed) == []


# --- Certificates, true and forged --------------------------------------------------------------


def sums(terms, constant=0):
    return {
        "kind": "sum",
        "constant": str(F(constant)),
        "terms": [[str(F(x)) for x in term] for term in terms],
    }


def staircase(n, k):
    return {"kind": "staircase", "n": n, "k": str(F(k))}


def midpoint(n, k):
    return {"kind": "midpoint", "n": n, "k": str(F(k))}


def supnorm(
    construction, bound, leaves=(), target="relu", domain=(-1, 1), witness=1, bits=64, grid=32, order=2
):
    """A certificate as a forger writes it."""
    return {
        "schema": checker.SCHEMA,
        "claim": {"kind": "supnorm", "target": target, "domain": [str(F(x)) for x in domain]},
        "construction": construction,
        "proof": {
            "method": "enclosure", "bound": list(bound), "bits": bits, "grid": grid, "order": order,
            "leaves": list(leaves), "witness": str(F(witness)),
        },
    }  # fmt: skip


def one_relu(n, k, eps, bound, leaves=(), witness=1, fewer="", bits=64, grid=32):
    return relu_of(staircase(n, k), eps, bound, leaves, witness, fewer, bits, grid)


def relu_of(construction, eps, bound, leaves=(), witness=1, fewer="", bits=64, grid=32):
    document = supnorm(construction, bound, leaves, witness=witness, bits=bits, grid=grid)
    document["claim"] = {"kind": "relu", "domain": ["-1", "1"], "eps": str(F(eps))}
    document["proof"]["fewer"] = str(fewer)
    return document


def by_closed_form(construction):
    """The bound of 1005 sigmoids and k = 4, for this construction."""
    document = json.loads((Path(__file__).parent / "golden" / "relu-1e-3.json").read_text())
    return {name: value for name, value in document.items() if name != "seal"} | {
        "construction": construction
    }


def relu_by_sum(construction, eps, bound, leaves, domain=(-1, 1), **more):
    document = supnorm(construction, bound, leaves, domain=domain, **more)
    document["claim"] = {"kind": "relu", "domain": [str(F(x)) for x in domain], "eps": str(F(eps))}
    return document


NOTHING = sums([])
HALF = sums([], F(1, 2))
STEP = sums([(1, 16, -8)])
"""S(16 x - 8), from 0.0003 to 0.9997 on [0, 1]."""
UP_AND_DOWN = sums([(1, 200, -40), (-1, 200, -60)])
"""About 1 from x = 0.2 to x = 0.3, and 0 elsewhere."""
DOWN_AND_UP = sums([(-1, 200, -40), (1, 200, -60)])
LATE = sums([(1, 200, -140), (-1, 200, -160)])
"""About 1 from x = 0.7 to x = 0.8."""
LARGE = sums([(10**6, 0, 1)])
"""731058.578630004879... everywhere."""
FLAT = sums([(10**6, 1, 60)])
"""Within 10^-20 of 10^6 on [0, 1]."""
RISING, FALLING = sums([(20, F(19, 10), -4)], 10), sums([(20, F(-19, 10), F(-21, 10))], 10)
"""10 + 20 S(1.9 x - 4), from 10.36 to 12.18 on [0, 1], and the same from right to left."""
UNIT = {"target": NOTHING, "domain": (0, 1)}
FORGED = {
    "steep, by the endpoint": supnorm(staircase(41, 5), ["1e-3", "1.27e-2"], bits=128),
    "endpoint, upper": supnorm(staircase(41, 1), ["1e-3", "2.41e-2"]),
    "endpoint, lower": supnorm(staircase(41, 1), ["2.42e-2", "3e-2"]),
    "endpoint of another witness": supnorm(staircase(41, 1), ["2.41e-2", "2.42e-2"], witness=0),
    "endpoint with leaves": supnorm(staircase(41, 1), ["2.41e-2", "2.42e-2"], ["0"]),
    "lower bound in steps": supnorm(staircase(41, 4), ["1.33e-2", "2e-2"], ["4*16"], witness=1),
    "witness beyond 1": supnorm(staircase(41, 4), ["5e-2", "9e-2"], ["4*16"], witness=F(9, 8)),
    "witness before the cell": supnorm(staircase(5, 4), ["1e-3", "9e-1"], ["4*16"], witness=F(5, 8)),
    "upper bound of a cell": supnorm(staircase(41, 4), ["1e-3", "1.3e-2"], ["8*256"]),
    "leaves of one half": supnorm(STEP, ["1e-4", "6e-1"], ["1:0"], **UNIT, witness=F(1, 2)),
    "leaves of the first half": supnorm(STEP, ["1e-4", "6e-1"], ["6*32"], **UNIT, witness=F(1, 2)),
    "more leaves than fit": supnorm(STEP, ["1e-4", "2e0"], ["6*65"], **UNIT, witness=F(1, 2)),
    "no leaves": supnorm(STEP, ["1e-4", "6e-1"], [""], **UNIT, witness=F(1, 2)),
    "no piece": supnorm(STEP, ["1e-4", "6e-1"], [], **UNIT, witness=F(1, 2)),
    "centre before the leaf": supnorm(sums([(1, 63, -40)]), ["1e-6", "1e-1"], ["5*16" + 16 * " 5:0"], **UNIT, witness=F(1, 2)),
    "centre after the leaf": supnorm(sums([(1, -63, 23)]), ["1e-6", "1e-1"], [16 * f"5:{2**32} " + "5*16"], **UNIT, witness=F(1, 2)),
    "one leaf from its end": supnorm(NOTHING, ["1e1", "1.19e1"], [f"0:{2**32}"], target=FALLING, domain=(0, 1), bits=128),
    "one leaf from its start": supnorm(NOTHING, ["1e1", "1.19e1"], ["0:0"], target=RISING, domain=(0, 1), witness=0, bits=128),
    "one leaf from its start, of minus e": supnorm(RISING, ["1e1", "1.19e1"], ["0:0"], **UNIT, witness=0, bits=128),
    "missed on the left": supnorm(UP_AND_DOWN, ["1e-9", "1e-1"], ["0"], **UNIT, witness=F(1, 8)),
    "missed on the right": supnorm(LATE, ["1e-9", "1e-1"], ["0"], **UNIT, witness=F(5, 8)),
    "missed below": supnorm(DOWN_AND_UP, ["1e-9", "1e-1"], ["0"], **UNIT, witness=F(1, 8)),
    "upper bound just below": supnorm(FLAT, ["7e5", "9.999999999e5"], ["0"], **UNIT, bits=32),
    "upper bound just below, of minus e": supnorm(NOTHING, ["7e5", "9.999999999e5"], ["0"], target=FLAT, domain=(0, 1), bits=32),
    "lower bound just above": supnorm(LARGE, ["7.31058578630006e5", "8e5"], ["0"], **UNIT, bits=32),
    "error below relu only": supnorm(sums([], F(1, 2)), ["1e-1", "3e-1"], ["0", "1:0 1"], domain=(0, 1)),
    "negative error": supnorm(sums([], 2), ["1e-1", "1e0"], ["0", "0"], witness=1),
    "relu on the right of 0": supnorm(NOTHING, ["1e-1", "5e-1"], ["0"], domain=(0, 1), witness=F(1, 4)),
    "relu on the left of 0": supnorm(sums([], F(-1, 2)), ["1e-9", "1e-1"], ["0"], domain=(-1, 0), witness=F(-1, 2)),
    "relu without its kink": supnorm(NOTHING, ["1e-1", "6e-1"], ["0"], witness=F(1, 2)),
    "constant of the wrong sign": supnorm(sums([], -1), ["1e-2", "1.5e0"], ["0", "0"], witness=0),
    "target forgotten": supnorm(sums([(1, 1, 0)]), ["1e-1", "1e0"], ["0"], target=sums([(9, 1, 0)]), domain=(0, 1), witness=0),
    "target's constant forgotten": supnorm(sums([(1, 1, 0)]), ["1e-1", "1e0"], ["0"], target=sums([], 9), domain=(0, 1), witness=0),
    "domain moved": supnorm(sums([(1, 1, 0)]), ["1e-1", "9e-1"], ["0"], target=NOTHING, domain=(5, 6), witness=5),
    "domain stretched": supnorm(sums([(1, 1, 0)]), ["1e-1", "8e-1"], ["3*8"], target=NOTHING, domain=(0, 4), witness=0),
    "domain reversed": supnorm(sums([(1, 1, 0)]), ["1e-1", "9e-1"], ["0"], target=NOTHING, domain=(1, 0), witness=1),
    "domain of one point": supnorm(sums([(1, 1, 0)]), ["1e-1", "9e-1"], ["0"], target=NOTHING, domain=(0, 0), witness=0),
    "witness outside": supnorm(sums([(1, 1, 0)]), ["9e-1", "1e0"], ["0"], target=NOTHING, domain=(0, 1), witness=4),
    "witness off the grid": supnorm(sums([(1, 1, 0)]), ["1e-1", "9e-1"], ["0"], target=NOTHING, domain=(0, 1), witness=F(1, 3)),
    "domain of a staircase": supnorm(staircase(41, 4), ["1e-3", "2e-2"], ["4*16"], domain=(-1, 2)),
    "target of a staircase": supnorm(staircase(41, 4), ["1e-3", "2e-2"], ["4*16"], target=NOTHING),
    "n = 1": supnorm(staircase(1, 4), ["1e-3", "2e0"], ["4*16"]),
    "n = 1, by the endpoint": supnorm(staircase(1, 1), ["1e-3", "2e0"]),
    "k = 0": supnorm(staircase(2, 0), ["1e-3", "2e0"]),
    "k < 0": supnorm(staircase(2, -1), ["1e-3", "2e0"]),
    "bounds in the wrong order": supnorm(staircase(41, 1), ["2.42e-2", "2.41e-2"]),
    "a third bound": supnorm(staircase(41, 1), ["2.41e-2", "2.42e-2", "9e0"]),
    "a third bound of one relu": one_relu(41, 1, F(243, 10**4), ["2.41e-2", "2.42e-2", "9e0"]),
    "depth below the grid": supnorm(STEP, ["1e-4", "2e0"], ["33*16"], **UNIT, witness=F(1, 2)),
    "31 bits": supnorm(staircase(41, 1), ["2.41e-2", "2.42e-2"], bits=31),
    "8193 bits": supnorm(staircase(41, 1), ["2.41e-2", "2.42e-2"], bits=8193),
    "no grid": supnorm(staircase(41, 1), ["2.41e-2", "2.42e-2"], grid=0),
    "two numbers for a term": supnorm({**STEP, "terms": [["1", "16"]]}, ["1e-4", "2e0"], ["0"], **UNIT),
    "order 1": supnorm(STEP, ["4e-1", "1.1e0"], ["6*64"], **UNIT, witness=F(1, 2), order=1),
    "order 25": supnorm(STEP, ["4e-1", "1.1e0"], ["6*64"], **UNIT, witness=F(1, 2), order=25),
    "leaves of another width than they begin at": supnorm(STEP, ["4e-1", "1.1e0"], ["6*1 4*15 6*3"], **UNIT, witness=F(1, 2)),
    "relu by a sum, bound": relu_by_sum(HALF, F(51, 100), ["4e-1", "4.9e-1"], ["0", "0"]),
    "relu by a sum, tolerance below the bound": relu_by_sum(HALF, F(1, 2), ["4e-1", "5.1e-1"], ["0", "0"]),
    "relu by a sum, on a wider domain": relu_by_sum(HALF, F(51, 100), ["4e-1", "5.1e-1"], ["0", "0"], domain=(-2, 1)),
    "relu by a sum, on one side": relu_by_sum(sums([], F(1, 20)), F(1, 10), ["4e-2", "6e-2"], ["0"], domain=(-1, 0), witness=-1),
    "relu by a sum, near 0": relu_by_sum(NOTHING, F(1, 9), ["9e-2", "1.1e-1"], ["0", "0"], domain=(F(-1, 10), F(1, 10)), witness=F(1, 10)),
    "relu by a sum, fewer": {**(d := relu_by_sum(HALF, F(51, 100), ["4e-1", "5.1e-1"], ["0", "0"])), "proof": {**d["proof"], "fewer": ""}},
    "tolerance below the bound": one_relu(41, 1, F(24, 1000), ["2.41e-2", "2.42e-2"]),
    "least, though 40 do": one_relu(42, 1, F(242, 10**4), ["2.3e-2", "2.42e-2"], fewer=1),
    "least, shown for two less": one_relu(42, 1, F(2411, 10**5), ["2.3e-2", "2.41e-2"], fewer=1),
    "least, from another place": one_relu(41, 1, F(242, 10**4), ["2.4e-2", "2.42e-2"], fewer=F(1, 2)),
    "least, eps of another scale": one_relu(43, 4, F(13, 1000), ["1e-3", "1.3e-2"], ["5*32"], fewer=1),
    "least, shown for two less at a steep place": one_relu(43, 4, F(13, 1000), ["1e-3", "1.3e-2"], ["5*32"], fewer=1 - F(1, 41 * 8)),
    "least of one sigmoid, by fewer": one_relu(2, 1, F(6, 10), ["4e-1", "6e-1"], fewer=1),
    "midpoint as good as no other": supnorm(midpoint(63, F(543, 100)), ["9.8e-4", "9.89e-4"], ["8*256"]),
    "midpoint, by the staircase's bounds": supnorm(midpoint(40, 4), ["1.26e-2", "1.33e-2"], ["6*64"]),
    "staircase, by the midpoint's bounds": supnorm(staircase(41, 4), ["3e-3", "3.2e-3"], ["6*64"]),
    "midpoint with one sigmoid more": supnorm(midpoint(7, F(543, 100)), ["8.5e-3", "8.8e-3"], ["8*256"]),
    "midpoint of no sigmoids": supnorm(midpoint(0, 4), ["1e-3", "2e0"], ["4*16"]),
    "midpoint, by the endpoint": supnorm(midpoint(40, 1), ["2.41e-2", "2.42e-2"]),
    "midpoint with k = 2": supnorm(midpoint(40, 2), ["1e-3", "9e-1"], ["4*16"]),
    "midpoint with k = 0": supnorm(midpoint(40, 0), ["1e-3", "9e-1"], ["4*16"]),
    "domain of a midpoint": supnorm(midpoint(40, 4), ["3e-3", "3.2e-3"], ["6*64"], domain=(-1, 2)),
    "target of a midpoint": supnorm(midpoint(40, 4), ["3e-3", "3.2e-3"], ["6*64"], target=NOTHING),
    "witness of a midpoint at its first step": supnorm(midpoint(40, 4), ["3e-3", "3.2e-3"], ["6*64"], witness=0),
    "midpoint by the closed form": by_closed_form(midpoint(1005, 4)),
    "a construction of another kind": supnorm({**midpoint(40, 4), "kind": "endpoint"}, ["3e-3", "3.2e-3"], ["6*64"]),
    "least midpoint, though 63 do": relu_of(midpoint(64, F(543, 100)), F(1, 1000), ["9e-4", "9.9e-4"], ["6*64"], fewer=1),
    "least midpoint, from another place": relu_of(midpoint(63, F(543, 100)), F(1, 1000), ["9e-4", "9.95e-4"], ["7*128"], fewer=1 - F(1, 2 * 62)),
    "least midpoint of one sigmoid, by fewer": relu_of(midpoint(1, 4), F(1, 8), ["1e-1", "1.2e-1"], ["6*64"], fewer=1),
    "least by words": one_relu(41, 1, F(242, 10**4), ["2.4e-2", "2.42e-2"], fewer="x"),
}  # fmt: skip
TRUE = {
    "endpoint": supnorm(staircase(41, 1), ["2.41e-2", "2.42e-2"]),
    "endpoint of a small k": supnorm(staircase(41, F(1, 1000)), ["1e-3", "6e-1"]),
    "cell": supnorm(staircase(41, 4), ["1.26e-2", "1.33e-2"], ["6*64"]),
    "cell of 10^1000 sigmoids": supnorm(staircase(10**1000 + 1, 4), ["5e-1001", "5.31e-1001"], ["6*64"]),
    "one sigmoid": supnorm(staircase(2, 3), ["4.8e-1", "6e-1"], ["4*16"], witness=F(15, 16)),
    "step": supnorm(STEP, ["4e-1", "1.1e0"], ["6*64"], **UNIT, witness=F(1, 2)),
    "centres": supnorm(STEP, ["4e-1", "1.1e0"], ["6*63 6:4294967296"], **UNIT, witness=F(1, 2)),
    "up and down": supnorm(UP_AND_DOWN, ["9e-1", "1.1e0"], ["9*512"], **UNIT, witness=F(1, 4)),
    "relu": supnorm(NOTHING, ["9e-1", "1.01e0"], ["0", "0"]),
    "relu and a constant": supnorm(sums([], F(1, 2)), ["4e-1", "5.1e-1"], ["0", "0"], witness=-1),
    "relu on the right": supnorm(NOTHING, ["1.9e0", "2.1e0"], ["0"], domain=(1, 2), witness=2),
    "relu on the left": supnorm(sums([], F(1, 4)), ["2e-1", "2.6e-1"], ["0"], domain=(-2, 0), witness=-1),
    "moved": supnorm(sums([(1, 1, 0)]), ["9.97e-1", "9.98e-1"], ["2*4"], target=NOTHING, domain=(5, 6), witness=6),
    "stretched": supnorm(sums([(1, 1, 0)]), ["9.8e-1", "9.9e-1"], ["3*8"], target=NOTHING, domain=(0, 4), witness=4),
    "two sums": supnorm(sums([(1, 1, 0)]), ["4e0", "6e0"], ["2*4"], target=sums([(9, 1, 0)], -1), domain=(0, 1), witness=1),
    "large": supnorm(LARGE, ["7.31058e5", "7.31059e5"], ["0"], **UNIT),
    "large, the other way round": supnorm(NOTHING, ["7.31058e5", "7.31059e5"], ["0"], target=LARGE, domain=(0, 1)),
    "step, order 24": supnorm(STEP, ["4e-1", "1.0001e0"], ["4*16"], **UNIT, witness=F(1, 2), order=24),
    "relu by a sum": relu_by_sum(HALF, F(51, 100), ["4e-1", "5.1e-1"], ["0", "0"]),
    "tolerance": one_relu(41, 1, F(243, 10**4), ["2.41e-2", "2.42e-2"]),
    "least": one_relu(42, 1, F(2411, 10**5), ["2.3e-2", "2.41e-2"]),
    "staircase by the closed form": by_closed_form(staircase(1006, 4)),
    "midpoint": supnorm(midpoint(63, F(543, 100)), ["9.8e-4", "9.95e-4"], ["7*128"]),
    "midpoint of 10^1000 sigmoids": supnorm(midpoint(10**1000, 4), ["1.2e-1001", "1.22e-1001"], ["6*64"]),
    "midpoint of one sigmoid": supnorm(midpoint(1, 4), ["1.19e-1", "1.2e-1"], ["6*64"]),
    "midpoint of steep ones": supnorm(midpoint(5, 40), ["5e-2", "9e-2"], ["7*128"], witness=1 - F(9, 16 * 5)),
    "least midpoint": relu_of(midpoint(63, F(543, 100)), F(1, 1000), ["9e-4", "9.95e-4"], ["7*128"], fewer=1),
}  # fmt: skip
"""The sup-norms of 40 sigmoids, in steps: 0.964164 for k = 1, 0.529957 for k = 4, 0.550559 for k = 5."""


@functools.cache
def issued():
    """Certificates of the issuing side: (data, n and k of a staircase or None)."""
    kinds = [
        (lambda: certify.relu("1e-2", k=4, method="enclosure"), True),
        (lambda: certify.relu("1e-2", k=1, method="enclosure"), True),
        (lambda: certify.relu("1/3", k=3, method="enclosure"), True),
        (lambda: certify.supnorm(Staircase(41, 5), digits=4), True),
        (lambda: certify.supnorm(Staircase(10**40, F(21, 10)), digits=20), True),
        (lambda: certify.supnorm(Staircase(4, F(7)).sum(), digits=3), False),
        (lambda: certify.relu("1e-3", construction="midpoint"), True),
        (lambda: certify.supnorm(Midpoint(10**40, F(21, 10)), digits=20), True),
    ]
    return [(make().data(), is_staircase) for make, is_staircase in kinds]


def verdict(module, data):
    """Whether the checker accepts; an exception that is not its own counts as neither."""
    try:
        module.check(data, None)
        return True
    except (module.Rejected, module.Malformed, module.Undecided):
        return False


def misstated(module):
    """Statements that name other centres than the construction has."""
    named = {"cell": "(x - i d)), d = 1/40,", "midpoint": "(x - (i - 1/2) d)), d = 1/63,"}
    found = {name: module.check(sealed(TRUE[name]), None).statement for name in named}
    return [name for name, centres in named.items() if centres not in found[name]]


def misjudged(module):
    """The first certificate that a checker judges wrongly, or on which it breaks."""
    cases = [(name, sealed(d), True) for name, d in TRUE.items()]
    cases += [(name, sealed(d), False) for name, d in FORGED.items()]
    cases += [(f"issued {i}", data, True) for i, (data, _) in enumerate(issued())]
    for name, data, expected in cases:
        try:
            accepted = verdict(module, data)
        except Exception:
            accepted = not expected
        if accepted != expected:
            return [name]
    return []


def test_checker_judges_sup_norms_rightly():
    assert misjudged(checker) == misstated(checker) == []


# --- Checkers with one fault --------------------------------------------------------------------

MUTANTS = [
    # fixed point
    ("no guard bits", "GUARD = 32\n", "GUARD = 0\n"),
    ("exp that ends early", "if m > bits + 1:", "if m > bits - 6:"),
    ("exp without its power of 2", "near * total >> work + GUARD + m", "near * total >> work + GUARD"),
    ("exp series of another sign", "term = -(term * r >> work) // n", "term = (term * r >> work) // n"),
    ("exp series of another factorial", "term = -(term * r >> work) // n", "term = -(term * r >> work) // (n + 1)"),
    ("exp of one term", "        if -1 <= term <= 0:\n            break\n        total += term\n    near", "        break\n    near"),
    ("exp table of another step", "r >> work - 16 & 255", "r >> work - 16 & 127"),
    ("exp table without its last factor", "near = (coarse[a] * fine[b] >> work) * finest[c] >> work", "near = coarse[a] * fine[b] >> work"),
    ("exp of another logarithm", "powers(24), _floor(log2(work), work)", "powers(24), _floor(log2(work), work) - (1 << 40)"),
    ("sigmoid not reflected", "return s if z >= 0 else one - s", "return s"),
    ("values without their error", "return total - off, total + off\n", "return total, total\n"),
    ("rise forgotten", "total = self.constant + (self.rise * u >> self.grid)", "total = self.constant"),
    ("levels without c", "sigmoid((b * u >> self.grid) + c, self.bits)", "sigmoid(b * u >> self.grid, self.bits)"),
    # Taylor polynomials
    ("errors of values forgotten", "off = 4 * sum(self.heights) + 3 + self.loose", "off = 3 + self.loose"),
    ("errors of values of one unit", "off = 4 * sum(self.heights) + 3 + self.loose", "off = sum(self.heights) // 2 + 3 + self.loose"),
    ("heights not times a", "self.heights = [math.ceil(abs(a)) + 1 for", "self.heights = [2 for"),
    ("even derivatives of another sign", "(i + 1) * c for i, c in enumerate(last))\n    raised", "-(i + 1) * c for i, c in enumerate(last))\n    raised"),
    ("odd derivatives of another rule", "(4 * i + 6) * c", "(4 * i + 4) * c"),
    ("odd derivatives of another sign", "up - down for up, down", "up + down for up, down"),
    ("Taylor coefficients not times 2^m", "Fraction(c << m, math.factorial(m))", "Fraction(c, math.factorial(m))"),
    ("Taylor coefficients of another factorial", "Fraction(c << m, math.factorial(m))", "Fraction(c << m, math.factorial(m - 1))"),
    ("lowest power first", "for c in reversed(scaled)])", "for c in scaled])"),
    ("error of S forgotten", "math.ceil(4 * (m + 1) + change + 3)", "math.ceil(change + 3)"),
    ("error of S of one unit", "math.ceil(4 * (m + 1) + change + 3)", "math.ceil((m + 1) + change + 3)"),
    ("errors of no coefficient", "heights * (off + m) + 2 for", "2 for"),
    ("errors of one sigmoid", "            heights += height\n", "            heights = height\n"),
    ("b not times its width", "y = b * width >> grid + 1", "y = b >> 1"),
    ("b times its width, not halved", "y = b * width >> grid + 1", "y = b * width >> grid"),
    ("powers of a b that stay the same", "            for m, shape in enumerate(shapes[1:]):\n                a = a * y >> bits\n", "            a = a * y >> bits\n            for m, shape in enumerate(shapes[1:]):\n"),
    ("turns left out", "shape if m % 2 == 0 else shape * turn >> bits", "shape"),
    ("turns at odd orders", "shape if m % 2 == 0 else", "shape if m % 2 == 1 else"),
    ("turn of another sign", "one - 2 * s\n            heights", "2 * s - one\n            heights"),
    ("polynomials over S'", "                shape = shape * v >> bits\n", ""),
    ("reach of half a leaf", "reach = (max(middle - low, high - middle) << bits)", "reach = (min(middle - low, high - middle) << bits)"),
    ("reach to the left", "reach = (max(middle - low, high - middle) << bits)", "reach = (middle - low << bits)"),
    ("reach to the right", "reach = (max(middle - low, high - middle) << bits)", "reach = (high - middle << bits)"),
    ("steep sigmoids flat", "room += height * ((2 * abs(y) + 4 >> max(fall, 2)) + 1)", "room += height"),
    ("steep sigmoids half as steep", "(2 * abs(y) + 4 >> max", "(abs(y) + 2 >> max"),
    ("steep sigmoids times their sign", "(2 * abs(y) + 4 >> max", "(2 * y + 4 >> max"),
    ("one steep sigmoid", "room += height * ((2", "room = height * ((2"),
    ("steep sigmoids not times a", "room += height * ((2", "room += ((2"),
    ("S' at most 1/8", "max(fall, 2)", "max(fall, 3)"),
    ("another logarithm of 2", "fall = 23 * near", "fall = 24 * near"),
    ("steep sigmoids as at the centre", "+ c) - 2 * moved - 2, 0)", "+ c) - 2, 0)"),
    ("steep sigmoids as half-way to the end", "+ c) - 2 * moved - 2, 0)", "+ c) - moved - 2, 0)"),
    ("steep sigmoids as if rising", "near = max(abs((b * middle >> grid) + c)", "near = max(abs((abs(b) * middle >> grid) + c)"),
    ("steep sigmoids as polynomials", "if not -one < y < one - 1:", "if not -(one << 4) < y < one << 4:"),
    ("falling steep sigmoids as polynomials", "if not -one < y < one - 1:", "if not y < one - 1:"),
    ("rest dropped", "rest += (abs(a * y >> bits) + 2 * (order + 1) * height) * steepest", "pass"),
    ("rest halved", "2 * rest >> bits]", "rest >> bits]"),
    ("rest of another order", "rest += (abs(a * y >> bits) +", "rest += (abs(a * y * y >> 2 * bits) +"),
    ("rest of either sign", "rest += (abs(a * y >> bits) +", "rest += ((a * y >> bits) +"),
    ("rest of one sigmoid", "rest += (abs(", "rest = (abs("),
    ("swell without its square", "swell = one + moved + (moved * moved >> bits) + 1", "swell = one + moved + 1"),
    ("swell not squared", "min((v + 5) * swell * swell >> 2 * bits, one >> 2)", "min((v + 5) * swell >> bits, one >> 2)"),
    ("no swell", "min((v + 5) * swell * swell >> 2 * bits, one >> 2)", "min(v + 5, one >> 2)"),
    ("S' at most 1/8 in the rest", "swell >> 2 * bits, one >> 2) + 1", "swell >> 2 * bits, one >> 3) + 1"),
    ("powers from the third on dropped", "zip([*powers[2:], 2 * rest >> bits], [*offs[2:], 1])", "zip([2 * rest >> bits], [1])"),
    ("last power dropped", "zip([*powers[2:], 2 * rest >> bits], [*offs[2:], 1])", "zip([*powers[2:-1], 2 * rest >> bits], [*offs[2:-1], 1])"),
    ("powers of either sign", "spread += ((abs(total) + off) * power >> bits) + 1", "spread += ((total + off) * power >> bits) + 1"),
    ("powers of t one too high", "spread, power = offs[1], one\n", "spread, power = offs[1], reach\n"),
    ("spread of the last power", "spread += ((abs(total)", "spread = ((abs(total)"),
    ("slope without its error", "for off in (-room, room)),", "for off in (0, 0)),"),
    ("slope with half its error", "for off in (-room, room)),", "for off in (-room, room >> 4)),"),
    ("error of the slope forgotten", "        room += offs[0] + 2\n", ""),
    ("slope of the line forgotten", "tuple(self.rise + ((powers[0]", "tuple(((powers[0]"),
    ("slope not over the width", "(powers[0] + off << grid) // width)", "(powers[0] + off << grid) // (1 << grid))"),
    ("curvature not doubled", "(powers[1] + off << 2 * grid + 1)", "(powers[1] + off << 2 * grid)"),
    ("curvature over the width once", "// width**2 for off", "// (width << grid) for off"),
    ("curvature without its spread", "for off in (-spread - 1, spread + 1)", "for off in (-1, 1)"),
    ("spread of either sign", "for off in (-spread - 1, spread + 1)", "for off in (-1, spread + 1)"),
    ("spread on one side", "for off in (-spread - 1, spread + 1)", "for off in (-spread - 1, 1)"),
    # parts
    ("sigmoids that are 1 forgotten", "                part.constant += a\n", "                pass\n"),
    ("flat sigmoids without their error", "part.loose += sum(self.heights[index] for index in itertools.chain(zeros, ones))", "pass"),
    ("flat after fewer bits", "flat = (16 * self.bits // 23 + 2) << self.bits", "flat = (13 * self.bits // 23 + 2) << self.bits"),
    ("form of the left half", "part.form(low, middle, high, order)", "part.form(low, middle, middle, order)"),
    ("form of the right half", "part.form(low, middle, high, order)", "part.form(middle, middle, high, order)"),
    ("form at the start", "part.form(low, middle, high, order)", "part.form(low, low, high, order)"),
    # parabolas and leaves
    ("vertex forgotten", "if curvature < 0 and left * -curvature < s << grid < right * -curvature:", "if False:"),
    ("vertex of half the height", "(-s * s // (-2 * curvature))", "(-s * s // (-4 * curvature))"),
    ("vertex rounded down", "value - (-s * s // (-2 * curvature))", "value + (s * s // (-2 * curvature))"),
    ("ends rounded down", "value - (-rest >> 2 * grid + 1)", "value + (rest >> 2 * grid + 1)"),
    ("one slope only", "    for s in slope:\n", "    for s in slope[:1]:\n"),
    ("other slope only", "    for s in slope:\n", "    for s in slope[1:]:\n"),
    ("one end only", "for h in (left, right):", "for h in (left,):"),
    ("other end only", "for h in (left, right):", "for h in (right,):"),
    ("curvature not halved at an end", "rest = (s * h << grid + 1) + curvature * h * h", "rest = (s * h << grid + 1) + curvature * h * h // 2"),
    ("centre before its leaf", "if not low <= middle <= high <= 1 << grid:", "if not middle <= high <= 1 << grid:"),
    ("centre after its leaf", "if not low <= middle <= high <= 1 << grid:", "if not (low <= middle and high <= 1 << grid):"),
    ("part of the piece", '    if low != 1 << grid:\n        raise', '    if False:\n        raise'),
    ("sigmoids that bend taken as 1", "ones if min(ends) > flat", "ones if min(ends) > flat >> 4"),
    ("sigmoids that bend taken as 0", "zeros if max(ends) < -flat", "zeros if max(ends) < -flat >> 4"),
    ("flat at one end only", "ones if min(ends) > flat", "ones if max(ends) > flat"),
    ("a part used outside of its block", "        if block == last[0]:\n", "        if last[0][1]:\n"),
    ("least value at the centre", "crest(v_1, (s_0, s_1), c_1, *ends)", "crest(v_0, (s_0, s_1), c_1, *ends)"),
    ("least curvature", "crest(v_1, (s_0, s_1), c_1, *ends)", "crest(v_1, (s_0, s_1), c_0, *ends)"),
    ("least value of -e", "crest(-v_0, (-s_1, -s_0), -c_0, *ends)", "crest(-v_1, (-s_1, -s_0), -c_0, *ends)"),
    ("least curvature of -e", "crest(-v_0, (-s_1, -s_0), -c_0, *ends)", "crest(-v_0, (-s_1, -s_0), -c_1, *ends)"),
    ("no upper bound of e", "    if crest(v_1, (s_0, s_1), c_1, *ends) > most:", "    if False:"),
    ("no upper bound of -e", "if both and crest(", "if False and crest("),
    # the one cell
    ("tail forgotten", "2 + math.ceil((bits + 1) * Fraction(7, 10) / k)", "1 + math.ceil((bits + 1) * Fraction(3, 10) / k)"),
    ("step forgotten", "super().__init__(0, -1,", "super().__init__(0, 0,"),
    ("first exponential", "y = exp_minus(max(self.k - t, 0), work)", "y = exp_minus(self.k, work)"),
    ("equal exponentials", "            y = y * self.q >> work\n        return found", "        return found"),
    ("steepness rounded", "self.k = round(k * (1 << bits + GUARD))", "self.k = round(k) << bits + GUARD"),
    ("endpoint for steep ones", "GENTLE = 2\n", "GENTLE = 5\n"),
    ("no remainder", "return total + Interval((-high[0], high[1]), high, work)", "return total"),
    ("half a boundary term", "(Fraction(1, 2) - s) / 2", "(Fraction(1, 2) - s) / 4"),
    ("far end forgotten", "(near - far) * (number", "(near) * (number"),
    ("logarithm of the far end forgotten", "total = (log2(work) - log1p(y)) / k", "total = log2(work) / k"),
    ("another Bernoulli number", "8: Fraction(-1, 30)", "8: Fraction(1, 30)"),
    ("formula for every k", "if _less((power * factor).sup, (1, -bits)):", "if True:"),
    ("terms without their error", "high = total + terms * terms", "high = total"),
    ("terms left out", "        high += -(-(y + 2 * terms << work) // (one - q - 2))", "        high += 0"),
    # enclosures
    ("upper bound without the scale", "(self.bound[1] - middle) * scale * one)", "(self.bound[1] - middle) * one)"),
    ("lower bound without the scale", "least = (self.bound[0] - middle) * scale", "least = self.bound[0] - middle"),
    ("lower bound not compared", "if max(low, -high if both else low) <= least * (1 << self.bits):", "if False:"),
    ("upper value at the witness", "low, high = piece.value(u.numerator", "high, low = piece.value(u.numerator"),
    ("one sign at the witness", "max(low, -high if both else low)", "low"),
    ("witness off the grid", "if u.denominator != 1 or not 0 <= at <= 1:", "if not 0 <= at <= 1:"),
    ("witness outside the piece", "if u.denominator != 1 or not 0 <= at <= 1:", "if u.denominator != 1:"),
    ("endpoint, upper not compared", "((1, proof.bound[0]), (-1, proof.bound[1]))", "((1, proof.bound[0]),)"),
    ("endpoint, lower not compared", "((1, proof.bound[0]), (-1, proof.bound[1]))", "((-1, proof.bound[1]),)"),
    ("endpoint, scale forgotten", "error - bound * steps) * sign", "error - bound) * sign"),
    ("endpoint with leaves or another witness", "if proof.leaves or proof.witness != 1:", "if False:"),
    ("leaves not counted", "if len(self.leaves) != len(pieces):", "if False:"),
    ("bounds not counted", "if len(bound) != 2 or not 32", "if not 32"),
    ("any number of bits", "not 32 <= bits <= MAX_BITS", "False"),
    ("any order", "if not 2 <= order <= MOST_ORDER:", "if False:"),
    ("any large order", "if not 2 <= order <= MOST_ORDER:", "if not 2 <= order:"),
    ("eps of an enclosure not compared", "        if self.bound[1] > eps:\n", "        if False:\n"),
    ("lower bound compared with eps", "        if self.bound[1] > eps:\n", "        if self.bound[0] > eps:\n"),
    ("sum for relu not confirmed", '    confirm_sum(enclosure, curve(RELU, Fraction(-1), Fraction(1)), constant, terms, side)\n', ""),
    ("sum for relu, eps not compared", "    slack = enclosure.slack(eps)\n    confirm_sum", "    slack = None\n    confirm_sum"),
    ("staircase, eps not compared", "    slack = enclosure.slack(eps)\n    confirm_stairs", "    slack = None\n    confirm_stairs"),
    ("domain of relu not compared", '    compare(domain, [Fraction(-1), Fraction(1)], "claim.domain")\n    what =', "    what ="),
    ("one less left out", "    m = steps - 1\n", "    m = steps - 2\n"),
    ("fewer from any place", "if x != 1 or (at_endpoint(m", "if (at_endpoint(m"),
    ("fewer not compared", "(at_endpoint(m, k, proof.bits) - eps * m).sign() != 1", "False"),
    ("fewer, scale forgotten", 'proof.exceeds(piece, t, eps * m, "proof.fewer"', 'proof.exceeds(piece, t, eps, "proof.fewer"'),
    ("fewer at any steep place", '    proof.exceeds(piece, t, eps * m, "proof.fewer", both=False)\n', ""),
    ("kink of relu ignored", "if start[1] * end[1] < 0:", "if False:"),
    ("relu flat on the right", "folded(f, 0)", "scaled(f, 0)"),
    ("relu rising on the left", "folded(f, 0)", "folded(f, 1)"),
    ("relu from 0 at every piece", "Piece(constant + y, z - y", "Piece(constant, z - y"),
    ("constant of another sign", "like_terms(sign * constant - middle", "like_terms(-sign * constant - middle"),
    ("terms of another sign", "middle, [(sign * a, b, c)", "middle, [(-sign * a, b, c)"),
    ("terms of the target forgotten", "[*terms, *((-a, b, c) for a, b, c in others)]", "terms"),
    ("constant of the target forgotten", "constant - more, [*terms", "constant, [*terms"),
    ("sigmoids not moved", "(a, b * width, c + b * start)", "(a, b * width, c)"),
    ("sigmoids not stretched", "(a, b * width, c + b * start)", "(a, b, c + b * start)"),
    ("witness not stretched", "(proof.witness - start) / width", "(proof.witness - start)"),
    ("target of a staircase not compared", '        compare(target, "relu", "claim.target")\n', ""),
    ("domain of a staircase not compared", '        compare(domain, [Fraction(-1), Fraction(1)], "claim.domain")\n        confirm', "        confirm"),
    ("n = 1 allowed", "    if n < first:\n", "    if False:\n"),
    # centres at half steps
    ("centres of the cell not moved", "(1, k, -k * (j + shift))", "(1, k, -k * j)"),
    ("levels not moved", "(self.k * u >> self.grid) - self.shift", "(self.k * u >> self.grid)"),
    ("levels moved to the other side", "(self.k * u >> self.grid) - self.shift", "(self.k * u >> self.grid) + self.shift"),
    ("shift not times k", "self.shift = round(k * shift * (1 << bits + GUARD))", "self.shift = round(shift * (1 << bits + GUARD))"),
    ("shift rounded", "self.shift = round(k * shift * (1 << bits + GUARD))", "self.shift = round(k * shift) << bits + GUARD"),
    ("shift of a whole step", '"midpoint": (1, Fraction(1, 2))', '"midpoint": (1, Fraction(1))'),
    ("midpoint that is the staircase", '"midpoint": (1, Fraction(1, 2))', '"midpoint": (1, Fraction(0))'),
    ("midpoint with one sigmoid less", '"midpoint": (1, Fraction(1, 2))', '"midpoint": (2, Fraction(1, 2))'),
    ("midpoint with one sigmoid more", '"midpoint": (1, Fraction(1, 2))', '"midpoint": (0, Fraction(1, 2))'),
    ("staircase that is the midpoint", '"staircase": (2, Fraction(0))', '"staircase": (2, Fraction(1, 2))'),
    ("shift of the leaves forgotten", "piece = Cell(steps, k, proof.bits, proof.grid, shift)", "piece = Cell(steps, k, proof.bits, proof.grid)"),
    ("shift of one less forgotten", "min(t.denominator.bit_length(), MAX_BITS), shift)", "min(t.denominator.bit_length(), MAX_BITS))"),
    ("shift of the condition forgotten", "    y = t - shift\n", "    y = t\n"),
    ("condition for fewer forgotten", "    if high - low - 8 < t * (1 << proof.bits):\n", "    if False:\n"),
    ("condition for fewer of one sigmoid", "    if high - low - 8 < t * (1 << proof.bits):\n", "    if high - 8 < t * (1 << proof.bits):\n"),
    ("closed form of any construction", "    if shift:\n        raise Rejected(\"'proof.method'", "    if False:\n        raise Rejected(\"'proof.method'"),
    ("gentle midpoint", "    if shift and k <= GENTLE:\n", "    if False:\n"),
    ("midpoint called a staircase", 'centre = f"(i - {shift}) d" if shift else "i d"', 'centre = "i d"'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), MUTANTS, ids=[name for name, _, _ in MUTANTS])
def test_faulty_checker_of_sup_norms_is_noticed(name, old, new):
    assert old in SOURCE, "the checker no longer contains what this mutant alters"
    faulty = load(SOURCE.replace(old, new))

    def noticed(fact):
        try:
            return fact(faulty) != []
        except Exception:
            return True

    assert any(noticed(fact) for fact in (misjudged, misstated, *FACTS))


# --- Random changes of valid certificates -------------------------------------------------------


@functools.cache
def sup(steps, k, shift=0):
    """The sup-norm of a staircase, moved by a shift, to some 40 digits."""
    flint.ctx.prec = 300
    return sup_of_stairs(steps, k, shift)


def stairs_of(construction):
    """Sigmoids, k and shift."""
    moved = construction["kind"] == "midpoint"
    return construction["n"] - (not moved), F(construction["k"]), F(moved, 2)


def moved_decimal(rng, text):
    """A decimal with one digit changed, or another exponent."""
    mantissa, exponent = text.split("e")
    if rng.random() < 0.2:
        return f"{mantissa}e{int(exponent) + rng.choice([-1, 1])}"
    place = rng.randrange(len(mantissa))
    digit = rng.choice("0123456789") if mantissa[place] != "." else "."
    changed = mantissa[:place] + digit + mantissa[place + 1 :]
    return f"{changed}e{exponent}"


def moved_number(rng, text):
    value = F(text)
    change = rng.choice(
        [
            F(0),
            -2 * value,
            F(1),
            F(-1),
            value * F(1, 10 ** rng.randint(1, 12)),
            F(1, 2 ** rng.randint(1, 40)),
        ]
    )
    return str(value + change)


def moved_leaves(rng, words):
    """Leaves left out, doubled, swapped, of another depth, with other centres and counts."""
    parts = words.split(" ")
    i, j = rng.randrange(len(parts)), rng.randrange(len(parts))
    kind = rng.randrange(6)
    if kind == 0:
        del parts[i]
    elif kind == 1:
        parts.insert(i, parts[j])
    elif kind == 2:
        parts[i], parts[j] = parts[j], parts[i]
    elif kind == 3:
        parts[i] = str(max(int(parts[i].split("*")[0].split(":")[0]) + rng.choice([-2, -1, 1]), 0))
    elif kind == 4:
        parts[i] = parts[i].split("*")[0].split(":")[0] + f":{rng.getrandbits(rng.randint(1, 90))}"
    else:
        parts[i] = parts[i].split("*")[0].split(":")[0] + f"*{rng.randint(1, 9)}"
    return " ".join(parts)


def changed(rng, document):
    """One or two changes of a certificate, sealed again."""
    document = json.loads(json.dumps(document))
    claim, construction, proof = (document[name] for name in ("claim", "construction", "proof"))
    for _ in range(rng.choice([1, 1, 2])):
        kind = rng.choice(
            [
                "bound",
                "bound",
                "tight",
                "tight",
                "leaves",
                "leaves",
                "bits",
                "witness",
                "construction",
                "claim",
                "fewer",
            ]
        )
        if kind == "bound":
            i = rng.randrange(2)
            proof["bound"][i] = moved_decimal(rng, proof["bound"][i])
        elif (
            kind == "tight"
            and "k" in construction
            and construction["n"] > 1
            and F(construction["k"]) > 0
        ):
            truth, digits = sup(*stairs_of(construction)), rng.randint(3, 30)
            side = rng.randrange(2)  # an upper bound just below, or a lower bound just above
            nudged = truth * (1 + (1 - 2 * side) * arb(10) ** -digits)
            mantissa, exponent = (
                nudged.str(40, radius=False, more=True).replace("e+", "e").partition("e")[::2]
            )
            value = F(mantissa) * F(10) ** int(exponent or 0)
            proof["bound"][side] = rounded(value, 35, up=False)
        elif kind == "leaves" and proof["leaves"]:
            i = rng.randrange(len(proof["leaves"]))
            proof["leaves"][i] = moved_leaves(rng, proof["leaves"][i])
        elif kind == "bits":
            proof[rng.choice(["bits", "grid"])] += rng.choice([-40, -8, -1, 1, 64])
        elif kind == "witness":
            proof["witness"] = moved_number(rng, proof["witness"])
        elif kind == "fewer" and proof.get("fewer"):
            proof["fewer"] = moved_number(rng, proof["fewer"])
        elif kind == "claim":
            if "eps" in claim:
                claim["eps"] = moved_number(rng, claim["eps"])
            else:
                i = rng.randrange(2)
                claim["domain"][i] = moved_number(rng, claim["domain"][i])
        elif kind == "construction":
            if "k" in construction and rng.random() < 0.2:
                construction["kind"] = "midpoint" if construction["kind"] == "staircase" else "staircase"
            elif "k" in construction and rng.random() < 0.5:
                construction["k"] = moved_number(rng, construction["k"])
            elif "n" in construction:
                construction["n"] += rng.choice([-2, -1, 1, 2])
            else:
                i, j = rng.randrange(len(construction["terms"])), rng.randrange(3)
                construction["terms"][i][j] = moved_number(rng, construction["terms"][i][j])
    return document


def false_claim(document, theorem):
    """What is provably false in an accepted certificate."""
    claim, construction, proof = (document[name] for name in ("claim", "construction", "proof"))
    flint.ctx.prec = 300
    low, high = (arb_fraction(F(text)) for text in proof["bound"])
    if "k" in construction:
        steps, k, shift = stairs_of(construction)
        truth = sup(steps, k, shift)
        wrong = [] if low <= truth and not truth > high else [f"{proof['bound']}, but {truth}"]
        if claim["kind"] == "relu":
            wrong += ["eps"] if truth > arb_fraction(F(claim["eps"])) else []
            wrong += (
                ["least"]
                if theorem.least
                and steps > 1
                and not sup(steps - 1, k, shift) > arb_fraction(F(claim["eps"]))
                else []
            )
        return wrong
    p, q = (F(end) for end in claim["domain"])
    flint.ctx.prec = 300

    def error(x):
        value = arb_fraction(max(x, F(0)) - F(construction["constant"]))
        for a, b, c in construction["terms"]:
            value -= arb_fraction(F(a)) * sigmoid(arb_fraction(F(b) * x + F(c)))
        return abs(value)

    places = [p + (q - p) * i / 200 for i in range(201)]
    wrong = [f"{proof['bound'][1]} at {x}" for x in places if error(x) > high]
    return wrong + ([] if error(F(proof["witness"])) >= low else ["witness"])


def accepted_and_false(rounds, seed):
    rng, accepted = random.Random(seed), 0
    documents = [json.loads(data) for data, _ in issued()]
    for _ in range(rounds):
        document = changed(rng, rng.choice(documents))
        try:
            theorem = checker.check(sealed(document), None)
        except (checker.Rejected, checker.Malformed, checker.Undecided):
            continue
        accepted += 1
        wrong = false_claim(document, theorem)
        assert not wrong, (document, wrong)
    return accepted


def test_changed_certificates_are_refused_or_true():
    assert accepted_and_false(300, 0) > 12


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 5))
def test_many_changed_certificates_are_refused_or_true(seed):
    assert accepted_and_false(10_000, seed) > 400


# --- Certificates that would keep the checker busy -----------------------------------------------

LONG = str(10**1099 + 7)
WIDE = (-F(10**1099 + 7, 3), F(10**1099 + 7, 2))
ENDLESS = {
    "5*10^7 terms of 8192 bits": (lambda: supnorm(staircase(10**9, F(1, 10**4)), ["1e-1", "9e0"], bits=8192), "work"),
    "2^64 leaves, counted": (lambda: supnorm(sums([(1, 1, 0)]), ["1e-1", "9e0"], ["64*99999999"] * 2, grid=64), "work"),
    "leaves of a sum without sigmoids": (lambda: supnorm(NOTHING, ["1e-1", "9e0"], ["64*99999999"] * 2, grid=64), "work"),
    "40,000 leaves of order 24": (lambda: supnorm(sums([(1, 1, 0)]), ["1e-1", "9e0"], ["16*40000"] * 2, bits=2048, order=24), "work"),
    "20,000 counts": (lambda: supnorm(NOTHING, ["1e-1", "9e0"], [" ".join(["8000*99999999"] * 30_000), "0"], grid=8192), "work"),
    "1,000 sigmoids of 8192 bits": (lambda: supnorm(sums([(1, i, 0) for i in range(1, 1001)]), ["1e-1", "9e0"], ["13*8192"] * 2, bits=8192, grid=8192), "work"),
    "the cell with 8192 bits": (lambda: supnorm(staircase(10**6, 3), ["1e-1", "9e0"], ["15*32768"], bits=8192, grid=8192), "work"),
    "25,000 sigmoids of 8192 bits": (lambda: supnorm(sums([(1, i, 0) for i in range(1, 25_001)]), ["1e-1", "9e0"], ["0", "0"], bits=8192), "too many"),
    "30,000 sigmoids on a wide domain": (lambda: supnorm(sums([(1, i, 0) for i in range(1, 30_001)]), ["1e-1", "9e0"], ["0", "0"], domain=WIDE), "too many"),
    "least of 8192 bits": (lambda: one_relu(10**9, F(1, 10**4), 1, ["1e-1", "9e-1"], fewer=1, bits=8192), "work"),
    "numbers of 1,100 digits": (lambda: supnorm({"kind": "sum", "constant": "0", "terms": [[f"{LONG}/3", f"{LONG}/13", f"-{LONG}/11"]] * 20}, ["1e-1", "9e0"], ["1*2", "1*2"], domain=WIDE), "leaf 0"),
    "bounds in a long list": (lambda: supnorm(staircase(9, 4), ["1e-1"] * 50_000, ["0"]), "two bounds"),
    "pieces in a long list": (lambda: supnorm(staircase(9, 4), ["1e-1", "9e0"], ["0"] * 50_000), "1 entries"),
    "a bound of 1,100 digits": (lambda: supnorm(staircase(9, 4), ["9." + "9" * 1100 + "e-9999", "9." + "9" * 1100 + "e-9998"], ["4*16"]), "leaf 0"),
    "centres of 2,500 digits": (lambda: supnorm(staircase(9, 4), ["1e-1", "9e0"], ["0:1" + "0" * 2499]), "its centre"),
    "k of 1,100 digits": (lambda: supnorm(staircase(10**1099, F(10**1099 + 7, 10**1099)), ["1e-2", "9e0"]), "does not lie"),
    "k of size 10^1099": (lambda: supnorm(staircase(10**1099, 10**1099), ["9e-1", "9e0"], ["4*16"], bits=8192, grid=8192), "proof.witness"),
}  # fmt: skip
RUN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
sys.path.insert(0, sys.argv[1])
import checker
sys.exit(checker.main([sys.argv[2]]))
"""


def judged(data, folder):
    """Exit code and message of the checker, in a process that may use a minute and a gigabyte."""
    (folder / "c.json").write_bytes(data)
    command = [sys.executable, "-c", RUN, str(Path(checker.__file__).parent), "c.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.parametrize("name", ENDLESS)
def test_certificates_that_would_take_for_ever_are_refused(name, tmp_path):
    make, part = ENDLESS[name]
    code, message = judged(sealed(make()), tmp_path)
    assert code == (2 if "malformed" in message else 1)
    assert part in message
    assert message.count("\n") == 1


def test_deep_lists_are_not_indented(tmp_path):
    """Canonical, these 3 MB would be 1.4 GB."""
    deep = b'{"schema":"certify/1.0","x":' + b"[" * 900 + b"0," * 1_500_000 + b"0" + b"]" * 900 + b"}"
    assert judged(deep, tmp_path) == (
        2,
        "certify: malformed: not in canonical form (sorted keys, indent 1, one newline at the end)\n",
    )


@pytest.mark.parametrize(
    ("term", "bits", "grid", "order"),
    [((int(LONG), 1, 1), 256, 10, 24), ((1, int(LONG), 1), 32, 8192, 2), ((1, 1, int(LONG)), 64, 64, 8)],
    ids=["weights", "slopes", "offsets"],
)
def test_long_numbers_are_work(term, bits, grid, order):
    """A leaf takes longer by hardly more than its work is more."""

    def seconds(piece):
        start = time.process_time()
        piece.form(0, 1 << piece.grid - 1, 1 << piece.grid, order)
        return time.process_time() - start

    long, short = (
        checker.Piece(F(0), F(0), [tuple(map(F, numbers))] * 200, bits, width)
        for numbers, width in ((term, grid), ((1, 1, 1), 10))
    )
    slower = min(seconds(long) for _ in range(5)) / min(seconds(short) for _ in range(5))
    assert slower < 3 * long.work(order) / short.work(order)


def test_honest_certificates_are_within_the_budgets():
    """10^4 terms in some leaves, some terms in 10^5 leaves, and the cell with 1,000 digits."""
    checker.afford(2 * 1000 * checker.Piece(0, 0, [(F(1), F(1), F(0))] * 10_000, 64, 64).work(7))
    checker.afford(2 * 10**5 * checker.Piece(0, 0, [(F(1), F(1), F(0))] * 100, 96, 64).work(11))
    checker.afford(2 * 20 * checker.Cell(10**9, F(201, 100), 3400, 1720).work(3))


# --- The issuing side ----------------------------------------------------------------------------

TOLERANCES = ["51/100", "1/3", "1/10", "7/100", "1/100", "1e-3", "1e-6"]


@pytest.mark.parametrize("k", ["1e-3", "1/2", "1", "2", "2.000001", "37/10", "4", "8", "50", "1000"])
def test_least_n_is_least(k):
    """With one sigmoid less the error exceeds eps, and the certificate says so."""
    flint.ctx.prec = 300
    for eps in TOLERANCES[:: 1 if F(k) >= 1 else 2]:
        found = certify.relu(eps, k=k, method="enclosure")
        steps, tolerance = found.n - 1, arb_fraction(F(eps))
        assert found.verdict == "certified"
        if F(k) >= F(1, 2) or steps < 3000:
            assert not sup(steps, F(k)) > tolerance
            assert arb_fraction(F(found.bound[0])) <= sup(steps, F(k))
            assert steps == 1 or sup(steps - 1, F(k)) > tolerance
        assert checker.check(found.data(), None).least
        if steps > 1:
            less = certify.relu(eps, k=k, n=found.n - 1, method="enclosure")
            assert less.verdict == "not-certified"
            assert F(less.bound[0]) > F(eps)


def test_an_error_that_is_eps_exactly_is_not_decided():
    """One sigmoid with k <= 4 errs by exactly 1/2: the next number meets eps, and is not called least."""
    for k in ("1", "2"):
        found = certify.relu("1/2", k=k, method="enclosure")
        assert (found.verdict, found.n) == ("certified", 3)
        assert not checker.check(found.data(), None).least
        assert certify.relu("1/2", k=k, n=2, method="enclosure").verdict == "undecided"


def test_one_cell_decides_for_small_n():
    """The bounds against the error at many places of [-1, 1]."""
    for steps in (1, 2, 3, 7):
        for k in (F(1, 10), F(1), F(2), F(21, 10), F(37, 10), F(6), F(40)):
            low, high = (
                float(F(text)) for text in certify.supnorm(Staircase(steps + 1, k), digits=6).bound
            )
            x = np.linspace(-1, 1, 4000 * steps + 1)
            g = (
                sum(0.5 + 0.5 * np.tanh(0.5 * float(k) * (steps * x - i)) for i in range(1, steps + 1))
                / steps
            )
            brute = np.abs(np.maximum(x, 0) - g).max()
            assert low - 1e-2 * low < brute < high + 1e-12


def test_bounds_of_staircases_contain_the_truth():
    rng = random.Random(0)
    flint.ctx.prec = 300
    for _ in range(25):
        steps = rng.choice([1, 2, 40, rng.randint(1, 10**9), 10**60])
        k = F(rng.choice([2 + 10 ** rng.uniform(-9, 0), rng.uniform(1, 60), rng.uniform(0.5, 2)]))
        found = certify.supnorm(Staircase(steps + 1, k), digits=rng.choice([1, 9, 15, 30]))
        low, high = (arb_fraction(F(text)) for text in found.bound)
        assert found.verdict == "certified"
        assert low <= sup(steps, k)
        assert not sup(steps, k) > high


def random_sum(rng, kind):
    def number(size, digits=1000):
        return F(rng.randint(-size * digits, size * digits), digits)

    terms = [(number(9), number(60), number(30)) for _ in range(rng.randint(1, 5))]
    if kind == "large":
        terms = [(a * 10**30, b, c) for a, b, c in terms]
    if kind == "cancelling":
        terms += [(-a * (1 + F(1, 10**9)), b, c) for a, b, c in terms]
    if kind == "double":
        terms += terms
    if kind == "flat":
        terms += [(number(9), F(0), number(3)) for _ in range(2)]
    return SigmoidSum.of(terms, number(3))


@pytest.mark.parametrize("kind", ["plain", "large", "cancelling", "double", "flat"])
@pytest.mark.parametrize("target", ["relu", "sum"])
def test_bounds_of_sums_contain_the_truth(kind, target):
    """The error at the witness, and at 300 places."""
    rng = random.Random(f"{kind} {target}")
    for _ in range(3):
        g, h = random_sum(rng, kind), random_sum(rng, kind)
        on = sorted([F(rng.randint(-30, 30), 10), F(rng.randint(-30, 29), 10) + F(1, 30)])
        options = {"max_leaves": 3} if rng.random() < 0.3 else {}
        found = certify.supnorm(
            g, h if target == "sum" else "relu", on=on, digits=5, timeout=20, **options
        )
        flint.ctx.prec = 300

        def value(s, x):
            return sum(
                (arb_fraction(a) * sigmoid(arb_fraction(b * x + c)) for a, b, c in s.terms),
                arb_fraction(s.constant),
            )

        low, high = (arb_fraction(F(text)) for text in found.bound)
        places = [on[0] + (on[1] - on[0]) * i / 300 for i in range(301)]
        errors = [
            abs((value(h, x) if target == "sum" else arb_fraction(max(x, F(0)))) - value(g, x))
            for x in places
        ]
        assert not any(error > high for error in errors)
        if found.verdict == "certified":
            theorem = checker.check(found.data(), None)
            x = theorem.enclosure.witness
            assert (
                abs((value(h, x) if target == "sum" else arb_fraction(max(x, F(0)))) - value(g, x))
                >= low
            )
            assert (high - low) <= 2 * high * arb(10) ** -5
        else:
            assert found.reason
            assert "max_leaves" in options


def test_used_up_budgets_leave_true_bounds():
    flint.ctx.prec = 300
    for options in ({"max_leaves": 1}, {"timeout": "1e-9"}):
        found = certify.supnorm(Staircase(41, 5), digits=12, **options)
        assert found.verdict == "undecided"
        assert arb_fraction(F(found.bound[0])) <= sup(40, F(5)) <= arb_fraction(F(found.bound[1]))


A, B = SigmoidSum.of([(F(1), F(1), F(1))]), SigmoidSum.of([(F(1) + F(1, 10**50), F(1), F(1))])
BAD = {
    "no sum": lambda: certify.supnorm(None),
    "no target": lambda: certify.supnorm(A, None),
    "terms that are no list": lambda: certify.supnorm(SigmoidSum(F(0), 5)),
    "terms that are no triples": lambda: certify.supnorm(SigmoidSum(F(0), (5, 6))),
    "terms of text": lambda: certify.supnorm(SigmoidSum(F(0), "abc")),
    "pairs": lambda: certify.supnorm(SigmoidSum(F(0), ((1, 2),))),
    "the same": lambda: certify.supnorm(A, A),
    "the same in parts": lambda: certify.supnorm(SigmoidSum.of([*A.terms, *A.terms]), SigmoidSum.of([(F(2), F(1), F(1))])),
    "nothing and nothing": lambda: certify.supnorm(SigmoidSum.of([]), SigmoidSum.of([])),
    "an empty domain": lambda: certify.supnorm(A, on=(1, 1)),
    "one end": lambda: certify.supnorm(A, on=(1,)),
    "a number for the domain": lambda: certify.supnorm(A, on=1),
    "an engine of another name": lambda: certify.supnorm(A, engine="x"),
    "a list of engines": lambda: certify.supnorm(A, engine=["arb"]),
    "too many digits for doubles": lambda: certify.supnorm(A, engine="ival", digits=40),
    "no digits": lambda: certify.supnorm(A, digits=0),
    "1,001 digits": lambda: certify.supnorm(A, digits=1001),
    "no time": lambda: certify.supnorm(A, timeout=0),
    "no leaves": lambda: certify.supnorm(A, max_leaves=0),
    "n = 1": lambda: certify.supnorm(Staircase(1, F(4))),
    "k = 0": lambda: certify.supnorm(Staircase(5, F(0))),
    "k of text": lambda: certify.supnorm(Staircase(5, "x")),
    "a staircase elsewhere": lambda: certify.supnorm(Staircase(5, F(4)), on=(0, 1)),
    "eps = 0": lambda: certify.relu(0, method="enclosure"),
    "n = 1 for one relu": lambda: certify.relu("1/10", n=1, method="enclosure"),
    "n of 1,000 digits": lambda: certify.relu("1e-1000", k=4, method="enclosure"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_bad_input(name):
    with pytest.raises(BadInput):
        BAD[name]()


EXTREME = {
    "nothing": (lambda: certify.supnorm(SigmoidSum.of([])), F(1)),
    "a constant": (lambda: certify.supnorm(SigmoidSum.of([], F(1, 2))), F(1, 2)),
    "a constant and nothing": (lambda: certify.supnorm(SigmoidSum.of([], F(1, 2)), SigmoidSum.of([])), F(1, 2)),
    "flat": (lambda: certify.supnorm(SigmoidSum.of([(F(1), F(0), F(0))]), SigmoidSum.of([])), F(1, 2)),
    "tiny": (lambda: certify.supnorm(SigmoidSum.of([(F(1, 10**400), F(0), F(0))]), SigmoidSum.of([])), F(1, 2 * 10**400)),
    "large": (lambda: certify.supnorm(SigmoidSum.of([(F(10**400), F(0), F(0))]), SigmoidSum.of([])), F(10**400, 2)),
    "far": (lambda: certify.supnorm(SigmoidSum.of([(F(1), F(1), F(-(10**400)))])), F(1)),
    "steep": (lambda: certify.supnorm(SigmoidSum.of([(F(1), F(10**400), F(0))]), timeout="1/10"), F(1)),
    "wide": (lambda: certify.supnorm(A, on=(-(10**400), 0), timeout="1/10"), F(74, 100)),
    "nearly the same": (lambda: certify.supnorm(A, B, timeout="1/10"), F(88, 10**52)),
    "a long timeout": (lambda: certify.supnorm(SigmoidSum.of([]), timeout="1e400"), F(1)),
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREME)
def test_extreme_sums_have_true_bounds_and_no_crash(name):
    make, near = EXTREME[name]
    found = make()
    low, high = (F(text) for text in found.bound)
    assert found.verdict in ("certified", "undecided")
    assert low <= near * F(101, 100)
    assert near * F(99, 100) <= high


def test_a_difference_that_cancels_by_symmetry_is_nothing():
    """S(x) + S(-x) = 1, which is seen from the terms; no precision would tell it from a small error."""
    both = SigmoidSum.of([(F(1), F(1), F(0)), (F(1), F(-1), F(0))])
    with pytest.raises(BadInput, match="the same function"):
        certify.supnorm(both, SigmoidSum.of([], F(1)))
