"""Rounds of killing a server during ingestion and checking its file for acknowledged events.

`python -m durability.killing --rounds 100` (used by `scripts/kill-test`) prints the counts.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
from attrs import Factory, define

from durability.process import make_key, serve
from evsrv.sqlite.maintenance.check import check_file

SINGLES = 6
BATCHES = 2
MAX_DELAY_S = 0.5
"""Maximum number of seconds from the start of the clients to the kill."""

Event = dict[str, Any]


@define
class KillResult:
    """Number of rounds, and of events by outcome."""

    rounds: int = 0
    acknowledged: int = 0
    unanswered: int = 0
    """Events whose request had no response when the server was killed."""
    kept: int = 0
    """Unanswered events that were stored: only the response was lost."""


@define
class Sender:
    """Client that sends generated events and records which ones were acknowledged."""

    rng: random.Random
    made: int = 0
    acknowledged: dict[str, Event] = Factory(dict)
    unanswered: list[list[Event]] = Factory(list)
    """Requests without a response; each is stored completely or not at all."""

    async def run(self, url: str, key: str) -> None:
        """Send events until the server is gone, starting with the unanswered requests."""
        again, self.unanswered = self.unanswered, []
        headers = {"Authorization": f"Bearer {key}"}
        async with aiohttp.ClientSession(url, headers=headers) as client:
            await asyncio.gather(
                *(self._send_until_refused(client, again, longest=1) for _ in range(SINGLES)),
                *(self._send_until_refused(client, again, longest=100) for _ in range(BATCHES)),
            )
        self.unanswered += again

    async def _send_until_refused(
        self, client: aiohttp.ClientSession, again: list[list[Event]], *, longest: int
    ) -> None:
        while await self._send(client, again.pop() if again else self.new_request(longest)):
            pass

    def new_request(self, longest: int) -> list[Event]:
        """Return new events for a request."""
        return [self._event() for _ in range(self.rng.randint(1, longest))]

    async def _send(self, client: aiohttp.ClientSession, events: list[Event]) -> bool:
        try:
            status, answer, _ = await post_events(client, events)
        except aiohttp.ClientError:
            self.unanswered.append(events)
            return False
        assert status == 200, answer
        self.acknowledge(events, answer)
        return True

    def acknowledge(self, events: list[Event], answer: dict[str, Any]) -> None:
        """Record that events were stored, as the answer to their request says."""
        results = answer.get("results", [answer])
        assert [result["id"] for result in results] == [event["id"] for event in events]
        self.acknowledged |= {event["id"]: event for event in events}

    def _event(self) -> Event:
        self.made += 1
        return {
            "id": f"e{self.made}",
            "projectId": "site",
            "entityType": "message",
            "type": "sent",
            "messageId": f"m{self.made}",
            "createdAt": "2026-03-02T10:15:00.000Z",
            "properties": {
                "n": self.made,
                "text": "x" * self.rng.randrange(1500),
                f"key{self.rng.randrange(500)}": None,
            },
        }


async def post_events(
    client: aiohttp.ClientSession, events: list[Event]
) -> tuple[int, dict[str, Any], Mapping[str, str]]:
    """Send one event, or several as a batch; return status, document and headers."""
    single = len(events) == 1
    path, body = ("/events", events[0]) if single else ("/events/batch", {"batch": events})
    async with client.post(path, json=body) as response:
        return response.status, await response.json(content_type=None), response.headers


async def kill_rounds(db: Path, rounds: int, seed: int) -> KillResult:
    """Kill a server repeatedly on one file; raise `AssertionError` if an event is lost."""
    rng = random.Random(seed)
    sender = Sender(rng)
    summary = KillResult()
    key = ""
    for summary.rounds in range(1, rounds + 1):
        process = await serve(db)
        key = key or make_key(db)
        sending = asyncio.create_task(sender.run(process.url, key))
        try:
            await asyncio.sleep(rng.uniform(0, MAX_DELAY_S))
        finally:
            process.kill()
        await sending
        check_stored_events(db, sender, summary)
    return summary


def check_stored_events(db: Path, sender: Sender, summary: KillResult) -> None:
    """Assert that a file holds all acknowledged events, and no partial request."""
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT id, properties FROM events").fetchall()
    check_rows(rows, sender, summary)
    report = check_file(db)
    assert report.ok, report


def check_rows(rows: Sequence[tuple[str, str]], sender: Sender, summary: KillResult) -> None:
    """Assert the same of stored ids and properties, while nothing is sent."""
    stored = dict(rows)
    assert len(stored) == len(rows), "an event is there twice"
    lost = sender.acknowledged.keys() - stored.keys()
    assert not lost, f"{len(lost)} acknowledged events are lost, {min(lost)} for one"
    kept = 0
    for events in sender.unanswered:
        there = sum(event["id"] in stored for event in events)
        assert there in (0, len(events)), "a part of a request is stored"
        kept += there
    assert len(stored) == len(sender.acknowledged) + kept, "there is what nobody sent"
    for id_, event in sender.acknowledged.items():
        assert json.loads(stored[id_]) == event["properties"], "an event is not as it was sent"
    summary.acknowledged = len(sender.acknowledged)
    summary.unanswered += sum(map(len, sender.unanswered))
    summary.kept += kept


def main() -> None:
    """Run the number of rounds given on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        db = Path(directory) / "events.db"
        summary = asyncio.run(kill_rounds(db, arguments.rounds, arguments.seed))
    print(
        f"{summary.rounds} kills: {summary.acknowledged} acknowledged events, "
        "all of them there once; "
        f"{summary.unanswered} without an answer, {summary.kept} of them there"
    )


if __name__ == "__main__":
    main()
