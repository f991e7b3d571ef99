"""Certificates with the steepness for which the error is least."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from certify.certificate import Certificate
from certify.enclosure.decimals import rounded
from certify.exact import shown
from certify.issuing.one_relu import relu
from certify.search import Progress
from certify.staircase_constants import best_k
from certify.staircase_constants.arguments import MOST_DIGITS, points, silent

DIGITS = 6


def chosen_k(n: int | None, progress: Progress = silent) -> tuple[Fraction, str]:
    """A short k near the best for n grid points (None: for large n), and a note that says so."""
    best = best_k(n, DIGITS, progress)
    low, high = (shown(Fraction(end)) for end in best.k)
    size = "large n" if n is None else f"n = {n}"
    where = f"every k up to {high} is best" if n == 2 else f"the best k lies between {low} and {high}"
    return best.short, f"k = {shown(best.short)} was chosen; for {size} {where}"


def relu_with_best_k(
    eps: Any, n: Any = None, progress: Progress = silent, **options: Any
) -> Certificate:
    """The certificate of :func:`certify.relu`, by enclosure and with a short k near the best.

    Notes say how k was chosen and, if it is proved, that no k at all does with one sigmoid less.

    Args:
        eps, n, progress, options: as there; without n, k is near the best for the n that is found.
    """
    given = points(n)
    k, note = chosen_k(given, progress)
    certificate = relu(eps, k, n, method="enclosure", progress=progress, **options)
    if given is None:
        k, note = chosen_k(certificate.n, progress)
        if k != certificate.k:
            certificate = relu(eps, k, method="enclosure", progress=progress, **options)
    notes = [note]
    if certificate.verdict == "certified" and certificate.n is not None and certificate.eps is not None:
        notes += fewer_fail_for_every_k(certificate.n, certificate.eps)
    return replace(certificate, notes=(*certificate.notes, *notes))


def fewer_fail_for_every_k(n: int, eps: Fraction) -> list[str]:
    """A note that no k > 0 does with n - 1 grid points, if that is proved."""
    digits = len(str(n)) + DIGITS
    if n == 2 or digits > MOST_DIGITS:
        return []
    least = Fraction(best_k(n - 1, digits).error[0]) / (n - 2)
    if least <= eps:
        return []
    low = rounded(least, digits, up=False)
    return [f"with n = {n - 1} no k > 0 does: the error is at least {low} (not part of the certificate)"]
