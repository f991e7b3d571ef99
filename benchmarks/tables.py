"""Measured rows as Markdown: ratios within one series, never seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks.timing import Row

OURS = "certify"
Key = tuple[float, str]


def document(runs: dict[str, Any]) -> str:
    """The whole page."""
    parts = [
        "# How fast",
        "Written by `python -m benchmarks`. Every figure is a ratio of medians of processor times of "
        "interleaved runs of one series; the program's start is left out on all sides, and the tables "
        "of the checker are built anew for every run of ours.",
    ]
    for name, section in SECTIONS.items():
        if name in runs:
            run = runs[name]
            parts += section(run["rows"], run["limit"])
            if name == "peers":
                parts += [f"Absent: {peer} (install {what})." for peer, what in run["absent"].items()]
    machines = {tuple(run["machine"].items()) for run in runs.values()}
    for machine in sorted(machines):
        parts += ["## Measured on", "\n".join(f"- {name}: {value}" for name, value in machine)]
    return "\n\n".join(parts) + "\n"


def peers(rows: Sequence[Row], limit: float) -> list[str]:
    """Methods against n, as multiples of our time for the same n."""
    seconds = _seconds(rows)
    sizes = _unique(row.at for row in rows)

    def cell(method: str, n: float) -> str:
        if (n, method) not in seconds:
            return ""
        ours, taken = seconds[n, OURS], seconds[n, method]
        assert ours is not None
        if taken is None:
            return f"none within {limit:g} s (> {_shown(limit / ours)})"
        return _shown(taken / ours)

    return [
        "## Against what one would use instead",
        "The sup-norm of relu - g over [-1, 1], g the staircase with k = 4, to 3 digits; our time, with "
        "the engine that is chosen by default, is 1. The peers get the sum as it stands; that one cell "
        "is enough is part of what is compared. CoqInterval proves the upper bound only. A peer "
        "that has no result for one n is not run for a larger one.",
        _table("", [f"n = {n:g}" for n in sizes], _unique(row.method for row in rows),
               lambda method, i: cell(method, sizes[i])),
    ]  # fmt: skip


def n(rows: Sequence[Row], limit: float) -> list[str]:
    """Cost against n."""
    return [
        "## Against n",
        "k = 4 to 15 digits; for each column, n = 100 is 1.",
        _against("n", rows, 100),
    ]


def digits(rows: Sequence[Row], limit: float) -> list[str]:
    """Cost against digits, and the engines for the same digits."""
    seconds = _seconds(rows)
    text = [
        "## Against digits",
        "n = 10^12, k = 4; for each column, 10 digits are 1.",
        _against("digits", rows, 10),
    ]
    plain = [seconds.get((100.0, f"enclosure, {e}")) for e in ("integers", "mpmath")]
    if all(plain):
        verdict = "less" if all(t is not None and t < 5 for t in plain) else "more"
        text.append(
            f"100 digits with the core dependencies alone (integers, mpmath): {verdict} than 5 s."
        )
    return text


def k(rows: Sequence[Row], limit: float) -> list[str]:
    """Cost against k."""
    return ["## Against k", "n = 10^12 to 15 digits; k = 10 is 1.", _against("k", rows, 10)]


def terms(rows: Sequence[Row], limit: float) -> list[str]:
    """Cost against the number of sigmoids."""
    text = [
        "## Against the number of sigmoids",
        "General sums against relu on [-1, 1], to 2 digits; issuing for one sigmoid is 1. A staircase "
        "with ten times as many steps has ten times as many places where the error is nearly largest.",
    ]
    for family in _unique(row.method.split(": ")[0] for row in rows):
        mine = [row for row in rows if row.method.startswith(family)]
        base = _seconds(mine)[mine[0].at, f"{family}: issuing"]
        text += [f"### {family.capitalize()}", _against("sigmoids", mine, 1, base)]
    return text


def memory(rows: Sequence[Row], limit: float) -> list[str]:
    """Peak memory."""
    lines = [f"| {row.method} | {row.megabytes:.0f} MB |" for row in rows]
    return ["## Peak memory of issuing", "\n".join(["| | |", "|---|---:|", *lines])]


SECTIONS: dict[str, Callable[[Sequence[Row], float], list[str]]] = {
    "peers": peers, "n": n, "digits": digits, "k": k, "terms": terms, "memory": memory,
}  # fmt: skip


def _against(name: str, rows: Sequence[Row], unit: float, base: float | None = None) -> str:
    """Methods in columns; each is divided by `base`, or by its own time at `unit`."""
    seconds = _seconds(rows)
    methods = _unique(row.method for row in rows)
    sizes = _unique(row.at for row in rows)

    def cell(at: str, column: int) -> str:
        taken = seconds.get((float(at), methods[column]))
        one = base or seconds.get((unit, methods[column]))
        return _shown(taken / one) if taken and one else ""

    return _table(
        name, [method.split(": ")[-1] for method in methods], [f"{at:.12g}" for at in sizes], cell
    )


def _table(
    corner: str, heads: Sequence[str], lines: Sequence[str], cell: Callable[[str, int], str]
) -> str:
    body = [
        "| " + " | ".join([line, *(cell(line, i) for i in range(len(heads)))]) + " |" for line in lines
    ]
    return "\n".join(
        [f"| {corner} | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(heads), *body]
    )


def _shown(ratio: float) -> str:
    """Two significant digits.

    >>> _shown(1.234), _shown(0.0567), _shown(12345.0)
    ('1.2', '0.057', '12,000')
    """
    rounded = float(f"{ratio:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def _seconds(rows: Iterable[Row]) -> dict[Key, float | None]:
    return {(row.at, row.method): row.seconds for row in rows}


def _unique(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
