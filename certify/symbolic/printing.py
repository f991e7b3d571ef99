"""Derivations as text, Markdown or LaTeX."""

from certify.errors import BadInput
from certify.symbolic.derivation import Derivation

FORMATS = ("text", "markdown", "latex")


def render(derivation: Derivation, style: str = "text") -> str:
    """The derivation with every step, its rule, its premises and its hypotheses.

    Args:
        style: one of text, markdown, latex.

    Raises:
        BadInput: another style.
    """
    styles = {"text": _text, "markdown": _markdown, "latex": _latex}
    if style not in styles:
        raise BadInput(f"'format' must be one of {', '.join(FORMATS)} (got {style!r})")
    return styles[style](derivation)


def _numbered(derivation: Derivation):
    """(number, step, numbers of its premises) for every step."""
    numbers = {id(step.fact): n for n, step in enumerate(derivation.steps.values(), 1)}
    for n, step in enumerate(derivation.steps.values(), 1):
        yield n, step, [numbers[id(premise)] for premise in step.fact.premises]


def _basis(rule: str, premises: list[int]) -> str:
    name = rule.replace("_", " ")
    return f"{name}, from {', '.join(map(str, premises))}" if premises else name


def _text(derivation: Derivation) -> str:
    lines = [derivation.title, "=" * len(derivation.title), f"Source: {derivation.source}.", ""]
    for n, step, premises in _numbered(derivation):
        fact = step.fact
        lines.append(f"{n:3}. {step.name}: {step.reason}  [{_basis(fact.rule, premises)}]")
        lines.append(f"       {fact.statement}")
        if fact.given:
            lines.append(f"       given {', '.join(sorted(map(str, fact.given)))}")
    lines += ["", "Proved: " + ", ".join(derivation.results) + "."]
    return "\n".join(lines)


def _given_latex(fact) -> str:
    return ", ".join(sorted(relation.latex() for relation in fact.given))


def _markdown(derivation: Derivation) -> str:
    lines = [f"# {derivation.name}", "", f"`{derivation.title}`", ""]
    lines += [f"Source: {derivation.source}.", ""]
    for n, step, premises in _numbered(derivation):
        given = f" (given ${_given_latex(step.fact)}$)" if step.fact.given else ""
        lines.append(f"{n}. **{step.name}**: {step.reason} *[{_basis(step.fact.rule, premises)}]*")
        lines += ["", f"    ${step.fact.statement.latex()}${given}", ""]
    lines.append("Proved: " + ", ".join(f"**{name}**" for name in derivation.results) + ".")
    return "\n".join(lines)


_ESCAPES = str.maketrans(
    {c: rf"\{c}" for c in "_&%$#{}"} | {"^": r"\^{}", "<": r"$<$", ">": r"$>$", "|": r"$|$"}
)


def _latex(derivation: Derivation) -> str:
    lines = [
        r"\documentclass{article}",
        r"\usepackage{amsmath,amssymb}",
        r"\begin{document}",
        rf"\section*{{{derivation.name}}}",
        rf"{derivation.title.translate(_ESCAPES)}. Source: {derivation.source.translate(_ESCAPES)}.",
        r"\begin{enumerate}",
    ]
    for n, step, premises in _numbered(derivation):
        basis = _basis(step.fact.rule, premises)
        given = rf" \qquad ({_given_latex(step.fact)})" if step.fact.given else ""
        lines.append(
            rf"\item[{n}.] \textbf{{{step.name.translate(_ESCAPES)}}}: "
            rf"{step.reason.translate(_ESCAPES)} \emph{{[{basis}]}}"
        )
        lines.append(rf"\[ {step.fact.statement.latex()}{given} \]")
    proved = ", ".join(name.translate(_ESCAPES) for name in derivation.results)
    lines += [r"\end{enumerate}", f"Proved: {proved}.", r"\end{document}"]
    return "\n".join(lines)
