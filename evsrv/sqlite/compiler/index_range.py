"""The eligibility of a plan for one index range scan per group.

Groups are eligible if each is a range of an index, in the order of their keys: buckets of time with
one aggregate, and types with a count.
"""

from collections.abc import Callable, Iterator

from attrs import frozen

from evsrv.core.fields import FIELDS, Kind
from evsrv.core.sql import Sql, bind, sql
from evsrv.core.time_range import TimeRange
from evsrv.plugin.time_unit import FixedLength
from evsrv.query.plan import Bucket, Condition, GroupKey, Plan, Predicate, Reference
from evsrv.query.time_predicate import TimePredicate, extract_time_range
from evsrv.sqlite.compiler.columns import EventColumns, GroupColumns
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.field_columns import COLUMNS
from evsrv.sqlite.compiler.time_buckets import render_bucket_number, render_numbered_start

COUNT = Sql("count(*)")

MAX_BUCKETS = 1000
"""With many more, range scans are no faster than a sort."""

_DAY_MS = 86_400_000
_CREATED_AT = COLUMNS["createdAt"]
_TYPE = Reference(FIELDS["type"])
_IN_INDEX_OF_TYPES = frozenset({"organizationId", "projectId", "type", "createdAt"})
_PROMOTED = "promoted"
_SELECTIVE = frozenset({"id", "searchQuery", _PROMOTED})
"""For a condition on one of these SQLite may read the whole index on it, for every bucket."""
_INDEXED = _SELECTIVE | _IN_INDEX_OF_TYPES
"""For a condition on one of these SQLite may read another index to find the first event in time."""


@frozen
class IndexRange:
    """The ranges of an index, one a group; conditions are to be joined by AND."""

    index: str
    """The field that the index is ordered by."""
    key: Sql
    """The key of the first of some events, as an aggregate."""
    first: tuple[Sql, ...]
    """The conditions for events of all groups, to find the first key."""
    next_group: tuple[Sql, ...]
    """The conditions for events of the groups after `group_keys.key`, to find the next key."""
    in_group: tuple[Sql, ...]
    """The conditions for the events of the group `group_keys.key`."""


@frozen
class Ineligible:
    """The reason against index range scans, as a clause after "because"."""

    reason: str


@frozen
class _Candidate:
    plan: Plan
    groups: GroupColumns
    context: CompileContext
    where: TimePredicate

    @property
    def filtered(self) -> frozenset[str]:
        """The fields of the filter, without the conditions that are the time range."""
        return frozenset(_fields(self.where.rest, self.context))

    @property
    def is_count(self) -> bool:
        events = EventColumns(self.plan.json_values, self.context)
        return all(events.aggregate(one) == COUNT for one in self.groups.aggregations)

    @property
    def key(self) -> GroupKey:
        return self.groups.keys[0]

    @property
    def has_bucket_of_index(self) -> bool:
        return isinstance(self.key, Bucket) and self.key.reference.kind is Kind.TIME

    @property
    def bucket_length(self) -> FixedLength | None:
        return self.key.unit.fixed_length if isinstance(self.key, Bucket) else None

    @property
    def may_have_many_buckets(self) -> bool:
        # Days are few enough even over many years.
        length = self.bucket_length
        if length is None or length.milliseconds >= _DAY_MS:
            return False
        start, end = self.where.time_range.start, self.where.time_range.end_inclusive
        if start is None or end is None:
            return True
        return end - start > MAX_BUCKETS * length.milliseconds


@frozen
class _Rule:
    reason: str
    is_broken_by: Callable[[_Candidate], bool]
    """Called only if no earlier rule is broken."""


