"""Home of the query on the wire: which of its parameters no reading admits.

Schemathesis leaves this open for most requests with several parameters: one guard of its check of
negative data (a list of one element is sent like the element) excuses them all.
"""

import math
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from trustlink.contract import Contract, JsonObject, Operation
from trustlink.schemas import compile_schema

_NUMBER = re.compile(r" *[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]+)? *", re.ASCII)
"""Whatever may pass for a number: +5, 05 and 5.0 are refused by some sites and read by others."""


def faulty_parameters(target: str, operation: Operation, contract: Contract) -> tuple[str, ...]:
    """Return the documented parameters that the schemas do not admit, in the contract's order.

    One that is given several times counts only if none of its values is admitted.
    """
    given = parse_qs(urlsplit(target).query, keep_blank_values=True)
    documented = map(contract.resolve, operation.document.get("parameters", ()))
    schemas = {one["name"]: one["schema"] for one in documented if one["in"] == "query"}
    return tuple(
        name
        for name, schema in schemas.items()
        if name in given and not any(_is_admitted(text, schema, contract) for text in given[name])
    )


def _is_admitted(text: str, schema: JsonObject, contract: Contract) -> bool:
    is_number = contract.resolve(schema)["type"] in ("integer", "number")
    value = _number(text) if is_number else text
    return compile_schema(contract, schema).is_valid(value)


def _number(text: str) -> Any:
    """Return the number that a text may be meant as; the text itself if it is none."""
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text
