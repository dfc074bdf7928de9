"""Accept the report of a sandbox run as a leg of a live verdict, or say why it can't be one.

What is on disk is not trusted: it has to have the form of a report, to agree with itself, and its
evidence has to be what it was when the report was written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from trustlink.errors import UserError
from trustlink.safe_text import harmless
from trustlink.terms import Terms, load_terms
from trustlink_conformance.replay.recording import digest_of, refuse_changed
from trustlink_conformance.report_folder import ReportFolder
from trustlink_conformance.reports.escaping import clipped
from trustlink_conformance.reports.saved import read_report
from trustlink_conformance.sandbox_leg import SandboxLeg
from trustlink_conformance.target import Target

_CLOCKS_DIFFER = timedelta(minutes=5)
_LARGEST_EVIDENCE = 1024**3
_HINT = "Verify the sandbox anew: `trustlink verify SANDBOX_URL --mode sandbox --report-dir DIR`."

Report = Mapping[str, Any]


class SandboxReportError(UserError):
    """Is raised for a sandbox report that a live verdict can't rest on."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a sandbox report has to be for one live run."""

    terms: Terms
    max_age: float
    """Seconds."""
    now: datetime


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that is other than it has to be."""

    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Return it as a part of a message."""
        return f"{self.what}: {self.expected} was expected, found {self.found}"


def accepted_leg(folder: Path, demand: Demand) -> SandboxLeg:
    """Return the run in a folder; raises UserError with all that is expected and found."""
    files = ReportFolder(folder.absolute())
    report = read_report(files.path)
    refuse([*_mismatches(report, demand)], place=files.report)
    _refuse_evidence(files, report)
    return SandboxLeg(
        url=clipped(report["target"]["url"], 300),
        run=report["run"],
        ended=report["ended"],
        digest=digest_of(files.report),
        operator=report["target"].get("operatorName", ""),
        profiles=frozenset({"core", *report["target"].get("profiles", ())}),
        shows=frozenset(one["id"] for one in report["requirements"] if one["outcome"] == "PASSED"),
    )


def leg_for(
    target: Target, folder: Path | None, overlays: Sequence[Path] = ()
) -> SandboxLeg | None:
    """Return the run in a folder for a target, None for no folder; raises UserError."""
    if folder is None:
        return None
    if target.mode != "live":
        raise UserError(
            "--sandbox-report is for live mode: a sandbox run rests on nothing but itself",
            hint='Give --mode live, or set mode = "live" in the target file.',
        )
    demand = Demand(load_terms(overlays), target.sandbox_max_age, datetime.now(UTC))
    return accepted_leg(folder, demand)


def refuse(mismatches: list[Mismatch], *, place: object) -> None:
    """Raise SandboxReportError if there is a mismatch."""
    if mismatches:
        told = "; ".join(harmless(clipped(str(one), 600)) for one in mismatches)
        raise SandboxReportError(f"{place}: no verdict can rest on this report: {told}", hint=_HINT)


def refuse_other_site(identity: Mapping[str, Any], sandbox: Mapping[str, Any] | None) -> None:
    """Raise SandboxReportError if a live site is not that of the sandbox run it is to rest on.

    Both have the same operator and announce the same profiles.
    """
    if sandbox is None:
        return
    live = {"core", *identity["profiles"]}
    found = []
    if live != set(sandbox["profiles"]):
        told = (", ".join(sorted(one)) for one in (live, sandbox["profiles"]))
        found.append(Mismatch("profiles, as the live site announces them", *told))
    operator = identity["operatorName"]
    if operator != sandbox["operator"] or not operator:
        named = (repr(one) for one in (operator, sandbox["operator"]))
        found.append(Mismatch("operator, as the live site names it", *named))
    refuse(found, place=f"the run {sandbox['run']} against {sandbox['url']}")


def _mismatches(report: Report, demand: Demand) -> Iterator[Mismatch]:
    contract, rules = demand.terms.contract, demand.terms.requirements
    pairs = (
        ("mode", "sandbox", report["mode"]),
        ("verdict", "CONFORMANT", report["verdict"]["word"]),
        ("selection", "none", ", ".join(report["selection"]) or "none"),
        ("contract", contract.digest[:12], report["contract"]["digest"][:12]),
        ("overlays", _named(demand.terms), _listed(report)),
        ("requirements", rules.digest[:12], report["digests"]["requirements"][:12]),
    )
    for what, expected, found in pairs:
        if expected != found:
            yield Mismatch(what, expected, found)
    yield from _of_age(report["ended"], demand)


def _named(terms: Terms) -> str:
    return ", ".join(overlay.digest[:12] for overlay in terms.overlays) or "none"


def _listed(report: Report) -> str:
    return ", ".join(one["digest"][:12] for one in report["contract"]["overlays"]) or "none"


def _of_age(text: str, demand: Demand) -> Iterator[Mismatch]:
    oldest = demand.now - timedelta(seconds=demand.max_age)
    try:
        ended = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        yield Mismatch("ended", "an instant", repr(text))
        return
    if not oldest <= ended <= demand.now + _CLOCKS_DIFFER:
        days = demand.max_age / 86_400
        expected = f"from {oldest:%Y-%m-%dT%H:%MZ} on ([certification] sandbox_max_age: {days:g} d)"
        yield Mismatch("ended", f"{expected}, and not to come", f"{ended:%Y-%m-%dT%H:%MZ}")


def _refuse_evidence(files: ReportFolder, report: Report) -> None:
    if "seals" not in report["evidence"]:
        found = f"none (--evidence {report['evidence']['keep']})"
        refuse([Mismatch("sealed evidence", "evidence.jsonl", found)], place=files.report)
    try:
        size = files.evidence.stat().st_size
    except OSError as error:
        found = error.strerror or "an error"
        refuse([Mismatch("sealed evidence", files.evidence.name, found)], place=files.report)
    else:
        if size > _LARGEST_EVIDENCE:
            refuse([Mismatch("evidence", "at most 1 GiB", f"{size:,} bytes")], place=files.report)
    refuse_changed(files.evidence, report)
