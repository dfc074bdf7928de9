"""Home of the site: the target as a check sees it. Checks ask, and hold the answers to account.

    @requirement("VIO-04")
    def test_the_first_day_of_the_window_counts(site: Site) -> None:
        answer = site.ask("getViolationStatus", uscc="91…", asOf="2026-09-01")
        answer.expect_status(200)
        answer.expect("/counts/counted", 1)

Every `expect` records one comparison; the first that fails ends the check, or its block.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from trustlink.calendar import civil_date
from trustlink.contract import Contract, JsonObject, Operation
from trustlink.requirements import Requirements
from trustlink_conformance.addresses import origin_of
from trustlink_conformance.answer import Answer
from trustlink_conformance.asking import ask, ask_each, ask_together, read, recall
from trustlink_conformance.declare import Mode
from trustlink_conformance.exchange import Origin
from trustlink_conformance.judgement import (
    NO_BACKGROUND,
    Background,
    NotApplicable,
    NotTestable,
    Violation,
)
from trustlink_conformance.ledger import Found, Ledger
from trustlink_conformance.pointer import is_equal, json_line
from trustlink_conformance.question import HeaderValue, Posed, Question, question_of
from trustlink_conformance.requester import Requester
from trustlink_conformance.target import MAIN_CREDENTIAL
from trustlink_conformance.world import World


@dataclass(frozen=True)
class Site:
    """The target, for one check: what it asks and compares goes into the check's ledger."""

    world: World = field(repr=False)
    ledger: Ledger = field(repr=False)
    origin: Origin = field(default=Origin(), repr=False)

    @property
    def mode(self) -> Mode:
        """`sandbox` (the published fixtures are loaded) or `live`."""
        return self.world.target.mode

    @property
    def url(self) -> str:
        """What clients append the contract's paths to, without a slash at the end."""
        return self.world.target.addresses.public_url

    @property
    def origin_url(self) -> str:
        """The origin under which clients know the site."""
        return origin_of(self.url)

    def located(self, answer: Answer, location: str) -> str:
        """Return a Location as clients read it, a whole URL; as it is, if it is none."""
        return self.world.target.addresses.located(answer.exchange.request.url, location)

    @property
    def contract(self) -> Contract:
        """The contract that is judged by."""
        return self.world.contract

    @property
    def requirements(self) -> Requirements:
        """The requirements that are judged by."""
        return self.world.terms.requirements

    @property
    def answer_contract(self) -> Contract:
        """The contract that answers are judged by: enumerations may have grown since ours."""
        return self.world.answer_contract

    @property
    def is_of_later_version(self) -> bool:
        """Whether the target announces a later minor version than that of our contract."""
        return self.world.answer_contract is not self.world.contract

    @property
    def discovery(self) -> JsonObject:
        """The target's discovery document, read once a run; raises NotTestable if it has none."""
        return self.world.discovery()

    @property
    def seed(self) -> int:
        """The seed of this run, for everything that is generated."""
        return self.world.seed

    @property
    def nonce(self) -> str:
        """A text that no other run has, for what a site remembers beyond a run."""
        return self.world.nonce

    @property
    def suppliers(self) -> tuple[str, ...]:
        """The USCCs to ask about: the target file's, or else the discovery document's."""
        return self.world.suppliers()

    def offers(self, profile: str) -> bool:
        """Return whether the profile is announced; `core` always is."""
        return self.world.offers(profile)

    def require_profile(self, profile: str) -> None:
        """Go on only if the profile is announced; raises NotApplicable."""
        if not self.offers(profile):
            raise NotApplicable(f"the profile {profile} is not announced")

    def has_credential(self, label: str) -> bool:
        """Return whether the credential is configured."""
        return self.world.target.credential(label) is not None

    def require_credential(self, label: str) -> None:
        """Go on only if the credential is configured; raises NotTestable."""
        self.world.tokens.require(label)

    def subjects(self, role: str) -> tuple[str, ...]:
        """Return the USCCs given for a role, as `withheld`; raises NotTestable if none is.

        The roles are the keys of [subjects] in the target file: see `target.SUBJECT_ROLES`.
        """
        return self.world.subjects(role)

    def requester(self, country: str) -> Requester:
        """Return a valid requester of SG, TH or VN; raises NotTestable if none is given."""
        return self.world.requester(country)

    @property
    def requesters(self) -> tuple[Requester, ...]:
        """Every valid requester that is given."""
        return self.world.target.requesters

    def now(self) -> datetime:
        """Return the instant by the target's own clock (its Date header); ours if it has none."""
        return self.world.now()

    def today(self) -> date:
        """Return the date in Asia/Shanghai by the target's own clock."""
        return civil_date(self.now())

    def bearer(self, credential: str = MAIN_CREDENTIAL) -> str:
        """Return an access token; raises NotTestable if there is none to be had."""
        return self.world.tokens.held(credential).token

    def expect_token(self, credential: str = MAIN_CREDENTIAL) -> None:
        """Expect a usable token of the token endpoint (RFC 6749 section 5.1)."""
        self.world.tokens.expect(credential, self.ledger)

    def ask(
        self,
        operation_id: str,
        *,
        credential: str | None = MAIN_CREDENTIAL,
        headers: Mapping[str, HeaderValue] | None = None,
        body: Any = None,
        patient: bool = True,
        **parameters: Any,
    ) -> Answer:
        """Ask an operation of the contract; parameters are those of its path and query.

        A parameter that is None is left out; `from_` stands for `from`; a list is repeated.
        `credential` is the label of a client, or `label/scope` for a token of that scope alone;
        None sends no Authorization. A patient check waits for a 429 to pass (at most Retry-After
        30 s, three times) and raises NotTestable if it does not.
        """
        question = self._question(operation_id, parameters, credential, headers, body)
        question = replace(question, patient=patient)
        return self._answer(question, _asking(self.origin, operation_id))

    def read(
        self,
        operation_id: str,
        *,
        credential: str | None = MAIN_CREDENTIAL,
        headers: Mapping[str, HeaderValue] | None = None,
        body: Any = None,
        **parameters: Any,
    ) -> Answer:
        """Ask as `ask` does, but the same question once a run: checks share its answer.

        For checks that look at what is answered; what depends on when it is asked, or how often,
        is for `ask`.
        """
        question = self._question(operation_id, parameters, credential, headers, body)
        return read(self.world, self.ledger, question, _asking(self.origin, operation_id))

    def ask_together(
        self,
        operation_id: str,
        *,
        times: int,
        headers: Mapping[str, HeaderValue] | None = None,
        body: Any = None,
        **parameters: Any,
    ) -> list[Answer]:
        """Ask as `ask` does, so many times at once (at most 10); a 429 is an answer like others."""
        question = self._question(operation_id, parameters, MAIN_CREDENTIAL, headers, body)
        origin = _asking(self.origin, operation_id)
        return ask_together(self.world, self.ledger, question, origin, times=times)

    def operation_of(self, answer: Answer) -> Operation | None:
        """Return the operation of the contract that was asked; None if there is no such one."""
        return self.world.operation_of(answer.exchange)

    def path_of(self, url: str) -> str | None:
        """Return the contract's path that a URL asked; None if it is of another place."""
        return self.world.target.addresses.path_of(url)

    def permits(self, url: str) -> bool:
        """Return whether a URL that the target supplied may be asked: see `send`."""
        return self.world.session.permits(url)

    def recall(self, *operation_ids: str) -> list[Answer]:
        """Return what these operations answered to the checks of this run so far; none: to all."""
        return recall(self.world, self.ledger, *operation_ids)

    def send(  # noqa: PLR0913 -- the parts of a request, each optional and by name
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        credential: str | None = MAIN_CREDENTIAL,
        headers: Mapping[str, HeaderValue] | None = None,
        body: Any = None,
        content: bytes | None = None,
        patient: bool = True,
    ) -> Answer:
        """Send a request as it is: `path` already percent-encoded, `content` as raw bytes.

        An Authorization among the headers goes out as given, instead of the credential's, `{token}`
        in it as the credential's token. In place of the path a URL may stand that the target
        supplied: if it leads elsewhere than to the target or `allow_origins`, Violation is raised.
        """
        self._refuse_foreign(path)
        question = Question(
            method=method,
            path=path,
            query=dict(query or {}),
            headers=dict(headers or {}),
            body=body,
            content=content,
            credential=credential,
            patient=patient,
        )
        return self._answer(question, self.origin)

    def ask_each(self, questions: Iterable[Posed]) -> Iterator[Answer]:
        """Ask questions that do not depend on each other, a few at a time, with patience."""
        return ask_each(self.world, self.ledger, questions)

    def expect(  # noqa: PLR0913 -- what is shown of a failure, each by name
        self,
        description: str,
        expected: Any,
        actual: Any,
        *answers: Answer,
        pointer: str = "",
        hint: str = "",
        details: tuple[str, ...] = (),
    ) -> None:
        """Expect two JSON values to be equal: a relation between answers, or within one."""
        holds = is_equal(expected, actual)
        told = description if holds else f"{description}: {json_line(expected)}"
        self.expect_that(
            told, actual, *answers, holds=holds, pointer=pointer, hint=hint, details=details
        )

    def expect_that(  # noqa: PLR0913 -- what is shown of a failure, each by name
        self,
        description: str,
        actual: Any,
        *answers: Answer,
        holds: bool,
        pointer: str = "",
        hint: str = "",
        details: tuple[str, ...] = (),
    ) -> None:
        """Expect what the description says; `actual` is shown if it does not hold."""
        self.ledger.compare(
            description,
            actual,
            pointer=pointer,
            exchanges=tuple(answer.id for answer in answers),
            passed=holds,
            background=NO_BACKGROUND
            if holds
            else Background(hint, tuple(answer.exchange for answer in answers), details=details),
        )

    @contextmanager
    def judging(self, requirement: str) -> Iterator[None]:
        """Judge one of the check's requirements in the block: its violation ends only the block.

            with site.judging("VIO-02"):
                answer.expect("/window/from", "2023-09-01")

        A requirement for which nothing was compared is an ERROR of the check.
        """
        outer, self.ledger.scope = self.ledger.scope, requirement
        try:
            yield
        except Violation as violation:
            self.ledger.found.append(Found(violation, requirement))
        except (NotTestable, NotApplicable) as excuse:
            self.ledger.excused[requirement] = excuse
        finally:
            self.ledger.scope = outer

    def about(self, **origin: Any) -> "Site":
        """Return the site whose exchanges are marked: case, scenario, phase, location, seed."""
        return replace(self, origin=replace(self.origin, **origin))

    def _refuse_foreign(self, path: str) -> None:
        if not path.startswith("/") and not self.permits(path):
            raise Violation("a URL of the site's own origin or of allow_origins", path)

    def _question(
        self,
        operation_id: str,
        parameters: Mapping[str, Any],
        credential: str | None,
        headers: Mapping[str, HeaderValue] | None,
        body: Any,
    ) -> Question:
        operation = self.contract.operation(operation_id)
        return question_of(operation, parameters, body=body, headers=headers, credential=credential)

    def _answer(self, question: Question, origin: Origin) -> Answer:
        return ask(self.world, self.ledger, question, origin)


@lru_cache(maxsize=4096)
def _asking(origin: Origin, operation_id: str) -> Origin:
    return replace(origin, operation=operation_id)
