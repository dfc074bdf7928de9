"""Home of the tests of what is said while the checks run."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from trustlink_conformance.progress import Progress
from trustlink_conformance.progress_bar import ProgressBar, bar_on_terminal

FINDING = {"expected": "1", "actual": "0", "pointer": "/counts/counted"}
HOSTILE = {"expected": "1", "actual": "\x1b[2J\u202e[bold]:smile:\n" + 999 * "x", "pointer": ""}


def part(requirement: str, outcome: str, **members: Any) -> dict[str, Any]:
    return {"requirement": requirement, "outcome": outcome, **members}


def check(name: str, *judged: dict[str, Any]) -> dict[str, Any]:
    return {"event": "check", "check": name, "judged": judged}


PASSED, FAILED = part("VIO-01", "PASSED"), part("VIO-04", "FAILED", findings=[FINDING])
EVENTS = [
    {"event": "planned", "checks": [{}, {}, {}]},
    {"event": "exchange", "id": 1},
    check("a::x", PASSED),
    check("a::y", FAILED),
    {"event": "exchange", "id": 2},
    check("b::z", PASSED, part("API-01", "ERROR", reason="TypeError: x"), FAILED),
]


def told(events: list[dict[str, Any]], bar: ProgressBar | None = None) -> str:
    said: list[str] = []
    with Progress(said.append, bar) as progress:
        for event in events:
            progress.take(event)
    return "".join(said)


def terminal() -> tuple[StringIO, ProgressBar]:
    screen = StringIO()
    return screen, ProgressBar(Console(file=screen, force_terminal=True, width=2000))


def test_a_group_has_a_line_and_the_first_failure_of_each_requirement_another() -> None:
    assert told(EVENTS).splitlines() == [
        "3 checks planned",
        "FAILED VIO-04: expected 1, found 0 at /counts/counted",
        "[2/3, 2 requests] a: 2 checks, 1 failed",
        "ERROR API-01: TypeError: x",
        "[3/3, 2 requests] b: 1 check, 1 failed, 1 in error",
    ]


def test_a_should_that_is_not_met_is_warned_of() -> None:
    assert "WARNED VER-09: expected 1" in told([check("a::x", {**FAILED, "requirement": "VER-09"})])


def test_it_moves_while_one_check_sends_many_requests() -> None:
    sent = [{"event": "exchange", "id": at, "check": "generated::\x1b[2J"} for at in range(250)]

    assert told([EVENTS[0], *sent]).splitlines() == [
        "3 checks planned",
        "[0/3, 100 requests] generated::\\u001b[2J ...",
        "[0/3, 200 requests] generated::\\u001b[2J ...",
    ]


def test_what_a_replay_cannot_judge_again_is_no_error() -> None:
    text = told(
        [
            {"event": "unrecorded", "check": "a::x", "text": ""},
            check("a::x", part("API-01", "ERROR", reason="not recorded")),
        ]
    )

    assert text == "[1/0, 0 requests] a: 1 check, 1 not judged again\n"


def test_on_a_terminal_a_bar_moves_and_failures_are_printed_above_it() -> None:
    screen, bar = terminal()

    said = told(EVENTS, bar)

    text = screen.getvalue()
    assert said == ""
    assert "3 checks planned\n" in text
    assert "FAILED VIO-04: expected 1, found 0 at /counts/counted\n" in text
    assert "2 requests" in text
    assert text.endswith("\x1b[?25h") or "\x1b[?25h" in text  # the cursor is shown again


@pytest.mark.parametrize("is_terminal", [False, True])
def test_what_the_site_wrote_is_harmless_and_short(*, is_terminal: bool) -> None:
    screen, bar = terminal()
    hostile = part("VIO-04", "FAILED", findings=[HOSTILE])

    text = told([EVENTS[0], check("a::x", hostile)], bar if is_terminal else None)
    text += screen.getvalue()

    assert "\x1b[2J" not in text
    assert "\u202e" not in text
    assert "found \\u001b[2J\\u202e[bold]:smile:\\nxxx" in text
    assert len(max(text.splitlines(), key=len)) < 500


def test_where_there_is_no_terminal_there_is_no_bar() -> None:
    assert bar_on_terminal() is None
