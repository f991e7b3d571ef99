"""Fits near-minimax sums and writes one JSON file for each n: ``python -m certify.fitting --n 1-49``."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from certify.errors import BadInput, CertifyError
from certify.exact import shown
from certify.fitting.near_minimax import SHARE, SIDES, Fit, H, near_minimax_sums
from certify.fitting.targets import TARGETS

TABLES = Path(__file__).parent.parent / "tables"
DEFAULTS = dict(constant=True, increasing=False, side="both", h=H, share=SHARE)


def main(arguments: list[str] | None = None) -> int:
    """0 when every sum was found; 1 when one was not; 2 for bad input."""
    parser = argparse.ArgumentParser(prog="python -m certify.fitting", description=__doc__)
    parser.add_argument("--n", default="1-15", help="such as 7 or 1-49 or 1,3,5-9 (default 1-15)")
    parser.add_argument("--target", default="relu", choices=sorted(TARGETS))
    parser.add_argument("--no-constant", action="store_true", help="C = 0")
    parser.add_argument("--increasing", action="store_true", help="positive a and b, no pairs")
    parser.add_argument("--side", default="both", choices=SIDES, help="above: g >= f; below: g <= f")
    parser.add_argument("--h", default=H, help=f"half the distance of a pair (default {H})")
    parser.add_argument(
        "--share", default=SHARE, help=f"growth of the error by rounding (default {SHARE})"
    )
    parser.add_argument("--out", type=Path, help="a folder (default certify/tables/TARGET)")
    given = parser.parse_args(arguments)
    options = dict(
        constant=not given.no_constant,
        increasing=given.increasing,
        side=given.side,
        h=given.h,
        share=given.share,
    )
    if given.out is None and options != DEFAULTS:
        parser.error("--out FOLDER is needed with --no-constant, --increasing, --side, --h or --share")
    folder = given.out or TABLES / given.target
    failed = False
    try:
        numbers = numbers_of(given.n)
        folder.mkdir(parents=True, exist_ok=True)
        halves = [[n for n in numbers if n % 2 == parity] for parity in (1, 0)]
        for these in [numbers] if given.increasing else halves:
            try:
                for fit in near_minimax_sums(these, given.target, **options):
                    (folder / f"{fit.n:02}.json").write_text(written(fit), encoding="ascii")
                    print(f"n = {fit.n}: error {fit.error:.6g}", flush=True)
            except BadInput:
                raise
            except CertifyError as error:
                print(error, file=sys.stderr)
                failed = True
    except (BadInput, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return int(failed)


def numbers_of(text: str) -> list[int]:
    """The n of a list of numbers and ranges.

    >>> numbers_of("1,3,5-8")
    [1, 3, 5, 6, 7, 8]
    """
    numbers: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,4})(?:-(\d{1,4}))?\s*", part)
        if match is None:
            raise BadInput(f"'--n' must be like 7 or 1-49 or 1,3,5-9 (got {text!r:.60})")
        numbers.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return sorted(numbers)


def written(fit: Fit) -> str:
    """The sum as JSON, exact; a few digits of its sampled error.

    >>> from certify.fitting import near_minimax
    >>> print(written(near_minimax(1)), end="")
    {"target": "relu", "n": 1, "sampled_error": "0.0446456",
     "constant": "-0.04543",
     "terms": [
      ["1.09087", "4.8158", "-2.4079"]
     ]}
    """
    terms = ",\n  ".join(json.dumps([shown(number) for number in term]) for term in fit.sum.terms)
    return (
        f'{{"target": "{fit.target}", "n": {fit.n}, "sampled_error": "{fit.error:.6g}",\n'
        f' "constant": "{shown(fit.sum.constant)}",\n "terms": [\n  {terms}\n ]}}\n'
    )


if __name__ == "__main__":
    sys.exit(main())
