"""The values of several datasets with the sums of their counts."""

from typing import Self

from attrs import frozen

from evsrv.core.sql import Sql, bind, sql
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.group_columns import GroupColumns

COUNTED = Sql("counted")
"""The name of the table of values with their counts, a row for each value of each dataset."""


@frozen
class MergedValues:
    """The SQL over the table of values.

    A value is JSON there: a text alone does not tell whether it is a number, which sorts before
    other values.
    """

    _value: Reference
    _columns: GroupColumns

    @classmethod
    def of_plan(cls, plan: Plan) -> Self:
        """Return the SQL for the values that a plan counts."""
        (value,) = (key for key in plan.groups or () if isinstance(key, Reference))
        return cls(value, GroupColumns("native", (value,), ()))

    @property
    def columns(self) -> tuple[Sql, Sql]:
        """The columns of the table."""
        return self._columns.value(self._value), Sql("frequency")

    def select(self, limit: int) -> Sql:
        """Render the first values as text with the sums; the most frequent come first."""
        value = self._value
        return sql(
            "SELECT {} AS value, sum(frequency)\n"
            "FROM {}\nGROUP BY 1\nORDER BY 2 DESC, max({}) NULLS LAST, value\nLIMIT {}",
            self._columns.text(value),
            COUNTED,
            self._columns.number(value),
            bind(limit),
        )
