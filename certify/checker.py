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
* One side.  If |F - g + s U| <= U with s = 1 or -1, then 0 <= s (g - F) <= 2 U.
* Tanh.  tanh(t) = 2 S(2 t) - 1   (``activations``).
* Sums.  If |relu - C - sum a_i S(b_i y + c_i)| <= E on [-1, 1] and |z| <= r, then, by homogeneity,
  v r (C + sum a_i S(p_i)), p_i = b_i z/r + c_i, is within |v| r E of v relu(z).  Where b_i are equal,
  p_i + e + g_i in place of p_i moves sum a_i S(p_i) by at most |e| sup_y |sum a_i S'(y + c_i)| and
  sum |a_i| |g_i|/4; and |S''| <= sqrt(3)/18   (``sum_rounding``).
* Polylines.  Sums, multiples, abs and relu of functions that are linear between given points are
  linear between these, their zeros and no others; all of them are rational.
* Softplus.  L(t) = log(1+exp(t)) = t + L(-t), L' = S, and 0 <= L(t) <= exp(t)   (``softplus``).
* Steps.  For m >= 1, k > 0, h = (b-a)/m, |y_i - F(a + i h)| <= delta and slopes of F up to M on [a, b],
  g(x) = y_0 + sum_{i=1..m} (y_i - y_{i-1}) S((k/h)(x - a - (i - 1/2) h)) is the mean of the y_i at the
  node nearest to x + s, where P(s <= t) = S(k t/h), and 2 log(2) h/k is the mean of |s|:
  |F(x) - g(x)| <= M h (1/2 + 2 log(2)/k) + delta for a <= x <= b.
* Leaves.  S(z + w) = S(z) + sum_{m=1..p} S^(m)(z) w^m/m! + S^(p+1)(x) w^(p+1)/(p+1)! with x between z
  and z + w.  |S^(m)| <= m! 2^(1-m) S' for 1 <= m <= 25, S'(z + w) <= exp(|w|) S'(z) and
  S'(z) <= exp(-|z|)   (``taylor_form``).  L(z + w) has L(z) + the integral of this as its expansion.
* One cell.  phi(t) = sum_{j=0..N-1} S(k (t - j)) - t, sup over [-1, 1] of |relu - s| = max phi/N over
  0 <= t <= 1, and phi(t)/N = (relu - s)(1 - t/N)   (``certify derive one_cell``).
* Gentle steps.  For k <= 2 the maximum is phi(0)   (``gentle_endpoint``), a sum that the Euler-Maclaurin
  formula gives up to (691/2730)/12! 1248 k^11 (1/2 - S(-kN))   (``euler_maclaurin``).
* Window.  The terms of phi from j = J on sum to at most exp(k (t - J))/(1 - exp(-k))   (``window``).
* Fewer steps.  phi(t)/N, as a function of N, falls where S(k t) - S(k (t-1)) >= t   (``fewer_steps``).
* Midpoint.  g(x) = (1/N) sum_{i=1..N} S(k (N x - i + 1/2)): One cell and Window hold for
  phi(t) = sum_{j=0..N-1} S(k (t - 1/2 - j)) - t, and Fewer steps where S(k (t-1/2)) - S(k (t-3/2)) >= t
  (``midpoint``).
* Three points.  g(x) = C + a S(b x + c) has g(x2) = (1 - p) g(x1) + p g(x3), p = (P2 - P1)/(P3 - P1),
  P(x) = (S(b x + c) - S(c))/(S(b + c) - S(c)).  For b > 0, P is given by b and
  m = cosh((b + c)/2)/cosh(c/2), p increases with m, and P(x) is monotone in b   (``three_points``).
* Graded sums.  The bound of ``graded_bound``, for all N.  ``proofs/graded_quadrature.txt``: its contour
  integral rests on the residue theorem, its elementary lemmas are derived (``graded_sum`` and others).
"""

import argparse
import bisect
import collections
import copy
import functools
import hashlib
import itertools
import json
import math
import operator
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
    (m, e), (n, f) = x, y
    if m == 0 or n == 0:
        return _cut(y if m == 0 else x, bits, up)
    if e + m.bit_length() > f + n.bit_length():
        (m, e), (n, f) = y, x
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
        if self.inf[0] >= 0 and o.inf[0] >= 0:
            return Interval(_times(self.inf, o.inf, b, False), _times(self.sup, o.sup, b, True), b)
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

    log(1+y) = 2 artanh(t) with t = y/(2+y), which increases and is at most 1/3.
    """
    if y.inf[0] <= 0 or _less((1, 0), y.sup):
        raise Undecided("log1p is enclosed on (0, 1] only")
    t = y / (y + 2)
    (low, e), (high, f) = _artanh(t.inf, y.bits)[0], _artanh(t.sup, y.bits)[1]
    return Interval(_cut((low, e + 1), y.bits, False), _cut((high, f + 1), y.bits, True), y.bits)


def _artanh(t, bits):
    """Lower and upper bounds of artanh(t) = sum_{j>=0} t^(2j+1)/(2j+1) for dyadic 0 < t <= 0.34.

    In units u of t's last place, lengthened to bits + 32 bits: t^2 and each power are rounded down by
    less than u, so that a power, at most 0.34, is wrong by less than 0.12 of the error of the one
    before it + 0.34 u + u, hence by less than 2 u, and each term j >= 1 by less than 2 u.  The first
    power that vanishes is below 2 u, and all terms from there on sum to less than it.
    """
    m, e = t
    longer = max(bits + 32 - m.bit_length(), 0)
    m, e = m << longer, e - longer
    total = power = m
    square = m * m >> -e
    for j in itertools.count(1):
        power = power * square >> -e
        if power == 0:
            return (total, e), (total + 2 * j, e)
        total += power // (2 * j + 1)


@functools.cache
def log2(bits):
    """Encloses log(2)."""
    return log1p(Interval.of(1, bits))


def exp_of(q, bits):
    """Encloses exp(q) for a rational q, with small relative width.

    q = s + m log 2 with m = floor(q/log 2), so that 0 <= s < log 2; s is enclosed between integers in
    units of 2^-work.  exp(s) = sum s^j/j!: each term is rounded down, from one that is too small by
    less than 2 units, so by less than 2/j + 1 <= 2 units for j >= 2 (by less than 1 for j = 1); the
    first term that vanishes is below 2 units, and those after it sum to less than it.  exp' < 3 on
    [0, 1] covers the width of s.
    """
    if q == 0:
        return Interval.of(1, bits)
    work = bits + 32 + max(q.numerator.bit_length() - q.denominator.bit_length(), 0)
    x = Interval.of(q, work)
    m = _floor(x / log2(work))
    s = x - log2(work) * m
    t, top = max(_floor(s, work), 0), -_floor(-s, work)
    if top >= 1 << work:
        raise Undecided("argument reduction of exp failed")
    total = term = 1 << work
    for j in itertools.count(1):
        term = term * t // (j << work)
        if term == 0:
            break
        total += term
    high = total + 2 * j + 2 + 3 * (top - t)
    return Interval(_cut((total, m - work), bits, False), _cut((high, m - work), bits, True), bits)


def _floor(x, scale=0):
    """The floor of 2**scale times the lower end."""
    m, e = x.inf[0], x.inf[1] + scale
    return m << e if e >= 0 else m >> -e


@functools.cache
def tau(k, bits):
    """Encloses tau(k) = log(1+exp(-k))/k for a rational k > 0."""
    return log1p(exp_of(-k, bits)) / k


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


def twenty(value):
    """The 20-digit decimals around a rational number."""
    return decided(lambda bits: outward(Interval.of(value, bits)))


def decided(function, bits=START_BITS):
    """function(bits) with `bits` doubled until it returns something other than None."""
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


CANONICAL = json.JSONEncoder(sort_keys=True, indent=1, ensure_ascii=True, allow_nan=False)


def canonical(document):
    """The canonical bytes of a certificate: sorted keys, one space of indent, ASCII, a newline."""
    return ("".join(CANONICAL.iterencode(document)) + "\n").encode("ascii")


def _is_canonical(document, text):
    """Whether `text` is canonical(document), which may be much longer: lists in lists are indented."""
    at = 0
    for part in CANONICAL.iterencode(document):
        if not text.startswith(part, at):
            return False
        at += len(part)
    return text[at:] == "\n"


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
        same = isinstance(document, dict) and _is_canonical(document, text)
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


def optional(value, **kinds):
    """Those of the kinds whose fields are there."""
    return {name: kind for name, kind in kinds.items() if isinstance(value, dict) and name in value}


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


def positive(value, place):
    return _positive(rational(value, place), place)


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
    """g(x) = constant + sum_i v_i S(<w_i, x> + c_i), the stored bytes of each w_i, c_i and v_i.

    With tanh units, `decode` and `constant` give the numbers of the sigmoids that they are.
    """

    width: int
    outputs: int
    weights: list
    biases: list
    output_weights: list
    decode: object  # bytes -> list of exact numbers
    constant: list
    neurons: str

    def part(self, at, count):
        """The same network with `count` of its sigmoids."""
        columns = self.weights, self.biases, self.output_weights
        weights, biases, output_weights = (column[at : at + count] for column in columns)
        return SigmoidRows(
            self.width, self.outputs, weights, biases, output_weights, self.decode, self.constant,
            self.neurons,
        )  # fmt: skip


def exact(value, what):
    if not math.isfinite(value):
        raise Malformed(f"{what} contains NaN or an infinity")
    return Fraction(value)


FLOAT, HALF, DOUBLE = 1, 10, 11
OLDEST_OPSET = 7
MOST_NODES, MOST_MATRICES = 100, 4  # exact numbers grow with every product
LETTERS = {FLOAT: "f", HALF: "e", DOUBLE: "d"}
KINDS_OF_NUMBERS = "float16, float32 or float64"


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
    1: ("dims", "integer*"), 2: ("data_type", ENUM), 4: ("float_data", "single*"),
    5: ("int32_data", "integer*"),
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


def _halves(bits, what):
    """The bytes of 16-bit floats, each of which stands as an integer."""
    if any(not 0 <= v < 1 << 16 for v in bits):
        raise Malformed(f"{what} has a number of more than 16 bits")
    return struct.pack(f"<{len(bits)}H", *bits)


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
        typed = (
            _halves(found["int32_data"], what)
            if self.type == HALF
            else b"".join(found["float_data" if self.type == FLOAT else "double_data"])
        )
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
            raise Malformed(f"the tensor '{self.name}' must be {KINDS_OF_NUMBERS}")
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
            raise Malformed(f"the input must be {KINDS_OF_NUMBERS}")
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


FIXED_POINT = r"q(0|[1-9][0-9]?)\.(0|[1-9][0-9]?)"
"""qI.F: the multiples of 2^-F from -2^I to 2^I - 2^-F, in two's complement of 1 + I + F bits."""


def fixed_point(value, place):
    """The I and F of a fixed-point format."""
    match = re.fullmatch(FIXED_POINT, text(value, place))
    if match is None:
        raise Malformed(f"'{place}' must be like 'q3.12' (got {value!r:.60})")
    return int(match[1]), int(match[2])


def confirm_fixed_point(numbers, whole, fraction):
    """Every number is a multiple of 2^-fraction and lies in [-2^whole, 2^whole)."""
    for number in numbers:
        if not -(1 << whole) <= number < 1 << whole or (number * (1 << fraction)).denominator != 1:
            raise Rejected(
                f"'claim.format': the converted file holds {number!s:.60}, not of this format"
            )


ACTIVATIONS = {"Sigmoid": "sigmoids", "Tanh": "tanh units"}
"""Of a converted network, by operator."""


