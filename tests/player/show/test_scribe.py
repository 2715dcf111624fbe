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


def test_a_full_disk_is_told_once_in_a_while_though_other_things_succeed(caplog: pytest.LogCaptureFixture) -> None:
    seconds = [0.0]
    scribe = Scribe(lambda: seconds[0])
    scribe.start()
    with caplog.at_level(logging.WARNING):
        for job in (fail, fail, list, fail, lambda: seconds.__setitem__(0, 600), fail, fail):
            scribe.do(job)
        scribe.stop(10)
    assert [record.message for record in caplog.records] == ["the disk is full; the screen goes on"] * 2


def test_what_may_wait_is_done_when_its_time_has_come_and_keeps_that_time() -> None:
    done: list[str] = []
    scribe = Scribe()
    scribe.start()
    scribe.do(lambda: scribe.within(0.1, lambda: done.append("waited")))
    scribe.do(lambda: scribe.within(0.0, lambda: done.append("never")))
    scribe.do(lambda: done.append("soon"))
    while len(done) < 2:
        time.sleep(0.01)
    assert scribe.stop(10)
    assert done == ["soon", "waited"]


def test_what_may_wait_is_done_at_the_end_at_the_latest() -> None:
    done: list[str] = []
    scribe = Scribe()
    scribe.start()
    scribe.do(lambda: scribe.within(3600, lambda: done.append("late")))
    scribe.do(lambda: done.append("soon"))
    assert scribe.stop(10)
    assert done == ["soon", "late"]


def test_a_busy_scribe_does_not_put_off_what_may_wait() -> None:
    seconds, done = [0.0], []
    scribe = Scribe(lambda: seconds[0])
    scribe.do(lambda: scribe.within(2.5, lambda: done.append(2.5)))
    for number in range(1, 6):
        scribe.do(lambda number=number: (seconds.__setitem__(0, number), done.append(number)))
    scribe.start()
    assert scribe.stop(10)
    assert done == [1, 2, 3, 2.5, 4, 5]


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
