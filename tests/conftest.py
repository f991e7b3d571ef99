"""What several test modules share: the shipped network, public networks, arbitrary precision by Arb."""

from fractions import Fraction
from pathlib import Path

import pytest

from certify.cli import main

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
DIABETES = ROOT / "certify" / "examples" / "diabetes.onnx"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public networks and conformance cases, beside the checkout; skips without it."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is absent")
    return SHARED


@pytest.fixture(scope="session")
def diabetes() -> Path:
    return DIABETES


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command in an empty folder: (exit code, lines of stdout, lines of stderr)."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        code = main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return code, out.splitlines(), err.splitlines()

    return command


def one_hidden_layer_networks() -> list[Path]:
    """Every public network with one hidden layer, by path; none where the folder is absent."""
    deep = ("ACASXU", "TestNetwork2")
    found = [p for p in sorted((SHARED / "nets").rglob("*")) if p.suffix in (".onnx", ".nnet")]
    return [p for p in found if not any(word in p.name for word in deep)]


def arb_fraction(value: Fraction):
    """A rational number as an Arb ball at the current precision."""
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))


def arb_ends(ball) -> tuple[Fraction, Fraction]:
    """The exact ends of an Arb ball."""

    def exact(point) -> Fraction:
        man, exponent = point.man_exp()
        return Fraction(int(man)) * Fraction(2) ** int(exponent)

    middle, radius = exact(ball.mid()), exact(ball.rad())
    return middle - radius, middle + radius
