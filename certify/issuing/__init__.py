"""Issuing certificates, for one ReLU, a sup-norm, a function of one variable and a network."""

from certify.issuing.best_steepness import chosen_k, relu_with_best_k
from certify.issuing.one_function import function
from certify.issuing.one_relu import relu
from certify.issuing.one_supnorm import supnorm
from certify.issuing.whole_network import network

__all__ = ["chosen_k", "function", "network", "relu", "relu_with_best_k", "supnorm"]
