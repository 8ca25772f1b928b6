"""Group keys, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen

from evsrv.calendar.bucket_walk import Key as BucketOfClock
from evsrv.calendar.bucket_walk import first_of_bucket
from evsrv.calendar.offsets import MIN_INSTANT
from evsrv.calendar.time_buckets import TimeBucket
from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.timestamps import DAY_MS
from evsrv.plugin.time_unit import FixedLength
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.values import value_of
from evsrv.postgresql.groups.listed_buckets import bucket_of
from evsrv.postgresql.groups.numbers import numerics
from evsrv.postgresql.groups.numeric_buckets import numeric_bucket_key
from evsrv.postgresql.json_output import number_of_numeric
from evsrv.query.columns import Bucket, GroupKey, NumericBucket, TopValues
from evsrv.query.plan import JsonValues
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.group_query import GroupQuery
from evsrv.sqlite.compiler.group_sql import KeySql, single
from evsrv.sqlite.compiler.time_buckets import (
    is_arithmetic,
    render_bucket_number,
    render_numbered_start,
)

_JSON = Kind.DOCUMENT | Kind.ARRAY

ListedBuckets = Mapping[Bucket, tuple[TimeBucket, ...]]
"""The buckets of keys that PostgreSQL does not compute, over all their instants."""


def is_computed(bucket: Bucket) -> bool:
    """Return whether PostgreSQL computes the bucket of an instant."""
    return bucket.unit.fixed_length is not None


@frozen
class KeyRenderer:
    """Renders the keys of a query."""

    query: GroupQuery
    clock: Clock
    listed: ListedBuckets

    def key(self, key: GroupKey) -> KeySql:
        """Render a group key."""
        match key:
            case Reference():
                return self._reference(key)
            case Bucket():
                return self._bucket(key)
            case NumericBucket():
                return numeric_bucket_key(key, value_of(key.reference, self.clock).number)
            case TopValues():
                return self._top_values(key)

    def is_top(self, key: TopValues) -> Sql:
        """Render the condition that a row has a top value."""
        return sql("{} IS NOT NULL", self._place(key))

    def _reference(self, reference: Reference) -> KeySql:
        if reference.kind is Kind.NUMBER:
            return KeySql((value_of(reference, self.clock).number,), _number)
        if reference.kind is Kind.TIME:
            return KeySql((value_of(reference, self.clock).plain,), single)
        return KeySql((self._text(reference, self.query.json_values),), single)

    def _text(self, reference: Reference, json_values: JsonValues) -> Sql:
        if json_values == "native" and reference.kind is Kind.PATH:
            return value_of(reference, self.clock).json
        return value_of(reference, self.clock).text

    def _bucket(self, bucket: Bucket) -> KeySql:
        reference = bucket.reference
        instant = value_of(reference, self.clock).instant
        is_of_time = not reference.path and reference.field == self.query.dataset.time_field
        if is_of_time and self.query.buckets is not None:
            return bucket_of(instant, self.query.buckets, self.query.time_range)
        length = bucket.unit.fixed_length
        if length is not None:
            return _computed_bucket(bucket, length, instant)
        (start,) = bucket_of(instant, self.listed[bucket]).expressions
        return KeySql((start,), single)

    def _top_values(self, key: TopValues) -> KeySql:
        top = self.query.top_values[key]
        is_json = key.reference.kind in _JSON or (
            key.reference.kind is Kind.PATH and self.query.json_values == "native"
        )
        other = canonical(key.other) if is_json and key.other is not None else key.other

        def finish(place: int | None) -> tuple[Any, ...]:
            return (other, 1) if place is None else (top[place - 1], 0)

        return KeySql((self._place(key),), finish)

    def _place(self, key: TopValues) -> Sql:
        """Render the place of a value among the top values, from 1 on; null may be one of them."""
        (value,) = self._reference(key.reference).expressions
        array = _array(key.reference.kind, self.query.top_values[key])
        return sql("array_position({}, {})", array, value)


def _computed_bucket(bucket: Bucket, length: FixedLength, instant: Sql) -> KeySql:
    if is_arithmetic(bucket):
        start = _floor(length, instant)
        if (MIN_INSTANT - length.offset) % length.milliseconds:
            # No timestamp is before the year 1.
            start = sql("greatest({}, {})", start, Sql(str(MIN_INSTANT)))
        return KeySql((start,), single)
    zone = bucket.calendar.zone
    local = Clock(zone).render(instant)

    def finish(start: int | None, offset: int | None = None) -> tuple[int | None]:
        if start is None:
            return (None,)
        key = BucketOfClock(start, start + length.milliseconds, offset)
        return (first_of_bucket(key, zone),)

    # A clock may show a time before the year 1, and division rounds towards zero.
    shift = Sql(str(-(-DAY_MS // length.milliseconds) * length.milliseconds))
    start = sql("({} - {})", _floor(length, sql("({} + {})", local, shift)), shift)
    if bucket.unit.made_of_days:
        return KeySql((start,), finish)
    return KeySql((start, sql("({} - {})", local, instant)), finish)


def _floor(length: FixedLength, time: Sql) -> Sql:
    return sql("({})", render_numbered_start(length, render_bucket_number(length, time)))


def _array(kind: Kind, values: Sequence[Any]) -> Sql:
    if kind is Kind.NUMBER:
        return numerics(values)
    type_ = "bigint" if kind is Kind.TIME else "text"
    items = (sql(f"{{}}::{type_}", bind(one)) for one in values)
    return sql(f"ARRAY[{{}}]::{type_}[]", join(", ", items))


def _number(value: Decimal | None) -> tuple[Any, ...]:
    return (number_of_numeric(value),)
