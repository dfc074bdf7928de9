"""THIRD_PARTY_LICENSES.md lists what an installation without extras brings, and its licences.

Call this file as a program to write the table again: python tests/test_third_party_licenses.py
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "THIRD_PARTY_LICENSES.md"
OURS = "trustlink-conformance-kit"
ROW = re.compile(r"^\| ([a-z0-9-]+) \| ([^|]+) \| (https?://[^ |]+) \|$", re.MULTILINE)
HEAD = "| Library | Licence (SPDX) | Home |\n|---|---|---|\n"
PLACES = ("source", "source code", "sources", "repository", "homepage", "code", "github")
"""Labels of a library's addresses, the preferred one first."""
SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "MIT license": "MIT",
}
"""What libraries without an SPDX expression write. "BSD License" alone is Jinja2's, whose text has
three clauses."""
EXCEPTIONS = {
    "python-stdnum": "LGPL-2.1-or-later",  # its field says LGPL alone, its source 2.1 or later
    "uvloop": "MIT OR Apache-2.0",  # its field says MIT alone, its classifiers both
}


def installed(name: str = OURS, extras: frozenset[str] = frozenset()) -> set[str]:
    """Return the names of all that a library needs in this environment, itself apart."""
    found: set[str] = set()
    waiting = [(name, extras)]
    seen = set(waiting)
    while waiting:
        for needed in _needed(*waiting.pop()):
            found.add(needed[0])
            if needed not in seen:
                seen.add(needed)
                waiting.append(needed)
    return found


def licence_of(name: str) -> str:
    about = metadata(name)
    classifiers = (
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or []
        if line.startswith("License ::")
    )
    stated = field(name, "License-Expression") or field(name, "License") or next(classifiers)
    return EXCEPTIONS.get(name) or SPDX.get(stated, stated)


def field(name: str, label: str) -> str:
    """Return a field of a library's metadata, "" if it has none of the kind."""
    return (metadata(name).get_all(label) or [""])[0]


def home_of(name: str) -> str:
    about = metadata(name)
    places = {
        label.lower(): address
        for label, _, address in (
            line.partition(", ") for line in about.get_all("Project-URL") or []
        )
    }
    return next((places[label] for label in PLACES if label in places), None) or field(
        name, "Home-page"
    )


def listed() -> dict[str, str]:
    text = DOCUMENT.read_text(encoding="utf-8")
    return {name: licence for name, licence, _ in ROW.findall(text)}


def test_each_installed_library_is_listed_with_its_licence() -> None:
    names = installed()

    assert {"certifi", "connexion", "hypothesis", "python-stdnum"} <= names
    assert {name: licence_of(name) for name in names} == {
        name: licence for name, licence in listed().items() if name in names
    }


def test_no_library_is_listed_that_no_environment_installs() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", lines, re.MULTILINE)}

    assert set(listed()) <= pinned


def test_copyleft_licences_are_named_above_the_table() -> None:
    before = DOCUMENT.read_text(encoding="utf-8").split(HEAD)[0]
    weak = {name for name, licence in listed().items() if re.search("GPL|MPL", licence)}

    assert weak == {"certifi", "hypothesis", "orjson", "python-stdnum"}
    assert {name for name in weak if f"`{name}`" in before} == weak


def test_every_licence_is_an_spdx_expression() -> None:
    assert all(
        re.fullmatch(r"[A-Za-z0-9.-]+|\(.+\)", word)
        for text in listed().values()
        for word in re.split(r" (?:AND|OR|WITH) ", re.sub(r"[()]", "", text))
    )


def test_notice_and_licences_travel_in_the_wheel_and_into_the_image() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert project["license-files"] == ["LICENSE", "NOTICE", "THIRD_PARTY_LICENSES.md"]
    assert {f"!{name}" for name in project["license-files"]} <= set(ignored)
    assert "Copyright 2026 The TrustLink conformance kit authors" in (ROOT / "NOTICE").read_text(
        encoding="utf-8"
    )


def _needed(name: str, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for requirement in map(Requirement, requires(name) or ()):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield canonicalize_name(requirement.name), frozenset(requirement.extras)


if __name__ == "__main__":
    rows = "".join(
        f"| {name} | {licence_of(name)} | {home_of(name)} |\n" for name in sorted(installed())
    )
    DOCUMENT.write_text(
        DOCUMENT.read_text(encoding="utf-8").split(HEAD)[0] + HEAD + rows, encoding="utf-8"
    )
