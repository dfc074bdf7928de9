"""The variants: each is a harmless difference between sites, to test that nobody minds it."""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

from trustlink_mock.substitutions import Substitutions
from trustlink_mock.variants.declare import Joint, Variant, choose, declared

__all__ = ["Joint", "Variant", "choose_variants", "list_variants"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")  # the import declares its variants


def list_variants() -> tuple[Variant, ...]:
    """Return all variants, by name."""
    return declared()


def choose_variants(variant_ids: Iterable[str]) -> Substitutions:
    """Return the variants of these ids; raises UserError, with near matches, for an unknown one."""
    return choose(variant_ids, list_variants())
