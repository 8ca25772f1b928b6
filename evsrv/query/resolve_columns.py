"""The columns of a query's result, and its group keys."""

import attrs
from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.fields import Kind
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import ast
from evsrv.query.columns import Aggregation, Bucket, Column, GroupKey
from evsrv.query.hints import path_refusal
from evsrv.query.issues import Issues
from evsrv.query.reference import Reference, whole_fields


@frozen
class ResultColumns:
    """The columns of a result, and its group keys (None for a raw query)."""

    projection: tuple[Column, ...]
    groups: tuple[GroupKey, ...] | None


def resolve_columns(
    query: ast.Query, dataset: Dataset, vocabulary: Vocabulary, issues: Issues
) -> ResultColumns:
    """Resolve the names in `select` and `groupBy` to the columns of a row."""
    resolver = _ColumnResolver(dataset, vocabulary, issues)
    selected = [
        (resolver.column(selection, f"/select/{index}"), f"/select/{index}")
        for index, selection in enumerate(query.select)
    ]
    grouping = [
        (resolver.reference(group.field, group.path, f"/groupBy/{index}", group.apply), group)
        for index, group in enumerate(query.group_by)
    ]
    _reject_shared_names(
        [*selected, *((key, f"/groupBy/{i}") for i, (key, _) in enumerate(grouping))], issues
    )
    columns = list(dict.fromkeys(column for column, _ in selected))
    if not grouping and all(isinstance(column, Reference) for column in columns):
        return ResultColumns(tuple(columns) or whole_fields(dataset), None)

    keys: list[GroupKey] = [column for column in columns if isinstance(column, Bucket)]
    keys += (key for key, _ in grouping)
    for column, at in selected:
        if isinstance(column, Reference) and column not in keys:
            issues.add(
                f"{column.name!r} must be in groupBy, as the query groups {dataset.name}", at
            )
    unselected = dict.fromkeys(
        key for key, group in grouping if group.include_in_select and key not in columns
    )
    aggregated = (i for i, column in enumerate(columns) if isinstance(column, Aggregation))
    first_aggregation = next(aggregated, len(columns))
    projection = (*columns[:first_aggregation], *unselected, *columns[first_aggregation:])
    return ResultColumns(projection, tuple(dict.fromkeys(keys)))


@frozen
class _ColumnResolver:
    _dataset: Dataset
    _vocabulary: Vocabulary
    _issues: Issues

    def column(self, selection: ast.Selection, at: str) -> Column:
        match selection:
            case ast.FieldSelection():
                reference = self.reference(selection.field, selection.path, at, selection.apply)
                return attrs.evolve(reference, mode=selection.mode)
            case ast.TimeSelection():
                field = selection.field or self._dataset.time_field.name
                reference = self.reference(field, selection.path, at)
                return Bucket(self._vocabulary.time_units[selection.time_unit], reference)
        aggregate = self._vocabulary.aggregates[selection.aggregation]
        if selection.field is None:
            if selection.path:
                self._issues.add("a path needs a field to go into", at, "path")
            elif aggregate.without_field is None:
                self._issues.add(f"{aggregate.name!r} needs a field", at)
            return Aggregation(aggregate, None)
        reference = self.reference(selection.field, selection.path, at, selection.apply)
        if reference.kind not in aggregate.takes:
            self._issues.add(
                f"{aggregate.name!r} cannot be taken of {reference.name!r}", at, "field"
            )
        return Aggregation(aggregate, reference)

    def reference(self, field: str, path: ast.Path, at: str, apply: str | None = None) -> Reference:
        """Resolve a field; only a JSON field takes a path."""
        function = None if apply is None else self._vocabulary.functions[apply]
        fields = self._vocabulary.fields_of(self._dataset)
        reference = Reference(fields[field], path, function=function)
        if function is not None and reference.source_kind not in function.takes:
            self._issues.add(f"{apply!r} cannot be applied to {field!r}", at, "apply")
        if path and reference.field.kind is not Kind.DOCUMENT:
            self._issues.add(path_refusal(self._dataset, field), at, "path")
        return reference


def _reject_shared_names(columns: list[tuple[Column, str]], issues: Issues) -> None:
    first: dict[str, Column] = {}
    for column, at in columns:
        if first.setdefault(column.name, column) != column:
            issues.add(f"two different selections give one column name {column.name!r}", at)
