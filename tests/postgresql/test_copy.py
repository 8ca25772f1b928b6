"""`evsrv copy` between a file and PostgreSQL."""

import asyncio
import random
import subprocess
import sys
from pathlib import Path

import pytest
from cli.processes import ENVIRON
from support.citus import is_citus, not_on_citus

from evsrv.core.dsn import Dsn
from evsrv.sqlite.maintenance.check import check_file
from postgresql.copying import add_events, change, copy, dump, make_file
from postgresql.test_append import fetch


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("copy") / "seeded.db"
    make_file(path)
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return a file of this version without rows."""
    from evsrv.sqlite.connections import prepare_nothing
    from evsrv.sqlite.opening import open_writer

    path = tmp_path / "a.db"
    open_writer(path, prepare_nothing).close()
    return path


async def test_indexes_alone_can_answer_after_a_copy(seeded: Path, postgres: Dsn) -> None:
    assert (await copy(seeded, postgres)).exit_code == 0
    # -1 is the number of rows of a table that was never analyzed.
    of_table = "FROM pg_class WHERE oid = '{}'::regclass"
    counted = f"SELECT reltuples, relallvisible = relpages {of_table}"
    if is_citus():
        of_shard = f"SELECT reltuples || ' ' || (relallvisible = relpages) {of_table}"
        counted = (
            "SELECT sum(greatest(split_part(result, ' ', 1)::real, 0)),"
            " bool_and(split_part(result, ' ', 2)::boolean)"
            f" FROM run_command_on_shards('events', $shard${of_shard.replace('{}', '%s')}$shard$)"
        )
    found = await fetch(postgres, counted.format("events"))
    assert found == [(len(dump(seeded)["events"]), True)]


async def test_file_copied_to_postgresql_and_back_is_equal_row_by_row(
    seeded: Path, postgres: Dsn, tmp_path: Path
) -> None:
    there = await copy(seeded, postgres)
    assert there.exit_code == 0, there.output
    back = await copy(postgres, tmp_path / "back.db")
    assert back.exit_code == 0, back.output
    before, after = dump(seeded), dump(tmp_path / "back.db")
    for table, rows in before.items():
        assert after[table] == rows, table
    assert all(before.values())
    assert check_file(tmp_path / "back.db").ok


async def test_copy_of_changed_tables_is_refused_with_one_line(
    seeded: Path, postgres: Dsn, tmp_path: Path
) -> None:
    await copy(seeded, postgres)
    await fetch(postgres, "ALTER TABLE events RENAME TO gone")
    for source, target in ((seeded, postgres), (postgres, tmp_path / "back.db")):
        refused = await copy(source, target)
        assert refused.exit_code == 1
        assert refused.stderr.endswith("does not exist; `evsrv check` looks for damage\n")


async def test_second_copy_copies_nothing(seeded: Path, postgres: Dsn) -> None:
    await copy(seeded, postgres)
    again = await copy(seeded, postgres)
    assert again.exit_code == 0
    assert "events: 0 copied, 603 there already" in again.stderr
    assert "api keys: 0 copied, 3 there already" in again.stderr
    assert "different" not in again.output


async def test_killed_copy_goes_on(empty: Path, postgres: Dsn, tmp_path: Path) -> None:
    add_events(empty, *({"id": f"e{number}", "created_at": number} for number in range(30_000)))
    arguments = ["-m", "evsrv", "copy", "--from", str(empty), "--to", postgres.secret]
    for kill in range(1, 6):
        process = subprocess.Popen(
            [sys.executable, *arguments], env=ENVIRON, stderr=subprocess.PIPE, cwd=tmp_path
        )
        while process.poll() is None and await _stored(postgres) < kill * 4000:
            await asyncio.sleep(0.01)
        assert process.poll() is None, process.communicate()
        process.kill()
        process.communicate()
        assert await _stored(postgres) < 30_000
        # Whole batches alone.
        assert await _stored(postgres) % 1000 == 0
    end = await copy(empty, postgres)
    assert end.exit_code == 0, end.output
    assert await _stored(postgres) == 30_000
    assert " 0 copied" not in end.stderr.partition("events:")[2].partition("\n")[0]


async def _stored(postgres: Dsn) -> int:
    exists = await change(postgres, "SELECT to_regclass('evsrv.events') IS NOT NULL")
    return int(await change(postgres, "SELECT count(*) FROM events")) if exists else 0


async def test_row_with_other_values_in_target_is_reported_and_kept(
    seeded: Path, postgres: Dsn
) -> None:
    await copy(seeded, postgres)
    await change(postgres, "UPDATE events SET type = 'other' WHERE id = 'awkward'")
    again = await copy(seeded, postgres)
    assert again.exit_code == 1
    assert "events: 0 copied, 603 there already, 3 of them with other values" in again.stderr
    assert "events of 'acme', different in the target: 3: 'awkward', 'awkward'" in again.stdout
    kept = "SELECT count(*) FROM events WHERE type = 'other'"
    assert await change(postgres, kept) == 3


IN_PLACE = not_on_citus("a row stays in its organization, which the test changes")
DAMAGE = [
    (
        """UPDATE events SET properties = jsonb_set(properties, '{text}', '1')
        WHERE id = 'awkward' AND properties IS NOT NULL""",
        "events of 'acme', different in the target: 1: 'awkward'",
    ),
    ("DELETE FROM events WHERE id = 'awkward'", "events of 'acme', missing in the target: 3"),
    pytest.param(
        "UPDATE events SET organization_id = 'other' WHERE id = 'awkward' AND project_id = ''",
        "events of 'other', only in the target: 1: 'awkward'",
        marks=IN_PLACE,
    ),
    pytest.param(
        "UPDATE events SET organization_id = 'new' WHERE id = 'awkward' AND project_id = ''",
        "events of 'acme', missing in the target: 1: 'awkward'",
        marks=IN_PLACE,
    ),
    ("UPDATE messages SET name = 'x' WHERE position = 1", "conversations of 'acme', different"),
    ("DELETE FROM messages WHERE position = 1", "conversations of 'other', different"),
    ("UPDATE feedback SET logged_with = 'x'", "feedback of 'acme', different in the target"),
    ("DELETE FROM feedback", "feedback of 'other', missing in the target"),
    ("UPDATE api_keys SET revoked_at = NULL", "api keys of 'other', different in the target: 1"),
    ("UPDATE api_keys SET hash = hash || 'x'", "api keys of 'acme', different in the target: 2"),
]


@pytest.mark.parametrize(("damage", "says"), DAMAGE)
async def test_damage_of_target_is_found(
    seeded: Path, postgres: Dsn, damage: str, says: str
) -> None:
    await copy(seeded, postgres)
    assert (await copy(seeded, postgres, "--verify-only")).exit_code == 0
    await change(postgres, damage)
    found = await copy(seeded, postgres, "--verify-only")
    assert found.exit_code == 1
    assert says in found.stdout
    assert "different: " in found.stdout


async def test_rows_that_postgresql_cannot_hold_are_reported_and_others_copied(
    empty: Path, postgres: Dsn
) -> None:
    long = "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9FFF), k=2000)))
    add_events(
        empty,
        *({"id": f"e{number}"} for number in range(10)),
        {"id": "nul", "type": "a\0b"},
        {"id": "escaped", "properties": '{"a":"\\u0000"}'},
        {"id": "long", "type": long},
    )
    result = await copy(empty, postgres)
    assert result.exit_code == 1
    for id_ in ("nul", "escaped", "long"):
        assert f"events: {id_!r} cannot be copied: " in result.stderr
    assert "a text is too long for an index of the database" in result.stderr
    assert "events: 10 copied, 0 there already, 3 cannot be copied" in result.stderr
    assert "events of 'acme', missing in the target: 3: 'nul', 'escaped', 'long'" in result.stdout
    assert await _stored(postgres) == 10


async def test_negative_zero_of_older_file_is_copied_as_zero(empty: Path, postgres: Dsn) -> None:
    add_events(empty, {"id": "zero", "properties": '{"a":[-0.0,"-0.0"],"b":1e22}'})
    result = await copy(empty, postgres)
    assert result.exit_code == 0, result.output
    stored = await change(postgres, "SELECT properties->'a' = '[0.0, \"-0.0\"]' FROM events")
    assert stored is True


async def test_database_without_tables_is_no_source(postgres: Dsn, tmp_path: Path) -> None:
    result = await copy(postgres, tmp_path / "b.db")
    assert result.exit_code == 1
    assert "has no tables of evsrv yet" in result.stderr
    assert await change(postgres, "SELECT count(*) FROM pg_namespace WHERE nspname = 'evsrv'") == 0


async def test_secrets_of_connection_string_are_not_shown(tmp_path: Path, empty: Path) -> None:
    result = await copy(empty, Dsn("postgresql://me:hidden@127.0.0.1:1/evsrv"))
    assert result.exit_code == 1
    assert "hidden" not in result.output
    assert "127.0.0.1:1/evsrv cannot be opened" in result.stderr
