"""Issuing certificates, for one ReLU, for a function of one variable and for a network."""

from certify.issuing.one_function import function
from certify.issuing.one_relu import relu
from certify.issuing.whole_network import network

__all__ = ["function", "network", "relu"]
