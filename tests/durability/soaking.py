"""Steady load: 8 writers and 4 askers whose queries overlap, while the log's size is sampled.

`python -m durability.soaking 300` (used by `scripts/soak`) prints sizes and latencies.
"""

import argparse
import asyncio
import itertools
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
from attrs import Factory, define

from durability.process import Process, make_key, serve
from evsrv.sqlite.maintenance.check import check_file

WRITERS = 8
ASKERS = 4
EVENTS_A_SECOND = 300
SEEDED_EVENTS = 20_000
SAMPLE_SECONDS = 0.1
REPORT_SECONDS = 10

QUERIES = [
    {
        "select": [
            {"type": "time", "timeUnit": unit},
            {"type": "aggregation", "aggregation": "count"},
            {
                "type": "aggregation",
                "aggregation": "countDistinct",
                "field": "userProperties",
                "path": ["userId"],
            },
        ]
    }
    for unit in ("day", "week")
]


@define
class SoakResult:
    """The measurements of a soak; latencies are in seconds."""

    wal_bytes: list[int] = Factory(list)
    writes: list[float] = Factory(list)
    reads: list[float] = Factory(list)
    restarts: int = 0
    """How often the bound had the log restarted."""
    stored: set[str] = Factory(set)


@define
class Load:
    """Clients of one server, until `end`."""

    client: aiohttp.ClientSession
    end: float
    result: SoakResult

    async def write(self, writer: int) -> None:
        """Send single events at an even rate; late ones are not made up for."""
        for number in itertools.count():
            started = time.monotonic()
            if started >= self.end:
                return
            name = f"w{writer}-{number}"
            await self._post("/events", event(name), self.result.writes)
            self.result.stored.add(name)
            pause = WRITERS / EVENTS_A_SECOND - (time.monotonic() - started)
            await asyncio.sleep(max(0.0, pause))

    async def ask(self, asker: int) -> None:
        """Ask one query after the other; the answers never count fewer events than before."""
        total = 0
        for number in itertools.count(asker):
            if time.monotonic() >= self.end:
                return
            query = QUERIES[number % len(QUERIES)]
            answer = await self._post("/query/events", query, self.result.reads)
            counted = sum(row["count"] for row in answer["data"]["result"])
            assert counted >= total, "an answer is older than the one before"
            total = counted

    async def sample(self, log: Path) -> None:
        """Note the size of the log; print the largest one now and then."""
        shown = 0
        while time.monotonic() < self.end:
            self.result.wal_bytes.append(log.stat().st_size)
            await asyncio.sleep(SAMPLE_SECONDS)
            if len(self.result.wal_bytes) - shown >= REPORT_SECONDS / SAMPLE_SECONDS:
                newest, shown = self.result.wal_bytes[shown:], len(self.result.wal_bytes)
                print(
                    f"{self.end - time.monotonic():4.0f} s left: log {max(newest) / 1e6:.1f} MB,"
                    f" {len(self.result.writes)} events, {len(self.result.reads)} answers",
                    flush=True,
                )

    async def _post(self, path: str, body: object, latencies: list[float]) -> dict[str, Any]:
        started = time.monotonic()
        async with self.client.post(path, json=body) as response:
            answer: dict[str, Any] = await response.json()
        latencies.append(time.monotonic() - started)
        assert response.status == 200, answer
        return answer


def event(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "projectId": "site",
        "entityType": "message",
        "type": "answer_copied",
        "messageId": f"m-{name}",
        "properties": {"plan": "pro", "text": "x" * 200},
        "userProperties": {"userId": f"u{hash(name) % 5000}"},
    }


async def soak(db: Path, seconds: float, **settings: object) -> SoakResult:
    """Load a server on a new file; raise `AssertionError` if anything is refused or lost."""
    seed = ("seed", "--db", str(db), "--events", str(SEEDED_EVENTS), "--organization", "acme")
    subprocess.run(
        [sys.executable, "-m", "evsrv", *seed, "--project", "site"],
        check=True,
        cwd=db.parent,
        stderr=subprocess.DEVNULL,
    )
    process = await serve(db, **settings)
    try:
        result = await _load(process, db, seconds)
        assert process.stop() == 0
    finally:
        process.kill()
    report = check_file(db)
    assert report.ok, report
    return result


async def _load(process: Process, db: Path, seconds: float) -> SoakResult:
    result = SoakResult()
    headers = {"Authorization": f"Bearer {make_key(db)}"}
    async with aiohttp.ClientSession(process.url, headers=headers) as client:
        load = Load(client, time.monotonic() + seconds, result)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(load.sample(db.with_name(f"{db.name}-wal")))
            for number in range(WRITERS):
                tasks.create_task(load.write(number))
            for number in range(ASKERS):
                tasks.create_task(load.ask(number))
        async with client.get("/metrics") as response:
            found = re.search(r"^evsrv_wal_restarts_total (\S+)$", await response.text(), re.M)
        assert found is not None
        result.restarts = int(float(found[1]))
        total = {"select": [{"type": "aggregation", "aggregation": "count"}]}
        async with client.post("/query/events", json=total) as response:
            ((row,),) = [(await response.json())["data"]["result"]]
        assert row["count"] == SEEDED_EVENTS + len(result.stored)
    return result


def quantiles(latencies: list[float]) -> str:
    ranked = sorted(latencies)
    parts = ((0.5, "median"), (0.99, "99 %"), (1, "longest"))
    return ", ".join(
        f"{name} {1000 * ranked[min(len(ranked) - 1, int(part * len(ranked)))]:.0f} ms"
        for part, name in parts
    )


def main() -> None:
    """Run a soak and print its figures."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=300)
    parser.add_argument("--max-wal-bytes", type=int, default=64_000_000)
    parser.add_argument("--unbounded", action="store_true", help="without the bound, to compare")
    options = parser.parse_args()
    bound = 0 if options.unbounded else options.max_wal_bytes
    with tempfile.TemporaryDirectory() as directory:
        db = Path(directory) / "events.db"
        result = asyncio.run(soak(db, options.seconds, max_wal_bytes=bound))
    print(
        f"{options.seconds:g} s, max_wal_bytes {bound}: log at most"
        f" {max(result.wal_bytes) / 1e6:.1f} MB, at the end {result.wal_bytes[-1] / 1e6:.1f} MB,"
        f" {result.restarts} restarts\n"
        f"{len(result.writes)} events: {quantiles(result.writes)}\n"
        f"{len(result.reads)} answers: {quantiles(result.reads)}"
    )


if __name__ == "__main__":
    main()
