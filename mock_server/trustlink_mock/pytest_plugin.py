"""Home of the pytest fixtures for a client's tests; loaded only where it is asked for.

Ask with `pytest -p trustlink_mock.pytest_plugin`, or with `pytest_plugins` in conftest.py.
"""

from collections.abc import Iterator

import pytest

from trustlink_mock.embedding import Sandbox, sandbox
from trustlink_mock.settings import Settings


@pytest.fixture(scope="session")
def trustlink_settings() -> Settings:
    """Return what the mock server is started with; override it in conftest.py for another one."""
    return Settings()


@pytest.fixture(scope="session")
def trustlink_sandbox(trustlink_settings: Settings) -> Iterator[Sandbox]:
    """Run one mock server for all tests of the session."""
    with sandbox(trustlink_settings) as running:
        yield running
