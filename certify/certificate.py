"""Certificates: verdict, claim, bound, and the canonical bytes that the checker accepts."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from certify import checker
from certify.errors import BadInput, Undecided
from certify.exact import rough, shown
from certify.writing import write_all

Verdict = Literal["certified", "not-certified", "undecided"]


@dataclass(frozen=True)
class Certificate:
    """The outcome of a claim: the verdict, the numbers, and for ``certified`` the certificate itself.

    Args:
        verdict: certified; not-certified (a proof that it fails, at `witness`); or undecided.
        claim: the statement, in words.
        eps: the tolerance; None where bounds of the error are claimed instead.
        k: the steepness, of constructions that have one.
        n: sigmoids + 1 for the staircase, the sigmoids for midpoint or a function, None for a network.
        bound: decimals, rounded outward, that enclose the bound; or the sup-norm (method enclosure).
        slack: the same for eps - bound.
        reason: why it is not certified.
        document: the certificate as nested dicts, without file names and seal.
        side: ``above`` or ``below``, where g stays on that side of F.
        units: ``sigmoid`` or ``tanh``.
        files: role (``model``, ``converted``) -> the file it speaks of.
    """

    verdict: Verdict
    claim: str
    construction: str
    eps: Fraction | None
    k: Fraction | None
    n: int | None
    sigmoids: int
    bound: tuple[str, str]
    slack: tuple[str, str]
    method: str = "closed-form"
    engine: str = "mpmath"
    reason: str = ""
    witness: str = ""
    notes: tuple[str, ...] = ()
    side: str | None = None
    units: str = "sigmoid"
    execution: Mapping[str, str] = field(default_factory=dict)
    document: Mapping[str, Any] | None = None
    files: Mapping[str, File] = field(default_factory=dict)

    def data(self, folder: Path | None = None) -> bytes:
        """The canonical bytes of the certificate, with file names as seen from `folder`.

        Raises:
            Undecided: there is no certificate, because the claim was not certified.
        """
        if self.document is None:
            raise Undecided(f"nothing to save: the verdict is {self.verdict}. {self.reason}")
        document = json.loads(json.dumps(self.document))
        for role, file in self.files.items():
            document[role]["file"] = file.name_from(folder)
        document["seal"] = checker.seal(document)
        return checker.canonical(document)

    def save(
        self, path: str | os.PathLike[str], export: str | os.PathLike[str] | None = None
    ) -> list[Path]:
        """Write the certificate, and beside it the files it speaks of that are not on disk yet.

        Args:
            path: of the certificate.
            export: of the converted network; default: beside the certificate, with its name and
                the ending ``.sigmoid.onnx`` or ``.tanh.onnx``.  A model in memory becomes
                ``.model.onnx``.

        Returns:
            The paths written.

        Raises:
            Undecided: the claim was not certified; nothing is written.
            BadInput: a path cannot be written, or two of them are the same.
        """
        self.data()
        path = Path(path)
        if not path.name:
            raise BadInput(f"'{path}' is a folder, not a file to write")
        targets = {"model": path.with_name(path.stem + ".model.onnx")}
        targets["converted"] = Path(export or path.with_name(f"{path.stem}.{self.units}.onnx"))
        placed = {role: f if f.path else f.at(targets[role]) for role, f in self.files.items()}
        outputs = [(targets[role], f.data) for role, f in self.files.items() if f.path is None]
        return self._write([*outputs, (path, replace(self, files=placed).data(path.parent))])

    def export(self, path: str | os.PathLike[str]) -> list[Path]:
        """Write only the converted network, and return its path in a list."""
        self.data()
        if not Path(path).name:
            raise BadInput(f"'{path}' is a folder, not a file to write")
        if "converted" not in self.files:
            raise BadInput("only a network is exported")
        return self._write([(Path(path), self.files["converted"].data)])

    def _write(self, outputs: list[tuple[Path, bytes]]) -> list[Path]:
        """Write the outputs, none of which may be another or a file that was read."""
        read = [f.path for f in self.files.values() if f.path]
        read += [f.path.parent / name for f in self.files.values() if f.path for name in f.external]
        places = [os.path.realpath(place) for place in [*read, *(path for path, _ in outputs)]]
        if len(set(places)) != len(places):
            raise BadInput("the certificate, the model and the converted network need different paths")
        write_all(dict(outputs))
        return [path for path, _ in outputs]

    def files_for_check(self) -> checker.Files:
        """The certificate's files, for the checker, without a detour over the disk."""
        return _InMemory(self.files)

    def as_dict(self, path: str | None = None) -> dict[str, Any]:
        """What ``--json`` prints."""
        result: dict[str, Any] = {
            "verdict": self.verdict,
            "claim": self.claim,
            "construction": self.construction,
            "sigmoids": self.sigmoids,
            "units": self.units,
            "method": self.method,
            "engine": self.engine,
        }
        optional = {
            "side": self.side,
            "k": self.k and str(self.k),
            "eps": self.eps and str(self.eps),
            "n": self.n,
            "bound": [text for text in self.bound if text],
            "slack": [text for text in self.slack if text],
            "reason": self.reason,
            "witness": self.witness,
            "notes": list(self.notes),
            "execution_rounding": dict(self.execution),
            "certificate": path,
        }
        return result | {key: value for key, value in optional.items() if value}

    def summary(self) -> str:
        """What was asked, what was found, and how far the bound is from eps."""
        what = [self.construction]
        what += [] if self.k is None else [f"k = {shown(self.k)}"]
        what += [] if self.n is None else [f"n = {self.n}"]
        units = "tanh units" if self.units == "tanh" else "sigmoids  "
        lines = [f"claim      {self.claim}", f"{units} {self.sigmoids} ({', '.join(what)})"]
        if self.eps is None:
            lines.append(f"bounds     {self.bound[0]} to {self.bound[1]}, {self.method}, {self.engine}")
        elif any(self.bound):
            percent = 100 * Fraction(self.slack[0]) / self.eps
            state = "left" if percent >= 0 else "missing"
            lines.append(
                f"bound      {shortened(self.bound[1])} against eps = {shown(self.eps)} "
                f"({rough(abs(percent))} % of eps {state}), {self.method}, {self.engine}"
            )
        lines += [f"reason     {self.reason}"] if self.reason else []
        lines += [f"witness    {self.witness}"] if self.witness else []
        lines += [f"note       {note}" for note in self.notes]
        for key, value in self.execution.items():
            lines.append(f"rounding   running {key} may add {value} (not part of the certificate)")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Certificate {self.verdict}: {self.claim}>"

    def _repr_markdown_(self) -> str:
        rows = [line.split(None, 1) for line in self.summary().splitlines()]
        return "\n".join([f"**{self.verdict}**", "", "| | |", "|---|---|"] + [
            f"| {name} | {text.replace('|', chr(92) + '|')} |" for name, text in rows
        ])  # fmt: skip


def shortened(decimal: str, digits: int = 8) -> str:
    """A 20-digit decimal with fewer digits, for reading only.

    >>> shortened("9.9953978306413177621e-4")
    '0.00099953978'
    """
    return rough(Fraction(decimal), digits)


@dataclass(frozen=True)
class File:
    """A file that a certificate speaks of: its bytes, and where it is if it is on disk."""

    data: bytes
    name: str
    path: Path | None = None
    external: Mapping[str, bytes] = field(default_factory=dict)

    def at(self, path: Path) -> File:
        return File(self.data, path.name, path, self.external)

    def name_from(self, folder: Path | None) -> str:
        """The path from `folder` with forward slashes; the bare name when either is not known."""
        if folder is None or self.path is None:
            return self.name
        return Path(os.path.relpath(self.path.absolute(), folder.absolute())).as_posix()


class _InMemory(checker.Files):
    def __init__(self, files: Mapping[str, File]) -> None:
        super().__init__("")
        self.files = files

    def named(self, role: str, name: str) -> bytes:
        return self.files[role].data

    def beside(self, role: str, name: str, location: str) -> bytes:
        return self.files[role].external[location]
