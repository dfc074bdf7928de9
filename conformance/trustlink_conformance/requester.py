"""Home of the requester: the importer that a verification names, as the contract writes it."""

from dataclasses import dataclass

from trustlink.identifiers import SCHEMES

__all__ = ["SCHEMES", "Requester"]


@dataclass(frozen=True, slots=True)
class Requester:
    """An importer, checked for country and scheme only."""

    country: str
    number: str
    name: str | None = None

    @property
    def scheme(self) -> str:
        """The scheme of the number, which its country decides."""
        return SCHEMES[self.country]

    def as_json(self) -> dict[str, str]:
        """Return the member `requester` of a VerificationRequest."""
        members = {"country": self.country, "scheme": self.scheme, "id": self.number}
        return members if self.name is None else {**members, "name": self.name}
