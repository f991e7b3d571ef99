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


def table(derivations: Iterable[Derivation]) -> str:
    """Name, statement, status, number of steps, source and citations, one row each."""
    rows = []
    for proof in derivations:
        cells = [
            f"[{proof.name}]({proof.name}.py)", f"`{proof.title}`", proof.status, str(len(proof.steps)),
            proof.source, "; ".join(proof.cites) or "-",
        ]
        rows.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return HEAD + "\n".join(rows) + "\n" + FOOT
