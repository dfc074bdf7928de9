"""In virtual time nobody waits, and what would never happen is said."""

import asyncio
import time

import pytest

from trustlink_conformance.selftest.virtual_time import VirtualLoop


@pytest.fixture
def loop():
    loop = VirtualLoop()
    yield loop
    loop.close()


def test_a_sleep_passes_virtual_seconds_and_no_real_ones(loop):
    began = time.monotonic()

    loop.run(asyncio.sleep(500), within=1000)

    assert loop.now() == pytest.approx(500)
    assert time.monotonic() - began < 5


def test_sleeps_at_the_same_time_pass_together(loop):
    async def both():
        await asyncio.gather(asyncio.sleep(3), asyncio.sleep(5))

    loop.run(both(), within=10)

    assert loop.now() == pytest.approx(5)


def test_what_takes_too_long_is_cut_off(loop):
    with pytest.raises(TimeoutError):
        loop.run(asyncio.sleep(11), within=10)

    assert loop.now() == pytest.approx(10)


def test_waiting_for_what_never_happens_ends_at_the_limit(loop):
    with pytest.raises(TimeoutError):
        loop.run(asyncio.Event().wait(), within=10)


def test_who_waits_between_two_requests_passes_no_real_seconds_either(loop):
    began = time.monotonic()

    loop.pause(500)

    assert loop.now() == pytest.approx(500)
    assert time.monotonic() - began < 5
