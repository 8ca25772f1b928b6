"""The interface of the ways to tables of groups that are made of rows."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Self

from attrs import frozen

from evsrv.core.sql import Sql
from evsrv.query.columns import Aggregation, TopValues
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.row_groups import RowGroups
from evsrv.sqlite.compiler.top_values import TopTables


@frozen
class GroupTable:
    """A table of groups, ready to be read."""

    tables: tuple[Sql, ...] = ()
    """The definition of the table, and of those that it reads."""
    conditions: tuple[Sql, ...] = ()
    """The conditions for the rows of the table that are groups."""


class GroupSource(ABC):
    """The rows of a plan: every table that is made of rows comes from here."""

    merges_top_values: bool
    """Whether groups of top values are merged of groups of all values, if they can be."""

    @property
    @abstractmethod
    def tables(self) -> tuple[Sql, ...]:
        """The definitions of the tables of rows."""

    @abstractmethod
    def groups(self, table: RowGroups) -> GroupTable:
        """Return a table of groups."""

    @abstractmethod
    def changes(
        self, table: RowGroups, aggregation: Aggregation, buckets: int | None, values: Sql
    ) -> Sequence[Sql]:
        """Return a table of the changes of the number of different values in moving windows.

        A window has so many buckets, or all up to the group's. A row has the keys of the table, of
        which the bucket is the one at which values enter (1) or leave (-1). A table of the values
        in each bucket may have the name `values`.
        """

    @abstractmethod
    def reals(self, groups: GroupColumns) -> Sequence[Sql]:
        """Return the tables that `GroupColumns.number` reads."""

    @abstractmethod
    def sizes(self, key: TopValues, groups: GroupColumns) -> Sql:
        """Render a query for each value of a key, named as in `groups`, with its `size`."""

    @abstractmethod
    def with_top_values(self, tops: TopTables, tables: Sequence[Sql]) -> tuple[Sequence[Sql], Self]:
        """Return the tables of top values, given their definitions, and the rows that have them."""

    @abstractmethod
    def empty(self, aggregation: Aggregation) -> Sql:
        """Render an aggregation over no rows."""
