"""Sums of single sigmoids and close pairs, in coordinates in which they are well conditioned.

A node of slope b > 0 is, at z = b x + c,

    alpha M(z) + beta P(z),
    M(z) = (S(z + h) + S(z - h)) / 2,      P(z) = (S(z + h) - S(z - h)) / (2 sinh h).

This is the pair a+ S(z + h) + a- S(z - h) with a+- = alpha/2 +- beta/(2 sinh h).  The best sums bring
two sigmoids together until only S and S' are left: the least error is not attained, and a+- grow like
1/h.  So h is held, and (alpha, beta), unlike (a+, a-), stay of the size of what they add to the sum.
A single sigmoid is a node with h = 0 and beta = 0.  With u = exp(-|z|) and q = 1 + 2 u cosh h + u^2,
nothing cancels in

    P = u/q,    P' = -sgn(z) u (1 - u^2)/q^2,    M' = u ((1 + u^2) cosh h + 2 u)/q^2,
    M = (1 + u cosh h)/q for z >= 0,    M = u (u + cosh h)/q for z < 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from certify.fitting.targets import Array

ALPHA, BETA, LOG_B, C = range(4)
"""The columns of the numbers of a node."""

LARGEST_LOG_B = 30.0
"""Steeper nodes, or flatter ones, only come up when an iteration diverges."""


@dataclass(frozen=True)
class Structure:
    """Which sums are looked at, and which of their numbers may move.

    Args:
        singles: single sigmoids; they are the first nodes.
        pairs: pairs; they are the other nodes.
        h: half the distance of the two sigmoids of a pair, in z.
        constant: whether a constant is added.
        increasing: whether all nodes are single, with alpha > 0.
    """

    singles: int
    pairs: int
    h: float = 1 / 32
    constant: bool = True
    increasing: bool = False

    @property
    def held(self) -> list[tuple[int, int]]:
        """The numbers that the Newton-Remez iteration does not move: (node, column).

        n sigmoids have errors that alternate at 2 n + 3 points (one less without constant), however
        many of them are single: each single sigmoid but one has a number too many, its c.
        """
        return [(node, C) for node in range(1, self.singles)]

    @property
    def grown(self) -> Structure:
        """The next larger structure of the kind."""
        if self.increasing:
            return replace(self, singles=self.singles + 1)
        return replace(self, pairs=self.pairs + 1)

    @property
    def nodes(self) -> int:
        return self.singles + self.pairs

    @property
    def sigmoids(self) -> int:
        return self.singles + 2 * self.pairs

    @property
    def h_of_nodes(self) -> Array:
        return np.repeat([0.0, self.h], [self.singles, self.pairs])

    @property
    def numbers(self) -> NDArray[np.bool_]:
        """Which of the constant and the entries of the rows are numbers of the sum, in this order."""
        rows = np.ones((self.nodes, 4), dtype=bool)
        rows[: self.singles, BETA] = False
        return np.append(self.constant, rows)

    @property
    def free(self) -> NDArray[np.bool_]:
        """Which of them are not held."""
        free = self.numbers
        free[[1 + 4 * node + column for node, column in self.held]] = False
        return free

    @property
    def parameters(self) -> int:
        return int(self.free.sum())


@dataclass(frozen=True)
class Candidate:
    """One sum of a structure.

    Args:
        constant: what is added.
        rows: one row (alpha, beta, log b, c) for each node.
    """

    structure: Structure
    constant: float
    rows: Array

    @property
    def diverged(self) -> bool:
        """Whether a number is not finite, or a slope absurd."""
        return not (np.isfinite(self.rows).all() and np.abs(self.rows[:, LOG_B]).max() < LARGEST_LOG_B)

    @property
    def b(self) -> Array:
        return np.exp(self.rows[:, LOG_B])

    def atoms(self, x: Array) -> tuple[Array, Array]:
        """M and P at b x + c: a row for each x, a column for each node."""
        z, u, q, ch = self._parts(x)
        return np.where(z >= 0, 1 + u * ch, u * (u + ch)) / q, u / q

    def slopes_of_atoms(self, x: Array) -> tuple[Array, Array]:
        """M' and P' at b x + c."""
        z, u, q, ch = self._parts(x)
        return u * ((1 + u * u) * ch + 2 * u) / q**2, -np.sign(z) * u * (1 - u * u) / q**2

    def _parts(self, x: Array) -> tuple[Array, Array, Array, Array]:
        z = np.multiply.outer(x, self.b) + self.rows[:, C]
        ch: Array = np.cosh(self.structure.h_of_nodes)
        u = np.exp(-np.abs(z))
        return z, u, 1 + 2 * u * ch + u * u, ch

    def __call__(self, x: Array) -> Array:
        """The values at x."""
        m, p = self.atoms(x)
        return self.constant + m @ self.rows[:, ALPHA] + p @ self.rows[:, BETA]

    def slope(self, x: Array) -> Array:
        """The derivatives at x."""
        m, p = self.slopes_of_atoms(x)
        return m @ (self.rows[:, ALPHA] * self.b) + p @ (self.rows[:, BETA] * self.b)

    def gradient(self, x: Array) -> Array:
        """The derivatives of the values at x by the constant and by the numbers of the nodes."""
        m, p = self.atoms(x)
        dm, dp = self.slopes_of_atoms(x)
        by_c = dm * self.rows[:, ALPHA] + dp * self.rows[:, BETA]
        by_log_b = by_c * np.multiply.outer(x, self.b)
        rows = np.stack([m, p, by_log_b, by_c], axis=-1).reshape(len(x), -1)
        return np.hstack([np.ones((len(x), 1)), rows])

    def moved(self, step: Array, which: NDArray[np.bool_] | None = None) -> Candidate:
        """The sum whose free numbers, or others, differ by `step`."""
        mask = self.structure.free if which is None else which
        whole = np.zeros(mask.size)
        whole[mask] = step
        rows = self.rows + whole[1:].reshape(-1, 4)
        return replace(self, constant=self.constant + float(whole[0]), rows=rows)

    def sorted(self) -> Candidate:
        """The same sum, its pairs, or all nodes of an increasing sum, by ascending b."""
        s = 0 if self.structure.increasing else self.structure.singles
        order = np.argsort(self.rows[s:, LOG_B], kind="stable")
        return replace(self, rows=np.vstack([self.rows[:s], self.rows[s:][order]]))
