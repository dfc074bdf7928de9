"""Home of the question: an operation with its parameters, before its credential is known."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote
from zlib import crc32

from trustlink.contract import Operation
from trustlink_conformance.exchange import Origin

TOKEN = "{token}"  # noqa: S105 -- where a token is to stand
"""Stands, in an Authorization of a check's own, for the token of the credential."""

MADE_BY_CHECK = "made by the check"
"""The label of what stands in Authorization in the place of a client's token."""

NOBODY = "91440300TL00009997"
"""A sound code that no supplier has: it is kept free of suppliers."""

ACCEPTED = ("application/json, application/problem+json", "application/json")


HeaderValue = str | tuple[str, ...]
"""What follows the name of a header: in one line, or in several lines of that name."""


@dataclass(frozen=True)
class Question:
    """A request before its credential is known."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, HeaderValue] = field(default_factory=dict)
    body: Any = None
    content: bytes | None = None
    credential: str | None = None
    patient: bool = True
    subject: str = ""

    @cached_property
    def key(self) -> str:
        """What makes two questions the same; the order of members does not count."""
        parts = [
            self.method, self.path, self.credential, self.query,
            self.headers, self.body,
        ]  # fmt: skip
        return json.dumps(parts, sort_keys=True, default=str) + repr(self.content)

    @property
    def accepted(self) -> str:
        """One of the two ways in which clients say that they take JSON.

        The question decides, so that the same one is asked alike again.
        """
        asked = json.dumps([self.path, self.query, self.body], default=str, sort_keys=True)
        return ACCEPTED[crc32(asked.encode()) % len(ACCEPTED)]

    @property
    def brings_its_own(self) -> bool:
        """Whether it has a credential among its headers, and not only its place."""
        given = [value for name, value in self.headers.items() if name.lower() == "authorization"]
        return any(TOKEN not in line for value in given for line in lines_of(value))

    @property
    def writes_authorization(self) -> bool:
        """Whether the check writes Authorization itself, if only around the token."""
        return any(name.lower() == "authorization" for name in self.headers)

    @property
    def token_label(self) -> str | None:
        """The label of the credential whose token it carries; None if it carries none."""
        return None if self.brings_its_own else self.credential

    @property
    def label(self) -> str:
        """The label of its credential, for evidence."""
        if self.brings_its_own:
            return MADE_BY_CHECK
        return self.credential or "none"


@dataclass(frozen=True, slots=True)
class Posed:
    """A question, and what its exchange is to be marked with."""

    question: Question
    origin: Origin


def lines_of(value: HeaderValue) -> tuple[str, ...]:
    """Return what stands in each line of a header."""
    return (value,) if isinstance(value, str) else value


def question_of(
    operation: Operation,
    parameters: Mapping[str, Any],
    *,
    body: Any = None,
    headers: Mapping[str, HeaderValue] | None = None,
    credential: str | None = None,
) -> Question:
    """Put parameters where the operation wants them: those of the path there, others in the query.

    Raises TypeError if the path lacks one: that is the check's mistake.
    """
    if body is None and not headers and all(map(_is_plain, parameters.values())):
        return _plain_question(operation.path, operation.method, credential, *parameters.items())
    return _question(operation.path, operation.method, credential, parameters, body, headers)


def _is_plain(value: object) -> bool:
    """Return whether a value stands for itself alone: True and 1.0 would be taken for 1."""
    return value is None or type(value) in (str, int)


@lru_cache(maxsize=4096)
def _plain_question(
    template: str, method: str, credential: str | None, *parameters: tuple[str, Any]
) -> Question:
    """Make a question once that many checks ask."""
    return _question(template, method, credential, dict(parameters))


def _question(  # noqa: PLR0913, PLR0917 -- the parts of a request
    template: str,
    method: str,
    credential: str | None,
    parameters: Mapping[str, Any],
    body: Any = None,
    headers: Mapping[str, HeaderValue] | None = None,
) -> Question:
    given = {_wire_name(name): value for name, value in parameters.items() if value is not None}
    path, missing = template, []
    for name in _placeholders(template):
        value = given.pop(name, None)
        if value is None:
            missing.append(name)
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    if missing:
        raise TypeError(f"{method} {template} needs the parameter {', '.join(missing)}")
    return Question(
        method=method,
        path=path,
        query=given,
        headers=dict(headers or {}),
        body=body,
        credential=credential,
        subject=_subject(parameters, body),
    )


def _placeholders(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{") and part.endswith("}")]


def _wire_name(name: str) -> str:
    return name.removesuffix("_")


def _subject(parameters: Mapping[str, Any], body: Any) -> str:
    asked = parameters.get("uscc")
    if asked is None and isinstance(body, dict) and isinstance(body.get("supplier"), dict):
        asked = body["supplier"].get("uscc")
    return asked if isinstance(asked, str) else ""
