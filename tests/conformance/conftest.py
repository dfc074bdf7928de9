"""What the tests of the suite share: the servers beside them can be imported by name."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from raw_server import Serve, raw_server
from verify_bench import Bench


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that behave as told; they end with the test."""
    with ExitStack() as stack:
        yield lambda behaviour: stack.enter_context(raw_server(behaviour))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Run checks that are given as text, in a folder of the test's own."""
    return Bench(tmp_path)
