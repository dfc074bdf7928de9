"""The defects of group EXP: outcomes that nobody can follow."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from trustlink_mock.answers.facts import Notice
from trustlink_mock.answers.rules import Outcome, Rules
from trustlink_mock.answers.texts import Language
from trustlink_mock.answers.vocabulary import RatingStatus, ReasonCode
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit


@defect(
    "EXP-01",
    "Has no Thai sentence for one reason, and sends a blank.",
    joint=Joint.RULES,
    also={"EXP-02": "a blank is no sentence in Thai"},
)
def blank_in_thai(honest: Rules) -> Rules:
    """Send a blank where a rating was found."""

    def sentence(code: ReasonCode, language: Language) -> str:
        is_missing = (code, language) == ("RATING_FOUND", "th")
        return " " if is_missing else honest.sentence(code, language)

    return replace(honest, sentence=sentence)


@defect(
    "EXP-01",
    "Leaves the countries of mutual recognition out of answers in Thai.",
    joint=Joint.RESPONSE,
    operation="listCreditRatings",
)
def fewer_data_in_thai(reply: Reply, _: Visit) -> Reply:
    """Have the names of countries in three languages only."""
    if reply.headers.get("content-language") != "th":
        return reply
    ratings = [{**one, "mutualRecognition": []} for one in reply.document["ratings"]]
    return reply.with_members(ratings=ratings)


@defect(
    "EXP-01",
    "Explains in Chinese to whoever states no language.",
    joint=Joint.RULES,
)
def chinese_by_default(honest: Rules) -> Rules:
    """Take Chinese for the language of all."""

    def language(accepted: str | None) -> Language:
        return "zh-CN" if accepted is None else honest.language(accepted)

    return replace(honest, language=language)


@defect(
    "EXP-02",
    "Says in English, under Content-Language th, that there is no notice.",
    joint=Joint.RULES,
)
def english_under_thai(honest: Rules) -> Rules:
    """Miss one translation."""

    def sentence(code: ReasonCode, language: Language) -> str:
        is_missing = (code, language) == ("NO_NOTICE_IN_WINDOW", "th")
        if is_missing:
            return honest.sentence(code, "en").replace("{authorities}", "GACC, STA, SAMR")
        return honest.sentence(code, language)

    return replace(honest, sentence=sentence)


@defect("EXP-02", "Takes the first language named, whatever its weight.", joint=Joint.RULES)
def weights_ignored(honest: Rules) -> Rules:
    """Drop all weights."""

    def language(accepted: str | None) -> Language:
        ranges = (accepted or "").split(",")
        return honest.language(",".join(one.partition(";")[0] for one in ranges))

    return replace(honest, language=language)


@defect("EXP-02", "Knows zh-CN, but no other zh.", joint=Joint.RULES)
def taiwan_in_english(honest: Rules) -> Rules:
    """Look up nothing shorter."""

    def language(accepted: str | None) -> Language:
        return honest.language(re.sub("(?i)zh-(?!cn)[a-z-]+", "xx", accepted or ""))

    return replace(honest, language=language)


@defect("EXP-02", "Knows languages in lower case alone.", joint=Joint.RULES)
def capitals_unknown(honest: Rules) -> Rules:
    """Compare tags letter by letter."""

    def language(accepted: str | None) -> Language:
        return honest.language(re.sub("TH|VI", "xx", accepted or ""))

    return replace(honest, language=language)


@defect("EXP-02", "Gives a language that is not acceptable.", joint=Joint.RULES)
def zero_weight_overlooked(honest: Rules) -> Rules:
    """Take the weight 0 for a small one."""

    def language(accepted: str | None) -> Language:
        return honest.language(re.sub(r"q=0(?![.0-9])", "q=0.001", accepted or ""))

    return replace(honest, language=language)


@defect(
    "EXP-03",
    "Adds to notices that were found that there is none.",
    joint=Joint.RULES,
    also={
        "VIO-05": "the published reasons beside a gap are others",
        "VIO-08": "the published reasons beside an appeal are others",
    },
)
def both_notice_and_none(honest: Rules) -> Rules:
    """Take the window for empty beside a notice under appeal."""

    def outcome(counted: Sequence[Notice], troubles: Sequence[ReasonCode]) -> Outcome:
        right = honest.notice_outcome(counted, troubles)
        if right.value != "NOTICES_FOUND":
            return right
        return replace(right, reasons=(*right.reasons, "NO_NOTICE_IN_WINDOW"))

    return replace(honest, notice_outcome=outcome)


@defect(
    "EXP-03",
    "Explains a rating that was found as one that never was.",
    joint=Joint.RULES,
)
def never_rated_although_rated(honest: Rules) -> Rules:
    """Give the reason of another outcome, if a single rating is listed."""

    def outcome(listed: Collection[RatingStatus], troubles: Sequence[ReasonCode]) -> Outcome:
        right = honest.rating_outcome(listed, troubles)
        is_meant = right.value == "RATED" and len(listed) == 1
        return replace(right, reasons=("NEVER_RATED",)) if is_meant else right

    return replace(honest, rating_outcome=outcome)


@defect("EXP-04", "Says that all authorities were asked, and not which.", joint=Joint.RULES)
def all_authorities(honest: Rules) -> Rules:
    """Write one sentence for every policy."""

    def sentence(code: ReasonCode, language: Language) -> str:
        is_meant = (code, language) == ("NO_NOTICE_IN_WINDOW", "en")
        return "No authority has a notice." if is_meant else honest.sentence(code, language)

    return replace(honest, sentence=sentence)
