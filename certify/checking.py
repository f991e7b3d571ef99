"""Certificates to the checker, from memory or from the disk."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from certify import checker
from certify.certificate import Certificate
from certify.errors import BadInput, CertifyError


def check(
    certificate: Certificate | str | os.PathLike[str],
    model: str | os.PathLike[str] | None = None,
    converted: str | os.PathLike[str] | None = None,
) -> checker.Theorem:
    """Re-check a certificate with the standard-library checker.

    Args:
        certificate: a Certificate, or the path of a saved one.
        model, converted: paths of the networks, if not where the certificate says.

    Returns:
        The theorem that was confirmed, in words and numbers.

    Raises:
        Rejected: what the certificate says was not confirmed.
        Malformed: it is not a certificate.
        Undecided: the Certificate is not ``certified``, or the checker could not decide.
        BadInput: a file does not exist.

    >>> from certify import relu
    >>> check(relu(eps="1/100")).n
    102
    """
    if isinstance(certificate, Certificate):
        return checker.check(certificate.data(), certificate.files_for_check())
    path = Path(certificate)
    paths = (None if p is None else os.fspath(p) for p in (model, converted))
    files = checker.Files(os.fspath(path.absolute().parent), *paths)
    try:
        return checker.check(files.read(os.fspath(path)), files)
    except FileNotFoundError as error:
        raise BadInput(f"no file '{error}'") from None


def confirmed(certificate: Certificate) -> Certificate:
    """The certificate if the checker accepts it: nothing is called certified without that."""
    try:
        check(certificate)
    except CertifyError as error:
        reason = f"the checker does not confirm the certificate: {error}"
        return replace(certificate, verdict="undecided", reason=reason, document=None, files={})
    return certificate
