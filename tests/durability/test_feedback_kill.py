"""A killed server has stored all acknowledged feedback, each update whole."""

import asyncio
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
from attrs import Factory, define
from support.feedback import chat, feedback

from durability.process import make_key, serve
from evsrv.sqlite.maintenance.check import check_file

CLIENTS = 8
ROUNDS = 5


@define
class Rater:
    """Client that updates one feedback again and again, and records the acknowledged version."""

    id: str
    sent: int = 0
    acknowledged: int = 0
    made: list[str] = Factory(list)
    """Ids of acknowledged feedback that was sent without one."""

    async def run(self, client: aiohttp.ClientSession) -> None:
        try:
            while True:
                self.sent += 1
                await self._post(client, version_of(self.id, self.sent))
                self.acknowledged = self.sent
                self.made.append((await self._post(client, feedback(None)))["id"])
        except aiohttp.ClientError:
            pass

    async def _post(
        self, client: aiohttp.ClientSession, document: dict[str, Any]
    ) -> dict[str, Any]:
        async with client.post("/feedback", json=document) as response:
            answer: dict[str, Any] = await response.json()
        assert response.status == 200, answer
        return answer


def version_of(id_: str, number: int) -> Any:
    """Return a version of feedback, of which every member tells the number."""
    mark = {"version": number, "text": "x" * (number % 7 * 300)}
    return feedback(
        id_,
        f"m-{number % 2}",
        properties=mark,
        userProperties=mark,
        reasons=[{"label": str(number), "details": ""}],
    )


async def test_acknowledged_feedback_survives_kills_at_random_times(tmp_path: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # shown if the test fails
    rng = random.Random(seed)
    db = tmp_path / "events.db"
    raters = [Rater(f"f-{number}") for number in range(CLIENTS)]
    headers: dict[str, Any] = {}
    for round_ in range(ROUNDS):
        process = await serve(db)
        headers = headers or {"Authorization": f"Bearer {make_key(db)}"}
        async with aiohttp.ClientSession(process.url, headers=headers) as client:
            if not round_:
                await client.post("/conversations", json=chat("c", "m-0", "m-1", "m-2"))
            rating = asyncio.gather(*(rater.run(client) for rater in raters))
            await asyncio.sleep(rng.uniform(0.05, 0.5))
            process.kill()
            await rating
        for rater in raters:
            check_stored(db, rater)
        report = check_file(db)
        assert report.ok, report
    assert sum(len(rater.made) for rater in raters) > 50


def check_stored(db: Path, rater: Rater) -> None:
    with closing(sqlite3.connect(db)) as connection:
        stored = connection.execute(
            "SELECT message_id, conversation_id, properties, user_properties, reasons"
            " FROM feedback WHERE id = ?",
            (rater.id,),
        ).fetchall()
        found = [id_ for (id_,) in connection.execute("SELECT id FROM feedback")]
    assert len(found) == len(set(found))
    assert set(rater.made) <= set(found), "acknowledged feedback is lost"
    if not stored:
        assert rater.acknowledged == 0
        return
    ((message, conversation, *documents),) = stored
    properties, user_properties, reasons = map(json.loads, documents)
    number = properties["version"]
    assert rater.acknowledged <= number <= rater.sent
    sent = version_of(rater.id, number)
    assert (message, conversation) == (sent["messageId"], "c")
    assert (properties, user_properties) == (sent["properties"], sent["userProperties"])
    assert reasons == sent["reasons"]
