"""Certificates for networks: reading, converting, writing, and the claim about the two files."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_CEILING
from fractions import Fraction
from typing import Any

import numpy as np

from certify import checker, execution
from certify.certificate import Certificate, File
from certify.checking import confirmed
from certify.constructions import minimax
from certify.conversion import Construction, Conversion, Staircases, TableSums, fewest
from certify.enclosure import decided, outward
from certify.errors import BadInput, Undecided
from certify.exact import positive, rough, shown
from certify.formats import Source, read
from certify.formats.onnx_writer import two_layers
from certify.issuing.options import DEFAULT_K, UNITS, choice, steepness
from certify.number_format import NumberFormat
from certify.relu_network import Domain

CONSTRUCTIONS = ("best", *minimax.TABLES, "staircase")
"""Of networks; the first is whichever needs the fewest sigmoids."""


def network(
    model: Any,
    eps: Any,
    *,
    domain: str = "ball",
    radius: Any = 1,
    norm: str = "2",
    construction: str = "best",
    k: Any = None,
    dtype: str = "float32",
    progress: Callable[[str], None] = lambda stage: None,
    units: str = "sigmoid",
) -> Certificate:
    """sup over the domain of |f(x) - g(x)| <= eps, f a ReLU network and g a sigmoid network.

    Args:
        model: a path to .onnx or .nnet, an onnx.ModelProto or a fitted scikit-learn MLP.
        eps: the tolerance, exact.
        domain: ``ball`` (2-norm) or ``box`` (maximum norm) around 0.
        radius: of the domain, exact.
        norm: of the outputs, ``2`` or ``inf``.
        construction: ``minimax``, ``tame``, ``increasing`` or ``no-constant``, sums from these tables;
            ``staircase``; or ``best``, whichever of the first three has the fewest sigmoids in this
            dtype, and of several the least output weights.
        k: the steepness of staircases, exact; default 4.
        dtype: of the stored numbers of g: ``float16``, ``float32``, ``float64``, or fixed point
            ``qI.F``: multiples of 2^-F from -2^I to 2^I - 2^-F, which the certificate then says.
        progress: is told what is being done, stage by stage.
        units: of g, ``sigmoid``, or ``tanh``: v S(p) = (v/2) tanh(p/2) + v/2.

    Returns:
        A Certificate; ``certified`` with the converted network in it (``save`` writes both), or
        ``undecided`` when numbers of this dtype cannot meet eps.

    Raises:
        BadInput: an argument out of range, or a model that is not supported.
        MissingExtra: the library onnx is not installed.
    """
    tolerance, choices = positive(eps, "eps"), _choices(construction, k)
    choice(domain, ("ball", "box"), "domain")
    choice(norm, ("2", "inf"), "norm")
    choice(units, UNITS, "units")
    numbers = NumberFormat.of(dtype)
    extent = positive(radius, "radius")
    progress("reading the network")
    source = read(model)
    kind = numbers.dtype
    f, model_kind = source.network, np.dtype(source.dtype or kind)
    region = Domain("ball" if f.inputs == 1 else domain, extent)
    size = "2" if f.outputs == 1 else norm
    where = "|x|_2" if region.kind == "ball" else "max_i |x_i|"
    claim = (
        f"|f(x) - g(x)|{'_' + size if f.outputs > 1 else ''} <= {shown(tolerance)} for every x in "
        f"R^{f.inputs} with {where} <= {shown(extent)}, f = '{source.name}' "
        f"({f.inputs}-{f.hidden}-{f.outputs} ReLU network)"
    )
    claim += f", the numbers of g in {numbers.name}" if numbers.fixed else ""
    found: dict[str, Any] = dict(claim=claim, eps=tolerance, n=None, units=units)
    progress("converting")
    try:
        conversion = fewest(f, tolerance, region, size, choices, numbers, units)
    except Undecided as error:
        found |= dict(construction=construction, k=None, method="enclosure")
        return Certificate(
            "undecided", sigmoids=0, bound=("", ""), slack=("", ""), reason=str(error), **found
        )
    chosen, g = conversion.construction, conversion.network
    found |= dict(construction=chosen.name, k=getattr(chosen, "k", None), method=chosen.method)
    progress(f"writing {len(g.weight)} units and their bound")
    data = two_layers(*g.layers())
    bound = decided(lambda prec: outward(conversion.bound.total(prec)))
    slack = decided(lambda prec: outward(tolerance - conversion.bound.total(prec)))
    document = {
        "schema": checker.SCHEMA,
        "claim": {
            "kind": "network", "eps": str(tolerance), "norm": size,
            "domain": {"kind": region.kind, "radius": str(extent)},
        } | ({"format": numbers.name} if numbers.fixed else {}),
        "model": _bound_to(source),
        "converted": {"sha256": hashlib.sha256(data).hexdigest()},
        "construction": _construction(conversion),
        "proof": {
            "method": found["method"], "bound": list(bound), "slack": list(slack),
            "units": [
                {"members": list(part.group.members), "kind": part.group.kind}
                | part.parameters(conversion.sums)
                for part in conversion.parts
            ],
        },
    }  # fmt: skip
    certificate = Certificate(
        "certified",
        sigmoids=len(g.weight),
        bound=bound,
        slack=slack,
        notes=(*source.notes, *_describe(conversion), *_fixed_point(numbers)),
        execution={
            f"g in {kind}": _up(lambda: execution.of_converted(conversion, region, size)),
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
    return confirmed(certificate)


def _up(bound: Callable[[], Fraction]) -> str:
    """Three digits of a bound, rounded up; it may not exist."""
    try:
        return rough(bound(), rounding=ROUND_CEILING)
    except OverflowError:
        return "any amount"


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


def _choices(name: str, k: Any) -> list[Construction]:
    """The constructions that may be taken."""
    if choice(name, CONSTRUCTIONS, "construction") == "staircase":
        return [Staircases(steepness(DEFAULT_K["staircase"] if k is None else k))]
    if k is not None:
        raise BadInput("'k' is the steepness of staircases: it needs the construction staircase")
    return [TableSums(table) for table in (minimax.BEST if name == "best" else (name,))]


def _construction(conversion: Conversion) -> dict[str, Any]:
    """What stands for kinked units, and the proof of every sum that does."""
    sigmoids = len(conversion.network.weight)
    if conversion.construction.name == "staircase":
        return {"kind": "staircase", "sigmoids": sigmoids}
    sums = [
        {
            "constant": str(entry.sum.constant),
            "terms": [[str(a), str(b), str(c)] for a, b, c in entry.sum.terms],
            "proof": entry.proof,
        }
        for entry in conversion.sums
    ]
    return {"kind": "sums", "sigmoids": sigmoids, "sums": sums}


def _describe(conversion: Conversion) -> list[str]:
    """What became of the hidden units, and how large the numbers of g are."""
    parts, g = conversion.parts, conversion.network
    one, many = ("sigmoid", "sigmoids") if g.units == "sigmoid" else ("tanh unit", "tanh units")
    kinds = [part.group.kind for part in parts for _ in part.group.members]
    shared = sum(len(part.group.members) - 1 for part in parts)
    words = {
        "inactive": "never active on the domain: dropped",
        "affine": f"always active on the domain: one {one} each",
        "constant": "constant: folded into the output bias",
        "cancelled": "without effect, their output weights sum to 0: dropped",
    }
    lines = [f"{kinds.count(kind)} hidden units {text}" for kind, text in words.items() if kind in kinds]
    if shared:
        lines.append(f"{shared} hidden units proportional to others: they share their {many}")
    if all(kind in ("inactive", "constant", "cancelled") for kind in kinds):
        lines.append("f is constant on the domain")
    sizes = Counter(entry.n for part in parts for entry in part.uses())
    if sizes:
        counts = ", ".join(f"{count} with n = {n}" for n, count in sorted(sizes.items()))
        lines.append(f"kinked units by sums of n {many}: {counts}")
    if conversion.least is not None:
        lines.append(f"at least {conversion.least} {many} by any choice from this table")
    columns = g.weight, g.bias, g.output_weight
    largest = max(float(np.abs(column).max(initial=0)) for column in columns) / g.scale
    lines.append(f"the weights and biases of the {many} are {largest:.3g} at most")
    return lines


def _fixed_point(numbers: NumberFormat) -> list[str]:
    """What is meant by a fixed-point format, and what is not said of it."""
    if numbers.fixed is None:
        return []
    whole, fraction = numbers.fixed
    return [
        f"{numbers.name}: multiples of 2^-{fraction} in two's complement of {1 + whole + fraction} "
        "bits; what fixed-point hardware rounds in running g is not bounded"
    ]