def read_converted(data, formats=()):
    """The sigmoid network in the bytes of a converted file: Gemm - Sigmoid (or Tanh) - Gemm.

    v tanh(p) = 2 v S(2 p) - v.  The numbers in the file are of the fixed-point `formats`.
    """

    def no_side_file(name, entries):
        raise Malformed(f"the converted file must hold its own numbers (the tensor '{name}')")

    graph = Graph(data, no_side_file)
    if [node.op for node in graph.nodes] not in (["Gemm", name, "Gemm"] for name in ACTIVATIONS):
        raise Malformed(f"the converted file must be Gemm - {' or '.join(ACTIVATIONS)} - Gemm")
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
        raise Malformed(f"the converted file must be one chain of Gemm(transB=1) - {middle.op} - Gemm")
    weights, biases, outputs, constant = (
        graph.constants[name] for name in first.inputs[1:] + last.inputs[1:]
    )
    tensors = (weights, biases, outputs, constant)
    if len({t.type for t in tensors}) != 1 or weights.type not in LETTERS:
        raise Malformed(f"the converted file must hold {KINDS_OF_NUMBERS} numbers of one kind")
    if (
        len(weights.dims) != 2
        or len(outputs.dims) != 2
        or biases.dims != [weights.dims[0]]
        or outputs.dims[0] != weights.dims[0]
        or constant.dims != [outputs.dims[1]]
    ):
        raise Malformed("the shapes of the converted file do not fit each other")
    for tensor in tensors:
        for whole, fraction in formats:
            confirm_fixed_point(tensor.numbers(), whole, fraction)
    sigmoids, width = weights.dims

    def pieces(tensor, length):
        size = length * tensor.itemsize
        return [bytes(tensor.data[i * size : (i + 1) * size]) for i in range(sigmoids)]

    heights, decode, level = pieces(outputs, outputs.dims[1]), weights.numbers, constant.numbers()
    if middle.op == "Tanh":
        for data, times in collections.Counter(heights).items():
            level = [c - v * times for c, v in zip(level, outputs.numbers(data))]

        def decode(data):
            return [2 * v for v in weights.numbers(data)]

    return SigmoidRows(
        width, outputs.dims[1], pieces(weights, width), pieces(biases, 1), heights, decode, level,
        ACTIVATIONS[middle.op],
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


# --- Functions of one variable -----------------------------------------------------------------
#
# An expression is a tree of tuples: ("number", Fraction), ("x",), or an operation and its operands.
# It is evaluated in ranges with rational ends, which stay exact until they grow long, and so are
# its slopes: the slope range of F over X contains (F(s) - F(t))/(s - t) for all s != t in X.

MOST_CHARACTERS, MOST_TOKENS, MOST_DEPTH, MOST_DIGITS = 1000, 400, 100, 100
MOST_PIECES, MOST_STEPS = 1 << 16, 10**6
LARGEST_POWER = 1000
LARGEST_ANGLE = 1 << 20
MAGNITUDE = 1 << 13
POINT_BITS, SLOPE_BITS = 64, 128
ZERO, ONE = Fraction(0), Fraction(1)


def cos_sin_of(q, bits):
    """Encloses cos(q) and sin(q) for a rational q, to 2^(2-bits); sin q for |q| < 1 to that times |q|.

    With t = q/2^r in [-1, 1], in units of 2^-work: t is off by less than 1 unit, and so are its cosine
    and sine.  Terms t^j/j! are rounded towards 0, from ones off by less than 2 units, so by
    less than 2/j + 1 <= 2 units for j >= 2 (by less than 1 for j = 1); the first one that vanishes is
    below 2 units, and those after it sum to less than it.  cos 2t = cos^2 t - sin^2 t and
    sin 2t = 2 sin t cos t turn an error of at most e <= 2^work/16 into at most
    2 e (sqrt(2) + e/2^work) + 1 <= 4 e.
    """
    if abs(q) > LARGEST_ANGLE:
        raise Undecided(f"sine and cosine are enclosed up to {LARGEST_ANGLE} only")
    if q == 0:
        return [Interval.of(1, bits), Interval.of(0, bits)]
    size = q.numerator.bit_length() - q.denominator.bit_length() + 1  # |q| < 2**size
    halvings = max(size, 0)
    work = bits + 32 + 2 * halvings + max(-size, 0)
    t = (abs(q.numerator) << work - halvings) // q.denominator
    sums, term = [1 << work, 0], 1 << work
    for j in itertools.count(1):
        term = term * t // (j << work)
        if term == 0:
            break
        sums[j % 2] += -term if j % 4 in (2, 3) else term
    (c, s), error = sums, 2 * j + 3
    for _ in range(halvings):
        c, s, error = (c * c - s * s) >> work, (c * s) >> work - 1, 4 * error
    s = s if q > 0 else -s
    return [
        Interval(_cut((v - error, -work), bits, False), _cut((v + error, -work), bits, True), bits)
        for v in (c, s)
    ]


def log_of(q, bits):
    """Encloses log(q) for a rational q > 0, with small relative width, also near 1.

    log q = n log 2 + log(1+y) with 2^n the power of 2 below q >= 1 and 0 <= y < 1; log q = -log(1/q).
    """
    if q < 1:
        return -log_of(1 / q, bits)
    n = q.numerator.bit_length() - q.denominator.bit_length()
    n -= q < (1 << n)
    y = q / (1 << n) - 1
    work = bits + 8
    result = log2(work) * n
    return result + log1p(Interval.of(y, work)) if y else result


def tanh_of(q, bits):
    """Encloses tanh(q) = (e - 1)/(e + 1), e = exp(2q), for a rational q, with small relative width.

    For q > bits it lies above 1 - 2 exp(-2q) > 1 - 2^-bits.
    """
    if q < 0:
        return -tanh_of(-q, bits)
    if q > bits:
        return Interval(((1 << bits) - 1, -bits), (1, 0), bits)
    work = bits + 8 + max(q.denominator.bit_length() - q.numerator.bit_length(), 0)
    e = exp_of(2 * q, work)
    return (e - 1) / (e + 1)


def softplus_of(q, bits):
    """Encloses log(1+exp(q)) = max(q, 0) + log(1+exp(-|q|)) for a rational q, with small relative width.

    Where exp(-|q|) <= y is tiny, log(1+exp(-|q|)) lies from 0 to y.
    """
    y = -(-_exp_or_tiny(-abs(q), bits + 8)).max(-1)  # at most 1
    rest = log1p(y) if y.inf[0] > 0 else y
    return rest + max(q, ZERO)


def _rational(number, up):
    """The dyadic `number` as a Fraction; when it is tiny, 0 or 2^-MAGNITUDE on the stated side."""
    m, e = number
    if m and m.bit_length() + e > MAGNITUDE:
        raise Undecided(f"a number beyond 2^{MAGNITUDE}")
    if m and m.bit_length() + e < -MAGNITUDE:
        m, e = ((1 if up else -1) if (m > 0) == up else 0), -MAGNITUDE
    return Fraction(m << e) if e >= 0 else Fraction(m, 1 << -e)


def _short(value, bits, up):
    """`value` itself while it is short, else a neighbour on the stated side with `bits` bits."""
    p, q = value.numerator, value.denominator
    if max(p.bit_length(), q.bit_length()) <= 4 * bits:
        return value
    return _rational(_over((p, 0), (q, 0), bits, up), up)


def _exp_or_tiny(q, bits):
    """Encloses exp(q), from q = -MAGNITUDE downwards by 0 and 2^-MAGNITUDE > exp(-MAGNITUDE)."""
    return Interval((0, 0), (1, -MAGNITUDE), bits) if q < -MAGNITUDE else exp_of(q, bits)


def _root(q, bits, up):
    """A bound of the square root of a rational q >= 0, which is exact when the root is rational."""
    p, r = (math.isqrt(v) for v in q.as_integer_ratio())
    if (p * p, r * r) == q.as_integer_ratio():
        return Fraction(p, r)
    root = Interval.of(q, bits).sqrt()
    return _rational(root.sup if up else root.inf, up)


class Range:
    """A closed interval [inf, sup] with rational ends; every operation encloses the exact one.

    Ends stay exact while they take at most 4 * bits bits, and are rounded outward beyond that.
    """

    __slots__ = ("bits", "inf", "sup")

    def __init__(self, inf, sup, bits):
        self.inf, self.sup, self.bits = _short(inf, bits, False), _short(sup, bits, True), bits

    @classmethod
    def of(cls, value, bits):
        """The rational `value` as a range of one point."""
        return cls(value, value, bits)

    def __add__(self, other):
        return Range(self.inf + other.inf, self.sup + other.sup, self.bits)

    def __neg__(self):
        return Range(-self.sup, -self.inf, self.bits)

    def __sub__(self, other):
        return Range(self.inf - other.sup, self.sup - other.inf, self.bits)

    def __mul__(self, other):
        products = [s * t for s in self._ends() for t in other._ends()]
        return Range(min(products), max(products), self.bits)

    def _ends(self):
        return (self.inf,) if self.inf == self.sup else (self.inf, self.sup)

    def __truediv__(self, other):
        if other.inf <= 0 <= other.sup:
            raise Undecided("division by a number that may be 0")
        return self * Range(1 / other.sup, 1 / other.inf, self.bits)

    def __pow__(self, n):
        """The n-th powers, n an integer; the power 0 is 1, of 0 as well."""
        if abs(n) > LARGEST_POWER:
            raise Undecided(f"an integer power beyond {LARGEST_POWER}")
        if n < 0:
            return Range.of(ONE, self.bits) / self**-n
        base = self.abs() if n % 2 == 0 else self
        return Range(self._power(base.inf, n, False), self._power(base.sup, n, True), self.bits)

    def _power(self, value, n, up):
        if value < 0:
            return -self._power(-value, n, not up)
        result = ONE
        for digit in bin(n)[2:]:
            result = _short(result * result, self.bits, up)
            if digit == "1":
                result = _short(result * value, self.bits, up)
        return result

    def _increasing(self, function, *limits):
        """Encloses an increasing function by its enclosures at the two ends, cut to its limits."""
        low = function(self.inf, self.bits)
        high = low if self.inf == self.sup else function(self.sup, self.bits)
        return self._cut(_rational(low.inf, False), _rational(high.sup, True), *limits)

    def _cut(self, inf, sup, least=None, most=None):
        inf = inf if least is None else max(inf, least)
        return Range(inf, sup if most is None else min(sup, most), self.bits)

    def exp(self):
        if self.sup > MAGNITUDE:
            raise Undecided(f"exponential of a number that may exceed {MAGNITUDE}")
        return self._increasing(_exp_or_tiny)

    def log(self):
        if self.inf <= 0:
            raise Undecided("logarithm of a number that may be 0 or negative")
        return self._increasing(log_of)

    def sqrt(self):
        if self.inf < 0:
            raise Undecided("square root of a number that may be negative")
        return Range(_root(self.inf, self.bits, False), _root(self.sup, self.bits, True), self.bits)

    def tanh(self):
        return self._increasing(tanh_of, -ONE, ONE)

    def softplus(self):
        return self._increasing(softplus_of, ZERO)

    def sigmoid(self):
        """S(t) = (1 + tanh(t/2))/2."""
        one, half = Range.of(ONE, self.bits), Range.of(ONE / 2, self.bits)
        return ((self * half).tanh() + one) * half

    def _wave(self, index):
        """Cosines (index 0) or sines (1): that of the midpoint, give or take the radius."""
        middle, radius = (self.inf + self.sup) / 2, (self.sup - self.inf) / 2
        found = cos_sin_of(middle, self.bits)[index]
        low, high = _rational(found.inf, False), _rational(found.sup, True)
        return self._cut(low - radius, high + radius, -ONE, ONE)

    def cos(self):
        return self._wave(0)

    def sin(self):
        return self._wave(1)

    def abs(self):
        if self.inf >= 0:
            return self
        return -self if self.sup <= 0 else Range(ZERO, max(-self.inf, self.sup), self.bits)

    def relu(self):
        return Range(max(self.inf, ZERO), max(self.sup, ZERO), self.bits)

    def step(self, below):
        """The slopes of abs (below = -1) and relu (below = 0): 1 over positive arguments."""
        low = ONE if self.inf >= 0 else below
        return Range(low, below if self.sup <= 0 and self.inf < 0 else ONE, self.bits)


def power(base, exponent):
    """a^b: the product of b factors when b is an integer, else exp(b log a) for a > 0."""
    n = exponent.inf
    if n == exponent.sup and n.denominator == 1:
        return base**n.numerator
    return (exponent * base.log()).exp()


def _slope_of_power(value, base, exponent):
    if exponent.inf == exponent.sup == 0:
        return exponent
    return exponent * power(base, exponent - Range.of(ONE, base.bits))


def _slope_of_root(value, inside):
    if inside.inf <= 0:
        raise Undecided("unbounded slope of a square root at a number that may be 0")
    return Range.of(ONE / 2, value.bits) / value


def _one(value, *operands):
    return Range.of(ONE, value.bits)


def _minus_one(value, *operands):
    return Range.of(-ONE, value.bits)


# Each operation, and for each operand the range of its partial derivative over ranges of the operands,
# given the range of the value.  For smooth operations the mean value theorem, on the segment from one
# pair of operands to the other, makes the sum of (partial derivative) * (slope of the operand) a slope
# range; abs and relu change by a factor from `step` times the change of the operand.
OPERATIONS = {
    "+": (operator.add, (_one, _one)),
    "-": (operator.sub, (_one, _minus_one)),
    "*": (operator.mul, (lambda w, u, v: v, lambda w, u, v: u)),
    "/": (operator.truediv, (lambda w, u, v: _one(w) / v, lambda w, u, v: -w / v)),
    "^": (power, (_slope_of_power, lambda w, u, v: w * u.log())),
    "negative": (operator.neg, (_minus_one,)),
    "exp": (Range.exp, (lambda w, u: w,)),
    "log": (Range.log, (lambda w, u: _one(w) / u,)),
    "sin": (Range.sin, (lambda w, u: u.cos(),)),
    "cos": (Range.cos, (lambda w, u: -u.sin(),)),
    "tanh": (Range.tanh, (lambda w, u: _one(w) - w**2,)),
    "sqrt": (Range.sqrt, (_slope_of_root,)),
    "softplus": (Range.softplus, (lambda w, u: u.sigmoid(),)),
    "abs": (Range.abs, (lambda w, u: u.step(-ONE),)),
    "relu": (Range.relu, (lambda w, u: u.step(ZERO),)),
}  # fmt: skip
FUNCTIONS = [name for name in OPERATIONS if name.isalpha() and name != "negative"]


def values(tree, x):
    """Encloses the values of an expression over the range x."""
    kind, *parts = tree
    if kind == "x":
        return x
    if kind == "number":
        return Range.of(parts[0], x.bits)
    operands = []
    for part in parts:
        operands.append(values(part, x))
    return OPERATIONS[kind][0](*operands)


def slopes(tree, x):
    """Encloses the values of an expression over the range x, and its slopes there."""
    kind, *parts = tree
    zero = Range.of(ZERO, x.bits)
    if kind in ("x", "number"):
        return values(tree, x), Range.of(ONE, x.bits) if kind == "x" else zero
    operands, changes = [], []
    for part in parts:
        value, change = slopes(part, x)
        operands.append(value)
        changes.append(change)
    operation, partials = OPERATIONS[kind]
    value, total = operation(*operands), zero
    for partial, change in zip(partials, changes):
        if change.inf != 0 or change.sup != 0:
            total = total + partial(value, *operands) * change
    return value, total


def size(tree):
    """How many numbers, x and operations an expression has."""
    return 1 + sum(size(part) for part in tree[1:] if isinstance(part, tuple))


def most_pieces(tree):
    """How many pieces of the domain are looked at: the fewer, the longer the expression."""
    return MOST_PIECES // size(tree)


def pieces_of(ends, pieces):
    """The ends of each of the equal pieces of [a, b]."""
    (a, b), step = ends, (ends[1] - ends[0]) / pieces
    for j in range(pieces):
        yield a + step * j, b if j == pieces - 1 else a + step * (j + 1)


# --- Piecewise linear functions, and softplus --------------------------------------------------
#
# A polyline is a list of points (x, y), x ascending, for the function that is linear from each to the
# next.  All numbers are exact.

MOST_CORNERS = 100
MOST_LENGTH_OF_CORNERS = 1 << 13


@dataclass(frozen=True)
class Curve:
    """The function of a polyline `line`, plus the sum of w log(1+exp(p x + q)) over `softs`.

    `softs` has w != 0 for each (p, q), of which the first that is not 0 is positive: log(1+exp(t)) is
    t + log(1+exp(-t)).
    """

    line: list
    softs: dict


def curve(tree, low, high):
    """An expression as a curve on [low, high], no point on the line through its neighbours.

    Malformed if it is not put together by + - negative abs relu, softplus of a line, by products and
    quotients with an operand that is constant on [low, high], and by powers that come to such products;
    or if it has abs or relu of softplus.
    """
    kind, *parts = tree
    if kind == "number":
        return flat(parts[0], low, high)
    if kind == "x":
        return Curve([(low, low), (high, high)], {})
    if kind not in LINEAR:
        raise Malformed(f"{kind} is not piecewise linear, nor softplus")
    curves = []
    for part in parts:
        curves.append(curve(part, low, high))
    return tidy(LINEAR[kind](*curves))


def flat(y, low, high):
    """A constant as a curve."""
    return Curve([(low, y), (high, y)], {})


def tidy(f):
    """The same function without the points that lie on the line through their neighbours."""
    result = f.line[:1]
    for point in f.line[1:]:
        if len(result) > 1 and gradient(result[-2], result[-1]) == gradient(result[-1], point):
            result.pop()
        result.append(point)
    numbers = itertools.chain(*result, f.softs.values())
    longest = max(max(abs(v.numerator), v.denominator).bit_length() for v in numbers)
    if len(result) > MOST_CORNERS + 2 or longest > MOST_LENGTH_OF_CORNERS:
        raise Undecided(f"more than {MOST_CORNERS} corners, or numbers too long, in a curve")
    return Curve(result, f.softs)


def gradient(start, end):
    """The slope of the line from a point to another."""
    return (end[1] - start[1]) / (end[0] - start[0])


def value_at(line, x):
    """The value of a polyline at x."""
    at = bisect.bisect_left(line, x, 1, len(line) - 1, key=operator.itemgetter(0))
    return line[at][1] + gradient(line[at - 1], line[at]) * (x - line[at][0])


def summed(f, g):
    places = sorted({x for x, _ in (*f.line, *g.line)})
    weights = collections.Counter(f.softs)
    weights.update(g.softs)
    softs = {inside: w for inside, w in weights.items() if w}
    return Curve([(x, value_at(f.line, x) + value_at(g.line, x)) for x in places], softs)


def scaled(f, factor):
    softs = {inside: w * factor for inside, w in f.softs.items() if factor}
    return Curve([(x, y * factor) for x, y in f.line], softs)


def constant_of(f):
    """The constant that a curve is, or None."""
    return f.line[0][1] if len(f.line) == 2 and f.line[0][1] == f.line[1][1] and not f.softs else None


def product(f, g):
    if constant_of(g) is None:
        f, g = g, f
    if constant_of(g) is None:
        raise Malformed("a product of two functions that vary is not piecewise linear, nor softplus")
    return scaled(f, constant_of(g))


def quotient(f, g):
    if not constant_of(g):
        raise Malformed("a quotient by 0, or by a function that varies, is not piecewise linear")
    return scaled(f, 1 / constant_of(g))


def product_of_equals(base, exponent):
    n = constant_of(exponent)
    if n is None or n.denominator != 1 or abs(n) > LARGEST_POWER:
        raise Malformed(f"a power that is not an integer up to {LARGEST_POWER} is not piecewise linear")
    result = one = flat(ONE, base.line[0][0], base.line[-1][0])
    for _ in range(abs(n.numerator)):
        result = tidy(product(result, base))
    return result if n >= 0 else quotient(one, result)


def folded(f, below):
    """max(y, below * y), with a point wherever y changes its sign."""
    if f.softs:
        raise Malformed("abs or relu of softplus is not piecewise linear, nor softplus of a line")
    result = []
    for start, end in itertools.pairwise(f.line):
        result.append(start)
        if start[1] * end[1] < 0:
            result.append((start[0] - start[1] / gradient(start, end), ZERO))
    return Curve([(x, y if y >= 0 else below * y) for x, y in (*result, f.line[-1])], {})


def softened(f):
    """log(1+exp(f)) of a line f, by that of -f where f falls."""
    if f.softs or len(f.line) > 2:
        raise Malformed("softplus of what is not a line is not piecewise linear, nor softplus of a line")
    p = gradient(*f.line)
    q = f.line[0][1] - p * f.line[0][0]
    if (p, q) < (0, 0):
        return Curve(f.line, {(-p, -q): ONE})
    return Curve([(x, ZERO) for x, _ in f.line], {(p, q): ONE})


LINEAR = {
    "+": summed,
    "-": lambda f, g: summed(f, scaled(g, -1)),
    "*": product,
    "/": quotient,
    "^": product_of_equals,
    "negative": lambda f: scaled(f, -1),
    "abs": lambda f: folded(f, -1),
    "relu": lambda f: folded(f, 0),
    "softplus": softened,
}
RELU = ("relu", ("x",))


# --- Expressions as text -----------------------------------------------------------------------

TOKEN = re.compile(
    r"[ \t]*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<sign>\*\*|[-+*/^()])|(?P<end>\Z))"
)
NUMBER = re.compile(rf"(?=.{{1,{MOST_DIGITS}}}\Z)[0-9.]+([eE][+-]?[0-9]{{1,3}})?")
SUM, PRODUCT, SIGN, POWER, ATOM = range(5)
LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}


