"""Home of saved reports: `report.json` read back, and held against its published schema first."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import jsonschema_rs

from trustlink.errors import UserError
from trustlink.safe_text import harmless
from trustlink.schemas import pointer_of
from trustlink.user_file import read_user_file
from trustlink_conformance.reports.document import FORMAT, KIND
from trustlink_conformance.reports.escaping import clipped
from trustlink_conformance.reports.recomputed import disagreement

SCHEMA = Path(__file__).parent.parent / "report.schema.json"
NAME = "report.json"

_LARGEST = 64 * 1024 * 1024
_LONGEST_REASON = 300
_HINT = "`trustlink verify` writes one."


def read_report(path: Path) -> dict[str, Any]:
    """Return the report in a folder, or in the file itself.

    Raises UserError, with file, place and reason, for anything that is no report of ours, or whose
    verdict is not that of its outcomes.
    """
    file = path / NAME if path.is_dir() else path
    try:
        value = _parsed(read_user_file(file, most=_LARGEST, hint=_HINT))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{file}: JSON was expected: {error}", hint=_HINT) from error
    return _checked(value, file)


def _parsed(text: bytes) -> Any:
    """Parse a report; half characters, which a site can send as escapes, become "?"."""
    value = json.loads(text, parse_constant=_refuse)
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _checked(value: Any, file: Path) -> dict[str, Any]:
    if not isinstance(value, dict) or value.get("kind") != KIND:
        raise UserError(f'{file}: a report was expected ("kind": "{KIND}")', hint=_HINT)
    if value.get("format") != FORMAT:
        raise UserError(
            f"{file}: format {FORMAT} was expected, this is another",
            hint="Use the version of this kit that wrote the report.",
        )
    fault = next(_validator().iter_errors(value), None)
    if fault is not None:
        place = pointer_of(list(fault.instance_path)) or "/"
        reason = fault.message[:_LONGEST_REASON]
        raise UserError(f"{file}: not in the form of a report at {place}: {reason}")
    if told := disagreement(value):
        raise UserError(
            f"{file}: the report was changed: {harmless(clipped(told, _LONGEST_REASON))}",
            hint="Get the file as it was written, or verify anew.",
        )
    return value


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_bytes()))
