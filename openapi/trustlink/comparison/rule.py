"""The rules by which two API descriptions may differ, and what each difference means.

"Before" is our contract, or the old version; "after" is the supplier's description, or the new
one. A rule about schemas has two ids, `request-...` and `response-...`, because a site may accept
more than before and may promise more, but not the other way round.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a difference means for a supplier's description, gravest first."""

    BREAKS = "breaks"
    """The description contradicts the contract."""
    NOT_COMPARED = "not-compared"
    """Whether the description contradicts the contract can't be told."""
    WEAKER = "weaker"
    """The description promises less than the contract, but contradicts nothing."""
    NOTE = "note"
    """Worth knowing; a conforming site may do so."""
    FINE = "fine"
    """Not reported."""


class Breach(StrEnum):
    """Whom a change breaks between two versions of a contract."""

    CLIENT = "client"
    """A client written for the old version fails on a server of the new one."""
    SERVER = "server"
    """A server written for the old version no longer does what the new one says."""
    BOTH = "both"
    NEITHER = "neither"

    @property
    def hits_client(self) -> bool:
        """Whether clients are broken."""
        return self in (Breach.CLIENT, Breach.BOTH)

    @property
    def hits_server(self) -> bool:
        """Whether servers are broken."""
        return self in (Breach.SERVER, Breach.BOTH)


class Direction(StrEnum):
    """What a difference does to the values that a schema admits."""

    NARROWS = "narrows"
    """Some are no longer admitted."""
    WIDENS = "widens"
    """Further ones are admitted."""
    BOTH = "both"
    APART = "apart"
    """Not decided by which values are admitted."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A way in which two descriptions may differ."""

    id: str
    sentence: str
    severity: Severity
    """What it means in `trustlink contract match`."""
    breach: Breach
    """What it means in `trustlink contract diff`."""
    direction: Direction = Direction.APART

    @property
    def is_certain(self) -> bool:
        """Whether the rule says what differs, rather than that it can't be told."""
        return self.severity is not Severity.NOT_COMPARED and "not-compared" not in self.id


# Kind; sentence; in a request: severity, breach; in a response: severity, breach. "?" is a
# difference that was not compared.
_SCHEMA_RULES = """
type-changed | No JSON type is admitted by both. | breaks both | breaks both
type-added | Values of a further JSON type are admitted. | note server | breaks client
type-removed | Values of a JSON type are no longer admitted. | breaks client | fine server
type-stated | A type is stated where anything was admitted. | breaks client | fine server
type-unstated | Nothing is said of a value whose type was stated. | note server | weaker client
enum-value-added | An enumeration has a further value. | note server | breaks client
enum-value-removed | An enumeration lacks a value. | breaks client | fine server
enum-stated | Values are enumerated that were not. | breaks client | fine server
enum-unstated | Values are no longer enumerated. | note server | weaker client
format-stated | A format is demanded that was not. | breaks client | fine server
format-unstated | A format is no longer demanded. | note server | weaker client
pattern-stated | A pattern is demanded that was not. | breaks client | fine server
pattern-unstated | A pattern is no longer demanded. | note server | weaker client
pattern-changed | Patterns differ; which admits more can't be told. | ? both | ? both
bound-stated | A least or greatest size or number is demanded. | breaks client | fine server
bound-unstated | A least or greatest size or number is not demanded. | note server | weaker client
bound-tightened | A least or greatest size or number admits less. | breaks client | fine server
bound-loosened | A least or greatest size or number admits more. | note server | breaks client
unique-items-stated | An array may no longer hold an element twice. | breaks client | fine server
unique-items-unstated | An array may hold an element twice. | note server | weaker client
keyword-changed | A keyword differs; which admits more can't be told. | ? both | ? both
member-added | An optional member is added. | fine server | fine neither
required-member-added | A required member is added. | breaks client | fine server
member-removed | A member is not described. | breaks client | weaker client
required-member-removed | A required member is not described. | breaks client | breaks client
withheld-member-removed | A member that may be withheld is missing. | breaks client | fine neither
member-required | An optional member is required. | breaks client | fine server
member-optional | A required member is optional. | note server | breaks client
extra-members-refused | Members that are not described are refused. | breaks client | fine server
extra-members-admitted | Members that are not described are admitted. | note server | weaker neither
values-refused | Some values are no longer admitted. | breaks client | fine server
values-admitted | Further values are admitted. | note server | breaks client
narrowing-not-compared | Whether values are refused can't be told. | ? client | fine server
widening-not-compared | Whether more is admitted can't be told. | note server | ? client
hint-changed | A keyword that restricts no value differs; it was not compared. | ? both | ? both
default-changed | Another value stands for one that is not sent. | breaks client | fine neither
default-stated | A value stands for one that is not sent; none did. | note neither | fine neither
default-unstated | No value stands any more for one that is not sent. | weaker client | fine neither
"""

