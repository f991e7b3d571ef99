"""Certificates for two-sided bounds of a sup-norm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from certify import checker
from certify.certificate import Certificate, Verdict
from certify.checking import confirmed
from certify.constructions import SigmoidSum, Stairs
from certify.errors import BadInput
from certify.exact import positive, rational, shown, whole
from certify.issuing.expressions import curve, read_expression
from certify.issuing.options import UNITS, interval_of, steepness
from certify.search import Budget
from certify.supnorm_bound import SumError, SupNorm, enclosed, staircase_error

MOST_DIGITS = 1000
LONGEST = 10**9
"""Seconds."""


def supnorm(
    g: Stairs | SigmoidSum,
    target: str | SigmoidSum = "relu",
    on: Sequence[Any] = (-1, 1),
    digits: Any = 15,
    engine: str | None = None,
    max_leaves: Any = None,
    timeout: Any = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Certificate:
    """lower <= sup over [a, b] of |F(x) - g(x)| <= upper, F made of lines, or of |h(x) - g(x)|.

    Args:
        g: a Staircase or Midpoint (for which the cost does not depend on n) or any SigmoidSum.
        target: ``relu``, another SigmoidSum h, or an expression F in x made of abs, relu, lines and
            their softplus, such as ``relu(x) - relu(x - 6)`` or ``softplus(x)``.
        on: (a, b), the ends of the domain, exact; [-1, 1] for a Staircase or Midpoint.
        digits: the bounds differ by at most 10^-digits of them, 1 to 1,000.
        engine: that finds the leaves, ``integers`` (default), ``arb``, ``ival`` or ``mpmath``.
        max_leaves, timeout: a budget of leaves and of seconds.
        progress: is told what is being done.

    Returns:
        A Certificate with `bound` = (lower, upper) as decimals, and in `witness` a place where the
        error is at least `lower`; ``undecided``, with the best bounds so far, when the budget is used
        up.

    Raises:
        BadInput: an argument out of range.
        Undecided: no precision that the checker has is enough.

    >>> from certify import Staircase, supnorm
    >>> found = supnorm(Staircase(41, 4), digits=6)
    >>> found.verdict, found.bound
    ('certified', ('1.3248932e-2', '1.3248933e-2'))
    """
    places = whole(digits, "digits", 1)
    if places > MOST_DIGITS:
        raise BadInput(f"'digits' must be at most {MOST_DIGITS} (got {digits!r:.60})")
    budget = budget_of(max_leaves, timeout, progress)
    low, high = interval_of(on)
    against: Any = "relu"
    name = "relu"
    progress("enclosing the sup-norm")
    if isinstance(g, Stairs):
        if target != "relu" or [low, high] != [-1, 1]:
            raise BadInput(f"a {g.kind} is compared with relu on [-1, 1]; take its .sum() otherwise")
        g = type(g)(whole(g.n, "n", g.first()), steepness(g.k, g.kind))
        found = staircase_error(g, places, budget, engine)
        construction = g.written()
        about: dict[str, Any] = dict(construction=g.kind, k=g.k, n=g.n, sigmoids=g.sigmoids)
        what = f"g = {g.kind} with n = {g.n}, k = {shown(g.k)}"
    else:
        g = error = _exact(g)
        construction = written(g)
        about = dict(construction="sum", k=None, n=None, sigmoids=len(g.terms))
        what = f"g = sum of {len(g.terms)} sigmoids"
        if isinstance(target, str):
            tree, formula = read_expression("relu(x)" if target == "relu" else target)
            f = curve(tree, low, high)
            if target != "relu":
                name, against = "F", {"kind": "expression", "expression": formula}
                what += f", F(x) = {formula}"
        else:
            h, f = _exact(target), checker.flat(Fraction(0), low, high)
            name, against, error = "h", written(h), g - h
            what += f", h = sum of {len(h.terms)} sigmoids"
        found = enclosed(SumError(error, f), places, budget, engine)
    claim = f"{found.lower} <= sup |{name}(x) - g(x)| <= {found.upper} over x in "
    claim += f"[{shown(low)}, {shown(high)}], {what}"
    document = {
        "schema": checker.SCHEMA,
        "claim": {"kind": "supnorm", "target": against, "domain": [str(low), str(high)]},
        "construction": construction,
        "proof": found.proof(),
    }
    about |= dict(claim=claim, eps=None, slack=("", ""))
    if found.reason:
        return issued(found, {}, about | {"reason": found.reason}, "undecided")
    progress("checking the certificate")
    return issued(found, document, about)


def issued(
    found: SupNorm, document: dict[str, Any], about: dict[str, Any], verdict: Verdict = "certified"
) -> Certificate:
    """The certificate with the bounds that were found, if the checker confirms it."""
    about = about | dict(bound=(found.lower, found.upper), method="enclosure", engine=found.engine)
    about["witness"] = f"x = {found.where}: the error is at least {found.lower}"
    if verdict != "certified":
        return Certificate(verdict, **about)
    if found.count:
        leaves = "1 leaf" if found.count == 1 else f"{found.count} leaves, each"
        note = f"{leaves} confirmed by the checker's own arithmetic"
        about["notes"] = (note, *about.get("notes", ()))
    return confirmed(Certificate("certified", document=document, **about))


def document_of(
    eps: Fraction,
    construction: dict[str, Any],
    proof: dict[str, Any],
    more: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """The certificate of a claim about relu, of which `more` may be said."""
    return {
        "schema": checker.SCHEMA,
        "claim": {"kind": "relu", "domain": ["-1", "1"], "eps": str(eps), **more},
        "construction": construction,
        "proof": proof,
    }


def budget_of(max_leaves: Any, timeout: Any, progress: Callable[[str], None]) -> Budget:
    """A budget from the options of a command."""
    limits: dict[str, Any] = {"progress": progress}
    if max_leaves is not None:
        limits["leaves"] = whole(max_leaves, "max-leaves", 1)
    if timeout is not None:
        limits["seconds"] = float(min(positive(timeout, "timeout"), rational(LONGEST)))
    return Budget(**limits)


def _exact(given: Any) -> SigmoidSum:
    """A sum of sigmoids with its numbers as exact rationals."""
    if not isinstance(given, SigmoidSum):
        raise BadInput(f"a Staircase or a SigmoidSum is needed (got {given!r:.60})")
    try:
        terms = [tuple(rational(t, "a, b, c") for t in term) for term in given.terms]
    except TypeError:
        raise BadInput("the terms of a SigmoidSum must be a list of (a, b, c)") from None
    if any(len(term) != 3 for term in terms):
        raise BadInput("every term of a SigmoidSum must be (a, b, c)")
    return SigmoidSum.of(terms, rational(given.constant, "constant"))  # type: ignore[arg-type]


def written(g: SigmoidSum, units: str = "sigmoid") -> dict[str, Any]:
    """The construction in a certificate."""
    kind, constant, scale = "sum", g.constant, UNITS[units]
    if units == "tanh":
        kind = "tanh-sum"
        constant += sum((a for a, _, _ in g.terms), Fraction(0)) / 2
    terms = [[str(scale * v) for v in term] for term in g.terms]
    return {"kind": kind, "constant": str(constant), "terms": terms}
