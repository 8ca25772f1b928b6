"""Transactions whose callers are cancelled, and whose statements end late."""

import asyncio
import logging
import os
import signal

import pytest
from asyncpg.transaction import Transaction
from embedded_server import EmbeddedServer

from evsrv.core.dsn import Dsn
from evsrv.core.scope import Scope
from evsrv.engine.errors import QueryTimeout
from evsrv.postgresql.connections import open_connections


async def test_cancelled_start_leaves_no_open_transaction_to_the_driver(
    postgres: Dsn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    start = Transaction.start

    async def start_and_be_cancelled(transaction: Transaction) -> None:
        await start(transaction)
        raise asyncio.CancelledError

    async with await open_connections(postgres, size=1, timeout=60) as connections:
        with monkeypatch.context() as patched:
            patched.setattr(Transaction, "start", start_and_be_cancelled)
            with pytest.raises(asyncio.CancelledError):
                async with connections.write(10):
                    pass
        async with connections.write(10) as session:
            assert await session.fetchval("SELECT 1") == 1
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


async def test_statement_that_the_server_ends_late_is_a_timeout_and_no_outage(
    own_postgres: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    roll_back = Transaction.rollback
    async with await open_connections(Dsn(own_postgres.dsn), size=1, timeout=60) as connections:

        async def ask() -> None:
            async with connections.read(Scope("o"), 0.1) as session:
                process: int = await session.fetchval("SELECT pg_backend_pid()")

                async def go_on_and_roll_back(transaction: Transaction) -> None:
                    os.kill(process, signal.SIGCONT)
                    await roll_back(transaction)

                monkeypatch.setattr(Transaction, "rollback", go_on_and_roll_back)
                os.kill(process, signal.SIGSTOP)
                await session.fetchval("SELECT 1")

        with pytest.raises(QueryTimeout):
            await ask()
        monkeypatch.undo()
        async with connections.write(10) as session:
            assert await session.fetchval("SELECT 1") == 1
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []
