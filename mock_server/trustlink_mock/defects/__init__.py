"""The defects: each violates one requirement of the contract on purpose, to test who judges it."""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

from trustlink_mock.defects.declare import Defect, Joint, choose, declared
from trustlink_mock.substitutions import Substitutions

__all__ = ["Defect", "Joint", "choose_defects", "list_defects"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")  # the import declares its defects


def list_defects() -> tuple[Defect, ...]:
    """Return all defects, by requirement and name."""
    return declared()


def choose_defects(defect_ids: Iterable[str]) -> Substitutions:
    """Return the defects of these ids; raises UserError, with near matches, for an unknown one."""
    return choose(defect_ids, list_defects())
