"""Home of the answer of getSupplier: who the supplier is."""

from trustlink_mock.answers.facts import Facts
from trustlink_mock.answers.provenance import provenance, require_answer
from trustlink_mock.answers.sight import Sight
from trustlink_mock.answers.vocabulary import Json


def supplier(facts: Facts, *, sight: Sight) -> Json:
    """Return the contract's Supplier (SUP-01); raises SourceTrouble."""
    source = require_answer(facts, "SAMR", sight=sight)
    shown = {**facts.registration, "provenance": provenance(source, "SUPPLIER", sight=sight)}
    return sight.rules.written(shown)
