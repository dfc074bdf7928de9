"""Home of the command `trustlink doctor`."""

import json
import sys
from pathlib import Path

import click

from trustlink.errors import UserError
from trustlink_conformance.declare import Mode
from trustlink_conformance.doctor.forecast import SANDBOX_REPORT
from trustlink_conformance.doctor.page import Report
from trustlink_conformance.doctor.places import SettingPlaces
from trustlink_conformance.doctor.symptom import State, Symptom
from trustlink_conformance.doctor.visit import examine
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.sandbox_leg import SandboxLeg
from trustlink_conformance.sandbox_report import leg_for
from trustlink_conformance.sandbox_report_option import sandbox_report_option
from trustlink_conformance.secret_option import secret_option
from trustlink_conformance.target import Target
from trustlink_conformance.target_file import Flags
from trustlink_conformance.target_options import target_of, target_options


@click.command()
@target_options(
    file_help="Target file (trustlink.toml), as `trustlink init` writes it.",
    mode_help="As of `trustlink verify`.",
)
@secret_option
@sandbox_report_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
def doctor(  # noqa: PLR0913 -- click hands over every option by name
    *,
    url: str | None,
    file: Path | None,
    mode: Mode | None,
    secrets: dict[str, str],
    sandbox_report: Path | None,
    form: str,
) -> None:
    """Say whether a target is ready to be verified, and what to change if it is not.

    Tries name, connection, TLS, discovery, a token of each credential, each supplier and importer;
    makes one verification for each importer. Exit codes: 0 ready, 1 site at fault, 2 wrong
    configuration, 3 a verdict would be INCOMPLETE.
    """
    report = _report(Flags(url, mode, secrets=secrets), file, sandbox_report)
    if form == "json":
        click.echo(json.dumps(report.as_json(), indent=2))
    else:
        click.echo(report.as_text(), nl=False)
    sys.exit(report.exit_code)


def _report(flags: Flags, file: Path | None, sandbox_report: Path | None) -> Report:
    subject = "target"
    try:
        target = target_of(flags, file=file)
        subject = SANDBOX_REPORT
        leg = leg_for(target, sandbox_report)
    except UserError as error:
        return _unread(flags, subject, error)
    arguments = _arguments(flags, file)
    more = f" --sandbox-report {sandbox_report}" if sandbox_report else ""
    return _examined(target, f"{arguments}{more}", leg)


def _examined(target: Target, arguments: str, leg: SandboxLeg | None) -> Report:
    redactor = Redactor.for_target(target)
    symptoms = list(examine(target, redactor, leg))
    places = SettingPlaces.of_file(target)
    return Report(
        target.url,
        target.mode,
        symptoms,
        place=places.of,
        arguments=arguments,
        clean=redactor.text,
    )


def _arguments(flags: Flags, file: Path | None) -> str:
    words = [flags.url or "", f"--target {file}" if file else ""]
    words += [f"--mode {flags.mode}" if flags.mode else ""]
    words += [f"--secret-stdin {label}" for label in flags.secrets]
    return " ".join(word for word in words if word)


def _unread(flags: Flags, subject: str, error: UserError) -> Report:
    """Return the report about a configuration that can't be read; its message names the place."""
    symptom = Symptom(subject, State.MISTAKE, error.message, error.hint)
    return Report(flags.url or "", flags.mode or "", [symptom])
