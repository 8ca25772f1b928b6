"""The columns that a copy has from the start."""

from collections.abc import Iterable

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.datasets import Dataset
from evsrv.core.fields import Kind
from evsrv.core.json_path import JsonPath
from evsrv.core.sql import Sql
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT

_UNIQUE_FIELDS = {"id"}
"""Fields that few questions about groups read, and whose values take the most room."""


def base_columns(dataset: Dataset, paths: Iterable[JsonPath]) -> tuple[Column, ...]:
    """Return the columns of the plain fields of a dataset, and of paths in its JSON fields."""
    columns = UsedColumns(dataset, DEFAULT_CONTEXT, frozenset(), ProjectCodes())
    for type_ in (ColumnType.TEXT, ColumnType.PROJECT_CODE):
        columns.add(Sql("e.project_id"), type_)
    for name, field in dataset.fields.items():
        reference = Reference(field)
        if reference.kind in Kind.TEXT | Kind.TIME and name not in _UNIQUE_FIELDS:
            columns.plain(reference)
        elif reference.kind is Kind.NUMBER:
            columns.number(reference)
    for name, keys in paths:
        if name in dataset.fields:
            reference = Reference(dataset.fields[name], keys)
            columns.json_type(reference)
            columns.text(reference)
            columns.number(reference)
    return tuple(sorted(columns.found, key=lambda column: column.name))
