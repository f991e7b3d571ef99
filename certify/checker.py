"""Re-check a ``certify/1.0`` certificate, with nothing but the Python standard library.

Run as one file, ``python checker.py CERT [--model f.onnx] [--converted g.onnx]``, or call
:func:`check`.  Nothing a certificate says is believed: every number is computed again from the
claim, from the parameters the certificate lists and from the bytes of the files it names, in exact
integers and in intervals whose ends are integers times powers of two.  The answer starts as
"rejected" and becomes "accepted" only when the last comparison has been made.

The mathematics that is trusted here, with S(t) = 1/(1+exp(-t)) and tau(k) = log(1+exp(-k))/k:

* Staircase.  For N >= 1, k > 0, s(y) = (1/N) sum_{i=1..N} S(k (N y - i)):
  |relu(y) - s(y)| <= (1 + tau(k))/N for every y <= 1   (``certify derive staircase`` proves it).
* Homogeneity.  relu(r z) = r relu(z) for r > 0.
* Shifts.  s increases and relu is 1-Lipschitz, so pre-activations k (N y - i) + e_i with |e_i| <= e
  leave relu(y) within (1 + tau(k))/N + e/(k N), as long as y + e/(k N) <= 1.
* One sigmoid as a line.  |S(t) - 1/2 - t/4| <= |t|^3/48, and |S(t+e) - S(t)| <= |e|/4.
"""

import argparse
import collections
import functools
import hashlib
import itertools
import json
import math
import os
import re
import struct
import sys
from dataclasses import dataclass
from fractions import Fraction

SCHEMA = "certify/1.0"
MAX_CERTIFICATE_BYTES = 16 * 2**20
MAX_FILE_BYTES = 2**31
MAX_DIGITS = 1100
UNEXPECTED = (ArithmeticError, LookupError, TypeError, ValueError, RecursionError, MemoryError)
START_BITS, MAX_BITS = 256, 1 << 13


class CertifyError(Exception):
    """Base of every error that certify raises on purpose."""


class Malformed(CertifyError, ValueError):
    """The text is not a certificate, or a file is not what its format says."""


class Rejected(CertifyError):
    """The certificate is well formed, and what it says was not confirmed."""


class Undecided(CertifyError):
    """An enclosure is too wide, or a budget is used up: neither yes nor no."""


# --- Intervals with dyadic ends ----------------------------------------------------------------
#
# A number is a pair (m, e) of integers and means m * 2**e.  Results are cut to `bits` bits,
# downwards for a lower end and upwards for an upper end, so an Interval always contains the
# exact result of the operation on any members of its operands.


def _cut(number, bits, up):
    m, e = number
    excess = m.bit_length() - bits
    if excess <= 0:
        return number
    return (-(-m >> excess) if up else m >> excess), e + excess


def _plus(x, y, bits, up):
    (m, e), (n, f) = sorted((x, y), key=lambda v: v[1] + v[0].bit_length() if v[0] else -math.inf)
    if m == 0:
        return _cut((n, f), bits, up)
    if f - (e + m.bit_length()) > 2 * bits:  # |x| < 2**(f - 2 bits): one unit there stands for it
        m, e = (1 if up and m > 0 else -1 if not up and m < 0 else 0), f - 2 * bits
    low = min(e, f)
    return _cut(((m << e - low) + (n << f - low), low), bits, up)


def _times(x, y, bits, up):
    return _cut((x[0] * y[0], x[1] + y[1]), bits, up)


