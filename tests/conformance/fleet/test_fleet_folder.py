"""Home of the tests of the fleet's folder: what is done stays, what is half-written does not."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from fleet_results import Shuffled, came, job

from trustlink.errors import UserError
from trustlink_conformance.fleet import command
from trustlink_conformance.fleet.attempt import Attempt
from trustlink_conformance.fleet.fleet_file import Fleet, Limits
from trustlink_conformance.fleet.folder import FleetFolder, open_fleet_folder
from trustlink_conformance.fleet.job import Job
from trustlink_conformance.fleet.overview import overview_document
from trustlink_conformance.fleet.schedule import attempts


def test_a_finished_site_stands_as_it_stood(tmp_path: Path) -> None:
    folder = FleetFolder(tmp_path)

    taken = folder.take(job(), came("shop-a", "NOT_CONFORMANT"))

    assert folder.finished(job()) == taken
    assert sorted(path.name for path in folder.site(job()).iterdir()) == [
        *("evidence.jsonl", "mark.json", "report.html", "report.json")
    ]
    assert {path.stat().st_mode & 0o777 for path in folder.site(job()).iterdir()} == {0o600}


@pytest.mark.parametrize("file", ["mark.json", "report.json"])
def test_a_site_whose_files_are_not_whole_is_verified_again(tmp_path: Path, file: str) -> None:
    folder = FleetFolder(tmp_path)
    folder.take(job(), came("shop-a", "CONFORMANT"))
    text = (folder.site(job()) / file).read_text("utf-8")

    (folder.site(job()) / file).write_text(text[:-9], encoding="utf-8")

    assert folder.finished(job()) is None


def test_a_report_that_was_made_greener_is_not_taken(tmp_path: Path) -> None:
    folder = FleetFolder(tmp_path)
    folder.take(job(), came("shop-a", "NOT_CONFORMANT"))
    file = folder.site(job()) / "report.json"

    file.write_text(file.read_text("utf-8").replace("NOT_CONFORMANT", "CONFORMANT"), "utf-8")

    assert folder.finished(job()) is None


def test_a_forged_mark_makes_no_failure_conformant(tmp_path: Path) -> None:
    folder = FleetFolder(tmp_path)
    folder.take(job(), came("shop-a", "NOT_CONFORMANT"))
    site = folder.site(job())
    report = (site / "report.json").read_text("utf-8").replace("NOT_CONFORMANT", "CONFORMANT")
    mark = json.loads((site / "mark.json").read_text("utf-8"))
    mark["report"] = hashlib.sha256(report.encode()).hexdigest()

    (site / "report.json").write_text(report, encoding="utf-8")
    (site / "mark.json").write_text(json.dumps(mark), encoding="utf-8")

    assert folder.finished(job()) is None


@pytest.mark.parametrize("link", ["sites", "sites/shop-a"])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    FleetFolder(outside).take(job(), came("shop-a", "CONFORMANT"))
    folder = FleetFolder(tmp_path / "report")
    place = folder.path / link
    place.parent.mkdir(parents=True)
    place.symlink_to(outside / link, target_is_directory=True)

    assert folder.finished(job()) is None
    with pytest.raises(UserError, match="a folder was expected, found a symbolic link"):
        folder.begin(job())
    assert (outside / "sites/shop-a/mark.json").exists()


@pytest.mark.parametrize(
    "changed",
    [{"kit": "another"}, {"options": ("--seed", "9")}, {"url": "https://elsewhere.example"}],
)
def test_a_site_that_is_verified_otherwise_is_verified_again(
    tmp_path: Path, changed: dict[str, str]
) -> None:
    folder = FleetFolder(tmp_path)
    folder.take(job(), came("shop-a", "CONFORMANT"))

    assert folder.finished(replace(job(), **changed)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "attempt",
    [
        Attempt("shop-a", 2, reason="the secret is missing"),
        Attempt("shop-a", -9, reason="its process ended with -9 and left no report"),
        Attempt("shop-a", 0, report=b'{"kind": "trustlink-report"}'),
        Attempt("shop-a", 0, report=b"no JSON"),
        replace(came("shop-a", "CONFORMANT"), reason="it was not done within 5 s and was ended"),
        replace(came("shop-a", "CONFORMANT"), exit_code=1),
    ],
)
def test_only_a_whole_run_is_finished(tmp_path: Path, attempt: Attempt) -> None:
    folder = FleetFolder(tmp_path)

    standing = folder.take(job(), attempt)

    assert standing.word in ("ERROR", "NO_VERDICT")
    assert folder.finished(job()) is None


def test_an_earlier_verdict_does_not_outlive_the_beginning_of_a_new_run(tmp_path: Path) -> None:
    folder = FleetFolder(tmp_path)
    folder.take(job(), came("shop-a", "CONFORMANT"))

    folder.begin(job())

    assert folder.finished(job()) is None
    assert list(folder.site(job()).iterdir()) == []


def test_two_fleets_do_not_work_in_one_folder(tmp_path: Path) -> None:
    with (
        open_fleet_folder(tmp_path),
        pytest.raises(UserError, match="another fleet is at work"),
        open_fleet_folder(tmp_path),
    ):
        pass


def test_somebody_elses_overview_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "overview.csv").write_text("mine", encoding="utf-8")

    with pytest.raises(UserError, match="is no earlier report of ours"):
        FleetFolder(tmp_path).clear_overview()

    assert (tmp_path / "overview.csv").read_text("utf-8") == "mine"


def test_our_own_overview_is_replaced(tmp_path: Path) -> None:
    folder = FleetFolder(tmp_path)
    standing = folder.take(job(), came("shop-a", "CONFORMANT"))
    folder.write_overview(overview_document([standing], tool_version="0.1.0"))

    folder.clear_overview()

    assert [path.name for path in tmp_path.iterdir()] == ["sites"]


WORDS = {
    "site-a": "CONFORMANT",
    "site-b": "NOT_CONFORMANT",
    "site-c": "INCOMPLETE",
    "site-d": "ERROR",
    "site-e": "SELECTION",
}


def work(job: Job) -> Attempt:
    if job.name == "site-d":
        return Attempt(job.name, -9, reason="its process ended with -9 and left no report")
    return came(job.name, WORDS[job.name])


def overview_with(seed: int, path: Path, patch: pytest.MonkeyPatch) -> str:
    """Return the overview of a run whose sites end in the order that a seed decides."""

    @contextmanager
    def executor(_: object, limits: Limits) -> Iterator[tuple[Executor, Limits]]:
        yield Shuffled(seed), limits

    patch.setattr(command, "_executor", executor)
    patch.setattr(command, "attempts", partial(attempts, work=work))
    fleet, folder = Fleet(tuple(map(job, WORDS)), Limits(parallel=9)), FleetFolder(path)
    standings = command._standings(fleet, folder, None, again=False)
    folder.write_overview(overview_document(standings, tool_version="0.1.0"))
    return "".join((path / f"overview.{end}").read_text("utf-8") for end in ("json", "csv", "html"))


def test_the_overview_is_the_same_whatever_order_the_sites_end_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / str(seed) for seed in range(4)]
    for folder in folders:
        folder.mkdir()

    found = {overview_with(seed, one, monkeypatch) for seed, one in enumerate(folders)}

    assert len(found) == 1


def test_the_overview_of_a_resumed_run_is_that_of_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = overview_with(1, tmp_path, monkeypatch)
    (tmp_path / "sites" / "site-b" / "mark.json").unlink()

    resumed = overview_with(2, tmp_path, monkeypatch)

    assert resumed == whole
