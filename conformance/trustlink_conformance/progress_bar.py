"""The bar that shows on a terminal how far a run is; lines are printed above it."""

import sys
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn


@dataclass
class ProgressBar:
    """A bar on a console. It disappears when it is closed; what was printed stays."""

    console: Console
    _progress: Progress | None = field(default=None, init=False)
    _task: TaskID = field(default=TaskID(0), init=False)

    def begin(self, total: int) -> None:
        """Show the bar, empty."""
        text = TextColumn("{task.description}", markup=False)
        columns = (BarColumn(), MofNCompleteColumn(), text)
        self._progress = Progress(*columns, console=self.console, transient=True)
        self._task = self._progress.add_task("", total=total)
        self._progress.start()

    def show(self, done: int, text: str) -> None:
        """Move the bar; the text stands behind it, as it is."""
        if self._progress is not None:
            self._progress.update(self._task, completed=done, description=text)

    def print(self, text: str) -> None:
        """Print above the bar, as it is: no markup, no highlighting."""
        self.console.print(text, end="", markup=False, highlight=False, emoji=False)

    def close(self) -> None:
        """Remove the bar."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None


def bar_on_terminal() -> ProgressBar | None:
    """Return a bar on standard error; None if that is no terminal that can show one."""
    console = Console(stderr=True)
    is_usable = sys.stderr.isatty() and not console.is_dumb_terminal  # FORCE_COLOR makes no bar
    return ProgressBar(console) if is_usable else None