_RULES = (
    _Rule("the query has no group key", lambda one: not one.groups.keys),
    _Rule("the query has more than one group key", lambda one: len(one.groups.keys) > 1),
    _Rule(
        "each of several aggregates would read the index again",
        lambda one: len(one.groups.aggregations) > 1,
    ),
    _Rule(
        "SQLite may compute an aggregate of type from the whole index of types",
        lambda one: any(aggregation.reference == _TYPE for aggregation in one.groups.aggregations),
    ),
    _Rule(
        "the group key is neither type nor a bucket of createdAt",
        lambda one: one.key != _TYPE and not one.has_bucket_of_index,
    ),
)
_TYPE_RULES = (
    _Rule("the index of types serves no aggregate but a count", lambda one: not one.is_count),
    _Rule(
        "types are in the order of their index only within a project",
        lambda one: one.plan.scope.project_id is None,
    ),
    _Rule(
        "the filter has a field that is not in the index of types",
        lambda one: not one.filtered <= _IN_INDEX_OF_TYPES,
    ),
)
_BUCKET_RULES = (
    _Rule("the buckets differ in length", lambda one: one.bucket_length is None),
    _Rule(
        "SQLite may read an index on a field of the filter for every bucket",
        lambda one: bool(one.filtered & _SELECTIVE),
    ),
    _Rule(
        "SQLite may read events by an index on a field of the filter, not in the order of time",
        lambda one: not one.is_count and bool(one.filtered & _INDEXED),
    ),
    _Rule(
        f"the time range may have more than {MAX_BUCKETS} buckets",
        lambda one: one.may_have_many_buckets,
    ),
)


def find_index_range(
    plan: Plan, groups: GroupColumns, context: CompileContext
) -> IndexRange | Ineligible:
    """Return the index range of a plan's groups, or the reason why there is none to use."""
    where = extract_time_range(plan.where)
    candidate = _Candidate(plan, groups, context, where)
    if reason := _first_reason(_RULES, candidate):
        return Ineligible(reason)
    is_type = candidate.key == _TYPE
    if reason := _first_reason(_TYPE_RULES if is_type else _BUCKET_RULES, candidate):
        return Ineligible(reason)
    length = candidate.bucket_length
    return _types(where.time_range) if length is None else _buckets(length, where.time_range)


def _first_reason(rules: tuple[_Rule, ...], candidate: _Candidate) -> str | None:
    return next((rule.reason for rule in rules if rule.is_broken_by(candidate)), None)


def _fields(predicate: Predicate, context: CompileContext) -> Iterator[str]:
    """Yield the fields that a condition reads; a promoted path has an index of its own."""
    if isinstance(predicate, Condition):
        reference = predicate.reference
        path = (reference.field.name, reference.path)
        promoted = any((one.field, one.path) == path for one in context.promoted_paths)
        yield _PROMOTED if promoted else reference.field.name
        return
    for member in predicate.predicates:
        yield from _fields(member, context)


def _types(time_range: TimeRange) -> IndexRange:
    type_ = COLUMNS["type"]
    return IndexRange(
        index="type",
        key=sql("min({})", type_),
        first=(),
        next_group=(sql("{} > group_keys.key", type_),),
        in_group=(
            sql("{} = group_keys.key", type_),
            *_from_start(time_range),
            *_up_to_end(time_range),
        ),
    )


def _buckets(length: FixedLength, time_range: TimeRange) -> IndexRange:
    start = render_numbered_start(length, Sql("group_keys.key"))
    end = render_numbered_start(length, Sql("(group_keys.key + 1)"))
    last = time_range.end_inclusive
    return IndexRange(
        index="createdAt",
        key=render_bucket_number(length, sql("min({})", _CREATED_AT)),
        first=(*_from_start(time_range), *_up_to_end(time_range)),
        next_group=(sql("{} >= {}", _CREATED_AT, end), *_up_to_end(time_range)),
        # One bound on each side, since an index uses no more: of two it may take the wider one.
        in_group=(
            sql("{} >= {}", _CREATED_AT, _narrowed("max", start, time_range.start)),
            sql("{} < {}", _CREATED_AT, _narrowed("min", end, None if last is None else last + 1)),
        ),
    )


def _from_start(time_range: TimeRange) -> tuple[Sql, ...]:
    start = time_range.start
    return () if start is None else (sql("{} >= {}", _CREATED_AT, bind(start)),)


def _up_to_end(time_range: TimeRange) -> tuple[Sql, ...]:
    end = time_range.end_inclusive
    return () if end is None else (sql("{} <= {}", _CREATED_AT, bind(end)),)


def _narrowed(function: str, bound: Sql, limit: int | None) -> Sql:
    return bound if limit is None else sql(f"{function}({{}}, {{}})", bound, bind(limit))
