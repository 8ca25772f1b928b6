"""A killed server has stored all acknowledged conversations, each update whole and once."""

import asyncio
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
from attrs import define
from support.conversations import asked, openai, said

from durability.process import make_key, serve
from evsrv.sqlite.maintenance.check import check_file

CLIENTS = 8
ROUNDS = 5
Json = dict[str, Any]


@define
class Writer:
    """Client that updates one conversation again and again, beside others that it only logs."""

    id: str
    sent: int = 0
    acknowledged: int = 0
    logged: int = 0
    """Acknowledged conversations that were sent once; their ids are numbered."""

    async def run(self, client: aiohttp.ClientSession) -> None:
        try:
            while True:
                self.sent += 1
                await self._post(client, version_of(self.id, self.sent))
                self.acknowledged = self.sent
                await self._post(client, openai(id=f"{self.id}-{self.logged + 1}"))
                self.logged += 1
        except aiohttp.ClientError:
            pass

    async def _post(self, client: aiohttp.ClientSession, document: Json) -> None:
        async with client.post("/conversations", json=document) as response:
            answer = await response.json()
        assert response.status == 200, answer
        assert answer["id"] == document["id"]


def version_of(id_: str, number: int) -> Json:
    """Return a version of a conversation; it keeps some messages, and changes, adds or drops."""
    messages = [
        asked("always", "first"),
        said("assistant", f"of {number}", "second"),
        *(asked(f"of {number}", f"m{number}-{place}") for place in range(number % 5)),
    ]
    result: dict[str, Any] = openai(
        *messages, id=id_, externalId=id_, properties={"version": number}
    )
    return result


async def test_acknowledged_conversations_survive_kills_at_random_times(tmp_path: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # shown if the test fails
    rng = random.Random(seed)
    db = tmp_path / "events.db"
    writers = [Writer(f"c{number}") for number in range(CLIENTS)]
    headers: dict[str, str] = {}
    for _ in range(ROUNDS):
        process = await serve(db)
        headers = headers or {"Authorization": f"Bearer {make_key(db)}"}
        async with aiohttp.ClientSession(process.url, headers=headers) as client:
            writing = asyncio.gather(*(writer.run(client) for writer in writers))
            await asyncio.sleep(rng.uniform(0.05, 0.5))
            process.kill()
            await writing
        check_stored_conversations(db, writers)
    assert sum(writer.acknowledged for writer in writers) > 50


def check_stored_conversations(db: Path, writers: list[Writer]) -> None:
    """Assert that a file holds a version of each conversation that is not older than known."""
    with closing(sqlite3.connect(db)) as connection:
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM conversations")]
        assert len(ids) == len(set(ids)), "a conversation is there twice"
        for writer in writers:
            logged = {f"{writer.id}-{number}" for number in range(1, writer.logged + 1)}
            assert logged <= set(ids), "an acknowledged conversation is lost"
            check_version(connection, writer)
    assert check_file(db).ok


def check_version(connection: sqlite3.Connection, writer: Writer) -> None:
    found = connection.execute(
        "SELECT row, properties, external_id, user_message_count FROM conversations WHERE id = ?",
        (writer.id,),
    ).fetchone()
    if found is None:
        assert writer.acknowledged == 0, "an acknowledged conversation is lost"
        return
    row, properties, external_id, users = found
    number = json.loads(properties)["version"]
    assert writer.acknowledged <= number <= writer.sent
    sent = version_of(writer.id, number)
    messages = connection.execute(
        "SELECT position, id, role, content FROM messages WHERE conversation = ? ORDER BY position",
        (row,),
    ).fetchall()
    assert messages == [
        (position, one["id"], one["role"], json.dumps(one["content"]))
        for position, one in enumerate(sent["messages"])
    ]
    assert external_id == writer.id
    assert users == sum(one["role"] == "user" for one in sent["messages"])
