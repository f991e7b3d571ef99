"""Issuing certificates: for one ReLU, a sup-norm, a function of one variable, a network."""
