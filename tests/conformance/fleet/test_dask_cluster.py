"""Home of the tests of a fleet on a Dask cluster: the same results, and no secret on the way."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fleet_run import FleetRun
from raw_server import Serve
from sample_site import sample_site

from trustlink.errors import UserError
from trustlink_conformance.fleet import dask_cluster
from trustlink_conformance.fleet.dask_cluster import dask_executor
from trustlink_conformance.fleet.fleet_file import Limits

CLUSTER = Path(__file__).parent.parent / "dask_cluster.py"
TARGET = """
mode = "live"
[credentials.importer-a]
client_id = "acme"
client_secret_env = "ACME_SECRET"
"""


@contextmanager
def cluster(folder: Path, **environment: str) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, str(CLUSTER)],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


def without_times(overview: dict[str, Any]) -> dict[str, Any]:
    times = {"started", "ended"}
    sites = [{k: v for k, v in site.items() if k not in times} for site in overview["sites"]]
    return {**overview, "sites": sites}


@pytest.mark.slow
def test_a_cluster_comes_to_the_same_results_with_secrets_of_its_workers(
    serve: Serve, tmp_path: Path
) -> None:
    workers_folder, fleet = tmp_path / "elsewhere", FleetRun(tmp_path / "fleet")
    workers_folder.mkdir()
    fleet.folder.mkdir()
    (fleet.folder / "site.toml").write_text(TARGET, encoding="utf-8")
    urls = {name: serve(sample_site).url for name in ("a", "b", "c")}
    head = '[defaults]\nrequirements = ["DISC-01", "VIO-01"]\n'
    fleet.write(urls, head, **dict.fromkeys(urls, 'target = "site.toml"'))
    many = ("--parallel-per-host", "3")

    with cluster(workers_folder, ACME_SECRET="hush-hush-hush") as address:
        exit_code, said = fleet.run("--scheduler", address, *many)
    remote, written = without_times(fleet.overview), fleet.folder / "fleet-report" / "sites" / "a"
    files = sorted(path.name for path in written.iterdir())
    local_code, _ = fleet.run("--again", *many, ACME_SECRET="hush-hush-hush")

    assert "verifying 3 sites, 2 at once, 3 a host" in said
    assert (exit_code, remote) == (local_code, without_times(fleet.overview))
    assert all(site["whole"] for site in remote["sites"])
    assert files == ["evidence.jsonl", "mark.json", "report.html", "report.json"]


def test_an_address_that_is_none_is_told() -> None:
    with (
        pytest.raises(UserError, match="tcp://HOST:PORT was expected"),
        dask_executor("localhost", Limits()),
    ):
        pass


def test_what_to_install_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(UserError) as raised, dask_executor("tcp://127.0.0.1:8786", Limits()):
        pass

    assert "`distributed`, which is not installed" in raised.value.message
    assert "trustlink-conformance-kit[dask]" in raised.value.hint


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "_SECONDS_TO_ANSWER", 0.5)

    with (
        pytest.raises(UserError, match="no Dask scheduler answers at"),
        dask_executor("tcp://127.0.0.1:1", Limits()),
    ):
        pass
