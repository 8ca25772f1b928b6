import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest

from evsrv.core.event import Event
from evsrv.engine.check_report import Report
from evsrv.engine.errors import StoreError
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance import check
from evsrv.sqlite.maintenance.check import check_file
from evsrv.sqlite.schema_versions import MIGRATIONS
from sqlite.old_files import create_file, unpack_version_4


@pytest.fixture
async def filled(path: Path, make_event: Callable[..., Event]) -> Path:
    async with await SqliteEngine.open(path) as store:
        await store.append(
            [
                make_event(id="a", properties='{"b":[1,2.5,null],"ä":"ö"}'),
                make_event(id="b", project_id=None, user_properties='{"u":[1e300,1e+300]}'),
                make_event(id="c", properties=None),
            ]
        )
    return path


def change(path: Path, *statements: Any) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)


def problems(report: Report) -> dict[Any, Any]:
    return {found.check: found.problems for found in report.findings if found.problems}


async def test_check_of_sound_file_finds_no_problems(filled: Path) -> None:
    before = filled.read_bytes()
    looked: list[Any] = []
    report = check_file(filled, looked.append)
    assert (report.ok, problems(report)) == (True, {})
    assert [found.check for found in report.findings] == [
        "integrity",
        "schema",
        "json",
        "property keys",
        "promoted columns",
        "conversations",
        "feedback",
    ]
    assert report.counts == {
        "events": 3,
        "conversations": 0,
        "messages": 0,
        "feedback": 0,
        "api_keys": 0,
        "property_keys": 4,
    }
    assert (report.version, report.newest_version) == (len(MIGRATIONS), len(MIGRATIONS))
    assert sum(looked) == 3
    assert filled.read_bytes() == before
    assert [file.name for file in filled.parent.iterdir()] == [filled.name]


async def test_check_of_file_in_use_counts_its_events(
    path: Path, make_event: Callable[..., Event]
) -> None:
    async with await SqliteEngine.open(path) as store:
        await store.append([make_event()])
        assert check_file(path).counts["events"] == 1


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("'{\"b\":1'", "is not valid JSON"),
        ("'{\"b\":NaN}'", "is not valid JSON"),
        ("CAST(x'7b2262223a22ff227d' AS TEXT)", "is not valid JSON"),
        ("'[]'", "is not an object"),
        ("'null'", "is not an object"),
        ("'{\"b\": 1}'", "is not in canonical form"),
        ('\'{"b":1,"a":1}\'', "is not in canonical form"),
        ('\'{"b":1,"b":1}\'', "is not in canonical form"),
    ],
)
async def test_check_finds_invalid_json(filled: Path, text: str, flaw: str) -> None:
    change(filled, f"UPDATE events SET user_properties = {text} WHERE id = 'a'")
    report = check_file(filled)
    assert not report.ok
    assert problems(report)["json"] == (f"userProperties of event 'a' of 'o' {flaw}",)


async def test_check_finds_missing_and_unused_property_keys(filled: Path) -> None:
    change(
        filled,
        "DELETE FROM property_keys WHERE key = 'u'",
        "INSERT INTO property_keys VALUES ('o', 'p', 'properties', 'x')",
    )
    report = check_file(filled)
    assert not report.ok
    assert problems(report) == {
        "property keys": (
            "key 'u' of userProperties of 'o' is missing",
            "key 'x' of properties of 'o' is in no event: a prune is under way, or the next one "
            "has to take it away",
        )
    }


async def test_check_finds_missing_foreign_and_changed_objects(filled: Path) -> None:
    change(
        filled,
        "DROP INDEX events_by_type",
        "CREATE TABLE extra (x)",
        "DROP INDEX property_keys_once",
        "CREATE INDEX property_keys_once ON property_keys (key)",
    )
    report = check_file(filled)
    assert not report.ok
    assert problems(report) == {
        "schema": (
            "index events_by_type is missing",
            "table 'extra' is not evsrv's",
            "index property_keys_once is not as evsrv makes it",
        )
    }


async def test_check_accepts_statistics_tables(filled: Path) -> None:
    change(filled, "ANALYZE")
    assert check_file(filled).ok


async def test_check_finds_changed_table_definition(filled: Path) -> None:
    change(
        filled,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL,', ',') WHERE name = 'events'",
        "PRAGMA writable_schema = RESET",
        "UPDATE events SET type = NULL WHERE id = 'a'",
    )
    report = check_file(filled)
    assert not report.ok
    assert problems(report)["schema"] == ("table events is not as evsrv makes it",)


async def test_check_reports_first_problems_and_count_of_others(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "MAX_PROBLEMS", 2)
    change(filled, "DELETE FROM property_keys")
    assert problems(check_file(filled))["property keys"][2:] == ("and 2 more",)


def test_check_accepts_older_version_and_does_not_migrate_it(path: Path) -> None:
    create_file(path, 1)
    report = check_file(path)
    assert (report.version, report.ok) == (1, True)
    assert "property keys" not in [found.check for found in report.findings]
    assert report.counts == {"events": 0, "api_keys": 0}
    assert check_file(path).version == 1


def test_check_of_older_version_checks_promoted_columns(path: Path) -> None:
    unpack_version_4(path)
    report = check_file(path)
    assert (report.version, report.ok) == (4, True)
    change(path, "UPDATE events SET promoted_1 = 'other' WHERE row = 30")
    assert problems(check_file(path)) == {
        "promoted columns": (
            "properties.plan of event 'e029' of 'acme' has another value promoted",
        )
    }


async def test_check_finds_flipped_bytes_in_every_page(
    path: Path, make_event: Callable[..., Event]
) -> None:
    async with await SqliteEngine.open(path) as store:
        large = '{"x":"' + "y" * 1000 + '"}'
        await store.append([make_event(properties=large) for _ in range(200)])
    whole = path.read_bytes()
    pages = range(4096, len(whole), 4096)
    found = 0
    for page in pages:
        damaged = bytearray(whole)
        damaged[page : page + 64] = bytes(byte ^ 0xFF for byte in whole[page : page + 64])
        path.write_bytes(damaged)
        try:
            found += not check_file(path).ok
        except StoreError:
            found += 1
    assert found == len(pages)


async def test_check_of_truncated_file_raises_store_error(filled: Path) -> None:
    filled.write_bytes(filled.read_bytes()[: 3 * 4096])
    with pytest.raises(StoreError, match="malformed"):
        check_file(filled)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "does not exist; name the file with --db"),
        (b"", "is an empty file; `evsrv serve` makes a database of it"),
        (b"no database" * 100, "is not an SQLite database; name another file with --db"),
    ],
)
def test_check_refuses_missing_empty_and_foreign_files(
    path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError) as error:
        check_file(path)
    assert str(error.value) == f"{path} {message}"


def test_check_refuses_database_of_another_program(path: Path) -> None:
    change(path, "CREATE TABLE t (x)")
    with pytest.raises(StoreError, match="of another program"):
        check_file(path)


async def test_check_refuses_file_of_newer_version(filled: Path) -> None:
    change(filled, "PRAGMA user_version = 1000")
    with pytest.raises(StoreError, match="made by a newer evsrv"):
        check_file(filled)


def test_check_report_is_plain_data(filled: Path) -> None:
    assert attrs.asdict(check_file(filled))["findings"][0] == {"check": "integrity", "problems": ()}
