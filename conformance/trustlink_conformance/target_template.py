"""Home of the first target file: a commented `trustlink.toml`, written from discovery. Pure.

What is of use at the site is told in it; all else is a comment, to be taken in by the tester.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import tomlkit
from tomlkit.items import Table
from tomlkit.toml_document import TOMLDocument

from trustlink.requirement import Requirement
from trustlink_conformance.addresses import origin_of
from trustlink_conformance.announced import Announced
from trustlink_conformance.declare import Mode
from trustlink_conformance.provisions import PROVISIONS, Provision, provision_of, use_of
from trustlink_conformance.target import CREDENTIAL_LABELS

CLIENT = ("TRUSTLINK_CLIENT_ID", "TRUSTLINK_CLIENT_SECRET")
READY_MADE = "TRUSTLINK_TOKEN"
"""Environment variables that the file names for importer-a: a client, or its access token."""

MOST_SUPPLIERS = 10
"""Suppliers that are copied from discovery, at most."""

_WIDTH = 96
_EXAMPLES = {"SG": "202699001M", "TH": "0105569990011", "VN": "0199000017"}


@dataclass(frozen=True, slots=True)
class Template:
    """What a first target file is made for."""

    url: str
    announced: Announced
    mode: Mode
    requirements: tuple[Requirement, ...] = field(repr=False)
    """Those that are judged in the mode and speak of the announced profiles."""
    unmet: frozenset[str] | None = None
    """The needs that no supplier was found to meet; None if no supplier was asked about."""

    @property
    def suppliers(self) -> tuple[str, ...]:
        """The suppliers that are written into the file."""
        return self.announced.suppliers[:MOST_SUPPLIERS]

    def as_toml(self) -> str:
        """Return the file."""
        document = tomlkit.document()
        for part in (_head, _addresses, _main_credential, _other_credentials, _requesters):
            part(self, document)
        _subjects(self, document)
        _connection(document)
        return f"{tomlkit.dumps(document).rstrip()}\n"

    def use(self, provision: Provision) -> str:
        """Return what a provision is good for here."""
        return str(use_of(provision.needs, self.requirements))


def _head(template: Template, document: TOMLDocument) -> None:
    _say(
        document,
        "Target file of the TrustLink conformance suite (unofficial; the contract is assumed).",
        "Only test sites that you may test: your own, or one whose operator has agreed.",
        f"Operator, as the site says: {template.announced.operator or 'not known'}.",
        f"Profiles: {', '.join(template.announced.profiles)}.",
        "No secret stands here: each comes from the environment (..._env), from a file "
        "(..._file), or by --secret-stdin LABEL.",
        "Next: export the variables named below, then `trustlink doctor --target FILE`.",
    )
    document.add(tomlkit.nl())


def _addresses(template: Template, document: TOMLDocument) -> None:
    _say(document, "What the contract's paths are appended to: an origin, or an origin and a path.")
    document["url"] = template.url
    _say(document, "If clients know the site by another URL than the one that is asked here:")
    _say(document, 'public_url = "https://www.supplier.example"')
    _say(document, "sandbox: the site has loaded the published fixtures. live: it has its own.")
    document["mode"] = template.mode
    foreign = template.announced.foreign_origins(origin_of(template.url))
    if foreign:
        _say(
            document,
            "Discovery names these origins for tokens or keys. Uncomment what may be given client "
            "secrets; if it is the site's own public origin, set public_url instead.",
        )
        _say(document, f"allow_origins = {tomlkit.item(list(foreign)).as_string()}")
    document.add(tomlkit.nl())


def _main_credential(template: Template, document: TOMLDocument) -> None:
    _say(document, "The client that asks. Everything but discovery and keys needs it.")
    if template.mode == "sandbox":
        _say(document, "In sandbox mode the published clients are used; uncomment to replace one.")
        _say(document, *_client("credentials.importer-a", *CLIENT))
        document.add(tomlkit.nl())
        return
    table = tomlkit.table()
    if template.announced.has_token_endpoint:
        table["client_id_env"], table["client_secret_env"] = CLIENT
    else:
        table.add(tomlkit.comment("Discovery names no tokenEndpoint: a ready-made access token."))
        table["token_env"] = READY_MADE
    credentials = tomlkit.table()
    _say(
        credentials,
        "Of the clients below, those that the site has none of: a sandbox run shows what they are "
        f"for. Of: {', '.join(CREDENTIAL_LABELS[1:])}.",
    )
    credentials["absent"] = tomlkit.array()
    credentials.add(tomlkit.nl())
    credentials["importer-a"] = table
    document["credentials"] = credentials
    document.add(tomlkit.nl())


def _other_credentials(template: Template, document: TOMLDocument) -> None:
    for provision in PROVISIONS:
        if provision.key.startswith("credentials."):
            _say(document, provision.purpose, template.use(provision))
            _say(document, *_placeholder(provision.key))
            document.add(tomlkit.nl())


def _placeholder(key: str) -> tuple[str, ...]:
    name = key.removeprefix("credentials.").upper().replace("-", "_")
    if key in ("credentials.expired-tokens", "credentials.foreign-audience"):
        return (f"[{key}]", f'token_env = "TRUSTLINK_{name}_TOKEN"')
    return _client(key, f"TRUSTLINK_{name}_ID", f"TRUSTLINK_{name}_SECRET")


def _client(key: str, client_id: str, secret: str) -> tuple[str, ...]:
    return (f"[{key}]", f'client_id_env = "{client_id}"', f'client_secret_env = "{secret}"')


def _requesters(template: Template, document: TOMLDocument) -> None:
    provision = provision_of("requesters")
    _say(document, provision.purpose, template.use(provision))
    _say(
        document,
        "The article speaks of Southeast Asian importers; these three countries are an assumption "
        "of the contract.",
    )
    if template.mode == "sandbox":
        _say(document, "In sandbox mode the published importers are used.")
    else:
        _say(document, "The numbers are made up: put in those of importers that the site knows.")
        _say(
            document,
            "A number or name can be that of a person. The suite writes neither into its files; "
            "stand-ins take their place.",
        )
    for country, number in _EXAMPLES.items():
        name = f'name = "Importer of {country}"  # optional; comes back as sent'
        _say(document, f"[requesters.{country}]", f'id = "{number}"  # or id_env', name)
    document.add(tomlkit.nl())


def _subjects(template: Template, document: TOMLDocument) -> None:
    _say(
        document,
        "Suppliers to ask about. Without this table it is those of discovery. A role says of whom "
        "something is true, if a run does not find it; an empty list says that it is true of none.",
    )
    if not template.suppliers or template.mode != "live":
        _say(document, "[subjects]", 'suppliers = ["91440300TL0000016J"]')
        _roles(template, document)
        document.add(tomlkit.nl())
        return
    table = tomlkit.table()
    if len(template.announced.suppliers) > len(template.suppliers):
        count = len(template.announced.suppliers)
        _say(
            table,
            f"The first {MOST_SUPPLIERS} of {count} in discovery; without it, all are asked.",
        )
    table["suppliers"] = tomlkit.item(list(template.suppliers)).multiline(multiline=True)
    _roles(template, table)
    table.add(tomlkit.nl())
    document["subjects"] = table


def _roles(template: Template, place: TOMLDocument | Table) -> None:
    for provision in PROVISIONS:
        if provision.key.startswith("subjects."):
            _role(template, provision, place)


def _role(template: Template, provision: Provision, place: TOMLDocument | Table) -> None:
    """Write a role as absent if no supplier is found in it, as a comment if none was looked for."""
    role, use = provision.key.partition(".")[2], use_of(provision.needs, template.requirements)
    if not use.decides and not use.widens:
        return
    if template.unmet is None:
        _say(place, provision.purpose, str(use), f"{role} = []")
    elif template.unmet.intersection(provision.needs) and isinstance(place, Table):
        _say(place, f"{provision.purpose} None was found among these. {use}")
        place[role] = tomlkit.array()


def _connection(document: TOMLDocument) -> None:
    _say(
        document,
        "How requests get there, if it takes more than a public certificate.",
        "[tls]",
        'ca_file = "ca.pem"                     # trusted beside what this machine trusts',
        'certificate_file = "client.pem"        # if the site wants a client certificate',
        'key_file = "client.key"',
        'key_password_env = "TRUSTLINK_KEY_PASSWORD"',
        "[proxy]                                 # never taken from the environment",
        'url = "http://proxy.example:3128"',
        'user = "me"',
        'password_env = "TRUSTLINK_PROXY_PASSWORD"',
        "[headers]                               # sent to the site itself, to no other origin",
        'X-Gate = { value_env = "TRUSTLINK_GATE" }',
        "[bounds]                                # what a run may cost the site",
        "rate = 10                               # requests a second",
        "max_requests = 1500",
    )


def _say(place: TOMLDocument | Table, *lines: str) -> None:
    for line in lines:
        for part in _wrapped(line):
            place.add(tomlkit.comment(part))


def _wrapped(line: str) -> Iterator[str]:
    """Yield a sentence in lines of a comment; a setting, which holds no full stop, as it is."""
    if "=" in line or line.startswith("["):
        yield line
        return
    words, row = line.split(), ""
    for word in words:
        if row and len(row) + len(word) + 1 > _WIDTH:
            yield row
            row = ""
        row = f"{row} {word}".strip()
    yield row
