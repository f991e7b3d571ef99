"""Certificates of functions as a forger would write them."""

import copy
from fractions import Fraction

from certify import checker
from certify.checker import Range, expression, values

F = Fraction


def sealed(document) -> bytes:
    return checker.canonical({**document, "seal": checker.seal(document)})


def forge(text, domain, eps, slope, pieces=1, digits=6, rounding=None, steps=None, height=None):
    """A certificate for the forger's own slope, rounding, steps and heights, in which all else fits."""
    a, b = (F(end) for end in domain)
    eps, slope, tree, k = F(eps), F(slope), expression(text), 16
    rounding = F(1, 10**digits) if rounding is None else F(rounding)

    def bound(m, bits):
        return checker.step_bound(slope * (b - a) / max(m, 1), k, rounding, bits)

    m = 1 if steps is None else steps
    while steps is None and (eps - bound(m, 256)).sign() < 0:
        m += 1
    heights = [height] * (m + 1)
    for i in range(m + 1) if height is None else ():
        value = values(tree, Range.of(a + (b - a) * i / max(m, 1), 128))
        heights[i] = round((value.inf + value.sup) / 2 * 10**digits)
    return {
        "schema": checker.SCHEMA,
        "claim": {"kind": "function", "expression": text, "domain": [str(a), str(b)], "eps": str(eps)},
        "construction": {"kind": "steps", "k": str(k), "digits": digits, "values": " ".join(map(str, heights))},
        "proof": {
            "method": "closed-form", "slope": str(slope), "pieces": pieces, "rounding": str(rounding),
            "bound": checker.outward(bound(m, 256)), "slack": checker.outward(eps - bound(m, 256)),
        },
    }  # fmt: skip


def altered(document, place, new):
    """A certificate with another entry at a place, sealed again."""
    document = copy.deepcopy(document)
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = new(inner[place[-1]]) if callable(new) else new
    return sealed(document)
