"""Stored events on their way to plugins: the queue, the calls, the end."""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.plugin.stored_hook import StoredHook
from evsrv.service import stored_events
from evsrv.service.stored_events import StoredEvents, delivering


class Recorder:
    """A plugin's function that keeps what it gets."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.threads: list[str] = []

    def __call__(self, events: Sequence[Mapping[str, Any]]) -> None:
        self.threads.append(threading.current_thread().name)
        self.calls.append([event["id"] for event in events])

    @property
    def ids(self) -> list[str]:
        return [id_ for call in self.calls for id_ in call]


def events(*ids: str, properties: str | None = None) -> list[Event]:
    return [
        Event(
            id=id_,
            organization_id="acme",
            project_id="site",
            integration_id=None,
            event_type="event",
            type="t",
            message_id=None,
            conversation_id=None,
            search_query=None,
            created_at=0,
            properties=properties,
            user_properties=None,
        )
        for id_ in ids
    ]


def hook(function: Callable[..., Any], plugin: str = "mine") -> StoredHook:
    return StoredHook.of_plugin(plugin, function)


async def test_function_gets_documents_on_another_thread() -> None:
    got: list[Any] = []

    def take(found: Any) -> None:
        assert threading.current_thread() is not threading.main_thread()
        got.extend(found)

    async with delivering([hook(take)], 5) as stored:
        assert stored is not None
        stored.add(events("a", properties='{"n":[1]}'))
        await stored.wait_idle()
    (document,) = got
    assert document["properties"] == {"n": [1]}
    assert document["organizationId"] == "acme"
    assert document["createdAt"] == "1970-01-01T00:00:00.000Z"
    assert stored.events == {("mine", "delivered"): 1}


async def test_async_function_runs_on_the_event_loop() -> None:
    loops = []

    async def take(_: object) -> None:
        loops.append(asyncio.get_running_loop())

    async with delivering([hook(take)], 5) as stored:
        assert stored is not None
        stored.add(events("a"))
        await stored.wait_idle()
    assert loops == [asyncio.get_running_loop()]


async def test_no_task_without_hooks() -> None:
    tasks = asyncio.all_tasks()
    async with delivering([], 5) as stored:
        assert stored is None
        assert asyncio.all_tasks() == tasks


async def test_events_that_wait_come_in_calls_of_bounded_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored_events, "MAX_CALL_EVENTS", 2)
    recorder = Recorder()
    async with delivering([hook(recorder)], 5) as stored:
        assert stored is not None
        stored.add(events("a", "b", "c"))
        stored.add(events("d", "e"))
        await stored.wait_idle()
    assert recorder.calls == [["a", "b"], ["c", "d"], ["e"]]


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_WAITING_EVENTS", 2), ("MAX_WAITING_CHARACTERS", 25)]
)
async def test_events_past_the_bound_are_dropped_counted_and_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, limit: str, value: int
) -> None:
    monkeypatch.setattr(stored_events, limit, value)
    recorder = Recorder()
    async with delivering([hook(recorder)], 5) as stored:
        assert stored is not None
        with caplog.at_level(logging.WARNING):
            for id_ in "abcd":
                stored.add(events(id_, properties='{"n":[1,2]}'))
        assert len(stored) == 2
        await stored.wait_idle()
        assert (recorder.ids, stored.dropped) == (["a", "b"], 2)
        assert caplog.text.count("plugins do not get all stored events") == 1
        # There is room again.
        stored.add(events("e"))
        await stored.wait_idle()
    assert recorder.ids == ["a", "b", "e"]


@pytest.mark.parametrize("is_async", [True, False])
@pytest.mark.parametrize(
    "error", [LookupError("the hook"), SystemExit(3), asyncio.CancelledError()]
)
async def test_failure_is_logged_and_costs_no_later_event_and_no_other_plugin(
    caplog: pytest.LogCaptureFixture, error: BaseException, is_async: bool
) -> None:
    def fail(_: object) -> None:
        raise error

    async def fail_async(_: object) -> None:
        raise error

    recorder = Recorder()
    broken = hook(fail_async if is_async else fail, "broken")
    with caplog.at_level(logging.ERROR):
        async with delivering([broken, hook(recorder)], 5) as stored:
            assert stored is not None
            for id_ in "ab":
                stored.add(events(id_))
                await stored.wait_idle()
    assert recorder.ids == ["a", "b"]
    assert stored.events == {("broken", "failed"): 2, ("mine", "delivered"): 2}
    assert caplog.text.count("plugin broken, hook 'evsrv_stored': ") == 2
    if isinstance(error, LookupError):
        assert "LookupError: the hook (" in caplog.text
        assert "test_stored_events.py:" in caplog.text


async def test_change_of_a_document_is_not_seen_by_the_next_plugin() -> None:
    def change(found: Any) -> None:
        found[0]["id"] = "changed"
        found.clear()

    recorder = Recorder()
    async with delivering([hook(change), hook(recorder, "other")], 5) as stored:
        assert stored is not None
        stored.add(events("a"))
        await stored.wait_idle()
    assert recorder.ids == ["a"]


async def test_end_waits_for_events_that_wait() -> None:
    recorder = Recorder()

    async def slow(found: Any) -> None:
        await asyncio.sleep(0.05)
        recorder(found)

    async with delivering([hook(slow)], 5) as stored:
        assert stored is not None
        stored.add(events("a", "b"))
    assert recorder.ids == ["a", "b"]
    assert stored.dropped == 0


@pytest.mark.parametrize("is_async", [True, False])
async def test_end_does_not_wait_longer_than_it_may(
    monkeypatch: pytest.MonkeyPatch, is_async: bool
) -> None:
    monkeypatch.setattr(stored_events, "MAX_CALL_EVENTS", 1)
    release = threading.Event()

    def hang(_: object) -> None:
        release.wait()

    async def hang_async(_: object) -> None:
        await asyncio.Event().wait()

    try:
        async with delivering([hook(hang_async if is_async else hang)], 0.05) as stored:
            assert stored is not None
            stored.add(events("a", "b", "c"))
            await asyncio.sleep(0)
        assert stored.dropped == 2
        assert stored.events == {("mine", "failed"): 1}
    finally:
        release.set()


async def test_queue_takes_events_without_a_running_task() -> None:
    stored = StoredEvents([hook(Recorder())])
    stored.add([])
    await stored.wait_idle()
    stored.add(events("a"))
    assert len(stored) == 1
    stored.drop_waiting()
    assert (len(stored), stored.dropped) == (0, 1)
