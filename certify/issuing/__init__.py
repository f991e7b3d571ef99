"""Issuing certificates, for one ReLU and for a network."""

from certify.issuing.one_relu import relu
from certify.issuing.whole_network import network

__all__ = ["network", "relu"]
