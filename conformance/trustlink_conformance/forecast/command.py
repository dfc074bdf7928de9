"""Home of the command `trustlink plan`."""

from pathlib import Path

import click

from trustlink_conformance.command import page
from trustlink_conformance.declare import Mode
from trustlink_conformance.forecast.forecast import Inquiry, forecast
from trustlink_conformance.forecast.text import forecast_text
from trustlink_conformance.sandbox_report import leg_for
from trustlink_conformance.sandbox_report_option import sandbox_report_option
from trustlink_conformance.target_file import Flags
from trustlink_conformance.target_options import target_of, target_options
from trustlink_conformance.verify import refuse_unknown


@click.command()
@target_options(
    file_help="Target file (trustlink.toml), as for verify.",
    mode_help="As for verify. [default: sandbox]",
)
@click.option(
    "--requirement",
    "selection",
    multiple=True,
    metavar="ID",
    help="Plan for this requirement only; may be repeated.",
)
@click.option("--all-cases", is_flag=True, help="Plan for every published case (sandbox mode).")
@sandbox_report_option
@click.option("--offline", is_flag=True, help="Send nothing: take all profiles to be announced.")
@click.option("--rate", type=float, help="Requests a second, as for verify.")
@click.option("--max-requests", type=int, help="Requests a run, as for verify.")
def plan(  # noqa: PLR0913, PLR0917 -- click hands over every option by name
    url: str | None,
    file: Path | None,
    mode: Mode | None,
    selection: tuple[str, ...],
    all_cases: bool,  # noqa: FBT001 -- click hands over every option by name
    sandbox_report: Path | None,
    offline: bool,  # noqa: FBT001 -- as above
    **bounds: float | None,
) -> None:
    """Say what verify would send, and how long that takes, without judging the site.

    One request is made, for the discovery document at URL; none with --offline.
    """
    refuse_unknown(selection)
    target = target_of(Flags(url, mode, bounds), file=file)
    leg = leg_for(target, sandbox_report)
    found = forecast(Inquiry(target, tuple(dict.fromkeys(selection)), all_cases, offline, leg))
    click.echo(forecast_text(found, page()), nl=False)
