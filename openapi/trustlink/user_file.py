"""Files that a user names: read whole, up to a bound, without their byte order mark."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trustlink.errors import UserError

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_user_file(file: Path, *, most: int, hint: str = "") -> bytes:
    """Return the content of a file without its UTF-8 byte order mark.

    Args:
        file: an ordinary file, or a pipe; a device is read up to the bound.
        most: the largest size, in bytes.
        hint: what to do if the file can't be read.

    Raises:
        UserError: the file can't be read, or is larger.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{file}: can't be read: {reason}", hint=hint) from error
    if len(content) > most:
        raise UserError(f"{file}: at most {most:,} bytes were expected")
    return content.removeprefix(BYTE_ORDER_MARK)


def read_user_text(file: Path, *, most: int, hint: str = "") -> str:
    """Return the text of a UTF-8 file; raises UserError."""
    try:
        return read_user_file(file, most=most, hint=hint).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: UTF-8 was expected, found other bytes") from error


def user_lines(file: Path, *, longest: int) -> Iterator[bytes]:
    """Yield the lines of a file, with their ends, byte order mark included, in bounded memory.

    Raises:
        UserError: the file can't be read, or a line has more than `longest` bytes.
    """
    try:
        with file.open("rb") as stream:
            while line := stream.readline(longest + 1):
                if len(line) > longest:
                    raise UserError(f"{file}: lines of at most {longest:,} bytes were expected")
                yield line
    except OSError as error:
        raise UserError(f"{file}: can't be read: {error.strerror}") from error


def parse_toml(text: str, *, what: str) -> dict[str, Any]:
    """Return what a TOML text says; raises UserError.

    Besides TOMLDecodeError, the parser raises ValueError for a number of thousands of digits and
    RecursionError for thousands of brackets.
    """
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise UserError(f"{what}: is no TOML: {error}") from error
    except RecursionError:
        raise UserError(f"{what}: is no TOML that can be read: it is nested too deeply") from None
