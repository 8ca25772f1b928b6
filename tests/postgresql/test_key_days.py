"""Keys of time whose buckets are listed day by day, up to a limit of days."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from attrs import define
from golden import harness
from support.events import aggregation, time

from evsrv.core.errors import Unprocessable
from evsrv.core.sql import Sql
from evsrv.core.timestamps import DAY_MS
from evsrv.postgresql.groups import bucket_lists, prepared_plan
from evsrv.postgresql.groups.grouped_plan import read_grouped
from evsrv.postgresql.groups.prepared_plan import prepare
from evsrv.query.plan import Plan
from evsrv.sqlite.memory_tables import MemoryDatabases
from postgresql.server import Database

DAYS = (0, 365 * DAY_MS, 3_650 * DAY_MS)
"""The first days of 1970 and 1971, and one day at the end of 1979."""


def by_month() -> Plan:
    select = [time("month", "properties", "at"), aggregation("count")]
    plan, _ = harness.compile_query({"select": select})
    return plan


@define
class Rows:
    """A database whose rows have one time on each of the days."""

    statements: int = 0

    async def __call__(self, _: Sql, /) -> Sequence[Sequence[Any]]:
        self.statements += 1
        return [(DAYS[0], DAYS[-1])] if self.statements == 1 else [(day,) for day in DAYS]


def limit_days(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    for module in (bucket_lists, prepared_plan):
        monkeypatch.setattr(module, "MAX_KEY_DAYS", days)


def listed_months(rows: Rows) -> list[int]:
    prepared = asyncio.run(prepare(by_month(), rows))
    (buckets,) = prepared.listed.values()
    return [bucket.start for bucket in buckets]


def test_distant_days_up_to_the_limit_are_listed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    limit_days(monkeypatch, len(DAYS))
    assert len(listed_months(rows := Rows())) == len(DAYS)
    assert rows.statements == 2


def test_all_buckets_between_too_many_days_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    limit_days(monkeypatch, len(DAYS) - 1)
    assert len(listed_months(rows := Rows())) == 120
    assert rows.statements == 2


def test_too_many_buckets_between_too_many_days_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limit_days(monkeypatch, len(DAYS) - 1)
    monkeypatch.setattr(bucket_lists, "MAX_KEY_BUCKETS", 100)
    with pytest.raises(Unprocessable, match="at most 100 can be told apart, so narrow the range"):
        listed_months(Rows())


def test_answer_is_the_same_beyond_the_limit_of_days(
    golden: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = MemoryDatabases(harness.vocabulary().prepare_connection)

    select = [time("month"), time("quarter"), aggregation("count")]
    plan, _ = harness.compile_query({"select": select})
    assert golden.run(prepare(plan, golden.ask)).listed

    def read() -> Any:
        return golden.run(read_grouped(plan, golden.ask, memory, timeout=60)).rows

    expected = read()
    assert len(expected) > 1
    limit_days(monkeypatch, 0)
    assert read() == expected
