"""Home of making requests with Schemathesis and Hypothesis.

Only this module, `schemathesis_judge` and `seclusion` know these libraries. Documented, and relied
on: the loader, the configuration, `GenerationMode`, `APIOperation` (`as_strategy`,
`get_strategies_from_examples`), `Case.as_transport_kwargs`, `Case.validate_response` with named
checks, `Response`. Not documented, and therefore held by exact versions and by tests:
`iter_coverage_cases`, the members of `Case.meta` that are read here, and what `seclusion` does.
Nothing is sent from here: neither `schema.transport.send` is used nor a check that uses it.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import requests
import schemathesis
import schemathesis.checks
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from trustlink.contract import Operation
from trustlink_conformance.exchange import Headers
from trustlink_conformance.generation.documents import Document
from trustlink_conformance.generation.generated_request import (
    GENERATED_HEADERS,
    GeneratedRequest,
    Intent,
)
from trustlink_conformance.generation.rules import REFUSALS, UNJUDGED_SCENARIOS
from trustlink_conformance.generation.schemathesis_judge import is_invalid, prepared
from trustlink_conformance.generation.seclusion import secluded

_NOWHERE = "http://site.invalid"
_LONGEST_TARGET = 4096
_PROPERTY = re.compile("/properties/([^/]+)")


class Generator:
    """Makes requests of one document; the same document and seed give the same requests."""

    def __init__(self, document: Document, *, seed: int) -> None:
        self._seed = seed
        with secluded():
            self._schema: Any = schemathesis.openapi.from_dict(
                document, config=schemathesis.Config.from_dict(_configuration(seed))
            )

    def acceptable(self, operation: Operation, *, fuzzed: int) -> list[GeneratedRequest]:
        """Return requests that fit the document in every part, examples first."""
        with secluded():
            found = self._schema[operation.path][operation.method]
            cases = chain(
                _examples(found),
                self._covered(found, GenerationMode.POSITIVE),
                self._fuzzed(found, GenerationMode.POSITIVE, count=fuzzed),
            )
            return _unique(cases, "acceptable")

    def refusable(
        self, operation: Operation, *, fuzzed: int, path: Mapping[str, str]
    ) -> list[GeneratedRequest]:
        """Return requests of which at least one part does not fit the document.

        `path` are the path parameters of those that are drawn at random.
        """
        with secluded():
            found = self._schema[operation.path][operation.method]
            both = self._covered(found, GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
            cases = chain(
                (case for case in both if case.meta.generation.mode.is_negative),
                self._fuzzed(found, GenerationMode.NEGATIVE, count=fuzzed, path=path),
            )
            return _unique(cases, "refusable")

    def _covered(self, operation: Any, *modes: GenerationMode) -> Iterator[Any]:
        config = self._schema.config.generation_for(operation=operation, phase="coverage")
        cases = self._schema.iter_coverage_cases(
            operation, generation_modes=list(modes), generation_config=config
        )
        return (c for c in cases if c.meta.phase.data.scenario.value not in UNJUDGED_SCENARIOS)

    def _fuzzed(
        self,
        operation: Any,
        mode: GenerationMode,
        *,
        count: int,
        path: Mapping[str, str] | None = None,
    ) -> list[Any]:
        strategy = operation.as_strategy(generation_mode=mode, path_parameters=dict(path or {}))
        try:
            return _drawn(strategy, count=count, seed=self._seed)
        except Unsatisfiable:
            return []


def _examples(operation: Any) -> Iterator[Any]:
    for strategy in operation.get_strategies_from_examples():
        yield from _drawn(strategy, count=1, seed=0)


def _drawn(strategy: Any, *, count: int, seed: int) -> list[Any]:
    """Return what Hypothesis draws: nothing is sent, so nothing is shrunk, retried or flaky."""
    cases: list[Any] = []

    @hypothesis.seed(seed)
    @_settings(count)
    @hypothesis.given(case=strategy)
    def collect(case: Any) -> None:
        cases.append(case)

    collect()
    return cases


def _settings(count: int) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )


def _configuration(seed: int) -> dict[str, Any]:
    """Return a configuration in which nothing depends on answers, files or earlier runs."""
    no_responses = {"extra-data-sources": {"responses": False}}
    return {
        "seed": seed,
        "cache": {"enabled": False},
        "analysis": {"constants": {"enabled": False}},
        "generation": {
            "database": "none",
            "allow-x00": False,
            "with-security-parameters": False,
        },
        "phases": {
            "coverage": {
                "unexpected-methods": [],
                "generate-duplicate-query-parameters": False,
                **no_responses,
            },
            "fuzzing": {"error-feedback": {"enabled": False}, **no_responses},
            "stateful": {"enabled": False},
        },
        "checks": {"negative_data_rejection": {"expected-statuses": list(REFUSALS)}},
    }


def _unique(cases: Iterator[Any], intent: Intent) -> list[GeneratedRequest]:
    made = (_request(case, intent) for case in cases)
    return list(dict.fromkeys(request for request in made if request is not None))


def _request(case: Any, intent: Intent) -> GeneratedRequest | None:
    """Return the case as a request; None if no client could send it."""
    sendable = prepared(case)
    parts = urlsplit(str(sendable.url))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    if len(target) > _LONGEST_TARGET:
        return None
    about = case.meta.phase.data
    return GeneratedRequest(
        method=case.method,
        target=target,
        headers=_headers(sendable),
        content=_content(sendable),
        intent=intent,
        phase=case.meta.phase.name.value,
        scenario=_scenario(about),
        place=_place(case),
        invalid=intent == "refusable" and is_invalid(case),
    )


def _headers(prepared: requests.PreparedRequest) -> Headers:
    lines = ((str(name), str(value)) for name, value in prepared.headers.items())
    return tuple((name, value) for name, value in lines if name.lower() in GENERATED_HEADERS)


def _content(prepared: requests.PreparedRequest) -> bytes | None:
    body: Any = prepared.body
    return body.encode() if isinstance(body, str) else body


def _scenario(about: Any) -> str:
    scenario = getattr(about, "scenario", None)
    return scenario.value if scenario is not None else about.description or ""


def _place(case: Any) -> str:
    """Return the one part that is invalid, and in it the one parameter or member, if known."""
    components = case.meta.components.items()
    invalid = [location.value for location, part in components if part.mode.is_negative]
    if len(invalid) != 1:
        return ""
    about = case.meta.phase.data
    inside = [about.parameter] if about.parameter else []
    if invalid == ["body"]:
        inside = _PROPERTY.findall(about.location or "")
    return "/".join([*invalid, *inside])
