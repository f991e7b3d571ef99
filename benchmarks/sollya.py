"""Sollya's infnorm and supnorm (certified) and dirtyinfnorm (not)."""

from __future__ import annotations

import re
import shutil

from benchmarks import children

NAMES = {
    "Sollya infnorm": "infnorm(f, [0;1])",
    "Sollya supnorm": "supnorm(0, f, [0;1], absolute, {accuracy})",
    "Sollya dirtyinfnorm (not certified)": "dirtyinfnorm(f, [0;1])",
}
START = """
prec = 53; N = {N}; g = 0;
for i from 1 to N do g = g + (1 + tanh({k}/2*N*x - {k}/2*i))/2;
g = g/N; f = x - g;
"""
SOLVE = """
diam = {diam}; r = {command};
diam = 1/4; s = infnorm(g, [-1;0]);
print("found", inf(r), sup(r));
quit;
"""
"""tanh and this `diam` were the fastest of what was tried that is tight enough."""


def missing(name: str) -> str:
    """What is to be installed, or nothing."""
    return "" if shutil.which("sollya") else "sollya"


def solved(
    name: str, n: int, k: int, digits: int, limit: float
) -> tuple[float, tuple[float, float] | None]:
    """Seconds beyond those for the start and the sum; bounds of the sup-norm if found within the limit.

    Raises:
        ValueError: the bounds are not as tight as asked.
    """
    width = 10.0**-digits
    command = NAMES[name].format(accuracy=width)
    start = START.format(N=n - 1, k=k)
    solve = SOLVE.format(diam=f"{8 * width / (n - 1):.3e}", command=command)
    idle, _ = children.run(["sollya", "--warnonstderr"], limit, given=start)
    taken, printed = children.run(["sollya", "--warnonstderr"], limit, given=start + solve)
    match = re.search(r"found (\S+) (\S+)", printed or "")
    if match is None:
        return limit, None
    low, high = (float(part) for part in match.groups())
    if high > low * (1 + width):
        raise ValueError(f"{name} at n = {n}: [{low}, {high}] is wider than asked")
    return taken - idle, (low, high)
