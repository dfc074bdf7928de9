"""Home of what a check can say: a comparison, a violation, not testable, not applicable.

Violation              the target's: it does not do what the requirement says
NotTestable            the tester's: a subject, credential or permission is missing
NotApplicable          nobody's: the requirement does not speak of this target
MisconfigurationError  the tester's: what is configured is refused; ends the whole run
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from trustlink.errors import UserError
from trustlink.schemas import Fault
from trustlink_conformance.exchange import Exchange

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that was held against the target and could have failed."""

    expected: object
    actual: object
    pointer: str
    """JSON pointer into the answer, "status", or "header <name>"; "" where none fits."""
    exchanges: tuple[int, ...]
    passed: bool
    requirement: str | None = None
    """The one requirement that is judged by it; None: every one that the check declares."""


@dataclass(frozen=True, slots=True)
class InvalidPart:
    """The part of a request that the contract does not admit: a site has to refuse it."""

    place: str
    """JSON pointer into the body, or `query asOf`, `path uscc`."""
    constraint: str
    """The keyword of JSON Schema that is not met, with what it demands: `maxLength 35`."""
    value: object


@dataclass(frozen=True, slots=True)
class Background:
    """What helps to understand a comparison that failed."""

    hint: str = ""
    """What usually causes exactly this."""
    answers: tuple[Exchange, ...] = ()
    """What was compared, as far as it is known; else the numbers of exchanges alone."""
    invalid: InvalidPart | None = None
    fault: Fault | None = None
    """What the schema does not admit, if that is what was compared."""
    details: tuple[str, ...] = ()
    """More of what was compared, a line each."""


NO_BACKGROUND = Background()
JSON_BODY = "a JSON body"


class Words(str):
    """A text of ours about an answer, where a value of the answer would stand otherwise."""

    __slots__ = ()


class Violation(AssertionError):  # noqa: N818 -- the suite's own word for what the target did
    """Says what was expected of the target and what it did instead.

    A text in `expected` is words; one in `actual` is a value of the target's, unless it is `Words`.
    """

    def __init__(
        self,
        expected: object,
        actual: object,
        *,
        pointer: str = "",
        exchanges: tuple[int, ...] = (),
        background: Background = NO_BACKGROUND,
    ) -> None:
        told = f"expected {expected!r:.500}, found {actual!r:.500}"  # pytest keeps it to the end
        super().__init__(f"{told} at {pointer or 'the answer'}")
        self.expected = expected
        self.actual = actual
        self.pointer = pointer
        self.exchanges = exchanges
        self.background = background

    @property
    def is_unreadable(self) -> bool:
        """Whether a complete response has no JSON to compare."""
        return self.expected == JSON_BODY


class NotTestable(Exception):  # noqa: N818 -- the suite's own word for an outcome, not an error
    """Says what is missing, and what the tester can give so that it can be judged."""

    def __init__(self, reason: str, *, provide: str, need: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.provide = provide
        self.need = need
        """What is missing, as requirements.yaml names it; "" for anything else."""


class NotApplicable(Exception):  # noqa: N818 -- the suite's own word for an outcome, not an error
    """Says why the requirement does not speak of this target."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MisconfigurationError(UserError):
    """Ends the run: what the tester configured is refused by the target."""


def not_testable(reason: str, *, provide: str) -> NoReturn:
    """End the check as NOT_TESTABLE; `provide` says what the tester can give."""
    raise NotTestable(reason, provide=provide)


def not_applicable(reason: str) -> NoReturn:
    """End the check as NOT_APPLICABLE."""
    raise NotApplicable(reason)


def where_known(read: Callable[[], Value]) -> Value:
    """Return what a reading gives; raises NotApplicable where that is not testable.

    For a requirement that is judged by other things as well, and can do without this one.
    """
    try:
        return read()
    except NotTestable as excuse:
        raise NotApplicable(excuse.reason) from excuse
