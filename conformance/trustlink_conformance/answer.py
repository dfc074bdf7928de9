"""Home of the answer: what came back, with the words to hold it against a requirement."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from trustlink.errors import IdentifierError
from trustlink.json_text import JsonDocument, JsonFault, read_json
from trustlink_conformance.exchange import Exchange, Failure, Headers
from trustlink_conformance.hints import Hint
from trustlink_conformance.instead import instead_of_json
from trustlink_conformance.judgement import JSON_BODY, NO_BACKGROUND, Background, Violation, Words
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.places import Place
from trustlink_conformance.pointer import ABSENT, is_equal, json_line, value_at
from trustlink_conformance.usual_causes import hint_for_text

_STUMBLES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)


@dataclass(frozen=True)
class Answer:
    """One answer of the target. Every `expect` records a comparison and raises Violation."""

    exchange: Exchange
    ledger: Ledger = field(repr=False)

    @property
    def id(self) -> int:
        """The number of the exchange in the evidence."""
        return self.exchange.id

    @property
    def failed(self) -> bool:
        """Whether there is no complete answer: refused, cut off, too late, too large."""
        return self.exchange.failure is not None

    @property
    def status(self) -> int:
        """The HTTP status; raises Violation if there is no complete answer."""
        self._require_complete("an HTTP answer")
        return self.exchange.response.status if self.exchange.response else 0

    @property
    def headers(self) -> Headers:
        """The header lines as received; empty if no answer came."""
        return self.exchange.response.headers if self.exchange.response else ()

    @property
    def content(self) -> bytes:
        """The body, inflated; empty if no answer came."""
        return self.exchange.response.body if self.exchange.response else b""

    @property
    def text(self) -> str:
        """The body as UTF-8, with U+FFFD for what is none."""
        return self.content.decode("utf-8", "replace")

    @property
    def seconds(self) -> float:
        """From the first byte sent, connecting included, to the last byte received."""
        return self.exchange.seconds

    @property
    def json(self) -> Any:
        """The body as JSON; raises Violation if it is none that may be used."""
        read = self._read
        if isinstance(read, JsonDocument) and not self.failed:
            return read.value
        self._require_complete(JSON_BODY)
        fault = read.message if isinstance(read, JsonFault) else ""
        raise Violation(
            JSON_BODY,
            Words(self._instead or fault),
            exchanges=(self.id,),
            background=Background(hint_for_text(self.content), (self.exchange,)),
        )

    @property
    def is_json(self) -> bool:
        """Whether the body, complete or not, can be used as JSON."""
        return isinstance(self._read, JsonDocument)

    @property
    def places(self) -> list[Place]:
        """Every value within the body; raises Violation as `json` does."""
        _ = self.json
        return self.exchange.response.places if self.exchange.response else []

    @property
    def repeated_members(self) -> tuple[str, ...]:
        """Names that occur twice in one object of the body (RFC 8259 section 4)."""
        read = self._read
        return read.repeated if isinstance(read, JsonDocument) else ()

    def header(self, name: str) -> str | None:
        """Return a header's value, repeated lines joined by ", "; None if it is absent."""
        response = self.exchange.response
        return response.fields.get(name.lower()) if response else None

    def get(self, pointer: str, default: Any = None) -> Any:
        """Return the member at a JSON pointer, or the default; records no comparison."""
        value = value_at(self.json, pointer)
        return default if value is ABSENT else value

    def value(self, pointer: str) -> Any:
        """Return the member at a JSON pointer; raises Violation if it is absent."""
        value = value_at(self.json, pointer)
        if value is ABSENT:
            raise Violation(
                "a member",
                ABSENT,
                pointer=pointer,
                exchanges=(self.id,),
                background=Background(answers=(self.exchange,)),
            )
        return value

    def expect_status(self, *statuses: int, hint: str = "") -> None:
        """Expect one of these HTTP statuses; the hint is for a site that answered."""
        expected, passed = " or ".join(map(str, statuses)), self._has_status(statuses)
        actual = self.status if passed else self._told_status
        usual = "" if self.failed or self.status in (429, *range(500, 600)) else hint
        self._compare(expected, actual, "status", passed=passed, hint=usual)

    def expect(self, pointer: str, expected: Any, *, hint: str = "") -> None:
        """Expect the member to be this JSON value (true is not 1, 1.0 is 1)."""
        actual = self._look(pointer)
        passed = is_equal(expected, actual)
        told = expected if passed else json_line(expected)
        self._compare(told, actual, pointer, passed=passed, hint=hint)

    def expect_that(
        self,
        pointer: str,
        description: str,
        predicate: Callable[[Any], object],
        *,
        hint: str = "",
    ) -> None:
        """Expect the member to be what the description says; absent members fail.

        A predicate that stumbles over a value of an unforeseen type has failed.
        """
        actual = self._look(pointer)
        passed = actual is not ABSENT and _holds(predicate, actual)
        self._compare(description, actual, pointer, passed=passed, hint=hint)

    def expect_absent(self, pointer: str, *, hint: str = "") -> None:
        """Expect no such member (null is a member)."""
        actual = self._look(pointer)
        usual = Hint.NULL_FOR_ABSENT if actual is None else hint
        self._compare(ABSENT, actual, pointer, passed=actual is ABSENT, hint=usual)

    def expect_present(self, pointer: str) -> None:
        """Expect the member, whatever its value."""
        actual = self._look(pointer)
        self._compare("present", actual, pointer, passed=actual is not ABSENT)

    def expect_header(self, name: str, expected: str, *, hint: str = "") -> None:
        """Expect exactly this value of a header."""
        self.expect_header_that(name, expected, lambda value: value == expected, hint=hint)

    def expect_header_that(
        self,
        name: str,
        description: str,
        predicate: Callable[[str], object],
        *,
        hint: str = "",
    ) -> None:
        """Expect the header's value to be what the description says; an absent one fails."""
        self._require_complete(f"the header {name}")
        actual = self.header(name)
        passed = actual is not None and _holds(predicate, actual)
        shown = ABSENT if actual is None else actual
        self._compare(description, shown, f"header {name}", passed=passed, hint=hint)

    def expect_no_header(self, name: str) -> None:
        """Expect no such header."""
        self._require_complete(f"no header {name}")
        actual = self.header(name)
        shown = ABSENT if actual is None else actual
        self._compare(ABSENT, shown, f"header {name}", passed=actual is None)

    @cached_property
    def _read(self) -> JsonDocument | JsonFault:
        response = self.exchange.response
        return response.document if response else read_json(b"")

    @property
    def _told_status(self) -> object:
        failure = self.exchange.failure
        if failure is not None:
            return _incomplete(failure)
        return Words(f"{self.status}, {self._instead}") if self._instead else self.status

    @property
    def _instead(self) -> str:
        """What a complete answer is, if it is a redirect or a page."""
        return instead_of_json(self.exchange.response) if self.exchange.response else ""

    def _has_status(self, statuses: tuple[int, ...]) -> bool:
        return not self.failed and self.status in statuses

    def _look(self, pointer: str) -> Any:
        return value_at(self.json, pointer)

    def _require_complete(self, expected: str) -> None:
        failure = self.exchange.failure
        if failure is not None:
            told = _incomplete(failure)
            background = Background(answers=(self.exchange,))
            raise Violation(expected, told, exchanges=(self.id,), background=background)

    def _compare(
        self, expected: object, actual: object, pointer: str, *, passed: bool, hint: str = ""
    ) -> None:
        self.ledger.compare(
            expected,
            actual,
            pointer=pointer,
            exchanges=(self.id,),
            passed=passed,
            background=Background(hint, (self.exchange,)) if not passed else NO_BACKGROUND,
        )


def _incomplete(failure: Failure) -> Words:
    return Words(f"no complete answer: {failure.message}")


def _holds(predicate: Callable[[Any], object], value: Any) -> bool:
    try:
        return bool(predicate(value))
    except (*_STUMBLES, IdentifierError):
        return False
