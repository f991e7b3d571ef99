"""The command line as users meet it: verdict first, one line for what is wrong, exit codes 0 to 3."""

import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import networks
import numpy as np
import pytest

import certify
from certify.constructions.minimax import TABLES
from proofs import NAMES, load


def contents(folder):
    """The bytes of every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_relu_json(run):
    """`certify relu --eps 1e-3 --k 4 --json` reports n = 1006."""
    code, out, err = run("relu", "--eps", "1e-3", "--k", "4", "--json")
    found = json.loads("\n".join(out))
    assert (code, err) == (0, [])
    assert (found["verdict"], found["n"], found["sigmoids"]) == ("certified", 1006, 1005)
    assert (found["k"], found["eps"], found["construction"]) == ("4", "1/1000", "staircase")
    assert (found["method"], found["engine"]) == ("closed-form", "mpmath")
    low, high = (Fraction(text) for text in found["bound"])
    assert low <= high <= Fraction(1, 1000)


@pytest.mark.parametrize(
    ("n", "verdict"), [(1006, "certified"), (1005, "undecided"), (100, "not-certified")]
)
def test_relu_with_n(run, n, verdict):
    code, out, err = run("relu", "--eps", "1e-3", "--n", n)
    assert out[0] == verdict
    assert code == (verdict != "certified")
    assert err == []
    text = "\n".join(out)
    assert ("witness    x = 1" in text) == (verdict == "not-certified")
    assert ("may still meet eps" in text) == (verdict == "undecided")


@pytest.mark.parametrize("eps", ["1/1000", "1e-3", "0.001"])
def test_ways_to_write_eps_give_the_same_certificate(run, eps, tmp_path):
    assert run("relu", "--eps", eps, "-o", "c.json")[0] == 0
    assert (tmp_path / "c.json").read_bytes() == certify.relu(eps="1/1000").data()


@pytest.mark.parametrize(
    ("eps", "k"), [("1e-30", "4"), ("1e-30", "1e-6"), ("1e-30", "1e6"), ("1e-3", "1e6"), ("1", "1e-6")]
)
def test_extremes_answer(run, eps, k):
    code, out, _ = run("relu", "--eps", eps, "--k", k)
    assert (code, out[0]) == (0, "certified")
    assert run("relu", "--eps", "1e-3", "--n", "1e30", "--k", k)[0] == 0


def test_from_network_to_report(run, diabetes, tmp_path):
    code, out, err = run(
        "network", diabetes, "--eps", "5", "--radius", "1/3", "-o", "c.json", "--export", "g.onnx"
    )
    assert (code, out[0], err) == (0, "certified", [])
    assert sorted(os.listdir(tmp_path)) == ["c.json", "g.onnx"]
    code, out, err = run("check", "c.json")
    assert (code, out[0], err) == (0, "accepted", [])
    code, out, _ = run("check", "c.json", "--model", diabetes, "--converted", "g.onnx", "--json")
    assert (code, json.loads("\n".join(out))["verdict"]) == (0, "accepted")
    code, out, _ = run("report", "c.json")
    assert (code, out[0]) == (0, "accepted")
    code, out, _ = run("report", "c.json", "-o", "r.md")
    assert code == 0
    assert (tmp_path / "r.md").read_text().startswith("# Certificate")


def test_network_json(run, diabetes):
    code, out, _ = run("network", diabetes, "--eps", "5", "--radius", "1/3", "--json", "-o", "c.json")
    found = json.loads("\n".join(out))
    assert code == 0
    assert found["certificate"] == "c.json"
    assert {
        "verdict",
        "claim",
        "construction",
        "sigmoids",
        "eps",
        "bound",
        "method",
        "engine",
    } <= set(found)
    assert not {"n", "k"} & set(found)
    assert (found["construction"], found["method"]) == ("tame", "enclosure")


def test_network_of_staircases_json(run, diabetes):
    _, out, _ = run(
        "network", diabetes, "--eps", "20", "--radius", "1/3", "--json", "--construction", "staircase"
    )
    found = json.loads("\n".join(out))
    assert (found["construction"], found["k"], found["method"]) == ("staircase", "4", "closed-form")


def test_same_run_twice_writes_the_same_bytes(run, diabetes, tmp_path):
    arguments = ("network", diabetes, "--eps", "20", "--radius", "1/3", "-o", "c.json")
    run(*arguments)
    first = contents(tmp_path)
    run(*arguments)
    assert contents(tmp_path) == first


def test_check_from_another_folder(run, diabetes, tmp_path):
    run("network", diabetes, "--eps", "20", "--radius", "1/3", "-o", "c.json")
    (tmp_path / "deeper").mkdir()
    os.chdir(tmp_path / "deeper")
    assert run("check", "../c.json")[0] == 0
    os.rename(tmp_path / "c.sigmoid.onnx", tmp_path / "moved.onnx")
    code, out, err = run("check", "../c.json")
    assert (code, out) == (1, ["rejected"])
    assert "--converted" in err[0]
    assert run("check", "../c.json", "--converted", tmp_path / "moved.onnx")[0] == 0


BAD = {
    "eps of 0": ["relu", "--eps", "0"],
    "negative eps": ["relu", "--eps", "-1e-3"],
    "negative fraction": ["relu", "--eps", "-1/1000"],
    "eps of NaN": ["relu", "--eps", "nan"],
    "infinite eps": ["relu", "--eps", "inf"],
    "eps that is no number": ["relu", "--eps", "abc"],
    "empty eps": ["relu", "--eps", ""],
    "huge exponent": ["relu", "--eps", "1e-999999999"],
    "missing eps": ["relu"],
    "k of 0": ["relu", "--eps", "1e-3", "--k", "0"],
    "k beyond all use": ["relu", "--eps", "1e-3", "--n", "1001", "--k", "1e9"],
    "best k of the closed form": ["relu", "--eps", "1e-3", "--k", "best"],
    "best k of a network": ["network", "f.onnx", "--eps", "1", "--k", "best"],
    "crossing without n": ["constants", "--k", "4"],
    "too many digits of a constant": ["constants", "--digits", "101"],
    "constants of n = 1": ["constants", "--n", "1"],
    "negative k": ["relu", "--eps", "1e-3", "--k", "-4"],
    "n of 1": ["relu", "--eps", "1e-3", "--n", "1"],
    "n not whole": ["relu", "--eps", "1e-3", "--n", "2.5"],
    "unknown construction": ["relu", "--eps", "1e-3", "--construction", "stairs"],
    "unknown method": ["relu", "--eps", "1e-3", "--method", "guess"],
    "a folder that does not exist": ["relu", "--eps", "1e-3", "-o", "no/such/c.json"],
    "no name as output": ["relu", "--eps", "1e-3", "-o", ""],
    "no name as export": ["network", "f.onnx", "--eps", "1", "--export", ""],
    "report over the certificate": ["report", "c.json", "-o", "c.json"],
    "a folder as output": ["relu", "--eps", "1e-3", "-o", "."],
    "missing file": ["network", "missing.onnx", "--eps", "1"],
    "empty file": ["network", "empty.onnx", "--eps", "1"],
    "truncated file": ["network", "truncated.onnx", "--eps", "1"],
    "not ONNX": ["network", "text.onnx", "--eps", "1"],
    "a folder": ["network", ".", "--eps", "1"],
    "unknown format": ["network", "model.pt", "--eps", "1"],
    "negative radius": ["network", "f.onnx", "--eps", "1", "--radius", "-1"],
    "unknown domain": ["network", "f.onnx", "--eps", "1", "--domain", "cube"],
    "unknown norm": ["network", "f.onnx", "--eps", "1", "--norm", "1"],
    "unknown dtype": ["network", "f.onnx", "--eps", "1", "--dtype", "float8"],
    "model as output": ["network", "f.onnx", "--eps", "1", "-o", "f.onnx"],
    "model as export": ["network", "f.onnx", "--eps", "1", "--export", "f.onnx"],
    "model as export, by a detour": ["network", "f.onnx", "--eps", "1", "--export", "sub/../f.onnx"],
    "model as output, by a link": ["network", "f.onnx", "--eps", "1", "-o", "link.onnx"],
    "one path for both": ["network", "f.onnx", "--eps", "1", "-o", "c.json", "--export", "c.json"],
    "missing certificate": ["check", "missing.json"],
    "certificate that is none": ["check", "text.onnx"],
    "report of a missing certificate": ["report", "missing.json"],
    "report as HTML": ["report", "c.json", "-o", "c.html"],
    "report in an unknown format": ["report", "c.json", "--format", "pdf"],
    "unknown derivation": ["derive", "nonsense"],
    "unknown derivation format": ["derive", "staircase", "--format", "word"],
    "unknown command": ["prove"],
    "unknown option": ["relu", "--epsilon", "1"],
    "no command": [],
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line_and_exit_code_2(run, name, tmp_path):
    networks.save(networks.random_network(0), tmp_path / "f.onnx")
    good = (tmp_path / "f.onnx").read_bytes()
    (tmp_path / "empty.onnx").write_bytes(b"")
    (tmp_path / "truncated.onnx").write_bytes(good[: len(good) // 2])
    (tmp_path / "text.onnx").write_text("this is not a network\n" * 50)
    (tmp_path / "model.pt").write_bytes(b"x")
    (tmp_path / "link.onnx").symlink_to(tmp_path / "f.onnx")
    (tmp_path / "sub").mkdir()
    run("relu", "--eps", "1e-2", "-o", "c.json")
    before = contents(tmp_path)
    code, out, err = run(*BAD[name])
    assert code == 2, err
    assert len(err) == 1
    assert err[0].startswith("certify: ")
    assert "Traceback" not in err[0]
    assert out in ([], ["rejected"])
    assert contents(tmp_path) == before


def test_hundred_megabytes_that_are_not_onnx(run, tmp_path):
    with open(tmp_path / "big.onnx", "wb") as file:
        file.write(os.urandom(1 << 20) * 100)
    code, _, err = run("network", "big.onnx", "--eps", "1")
    assert (code, len(err)) == (2, 1)


def test_failed_run_leaves_an_existing_output_alone(run, tmp_path):
    (tmp_path / "c.json").write_text("precious")
    assert run("relu", "--eps", "1e-3", "--n", "1005", "-o", "c.json")[0] == 1
    assert run("relu", "--eps", "0", "-o", "c.json")[0] == 2
    assert (tmp_path / "c.json").read_text() == "precious"
    assert os.listdir(tmp_path) == ["c.json"]


def test_second_file_that_cannot_be_written_leaves_nothing(run, diabetes, tmp_path):
    code, _, err = run(
        "network", diabetes, "--eps", "20", "--radius", "1/3", "-o", "c.json", "--export", "no/g.onnx"
    )
    assert (code, len(err)) == (2, 1)
    assert os.listdir(tmp_path) == []


def test_folder_at_either_output_leaves_nothing(run, diabetes, tmp_path):
    (tmp_path / "taken").mkdir()
    arguments = ("network", diabetes, "--eps", "20", "--radius", "1/3")
    assert run(*arguments, "-o", "taken")[0] == 2
    assert run(*arguments, "-o", "c.json", "--export", "taken")[0] == 2
    assert os.listdir(tmp_path) == ["taken"]


def test_report_never_goes_over_a_network(run, diabetes, tmp_path):
    run("network", diabetes, "--eps", "20", "--radius", "1/3", "-o", "c.json")
    before = contents(tmp_path), diabetes.read_bytes()
    for target in ("c.sigmoid.onnx", "sub/../c.json", str(diabetes)):
        code, out, err = run("report", "c.json", "-o", target)
        assert (code, out, len(err)) == (2, [], 1)
    assert (contents(tmp_path), diabetes.read_bytes()) == before


def test_precision_that_cannot_meet_eps(run, tmp_path):
    proto = networks.shallow([[1.0]], [0.0], [[1.0]], [1000.1], np.float64)
    networks.save(proto, tmp_path / "f.onnx")
    code, out, _ = run("network", "f.onnx", "--eps", "1e-6", "--radius", "1e-3")
    assert (code, out[0]) == (1, "undecided")
    assert "--dtype float64" in "\n".join(out)


def test_tampered_certificate(run, tmp_path):
    run("relu", "--eps", "1e-3", "-o", "c.json")
    path = tmp_path / "c.json"
    path.write_text(path.read_text().replace("1006", "1005"))
    code, out, err = run("check", "c.json")
    assert (code, out, len(err)) == (1, ["rejected"], 1)
    code, out, err = run("report", "c.json")
    assert (code, out, len(err)) == (1, ["rejected"], 1)


def test_internal_error_is_exit_code_3(run, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("certify.issuing.one_relu.relu", broken)
    code, out, err = run("relu", "--eps", "1")
    assert (code, out, len(err)) == (3, [], 1)
    assert "internal error" in err[0]


def test_missing_library_names_the_extra(run, diabetes, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "onnx", None)
    code, _, err = run("network", diabetes, "--eps", "1")
    assert code == 2
    assert "pip install 'certify[onnx]'" in err[0]


@pytest.mark.parametrize("style", ["text", "markdown", "latex", "html"])
def test_derive(run, style):
    code, out, err = run("derive", "staircase", "--format", style)
    assert (code, err) == (0, [])
    assert len("\n".join(out)) > 5000


def test_derive_all_tells_a_status_that_is_not_as_recorded(run, monkeypatch):
    code, out, err = run("derive", "tanh_network", "cybenko", "--all")
    assert (code, err) == (0, [])
    assert out[-1] == "2 derivations, 0 not as recorded"
    script = load("tanh_network")
    monkeypatch.setattr("proofs.tanh_network.derive", replace(script, status="refuted"))
    code, out, _ = run("derive", "tanh_network", "cybenko", "--all")
    assert code == 1
    assert "proved" in out[0]
    assert "recorded as refuted" in out[0]


def test_derive_all_tells_a_step_that_fails(run, monkeypatch):
    monkeypatch.setattr("proofs.tanh_network.tanhs", load("tanh_network").body.__globals__["tanhs"] * 2)
    code, out, _ = run("derive", "tanh_network", "--all")
    assert code == 1
    assert "failed" in out[0]
    assert "all sigmoids" in out[0]


def test_derive_list_and_supports(run):
    code, out, _ = run("derive", "--list")
    assert code == 0
    assert [line.split()[0] for line in out] == list(NAMES)
    assert {line.split()[1] for line in out} == {"proved", "refuted", "cited"}
    code, out, _ = run("supports", "--json")
    found = json.loads("\n".join(out))
    assert found["constructions"] == ["staircase", "midpoint", *TABLES, "graded", "best", "steps"]
    assert "sin" in found["functions"]
    assert found["optional"]["onnx"]["installed"]
    assert run("supports")[0] == 0


def test_derivation_script_runs_as_a_module():
    import subprocess
    import sys

    root = Path(__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-m", "proofs.staircase"], cwd=root, capture_output=True, text=True
    )
    assert run.returncode == 0
    assert "Proved: closed form" in run.stdout
