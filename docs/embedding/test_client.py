"""A client's tests against the mock: pytest -p trustlink_mock.pytest_plugin test_client.py."""

import json
from urllib.request import Request, urlopen

from trustlink_mock import Sandbox, Settings, sandbox

WITHOUT_A_NOTICE, MARKET_REGISTER_DOWN = "91440300TL0000016J", "91610100TL00001550"


def outcome(mock: Sandbox, uscc: str) -> str:
    """Ask the mock; stands for your client, the code under test."""
    url = f"{mock.base_url}/trustlink/v1/suppliers/{uscc}/violation-status"
    request = Request(url, headers={"Authorization": f"Bearer {mock.token}"})
    with urlopen(request) as answer:
        return str(json.load(answer)["outcome"])


def test_a_supplier_without_a_notice_is_clear(trustlink_sandbox: Sandbox) -> None:
    assert outcome(trustlink_sandbox, WITHOUT_A_NOTICE) == "CLEAR"


def test_an_outage_is_never_clear(trustlink_sandbox: Sandbox) -> None:
    assert outcome(trustlink_sandbox, MARKET_REGISTER_DOWN) == "INDETERMINATE"


def test_a_site_that_errs_can_be_had_too() -> None:
    with sandbox(Settings(defects=("VIO-03-clear-on-an-outage",))) as mock:
        assert outcome(mock, MARKET_REGISTER_DOWN) == "CLEAR"
