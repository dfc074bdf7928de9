"""Home of the bench on which the tests verify: checks as text, run against a server."""

import json
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema_rs
from sample_site import USCC

import trustlink_conformance
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.replay.replaying import Again, Replayed, replay_run
from trustlink_conformance.target import Credential, Target
from trustlink_conformance.verify import Order, verify_target

SECRET = "hush-hush-hush"
CREDENTIALS = (Credential("importer-a", "acme", client_secret=SECRET),)
HEAD = f"""
from trustlink_conformance.declare import not_applicable, not_testable, requirement
import pytest, os
USCC = "{USCC}"
"""
ONE_PASSES = """
@requirement("VIO-04")
def test_it(site):
    site.ask("getViolationStatus", uscc=USCC).expect("/counts/counted", 1)
"""


@dataclass(frozen=True)
class Bench:
    """Runs checks that are given as text against a server."""

    folder: Path

    def checks(self, text: str) -> Path:
        path = self.folder / "checks"
        path.mkdir(exist_ok=True)
        (path / "test_sample.py").write_text(HEAD + dedent(text), encoding="utf-8")
        return path

    def verify(self, url: str, text: str, **order: Any) -> dict[str, Any]:
        target = Target(url, credentials=CREDENTIALS, bounds=order.pop("bounds", Bounds()))
        order = {"report_dir": self.folder / "report", **order}
        return verify_target(Order(target, checks=self.checks(text), **order), watch=lambda _: None)

    def replay(self, text: str) -> Replayed:
        """Judge the run of `verify` again, by checks that may be others."""
        again = Again(self.folder / "report", checks=self.checks(text))
        return replay_run(again, watch=lambda _: None)

    @property
    def written(self) -> str:
        return "".join(path.read_text("utf-8") for path in (self.folder / "report").iterdir())


def requirement_of(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in report["requirements"] if entry["id"] == name)


def outcome_of(report: dict[str, Any], name: str) -> str:
    return str(requirement_of(report, name)["outcome"])


def schema() -> Any:
    path = Path(trustlink_conformance.__file__).parent / "report.schema.json"
    return json.loads(path.read_text("utf-8"))


def valid(report: dict[str, Any]) -> dict[str, Any]:
    validator = jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)
    assert [error.message for error in validator.iter_errors(report)] == []
    return report
