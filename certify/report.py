"""A checked certificate for people: the claim, the formula with its numbers, how to check it again.

Everything is rendered from the Theorem that the checker returned, so that nothing is shown which it
did not compute or confirm itself.
"""

from __future__ import annotations

from fractions import Fraction

from certify.checker import GENTLE, Theorem, Unit
from certify.errors import BadInput
from certify.exact import rough

FORMATS = ("text", "markdown")
MOST_UNITS = 12
STAIRCASES = (
    "|f(x) - g(x)| <= sum over the units of |v| (r B(n, k) + rounding),",
    "B(n, k) = d (1 + log(1 + exp(-k))/k),  d = 1/(n-1),  r >= range of the unit's input",
)
SUMS = (
    "|f(x) - g(x)| <= sum over the units of |v| r E + rounding,",
    "E >= sup over [-1, 1] of |relu - sum|, shown by leaves,  r >= |the unit's input|",
)
GRADED = (
    "sup over [-1, 1] of |relu - g| <= Theta (2 beta + 56) exp(-beta) + d^2/96 + d^4/200 + rounding,",
    "for g = C + (2/d + d/8) S(d x) - sum of A (S(b x + c) - S(b x - c)) and all its sizes",
)


def render(theorem: Theorem, certificate: str, style: str = "text") -> str:
    """The report on an accepted certificate.

    Args:
        theorem: what :func:`certify.check` returned.
        certificate: the path to name in the instructions.
        style: ``text`` or ``markdown``.

    Raises:
        BadInput: another style.
    """
    if style not in FORMATS:
        raise BadInput(f"'format' must be one of {', '.join(FORMATS)} (got {style!r:.60})")
    sections = [
        ("Verdict", ["accepted: every number below was computed again by the checker"]),
        ("Claim", [theorem.statement]),
        *SECTIONS[theorem.kind](theorem),
        ("Check it again", _commands(theorem, certificate)),
    ]
    if style == "markdown":
        return _markdown(sections)
    lines = []
    for title, body in sections:
        lines += [title, "-" * len(title), *body, ""]
    return "\n".join(lines).rstrip()


def _markdown(sections: list[tuple[str, list[str]]]) -> str:
    lines = ["# Certificate", ""]
    for title, body in sections:
        fenced = title not in ("Verdict", "Claim")
        lines += [f"## {title}", "", *(["```text"] if fenced else [])]
        lines += (
            body
            if fenced
            else [line.replace("|", r"\|").replace("*", r"\*").replace("_", r"\_") for line in body]
        )
        lines += [*(["```"] if fenced else []), ""]
    return "\n".join(lines).rstrip()


def _percent(part: Fraction, whole: Fraction) -> str:
    return f"{rough(100 * part / whole)} %"


def _margin(theorem: Theorem) -> list[str]:
    lines = [f"bound  {theorem.bound[0]}", f"    .. {theorem.bound[1]}"]
    if theorem.eps is not None and theorem.slack is not None:
        left = Fraction(theorem.slack[0])
        lines.append(f"eps    {theorem.eps}")
        lines.append(f"left   {theorem.slack[0]}  ({_percent(left, theorem.eps)} of eps)")
    return lines


def _one_side(theorem: Theorem) -> list[str]:
    if theorem.side is None:
        return []
    return [
        f"g lies {theorem.side} the function; moved back by half of the bound it is within that half"
    ]


def _enclosure(theorem: Theorem) -> list[tuple[str, list[str]]]:
    proof = theorem.enclosure
    if proof is None:
        raise TypeError("a theorem by an enclosure is needed")
    lines = [f"{proof.texts[0]} <= sup |error| <= {proof.texts[1]}"]
    lines += _one_side(theorem)
    lines.append(f"the error is at least the lower bound at x = {proof.witness}")
    if proof.count:
        lines.append(
            f"{proof.count} leaves, on each of which Taylor polynomials of order {proof.order} show it,"
        )
        lines.append(f"in integers times 2^-{proof.bits}")
    if theorem.k is not None:
        lines.append(f"n = {theorem.n} ({theorem.sigmoids} sigmoids), k = {theorem.k}; " + (
            "for k <= 2 the error is largest at x = 1" if theorem.k <= GENTLE else
            f"one cell of the {theorem.construction}, 1 - d <= x <= 1, decides for every n"
        ))  # fmt: skip
    if theorem.eps is not None:
        lines += _margin(theorem)[2:]
    if theorem.least:
        lines.append(f"n = {theorem.n} is the least n: the error with fewer sigmoids exceeds eps")
    return [("Enclosure of the sup-norm", lines)]


def _relu(theorem: Theorem) -> list[tuple[str, list[str]]]:
    if theorem.enclosure is not None:
        return _enclosure(theorem)
    if theorem.k is None:
        return [("Closed-form bound", [*GRADED, *_one_side(theorem), *_margin(theorem)])]
    steps = theorem.sigmoids
    formula = [
        "sup over x <= 1 of |relu(x) - g(x)| <= B(n, k) = d (1 + log(1 + exp(-k))/k),  d = 1/(n-1)",
        f"n = {theorem.n} ({steps} sigmoids), k = {theorem.k}, d = 1/{steps}",
        *_margin(theorem),
    ]
    if theorem.least:
        formula.append(f"n = {theorem.n} is the least n whose closed-form bound is at most eps")
    return [("Closed-form bound", formula)]


