"""Home of the command `trustlink verify`."""

import os
import shutil
import sys
from pathlib import Path

import click

from trustlink.commands.overlay_option import overlay_option
from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.declare import Mode
from trustlink_conformance.evidence import Keep
from trustlink_conformance.known_failures import KnownFailures
from trustlink_conformance.known_failures_option import known_failures_option
from trustlink_conformance.progress import Progress
from trustlink_conformance.progress_bar import bar_on_terminal
from trustlink_conformance.reports.language import LANGUAGES, LanguageCode
from trustlink_conformance.reports.terminal import Page, report_text
from trustlink_conformance.rerun import read_earlier
from trustlink_conformance.sandbox_report_option import sandbox_report_option
from trustlink_conformance.secret_option import secret_option
from trustlink_conformance.seed_option import DEFAULT_SEED, DrawnSeed, seed_option
from trustlink_conformance.target import Target
from trustlink_conformance.target_file import Flags
from trustlink_conformance.target_options import report_dir_option, target_of, target_options
from trustlink_conformance.verify import Order, verify_target

_DEFAULTS = Bounds()
_WIDEST = 120


@click.command()
@target_options(
    file_help="Target file (trustlink.toml): URL, credentials, subjects, requesters, bounds.",
    mode_help="sandbox: the site has loaded the published fixtures. live: it has its own "
    "suppliers. [default: sandbox]",
)
@secret_option
@seed_option
@report_dir_option("report", what="Folder for report.json, report.html and evidence.jsonl.")
@click.option(
    "--requirement",
    "selection",
    multiple=True,
    metavar="ID",
    help="Judge this requirement only; may be repeated. The verdict is then SELECTION.",
)
@click.option(
    "--rerun",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Ask again only what failed or was not testable in this earlier report of the same site; "
    "everything else stands as it was. The verdict is then SELECTION at best.",
)
@click.option(
    "--all-cases",
    is_flag=True,
    help="Ask every published case (sandbox mode): slower, and hardly more is found.",
)
@overlay_option
@known_failures_option
@sandbox_report_option
@click.option(
    "--evidence",
    "keep",
    type=click.Choice(("none", "failures", "full")),
    help="Whose exchanges are kept. [default: full in sandbox mode, failures in live mode]",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of report.html.",
)
@click.option(
    "--timeout", type=float, help=f"Seconds an exchange. [default: {_DEFAULTS.timeout:g}]"
)
@click.option(
    "--rate",
    type=float,
    help="Requests a second, save on loopback; 0 for as many as there can be. "
    f"[default: {_DEFAULTS.rate:g}]",
)
@click.option(
    "--concurrency",
    type=int,
    help=f"Requests under way at the same time. [default: {_DEFAULTS.concurrency}]",
)
@click.option(
    "--max-requests", type=int, help=f"Requests a run. [default: {_DEFAULTS.max_requests}]"
)
@click.option(
    "--refusals",
    type=int,
    help="Attempts in a row to connect to a site that had answered; if all fail, the run ends. "
    f"[default: {_DEFAULTS.refusals}]",
)
@click.option("--max-body", type=int, help=f"Bytes a body. [default: {_DEFAULTS.max_body}]")
def verify(  # noqa: PLR0913, PLR0917 -- click hands over every option by name
    url: str | None,
    file: Path | None,
    mode: Mode | None,
    secrets: dict[str, str],
    seed: int | None,
    report_dir: Path,
    selection: tuple[str, ...],
    rerun: Path | None,
    all_cases: bool,  # noqa: FBT001 -- click hands over every option by name
    overlays: tuple[Path, ...],
    known: KnownFailures | None,
    sandbox_report: Path | None,
    keep: Keep | None,
    language: LanguageCode,
    **bounds: float | None,
) -> None:
    """Judge a site by the assumed TrustLink contract; URL is what its paths start with.

    Only test sites that you may test: your own, or one whose operator has agreed.

    Exit codes: 0 nothing failed but what is known, 1 not conformant, 2 wrong call or configuration,
    3 incomplete, 4 error of the suite.
    """
    target = target_of(Flags(url, mode, bounds, secrets), file=file)
    if rerun and selection:
        raise UserError("--rerun and --requirement can't go together: both select requirements")
    earlier = read_earlier(rerun, target=target, terms=load_terms(overlays)) if rerun else None
    otherwise = earlier.seed if earlier else DEFAULT_SEED
    order = Order(
        target=target,
        seed=otherwise if seed is None else seed,
        report_dir=report_dir,
        selection=earlier.again if earlier else tuple(dict.fromkeys(selection)),
        earlier=earlier,
        all_cases=all_cases,
        overlays=overlays,
        language=language,
        known=known,
        sandbox_report=sandbox_report,
        keep=keep or ("full" if target.mode == "sandbox" else "failures"),
    )
    sys.exit(_run(order))


def say(text: str) -> None:
    """Say something beside the result: on standard error."""
    click.echo(text, err=True, nl=False)


def page() -> Page:
    """Return what standard output is like."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return Page(width=min(shutil.get_terminal_size((100, 24)).columns, _WIDEST), colour=colour)


def _run(order: Order) -> int:
    _announce(order)
    with Progress(say, bar_on_terminal()) as progress:
        document = verify_target(order, watch=progress.take)
    click.echo(report_text(document, page()), nl=False)
    click.echo(f"report: {order.report_dir / 'report.html'} (and report.json)", err=True)
    if document["exitCode"] == 3:
        click.echo("`trustlink doctor` says which lines of the target file to change.", err=True)
    return int(document["exitCode"])


def _announce(order: Order) -> None:
    bounds = order.target.bounds
    say(f"verifying {_named(order.target)}, {_told(order.seed)}, run {order.run_id}\n")
    if order.earlier:
        say(f"asking again {', '.join(order.selection)}; {order.earlier.told()}\n")
    say(f"bounds: {bounds.as_text()}; cut short after {bounds.total / 60:,.0f} min\n")


def _told(seed: int) -> str:
    drawn = f" (drawn: repeat with --seed {seed})" if isinstance(seed, DrawnSeed) else ""
    return f"seed {seed}{drawn}"


def _named(target: Target) -> str:
    labels = ", ".join(credential.label for credential in target.credentials) or "none"
    return f"{target.url} in {target.mode} mode, credentials: {labels}"
