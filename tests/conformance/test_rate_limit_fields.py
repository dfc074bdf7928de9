"""RateLimit-Policy and RateLimit are read as structured fields, and nothing else is."""

import pytest

from trustlink_conformance.rate_limit_fields import Quota, quotas


def test_an_item_has_a_name_and_two_numbers() -> None:
    assert quotas('"default";q=600;w=60', "q", "w") == (Quota('"default"', 600, 60),)


def test_a_list_has_several_items_with_parameters_of_other_kinds() -> None:
    text = '"burst";q=10, "day" ; q=9;w=86400'.replace('"day" ;', '"day";')
    other = '"a, b";q=1;w=2;qu="content-bytes";pk=:dGw=:;x;y=?1;z=token/1'

    assert quotas(text, "q", "w") == (Quota('"burst"', 10, None), Quota('"day"', 9, 86_400))
    assert quotas(other, "q", "w") == (Quota('"a, b"', 1, 2),)


@pytest.mark.parametrize(
    "text",
    [
        "limit=600, remaining=599, reset=60",
        "600",
        "",
        '"default"',
        '"default";q=600,',
        '"default";q=many',
        '"default";q=-1',
        '"default";q=1.5',
        '"default";w=60',
        "default;q=600",
        '"default";q=600;w=soon',
    ],
)
def test_what_is_no_such_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        quotas(text, "q", "w")


def test_what_is_left_is_within_the_policy_or_not() -> None:
    policy = Quota('"default"', 600, 60)

    assert Quota('"default"', 600, 60).is_within(policy)
    assert Quota('"default"', 0, None).is_within(policy)
    assert not Quota('"default"', 601, 60).is_within(policy)
    assert not Quota('"default"', 600, 61).is_within(policy)
