"""Items of the whole run: single answers, and the data of results in verifications."""

from contextlib import suppress

from trustlink_conformance.answer import Answer
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.readings import OPERATIONS, Item, Member, items
from trustlink_conformance.site import Site
from trustlink_conformance.verifications import made


def every_item(site: Site, member: Member) -> list[Item]:
    """Return every item of the run so far: single answers, and the data of results."""
    alone = [Item(one) for one in site.recall(OPERATIONS[member]) if is_whole(one)]
    results: list[Item] = []
    with suppress(NotTestable):
        results = [Item(one.answer, f"{one.result(member).pointer}/data") for one in made(site)]
    found = [*items(site, member), *alone, *results]
    known = {(one.answer.id, one.pointer): one for one in found if isinstance(one.get(""), dict)}
    return list(known.values())


def is_whole(answer: Answer) -> bool:
    """Return whether an answer to a GET was given, with a JSON value."""
    is_given = answer.status == 200 and answer.exchange.request.method == "GET"
    return is_given and answer.is_json
