"""Checked derivations, one module each: ``python -m proofs.NAME`` runs and prints one.

Every module holds a :class:`certify.symbolic.Script` named ``derive``.
"""

from importlib import import_module

from certify.symbolic import Script

NAMES = (
    "step_staircase",
    "staircase",
    "endpoint",
    "crossing",
    "shallow_network",
    "tanh_network",
    "leaky_relu",
    "cauchy_schwarz",
    "unequal_split",
    "kinks",
    "sawtooth",
    "regions",
    "linear_layers",
    "square",
    "square_printed",
    "square_interpolation",
    "sine",
    "mean_square",
    "universal",
    "activations",
    "backpropagation",
    "cross_entropy",
    "derivative_rules",
    "elu",
    "gradient_product",
    "gradient_written_out",
    "rectifiers",
    "relu_gradient",
    "saturation",
    "softmax",
    "steepest_slopes",
    "vanishing_gradient",
    "weight_gradients",
)


def load(name: str) -> Script:
    """The derivation of this name, not run yet."""
    return import_module(f"proofs.{name}").derive
