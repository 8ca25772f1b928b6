"""The interface of the tables that a result's aggregations are read from."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from evsrv.core.sql import Sql
from evsrv.query.columns import Aggregation, GroupKey


class AggregateTable(ABC):
    """A table with a row for each group by some keys, and aggregations over one set of rows."""

    @property
    @abstractmethod
    def name(self) -> Sql:
        """The name of the table."""

    @property
    @abstractmethod
    def compared(self) -> bool:
        """Whether it goes over the compared range."""

    @property
    @abstractmethod
    def aggregations(self) -> tuple[Aggregation, ...]:
        """The aggregations that have a column."""

    @property
    @abstractmethod
    def keys(self) -> tuple[GroupKey, ...]:
        """The group keys of the table."""

    @abstractmethod
    def names_of_key(self, key: GroupKey) -> list[Sql]:
        """Return the columns of a group key."""

    @abstractmethod
    def name_of(self, aggregation: Aggregation) -> Sql:
        """Return the column of an aggregation."""

    @property
    @abstractmethod
    def tables(self) -> Sequence[Sql]:
        """The definition of the table, and of those that it reads."""


def over_own_rows(aggregation: Aggregation) -> Aggregation:
    """Return an aggregation as it is computed of some rows; it has no name of its own."""
    return Aggregation(aggregation.aggregate, aggregation.reference, where=aggregation.where)
