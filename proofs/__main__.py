"""``python -m proofs`` runs every derivation and prints the table that stands in proofs/README.md."""

from proofs import NAMES, load
from proofs.table import row, table

if __name__ == "__main__":
    print(table(row(load(name).theorem()) for name in NAMES), end="")
