"""Who may look into sandboxes and change them."""

import base64

import pytest

from trustlink.errors import UserError
from trustlink_mock.sandboxes import Guard
from trustlink_mock.sandboxes.guard import is_loopback_address, read_secret

SECRET = "0123456789abcdef0123"
BASIC = base64.b64encode(f"anybody:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "[::1"}, 403),
    ],
)
def test_on_loopback_no_foreign_page_gets_in(server, headers, status):
    assert server.control("GET", "/_sandbox/health", headers=headers).status == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": f"Bearer {SECRET}"}, 200),
        ({"Authorization": f"Basic {BASIC}"}, 200),
        ({"Authorization": f"Bearer {SECRET}", "Host": "mock.example"}, 200),
        ({"Authorization": "Bearer wrong"}, 401),
        ({}, 401),
        ({"Authorization": f"Basic {BASIC}", "Origin": "https://evil.example"}, 403),
    ],
)
def test_with_a_secret_only_who_knows_it_gets_in(make_server, headers, status):
    server = make_server(Guard(SECRET, on_loopback=False))

    answer = server.control("GET", "/_sandbox/health", headers=headers)

    assert answer.status == status
    assert SECRET.encode() not in answer.content
    assert (status == 401) == ("www-authenticate" in answer.headers)


def test_beyond_loopback_the_control_is_closed_without_a_secret(make_server):
    server = make_server(Guard(on_loopback=False))

    answer = server.control("POST", "/reset")

    assert answer.status == 403
    assert "--sandbox-secret-file" in answer.json["detail"]
    assert server.mock.get("/trustlink/v1/status", by=None).status == 200


def test_a_secret_comes_from_a_file_or_the_environment(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text(SECRET + "\n")
    monkeypatch.setenv("TRUSTLINK_SANDBOX_SECRET", "x" * 20)

    assert read_secret(tmp_path / "secret") == SECRET
    assert read_secret(None) == "x" * 20


@pytest.mark.parametrize("content", ["", "short", None])
def test_a_secret_that_is_none_is_refused_and_not_shown(tmp_path, content):
    if content is not None:
        (tmp_path / "secret").write_text(content)

    with pytest.raises(UserError) as refused:
        read_secret(tmp_path / "secret")

    assert not content or content not in refused.value.message.replace("secret", "")


def test_loopback_is_known_by_its_address():
    assert is_loopback_address("127.0.0.1")
    assert is_loopback_address("::1")
    assert not is_loopback_address("0.0.0.0")  # noqa: S104 -- compared, not bound to
