"""Home of the tests of what is never written, and of the line that repeats an exchange."""

import base64
import json
import shlex
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from trustlink_conformance.curl import as_curl
from trustlink_conformance.evidence import Evidence, exchange_as_json
from trustlink_conformance.exchange import Exchange, Incoming, Origin, Outgoing, Phase
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.requester import Requester
from trustlink_conformance.target import Credential, Target

SECRET = "s3cret/with+signs=and more"
TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln"
NUMBER, NAME = "201912345Z", "Example Café Söderström (synthetic)"
TARGET = Target(
    "https://site.example",
    credentials=(Credential("importer-a", "acme", client_secret=SECRET),),
    requesters=(Requester("SG", NUMBER, NAME), Requester("TH", "0105569990011")),
    synthetic=("0105569990011",),
)


def exchange(
    request: Outgoing, *, answer: bytes = b"", phase: Phase = "check", header: str = "x"
) -> Exchange:
    response = Incoming(200, (("X-Echo", header),), answer)
    started = datetime(2026, 9, 1, tzinfo=UTC)
    return Exchange(1, Origin(phase=phase), request, response, None, started, 0.1)


def written(tmp_path: Path, *exchanges: Exchange) -> str:
    redactor = Redactor.for_target(TARGET)
    with Evidence(tmp_path / "evidence.jsonl", redactor) as evidence:
        for one in exchanges:
            evidence.learn(one)
            evidence.write(exchange_as_json(one, redactor))
    return (tmp_path / "evidence.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    "spelled",
    [
        SECRET,
        SECRET.upper(),
        quote(SECRET, safe=""),
        quote(SECRET, safe="").lower(),
        json.dumps(SECRET),
        SECRET.encode().hex(),
        base64.b64encode(SECRET.encode()).decode(),
        base64.b64encode(f"x{SECRET}y".encode()).decode(),
        base64.b64encode(f"xx{SECRET}yy".encode()).decode(),
        base64.urlsafe_b64encode(f"id:{SECRET}".encode()).decode(),
        "".join(f"\\u{ord(sign):04x}" for sign in SECRET),
    ],
)
def test_a_secret_is_hidden_in_every_usual_spelling(spelled: str) -> None:
    redactor = Redactor.for_target(TARGET)

    clean = redactor.text(f"before {spelled} after")

    assert spelled not in clean
    assert clean.startswith("before ")
    assert "importer-a secret" in clean


@pytest.mark.parametrize("secret", ["exchanges", "check", "failed", "PASSED", "VIO-04", "mode"])
def test_names_of_our_own_are_no_secret(secret: str) -> None:
    redactor = Redactor()
    redactor.hide(secret, "importer-a secret")
    event = {"event": "check", "check": "VIO-04", "outcome": "PASSED", "exchanges": [1], "mode": 1}

    clean = redactor.tree({**event, "actual": f"it is {secret}."})

    assert clean == {**event, "actual": "it is [importer-a secret]."}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("an expired token", "an expired token"),
        ("secret=x&y", "secret=[k]&y"),
        ('{"x": "X"}', '{"[k]": "[k]"}'),
        ("x", "[k]"),
        ("%78", "%78"),
    ],
)
def test_a_short_secret_is_hidden_where_it_stands_alone(text: str, clean: str) -> None:
    redactor = Redactor()
    redactor.hide("x", "k")

    assert redactor.text(text) == clean


def test_the_clients_secret_is_written_nowhere(tmp_path: Path) -> None:
    basic = base64.b64encode(f"acme:{quote(SECRET, safe='')}".encode()).decode()
    request = Outgoing(
        "POST",
        f"https://site.example/token?leak={quote(SECRET, safe='')}",
        (("Authorization", f"Basic {basic}"),),
        SECRET.encode(),
        "importer-a",
    )

    text = written(tmp_path, exchange(request, answer=SECRET.encode(), header=SECRET))

    assert "s3cret" not in text
    assert basic not in text
    assert "Basic [importer-a]" in text


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps({"access_token": TOKEN}).encode(),
        json.dumps({"access_token": TOKEN}).encode()[:-1],
        b'\xff{"access_token": "' + TOKEN.encode() + b'"}',
        b'{"access_token": "' + TOKEN.replace(".", "\\u002e").encode() + b'"}',
    ],
)
def test_a_token_is_hidden_from_its_first_answer_on(tmp_path: Path, answer: bytes) -> None:
    asked = exchange(Outgoing("POST", "https://site.example/token"), answer=answer, phase="token")
    used = exchange(
        Outgoing(
            "GET",
            f"https://site.example/x?access_token={TOKEN}",
            (("Authorization", f"Bearer {TOKEN}"),),
            credential="importer-a/verify",
        ),
        answer=f"you said {TOKEN}".encode(),
        header=TOKEN,
    )

    text = written(tmp_path, asked, used)

    assert TOKEN not in text
    assert TOKEN.replace(".", "\\\\u002e") not in text
    assert "Bearer [importer-a/verify]" in text


def test_a_token_that_a_check_altered_is_hidden_too(tmp_path: Path) -> None:
    altered = TOKEN[:-1] + "A"
    request = Outgoing(
        "GET",
        "https://site.example/x",
        (("Authorization", f"Bearer {altered}"),),
        credential="made by the check",
    )

    text = written(tmp_path, exchange(request, answer=altered.encode()))

    assert altered not in text


