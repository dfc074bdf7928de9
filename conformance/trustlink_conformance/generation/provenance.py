"""Home of the provenance of generated requests: a digest, and what could make it another. Pure."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from trustlink_conformance.results import CheckResult

GENERATORS = ("schemathesis", "hypothesis", "jsonschema-rs")
"""The libraries whose versions decide which requests are made."""


def made_by() -> dict[str, str]:
    """Return the version of each library that generates, and of Python."""
    libraries = {name: version(name) for name in GENERATORS}
    return {**libraries, "python": platform.python_version()}


def told_by(report: Mapping[str, Any]) -> dict[str, str]:
    """Return the versions that a report tells of; "not told" where it is older than that."""
    not_told = dict.fromkeys((*GENERATORS, "python"), "not told")
    return {**not_told, **report.get("generation", {}).get("madeBy", {})}


def provenance_of(results: Iterable[CheckResult], *, versions: dict[str, str]) -> dict[str, Any]:
    """Return the digests by operation, the digest of them all, and the versions.

    Two reports with the same digest are about the same requests. If digests differ, so does
    something that is told: the seed, the contract, a version, or the vocabulary of an operation,
    that is what the site and the target file gave to ask about. If nothing of that does, the suite
    itself has changed how it generates.
    """
    operations = [{"operation": _operation(one), **one.digests} for one in results if one.digests]
    text = json.dumps([[one["operation"], one.get("requests")] for one in operations])
    return {
        "digest": hashlib.sha256(text.encode()).hexdigest() if operations else "",
        "madeBy": versions,
        "operations": operations,
    }


def _operation(result: CheckResult) -> str:
    return result.check.partition("[")[2].rstrip("]") or result.check
