"""The columns that a statement reads."""

from attrs import Factory, frozen

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.core.datasets import Dataset
from evsrv.core.fields import Kind
from evsrv.core.sql import Sql
from evsrv.plugin.terms import Term
from evsrv.plugin.value import Value
from evsrv.query.plan import JsonValues
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.values import value_of


@frozen
class UsedColumns:
    """The columns of references, collected while a statement is rendered."""

    dataset: Dataset
    context: CompileContext
    """It has no promoted paths and no range, so that equal values are one column for every plan."""
    native: frozenset[Term]
    """The terms that have a spelling in DuckDB."""
    projects: ProjectCodes
    """Those of the copy."""
    found: set[Column] = Factory(set)

    def add(self, expression: Sql, type_: ColumnType) -> Column:
        """Return the column of an expression of SQLite."""
        column = Column(expression, type_)
        self.found.add(column)
        return column

    def value(self, reference: Reference) -> Value:
        """Return the value of a reference in SQLite."""
        return value_of(reference, self.context)

    def plain(self, reference: Reference) -> Sql:
        """Return the values of a reference that is text or a time."""
        type_ = ColumnType.INTEGER if reference.kind is Kind.TIME else ColumnType.TEXT
        return self.add(self.value(reference).plain, type_).sql

    def text(self, reference: Reference, json_values: JsonValues = "text") -> Sql:
        """Return the texts of a reference in results, or its JSON if it is at a path."""
        value = self.value(reference)
        is_native = json_values == "native" and reference.kind is Kind.PATH
        return self.add(value.json if is_native else value.text, ColumnType.TEXT).sql

    def json_type(self, reference: Reference) -> Sql:
        """Return the codes of the JSON types of a reference."""
        return self.add(self.value(reference).json_type, ColumnType.JSON_TYPE).sql

    def number(self, reference: Reference) -> Column:
        """Return the numbers of a reference, as aggregations read them."""
        return self.add(self.value(reference).number, ColumnType.NUMBER)

    def instant(self, reference: Reference) -> Sql:
        """Return the instants of a reference."""
        return self.add(self.value(reference).instant, ColumnType.INTEGER).sql
