"""What this installation can do."""

from importlib import metadata
from importlib.util import find_spec
from typing import Any

OPTIONAL = {
    "onnx": ("onnx", "reading and writing networks"),
    "sklearn": ("sklearn", "fitted scikit-learn networks in memory"),
    "ival": ("fast", "another engine for sup-norms"),
    "flint": ("arb", "another engine for sup-norms"),
    "latex2mathml": ("html", "derivations as HTML"),
    "pytest": ("test", "the pytest plugin"),
}


def supports() -> dict[str, Any]:
    """Formats, operators, functions, constructions and so on, and what is installed."""
    from certify import number_format
    from certify.checker import FUNCTIONS
    from certify.engines import installed
    from certify.formats.onnx_reader import OPERATORS
    from certify.issuing.options import CONSTRUCTIONS, METHODS, SIDES, UNITS
    from proofs import NAMES

    return {
        "version": metadata.version("certify") if _installed("certify") else "not installed",
        "formats": [
            ".onnx",
            ".nnet",
            "onnx.ModelProto",
            "scikit-learn MLPRegressor, MLPClassifier",
        ],
        "operators": sorted(OPERATORS),
        "constructions": [*CONSTRUCTIONS, "steps"],
        "functions": list(FUNCTIONS),
        "methods": sorted({method for some in METHODS.values() for method in some}),
        "sides": list(SIDES),
        "units": list(UNITS),
        "domains": ["ball", "box"],
        "norms": ["2", "inf"],
        "dtypes": list(number_format.NAMES),
        "engines": installed(),
        "derivations": sorted(NAMES),
        "optional": {
            library: {"installed": find_spec(library) is not None, "extra": extra, "for": purpose}
            for library, (extra, purpose) in OPTIONAL.items()
        },
    }


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
