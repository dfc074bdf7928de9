"""Read an earlier report, of which a run asks again what failed or was not testable."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from trustlink.errors import UserError
from trustlink.safe_text import harmless
from trustlink.terms import Terms
from trustlink_conformance.earlier import Earlier, EarlierOutcome
from trustlink_conformance.replay.recording import digest_of
from trustlink_conformance.reports.saved import NAME, read_report
from trustlink_conformance.results import Outcome
from trustlink_conformance.target import Target

_LONGEST = 200
_STANDING = frozenset({Outcome.PASSED, Outcome.NOT_APPLICABLE})
_RUN_ID = re.compile("[0-9a-f]{1,32}")


def read_earlier(path: Path, *, target: Target, terms: Terms) -> Earlier:
    """Return the report in a folder, or in the file itself.

    Raises UserError for anything that is no report of ours, for a report of another site, mode or
    contract, and if nothing in it is to be asked again.
    """
    report, file = read_report(path), path / NAME if path.is_dir() else path
    _refuse_another(file, report, target=target, terms=terms)
    ended, run = _instant(file, report["ended"]), _run_id(file, report["run"])
    outcomes = {one["id"]: one["outcome"] for one in report["requirements"]}
    again = tuple(name for name, outcome in outcomes.items() if outcome not in _STANDING)
    if not again:
        raise UserError(
            f"{file}: nothing in it failed or was not testable, so nothing is asked again",
            hint="Verify without --rerun for a new verdict.",
        )
    own = [EarlierOutcome(name, outcome, run, ended) for name, outcome in outcomes.items()]
    standing = (*own, *_of_before(file, report))
    return Earlier(
        run=run,
        ended=ended,
        seed=report["seed"],
        digest=digest_of(file),
        again=again,
        standing=tuple(one for one in standing if one.id not in again),
    )


def _of_before(file: Path, report: Mapping[str, Any]) -> list[EarlierOutcome]:
    """Return what the earlier run took from one before it and did not ask itself."""
    asked = {one["id"] for one in report["requirements"]}
    return [
        EarlierOutcome(
            one["id"], one["outcome"], _run_id(file, one["run"]), _instant(file, one["ended"])
        )
        for one in report.get("earlier", {"requirements": ()})["requirements"]
        if one["id"] not in asked
    ]


def _refuse_another(file: Path, report: Mapping[str, Any], *, target: Target, terms: Terms) -> None:
    expected = {
        "URL": (report["target"]["url"], target.url),
        "mode": (report["mode"], target.mode),
        "contract": (report["contract"]["digest"], terms.contract.digest),
        "requirements": (report["digests"]["requirements"], terms.requirements.digest),
    }
    for what, (then, now) in expected.items():
        if then != now:
            raise UserError(
                f"{file}: the report is about another {what}: "
                f"{harmless(then[:_LONGEST])} then, {now[:_LONGEST]} now",
                hint="Outcomes of both can't stand in one report. Verify without --rerun.",
            )
    unknown = {one["id"] for one in report["requirements"]} - terms.requirements.keys()
    if unknown:
        raise UserError(f"{file}: there is no requirement {', '.join(sorted(unknown)[:5])}")


def _instant(file: Path, text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat(timespec="seconds")
    except ValueError as error:
        raise UserError(f"{file}: an instant was expected, found {text[:40]!r}") from error


def _run_id(file: Path, text: str) -> str:
    if not _RUN_ID.fullmatch(text):
        raise UserError(f"{file}: the id of a run was expected, found {text[:40]!r}")
    return text
