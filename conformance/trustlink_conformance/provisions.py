"""Home of the provisions: what a tester can give, and what can be judged only with it. Pure.

Which requirement needs what stands in requirements.yaml; here is where it goes in a target file.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from trustlink.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Provision:
    """A setting of the target file, with the needs of requirements.yaml that it meets."""

    key: str
    """The table or key, dotted, as `credentials.importer-b`."""
    needs: tuple[str, ...]
    purpose: str
    """What it is, in a sentence that fits a comment."""


PROVISIONS = (
    Provision(
        "credentials.importer-b",
        ("second-client",),
        "A second client: what the first one made must be hidden from it.",
    ),
    Provision(
        "credentials.verify-only",
        ("verify-only-token",),
        "A client whose tokens have the scope verify alone.",
    ),
    Provision(
        "credentials.quota-used-up",
        ("quota-client",),
        "A client whose quota is used up: each of its requests is answered 429.",
    ),
    Provision(
        "credentials.expired-tokens",
        ("expired-token",),
        "An access token of the site that has expired (token_env), or a client that gets such.",
    ),
    Provision(
        "credentials.foreign-audience",
        ("foreign-audience-token",),
        "An access token that is sound, but was issued for another site.",
    ),
    Provision(
        "requesters",
        ("requester", "requester-of-each-country"),
        "Importers to name in verifications: their numbers, one of each country.",
    ),
    Provision("subjects.rated", ("subject-with-rating",), "Suppliers that have a credit rating."),
    Provision(
        "subjects.with_rebates",
        ("subject-with-rebates",),
        "Suppliers with rebate records in the last twelve tax periods, with consent.",
    ),
    Provision(
        "subjects.with_notices",
        ("subject-with-notices",),
        "Suppliers with a violation notice in the window, that consent to showing records.",
    ),
    Provision("subjects.withheld", ("subject-withheld",), "Suppliers that withhold their records."),
)


def provision_of(key: str) -> Provision:
    """Return the provision of a key."""
    return next(one for one in PROVISIONS if one.key == key)


@dataclass(frozen=True, slots=True)
class Use:
    """What a provision is good for at one site: ids of requirements."""

    decides: tuple[str, ...]
    """Not testable without it."""
    widens: tuple[str, ...]
    """Judged without it as well, but on less."""

    def __str__(self) -> str:
        """Return both on one line."""
        if self.decides:
            return f"Not testable without: {', '.join(self.decides)}."
        return f"More is seen with it by: {', '.join(self.widens) or 'none'}."


def use_of(needs: Iterable[str], applicable: Iterable[Requirement]) -> Use:
    """Return which of the applicable requirements name one of the needs."""
    wanted, rules = set(needs), list(applicable)
    decides = tuple(rule.id for rule in rules if wanted & set(rule.needs))
    widens = tuple(rule.id for rule in rules if wanted & set(rule.also_uses))
    return Use(decides, tuple(name for name in widens if name not in decides))
