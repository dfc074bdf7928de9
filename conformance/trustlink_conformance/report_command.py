"""Home of the command `trustlink report`."""

from pathlib import Path

import click

from trustlink.errors import UserError
from trustlink.output import write_commands, write_markup
from trustlink_conformance.reports.language import LANGUAGES, LanguageCode
from trustlink_conformance.reports.saved import read_report
from trustlink_conformance.reports.views import FORMATS, view_of

_WRITERS = {"html": write_markup, "junit": write_markup, "github": write_commands}


@click.command()
@click.argument("path", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "view",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="html: a page. junit: XML. markdown: a job's summary. github: annotations. "
    "badge: JSON for shields.io.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write. [default: standard output]",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the page (html).",
)
def report(path: Path, view: str, output: Path | None, language: LanguageCode) -> None:
    """Show an earlier report another way; DIR holds its report.json.

    Needs nothing but that file, which is held against its schema first. No view shows as passed
    what was not tested. The exit code is 0 whatever the verdict, 2 if there is no report.
    """
    text = view_of(read_report(path), view, language=language)
    if output is not None:
        _write(output, text)
    elif view in _WRITERS:
        _WRITERS[view](text)
    else:
        click.echo(text, nl=False)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UserError(f"{file}: can't be written: {error.strerror}") from error
