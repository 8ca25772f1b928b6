"""Grouped queries that a copy answers, and those that it leaves to SQLite."""

from pathlib import Path

import duckdb

from columnar.copying import BY_TYPE, Copying, make_events, open_copying
from evsrv.core.scope import Scope

COUNT = {"type": "aggregation", "aggregation": "count"}


async def test_first_query_is_answered_by_sqlite_and_the_next_ones_by_a_copy(
    copying: Copying,
) -> None:
    first = await copying.ask()
    assert (first.engine, first.reason) == ("sqlite", "its copy is being made")
    assert first.rows == [("t0", 10, 180), ("t1", 10, 190), ("t2", 10, 200), ("t3", 10, 210)]
    again = await copying.ask_copy()
    assert (again.rows, again.total, again.reason) == (first.rows, 4, None)


async def test_raw_query_is_answered_by_sqlite_without_a_reason(copying: Copying) -> None:
    answer = await copying.ask({"select": [{"type": "field", "field": "id"}]})
    assert (answer.engine, answer.reason, answer.total) == (None, None, 40)


async def test_small_scope_is_left_to_sqlite_until_it_has_enough_rows(db: Path) -> None:
    async with open_copying(db, min_rows=30) as copying:
        await copying.engine.append(make_events(0, 20))
        answer = await copying.ask()
        assert (answer.engine, answer.reason) == ("sqlite", "its scope has less than 30 rows")
        await copying.engine.append(make_events(0, 30, "other"))
        assert (await copying.ask()).reason == "its scope has less than 30 rows"
        await copying.engine.append(make_events(20, 10))
        await copying.ask_copy()


async def test_project_sees_only_its_rows_of_the_organization(copying: Copying) -> None:
    await copying.ask_copy()
    site = await copying.ask_copy(BY_TYPE, Scope("o", "q"))
    assert sum(row[1] for row in site.rows) == 14
    nobody = await copying.ask(BY_TYPE, Scope("o", "none"))
    assert nobody.rows == []


async def test_rows_of_all_projects_are_appended_by_the_query_of_one(copying: Copying) -> None:
    await copying.ask_copy(BY_TYPE, Scope("o", "q"))
    await copying.engine.append(make_events(40, 6))
    site = await copying.ask(BY_TYPE, Scope("o", "q"))
    assert (site.engine, sum(row[1] for row in site.rows)) == ("duckdb", 16)
    whole = await copying.ask()
    assert (whole.engine, sum(row[1] for row in whole.rows)) == ("duckdb", 46)


async def test_copy_has_rows_of_its_organization_alone(db: Path) -> None:
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.engine.append(make_events(0, 10, "other", type="secret"))
        await copying.ask_copy()
        files = copying.files
    with duckdb.connect(str(files[0])) as connection:
        assert connection.execute("SELECT count(*) FROM copied_rows").fetchall() == [(20,)]
    assert b"secret" not in files[0].read_bytes()


async def test_condition_gets_a_column_when_it_is_asked_for_again(copying: Copying) -> None:
    condition = {"condition": {"field": "properties", "operator": "jsonHasKey", "value": "n"}}
    query = BY_TYPE | {"where": condition}
    await copying.ask_copy()
    answer = await copying.ask(query)
    assert answer.reason == "its copy gets the column of a condition when it is asked for again"
    await copying.copies.settle()
    assert (await copying.ask(query)).reason == "its copy lacks columns, which are being filled"
    assert (await copying.ask_copy(query)).total == 4


async def test_question_of_plain_columns_is_left_to_sqlite_up_to_more_rows(db: Path) -> None:
    plain = {
        "select": [{"type": "field", "field": "type"}, COUNT],
        "groupBy": [{"field": "type"}],
    }
    async with open_copying(db, min_rows=10) as copying:
        await copying.engine.append(make_events(0, 49))
        await copying.ask_copy()
        reason = "its scope has less than 50 rows and it reads no JSON"
        assert (await copying.ask(plain)).reason == reason
        await copying.engine.append(make_events(49, 1))
        assert (await copying.ask_copy(plain)).total == 4
        assert (await copying.ask(plain, Scope("o", "p"))).reason == reason


async def test_copy_is_made_only_for_a_question_that_it_answers(db: Path) -> None:
    plain = {"select": [COUNT], "groupBy": []}
    async with open_copying(db, min_rows=10) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask(plain)
        await copying.copies.settle()
        assert copying.kept.reader is None
