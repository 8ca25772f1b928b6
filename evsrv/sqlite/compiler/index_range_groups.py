"""Groups that are stretches of an index, each read by itself: no event is sorted into its group.

So are buckets of time with one aggregate, and types with the number of their events. SQLite jumps
from one to the next and computes the aggregate of each. That is faster than a sort of all events,
several times where an index alone tells the aggregate.
"""

from collections.abc import Iterator

from attrs import frozen

from evsrv.core.fields import FIELDS, Kind
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.time_range import TimeRange
from evsrv.plugin.time_unit import FixedLength
from evsrv.query.plan import AllOf, Bucket, Condition, GroupKey, Plan, Predicate, Reference
from evsrv.query.time_predicate import extract_time_range
from evsrv.sqlite.compiler.columns import Columns, GroupColumns
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.field_columns import COLUMNS
from evsrv.sqlite.compiler.group_by import Groups
from evsrv.sqlite.compiler.predicates import render_predicate
from evsrv.sqlite.compiler.scopes import render_scope
from evsrv.sqlite.compiler.time_buckets import render_bucket_number, render_numbered_start

MAX_BUCKETS = 1000
"""With many more, jumping is no faster than sorting."""

_DAY = 86_400_000
_COUNT = Sql("count(*)")
_CREATED_AT = COLUMNS["createdAt"]
_TYPE = Reference(FIELDS["type"])
_BESIDE_TYPE = frozenset({"organizationId", "projectId", "type", "createdAt"})
"""What the index of types has."""
_PROMOTED = "promoted"
_FOUND = frozenset({"id", "searchQuery", _PROMOTED})
"""For a condition on one of these SQLite might read its whole index, and that for every bucket."""
_INDEXED = _FOUND | _BESIDE_TYPE
"""For a condition on one of these it might not look for the first event in the order of time."""


@frozen
class _Stretches:
    """The stretches of an index, one a group; conditions are to be joined by AND."""

    key: Sql
    """The key of the first of some events, as an aggregate."""
    all: tuple[Sql, ...]
    """Which events there are."""
    beyond: tuple[Sql, ...]
    """Which of them come after the stretch of `listed.key`."""
    within: tuple[Sql, ...]
    """Which of them are in it."""


def read_by_stretches(plan: Plan, context: CompileContext) -> Groups | None:
    """Write a plan's groups as what is read stretch by stretch.

    None where they are no stretches of an index, or where sorting is better.
    """
    groups = GroupColumns.of(plan, context)
    if len(plan.groups or ()) != 1 or len(groups.aggregations) > 1:
        return None
    if any(aggregation.reference == _TYPE for aggregation in groups.aggregations):
        # SQLite might look for the least of them, in the whole index of types.
        return None
    events = Columns.of(plan, context)
    (aggregate,) = [events.aggregate(one) for one in groups.aggregations] or [_COUNT]
    names = groups.names if groups.aggregations else [*groups.names, Sql("events")]
    counted = aggregate == _COUNT
    timing = extract_time_range(plan.where)
    filtered = frozenset(_fields(timing.rest, context))
    stretches = _stretches(plan, timing.time_range, filtered, counted=counted)
    if stretches is None:
        return None
    # The filter stands here once, as it may have thousands of parameters.
    tables = [_table("scoped", Sql("events"), render_scope(plan.scope))]
    matching = Sql("scoped")
    if timing.rest != AllOf():
        tables.append(_table("matching", matching, render_predicate(timing.rest, context)))
        matching = Sql("matching")
    # A count tells whether there is anything; any other aggregate may be null or zero of something,
    # so that only stretches with matching events may be listed.
    listed = Sql("scoped") if counted else matching
    return Groups(
        sql(
            "WITH RECURSIVE {}, listed (key) AS (\n"
            "{}\n"
            "UNION ALL\n"
            "SELECT ({})\n"
            "FROM listed WHERE listed.key IS NOT NULL\n"
            "), grouped ({}) AS MATERIALIZED (\n"
            "SELECT listed.key, ({})\n"
            "FROM listed WHERE listed.key IS NOT NULL\n"
            ")\n",
            join(", ", tables),
            _select(stretches.key, listed, stretches.all),
            _select(stretches.key, listed, stretches.beyond),
            join(", ", names),
            _select(aggregate, matching, stretches.within),
        ),
        sql("FROM grouped\nWHERE {} > 0", names[-1]) if counted else Sql("FROM grouped"),
    )


