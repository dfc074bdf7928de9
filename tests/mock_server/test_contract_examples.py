"""Every example of a success in the contract is what the mock answers to the question beside it."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import rfc8785
from joserfc import jwt
from joserfc.jwk import KeySet

from trustlink.contract import Operation, load_contract
from trustlink_fixtures.scenarios import load_scenarios
from trustlink_mock.clock import frozen_clock

CONTRACT = load_contract()
ASKED_AT = CONTRACT.document["info"]["x-asked-at"]
ORIGIN = "https://sandbox.trustlink.example"
SIGNING_KEY = Path(__file__).with_name("example_signing_key.json")
JSON = "application/json"

VOLATILE = {"verificationId", "consultationNumber", "requestId", "nextCursor", "receipt"}
"""What no second answer repeats, even if the clock stands still."""
GIVEN_OUT = ("verificationId", "consultationNumber")


@dataclass(frozen=True)
class Example:
    operation: Operation
    status: int
    name: str
    asked: dict[str, Any]
    value: Any

    @property
    def id(self) -> str:
        return f"{self.operation.operation_id}-{self.name}"

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.asked.get("parameters", {}))

    @property
    def body(self) -> Any:
        """The body of the question: an example of the operation's request body."""
        content = self.operation.document["requestBody"]["content"][JSON]
        return content["examples"][self.asked["body"]]["value"]


def verifications_in(answer: Any) -> list[Any]:
    """The answer itself, or those of its items, as far as they are verifications."""
    found = [answer, *(item.get("verification", {}) for item in answer.get("items", []))]
    return [one for one in found if "results" in one]


EXAMPLES = [
    Example(operation, int(status), name, dict(found["x-asked"]), found["value"])
    for operation in CONTRACT.operations
    for status, response in operation.document["responses"].items()
    if status.startswith("2")
    for name, found in response["content"][JSON]["examples"].items()
]
SEALED = [one for one in EXAMPLES if verifications_in(one.value)]


@pytest.fixture(scope="module")
def sandbox(make_mock):
    """The sandbox that the examples are of, at the instant that they are of."""
    return make_mock(
        public_url=ORIGIN,
        clock=frozen_clock(datetime.fromisoformat(ASKED_AT)),
        signing_keys=(SIGNING_KEY,),
    )


def answer_to(sandbox, example):
    """Ask what the example says; an id that another example shows is given out by that one's."""
    path, query = example.operation.path, example.parameters
    for member in [name for name in GIVEN_OUT if name in query]:
        creation = created_with(member, query[member])
        query[member] = answer_to(sandbox, creation).json[member]
    for name in [name for name in query if f"{{{name}}}" in path]:
        path = path.replace(f"{{{name}}}", query.pop(name))
    if "body" in example.asked:
        return sandbox.post(path, example.body)
    by = "importer-a" if example.operation.scope else None
    return sandbox.get(f"{path}?{urlencode(query)}", by=by)


def created_with(member, value):
    (found,) = (
        one
        for one in EXAMPLES
        if one.operation.operation_id == "createVerification" and one.value[member] == value
    )
    return found


def bare(value):
    """An answer without what no second one repeats."""
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items() if name not in VOLATILE}
    return [bare(one) for one in value] if isinstance(value, list) else value


def names_in(value):
    """The name of every member, at any depth."""
    if isinstance(value, list):
        return {name for one in value for name in names_in(one)}
    return set(value).union(*map(names_in, value.values())) if isinstance(value, dict) else set()


def receipt_of(verification, keys):
    """What the receipt says, by a published key set."""
    value = verification["receipt"]["value"]
    return jwt.decode(value, KeySet.import_key_set(keys), algorithms=["ES256"])


def digest_of(verification):
    """What a receipt has to cover: the verification without it, by a library of JCS."""
    covered = {name: value for name, value in verification.items() if name != "receipt"}
    return urlsafe_b64encode(sha256(rfc8785.dumps(covered)).digest()).decode().rstrip("=")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_the_mock_answers_an_example_as_the_contract_shows_it(sandbox, example):
    answer = answer_to(sandbox, example)

    assert answer.status == example.status
    assert bare(answer.json) == bare(example.value)
    assert names_in(answer.json) == names_in(example.value)


@pytest.mark.parametrize("example", SEALED, ids=lambda one: one.id)
def test_a_receipt_in_an_example_can_be_verified_with_the_keys_in_the_example(sandbox, example):
    (keys,) = (one.value for one in EXAMPLES if one.operation.operation_id == "getKeys")
    (answer,) = verifications_in(answer_to(sandbox, example).json)
    (shown,) = verifications_in(example.value)

    said, expected = receipt_of(shown, keys), receipt_of(answer, keys)

    own = {"jti": shown["consultationNumber"], "verificationDigest": digest_of(shown)}
    assert said.header == expected.header
    assert said.claims == {**expected.claims, **own}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_an_example_is_of_the_scenario_that_it_names(example):
    codes = {scenario.id: scenario.uscc for scenario in load_scenarios()}
    scenario = example.asked["scenario"]

    assert scenario == "sandbox" or f"'{codes[scenario]}'" in str(example.value)


def test_every_operation_has_an_example():
    assert {one.operation.operation_id for one in EXAMPLES} == {
        one.operation_id for one in CONTRACT.operations
    }
    assert len(SEALED) == 3
