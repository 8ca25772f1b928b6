"""A query of a copy: groups of rows by some keys, with aggregations over the rows of each."""

from collections.abc import Mapping

from attrs import Factory, frozen

from evsrv.calendar.time_buckets import TimeBucket
from evsrv.core.datasets import Dataset
from evsrv.core.scope import Scope
from evsrv.core.time_range import TimeRange
from evsrv.query.columns import Aggregation, GroupKey, TopValues
from evsrv.query.plan import JsonValues
from evsrv.query.predicate import Predicate


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
    top_values: Mapping[TopValues, tuple[str | float | None, ...]] = Factory(dict)
    """The values of each such key that are groups of their own. Of a key without a name for all
    others only rows with these values count, even if it is not among `keys`."""
