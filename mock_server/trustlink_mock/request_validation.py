"""Home of the layer that lets only requests through that follow the contract.

Its order is the contract's: Accept 406, Content-Type 415, size 413, then shape and identifiers
400, all faults at once. Rules between sound values (`from` after `to`) and dates follow in the
handlers.
"""

from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink.contract import Contract, JsonObject, Operation
from trustlink.json_text import JsonFault, read_json
from trustlink.schemas import CompiledSchema, compile_schema
from trustlink_mock.bodies import LARGEST_BODY, BodyTooLargeError, read_body
from trustlink_mock.identifier_faults import UsedOn, body_identifier_faults
from trustlink_mock.negotiation import accepts_json, media_type
from trustlink_mock.parameters import Parameter, Reading, parameters_of, read_parameters
from trustlink_mock.problems import Problem, RequestFault, invalid_request
from trustlink_mock.shape import shape_faults
from trustlink_mock.visit import JSON, Visit, visit_of

_MOST_FAULTS = 20
_DEEPEST = 32
"""Levels of arrays and objects that a body may have; the contract's own need 4."""
_JSON_EXPECTED = (
    "JSON in UTF-8 is expected (RFC 8259): no member twice in an object, no NaN,"
    f" at most {_DEEPEST} levels."
)


@dataclass(frozen=True, slots=True)
class RequestValidation:
    """Is the layer of one operation."""

    app: ASGIApp = field(repr=False)
    parameters: tuple[Parameter, ...]
    negotiates: bool
    """Whether the contract documents 406: a static file does not negotiate."""
    refuses: bool
    """Whether the contract documents 400: a static file takes any query."""
    body: CompiledSchema | None
    today: UsedOn
    largest_body: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read parameters and body into the visit; raises Problem, ClientGoneError."""
        visit = visit_of(scope)
        if self.negotiates and not accepts_json(visit.headers.get("accept")):
            raise Problem(406)
        raw_body = await self._content(visit, receive) if self.body else None
        self._read(visit, scope, raw_body)
        await self.app(scope, receive, send)

    async def _content(self, visit: Visit, receive: Receive) -> bytes:
        headers = visit.headers
        if not _is_json(headers.get("content-type")) and _has_content(visit):
            raise Problem(415)
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise Problem(415)
        announced = headers.get("content-length")
        try:
            return await read_body(receive, announced=announced, largest=self.largest_body)
        except BodyTooLargeError as error:
            raise Problem(413) from error

    def _read(self, visit: Visit, scope: Scope, raw_body: bytes | None) -> None:
        reading = read_parameters(
            self.parameters,
            path=scope["path_params"],
            query=visit.query if self.refuses else b"",
            headers=visit.headers,
        )
        if self.body is not None and raw_body is not None:
            self._read_body(self.body, raw_body, visit=visit, reading=reading)
        if reading.faults:
            raise invalid_request(*reading.faults[:_MOST_FAULTS])
        visit.parameters = reading.values

    def _read_body(
        self, schema: CompiledSchema, raw_body: bytes, *, visit: Visit, reading: Reading
    ) -> None:
        if not raw_body:
            reading.faults.append(_body_fault("", "MISSING", "A body is expected."))
            return
        document = read_json(raw_body, max_depth=_DEEPEST)
        if isinstance(document, JsonFault) or document.repeated:
            reading.faults.append(_body_fault("", "NOT_JSON", _JSON_EXPECTED))
            return
        visit.body = document.value
        shape = shape_faults(schema, visit.body)
        reading.faults += body_identifier_faults(shape, visit.body, today=self.today)


def request_validation(
    contract: Contract,
    operation: Operation,
    app: ASGIApp,
    *,
    today: UsedOn,
    largest_body: int = LARGEST_BODY,
) -> RequestValidation:
    """Make the layer of an operation; raises ContractError for a bad schema."""
    return RequestValidation(
        app=app,
        parameters=parameters_of(contract, operation),
        negotiates="406" in operation.document["responses"],
        refuses="400" in operation.document["responses"],
        body=_body_schema(contract, operation.document),
        today=today,
        largest_body=largest_body,
    )


def _body_schema(contract: Contract, operation: JsonObject) -> CompiledSchema | None:
    if "requestBody" not in operation:
        return None
    body = contract.resolve(operation["requestBody"])
    return compile_schema(contract, body["content"][JSON]["schema"])


def _is_json(content_type: str | None) -> bool:
    return content_type is not None and media_type(content_type) == JSON


def _has_content(visit: Visit) -> bool:
    """Tell whether the request says what its content is, or has any."""
    headers = visit.headers
    return (
        "content-type" in headers
        or "transfer-encoding" in headers
        or headers.get("content-length", "0") != "0"
    )


def _body_fault(pointer: str, code: str, detail: str) -> RequestFault:
    return RequestFault("pointer", pointer, code, detail)
