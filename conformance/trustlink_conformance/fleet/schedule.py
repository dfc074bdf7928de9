"""Home of the schedule: which site is begun when, so that no host sees too many at once.

Whoever does the work is a `concurrent.futures.Executor`: threads of this process, or a cluster.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

from trustlink_conformance.fleet.attempt import Attempt, attempt
from trustlink_conformance.fleet.fleet_file import Limits
from trustlink_conformance.fleet.job import Job

PATIENCE = 120.0
"""Seconds beyond a site's time limit after which its worker is held to be lost."""

Work = Callable[[Job], Attempt]


@dataclass(frozen=True, slots=True)
class _Begun:
    job: Job
    at: float

    @property
    def deadline(self) -> float:
        return self.at + self.job.time_limit + PATIENCE


def attempts(
    jobs: Iterable[Job], executor: Executor, limits: Limits, *, work: Work = attempt
) -> Iterator[Attempt]:
    """Yield what has come of each job as it ends; a job that breaks spoils no other."""
    waiting = [*jobs]
    running: dict[Future[Attempt], _Begun] = {}
    while waiting or running:
        for job in startable(waiting, [begun.job for begun in running.values()], limits):
            waiting.remove(job)
            running[_begun(executor, work, job)] = _Begun(job, time.monotonic())
        for future in _ended(running):
            yield _attempt(future, running.pop(future).job)


def startable(waiting: Sequence[Job], running: Sequence[Job], limits: Limits) -> list[Job]:
    """Return the jobs that may begin now, in their order."""
    found: list[Job] = []
    busy = Counter(job.host for job in running)
    for job in waiting:
        if len(running) + len(found) >= limits.parallel:
            break
        if busy[job.host] < limits.per_host:
            busy[job.host] += 1
            found.append(job)
    return found


def _begun(executor: Executor, work: Work, job: Job) -> "Future[Attempt]":
    try:
        return executor.submit(work, job)
    except Exception as error:  # noqa: BLE001 -- a broken executor spoils the job, not the overview
        failed: Future[Attempt] = Future()
        failed.set_exception(error)
        return failed


def _ended(running: dict["Future[Attempt]", _Begun]) -> list["Future[Attempt]"]:
    """Wait for the next jobs to end, or for the first of them to be overdue."""
    first = min(begun.deadline for begun in running.values())
    wait(running, timeout=max(first - time.monotonic(), 0), return_when=FIRST_COMPLETED)
    now = time.monotonic()
    return [one for one, begun in running.items() if one.done() or begun.deadline <= now]


def _attempt(future: "Future[Attempt]", job: Job) -> Attempt:
    if not future.done():
        future.cancel()
        return Attempt(job.name, 4, reason="its worker has not answered in time")
    if future.cancelled():
        return Attempt(job.name, 4, reason="its worker was lost")
    error = future.exception()
    if error is not None:
        return Attempt(job.name, 4, reason=f"its worker failed: {type(error).__name__}: {error}")
    return future.result()
