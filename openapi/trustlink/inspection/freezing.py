"""Home of the rule that a published version of the contract never changes."""

from collections.abc import Iterator

from trustlink.contract import canonical_digest
from trustlink.frozen import Digests
from trustlink.inspection.document import Document
from trustlink.inspection.fault import ContractFault, fault_at


def digest_faults(document: Document, *, digests: Digests) -> Iterator[ContractFault]:
    """Return whether the document differs from the one that is frozen under its version.

    A version without a digest is still being written: no fault.
    """
    frozen = digests.get(document.version, {}).get("contract")
    found = canonical_digest(document.value)
    if frozen not in (None, found):
        reason = (
            f"{document.version} is published with the digest {frozen}, this document has {found}: "
            "take the change back, or give it a new version and add that to digests.json"
        )
        yield fault_at(("info", "version"), reason)
