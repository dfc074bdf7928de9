"""What the mock says of itself."""

import pytest

from trustlink.errors import UserError


def test_discovery_is_the_published_one_at_this_origin(make_mock):
    mock = make_mock(public_url="https://mock.example:8443")

    found = mock.get("/.well-known/trustlink", by=None).json

    assert found["tokenEndpoint"] == "https://mock.example:8443/oauth2/token"
    assert found["profiles"] == ["core", "records", "evidence", "batch"]
    assert found["environment"] == "SANDBOX"


def test_metadata_for_oauth_software_agree_with_discovery(make_mock):
    mock = make_mock(public_url="https://mock.example:8443", profiles=("core",))

    site = mock.get("/.well-known/oauth-protected-resource", by=None).json
    server = mock.get("/.well-known/oauth-authorization-server", by=None).json

    found = mock.get("/.well-known/trustlink", by=None).json
    assert site["resource"] == "https://mock.example:8443"
    assert site["authorization_servers"] == [server["issuer"]]
    assert server["token_endpoint"] == found["tokenEndpoint"]
    assert site["scopes_supported"] == server["scopes_supported"] == ["verify"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8000", ""])
def test_the_host_header_decides_nothing(mock, host):
    found = mock.get("/.well-known/trustlink", by=None, headers={"Host": host}).json

    assert found["tokenEndpoint"] == "http://127.0.0.1:8000/oauth2/token"


def test_the_status_lists_every_authority_once(mock):
    found = mock.get("/trustlink/v1/status", by=None).json

    assert found["state"] == "OPERATIONAL"
    assert [one["authority"] for one in found["sources"]] == ["GACC", "STA", "SAMR"]
    assert {one["checkedAt"] for one in found["sources"]} == {"2026-09-15T04:00:00Z"}


@pytest.mark.parametrize(
    ("profiles", "said"),
    [
        (("core", "recrods"), "there is no profile 'recrods'"),
        ((), "the profile core is for every site"),
    ],
)
def test_a_profile_that_does_not_work_is_not_announced(make_mock, profiles, said):
    with pytest.raises(UserError) as raised:
        make_mock(profiles=profiles)

    assert said in raised.value.message
    assert raised.value.hint