def _over(x, y, bits, up):  # y > 0
    shift = max(bits + y[0].bit_length() - x[0].bit_length() + 1, 0)
    m = x[0] << shift
    return _cut((-(-m // y[0]) if up else m // y[0], x[1] - y[1] - shift), bits, up)


def _less(x, y):
    """x < y, for dyadic numbers."""
    return _plus(x, (-y[0], y[1]), 64, up=True)[0] < 0


class Interval:
    """A closed interval [inf, sup] of real numbers; every operation encloses the exact one."""

    __slots__ = ("bits", "inf", "sup")

    def __init__(self, inf, sup, bits):
        self.inf, self.sup, self.bits = inf, sup, bits

    @classmethod
    def of(cls, value, bits):
        """The thinnest interval of `bits`-bit ends around the rational `value`."""
        p, q = Fraction(value).as_integer_ratio()
        return cls(_over((p, 0), (q, 0), bits, False), _over((p, 0), (q, 0), bits, True), bits)

    def _coerce(self, other):
        return other if isinstance(other, Interval) else Interval.of(other, self.bits)

    def __add__(self, other):
        o, b = self._coerce(other), self.bits
        return Interval(_plus(self.inf, o.inf, b, False), _plus(self.sup, o.sup, b, True), b)

    __radd__ = __add__

    def __neg__(self):
        return Interval((-self.sup[0], self.sup[1]), (-self.inf[0], self.inf[1]), self.bits)

    def __sub__(self, other):
        return self + -self._coerce(other)

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        o, b = self._coerce(other), self.bits
        ends = [(x, y) for x in (self.inf, self.sup) for y in (o.inf, o.sup)]
        low = high = None
        for x, y in ends:
            down, up = _times(x, y, b, False), _times(x, y, b, True)
            low = down if low is None or _less(down, low) else low
            high = up if high is None or _less(high, up) else high
        return Interval(low, high, b)

    __rmul__ = __mul__

    def __truediv__(self, other):
        o, b = self._coerce(other), self.bits
        if o.inf[0] <= 0:
            raise Undecided("division by an interval that is not positive")
        low = _over(self.inf, o.sup if self.inf[0] > 0 else o.inf, b, False)
        high = _over(self.sup, o.inf if self.sup[0] > 0 else o.sup, b, True)
        return Interval(low, high, b)

    def sqrt(self):
        """Encloses the square roots of the members, which must not be negative."""
        if self.inf[0] < 0:
            raise Undecided("square root of an interval that reaches below zero")

        def root(number, up):
            m, e = number
            shift = max(2 * self.bits - m.bit_length(), 0)
            shift += (e - shift) % 2
            m <<= shift
            r = math.isqrt(m)
            return r + (1 if up and r * r != m else 0), (e - shift) // 2

        return Interval(
            _cut(root(self.inf, False), self.bits, False),
            _cut(root(self.sup, True), self.bits, True),
            self.bits,
        )

    def max(self, other):
        """Encloses the greater of one member of each."""
        o = self._coerce(other)
        return Interval(
            o.inf if _less(self.inf, o.inf) else self.inf,
            o.sup if _less(self.sup, o.sup) else self.sup,
            self.bits,
        )

    def sign(self):
        """1, -1 or 0 when every member has that sign, else None."""
        if self.inf[0] > 0:
            return 1
        if self.sup[0] < 0:
            return -1
        return 0 if self.inf[0] == self.sup[0] == 0 else None


def log1p(y):
    """Encloses log(1+y) for an interval 0 < y <= 1, with small relative width.

    log(1+y) = 2 artanh(t) = 2 sum_{j>=0} t^(2j+1)/(2j+1) with t = y/(2+y) <= 1/3.  All terms are
    positive, and those after the j-th sum to at most the j-th times t^2/(1-t^2) <= 1/8 of it.
    """
    if y.inf[0] <= 0 or _less((1, 0), y.sup):
        raise Undecided("log1p is enclosed on (0, 1] only")
    t = y / (y + 2)
    square, power, total = t * t, t, t
    for j in itertools.count(1):
        power = power * square
        term = power / (2 * j + 1)
        total = total + term
        if _less(_times(term.sup, (1, y.bits), 64, True), total.inf):
            break
    tail = Interval((0, 0), (term * Fraction(1, 8)).sup, y.bits)
    return (total + tail) * 2


def exp_minus(q, bits):
    """Encloses exp(-q) for a rational q > 0, with small relative width.

    -q = s - m log 2 with an integer m and 0 <= s < 1 (any m with such an s will do), and
    exp(s) = sum s^j/j!.  For j >= 1 each term is at most half of the one before it, so
    the terms after the j-th sum to at most the j-th.
    """
    q = Fraction(q)
    work = bits + 32 + max(q.numerator.bit_length() - q.denominator.bit_length(), 0)
    log2 = log1p(Interval.of(1, work))
    m = _floor(Interval.of(q, work) / log2) + 1
    s = log2 * m - q
    if s.sign() != 1 or _less((1, 0), s.sup):
        raise Undecided("argument reduction of exp failed")
    total = term = Interval.of(1, work)
    for j in itertools.count(1):
        term = term * s / j
        total = total + term
        if _less(term.sup, (1, -work)):
            break
    total = total + Interval((0, 0), term.sup, work)
    shifted = [(end[0], end[1] - m) for end in (total.inf, total.sup)]
    return Interval(_cut(shifted[0], bits, False), _cut(shifted[1], bits, True), bits)


def _floor(x):
    m, e = x.inf
    return m << e if e >= 0 else m >> -e


@functools.cache
def tau(k, bits):
    """Encloses tau(k) = log(1+exp(-k))/k for a rational k > 0."""
    return log1p(exp_minus(k, bits)) / k


# --- Twenty digits, rounded outward ------------------------------------------------------------


def _digits(number, up):
    """The dyadic `number` > 0 as a 20-digit decimal, rounded down or up."""
    m, e = number
    exponent = math.floor((m.bit_length() - 1 + e) * Fraction(30103, 100000))  # log10(2), roughly
    while True:
        p, q = (m << e, 1) if e >= 0 else (m, 1 << -e)
        scale = 19 - exponent
        p, q = (p * 10**scale, q) if scale >= 0 else (p, q * 10**-scale)
        digits = -(-p // q) if up else p // q
        if digits < 10**19 or (digits == 10**19 and up and p < q * 10**19):
            exponent -= 1
        elif digits >= 10**20 and not (up and digits == 10**20):
            exponent += 1
        else:
            break
    if digits == 10**20:
        digits, exponent = 10**19, exponent + 1
    text = str(digits)
    return f"{text[0]}.{text[1:]}e{exponent}"


def outward(x):
    """The one pair of 20-digit decimals for the real number that `x` encloses, or None.

    They enclose [T - |T|/2^100, T + |T|/2^100] where T is that number; None means `x` is too wide
    to tell which pair it is.
    """
    if x.sign() == 0:
        return ["0", "0"]
    if x.sign() is None:
        return None
    if x.sign() < 0:
        mirrored = outward(-x)
        return mirrored and ["-" + text for text in reversed(mirrored)]
    shrunk, grown = x * (1 - Fraction(1, 2**100)), x * (1 + Fraction(1, 2**100))
    low, high = _digits(shrunk.inf, False), _digits(grown.sup, True)
    if low != _digits(shrunk.sup, False) or high != _digits(grown.inf, True):
        return None
    return [low, high]


def decided(function):
    """function(bits) with `bits` doubled until it returns something other than None."""
    bits = START_BITS
    while bits <= MAX_BITS:
        try:
            result = function(bits)
        except Undecided:
            result = None
        if result is not None:
            return result
        bits *= 2
    raise Undecided(f"not decided with {MAX_BITS} bits")


# --- Certificates as text ----------------------------------------------------------------------


def canonical(document):
    """The canonical bytes of a certificate: sorted keys, one space of indent, ASCII, a newline."""
    text = json.dumps(document, sort_keys=True, indent=1, ensure_ascii=True, allow_nan=False)
    return (text + "\n").encode("ascii")


def seal(document):
    """SHA-256 of the certificate without its seal.  It finds accidents; it proves nothing."""
    return hashlib.sha256(canonical({k: v for k, v in document.items() if k != "seal"})).hexdigest()


def parse(data):
    """The certificate in `data` (bytes) as nested dicts and lists, or Malformed."""
    if len(data) > MAX_CERTIFICATE_BYTES:
        raise Malformed(f"larger than {MAX_CERTIFICATE_BYTES} bytes")
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise Malformed(f"not ASCII text at byte {error.start}") from None

    def refuse(what):
        def raising(value):
            raise Malformed(f"{what} are not allowed (got {value[:40]})")

        return raising

    def count(digits):
        if len(digits) > MAX_DIGITS:
            raise Malformed(f"an integer of more than {MAX_DIGITS} digits")
        return int(digits)

    def unique(pairs):
        result = {}
        for key, value in pairs:
            if key in result:
                raise Malformed(f"the key {key!r:.60} stands twice")
            result[key] = value
        return result

    try:
        document = json.loads(
            text,
            object_pairs_hook=unique,
            parse_float=refuse("floating-point numbers"),
            parse_constant=refuse("NaN and infinities"),
            parse_int=count,
        )
        same = isinstance(document, dict) and canonical(document) == data
    except Malformed:
        raise
    except json.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from None
    except RecursionError:
        raise Malformed("nested too deep") from None
    except ValueError as error:
        raise Malformed(f"a number of too many digits: {error}") from None
    if not isinstance(document, dict):
        raise Malformed("the top level must be an object")
    if document.get("schema") != SCHEMA:
        raise Malformed(f"'schema' must be {SCHEMA!r} (got {document.get('schema')!r:.60})")
    if not same:
        raise Malformed("not in canonical form (sorted keys, indent 1, one newline at the end)")
    return document


def fields(value, place, **kinds):
    """The fields of the object at `place`, each checked by its kind; none missing, none unknown."""
    if not isinstance(value, dict):
        raise Malformed(f"'{place}' must be an object")
    for name in kinds:
        if name not in value:
            raise Malformed(f"'{place}' lacks the field '{name}'")
    for name in value:
        if name not in kinds:
            raise Malformed(f"'{place}' has an unknown field '{name}'")
    return [kind(value[name], f"{place}.{name}") for name, kind in kinds.items()]


def anything(value, place):
    return value


def text(value, place):
    if not isinstance(value, str) or not value.isprintable():
        raise Malformed(f"'{place}' must be a string without control characters")
    return value


def flag(value, place):
    if not isinstance(value, bool):
        raise Malformed(f"'{place}' must be true or false")
    return value


def count(value, place):
    if type(value) is not int or value < 0:
        raise Malformed(f"'{place}' must be an integer that is not negative")
    return value


def rational(value, place):
    if not isinstance(value, str) or not re.fullmatch(
        r"(0|-?[1-9][0-9]{0,1099})(/[1-9][0-9]{0,1099})?", value
    ):
        raise Malformed(f"'{place}' must be a rational like '1/1000' (got {value!r:.60})")
    result = Fraction(value)
    if str(result) != value:
        raise Malformed(f"'{place}' must be in lowest terms: '{result}' (got '{value:.60}')")
    return result


def choice(*allowed):
    def kind(value, place):
        if value not in allowed or not isinstance(value, str):
            raise Malformed(f"'{place}' must be one of {', '.join(allowed)} (got {value!r:.60})")
        return value

    return kind


def items(kind):
    def whole(value, place):
        if not isinstance(value, list):
            raise Malformed(f"'{place}' must be a list")
        return [kind(item, f"{place}[{index}]") for index, item in enumerate(value)]

    return whole


def _positive(value, name):
    if value <= 0:
        raise Rejected(f"'{name}' must be positive (got {value})")
    return value


# --- Files: bytes to networks ------------------------------------------------------------------


class Near:
    """A real number known to lie within `rad` of the rational `mid`."""

    __slots__ = ("mid", "rad")

    def __init__(self, mid, rad):
        self.mid, self.rad = mid, rad

    def __add__(self, other):
        return Near(self.mid + mid(other), self.rad + rad(other))

    __radd__ = __add__

    def __mul__(self, other):
        m, r = mid(other), rad(other)
        return Near(self.mid * m, abs(self.mid) * r + self.rad * (abs(m) + r))

    __rmul__ = __mul__


def mid(value):
    return value.mid if isinstance(value, Near) else value


def rad(value):
    return value.rad if isinstance(value, Near) else Fraction(0)


@dataclass(frozen=True)
class Affine:
    """x -> rows x + bias; the entries are Fractions, or Near when they are irrational."""

    rows: list
    bias: list


@dataclass(frozen=True)
class ShallowRelu:
    """f(x) = outer(relu(inner(x))), and the name of the tensor that holds it."""

    inner: Affine
    outer: Affine
    output: str


@dataclass(frozen=True)
class SigmoidRows:
    """g(x) = constant + sum_i v_i S(<w_i, x> + c_i), the stored bytes of each w_i, c_i and v_i."""

    width: int
    outputs: int
    weights: list
    biases: list
    output_weights: list
    decode: object  # bytes -> list of exact numbers
    constant: list


def exact(value, what):
    if not math.isfinite(value):
        raise Malformed(f"{what} contains NaN or an infinity")
    return Fraction(value)


FLOAT, DOUBLE = 1, 11
OLDEST_OPSET = 7
MOST_NODES, MOST_MATRICES = 100, 4  # exact numbers grow with every product
LETTERS = {FLOAT: "f", DOUBLE: "d"}


def _varint(data, at, end):
    value = shift = 0
    while True:
        if at >= end or shift > 63:
            raise Malformed("truncated or not a protocol buffer")
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value & (2**64 - 1), at


def _signed(value):
    return value - 2**64 if value >= 2**63 else value


# How a field is written: its wire type, and how its value is read.  A star means it may repeat;
# repeated numbers may also stand packed in one piece of bytes.
BYTES, STRING, ENUM, INTEGER, SINGLE, SKIPPED = "bytes", "string", "enum", "integer", "single", ""
WIRES = {BYTES: 2, STRING: 2, ENUM: 0, INTEGER: 0, SINGLE: 5, "double": 1}


def message(data, names, what):
    """The fields of a protocol buffer message, by name; None or an empty list where one is absent.

    `names` maps field numbers to (name, kind).  What other readers would pass over or read otherwise is
    an error here: a number outside `names`, another wire type than the field's, a field that stands
    twice, an enumeration beyond 31 bits.
    """
    found = {name: [] if kind.endswith("*") else None for name, kind in names.values()}
    at, end = 0, len(data)
    while at < end:
        key, at = _varint(data, at, end)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at, end)
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            value, at = data[at : at + size], at + size
        elif wire == 2:
            size, at = _varint(data, at, end)
            value, at = data[at : at + size], at + size
        else:
            raise Malformed(f"{what}: not a protocol buffer")
        if at > end:
            raise Malformed(f"{what}: truncated")
        if number not in names:
            raise Malformed(f"{what}: unsupported field number {number}")
        name, kind = names[number]
        if kind == SKIPPED:
            continue
        plain = kind.rstrip("*")
        packed = kind != plain and wire == 2 and WIRES[plain] != 2
        if wire != WIRES[plain] and not packed:
            raise Malformed(f"{what}: '{name}' has the wrong wire type")
        if packed:
            found[name] += _unpacked(value, plain, what)
        elif kind != plain:
            found[name].append(_value(value, plain, what))
        elif found[name] is not None:
            raise Malformed(f"{what}: '{name}' stands twice")
        else:
            found[name] = _value(value, plain, what)
    return found


def _value(value, kind, what):
    if kind == STRING:
        try:
            return bytes(value).decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed(f"{what}: a name is not UTF-8") from None
    if kind == ENUM and value >= 2**31:
        raise Malformed(f"{what}: an enumeration beyond 31 bits")
    return _signed(value) if kind == INTEGER else value


def _unpacked(data, kind, what):
    if kind == INTEGER:
        values, at = [], 0
        while at < len(data):
            value, at = _varint(data, at, len(data))
            values.append(_signed(value))
        return values
    size = 4 if kind == SINGLE else 8
    if len(data) % size:
        raise Malformed(f"{what}: numbers of the wrong length")
    return [data]  # the pieces are joined where they are read


MODEL = {
    1: ("ir_version", INTEGER), 2: ("", SKIPPED), 3: ("", SKIPPED), 4: ("", SKIPPED), 5: ("", SKIPPED),
    6: ("", SKIPPED), 7: ("graph", BYTES), 8: ("opset", "bytes*"), 14: ("", SKIPPED),
}  # fmt: skip
OPSET = {1: ("domain", STRING), 2: ("version", INTEGER)}
GRAPH = {
    1: ("node", "bytes*"), 2: ("", SKIPPED), 5: ("initializer", "bytes*"), 10: ("", SKIPPED),
    11: ("input", "bytes*"), 12: ("output", "bytes*"), 13: ("", SKIPPED), 16: ("", SKIPPED),
}  # fmt: skip
NODE = {
    1: ("input", "string*"), 2: ("output", "string*"), 3: ("name", STRING), 4: ("op_type", STRING),
    5: ("attribute", "bytes*"), 6: ("", SKIPPED), 7: ("domain", STRING), 9: ("", SKIPPED),
}  # fmt: skip
ATTRIBUTE = {
    1: ("name", STRING), 2: ("f", SINGLE), 3: ("i", INTEGER), 4: ("s", BYTES), 5: ("t", BYTES),
    7: ("floats", "single*"), 8: ("ints", "integer*"), 9: ("strings", "bytes*"), 13: ("", SKIPPED),
    20: ("type", ENUM),
}  # fmt: skip
ATTRIBUTE_TYPES = {1: "f", 2: "i", 3: "s", 4: "t", 6: "floats", 7: "ints", 8: "strings"}
TENSOR = {
    1: ("dims", "integer*"), 2: ("data_type", ENUM), 4: ("float_data", "single*"), 5: ("", SKIPPED),
    6: ("", SKIPPED), 7: ("", SKIPPED), 8: ("name", STRING), 9: ("raw_data", BYTES),
    10: ("double_data", "double*"), 11: ("", SKIPPED), 12: ("", SKIPPED),
    13: ("external_data", "bytes*"), 14: ("data_location", ENUM), 16: ("", SKIPPED),
}  # fmt: skip
PAIR = {1: ("key", STRING), 2: ("value", STRING)}
VALUE = {1: ("name", STRING), 2: ("type", BYTES), 3: ("", SKIPPED), 4: ("", SKIPPED)}
TYPE = {1: ("tensor", BYTES), 6: ("", SKIPPED)}
TENSOR_TYPE = {1: ("elem", ENUM), 2: ("shape", BYTES)}
SHAPE = {1: ("dim", "bytes*")}
DIMENSION = {1: ("value", INTEGER), 2: ("", SKIPPED), 3: ("", SKIPPED)}
MOST_DIMENSIONS = 8


class Tensor:
    """A constant: its dimensions, its element type and its little-endian bytes."""

    def __init__(self, data, side_file):
        found = message(data, TENSOR, "a tensor")
        self.name, self.dims, self.type = found["name"] or "", found["dims"], found["data_type"]
        self.data = b""
        if self.type not in LETTERS:
            return  # shapes, labels: never looked at
        what = f"the tensor '{self.name}'"
        if len(self.dims) > MOST_DIMENSIONS or any(not 0 <= d < 2**31 for d in self.dims):
            raise Malformed(f"{what} has the impossible shape {self.dims[:MOST_DIMENSIONS]}")
        self.letter = LETTERS[self.type]
        self.itemsize, self.size = struct.calcsize(self.letter), math.prod(self.dims)
        typed = b"".join(found["float_data" if self.type == FLOAT else "double_data"])
        outside = found["data_location"] or 0
        if outside not in (0, 1):
            raise Malformed(f"{what} is stored in an unknown place")
        inside = [v for v in (typed, found["raw_data"]) if v]
        if len(inside) > 1 or (outside and inside):
            raise Malformed(f"{what} holds its numbers twice")
        if outside:
            entries = [message(v, PAIR, "external data") for v in found["external_data"]]
            self.data = side_file(self.name, {v["key"] or "": v["value"] or "" for v in entries})
        elif inside:
            self.data = inside[0]
        if len(self.data) != self.size * self.itemsize:
            raise Malformed(f"{what} does not have the size its shape says")

    def numbers(self, data=None):
        """The exact values of `data` (default: all of it)."""
        if self.type not in LETTERS:
            raise Malformed(f"the tensor '{self.name}' must be float32 or float64")
        data = self.data if data is None else data
        values = struct.unpack(f"<{len(data) // self.itemsize}{self.letter}", data)
        return [exact(v, f"the tensor '{self.name}'") for v in values]

    def matrix(self):
        if len(self.dims) != 2 or 0 in self.dims:
            raise Malformed(f"the weight '{self.name}' of shape {self.dims} is not a matrix")
        rows, columns = self.dims
        values = self.numbers()
        return [values[i * columns : (i + 1) * columns] for i in range(rows)]

    def vector(self):
        """Its values, if it broadcasts along the last axis only."""
        if any(d != 1 for d in self.dims[:-1]):
            raise Malformed(f"'{self.name}' of shape {self.dims} is not one vector")
        return self.numbers()

    def zero(self):
        """Whether it is a single 0 that gives a tensor no further axis."""
        return len(self.dims) <= 1 and self.numbers() == [0]


@dataclass(frozen=True)
class Node:
    name: str
    op: str
    inputs: list
    outputs: list
    attributes: dict

    def __str__(self):
        return f"{self.op} '{self.name}'"

    def only(self, *allowed):
        for name in self.attributes:
            if name not in allowed:
                raise Malformed(f"{self}: unsupported attribute '{name}'")

    def get(self, name, field, default):
        """The attribute, which must be of this kind."""
        if name not in self.attributes:
            return default
        kind, value = self.attributes[name]
        if kind != field:
            raise Malformed(f"{self}: the attribute '{name}' is of the wrong kind")
        return value


def _attribute(data, side_file):
    """(name, (field, value)): the one value that an attribute holds, in the field of its type."""
    found = message(data, ATTRIBUTE, "an attribute")
    name, field = found["name"], ATTRIBUTE_TYPES.get(found["type"])
    held = [key for key in ATTRIBUTE_TYPES.values() if found[key] not in (None, [])]
    lists = ("floats", "ints", "strings")
    if not name or field is None or held not in ([field], [] if field in lists else [field]):
        raise Malformed(f"the attribute '{name}' does not hold one value of its type")
    value = found[field]
    if field in ("f", "floats"):
        numbers = struct.iter_unpack("<f", value if field == "f" else b"".join(value))
        value = [exact(v, f"the attribute '{name}'") for (v,) in numbers]
        value = value[0] if field == "f" else value
    return name, (field, Tensor(value, side_file) if field == "t" else value)


class Graph:
    """The nodes, constants and the one true input of an ONNX file."""

    def __init__(self, data, side_file):
        model = message(memoryview(data), MODEL, "the ONNX model")
        if model["graph"] is None:
            raise Malformed("no graph in the ONNX file")
        opsets = [message(v, OPSET, "an opset") for v in model["opset"]]
        versions = [v["version"] for v in opsets if (v["domain"] or "") in ("", "ai.onnx")]
        if len(versions) != 1 or (versions[0] or 0) < OLDEST_OPSET:
            raise Malformed(f"one opset of at least {OLDEST_OPSET} is needed (got {versions})")
        [self.opset] = versions
        graph = message(model["graph"], GRAPH, "the graph")
        self.constants = {}
        for entry in graph["initializer"]:
            tensor = Tensor(entry, side_file)
            if not tensor.name or tensor.name in self.constants:
                raise Malformed(f"the initialiser '{tensor.name}' stands twice or has no name")
            self.constants[tensor.name] = tensor
        inputs = [message(v, VALUE, "an input") for v in graph["input"]]
        inputs = [v for v in inputs if v["name"] not in self.constants]
        if len(inputs) != 1 or not inputs[0]["name"]:
            raise Malformed(f"the network must have one input (got {len(inputs)})")
        self.input, self.shape = inputs[0]["name"], self._shape(inputs[0])
        self.outputs = [message(v, VALUE, "an output")["name"] for v in graph["output"]]
        if len(graph["node"]) > MOST_NODES:
            raise Malformed(f"more than {MOST_NODES} nodes")
        self.nodes = [self._node(v, side_file) for v in graph["node"]]
        seen = set(self.constants) | {self.input}
        for node in self.nodes:
            for name in node.outputs:
                if name and name in seen:
                    raise Malformed(f"the tensor '{name}' is made twice")
                seen.add(name)

    @staticmethod
    def _shape(value):
        """The dimensions of the input, None where they are free; or None if not given."""
        kind = message(value["type"] or b"", TYPE, "a type")
        tensor = message(kind["tensor"] or b"", TENSOR_TYPE, "a tensor type")
        if tensor["elem"] not in LETTERS:
            raise Malformed("the input must be float32 or float64")
        if tensor["shape"] is None:
            return None
        dims = message(tensor["shape"], SHAPE, "a shape")["dim"]
        return [message(v, DIMENSION, "a dimension")["value"] or None for v in dims]

    @staticmethod
    def _node(data, side_file):
        found = message(data, NODE, "a node")
        op, domain = found["op_type"] or "", found["domain"] or ""
        pairs = [_attribute(v, side_file) for v in found["attribute"]]
        attributes = dict(pairs)
        if len(attributes) != len(pairs):
            raise Malformed(f"{op}: an attribute stands twice")
        prefix = "" if domain in ("", "ai.onnx") else domain + "."
        return Node(found["name"] or "", prefix + op, found["input"], found["output"], attributes)


class Stage:
    """The affine operations since the input or the activation, folded as they arrive.

    Until the first matrix only a scale and a shift are held, for each coordinate of the last axis
    or one for all.  `width` is the length of that axis, None where the file leaves it open.  A tensor
    that is reshaped keeps its numbers in order, so what follows may be a single number or a matrix that
    takes `width` numbers again; before the first matrix these must be all the numbers of one sample.
    """

    def __init__(self, width):
        self.width, self.fixed = width, width is not None
        self.scale, self.shift, self.affine = [Fraction(1)], [Fraction(0)], None
        self.matrices = 0

    def diagonal(self, scale, shift, what):
        """y -> scale * y + shift, coordinate by coordinate."""
        for values in (scale, shift):
            if len(values) != 1 and not (self.fixed and len(values) == self.width):
                raise Malformed(f"{what}: {len(values)} numbers do not fit the axis they act on")
        size = max(len(scale), len(shift), len(self.scale)) if self.affine is None else self.width
        scale, shift = spread(scale, size, what), spread(shift, size, what)
        if self.affine is None:
            old = spread(self.scale, size, what), spread(self.shift, size, what)
            self.shift = [s * v + t for s, v, t in zip(scale, old[1], shift)]
            self.scale = [s * v for s, v in zip(scale, old[0])]
        else:
            rows = self.affine.rows
            if any(mid(s) != 1 or rad(s) for s in scale):
                rows = [[s * v for v in row] for s, row in zip(scale, rows)]
            bias = [s * b + t for s, b, t in zip(scale, self.affine.bias, shift)]
            self.affine = Affine(rows, bias)

    def matrix(self, rows, bias, what):
        """y -> rows y + bias."""
        size = len(rows[0])
        if self.width not in (None, size):
            raise Malformed(f"{what}: a matrix for {size} numbers where {self.width} arrive")
        self.matrices += 1
        if self.matrices > MOST_MATRICES:
            raise Malformed(f"{what}: more than {MOST_MATRICES} matrices in a row")
        bias = spread(bias, len(rows), what)
        if self.affine is None:
            scale, shift = spread(self.scale, size, what), spread(self.shift, size, what)
            if any(mid(t) or rad(t) for t in shift):
                bias = [b + dot(row, shift) for b, row in zip(bias, rows)]
            if any(mid(s) != 1 or rad(s) for s in scale):
                rows = [[v * s for v, s in zip(row, scale)] for row in rows]
        else:
            bias = [b + dot(row, self.affine.bias) for b, row in zip(bias, rows)]
            columns = list(zip(*self.affine.rows))
            rows = [[dot(row, column) for column in columns] for row in rows]
        self.affine, self.width, self.fixed = Affine(rows, bias), len(rows), True


def dot(u, v):
    return sum((x * y for x, y in zip(u, v)), Fraction(0))


def spread(values, size, what):
    if len(values) == 1:
        return list(values) * size
    if len(values) != size:
        raise Malformed(f"{what}: {len(values)} numbers where {size} are expected")
    return values


INVERSE_ROOT_BITS = 512


def inverse_root(value):
    """1/sqrt(value) for a rational value > 0, to within 2^-512 of the rational given."""
    p, q = value.as_integer_ratio()
    unit = 1 << INVERSE_ROOT_BITS
    floor = math.isqrt(q * unit * unit // p)  # floor(floor(x)^(1/2)) = floor(x^(1/2))
    if floor * floor * p == q * unit * unit:
        return Fraction(floor, unit)
    return Near(Fraction(2 * floor + 1, 2 * unit), Fraction(1, 2 * unit))


class Reader:
    """Follows the one path from the input of an ONNX graph through affine - relu - affine."""

    def __init__(self, graph):
        self.graph, self.constants = graph, dict(graph.constants)
        self.current, self.shape, self.opset = graph.input, graph.shape, graph.opset
        self.rank = None if graph.shape is None else len(graph.shape)
        self.stage, self.inner = Stage(graph.shape[-1] if graph.shape else None), None

    def network(self):
        """The function from the input to the last tensor before a classifier's tail or the end."""
        for node in self.graph.nodes:
            if self.current not in node.inputs:
                self._constant(node)
            elif not self._step(node):
                break
        outer = self.stage.affine
        if self.inner is None or outer is None:
            raise Malformed("the network is not affine - Relu - affine")
        given_out = {self.current}  # and what is computed from it
        for node in self.graph.nodes:
            if given_out & set(node.inputs):
                given_out.update(node.outputs)
        if not self.graph.outputs or not set(self.graph.outputs) <= given_out:
            raise Malformed(f"not every output of the graph comes from '{self.current}'")
        if len(outer.rows[0]) != len(self.inner.rows):
            raise Malformed("the output weights do not fit the hidden units")
        return ShallowRelu(self.inner, outer, self.current)

    def _constant(self, node):
        if len(node.outputs) != 1:
            return
        value = node.attributes.get("value")
        if node.op == "Constant" and value is not None and value[0] == "t":
            self.constants[node.outputs[0]] = value[1]
        elif node.op == "Identity" and node.inputs and node.inputs[0] in self.constants:
            self.constants[node.outputs[0]] = self.constants[node.inputs[0]]

    def _step(self, node):
        """Apply a node to the current tensor; False where the function ends."""
        complete = self.inner is not None and self.stage.affine is not None
        method = self.OPERATORS.get(node.op)
        if node.op == "Cast" and node.get("to", "i", 0) not in LETTERS:
            method = None
        if method is None:
            if complete:
                return False
            raise Malformed(f"unsupported operator {node}")
        if method in (Reader._relu, Reader._clip, Reader._max) and self.inner is not None:
            raise Malformed(f"a second hidden layer: {node}")
        if node.inputs.count(self.current) != 1 or len(node.outputs) != 1 or not node.outputs[0]:
            raise Malformed(f"{node} must use its input once and have one output")
        method(self, node)
        [self.current] = node.outputs
        return True

    def _tensor(self, node, position):
        name = node.inputs[position] if position < len(node.inputs) else ""
        if name not in self.constants:
            raise Malformed(f"{node}: input {position} is not a constant")
        return self.constants[name]

    def _takes(self, node, least, most):
        """The current tensor comes first, and the number of inputs is in this range."""
        if node.inputs[0] != self.current or not least <= len(node.inputs) <= most:
            raise Malformed(f"{node}: its inputs are not in the order supported")

    def _same(self, node):
        node.only("to", "saturate")
        self._takes(node, 1, 1)

    def _reshape(self, node):
        node.only("allowzero", "axis")
        self._takes(node, 1, 2)
        if self.inner is None and self.stage.affine is None:
            dims = (self.shape or [])[1:] or self.shape
            if not dims or None in dims:
                raise Malformed(f"{node}: the shape of the input is not known")
            self.stage.width = math.prod(dims)
        self.stage.fixed = False
        self.rank = 2 if node.op == "Flatten" else None

    def _gemm(self, node):
        node.only("alpha", "beta", "transA", "transB")
        self._takes(node, 2, 3)
        if node.get("transA", "i", 0) != 0:
            raise Malformed(f"{node}: transA is not supported")
        rows = self._tensor(node, 1).matrix()
        rows = rows if node.get("transB", "i", 0) else [list(column) for column in zip(*rows)]
        alpha, beta = node.get("alpha", "f", Fraction(1)), node.get("beta", "f", Fraction(1))
        bias = [Fraction(0)]
        if len(node.inputs) > 2 and node.inputs[2]:
            constant = self._tensor(node, 2)
            if len(constant.dims) > 2:
                raise Malformed(f"{node}: a bias of shape {constant.dims}")
            bias = [beta * b for b in constant.vector()]
        rows = rows if alpha == 1 else [[alpha * v for v in row] for row in rows]
        self.stage.matrix(rows, bias, node)
        self.rank = 2

    def _matmul(self, node):
        node.only()
        if len(node.inputs) != 2:
            raise Malformed(f"{node} must have two inputs")
        if node.inputs[0] == self.current:
            rows = [list(column) for column in zip(*self._tensor(node, 1).matrix())]
        elif self.rank == 1:
            rows = self._tensor(node, 0).matrix()
        else:
            raise Malformed(f"{node}: W @ x needs an input of one dimension")
        self.stage.matrix(rows, [Fraction(0)], node)

    def _elementwise(self, node):
        node.only()
        if len(node.inputs) != 2:
            raise Malformed(f"{node} must have two inputs")
        side = node.inputs.index(self.current)
        constant = self._tensor(node, 1 - side)
        if self.rank is not None:
            self.rank = max(self.rank, len(constant.dims))
        c, one, zero = constant.vector(), [Fraction(1)], [Fraction(0)]
        if node.op == "Add":
            self.stage.diagonal(one, c, node)
        elif node.op == "Sub" and side == 0:
            self.stage.diagonal(one, [-v for v in c], node)
        elif node.op == "Sub":
            self.stage.diagonal([Fraction(-1)], c, node)
        elif node.op == "Mul":
            self.stage.diagonal(c, zero, node)
        elif side == 0 and all(c):
            self.stage.diagonal([1 / v for v in c], zero, node)
        else:
            raise Malformed(f"{node}: only division by constants other than 0 is supported")

    def _scaler(self, node):
        node.only("offset", "scale")
        self._takes(node, 1, 1)
        offset, scale = node.get("offset", "floats", []), node.get("scale", "floats", [])
        if len(offset) != len(scale) or not scale:
            raise Malformed(f"{node}: offset and scale must have the same length")
        self.stage.diagonal([Fraction(1)], [-v for v in offset], node)
        self.stage.diagonal(scale, [Fraction(0)], node)

    def _batch_normalization(self, node):
        node.only("epsilon", "momentum", "training_mode")
        self._takes(node, 5, 5)
        if self.rank != 2 or node.get("training_mode", "i", 0):
            raise Malformed(f"{node}: only for inference on inputs of two dimensions")
        tensors = [self._tensor(node, i) for i in (1, 2, 3, 4)]
        if len({tuple(t.dims) for t in tensors}) != 1 or len(tensors[0].dims) != 1:
            raise Malformed(f"{node}: its four vectors must have one length")
        gamma, beta, mean, variance = (t.numbers() for t in tensors)
        default = exact(struct.unpack("<f", struct.pack("<f", 1e-5))[0], node)
        epsilon = node.get("epsilon", "f", default)
        if any(v + epsilon <= 0 for v in variance):
            raise Malformed(f"{node}: variance + epsilon must be positive")
        root = [inverse_root(v + epsilon) for v in variance]
        self.stage.diagonal([Fraction(1)], [-m for m in mean], node)
        self.stage.diagonal([r * g for r, g in zip(root, gamma)], [Fraction(0)], node)
        self.stage.diagonal([Fraction(1)], beta, node)

    def _activate(self, node):
        if self.stage.affine is None:
            raise Malformed(f"{node} before the first matrix")
        self.inner, before = self.stage.affine, self.stage
        self.stage = Stage(before.width)
        self.stage.fixed = before.fixed

    def _relu(self, node):
        node.only()
        self._takes(node, 1, 1)
        self._activate(node)

    def _max(self, node):
        node.only()
        if len(node.inputs) != 2:
            raise Malformed(f"{node} is not max(x, 0)")
        if not self._tensor(node, 1 - node.inputs.index(self.current)).zero():
            raise Malformed(f"{node} is not max(x, 0)")
        self._activate(node)

    def _clip(self, node):
        if self.opset < 11:  # the ends are attributes
            node.only("min", "max")
            self._takes(node, 1, 1)
            relu = node.get("min", "f", None) == 0 and "max" not in node.attributes
        else:
            node.only()
            self._takes(node, 2, 3)
            relu = self._tensor(node, 1).zero() and not any(node.inputs[2:])
        if not relu:
            raise Malformed(f"{node} is not max(x, 0)")
        self._activate(node)

    OPERATORS = {  # noqa: RUF012
        "Identity": _same, "Cast": _same, "Reshape": _reshape, "Flatten": _reshape, "Gemm": _gemm,
        "MatMul": _matmul, "Add": _elementwise, "Sub": _elementwise, "Mul": _elementwise,
        "Div": _elementwise, "ai.onnx.ml.Scaler": _scaler,
        "BatchNormalization": _batch_normalization, "Relu": _relu, "Max": _max, "Clip": _clip,
    }  # fmt: skip


def read_onnx(data, side_file):
    """The one-hidden-layer ReLU network in the bytes of an ONNX file."""
    return Reader(Graph(data, side_file)).network()


def read_nnet(data):
    """The one-hidden-layer ReLU network in the bytes of an .nnet file, decimals taken exactly.

    f(x) = out_range * (W2 relu(W1 (x - mean)/range + b1) + b2) + out_mean; the input limits of the
    file are not part of f.  A file whose means and ranges are all 0 has no normalisation.
    """
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("not an .nnet file: it is not ASCII text") from None
    text = text.replace("\r\n", "\n")
    if any(c < " " and c not in "\t\n" for c in text):
        raise Malformed("not an .nnet file: it has control characters")
    lines = [line.strip() for line in text.split("\n")]
    lines = iter([line for line in lines if line and not line.startswith("//")])

    def numbers(size=None):
        line = next(lines, None)
        if line is None:
            raise Malformed("not an .nnet file, or truncated")
        values = [decimal(v) for v in line.split(",") if v.strip()]
        if size is not None and len(values) != size:
            raise Malformed(f"an .nnet row of {len(values)} numbers where {size} are expected")
        return values

    header, sizes = numbers(4), numbers()
    if header[0] != 2 or len(sizes) != 3:
        raise Malformed("an .nnet file with one hidden layer is needed")
    if any(v.denominator != 1 or v < 1 for v in sizes) or [sizes[0], sizes[2]] != header[1:3]:
        raise Malformed("the header of the .nnet file does not fit together")
    next(lines, None)  # a flag without a meaning today
    numbers(), numbers()  # limits on the inputs, not part of f
    means, ranges = numbers(), numbers()
    width, plain = int(sizes[0]), not any(means) and not any(ranges)
    if len(means) not in (width, width + 1) or len(ranges) not in (width, width + 1):
        raise Malformed("means and ranges do not fit the inputs")
    means = [*means, Fraction(0)][: width + 1]
    ranges = [Fraction(1)] * (width + 1) if plain else [*ranges, Fraction(1)][: width + 1]
    if not all(ranges):
        raise Malformed("a range is 0")
    stages = []
    for count_, columns in zip(sizes[1:], sizes):
        matrix = [numbers(columns) for _ in range(int(count_))]
        stages.append((matrix, [numbers(1)[0] for _ in range(int(count_))]))
    if next(lines, None) is not None:
        raise Malformed("text after the last layer")
    inner, outer = Stage(width), Stage(int(sizes[1]))
    inner.diagonal([Fraction(1)], [-m for m in means[:width]], "normalisation")
    inner.diagonal([1 / r for r in ranges[:width]], [Fraction(0)], "normalisation")
    inner.matrix(*stages[0], "the first layer")
    outer.matrix(*stages[1], "the second layer")
    outer.diagonal([ranges[width]], [means[width]], "normalisation")
    return ShallowRelu(inner.affine, outer.affine, "output")


def decimal(text):
    if len(text) > MAX_DIGITS or not re.fullmatch(
        r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\s*", text
    ):
        raise Malformed(f"not a decimal number: {text!r:.40}")
    return Fraction(text.strip())


def read_converted(data):
    """The sigmoid network in the bytes of a converted file: Gemm - Sigmoid - Gemm, nothing else."""

    def no_side_file(name, entries):
        raise Malformed(f"the converted file must hold its own numbers (the tensor '{name}')")

    graph = Graph(data, no_side_file)
    if [node.op for node in graph.nodes] != ["Gemm", "Sigmoid", "Gemm"]:
        raise Malformed("the converted file must be Gemm - Sigmoid - Gemm")
    first, middle, last = graph.nodes
    first.only("transB")
    middle.only()
    last.only()
    chain = [graph.input, *first.outputs, *middle.outputs, *last.outputs]
    if (
        [len(node.inputs) for node in graph.nodes] != [3, 1, 3]
        or [first.inputs[0], middle.inputs[0], last.inputs[0], *graph.outputs] != chain
        or len(graph.outputs) != 1
        or first.get("transB", "i", 0) != 1
        or not all(name in graph.constants for name in first.inputs[1:] + last.inputs[1:])
    ):
        raise Malformed("the converted file must be one chain of Gemm(transB=1) - Sigmoid - Gemm")
    weights, biases, outputs, constant = (
        graph.constants[name] for name in first.inputs[1:] + last.inputs[1:]
    )
    tensors = (weights, biases, outputs, constant)
    if len({t.type for t in tensors}) != 1 or weights.type not in LETTERS:
        raise Malformed("the converted file must hold float32 or float64 numbers of one kind")
    if (
        len(weights.dims) != 2
        or len(outputs.dims) != 2
        or biases.dims != [weights.dims[0]]
        or outputs.dims[0] != weights.dims[0]
        or constant.dims != [outputs.dims[1]]
    ):
        raise Malformed("the shapes of the converted file do not fit each other")
    sigmoids, width = weights.dims

    def pieces(tensor, length):
        size = length * tensor.itemsize
        return [bytes(tensor.data[i * size : (i + 1) * size]) for i in range(sigmoids)]

    return SigmoidRows(
        width, outputs.dims[1], pieces(weights, width), pieces(biases, 1),
        pieces(outputs, outputs.dims[1]), weights.numbers, constant.numbers(),
    )  # fmt: skip


# --- Domains and norms -------------------------------------------------------------------------


@dataclass(frozen=True)
class Domain:
    """{x : |x| <= radius}, in the 2-norm (ball) or in the maximum norm (box)."""

    kind: str
    radius: Fraction

    def spread(self, row, bits):
        """Encloses sup <row, x> over the domain: the radius times the dual norm of the row."""
        return norm(row, "2" if self.kind == "ball" else "1", bits) * self.radius

    def reaches(self, row, value):
        """The order of sup <row, x> and the rational value >= 0, exactly: -1, 0 or 1."""
        if self.kind == "box":
            difference = self.radius * sum(map(abs, row), Fraction(0)) - value
        else:
            difference = self.radius**2 * dot(row, row) - value**2
        return (difference > 0) - (difference < 0)


def norm(vector, which, bits):
    """Encloses the 1-, 2- or maximum norm of a rational vector."""
    if which == "2":
        return Interval.of(dot(vector, vector), bits).sqrt()
    sizes = [abs(v) for v in vector]
    return Interval.of(max(sizes, default=Fraction(0)) if which == "inf" else sum(sizes), bits)


# --- Claims ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Theorem:
    """What the checker has confirmed, in words and in the numbers it computed itself."""

    kind: str
    statement: str
    eps: Fraction
    sigmoids: int
    bound: list
    slack: list
    n: int | None = None
    k: Fraction | None = None
    least: bool | None = None
    domain: Domain | None = None
    norm: str | None = None
    shape: tuple | None = None
    units: tuple = ()
    files: tuple = ()


@dataclass(frozen=True)
class Unit:
    """One ReLU (or several proportional ones) and what stands for it in the converted network.

    `share` encloses its part of the bound; n, k and r are those of its staircase, if it has one.
    """

    members: list
    kind: str
    sigmoids: int
    share: list
    n: int | None = None
    k: Fraction | None = None
    r: Fraction | None = None


def settle(total, eps, place):
    """Twenty digits of the bound T and of eps - T > 0, from total(bits), an enclosure of T."""

    def attempt(bits):
        value = total(bits)
        rest = eps - value
        if rest.sign() is None:
            return None
        digits = outward(value), outward(rest)
        return None if None in digits else (*digits, rest.sign())

    bound, slack, sign = decided(attempt)
    if sign < 0:
        raise Rejected(f"'{place}': the bound {bound[0]} exceeds eps = {eps} by {slack[1][1:]}")
    return bound, slack


def compare(found, computed, place):
    if found != computed:
        raise Rejected(f"'{place}' is {found!r:.90}, but the checker computed {computed!r:.90}")


def staircase_gap(k, steps, eps):
    """The sign of eps - (1 + tau(k))/steps, without cancelling 1 against eps * steps."""
    rest = eps * steps - 1
    if rest <= 0:
        return -1
    return decided(lambda bits: (rest - tau(k, bits)).sign())


def check_relu(document):
    """|relu(x) - g(x)| <= eps for every x in [-1, 1], by the closed-form bound."""
    _, claim, construction, proof, _ = fields(
        document, "certificate", schema=text, claim=anything, construction=anything,
        proof=anything, seal=text,
    )  # fmt: skip
    _, eps, domain = fields(claim, "claim", kind=text, eps=rational, domain=items(rational))
    _, n, k = fields(construction, "construction", kind=choice("staircase"), n=count, k=rational)
    _, bound, slack, least = fields(
        proof, "proof", method=choice("closed-form"), bound=items(text), slack=items(text),
        least=flag,
    )  # fmt: skip
    _positive(eps, "claim.eps")
    _positive(k, "construction.k")
    compare(domain, [Fraction(-1), Fraction(1)], "claim.domain")
    if n < 2:
        raise Rejected(f"'construction.n' must be at least 2 (got {n})")
    steps = n - 1
    if staircase_gap(k, steps, eps) < 0:
        raise Rejected(f"the closed-form bound of n = {n}, k = {k} exceeds eps = {eps}")

    def digits(bits):
        tail = tau(k, bits)
        pair = outward((1 + tail) / steps), outward((eps * steps - 1 - tail) / steps)
        return None if None in pair else pair

    computed = decided(digits)
    compare(bound, computed[0], "proof.bound")
    compare(slack, computed[1], "proof.slack")
    compare(least, steps == 1 or staircase_gap(k, steps - 1, eps) < 0, "proof.least")
    statement = (
        f"|relu(x) - g(x)| <= {eps} for every x in [-1, 1], where "
        f"g(x) = d sum_(i=1..{steps}) S(({k}/d) (x - i d)), d = 1/{steps}, S(t) = 1/(1+exp(-t))"
    )
    return Theorem("relu", statement, eps, steps, bound, slack, n=n, k=k, least=least)


def check_network(document, files):
    """|f(x) - g(x)| <= eps for every x of a ball or box; f and g read from their files' bytes."""
    _, claim, model, converted, construction, proof, _ = fields(
        document, "certificate", schema=text, claim=anything, model=anything, converted=anything,
        construction=anything, proof=anything, seal=text,
    )  # fmt: skip
    _, eps, domain, which = fields(
        claim, "claim", kind=text, eps=rational, domain=anything, norm=choice("2", "inf")
    )
    domain = Domain(*fields(domain, "claim.domain", kind=choice("ball", "box"), radius=rational))
    _, sigmoids = fields(construction, "construction", kind=choice("staircase"), sigmoids=count)
    _, units, bound, slack = fields(
        proof, "proof", method=choice("closed-form"), units=items(anything), bound=items(text),
        slack=items(text),
    )  # fmt: skip
    _positive(eps, "claim.eps")
    _positive(domain.radius, "claim.domain.radius")

    f, output, model_files = files.model(model)
    g, converted_file = files.converted(converted)
    compare(output, f.output, "model.output")
    width, outputs = len(f.inner.rows[0]), len(f.outer.rows)
    compare((g.width, g.outputs), (width, outputs), "the shape (inputs, outputs) of the converted file")
    if width == 1 and domain.kind != "ball":
        raise Rejected("'claim.domain.kind': for one input the box is written as a ball")
    if outputs == 1 and which != "2":
        raise Rejected("'claim.norm': for one output the norm is written as 2")
    bounder = NetworkBound(f, g, domain, which, units)
    compare(sigmoids, len(g.weights), "construction.sigmoids")
    computed = settle(lambda bits: bounder.total(bits), eps, "proof.bound")
    compare(bound, computed[0], "proof.bound")
    compare(slack, computed[1], "proof.slack")
    size = {"2": "2-norm", "inf": "maximum norm"}[which]
    size = f" ({size} of the {outputs} outputs)" if outputs > 1 else ""
    region = "|x|_2" if domain.kind == "ball" else "max_i |x_i|"
    statement = (
        f"|f(x) - g(x)| <= {eps}{size} for every x in R^{width} with "
        f"{region} <= {domain.radius}, where f is the tensor {f.output!a} of "
        f"{model_files[0][0]!a} and g the network of {len(g.weights)} sigmoids in "
        f"{converted_file[0]!a}, both with their stored numbers and in exact arithmetic"
    )
    return Theorem(
        "network", statement, eps, len(g.weights), bound, slack, domain=domain, norm=which,
        shape=(width, len(f.inner.rows), outputs), units=bounder.report(),
        files=(*model_files, converted_file),
    )  # fmt: skip


class NetworkBound:
    """The bound on |f - g| over a domain, as a function of the stored numbers of f and g.

    Hidden units with proportional (a, b) are taken together: relu(q z) = q relu(z) for q > 0.
    With z = <a, x> + b, v the sum of their output weights, one of these stands for v relu(z):

    cancelled  v = 0, and    inactive  z <= 0 on the domain: nothing;
    constant   a = 0 < b: the constant v b;
    affine     z >= 0 on the domain: v b + v' (S(p) - 1/2) with one stored sigmoid, p near beta <a, x>;
    kinked     otherwise: sum_i v'_i S(p_i), p_i near beta z - k i, i = 1..N, with r = k N/beta.
    """

    def __init__(self, f, g, domain, which, listed):
        self.f, self.g, self.domain, self.which = f, g, domain, which
        self.rows = [[mid(v) for v in row] for row in f.inner.rows]
        self.bias = [mid(v) for v in f.inner.bias]
        self.columns = [[mid(row[j]) for row in f.outer.rows] for j in range(len(self.rows))]
        self.constant = [mid(v) for v in f.outer.bias]
        self.parts = []
        self._group(listed)

    def _group(self, listed):
        groups = {}
        for index, (row, bias) in enumerate(zip(self.rows, self.bias)):
            size = next((abs(v) for v in (*row, bias) if v), Fraction(1))
            key = tuple(v / size for v in (*row, bias))
            groups.setdefault(key, []).append((index, size))
        if len(listed) != len(groups):
            raise Rejected(f"'proof.units' lists {len(listed)} units, the network has {len(groups)}")
        at = 0
        for place, (entry, members) in enumerate(zip(listed, groups.values())):
            at = self._unit(entry, f"proof.units[{place}]", members, at)
        if at != len(self.g.weights):
            raise Rejected(f"the units account for {at} sigmoids, the file has {len(self.g.weights)}")

    def _unit(self, entry, place, members, at):
        first, size = members[0]
        row, bias = self.rows[first], self.bias[first]
        weight = [
            sum((self.columns[j][o] * s / size for j, s in members), Fraction(0))
            for o in range(len(self.constant))
        ]
        if not any(weight):
            kind = "cancelled"
        elif bias <= 0 and self.domain.reaches(row, -bias) <= 0:
            kind = "inactive"
        elif not any(row):
            kind = "constant"
        elif bias >= 0 and self.domain.reaches(row, bias) <= 0:
            kind = "affine"
        else:
            kind = "kinked"
        given = {"affine": {"beta": rational}, "kinked": {"n": count, "k": rational, "r": rational}}.get(
            kind, {}
        )
        if isinstance(entry, dict) and "kind" in entry:
            compare(entry["kind"], kind, f"{place}.kind")
        indices, _, *values = fields(entry, place, members=items(count), kind=text, **given)
        compare(indices, [j for j, _ in members], f"{place}.members")
        if kind == "kinked" and values[0] < 2:
            raise Rejected(f"'{place}.n' must be at least 2 (got {values[0]})")
        for value in values:
            _positive(value, place)
        taken = {"affine": 1, "kinked": values[0] - 1 if values else 0}.get(kind, 0)
        if at + taken > len(self.g.weights):
            raise Rejected(f"'{place}' needs more sigmoids than the file has")
        part = {"kind": kind, "row": row, "bias": bias, "weight": weight, "place": place,
                "members": indices, "taken": taken}  # fmt: skip
        if kind == "kinked":
            self._kinked(part, *values, at)
            if not self._in_range(part):
                raise Rejected(f"'{place}.r' = {part['r']} is below the unit's range")
        elif kind == "affine":
            self._affine(part, *values, at)
        self.parts.append(part)
        return at + taken

    def _kinked(self, part, n, k, r, at):
        """Exact distances between the stored rows of one staircase and the ideal ones."""
        steps, g = n - 1, self.g
        beta = k * steps / r
        ideal = [v * r / steps for v in part["weight"]]
        rows = slice(at, at + steps)
        start = beta * part["bias"]
        scale = math.lcm(start.denominator, k.denominator)
        begin, step = int(start * scale), int(k * scale)
        offsets = {}  # row of weights -> (p, q), the largest |stored - start + k i| being p/(q scale)
        stored = self.g.decode(b"".join(g.biases[rows]))
        for i, (weights, bias) in enumerate(zip(g.weights[rows], stored), 1):
            p, q = bias.as_integer_ratio()
            p = abs(p * scale - q * (begin - step * i))
            largest = offsets.get(weights)
            if largest is None or p * largest[1] > largest[0] * q:
                offsets[weights] = p, q
        heights = collections.Counter(g.output_weights[rows])
        part.update(
            steps=steps,
            k=k,
            r=r,
            beta=beta,
            shifts=[
                (
                    [w - beta * a for w, a in zip(self.g.decode(data), part["row"])],
                    Fraction(p, q * scale),
                )
                for data, (p, q) in offsets.items()
            ],
            heights=[
                ([v - u for v, u in zip(self.g.decode(data), ideal)], times)
                for data, times in heights.items()
            ],
        )

    def _affine(self, part, beta, at):
        row = self.g.decode(self.g.weights[at])
        [bias] = self.g.decode(self.g.biases[at])
        part.update(
            beta=beta,
            stored=self.g.decode(self.g.output_weights[at]),
            off=([w - beta * a for w, a in zip(row, part["row"])], bias),
        )

    def _shift(self, part, bits):
        """Encloses how far the stored pre-activations of a staircase move its argument."""
        shift = Interval.of(0, bits)
        for row, off in part["shifts"]:
            shift = shift.max(self.domain.spread(row, bits) + off)
        return shift / part["beta"]

    def _in_range(self, part):
        """Whether r is at least the largest shifted argument; exactly for a box, which has no roots."""
        if self.domain.kind == "box":
            moved = max(self.domain.radius * sum(map(abs, row)) + off for row, off in part["shifts"])
            top = self.domain.radius * sum(map(abs, part["row"])) + part["bias"]
            return part["r"] >= top + moved / part["beta"]

        def order(bits):
            top = self.domain.spread(part["row"], bits) + part["bias"] + self._shift(part, bits)
            return (part["r"] - top).sign()

        return decided(order) >= 0

    def share(self, part, bits):
        """Encloses what one unit adds to the bound."""
        size = norm(part["weight"], self.which, bits)
        if part["kind"] == "kinked":
            shift = self._shift(part, bits)
            stairs = (1 + tau(part["k"], bits)) * (part["r"] / part["steps"])
            result = size * (stairs + shift)
            for difference, times in part["heights"]:
                result = result + norm(difference, self.which, bits) * times
            return result
        if part["kind"] == "affine":
            beta, stored = part["beta"], part["stored"]
            width = self.domain.spread(part["row"], bits)
            off = self.domain.spread(part["off"][0], bits) + abs(part["off"][1])
            slope = [v - w * beta / 4 for v, w in zip(part["weight"], stored)]
            t = width * beta
            bend = t * t * t / 48 + off / 4
            return norm(slope, self.which, bits) * width + norm(stored, self.which, bits) * bend
        return Interval.of(0, bits)

    def constant_error(self, bits):
        """Encloses |c' - c|: the stored constant against the one that the units call for."""
        wanted = list(self.constant)
        for part in self.parts:
            if part["kind"] in ("affine", "constant"):
                wanted = [c + v * part["bias"] for c, v in zip(wanted, part["weight"])]
            if part["kind"] == "affine":
                wanted = [c - v / 2 for c, v in zip(wanted, part["stored"])]
        return norm([c - w for c, w in zip(self.g.constant, wanted)], self.which, bits)

    def irrational_error(self, bits):
        """Encloses |f - f'|, f' with the rational middle of every number of f.

        |V relu(z) + c - V' relu(z') - c'| <= |c - c'| + sum_j (|V_j - V'_j| (sup relu(z'_j) + e_j)
        + |V'_j| e_j), with e_j >= |z_j - z'_j| on the domain.
        """
        result = norm([rad(v) for v in self.f.outer.bias], self.which, bits)
        for j, (row, bias) in enumerate(zip(self.f.inner.rows, self.f.inner.bias)):
            radii = [rad(row_[j]) for row_ in self.f.outer.rows]
            widths = [rad(v) for v in row]
            if not any(radii) and not any(widths) and not rad(bias):
                continue
            e = self.domain.spread(widths, bits) + rad(bias)
            top = (self.domain.spread(self.rows[j], bits) + self.bias[j]).max(0) + e
            result = result + norm(radii, self.which, bits) * top
            result = result + norm(self.columns[j], self.which, bits) * e
        return result

    def total(self, bits):
        """Encloses the bound."""
        result = self.constant_error(bits) + self.irrational_error(bits)
        for part in self.parts:
            result = result + self.share(part, bits)
        return result

    def report(self):
        return tuple(
            Unit(
                part["members"], part["kind"], part["taken"],
                decided(lambda bits, part=part: outward(self.share(part, bits))),
                part["steps"] + 1 if "steps" in part else None, part.get("k"), part.get("r"),
            )
            for part in self.parts
        )  # fmt: skip


# --- Files a certificate names -----------------------------------------------------------------


def same(data, digest, place):
    """`data`, if its SHA-256 is the one that stands at `place`."""
    if hashlib.sha256(data).hexdigest() != digest:
        raise Rejected(f"'{place}' is not the SHA-256 of the file's bytes")
    return data


class Files:
    """Opens the files that a certificate names, and compares their SHA-256.

    `model` and `converted` are paths that replace the names in the certificate; without them the
    names are looked up from `folder`.
    """

    def __init__(self, folder, model=None, converted=None):
        self.folder, self.paths = folder, {"model": model, "converted": converted}

    def read(self, path):
        """The bytes of a regular file."""
        try:
            if not os.path.isfile(path):
                raise FileNotFoundError(path)
            if os.path.getsize(path) > MAX_FILE_BYTES:
                raise Malformed(f"'{path}' is larger than {MAX_FILE_BYTES} bytes")
            with open(path, "rb") as file:
                return file.read()
        except (OSError, ValueError) as error:
            if isinstance(error, Malformed):
                raise
            raise FileNotFoundError(path) from None

    def named(self, role, name):
        """The bytes of the model or the converted network."""
        if self.paths[role] is not None:
            return self.read(self.paths[role])
        try:
            return self.read(os.path.join(self.folder, *name.split("/")))
        except FileNotFoundError:
            raise Rejected(
                f"'{role}.file': no file '{name}' beside the certificate; name it with --{role}"
            ) from None

    def beside(self, role, name, location):
        """The bytes of a side file, which lies beside the file it belongs to."""
        path = self.paths[role] or os.path.join(self.folder, *name.split("/"))
        try:
            return self.read(os.path.join(os.path.dirname(path), location))
        except FileNotFoundError:
            raise Rejected(f"no side file '{location}' beside the {role}") from None

    def model(self, entry):
        """The network f, the name of its output, and (name, SHA-256) of each of its files."""
        name, kind, digest, output, external = fields(
            entry, "model", file=text, format=choice("onnx", "nnet"), sha256=text, output=text,
            external=items(anything),
        )  # fmt: skip
        data = same(self.named("model", name), digest, "model.sha256")
        used = [(name, digest)]
        listed = {}
        for index, item in enumerate(external):
            side, side_digest = fields(item, f"model.external[{index}]", file=text, sha256=text)
            if side in listed:
                raise Malformed(f"'model.external[{index}].file' stands twice")
            listed[side] = side_digest
            used.append((side, side_digest))
        opened = {}

        def side_file(tensor, entries):
            location = entries.get("location", "")
            if location not in listed:
                raise Rejected(f"'model.external' does not list the side file {location!r}")
            if "/" in location or "\\" in location or location in ("", ".", ".."):
                raise Malformed(f"a side file must lie beside the model (got {location!r})")
            if location not in opened:
                opened[location] = same(
                    self.beside("model", name, location), listed[location], "model.external"
                )
            whole = opened[location]
            try:
                start = int(entries.get("offset", "0"))
                length = int(entries.get("length", str(len(whole) - start)))
            except ValueError:
                raise Malformed(f"the tensor '{tensor}' has a bad place in its side file") from None
            if start < 0 or length < 0 or start + length > len(whole):
                raise Malformed(f"the tensor '{tensor}' reaches beyond its side file")
            return whole[start : start + length]

        network = read_onnx(data, side_file) if kind == "onnx" else read_nnet(data)
        for side in listed:
            if side not in opened:
                raise Rejected(f"'model.external' lists '{side}', which the model does not use")
        return network, output, used

    def converted(self, entry):
        """The sigmoid network g and the (name, SHA-256) of its file."""
        name, digest = fields(entry, "converted", file=text, sha256=text)
        data = same(self.named("converted", name), digest, "converted.sha256")
        return read_converted(data), (name, digest)


def check(data, files):
    """Confirm the certificate in `data` (bytes) and return the Theorem, or raise.

    Raises: Malformed (not a certificate, or a file is not what its format says), Rejected (not
    confirmed), Undecided, or FileNotFoundError for a file the caller named.
    """
    document = parse(data)
    kinds = {"relu": check_relu, "network": lambda document: check_network(document, files)}
    claim = document.get("claim")
    kind = claim.get("kind") if isinstance(claim, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        raise Malformed(f"'claim.kind' must be one of {', '.join(kinds)} (got {kind!r:.60})")
    if document.get("seal") != seal(document):
        raise Rejected("'seal' is not the SHA-256 of the rest: the certificate was changed")
    try:
        return kinds[kind](document)
    except Malformed:
        raise
    except (*UNEXPECTED, struct.error) as error:
        raise Malformed(f"a file or a number has no meaning here ({type(error).__name__})") from None


def run(path, model=None, converted=None, out=None, err=None):
    """Check the certificate at `path`, print the verdict, and return (exit code, Theorem or None)."""
    out, err = out or sys.stdout, err or sys.stderr
    verdict, line, code, theorem = "rejected", None, 1, None
    try:
        files = Files(os.path.dirname(os.path.abspath(path)), model, converted)
        theorem = check(files.read(path), files)
        verdict, code = "accepted", 0
    except Rejected as error:
        line = f"rejected: {error}"
    except Undecided as error:
        line = f"rejected: not decided ({error})"
    except Malformed as error:
        line, code = f"malformed: {error}", 2
    except FileNotFoundError as error:
        line, code = f"no such file: {str(error)!a}", 2
    print(verdict, file=out)
    if theorem is not None:
        print(theorem.statement, file=out)
        print(f"bound {theorem.bound[1]}, tolerance left {theorem.slack[0]}", file=out)
    if line is not None:
        print(
            "certify: " + " ".join(line.split()).encode("ascii", "backslashreplace").decode(), file=err
        )
    return code, theorem


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Re-check a certify/1.0 certificate.")
    parser.add_argument("certificate")
    parser.add_argument("--model", help="the network f, if not where the certificate says")
    parser.add_argument("--converted", help="the network g, if not where the certificate says")
    given = parser.parse_args(arguments)
    try:
        code = run(given.certificate, given.model, given.converted)[0]
        sys.stdout.flush()
        return code
    except OSError:  # nobody listens: not an acceptance
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 3


if __name__ == "__main__":
    sys.exit(main())
