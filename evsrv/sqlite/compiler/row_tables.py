"""The tables of the rows that pass a plan's filter, without the conditions of time in it."""

from typing import Self

from attrs import frozen

from evsrv.core.sql import Sql, sql
from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.predicates import render_predicate
from evsrv.sqlite.compiler.scopes import render_scope


@frozen
class RowTables:
    """Tables that SQLite merges into the queries that read them.

    The filter is rendered once, as it may have thousands of parameters.
    """

    tables: tuple[Sql, ...]
    name: Sql
    """The last of the tables."""

    @classmethod
    def from_plan(cls, plan: Plan, context: CompileContext) -> Self:
        """Return the tables of a plan's rows."""
        tables = [merged_table("scoped", Sql(plan.dataset.name), render_scope(plan.scope))]
        rest = plan.times.rest
        if rest == AllOf():
            return cls(tuple(tables), Sql("scoped"))
        tables.append(merged_table("matching", Sql("scoped"), render_predicate(rest, context)))
        return cls(tuple(tables), Sql("matching"))


def merged_table(name: str, source: Sql, condition: Sql) -> Sql:
    """Render a table of the rows of another one for which a condition holds."""
    return sql(
        "{} AS NOT MATERIALIZED (\nSELECT * FROM {} AS e WHERE {}\n)", Sql(name), source, condition
    )
