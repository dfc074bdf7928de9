"""A site that ends its tokens is told so once, and not requirement by requirement."""

import re
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hostile_sites import ANY, Hostile
from judged_mock import mock
from raw_server import Visit, raw_server
from verify_bench import requirement_of, valid

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.published import published_target
from trustlink_conformance.verify import Order, verify_target

pytestmark = pytest.mark.slow

LATE_CHECK = "api::test_the_tokens_that_the_site_issues_are_taken_to_the_end"


@dataclass
class Ending:
    """Passes requests on, but ends each token after its first use; or all from then on.

    The honest site is sent a made-up token in the place of one that has ended.
    """

    honest: Hostile
    with_all_others: bool
    used: set[bytes] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, visit: Visit) -> None:
        found = re.search(rb"(?i)authorization: bearer +(\S{40,})", visit.head)
        token = found[1] if found else b""
        with self.lock:
            is_ended = bool(self.used) if self.with_all_others else token in self.used
            self.used |= {token} - {b""}
        ended = visit.head.replace(token, b"ended") if token and is_ended else visit.head
        self.honest(replace(visit, head=ended))


def judged(folder: Path, *, with_all_others: bool, **order: Any) -> dict[str, Any]:
    with mock() as honest:
        site = Ending(Hostile(honest, ANY, after=10**9), with_all_others=with_all_others)
        with raw_server(site) as server:
            target = published_target(server.url, mode="sandbox", bounds=Bounds(max_requests=3000))
            return verify_target(
                Order(target, seed=1, report_dir=folder, **order), watch=lambda _: None
            )


def test_a_site_that_refuses_all_tokens_has_one_finding_and_the_rest_is_not_testable(
    tmp_path: Path,
) -> None:
    report = valid(judged(tmp_path / "report", with_all_others=True))

    failed = [one for one in report["requirements"] if one["findings"]]
    assert [one["id"] for one in failed] == ["API-01"]
    (finding,) = failed[0]["findings"]
    assert finding["check"] == LATE_CHECK
    assert finding["actual"] == "401 invalid_token, by every operation that was tried"
    reasons = requirement_of(report, "VIO-02")["reasons"]
    assert reasons[0].startswith("the site refuses every token that it issues to importer-a")
    assert report["verdict"]["word"] == "NOT_CONFORMANT"
    assert report["outcomes"]["NOT_TESTABLE"] > 60
    assert report["outcomes"]["ERROR"] == 0
    assert report["exchanges"] < 100


def test_tokens_of_one_use_are_renewed_and_nothing_is_found(tmp_path: Path) -> None:
    selection = ("API-01", "VIO-02", "RAT-01", "SEC-02", "SEC-03")

    report = valid(judged(tmp_path / "report", with_all_others=False, selection=selection))

    assert {one["outcome"] for one in report["requirements"]} == {"PASSED"}
    assert report["renewed"] > 10
