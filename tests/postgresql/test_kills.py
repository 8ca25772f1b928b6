"""Acknowledged events survive kills of evsrv and of the database server."""

import random
from pathlib import Path

from embedded_server import EmbeddedServer

from evsrv.core.dsn import Dsn
from postgresql.killing import kill_database, kill_evsrv


def new_seed() -> int:
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # shown if the test fails
    return seed


async def test_acknowledged_events_survive_kills_of_evsrv(postgres: Dsn, tmp_path: Path) -> None:
    summary = await kill_evsrv(postgres, tmp_path, 3, new_seed())
    assert summary.rounds == 3
    assert summary.acknowledged > 10


async def test_acknowledged_events_survive_kills_of_database_server(
    own_postgres: EmbeddedServer, tmp_path: Path
) -> None:
    summary, sender = await kill_database(own_postgres, tmp_path, 2, new_seed())
    assert summary.rounds == 2
    assert summary.acknowledged > 10
    assert sender.refused >= 2
