"""Home of scans: members that no answer may have, and texts that none may hold, at any depth."""

from functools import lru_cache
from typing import Any

from stdnum.cn import ric

from trustlink.errors import IdentifierError
from trustlink.identifiers import parse_uscc
from trustlink_conformance.answer import Answer
from trustlink_conformance.places import places
from trustlink_conformance.site import Site

_LONGEST_NUMBER = 40
"""Characters of a number, with what people put between its digits."""


def expect_no_member(site: Site, answer: Answer, requirement_id: str) -> None:
    """Expect no member of a name that the requirement forbids."""
    forbids = site.requirements[requirement_id].forbids_member
    found = [one.pointer for one in answer.places if one.name and forbids(one.name)]
    site.expect_that(
        f"no member of a name that {requirement_id} lists", found, answer,
        holds=not found, pointer=found[0] if found else "",
    )  # fmt: skip


def expect_no_pattern(site: Site, answer: Answer, value: Any, requirement_id: str) -> None:
    """Expect no text in a part of an answer that matches a pattern of the requirement.

    The code of the supplier that was asked about is taken out first: it is no document number.
    """
    patterns = site.requirements[requirement_id].leak_patterns
    asked = answer.exchange.origin.subject or "-"
    texts = [one.value for one in places(value) if isinstance(one.value, str)]
    found = [text for text in texts if any(one.search(text.replace(asked, "")) for one in patterns)]
    site.expect_that(
        f"no text that matches a pattern of {requirement_id}", found, answer, holds=not found
    )


def is_identity_number(text: object) -> bool:
    """Return whether a text is valid by GB 11643 and no supplier's code (GB 32100)."""
    return isinstance(text, str) and len(text) <= _LONGEST_NUMBER and _is_identity_number(text)


@lru_cache(maxsize=20_000)
def _is_identity_number(text: str) -> bool:
    if not ric.is_valid(text):
        return False
    try:
        parse_uscc(text)
    except IdentifierError:
        return True
    return False
