"""pytest: a fixture that asserts bounds, and certificates collected as tests.

* the fixture ``assert_certified`` is :func:`certify.testing.assert_certified`;
* with ``certify_certificates = certs/*.json`` in the pytest configuration, every certificate that
  matches becomes a test which runs the checker on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "certify_certificates",
        "globs, relative to the root folder, of certificates that are checked as tests",
        type="args",
        default=[],
    )


@pytest.fixture
def assert_certified() -> Callable[..., Any]:
    """Assert that a certificate is accepted, or that a model can be certified at a tolerance."""
    from certify.testing import assert_certified

    return assert_certified


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    patterns = parent.config.getini("certify_certificates")
    if not patterns or file_path.suffix != ".json":
        return None
    root = parent.config.rootpath
    if any(file_path in root.glob(pattern) for pattern in patterns):
        return CertificateFile.from_parent(parent, path=file_path)
    return None


class CertificateFile(pytest.File):
    """A certificate; its one test is the checker."""

    def collect(self) -> Iterator[pytest.Item]:
        yield CertificateItem.from_parent(self, name="accepted")


class CertificateItem(pytest.Item):
    def runtest(self) -> None:
        from certify.testing import assert_certified

        assert_certified(self.path)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        if excinfo.errisinstance(AssertionError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"certificate {self.path.name}"
