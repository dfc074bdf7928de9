"""Home of `trustlink.toml`: reading the target file, and laying the flags over it.

    url = "https://shop.example"            # a path may follow, if all paths start below it
    public_url = "https://www.shop.example" # if clients know the site by another URL
    well_known = "url"                      # if discovery, too, is below the path of the URL
    mode = "live"
    allow_origins = ["https://login.shop.example"]

    [credentials.importer-a]
    client_id = "acme"                      # or client_id_env
    client_secret_env = "ACME_SECRET"       # or client_secret_file; or token_env, token_file alone
    scopes = ["verify", "records"]

    [credentials]
    absent = ["quota-used-up"]              # the site has no such client

    [subjects]
    suppliers = ["91…"]
    with_notices = []                       # none of them has a notice

    [certification]
    sandbox_max_age = 30                    # days, or an ISO 8601 duration as "P30D"

    [requesters.SG]
    id = "…"                                # or id_env: the number in the environment

    [tls]                                   # ca_file, certificate_file, key_file, key_password_env
    [proxy]                                 # url, user, password_env
    [headers]                               # X-Gate = { value_env = "GATE_KEY" }

    [bounds]
    timeout = 10

Keys that are not known are refused, so that a slip of the pen is no silent default. Relative paths
start at the folder of the target file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from trustlink.errors import IdentifierError, UserError
from trustlink.identifiers import SCHEMES, parse_requester_id, parse_uscc
from trustlink.user_file import parse_toml, read_user_text
from trustlink_conformance.addresses import WellKnown, checked_origin, checked_url
from trustlink_conformance.bounds import HIGHEST, LOWEST, Bounds
from trustlink_conformance.certification_table import sandbox_max_age
from trustlink_conformance.connection_table import connection_of
from trustlink_conformance.credential_table import credential_of
from trustlink_conformance.declare import Mode
from trustlink_conformance.published import (
    published_credentials,
    published_numbers,
    published_requesters,
)
from trustlink_conformance.requester import Requester
from trustlink_conformance.secret_sources import SecretSources
from trustlink_conformance.target import (
    CREDENTIAL_LABELS,
    MAIN_CREDENTIAL,
    SUBJECT_ROLES,
    Credential,
    Target,
)
from trustlink_conformance.toml_lines import lines_of
from trustlink_conformance.toml_table import Table

_DEFAULTS = Bounds()
_KEYS = (
    "url", "public_url", "well_known", "mode", "allow_origins", "credentials", "subjects",
    "requesters", "tls", "proxy", "headers", "bounds", "certification",
)  # fmt: skip
_LARGEST = 1_000_000
_ABSENT = "absent"
_NEVER_EMPTY = ("suppliers", "unknown")


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says; it wins over the file. None: not said."""

    url: str | None = None
    mode: Mode | None = None
    bounds: Mapping[str, float | int | None] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What came by standard input, by the credential's label."""


def read_target(
    flags: Flags, *, file: Path | None = None, environment: Mapping[str, str], today: date
) -> Target:
    """Return the target that flags and file describe; raises UserError with file, line and key.

    The date decides whether a requester's number can have been issued already.
    """
    table = _table(file)
    table.only(*_KEYS)
    sources = SecretSources(environment, (file or Path()).parent, flags.secrets, table.members)
    mode = flags.mode or cast("Mode", table.choice("mode", "sandbox", "live"))
    url = _url(table, flags)
    return Target(
        url=url,
        mode=mode,
        allow_origins=_allowed(table),
        credentials=_credentials(table, mode, sources),
        absent_credentials=_absent_credentials(table.table("credentials")),
        subjects=_subjects(table.table("subjects")),
        requesters=_requesters(table.table("requesters"), mode, today, sources),
        synthetic=published_numbers(),
        bounds=_bounds(table.table("bounds"), flags),
        public_url=_public_url(table),
        well_known=cast("WellKnown", table.choice("well_known", "origin", "url")),
        connection=connection_of(table, sources, url=url),
        sandbox_max_age=sandbox_max_age(table.table("certification")),
        file=str(file or ""),
        lines=tuple((".".join(path), line) for path, line in table.lines.items()),
    )


def _table(file: Path | None) -> Table:
    if file is None:
        return Table("the command line", {})
    text = read_user_text(file, most=_LARGEST, hint="`trustlink init URL` writes a target file.")
    return Table(str(file), parse_toml(text, what=str(file)), lines=lines_of(text))


