"""Home of `fleet.toml`: which sites are verified, how, and how many at once.

    parallel = 4
    parallel_per_host = 1
    time_limit = 1800                # seconds a site

    [defaults]                       # what holds for each site that does not say otherwise
    mode = "live"

    [sites.shop-a]
    target = "shop-a.toml"           # a target file; it names where secrets come from

    [sites.shop-b]
    url = "https://shop-b.example"
    mode = "sandbox"
    requirements = ["VIO-04"]

    [sites.shop-c]
    url = "https://shop-c.example"
    sandbox_report = "shop-c-sandbox"   # folder; it has to be there where the site is verified

Relative paths start at the folder of the fleet file. Keys that are not known are refused.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from trustlink.errors import UserError
from trustlink.user_file import parse_toml, read_user_text
from trustlink_conformance.fleet.job import GivenFile, Job, kit_digest
from trustlink_conformance.fleet.verify_options import OPTIONS, verify_options
from trustlink_conformance.replay.recording import digest_of
from trustlink_conformance.report_folder import ReportFolder
from trustlink_conformance.reports.language import LANGUAGES, LanguageCode
from trustlink_conformance.toml_lines import lines_of
from trustlink_conformance.toml_table import Table

MOST_AT_ONCE = 256
LONGEST = 86_400.0

_LARGEST = 1_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_KEYS = (*OPTIONS, "language", "overlays", "time_limit")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many sites are verified at once."""

    parallel: int = 4
    per_host: int = 1


@dataclass(frozen=True, slots=True)
class Fleet:
    """The sites of a fleet file, in its order."""

    jobs: tuple[Job, ...]
    limits: Limits


def read_fleet(file: Path) -> Fleet:
    """Return the fleet that a file describes; raises UserError with file, line and key."""
    text = _text_of(file)
    top = Table(str(file), _parsed(text, what=str(file)), lines=lines_of(text))
    top.only("parallel", "parallel_per_host", "time_limit", "defaults", "sites")
    defaults = top.table("defaults")
    defaults.only(*_KEYS)
    sites = top.table("sites")
    if not sites.members:
        raise UserError(
            f"{file}: a table [sites.NAME] was expected for each site, found none",
            hint="Write [sites.shop-a], and below it url or target.",
        )
    reader = _Reader(file.absolute().parent, _seconds(top, Job("", "", "").time_limit), defaults)
    jobs = tuple(reader.job(sites, name) for name in sites.members)
    return Fleet(jobs, Limits(_count(top, "parallel", 4), _count(top, "parallel_per_host", 1)))


@dataclass(frozen=True, slots=True)
class _Reader:
    folder: Path
    time_limit: float
    defaults: Table

    def job(self, sites: Table, name: str) -> Job:
        if not _NAME.fullmatch(name):
            raise sites.mistake(
                "small letters, digits, - and _ were expected: the name becomes a folder's", name
            )
        table = sites.table(name)
        table.only("url", "target", "known_failures", "sandbox_report", *_KEYS)
        target = self._given(table, "target")
        said = _parsed_target(table, target) if target else {}
        url = _url(table, said)
        return Job(
            name=name,
            url=url,
            host=urlsplit(url).hostname or "",
            target=target,
            known_failures=self._given(table, "known_failures"),
            overlays=tuple(self._overlay(place, one) for place, one in self._overlays(table)),
            options=(*self._options(table, said), *self._sandbox(table)),
            sandbox_digest=self._sandbox_digest(table),
            language=cast("LanguageCode", self._language(table)),
            time_limit=_seconds(table, _seconds(self.defaults, self.time_limit)),
            kit=kit_digest(),
        )

    def _given(self, table: Table, key: str) -> GivenFile | None:
        name = table.text(key)
        return self._file(table, key, name) if name else None

    def _overlays(self, table: Table) -> list[tuple[Table, str]]:
        source = table if "overlays" in table.members else self.defaults
        return [(source, name) for name in source.texts("overlays")]

    def _overlay(self, table: Table, name: str) -> GivenFile | str:
        is_shipped = re.fullmatch(r"[a-z0-9-]+", name) and not (self.folder / name).exists()
        return name if is_shipped else self._file(table, "overlays", name)

    def _file(self, table: Table, key: str, name: str) -> GivenFile:
        path = self.folder / Path(name).expanduser()
        try:
            return GivenFile(str(path), _text_of(path))
        except UserError as error:
            raise table.mistake(error.message, key) from error

    def _options(self, table: Table, said: Collection[str]) -> tuple[str, ...]:
        """Return the site's options; a default gives way to what its target file has said."""
        defaults = {"seed": ("--seed", "0"), **verify_options(self.defaults)}
        inherited = {key: words for key, words in defaults.items() if key not in said}
        options = {**inherited, **verify_options(table)}
        return tuple(word for words in options.values() for word in words)

    def _sandbox(self, table: Table) -> tuple[str, ...]:
        name = table.text("sandbox_report")
        return ("--sandbox-report", str(self.folder / Path(name).expanduser())) if name else ()

    def _sandbox_digest(self, table: Table) -> str:
        """Return what changes if the sandbox report does: a verdict that was kept rests on it."""
        words = self._sandbox(table)
        if not words:
            return ""
        try:
            return digest_of(ReportFolder(Path(words[1])).report)
        except OSError as error:
            told = f"{words[1]}: no report can be read here: {error.strerror}"
            raise table.mistake(told, "sandbox_report") from error

    def _language(self, table: Table) -> str:
        source = table if "language" in table.members else self.defaults
        return source.choice("language", *LANGUAGES) if "language" in source.members else "en"


def _url(table: Table, said: Mapping[str, Any]) -> str:
    """Return the site's URL, its own or that of its target file; it holds no password."""
    url = table.text("url") or said.get("url")
    if not isinstance(url, str) or not url:
        raise table.mistake(
            "the URL of the site was expected",
            "url",
            hint="Give it as url here, or in the target file.",
        )
    fault = _fault_of(url)
    if fault:
        raise table.mistake(fault, "url" if "url" in table.members else "target")
    return url


def _fault_of(url: str) -> str:
    """Return why a URL can't be that of a site; "" if it can: the rest is for verify to say."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return str(error)
    if parts.username is not None or parts.password is not None:
        return "a URL with a user name or password is not taken"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "an http or https URL with a host was expected"
    return ""


def _parsed_target(table: Table, target: GivenFile) -> Mapping[str, Any]:
    try:
        return _parsed(target.text, what=target.path)
    except UserError as error:
        raise table.mistake(error.message, "target") from error


def _seconds(table: Table, default: float) -> float:
    if "time_limit" not in table.members:
        return default
    return float(table.number("time_limit", lowest=1, highest=LONGEST, whole=False))


def _count(table: Table, key: str, default: int) -> int:
    return _whole(table, key, lowest=1, highest=MOST_AT_ONCE) if key in table.members else default


def _whole(table: Table, key: str, *, lowest: int, highest: int) -> int:
    return int(table.number(key, lowest=lowest, highest=highest, whole=True))


def _parsed(text: str, *, what: str) -> Mapping[str, Any]:
    return parse_toml(text, what=what)


def _text_of(file: Path) -> str:
    return read_user_text(file, most=_LARGEST).replace("\r\n", "\n")
