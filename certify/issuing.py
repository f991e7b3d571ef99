"""Issuing and checking certificates: the three calls that most users need."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certify import checker
from certify.certificate import Certificate, File
from certify.errors import BadInput, CertifyError, Undecided

if TYPE_CHECKING:
    from certify.formats import Source

CONSTRUCTIONS = ("staircase",)
METHODS = ("closed-form",)
DEFAULT_K = "4"
LARGEST_K = 10**7


def _steepness(value: Any) -> Fraction:
    from certify.exact import positive

    k = positive(value, "k")
    if k > LARGEST_K:
        raise BadInput(
            f"'k' must be at most {LARGEST_K}: above it the sigmoids are steps (got {value!r:.60})"
        )
    return k


def _choice(value: str, allowed: tuple[str, ...], name: str) -> str:
    if value not in allowed:
        raise BadInput(f"'{name}' must be one of {', '.join(allowed)} (got {value!r:.60})")
    return value


def relu(
    eps: Any,
    k: Any = DEFAULT_K,
    n: Any = None,
    construction: str = "staircase",
    method: str = "closed-form",
) -> Certificate:
    """sup over [-1, 1] of |relu(x) - g(x)| <= eps, g the staircase of n - 1 sigmoids of steepness k.

    Args:
        eps: the tolerance, exact: ``"1e-3"``, ``Fraction(1, 1000)``; a float means its binary value.
        k: the steepness, exact.
        n: grid points; without it the least n that the method certifies.
        construction: ``staircase``.
        method: ``closed-form``.

    Returns:
        A Certificate whose verdict is ``certified``; ``not-certified`` when the error at x = 1
        provably exceeds eps; ``undecided`` when the closed form is too coarse to tell.

    Raises:
        BadInput: an argument out of range.

    >>> cert = relu(eps="1e-3", k=4)
    >>> cert.verdict, cert.n, cert.bound[1]
    ('certified', 1006, '9.9953978306413177621e-4')
    """
    from certify.bounds import ClosedForm, least_n
    from certify.enclosure import decided, outward
    from certify.exact import positive, shown, whole

    _choice(construction, CONSTRUCTIONS, "construction")
    _choice(method, METHODS, "method")
    tolerance, steepness = positive(eps, "eps"), _steepness(k)
    points = least_n(tolerance, steepness) if n is None else whole(n, "n", 2)
    form = ClosedForm(points, steepness)
    bound = decided(lambda prec: outward(form.enclosure(prec)))
    slack = decided(lambda prec: outward(form.slack(tolerance, prec)))
    claim = (
        f"|relu(x) - g(x)| <= {shown(tolerance)} for every x in [-1, 1], "
        f"g = staircase with n = {points}, k = {shown(steepness)}"
    )
    found: dict[str, Any] = dict(
        claim=claim, construction=construction, eps=tolerance, k=steepness, n=points,
        sigmoids=points - 1, bound=bound, slack=slack, method=method,
    )  # fmt: skip
    if form.meets(tolerance):
        least = points == 2 or not ClosedForm(points - 1, steepness).meets(tolerance)
        document = {
            "schema": checker.SCHEMA,
            "claim": {"kind": "relu", "domain": ["-1", "1"], "eps": str(tolerance)},
            "construction": {"kind": construction, "n": points, "k": str(steepness)},
            "proof": {
                "method": method, "bound": list(bound), "slack": list(slack), "least": least,
            },
        }  # fmt: skip
        return _confirmed(Certificate("certified", document=document, **found))
    if form.refutes(tolerance):
        at_end = decided(lambda prec: outward(form.endpoint_lower(prec)))
        return Certificate(
            "not-certified",
            reason=f"the error at x = 1 is at least {at_end[0]}, which exceeds eps = {shown(tolerance)}",
            witness=f"x = 1: relu(1) - g(1) >= {at_end[0]}",
            **found,
        )
    return Certificate(
        "undecided",
        reason=f"the closed-form bound of n = {points}, k = {steepness} is {bound[1]}, which exceeds "
        f"eps = {shown(tolerance)} by {slack[0][1:]}; the true error may still meet eps "
        f"(the least n that the closed form certifies is {least_n(tolerance, steepness)})",
        **found,
    )


def network(
    model: Any,
    eps: Any,
    *,
    domain: str = "ball",
    radius: Any = 1,
    norm: str = "2",
    construction: str = "staircase",
    method: str = "closed-form",
    k: Any = DEFAULT_K,
    dtype: str = "float32",
    progress: Callable[[str], None] = lambda stage: None,
) -> Certificate:
    """sup over the domain of |f(x) - g(x)| <= eps, f a ReLU network and g a sigmoid network.

    Args:
        model: a path to .onnx or .nnet, an onnx.ModelProto or a fitted scikit-learn MLP.
        eps: the tolerance, exact.
        domain: ``ball`` (2-norm) or ``box`` (maximum norm) around 0.
        radius: of the domain, exact.
        norm: of the outputs, ``2`` or ``inf``.
        construction: ``staircase``.
        k: the steepness, exact.
        dtype: of the stored numbers of g, ``float32`` or ``float64``.
        progress: is told what is being done, stage by stage.

    Returns:
        A Certificate; ``certified`` with the converted network in it (``save`` writes both), or
        ``undecided`` when numbers of this dtype cannot meet eps.

    Raises:
        BadInput: an argument out of range, or a model that is not supported.
        MissingExtra: the library onnx is not installed.
    """
    import numpy as np

    from certify import execution
    from certify.conversion import convert
    from certify.enclosure import decided, outward
    from certify.exact import positive, shown
    from certify.formats import read
    from certify.formats.onnx_writer import two_layers
    from certify.relu_network import Domain

    tolerance, steepness = positive(eps, "eps"), _steepness(k)
    _choice(construction, CONSTRUCTIONS, "construction")
    _choice(method, METHODS, "method")
    _choice(domain, ("ball", "box"), "domain")
    _choice(norm, ("2", "inf"), "norm")
    kind = np.dtype(_choice(dtype, ("float32", "float64"), "dtype"))
    extent = positive(radius, "radius")
    progress("reading the network")
    source = read(model)
    f, model_kind = source.network, np.dtype(source.dtype or kind)
    region = Domain("ball" if f.inputs == 1 else domain, extent)
    size = "2" if f.outputs == 1 else norm
    where = "|x|_2" if region.kind == "ball" else "max_i |x_i|"
    claim = (
        f"|f(x) - g(x)|{'_' + size if f.outputs > 1 else ''} <= {shown(tolerance)} for every x in "
        f"R^{f.inputs} with {where} <= {shown(extent)}, f = '{source.name}' "
        f"({f.inputs}-{f.hidden}-{f.outputs} ReLU network)"
    )
    found: dict[str, Any] = dict(
        claim=claim, construction=construction, eps=tolerance, k=steepness, n=None, method=method,
    )  # fmt: skip
    progress("converting")
    try:
        conversion = convert(f, tolerance, region, size, steepness, kind)
    except Undecided as error:
        return Certificate(
            "undecided", sigmoids=0, bound=("", ""), slack=("", ""), reason=str(error), **found
        )
    g = conversion.network
    progress(f"writing {len(g.weight)} sigmoids and their bound")
    data = two_layers("Sigmoid", g.weight, g.bias, g.output_weight, g.constant)
    bound = decided(lambda prec: outward(conversion.bound.total(prec)))
    slack = decided(lambda prec: outward(tolerance - conversion.bound.total(prec)))
    document = {
        "schema": checker.SCHEMA,
        "claim": {
            "kind": "network", "eps": str(tolerance), "norm": size,
            "domain": {"kind": region.kind, "radius": str(extent)},
        },
        "model": _bound_to(source),
        "converted": {"sha256": hashlib.sha256(data).hexdigest()},
        "construction": {"kind": construction, "sigmoids": len(g.weight)},
        "proof": {
            "method": method, "bound": list(bound), "slack": list(slack),
            "units": [_unit(part, steepness) for part in conversion.parts],
        },
    }  # fmt: skip
    certificate = Certificate(
        "certified",
        sigmoids=len(g.weight),
        bound=bound,
        slack=slack,
        notes=(*source.notes, *_describe(conversion.parts)),
        execution={
            f"g in {kind}": _up(lambda: execution.of_converted(conversion, region, size, steepness)),
            f"f in {model_kind}": _up(lambda: execution.of_model(f, region, size, model_kind)),
        },
        document=document,
        files={
            "model": File(source.data, source.name, source.path, source.external),
            "converted": File(data, "converted.onnx"),
        },
        **found,
    )
    progress("checking the certificate")
    return _confirmed(certificate)


def _up(bound: Callable[[], Fraction]) -> str:
    """Three digits of a bound, rounded up; it may not exist."""
    try:
        value = bound()
    except OverflowError:
        return "any amount"
    up = Context(prec=3, rounding=ROUND_CEILING)
    return str(up.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize()).lower()


def _confirmed(certificate: Certificate) -> Certificate:
    """The certificate if the checker accepts it: nothing is called certified without that."""
    try:
        check(certificate)
    except CertifyError as error:
        reason = f"the checker does not confirm the certificate: {error}"
        return replace(certificate, verdict="undecided", reason=reason, document=None, files={})
    return certificate


def _bound_to(source: Source) -> dict[str, Any]:
    return {
        "format": source.format,
        "output": source.network.output,
        "sha256": hashlib.sha256(source.data).hexdigest(),
        "external": [
            {"file": name, "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in source.external.items()
        ],
    }


def _unit(part: Any, k: Fraction) -> dict[str, Any]:
    entry = {"members": list(part.group.members), "kind": part.group.kind}
    if part.group.kind == "kinked":
        return entry | {"n": part.n, "k": str(k), "r": str(part.r)}
    return entry | ({"beta": str(part.beta)} if part.group.kind == "affine" else {})


def _describe(parts: Any) -> list[str]:
    """What became of the hidden units, where it is not one staircase each."""
    kinds = [part.group.kind for part in parts for _ in part.group.members]
    shared = sum(len(part.group.members) - 1 for part in parts)
    words = {
        "inactive": "never active on the domain: dropped",
        "affine": "always active on the domain: one sigmoid each",
        "constant": "constant: folded into the output bias",
        "cancelled": "without effect, their output weights sum to 0: dropped",
    }
    lines = [f"{kinds.count(kind)} hidden units {text}" for kind, text in words.items() if kind in kinds]
    if shared:
        lines.append(f"{shared} hidden units proportional to others: they share their sigmoids")
    if all(kind in ("inactive", "constant", "cancelled") for kind in kinds):
        lines.append("f is constant on the domain")
    return lines


def check(
    certificate: Certificate | str | os.PathLike[str],
    model: str | os.PathLike[str] | None = None,
    converted: str | os.PathLike[str] | None = None,
) -> checker.Theorem:
    """Re-check a certificate with the standard-library checker.

    Args:
        certificate: a Certificate, or the path of a saved one.
        model, converted: paths of the networks, if not where the certificate says.

    Returns:
        The theorem that was confirmed, in words and numbers.

    Raises:
        Rejected: what the certificate says was not confirmed.
        Malformed: it is not a certificate.
        Undecided: the Certificate is not ``certified``, or the checker could not decide.
        BadInput: a file does not exist.

    >>> check(relu(eps="1/100")).n
    102
    """
    if isinstance(certificate, Certificate):
        return checker.check(certificate.data(), certificate.files_for_check())
    path = Path(certificate)
    paths = (None if p is None else os.fspath(p) for p in (model, converted))
    files = checker.Files(os.fspath(path.absolute().parent), *paths)
    try:
        return checker.check(files.read(os.fspath(path)), files)
    except FileNotFoundError as error:
        raise BadInput(f"no file '{error}'") from None
