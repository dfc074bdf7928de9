"""Home of `report.json`: a run as a document, in the form of `report.schema.json`. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from trustlink.evolution import is_later_minor
from trustlink.overlay import Overlay
from trustlink_conformance.acknowledgement import Acknowledgement, Noted
from trustlink_conformance.attribution import likeliest_first, worst_first
from trustlink_conformance.causes import followers
from trustlink_conformance.earlier import Earlier, about, part_of
from trustlink_conformance.generation.provenance import provenance_of
from trustlink_conformance.handover import Handover
from trustlink_conformance.results import CheckResult, Finding, Outcome
from trustlink_conformance.run import RequirementResult, Run
from trustlink_conformance.sandbox_leg import SandboxLeg
from trustlink_conformance.seals import Seals
from trustlink_conformance.verdict import Ruled, Verdict, Word, tolerant_exit_code, verdict_of

KIND = "trustlink-report"
"""Says that a file is a report of ours, so that a later run may replace it."""

FORMAT = 1
_LONGEST_ITEMS = 50


@dataclass(frozen=True, slots=True)
class Basis:
    """What a verdict is bound to, beside the target."""

    tool_version: str
    contract_version: str
    contract_digest: str
    """That of the contract with the overlays applied."""
    requirements_digest: str
    fixtures_digest: str
    suite_digest: str
    overlays: tuple[Overlay, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    """What the article states, by C-id."""
    seals: Seals | None = None
    """Those of the evidence, if there is any."""
    acknowledgement: Acknowledgement | None = None
    """What the list of known failures comes to, if there is one."""
    generators: dict[str, str] = field(default_factory=dict)
    """Versions of what generates requests."""
    leg: SandboxLeg | None = None
    """The sandbox run that the verdict rests on in addition to the live one, if there is one."""
    earlier: Earlier | None = None
    """The report that the run goes on from, if there is one."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a run took place (UTC)."""

    started: datetime
    ended: datetime


def report_document(
    run: Run,
    results: Sequence[RequirementResult],
    *,
    handover: Handover,
    basis: Basis,
    span: Span,
) -> dict[str, Any]:
    """Return the report; `results` are those of every requirement, also beyond a selection.

    The excerpts of exchanges are added by who has the evidence (`excerpts.with_excerpts`).
    """
    selected = _selected(results, handover.selection)
    ranked = likeliest_first(selected)
    findings = {one.requirement.id: one.findings for one in selected}
    binding = {one.requirement.id for one in selected if one.outcome is Outcome.FAILED}
    in_turn = sorted(ranked, key=lambda name: name not in binding)
    heads = followers((name, findings[name]) for name in in_turn)
    acknowledged = basis.acknowledgement
    verdict = _verdict(run, selected, handover, total=len(results), acknowledged=acknowledged)
    versions = _about_versions(run.identity.get("contractVersion"), basis.contract_version)
    return {
        "kind": KIND,
        "format": FORMAT,
        "verdict": {
            "word": str(verdict.word),
            "text": f"{verdict.text}{versions}{about(basis.earlier)}",
        },
        "exitCode": verdict.exit_code,
        "mode": handover.target.mode,
        "run": handover.run_id,
        "seed": handover.seed,
        "selection": list(handover.selection),
        "tool": {"name": "trustlink-conformance-kit", "version": basis.tool_version},
        "contract": {
            "version": basis.contract_version,
            "status": "ASSUMED",
            "digest": basis.contract_digest,
            "overlays": [_overlay(overlay) for overlay in basis.overlays],
            "sources": [{"id": name, "text": text} for name, text in basis.sources.items()],
        },
        "digests": _digests(basis),
        "target": {
            "url": handover.target.url,
            "publicUrl": handover.target.addresses.public_url,
            **_identity(run.identity),
        },
        "bounds": handover.target.bounds.as_json(),
        "started": span.started.isoformat(),
        "ended": span.ended.isoformat(),
        "exchanges": run.exchanges,
        "renewed": run.renewed,
        "evidence": _evidence(handover, basis.seals),
        "outcomes": _outcomes(selected),
        "problems": list(run.problems),
        "sections": _sections(run),
        "generation": provenance_of(run.results.values(), versions=basis.generators),
        "likeliestFirst": ranked,
        "requirements": [
            _requirement(result, run, acknowledged, heads.get(result.requirement.id, ""))
            for result in selected
        ],
        **_whole_cause(run, verdict.word),
        **_known_failures(acknowledged),
        **({"sandbox": basis.leg.as_json()} if basis.leg else {}),
        **({"gone": dict(run.gone)} if run.gone else {}),
        **part_of(basis.earlier, _outcomes(selected)),
    }