def _url(table: Table, flags: Flags) -> str:
    if flags.url is not None:
        return checked_url(flags.url, what="URL")
    if not table.text("url"):
        raise UserError(
            "the URL of the site was expected",
            hint="Give it as an argument, or as url in the target file.",
        )
    return checked_url(table.text("url"), what=table.at("url"))


def _public_url(table: Table) -> str:
    text = table.text("public_url")
    return checked_url(text, what=table.at("public_url")) if text else ""


def _allowed(table: Table) -> tuple[str, ...]:
    what = table.at("allow_origins")
    return tuple(checked_origin(entry, what=what) for entry in table.texts("allow_origins"))


def _credentials(table: Table, mode: Mode, sources: SecretSources) -> tuple[Credential, ...]:
    given = table.table("credentials")
    given.only(*CREDENTIAL_LABELS, _ABSENT)
    labels = dict.fromkeys([*given.members, *sources.typed])
    labels.pop(_ABSENT, None)
    own = {label: credential_of(given.table(label), label, sources) for label in labels}
    _refuse_one_as_two(given, own)
    published = published_credentials() if mode == "sandbox" else ()
    return (*own.values(), *(entry for entry in published if entry.label not in own))


def _absent_credentials(table: Table) -> tuple[str, ...]:
    absent, others = table.texts(_ABSENT), CREDENTIAL_LABELS[1:]
    for label in absent:
        if label not in others:
            text = f"{label!r} is none of {', '.join(others)}"
            raise table.mistake(text, _ABSENT)
        if label in table.members:
            raise table.mistake(f"{label} is given as well, at {table.at(label)}", _ABSENT)
    return tuple(dict.fromkeys(absent))


def _refuse_one_as_two(table: Table, own: Mapping[str, Credential]) -> None:
    """Raise UserError if the second client is the first: the site would be blamed for it."""
    first, second = own.get(MAIN_CREDENTIAL), own.get("importer-b")
    if first and second and first.client_id and first.client_id == second.client_id:
        raise table.table("importer-b").mistake(
            f"another client than that of {MAIN_CREDENTIAL} was expected",
            "client_id",
            hint="It shows that one client's verifications are hidden from another. Leave it out "
            "if the site gives you one client only.",
        )


def _subjects(table: Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
    table.only(*SUBJECT_ROLES)
    return tuple((role, _suppliers(table, role)) for role in table.members)


def _suppliers(table: Table, role: str) -> tuple[str, ...]:
    if role in _NEVER_EMPTY and table.members[role] == []:
        hint = "Leave the key out: then the suppliers that discovery lists are asked about."
        raise table.mistake("at least one supplier was expected", role, hint=hint)
    try:
        return tuple(str(parse_uscc(text)) for text in table.texts(role))
    except IdentifierError as error:
        raise table.mistake(str(error), role, hint=error.hint) from error


def _requesters(
    table: Table, mode: Mode, today: date, sources: SecretSources
) -> tuple[Requester, ...]:
    table.only(*SCHEMES)
    own = tuple(
        _requester(table.table(country), country, today, sources) for country in table.members
    )
    countries = {requester.country for requester in own}
    published = published_requesters() if mode == "sandbox" else ()
    return (*own, *(entry for entry in published if entry.country not in countries))


def _requester(table: Table, country: str, today: date, sources: SecretSources) -> Requester:
    table.only("id", "id_env", "name")
    number = sources.secret(table, "id") or table.text("id")
    try:
        parse_requester_id(number, scheme=SCHEMES[country], on=today)
    except IdentifierError as error:
        raise table.mistake(str(error), "id", hint=error.hint) from error
    return Requester(country, number, table.text("name") or None)


def _bounds(table: Table, flags: Flags) -> Bounds:
    table.only(*LOWEST)
    given = {key: value for key, value in flags.bounds.items() if value is not None}
    bounds = _laid_over(_DEFAULTS, table)
    return _laid_over(bounds, Table("the command line", given, ("bounds",)))


def _laid_over(bounds: Bounds, table: Table) -> Bounds:
    values: dict[str, Any] = {
        key: table.number(
            key,
            lowest=LOWEST[key],
            highest=HIGHEST[key],
            whole=isinstance(getattr(_DEFAULTS, key), int),
        )
        for key in table.members
    }
    return replace(bounds, **values)