# Kinds of the rules about schemas; the others are APART.
_KINDS = {
    Direction.NARROWS: """
        type-removed type-stated enum-value-removed enum-stated format-stated pattern-stated
        bound-stated bound-tightened unique-items-stated alternative-removed
        required-member-added member-required extra-members-refused values-refused
        narrowing-not-compared
    """,
    Direction.WIDENS: """
        type-added type-unstated enum-value-added enum-unstated format-unstated
        pattern-unstated bound-unstated bound-loosened unique-items-unstated
        alternative-added member-optional extra-members-admitted values-admitted
        widening-not-compared
    """,
    Direction.BOTH: """
        type-changed pattern-changed keyword-changed
    """,
}
_DIRECTIONS = {kind: direction for direction, kinds in _KINDS.items() for kind in kinds.split()}

_OTHER_RULES = """
major-version-differs | The description states another major version (info.version). | note neither
operation-removed | An operation is missing. | breaks client
operation-added | A further operation is there. | fine server
operation-moved | An operation stands at another path. | breaks client
operation-prefixed | An operation stands below a further path of the server. | note neither
operation-deprecated | An operation is marked as deprecated. | note neither
operation-reinstated | An operation is no longer marked as deprecated. | fine neither
parameter-removed | A parameter is missing. | breaks client
parameter-ignored | A header or cookie of the request is not described. | weaker client
parameter-added | An optional parameter is added. | fine server
required-parameter-added | A required parameter is added. | breaks client
parameter-required | An optional parameter is required. | breaks client
parameter-optional | A required parameter is optional. | note server
parameter-renamed | A parameter of the path has another name. | fine neither
parameter-style-changed | A parameter is written in another way. | breaks both
body-removed | A request has no body. | breaks client
body-added | A request may have a body. | note server
required-body-added | A request needs a body. | breaks client
body-required | An optional body is required. | breaks client
body-optional | A required body is optional. | note server
request-media-type-removed | A media type is not taken. | breaks client
request-media-type-added | A further media type is taken. | fine server
response-media-type-removed | An answer is not given in a media type. | breaks client
response-media-type-added | An answer is given in a further media type. | fine neither
success-removed | A status of success is missing. | breaks client
success-added | There is a further status of success. | breaks client
refusal-removed | A status other than success is not described. | weaker neither
refusal-added | There is a further status other than success. | note neither
header-removed | A header of an answer is not described. | weaker client
header-added | An answer may have a further header. | fine neither
required-header-added | An answer needs a further header. | fine server
header-required | An optional header of an answer is required. | fine server
header-optional | A required header of an answer is optional. | breaks client
security-tightened | Credentials that sufficed no longer do. | breaks client
security-loosened | Credentials suffice that did not, or none is needed. | breaks server
scope-added | A token needs a further scope. | breaks client
scope-removed | A token needs a scope less. | weaker server
grant-removed | A way to get a token is gone. | breaks client
grant-added | There is a further way to get a token. | fine neither
token-address-changed | Tokens are issued at another address. | fine client
server-removed | A server is gone, or has another address. | fine client
server-added | There is a further server. | fine neither
status-class-narrowed | Of a class of statuses, only some are left. | fine server
request-alternative-added | A further schema of several may be met. | note server
response-alternative-removed | One schema of several may no longer be met. | fine server
parameter-media-type-changed | A parameter is written in another media type. | breaks both
part-added | A part is added that is not compared. | note neither
links-not-compared | The links of an answer differ; they are not compared. | note neither
not-compared | A part differs that is not compared. | ? both
"""


def _cells(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        yield [cell.strip() for cell in line.split("|")]


def _rule(name: str, sentence: str, meaning: str, kind: str = "") -> Rule:
    severity, breach = meaning.replace("?", Severity.NOT_COMPARED).split()
    direction = _DIRECTIONS.get(kind, Direction.APART)
    return Rule(name, sentence, Severity(severity), Breach(breach), direction)


def _rules() -> Iterator[Rule]:
    for name, sentence, meaning in _cells(_OTHER_RULES):
        yield _rule(name, sentence, meaning, name.partition("-")[2])
    for kind, sentence, request, response in _cells(_SCHEMA_RULES):
        yield _rule(f"request-{kind}", sentence, request, kind)
        yield _rule(f"response-{kind}", sentence, response, kind)


RULES = {rule.id: rule for rule in _rules()}
"""Every rule by its id."""
