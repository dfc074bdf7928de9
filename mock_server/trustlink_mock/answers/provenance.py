"""Home of what is said of sources: whether they answer, and where a datum comes from."""

from collections.abc import Iterable

from trustlink_mock.answers.facts import Facts, Source
from trustlink_mock.answers.sight import Sight, SourceTrouble
from trustlink_mock.answers.vocabulary import Authority, Item, Json, JsonObject, ReasonCode
from trustlink_mock.clock import instant_text


def trouble(facts: Facts, authority: Authority, *, sight: Sight) -> ReasonCode | None:
    """Return why the source of an authority says nothing, None if it answers."""
    return sight.rules.trouble(facts.sources.get(authority))


def undecided(
    facts: Facts, authorities: Iterable[Authority], item: Item, *, sight: Sight
) -> tuple[ReasonCode, ...]:
    """Return why sources decide no outcome: in trouble, or stale where the policy says so."""
    found = (
        trouble(facts, authority, sight=sight) or _staleness(facts, authority, item, sight=sight)
        for authority in authorities
    )
    return tuple(reason for reason in found if reason is not None)


def _staleness(
    facts: Facts, authority: Authority, item: Item, *, sight: Sight
) -> ReasonCode | None:
    shown = provenance(facts.sources[authority], item, sight=sight)
    return None if decides(shown, sight=sight) else "SOURCE_UNAVAILABLE"


def decides(shown: JsonObject, *, sight: Sight) -> bool:
    """Return whether a datum of this provenance decides an outcome (RT-03)."""
    return shown["freshness"] == "FRESH" or not sight.policy.stale_is_indeterminate


def require_answer(facts: Facts, authority: Authority, *, sight: Sight) -> Source:
    """Return the source of an authority; raises SourceTrouble if it does not answer."""
    reason = trouble(facts, authority, sight=sight)
    if reason is not None:
        raise SourceTrouble("SLOW" if reason == "SOURCE_TIMEOUT" else "DOWN", authority)
    return facts.sources[authority]


def provenance(source: Source, item: Item, *, sight: Sight) -> Json:
    """Return the contract's Provenance of a datum of that item (RT-03)."""
    as_of = sight.rules.data_as_of(source, sight.now)
    age = sight.now - as_of
    return {
        "authority": source.authority,
        "method": source.method,
        "retrievedAt": instant_text(sight.rules.retrieved_at(source, sight.now)),
        "dataAsOf": instant_text(as_of),
        "freshness": sight.rules.freshness(age, sight.policy.max_staleness[item]),
    }
