"""Home of the command `trustlink journal`: what was asked of a sandbox, how its clients behave."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import httpx2

from trustlink.errors import UserError

_PAUSE_SECONDS = 0.5
_TIMEOUT_SECONDS = 10.0
_MARKS = {"KEPT": "kept    ", "BROKEN": "BROKEN  ", "NOT_SEEN": "not seen"}

Json = Mapping[str, Any]


@click.command()
@click.argument("url")
@click.option("--sandbox", default="default", show_default=True, help="Name of the sandbox.")
@click.option("--follow", is_flag=True, help="Go on with what is asked from now on, until Ctrl-C.")
@click.option("--report", is_flag=True, help="Say whether the sandbox's clients behave.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, one value a line.")
@click.option(
    "--sandbox-secret-file",
    type=click.Path(path_type=Path),
    help="File of the server's secret; else TRUSTLINK_SANDBOX_SECRET is read.",
)
def journal(  # noqa: PLR0913 -- one per option of the command line
    *,
    url: str,
    sandbox: str,
    follow: bool,
    report: bool,
    as_json: bool,
    sandbox_secret_file: Path | None,
) -> None:
    """Show the journal of a mock server at URL: each request, and what a refused one can teach.

    With --report, the exit code is 1 if a client has broken a rule of good conduct.
    """
    from trustlink_mock.sandboxes.guard import read_secret  # noqa: PLC0415 -- not spent on --help

    path = f"{url.rstrip('/')}/_sandbox/sandboxes/{quote(sandbox, safe='')}/journal"
    secret = read_secret(sandbox_secret_file)
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    with httpx2.Client(headers=headers, timeout=_TIMEOUT_SECONDS, trust_env=False) as client:
        if report:
            _show_report(_asked(client, f"{path}/report", member="findings"), as_json=as_json)
            return
        for entry in _entries(client, path, follow=follow):
            click.echo(json.dumps(entry) if as_json else "\n".join(_lines(entry)))


def _show_report(found: Json, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo("\n".join(_report_lines(found)))
    if any(finding["state"] == "BROKEN" for finding in found["findings"]):
        raise SystemExit(1)


def _entries(client: httpx2.Client, path: str, *, follow: bool) -> Iterator[Json]:
    last = 0
    while True:
        page = _asked(client, f"{path}?after={last}&limit=1000", member="entries")
        yield from page["entries"]
        last = page["last"]
        if not follow:
            return
        time.sleep(_PAUSE_SECONDS)


def _asked(client: httpx2.Client, url: str, *, member: str) -> Json:
    """Return what is answered at a URL, which has this member; raises UserError."""
    try:
        answer = client.get(url)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise _unreadable(url, _cause(error)) from error
    document = _json_object(answer)
    if answer.status_code != 200 and document:
        said = _safe(str(document.get("detail") or document.get("title")))
        raise UserError(f"the journal was refused ({answer.status_code}): {said}")
    if member not in document:
        raise _unreadable(url, f"the answer, {answer.status_code}, is none of a mock's")
    return document


def _json_object(answer: httpx2.Response) -> Json:
    """Return the JSON object that an answer has as its content; empty if it has none."""
    try:
        document = answer.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _cause(error: Exception) -> str:
    if isinstance(error, (httpx2.UnsupportedProtocol, httpx2.InvalidURL)):
        return "that is no URL with http:// or https:// and a host"
    if isinstance(error, httpx2.TimeoutException):
        return f"no answer within {_TIMEOUT_SECONDS:g} seconds"
    return _safe(str(error)) or type(error).__name__


def _unreadable(url: str, cause: str) -> UserError:
    return UserError(
        f"no journal can be read at {_safe(url)}: {cause}",
        hint="Give the URL that `trustlink mock` prints, as http://127.0.0.1:8000.",
    )


def _lines(entry: Json) -> Iterator[str]:
    target = entry["path"] + (f"?{entry['query']}" if entry.get("query") else "")
    client = entry["client"] or "-"
    prefers = f"  [{entry['preferences']}]" if entry.get("preferences") else ""
    yield _safe(
        f"{entry['number']:>5}  {entry['at']}  {entry['status']}  {entry['method']} {target}"
        f"  {entry['milliseconds']} ms  {client}{prefers}"
    )
    lesson = entry.get("lesson")
    for line in _lesson_lines(lesson) if lesson else ():
        yield " " * 7 + _safe(line)


def _lesson_lines(lesson: Json) -> Iterator[str]:
    if lesson["problem"] or lesson["advice"]:
        yield f"{lesson['problem']}: {lesson['advice']}".strip(": ")
    for fault in lesson.get("faults", ()):
        place = next(
            (fault[name] for name in ("pointer", "parameter", "header") if name in fault), ""
        )
        yield f"{place or '(the whole body)'}: {fault['expected']}"
        if "contract" in fault:
            yield f"  contract: {fault['contract']}"
        if "example" in fault:
            yield f"  example:  {json.dumps(fault['example'], ensure_ascii=False)}"
    if "example" in lesson:
        yield f"right: {lesson['example']}"


def _report_lines(found: Json) -> Iterator[str]:
    yield f"{found['requests']} requests were looked at."
    for finding in found["findings"]:
        mark = _MARKS.get(finding["state"], finding["state"])
        yield _safe(f"{mark}  {finding['sentence']} ({finding['occasions']} occasions)")
        if finding["state"] == "BROKEN":
            numbers = ", ".join(map(str, finding["entries"]))
            yield _safe(f"          {finding['broken']} times, see entries {numbers}")
            yield _safe(f"          {finding['advice']}")
        elif "reason" in finding:
            yield _safe(f"          {finding['reason']}")


def _safe(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text)
