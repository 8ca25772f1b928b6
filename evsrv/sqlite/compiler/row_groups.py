"""The description of a table of groups that is made of rows."""

from attrs import frozen

from evsrv.calendar.time_buckets import TimeBucket, Timeline
from evsrv.core.sql import Sql
from evsrv.query.columns import TopValues
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.top_values import TopTables


@frozen
class RowGroups:
    """A table of groups by some keys, with aggregations over the rows of each group."""

    name: Sql
    plan: Plan
    """The plan of the table by itself: its keys, its filter and its range."""
    groups: GroupColumns
    """The columns of the table."""
    timeline: Timeline | None
    """The buckets of the time field, if they are listed. A row may lie in several of them."""
    top_tables: TopTables
    """The tables of the top values; rows without one of a key that has no name for all others are
    in no group."""
    keeps_empty: bool
    """Whether buckets without rows may be groups too."""

    @property
    def buckets(self) -> tuple[TimeBucket, ...] | None:
        """The listed buckets."""
        return None if self.timeline is None else self.timeline.buckets

    @property
    def top_keys(self) -> tuple[TopValues, ...]:
        """The keys of which there are tables of top values."""
        return tuple(key for key, _ in self.top_tables)
