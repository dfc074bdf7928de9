"""Home of sizes: bodies of a chosen length, and what becomes of one that is too large."""

import json
from typing import Any

from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import FailureKind
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.site import Site

LARGEST_BODY = 64 * 1024

_CUT_OFF = (FailureKind.CLOSED, FailureKind.PROTOCOL, FailureKind.TIMEOUT)


def padded(body: Any, size: int) -> bytes:
    """Return a body with blanks behind it, so that nothing but its size is wrong."""
    return json.dumps(body).encode().ljust(size)


def posted(site: Site, collection: str, content: bytes) -> Answer:
    """Post these bytes as JSON to `verifications` or `verification-batches`."""
    headers = {"Content-Type": "application/json"}
    return site.send("POST", f"/trustlink/v1/{collection}", headers=headers, content=content)


def expect_too_large(answer: Answer) -> None:
    """Expect 413; raises NotApplicable if the site hung up instead."""
    failure = answer.exchange.failure
    if failure and failure.kind in _CUT_OFF:
        not_applicable("the site closed the connection, as RFC 9110 section 15.5.14 allows")

    answer.expect_status(413)
