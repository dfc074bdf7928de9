"""Home of the report of inspections: lines for people, one JSON value for software."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from trustlink.inspection.inspection import Inspection


def as_text(inspections: Sequence[Inspection]) -> str:
    """Return a line per fault (file#pointer: reason) and one per document on what was seen."""
    return "\n".join(line for inspection in inspections for line in _lines(inspection))


def as_json(inspections: Sequence[Inspection]) -> str:
    """Return {sound, documents: [{file, version, counts, faults: [{pointer, reason}]}]}."""
    sound = not any(inspection.faults for inspection in inspections)
    value = {"sound": sound, "documents": [_as_object(inspection) for inspection in inspections]}
    return json.dumps(value, indent=2, ensure_ascii=False)


def number_of_faults(number: int) -> str:
    """Return the number with its noun."""
    return "1 fault" if number == 1 else f"{number} faults"


def _lines(inspection: Inspection) -> Iterator[str]:
    for fault in inspection.faults:
        yield f"{inspection.file}#{fault.pointer}: {fault.reason}"
    seen = ", ".join(f"{number} {name}" for name, number in inspection.counts.items() if number)
    verdict = number_of_faults(len(inspection.faults)) if inspection.faults else "sound"
    yield f"{inspection.file}: {verdict}; checked: {seen or 'nothing'}"


def _as_object(inspection: Inspection) -> dict[str, Any]:
    return {
        "file": inspection.file,
        "version": inspection.version,
        "counts": dict(inspection.counts),
        "faults": [{"pointer": f.pointer, "reason": f.reason} for f in inspection.faults],
    }