def _network(theorem: Theorem) -> list[tuple[str, list[str]]]:
    inputs, hidden, outputs = theorem.shape or (0, 0, 0)
    by_sums = theorem.construction == "sums"
    title = "Errors of the sums" if by_sums else "Closed-form bound"
    size = f"{theorem.sigmoids} {theorem.neurons}"
    formula = [
        *(SUMS if by_sums else STAIRCASES),
        f"{inputs} inputs, {hidden} hidden ReLUs, {outputs} outputs; {size}",
        *_margin(theorem),
    ]
    ranked = sorted(theorem.units, key=lambda unit: -Fraction(unit.share[1]))
    scaled = "scaled sum" if by_sums else "staircase"
    count = f"{theorem.neurons:<10}"
    rows = [f"hidden units          kind        {count} share of the bound   {scaled}"]
    for unit in ranked[:MOST_UNITS]:
        names = ", ".join(map(str, unit.members))
        names = names if len(names) <= 20 else names[:17] + "..."
        share = rough(Fraction(unit.share[1]), 6)
        row = f"{names:<20}  {unit.kind:<10}  {unit.sigmoids:>8}   {share:<18}   {_scaled(unit)}"
        rows.append(row.rstrip())
    if len(ranked) > MOST_UNITS:
        rows.append(f"and {len(ranked) - MOST_UNITS} more with smaller shares")
    files = [f"{digest}  {name}" for name, digest in theorem.files]
    return [
        (f"{title}, over the network", formula),
        ("Units by their share", rows),
        ("Files, by SHA-256", files),
    ]


def _scaled(unit: Unit) -> str:
    """The parameters of a staircase or of a sum."""
    if unit.r is None:
        return ""
    which = f"n = {unit.n}, k = {unit.k}" if unit.error is None else f"E = {rough(unit.error, 6)}"
    return f"{which}, r = {rough(unit.r, 6)}"


def _function(theorem: Theorem) -> list[tuple[str, list[str]]]:
    if theorem.curve is not None:
        line, softs = theorem.curve.line, theorem.curve.softs
        points = [f"({rough(x, 6)}, {rough(y, 6)})" for x, y in line]
        named = points if len(points) <= MOST_UNITS else [*points[: MOST_UNITS - 1], "...", points[-1]]
        corners = [f"F is linear between its {len(points)} points", ", ".join(named)]
        for (p, q), w in softs.items():
            corners.append(f"plus {rough(w, 6)} log(1+exp({rough(p, 6)} x + {rough(q, 6)}))")
        return [("Corners of F, computed exactly", corners), *_enclosure(theorem)]
    steps = theorem.steps
    if steps is None:
        raise TypeError("a theorem about a function is needed")
    a, b = steps.domain
    formula = [
        "|F(x) - g(x)| <= M h (1/2 + 2 log(2)/k) + delta,  h = (b - a)/m",
        f"[a, b] = [{a}, {b}], m = {theorem.sigmoids} sigmoids, k = {theorem.k}",
        f"M = {steps.slope} bounds the slopes of F, enclosed on {steps.pieces} equal pieces of [a, b]",
        f"delta = {steps.rounding} bounds |y_i - F(a + i h)|, enclosed at every i = 0, ..., m",
        *_margin(theorem),
        f"m = {theorem.sigmoids} is the least m for these M, k and delta",
    ]
    return [("Closed-form bound", formula)]


def _best_approximation(theorem: Theorem) -> list[tuple[str, list[str]]]:
    formula = [
        "2 sup |relu - g| >= |relu(x2) - (1 - p) relu(x1) - p relu(x3)|,  p = (P2 - P1)/(P3 - P1),",
        "P(x) = (S(b x + c) - S(c))/(S(b + c) - S(c)), at triples of points for all b and c",
        *_margin(theorem),
        "the upper bound by C + a S(b x + c) with the numbers of the certificate",
    ]
    return [("Error of best approximation", formula)]


SECTIONS = {
    "relu": _relu, "supnorm": _enclosure, "best-approximation": _best_approximation,
    "function": _function, "network": _network,
}  # fmt: skip


def _commands(theorem: Theorem, certificate: str) -> list[str]:
    lines = [f"certify check {certificate}"]
    lines.append(f"python certify/checker.py {certificate}    (one file, standard library only)")
    source = {"relu": "staircase", "network": "shallow_network", "function": "universal"}.get(
        theorem.kind
    )
    if theorem.kind == "best-approximation":
        source = "three_points"
    elif theorem.enclosure is not None:
        source = {"staircase": "one_cell", "midpoint": "midpoint"}.get(theorem.construction or "")
    elif theorem.kind == "relu" and theorem.k is None:
        source = "graded_sum"
    if source is None:
        return lines
    lines.append(f"certify derive {source}    (where the formula comes from)")
    return lines
