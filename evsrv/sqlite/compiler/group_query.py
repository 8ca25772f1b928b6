"""A query of another engine for groups of rows by some keys, with aggregations over each."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import Factory, evolve, frozen

from evsrv.calendar.time_buckets import TimeBucket
from evsrv.core.datasets import Dataset
from evsrv.core.scope import Scope
from evsrv.core.time_range import TimeRange
from evsrv.query.columns import Aggregation, GroupKey, TopValues
from evsrv.query.plan import JsonValues, Plan
from evsrv.query.predicate import Predicate
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.given_tables import GivenTable
from evsrv.sqlite.compiler.plan_parts import time_bucket
from evsrv.sqlite.compiler.time_buckets import is_arithmetic

TopValuesOfKeys = Mapping[TopValues, tuple[str | float | None, ...]]
"""The top values of keys."""

NO_TOP_VALUES: TopValuesOfKeys = MappingProxyType({})


@frozen(kw_only=True)
class GroupQuery:
    """Rows of a scope in groups; without keys all rows are one group."""

    dataset: Dataset
    scope: Scope
    where: Predicate
    """The filter, without conditions of time."""
    time_range: TimeRange
    """Of the time field."""
    keys: tuple[GroupKey, ...]
    aggregations: tuple[Aggregation, ...]
    """Over the rows of the group: their windows and `compared` do not count."""
    json_values: JsonValues
    buckets: tuple[TimeBucket, ...] | None = None
    """The buckets of the key that is a bucket of the time field, if they are listed. A row that
    lies in several of them is in several groups."""
    top_values: TopValuesOfKeys = Factory(dict)
    """The values of each such key that are groups of their own. Of a key without a name for all
    others only rows with these values count, even if it is not among `keys`."""


def query_of_plan(plan: Plan, aggregations: tuple[Aggregation, ...]) -> GroupQuery:
    """Return the query for a plan's groups over the rows of its range."""
    bucket = time_bucket(plan)
    timeline = None if plan.range is None else plan.range.timeline
    is_listed = bucket is not None and not (
        is_arithmetic(bucket) and bucket.unit.fixed_length is not None
    )
    return GroupQuery(
        dataset=plan.dataset,
        scope=plan.scope,
        where=plan.times.rest,
        time_range=plan.times.time_range,
        keys=plan.groups or (),
        aggregations=aggregations,
        json_values=plan.json_values,
        buckets=timeline.buckets if timeline is not None and is_listed else None,
    )


def query_of_table(table: GivenTable, top_values: TopValuesOfKeys = NO_TOP_VALUES) -> GroupQuery:
    """Return the query for a given table, or for the rows whose changes it has."""
    plan = table.plan
    return evolve(
        _query_of_range(plan, plan.times.time_range),
        aggregations=table.aggregations,
        buckets=table.buckets,
        top_values={key: top_values[key] for key in table.top_keys},
    )


def query_of_texts(plan: Plan, reference: Reference, time_range: TimeRange) -> GroupQuery:
    """Return the query for the texts at a path in a range of a plan."""
    return evolve(_query_of_range(plan, time_range), keys=(reference,), json_values="text")


def _query_of_range(plan: Plan, time_range: TimeRange) -> GroupQuery:
    return GroupQuery(
        dataset=plan.dataset,
        scope=plan.scope,
        where=plan.own_times.rest,
        time_range=time_range,
        keys=plan.groups or (),
        aggregations=(),
        json_values=plan.json_values,
    )
