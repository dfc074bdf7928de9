"""The sandboxes: isolated sites on one server, each with its own clock, memory and conditions."""

from trustlink_mock.sandboxes.collection import Sandboxes
from trustlink_mock.sandboxes.guard import Guard
from trustlink_mock.sandboxes.server import SandboxServer, create_sandboxes

__all__ = ["Guard", "SandboxServer", "Sandboxes", "create_sandboxes"]
