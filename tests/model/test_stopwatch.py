"""The stopwatch on a clock that the test moves."""

from __future__ import annotations

import threading

import pytest

from custsheet.model.stopwatch import Stopwatch, part


class Clock:
    """Moved by the test."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_stopwatch__steps_take_all_the_time_and_parts_some_of_it(clock: Clock) -> None:
    with Stopwatch("start", clock=clock) as watch:
        clock.now += 1
        watch.step("read", 0.0)
        with part("customers"):
            clock.now += 2
            with part("inner"):  # counts as what it is a part of
                clock.now += 4
        clock.now += 8
        watch.step("draw", 0.6)
        for _ in range(2):
            with part("customers"):
                clock.now += 16
        watch.step("read")  # a step may be taken up again
        clock.now += 32
    clock.now += 64  # after the end
    assert {name: step.seconds for name, step in watch.steps.items()} == {"start": 1.0, "read": 46.0, "draw": 32.0}
    assert watch.steps["read"].parts == {"customers": 6.0}
    assert watch.steps["draw"].parts == {"customers": 32.0}
    assert watch.seconds == 79.0


def test_part__counts_where_it_failed_and_for_nobody_outside(clock: Clock) -> None:
    with part("before"):
        clock.now += 1

    def fail() -> None:
        with watch, part("file"):
            clock.now += 2
            raise KeyError

    watch = Stopwatch("read", clock=clock)
    with pytest.raises(KeyError):
        fail()
    with part("after"):
        clock.now += 4
    assert watch.steps["read"].parts == {"file": 2.0}
    assert watch.seconds == 2.0


def test_part__of_another_thread_is_not_counted(clock: Clock) -> None:
    def work() -> None:
        with part("theirs"):
            clock.now += 1

    with Stopwatch("read", clock=clock) as watch:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert not watch.steps["read"].parts
    assert watch.seconds == 1.0
