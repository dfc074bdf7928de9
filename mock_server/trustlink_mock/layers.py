"""Home of the layers around a site, in the order in which a request passes them.

Cross-origin, front, pages, routing, changes on the wire, response validation, changes of replies,
problems, authorization, changes of requests, request validation, lifespan, context, dispatch. A
layer of changes stands only where something is substituted, the first only if origins are admitted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from starlette.types import ASGIApp

from trustlink.evolution import answer_contract
from trustlink_mock.authorization import Authorization
from trustlink_mock.cross_origin import for_browsers
from trustlink_mock.dispatch import Dispatch
from trustlink_mock.framework import (
    ContextMiddleware,
    LifespanMiddleware,
    OperationLayers,
    StrictRouting,
)
from trustlink_mock.front import Front
from trustlink_mock.pages import Pages
from trustlink_mock.paths import AllowedMethods
from trustlink_mock.problems import Problems
from trustlink_mock.request_validation import request_validation
from trustlink_mock.response_validation import response_validation
from trustlink_mock.served import ServedOperation
from trustlink_mock.settings import Settings
from trustlink_mock.site import Site
from trustlink_mock.substitutions import Joint, Substitutions
from trustlink_mock.substitutions.layer import ChangedReplies, ChangedRequests
from trustlink_mock.visit import Reply, Visit


@dataclass(frozen=True, slots=True)
class Layers:
    """Makes the layers of one application, those of an operation once; each is given the next."""

    served: Mapping[str, ServedOperation]
    site: Site
    substitutions: Substitutions

    def middlewares(self, settings: Settings) -> list[object]:
        """Return the layers, outermost first, as Connexion wants them: each takes the next app."""
        front = partial(
            Front,
            clock=settings.clock,
            chance=settings.chance,
            allowed=AllowedMethods.of(one.operation for one in self.served.values()),
            change=self._at_the_edge,
            raise_internal_errors=settings.raise_internal_errors,
        )
        by_operation = partial(partial, OperationLayers)
        return [
            front,
            Pages,
            StrictRouting,
            *self._changing(Joint.WIRE),
            by_operation(make=self._response_validation),
            *self._changing(Joint.RESPONSE),
            Problems,
            by_operation(make=self._authorization),
            *self._changing(Joint.REQUEST),
            by_operation(make=self._request_validation),
            LifespanMiddleware,
            ContextMiddleware,
        ]

    def innermost(self) -> ASGIApp:
        """Return the application that all layers surround."""
        return Dispatch(self.site, {name: one.handler for name, one in self.served.items()})

    def for_browsers(self, app: ASGIApp, settings: Settings) -> ASGIApp:
        """Return the application with the layer for scripts of other origins, if any may ask."""
        return for_browsers(app, settings, self.served.values())

    def handler(self, operation_id: str) -> object:
        """Return the handler of an operation: Connexion wants to know that there is one."""
        return self.served[operation_id].handler

    def _response_validation(self, operation_id: str, app: ASGIApp) -> ASGIApp:
        one = self.served[operation_id]
        contract = answer_contract(one.contract, self.site.discovery["contractVersion"])
        operation = contract.operation(operation_id)
        return response_validation(contract, operation, app)

    def _request_validation(self, operation_id: str, app: ASGIApp) -> ASGIApp:
        """Leave the sandbox's own operations to their handlers: RFC 6749 has rules of its own."""
        one = self.served[operation_id]
        if one.has_own_rules:
            return app
        return request_validation(one.contract, one.operation, app, today=self.site.today)

    def _authorization(self, operation_id: str, app: ASGIApp) -> ASGIApp:
        operation = self.served[operation_id].operation
        if operation.scope is None:
            return app
        return Authorization(app, operation.scope, operation.needs_token, self.site.authorize)

    def _at_the_edge(self, reply: Reply, visit: Visit) -> Reply:
        for one in self.substitutions.at(Joint.EDGE):
            reply = one.substitute(reply, visit)
        return reply

    def _changing(self, joint: Joint) -> list[object]:
        """Return a layer for the substitutions at a joint; without any there is none."""
        chosen = self.substitutions.at(joint)
        if not chosen:
            return []

        layer = ChangedRequests if joint is Joint.REQUEST else ChangedReplies

        def make(operation_id: str, app: ASGIApp) -> ASGIApp:
            own = [one for one in chosen if one.operation in (None, operation_id)]
            return layer(app, own) if own else app

        return [partial(OperationLayers, make=make)]
