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
        _OPEN[contract.digest] = contract_of(_opened(contract.document))
    return _OPEN[contract.digest]


def is_known(value: object, schemas: Iterable[JsonObject]) -> bool:
    """Return whether no extensible enumeration among these schemas lacks the value."""
    return all(value in one["enum"] for one in schemas if one.get(EXTENSIBLE) is True)


def _opened(node: Any) -> Any:
    if isinstance(node, list):
        return [_opened(one) for one in node]
    if not isinstance(node, dict):
        return node
    is_open = node.get(EXTENSIBLE) is True
    return {k: _opened(v) for k, v in node.items() if not (is_open and k == "enum")}
