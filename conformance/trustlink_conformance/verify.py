"""Home of verifying: a target is judged by a child process, the report is made of what it told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from trustlink.errors import UserError
from trustlink.requirements import load_requirements
from trustlink.terms import Terms, load_terms
from trustlink_conformance.digests import fixtures_digest, suite_digest
from trustlink_conformance.events import Event
from trustlink_conformance.evidence import Keep
from trustlink_conformance.generation.provenance import made_by
from trustlink_conformance.handover import Handover
from trustlink_conformance.plan import Situation
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.report_folder import open_report_folder
from trustlink_conformance.reports.document import Basis, Span, report_document
from trustlink_conformance.run import Run, requirement_results
from trustlink_conformance.runner import CHECKS
from trustlink_conformance.supervisor import supervise
from trustlink_conformance.target import Target

DISTRIBUTION = "trustlink-conformance-kit"
Listener = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be verified, and how."""

    target: Target
    seed: int = 0
    report_dir: Path = Path("report")
    selection: tuple[str, ...] = ()
    keep: Keep = "full"
    all_cases: bool = False
    """Whether every published case is asked, not the chosen ones alone."""
    overlays: tuple[Path, ...] = ()
    """Files that change the contract, applied in this order."""
    checks: Path = field(default=CHECKS, repr=False)
    """Folder of the checks; another one is for the tests of this suite."""


def verify_target(order: Order, *, watch: Listener) -> dict[str, Any]:
    """Judge the target, write report and evidence, return the report; `watch` sees each event.

    An interrupted or crashed run has a report too. Raises UserError if the call or configuration
    is at fault: then there is nothing to report.
    """
    _refuse_unknown(order.selection)
    terms = load_terms(order.overlays)
    folder = open_report_folder(order.report_dir)
    handover = _handover(order, terms, folder.evidence)
    run, started = Run(), datetime.now(UTC)
    reason = supervise(handover, _both(run.take, watch))
    run.close(Redactor.for_target(order.target).text(reason))
    if run.mistake is not None:
        folder.evidence.unlink(missing_ok=True)
        raise UserError(run.mistake["message"], hint=run.mistake["hint"])
    document = _report(run, handover, terms, Span(started, datetime.now(UTC)))
    folder.write_report(document)
    return document


def _refuse_unknown(selection: tuple[str, ...]) -> None:
    unknown = [name for name in selection if name not in load_requirements()]
    if unknown:
        raise UserError(
            f"there is no requirement {', '.join(unknown)}",
            hint="`trustlink requirements` lists them.",
        )


def _handover(order: Order, terms: Terms, evidence: Path) -> Handover:
    return Handover(
        target=order.target,
        seed=order.seed,
        keep=order.keep,
        evidence=str(evidence),
        checks=str(order.checks),
        selection=order.selection,
        all_cases=order.all_cases,
        overlays=tuple(str(overlay.file.resolve()) for overlay in terms.overlays),
    )


def _both(first: Listener, second: Listener) -> Listener:
    def take(event: Event) -> None:
        first(event)
        second(event)

    return take


def _report(run: Run, handover: Handover, terms: Terms, span: Span) -> dict[str, Any]:
    situation = Situation(
        mode=handover.target.mode,
        is_loopback=handover.target.is_loopback,
        profiles=frozenset({"core", *run.identity.get("profiles", ())}),
    )
    results = requirement_results(run, terms.requirements.values(), situation)
    return report_document(run, results, handover=handover, basis=_basis(terms), span=span)


def _basis(terms: Terms) -> Basis:
    return Basis(
        tool_version=version(DISTRIBUTION),
        contract_version=terms.contract.version,
        contract_digest=terms.contract.digest,
        overlays=terms.overlays,
        requirements_digest=terms.requirements.digest,
        fixtures_digest=fixtures_digest(),
        suite_digest=suite_digest(),
        generators=made_by(),
    )
