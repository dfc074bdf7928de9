"""What the Dockerfile and compose.yaml say is right, as far as it shows without a daemon."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from trustlink_mock import sandbox
from trustlink_mock.command import mock
from trustlink_mock.store import parse_store

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8")


def instruction(name: str) -> list[str]:
    found = re.findall(rf"^ *{name} (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1]
    return [str(word) for word in json.loads(found)]


def test_the_check_of_its_health_tells_a_mock_from_none() -> None:
    (check,) = re.findall(r"^ +CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    with sandbox() as running:
        port = str(urlsplit(running.base_url).port)
        command = [sys.executable, *json.loads(check.replace("8000", port))[1:]]
        healthy = subprocess.run(command, check=False)

    ill = subprocess.run(command, stderr=subprocess.DEVNULL, check=False)

    assert healthy.returncode == 0
    assert ill.returncode != 0


def test_both_call_the_command_as_it_is() -> None:
    known = {name for parameter in mock.params for name in parameter.opts}
    words = [
        *instruction("ENTRYPOINT"),
        *instruction("CMD"),
        *COMPOSE["services"]["mock"]["command"],
    ]

    assert words[:2] == ["trustlink", "mock"]
    assert {word for word in words if word.startswith("--")} <= known


def test_nothing_runs_as_root() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)

    assert users == ["trustlink"]
    assert DOCKERFILE.index("USER ") < DOCKERFILE.index("ENTRYPOINT ")
    assert COMPOSE["services"]["mock"]["cap_drop"] == ["ALL"]


def test_what_outlives_a_container_is_in_a_folder_of_the_users_own() -> None:
    document = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    (store,) = re.findall(r"--store (\S+)", document)

    assert "--owner=trustlink --mode=700 /data\n" in DOCKERFILE
    assert parse_store(store).parent == Path("/data")
    assert ":/data " in document


def test_images_have_docker_s_short_names() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert images
    assert all(re.fullmatch(r"python:[0-9.]+-slim", image) for image in images)


@pytest.mark.slow
def test_what_docker_is_given_makes_the_wheel(tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    unwanted = shutil.ignore_patterns("__pycache__", "node_modules", "build")
    for name in re.findall(r"^!(.+)$", IGNORED, re.MULTILINE):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, context / name, ignore=unwanted)
        else:
            shutil.copy(ROOT / name, context / name)

    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=context, check=True, capture_output=True)

    assert list(tmp_path.glob("*.whl"))
