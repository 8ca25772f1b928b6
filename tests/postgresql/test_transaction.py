"""Transactions whose callers are cancelled."""

import asyncio
import logging

import pytest
from asyncpg.transaction import Transaction

from evsrv.core.dsn import Dsn
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
