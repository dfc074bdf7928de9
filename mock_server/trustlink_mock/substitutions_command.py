"""Home of the commands that list substitutions: `trustlink defects` and `trustlink variants`.

The substitutions are imported when they are listed.
"""

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

Entry = Mapping[str, Any]
"""Is one substitution as it is listed: id, requirement, joint, sentence, and what is its own."""

_WIDTH = 100
_REASONS = {"also": "Also", "warned": "Warned of", "untested": "May leave untested"}
"""Members that give a reason for each of some requirements, and how they are told."""

requirement_option = click.option(
    "--requirement", metavar="ID", help="Only those about one requirement, as VIO-04."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write the list as JSON.")


@click.command()
@requirement_option
@json_option
def defects(*, requirement: str | None, as_json: bool) -> None:
    """List the deliberate violations that `trustlink mock --defect` commits."""
    from trustlink_mock.defects import list_defects  # noqa: PLC0415 -- not spent on --help

    entries = [
        {
            "id": one.defect_id,
            "requirement": one.requirement,
            "joint": one.joint.value,
            "operation": one.operation,
            "sentence": one.sentence,
            "also": dict(one.also),
        }
        for one in list_defects()
        if requirement in (None, one.requirement)
    ]
    click.echo(_json("defects", entries) if as_json else _text(entries))


@click.command()
@requirement_option
@json_option
def variants(*, requirement: str | None, as_json: bool) -> None:
    """List the harmless differences that `trustlink mock --variant` shows.

    Each stands with the requirement that it could be mistaken to violate, and keeps.
    """
    from trustlink_mock.variants import list_variants  # noqa: PLC0415 -- as above

    entries = [
        {
            "id": one.variant_id,
            "requirement": one.requirement,
            "joint": one.joint.value,
            "operation": one.operation,
            "sentence": one.sentence,
            "warned": dict(one.warned),
            "untested": dict(one.untested),
            "only": one.only,
        }
        for one in list_variants()
        if requirement in (None, one.requirement)
    ]
    click.echo(_json("variants", entries) if as_json else _text(entries))


def _json(name: str, entries: Iterable[Entry]) -> str:
    told = [{key: value for key, value in one.items() if value is not None} for one in entries]
    return json.dumps({name: told}, indent=2, ensure_ascii=False)


def _text(entries: Iterable[Entry]) -> str:
    return "\n".join(line for entry in entries for line in _lines(entry)) or "There is none."


def _lines(entry: Entry) -> Iterator[str]:
    yield f"{entry['id']}  ({entry['requirement']}, {entry['joint']})"
    yield from _indented(entry["sentence"])
    for member, words in _REASONS.items():
        for name, reason in entry.get(member, {}).items():
            yield from _indented(f"{words} {name}: {reason}.")
    if only := entry.get("only"):
        yield from _indented(f"In {only} mode only.")


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")
