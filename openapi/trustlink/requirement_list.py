"""Home of the list of requirements: as text for a terminal, as Markdown, as a JSON document."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any

from trustlink.requirement import LEVELS, MODES, PROFILES, Requirement
from trustlink.requirements import Requirements

_MARKUP = re.compile(r"([\\`*_<>|\[\]])")


def text_list(requirements: Requirements, rows: Sequence[Requirement], *, width: int) -> str:
    """Return the rows by group, wrapped to `width` columns, and their counts at the end."""
    lines = []
    for group, members in _by_group(rows):
        lines += [f"{group}: {requirements.groups[group]}"]
        for row in members:
            lines += ["", *_row_lines(row, width)]
        lines += ["", ""]
    return "\n".join([*lines, *_count_lines(requirements, rows, width)])


def markdown_list(requirements: Requirements, rows: Sequence[Requirement]) -> str:
    """Return one table for each group, as the documentation shows it, and the counts."""
    lines = []
    for group, members in _by_group(rows):
        lines += [f"### {group}: {requirements.groups[group]}", ""]
        lines += [
            "| Id | Level | Profile | Modes | Requirement | Basis |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_table_row(row) for row in members]
        lines += [""]
    return "\n".join([*lines, *_counts(requirements, rows)])


def json_document(requirements: Requirements, rows: Iterable[Requirement]) -> dict[str, Any]:
    """Return the rows as they are written, with version, digest, groups and vocabulary."""
    return {
        "contractVersion": requirements.contract_version,
        "digest": requirements.digest,
        "needs": {
            need.name: {"description": need.description, "provide": need.provide}
            for need in requirements.vocabulary.values()
        },
        "groups": dict(requirements.groups),
        "requirements": [row.document for row in rows],
    }


def level_words(row: Requirement) -> str:
    """Return the level as RFC 2119 writes it."""
    return row.level.replace("_", " ")


def mode_words(row: Requirement) -> str:
    """Return where the requirement is judged."""
    return " and ".join(row.modes) if row.testable else "not testable"


def basis_words(row: Requirement) -> str:
    """Return in brief what the requirement rests on; clauses and reasons stand in `explain`."""
    if not row.basis.stated:
        return "assumed"
    statements = dict.fromkeys(clause.partition(".")[0] for clause in row.basis.stated)
    stated = f"stated in {', '.join(statements)}"
    return f"{stated}, in part assumed" if row.basis.assumed else stated


def _by_group(rows: Iterable[Requirement]) -> Iterator[tuple[str, list[Requirement]]]:
    for group, members in groupby(rows, key=lambda row: row.group):
        yield group, list(members)


def _row_lines(row: Requirement, width: int) -> Iterator[str]:
    marks = f"{row.profile}; {mode_words(row)}; {basis_words(row)}"
    yield f"  {row.id:<8}{level_words(row):<9}{marks}"
    margin = " " * 4
    yield from wrap(
        row.sentence,
        width=width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_on_hyphens=False,
    )


def _table_row(row: Requirement) -> str:
    cells = [
        row.id,
        level_words(row),
        row.profile,
        mode_words(row),
        _MARKUP.sub(r"\\\1", row.sentence),
        basis_words(row),
    ]
    return f"| {' | '.join(cells)} |"


def _count_lines(
    requirements: Requirements, rows: Sequence[Requirement], width: int
) -> Iterator[str]:
    for line in _counts(requirements, rows):
        yield from wrap(line, width=width, subsequent_indent="  ")


def _counts(requirements: Requirements, rows: Sequence[Requirement]) -> list[str]:
    stated = sum(bool(row.basis.stated) for row in rows)
    levels = Counter(row.level for row in rows)
    profiles = Counter(row.profile for row in rows)
    modes = Counter(mode for row in rows for mode in row.modes)
    return [
        f"{len(rows)} requirements of contract version {requirements.contract_version} (assumed): "
        + ", ".join(f"{levels[x]} {x.replace('_', ' ')}" for x in LEVELS if levels[x])
        + ".",
        "By profile: " + ", ".join(f"{x} {profiles[x]}" for x in PROFILES if profiles[x]) + ".",
        "Judged in mode: " + ", ".join(f"{mode} {modes[mode]}" for mode in MODES) + ".",
        f"Stated by the article, at least in part: {stated}.",
        f"Assumed altogether: {len(rows) - stated}.",
    ]
