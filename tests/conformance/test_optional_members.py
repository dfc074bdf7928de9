"""What the contract lets a site leave out is not asked for, each member tried by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from judged_mock import LATE, judged, served

from trustlink.contract import load_contract
from trustlink.requirements import load_requirements
from trustlink_conformance.declare import BOTH_MODES
from trustlink_mock.app import create_app
from trustlink_mock.clock import frozen_clock, parse_instant
from trustlink_mock.serving import bound_socket, origin_of
from trustlink_mock.settings import Settings
from trustlink_mock.variants import answers

SHOULDS = [one.id for one in load_requirements().values() if one.level in ("SHOULD", "MAY")]
OF_PROBLEMS = {"detail", "retryable"}
"""Members of problem details, which tell nothing of a supplier."""


def optional_members() -> set[str]:
    """Return the members that the contract marks `x-disclosure: optional`."""
    schemas: dict[str, Any] = load_contract().document["components"]["schemas"]
    return {
        name
        for schema in schemas.values()
        for name, member in schema.get("properties", {}).items()
        if member.get("x-disclosure") == "optional"
    }


@contextmanager
def site_without(member: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the mock without a member, wherever it stands in an answer."""
    monkeypatch.setattr(answers, "_MAY_BE_LEFT_OUT", (member,))
    bound = bound_socket("127.0.0.1", 0)
    settings = Settings(
        public_url=origin_of(bound),
        variants=("minimum-disclosure",),
        source_timeout=0.05,
        clock=frozen_clock(parse_instant(LATE)),
    )
    with served(create_app(settings), bound) as origin:
        yield origin


def test_the_variant_leaves_out_all_that_the_contract_lets_a_site_leave_out() -> None:
    assert {*answers._MAY_BE_LEFT_OUT} == optional_members() - OF_PROBLEMS


@pytest.mark.slow
@pytest.mark.parametrize("member", sorted(optional_members() - OF_PROBLEMS))
def test_no_recommendation_asks_for_what_may_be_left_out(
    member: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mode in BOTH_MODES:
        (tmp_path / mode).mkdir()
    with site_without(member, monkeypatch) as url:
        told = {
            mode: judged(url, tmp_path / mode, wanted=SHOULDS, mode=mode, generated=False)
            for mode in BOTH_MODES
        }

    assert {mode: one.failed() for mode, one in told.items()} == {"sandbox": {}, "live": {}}
    assert all(one.outcomes("VIO-12") for one in told.values())
