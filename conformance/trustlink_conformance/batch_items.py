"""Cut the body of a batch to the item in question. Pure."""

import re
from typing import Any

_ITEM = re.compile(r"/items/(0|[1-9][0-9]{0,8})(?=/|\Z)")


def item_in(*pointers: str) -> int | None:
    """Return the index of the item that the first of these pointers leads to; None if none does."""
    matches = (_ITEM.match(pointer) for pointer in pointers)
    return next((int(match[1]) for match in matches if match), None)


def cut_to_item(document: Any, index: int | None) -> Any:
    """Return a JSON value with this one of its `items`, and a note in place of the others."""
    items = document.get("items") if isinstance(document, dict) else None
    if index is None or not isinstance(items, list) or not index < len(items) > 1:
        return document
    before, after = index, len(items) - index - 1
    notes = [_note(before, "before")] if before else []
    ends = [_note(after, "after")] if after else []
    return {**document, "items": [*notes, items[index], *ends]}


def _note(count: int, where: str) -> str:
    return f"[{count} items {where} it are left out here]"
