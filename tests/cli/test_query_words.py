"""`evsrv query` takes the words of a query as options, and shows ranges and starts of buckets."""

import csv
import io
import json
from typing import Any

import pytest
from click.testing import Result

from cli.conftest import Command

Query = Command

SITE = ("--db", "a.db", "--organization", "acme", "--project", "site")
NEW_YORK = ("--timezone", "America/New_York", "--range", "2026-03-07/2026-03-10")
BY_DAY = {
    "select": [
        {"type": "time", "timeUnit": "day"},
        {"type": "aggregation", "aggregation": "count"},
    ]
}


@pytest.fixture
def query(evsrv: Command) -> Query:
    """Run `evsrv query` on a file with two events, of 7 and of 9 March in New York."""
    events = [
        {
            "entityType": "message",
            "type": "sent",
            "messageId": f"m{number}",
            "projectId": "site",
            "createdAt": created,
        }
        for number, created in enumerate(("2026-03-08T04:59:59Z", "2026-03-09T04:00:00Z"))
    ]
    data = "".join(json.dumps(event) + "\n" for event in events)
    loaded = evsrv("import", "--db", "a.db", "--organization", "acme", "-", stdin=data)
    assert loaded.exit_code == 0, loaded.output

    def run(*arguments: str, document: Any = BY_DAY) -> Result:
        result: Result = evsrv("query", *SITE, *arguments, json.dumps(document))
        return result

    return run


def test_table_shows_local_days_and_the_range_below_it(query: Query) -> None:
    result = query(*NEW_YORK, "--fill")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "createdAt_day  count",
        "-------------  -----",
        "2026-03-07         1",
        "2026-03-08         0",
        "2026-03-09         1",
    ]
    assert result.stderr.splitlines() == [
        "range 2026-03-07T00:00:00.000-05:00/2026-03-10T00:00:00.000-04:00",
        "3 of 3 rows",
    ]


def test_compared_table_shows_both_ranges_and_both_days(query: Query) -> None:
    result = query(*NEW_YORK, "--compare", "1 day")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "createdAt_day  compared_createdAt_day  count  compared_count",
        "-------------  ----------------------  -----  --------------",
        "2026-03-07     2026-03-06                  1               0",
        "2026-03-08     2026-03-07                  0               1",
        "2026-03-09     2026-03-08                  1               0",
    ]
    assert result.stderr.splitlines()[:2] == [
        "range 2026-03-07T00:00:00.000-05:00/2026-03-10T00:00:00.000-04:00",
        "compared with 2026-03-06T00:00:00.000-05:00/2026-03-09T00:00:00.000-04:00",
    ]


@pytest.mark.parametrize("options", [(), ("--all",)])
def test_csv_has_starts_with_offsets_and_compared_columns_behind_theirs(
    query: Query, options: tuple[str, ...]
) -> None:
    result = query(*NEW_YORK, "--compare", "1 day", "--format", "csv", *options)
    assert result.exit_code == 0, result.output
    header, *rows = csv.reader(io.StringIO(result.stdout))
    assert header == ["createdAt_day", "compared_createdAt_day", "count", "compared_count"]
    assert rows[-1] == ["2026-03-09T00:00:00.000-04:00", "2026-03-08T00:00:00.000-05:00", "1", "0"]


def test_now_and_week_start_reach_the_query(query: Query) -> None:
    by_week = {"select": [{"type": "time", "timeUnit": "week"}], "groupBy": []}
    words = ("--range", "past 7 days", "--now", "2026-03-09T12:00:00Z", "--week-start", "sunday")
    result = query(*words, "--format", "json", document=by_week)
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)["data"]
    assert data["range"] == "2026-03-02T12:00:00.000Z/2026-03-09T12:00:00.000Z"
    assert data["result"] == [{"createdAt_week": "2026-03-08T00:00:00.000Z"}]


@pytest.mark.parametrize("options", [("--range", "past 7 days"), ("--fill",)])
def test_option_that_differs_from_the_query_is_refused(
    query: Query, options: tuple[str, ...]
) -> None:
    result = query(*options, document={**BY_DAY, "range": "past 8 days", "fill": False})
    assert result.exit_code == 2
    assert f"{options[0]} differs from" in result.stderr


def test_option_equal_to_the_query_is_accepted(query: Query) -> None:
    march = "2026-03-07/2026-03-10"
    result = query("--range", march, document={**BY_DAY, "range": march})
    assert result.exit_code == 0, result.output


def test_unknown_zone_is_refused_with_the_nearest_name(query: Query) -> None:
    result = query("--timezone", "Europe/Berln")
    assert result.exit_code == 1
    assert "/timezone: " in result.stderr
    assert "Europe/Berlin" in result.stderr
