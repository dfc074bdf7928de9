"""Home of what is frozen: the digests that are committed for each version of the contract."""

import json
from collections.abc import Mapping

from trustlink.errors import TrustlinkError, UserError
from trustlink.resources import openapi_folder

FILE = "digests.json"

Digests = Mapping[str, Mapping[str, str]]
"""contractVersion -> what is frozen (as `requirements`) -> SHA-256 (hex)."""


def load_digests() -> Digests:
    """Return openapi/digests.json; raises TrustlinkError if it can't be read."""
    path = openapi_folder() / FILE
    try:
        digests: Digests = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise TrustlinkError(f"{path}: the frozen digests can't be read: {error}") from error
    return digests


def require_frozen(name: str, *, version: str, digest: str, digests: Digests | None = None) -> None:
    """Go on only if the digest is the one that is frozen for this contract version.

    Raises UserError that says what to do: a published version never changes its meaning.
    """
    committed = (load_digests() if digests is None else digests).get(version, {}).get(name)
    if committed is None:
        raise UserError(
            f"{FILE} freezes no {name} for contract version {version}; their digest is {digest}",
            hint=f'Add "{name}": "{digest}" under "{version}" in openapi/{FILE}.',
        )
    if committed != digest:
        raise UserError(
            f"the {name} are not those of contract version {version}: "
            f"expected the digest {committed}, found {digest}",
            hint=(
                "What a released version asks for never changes. Take the change back, or make a "
                "new contract version: raise info.version in trustlink.yaml and contractVersion "
                f"in requirements.yaml, and add that version with its digests to openapi/{FILE}. "
                "A digest is replaced only for a version that was never released."
            ),
        )
