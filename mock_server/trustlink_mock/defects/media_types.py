"""The defects of HTTP-04 at its edges, and of what a charset in Content-Type changes."""

import codecs
from dataclasses import replace

from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.defects.negotiation import with_header
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit

_LARGEST = "65536"


@defect(
    "HTTP-04",
    "Takes every type that ends in +json for one that admits JSON.",
    joint=Joint.REQUEST,
    operation="getStatus",
)
def suffix_admits_json(asked: Asked) -> Asked:
    """Look at the end of Accept."""
    is_meant = asked.headers.get("accept", "").endswith("+json")
    return with_header(asked, "accept", "application/json") if is_meant else asked


@defect(
    "HTTP-04",
    "Reads a verification whose type is text/json.",
    joint=Joint.REQUEST,
    operation="createVerification",
)
def text_json_read(asked: Asked) -> Asked:
    """Look at the end of Content-Type."""
    is_meant = asked.headers.get("content-type") == "text/json"
    return with_header(asked, "content-type", "application/json") if is_meant else asked


@defect(
    "HTTP-04",
    "Refuses a body of just 64 KiB as too large.",
    joint=Joint.WIRE,
    operation="createVerification",
)
def largest_body_refused(reply: Reply, visit: Visit) -> Reply:
    """Compare with >=."""
    is_meant = visit.headers.get("content-length") == _LARGEST
    return problem_reply(Problem(413), visit) if is_meant else reply


@defect(
    "HTTP-04",
    "Refuses a batch whose media type has a parameter.",
    joint=Joint.REQUEST,
    operation="createBatch",
)
def charset_of_a_batch_refused(asked: Asked) -> Asked:
    """Compare the media type with its parameters."""
    is_meant = ";" in asked.headers.get("content-type", "")
    return with_header(asked, "content-type", "text/plain") if is_meant else asked


@defect(
    "HTTP-01",
    "Begins a verification with a byte order mark where the request names its charset.",
    joint=Joint.WIRE,
    operation="createVerification",
)
def byte_order_mark(reply: Reply, visit: Visit) -> Reply:
    """Write in the charset of the request, with the mark that its encoder puts in front."""
    is_meant = "charset" in visit.headers.get("content-type", "")
    return replace(reply, content=codecs.BOM_UTF8 + reply.content) if is_meant else reply


@defect("HTTP-04", "Does not know the path of batches by GET.", joint=Joint.EDGE)
def batches_not_found(reply: Reply, visit: Visit) -> Reply:
    """Answer 404 where 405 is due."""
    is_meant = visit.method == "GET" and visit.path.endswith("/verification-batches")
    return problem_reply(Problem(404), visit) if is_meant else reply
