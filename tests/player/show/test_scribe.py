import logging
import threading
import time

import pytest

from player.errors import StoreError
from player.show.scribe import Scribe


def fail() -> None:
    raise StoreError("the disk is full")


def break_down() -> None:
    raise ZeroDivisionError("a fault in the program")


def test_jobs_are_done_in_order_before_it_stops() -> None:
    done: list[int] = []
    scribe = Scribe()
    scribe.start()
    for number in range(100):
        scribe.do(lambda number=number: done.append(number))
    assert scribe.stop(10)
    assert done == list(range(100))


@pytest.mark.parametrize("fault", [fail, break_down])
def test_a_job_that_fails_does_not_stop_those_after_it(fault: object) -> None:
    done: list[str] = []
    scribe = Scribe()
    scribe.start()
    scribe.do(fault)  # type: ignore[arg-type]
    scribe.do(lambda: done.append("after"))
    assert scribe.stop(10)
    assert done == ["after"]


def test_a_full_disk_is_told_once_until_something_could_be_written(caplog: pytest.LogCaptureFixture) -> None:
    scribe = Scribe()
    scribe.start()
    with caplog.at_level(logging.WARNING):
        for job in (fail, fail, fail, list, fail):
            scribe.do(job)
        scribe.stop(10)
    assert [record.message for record in caplog.records] == ["the disk is full; the screen goes on"] * 2


def test_a_disk_that_hangs_delays_neither_the_show_nor_its_end() -> None:
    hangs = threading.Event()
    scribe = Scribe()
    scribe.start()
    began = time.monotonic()
    scribe.do(hangs.wait)
    for _ in range(5000):
        scribe.do(list)
    assert not scribe.stop(0.2)
    assert time.monotonic() - began < 2
    hangs.set()
