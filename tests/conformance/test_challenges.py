"""Challenges are read as RFC 9110 writes them: several in one value, in any case, quoted or not."""

import pytest

from trustlink_conformance.challenges import bearer_challenges, challenges

BASIC = ("basic", {"realm": "x, Bearer"})
READ = {
    "Bearer": [("bearer", {})],
    'BEARER realm="a, b" , error=invalid_token': [
        ("bearer", {"realm": "a, b", "error": "invalid_token"})
    ],
    'Basic realm="x, Bearer", DPoP algs="ES256", Bearer Error="invalid_token"': [
        BASIC,
        ("dpop", {"algs": "ES256"}),
        ("bearer", {"error": "invalid_token"}),
    ],
    "Negotiate abc==, Bearer": [("negotiate", {}), ("bearer", {})],
    r'Bearer error_description = "error=\"invalid_token\""': [
        ("bearer", {"error_description": 'error="invalid_token"'})
    ],
    ", Bearer ,,": [("bearer", {})],
    "Bearer authorization_uri=https://as.example/, error=invalid_token": [
        ("bearer", {"authorization_uri": "https://as.example/", "error": "invalid_token"})
    ],
    'Bearer error="invalid_token", error="other"': [("bearer", {"error": "invalid_token"})],
    "": [],
}


@pytest.mark.parametrize("value", READ)
def test_a_header_is_read(value: str) -> None:
    assert [(one.scheme, one.parameters) for one in challenges(value)] == READ[value]


@pytest.mark.parametrize(
    "value",
    ['Bearer realm="x', 'error="invalid_token"', 'Bearer error="x" y', '="x"', "Bearer a,=b"],
)
def test_what_is_no_challenge_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"quoted|challenge|scheme|parameter"):
        challenges(value)


def test_only_the_scheme_itself_is_bearer() -> None:
    value = 'Basic realm="Bearer", Bearer-2 x=1, bearer error="invalid_token"'

    assert [one.parameters for one in bearer_challenges(value)] == [{"error": "invalid_token"}]
