"""Bounds in users' own tests: :func:`assert_certified`."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

from certify.certificate import Certificate, shortened
from certify.checker import Theorem
from certify.checking import check
from certify.errors import CertifyError, Malformed, Rejected, Undecided
from certify.exact import positive, rough, shown
from certify.issuing.whole_network import network


def assert_certified(
    subject: Certificate | str | os.PathLike[str] | Any,
    eps: Any = None,
    *,
    model: str | os.PathLike[str] | None = None,
    converted: str | os.PathLike[str] | None = None,
    **options: Any,
) -> Theorem:
    """Assert that the checker accepts `subject`, and that it claims a tolerance of at most `eps`.

    Args:
        subject: a Certificate, the path of a saved one (``.json``), or a model as
            :func:`certify.network` takes it, which is then converted and certified at `eps`.
        eps: the tolerance that must hold; not needed for a certificate.
        model, converted: the networks of a saved certificate, if not where it says.
        options: for a model, what :func:`certify.network` takes: domain, radius, norm, ...

    Returns:
        The theorem that the checker confirmed.

    Raises:
        AssertionError: it does not hold; the message says which bound, by how much, and where.

    >>> import certify
    >>> assert_certified(certify.relu(eps="1/100"), eps="1/50").n
    102
    """
    wanted = None if eps is None else positive(eps, "eps")
    saved = isinstance(subject, str | os.PathLike) and Path(subject).suffix.lower() == ".json"
    if not isinstance(subject, Certificate) and not saved:
        if wanted is None:
            raise TypeError("a tolerance is needed to certify a model: assert_certified(model, eps)")
        subject = network(subject, wanted, **options)
    elif options:
        raise TypeError(f"{', '.join(options)}: for models only, not for a certificate")
    if isinstance(subject, Certificate) and subject.document is None:
        raise AssertionError(_not_certified(subject))
    try:
        theorem = check(subject, model, converted)
    except (Rejected, Malformed, Undecided) as error:
        name = "the certificate" if isinstance(subject, Certificate) else f"'{subject}'"
        raise AssertionError(f"{name} was not accepted by the checker: {error}") from None
    except CertifyError as error:
        raise AssertionError(str(error)) from None
    if wanted is not None and Fraction(theorem.bound[1]) > wanted:
        raise AssertionError(_too_large(theorem, wanted))
    return theorem


def _not_certified(certificate: Certificate) -> str:
    lines = [
        f"{certificate.verdict}: {certificate.claim}",
        f"which: {certificate.method} bound of the {certificate.construction}"
        + (f" = {shortened(certificate.bound[1])}" if certificate.bound[1] else ""),
        f"why:   {certificate.reason}",
    ]
    return "\n".join(lines + ([f"where: {certificate.witness}"] if certificate.witness else []))


def _too_large(theorem: Theorem, wanted: Fraction) -> str:
    bound = Fraction(theorem.bound[1])
    what = "closed-form bound" if theorem.enclosure is None else "enclosed error"
    lines = [
        f"the {what} {shortened(theorem.bound[1])} exceeds eps = {wanted} "
        f"by {rough(bound - wanted, 6)} ({rough(100 * (bound / wanted - 1))} %)",
        f"which: {theorem.statement}",
    ]
    largest = sorted(theorem.units, key=lambda unit: -Fraction(unit.share[1]))[:3]
    if largest:
        shares = "; ".join(
            f"hidden unit {', '.join(map(str, u.members))}: {rough(Fraction(u.share[1]), 4)}"
            for u in largest
        )
        lines.append(f"where: the largest shares of the bound are {shares}")
    elif theorem.steps is not None:
        lines.append(
            f"where: nowhere in particular; the bound rests on slopes up to {theorem.steps.slope}"
        )
    elif theorem.enclosure is not None:
        sure = "which exceeds it" if Fraction(theorem.bound[0]) > wanted else "which does not exceed it"
        place = f"x = {shown(theorem.enclosure.witness)}"
        lines.append(f"where: at {place} the error is at least {shortened(theorem.bound[0])}, {sure}")
    elif theorem.k is not None:
        lines.append(_where_one_relu(theorem, wanted))
    return "\n".join(lines)


def _where_one_relu(theorem: Theorem, wanted: Fraction) -> str:
    from certify.bounds import ClosedForm, least_n

    if theorem.n is None or theorem.k is None:
        raise TypeError("a theorem about one ReLU is needed")
    at_end = ClosedForm(theorem.n, theorem.k).endpoint_lower().inf
    sure = "which exceeds it" if at_end > wanted else "so the true error may still meet it"
    return (
        f"where: at x = 1 the error is at least {rough(at_end, 6)}, {sure}; "
        f"n = {least_n(wanted, theorem.k)} would be certified"
    )
