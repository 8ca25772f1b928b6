"""Counting the events of each group without sorting all events into groups.

A query that does nothing but count the events of each bucket of time, or of each type, is about
stretches of an index. SQLite jumps from one to the next and counts each, which is several times
faster than a sort.
"""

from collections.abc import Iterator

from attrs import frozen

from evsrv.fields import FIELDS, Kind
from evsrv.plan.model import (
    Aggregation,
    AllOf,
    Bucket,
    Column,
    GroupKey,
    Plan,
    Predicate,
    Reference,
    Test,
)
from evsrv.plan.timing import split_by_time
from evsrv.promotion import Promotions
from evsrv.reach import Interval
from evsrv.sql.columns import COLUMNS
from evsrv.sql.predicates import render_predicate
from evsrv.sql.scopes import render_scope
from evsrv.sqltext import Sql, bind, sql
from evsrv.vocabulary import Every

MOST_BUCKETS = 1000
"""With many more, jumping is no faster than sorting."""

_DAY = 86_400_000
_COUNT = Sql("count(*)")
_CREATED_AT = COLUMNS["createdAt"]
_TYPE = Reference(FIELDS["type"])
_BESIDE_TYPE = frozenset({"organizationId", "projectId", "type", "createdAt"})
"""What the index of types has."""
_PROMOTED = "promoted"
_INDEXED = frozenset({"id", "searchQuery", _PROMOTED})
"""For a condition on one of these SQLite might read its whole index, and that for every bucket."""


@frozen
class Counts:
    """Groups and how many events each has, to select from."""

    clause: Sql
    """The WITH clause that makes them."""
    source = Sql("FROM counted\nWHERE counted.events > 0")
    key = Sql("counted.key")
    """A type, or the start of a bucket in epoch milliseconds."""
    events = Sql("counted.events")


@frozen
class _Stretches:
    """The stretches of an index, one a group."""

    key: Sql
    """The key of the first of some events, as an aggregate."""
    all: Sql
    """Which events there are. Each condition begins with ` AND `."""
    beyond: Sql
    """Which of them come after the stretch of `listed.key`."""
    within: Sql
    """Which of them are in it."""


def count_groups(plan: Plan, promotions: Promotions = ()) -> Counts | None:
    """Write a plan's groups with their counts.

    None where the plan is about more than counts, or where sorting is better.
    """
    if plan.groups is None or len(plan.groups) != 1 or not _only_counts(plan):
        return None
    timing = split_by_time(plan.where)
    stretches = _stretches(plan, timing.interval, frozenset(_columns(timing.rest, promotions)))
    if stretches is None:
        return None
    scope = render_scope(plan.scope)
    rest = (
        Sql("")
        if timing.rest == AllOf()
        else sql(" AND ({})", render_predicate(timing.rest, promotions))
    )
    return Counts(
        sql(
            "WITH RECURSIVE listed (key) AS (\n"
            "SELECT {} FROM events AS e WHERE {}{}\n"
            "UNION ALL\n"
            "SELECT (SELECT {} FROM events AS e WHERE {}{})\n"
            "FROM listed WHERE listed.key IS NOT NULL\n"
            "), counted (key, events) AS MATERIALIZED (\n"
            "SELECT listed.key, (SELECT count(*) FROM events AS e WHERE {}{}{})\n"
            "FROM listed\n"
            ")\n",
            *(stretches.key, scope, stretches.all),
            *(stretches.key, scope, stretches.beyond),
            *(scope, stretches.within, rest),
        )
    )


def _is_count(column: Column) -> bool:
    """Tell whether a column is the number of a group's events."""
    return isinstance(column, Aggregation) and column.of is None and column.aggregate.rows == _COUNT


def _only_counts(plan: Plan) -> bool:
    columns = (*plan.columns, *(ordering.by for ordering in plan.order))
    return all(column in (plan.groups or ()) or _is_count(column) for column in columns)


def _stretches(plan: Plan, interval: Interval, columns: frozenset[str]) -> _Stretches | None:
    (key,) = plan.groups or ()
    if key == _TYPE:
        indexed = plan.scope.project_id is not None and columns <= _BESIDE_TYPE
        return _types(interval) if indexed else None
    unit = _unit_of_time(key)
    if unit is None or columns & _INDEXED or not _has_few(unit, interval):
        return None
    return _buckets(unit, interval)


def _unit_of_time(key: GroupKey) -> Every | None:
    if isinstance(key, Bucket) and key.of.kind is Kind.TIME and isinstance(key.unit.start, Every):
        return key.unit.start
    return None


def _has_few(unit: Every, interval: Interval) -> bool:
    """Tell whether there are few buckets: no more than days in some years, or than the limit."""
    if unit.milliseconds >= _DAY:
        return True
    if interval.first is None or interval.last is None:
        return False
    return interval.last - interval.first <= MOST_BUCKETS * unit.milliseconds


def _types(interval: Interval) -> _Stretches:
    type_ = COLUMNS["type"]
    return _Stretches(
        key=sql("min({})", type_),
        all=Sql(""),
        beyond=sql(" AND {} > listed.key", type_),
        within=sql(
            " AND {} = listed.key{}{}", type_, _since(interval.first), _until(interval.last)
        ),
    )


def _buckets(unit: Every, interval: Interval) -> _Stretches:
    length = Sql(str(unit.milliseconds))
    since, until = _since(interval.first), _until(interval.last)
    return _Stretches(
        key=unit(sql("min({})", _CREATED_AT)),
        all=sql("{}{}", since, until),
        beyond=sql(" AND {} >= listed.key + {}{}", _CREATED_AT, length, until),
        # One bound on each side, as an index can use no more: of two it may take the wider one.
        within=sql(
            " AND {} >= {} AND {} < {}",
            _CREATED_AT,
            _narrowed("max", Sql("listed.key"), interval.first),
            _CREATED_AT,
            _narrowed(
                "min",
                sql("listed.key + {}", length),
                None if interval.last is None else interval.last + 1,
            ),
        ),
    )


def _since(first: int | None) -> Sql:
    return Sql("") if first is None else sql(" AND {} >= {}", _CREATED_AT, bind(first))


def _until(last: int | None) -> Sql:
    return Sql("") if last is None else sql(" AND {} <= {}", _CREATED_AT, bind(last))


def _narrowed(function: str, end: Sql, limit: int | None) -> Sql:
    return end if limit is None else sql(f"{function}({{}}, {{}})", end, bind(limit))


def _columns(predicate: Predicate, promotions: Promotions) -> Iterator[str]:
    """Name the fields that a condition reads; a promoted path is read from its own column."""
    if isinstance(predicate, Test):
        reference = predicate.reference
        place = (reference.field.name, reference.path)
        promoted = any(promotion.place == place for promotion in promotions)
        yield _PROMOTED if promoted else reference.field.name
        return
    for member in predicate.predicates:
        yield from _columns(member, promotions)
