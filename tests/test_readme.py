"""What the README shows is what the commands print."""

import re

import pytest
from conftest import DIABETES, ROOT

from certify.cli import main

README = (ROOT / "README.md").read_text()
SHOWN = re.findall(r"^\$ certify ([^\n]*)\n(.*?)(?=^\$ |^```)", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("arguments", "expected"), SHOWN, ids=[arguments for arguments, _ in SHOWN])
def test_shown_commands(arguments, expected, capsys):
    main(arguments.split())
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


@pytest.mark.parametrize("path", re.findall(r"\]\(([\w/.]+)\)|`((?:certify|proofs)/[\w/.]*)`", README))
def test_named_files_exist(path):
    assert (ROOT / (path[0] or path[1])).exists()
