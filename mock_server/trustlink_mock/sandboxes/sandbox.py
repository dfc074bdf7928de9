"""Home of the sandbox: one site with its own clock, memory and conditions, which can be changed."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from starlette.types import ASGIApp

from trustlink.calendar import civil_date
from trustlink.contract import Contract
from trustlink.terms import load_terms
from trustlink_fixtures.announced import announced_discovery
from trustlink_mock.answers import Facts, Rules, policy_of
from trustlink_mock.answers.vocabulary import Json, JsonObject
from trustlink_mock.app import assembled
from trustlink_mock.clients import clients_of
from trustlink_mock.clock import Clock, SettableClock
from trustlink_mock.consultations import KeptConsultations
from trustlink_mock.expected import Questions, expected_answers
from trustlink_mock.more_suppliers import MoreSuppliers
from trustlink_mock.sandboxes.adjustments import Adjustment, in_situation_of, silent_since
from trustlink_mock.sandboxes.conditions import Conditions, State
from trustlink_mock.sandboxes.journal import Journal
from trustlink_mock.sandboxes.quota import Meter, Quota
from trustlink_mock.sandboxes.shelves import Shelf
from trustlink_mock.settings import Settings
from trustlink_mock.tokens import Tokens

_KEPT_APPLICATIONS = 8


@dataclass(frozen=True, slots=True)
class Twist:
    """Is what one request asks to be otherwise; without either it is the site as it stands."""

    defect: str | None = None
    scenario: str | None = None


PLAIN = Twist()


@dataclass(frozen=True, slots=True)
class _Joined:
    """Is the suppliers that the server was started with, and those that were put in."""

    before: MoreSuppliers
    put_in: Mapping[str, JsonObject]

    def documents(self) -> Iterator[JsonObject]:
        """Yield those first that were there first."""
        yield from self.before.documents()
        yield from self.put_in.values()


class Sandbox:
    """Is one site whose conditions can be changed while it is in use.

    Its applications are made when they are needed; all go on with the same memory. What was changed
    of it stands on its shelf, where others may change it too.
    """

    def __init__(self, settings: Settings, shelf: Shelf) -> None:
        self._start, self._shelf = settings, shelf
        self.clock = _own(settings.clock)
        self._settings = replace(settings, clock=self.clock)
        self._first_hands = self.clock.hands
        self._first_conditions = Conditions(defects=settings.defects)
        self._apps: OrderedDict[Twist, ASGIApp] = OrderedDict()
        self._plain: ASGIApp | None = None
        """The application for requests that want nothing otherwise: most of them."""
        self.conditions = self._first_conditions
        self._meter: Meter | None = None
        self._resets = 0
        self.catch_up()

    def reset(self) -> None:
        """Return to how the sandbox was when the server started; tokens stay good."""
        with self.changing():
            self._shelf.clear()
            self.clock.turn_to(self._first_hands)
            self._take(self._first_conditions)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Change the sandbox, while nobody else does; whoever shares its shelf follows."""
        with self._shelf.changing():
            self.catch_up()
            yield
            self._shelf.put(self._state())

    def catch_up(self) -> None:
        """Take over what others have changed."""
        news = self._shelf.news()
        if news is None:
            return
        self.clock.turn_to(news.hands or self._first_hands)
        conditions = news.conditions or self._first_conditions
        if (conditions, news.resets) != (self.conditions, self._resets):
            self._resets = news.resets
            self._take(conditions)

    @property
    def name(self) -> str:
        """The name; "" is the default sandbox."""
        return self._start.sandbox

    @property
    def shelf_number(self) -> int:
        """The number of the shelf on which it is kept."""
        return self._shelf.number

    @property
    def journal(self) -> Journal:
        """The journal of its requests."""
        return self._shelf.journal

    @property
    def journal_key(self) -> bytes:
        """The key of the digests in its journal."""
        return self._shelf.memory.journal_key

    @property
    def kept_verifications(self) -> int:
        """How many verifications it remembers."""
        return len(self._shelf.memory.verifications)

    @property
    def consultations(self) -> KeptConsultations:
        """What getConsultation knows."""
        return self._shelf.memory.consultations

    def change(
        self,
        *,
        defects: tuple[str, ...] | None = None,
        suppliers: Mapping[str, JsonObject] | None = None,
    ) -> None:
        """Exchange defects or suppliers; raises UserError, then nothing is changed."""
        with self.changing():
            now = self.conditions
            self._try(
                replace(
                    now,
                    defects=now.defects if defects is None else defects,
                    suppliers=now.suppliers if suppliers is None else suppliers,
                )
            )

    def limit(self, quota: Quota | None) -> None:
        """Set the quota, None for no limit; the count begins anew."""
        with self.changing():
            self._try(replace(self.conditions, quota=quota))

    def silence(self, since: datetime | None) -> None:
        """Let the registers say nothing new since an instant; None lets them go on."""
        with self.changing():
            self._try(replace(self.conditions, silent_since=since))

    @property
    def contract(self) -> Contract:
        """The contract that its site follows."""
        return load_terms(self._start.overlays).contract

    @property
    def origin(self) -> str:
        """The origin that its clients use."""
        return self._start.public_url

    def token(self) -> str:
        """Return a new token of its first client, good for all that the client may do."""
        client = next(iter(clients_of(self.name).values()))
        tokens = Tokens(self.origin, self.clock, self._shelf.memory.token_key, self._start.chance)
        return tokens.issue(client, client.scopes)

    def expected_about(self, facts: Facts, *, as_of: date | None = None) -> list[Json]:
        """Return what a conforming site answers about these facts at the sandbox's time."""
        policy, now = policy_of(announced_discovery(self.contract)), self.clock()
        today = as_of or civil_date(now)
        questions = Questions(
            as_of=today, periods=Rules().default_periods(today), now=now, policy=policy
        )
        return list(expected_answers(facts, questions))

    def app(self, twist: Twist = PLAIN) -> ASGIApp:
        """Return the application for a request; raises UserError for an unknown twist."""
        if twist is PLAIN and self._plain is not None:
            return self._plain
        if twist not in self._apps:
            self._apps[twist] = self._made(twist)
            if len(self._apps) > _KEPT_APPLICATIONS:
                del self._apps[next(one for one in self._apps if one != PLAIN)]
        if twist == PLAIN:
            self._plain = self._apps[twist]
        return self._apps[twist]

    def _state(self) -> State:
        hands, conditions = self.clock.hands, self.conditions
        return State(
            hands=None if hands == self._first_hands else hands,
            conditions=None if conditions == self._first_conditions else conditions,
        )

    def _try(self, conditions: Conditions) -> None:
        before, meter = self.conditions, self._meter
        try:
            self._take(conditions)
            self.app()
        except Exception:
            self.conditions, self._meter = before, meter
            raise

    def _take(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self._meter = self._metering(conditions.quota)
        self._apps.clear()
        self._plain = None

    def _metering(self, quota: Quota | None) -> Meter | None:
        return Meter(quota, self.clock, self._shelf.new_count()) if quota else None

    def _made(self, twist: Twist) -> ASGIApp:
        conditions = self.conditions
        more = (twist.defect,) if twist.defect else ()
        settings = replace(
            self._settings,
            defects=tuple(dict.fromkeys((*conditions.defects, *more))),
            suppliers=_Joined(self._start.suppliers, conditions.suppliers),
        )
        return assembled(settings, self._shelf.memory, first=tuple(self._adjustments(twist)))

    def _adjustments(self, twist: Twist) -> Iterator[Adjustment]:
        if twist.scenario:
            yield in_situation_of(twist.scenario)
        if self.conditions.silent_since:
            yield silent_since(self.conditions.silent_since)
        if self._meter:
            yield from self._meter.adjustments()


def _own(clock: Clock) -> SettableClock:
    """Return a clock that nobody else sets, showing what that one shows."""
    return replace(clock) if isinstance(clock, SettableClock) else SettableClock(clock)
