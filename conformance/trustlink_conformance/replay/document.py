"""Home of the account of a replay: what was recorded, what is judged now, and why. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from trustlink_conformance.replay.recording import Recording
from trustlink_conformance.replay.rejudged import Rejudged, changes_of

Report = Mapping[str, Any]

_UNEXPLAINED = (
    "suite, contract, requirements and fixtures are the same: the report was edited, "
    "or a judgement can't be repeated, which is a fault of this suite"
)


def replay_document(recording: Recording, found: Rejudged, now: Report) -> dict[str, Any]:
    """Return the account; `now` is the report of the run as it is judged now."""
    before = recording.report
    differences = _differences(before, now)
    changes = [asdict(one) for one in changes_of(recording, found)]
    versions = _versions(before, now)
    words = {report["verdict"]["word"] for report in (before, now)}
    is_same = len(words) == 1 and not differences and not changes
    return {
        "recorded": {
            "verdict": before["verdict"],
            "started": before["started"],
            "digest": recording.digest,
        },
        "now": {"verdict": now["verdict"], "exitCode": now["exitCode"]},
        "same": is_same,
        "why": [] if is_same else versions or [_UNEXPLAINED],
        "versions": versions,
        "requirements": differences,
        "changes": changes,
        "judgedAgain": len(found.again),
        "exchanges": {"run": before["exchanges"], "kept": len(recording.exchanges)},
        "standing": [_stands(reason, names, found) for reason, names in found.standing.items()],
        "added": found.added,
        "gone": found.gone,
    }


def _stands(reason: str, names: list[str], found: Rejudged) -> dict[str, Any]:
    judged = {part.requirement for name in names for part in found.run.results[name].judged}
    return {"reason": reason, "checks": names, "requirements": sorted(judged)}


def _differences(before: Report, now: Report) -> list[dict[str, str]]:
    """Return the requirements that have come to something else."""
    then, since = _outcomes(before), _outcomes(now)
    return [
        {
            "id": name,
            "recorded": then.get(name, "not among them"),
            "now": since.get(name, "not among them"),
        }
        for name in dict.fromkeys([*then, *since])
        if then.get(name) != since.get(name)
    ]


def _outcomes(report: Report) -> dict[str, str]:
    return {entry["id"]: entry["outcome"] for entry in report["requirements"]}


def _versions(before: Report, now: Report) -> list[str]:
    """Return what of the things that a verdict is bound to is another now."""
    pairs = {
        "suite": (before["digests"]["suite"], now["digests"]["suite"]),
        "contract": (before["contract"]["digest"], now["contract"]["digest"]),
        "requirements": (before["digests"]["requirements"], now["digests"]["requirements"]),
        "fixtures": (before["digests"]["fixtures"], now["digests"]["fixtures"]),
    }
    return [
        f"the {what} changed: {then[:12]} then, {since[:12]} now"
        for what, (then, since) in pairs.items()
        if then != since
    ]