def test_real_requester_numbers_become_the_same_stand_in_everywhere(tmp_path: Path) -> None:
    body = json.dumps({"requester": {"id": "201912345Z"}, "other": "0105569990011"}).encode()

    text = written(
        tmp_path,
        exchange(Outgoing("POST", "https://site.example/201912345Z", content=body), answer=body),
    )

    entry = json.loads(text.splitlines()[1])
    stand_in = json.loads(entry["request"]["body"])["requester"]["id"]
    assert "201912345Z" not in text
    assert stand_in.startswith("hmac:")
    assert text.count(stand_in) == 3
    assert "0105569990011" in text
    assert entry["altered"] is True


def test_a_real_requester_s_name_is_hidden_as_its_number_is(tmp_path: Path) -> None:
    body = json.dumps({"requester": {"id": NUMBER, "name": NAME}}).encode()
    raw = json.dumps({"requester": {"id": NUMBER, "name": NAME}}, ensure_ascii=False).encode()

    text = written(
        tmp_path, exchange(Outgoing("POST", "https://site.example/", content=body), answer=raw)
    )

    entry = json.loads(text.splitlines()[1])
    sent = json.loads(entry["request"]["body"])["requester"]
    assert sent == json.loads(entry["response"]["body"])["requester"]
    assert sent["name"].startswith("hmac:")
    assert sent["name"] != sent["id"]


def test_a_receipt_does_not_give_a_real_number_away(tmp_path: Path) -> None:
    claims = json.dumps({"aud": f"sg-uen:{NUMBER}", "sub": "91440300TL0000016J"}).encode()
    receipt = f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.c2ln"

    text = written(
        tmp_path, exchange(Outgoing("GET", "https://site.example/"), answer=receipt.encode())
    )

    payload = json.loads(text.splitlines()[1])["response"]["body"].split(".")[1]
    assert "hmac:" in payload
    assert receipt not in text


def test_the_stand_in_differs_from_run_to_run() -> None:
    first, second = Redactor.for_target(TARGET), Redactor.for_target(TARGET)

    assert first.text("201912345Z") != second.text("201912345Z")


def test_evidence_is_readable_for_its_owner_only(tmp_path: Path) -> None:
    written(tmp_path, exchange(Outgoing("GET", "https://site.example/")))

    assert stat.S_IMODE((tmp_path / "evidence.jsonl").stat().st_mode) == 0o600


def test_evidence_of_what_passed_is_taken_back_when_only_failures_are_kept(tmp_path: Path) -> None:
    redactor = Redactor()
    entry = exchange_as_json(exchange(Outgoing("GET", "https://site.example/")), redactor)
    with Evidence(tmp_path / "evidence.jsonl", redactor, keep="failures") as evidence:
        evidence.write(entry)
        mark = evidence.mark()
        evidence.write(entry)
        evidence.write(entry)

        evidence.drop_since(mark)

    assert len((tmp_path / "evidence.jsonl").read_text().splitlines()) == 2


def test_evidence_past_its_bound_has_no_bodies(tmp_path: Path) -> None:
    redactor = Redactor()
    big = exchange(Outgoing("GET", "https://site.example/"), answer=b"x" * 1000)
    with Evidence(tmp_path / "evidence.jsonl", redactor, max_bytes=1000) as evidence:
        evidence.write(exchange_as_json(big, redactor))
        evidence.write(exchange_as_json(big, redactor))

    assert len((tmp_path / "evidence.jsonl").read_bytes()) < 3000


def test_evidence_never_writes_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "evidence.jsonl").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(FileExistsError):
        Evidence(tmp_path / "evidence.jsonl", Redactor())


HOSTILE = "'; touch owned; '$(touch owned)`touch owned`\x1b]0;x\x07\n\u202e"


def test_a_curl_line_can_be_pasted_without_fear(tmp_path: Path) -> None:
    request = Outgoing(
        "POST",
        f"https://site.example/?cursor={HOSTILE}",
        (("Authorization", "Bearer abc"), ("X-Echo", HOSTILE)),
        HOSTILE.encode(),
        "importer-a",
    )
    line = as_curl(exchange_as_json(exchange(request), Redactor()))

    said = subprocess.run(
        ["bash", "-c", f"curl() {{ printf '%s\\0' \"$@\"; }}; TOKEN=mine; {line}"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")

    assert line.isprintable()
    assert not list(tmp_path.iterdir())
    assert "Authorization: Bearer mine" in said
    assert f"X-Echo: {HOSTILE}" in said
    assert said[said.index("--data-raw") + 1] == HOSTILE


def test_a_curl_line_leaves_plain_parts_plain() -> None:
    request = Outgoing("GET", "https://site.example/x?a=1", (("Accept", "application/json"),))

    line = as_curl(exchange_as_json(exchange(request), Redactor()))

    assert shlex.split(line) == [
        *("curl", "-sS", "-i", "--globoff", "--path-as-is"),
        *("-H", "Accept: application/json", "--url", "https://site.example/x?a=1"),
    ]


def test_an_answer_full_of_tokens_is_hidden_in_bounded_work() -> None:
    redactor = Redactor()
    members = [f'"access_token": "token-number-{number:06}-of-many"' for number in range(50_000)]
    text = "{" + ", ".join(members) + "}"

    redactor.learn_tokens(text, "importer-a token")

    assert "token-number" not in redactor.text(text)
    for number in (0, 49_999):
        assert redactor.text(f"it was token-number-{number:06}-of-many") == (
            "it was [importer-a token]"
        )
    assert len(redactor._spellings) < 200
