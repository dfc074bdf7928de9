"""Home of the tests of what the evidence keeps of what a run was given."""

import json
from dataclasses import replace

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.given import STAND_IN, given_as_json, given_of
from trustlink_conformance.handover import Handover
from trustlink_conformance.target import Credential, Target

TARGET = Target(
    url="http://127.0.0.1:9000/shop",
    public_url="https://www.shop.example/shop",
    well_known="url",
    credentials=(Credential("importer-a", client_id="a", client_secret="not to be kept"),),
    subjects=(("rated", ("91440300TL0000016J",)),),
    bounds=Bounds(patience=7, duration=70, concurrency=2),
)
HANDOVER = Handover(TARGET, seed=1, keep="full", evidence="", checks="")


def test_what_is_read_is_what_was_given_but_for_the_secrets() -> None:
    written = json.dumps(given_as_json(replace(HANDOVER, all_cases=True), nonce="once"))

    found = given_of(json.loads(written))

    assert (found.nonce, found.all_cases) == ("once", True)
    assert found.target.addresses == TARGET.addresses
    assert found.target.bounds == TARGET.bounds
    assert found.target.subjects == TARGET.subjects
    assert [one.client_secret for one in found.target.credentials] == [STAND_IN]
    assert "not to be kept" not in written


def test_a_run_of_before_public_urls_were_kept_had_none() -> None:
    written = given_as_json(HANDOVER, nonce="once")
    del written["target"]["publicUrl"], written["target"]["wellKnown"]

    assert given_of(written).target.addresses.public_url == TARGET.url
