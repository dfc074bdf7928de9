"""Stale data: where an answer shows some, and whether they decide outcomes."""

from collections.abc import Iterator

from trustlink.contract import Contract, JsonObject


def stale_data_decide_nothing(contract: Contract) -> bool:
    """Return whether the contract, overlays applied, lets fresh data alone decide an outcome."""
    stated = contract.schema("Discovery")["properties"].get("staleData", {})
    return "INDETERMINATE" in stated.get("enum", ())


def is_stale(told: JsonObject) -> bool:
    """Return whether a single answer shows stale data."""
    return "STALE" in freshness_of(told)


def freshness_of(told: JsonObject) -> Iterator[str]:
    """Yield the freshness of everything that a single answer shows."""
    for one in (told, *told.get("ratings", ()), *told.get("coverage", ())):
        if "provenance" in one:
            yield one["provenance"]["freshness"]
