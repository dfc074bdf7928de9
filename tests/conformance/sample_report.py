"""Home of the reports that the tests of the views read: one of each outcome, one full of evil."""

import json
from typing import Any

from trustlink.requirements import load_requirements
from trustlink_conformance.reports.saved import SCHEMA
from trustlink_conformance.results import Outcome
from trustlink_conformance.verdict import NOT_JUDGED, Ruled, verdict_of

DIGEST = "ab" * 32
CURL = 'curl -sS -H "Authorization: Bearer $TOKEN" --url https://site.example/x'
FINDING: dict[str, Any] = {
    "check": "violations::test_it",
    "section": "deterministic",
    "expected": "1",
    "actual": "0",
    "pointer": "/counts/counted",
    "exchanges": [7],
    "request": "GET https://site.example/x",
    "response": '200 application/json {"counts": {"counted": 0}}',
    "curl": CURL,
    "hint": "The boundary is exclusive: > stands for >=.",
    "constraint": "minimum 1",
    "stage": "meaning",
    "details": ["counted are 2 notices"],
    "invalid": {
        "place": "/requester/id",
        "constraint": "maxLength 35",
        "value": '"x" (1 character)',
    },
}
OUTCOMES = {
    "RAT-01": "PASSED",
    "VIO-04": "FAILED",
    "VIO-09": "FAILED",
    "DISC-06": "WARNED",
    "VER-06": "NOT_TESTABLE",
    "SEC-04": "NOT_APPLICABLE",
    "API-01": "ERROR",
}


def _limits(word: str) -> str:
    return f"; {NOT_JUDGED}" if word == "CONFORMANT" else ""


def sample_report(
    outcomes: dict[str, str] | None = None, *, word: str = "NOT_CONFORMANT", **members: Any
) -> dict[str, Any]:
    """Return a report that is valid; each requirement has the outcome that is given."""
    rows = [requirement(name, outcome) for name, outcome in (outcomes or OUTCOMES).items()]
    section = {"checks": 1, "exchanges": 2, "comparisons": 3, "findings": 0}
    whole = {
        "kind": "trustlink-report",
        "format": 1,
        "verdict": {
            "word": word,
            "text": f"{word} (live, 1 of {len(rows)} requirements{_limits(word)})",
        },
        "exitCode": 1,
        "mode": "live",
        "run": "0123456789abcdef",
        "seed": 42,
        "selection": [],
        "tool": {"name": "kit", "version": "0.1.0"},
        "contract": {
            "version": "1.0.0",
            "status": "ASSUMED",
            "digest": DIGEST,
            "overlays": [{"name": "exclusive", "title": "Another boundary", "digest": DIGEST}],
            "sources": [{"id": "C6", "text": "Three items."}],
        },
        "digests": {"requirements": DIGEST, "fixtures": DIGEST, "suite": DIGEST},
        "target": {"url": "https://site.example", "operatorName": "Example", "profiles": ["core"]},
        "bounds": {
            **dict.fromkeys(("timeout", "max_body", "max_header_bytes", "max_headers"), 10),
            **dict.fromkeys(("max_redirects", "rate", "max_requests", "retry_after"), 3),
            **dict.fromkeys(("retries", "max_evidence"), 2),
            **dict.fromkeys(("concurrency", "patience", "duration"), 6),
        },
        "started": "2026-09-01T08:00:00+00:00",
        "ended": "2026-09-01T08:00:40+00:00",
        "exchanges": 650,
        "evidence": {"file": "evidence.jsonl", "keep": "full"},
        "outcomes": {
            name: sum(row["outcome"] == name for row in rows)
            for name in ("PASSED", "FAILED", "WARNED", "NOT_APPLICABLE", "NOT_TESTABLE", "ERROR")
        },
        "problems": [],
        "sections": {"deterministic": section, "generated": section},
        "generation": {
            "digest": DIGEST,
            "madeBy": dict.fromkeys(("schemathesis", "hypothesis", "jsonschema-rs", "python"), "4"),
            "operations": [{"operation": "getSupplier", "requests": DIGEST, "vocabulary": DIGEST}],
        },
        "likeliestFirst": [row["id"] for row in rows if row["outcome"] in ("FAILED", "WARNED")],
        "excerpts": [
            {
                "exchange": 7,
                "credential": "importer-a",
                "started": "2026-09-01T08:00:12.345678+00:00",
                "seconds": 0.125,
                "sent": "GET https://site.example/x\nAuthorization: Bearer [importer-a]",
                "received": 'HTTP/1.1 200\n\n{\n  "counts": {"counted": 0}\n}',
            }
        ],
        "requirements": rows,
    }
    return {**whole, **members}


def settled(report: dict[str, Any]) -> dict[str, Any]:
    """Return the report with the counts, verdict and exit code that its outcomes give."""
    ruled = [
        Ruled(one["id"], one["level"], Outcome(one["outcome"])) for one in report["requirements"]
    ]
    verdict = verdict_of(
        ruled,
        mode=report["mode"],
        total=len(ruled),
        selection=bool(report["selection"]),
        problems=report["problems"],
    )
    return {
        **report,
        "outcomes": {name: sum(one.outcome == name for one in ruled) for name in Outcome},
        "verdict": {"word": str(verdict.word), "text": verdict.text},
        "exitCode": verdict.exit_code,
    }


def requirement(name: str, outcome: str, **members: Any) -> dict[str, Any]:
    """Return what one requirement has come to, in its own words."""
    rule = load_requirements()[name]
    row = {
        "id": name,
        "level": rule.level,
        "profile": rule.profile,
        "sentence": rule.sentence,
        "outcome": outcome,
        "reasons": ["no second client"] if outcome in ("NOT_TESTABLE", "ERROR") else [],
        "provide": ["credentials.importer-b in the target file."]
        if outcome == "NOT_TESTABLE"
        else [],
        "counts": {"checks": 2, "exchanges": 3, "subjects": 4, "comparisons": 5},
        "basis": str(rule.basis),
        "statedIn": list(rule.basis.stated),
        "assumed": rule.basis.assumed,
        "why": rule.why,
        "remedy": rule.remedy,
        "findings": [FINDING] if outcome in ("FAILED", "WARNED") else [],
    }
    return {**row, **members}


def hostile_report(evil: str) -> dict[str, Any]:
    """Return a report that is valid and has the text wherever the schema admits any text."""
    report: dict[str, Any] = _spoiled(
        sample_report(problems=["x"]), json.loads(SCHEMA.read_text("utf-8")), evil
    )
    return report


def _spoiled(value: Any, schema: dict[str, Any], evil: str) -> Any:
    if isinstance(value, dict):
        return {
            name: _spoiled(part, schema["properties"][name], evil) for name, part in value.items()
        }
    if isinstance(value, list):
        return [_spoiled(part, schema["items"], evil) for part in value]
    is_free = not {"enum", "const", "pattern", "format"} & schema.keys()
    return evil[: schema.get("maxLength")] if isinstance(value, str) and is_free else value
