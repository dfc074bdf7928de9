"""Home of the command `trustlink init`: writes a first target file from a site's discovery."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from trustlink.calendar import civil_date
from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.announced import Announced
from trustlink_conformance.declare import BOTH_MODES, Mode
from trustlink_conformance.init_look import unmet_needs
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.plan import Situation, preset_of
from trustlink_conformance.preflight import refuse_unreachable, undiscovered
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target
from trustlink_conformance.target_file import Flags, read_target
from trustlink_conformance.target_template import CLIENT, READY_MADE, Template
from trustlink_conformance.world import World


@click.command()
@click.argument("url")
@click.option(
    "--target",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("trustlink.toml"),
    show_default=True,
    help="The file to write.",
)
@click.option("--mode", type=click.Choice(BOTH_MODES), help="[default: what discovery suggests]")
@click.option("--offline", is_flag=True, help="Ask nothing: write the file without discovery.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def init(*, url: str, file: Path, mode: Mode | None, offline: bool, force: bool) -> None:
    """Write a commented target file for the site at URL, from what its discovery says.

    Only test sites that you may test: your own, or one whose operator has agreed.

    Secrets are not asked for: the file names the environment variables that they come from. Where
    these are set already, a few suppliers are asked about: what none of them shows is written as
    declared absent.
    """
    if file.exists() and not force:
        raise UserError(f"{file} is there already", hint="Give --force to replace it.")
    target = read_target(Flags(url, "live"), environment={}, today=civil_date(datetime.now(UTC)))
    announced = Announced() if offline else _announced(target)
    template = _template(target, announced, mode or announced.mode)
    if template.mode == "live" and not offline:
        template = replace(template, unmet=unmet_needs(template, os.environ))
    _write(file, template.as_toml(), force=force)
    _tell(file, template)


def _announced(target: Target) -> Announced:
    with Session(target, lambda _: None) as session:
        world = World(target, load_terms(), session)
        try:
            refuse_unreachable(world)
        except UserError as error:
            raise UserError(
                error.message,
                hint=f"{error.hint} If it takes settings to get there: `trustlink init --offline` "
                "writes the file without asking.",
            ) from error
        try:
            return Announced(world.discovery())
        except NotTestable:
            url = world.discovery_answer.exchange.request.url
            raise UserError(
                f"{url}: a discovery document was expected, found {undiscovered(world)}",
                hint="Is it the right URL? `trustlink init --offline` writes the file without it.",
            ) from None


def _template(target: Target, announced: Announced, mode: Mode) -> Template:
    situation = Situation(mode, target.is_loopback, frozenset(announced.profiles))
    rules = load_terms().requirements.values()
    judged = tuple(rule for rule in rules if preset_of(rule, situation) is None)
    return Template(target.url, announced, mode, judged)


def _write(file: Path, text: str, *, force: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    try:
        with os.fdopen(os.open(file, flags, 0o644), "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise UserError(f"{file} can't be written: {error.strerror}") from error


def _tell(file: Path, template: Template) -> None:
    announced = template.announced
    click.echo(
        f"wrote {file}: {template.mode} mode, profiles {', '.join(announced.profiles)}, "
        f"{len(announced.suppliers)} suppliers from discovery"
    )
    if template.mode == "live" and template.unmet is None:
        click.echo(
            f"No supplier was asked about: set {', '.join(CLIENT)} (or {READY_MADE}) and call "
            "`trustlink init --force` again, and the file says what they show."
        )
    click.echo("Next: set the environment variables that it names, then")
    click.echo(f"  trustlink doctor --target {file}")
