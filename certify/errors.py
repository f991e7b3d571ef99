"""The errors that certify raises on purpose; every one derives from CertifyError."""

from certify.checker import CertifyError, Malformed, Rejected, Undecided


class BadInput(CertifyError, ValueError):
    """An argument or a file that certify cannot work with; the message says what would do."""


class MissingExtra(CertifyError, ImportError):
    """An optional library is needed and not installed; the message names the extra."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is needed for this: pip install 'certify[{extra}]'")


__all__ = ["BadInput", "CertifyError", "Malformed", "MissingExtra", "Rejected", "Undecided"]