def _table(name: str, source: Sql, condition: Sql) -> Sql:
    return sql(
        "{} AS NOT MATERIALIZED (\nSELECT * FROM {} AS e WHERE {}\n)", Sql(name), source, condition
    )


def _select(aggregate: Sql, source: Sql, conditions: tuple[Sql, ...]) -> Sql:
    where = sql(" WHERE {}", join(" AND ", conditions)) if conditions else Sql("")
    return sql("SELECT {} FROM {} AS e{}", aggregate, source, where)


def _stretches(
    plan: Plan, time_range: TimeRange, filtered: frozenset[str], *, counted: bool
) -> _Stretches | None:
    (key,) = plan.groups or ()
    if key == _TYPE:
        indexed = plan.scope.project_id is not None and filtered <= _BESIDE_TYPE
        return _types(time_range) if counted and indexed else None
    unit = _unit_of_time(key)
    if unit is None or filtered & (_FOUND if counted else _INDEXED):
        return None
    return _buckets(unit, time_range) if _has_few(unit, time_range) else None


def _unit_of_time(key: GroupKey) -> FixedLength | None:
    if isinstance(key, Bucket) and key.reference.kind is Kind.TIME:
        return key.unit.fixed_length
    return None


def _has_few(unit: FixedLength, time_range: TimeRange) -> bool:
    """Tell whether there are few buckets: no more than days in some years, or than the limit."""
    if unit.milliseconds >= _DAY:
        return True
    if time_range.start is None or time_range.end_inclusive is None:
        return False
    return time_range.end_inclusive - time_range.start <= MAX_BUCKETS * unit.milliseconds


def _types(time_range: TimeRange) -> _Stretches:
    type_ = COLUMNS["type"]
    return _Stretches(
        key=sql("min({})", type_),
        all=(),
        beyond=(sql("{} > listed.key", type_),),
        within=(
            sql("{} = listed.key", type_),
            *_since(time_range.start),
            *_until(time_range.end_inclusive),
        ),
    )


def _buckets(unit: FixedLength, time_range: TimeRange) -> _Stretches:
    start = render_numbered_start(unit, Sql("listed.key"))
    end = render_numbered_start(unit, Sql("(listed.key + 1)"))
    until = _until(time_range.end_inclusive)
    return _Stretches(
        key=render_bucket_number(unit, sql("min({})", _CREATED_AT)),
        all=(*_since(time_range.start), *until),
        beyond=(sql("{} >= {}", _CREATED_AT, end), *until),
        # One bound on each side, as an index can use no more: of two it may take the wider one.
        within=(
            sql("{} >= {}", _CREATED_AT, _narrowed("max", start, time_range.start)),
            sql(
                "{} < {}",
                _CREATED_AT,
                _narrowed(
                    "min",
                    end,
                    None if time_range.end_inclusive is None else time_range.end_inclusive + 1,
                ),
            ),
        ),
    )


def _since(first: int | None) -> tuple[Sql, ...]:
    return () if first is None else (sql("{} >= {}", _CREATED_AT, bind(first)),)


def _until(last: int | None) -> tuple[Sql, ...]:
    return () if last is None else (sql("{} <= {}", _CREATED_AT, bind(last)),)


def _narrowed(function: str, end: Sql, limit: int | None) -> Sql:
    return end if limit is None else sql(f"{function}({{}}, {{}})", end, bind(limit))


def _fields(predicate: Predicate, context: CompileContext) -> Iterator[str]:
    """Name the fields that a condition reads; a promoted path is read from its own column."""
    if isinstance(predicate, Condition):
        reference = predicate.reference
        path = (reference.field.name, reference.path)
        promoted = any((one.field, one.path) == path for one in context.promoted_paths)
        yield _PROMOTED if promoted else reference.field.name
        return
    for member in predicate.predicates:
        yield from _fields(member, context)
