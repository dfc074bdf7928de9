"""Home of the tests of the schedule: how many at once, and what a broken worker does."""

import threading
import time
from collections import Counter
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest
from fleet_results import Shuffled

from trustlink_conformance.fleet import schedule
from trustlink_conformance.fleet.attempt import Attempt
from trustlink_conformance.fleet.fleet_file import Limits
from trustlink_conformance.fleet.job import Job
from trustlink_conformance.fleet.schedule import attempts, startable


def jobs(*hosts: str, time_limit: float = 60) -> list[Job]:
    return [
        Job(f"site-{at}", f"https://{host}", host, time_limit=time_limit)
        for at, host in enumerate(hosts)
    ]


class Watch:
    """Work that notes how many of it are under way at once, in all and by host."""

    def __init__(self) -> None:
        self.most: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, job: Job) -> Attempt:
        with self._lock:
            for name in ("all", job.host):
                self._now[name] += 1
                self.most[name] = max(self.most[name], self._now[name])
        time.sleep(0.02)
        with self._lock:
            self._now.subtract(["all", job.host])
        return Attempt(job.name, 0)


def test_two_sites_of_one_host_are_never_at_work_at_once() -> None:
    watch, given = Watch(), jobs(*["a"] * 3, *["b"] * 3, *["c"] * 3)

    with ThreadPoolExecutor(9) as threads:
        found = list(attempts(given, threads, Limits(parallel=9), work=watch))

    assert {one.name for one in found} == {job.name for job in given}
    assert watch.most == {"all": 3, "a": 1, "b": 1, "c": 1}


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(parallel=9, per_host=1), ["site-3"]),
        (Limits(parallel=9, per_host=2), ["site-1", "site-3", "site-4"]),
        (Limits(parallel=2, per_host=2), ["site-1"]),
        (Limits(parallel=1, per_host=2), []),
    ],
)
def test_a_busy_host_keeps_no_other_from_its_turn(limits: Limits, expected: list[str]) -> None:
    running, *waiting = jobs("a", "a", "a", "b", "b")

    assert [job.name for job in startable(waiting, [running], limits)] == expected


def test_a_job_that_breaks_spoils_no_other() -> None:
    def work(job: Job) -> Attempt:
        if job.name == "site-1":
            raise RuntimeError("broken")
        return Attempt(job.name, 0)

    with ThreadPoolExecutor(3) as threads:
        found = {
            one.name: one for one in attempts(jobs("a", "b", "c"), threads, Limits(), work=work)
        }

    assert {name: one.exit_code for name, one in found.items()} == {
        "site-0": 0,
        "site-1": 4,
        "site-2": 0,
    }
    assert found["site-1"].reason == "its worker failed: RuntimeError: broken"


class Deaf(Executor):
    """Takes jobs and never answers about the first."""

    def submit(self, fn, job):  # type: ignore[no-untyped-def, override]
        future: Future[Attempt] = Future()
        if job.name == "site-0":
            future.set_running_or_notify_cancel()
        else:
            future.set_result(fn(job))
        return future


def test_a_worker_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "PATIENCE", 0.05)
    given = jobs("a", "b", time_limit=0.05)

    found = list(attempts(given, Deaf(), Limits(), work=lambda job: Attempt(job.name, 0)))

    assert [(one.name, one.exit_code) for one in found] == [("site-1", 0), ("site-0", 4)]
    assert found[1].reason == "its worker has not answered in time"


def test_an_executor_that_takes_no_jobs_ends_the_run_with_reasons() -> None:
    threads = ThreadPoolExecutor(1)
    threads.shutdown()

    found = list(attempts(jobs("a", "b"), threads, Limits()))

    assert [one.exit_code for one in found] == [4, 4]
    assert all("its worker failed" in one.reason for one in found)


def test_jobs_end_in_any_order() -> None:
    given = jobs(*"abcdefgh")

    orders = {
        tuple(
            one.name
            for one in attempts(
                given, Shuffled(seed), Limits(8), work=lambda job: Attempt(job.name, 0)
            )
        )
        for seed in range(4)
    }

    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {frozenset(job.name for job in given)}
