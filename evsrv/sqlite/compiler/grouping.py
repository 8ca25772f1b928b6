"""The interface of the ways to make a plan's groups."""

from abc import ABC, abstractmethod

from evsrv.core.sql import Sql, sql
from evsrv.sqlite.compiler.where_clause import where_clause


class Grouping(ABC):
    """A way to make a plan's groups: as a table `grouped` with the columns of `GroupColumns`.

    The clauses of grouped queries are rendered over that table, once for every way. The table is
    made once, even if it is read for the rows of a page and for the number of all groups.
    """

    @property
    @abstractmethod
    def description(self) -> str:
        """The way, and the reason for it, in one line of English."""

    @property
    @abstractmethod
    def with_clause(self) -> Sql:
        """The WITH clause that defines `grouped`."""

    @property
    def table(self) -> Sql:
        """The name of the table with a row for each group."""
        return Sql("grouped")

    @property
    def conditions(self) -> tuple[Sql, ...]:
        """The conditions for the rows of the table that are groups; none if all rows are."""
        return ()

    @property
    def source(self) -> Sql:
        """The clauses from FROM up to ORDER BY."""
        return self.source_with()

    def source_with(self, *conditions: Sql) -> Sql:
        """Render the clauses from FROM up to ORDER BY, with further conditions."""
        return sql("FROM {}{}", self.table, where_clause((*self.conditions, *conditions)))
