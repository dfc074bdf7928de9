"""Home of the tests of the target file: what is wrong is told with file, key and expectation."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from trustlink.errors import UserError
from trustlink_conformance.target import Target
from trustlink_conformance.target_file import Flags, read_target

TODAY = date(2026, 9, 1)
COMPLETE = """
url = "https://shop.example/"
mode = "live"
allow_origins = ["https://login.shop.example:8443"]

[credentials.importer-a]
client_id = "acme"
client_secret_env = "ACME_SECRET"
scopes = ["verify", "records"]

[credentials.verify-only]
token_env = "ACME_TOKEN"

[subjects]
suppliers = ["91440300TL0000016J"]
withheld = ["91320594TL0000024X"]

[requesters.SG]
id = "202699001M"
name = "Example"

[bounds]
timeout = 3
max_requests = 20
"""


def read(
    tmp_path: Path,
    text: str,
    environment: Mapping[str, str] | None = None,
    **flags: object,
) -> Target:
    file = tmp_path / "trustlink.toml"
    file.write_text(text, encoding="utf-8")
    return read_target(
        Flags(**flags),  # type: ignore[arg-type] -- flags by name
        file=file,
        environment=environment or {"ACME_SECRET": "hush", "ACME_TOKEN": "abc"},
        today=TODAY,
    )


def test_a_complete_file_is_read(tmp_path: Path) -> None:
    target = read(tmp_path, COMPLETE)

    assert target.url == "https://shop.example"
    assert target.mode == "live"
    assert target.allow_origins == ("https://login.shop.example:8443",)
    assert [c.label for c in target.credentials] == ["importer-a", "verify-only"]
    assert target.credentials[0].client_secret == "hush"
    assert target.credentials[1].token == "abc"
    assert target.subjects_of("withheld") == ("91320594TL0000024X",)
    assert target.requesters[0].as_json() == {
        "country": "SG",
        "scheme": "sg-uen",
        "id": "202699001M",
        "name": "Example",
    }
    assert (target.bounds.timeout, target.bounds.max_requests) == (3, 20)


def test_flags_win_over_the_file(tmp_path: Path) -> None:
    flags = {"url": "http://127.0.0.1:8080", "mode": "sandbox", "bounds": {"timeout": 9.0}}

    target = read(tmp_path, COMPLETE, **flags)

    assert (target.url, target.mode) == ("http://127.0.0.1:8080", "sandbox")
    assert (target.bounds.timeout, target.bounds.max_requests) == (9, 20)


def test_a_sandbox_comes_with_the_published_clients_and_requesters() -> None:
    target = read_target(Flags("http://localhost:1"), environment={}, today=TODAY)

    assert target.credential("quota-used-up") is not None
    assert {requester.country for requester in target.requesters} == {"SG", "TH", "VN"}
    assert all(requester.number in target.synthetic for requester in target.requesters)


def test_a_client_of_ones_own_replaces_the_published_one(tmp_path: Path) -> None:
    target = read(tmp_path, COMPLETE, mode="sandbox")

    credential = target.credential("importer-a")
    assert credential is not None
    assert credential.client_id == "acme"
    assert target.credential("importer-b") is not None


def test_live_mode_comes_with_no_credentials() -> None:
    target = read_target(Flags("https://a.example", "live"), environment={}, today=TODAY)

    assert target.credentials == ()


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n", encoding="utf-8")
    text = COMPLETE.replace(
        'client_secret_env = "ACME_SECRET"', f'client_secret_file = "{tmp_path / "secret"}"'
    )

    target = read(tmp_path, text)

    assert target.credentials[0].client_secret == "hush"


def test_no_secret_shows_in_the_targets_own_words(tmp_path: Path) -> None:
    target = read(tmp_path, COMPLETE)

    assert "hush" not in repr(target)
    assert "hush" not in repr(target.credentials)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("shop.example", "an http or https URL"),
        ("ftp://shop.example", "an http or https URL"),
        ("http://shop.example", "https was expected"),
        ("http://127.0.0.1.shop.example", "https was expected"),
        ("http://10.0.0.1", "https was expected"),
        ("https://user:pw@shop.example", "user name"),
        ("https://shop.example/?a=b", "an origin, or an origin and a plain path"),
        ("https://shop.example/a/../b", "an origin, or an origin and a plain path"),
        ("https://shop.example/api/trustlink/v1/status", "the start of all paths was expected"),
        ("https://shop.example:99999", "URL: "),
        ("https://", "an http or https URL"),
    ],
)
def test_a_url_that_no_path_can_be_appended_to_is_refused(url: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_target(Flags(url), environment={}, today=TODAY)


def test_a_url_without_a_scheme_is_told_with_the_one_that_is_meant() -> None:
    with pytest.raises(UserError) as caught:
        read_target(Flags("shop.example"), environment={}, today=TODAY)

    assert caught.value.hint == "Write the scheme as well: https://shop.example"


def test_a_password_in_a_url_is_not_shown() -> None:
    with pytest.raises(UserError) as caught:
        read_target(Flags("https://user:hush@shop.example"), environment={}, today=TODAY)

    assert "hush" not in f"{caught.value}{caught.value.hint}"


def test_a_url_may_have_a_path_that_all_others_are_appended_to() -> None:
    target = read_target(Flags("https://shop.example/api/"), environment={}, today=TODAY)

    assert target.url == "https://shop.example/api"
    assert target.origin == "https://shop.example"


@pytest.mark.parametrize(
    "url", ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:9", "http://127.8.8.8:1"]
)
def test_plain_http_is_taken_on_loopback(url: str) -> None:
    target = read_target(Flags(url), environment={}, today=TODAY)

    assert target.url == url
    assert target.is_loopback


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('mode = "live"', 'mode = "prod"', "mode: sandbox or live was expected, found 'prod'"),
        ('mode = "live"', "mode = 1", "mode: a text that is not empty was expected, found 1"),
        ('mode = "live"', "moed = 1", "toml:3: moed: this key is not known here"),
        ('mode = "live"', 'well_known = "root"', "well_known: origin or url was expected"),
        ('mode = "live"', 'public_url = "http://a.example"', "toml:3: public_url: https was"),
        ('mode = "live"', "url_ = [", "is no TOML"),
        ('mode = "live"', "credentials = 1", "is no TOML"),
        ("[subjects]", "[[subjects]]", "subjects: a table was expected"),
        ("[requesters.SG]", "[requesters]\nSG = 1\n[bounds.x]", "requesters.SG: a table was"),
        ('id = "202699001M"', "", "toml:18: requesters.SG.id: "),
        ('name = "Example"', "name = 1", "toml:20: requesters.SG.name: a text that is not empty"),
        ('client_id = "acme"', "client_id = 1", "toml:7: credentials.importer-a.client_id: a text"),
        ('scopes = ["verify", "records"]', 'scopes = "verify"', "scopes: a list of texts"),
        ('["91440300TL0000016J"]', "[1]", "toml:15: subjects.suppliers: a list of texts"),
        ("[bounds]", "[[bounds]]", "bounds: a table was expected"),
        ("importer-a]", "importer-x]", "credentials.importer-x: this key is not known here"),
        ('client_id = "acme"', "", "credentials.importer-a: client_id or token_env was expected"),
        ("client_secret_env", "client_secret", "client_secret: this key is not known here"),
        ('client_secret_env = "ACME_SECRET"', "", "found 0"),
        ("ACME_SECRET", "NOT_SET", "the environment variable NOT_SET is not set"),
        ('token_env = "ACME_TOKEN"', 'token_env = "X"\nclient_id = "y"', "token_env stands alone"),
        ("91440300TL0000016J", "91440300TL0000016A", "subjects.suppliers: "),
        ("withheld", "with-held", "with-held: this key is not known here"),
        ("202699001M", "202699001A", "requesters.SG.id: "),
        ("[requesters.SG]", "[requesters.MY]", "requesters.MY: this key is not known here"),
        ("timeout = 3", "timeout = 0", "bounds.timeout: a number from 0.1 to 300 was expected"),
        ("timeout = 3", "timeout = true", "bounds.timeout: a number"),
        ("max_requests = 20", "max_requests = 2.5", "bounds.max_requests: a whole number"),
        ('["https://login.shop.example:8443"]', '"x"', "allow_origins: a list of texts"),
        ("https://login.shop.example:8443", "http://a.example", "allow_origins: https"),
        ('url = "https://shop.example/"', "", "the URL of the site was expected"),
        ("[subjects]", "[subjects", "is no TOML"),
    ],
)
def test_a_mistake_is_told_with_key_and_expectation(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, COMPLETE.replace(old, new))

    assert said in str(caught.value)


def test_a_mistake_names_the_file_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"trustlink\.toml:23: bounds\.timeout: "):
        read(tmp_path, COMPLETE.replace("timeout = 3", "timeout = 0"))


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ('mode = "live"', 'moed = "live"', "Is mode meant?"),
        ('mode = "live"', 'mode = "lve"', "Is live meant?"),
        ("importer-a]", "importer-A]", "Is importer-a meant?"),
        ("client_id", "clientid", "Is client_id meant?"),
        ("withheld", "with-held", "Is withheld meant?"),
        ("timeout = 3", "time_out = 3", "Is timeout meant?"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_what_is_meant(
    tmp_path: Path, old: str, new: str, meant: str
) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, COMPLETE.replace(old, new))

    assert meant in caught.value.hint


def test_relative_files_start_at_the_folder_of_the_target_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n", encoding="utf-8")
    text = COMPLETE.replace('client_secret_env = "ACME_SECRET"', 'client_secret_file = "secret"')

    assert read(tmp_path, text).credentials[0].client_secret == "hush"


def test_a_token_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc.def\n", encoding="utf-8")
    text = COMPLETE.replace('token_env = "ACME_TOKEN"', 'token_file = "token"')

    assert read(tmp_path, text).credentials[1].token == "abc.def"


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "can't be read"), (b"", "is empty"), (b"\xff\xfe", "UTF-8 was expected")],
)
def test_a_secret_file_that_does_not_do_is_told(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    text = COMPLETE.replace('client_secret_env = "ACME_SECRET"', 'client_secret_file = "secret"')

    with pytest.raises(UserError, match=f"client_secret_file: .*{said}"):
        read(tmp_path, text)


@pytest.mark.parametrize("token", ["Bearer abc", "two words", "line\nbreak", "ä", "x" * 9000])
def test_a_token_that_no_header_can_carry_is_told_without_it(tmp_path: Path, token: str) -> None:
    with pytest.raises(UserError, match=r"toml:11: credentials.verify-only: ") as caught:
        read(tmp_path, COMPLETE, {"ACME_SECRET": "hush", "ACME_TOKEN": token})

    assert token not in str(caught.value)


def test_what_comes_by_standard_input_is_the_secret_of_a_client(tmp_path: Path) -> None:
    text = COMPLETE.replace('client_secret_env = "ACME_SECRET"', "")

    target = read(tmp_path, text, secrets={"importer-a": "typed"})

    assert target.credentials[0].client_secret == "typed"


def test_what_comes_by_standard_input_is_a_token_where_no_client_is_named() -> None:
    flags = Flags("https://a.example", "live", secrets={"importer-a": "typed-token"})

    target = read_target(flags, environment={}, today=TODAY)

    assert target.credentials[0].token == "typed-token"
    assert "typed" not in repr(flags)


def test_a_target_knows_where_its_settings_stand(tmp_path: Path) -> None:
    target = read(tmp_path, COMPLETE)

    assert target.place("credentials.importer-a.client_id").endswith(
        "trustlink.toml:7: credentials.importer-a.client_id"
    )
    assert target.place("credentials.importer-b").startswith("credentials.importer-b in /")


def test_a_file_that_is_not_there_is_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can't be read"):
        read_target(Flags(), file=tmp_path / "none.toml", environment={}, today=TODAY)


def test_all_variables_that_are_not_set_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, COMPLETE, {"OTHER": "x"})

    assert caught.value.hint == "Export ACME_SECRET, ACME_TOKEN."


def test_the_second_client_has_to_be_another_one(tmp_path: Path) -> None:
    text = COMPLETE.replace(
        "[credentials.verify-only]",
        '[credentials.importer-b]\nclient_id = "acme"\nclient_secret_env = "ACME_SECRET"\n\n'
        "[credentials.verify-only]",
    )

    with pytest.raises(UserError, match=r":12: credentials\.importer-b\.client_id: another client"):
        read(tmp_path, text)
