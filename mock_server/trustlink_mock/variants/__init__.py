"""The variants: each is a harmless difference between sites, to test that nobody minds it."""

from collections.abc import Iterable

from trustlink_mock.substitutions import Substitutions
from trustlink_mock.variants import (
    answers,
    caching,
    contents,
    discovery,
    headers,
    lists,
    problems,
    receipts,
    sources,
    texts,
    tokens,
    traffic,
    verifications,
)
from trustlink_mock.variants.declare import Joint, Variant, choose, declared

__all__ = ["Joint", "Variant", "choose_variants", "list_variants"]

_MODULES = (
    answers, caching, contents, discovery, headers, lists, problems, receipts, sources, texts,
    tokens, traffic, verifications,
)  # fmt: skip
"""Whose import declares them."""


def list_variants() -> tuple[Variant, ...]:
    """Return all variants, by name."""
    return declared()


def choose_variants(variant_ids: Iterable[str]) -> Substitutions:
    """Return the variants of these ids; raises UserError, with near matches, for an unknown one."""
    return choose(variant_ids, list_variants())
