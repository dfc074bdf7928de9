"""The handlers: one function per operation, named as its operationId is, in Python's spelling."""

import re
from collections.abc import Mapping

from trustlink_mock.dispatch import Handler
from trustlink_mock.handlers.batches import create_batch
from trustlink_mock.handlers.consultations import get_consultation
from trustlink_mock.handlers.discovery import get_discovery, get_status
from trustlink_mock.handlers.keys import get_keys
from trustlink_mock.handlers.metadata import get_authorization_server, get_protected_resource
from trustlink_mock.handlers.records import list_rebate_records, list_violation_notices
from trustlink_mock.handlers.suppliers import (
    get_rebate_summary,
    get_supplier,
    get_violation_status,
    list_credit_ratings,
)
from trustlink_mock.handlers.tokens import create_token
from trustlink_mock.handlers.verifications import create_verification, get_verification

__all__ = ["HANDLERS", "handler_name"]

_ALL: tuple[Handler, ...] = (
    create_batch,
    create_token,
    create_verification,
    get_consultation,
    get_authorization_server,
    get_discovery,
    get_keys,
    get_protected_resource,
    get_rebate_summary,
    get_status,
    get_supplier,
    get_verification,
    get_violation_status,
    list_credit_ratings,
    list_rebate_records,
    list_violation_notices,
)
HANDLERS: Mapping[str, Handler] = {handler.__name__: handler for handler in _ALL}
"""By name."""


def handler_name(operation_id: str) -> str:
    """Return the name of an operation's handler: get_supplier for getSupplier."""
    return re.sub("(?<!^)([A-Z])", r"_\1", operation_id).lower()
