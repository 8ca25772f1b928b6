"""The second version of the language: files have the columns of rows, in their order."""

import csv
import io

import pytest
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUERY = {
    "select": [
        {"type": "time", "timeUnit": "day"},
        {"type": "aggregation", "aggregation": "count"},
        {"type": "aggregation", "aggregation": "countDistinct", "field": "user", "as": "users"},
        {"type": "formula", "formula": "count / compared_count", "as": "factor"},
        {"type": "rank", "by": "count", "as": "rank"},
    ],
    "timezone": "Europe/Berlin",
    "range": "2026-03-28/2026-03-31",
    "compare": "7 days",
}
COLUMNS = [
    "createdAt_day",
    "compared_createdAt_day",
    "count",
    "compared_count",
    "users",
    "compared_users",
    "factor",
    "rank",
]


async def test_compared_columns_stand_behind_theirs_in_rows_and_csv(demo: Server) -> None:
    rows = await demo.rows(QUERY)
    assert [list(row) for row in rows] == [COLUMNS] * 3
    reply = await demo.send("POST", "/query/events/export", QUERY)
    header, *lines = csv.reader(io.StringIO(reply.text))
    assert header == COLUMNS
    assert lines == [[str(value) for value in row.values()] for row in rows]
    assert [row["createdAt_day"] for row in rows] == [
        "2026-03-28T00:00:00.000+01:00",
        "2026-03-29T00:00:00.000+01:00",
        "2026-03-30T00:00:00.000+02:00",
    ]


async def test_words_in_the_url_of_an_export_hold(demo: Server) -> None:
    words = {name: str(QUERY[name]) for name in ("timezone", "range", "compare")}
    query = {name: value for name, value in QUERY.items() if name not in words}
    path = "/query/events/export"
    by_url = await demo.send("POST", path, query, params=words)
    assert by_url.status == 200, by_url.text
    assert by_url.text == (await demo.send("POST", path, QUERY)).text
