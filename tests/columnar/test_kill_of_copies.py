"""A copy whose process was killed is complete after the next start, or made again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from columnar import filling_process
from columnar.copying import BY_TYPE, make_events, open_copying
from columnar.filling_process import BY_TEXT
from evsrv.core.scope import Scope
from evsrv.sqlite.engine import SqliteEngine

ROWS = 400


def kill_after(db: Path, steps: int) -> None:
    process = subprocess.Popen(
        [sys.executable, filling_process.__file__, str(db)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    for _ in range(steps):
        assert process.stdout.readline() == b"step\n"
    process.kill()
    process.communicate()


@pytest.mark.parametrize("steps", [1, 2, 5, 10, 12, 15, 20])
async def test_killed_process_leaves_no_wrong_answer(db: Path, steps: int) -> None:
    async with await SqliteEngine.open(db) as engine:
        await engine.append(make_events(0, ROWS))
    kill_after(db, steps)
    scopes = (Scope("o"), Scope("o", "p"), Scope("o", "q"))
    queries = [(query, scope) for query in (BY_TYPE, BY_TEXT) for scope in scopes]
    async with open_copying(db, min_rows=10 * ROWS) as plain:
        expected = [await plain.ask(*query) for query in queries]
        assert {answer.engine for answer in expected} == {"sqlite"}
    async with open_copying(db) as copying:
        answers = [await copying.ask_copy(*query) for query in queries]
        assert [one.rows for one in answers] == [one.rows for one in expected]
        assert len(copying.files) == 1
