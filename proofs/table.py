"""The table of all derivations, as Markdown."""

from collections.abc import Iterable

from certify.symbolic import Derivation

HEAD = """# Derivations

Each is a script that checks every step as it runs: `certify derive NAME`, or `python -m proofs.NAME`.
`proved` and `refuted` rest on the rules of `certify/symbolic/rules/` alone; `cited` rests on the
literature as well.  This table is generated: `python -m proofs > proofs/README.md`.

| name | statement | status | steps | source | cites |
|---|---|---|---|---|---|
"""
FOOT = """
The results of `staircase`, `one_cell` and `shallow_network` are proved in Coq as well:
[coq](coq/README.md).
"""


def row(proof: Derivation) -> str:
    """Name, statement, status, number of steps, source and citations of one derivation."""
    cells = [
        f"[{proof.name}]({proof.name}.py)", f"`{proof.title}`", proof.status, str(len(proof.steps)),
        proof.source, "; ".join(proof.cites) or "-",
    ]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |\n"


def table(rows: Iterable[str]) -> str:
    """All rows, with what stands above and below them."""
    return HEAD + "".join(rows) + FOOT
