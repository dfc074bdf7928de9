"""How a target file says that the site has none of something, and how old a sandbox run may be."""

from pathlib import Path

import pytest
from test_target_file import read

from trustlink.errors import UserError
from trustlink_conformance.given import given_as_json, given_of
from trustlink_conformance.handover import Handover, handover_of
from trustlink_conformance.provisions import PROVISIONS, needs_without
from trustlink_conformance.target import CREDENTIAL_LABELS, SUBJECT_ROLES, Target

LIVE = 'url = "https://shop.example"\nmode = "live"\n'
CLIENT = '[credentials.importer-b]\nclient_id = "b"\nclient_secret_env = "ACME_SECRET"\n'
DECLARED = (
    '[credentials]\nabsent = ["importer-b", "quota-used-up"]\n'
    '[subjects]\nsuppliers = ["91440300TL0000016J"]\nwith_notices = []\n'
)
DAY = 86_400


def handed_over(target: Target) -> Handover:
    return Handover(target=target, seed=1, keep="full", evidence="", checks="")


def test_empty_roles_and_listed_clients_are_declared_absent(tmp_path: Path) -> None:
    target = read(tmp_path, LIVE + DECLARED)

    absent = ("subjects.with_notices", "credentials.importer-b", "credentials.quota-used-up")
    assert target.absent == absent
    assert target.subjects_in_roles == ("91440300TL0000016J",)
    assert needs_without(absent) == {
        *("subject-with-notices", "subject-with-past-notice", "second-client", "quota-client")
    }


def test_nothing_is_absent_in_a_sandbox(tmp_path: Path) -> None:
    target = read(tmp_path, LIVE + DECLARED, mode="sandbox")

    assert target.absent == ()
    assert target.credential("importer-b") is not None


def test_what_is_absent_is_handed_over_and_kept_with_the_evidence(tmp_path: Path) -> None:
    target = read(tmp_path, f'{LIVE}{DECLARED}[certification]\nsandbox_max_age = "PT12H"\n')
    handover = handed_over(target)

    assert handover_of(handover.as_line()).target == target
    kept = given_of(given_as_json(handover, nonce="n")).target
    assert kept.absent == target.absent


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("", 30 * DAY), ("7", 7 * DAY), ("0.5", DAY / 2), ('"P2D"', 2 * DAY), ('"PT90M"', 5400)],
)
def test_the_greatest_age_is_days_or_a_duration(
    tmp_path: Path, written: str, seconds: float
) -> None:
    setting = f"sandbox_max_age = {written}" if written else ""

    target = read(tmp_path, f"{LIVE}[certification]\n{setting}\n")

    assert target.sandbox_max_age == seconds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[credentials]\nabsent = ["importer-a"]', "trustlink.toml:4: credentials.absent"),
        ('[credentials]\nabsent = ["second"]', "'second' is none of importer-b, verify-only"),
        (
            f'[credentials]\nabsent = ["importer-b"]\n{CLIENT}',
            "importer-b is given as well, at ",
        ),
        ("[subjects]\nsuppliers = []", "trustlink.toml:4: subjects.suppliers"),
        ("[subjects]\nunknown = []", "at least one supplier was expected"),
        ("[certification]\nsandbox_max_age = -1", "a number from 0 to 3660 was expected"),
        ('[certification]\nsandbox_max_age = "P1M"', "a number of days, or an ISO 8601 duration"),
        ('[certification]\nsandbox_max_age = "P99999D"', "at most 3,660 days were expected"),
        ("[certification]\nmax_age = 3", "this key is not known here"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_its_place(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(UserError) as refused:
        read(tmp_path, f"{LIVE}{text}\n")

    assert told in refused.value.message


def test_each_provision_is_a_key_of_the_target_file() -> None:
    roles = {f"subjects.{role}" for role in SUBJECT_ROLES}
    labels = {f"credentials.{label}" for label in CREDENTIAL_LABELS}

    assert {one.key for one in PROVISIONS} <= roles | labels | {"requesters"}
    assert all(one.absence in one.text for one in PROVISIONS if one.can_be_absent)
