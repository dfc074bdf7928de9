"""Home of the site: everything that the handlers of one mock server ask, put together once."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime

from trustlink.identifiers import Uscc, is_enterprise
from trustlink_mock.announcement import JsonDocument
from trustlink_mock.answers import Facts, Policy, Rules, Sight
from trustlink_mock.authorization import Authorize
from trustlink_mock.clients import Client
from trustlink_mock.clock import Clock
from trustlink_mock.consultations import KeptConsultations
from trustlink_mock.cursors import Cursors
from trustlink_mock.dates import Askable
from trustlink_mock.idempotency import Attempts
from trustlink_mock.problems import Problem
from trustlink_mock.receipts import Seal
from trustlink_mock.registry import Registry
from trustlink_mock.tokens import Tokens
from trustlink_mock.verifications import Verifications
from trustlink_mock.visit import Reply, Visit
from trustlink_mock.written import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Is one mock server without its wiring: facts, rules, clock, clients, what it remembers."""

    discovery: JsonDocument = field(repr=False)
    discovery_reply: Reply = field(repr=False)
    """The same as it is sent: written once."""
    registry: Registry
    policy: Policy
    rules: Rules = field(repr=False)
    clock: Clock
    askable_on: Callable[[datetime], Askable]
    clients: Mapping[str, Client]
    tokens: Tokens
    authorize: Authorize
    source_timeout: float
    cursors: Cursors
    keys_reply: Reply = field(repr=False)
    """The public keys as they are sent: written once."""
    seal: Seal = field(repr=False)
    verifications: Verifications
    consultations: KeptConsultations = field(repr=False)
    attempts: Attempts
    together: Callable[[], AbstractContextManager[object]] = field(repr=False)
    """Makes a context in which verifications and replies are kept together, or not at all."""
    written: Written = field(repr=False)

    def askable(self) -> Askable:
        """Return the days that may be asked about now."""
        return self.askable_on(self.clock())

    def today(self) -> date:
        """Return today's civil date in the announced zone."""
        return self.askable().today

    def facts_of(self, uscc: Uscc) -> Facts:
        """Return the facts of a supplier; raises Problem 404, also for a 92 code (ID-03)."""
        facts = self.registry.find(uscc) if is_enterprise(uscc) else None
        if facts is None:
            raise Problem(404, "supplier-not-found")
        return facts

    def sight_of(self, visit: Visit) -> Sight:
        """Return how a request looks at facts: in this second, by our rules, in its language."""
        language = self.rules.language(visit.headers.get("accept-language"))
        now = self.clock().replace(microsecond=0)
        return Sight(now=now, policy=self.policy, language=language, rules=self.rules)

    async def wait_for(self, slow: Collection[object]) -> None:
        """Wait for slow sources, all at the same time, and then no longer."""
        if slow:
            await asyncio.sleep(self.source_timeout)
