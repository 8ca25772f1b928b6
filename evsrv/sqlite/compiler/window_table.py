"""The base of the tables of windows that are made from a table of groups."""

from attrs import frozen

from evsrv.core.sql import Sql
from evsrv.query.columns import Aggregation, GroupKey, Over, Within
from evsrv.sqlite.compiler.aggregate_table import AggregateTable
from evsrv.sqlite.compiler.subgroups import Subgroups


@frozen
class WindowTable(AggregateTable):
    """A table of aggregations over a window, beside the groups of the same range."""

    name: Sql
    groups: Subgroups
    """The table of groups of the same range."""
    window: Over | Within
    aggregations: tuple[Aggregation, ...]

    @property
    def compared(self) -> bool:
        """Whether it goes over the compared range."""
        return self.groups.compared

    @property
    def keys(self) -> tuple[GroupKey, ...]:
        """The group keys of the table."""
        if isinstance(self.window, Within):
            return tuple(key for key in self.groups.keys if key in self.window.keys)
        return self.groups.keys

    def names_of_key(self, key: GroupKey) -> list[Sql]:
        """Return the columns of a group key."""
        return self.groups.names_of_key(key)
