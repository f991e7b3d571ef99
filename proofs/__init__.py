"""Checked derivations, one module each: ``python -m proofs.NAME`` runs and prints one.

Every module holds a :class:`certify.symbolic.Script` named ``derive``.
"""

from importlib import import_module

from certify.symbolic import Script

NAMES = (
    # ReLU by sigmoids
    "step_staircase",
    "staircase",
    "one_cell",
    "gentle_endpoint",
    "fewer_steps",
    "endpoint",
    "crossing",
    "window",
    "midpoint",
    "sigmoid_derivatives",
    "euler_maclaurin",
    "taylor_form",
    "softplus",
    "shallow_network",
    "sum_rounding",
    "tanh_network",
    "leaky_relu",
    "cauchy_schwarz",
    "unequal_split",
    "wide_sigmoid",
    "pair_slope",
    "pair_shape",
    "pair_off_axis",
    "strip_root",
    "strip_weight",
    "away_from_zero",
    "graded_map",
    "graded_end",
    "graded_contour",
    "graded_sum",
    # what ReLU networks represent
    "kinks",
    "sawtooth",
    "regions",
    "linear_layers",
    "square",
    "square_printed",
    "square_interpolation",
    "sine",
    # gradients
    "gradient_product",
    "gradient_written_out",
    "steepest_slopes",
    "vanishing_gradient",
    "relu_gradient",
    "activations",
    "saturation",
    "rectifiers",
    "elu",
    "weight_gradients",
    "derivative_rules",
    "cross_entropy",
    "softmax",
    "backpropagation",
    # approximation
    "mean_square",
    "universal",
    "cybenko",
    "hornik_lp",
    "hornik_uniform",
    "leshno",
)


def load(name: str) -> Script:
    """The derivation of this name, not run yet."""
    return import_module(f"proofs.{name}").derive
