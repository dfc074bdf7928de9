"""Home of running the scripts of CI files as a runner would, in an environment of their own."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
COMPONENT = tuple(
    yaml.safe_load_all((ROOT / "templates" / "verify.yml").read_text(encoding="utf-8"))
)
JOB = COMPONENT[1]["trustlink-verify"]
KEPT = (
    "HOME",
    "LANG",
    "PATH",
    "PIP_CACHE_DIR",
    "PIP_INDEX_URL",
    "PIP_TRUSTED_HOST",
    "SSL_CERT_FILE",
)
_EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}|\$\[\[ *([\w.-]+) *\]\]")


@dataclass(frozen=True)
class Ran:
    """How a script ended and what it printed."""

    code: int
    printed: str


def run_script(script: str, *, interpreter: list[str], folder: Path, env: Mapping[str, str]) -> Ran:
    """Run a script with nothing of this process's environment but what reaches the network."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    result = subprocess.run(
        [*interpreter, script],
        cwd=folder,
        env={**kept, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(result.returncode, result.stdout + result.stderr)


def filled(members: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Replace the expressions of an `env` or of `variables` by their values."""
    return {
        name: _EXPRESSION.sub(lambda found: values[found[1] or found[2]], text)
        for name, text in members.items()
    }


def defaults(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return `inputs.NAME` and its default, for each input that has one."""
    return {
        f"inputs.{name}": about["default"] for name, about in inputs.items() if "default" in about
    }


class Runner:
    """Runs the steps of action.yml in order, as GitHub's runner does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("output", "summary"):
            (folder / name).touch()

    def run(self, **inputs: str) -> dict[str, Ran]:
        """Return how each step ended that has a script; a step that fails is the last."""
        values = defaults(ACTION["inputs"]) | {"github.event.repository.visibility": "public"}
        values |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        ran: dict[str, Ran] = {}
        for step in (step for step in ACTION["runs"]["steps"] if "run" in step):
            if step["name"] == "Set up" and (self.folder / "temp").exists():
                continue
            env = filled(step.get("env", {}), values | self.outputs())
            ran[step["name"]] = self.run_step(step["name"], env)
            if ran[step["name"]].code:
                break
        return ran

    def run_step(self, name: str, env: Mapping[str, str]) -> Ran:
        """Run the step of that name alone."""
        script = next(step["run"] for step in ACTION["runs"]["steps"] if step["name"] == name)
        interpreter = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]
        files = {f"GITHUB_{n}": str(self.folder / p) for n, p in _FILES.items()}
        surroundings = {
            **files,
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_ACTION_PATH": str(ROOT),
        }
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        return run_script(script, interpreter=interpreter, folder=work, env={**surroundings, **env})

    def outputs(self) -> dict[str, str]:
        """Return what steps have said about themselves."""
        lines = (self.folder / "output").read_text(encoding="utf-8").splitlines()
        pairs = (line.partition("=") for line in lines)
        return {f"steps.verify.outputs.{name}": value for name, _, value in pairs}


_FILES = {"OUTPUT": "output", "STEP_SUMMARY": "summary"}
