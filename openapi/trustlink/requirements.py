"""Home of the requirements: requirements.yaml, read, checked and indexed by id."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jsonschema_rs

from trustlink.contract import JsonObject, canonical_digest, read_yaml
from trustlink.domain import DomainError, parse_domain
from trustlink.errors import TrustlinkError, UserError
from trustlink.requirement import Basis, Level, Mode, Profile, Requirement, requirement_of
from trustlink.resources import openapi_folder
from trustlink.schemas import pointer_of

__all__ = [
    "Basis",
    "Level",
    "Mode",
    "Need",
    "Profile",
    "Requirement",
    "Requirements",
    "load_requirements",
    "requirements_of",
]

_MOST_FAULTS = 10


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a tester may have to give, and how."""

    name: str
    description: str
    provide: str


@dataclass(frozen=True, slots=True, eq=False)
class Requirements(Mapping[str, Requirement]):
    """All requirements of one contract version, by id, in the order of the file."""

    contract_version: str
    groups: Mapping[str, str]
    """Title of each group, in order."""
    vocabulary: Mapping[str, Need]
    """Every need that a requirement may name."""
    rows: Mapping[str, Requirement] = field(repr=False)
    digest: str
    """SHA-256 (hex) of what is normative of each row (`Requirement.normative`), by id.

    Needs, basis, why, remedy, groups, the reason why a row is not testable, order and layout are
    left out: they explain a judgement or prepare it, and never change what a site has to do.
    """

    def __getitem__(self, key: str) -> Requirement:
        return self.rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def load_requirements(path: Path | None = None) -> Requirements:
    """Load the requirements: the file at `path`, or the one that is shipped.

    Raises UserError, with file, place and reason, for a file that is malformed.
    """
    return _load(path.resolve()) if path else _shipped()


def requirements_of(document: JsonObject, *, origin: str = "the requirements") -> Requirements:
    """Index a document that is already in memory; raises UserError that names every fault."""
    faults = list(_shape_faults(document)) or list(_sense_faults(document))
    if faults:
        raise UserError(
            f"{origin}: not in the form of requirements.schema.json:\n  {_some(faults)}",
            hint="The head of requirements.yaml says what each member means.",
        )
    rows = {row["id"]: requirement_of(row) for row in document["requirements"]}
    return Requirements(
        contract_version=document["contractVersion"],
        groups=document["groups"],
        vocabulary={name: Need(name, **need) for name, need in document["needs"].items()},
        rows=rows,
        digest=canonical_digest({key: row.normative for key, row in rows.items()}),
    )


@cache
def _shipped() -> Requirements:
    return _load((openapi_folder() / "requirements.yaml").resolve())


@cache
def _load(path: Path) -> Requirements:
    return requirements_of(read_yaml(path), origin=str(path))


def _some(faults: list[str]) -> str:
    shown = faults[:_MOST_FAULTS]
    left_out = len(faults) - len(shown)
    return "\n  ".join([*shown, f"and {left_out} more"] if left_out else shown)


def _shape_faults(document: JsonObject) -> Iterator[str]:
    for error in _validator().iter_errors(document):
        yield f"{_place(document, list(error.instance_path))}: {error.message}"


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    path = openapi_folder() / "requirements.schema.json"
    try:
        return jsonschema_rs.Draft202012Validator(json.loads(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise TrustlinkError(f"{path}: the schema can't be read: {error}") from error


def _place(document: JsonObject, path: list[str | int]) -> str:
    """Return a JSON pointer, led by the row's id where there is one."""
    pointer = pointer_of(path) or "the document"
    if len(path) < 2 or path[0] != "requirements":
        return pointer
    row = document["requirements"][path[1]]
    name = row.get("id") if isinstance(row, dict) else None
    return f"{name} ({pointer})" if name else pointer


def _sense_faults(document: JsonObject) -> Iterator[str]:
    rows = document["requirements"]
    yield from _id_faults([row["id"] for row in rows], list(document["groups"]))
    for row in rows:
        yield from _need_faults(row, document["needs"])
        yield from _pattern_faults(row)
        yield from _domain_faults(row)


def _id_faults(ids: list[str], groups: list[str]) -> Iterator[str]:
    strange = [name for name in ids if name.partition("-")[0] not in groups]
    yield from (f"{name}: its group is not among /groups" for name in strange)
    yield from (
        f"{name}: stands {times} times" for name, times in Counter(ids).items() if times > 1
    )
    if not strange and ids != sorted(ids, key=lambda name: _rank(name, groups)):
        yield "/requirements: the order of /groups, then of the numbers, was expected"


def _rank(name: str, groups: list[str]) -> tuple[int, str]:
    group, _, number = name.partition("-")
    return groups.index(group), number


def _need_faults(row: JsonObject, known: Iterable[str]) -> Iterator[str]:
    named = (*row["needs"], *row.get("alsoUses", ()))
    yield from (f"{row['id']}: {need!r} is not among /needs" for need in named if need not in known)
    yield from (
        f"{row['id']}: names {n!r} twice" for n, times in Counter(named).items() if times > 1
    )


def _pattern_faults(row: JsonObject) -> Iterator[str]:
    for pattern in row.get("leakPatterns", ()):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{row['id']}: {pattern!r} is no regular expression: {error}"


def _domain_faults(row: JsonObject) -> Iterator[str]:
    try:
        parse_domain(row["domain"])
    except DomainError as error:
        yield f"{row['id']}: {error}"
