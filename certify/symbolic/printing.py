"""Derivations as text, Markdown, LaTeX or HTML."""

from __future__ import annotations

import argparse
import html
import sys
from collections.abc import Sequence
from typing import NoReturn

from certify.errors import BadInput, CertifyError
from certify.symbolic.derivation import Derivation, Script
from certify.symbolic.statement import Cited, Fact, Statement, Value, escaped

FORMATS = ("text", "markdown", "latex", "html")


def render(derivation: Derivation, style: str = "text") -> str:
    """The derivation with every step, its rule, its premises and its hypotheses.

    Args:
        style: one of text, markdown, latex, html.

    Raises:
        BadInput: another style.
    """
    styles = {"text": _text, "markdown": _markdown, "latex": _latex, "html": _html}
    if style not in styles:
        raise BadInput(f"'format' must be one of {', '.join(FORMATS)} (got {style!r:.60})")
    return styles[style](derivation)


def _numbered(derivation: Derivation):
    """(number, step, what its fact rests on) for every step."""
    numbers = {id(step.fact): n for n, step in enumerate(derivation.steps.values(), 1)}
    for n, step in enumerate(derivation.steps.values(), 1):
        name = step.fact.rule.replace("_", " ")
        if any(id(premise) not in numbers for premise in step.fact.premises):
            name, known = "quoted", []
        else:
            known = [str(numbers[id(premise)]) for premise in step.fact.premises]
        yield n, step, f"{name}, from {', '.join(known)}" if known else name


def _remarks(derivation: Derivation) -> list[str]:
    """The last lines: what was shown, what it cites, and what a proof assistant has checked."""
    lines = [f"{derivation.status.capitalize()}: {', '.join(derivation.results)}."]
    lines += [f"Cites: {source}." for source in derivation.cites]
    lines += [
        f"Checked by Coq as well: theorem {kernel.theorem} in {kernel.file}."
        for kernel in derivation.kernel
    ]
    return lines


def _given(fact: Fact) -> list[str]:
    return sorted(map(str, fact.given))


def _text(derivation: Derivation) -> str:
    lines = [derivation.title, "=" * len(derivation.title), f"Source: {derivation.source}.", ""]
    for n, step, basis in _numbered(derivation):
        lines.append(f"{n:3}. {step.name}: {step.reason}  [{basis}]")
        lines.append(f"       {step.fact.statement}")
        if step.fact.given:
            lines.append(f"       given {'; '.join(_given(step.fact))}")
    return "\n".join([*lines, "", *_remarks(derivation)])


def _given_latex(fact: Fact) -> str:
    return r";\quad ".join(sorted(hypothesis.latex() for hypothesis in fact.given))


def _markdown(derivation: Derivation) -> str:
    lines = [f"# {derivation.name}", "", f"`{derivation.title}`", ""]
    lines += [f"Source: {derivation.source}.", ""]
    for n, step, basis in _numbered(derivation):
        fact = step.fact
        given = f" (given ${_given_latex(fact)}$)" if fact.given else ""
        shown = (
            str(fact.statement) if isinstance(fact.statement, Cited) else f"${fact.statement.latex()}$"
        )
        lines.append(f"{n}. **{step.name}**: {step.reason} *[{basis}]*")
        lines += ["", f"    {shown}{given}", ""]
    return "\n".join([*lines, *_remarks(derivation)])


def _latex(derivation: Derivation) -> str:
    lines = [
        r"\documentclass{article}",
        r"\usepackage{amsmath,amssymb,breqn}",
        r"\begin{document}\sloppy",
        rf"\section*{{{escaped(derivation.name)}}}",
        rf"{escaped(derivation.title)}. Source: {escaped(derivation.source)}.",
        r"\begin{enumerate}",
    ]
    for n, step, basis in _numbered(derivation):
        lines.append(
            rf"\item[{n}.] \textbf{{{escaped(step.name)}}}: {escaped(step.reason)} \emph{{[{basis}]}}"
        )
        lines.append(rf"\begin{{dmath*}} {step.fact.statement.latex()} \end{{dmath*}}")
        if step.fact.given:
            lines.append(rf"given ${_given_latex(step.fact)}$")
    lines += [r"\end{enumerate}", *map(escaped, _remarks(derivation)), r"\end{document}"]
    return "\n".join(lines)


_STYLE = """
body { font: 16px/1.5 Georgia, serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
h1 { font-size: 1.4em } code { font-size: .95em } li { margin: 0 0 1em }
.basis { color: #777; font-style: italic } .given { color: #555; font-size: .9em; margin-left: 2em }
.statement { margin: .3em 0 .3em 2em; padding: .2em 0; overflow: auto hidden }
"""


def _html(derivation: Derivation) -> str:
    """One page that needs nothing else: the formulas are MathML, which browsers show by themselves."""
    items = []
    for _, step, basis in _numbered(derivation):
        fact = step.fact
        shown = _shown(fact.statement)
        given = "; ".join(_mathml(text, "inline") for text in sorted(h.latex() for h in fact.given))
        items.append(
            f"<li><b>{html.escape(step.name)}</b>: {html.escape(step.reason)} "
            f'<span class="basis">[{basis}]</span><div class="statement">{shown}</div>'
            + (f'<div class="given">given {given}</div>' if given else "")
            + "</li>"
        )
    remarks = "".join(f"<p>{html.escape(line)}</p>" for line in _remarks(derivation))
    return "\n".join([
        '<!DOCTYPE html>', '<html lang="en"><head><meta charset="utf-8">',
        f"<title>{html.escape(derivation.name)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{html.escape(derivation.name)}</h1><p><code>{html.escape(derivation.title)}</code></p>",
        f"<p>Source: {html.escape(derivation.source)}.</p><ol>", *items, f"</ol>{remarks}</body></html>",
    ])  # fmt: skip


def _shown(statement: Statement) -> str:
    """The statement as MathML, its words as text."""
    if isinstance(statement, Cited):
        return html.escape(statement.text)
    if isinstance(statement, Value):
        return _mathml(statement.equation.latex(), "block") + html.escape(statement.meaning)
    return _mathml(statement.latex(), "block")


def _mathml(latex: str, display: str) -> str:
    try:
        from latex2mathml.converter import convert
    except ImportError:
        raise BadInput("HTML needs latex2mathml: pip install 'certify[html]'") from None
    return convert(latex, display=display)


def main(script: Script, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one derivation as a program: print it, and exit with 0 if its status is as recorded."""
    parser = argparse.ArgumentParser(
        prog=f"python -m proofs.{script.name}", description=script.statement
    )
    parser.add_argument("--format", choices=FORMATS, default="text")
    given = parser.parse_args(arguments)
    try:
        derivation = script()
    except CertifyError as error:
        sys.exit(f"certify: {error}")
    print(render(derivation, given.format))
    sys.exit(0 if derivation.status == script.status else 1)
