"""Serve a live site of one supplier, and write its target file: what most sites are like."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from judged_mock import LATE, served

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.published import published_credentials, published_requesters
from trustlink_conformance.target import CREDENTIAL_LABELS, Target
from trustlink_fixtures.scenarios import load_scenarios
from trustlink_mock.app import create_app
from trustlink_mock.clock import frozen_clock, parse_instant
from trustlink_mock.serving import bound_socket, origin_of
from trustlink_mock.settings import Settings

SUPPLIERS = {scenario.id: scenario.uscc for scenario in load_scenarios()}
CLEAN = SUPPLIERS["S01"]
"""Rated, with rebate records, consenting; without any notice."""
ABSENT = ("with_notices", "withheld")


@contextmanager
def live_site(*defects: str, profiles: tuple[str, ...] = ()) -> Iterator[str]:
    """Serve the mock in this process; give its origin."""
    bound = bound_socket("127.0.0.1", 0)
    settings = Settings(
        public_url=origin_of(bound),
        defects=defects,
        source_timeout=0.05,
        clock=frozen_clock(parse_instant(LATE)),
    )
    chosen = replace(settings, profiles=profiles) if profiles else settings
    with served(create_app(chosen), bound) as origin:
        yield origin


def target_of(url: str, supplier: str = CLEAN, *, absent: tuple[str, ...] = ABSENT) -> Target:
    """Return a live target with one supplier and one client, and what it declares absent."""
    roles = tuple((role, ()) for role in absent)
    return Target(
        url,
        mode="live",
        credentials=published_credentials()[:1],
        absent_credentials=CREDENTIAL_LABELS[1:],
        subjects=(("suppliers", (supplier,)), *roles),
        requesters=published_requesters(),
        bounds=Bounds(max_requests=3000),
    )


def sandbox_target(url: str) -> Target:
    """Return the same site as a sandbox."""
    return Target(
        url,
        credentials=published_credentials(),
        requesters=published_requesters(),
        bounds=Bounds(max_requests=3000),
    )
