"""Home of a fleet as the tests run it: a file, a process of its own, and what it has written."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEAD = """
[defaults]
requirements = ["DISC-01"]
bounds = { timeout = 20 }
"""


@dataclass(frozen=True)
class FleetRun:
    """Runs `trustlink fleet` in a folder."""

    folder: Path

    def write(self, urls: Mapping[str, str], head: str = HEAD, **lines: str) -> None:
        sites = [
            f'[sites.{name}]\nurl = "{url}"\n{lines.get(name, "")}' for name, url in urls.items()
        ]
        text = "\n".join([head, *sites])
        (self.folder / "fleet.toml").write_text(text, encoding="utf-8")

    def start(self, *options: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "trustlink", "fleet", "fleet.toml", *options],
            cwd=self.folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *options: str, **environment: str) -> tuple[int, str]:
        """Return its exit code and what it said."""
        with self.start(*options, **environment) as process:
            out, err = process.communicate(timeout=180)
        return process.returncode, out + err

    @property
    def overview(self) -> dict[str, Any]:
        text = (self.folder / "fleet-report" / "overview.json").read_text("utf-8")
        return dict(json.loads(text))

    @property
    def sites(self) -> dict[str, dict[str, Any]]:
        return {site["name"]: site for site in self.overview["sites"]}


def verify_process(url: str) -> int:
    """Return the id of the process that verifies a site; there is exactly one."""
    (found,) = (int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _verifies(entry, url))
    return found


def _verifies(entry: Path, url: str) -> bool:
    words: list[bytes] = []
    with suppress(OSError):
        words = (entry / "cmdline").read_bytes().split(b"\0")
    return b"trustlink_conformance.fleet.verify_child" in words and url.encode() in words