def expression(text):
    """The tree of an expression in x, or Malformed with the position of what is wrong.

    sum = product, then (+ or -) product, ...; product = signed, then (* or /) signed, ...;
    signed = - signed, or power; power = atom, or atom ^ signed; atom = number, x, function(sum), (sum).
    A number directly before x, a function or a parenthesis multiplies it; ** means ^.
    """
    reader = ExpressionReader(text)
    tree = reader.read(SUM, 0)
    if reader.kind != "end":
        reader.fail(f"an operator or the end is expected, not {reader.token}")
    return tree


class ExpressionReader:
    """The tokens of a text, read one after the other by precedence."""

    def __init__(self, text):
        if len(text) > MOST_CHARACTERS:
            raise Malformed(f"an expression has at most {MOST_CHARACTERS} characters (got {len(text)})")
        self.tokens, self.at, end = [], 0, 0
        while not self.tokens or self.kind_of(-1) != "end":
            match = TOKEN.match(text, end)
            if match is None or len(self.tokens) == MOST_TOKENS:
                end += len(text[end:]) - len(text[end:].lstrip(" \t"))
                what = "no meaning here" if match is None else f"beyond {MOST_TOKENS} numbers and signs"
                raise Malformed(f"at position {end + 1} of the expression: {text[end]!a} has {what}")
            kind, end = match.lastgroup, match.end()
            self.tokens.append((kind, match[kind].replace("**", "^"), match.start(kind), end))

    def kind_of(self, index):
        return self.tokens[index][0]

    @property
    def kind(self):
        return self.kind_of(self.at)

    @property
    def token(self):
        return self.tokens[self.at][1] or "the end"

    def fail(self, what, at=None):
        place = self.tokens[self.at if at is None else at][2]
        raise Malformed(f"at position {place + 1} of the expression: {what}")

    def takes(self, sign):
        """Whether the sign is next; it is passed over."""
        found = self.kind == "sign" and self.token == sign
        self.at += found
        return found

    def read(self, level, depth):
        """The longest expression from here whose operators bind at least as tightly as `level`."""
        if depth > MOST_DEPTH:
            self.fail(f"nested more than {MOST_DEPTH} deep")
        tree = ("negative", self.read(SIGN, depth + 1)) if self.takes("-") else self.atom(depth)
        while True:
            implied = self.follows_a_factor()
            sign = "*" if implied else self.token
            if LEVELS.get(sign, -1) < level:
                return tree
            self.at += not implied
            start, level_of_right = self.at, PRODUCT if LEVELS[sign] == SUM else SIGN
            right = self.read(level_of_right, depth + 1)
            if sign == "^" and abs(literal(right)) > LARGEST_POWER:
                self.fail(f"the power must be at most {LARGEST_POWER} in size", start)
            tree = (sign, tree, right)

    def follows_a_factor(self):
        """Whether a multiplication is implied here, as in 3x, 2exp(x), 2(x+1)."""
        before = self.at - 1
        if self.kind_of(before) != "number" or self.tokens[before][3] != self.tokens[self.at][2]:
            return False
        if self.kind != "name" and self.token != "(":
            return False
        while before > 0 and self.tokens[before - 1][1] == "-":
            before -= 1
        if before > 0 and self.tokens[before - 1][1] in ("/", "^"):
            self.fail("write * or parentheses: this product can be read in two ways")
        return True

    def atom(self, depth):
        kind, token, _, _ = self.tokens[self.at]
        if kind == "number":
            if not NUMBER.fullmatch(token):
                self.fail(f"numbers take at most {MOST_DIGITS} digits, their exponents 3")
            self.at += 1
            return ("number", decimal(token))
        if kind == "name" and token == "x":
            self.at += 1
            return ("x",)
        if kind == "name":
            if token not in FUNCTIONS:
                self.fail(f"unknown name {token!r:.40} (known: x, {', '.join(FUNCTIONS)})")
            self.at += 1
            if not self.takes("("):
                self.fail(f"( is expected after {token}, not {self.token}")
        elif not self.takes("("):
            self.fail(f"a number, x, a function or ( is expected, not {self.token}")
        inner = self.read(SUM, depth + 1)
        if not self.takes(")"):
            self.fail(f") is expected, not {self.token}")
        return (token, inner) if kind == "name" else inner


def literal(tree):
    """The number that the tree writes out, with its signs; 0 for any other tree."""
    if tree[0] == "negative":
        return -literal(tree[1])
    return tree[1] if tree[0] == "number" else ZERO


def written(tree, level=SUM):
    """The canonical text of an expression, in parentheses if it binds less tightly than `level`."""
    kind, *parts = tree
    if kind == "number":
        return written_number(parts[0])
    if kind == "x":
        return kind
    if kind in FUNCTIONS:
        return f"{kind}({written(parts[0])})"
    if kind == "negative":
        own, result = SIGN, "-" + written(parts[0], POWER)
    elif kind == "^":
        own, result = POWER, f"{written(parts[0], ATOM)}^{written(parts[1], ATOM)}"
    elif kind in "*/":
        own, result = PRODUCT, written(parts[0], PRODUCT) + kind + written(parts[1], POWER)
    else:
        own, result = SUM, f"{written(parts[0], SUM)} {kind} {written(parts[1], PRODUCT)}"
    return f"({result})" if own < level else result


def written_number(value):
    """The shorter of the plain and the scientific notation of a decimal number; plain up to 12 signs."""
    places = 0
    while value.denominator != 1:
        value, places = value * 10, places + 1
    digits = str(value.numerator)
    plain = digits.zfill(places + 1)
    plain = plain[:-places] + "." + plain[-places:] if places else plain
    bare = digits.rstrip("0") or "0"
    scientific = f"{bare}e{len(digits) - len(bare) - places}"
    return plain if len(plain) <= max(12, len(scientific)) else scientific


# --- Sums of sigmoids in fixed point -----------------------------------------------------------
#
# A real number is an integer that counts units of 2**-bits; every routine says how many units it is
# off.  Positions are integers on a grid: u counts units of 2**-grid, 0 <= u <= 2**grid.

GUARD = 32
MOST_WORK = 4 * 10**8
"""Of a certificate, in units of about half a microsecond: some minutes."""
MOST_LENGTH = 4 * 10**8
"""Of the numbers of the pieces of a sum of sigmoids, in bits."""
MOST_ORDER = 24
"""Of the Taylor polynomials of sigmoids."""
MOST_SUMS = 256
"""That stand for the units of one network."""
BEND = Fraction(9623, 100000)
"""|S''| <= sqrt(3)/18 < BEND."""


@functools.cache
def _exponentials(work):
    """exp(-i/2^8), exp(-i/2^16) and exp(-i/2^24) for i < 2^8, and log 2, in units of 2^-work.

    Each entry is its predecessor times a factor that is too small by less than 2 units, rounded down:
    the entries are too small by less than 3 * 2^8 units, and log 2 by less than 2.
    """

    def powers(shift):
        factor = _floor(exp_of(Fraction(-1, 1 << shift), work), work)
        row = [1 << work]
        for _ in range(255):
            row.append(row[-1] * factor >> work)
        return row

    return powers(8), powers(16), powers(24), _floor(log2(work), work)


def afford(work):
    """Undecided if so much work would take too long."""
    if work > MOST_WORK:
        raise Undecided(f"the work of {work} units is more than {MOST_WORK}")


def division_work(length):
    """Roughly the work of multiplying and dividing numbers of so many bits."""
    return 8 + (length >> 8) ** 2


def sigmoid_work(bits):
    """Roughly the work of a sigmoid with so many bits."""
    return 8 + (bits >> 8) ** 3


def softplus_work(bits):
    """Roughly the work of log(1+exp(z)) with so many bits."""
    return 2 * sigmoid_work(bits) + bits * (1 + (bits >> 9) ** 2) // 4


def taylor_work(order, bits, longer=0):
    """Roughly the work of the Taylor polynomial of a sigmoid, of some order^2/4 products.

    The weight, which is in 2 `order` of them, has so many bits more than the others.
    """
    return (order * order >> 5) * (1 + (bits >> 8) ** 2) + 2 * order * (longer >> 9)


def exp_minus(z, bits):
    """exp(-z) for z >= 0, less than 2 units off.

    z = m log 2 + a/2^8 + b/2^16 + c/2^24 + r.  With 32 bits more, the three factors are off by less
    than 2^10 units each, m log 2 by less than 2 m <= 2 bits + 4 units, and each of the at most
    bits/24 + 4 terms of exp(-r) by less than 2: together below 2^32 for bits < 2^20, hence below
    1 unit, and rounding down costs less than 1 more.
    """
    work = bits + GUARD
    coarse, fine, finest, two = _exponentials(work)
    m, r = divmod(z << GUARD, two)
    if m > bits + 1:
        return 0
    a, b, c = r >> work - 8, r >> work - 16 & 255, r >> work - 24 & 255
    r &= (1 << work - 24) - 1
    total = term = 1 << work
    for n in itertools.count(1):
        term = -(term * r >> work) // n
        if -1 <= term <= 0:
            break
        total += term
    near = (coarse[a] * fine[b] >> work) * finest[c] >> work
    return near * total >> work + GUARD + m


def sigmoid(z, bits):
    """S(z), less than 3 units off: 1/(1+y) changes by no more than y does."""
    one = 1 << bits
    s = (one << bits) // (one + exp_minus(abs(z), bits))
    return s if z >= 0 else one - s


