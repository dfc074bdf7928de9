"""Situations on demand: what a request can prefer to happen to it (RFC 7240)."""

from trustlink_mock.sandboxes.situations.preferring import Preferring
from trustlink_mock.sandboxes.situations.transports import Transports

__all__ = ["Preferring", "Transports"]
