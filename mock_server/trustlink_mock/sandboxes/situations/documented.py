"""Home of documented replies: any status and type of problem that the contract has, on demand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from trustlink.contract import Contract, JsonObject, Operation, load_contract
from trustlink.resources import openapi_folder
from trustlink_mock.problems import Problem, RequestFault, problem_reply
from trustlink_mock.sandboxes.situations.preferences import Preferences, refused
from trustlink_mock.visit import PROBLEM_JSON, Reply, Visit, json_bytes

_PLACES = ("pointer", "parameter", "header")


@dataclass(frozen=True, slots=True)
class Documented:
    """Is one reply that the contract documents for an operation, with one of its examples."""

    status: int
    media_type: str
    headers: Mapping[str, str]
    example: Any = None
    """None if there is no content."""

    @property
    def kind(self) -> str:
        """The last part of the problem's type; "" for what is no problem, and about:blank."""
        is_problem = self.media_type == PROBLEM_JSON
        return str(self.example["type"]).rpartition("/problems/")[2] if is_problem else ""

    def meets(self, preferences: Preferences) -> bool:
        """Tell whether it has the code and the problem that are preferred."""
        return preferences.code in (None, self.status) and preferences.problem in (None, self.kind)

    def reply(self, visit: Visit, scope: str | None) -> Reply:
        """Return the reply to a request of an operation that needs this scope."""
        if self.media_type == PROBLEM_JSON:
            return problem_reply(self._problem(visit, scope), visit)
        if self.example is None:
            return Reply(self.status, self.headers)
        headers = {**self.headers, "content-type": self.media_type}
        return Reply(self.status, headers, json_bytes(self.example))

    def _problem(self, visit: Visit, scope: str | None) -> Problem:
        headers = {k: v for k, v in self.headers.items() if k not in ("vary", "content-language")}
        if self.kind == "insufficient-scope":
            headers["www-authenticate"] += f', error="insufficient_scope", scope="{scope}"'
        elif self.status == 401 and "authorization" in visit.headers:
            headers["www-authenticate"] += ', error="invalid_token"'
        elif self.kind == "disclosure-withheld":
            headers.pop("www-authenticate")
        kind = "" if self.example["type"] == "about:blank" else self.kind
        faults = tuple(_fault(one) for one in self.example.get("errors", ()))
        return Problem(self.status, kind, headers=headers, faults=faults)


def preferred_reply(contract: Contract, visit: Visit, preferences: Preferences) -> Reply | None:
    """Return the reply that a request prefers, None if it names neither code nor problem."""
    if preferences.code is None and preferences.problem is None:
        return None
    owner, operation = _operation(contract, visit)
    known = list(documented(owner, operation))
    for one in known:
        if one.meets(preferences):
            return one.reply(visit, operation.scope)
    detail = f"{operation.operation_id} documents {_listed(known)}."
    raise refused("UNDOCUMENTED", f"{detail} {_elsewhere(contract, preferences)}")


def documented(contract: Contract, operation: Operation) -> Iterator[Documented]:
    """Yield each reply that the contract documents for an operation, once for each example."""
    for status, node in operation.document["responses"].items():
        response = contract.resolve(node)
        headers = dict(_headers(contract, response))
        contents = response.get("content", {}).items()
        if not contents:
            yield Documented(int(status), "", headers)
        for media_type, content in contents:
            for example in content["examples"].values():
                yield Documented(int(status), media_type, headers, example["value"])


def _elsewhere(contract: Contract, preferences: Preferences) -> str:
    """Say which operations document what is preferred."""
    names = [
        operation.operation_id
        for operation in contract.operations
        if any(one.meets(preferences) for one in documented(contract, operation))
    ]
    wanted = " ".join(str(one) for one in (preferences.code, preferences.problem) if one)
    documented_by = f"{wanted} is documented by {', '.join(names) or 'no operation'}."
    return documented_by if names else f"{documented_by}{_meant(contract, preferences.problem)}"


def _meant(contract: Contract, problem: str | None) -> str:
    kinds = {one.kind for name in contract.operations for one in documented(contract, name)}
    close = get_close_matches(problem or "", kinds - {""}, n=1)
    return f" Did you mean problem={close[0]}?" if close else ""


def _operation(contract: Contract, visit: Visit) -> tuple[Contract, Operation]:
    method = "GET" if visit.method == "HEAD" else visit.method
    for owner in (contract, load_contract(openapi_folder() / "sandbox.yaml")):
        found = owner.operation_at(method, visit.path)
        if found is not None:
            return owner, found
    raise refused("NO_OPERATION", "code and problem need a method and path that the contract has.")


def _headers(contract: Contract, response: JsonObject) -> Iterator[tuple[str, str]]:
    for name, node in response.get("headers", {}).items():
        yield name.lower(), str(contract.resolve(node)["example"])


def _fault(document: Mapping[str, str]) -> RequestFault:
    place = next(name for name in _PLACES if name in document)
    return RequestFault(place, document[place], document["code"], document["detail"])  # type: ignore[arg-type]  # one of the three


def _listed(known: list[Documented]) -> str:
    kinds = {f"{one.status} {one.kind}".removesuffix(" about:blank").strip() for one in known}
    return ", ".join(sorted(kinds))
