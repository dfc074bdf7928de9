"""What all tests share: how Hypothesis behaves, and Debian's chromium."""

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")

# The machine is shared and slow at times, and a red test must be red again when it is repeated.
settings.register_profile("kit", deadline=None, derandomize=True, database=None)
settings.load_profile("kit")


def pytest_collection_finish() -> None:
    """Look for garbage in what the tests make alone: thousands of collected ones are none."""
    gc.freeze()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Debian's chromium; where it is missing tests are skipped, but in CI they fail."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- most tests need no browser

    if not CHROMIUM.exists():
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        yield chromium
        chromium.close()
