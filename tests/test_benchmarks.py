"""The benchmarks run, name the peers that are absent, and the peers agree with us."""

import shutil
from fractions import Fraction

import pytest

from benchmarks import __main__, bisection, coq_interval, peers, sollya, tables
from benchmarks.timing import Row
from certify import Staircase
from certify.supnorm_bound import staircase_error


@pytest.fixture
def ours():
    """The sup-norm for n = 11, k = 4, to 12 digits."""
    found = staircase_error(Staircase(11, Fraction(4)), 12)
    return Fraction(found.lower), Fraction(found.upper)


def test_quick_run_without_any_peer(monkeypatch, capsys, tmp_path):
    """Series are measured and written down, and every peer that is absent is named."""
    (tmp_path / "sizes.json").write_text('{"minimax": [[3, "0.0083"]]}')  # of benchmarks.sizes
    monkeypatch.setattr(sollya, "missing", lambda name: "sollya")
    monkeypatch.setattr(coq_interval, "missing", lambda name: "coq")
    monkeypatch.setattr(bisection, "missing", lambda name: "python-flint")
    assert __main__.main(["--quick", "--only", "peers", "--only", "n", "--out", str(tmp_path)]) == 0
    printed, page = capsys.readouterr().out, (tmp_path / "results.md").read_text()
    for name in peers.NAMES:
        assert f"absent: {name} (install " in printed
        assert f"Absent: {name} (install " in page
    assert "| certify | 1 |" in page
    assert "| 1e+12 | " in page


SLOW = ("Sollya supnorm", "CoqInterval", "mpmath.iv bisection")


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in peers.NAMES]
)
def test_bounds_of_a_peer_contain_ours(name, ours):
    """For a staircase of ten sigmoids; dirtyinfnorm claims to be close only."""
    if peers.missing(name):
        pytest.skip(f"{name} is absent")
    seconds, found = peers.bounded(name, 11, 4, 3, ours[0], 60)
    assert found is not None
    assert seconds < 60
    off = Fraction(1, 10**4 if "not certified" in name else 10**12)
    assert found[0] * (1 - off) <= ours[0]
    assert ours[1] <= found[1] * (1 + off)


@pytest.mark.parametrize("name", bisection.ERRORS)
def test_no_result_within_the_limit(name):
    """A peer that does not finish has no bounds."""
    if bisection.missing(name):
        pytest.skip(f"{name} is absent")
    assert bisection.bisected(name, 6, 4, 9, 0.01) == (0.01, None)


def test_contradiction_is_an_error(monkeypatch, ours):
    """Bounds that exclude ours stop the run."""
    monkeypatch.setattr(peers, "bounded", lambda *a: (1.0, (9.2, 9.3)))
    with pytest.raises(ValueError, match="contradicts"):
        peers.job("Sollya infnorm", 6, 4, 2, ours, 60)()


def test_ratios_and_what_did_not_finish():
    """Tables show multiples of our time, and what the limit says about the others."""
    rows = [Row("peers", 11, "certify", 0.5), Row("peers", 11, "A", 8), Row("peers", 11, "B", None)]
    text = "\n".join(tables.peers(rows, 60))
    assert "| A | 16 |" in text
    assert "| B | none within 60 s (> 120) |" in text


@pytest.mark.skipif(shutil.which("sollya") is None, reason="sollya is absent")
def test_too_wide_bounds_are_an_error(monkeypatch):
    """Bounds that are not as tight as asked are not compared."""
    monkeypatch.setattr(sollya, "SOLVE", 'print("found", 1, 2); quit;')
    with pytest.raises(ValueError, match="wider than asked"):
        sollya.solved("Sollya infnorm", 6, 4, 2, 60)
