"""Checks of group VER: a verification and the single answers say the same."""

from trustlink_conformance.counterparts import Counterparts, counterparts
from trustlink_conformance.declare import requirement
from trustlink_conformance.site import Site

MOST_ASKED_ANEW = 5


@requirement("VER-07", afterwards=True)
def test_a_result_is_what_the_single_answer_says(site: Site) -> None:
    found = counterparts(site)
    differing = [both for both in found if not both.agree][:MOST_ASKED_ANEW]

    for both in found:
        if both.agree:
            expect_agreement(site, both)
    for both in differing:
        expect_agreement(site, both.asked_anew(site))


def expect_agreement(site: Site, both: Counterparts) -> None:
    """Expect outcome, reason codes and data of a result to be those of the single answer."""
    answers, place = (both.single.answer, both.result.answer), both.result.pointer
    site.expect(
        "outcome and reasons of the single answer", both.told_once, both.told_in_verification,
        *answers, pointer=place,
    )  # fmt: skip
    for one in both.differences[:1]:
        site.expect(
            "as in the single answer",
            one.expected,
            one.actual,
            *answers,
            pointer=f"{place}/data{one.pointer}",
        )
