"""Home of verifying: a target is judged by a child process, the report is made of what it told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from trustlink.calendar import civil_date
from trustlink.cli import DISTRIBUTION
from trustlink.errors import UserError
from trustlink.requirements import load_requirements  # noqa: TID251 -- ids alone
from trustlink.terms import Terms, load_terms
from trustlink_conformance.acknowledgement import Acknowledger
from trustlink_conformance.digests import fixtures_digest, suite_digest
from trustlink_conformance.earlier import Earlier
from trustlink_conformance.events import Event
from trustlink_conformance.evidence import Keep
from trustlink_conformance.generation.provenance import made_by
from trustlink_conformance.handover import Handover
from trustlink_conformance.known_failures import KnownFailures
from trustlink_conformance.plan import Situation
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.report_folder import open_report_folder
from trustlink_conformance.reports.document import Basis, Span, report_document
from trustlink_conformance.reports.excerpts import with_excerpts
from trustlink_conformance.reports.language import LanguageCode
from trustlink_conformance.reports.views import view_of
from trustlink_conformance.run import Run, requirement_results
from trustlink_conformance.runner import CHECKS
from trustlink_conformance.sandbox_leg import SandboxLeg, rested
from trustlink_conformance.sandbox_report import leg_for
from trustlink_conformance.seals import Seals, seals_of
from trustlink_conformance.session import new_run_id
from trustlink_conformance.supervisor import supervise
from trustlink_conformance.target import Target

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
    run_id: str = field(default_factory=new_run_id)
    """Names the run: see `session`."""
    overlays: tuple[Path, ...] = ()
    """Files that change the contract, applied in this order."""
    language: LanguageCode = "en"
    """That of the page."""
    known: KnownFailures | None = None
    """The failures that the tester knows of."""
    sandbox_report: Path | None = None
    """Folder of the sandbox run that a live verdict rests on where the site can show nothing."""
    earlier: Earlier | None = None
    """The report that the run goes on from, if there is one; the selection is taken from it."""
    checks: Path = field(default=CHECKS, repr=False)
    """Folder of the checks; another one is for the tests of this suite."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What is known of a run when it has ended."""

    span: Span
    seals: Seals | None = None
    """Those of the evidence, if any was kept."""
    known: KnownFailures | None = None
    leg: SandboxLeg | None = None
    generators: dict[str, str] = field(default_factory=made_by)
    """Versions of what generated the requests."""
    earlier: Earlier | None = None
    """The report that the run goes on from, if there is one."""


def verify_target(order: Order, *, watch: Listener) -> dict[str, Any]:
    """Judge the target, write report and evidence, return the report; `watch` sees each event.

    An interrupted or crashed run has a report too. Raises UserError if the call or configuration
    is at fault: then there is nothing to report.
    """
    refuse_unknown(order.selection)
    terms = load_terms(order.overlays)
    leg = _leg_of(order)
    folder = open_report_folder(order.report_dir)
    handover = _handover(order, terms, evidence=folder.evidence, leg=leg)
    run, started = Run(), datetime.now(UTC)
    reason = supervise(handover, _both(run.take, watch))
    run.close(Redactor.for_target(order.target).text(reason))
    if run.mistake is not None:
        folder.evidence.unlink(missing_ok=True)
        raise UserError(run.mistake["message"], hint=run.mistake["hint"])
    closing = Closing(
        Span(started, datetime.now(UTC)),
        _seals(handover),
        order.known,
        leg=leg,
        earlier=order.earlier,
    )
    document = with_excerpts(report_of(run, handover, terms, closing), Path(handover.evidence))
    folder.write_report(document)
    folder.write_page(view_of(document, "html", language=order.language))
    return document


def report_of(run: Run, handover: Handover, terms: Terms, closing: Closing) -> dict[str, Any]:
    """Return the report of a run that has ended."""
    situation = Situation(
        mode=handover.target.mode,
        is_loopback=handover.target.is_loopback,
        profiles=frozenset({"core", *run.identity.get("profiles", ())}),
    )
    judged = requirement_results(run, terms.requirements.values(), situation)
    results = rested(judged, situation=situation, target=handover.target, leg=closing.leg)
    basis = _basis(terms, closing)
    if closing.known is not None:
        day = civil_date(closing.span.started)
        acknowledger = Acknowledger(closing.known, terms.contract, day)
        acknowledged = acknowledger.acknowledge(results, selection=handover.selection)
        basis = replace(basis, acknowledgement=acknowledged)
    return report_document(run, results, handover=handover, basis=basis, span=closing.span)


def _leg_of(order: Order) -> SandboxLeg | None:
    folder = order.sandbox_report
    if folder is not None and folder.absolute() == order.report_dir.absolute():
        raise UserError(
            f"{folder}: the sandbox report would be replaced by that of this run",
            hint="Give another folder with --report-dir.",
        )
    return leg_for(order.target, folder, order.overlays)


def refuse_unknown(selection: Sequence[str]) -> None:
    """Raise UserError if a requirement that was asked for does not exist."""
    unknown = [name for name in selection if name not in load_requirements()]
    if unknown:
        raise UserError(
            f"there is no requirement {', '.join(unknown)}",
            hint="`trustlink requirements` lists them.",
        )


def _seals(handover: Handover) -> Seals | None:
    evidence = Path(handover.evidence)
    return seals_of(evidence) if handover.keep != "none" and evidence.exists() else None


def _handover(order: Order, terms: Terms, *, evidence: Path, leg: SandboxLeg | None) -> Handover:
    return Handover(
        target=order.target,
        seed=order.seed,
        run_id=order.run_id,
        keep=order.keep,
        evidence=str(evidence),
        checks=str(order.checks),
        selection=order.selection,
        all_cases=order.all_cases,
        overlays=tuple(str(overlay.file.resolve()) for overlay in terms.overlays),
        sandbox=leg.as_json() if leg else None,
    )


def _both(first: Listener, second: Listener) -> Listener:
    def take(event: Event) -> None:
        first(event)
        second(event)

    return take


def _basis(terms: Terms, closing: Closing) -> Basis:
    return Basis(
        tool_version=version(DISTRIBUTION),
        contract_version=terms.contract.version,
        contract_digest=terms.contract.digest,
        overlays=terms.overlays,
        requirements_digest=terms.requirements.digest,
        fixtures_digest=fixtures_digest(),
        suite_digest=suite_digest(),
        sources=terms.contract.document["info"].get("x-sources", {}),
        seals=closing.seals,
        generators=closing.generators,
        leg=closing.leg,
        earlier=closing.earlier,
    )
