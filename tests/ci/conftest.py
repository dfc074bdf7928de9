"""What the tests of the CI files share: mock servers, and what runs steps can be imported."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

MOCK = [sys.executable, "-m", "trustlink", "mock", "--port", "0"]


@pytest.fixture(scope="module")
def mock_site() -> Iterator[Callable[..., str]]:
    """Start mocks with the options given and return their URLs; they end with the module."""
    processes = []

    def start(*options: str) -> str:
        process = subprocess.Popen(
            [*MOCK, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        processes.append(process)
        assert process.stdout
        found = (re.search(r"Listening on (\S+)", line) for line in process.stdout)
        return next(match[1] for match in found if match)

    yield start
    for process in processes:
        process.kill()
        process.communicate()
