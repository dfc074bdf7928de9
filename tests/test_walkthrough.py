"""The walk-through works in each language, refuses what is no proof, and is shown as it is."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from joserfc.jwk import ECKey

from trustlink_mock.app import create_app
from trustlink_mock.serving import bound_socket, origin_of
from trustlink_mock.settings import Settings

DOCUMENT = Path(__file__).parent.parent / "docs" / "walkthrough.md"
FOLDER = DOCUMENT.with_suffix("")
IS_CI = os.environ.get("CI", "") not in {"", "false"}

COMMANDS = {
    "curl": ["bash", "walkthrough.sh"],
    "python": [sys.executable, "walkthrough.py"],
    "typescript": ["node", "build/walkthrough.js"],
}
NEEDS = {"curl": ("bash", "curl", "jq", "openssl"), "python": (), "typescript": ("node",)}
SHOWN = {"curl": "bash", "python": "python", "typescript": "typescript"}
FILES = {"curl": "walkthrough.sh", "python": "walkthrough.py", "typescript": "walkthrough.ts"}

ANSWER = """\
creditRating: RATED (RATING_FOUND)
exportTaxRebate: RECORDS_FOUND (RECORDS_FOUND)
noViolation: CLEAR (NO_NOTICE_IN_WINDOW)
"""

Change = Callable[[bytes], bytes]


def another_outcome(content: bytes) -> bytes:
    return content.replace(b'"CLEAR"', b'"CLEAN"')


def another_number(content: bytes) -> bytes:
    number = json.loads(content)["consultationNumber"].encode()
    return content.replace(number, number[:-1] + (b"0" if number[-1:] != b"0" else b"1"))


def another_key(content: bytes) -> bytes:
    ours, (published,) = ECKey.generate_key("P-256").as_dict(), json.loads(content)["keys"]
    for name in ("x", "y"):
        content = content.replace(published[name].encode(), str(ours[name]).encode())
    return content


def no_receipt(content: bytes) -> bytes:
    return content.replace(b'"receipt"', b'"receipu"')


def withdrawn(content: bytes) -> bytes:
    return content.replace(b'"ISSUED"', b'"CLOSED"')


def another_supplier(content: bytes) -> bytes:
    return content.replace(b"91440300TL0000016J", b"91330200TL00000328")


VERIFICATIONS, KEYS = "/trustlink/v1/verifications", "/trustlink/v1/keys"
CONSULTATIONS = "/trustlink/v1/consultations/"
NUMBER = "TL-[0-9A-HJKMNP-TV-Z]{12}"
CHANGES: dict[str, tuple[str, Change]] = {
    "another outcome": (VERIFICATIONS, another_outcome),
    "another number": (VERIFICATIONS, another_number),
    "another key": (KEYS, another_key),
    "no receipt": (VERIFICATIONS, no_receipt),
}
"""What a dishonest site, or somebody between, does to an answer without changing its length."""


CORRECTIONS: dict[str, tuple[str, Change]] = {
    "withdrawn": (CONSULTATIONS, withdrawn),
    "another number": (CONSULTATIONS, another_number),
    "another supplier": (CONSULTATIONS, another_supplier),
}
"""What the state of a verification must not be; its receipt is valid all the same."""


def changed(app: Any, path: str, change: Change) -> Any:
    """The application, whose answers at a path and below it are changed."""

    async def changing(scope: Any, receive: Any, send: Any) -> None:
        async def forward(message: Any) -> None:
            if scope.get("path", "").startswith(path) and message.get("body"):
                message = {**message, "body": change(message["body"])}
            await send(message)

        await app(scope, receive, forward)

    return changing


@contextmanager
def served(change: tuple[str, Change] | None = None) -> Iterator[str]:
    """Serve the mock from a thread; give its origin."""
    socket = bound_socket("127.0.0.1", 0)
    app = create_app(Settings(public_url=origin_of(socket)))
    config = uvicorn.Config(changed(app, *change) if change else app, log_config=None, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([socket])))
    thread.start()
    try:
        yield origin_of(socket)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as origin:
        yield origin


@pytest.fixture(scope="module", params=CHANGES)
def dishonest_site(request: pytest.FixtureRequest) -> Iterator[str]:
    with served(CHANGES[request.param]) as origin:
        yield origin


@pytest.fixture(scope="module", params=CORRECTIONS)
def correcting_site(request: pytest.FixtureRequest) -> Iterator[str]:
    with served(CORRECTIONS[request.param]) as origin:
        yield origin


@pytest.fixture(scope="module", params=COMMANDS)
def language(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    lacking = [program for program in NEEDS[name] if shutil.which(program) is None]
    if name == "typescript" and not lacking:
        lacking = compile_typescript()
    if lacking:
        give_up = pytest.fail if IS_CI else pytest.skip
        give_up(f"{name}: {' and '.join(lacking)} not there; .ci/run installs what is needed")
    return name


def compile_typescript() -> list[str]:
    """Compile the program; return what is lacking for it."""
    compiler = FOLDER / "node_modules" / ".bin" / "tsc"
    if not compiler.exists():
        return ["docs/walkthrough/node_modules (npm install)"]
    subprocess.run([str(compiler)], cwd=FOLDER, check=True, timeout=300)
    return []


def run(language: str, site: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        COMMANDS[language],
        cwd=FOLDER,
        env={**os.environ, "SITE": site, "NO_PROXY": "*", "no_proxy": "*"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_each_language_gets_the_answer_and_proves_it(language: str, site: str) -> None:
    result = run(language, site)

    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(ANSWER)
    proofs = result.stdout.removeprefix(ANSWER)
    assert re.fullmatch(rf"receipt ({NUMBER}): valid\nconsultation \1: ISSUED\n", proofs)


@pytest.mark.slow
def test_no_language_takes_for_proof_what_is_none(language: str, dishonest_site: str) -> None:
    result = run(language, dishonest_site)

    assert result.returncode != 0
    assert "noViolation" in result.stdout
    assert "valid" not in result.stdout


@pytest.mark.slow
def test_no_language_relies_on_a_verification_that_does_not_stand(
    language: str, correcting_site: str
) -> None:
    result = run(language, correcting_site)

    assert result.returncode != 0
    assert "the verification does not stand" in result.stderr
    assert re.search(rf"receipt {NUMBER}: valid\n\Z", result.stdout)


@pytest.mark.slow
def test_no_language_takes_the_receipt_of_another_site(language: str, site: str) -> None:
    result = run(language, site.replace("127.0.0.1", "localhost"))

    assert result.returncode != 0
    assert "noViolation" in result.stdout
    assert "valid" not in result.stdout


@pytest.mark.parametrize("language", FILES)
def test_the_document_shows_each_program_as_it_is(language: str) -> None:
    program = (FOLDER / FILES[language]).read_text(encoding="utf-8")

    assert f"```{SHOWN[language]}\n{program}```\n" in DOCUMENT.read_text(encoding="utf-8")


def test_the_document_shows_what_the_programs_print() -> None:
    assert f"```text\n{ANSWER}receipt TL-" in DOCUMENT.read_text(encoding="utf-8")


def test_packages_are_pinned_and_their_registry_is_nobody_s_business() -> None:
    package = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}

    assert all(re.fullmatch(r"[0-9]+(\.[0-9]+){2}", version) for version in versions.values())
    assert not list(FOLDER.glob("*lock*"))
