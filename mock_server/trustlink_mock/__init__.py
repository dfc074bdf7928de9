"""The mock server: a reference site that keeps the assumed contract, or breaks it on request."""

from trustlink_mock.embedding import Sandbox, sandbox
from trustlink_mock.settings import Settings

__all__ = ["Sandbox", "Settings", "sandbox"]
