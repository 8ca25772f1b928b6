"""Group keys over a copy."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen

from evsrv.columnar.column import ColumnType
from evsrv.columnar.group_query import GroupQuery
from evsrv.columnar.numbers import broken_numbers, whole_numbers
from evsrv.columnar.time_buckets import render_bucket_start, render_listed_start
from evsrv.columnar.time_windows import WINDOW_START, do_overlap, join_windows
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
    join: Sql | None = None
    """The clause JOIN that makes a row one of each group that it is in, if it may be several."""

    @property
    def is_single(self) -> bool:
        """Whether the value of the one expression is the one column."""
        return self.finish is _single


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
        return KeySql((columns.plain(reference),), _single)
    return KeySql((columns.text(reference, query.json_values),), _single)


def _bucket(bucket: Bucket, query: GroupQuery, columns: UsedColumns) -> KeySql:
    reference = bucket.reference
    is_of_time = not reference.path and reference.field == query.dataset.time_field
    if is_of_time and query.buckets is not None:
        instant = columns.instant(reference)
        if do_overlap(query.buckets):
            return KeySql((WINDOW_START,), _single, join=join_windows(instant, query.buckets))
        start = render_listed_start(instant, query.buckets)
        return KeySql((start,), _single, (sql("{} IS NOT NULL", start),))
    return KeySql((render_bucket_start(bucket, columns),), _single)


def _top_values(key: TopValues, query: GroupQuery, columns: UsedColumns) -> KeySql:
    value = _reference(key.reference, query, columns)
    if key.other is None:
        return KeySql(value.expressions, lambda *parts: (*value.finish(*parts), 0))
    is_json = key.reference.kind in _JSON or (
        key.reference.kind is Kind.PATH and query.json_values == "native"
    )
    other = canonical(key.other) if is_json else key.other
    is_top = render_is_top(key, query, columns)
    tops = (sql("CASE WHEN {} THEN {} END", is_top, one) for one in value.expressions)

    def finish(is_top: bool, *parts: Any) -> tuple[Any, ...]:
        return (*value.finish(*parts), 0) if is_top else (other, 1)

    return KeySql((is_top, *tops), finish)


def render_is_top(key: TopValues, query: GroupQuery, columns: UsedColumns) -> Sql:
    """Render the condition that a row has a top value."""
    if key not in query.top_values:
        raise Unsupported(f"the top values of {key.name} are not known")
    expressions = _reference(key.reference, query, columns).expressions
    top = query.top_values[key]
    found = [value for value in top if value is not None]
    tests = [
        sql("coalesce({} IN ({}), false)", one, join(", ", listed))
        for one, type_ in zip(expressions, _types_of(expressions), strict=True)
        if (listed := [bind(value) for value in found if isinstance(value, type_)])
    ]
    if None in top:
        nulls = join(" AND ", (sql("{} IS NULL", one) for one in expressions))
        tests.append(sql("({})", nulls))
    return sql("({})", join(" OR ", tests)) if tests else Sql("false")


def _types_of(expressions: Sequence[Sql]) -> Sequence[type]:
    """Return the type of the values of each expression: of a number, or of any other value."""
    return (int, float) if len(expressions) == 2 else (object,)


def _single(value: Any) -> tuple[Any, ...]:
    return (value,)


def _either(integer: int | None, double: float | None) -> tuple[Any, ...]:
    return (double if integer is None else integer,)
