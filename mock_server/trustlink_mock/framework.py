"""Home of what is taken from Connexion: routing, context, lifespan, Swagger UI, layers.

Connexion is imported here only: it uses a deprecated part of jsonschema, and says so at import.
"""

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send


@contextmanager
def _without_the_command_of_httpx() -> Iterator[None]:
    """Keep httpx, which Connexion imports, from loading rich and pygments for its command line.

    That is 72 modules and 3 MiB. httpx goes without: the import fails, as where rich is missing.
    """
    command, is_loaded = "httpx._main", "httpx" in sys.modules
    if not is_loaded:
        sys.modules[command] = None  # type: ignore[assignment]  # what import takes for missing
    try:
        yield
    finally:
        if not is_loaded:
            del sys.modules[command]


with warnings.catch_warnings(), _without_the_command_of_httpx():
    warnings.simplefilter("ignore", DeprecationWarning)
    from connexion.middleware import ConnexionMiddleware
    from connexion.middleware.abstract import ROUTING_CONTEXT, RoutedAPI, RoutedMiddleware
    from connexion.middleware.context import ContextMiddleware
    from connexion.middleware.lifespan import LifespanMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.middleware.swagger_ui import SwaggerUIMiddleware
    from connexion.options import SwaggerUIOptions

__all__ = [
    "ConnexionMiddleware",
    "ContextMiddleware",
    "LifespanMiddleware",
    "OperationLayers",
    "StrictRouting",
    "SwaggerUIMiddleware",
    "SwaggerUIOptions",
    "operation_id_of",
]

MakeLayer = Callable[[str, ASGIApp], ASGIApp]
"""Makes the layer of one operation, by its id, around the next application."""


class StrictRouting(RoutingMiddleware):  # type: ignore[misc]  # Connexion ships no types
    """Routes by the contract's paths as they are written: a trailing slash is another path."""

    def add_api(self, *args: Any, **kwargs: Any) -> None:
        """Add the paths of a specification."""
        super().add_api(*args, **kwargs)
        self.router.redirect_slashes = False
        for mount in self.router.routes:
            mount.app.redirect_slashes = False


class _Operations(RoutedAPI):  # type: ignore[misc]  # Connexion ships no types
    def __init__(self, *args: Any, make: MakeLayer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._make = make
        self.add_paths()

    def make_operation(self, operation: Any) -> ASGIApp:
        return self._make(operation.operation_id, self.next_app)


class OperationLayers(RoutedMiddleware):  # type: ignore[misc]  # Connexion ships no types
    """Gives each operation its own layer, made once; requests without an operation pass by."""

    api_cls = _Operations

    def __init__(self, app: ASGIApp, *, make: MakeLayer) -> None:
        super().__init__(app)
        self._make = make

    def add_api(self, specification: Any, **kwargs: Any) -> Any:
        """Make the layers of a specification's operations."""
        return super().add_api(specification, make=self._make, **kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the layer of the request's operation."""
        await super().__call__(scope, receive, send)


def operation_id_of(scope: Scope) -> str | None:
    """Return the id of the operation that routing found, or None."""
    operation_id: str | None = (
        scope.get("extensions", {}).get(ROUTING_CONTEXT, {}).get("operation_id")
    )
    return operation_id
