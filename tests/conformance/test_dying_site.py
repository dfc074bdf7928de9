"""Home of the tests of a site that dies halfway: what was judged before stays as it is."""

from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hostile_sites import ANY, Hostile
from judged_mock import mock
from raw_server import Behaviour, Visit, raw_server

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.published import (
    published_credentials,
    published_numbers,
    published_requesters,
)
from trustlink_conformance.target import Target
from trustlink_conformance.verify import Order, verify_target

pytestmark = pytest.mark.slow

JUDGED = ("DISC-01", "DISC-02", "RAT-01", "SUP-01", "SUP-02", "VIO-02")
LIVES = 30
"""Requests that are answered."""


@pytest.mark.parametrize("deed", [Visit.reset, Visit.hang], ids=["resets", "hangs"])
def test_what_was_judged_before_is_equal_to_an_undisturbed_run(
    deed: Behaviour, tmp_path: Path
) -> None:
    undisturbed, _ = judged(tmp_path / "undisturbed", Visit.reset, after=100_000)
    disturbed, report = judged(tmp_path / "disturbed", deed, after=LIVES)

    alive = list(takewhile(is_of_the_living, disturbed))
    before, all_of_it = outcomes(alive), outcomes(undisturbed)
    assert 5 < len(before) < len(all_of_it) == len(outcomes(disturbed))
    assert before.items() <= all_of_it.items()
    assert report["verdict"]["word"] == "NOT_CONFORMANT"
    assert report["outcomes"]["ERROR"] == 0


def judged(
    folder: Path, deed: Behaviour, *, after: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the events and the report of a run, of a site that dies after some requests."""
    events: list[dict[str, Any]] = []
    with mock() as honest, raw_server(Hostile(honest, ANY, deed, after=after)) as site:
        target = Target(
            site.url,
            credentials=published_credentials(),
            requesters=published_requesters(),
            synthetic=published_numbers(),
            bounds=Bounds(timeout=2, patience=5, concurrency=1),
        )
        order = Order(target, seed=1, report_dir=folder, selection=JUDGED)
        report = verify_target(order, watch=events.append)
    return events, report


def is_of_the_living(event: dict[str, Any]) -> bool:
    return event["event"] != "exchange" or bool(event["id"] <= LIVES)


def outcomes(events: list[dict[str, Any]]) -> dict[str, str]:
    return {one["check"]: repr(one["judged"]) for one in events if one["event"] == "check"}
