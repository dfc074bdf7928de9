"""Home of the reasons: codes with their sentences."""

from collections.abc import Iterable, Sequence

from trustlink_mock.answers.sight import Sight
from trustlink_mock.answers.texts import naming
from trustlink_mock.answers.vocabulary import Json, ReasonCode


def explained(codes: Sequence[ReasonCode], shown: Iterable[Json], *, sight: Sight) -> list[Json]:
    """Return the contract's Reasons of a result that shows these provenances (EXP-01)."""
    rules = sight.rules
    codes = rules.with_staleness(codes, [provenance["freshness"] for provenance in shown])
    return [{"code": code, "message": _sentence(code, sight)} for code in codes]


def _sentence(code: ReasonCode, sight: Sight) -> str:
    text = sight.rules.sentence(code, sight.language)
    return naming(text, sight.policy.authorities, sight.language)
