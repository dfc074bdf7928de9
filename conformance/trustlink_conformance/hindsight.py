"""Home of hindsight: the answers of a run so far, told apart by what the contract says of them."""

from dataclasses import dataclass

from trustlink.contract import Contract, JsonObject, Operation
from trustlink.schemas import compile_schema
from trustlink_conformance.answer import Answer
from trustlink_conformance.form_faults import expect_valid
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_testable
from trustlink_conformance.readings import every_answer
from trustlink_conformance.site import Site

API_ROOT = "/trustlink/v1/"
_STATIC = (f"{API_ROOT}keys",)
"""Paths below the root that may be files: the rules for problems do not bind them."""
_OF_A_SOURCE = {503: "source-unavailable", 504: "source-timeout"}


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and the operation of an announced profile that was asked."""

    operation: Operation
    answer: Answer

    @property
    def is_broken(self) -> bool:
        """Whether it is a 5xx that the operation does not document: ERR-04 alone speaks of it."""
        status = self.answer.status
        return status >= 500 and str(status) not in self.operation.document["responses"]


def answered_operations(site: Site, *operation_ids: str) -> list[Answered]:
    """Return what these operations of the announced profiles answered; all, if none is named."""
    answers = every_answer(site, *operation_ids)
    found = ((site.operation_of(answer), answer) for answer in answers)
    return [Answered(one, answer) for one, answer in found if one and site.offers(one.profile)]


def given(site: Site, *operation_ids: str) -> list[Answer]:
    """Return the successes of these operations that have a JSON body; of all without any id."""
    return [
        one.answer
        for one in answered_operations(site, *operation_ids)
        if one.answer.status in (200, 201) and not is_head(one.answer) and one.answer.is_json
    ]


def errors(site: Site) -> list[Answer]:
    """Return every error below /trustlink/v1/, the keys apart, but for a 5xx that ERR-04 judges."""
    found = [one for one in every_answer(site) if one.status >= 400]
    return [
        one for one in found if is_of_the_interface(site, one) and not _is_left_to_others(site, one)
    ]


def _is_left_to_others(site: Site, answer: Answer) -> bool:
    """Return whether it is a 5xx of ERR-04, or an answer of a profile that is not announced."""
    operation = site.operation_of(answer)
    if operation is None:
        return answer.status >= 500
    return not site.offers(operation.profile) or Answered(operation, answer).is_broken


def some_errors(site: Site) -> list[Answer]:
    """Return these errors; raises NotTestable if nothing was refused."""
    return errors(site) or not_testable(
        "nothing was refused", provide="a site that knows what it can't answer"
    )


def problems(site: Site) -> list[Answer]:
    """Return those errors that are objects of JSON: whether all are is ERR-01's matter."""
    found = [one for one in errors(site) if not is_head(one) and one.is_json]
    return [one for one in found if isinstance(one.json, dict)]


def is_head(answer: Answer) -> bool:
    """Return whether the answer has no content because it was asked without."""
    return answer.exchange.request.method == "HEAD"


def is_of_the_interface(site: Site, answer: Answer) -> bool:
    """Return whether the rules for problems bind what was asked."""
    path = site.path_of(answer.exchange.request.url) or ""
    return path.startswith(API_ROOT) and path not in _STATIC


def is_source_problem(answer: Answer) -> bool:
    """Return whether an answer is the 503 or the 504 that tells of a source."""
    kind = _OF_A_SOURCE.get(answer.status)
    if kind is None or not answer.is_json:
        return False
    return str(answer.get("/type")).endswith(f"/{kind}")


def is_refused_by_choice(one: Answered) -> bool:
    """Return whether Accept was looked at by what need not do so: what is said then is open."""
    return one.answer.status == 406 and "406" not in one.operation.document["responses"]


@dataclass
class Documentation:
    """What the contract documents of answers."""

    contract: Contract

    def expect(self, one: Answered, site: Site) -> None:
        """Expect status, media type and body to be documented."""
        responses = one.operation.document["responses"]
        one.answer.expect_status(*map(int, responses))
        content = self.contract.resolve(responses[str(one.answer.status)]).get("content")
        if not content or is_head(one.answer):
            return
        one.answer.expect_header_that(
            "Content-Type", " or ".join(content), lambda value: media_type(value) in content,
            hint=Hint.HTML_TYPE,
        )  # fmt: skip
        self._expect_valid(one.answer, content[media_type(one.answer.header("Content-Type"))], site)

    def _expect_valid(self, answer: Answer, documented: JsonObject, site: Site) -> None:
        schema = compile_schema(self.contract, documented["schema"])
        expect_valid(answer, schema, "a body that is valid against the documented schema")
        site.expect("members that occur twice in an object", [], [*answer.repeated_members], answer)


def media_type(content_type: str | None) -> str:
    """Return the media type of a Content-Type, without its parameters."""
    return (content_type or "").partition(";")[0].strip().lower()
