"""The variants of versions: what a site of a later minor version may answer."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from trustlink_mock.answers import Rules
from trustlink_mock.answers.vocabulary import Freshness, ReasonCode
from trustlink_mock.later_version import (
    AUTHORITY,
    CODE,
    PROBLEM,
    SENTENCES,
    VERSION,
)
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.visit import Reply, Visit

Codes = Sequence[ReasonCode]


@variant(
    "EXP-03",
    "Announces 1.1.0 and gives each requested outcome a reason that 1.0 does not know as well.",
    joint=Joint.RULES,
    version=VERSION,
)
def later_reason_code(honest: Rules) -> Rules:
    """Add the code to what is honest, and its sentence in four languages."""

    def with_staleness(codes: Codes, shown: Collection[Freshness]) -> tuple[ReasonCode, ...]:
        found = honest.with_staleness(codes, shown)
        return found if "NOT_REQUESTED" in found else (*found, CODE)

    return replace(
        honest,
        with_staleness=with_staleness,
        sentence=lambda code, language: (
            SENTENCES[language] if code == CODE else honest.sentence(code, language)
        ),
    )


@variant(
    "HTTP-01",
    "Announces 1.1.0 and asks a register of an authority that 1.0 does not know.",
    joint=Joint.RESPONSE,
    operation="getStatus",
    refusals_too=False,
    version=VERSION,
)
def later_authority(reply: Reply, _: Visit) -> Reply:
    """List it among the sources."""
    first, *others = reply.document["sources"]
    return reply.with_members(sources=[first, *others, {**first, "authority": AUTHORITY}])


@variant(
    "ERR-02",
    "Announces 1.1.0 and has a type for a problem that 1.0 calls about:blank.",
    joint=Joint.RESPONSE,
    version=VERSION,
)
def later_problem_type(reply: Reply, _: Visit) -> Reply:
    """Name the type of a 415."""
    return reply.with_members(type=PROBLEM) if reply.status == 415 else reply
