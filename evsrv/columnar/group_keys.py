"""Group keys over a copy."""

from collections.abc import Callable
from typing import Any

from attrs import frozen

from evsrv.columnar.column import ColumnType
from evsrv.columnar.group_query import GroupQuery
from evsrv.columnar.numbers import broken_numbers, whole_numbers
from evsrv.columnar.time_buckets import render_bucket_start, render_listed_start
from evsrv.columnar.unsupported import Unsupported
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.query.columns import Bucket, GroupKey, NumericBucket, TopValues
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.numeric_buckets import render_numeric_bucket

_JSON = Kind.DOCUMENT | Kind.ARRAY


@frozen
class KeySql:
    """A group key in DuckDB."""

    expressions: tuple[Sql, ...]
    """The values to group by."""
    finish: Callable[..., tuple[Any, ...]]
    """Returns the columns of the key in a table of groups, given the values of the expressions."""
    conditions: tuple[Sql, ...] = ()
    """The conditions for rows that are in a group."""


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


def render_value(reference: Reference, query: GroupQuery, columns: UsedColumns) -> Sql:
    """Render the value of a reference that groups tell apart, if it is one column."""
    match reference.kind:
        case Kind.NUMBER:
            raise Unsupported(f"{reference.name} is a number of a field")
        case Kind.TIME:
            return columns.plain(reference)
    return columns.text(reference, query.json_values)


def _reference(reference: Reference, query: GroupQuery, columns: UsedColumns) -> KeySql:
    if reference.kind is Kind.NUMBER:
        number = columns.number(reference)
        return KeySql((whole_numbers(number), broken_numbers(number)), _either)
    return KeySql((render_value(reference, query, columns),), _single)


def _bucket(bucket: Bucket, query: GroupQuery, columns: UsedColumns) -> KeySql:
    reference = bucket.reference
    is_of_time = not reference.path and reference.field == query.dataset.time_field
    if is_of_time and query.buckets is not None:
        start = render_listed_start(columns.instant(reference), query.buckets)
        return KeySql((start,), _single, (sql("{} IS NOT NULL", start),))
    return KeySql((render_bucket_start(bucket, columns),), _single)


def _top_values(key: TopValues, query: GroupQuery, columns: UsedColumns) -> KeySql:
    value = render_value(key.reference, query, columns)
    if key.other is None:
        return KeySql((value,), lambda one: (one, 0))
    is_json = key.reference.kind in _JSON or (
        key.reference.kind is Kind.PATH and query.json_values == "native"
    )
    other = canonical(key.other) if is_json else key.other
    is_top = render_is_top(key, query, columns)
    return KeySql(
        (sql("CASE WHEN {} THEN {} END", is_top, value), is_top),
        lambda one, is_top: (one, 0) if is_top else (other, 1),
    )


def render_is_top(key: TopValues, query: GroupQuery, columns: UsedColumns) -> Sql:
    """Render the condition that a row has a top value."""
    if key not in query.top_values:
        raise Unsupported(f"the top values of {key.name} are not known")
    value = render_value(key.reference, query, columns)
    top = query.top_values[key]
    tests = [sql("{} IS NULL", value)] if None in top else []
    if listed := [bind(one) for one in top if one is not None]:
        tests.append(sql("coalesce({} IN ({}), false)", value, join(", ", listed)))
    return sql("({})", join(" OR ", tests)) if tests else Sql("false")


def _single(value: Any) -> tuple[Any, ...]:
    return (value,)


def _either(integer: int | None, double: float | None) -> tuple[Any, ...]:
    return (double if integer is None else integer,)
