"""Home of the recorder: each exchange goes into the evidence, into view, and to the parent."""

from dataclasses import dataclass, field
from typing import Any

from trustlink_conformance.events import Emit
from trustlink_conformance.evidence import Evidence, exchange_as_json
from trustlink_conformance.exchange import Exchange
from trustlink_conformance.shown import ShownExchange, shown_exchange


@dataclass
class Recorder:
    """Is called with every exchange; keeps a few lines of each for findings."""

    evidence: Evidence
    emit: Emit
    altered: set[int] = field(default_factory=set)
    """The exchanges in which something had to be hidden."""
    shown: dict[int, ShownExchange] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    """The exchange, redacted, that brought the newest token of each label."""

    def __call__(self, exchange: Exchange) -> None:
        """Record one exchange."""
        self.evidence.learn(exchange)
        entry = exchange_as_json(exchange, self.evidence.redactor)
        self.evidence.write(entry)
        if entry["altered"]:
            self.altered.add(exchange.id)
        if exchange.origin.phase == "token" and exchange.response is not None:
            self.tokens[exchange.request.credential] = entry
        self.shown[exchange.id] = shown_exchange(entry, self.tokens)
        told = {"id": exchange.id, "check": exchange.origin.check}
        self.emit("exchange", {**told, "renewed": True} if exchange.origin.renewed else told)

    def keep(self, exchange: Exchange) -> None:
        """Write an exchange of an earlier check, if its lines were taken back with that check."""
        if not self.evidence.has(exchange.id):
            self.evidence.write(exchange_as_json(exchange, self.evidence.redactor))
