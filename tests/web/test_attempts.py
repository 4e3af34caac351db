"""Tries to sign in, and the waits between them."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from assistant.web.attempts import LONGEST_S, Attempts

FREE = {"name": 3, "address": 100}


class Clock:
    time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def attempts(clock: Clock) -> Attempts:
    return Attempts(clock)


def test_after_three_failures_each_wait_is_twice_the_one_before(attempts: Attempts, clock: Clock) -> None:
    waits = []
    for _ in range(14):
        wait = attempts.begin(FREE)
        waits.append(wait)
        if wait:
            clock.time += wait
            assert attempts.begin(FREE) == 0
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]


def test_a_try_that_has_to_wait_does_not_make_the_wait_longer(attempts: Attempts, clock: Clock) -> None:
    for _ in range(3):
        attempts.begin(FREE)
    assert [attempts.begin(FREE) for _ in range(5)] == [1.0] * 5
    clock.time += 0.25
    assert attempts.begin(FREE) == 0.75


def test_another_name_from_the_same_address_need_not_wait_until_the_address_has_failed_too_often() -> None:
    attempts = Attempts(lambda: 0.0)
    for i in range(6):
        assert attempts.begin({f"name {i}": 3, "address": 6}) == 0
    assert attempts.begin({"name 7": 3, "address": 6}) == 1
    assert attempts.begin({"name 7": 3, "another address": 6}) == 0


def test_success_forgets_the_names_failures_and_not_the_addresss(attempts: Attempts) -> None:
    limits = {"name": 3, "address": 5}
    for _ in range(3):
        assert attempts.begin(limits) == 0
        attempts.succeeded("name", "address")
    for _ in range(3):
        assert attempts.begin({"other": 9, "address": 5}) == 0
    assert attempts.begin(limits) == 0
    attempts.succeeded("name", "address")  # 3 failures of the address stay
    assert attempts.begin({"x": 9, "address": 4}) == 0
    assert attempts.begin({"y": 9, "address": 4}) == 1


def test_a_quarter_of_an_hour_without_a_try_starts_afresh(attempts: Attempts, clock: Clock) -> None:
    for _ in range(3):
        attempts.begin(FREE)
    clock.time += LONGEST_S
    assert [attempts.begin(FREE) for _ in range(4)] == [0, 0, 0, 1]


def test_many_tries_at_once_gain_nothing() -> None:
    attempts = Attempts(lambda: 0.0)
    barrier, waits = Barrier(20), []

    def tries() -> None:
        barrier.wait()
        waits.append(attempts.begin({"name": 3}))

    threads = [Thread(target=tries) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [0] * 3 + [1] * 17


def test_names_of_long_ago_are_dropped_once_there_are_many(attempts: Attempts, clock: Clock) -> None:
    for i in range(10_000):
        attempts.begin({f"name {i}": 3})
    clock.time += LONGEST_S
    attempts.begin({"last": 3})
    assert set(attempts._failures) == {"last"}
