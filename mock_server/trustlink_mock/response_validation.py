"""Home of the layer that lets only replies through that follow the contract.

The reference may never contradict its contract: a reply that does is a fault of ours, and loud.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink.contract import Contract, JsonObject, Operation
from trustlink.errors import TrustlinkError
from trustlink.schemas import CompiledSchema, compile_schema
from trustlink_mock.visit import Reply, record

_MAY_BE_ABSENT = frozenset(
    {
        ("304", "vary"),  # only where the 200 has one
        ("403", "www-authenticate"),  # only if a scope is lacking, not if records are withheld
    }
)

_UNDOCUMENTED = "the status is not documented"
_REMEMBERED = 256
"""Replies of one operation that only reads; within an hour most are the same to the byte."""


class ContractBreachError(TrustlinkError):
    """Is raised for a reply of ours that the contract does not admit."""


@dataclass(frozen=True, slots=True)
class DocumentedReply:
    """Is what the contract says of one status of an operation."""

    headers: Mapping[str, CompiledSchema]
    """By lower-case name; those that must be there."""
    optional_headers: Mapping[str, CompiledSchema]
    contents: Mapping[str, CompiledSchema] = field(repr=False)
    """By media type; empty if there is no content."""

    def breach(self, reply: Reply) -> str | None:
        """Return what is wrong with a reply and where, or None."""
        return self._breach_of_headers(reply) or self._breach_of_content(reply)

    def _breach_of_headers(self, reply: Reply) -> str | None:
        for name, schema in self.headers.items():
            if name not in reply.headers:
                return f"header {name}: is missing"
            if not schema.is_valid(reply.headers[name]):
                return f"header {name}: {schema.faults(reply.headers[name])[0].message}"
        for name, schema in self.optional_headers.items():
            if name in reply.headers and not schema.is_valid(reply.headers[name]):
                return f"header {name}: {schema.faults(reply.headers[name])[0].message}"
        return None

    def _breach_of_content(self, reply: Reply) -> str | None:
        if not self.contents:
            return "content: none is documented" if reply.content else None
        schema = self.contents.get(reply.headers.get("content-type", ""))
        if schema is None:
            return f"content type: one of {', '.join(self.contents)} is documented"
        document = reply.document
        if schema.is_valid(document):
            return None
        fault = schema.faults(document)[0]
        return f"{fault.pointer or '/'}: {fault.message}"


@dataclass(frozen=True, slots=True)
class ResponseValidation:
    """Is the layer of one operation."""

    app: ASGIApp = field(repr=False)
    breach_of: Callable[[int, tuple[tuple[str, str], ...], bytes], str | None]
    """Says what is wrong with a status, headers and content; remembers what it saw of late."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a reply on that follows the contract; raises ContractBreachError for another."""
        reply = await record(self.app, scope, receive)
        breach = self.breach_of(reply.status, tuple(reply.headers.items()), reply.content)
        if breach is not None:
            raise ContractBreachError(breach)
        await reply.send(send)


def response_validation(
    contract: Contract, operation: Operation, app: ASGIApp
) -> ResponseValidation:
    """Make the layer of an operation; raises ContractError for a bad schema."""
    responses = operation.document["responses"]
    documented = {
        int(status): _documented(contract, status, contract.resolve(response))
        for status, response in responses.items()
    }

    @lru_cache(maxsize=_REMEMBERED if operation.method == "GET" else 0)
    def breach_of(status: int, headers: tuple[tuple[str, str], ...], content: bytes) -> str | None:
        known = documented.get(status)
        found = known.breach(Reply(status, dict(headers), content)) if known else _UNDOCUMENTED
        return f"{operation.operation_id} {status}: {found}" if found else None

    return ResponseValidation(app, breach_of)


def _documented(contract: Contract, status: str, response: JsonObject) -> DocumentedReply:
    nodes = {
        name.lower(): contract.resolve(node) for name, node in response.get("headers", {}).items()
    }
    headers = {name: compile_schema(contract, node["schema"]) for name, node in nodes.items()}
    optional = {
        name
        for name, node in nodes.items()
        if (status, name) in _MAY_BE_ABSENT or "x-presence" in node
    }
    return DocumentedReply(
        headers={name: schema for name, schema in headers.items() if name not in optional},
        optional_headers={name: headers[name] for name in optional},
        contents={
            media_type: compile_schema(contract, content["schema"])
            for media_type, content in response.get("content", {}).items()
        },
    )
