"""Home of the joints: the places where honest code lets itself be substituted."""

from enum import Enum


class Joint(Enum):
    """Is one such place, with what a substitution there makes of what; in the order of a visit."""

    FACTS = "facts"
    """What the registers know of a supplier: Facts -> Facts."""
    POLICY = "policy"
    """What the site announces and goes by: discovery document -> discovery document."""
    DATES = "dates"
    """Which day it is, and which days may be asked about: instant -> Askable, both sides."""
    RULES = "rules"
    """How facts become answers: Rules -> Rules."""
    TOKENS = "tokens"
    """How access tokens are issued and recognised: Tokens -> Tokens."""
    CURSORS = "cursors"
    """How cursors are written and read: Cursors -> Cursors."""
    VERIFICATIONS = "verifications"
    """Under which ids verifications are kept, and how long: Verifications -> Verifications."""
    KEYS = "keys"
    """The keys that sign receipts; the first signs: tuple of SigningKey -> tuple of SigningKey."""
    APPLICATION = "application"
    """All of it as the network sees it: ASGI application -> ASGI application."""
    AUTHORIZATION = "authorization"
    """Who may ask: Authorize -> Authorize."""
    REQUEST = "request"
    """A request before it is read and validated: Asked -> Asked."""
    RESPONSE = "response"
    """A reply before it is validated: Reply, Visit -> Reply."""
    WIRE = "wire"
    """A reply after it is validated: Reply, Visit -> Reply."""
