"""Home of `report.json`: a run as a document, in the form of `report.schema.json`. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from trustlink.overlay import Overlay
from trustlink_conformance.attribution import likeliest_first
from trustlink_conformance.diagnosis import Likeness, diagnosed, features_of, load_patterns
from trustlink_conformance.generation.provenance import provenance_of
from trustlink_conformance.handover import Handover
from trustlink_conformance.results import CheckResult, Finding, Outcome
from trustlink_conformance.run import RequirementResult, Run
from trustlink_conformance.verdict import Ruled, Verdict, verdict_of

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
    generators: dict[str, str] = field(default_factory=dict)
    """Versions of what generates requests."""


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
    """Return the report; `results` are those of every requirement, also beyond a selection."""
    selected = _selected(results, handover.selection)
    verdict = _verdict(run, selected, handover, total=len(results))
    return {
        "kind": KIND,
        "format": FORMAT,
        "verdict": {"word": str(verdict.word), "text": verdict.text},
        "exitCode": verdict.exit_code,
        "mode": handover.target.mode,
        "seed": handover.seed,
        "selection": list(handover.selection),
        "tool": {"name": "trustlink-conformance-kit", "version": basis.tool_version},
        "contract": {
            "version": basis.contract_version,
            "status": "ASSUMED",
            "digest": basis.contract_digest,
            "overlays": [_overlay(overlay) for overlay in basis.overlays],
        },
        "digests": _digests(basis),
        "target": {"url": handover.target.url, **_identity(run.identity)},
        "bounds": handover.target.bounds.as_json(),
        "started": span.started.isoformat(),
        "ended": span.ended.isoformat(),
        "exchanges": run.exchanges,
        "evidence": {"file": "evidence.jsonl", "keep": handover.keep},
        "outcomes": _outcomes(selected),
        "problems": list(run.problems),
        "sections": _sections(run),
        "generation": provenance_of(run.results.values(), versions=basis.generators),
        "likeliestFirst": likeliest_first(selected),
        "diagnosis": [_likeness(one) for one in diagnosed(_features(selected), load_patterns())],
        "requirements": [_requirement(result, run) for result in selected],
    }


def _features(results: Sequence[RequirementResult]) -> frozenset[str]:
    return features_of(
        (result.requirement.id, finding) for result in results for finding in result.findings
    )


def _likeness(one: Likeness) -> dict[str, Any]:
    return {
        "defect": one.pattern.defect_id,
        "requirement": one.pattern.requirement,
        "sentence": one.pattern.sentence,
        "share": round(one.share, 2),
    }


def _overlay(overlay: Overlay) -> dict[str, str]:
    return {"name": overlay.name, "title": overlay.title, "digest": overlay.digest}


def _selected(
    results: Sequence[RequirementResult], selection: Sequence[str]
) -> list[RequirementResult]:
    return [r for r in results if not selection or r.requirement.id in selection]


def _verdict(
    run: Run, results: Sequence[RequirementResult], handover: Handover, *, total: int
) -> Verdict:
    return verdict_of(
        [Ruled(r.requirement.id, r.requirement.level, r.outcome) for r in results],
        mode=handover.target.mode,
        total=total,
        selection=bool(handover.selection),
        problems=run.problems,
    )


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


def _requirement(result: RequirementResult, run: Run) -> dict[str, Any]:
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
        "remedy": requirement.remedy,
    }
    found = result.findings[:_LONGEST_ITEMS]
    entry["findings"] = [_finding(finding, run) for finding in found]
    return entry


def _finding(finding: Finding, run: Run) -> dict[str, Any]:
    result = run.results.get(finding.check)
    return {
        **asdict(finding),
        "exchanges": list(finding.exchanges),
        "section": result.section if result else "deterministic",
    }
