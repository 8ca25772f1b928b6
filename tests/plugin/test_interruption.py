import threading
import time
from collections.abc import Iterator

import pytest

from evsrv.plugin import Interrupted, call_interruptibly, checkpoint
from evsrv.plugin.interruption import MAX_HELPER_THREADS, set_interrupt_check


@pytest.fixture(autouse=True)
def no_query() -> Iterator[None]:
    yield
    set_interrupt_check(None)


def test_checkpoint_outside_of_a_query_does_nothing() -> None:
    checkpoint()


def test_checkpoint_raises_once_the_query_has_to_stop() -> None:
    answers = iter([True, False])
    set_interrupt_check(lambda: next(answers))
    checkpoint()
    with pytest.raises(Interrupted):
        checkpoint()


def test_checkpoint_of_one_thread_ignores_the_query_of_another() -> None:
    set_interrupt_check(lambda: False)
    other = threading.Thread(target=checkpoint)
    other.start()
    other.join()
    with pytest.raises(Interrupted):
        checkpoint()


def test_call_interruptibly_returns_the_result() -> None:
    assert call_interruptibly(max, 3, 5) == 5


def test_call_interruptibly_raises_the_error_of_the_function() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        call_interruptibly(int, "x")


def test_call_interruptibly_abandons_the_function_of_a_stopped_query() -> None:
    started, released = threading.Event(), threading.Event()

    def hold() -> None:
        started.set()
        released.wait(60)

    set_interrupt_check(lambda: not started.is_set())
    with pytest.raises(Interrupted):
        call_interruptibly(hold)
    released.set()


def test_call_interruptibly_waits_for_a_helper_thread_only_while_the_query_may_go_on() -> None:
    released = threading.Event()
    stopped = threading.Event()
    set_interrupt_check(lambda: not stopped.is_set())

    def abandoned() -> None:
        stopped.set()
        released.wait(60)

    for _ in range(MAX_HELPER_THREADS):
        with pytest.raises(Interrupted):
            call_interruptibly(abandoned)
        stopped.clear()
    polls = iter([True, True, False])
    set_interrupt_check(lambda: next(polls))
    with pytest.raises(Interrupted):
        call_interruptibly(max, 3, 5)
    released.set()
    deadline = time.monotonic() + 30
    set_interrupt_check(lambda: time.monotonic() < deadline)
    assert call_interruptibly(max, 3, 5) == 5
