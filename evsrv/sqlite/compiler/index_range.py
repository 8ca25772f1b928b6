"""The eligibility of a plan for one index range scan per group.

Groups are eligible if each is a range of an index, in the order of their keys: buckets of time with
one aggregate, and types with a count.
"""

from collections.abc import Callable, Iterator

from attrs import frozen

from evsrv.calendar.time_buckets import Timeline
from evsrv.core.sql import Sql
from evsrv.plugin.time_unit import FixedLength
from evsrv.query.columns import Bucket, GroupKey
from evsrv.query.plan import Plan
from evsrv.query.predicate import Condition, Predicate
from evsrv.query.reference import Reference
from evsrv.query.time_predicate import TimePredicate
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_ranges import IndexRange, bucket_ranges, type_ranges
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.table_aids import TABLE_AIDS, TableAids
from evsrv.sqlite.compiler.time_buckets import is_arithmetic

COUNT = Sql("count(*)")

MAX_BUCKETS = 1000
"""With many more, range scans are no faster than a sort."""

_DAY_MS = 86_400_000
_PROMOTED = "promoted"
"""Stands for the field of a promoted path, which has an index of its own."""


@frozen
class Ineligible:
    """The reason against index range scans, as a clause after "because"."""

    reason: str


@frozen
class ListedBuckets:
    """The buckets of a plan's range, each of which is one range of the index in order of time."""

    timeline: Timeline


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
        rows = RowColumns(self.plan.json_values, self.context)
        return all(rows.aggregate(one) == COUNT for one in self.groups.aggregations)

    @property
    def aids(self) -> TableAids:
        return TABLE_AIDS[self.plan.dataset]

    @property
    def type(self) -> Reference:
        return Reference(self.plan.dataset.fields["type"])

    @property
    def has_selective_condition(self) -> bool:
        """Whether SQLite may read the whole index on a field of the filter, for every bucket."""
        return bool(self.filtered & (self.aids.other_indexes | {_PROMOTED}))

    @property
    def has_indexed_condition(self) -> bool:
        """Whether SQLite may read another index to find the first row in time."""
        scope = {"organizationId", "projectId", self.plan.dataset.time_field.name}
        return self.has_selective_condition or bool(
            self.filtered & (self.aids.index_of_types | scope)
        )

    @property
    def key(self) -> GroupKey:
        return self.groups.keys[0]

    @property
    def has_bucket_of_index(self) -> bool:
        return isinstance(self.key, Bucket) and self.key.reference == Reference(
            self.plan.dataset.time_field
        )

    @property
    def bucket_length(self) -> FixedLength | None:
        if not isinstance(self.key, Bucket) or not is_arithmetic(self.key):
            return None
        return self.key.unit.fixed_length

    @property
    def listed(self) -> Timeline | None:
        return None if self.plan.range is None else self.plan.range.timeline

    @property
    def has_parted_bucket(self) -> bool:
        return self.listed is not None and any(
            len(bucket.pieces) > 1 for bucket in self.listed.buckets
        )

    @property
    def may_have_many_buckets(self) -> bool:
        if self.listed is not None:
            return len(self.listed.buckets) > MAX_BUCKETS
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
    """May name `{dataset}` and `{time_field}`."""
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
        lambda one: any(
            aggregation.reference is not None and aggregation.reference.field == one.type.field
            for aggregation in one.groups.aggregations
        ),
    ),
    _Rule(
        "the group key is neither type nor a bucket of {time_field}",
        lambda one: one.key != one.type and not one.has_bucket_of_index,
    ),
)
_TYPE_RULES = (
    _Rule("there is no index of types", lambda one: not one.aids.index_of_types),
    _Rule("the index of types serves no aggregate but a count", lambda one: not one.is_count),
    _Rule(
        "types are in the order of their index only within a project",
        lambda one: one.plan.scope.project_id is None,
    ),
    _Rule(
        "the filter has a field that is not in the index of types",
        lambda one: not one.filtered <= one.aids.index_of_types,
    ),
)
_BUCKET_RULES = (
    _Rule(
        "the buckets differ in length",
        lambda one: one.bucket_length is None and one.listed is None,
    ),
    _Rule("clocks went back over the end of a bucket", lambda one: one.has_parted_bucket),
    _Rule(
        "SQLite may read an index on a field of the filter for every bucket",
        lambda one: one.has_selective_condition,
    ),
    _Rule(
        "SQLite may read {dataset} by an index on a field of the filter, not in the order of time",
        lambda one: not one.is_count and one.has_indexed_condition,
    ),
    _Rule(
        f"the time range may have more than {MAX_BUCKETS} buckets",
        lambda one: one.may_have_many_buckets,
    ),
)


def find_index_range(
    plan: Plan, groups: GroupColumns, context: CompileContext
) -> IndexRange | ListedBuckets | Ineligible:
    """Return the index ranges of a plan's groups, or the reason why there are none to use."""
    candidate = _Candidate(plan, groups, context, plan.times)
    if reason := _first_reason(_RULES, candidate):
        return Ineligible(reason)
    is_type = candidate.key == candidate.type
    if reason := _first_reason(_TYPE_RULES if is_type else _BUCKET_RULES, candidate):
        return Ineligible(reason)
    if is_type:
        return type_ranges(plan, candidate.where.time_range)
    if (length := candidate.bucket_length) is not None:
        return bucket_ranges(plan, candidate.where.time_range, length)
    if candidate.listed is None:
        raise AssertionError("buckets of different lengths are listed")
    return ListedBuckets(candidate.listed)


def has_selective_filter(plan: Plan, groups: GroupColumns, context: CompileContext) -> bool:
    """Return whether SQLite may find a plan's rows by an index on a field of its filter."""
    return _Candidate(plan, groups, context, plan.times).has_selective_condition


def _first_reason(rules: tuple[_Rule, ...], candidate: _Candidate) -> str | None:
    dataset = candidate.plan.dataset
    names = {"dataset": dataset.name, "time_field": dataset.time_field.name}
    return next(
        (rule.reason.format(**names) for rule in rules if rule.is_broken_by(candidate)), None
    )


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
