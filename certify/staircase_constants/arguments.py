"""The arguments of the constants, and what each may be."""

from typing import Any

from certify.errors import BadInput
from certify.exact import whole

MOST_DIGITS = 100


def points(n: Any) -> int | None:
    """Grid points, or None for the limit."""
    return None if n is None else whole(n, "n", 2)


def places(digits: Any) -> int:
    """How many digits, 1 to 100."""
    count = whole(digits, "digits", 1)
    if count > MOST_DIGITS:
        raise BadInput(f"'digits' must be at most {MOST_DIGITS} (got {digits!r:.60})")
    return count


def silent(stage: str) -> None:
    """Progress that nobody hears of."""