def _evidence(handover: Handover, seals: Seals | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": "evidence.jsonl", "keep": handover.keep}
    return entry if seals is None else {**entry, "seals": seals.as_json()}


def _overlay(overlay: Overlay) -> dict[str, str]:
    return {"name": overlay.name, "title": overlay.title, "digest": overlay.digest}


def _selected(
    results: Sequence[RequirementResult], selection: Sequence[str]
) -> list[RequirementResult]:
    return [r for r in results if not selection or r.requirement.id in selection]


def _verdict(
    run: Run,
    results: Sequence[RequirementResult],
    handover: Handover,
    *,
    total: int,
    acknowledged: Acknowledgement | None,
) -> Verdict:
    known = acknowledged.known if acknowledged else ()
    ruled = [
        Ruled(one.requirement.id, one.requirement.level, one.outcome,
              is_known=one.requirement.id in known, leg=one.leg)
        for one in results
    ]  # fmt: skip
    selection = bool(handover.selection)
    verdict = verdict_of(
        ruled, mode=handover.target.mode, total=total, selection=selection, problems=run.problems
    )
    if acknowledged is None:
        return verdict
    code = tolerant_exit_code(
        ruled, selection=selection, problems=run.problems, has_stale=acknowledged.has_stale
    )
    return replace(verdict, exit_code=code)


def _about_versions(announced: object, ours: str) -> str:
    """Say that the target announces a later version than it was judged by, if it does."""
    if not is_later_minor(announced, ours):
        return ""
    return f"; the target announces contract {announced}, it was judged by {ours}"


def _whole_cause(run: Run, word: Word) -> dict[str, Any]:
    """Return the cause of everything; nothing needs one where nothing failed or was left out."""
    is_needed = run.cause is not None and word not in (Word.CONFORMANT, Word.SELECTION)
    return {"wholeCause": dict(run.cause)} if run.cause and is_needed else {}


def _known_failures(acknowledged: Acknowledgement | None) -> dict[str, Any]:
    if acknowledged is None:
        return {}
    entries = [_noted(one) for one in acknowledged.noted]
    return {"knownFailures": {"file": acknowledged.file, "entries": entries}}


def _noted(noted: Noted) -> dict[str, Any]:
    entry = noted.entry
    optional = {
        "check": entry.check,
        "operation": entry.operation,
        "until": entry.until.isoformat() if entry.until else "",
    }
    return {
        "requirement": entry.requirement,
        "reason": entry.reason,
        "place": entry.place,
        **{name: value for name, value in optional.items() if value},
        "state": noted.state,
        "told": noted.told,
    }


def _digests(basis: Basis) -> dict[str, str]:
    return {
        "requirements": basis.requirements_digest,
        "fixtures": basis.fixtures_digest,
        "suite": basis.suite_digest,
    }


def _identity(identity: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in identity.items() if value not in ("", [])}


def _outcomes(results: Sequence[RequirementResult]) -> dict[str, int]:
    counts = Counter(result.outcome for result in results)
    return {str(outcome): counts[outcome] for outcome in Outcome}


def _sections(run: Run) -> dict[str, dict[str, int]]:
    results = list(run.results.values())
    return {
        section: _section([result for result in results if result.section == section])
        for section in ("deterministic", "generated")
    }


def _section(results: Sequence[CheckResult]) -> dict[str, int]:
    parts = [part for result in results for part in result.judged]
    return {
        "checks": len(results),
        "exchanges": len({one for result in results for one in result.exchanges}),
        "comparisons": sum(part.comparisons for part in parts),
        "findings": sum(len(part.findings) for part in parts),
    }


def _requirement(
    result: RequirementResult,
    run: Run,
    acknowledged: Acknowledgement | None,
    head: str,
) -> dict[str, Any]:
    requirement = result.requirement
    entry: dict[str, Any] = {
        "id": requirement.id,
        "level": requirement.level,
        "profile": requirement.profile,
        "sentence": requirement.sentence,
        "outcome": str(result.outcome),
        "reasons": list(result.reasons[:_LONGEST_ITEMS]),
        "provide": list(result.provide[:_LONGEST_ITEMS]),
        "counts": asdict(result.counts),
        "basis": str(requirement.basis),
        "statedIn": list(requirement.basis.stated),
        "assumed": requirement.basis.assumed,
        "why": requirement.why,
        "remedy": requirement.remedy,
    }
    if result.leg:
        entry["leg"] = result.leg
    if missing := [need for need in result.missing if need]:
        entry["missing"] = missing
    found = worst_first(result.findings)[:_LONGEST_ITEMS]
    entry["findings"] = [_finding(finding, run) for finding in found]
    if head:
        entry["followsFrom"] = head
    if acknowledged and requirement.id in acknowledged.known:
        entry["known"] = list(acknowledged.reasons_for(requirement.id))
    return entry


def _finding(finding: Finding, run: Run) -> dict[str, Any]:
    result = run.results.get(finding.check)
    entry = asdict(finding)
    unsaid = [name for name in ("hint", "constraint", "details", "invalid") if not entry[name]]
    return {
        **{name: value for name, value in entry.items() if name not in unsaid},
        **{name: list(entry[name]) for name in ("exchanges", "details") if name not in unsaid},
        "section": result.section if result else "deterministic",
    }
