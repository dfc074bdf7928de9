"""Home of the ledger: what one check asked, compared and found."""

from dataclasses import dataclass, field

from trustlink_conformance.exchange import Exchange
from trustlink_conformance.judgement import (
    NO_BACKGROUND,
    Background,
    Comparison,
    NotApplicable,
    NotTestable,
    Violation,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A violation, and the one requirement it speaks of (None: all that the check declares)."""

    violation: Violation
    requirement: str | None = None


@dataclass(slots=True)
class Ledger:
    """Collects while a check runs; the plugin reads it when the check has ended."""

    check: str = ""
    requirements: tuple[str, ...] = ()
    """Those that the check judges in this run; empty: all that it declares."""
    comparisons: list[Comparison] = field(default_factory=list)
    exchanges: list[int] = field(default_factory=list)
    shared: list[Exchange] = field(default_factory=list)
    """Those of `exchanges` that an earlier check made."""
    recalled: set[int] = field(default_factory=set)
    """Those of `shared` that the check looks at only because it looks at every answer."""
    recalled_operations: set[str] = field(default_factory=set)
    """The operations all of whose answers so far were looked at; "" for every answer at all."""
    subjects: set[str] = field(default_factory=set)
    found: list[Found] = field(default_factory=list)
    excused: dict[str, NotTestable | NotApplicable] = field(default_factory=dict)
    """Why a requirement could not be judged in its own block."""
    digests: dict[str, str] = field(default_factory=dict)
    """What a later run can be compared by: of the requests that were generated, if any were."""
    scope: str | None = None
    """The requirement that is being judged at the moment; None: all of the check's."""

    def compare(  # noqa: PLR0913 -- the parts of a comparison, each by name
        self,
        expected: object,
        actual: object,
        *,
        pointer: str,
        exchanges: tuple[int, ...],
        passed: bool,
        background: Background = NO_BACKGROUND,
    ) -> None:
        """Record one comparison; raise Violation if it failed."""
        self.comparisons.append(
            Comparison(expected, actual, pointer, exchanges, passed, self.scope)
        )
        if not passed:
            raise Violation(
                expected,
                actual,
                pointer=pointer,
                exchanges=exchanges,
                background=background,
            )
