"""Home of the errors: one tree, whose classes say whose fault it is.

TrustlinkError            ours: a fault of this project
    UserError             the user's call, file or configuration
        ContractError     a contract that cannot be read or used
            OverlayError  an overlay that cannot be read or applied
        IdentifierError   a text that is not the identifier or date it stands for
        OutputError       standard output that cannot be written
"""

from typing import ClassVar


class TrustlinkError(Exception):
    """Says what was expected, what was found and where; the hint says what to do."""

    exit_code: ClassVar[int] = 4

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UserError(TrustlinkError):
    """Is the fault of a call, a file or a configuration that the user can mend."""

    exit_code: ClassVar[int] = 2


class ContractError(UserError):
    """Is raised for a contract that cannot be read or used."""


class OverlayError(ContractError):
    """Is raised for an overlay that cannot be read, or that can't be applied to the contract."""


class IdentifierError(UserError):
    """Is raised for a text that is not the identifier, date, period or duration it stands for.

    The code is for machines: `form` (not the written form), `check` (the check digit does not
    fit), `component` (a part has no meaning, as a year to come), `date` (no such day or month),
    `scheme` (not the scheme of that country, or unknown).
    """

    def __init__(self, message: str, *, code: str = "form", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code


class OutputError(UserError):
    """Standard output can't be written: the disk is full, or its reader has gone."""
