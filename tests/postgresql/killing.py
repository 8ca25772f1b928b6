"""Rounds of killing evsrv or its PostgreSQL server during ingestion.

`python -m postgresql.killing --kill evsrv` (used by `scripts/kill-test --postgresql`) prints the
counts.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import aiohttp
import asyncpg
from attrs import define
from durability.killing import (
    BATCHES,
    MAX_DELAY_S,
    SINGLES,
    Event,
    KillResult,
    Sender,
    check_rows,
    post_events,
)
from embedded_server import EmbeddedServer
from support.postgres import embedded_server

from evsrv.core.dsn import Dsn
from postgresql.processes import killing, make_headers, serve

PATIENCE_S = 60
"""Maximum number of seconds until a client sees that the database is away, or back."""


async def stored_rows(dsn: Dsn) -> list[tuple[str, str]]:
    """Return the ids and properties of all events."""
    connection = await asyncpg.connect(dsn.secret)
    try:
        rows = await connection.fetch("SELECT id, properties::text FROM evsrv.events")
    finally:
        await connection.close()
    return [(id_, properties) for id_, properties in rows]


async def kill_evsrv(dsn: Dsn, folder: Path, rounds: int, seed: int) -> KillResult:
    """Kill a server repeatedly on one database; raise `AssertionError` if an event is lost."""
    rng = random.Random(seed)
    sender = Sender(rng)
    summary = KillResult()
    headers = await make_headers(dsn)
    key = headers["Authorization"].partition(" ")[2]
    for summary.rounds in range(1, rounds + 1):
        process = await serve(dsn, folder)
        sending = asyncio.create_task(sender.run(process.url, key))
        try:
            await asyncio.sleep(rng.uniform(0, MAX_DELAY_S))
        finally:
            process.kill()
        await sending
        check_rows(await stored_rows(dsn), sender, summary)
    return summary


@define
class PatientSender(Sender):
    """Client that sends each request again until it is acknowledged, as a client should."""

    refused: int = 0
    """Answers of status 503."""
    duplicates: int = 0
    """Batches that were stored although they were refused."""
    stopping: bool = False

    async def run_until_stopped(self, client: aiohttp.ClientSession) -> None:
        """Send events until `stopping`."""
        await asyncio.gather(
            *(self._send_patiently(client, longest=1) for _ in range(SINGLES)),
            *(self._send_patiently(client, longest=100) for _ in range(BATCHES)),
        )

    async def _send_patiently(self, client: aiohttp.ClientSession, *, longest: int) -> None:
        while not self.stopping:
            events = self.new_request(longest)
            self.unanswered.append(events)
            while not await self._is_stored(client, events):
                await asyncio.sleep(0.02)
            self.unanswered.remove(events)

    async def _is_stored(self, client: aiohttp.ClientSession, events: list[Event]) -> bool:
        status, answer, headers = await post_events(client, events)
        if status == 503:
            assert answer["code"] == "service_unavailable"
            assert int(headers["Retry-After"]) > 0
            self.refused += 1
            return False
        assert status == 200, answer
        self.acknowledge(events, answer)
        assert "X-Duplicate" not in headers
        # Single events do not say it.
        outcomes = {result["status"] for result in answer.get("results", [])}
        assert len(outcomes) <= 1, "a part of a batch was stored"
        self.duplicates += outcomes == {"duplicate"}
        return True


async def kill_database(
    server: EmbeddedServer, folder: Path, rounds: int, seed: int
) -> tuple[KillResult, PatientSender]:
    """Kill the database server repeatedly below one `evsrv serve`, which goes on by itself."""
    rng = random.Random(seed)
    sender = PatientSender(rng)
    summary = KillResult()
    dsn = Dsn(server.dsn)
    process = await serve(dsn, folder)
    headers = await make_headers(dsn)
    with killing(process):
        async with aiohttp.ClientSession(process.url, headers=headers) as client:
            sending = asyncio.create_task(sender.run_until_stopped(client))
            for summary.rounds in range(1, rounds + 1):
                await _more(lambda: len(sender.acknowledged), sending)
                await asyncio.sleep(rng.uniform(0, MAX_DELAY_S))
                await asyncio.to_thread(server.stop, "immediate")
                await _more(lambda: sender.refused, sending)
                await asyncio.to_thread(server.start)
                await _check_while_sending(dsn, sender)
            await _more(lambda: len(sender.acknowledged), sending)
            sender.stopping = True
            await asyncio.wait_for(sending, PATIENCE_S)
        assert process.popen.poll() is None
    check_rows(await stored_rows(dsn), sender, summary)
    assert not sender.unanswered
    return summary, sender


async def _more(count: Callable[[], int], sending: asyncio.Task[None]) -> None:
    """Wait until a count has grown; raise the error of the task that makes it grow."""
    before = count()
    async with asyncio.timeout(PATIENCE_S):
        while count() == before:
            if sending.done():
                sending.result()
            await asyncio.sleep(0.01)


async def _check_while_sending(dsn: Dsn, sender: PatientSender) -> None:
    acknowledged = set(sender.acknowledged)
    rows = await stored_rows(dsn)
    stored = {id_ for id_, _ in rows}
    assert len(stored) == len(rows), "an event is there twice"
    assert acknowledged <= stored, "acknowledged events are lost"
    for events in sender.unanswered:
        there = sum(event["id"] in stored for event in events)
        assert there in (0, len(events)), "a part of a request is stored"


def main() -> None:
    """Run the number of rounds given on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kill", choices=["evsrv", "database"], default="database")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    with embedded_server() as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.kill == "evsrv":
            dsn = Dsn(server.dsn)
            summary = asyncio.run(kill_evsrv(dsn, folder, arguments.rounds, arguments.seed))
            more = f"{summary.unanswered} without an answer, {summary.kept} of them there"
        else:
            summary, sender = asyncio.run(
                kill_database(server, folder, arguments.rounds, arguments.seed)
            )
            more = (
                f"{sender.refused} requests refused with 503 and sent again, {sender.duplicates}"
                " batches of them stored before"
            )
    print(
        f"{summary.rounds} kills: {summary.acknowledged} acknowledged events, all of them there"
        f" once; {more}"
    )


if __name__ == "__main__":
    main()
