"""What may change in 1.x: answers of a site that announces a later minor version of the contract.

Where the contract marks an enumeration by `x-extensible-enum: true`, a later minor version may add
values. A site that announces such a version is held to all of this contract but those lists.
"""

import re
from collections.abc import Iterable
from typing import Any

from trustlink.contract import Contract, JsonObject, contract_of

EXTENSIBLE = "x-extensible-enum"

_VERSION = re.compile(r"(0|[1-9][0-9]{0,8})[.](0|[1-9][0-9]{0,8})[.](0|[1-9][0-9]{0,8})")
_OPEN_KEY = "x-opened"
_OPEN: dict[str, Contract] = {}


def is_later_minor(announced: object, ours: str) -> bool:
    """Return whether a version is a later minor version of the same major version as ours."""
    found, own = (_VERSION.fullmatch(str(one)) for one in (announced, ours))
    if found is None or own is None or not isinstance(announced, str):
        return False
    return found[1] == own[1] and int(found[2]) > int(own[2])


def answer_contract(contract: Contract, announced: object) -> Contract:
    """Return the contract that the answers of a site are judged by that announces a version.

    It is the contract itself, or one whose extensible enumerations admit any text.
    """
    if not is_later_minor(announced, contract.version):
        return contract
    if contract.digest not in _OPEN:
        _OPEN[contract.digest] = contract_of({**_opened(contract.document), _OPEN_KEY: True})
    return _OPEN[contract.digest]


def is_open(contract: Contract) -> bool:
    """Return whether a contract was made by `answer_contract` for a later version."""
    return _OPEN_KEY in contract.document


def is_known(value: object, schemas: Iterable[JsonObject]) -> bool:
    """Return whether no extensible enumeration among these schemas of such a contract lacks it."""
    listed = (one.get(EXTENSIBLE) for one in schemas)
    return all(value in values for values in listed if isinstance(values, list))


def _opened(node: Any) -> Any:
    """Return a document in which each extensible enumeration is only a list of what is known."""
    if isinstance(node, list):
        return [_opened(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get(EXTENSIBLE) is not True:
        return {name: _opened(one) for name, one in node.items()}
    rest = {name: one for name, one in node.items() if name != "enum"}
    return {**rest, EXTENSIBLE: node.get("enum", [])}
