import asyncio
import logging
import sqlite3
import threading

import pytest

from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.worker import WorkerConnection


def memory():
    return sqlite3.connect(":memory:", isolation_level=None, factory=SqliteConnection)


async def test_work_runs_in_one_piece_on_the_connections_own_thread():
    connection = await WorkerConnection.open(memory)

    def work(raw):
        raw.execute("CREATE TABLE numbers (n)")
        raw.execute("INSERT INTO numbers VALUES (1), (2)")
        return threading.get_ident(), raw.execute("SELECT sum(n) FROM numbers").fetchone()

    thread, row = await connection.call(work)
    assert row == (3,)
    assert thread != threading.get_ident()
    assert await connection.call(lambda _: threading.get_ident()) == thread
    await connection.close()


async def test_pieces_of_work_do_not_mix():
    connection = await WorkerConnection.open(memory)
    steps = []

    def work(name):
        def piece(raw):
            for _ in range(3):
                steps.append(name)
                raw.execute("SELECT 1")

        return piece

    await asyncio.gather(*(connection.call(work(name)) for name in "abc"))
    assert "".join(steps) == "aaabbbccc"
    await connection.close()


async def test_what_work_raises_reaches_the_caller_and_the_next_work_runs():
    connection = await WorkerConnection.open(memory)
    with pytest.raises(ZeroDivisionError):
        await connection.call(lambda _: 1 / 0)
    assert await connection.call(lambda _: 1) == 1
    await connection.close()


async def test_a_connection_that_fails_leaves_no_thread(threads):
    def connect():
        raise sqlite3.OperationalError("no")

    with pytest.raises(sqlite3.OperationalError, match="no"):
        await WorkerConnection.open(connect)
    assert threads() == []


async def test_close_ends_the_thread(threads):
    connection = await WorkerConnection.open(memory)
    assert len(threads()) == 1
    await connection.close()
    assert threads() == []
    await connection.close()


async def test_data_is_never_logged(caplog):
    with caplog.at_level(logging.DEBUG, logger="aiosqlite"):
        connection = await WorkerConnection.open(memory)
        await connection.execute("SELECT ?", ("a user's word",))
        await connection.close()
    assert [record for record in caplog.records if record.name == "aiosqlite"] == []
