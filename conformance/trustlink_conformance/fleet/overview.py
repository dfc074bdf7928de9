"""Home of the overview: the standings of a fleet as a document, in `fleet.schema.json`. Pure."""

from collections.abc import Sequence
from typing import Any

from trustlink_conformance.fleet.standing import (
    Standing,
    counted_words,
    worst_exit_code,
    worst_word,
)
from trustlink_conformance.verdict import NOT_JUDGED

KIND = "trustlink-fleet"
"""Says that a file is an overview of ours, so that a later run may replace it."""

FORMAT = 1


def overview_document(standings: Sequence[Standing], *, tool_version: str) -> dict[str, Any]:
    """Return the overview; its sites stand in the order of the fleet file, however they ended."""
    word = worst_word(standings)
    return {
        "kind": KIND,
        "format": FORMAT,
        "verdict": {"word": word, "text": _text(word, standings)},
        "exitCode": worst_exit_code(standings),
        "tool": {"name": "trustlink-conformance-kit", "version": tool_version},
        "words": counted_words(standings),
        "sites": [_site(one) for one in standings],
    }


def report_of(name: str) -> str:
    """Return where the page of a site is, from the folder of the overview."""
    return f"sites/{name}/report.html"


def _text(word: str, standings: Sequence[Standing]) -> str:
    counts = [f"{count} {name}" for name, count in counted_words(standings).items() if count]
    limits = f"; {NOT_JUDGED}" if word == "CONFORMANT" else ""
    return f"{word} (of {len(standings)} sites: {', '.join(counts)}{limits})"


def _site(one: Standing) -> dict[str, Any]:
    site: dict[str, Any] = {
        "name": one.name,
        "url": one.url,
        "host": one.host,
        "verdict": {"word": one.word, "text": one.text},
        "exitCode": one.exit_code,
        "whole": one.is_whole,
        "reason": one.reason,
    }
    if not one.outcomes:
        return site
    return {
        **site,
        "mode": one.mode,
        "started": one.started,
        "ended": one.ended,
        "exchanges": one.exchanges,
        "outcomes": dict(one.outcomes),
        "failed": list(one.failed),
        "report": report_of(one.name),
    }
