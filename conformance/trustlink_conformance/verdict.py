"""Home of the verdict: from outcomes to one word, an exit code and a count. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from trustlink_conformance.declare import Mode
from trustlink_conformance.results import Outcome

_BINDING = ("MUST", "MUST_NOT")

NOT_JUDGED = "neither the truth of data nor the quality of a supplier was judged"
"""What CONFORMANT does not mean. The verdict's text contains it, and so does each view of it."""

STATUS = "assumed contract, unofficial"
"""What stands beside a verdict in views that have no room for the whole explanation."""


class Word(StrEnum):
    """The verdict's word."""

    CONFORMANT = "CONFORMANT"
    NOT_CONFORMANT = "NOT_CONFORMANT"
    INCOMPLETE = "INCOMPLETE"
    ERROR = "ERROR"
    SELECTION = "SELECTION"
    """Nothing failed, but not everything was asked: it gives no verdict."""


EXIT_CODES = {
    Word.CONFORMANT: 0,
    Word.SELECTION: 0,
    Word.NOT_CONFORMANT: 1,
    Word.INCOMPLETE: 3,
    Word.ERROR: 4,
}
"""2 is the user's call or configuration: there is no verdict then."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A requirement's level and what it has come to."""

    id: str
    level: str
    outcome: Outcome
    is_known: bool = False
    """Whether it failed, and the tester has listed the failure as known."""
    leg: str = ""
    """`live` or `sandbox`: which run shows it, if the verdict rests on two."""

    @property
    def is_binding(self) -> bool:
        """Whether the verdict's word depends on it."""
        return self.level in _BINDING


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word, the exit code and the one line that says both with the count."""

    word: Word
    exit_code: int
    text: str


def outcome_of(level: str, parts: Iterable[Outcome]) -> Outcome:
    """Return what a requirement has come to, by what each of its checks has.

    Failed beats broken beats not testable beats passed; not applicable counts only alone.
    """
    found = set(parts)
    if Outcome.FAILED in found:
        return Outcome.FAILED if level in _BINDING else Outcome.WARNED
    for outcome in (Outcome.ERROR, Outcome.NOT_TESTABLE, Outcome.PASSED, Outcome.NOT_APPLICABLE):
        if outcome in found:
            return outcome
    return Outcome.NOT_TESTABLE


def verdict_of(
    ruled: Sequence[Ruled], *, mode: Mode, total: int, selection: bool, problems: Sequence[str] = ()
) -> Verdict:
    """Return the verdict on requirements that were ruled, out of `total` that there are.

    A failed MUST decides, even beside errors; then errors, then a MUST that is not testable.
    `problems` are those of the run as a whole: interrupted, crashed, other checks than planned.
    """
    word = _word(ruled, selection=selection, has_problems=bool(problems))
    return Verdict(word, EXIT_CODES[word], _text(word, ruled, mode, total, selection=selection))


def tolerant_exit_code(
    ruled: Sequence[Ruled], *, selection: bool, problems: Sequence[str], has_stale: bool
) -> int:
    """Return the exit code for who has listed known failures: they count as if they had passed.

    The word stays what it is. A list with stale entries is the user's to mend: 2, unless something
    worse has happened.
    """
    rest = [replace(one, outcome=Outcome.PASSED) if one.is_known else one for one in ruled]
    code = EXIT_CODES[_word(rest, selection=selection, has_problems=bool(problems))]
    return 2 if has_stale and code in (0, 3) else code


def _word(ruled: Sequence[Ruled], *, selection: bool, has_problems: bool) -> Word:
    binding = {rule.outcome for rule in ruled if rule.is_binding}
    if Outcome.FAILED in binding:
        return Word.NOT_CONFORMANT
    if has_problems or any(rule.outcome is Outcome.ERROR for rule in ruled):
        return Word.ERROR
    if Outcome.NOT_TESTABLE in binding:
        return Word.INCOMPLETE
    if not any(rule.outcome is Outcome.PASSED for rule in ruled):
        return Word.INCOMPLETE
    return Word.SELECTION if selection else Word.CONFORMANT


def _text(word: Word, ruled: Sequence[Ruled], mode: Mode, total: int, *, selection: bool) -> str:
    counts = Counter(rule.outcome for rule in ruled)
    legs = Counter(rule.leg for rule in ruled if rule.outcome is Outcome.PASSED and rule.leg)
    known = sum(rule.is_known and rule.outcome is Outcome.FAILED for rule in ruled)
    if legs and word is Word.CONFORMANT:
        parts = [f"live {legs['live']}", f"sandbox {legs['sandbox']}"]
    else:
        parts = [mode, *_counted(word, counts, known)]
        parts[-1] += f" ({legs['sandbox']} by the sandbox run)" if legs["sandbox"] else ""
    parts[-1] += f" of {total} requirements"
    if word is Word.CONFORMANT and counts[Outcome.WARNED]:
        parts.append(_warnings(counts[Outcome.WARNED]))
    if selection:
        parts.append(f"a selection of {len(ruled)}, which gives no verdict")
    limits = f"; {NOT_JUDGED}" if word is Word.CONFORMANT else ""
    return f"{word} ({', '.join(parts)}{limits})"


def _counted(word: Word, counts: Counter[Outcome], known: int) -> list[str]:
    if word is Word.CONFORMANT:
        return [str(counts[Outcome.PASSED])]
    shown = [
        (Outcome.FAILED, "failed"),
        (Outcome.ERROR, "in error"),
        (Outcome.NOT_TESTABLE, "not testable"),
        (Outcome.WARNED, "warned"),
    ]
    others = [f"{counts[outcome]} {name}" for outcome, name in shown if counts[outcome]]
    if known:
        others.insert(1, f"{known} known")
    return [*others, f"{counts[Outcome.PASSED]} passed"]


def _warnings(count: int) -> str:
    return f"{count} warning" if count == 1 else f"{count} warnings"
