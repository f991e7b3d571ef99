"""What the README shows is what the commands print."""

import re
import shlex
from fractions import Fraction

import pytest
from conftest import DIABETES, ROOT

import certify
from certify.cli import main
from certify.number_format import NumberFormat

README = (ROOT / "README.md").read_text()
SHOWN = re.findall(r"^\$ certify ([^\n]*)\n(.*?)(?=^\$ |^```)", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("arguments", "expected"), SHOWN, ids=[arguments for arguments, _ in SHOWN])
def test_shown_commands(arguments, expected, capsys):
    main(shlex.split(arguments))
    assert capsys.readouterr().out == expected


def test_main_job(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    main(["network", str(DIABETES), "--eps", "1", "--radius", "1/3", "-o", "diabetes.json"])
    main(["check", "diabetes.json"])
    printed = capsys.readouterr().out.splitlines()
    [block] = re.findall(r"The first prints\n\n```text\n(.*?)\n```", README, re.DOTALL)
    place = re.compile(r"'[^']*diabetes.onnx'")
    assert [place.sub("", line) for line in printed] == [
        place.sub("", line) for line in block.splitlines()
    ]


def test_two_lines_and_ci_run_exactly_them():
    lines = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(lines) == 2
    assert "grep '^python3 -m venv ' README.md" in (ROOT / ".ci" / "run").read_text()


def test_numbers_in_the_text():
    from proofs import NAMES, staircase

    assert f"in {len(staircase.derive.theorem().steps)} steps" in README
    assert f"{len(NAMES)} derivations" in (ROOT / "CHANGELOG.md").read_text()


ROW = re.compile(r"^\| (\w[\w.]*) \| (\d+) \| ([\d.]+) \| (\d+) \| ([^|]*) \|$", re.MULTILINE)


@pytest.mark.parametrize(("dtype", "bits", "eps", "sigmoids", "minimax"), ROW.findall(README))
def test_least_eps_of_small_formats(dtype, bits, eps, sigmoids, minimax):
    numbers = NumberFormat.of(dtype)
    assert int(bits) == (1 + sum(numbers.fixed) if numbers.fixed else 8 * numbers.dtype.itemsize)
    certificate = certify.network(DIABETES, eps=eps, radius="1/3", dtype=dtype)
    assert (certificate.verdict, certificate.sigmoids) == ("certified", int(sigmoids))
    alone = dict(radius="1/3", dtype=dtype, construction="minimax")
    if minimax == "out of range":
        assert "exceed the range" in certify.network(DIABETES, eps=eps, **alone).reason
    else:
        assert certify.network(DIABETES, eps=minimax, **alone).verdict == "certified"


def test_numbers_of_sums_for_relu():
    """Every cell of the table: the fewest sigmoids, and bounds of their numbers that are not far off."""
    kinds = ("minimax", "tame", "increasing", "graded")
    rows = re.findall(r"^\| (1e-\d) \| (\d+, .*) \|$", README, re.MULTILINE)
    assert len(rows) == 5
    for eps, cells in rows:
        for kind, cell in zip(kinds, cells.split(" | "), strict=True):
            if cell == "none":
                with pytest.raises(certify.BadInput, match="below the table"):
                    certify.relu(eps, construction=kind)
                continue
            n, *bounds = cell.split(", ")
            certificate = certify.relu(eps, construction=kind)
            assert (certificate.verdict, certificate.n) == ("certified", int(n))
            columns = zip(*certificate.document["construction"]["terms"], strict=True)
            for bound, column in zip(bounds, columns, strict=False):
                largest = max(abs(Fraction(v)) for v in column)
                assert largest <= Fraction(bound) < largest * Fraction(111, 100)


@pytest.mark.parametrize("path", re.findall(r"\]\(([\w/.]+)\)|`((?:certify|proofs)/[\w/.]*)`", README))
def test_named_files_exist(path):
    assert (ROOT / (path[0] or path[1])).exists()
