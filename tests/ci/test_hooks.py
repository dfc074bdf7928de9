"""The pre-commit hooks call commands that there are."""

import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from steps import ROOT

from trustlink.cli import main
from trustlink.resources import openapi_folder

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_passes_on_a_good_file_and_fails_on_a_bad_one(
    hook: dict[str, str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("openapi: 3.0.3\npaths: {/: {get: {}}}", encoding="utf-8")
    command = shlex.split(hook["entry"])[1:]

    good = CliRunner().invoke(main, [*command, str(openapi_folder() / "trustlink.yaml")])
    failed = CliRunner().invoke(main, [*command, str(bad)])

    assert good.exit_code == 0, good.output
    assert failed.exit_code != 0