def softplus(z, bits):
    """L(z) = log(1+exp(z)) = max(z, 0) + log(1+y), y = exp(-|z|), less than 2 units off.

    log(1+y) = 2 artanh(t), t = y/(2+y) <= 1/3.  With 32 bits more, y is less than 2 units off, and
    log(1+y) changes by no more than y does; t is rounded down by less than 1, and 2 artanh changes by
    less than 3 times that; its lower bound is less than 4 units off for each of fewer than bits + 64
    terms: together below 2^32 units for bits < 2^29, hence below 1 unit, and rounding down costs less
    than 1 more.
    """
    work = bits + GUARD
    y = exp_minus(abs(z) << GUARD, work)
    t = (y << work) // ((2 << work) + y)
    (m, e), _ = _artanh((t, -work), work) if t else ((0, -work), None)
    return max(z, 0) + (m >> -e - bits - 1)


@functools.cache
def derivative(m):
    """The coefficients of S^(m), m >= 1, in powers of v = S (1 - S) from v on; for even m over 1 - 2 S.

    v' = v (1 - 2 S) and (1 - 2 S)' = -2 v, hence S^(m+1) = v (1 - 2 S) (f + v f') after v f, and
    v ((1 - 6 v) f + (v - 4 v^2) f') after v (1 - 2 S) f.
    """
    if m == 1:
        return (1,)
    last = derivative(m - 1)
    if m % 2 == 0:
        return tuple((i + 1) * c for i, c in enumerate(last))
    raised = [(i + 1) * c for i, c in enumerate(last)] + [0]
    lowered = [0] + [(4 * i + 6) * c for i, c in enumerate(last)]
    return tuple(up - down for up, down in zip(raised, lowered))


@functools.cache
def taylor(order, bits):
    """2^m S^(m)/m! for 1 <= m <= order as :func:`derivative` has them, and how many units they are off.

    In units of 2^-bits, the coefficient of the highest power first.  They are off by 4 (m + 1) units
    for an S that is 4 off, since |S^(m+1)| <= (m+1)! 2^-m S'; by their change with v for the unit that
    v = S (1 - S) <= 1/4 is off; and by less than 3 for what else is rounded.
    """
    rows, offs = [], []
    for m in range(1, order + 1):
        scaled = [Fraction(c << m, math.factorial(m)) for c in derivative(m)]
        change = sum((i + 1) * abs(c) / 4**i for i, c in enumerate(scaled))
        rows.append([round(c * (1 << bits)) for c in reversed(scaled)])
        offs.append(math.ceil(4 * (m + 1) + change + 3))
    return rows, offs


