"""Refuse a report whose verdict is not the one that its own outcomes give. Pure.

A report is read from disk by `report`, `compare`, `fleet` and `--sandbox-report`. Anyone
who can write the file can make its verdict greener than its outcomes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from trustlink.requirements import load_requirements  # noqa: TID251 -- no overlay changes a level
from trustlink_conformance.results import Outcome
from trustlink_conformance.verdict import Ruled, tolerant_exit_code, verdict_of

Report = Mapping[str, Any]


def disagreement(report: Report) -> str:
    """Return the first thing in a report that does not agree with its outcomes; "" if none."""
    return next(_disagreements(report), "")


def _disagreements(report: Report) -> Iterator[str]:
    ruled = [_ruled(one) for one in report["requirements"]]
    yield from _about_requirements(report, ruled)
    counted = Counter(str(one.outcome) for one in ruled)
    stated = {name: count for name, count in report["outcomes"].items() if count}
    if stated != dict(counted):
        yield _differs("/outcomes", dict(counted), stated)
    selection = bool(report["selection"])
    verdict = verdict_of(
        ruled, mode=report["mode"], total=len(ruled), selection=selection,
        problems=report["problems"],
    )  # fmt: skip
    if report["verdict"]["word"] != verdict.word:
        yield _differs("/verdict/word", str(verdict.word), report["verdict"]["word"])
    if not report["verdict"]["text"].startswith(f"{verdict.word} ("):
        yield _differs("/verdict/text", f"{verdict.word} (...)", report["verdict"]["text"][:40])
    code = _exit_code(report, ruled, selection=selection)
    if report["exitCode"] != code:
        yield _differs("/exitCode", code, report["exitCode"])


def _about_requirements(report: Report, ruled: list[Ruled]) -> Iterator[str]:
    ids = [one.id for one in ruled]
    if len(set(ids)) < len(ids):
        yield "/requirements: each requirement was expected once"
    rules = load_requirements()
    if report["digests"]["requirements"] != rules.digest:
        return  # those of another version, or of an overlay
    for number, one in enumerate(ruled):
        rule = rules.get(one.id)
        if rule is None or rule.level != one.level:
            expected = rule.level if rule else "a requirement of this version"
            yield _differs(f"/requirements/{number}/level", expected, one.level)
    if not report["selection"] and set(ids) != set(rules):
        yield _differs("/requirements", f"all {len(rules)}", len(ids))


def _exit_code(report: Report, ruled: list[Ruled], *, selection: bool) -> int:
    listed = report.get("knownFailures", {"entries": ()})["entries"]
    return tolerant_exit_code(
        ruled,
        selection=selection,
        problems=report["problems"],
        has_stale=any(entry["state"] == "stale" for entry in listed),
    )


def _ruled(one: Report) -> Ruled:
    outcome = Outcome(one["outcome"])
    is_known = outcome is Outcome.FAILED and "known" in one
    return Ruled(one["id"], one["level"], outcome, is_known=is_known, leg=one.get("leg", ""))


def _differs(pointer: str, expected: object, found: object) -> str:
    return f"{pointer}: {expected} was expected of its outcomes, found {found}"
