"""Home of the control's application: its operations, served by Connexion like those of a site."""

from functools import partial

from starlette.types import ASGIApp

from trustlink.contract import Contract, Operation, load_contract
from trustlink.resources import openapi_folder
from trustlink_mock.bodies import LARGEST_BODY
from trustlink_mock.chance import SYSTEM
from trustlink_mock.clock import system_clock
from trustlink_mock.dispatch import Dispatch
from trustlink_mock.framework import (
    ConnexionMiddleware,
    ContextMiddleware,
    LifespanMiddleware,
    OperationLayers,
    StrictRouting,
)
from trustlink_mock.front import Front
from trustlink_mock.handlers import handler_name
from trustlink_mock.paths import AllowedMethods
from trustlink_mock.problems import Problems
from trustlink_mock.request_validation import request_validation
from trustlink_mock.response_validation import response_validation
from trustlink_mock.sandboxes.collection import Sandboxes
from trustlink_mock.sandboxes.control import CONTROL_PATH
from trustlink_mock.sandboxes.control.handlers import HANDLERS
from trustlink_mock.sandboxes.guard import Guard, Guarded
from trustlink_mock.served import routing_document

_LARGEST_FACTS = 1024 * 1024


def create_control(sandboxes: Sandboxes, guard: Guard) -> ASGIApp:
    """Return the application that answers below CONTROL_PATH; raises ContractError."""
    contract = load_contract(openapi_folder() / "sandbox.yaml")
    operations = {one.operation_id: one for one in contract.operations if is_control(one)}
    handlers = {name: HANDLERS[handler_name(name)] for name in operations}
    app = ConnexionMiddleware(
        Dispatch(sandboxes, handlers),
        middlewares=[
            partial(
                Front,
                clock=system_clock,
                chance=SYSTEM,
                allowed=AllowedMethods.of(operations.values()),
                change=lambda reply, _: reply,
                raise_internal_errors=False,
            ),
            StrictRouting,
            partial(OperationLayers, make=partial(_response_layer, contract, operations)),
            Problems,
            partial(Guarded, guard=guard),
            partial(OperationLayers, make=partial(_request_layer, contract, operations)),
            LifespanMiddleware,
            ContextMiddleware,
        ],
        resolver=handlers.__getitem__,
    )
    app.add_api(routing_document(operations.values()))
    asgi_app: ASGIApp = app
    return asgi_app


def is_control(operation: Operation) -> bool:
    """Tell whether an operation of sandbox.yaml is one of the control."""
    return operation.path.startswith(CONTROL_PATH)


def _response_layer(
    contract: Contract, operations: dict[str, Operation], operation_id: str, app: ASGIApp
) -> ASGIApp:
    return response_validation(contract, operations[operation_id], app)


def _request_layer(
    contract: Contract, operations: dict[str, Operation], operation_id: str, app: ASGIApp
) -> ASGIApp:
    largest = _LARGEST_FACTS if operation_id == "putSupplier" else LARGEST_BODY
    today = system_clock().date
    return request_validation(
        contract, operations[operation_id], app, today=today, largest_body=largest
    )
