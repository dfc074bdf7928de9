"""Home of the world of one run: target, contract, session and tokens, shared by all checks."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property, lru_cache, partial
from secrets import token_hex
from typing import Any

from trustlink.contract import Contract, JsonObject, Operation
from trustlink.evolution import answer_contract
from trustlink.terms import Terms
from trustlink_conformance.addresses import DISCOVERY_PATH
from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import Exchange, Origin, Outgoing, header_values
from trustlink_conformance.history import History
from trustlink_conformance.judgement import NotTestable, Violation
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.patience import heard
from trustlink_conformance.published import published_suppliers
from trustlink_conformance.requester import Requester
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target
from trustlink_conformance.tokens import Tokens
from trustlink_fixtures.cases import Case
from trustlink_fixtures.scenarios import load_cases

_MOST_SUPPLIERS = 100


@dataclass
class World:
    """What the checks of a run share. It asks for discovery and tokens once, when first needed."""

    target: Target
    terms: Terms = field(repr=False)
    """What the target is held to, overlays applied: contract and requirements."""
    session: Session = field(repr=False)
    seed: int = 0
    nonce: str = field(default_factory=partial(token_hex, 8), repr=False)
    """What no other run has: for what a site remembers beyond a run, as Idempotency-Keys."""
    answered: dict[Hashable, Exchange] = field(default_factory=dict, repr=False)
    """What was answered to questions that many checks ask: see `asking.read`."""
    coming: dict[str, Any] = field(default_factory=dict, repr=False)
    """Questions that checks are going to read, in this order: see `asking.announce`."""
    arrived: dict[Hashable, Exchange] = field(default_factory=dict, repr=False)
    """What was asked ahead and has not been read yet."""
    memory: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    """What checks have worked out for each other, by a key that says what it is."""
    history: History = field(default_factory=History, repr=False)
    """What the checks were answered so far, for those that look at every answer."""
    recorded: Callable[[str], Iterable[Exchange]] | None = field(default=None, repr=False)
    """In a replay: the exchanges that a check's generated requests were answered with. They take
    the place of generation."""
    cases: tuple[Case, ...] = field(default_factory=load_cases, repr=False)
    """The published cases that hold under the contract."""
    asks_alone: bool = False
    """Whether each published question is asked on its own, and none in a batch."""
    _operations: dict[int, Operation | None] = field(default_factory=dict, init=False, repr=False)

    @property
    def contract(self) -> Contract:
        """The contract of the terms."""
        return self.terms.contract

    @cached_property
    def tokens(self) -> Tokens:
        """The access tokens of this run."""
        return Tokens(self.target, self.session, self.discovery, self.scopes_in_use)

    @cached_property
    def discovery_answer(self) -> Answer:
        """The answer to the one discovery request that the suite makes for itself."""
        request = Outgoing(
            method="GET",
            url=self.target.addresses.url_of(DISCOVERY_PATH),
            headers=(("Accept", "application/json"),),
        )
        origin = Origin(phase="discovery", operation="getDiscovery")
        exchange = heard(self.session, lambda: self.session.follow(request, origin))
        return Answer(exchange, Ledger())

    @cached_property
    def discovered(self) -> dict[str, Any]:
        """What the site says of itself; {} if that can't be read."""
        answer = self.discovery_answer
        try:
            document = answer.json if answer.status == 200 else None
        except Violation:
            return {}
        return document if isinstance(document, dict) else {}

    @cached_property
    def answer_contract(self) -> Contract:
        """The contract that answers are judged by: see `trustlink.evolution`."""
        return answer_contract(self.contract, self.discovered.get("contractVersion"))

    def discovery(self) -> JsonObject:
        """Return the discovery document; raises NotTestable if there is none to read."""
        if not self.discovered:
            raise NotTestable(
                "the discovery document can't be read (see DISC-01)",
                provide=f"a discovery document at {DISCOVERY_PATH}",
            )
        return self.discovered

    def offers(self, profile: str) -> bool:
        """Return whether a profile is announced; core always is."""
        announced = self.discovered.get("profiles")
        return profile == "core" or (isinstance(announced, list) and profile in announced)

    def scopes_in_use(self) -> frozenset[str]:
        """Return the scopes that operations of the announced profiles need."""
        operations = (one for one in self.contract.operations if self.offers(one.profile))
        return frozenset(one.scope for one in operations if one.scope)

    def suppliers(self) -> tuple[str, ...]:
        """Return the suppliers to ask about; raises NotTestable if nobody names one.

        A sandbox answers for the published ones as well, however few it lists.
        """
        named = self.target.subjects_of("suppliers") or self._announced_suppliers
        given = tuple(dict.fromkeys((*named, *self.target.subjects_in_roles)))
        if given and self.target.mode == "sandbox":
            given = tuple(dict.fromkeys((*given, *published_suppliers())))[:_MOST_SUPPLIERS]
        if not given:
            raise NotTestable(
                "no supplier is known to ask about",
                provide="subjects.suppliers in the target file, or suppliers in discovery",
            )
        return given

    def subjects(self, role: str) -> tuple[str, ...]:
        """Return the suppliers given for a role; raises NotTestable if none is."""
        given = self.target.subjects_of(role)
        if not given:
            raise NotTestable(
                f"no supplier is given for the role {role!r}",
                provide=f"subjects.{role} in the target file",
            )
        return given

    def requester(self, country: str) -> Requester:
        """Return a requester of that country; raises NotTestable if none is given."""
        for requester in self.target.requesters:
            if requester.country == country:
                return requester
        raise NotTestable(
            f"no requester of {country} is given",
            provide=f"requesters.{country} in the target file",
            need="requester-of-each-country",
        )

    def operation_of(self, exchange: Exchange) -> Operation | None:
        """Return the operation of the contract that was asked; None if there is no such one."""
        if exchange.id not in self._operations:
            request = exchange.request
            self._operations[exchange.id] = self.operation_at(request.method, request.url)
        return self._operations[exchange.id]

    def operation_at(self, method: str, url: str) -> Operation | None:
        """Return the operation that a request of this method and URL asks; None if there is none.

        HEAD asks what GET does.
        """
        path = self.target.addresses.path_of(url)
        asked = "GET" if method == "HEAD" else method
        return None if path is None else self.contract.operation_at(asked, path)

    def operation_ids_of(self, exchanges: Iterable[Exchange]) -> list[str]:
        """Return the id of the operation that each of these asked; "" where it is none."""
        return [one.operation_id if one else "" for one in map(self.operation_of, exchanges)]

    def now(self) -> datetime:
        """Return the instant by the latest Date header, moved on by the time since."""
        latest = self.session.latest
        stated = date_of(latest) if latest else None
        if latest is None or stated is None:
            return self.session.instant()
        return stated + (self.session.instant() - latest.started)

    @property
    def _announced_suppliers(self) -> tuple[str, ...]:
        announced = self.discovered.get("suppliers")
        if not isinstance(announced, list):
            return ()
        return tuple(entry for entry in announced if isinstance(entry, str))[:_MOST_SUPPLIERS]


def date_of(exchange: Exchange) -> datetime | None:
    """Return what the Date header of an answer says, or None if it says nothing usable."""
    values = header_values(exchange.response.headers, "date") if exchange.response else ()
    return _instant(values[0]) if values else None


@lru_cache(maxsize=256)
def _instant(text: str) -> datetime | None:
    try:
        stated = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)
