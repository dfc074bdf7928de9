"""Standard output and standard error that no text can break and no foreign text can command.

Inside `safe_output`, whatever is written to `sys.stdout` and `sys.stderr`:

- escapes a character that the encoding lacks, instead of a UnicodeEncodeError;
- escapes what a terminal or a CI runner would obey (see `safe_text`);
- raises an OutputError if standard output can't be written, and goes on without standard error
  if that can't be written. Neither is a verdict.
"""

import codecs
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from trustlink.errors import OutputError
from trustlink.safe_text import escape, uncommanded, without_commands

_ESCAPES = "trustlink.escapes"
_OWN_SEQUENCES = re.compile(r"(\x1b\[[0-9;]*[mK]|\r)")
"""Colours, erasing a line and returning to its start: what this project sends to a terminal."""
_LINE_SIGNS = "\n\t"
_HINT = "Files that the command has written are complete; its exit code says nothing else."


class SafeStream(io.TextIOWrapper):
    """A text stream over the bytes of another one, which it never closes."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(
            stream.buffer,
            encoding=stream.encoding,
            errors=_ESCAPES,
            line_buffering=getattr(stream, "line_buffering", False),
        )
        self._is_required = stream is sys.stdout
        self._line = ""
        self.takes_commands = False

    @property
    def encoding(self) -> str:  # type: ignore[override]  # nothing sets it
        """The name of the encoding; click would go around a stream that says ASCII."""
        name: str = super().encoding
        return f"{name} with escapes" if codecs.lookup(name).name == "ascii" else name

    @property
    def is_unicode(self) -> bool:
        """Whether every character can be written."""
        return codecs.lookup(super().encoding).name.startswith("utf")

    def write(self, text: str, /) -> int:
        """Write the text; what is neither printed nor ours is written as an escape."""
        with self._failing():
            super().write(self._safe(text))
        return len(text)

    def flush(self) -> None:
        """Write what is buffered."""
        with self._failing():
            super().flush()

    def close(self) -> None:
        """Write what is buffered; the bytes' stream stays open."""
        self.flush()

    def _safe(self, text: str) -> str:
        lines = self._line + self._printed(text)
        safe = uncommanded(lines) if self.takes_commands else without_commands(lines)
        written = safe[len(self._line) :]
        self._line = _what_matters(safe.rpartition("\n")[2])
        return written

    def _printed(self, text: str) -> str:
        parts = _OWN_SEQUENCES.split(text) if self.isatty() else [text]
        return "".join(part if number % 2 else _escaped(part) for number, part in enumerate(parts))

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._write_into_nothing()
            if self._is_required:
                reason = error.strerror or type(error).__name__
                message = f"standard output can't be written: {reason}"
                raise OutputError(message, hint=_HINT) from error

    def _write_into_nothing(self) -> None:
        """Let what is still buffered go to the null device, or Python ends with a traceback."""
        try:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self.fileno())
            os.close(null)
        except (OSError, io.UnsupportedOperation):
            return


@contextmanager
def safe_output() -> Iterator[None]:
    """Make standard output and standard error safe for as long as it lasts.

    Raises:
        OutputError: what was written to standard output can't be.
    """
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = map(_safe_stream, before)
    try:
        yield
    finally:
        safe = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = before
        for stream in filter(None, safe):
            stream.flush()


def write_markup(text: str) -> None:
    """Write XML or HTML to standard output: in ASCII with references, unless that is Unicode."""
    text = text.replace("##[", "#&#35;[")
    is_unicode = getattr(sys.stdout, "is_unicode", True)
    click.echo(text if is_unicode else _in_ascii(text), nl=False)


def write_commands(text: str) -> None:
    """Write workflow commands of our own to standard output, one a line."""
    stream = sys.stdout
    if isinstance(stream, SafeStream):
        stream.takes_commands = True
    try:
        click.echo(text, nl=False)
    finally:
        if isinstance(stream, SafeStream):
            stream.takes_commands = False


def write_lines(lines: Iterable[str]) -> None:
    """Write lines to standard output, in constant memory."""
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _safe_stream(stream: TextIO) -> TextIO:
    """Return a safe stream; a process without standard output, or with one of texts, keeps it."""
    return SafeStream(stream) if getattr(stream, "buffer", None) is not None else stream


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(s if s.isprintable() or s in _LINE_SIGNS else escape(s) for s in text)


def _what_matters(line: str) -> str:
    """Return as much of an unfinished line as can begin a command: blanks, a colon, two signs."""
    word = line.strip()
    return word if word in ("", ":") else f".{line[-2:]}"


def _in_ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _escapes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(escape, lacking)), error.end


codecs.register_error(_ESCAPES, _escapes)