class Piece:
    """e(u) = constant + rise u + sum of a S(b u + c) over the terms, 0 <= u <= 1, with exact numbers.

    To which the sum of a L(b u + c) over `softs` is added, L(t) = log(1+exp(t)): they follow the terms.

    The coefficients are rounded to the nearest unit, so that b u + c is less than 2 units off, and each
    S and L less than 4.  `loose` units are added to what the value may be off, and for the rounding of
    a weight of L, which is at most |b| + |c| + 1, half of this.
    """

    def __init__(self, constant, rise, terms, bits, grid, loose=0, softs=()):
        one = 1 << bits
        self.bits, self.grid = bits, grid
        self.loose = loose + sum(math.ceil(abs(b) + abs(c)) + 1 for _, b, c in softs)
        self.constant, self.rise = round(constant * one), round(rise * one)
        self.soft = [False] * len(terms) + [True] * len(softs)
        terms = [*terms, *softs]
        self.weights = [round(a * one) for a, _, _ in terms]
        self.inside = [(round(b * one), round(c * one)) for _, b, c in terms]
        self.heights = [math.ceil(abs(a)) + 1 for a, _, _ in terms]
        length = grid + max((max(b.bit_length(), c.bit_length()) for b, c in self.inside), default=0)
        self.unit = sigmoid_work(bits) + (length >> 9) ** 2
        self.longer = max((a.bit_length() - bits for a in self.weights), default=0)

    def work(self, order):
        """Roughly the work of a leaf."""
        each = self.unit + taylor_work(order, self.bits, self.longer)
        return (len(self.inside) + 8) * each + sum(self.soft) * softplus_work(self.bits)

    def least_work(self, order):
        """Roughly the work of a leaf where one sigmoid bends."""
        return 8 * self.unit + taylor_work(order, self.bits)

    def bent(self, low, high):
        """The indices of the terms that bend between two positions, of those flat at the left and right.

        Where z = b u + c has |z| > 16/23 bits + 1 at both ends, S(z) lies within a unit of 0 or of 1
        between them, and L(z) of 0 or of z, since exp(-16/23) < 1/2.
        """
        bent, zeros, ones = [], [], []
        flat = (16 * self.bits // 23 + 2) << self.bits
        for index, (b, c) in enumerate(self.inside):
            ends = (b * low >> self.grid) + c, (b * high >> self.grid) + c
            which = ones if min(ends) > flat else zeros if max(ends) < -flat else bent
            which.append(index)
        return bent, zeros, ones

    def part(self, low, high):
        """The same function between two positions, with the terms that bend there only.

        In place of a L(b u + c), the line a b u + a c has its coefficients less than
        (|a| + |b|)/2 + 1 and (|a| + |c|)/2 + 1 units off.
        """
        bent, zeros, ones = self.bent(low, high)
        part = copy.copy(self)
        for index in ones:
            a, (b, c) = self.weights[index], self.inside[index]
            if self.soft[index]:
                part.rise += a * b >> self.bits
                part.constant += a * c >> self.bits
                part.loose += self.heights[index]
            else:
                part.constant += a
        part.loose += sum(self.heights[index] for index in itertools.chain(zeros, ones))
        for name in ("inside", "weights", "heights", "soft"):
            column = getattr(self, name)
            setattr(part, name, [column[index] for index in bent])
        return part

    def levels(self, u):
        """Every S(b u + c), less than 4 units off."""
        return [sigmoid((b * u >> self.grid) + c, self.bits) for b, c in self.inside]

    def value(self, u, levels):
        """Lower and upper bounds of e(u)."""
        total = self.constant + (self.rise * u >> self.grid)
        first = len(self.soft) - sum(self.soft)
        softs = [softplus((b * u >> self.grid) + c, self.bits) for b, c in self.inside[first:]]
        total += sum(a * s for a, s in zip(self.weights, [*levels[:first], *softs])) >> self.bits
        off = 4 * sum(self.heights) + 3 + self.loose
        return total - off, total + off

    def form(self, low, middle, high, order):
        """Bounds of v, s and c: for each u + h from low to high, some have e(u + h) = v + s h + c h^2/2.

        With u = middle, t = h/width and y = b width/2, a S(b (u + h) + c) is a times the sum of
        2^m S^(m)/m! y^m t^m for m <= order, S^(m) at b u + c, and a rest of at most 2 |a| S' |y t|^m,
        m = order + 1.  There S' is at most exp(2 |y t|) <= (1 + |y t| + |y t|^2)^2 times what it is at
        b u + c, for |y t| <= 1.  The powers of t from t^3 on and the rest count as c.

        Since L' = S, the m-th coefficient of L is 2/m times the one of S before, and its rest at most
        4/(order + 1) |a| S' |y t|^m, m = order + 1.  The first, 2 S, is 8 units off, the others less
        than 2/m times what those of S are, and 1: never more than the m-th of S.

        Each a y^m is less than 1.25 |a| m + m + 1/2 units off, and what it is multiplied by at most 1/2
        in size; at most 2 for L and m = 1, where 8 |a| + 2 (1.25 |a| + 1.5) units are less than the 14
        for each of `heights`.

        Unless |y| < 1 for sure, the sigmoid is a times its value at u, and a slope of at most 2 |a y| S'
        for t, where S' <= 1/4 and S' <= exp(-z) <= 2^(-23 z/16), z the least |b u + c| between `low` and
        `high`.  So is L, with a slope of 2 a y times an S that lies within exp(-z) of S at u.  This a y
        is less than (|y| + 3 |a|)/2 + 1 units off and S less than 4: together 2 |y| + 6 |a| + 8 |a y|
        + 4, which is below 3 |y| + 16 |a y| + 20, since |a| exceeds |a y| by hardly anything.
        """
        bits, grid, width = self.bits, self.grid, max(high - low, 1)
        one = 1 << bits
        reach = (max(middle - low, high - middle) << bits) // width + 1
        rows, offs = taylor(order, bits)
        sums, rest, heights, room = [0] * order, 0, 0, 0
        levels = self.levels(middle)
        for a, (b, c), height, soft, s in zip(
            self.weights, self.inside, self.heights, self.soft, levels
        ):
            y = b * width >> grid + 1
            moved = ((abs(y) + 2) * reach >> bits) + 1
            if not -one < y < one - 1:
                near = max(abs((b * middle >> grid) + c) - 2 * moved - 2, 0)
                fall = 23 * near >> bits + 4
                if soft:
                    a = a * y >> bits
                    sums[0] += 2 * a * s
                    room += (2 * abs(a) >> fall) + (3 * abs(y) + 16 * abs(a) >> bits) + 20
                else:
                    room += height * ((2 * abs(y) + 4 >> max(fall, 2)) + 1)
                continue
            v, turn = s * (one - s) >> bits, one - 2 * s
            heights += height
            shapes = [s]
            for m, row in enumerate(rows):
                shape = 0
                for coefficient in row:
                    shape = (shape * v >> bits) + coefficient
                shape = shape * v >> bits
                shapes.append(shape if m % 2 == 0 else shape * turn >> bits)
            if soft:
                shapes = [0, *(2 * shape // m for m, shape in enumerate(shapes[:-1], 1))]
            for m, shape in enumerate(shapes[1:]):
                a = a * y >> bits
                sums[m] += a * shape
            swell = one + moved + (moved * moved >> bits) + 1
            steepest = min((v + 5) * swell * swell >> 2 * bits, one >> 2) + 1
            rest += (abs(a * y >> bits) + 2 * (order + 1) * height) * steepest
        powers = [total >> bits for total in sums]
        offs = [heights * (off + m) + 2 for m, off in enumerate(offs, 1)]
        spread, power = offs[1], one
        for total, off in zip([*powers[2:], 2 * rest >> bits], [*offs[2:], 1]):
            power = (power * reach >> bits) + 1
            spread += ((abs(total) + off) * power >> bits) + 1
        room += offs[0] + 2
        return (
            self.value(middle, levels),
            tuple(self.rise + ((powers[0] + off << grid) // width) for off in (-room, room)),
            tuple((powers[1] + off << 2 * grid + 1) // width**2 for off in (-spread - 1, spread + 1)),
        )


class Parts:
    """The parts of a piece around its leaves, of which those asked for last are kept.

    Leaves and blocks begin at multiples of their widths, which are powers of 2, so that any two are
    apart or one in the other.  A leaf has a block of 16 times its width, in one of the blocks that hold
    about 32 centres each, if these are evenly spread and the sigmoids steep enough to be flat elsewhere.
    """

    def __init__(self, piece):
        steepest = max((abs(b) for b, _ in piece.inside), default=0) >> piece.bits
        blocks = min(len(piece.inside) // 32, steepest // 128)
        self.piece, self.width = piece, 1 << piece.grid - min(blocks.bit_length(), piece.grid)
        self.coarse = self.fine = ((0, 0), piece)
        self.work = 0

    def around(self, low, high):
        """A part that is good from `low` to `high`."""
        if high - low > self.width:
            return self.piece
        self.coarse = self._found(self.coarse, self.piece, low, high, self.width)
        width = 16 * max(high - low, 1)
        if width >= self.width:
            return self.coarse[1]
        self.fine = self._found(self.fine, self.coarse[1], low, high, width)
        return self.fine[1]

    def _found(self, last, piece, low, high, width):
        block = low - low % width, low - low % width + width
        if high > block[1]:
            raise Rejected("a leaf must begin at a multiple of its width")
        if block == last[0]:
            return last
        self.work += len(piece.inside)
        return block, piece.part(*block)


def crest(value, slope, curvature, left, right, grid):
    """An upper bound of value + slope h + curvature h^2/2 over left <= h <= right, left <= 0 <= right.

    `slope` is a pair of bounds, h counts units of 2^-grid.  For each h the greatest value belongs to
    one of the two slopes.  A parabola is greatest at an end, or at its vertex -slope/curvature when it
    opens downwards and the vertex lies between the ends.
    """
    best = value
    for s in slope:
        if curvature < 0 and left * -curvature < s << grid < right * -curvature:
            best = max(best, value - (-s * s // (-2 * curvature)))
        else:
            for h in (left, right):
                rest = (s * h << grid + 1) + curvature * h * h
                best = max(best, value - (-rest >> 2 * grid + 1))
    return best


def confirm_leaves(piece, leaves, order, most, both):
    """Every leaf's Taylor parabola stays within `most` units of 0 (below it only, unless `both`).

    The leaves stand one after the other and cover [0, 1].  Each is a depth, its width being 2^-depth,
    and the position of its centre, or None for the middle.
    """
    grid, low, work = piece.grid, 0, 0
    parts = Parts(piece)
    for number, (depth, centre) in enumerate(leaves):
        high = low + (1 << grid - depth)
        middle = low + high >> 1 if centre is None else centre
        if not low <= middle <= high <= 1 << grid:
            raise Rejected(f"leaf {number} does not lie in the piece, or its centre not in it")
        if low % (high - low):
            raise Rejected(f"leaf {number} does not begin at a multiple of its width")
        part = parts.around(low, high)
        work += part.work(order)
        afford(work + parts.work)
        (v_0, v_1), (s_0, s_1), (c_0, c_1) = part.form(low, middle, high, order)
        ends = low - middle, high - middle, grid
        if crest(v_1, (s_0, s_1), c_1, *ends) > most:
            raise Rejected(f"leaf {number}: the error is not shown to stay below the bound")
        if both and crest(-v_0, (-s_1, -s_0), -c_0, *ends) > most:
            raise Rejected(f"leaf {number}: the error is not shown to stay above minus the bound")
        low = high
    if low != 1 << grid:
        raise Rejected("the leaves do not cover the piece")


# --- The staircase's one cell ------------------------------------------------------------------

BERNOULLI = {
    2: Fraction(1, 6), 4: Fraction(-1, 30), 6: Fraction(1, 42), 8: Fraction(-1, 30),
    10: Fraction(5, 66), 12: Fraction(-691, 2730),
}  # fmt: skip
ORDER = 12
LARGEST_DERIVATIVE = 1248
"""|S^(12)| <= 1248 S' everywhere."""
GENTLE = 2
"""For k <= 2 the error of the staircase is largest at x = 1, for every n."""
STAIRS = {"staircase": (2, Fraction(0)), "midpoint": (1, Fraction(1, 2))}
"""Sums of equal steps: n with one sigmoid, and s with the centres (i - s) d, i = 1, ..., N, d = 1/N."""


def at_endpoint(steps, k, bits):
    """Encloses N (relu(1) - g(1)) = sum over j < N = `steps` of S(-k j), by the cheaper way."""
    q = Interval.of(k, bits)
    power = Interval.of(1, bits)
    for _ in range(ORDER - 1):
        power = power * q
    factor = LARGEST_DERIVATIVE * abs(BERNOULLI[ORDER]) / math.factorial(ORDER) / 2
    if _less((power * factor).sup, (1, -bits)):
        return _by_euler_maclaurin(steps, k, bits, power * factor)
    return _term_by_term(steps, k, bits)


def _by_euler_maclaurin(steps, k, bits, remainder):
    """The Euler-Maclaurin formula of order 12, less than `remainder` off.

    sum = (log 2 - log(1+exp(-kN)))/k + (1/2 - s)/2 + sum over even m <= 12 of
    B_m/m! k^(m-1) (S^(m-1)(0) - S^(m-1)(-kN)), s = S(-kN).
    """
    work = bits + 2 * k.denominator.bit_length() + GUARD
    y = exp_of(-k * steps, work)
    s = y / (y + 1)
    total = (log2(work) - log1p(y)) / k + (Fraction(1, 2) - s) / 2
    v = s * (1 - s)
    for m, number in BERNOULLI.items():
        far = Interval.of(0, work)
        for c in reversed(derivative(m - 1)):
            far = far * v + c
        far = far * v
        near = sum(Fraction(c, 4 ** (i + 1)) for i, c in enumerate(derivative(m - 1)))
        total += (near - far) * (number / math.factorial(m) * k ** (m - 1))
    high = remainder.sup
    return total + Interval((-high[0], high[1]), high, work)


def _term_by_term(steps, k, bits):
    """The terms up to where the others, at most exp(-kJ)/(1-exp(-k)) in all, hardly count.

    exp(-kj) is too small by at most 2 j units, so the sum of J terms by at most J^2.
    """
    enough = -(-(bits + 2 + math.ceil(1 / k).bit_length()) * 7 // 10 * k.denominator // k.numerator)
    terms = min(steps, enough)
    work = bits + 2 * terms.bit_length() + 8
    afford(terms * division_work(work))
    one = 1 << work
    q = _floor(exp_of(-k, work), work)
    y, total = one, 0
    for _ in range(terms):
        total += (y << work) // (one + y)
        y = y * q >> work
    high = total + terms * terms
    if terms < steps:
        high += -(-(y + 2 * terms << work) // (one - q - 2))
    return Interval((total, -work), (high, -work), work)


def window(steps, k, bits):
    """A J from which on the terms, at most exp(-k (J-1))/(1 - exp(-k)) in all, are less than a unit."""
    return min(steps, 2 + math.ceil((bits + 1) * Fraction(7, 10) / k))


class Cell(Piece):
    """N (relu - g)(1 - t/N) = sum over j < N = `steps` of S(k (t - j)) - t, for 0 <= t <= 1 and k > 2.

    With j + `shift` in place of j, 0 <= shift < 1.  Terms outside of the window are left out.
    """

    def __init__(self, steps, k, bits, grid, shift=0):
        terms = window(steps, k, bits)
        inside = [(1, k, -k * (j + shift)) for j in range(terms)]
        super().__init__(0, -1, inside, bits, grid, int(terms < steps))
        self.k = round(k * (1 << bits + GUARD))
        self.shift = round(k * shift * (1 << bits + GUARD))
        self.q = _floor(exp_of(-k, bits + GUARD), bits + GUARD)

    def work(self, order):
        """Roughly the work of a leaf."""
        rows = len(self.inside) * (division_work(self.bits) + taylor_work(order, self.bits))
        return 2 * sigmoid_work(self.bits) + rows + (self.grid >> 9) ** 2

    def least_work(self, order):
        """All terms are evaluated on every leaf."""
        return self.work(order)

    def part(self, low, high):
        """All terms: they are few."""
        return self

    def levels(self, u):
        """S(k (t - j)) = y/(1+y) for j >= 1, y = exp(-k (j - t)) from a product with exp(-k).

        Here t is less by the shift.  Since exp(-k) < 1/7, the errors of y stay below 8 units of 2^-work.
        """
        work = self.bits + GUARD
        one, t = 1 << work, (self.k * u >> self.grid) - self.shift
        found = [sigmoid(t >> GUARD, self.bits)]
        y = exp_minus(max(self.k - t, 0), work)
        for _ in self.inside[1:]:
            found.append((y << self.bits) // (one + y))
            y = y * self.q >> work
        return found


# --- Enclosures of a sup-norm ------------------------------------------------------------------

DECIMAL = re.compile(r"[1-9](\.[0-9]{1,1100})?e(0|-?[1-9][0-9]{0,3})")
LEAF = re.compile(r"(0|[1-9][0-9]{0,3})(?:\*([1-9][0-9]{0,7})|:(0|[1-9][0-9]{0,2499}))?")


def scientific(value, place):
    """A positive decimal like 9.25e-4, exactly."""
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        raise Malformed(f"'{place}' must be a positive decimal like '9.25e-4' (got {value!r:.60})")
    return Fraction(value)


def runs_of(words, place, grid):
    """(count, (depth, centre or None)) of the leaves of a piece: depth, depth*count or depth:centre."""
    for word in words.split(" "):
        match = LEAF.fullmatch(word)
        if match is None or int(match[1]) > grid:
            raise Malformed(f"'{place}': a leaf must be 'depth', 'depth*count' or 'depth:centre'")
        yield int(match[2] or 1), (int(match[1]), None if match[3] is None else int(match[3]))


def leaves_of(words, place, grid):
    """(depth, centre or None) of every leaf of a piece, one after the other."""
    for count, leaf in runs_of(words, place, grid):
        yield from itertools.repeat(leaf, count)


def count_of(words, place, grid):
    """How many leaves a piece has."""
    return sum(count for count, _ in runs_of(words, place, grid))


@dataclass(frozen=True)
class Enclosure:
    """The part of a certificate that shows bounds of the sup-norm: leaves, and where it is large."""

    texts: list
    bound: list
    bits: int
    grid: int
    order: int
    leaves: list
    witness: Fraction

    @classmethod
    def read(cls, proof, **more):
        """The fields of a proof by enclosure, and the values of `more` fields."""
        _, texts, bits, grid, order, leaves, witness, *rest = fields(
            proof, "proof", method=choice("enclosure"), bound=items(text), bits=count, grid=count,
            order=count, leaves=items(text), witness=rational, **more,
        )  # fmt: skip
        bound = [scientific(value, "proof.bound") for value in texts]
        if len(bound) != 2 or not 32 <= bits <= MAX_BITS or not 1 <= grid <= MAX_BITS:
            raise Malformed(
                f"'proof' needs two bounds, 32 to {MAX_BITS} bits and 1 to {MAX_BITS} of grid"
            )
        if not 2 <= order <= MOST_ORDER:
            raise Malformed(f"'proof.order' must be 2 to {MOST_ORDER} (got {order})")
        return cls(texts, bound, bits, grid, order, leaves, witness), *rest

    @property
    def count(self):
        """How many leaves there are, in all pieces."""
        return sum(count_of(words, "proof.leaves", self.grid) for words in self.leaves)

    def slack(self, eps):
        """Twenty digits of what is left of eps, by the bounds."""
        if self.bound[1] > eps:
            raise Rejected(f"the upper bound {self.texts[1]} exceeds eps = {eps}")
        return [twenty(eps - self.bound[1])[0], twenty(eps - self.bound[0])[1]]

    def confirm(self, pieces, witnessed, scale, both, middle=0):
        """The leaves keep every piece below the upper bound; at the witness it exceeds the lower one.

        Args:
            pieces: the error on the parts of the domain, `scale` times.
            witnessed: the piece where the witness lies, and its place from 0 to 1 there.
            both: whether the size of the error is meant.
            middle: what the pieces lack to the error, whose sign then counts at the witness.
        """
        if len(self.leaves) != len(pieces):
            raise Malformed(f"'proof.leaves' must have {len(pieces)} entries, one for each piece")
        one = 1 << self.bits
        most = math.floor((self.bound[1] - middle) * scale * one)
        for number, (piece, words) in enumerate(zip(pieces, self.leaves)):
            place = f"proof.leaves[{number}]"
            afford(2 * count_of(words, place, self.grid) * piece.least_work(self.order))
            confirm_leaves(piece, leaves_of(words, place, self.grid), self.order, most, both)
        least = (self.bound[0] - middle) * scale
        self.exceeds(*witnessed, least, "proof.witness", both and not middle)

    def exceeds(self, piece, at, least, place, both):
        """|e| >= `least` at the place `at` of the piece (e >= `least`, unless `both`)."""
        u = at * (1 << piece.grid)
        if u.denominator != 1 or not 0 <= at <= 1:
            raise Rejected(f"'{place}' does not lie on the grid")
        low, high = piece.value(u.numerator, piece.levels(u.numerator))
        if max(low, -high if both else low) <= least * (1 << self.bits):
            raise Rejected(f"'{place}': the error there is not shown to exceed the lower bound")


def confirm_stairs(proof, steps, k, shift):
    """bound[0] <= sup over [-1, 1] of |relu - g| <= bound[1], by the one cell x = 1 - t/steps."""
    if k <= GENTLE:
        if proof.leaves or proof.witness != 1:
            raise Rejected(f"for k <= {GENTLE} the error is largest at x = 1, and no leaves are needed")
        error = at_endpoint(steps, k, proof.bits)
        for sign, bound in ((1, proof.bound[0]), (-1, proof.bound[1])):
            if ((error - bound * steps) * sign).sign() not in (0, 1):
                raise Rejected("'proof.bound': the error at x = 1 does not lie between them")
        return
    piece = Cell(steps, k, proof.bits, proof.grid, shift)
    proof.confirm([piece], (piece, (1 - proof.witness) * steps), steps, both=False)


def confirm_fewer(proof, steps, k, shift, eps, x):
    """The sup-norm with fewer than `steps` sigmoids exceeds eps, by the error with one less at x.

    phi(t)/m, phi(t) = sum over j < m of S(k (t - j)) - t, falls with m where S(kt) - S(k (t-1)) >= t;
    with a shift of 1/2 where S(k (t-1/2)) - S(k (t-3/2)) >= t.
    """
    m = steps - 1
    if k <= GENTLE:
        if x != 1 or (at_endpoint(m, k, proof.bits) - eps * m).sign() != 1:
            raise Rejected(f"'proof.fewer': {m} sigmoids are not shown to err by more than eps")
        return
    t = (1 - x) * m
    piece = Cell(m, k, proof.bits, min(t.denominator.bit_length(), MAX_BITS), shift)
    proof.exceeds(piece, t, eps * m, "proof.fewer", both=False)
    y = t - shift
    low, high = (sigmoid(round(k * z * (1 << proof.bits)), proof.bits) for z in (y - 1, y))
    if high - low - 8 < t * (1 << proof.bits):
        raise Rejected("'proof.fewer': nothing follows from this place for fewer sigmoids")


# --- Best approximation by one sigmoid ---------------------------------------------------------
#
# g = C + a S(b x + c) in any three places x1 < x2 < x3 has g(x2) = (1 - p) g(x1) + p g(x3) for a p in
# (0, 1) that C and a do not change, so that, if |relu - g| <= E there,
#
#     2 E >= |relu(x2) - (1 - p) relu(x1) - p relu(x3)|.
#
# b > 0 is enough: a S(z) = a - a S(-z), and constants are among the g of any b.  On every strip of b,
# one triple shows the bound for m up to some number, by its largest p, and another from there on.


def share(x, b, m, bits):
    """Encloses P(x) = m u/(v + m u), u = sinh(b x/2), v = sinh(b (1 - x)/2), or its limit at b = 0, oo.

    Undecided unless the denominator is positive; b is None at infinity.
    """
    if b is None:
        u, v = Interval.of(int(2 * x >= 1), bits), Interval.of(int(2 * x <= 1), bits)
    elif b == 0:
        u, v = Interval.of(x, bits), Interval.of(1 - x, bits)
    else:
        u, v = (exp_of(z, bits) - exp_of(-z, bits) for z in (b * x / 2, b * (1 - x) / 2))
    return u * m / (v + u * m)


def extreme_share(x, strip, m, sign, bits):
    """Encloses the greatest (sign 1) or the least (sign -1) P(x) on a strip: that at one of its ends."""
    first, last = (share(x, b, m, bits) * sign for b in strip)
    return first.max(last) * sign


def exceeds_twice(least, points, strip, m, sign, bits):
    """|relu(x2) - (1 - p) relu(x1) - p relu(x3)| >= 2 `least` on a strip of b.

    For all numbers up to m in its place by the greatest p (sign 1), or from m on by the least (sign -1).
    """
    first, middle, last = (
        extreme_share(x, strip, m, side, bits) for x, side in zip(points, (-sign, sign, -sign))
    )
    p = (middle - first) / (last - first)
    relu_1, relu_2, relu_3 = (max(x, 0) for x in points)
    return ((relu_2 - relu_1 - p * (relu_3 - relu_1)) * sign - 2 * least).sign() in (0, 1)


def strip_work(length):
    """Roughly the work of a strip: of 48 exponentials of numbers of so many bits."""
    return 48 * (300 + (length >> 6) ** 3)


def confirm_strips(cuts, strips, least, bits):
    """No C + a S(b x + c) has |relu - g| < `least` on [-1, 1].

    Args:
        cuts: of the b > 0 into strips.
        strips: for each, the m up to which the first three points show it, and from which on the others.
    """
    ends = [Fraction(0), *cuts, None]
    if len(strips) != len(cuts) + 1 or any(len(strip) != 7 for strip in strips):
        raise Malformed("'proof.strips' must be one more than the cuts, m and twice three points each")
    if any(low >= high for low, high in itertools.pairwise(ends[:-1])):
        raise Rejected("'proof.cuts' must increase, from above 0")
    afford(len(strips) * strip_work(bits + math.ceil(ends[-2]).bit_length()))
    for number, (strip, (m, *points)) in enumerate(zip(itertools.pairwise(ends), strips)):
        place = f"proof.strips[{number}]"
        _positive(m, place)
        for sign, triple in ((1, points[:3]), (-1, points[3:])):
            if not -1 <= triple[0] < triple[1] < triple[2] <= 1:
                raise Rejected(f"'{place}': three points of [-1, 1] must increase")
            if not exceeds_twice(least, triple, strip, m, sign, bits):
                raise Rejected(f"'{place}': the error is not shown to reach the lower bound")


# --- Graded sums -------------------------------------------------------------------------------
#
# With phi(y) = tanh(c/2) - S(y+c) + S(y-c) and I the integral of phi(s)/s^2 over s > 0, |x| is 1/I times
# that of phi(s x)/s^2, and a quadrature at s_k = s0 sinh t_k, k = 1, ..., N, leaves a known error:
#
#     G(t) = beta t - (t sqrt(t^2 + q^2) + q^2 asinh(t/q))/2,   T = sqrt(beta^2 - q^2),   K = G(T)/N,
#     G(t_k) = (k - 1/2) K,   W_k = K cosh t_k / (2 I s0 sinh(t_k)^2 (beta - sqrt(t_k^2 + q^2))).

NODE_WIDTH = Fraction(3, 2)
"""q."""
NODE_SCALE = Fraction(3, 2)
"""s0."""
WIDEST_PAIR = Fraction(1, 8)
LEAST_BETA = 8
SPACINGS = 6, Fraction(8796, 1000)
"""Bounds of K; 8.796 < 14 pi/5."""
MOST_PAIRS = 10**5


def read_graded(constant, terms):
    """d, c, the (b_k, A_k), and C + L of g(x) = C + 2 L S(d x) - sum A_k (S(b_k x + c) - S(b_k x - c)).

    Here L = 1/d + d/16.
    """
    if len(terms) % 2 == 0 or not 3 <= len(terms) <= 2 * MOST_PAIRS + 1:
        raise Rejected("a graded sum has one wide sigmoid and pairs")
    (weight, d, c), (_, _, distance), *_ = terms
    pairs = []
    for (minus, b, left), (plus, same, right) in zip(terms[1::2], terms[2::2]):
        if (minus, same, left, right) != (-plus, b, distance, -distance) or plus <= 0 or b <= 0:
            raise Rejected("a pair of a graded sum must be -A S(b x + c) + A S(b x - c), A > 0, b > 0")
        pairs.append((b, plus))
    if not 0 < d <= 1 or (weight, c) != (2 / d + d / 8, 0):
        raise Rejected("the wide sigmoid must be (2/d + d/8) S(d x), 0 < d <= 1")
    if not 0 < distance <= WIDEST_PAIR:
        raise Rejected(f"'c' must lie in (0, {WIDEST_PAIR}] (got {distance})")
    return d, distance, pairs, constant + weight / 2


def graded_bound(constant, terms, beta, bits):
    """Encloses a bound of sup |relu - g| over [-1, 1] for a graded sum g.

    For c <= 1/8, beta >= 8 and 6 <= K <= 14 pi/5 it is, with Theta = tanh(c/2)/I,

        Theta (2 beta + 56) exp(-beta) + d^2/96 + d^4/200 + |C + L - tanh(c/2) sum A_k|
            + sum of tanh(c/2) |A_k - W_k| + sinh(c)/2 A_k |log(b_k/s_k)|.
    """
    d, c, pairs, level = read_graded(constant, terms)
    afford((400 * len(pairs) + 4 * bits**2) * division_work(2 * bits))

    def exactly(value):
        return Range.of(Fraction(value), bits)

    if beta < LEAST_BETA:
        raise Rejected(f"'beta' must be at least {LEAST_BETA} (got {beta})")
    q, two, scale = exactly(NODE_WIDTH), exactly(2), exactly(NODE_SCALE)
    sinh_c, cosh_c = hyperbolic(exactly(c).exp())
    rise, slope = sinh_c / (cosh_c + exactly(1)), exactly(beta)
    end = (slope**2 - q**2).sqrt()
    spacing = (slope * end - q**2 * ((end + slope) / q).log()) / exactly(2 * len(pairs))
    if not SPACINGS[0] <= spacing.inf <= spacing.sup <= SPACINGS[1]:
        raise Rejected(f"'beta' = {beta} does not fit to {len(pairs)} pairs")
    integral = graded_integral(sinh_c, cosh_c, bits)
    total = rise / integral * (two * slope + exactly(56)) * (-slope).exp()
    total += exactly(d**2 / 96 + d**4 / 200)
    total += (exactly(level) - rise * exactly(sum(weight for _, weight in pairs))).abs()
    for k, (b, weight) in enumerate(pairs, 1):
        near = exactly(b) / scale
        t = (near + (near**2 + exactly(1)).sqrt()).log()  # asinh(b/s0)
        node, radius = graded_node(t, slope, q, exactly(2 * k - 1) * spacing / two)
        sinh, cosh = hyperbolic(node.exp())
        ideal = spacing * cosh / (two * integral * scale * sinh**2 * (slope - (node**2 + q**2).sqrt()))
        total += rise * (exactly(weight) - ideal).abs()
        total += sinh_c / two * exactly(weight) * radius * cosh / sinh  # |log(b/s)| <= |t - t_k| coth
    return total


def graded_node(t, beta, q, goal):
    """A range that holds t and t_k, G(t_k) = goal, and a bound of their distance.

    G increases and is concave up to T, where G' = beta - sqrt(t^2 + q^2) is 0.  If |G(t) - goal| <= r G'
    at t + r < T, and 0 < t - r, then t_k lies between t - r and t + r.
    """
    two = Range.of(Fraction(2), t.bits)
    root = (t**2 + q**2).sqrt()
    miss = (beta * t - (t * root + q**2 * ((t + root) / q).log()) / two - goal).abs()
    if not root.sup < beta.inf:
        raise Rejected("a pair of the graded sum is steeper than its last node")
    r = Range.of((two * miss / (beta - root)).sup, t.bits)
    slowest = beta - ((t + r) ** 2 + q**2).sqrt()
    if slowest.inf <= 0 or (t - r).inf <= 0 or (r * slowest - miss).inf < 0:
        raise Rejected("a pair of the graded sum is too far from its node")
    return Range((t - r).inf, (t + r).sup, t.bits), r


def graded_integral(sinh_c, cosh_c, bits):
    """Encloses I, the integral of u(s) = (sinh(c)/2) (sinh(s)/s)/(cosh(s) + cosh(c))^2 over all s.

    The sum over j of h u(j h) is off by at most 2 tanh(c)/(exp(pi^2/h) - 1), where pi^2 > 49/5, and its
    terms with |j| > J by at most 2 sinh(c) exp(-J h) in all, for J h >= 1.
    """

    def exactly(value):
        return Range.of(Fraction(value), bits)

    one, two, per_unit = exactly(1), exactly(2), bits // 14 + 1
    last = per_unit * (7 * bits // 10 + 1)
    growth, power = exactly(Fraction(1, per_unit)).exp(), one
    total = one / (cosh_c + one) ** 2
    for j in range(1, last + 1):
        power = power * growth
        sinh, cosh = hyperbolic(power)
        total += exactly(Fraction(2 * per_unit, j)) * sinh / (cosh + cosh_c) ** 2
    total = total * sinh_c / exactly(2 * per_unit)
    off = two * sinh_c / cosh_c / (exactly(Fraction(49, 5) * per_unit).exp() - one)
    off += two * sinh_c / power
    return Range((total - off).inf, (total + off).sup, bits)


def hyperbolic(power):
    """sinh t and cosh t from exp(t)."""
    inverse, half = Range.of(ONE, power.bits) / power, Range.of(ONE / 2, power.bits)
    return (power - inverse) * half, (power + inverse) * half


# --- Claims ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Steps:
    """A function by equal steps: its expression and domain, and the numbers that bound the error.

    M >= its slopes, shown on each of the equal `pieces` of the domain; delta >= the error at nodes.
    """

    expression: str
    domain: list
    slope: Fraction
    pieces: int
    rounding: Fraction


@dataclass(frozen=True)
class Theorem:
    """What the checker has confirmed, in words and in the numbers it computed itself."""

    kind: str
    statement: str
    eps: Fraction | None
    sigmoids: int
    bound: list
    slack: list | None
    n: int | None = None
    k: Fraction | None = None
    construction: str | None = None
    least: bool | None = None
    domain: Domain | None = None
    norm: str | None = None
    shape: tuple | None = None
    units: tuple = ()
    files: tuple = ()
    steps: Steps | None = None
    enclosure: Enclosure | None = None
    curve: Curve | None = None
    side: str | None = None
    neurons: str = "sigmoids"


@dataclass(frozen=True)
class Unit:
    """One ReLU (or several proportional ones) and what stands for it in the converted network.

    `share` encloses its part of the bound.  A staircase has n, k and r; a sum has r, and its error on
    [-1, 1] is at most `error`.
    """

    members: list
    kind: str
    sigmoids: int
    share: list
    n: int | None = None
    k: Fraction | None = None
    r: Fraction | None = None
    error: Fraction | None = None


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


def three_parts(document):
    """The claim, the construction and the proof of a certificate that names no files."""
    return fields(
        document, "certificate", schema=text, claim=anything, construction=anything,
        proof=anything, seal=text,
    )[1:4]  # fmt: skip


def check_relu(document):
    """|relu(x) - g(x)| <= eps for every x in [-1, 1], by the closed form or by an enclosure."""
    claim, construction, proof = three_parts(document)
    _, eps, domain, *side = fields(
        claim, "claim", kind=text, eps=rational, domain=items(rational), **optional(claim, side=ONE_SIDE)
    )
    side = side[0] if side else None
    _positive(eps, "claim.eps")
    compare(domain, [Fraction(-1), Fraction(1)], "claim.domain")
    what = f"{written_error('relu', side)} <= {eps} for every x in [-1, 1], where"
    by_enclosure = isinstance(proof, dict) and proof.get("method") == "enclosure"
    if is_kind(construction, *SUMS):
        constant, terms, neurons = read_sum(construction, "construction")
        confirm_few = confirm_sum_by_enclosure if by_enclosure else confirm_graded
        bound, slack, enclosure = confirm_few(proof, constant, terms, eps, side)
        return Theorem(
            "relu", f"{what} {written_sum(terms, neurons)}", eps, len(terms), bound, slack,
            enclosure=enclosure, side=side, neurons=neurons,
        )  # fmt: skip
    _no_side(side)
    kind, n, steps, k, shift = read_stairs(construction)
    confirm = confirm_by_enclosure if by_enclosure else confirm_by_closed_form
    bound, slack, least, enclosure = confirm(proof, steps, k, shift, eps)
    return Theorem(
        "relu", f"{what} {written_stairs(steps, k, shift)}", eps, steps, bound, slack, n=n, k=k,
        construction=kind, least=least, enclosure=enclosure,
    )  # fmt: skip


ONE_SIDE = choice("above", "below")
SIGNS = {"above": 1, "below": -1}
SUMS = {"sum": "sigmoids", "tanh-sum": "tanh units"}


def written_error(name, side):
    """What is at most eps; on one side of F it is not negative either."""
    if side is None:
        return f"|{name}(x) - g(x)|"
    return f"0 <= g(x) - {name}(x)" if side == "above" else f"0 <= {name}(x) - g(x)"


def _no_side(side):
    if side is not None:
        raise Rejected("'claim.side' is for sums with a constant term")


def is_kind(construction, *kinds):
    return isinstance(construction, dict) and construction.get("kind") in kinds


def confirm_by_closed_form(proof, steps, k, shift, eps):
    """The bound (1 + tau(k))/N is at most eps; with `least`, that of N - 1 is not."""
    _, bound, slack, least = fields(
        proof, "proof", method=choice("closed-form"), bound=items(text), slack=items(text),
        least=flag,
    )  # fmt: skip
    if shift:
        raise Rejected("'proof.method': there is a closed form for the staircase only")
    if staircase_gap(k, steps, eps) < 0:
        raise Rejected(f"the closed-form bound of n = {steps + 1}, k = {k} exceeds eps = {eps}")

    def digits(bits):
        tail = tau(k, bits)
        pair = outward((1 + tail) / steps), outward((eps * steps - 1 - tail) / steps)
        return None if None in pair else pair

    computed = decided(digits)
    compare(bound, computed[0], "proof.bound")
    compare(slack, computed[1], "proof.slack")
    compare(least, steps == 1 or staircase_gap(k, steps - 1, eps) < 0, "proof.least")
    return bound, slack, least, None


def confirm_by_enclosure(proof, steps, k, shift, eps):
    """The sup-norm is at most eps; with a place `fewer`, it exceeds eps for all lesser N."""
    enclosure, fewer = Enclosure.read(proof, fewer=text)
    slack = enclosure.slack(eps)
    confirm_stairs(enclosure, steps, k, shift)
    if fewer and steps == 1:
        raise Rejected("'proof.fewer' must be empty: there are no fewer sigmoids")
    if fewer:
        confirm_fewer(enclosure, steps, k, shift, eps, rational(fewer, "proof.fewer"))
    return enclosure.texts, slack, fewer != "" or steps == 1, enclosure


def confirm_sum_by_enclosure(proof, constant, terms, eps, side):
    """The sup-norm of relu - g on [-1, 1] is at most eps."""
    (enclosure,) = Enclosure.read(proof)
    slack = enclosure.slack(eps)
    confirm_sum(enclosure, curve(RELU, Fraction(-1), Fraction(1)), constant, terms, side)
    return enclosure.texts, slack, enclosure


def confirm_graded(proof, constant, terms, eps, side):
    """The bound that holds for graded sums of any size is at most eps, or eps/2 before a move by it."""
    _, words, beta, bits = fields(
        proof, "proof", method=choice("closed-form"), bound=text, beta=rational, bits=count
    )
    bound = scientific(words, "proof.bound")
    if not 32 <= bits <= MAX_BITS:
        raise Malformed(f"'proof.bits' must be 32 to {MAX_BITS} (got {bits})")
    if bound > eps:
        raise Rejected(f"the bound {words} exceeds eps = {eps}")
    moved = bound / 2 if side else 0
    if graded_bound(constant - SIGNS.get(side, 0) * moved, terms, beta, bits).sup > bound - moved:
        raise Rejected(f"'proof.bound': the error is not shown to be at most {words}")
    return [words, words], list(twenty(eps - bound)), None


def check_supnorm(document):
    """L <= sup over [A, B] of |target - g| <= U, for relu, an expression or another sum of sigmoids."""
    claim, construction, proof = three_parts(document)
    _, target, domain = fields(claim, "claim", kind=text, target=anything, domain=items(rational))
    if len(domain) != 2 or domain[0] >= domain[1]:
        raise Malformed("'claim.domain' must be two ends, the lesser one first")
    (proof,) = Enclosure.read(proof)
    where = f"[{domain[0]}, {domain[1]}]"
    kind = n = k = None
    neurons = "sigmoids"
    error = f"|{'relu' if target == 'relu' else 'h'}(x) - g(x)|"
    if is_kind(construction, *STAIRS):
        kind, n, sigmoids, k, shift = read_stairs(construction)
        what = written_stairs(sigmoids, k, shift)
        compare(target, "relu", "claim.target")
        compare(domain, [Fraction(-1), Fraction(1)], "claim.domain")
        confirm_stairs(proof, sigmoids, k, shift)
    else:
        constant, terms, neurons = read_sum(construction, "construction")
        sigmoids, what = len(terms), written_sum(terms, neurons)
        if target == "relu":
            f = curve(RELU, *domain)
        elif is_kind(target, "expression"):
            _, formula = fields(target, "claim.target", kind=text, expression=text)
            f, error = curve(canonical_tree(formula), *domain), "|F(x) - g(x)|"
            what = f"F(x) = {formula} and {what}"
        else:
            f = flat(ZERO, *domain)
            more, others, _ = read_sum(target, "claim.target")
            constant, terms = constant - more, [*terms, *((-a, b, c) for a, b, c in others)]
        confirm_sum(proof, f, constant, terms)
    low, high = proof.texts
    statement = f"{low} <= sup of {error} over x in {where} <= {high}, where {what}"
    return Theorem(
        "supnorm", statement, None, sigmoids, proof.texts, None, n=n, k=k, construction=kind,
        enclosure=proof, neurons=neurons,
    )  # fmt: skip


def check_best_approximation(document):
    """L <= inf over C, a, b, c of sup over [-1, 1] of |relu - C - a S(b x + c)| <= U."""
    claim, construction, proof = three_parts(document)
    _, _, domain, n = fields(
        claim, "claim", kind=text, target=choice("relu"), domain=items(rational), n=count
    )
    compare(domain, [Fraction(-1), Fraction(1)], "claim.domain")
    if n != 1:
        raise Rejected(f"'claim.n' must be 1: lower bounds are shown for one sigmoid only (got {n})")
    constant, terms, _ = read_sum(construction, "construction")
    compare(len(terms), n, "construction.terms")
    proof, cuts, strips = Enclosure.read(proof, cuts=items(rational), strips=items(items(rational)))
    confirm_sum(proof, curve(RELU, *domain), constant, terms)
    confirm_strips(cuts, strips, proof.bound[0], proof.bits)
    low, high = proof.texts
    statement = f"{low} <= inf over all real C, a, b, c of sup of |relu(x) - g(x)| over x in [-1, 1] <= "
    statement += f"{high}, where g(x) = C + a S(b x + c), S(t) = 1/(1+exp(-t))"
    return Theorem("best-approximation", statement, None, n, proof.texts, None, n=n, enclosure=proof)


def read_stairs(construction):
    """The kind, n, the number N of sigmoids, k, and by how many steps the centres are moved back."""
    kind, n, k = fields(construction, "construction", kind=choice(*STAIRS), n=count, k=rational)
    _positive(k, "construction.k")
    first, shift = STAIRS[kind]
    if n < first:
        raise Rejected(f"'construction.n' must be at least {first} (got {n})")
    if shift and k <= GENTLE:
        raise Rejected(f"'construction.k' must exceed {GENTLE} for this construction (got {k})")
    return kind, n, n - first + 1, k, shift


def written_stairs(steps, k, shift):
    centre = f"(i - {shift}) d" if shift else "i d"
    return f"g(x) = d sum_(i=1..{steps}) S(({k}/d) (x - {centre})), d = 1/{steps}, S(t) = 1/(1+exp(-t))"


def read_sum(value, place):
    """The constant and the terms (a, b, c) of a sum of a S(b x + c), and what it is written in.

    a tanh(p) = 2 a S(2 p) - a.
    """
    kind, constant, terms = fields(
        value, place, kind=choice(*SUMS), constant=rational, terms=items(items(rational))
    )
    if any(len(term) != 3 for term in terms):
        raise Malformed(f"'{place}.terms' must be triples a, b, c")
    if kind == "tanh-sum":
        constant -= sum(a for a, _, _ in terms)
        terms = [(2 * a, 2 * b, 2 * c) for a, b, c in terms]
    return constant, terms, SUMS[kind]


def written_sum(terms, neurons):
    return f"g is the sum of {len(terms)} {neurons} in the certificate"


def like_terms(constant, terms):
    """The same sum of sigmoids with every b >= 0, and one term for each b and c.

    a S(b x + c) is a - a S(-b x - c).
    """
    heights = {}
    for a, b, c in terms:
        if b < 0:
            constant, a, b, c = constant + a, -a, -b, -c
        heights[b, c] = heights.get((b, c), 0) + a
    return constant, [(a, b, c) for (b, c), a in heights.items() if a]


def confirm_sum(proof, f, constant, terms, side=None):
    """bound[0] <= sup of |f - constant - sum a S(b x + c)| <= bound[1], where the curve f goes.

    On one side of it the error e has a sign: |e - U| <= U, U = bound[1]/2, and e > bound[0] somewhere.
    """
    sign, middle = SIGNS.get(side, -1), proof.bound[1] / 2 if side else 0
    f = scaled(f, -sign)
    constant, error = like_terms(sign * constant - middle, [(sign * a, b, c) for a, b, c in terms])
    line, softs = f.line, [(w, p, q) for (p, q), w in f.softs.items()]
    ends = 2 * max(x.numerator.bit_length() + x.denominator.bit_length() for x, _ in line)
    if (len(error) + len(softs)) * (len(line) - 1) * (1000 + proof.bits + ends) > MOST_LENGTH:
        raise Undecided(f"{len(error)} terms of {proof.bits} bits are too many on this domain")
    pieces, witnessed = [], None
    for (start, y), (end, z) in itertools.pairwise(line):
        width = end - start
        moved, soft = ([(a, b * width, c + b * start) for a, b, c in those] for those in (error, softs))
        pieces.append(Piece(constant + y, z - y, moved, proof.bits, proof.grid, softs=soft))
        if start <= proof.witness <= end:
            witnessed = pieces[-1], (proof.witness - start) / width
    if len(pieces) > 2:  # their work together is bounded like that of one
        afford(proof.count * max(piece.work(proof.order) for piece in pieces))
    if witnessed is None:
        raise Rejected("'proof.witness' does not lie in the domain")
    proof.confirm(pieces, witnessed, 1, both=True, middle=middle)


def check_function(document):
    """|F(x) - g(x)| <= eps for every x in [a, b], F an expression and g a sum of sigmoids."""
    claim, construction, proof = three_parts(document)
    _, formula, domain, eps, *side = fields(
        claim, "claim", kind=text, expression=text, domain=items(rational), eps=rational,
        **optional(claim, side=ONE_SIDE),
    )  # fmt: skip
    side = side[0] if side else None
    _positive(eps, "claim.eps")
    if len(domain) != 2 or domain[0] >= domain[1]:
        raise Rejected("'claim.domain' must be two numbers, the lesser first")
    tree = canonical_tree(formula)
    where = f"[{domain[0]}, {domain[1]}], where F(x) = {formula}"
    statement = f"{written_error('F', side)} <= {eps} for every x in {where} and "
    if not is_kind(construction, *SUMS):
        _no_side(side)
        return confirm_steps(construction, proof, formula, tree, domain, eps, statement)
    constant, terms, neurons = read_sum(construction, "construction")
    (proof,) = Enclosure.read(proof)
    slack = proof.slack(eps)
    f = curve(tree, *domain)
    confirm_sum(proof, f, constant, terms, side)
    return Theorem(
        "function", statement + written_sum(terms, neurons), eps, len(terms), proof.texts, slack,
        curve=f, enclosure=proof, side=side, neurons=neurons,
    )  # fmt: skip


def canonical_tree(formula):
    """The tree of an expression, which must be written in the one way that is canonical."""
    tree = expression(formula)
    compare(formula, written(tree), "claim.expression")
    return tree


def confirm_steps(construction, proof, formula, tree, domain, eps, statement):
    """The error of equal steps, by its closed form, is at most eps."""
    _, k, digits, heights = fields(
        construction, "construction", kind=choice("steps"), k=rational, digits=count, values=text
    )
    _, slope, pieces, rounding, bound, slack = fields(
        proof, "proof", method=choice("closed-form"), slope=rational, pieces=count, rounding=rational,
        bound=items(text), slack=items(text),
    )  # fmt: skip
    _positive(k, "construction.k")
    if not 1 <= pieces <= most_pieces(tree):
        raise Rejected(f"'proof.pieces' must be from 1 to {most_pieces(tree)} for an expression so long")
    nodes = decimals(heights, digits, "construction.values")
    m = len(nodes) - 1
    h = (domain[1] - domain[0]) / m

    computed = settle(lambda bits: step_bound(slope * h, k, rounding, bits), eps, "proof.bound")
    compare(bound, computed[0], "proof.bound")
    compare(slack, computed[1], "proof.slack")
    if m > 1:
        wider = slope * h * m / (m - 1)
        if decided(lambda bits: (eps - step_bound(wider, k, rounding, bits)).sign()) >= 0:
            raise Rejected(f"'construction.values': {m - 1} sigmoids meet eps = {eps} as well")
    confirm_slopes(tree, domain, pieces, slope)
    confirm_values(tree, domain, nodes, rounding)
    statement += (
        f"g(x) = y_0 + sum_(i=1..{m}) (y_i - y_(i-1)) S(({k}/h) (x - ({domain[0]}) - (i - 1/2) h)), "
        f"h = {h}, S(t) = 1/(1+exp(-t)), y_0, ..., y_{m} the values of the certificate"
    )
    steps = Steps(formula, domain, slope, pieces, rounding)
    return Theorem("function", statement, eps, m, bound, slack, n=m, k=k, steps=steps)


def step_bound(rise, k, rounding, bits):
    """Encloses M h (1/2 + 2 log(2)/k) + delta, given the rise M h of one step."""
    return (log2(bits) * 2 / k + Fraction(1, 2)) * rise + rounding


def confirm_slopes(tree, domain, pieces, slope):
    """F is defined on the domain, and |F(s) - F(t)| <= slope |s - t| on each piece, hence throughout."""
    for low, high in pieces_of(domain, pieces):
        try:
            found = slopes(tree, Range(low, high, SLOPE_BITS))[1]
        except Undecided as error:
            raise Undecided(f"{error}, on [{low}, {high}]") from None
        if max(-found.inf, found.sup) > slope:
            raise Rejected(f"'proof.slope' = {slope} does not bound the slopes found on [{low}, {high}]")


def confirm_values(tree, domain, nodes, rounding):
    """|y_i - F(a + i h)| <= rounding at every node."""
    step = (domain[1] - domain[0]) / (len(nodes) - 1)
    for i, value in enumerate(nodes):
        x = domain[0] + step * i
        if not decided(lambda bits, x=x, y=value: within(tree, x, y, rounding, bits), POINT_BITS):
            raise Rejected(f"'construction.values': number {i} is not within {rounding} of F({x})")


def within(tree, x, y, rounding, bits):
    """Whether |y - F(x)| <= rounding; None when the enclosure is too wide to tell."""
    found = values(tree, Range.of(x, bits))
    if y - rounding <= found.inf and found.sup <= y + rounding:
        return True
    return False if found.sup < y - rounding or found.inf > y + rounding else None


def decimals(numbers, digits, place):
    """The integers in a text, two or more with single spaces between, in units of 10^-digits."""
    if digits > MAX_DIGITS:
        raise Rejected(f"'construction.digits' must be at most {MAX_DIGITS}")
    if not 1 <= numbers.count(" ") <= MOST_STEPS:
        raise Rejected(f"'{place}' must be from 2 to {MOST_STEPS + 1} numbers")
    result, unit = [], 10**digits
    for number in numbers.split(" "):
        if not re.fullmatch(rf"0|-?[1-9][0-9]{{0,{MAX_DIGITS - 1}}}", number):
            raise Malformed(f"'{place}' must be integers with single spaces (got {number!r:.60})")
        result.append(Fraction(int(number), unit))
    return result


def check_network(document, files):
    """|f(x) - g(x)| <= eps for every x of a ball or box; f and g read from their files' bytes."""
    _, claim, model, converted, construction, proof, _ = fields(
        document, "certificate", schema=text, claim=anything, model=anything, converted=anything,
        construction=anything, proof=anything, seal=text,
    )  # fmt: skip
    _, eps, domain, which, *formats = fields(
        claim, "claim", kind=text, eps=rational, domain=anything, norm=choice("2", "inf"),
        **optional(claim, format=fixed_point),
    )  # fmt: skip
    domain = Domain(*fields(domain, "claim.domain", kind=choice("ball", "box"), radius=rational))
    kind, sigmoids, sums, kinked = read_stand_ins(construction)
    _, units, bound, slack = fields(
        proof, "proof", method=choice("enclosure" if kind == "sums" else "closed-form"),
        units=items(anything), bound=items(text), slack=items(text),
    )  # fmt: skip
    _positive(eps, "claim.eps")
    _positive(domain.radius, "claim.domain.radius")

    f, output, model_files = files.model(model)
    g, converted_file = files.converted(converted, formats)
    compare(output, f.output, "model.output")
    width, outputs = len(f.inner.rows[0]), len(f.outer.rows)
    compare((g.width, g.outputs), (width, outputs), "the shape (inputs, outputs) of the converted file")
    if width == 1 and domain.kind != "ball":
        raise Rejected("'claim.domain.kind': for one input the box is written as a ball")
    if outputs == 1 and which != "2":
        raise Rejected("'claim.norm': for one output the norm is written as 2")
    bounder = NetworkBound(f, g, domain, which, units, kinked)
    if list(dict.fromkeys(part.total for _, part in bounder.units if part.total)) != sums:
        raise Rejected("'construction.sums' must be what the units use, in the order of first use")
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
        f"{model_files[0][0]!a} and g the network of {len(g.weights)} {g.neurons} in "
        f"{converted_file[0]!a}, both with their stored numbers and in exact arithmetic"
    )
    for whole, fraction in formats:
        statement += (
            f"; every number of g is a multiple of 2^-{fraction} from -2^{whole} to "
            f"2^{whole} - 2^-{fraction}"
        )
    return Theorem(
        "network", statement, eps, len(g.weights), bound, slack, construction=kind, domain=domain,
        norm=which, shape=(width, len(f.inner.rows), outputs), units=bounder.report(),
        files=(*model_files, converted_file), neurons=g.neurons,
    )  # fmt: skip


def read_stand_ins(construction):
    """The kind, the number of sigmoids, the sums that are listed, and the rule for kinked ramps."""
    if is_kind(construction, "sums"):
        kind, sigmoids, listed = fields(
            construction, "construction", kind=text, sigmoids=count, sums=items(anything)
        )
        sums = read_sums(listed)
        return kind, sigmoids, sums, (Scaled, {"sum": one_of(sums), "r": positive})
    kind, sigmoids = fields(construction, "construction", kind=choice("staircase"), sigmoids=count)
    return kind, sigmoids, [], (Flight, {"n": grid_points, "k": positive, "r": positive})


@dataclass(frozen=True)
class Ramp:
    """v relu(z) on a domain, z = <row, x> + bias and v = `weight`, vectors in the norm `which`."""

    row: list
    bias: Fraction
    weight: list
    domain: Domain
    which: str

    @property
    def kind(self):
        """cancelled: v = 0; inactive: z <= 0; constant: z = bias > 0; affine: z >= 0; else kinked."""
        if not any(self.weight):
            return "cancelled"
        if self.bias <= 0 and self.domain.reaches(self.row, -self.bias) <= 0:
            return "inactive"
        if not any(self.row):
            return "constant"
        if self.bias >= 0 and self.domain.reaches(self.row, self.bias) <= 0:
            return "affine"
        return "kinked"

    def size(self, vector, bits):
        """Encloses the norm of a vector of outputs."""
        return norm(vector, self.which, bits)


class Nothing:
    """Nothing stands for a ramp that is 0."""

    sigmoids = 0
    n = k = r = total = None

    def __init__(self, ramp):
        self.ramp = ramp

    def measure(self, stored, place):
        """Keep the exact distances of the stored sigmoids from the ideal ones."""

    def constant(self):
        """What stands in the output bias for the ramp."""
        return [Fraction(0)] * len(self.ramp.weight)

    def share(self, bits):
        """Encloses what the ramp adds to the bound."""
        return Interval.of(0, bits)


class Level(Nothing):
    """v b stands for a ramp with z = b > 0."""

    def constant(self):
        return [v * self.ramp.bias for v in self.ramp.weight]


class Line(Level):
    """v b + v' (S(p) - 1/2), p near beta <a, x>, stands for a ramp with z >= 0."""

    sigmoids = 1

    def __init__(self, ramp, beta):
        super().__init__(ramp)
        self.beta = beta

    def measure(self, stored, place):
        [row], [off], [self.stored] = (
            [stored.decode(data) for data in column]
            for column in (stored.weights, stored.biases, stored.output_weights)
        )
        self.row = [w - self.beta * a for w, a in zip(row, self.ramp.row)]
        self.off = abs(off[0])

    def constant(self):
        return [level - v / 2 for level, v in zip(super().constant(), self.stored)]

    def share(self, bits):
        ramp = self.ramp
        width = ramp.domain.spread(ramp.row, bits)
        off = ramp.domain.spread(self.row, bits) + self.off
        slope = [v - w * self.beta / 4 for v, w in zip(ramp.weight, self.stored)]
        t = width * self.beta
        bend = t * t * t / 48 + off / 4
        return ramp.size(slope, bits) * width + ramp.size(self.stored, bits) * bend


class Flight(Nothing):
    """A staircase stands for a kinked ramp: sum_i v'_i S(p_i), p_i near beta z - k i, r = k N/beta."""

    def __init__(self, ramp, n, k, r):
        super().__init__(ramp)
        self.n, self.k, self.r = n, k, r
        self.sigmoids = n - 1
        self.beta = k * self.sigmoids / r

    def measure(self, stored, place):
        start = self.beta * self.ramp.bias
        scale = math.lcm(start.denominator, self.k.denominator)
        begin, step = int(start * scale), int(self.k * scale)
        offsets = {}  # row of weights -> (p, q), the largest |stored - start + k i| being p/(q scale)
        biases = stored.decode(b"".join(stored.biases))
        for i, (weights, bias) in enumerate(zip(stored.weights, biases), 1):
            p, q = bias.as_integer_ratio()
            p = abs(p * scale - q * (begin - step * i))
            largest = offsets.get(weights)
            if largest is None or p * largest[1] > largest[0] * q:
                offsets[weights] = p, q
        self.shifts = [
            (
                [w - self.beta * a for w, a in zip(stored.decode(data), self.ramp.row)],
                Fraction(p, q * scale),
            )
            for data, (p, q) in offsets.items()
        ]
        ideal = [v * self.r / self.sigmoids for v in self.ramp.weight]
        self.heights = [
            ([v - u for v, u in zip(stored.decode(data), ideal)], times)
            for data, times in collections.Counter(stored.output_weights).items()
        ]
        if not self._in_range():
            raise Rejected(f"'{place}.r' = {self.r} is below the unit's range")

    def _shift(self, bits):
        """Encloses how far the stored pre-activations move the argument."""
        shift = Interval.of(0, bits)
        for row, off in self.shifts:
            shift = shift.max(self.ramp.domain.spread(row, bits) + off)
        return shift / self.beta

    def _in_range(self):
        """Whether r is at least the largest shifted argument; exactly for a box, which has no roots."""
        ramp, domain = self.ramp, self.ramp.domain
        if domain.kind == "box":
            moved = max(domain.radius * sum(map(abs, row)) + off for row, off in self.shifts)
            top = domain.radius * sum(map(abs, ramp.row)) + ramp.bias
            return self.r >= top + moved / self.beta

        def order(bits):
            top = domain.spread(ramp.row, bits) + ramp.bias + self._shift(bits)
            return (self.r - top).sign()

        return decided(order) >= 0

    def share(self, bits):
        stairs = (1 + tau(self.k, bits)) * (self.r / self.sigmoids)
        result = self.ramp.size(self.ramp.weight, bits) * (stairs + self._shift(bits))
        for difference, times in self.heights:
            result = result + self.ramp.size(difference, bits) * times
        return result


class Scaled(Nothing):
    """A sum stands for a kinked ramp with |z| <= r: v r C + sum_i v'_i S(p_i), p_i near b_i z/r + c_i.

    On the domain p_i is off by an e_i(x), which sigmoids with equal b_i and equal stored rows share, and
    by a constant g_i.
    """

    def __init__(self, ramp, total, r):
        super().__init__(ramp)
        self.total, self.r = total, r
        self.sigmoids = len(total.terms)

    def measure(self, stored, place):
        ramp, room = self.ramp, self.r - abs(self.ramp.bias)
        if room < 0 or ramp.domain.reaches(ramp.row, room) > 0:
            raise Rejected(f"'{place}.r' = {self.r} is below the unit's range")
        alike = {}
        self.offsets, self.heights = Fraction(0), []
        for (a, b, c), row, bias, weight in zip(
            self.total.terms, stored.weights, stored.biases, stored.output_weights
        ):
            alike.setdefault((b, row), []).append((a, c))
            [bias] = stored.decode(bias)
            self.offsets += abs(a * (bias - c - b * ramp.bias / self.r))
            self.heights.append([v - u * self.r * a for v, u in zip(stored.decode(weight), ramp.weight)])
        self.turns = [
            (slope([a for a, _ in pairs], [c for _, c in pairs]),
             [w - b / self.r * v for w, v in zip(stored.decode(row), ramp.row)])
            for (b, row), pairs in alike.items()
        ]  # fmt: skip

    def constant(self):
        return [v * self.r * self.total.constant for v in self.ramp.weight]

    def share(self, bits):
        ramp, moved = self.ramp, self.total.error + self.offsets / 4
        for steepest, row in self.turns:
            moved = moved + ramp.domain.spread(row, bits) * steepest
        result = ramp.size(ramp.weight, bits) * moved * self.r
        for difference in self.heights:
            result = result + ramp.size(difference, bits)
        return result


def slope(weights, offsets):
    """At least the sup over y of |sum of a S'(y + c)|, where 0 <= S' <= 1/4 and |S''| <= BEND.

    By parts, with c ascending and A_i = a_1 + ... + a_i: sum of a_i S'_i = A_m S'_m + sum over i < m of
    A_i (S'_i - S'_(i+1)).
    """
    ordered = sorted(zip(offsets, weights))
    total, result = Fraction(0), Fraction(0)
    for (c, a), (after, _) in itertools.pairwise([*ordered, ordered[-1]]):
        total += a
        result += abs(total) * (after - c) * BEND
    return result + abs(total) / 4


@dataclass(frozen=True, eq=False)
class Sum:
    """C + sum of a S(b y + c) over the terms: confirmed to be within `error` of relu(y) on [-1, 1]."""

    constant: Fraction
    terms: list
    error: Fraction


def read_sums(listed):
    """The sums that stand for kinked ramps, each confirmed by a proof of its own.

    The work of all together is bounded like that of one claim.
    """
    if len(listed) > MOST_SUMS:
        raise Undecided(f"more than {MOST_SUMS} sums")
    work, entries = 0, []
    for i, entry in enumerate(listed):
        place = f"construction.sums[{i}]"
        constant, terms, (proof,) = fields(
            entry, place, constant=rational, terms=items(items(rational)),
            proof=lambda value, place: Enclosure.read(value),
        )  # fmt: skip
        if any(len(term) != 3 for term in terms):
            raise Malformed(f"'{place}.terms' must be triples a, b, c")
        if (constant, terms) in [others[1:3] for others in entries]:
            raise Rejected(f"'{place}' stands twice")
        longest = max((abs(v.numerator).bit_length() for term in terms for v in term), default=0)
        length = longest + proof.bits + proof.grid
        each = sigmoid_work(proof.bits) + (length >> 9) ** 2
        each += taylor_work(proof.order, proof.bits, longest)
        work += (proof.count + 2) * (len(terms) + 8) * each
        afford(work)
        entries.append((place, constant, terms, proof))
    result = []
    for place, constant, terms, proof in entries:
        try:
            confirm_sum(proof, curve(RELU, Fraction(-1), Fraction(1)), constant, terms)
        except (Malformed, Rejected, Undecided) as error:
            raise type(error)(f"'{place}': {error}") from None
        result.append(Sum(constant, terms, proof.bound[1]))
    return result


def one_of(sums):
    """The field that says by its place which of the sums is meant."""

    def kind(value, place):
        if count(value, place) >= len(sums):
            raise Rejected(f"'{place}' must be below {len(sums)} (got {value})")
        return sums[value]

    return kind


def grid_points(value, place):
    if count(value, place) < 2:
        raise Rejected(f"'{place}' must be at least 2 (got {value})")
    return value


class NetworkBound:
    """The bound on |f - g| over a domain, as a function of the stored numbers of f and g.

    Hidden units with proportional (a, b) are taken together: relu(q z) = q relu(z) for q > 0.  They are
    the ramp v relu(z), z = <a, x> + b, v the sum of their output weights.  `kinked` is the rule by which
    something stands for a kinked ramp, and the fields of its parameters.
    """

    def __init__(self, f, g, domain, which, listed, kinked):
        self.f, self.g, self.domain, self.which = f, g, domain, which
        self.rows = [[mid(v) for v in row] for row in f.inner.rows]
        self.bias = [mid(v) for v in f.inner.bias]
        self.columns = [[mid(row[j]) for row in f.outer.rows] for j in range(len(self.rows))]
        self.rules = {
            "cancelled": (Nothing, {}), "inactive": (Nothing, {}), "constant": (Level, {}),
            "affine": (Line, {"beta": positive}), "kinked": kinked,
        }  # fmt: skip
        self.units = []
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
        weight = [
            sum((self.columns[j][o] * s / size for j, s in members), Fraction(0))
            for o in range(self.g.outputs)
        ]
        ramp = Ramp(self.rows[first], self.bias[first], weight, self.domain, self.which)
        if isinstance(entry, dict) and "kind" in entry:
            compare(entry["kind"], ramp.kind, f"{place}.kind")
        rule, given = self.rules[ramp.kind]
        indices, _, *values = fields(entry, place, members=items(count), kind=text, **given)
        compare(indices, [j for j, _ in members], f"{place}.members")
        part = rule(ramp, *values)
        if at + part.sigmoids > len(self.g.weights):
            raise Rejected(f"'{place}' needs more sigmoids than the file has")
        part.measure(self.g.part(at, part.sigmoids), place)
        self.units.append((indices, part))
        return at + part.sigmoids

    def constant_error(self, bits):
        """Encloses |c' - c|: the stored constant against the one that the units call for."""
        wanted = [mid(v) for v in self.f.outer.bias]
        for _, part in self.units:
            wanted = [c + v for c, v in zip(wanted, part.constant())]
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
        for _, part in self.units:
            result = result + part.share(bits)
        return result

    def report(self):
        return tuple(
            Unit(
                indices, part.ramp.kind, part.sigmoids,
                decided(lambda bits, part=part: outward(part.share(bits))),
                part.n, part.k, part.r, part.total and part.total.error,
            )
            for indices, part in self.units
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

    def converted(self, entry, formats=()):
        """The sigmoid network g, its numbers of these formats, and the (name, SHA-256) of its file."""
        name, digest = fields(entry, "converted", file=text, sha256=text)
        data = same(self.named("converted", name), digest, "converted.sha256")
        return read_converted(data, formats), (name, digest)


def check(data, files):
    """Confirm the certificate in `data` (bytes) and return the Theorem, or raise.

    Raises: Malformed (not a certificate, or a file is not what its format says), Rejected (not
    confirmed), Undecided, or FileNotFoundError for a file the caller named.
    """
    document = parse(data)
    kinds = {
        "relu": check_relu,
        "supnorm": check_supnorm,
        "best-approximation": check_best_approximation,
        "function": check_function,
        "network": lambda document: check_network(document, files),
    }
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
        left = "" if theorem.slack is None else f", tolerance left {theorem.slack[0]}"
        print(f"bound {theorem.bound[1]}{left}", file=out)
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
