"""Home of jobs and attempts as the tests of the fleet need them."""

import json
import random
import threading
from concurrent.futures import Executor, Future
from typing import Any

from sample_report import sample_report

from trustlink_conformance.fleet.attempt import Attempt
from trustlink_conformance.fleet.job import Job
from trustlink_conformance.verdict import EXIT_CODES, Word

EVIDENCE = b'{"kind": "trustlink-evidence"}\n'
EXIT_CODE = {str(word): EXIT_CODES[word] for word in Word}


def job(name: str = "shop-a", **members: Any) -> Job:
    return Job(name, f"https://{name}.example", f"{name}.example", kit="k", **members)


def report(word: str, **members: Any) -> dict[str, Any]:
    outcomes = None if word == "NOT_CONFORMANT" else {"RAT-01": "PASSED"}
    return sample_report(outcomes, word=word, **{"exitCode": EXIT_CODE[word], **members})


def came(name: str, word: str, **members: Any) -> Attempt:
    document = report(word, **members)
    return Attempt(name, document["exitCode"], json.dumps(document).encode(), EVIDENCE)


class Shuffled(Executor):
    """Does each job at an arbitrary time after it was taken."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 -- any order will do

    def submit(self, fn, job):  # type: ignore[no-untyped-def, override]
        future: Future[Attempt] = Future()
        delay = self._random.uniform(0, 0.05)
        threading.Timer(delay, lambda: future.set_result(fn(job))).start()
        return future
