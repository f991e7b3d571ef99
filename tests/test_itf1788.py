"""The exp, log and arithmetic statements of ITF1788, for every engine that certify wraps."""

import math
import re
from fractions import Fraction

import pytest
from mpmath.libmp import finf, fninf, from_rational

from certify import checker
from certify.enclosure import Interval, exp, log, sqrt

STATEMENT = re.compile(
    r"^\s*(add|sub|mul|div|neg|sqrt|exp|log)\s+(.*?)\s*=\s*(\[[^\]]*\])(\s*<=\s*\[[^\]]*\])?(_\w+)?\s*;"
)
FILES = ("libieeep1788_elem.itl", "mpfi.itl")


def number(text: str) -> Fraction | float:
    text = text.strip().lower().lstrip("+")
    if "inf" in text:
        return -math.inf if text.startswith("-") else math.inf
    if "0x" in text:
        sign = -1 if text.startswith("-") else 1
        mantissa, _, exponent = text.lstrip("-")[2:].partition("p")
        whole, _, part = mantissa.partition(".")
        value = Fraction(int((whole or "0") + part, 16), 16 ** len(part))
        return sign * value * Fraction(2) ** int(exponent or 0)
    return Fraction(float(text))  # literals are binary64


def interval(text: str):
    """(inf, sup), or None for the empty interval; decorations are dropped."""
    if "nai" in text:
        return None
    inside = text.strip().partition("[")[2].partition("]")[0].strip()
    if inside == "empty":
        return None
    if inside == "entire":
        return -math.inf, math.inf
    low, _, high = inside.partition(",")
    return number(low), number(high or low)  # one number stands for a point


def statements(path):
    for line in path.read_text().splitlines():
        match = STATEMENT.match(line)
        if match:
            operands = [interval(piece) for piece in re.findall(r"\[[^\]]*\]", match.group(2))]
            if len(operands) == len(re.findall(r"\S+", re.sub(r"\[[^\]]*\]", "X", match.group(2)))):
                yield match.group(1), operands, interval(match.group(3)), line.strip()


def finite(operands) -> bool:
    return all(o is not None and not any(isinstance(end, float) for end in o) for o in operands)


def mpmath_engine(name, operands):
    """Ends of our default engine, or None where it does not offer the case."""
    if None in operands or (name in ("log", "sqrt") and operands[0][0] < 0):
        return None
    if name == "div" and operands[1][0] <= 0 <= operands[1][1]:
        return None
    xs = [Interval((raw_end(low, "f"), raw_end(high, "c")), 53) for low, high in operands]
    actions = {
        "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b, "neg": lambda a: -a, "exp": exp, "log": log, "sqrt": sqrt,
    }  # fmt: skip
    result = actions[name](*xs)
    infinite = {finf: math.inf, fninf: -math.inf}
    low, high = result.ends
    return infinite.get(low) or result.inf, infinite.get(high) or result.sup


def raw_end(value, direction):
    if isinstance(value, float):
        return finf if value > 0 else fninf
    return from_rational(value.numerator, value.denominator, 53, direction)


def checker_engine(name, operands):
    if not finite(operands):
        return None
    bits = 53
    xs = [
        checker.Interval(checker.Interval.of(o[0], bits).inf, checker.Interval.of(o[1], bits).sup, bits)
        for o in operands
    ]
    if (name == "sqrt" and operands[0][0] < 0) or (name == "div" and operands[1][0] <= 0):
        return None
    if name == "exp":
        low, high = (checker.exp_of(end, bits) for end in operands[0])
        result = checker.Interval(low.inf, high.sup, bits)
    elif name == "log":  # offered as log(1+y) for 0 < y <= 1
        if operands[0][0] <= 1 or operands[0][1] > 2:
            return None
        low, high = (checker.log1p(checker.Interval.of(end - 1, 120)) for end in operands[0])
        result = checker.Interval(low.inf, high.sup, bits)
    else:
        actions = {
            "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
            "div": lambda a, b: a / b, "neg": lambda a: -a, "sqrt": lambda a: a.sqrt(),
        }  # fmt: skip
        result = actions[name](*xs)
    return tuple(Fraction(m) * Fraction(2) ** e for m, e in (result.inf, result.sup))


EXPECTED = {"mpmath": (mpmath_engine, 640), "checker": (checker_engine, 260)}


@pytest.mark.parametrize("engine", EXPECTED)
def test_no_statement_is_left_unenclosed(engine, shared, capsys):
    """Every tight result, which ITF1788 gives for binary64, lies in ours rounded out to binary64."""
    run, least = EXPECTED[engine]
    done, skipped, failed = 0, 0, []
    for file in FILES:
        for name, operands, tight, line in statements(shared / "itf1788" / file):
            ends = None if tight is None else run(name, operands)
            if ends is None:
                skipped += 1
                continue
            done += 1
            if not (down(ends[0]) <= tight[0] and tight[1] <= up(ends[1])):
                failed.append(line)
    with capsys.disabled():
        print(f" [ITF1788, {engine}: {done} enclosed, {len(failed)} not, {skipped} skipped] ", end="")
    assert failed == []
    assert done >= least


def to_double(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def down(value):
    """The largest binary64 number that is not above the value."""
    if isinstance(value, float):
        return value
    nearest = to_double(value)
    above = nearest > 0 if math.isinf(nearest) else nearest > value
    return math.nextafter(nearest, -math.inf) if above else nearest


def up(value):
    return -down(-value)
