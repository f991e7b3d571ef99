"""CoqInterval's tactic `interval`, proving |relu - g| <= U on [-1, 1]; the time is the tactic's.

U is the least upper bound that still has the digits asked for, so the easiest one.  The sigmoids are
written so that exp(-k N x) is evaluated once, the fastest of what was tried.  Without i_prec, the
tactic trusts hardware floats.
"""

from __future__ import annotations

import functools
import re
import shutil
import tempfile
from pathlib import Path

from benchmarks import children

NAMES = {
    "CoqInterval": "i_prec 20, i_bisect x, i_autodiff x",
    "CoqInterval (hardware floats)": "i_bisect x, i_autodiff x",
}
SCRIPT = """From Coq Require Import Reals.
From Interval Require Import Tactic.
Open Scope R_scope.
Goal forall x, 0 <= x <= 1 -> - {most} <= x - ({g})/{N} <= {most}.
Proof. intros x H. Time interval with ({options}). Qed.
Goal forall x, -1 <= x <= 0 -> - {most} <= ({g})/{N} <= {most}.
Proof. intros x H. Time interval with ({options}). Qed.
"""


def missing(name: str) -> str:
    """What is to be installed, or nothing."""
    return _missing()


@functools.cache
def _missing() -> str:
    if shutil.which("coqc") is None:
        return "coq and libcoq-interval"
    return "" if _proved("From Interval Require Import Tactic.", 60) is not None else "libcoq-interval"


def solved(
    name: str, n: int, k: int, most: str, limit: float
) -> tuple[float, tuple[float, float] | None]:
    """Seconds of the tactic, and the bounds 0 and `most` if it is proved within the limit."""
    steps = n - 1
    if k * steps < 600:
        terms = [f"/(1 + exp(-{k * steps} * x) * exp {k} ^ {i})" for i in range(1, n)]
    else:  # exp(k N) is out of the range of doubles
        terms = [f"/(1 + exp({k * i} - {k * steps} * x))" for i in range(1, n)]
    script = SCRIPT.format(most=most, g=" + ".join(terms), N=steps, options=NAMES[name])
    printed = _proved(script, limit)
    if printed is None:
        return limit, None
    seconds = re.findall(r"transaction in \S+ secs \((\S+)u,(\S+)s\)", printed)
    return sum(float(part) for pair in seconds for part in pair), (0.0, float(most))


def _proved(script: str, limit: float) -> str | None:
    """What Coq prints, or None if it fails or does not end within the limit."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "staircase.v").write_text(script)
        return children.run(["coqc", "staircase.v"], limit, folder=Path(folder))[1]
