"""The registry: the suppliers of the fixtures, by code, in the order of discovery."""

from dataclasses import replace

import pytest

from trustlink.errors import UserError
from trustlink.identifiers import make_uscc, parse_uscc
from trustlink_fixtures.scenarios import load_discovery
from trustlink_mock.answers import Facts
from trustlink_mock.registry import Registry, load_registry


def without_notices(facts: Facts) -> Facts:
    return replace(facts, notices=())


def test_the_suppliers_are_those_that_discovery_announces_in_its_order() -> None:
    assert [facts.uscc for facts in load_registry()] == load_discovery()["suppliers"]


def test_a_supplier_is_found_by_its_code() -> None:
    uscc = parse_uscc("91440300TL0000016J")

    found = load_registry().find(uscc)

    assert found is not None
    assert found.uscc == uscc


def test_a_sound_code_of_nobody_is_not_found() -> None:
    assert load_registry().find(make_uscc(division="440300", subject="TL999999")) is None


def test_changed_facts_leave_the_registry_as_it_was() -> None:
    registry = load_registry()

    changed = registry.changed(without_notices)

    assert [facts.notices for facts in changed] == [()] * len(registry)
    assert [facts.uscc for facts in changed] == [facts.uscc for facts in registry]
    assert any(facts.notices for facts in registry)


def test_two_suppliers_of_one_code_are_refused() -> None:
    facts = next(iter(load_registry()))

    with pytest.raises(UserError, match="two suppliers have the code"):
        Registry.of([facts, facts])
