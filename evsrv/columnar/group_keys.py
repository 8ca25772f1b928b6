"""Group keys over a copy."""

from collections.abc import Sequence
from typing import Any

from evsrv.columnar.column import ColumnType
from evsrv.columnar.numbers import broken_numbers, whole_numbers
from evsrv.columnar.time_buckets import render_bucket_start, render_listed_start
from evsrv.columnar.time_windows import WINDOW_START, do_overlap, join_windows
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.query.columns import Bucket, GroupKey, NumericBucket, TopValues
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.group_query import GroupQuery
from evsrv.sqlite.compiler.group_sql import KeySql, single
from evsrv.sqlite.compiler.numeric_buckets import render_numeric_bucket

_JSON = Kind.DOCUMENT | Kind.ARRAY


def render_key(key: GroupKey, query: GroupQuery, columns: UsedColumns) -> KeySql:
    """Render a group key. Raises `Unsupported`."""
    match key:
        case Reference():
            return _reference(key, query, columns)
        case Bucket():
            return _bucket(key, query, columns)
        case NumericBucket():
            number = columns.value(key.reference).number
            start = columns.add(render_numeric_bucket(key, number), ColumnType.NUMBER)
            return KeySql((start.integers, start.doubles), _either)
        case TopValues():
            return _top_values(key, query, columns)


def _reference(reference: Reference, query: GroupQuery, columns: UsedColumns) -> KeySql:
    if reference.kind is Kind.NUMBER:
        number = columns.number(reference)
        return KeySql((whole_numbers(number), broken_numbers(number)), _either)
    if reference.kind is Kind.TIME:
        return KeySql((columns.plain(reference),), single)
    return KeySql((columns.text(reference, query.json_values),), single)


def _bucket(bucket: Bucket, query: GroupQuery, columns: UsedColumns) -> KeySql:
    reference = bucket.reference
    is_of_time = not reference.path and reference.field == query.dataset.time_field
    if is_of_time and query.buckets is not None:
        instant = columns.instant(reference)
        if do_overlap(query.buckets):
            return KeySql((WINDOW_START,), single, join=join_windows(instant, query.buckets))
        start = render_listed_start(instant, query.buckets)
        return KeySql((start,), single, (sql("{} IS NOT NULL", start),))
    return KeySql((render_bucket_start(bucket, columns),), single)


def _top_values(key: TopValues, query: GroupQuery, columns: UsedColumns) -> KeySql:
    top = query.top_values[key]
    is_json = key.reference.kind in _JSON or (
        key.reference.kind is Kind.PATH and query.json_values == "native"
    )
    other = (canonical(key.other) if is_json and key.other is not None else key.other, 1)

    def finish(place: int | None, is_null: bool = False) -> tuple[Any, ...]:
        if is_null:
            return (None, 0)
        return other if place is None else (top[place], 0)

    return KeySql(_places(key, query, columns), finish)


def render_is_top(key: TopValues, query: GroupQuery, columns: UsedColumns) -> Sql:
    """Render the condition that a row has a top value."""
    place, *is_null = _places(key, query, columns)
    return sql("({})", join(" OR ", [sql("{} IS NOT NULL", place), *is_null]))


def _places(key: TopValues, query: GroupQuery, columns: UsedColumns) -> tuple[Sql, ...]:
    """Render the place of a value among the top values; then, if null is one, whether it is null.

    A map is looked up once for each different value in a block of a column: for ten values a sixth
    of the time of IN.
    """
    expressions = _reference(key.reference, query, columns).expressions
    top = query.top_values[key]
    places = []
    for expression, (type_, name) in zip(expressions, _types(key.reference), strict=True):
        found = [
            (bind(one), Sql(str(place))) for place, one in enumerate(top) if type(one) is type_
        ]
        values = join(", ", (value for value, _ in found))
        numbers = join(", ", (number for _, number in found))
        listed = sql(f"map([{{}}]::{name}[], [{{}}]::INTEGER[])", values, numbers)
        places.append(sql("map_extract({}, {})[1]", listed, expression))
    place = places[0] if len(places) == 1 else sql("coalesce({})", join(", ", places))
    if None not in top:
        return (place,)
    return place, sql("({})", join(" AND ", (sql("{} IS NULL", one) for one in expressions)))


def _types(reference: Reference) -> Sequence[tuple[type, str]]:
    """Return the types of the expressions of a reference, in Python and in DuckDB."""
    match reference.kind:
        case Kind.NUMBER:
            return ((int, "BIGINT"), (float, "DOUBLE"))
        case Kind.TIME:
            return ((int, "BIGINT"),)
    return ((str, "VARCHAR"),)


def _either(integer: int | None, double: float | None) -> tuple[Any, ...]:
    return (double if integer is None else integer,)
