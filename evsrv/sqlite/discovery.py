"""Discovery over several datasets: the keys of a JSON field, and the values of a key."""

import sqlite3
from collections.abc import Sequence
from itertools import compress

from attrs import evolve

from evsrv.core.limits import MAX_SAMPLED_ROWS
from evsrv.core.sql import Sql, join, sql
from evsrv.engine.discovered import JSON_KINDS, CountedValue, JsonKind, KeySample
from evsrv.query.plan import ALL_ROWS, Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.key_details import compile_key_details
from evsrv.sqlite.compiler.merged_values import COUNTED, MergedValues
from evsrv.sqlite.compiler.statement import compile_rows
from evsrv.sqlite.property_keys import read_keys


def read_keys_of_all(
    plans: Sequence[Plan], field: str, limit: int, connection: sqlite3.Connection
) -> list[str]:
    """Return the first keys of a field in the rows of plans, in code point order."""
    keys = {key for plan in plans for key in read_keys(plan, field, limit, connection)}
    return sorted(keys)[:limit]


def read_key_details(
    plans: Sequence[Plan], field: str, limit: int, connection: sqlite3.Connection
) -> KeySample:
    """Return the same keys, with details from the newest rows of each plan."""
    keys = read_keys_of_all(plans, field, limit, connection)
    rows = dict.fromkeys(keys, 0)
    kinds: dict[str, set[JsonKind]] = {key: set() for key in keys}
    sampled = 0
    for plan in plans:
        reference = Reference(plan.dataset.fields[field])
        context = read_plan_context(connection, plan)
        query = compile_key_details(plan, reference, MAX_SAMPLED_ROWS, context)
        for key, count, *flags in connection.execute(query.text, query.parameters):
            if key is None:
                sampled += count
            elif key in rows:
                rows[key] += count
                kinds[key].update(compress(JSON_KINDS, flags))
    return KeySample.of_counts(rows, kinds, sampled)


def read_values(
    plans: Sequence[Plan], limit: int, connection: sqlite3.Connection
) -> list[CountedValue]:
    """Return the first values of plans whose rows are values and their counts.

    Counts of one value are added. The most frequent come first.
    """
    query = _compile_values(plans, limit, connection)
    rows = connection.execute(query.text, query.parameters)
    return [CountedValue(value, count) for value, count in rows]


def _compile_values(plans: Sequence[Plan], limit: int, connection: sqlite3.Connection) -> Sql:
    if len(plans) == 1:
        plan = evolve(plans[0], limit=limit)
        return compile_rows(plan, read_plan_context(connection, plan))
    merged = MergedValues.of_plan(plans[0])
    counted = []
    for plan in plans:
        every = evolve(plan, order=(), limit=ALL_ROWS, json_values="native")
        context = read_plan_context(connection, plan)
        counted.append(sql("SELECT * FROM (\n{}\n)", compile_rows(every, context)))
    return sql(
        "WITH {} ({}) AS (\n{}\n)\n{}",
        COUNTED,
        join(", ", merged.columns),
        join("\nUNION ALL\n", counted),
        merged.select(limit),
    )
