"""What a tester can give, or say that there is none of, and what can be judged only with it. Pure.

Which requirement needs what is in requirements.yaml; here is where it goes in a target file.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from trustlink.identifiers import SCHEMES
from trustlink.requirement import Requirement
from trustlink_conformance.judgement import NotTestable

OF_RECORDS = frozenset({"records", "subject-consenting", "subject-with-rebates"})
"""Needs of requirements.yaml that a site without the profile records does not have to meet."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A setting of the target file, with the needs of requirements.yaml that it meets."""

    key: str
    """The table or key, dotted, as `credentials.importer-b`."""
    needs: tuple[str, ...]
    purpose: str
    """What it is, in a sentence that fits a comment."""
    covers: tuple[str, ...] = ()
    """Needs that a site without any of it can't meet either."""

    @property
    def can_be_absent(self) -> bool:
        """Whether the target file can say that there is none."""
        return self.key.startswith(("credentials.", "subjects."))

    @property
    def text(self) -> str:
        """What to give, where, and how to say that there is none."""
        if self.key == "requesters":
            return "requesters.SG, requesters.TH or requesters.VN in the target file"
        given = f"{self.key} in the target file"
        return f"{given} ({self.absence} if there is none)" if self.can_be_absent else given

    @property
    def absence(self) -> str:
        """The setting that says that there is none."""
        table, _, name = self.key.partition(".")
        return f"{name} = []" if table == "subjects" else f'absent = ["{name}"] in [credentials]'


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
    Provision(
        "subjects.rated",
        ("subject-with-rating",),
        "Suppliers that have a credit rating.",
        covers=(
            "subject-with-customs-rating",
            "subject-with-begun-rating",
            "subject-with-ended-rating",
            "subject-with-aeo-code",
        ),
    ),
    Provision(
        "subjects.customs_rated",
        ("subject-with-customs-rating",),
        "Suppliers with a customs rating under Order 282.",
        covers=("subject-with-ended-rating", "subject-with-aeo-code"),
    ),
    Provision(
        "subjects.rating_begun",
        ("subject-with-begun-rating",),
        "Suppliers with a rating that began after earliestAsOf.",
    ),
    Provision(
        "subjects.rating_ended",
        ("subject-with-ended-rating",),
        "Suppliers with a customs rating whose predecessor ended after earliestAsOf.",
    ),
    Provision(
        "subjects.with_aeo_code",
        ("subject-with-aeo-code",),
        "Suppliers that state an aeoCode.",
    ),
    Provision(
        "subjects.consenting",
        ("subject-consenting",),
        "Suppliers that consent to showing their records.",
        covers=("subject-with-rebates",),
    ),
    Provision(
        "subjects.with_rebates",
        ("subject-with-records-found", "subject-with-rebates"),
        "Suppliers with rebate records in the last twelve tax periods, best with consent.",
    ),
    Provision(
        "subjects.with_notices",
        ("subject-with-notices",),
        "Suppliers with a violation notice in the window.",
        covers=("subject-with-past-notice",),
    ),
    Provision(
        "subjects.with_past_notices",
        ("subject-with-past-notice",),
        "Suppliers with a violation notice that counted once and has left the window since.",
    ),
    Provision(
        "subjects.without_notices",
        ("subject-without-notices",),
        "Suppliers that are CLEAR.",
    ),
    Provision("subjects.withheld", ("subject-withheld",), "Suppliers that withhold their records."),
)


def provision_for(need: str) -> Provision | None:
    """Return the setting that meets a need; None if no setting does."""
    return next((one for one in PROVISIONS if need in one.needs), None)


def needs_without(keys: Collection[str]) -> frozenset[str]:
    """Return the needs that can't be met where the site has none of these."""
    absent = [one for one in PROVISIONS if one.key in keys]
    return frozenset(need for one in absent for need in (*one.needs, *one.covers))


def lacking(need: str, reason: str, *, detail: str = "") -> NotTestable:
    """Return the excuse of a check for which a need of requirements.yaml is not met."""
    provision = provision_for(need)
    text = provision.text if provision else need
    return NotTestable(reason, provide=f"{text}: {detail}" if detail else text, need=need)


def without_requesters(countries: Collection[str]) -> dict[str, NotTestable]:
    """Return the excuses for the needs that are not met without importers of some countries."""
    missing = [country for country in SCHEMES if country in countries]
    named = [f"requesters.{country}" for country in missing]
    each = NotTestable(
        f"no importer of {' or '.join(missing)} can be named",
        provide=f"{', '.join(named)} in the target file",
        need="requester-of-each-country",
    )
    found = {each.need: each} if missing else {}
    if missing == [*SCHEMES]:
        found["requester"] = lacking("requester", "no importer can be named")
    return found


def provision_of(key: str) -> Provision:
    """Return the provision of a key."""
    return next(one for one in PROVISIONS if one.key == key)


def without_credential(label: str) -> NotTestable:
    """Return the excuse of a check for which the tester gives no such client or token."""
    reason = f"no credential {label!r} is configured"
    found = [one for one in PROVISIONS if one.key == f"credentials.{label}"]
    if found:
        return lacking(found[0].needs[0], reason)
    return NotTestable(reason, provide=f"credentials.{label} in the target file")


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
