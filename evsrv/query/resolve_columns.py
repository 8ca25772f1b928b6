"""The columns of a query's result, and its group keys."""

import attrs
from attrs import frozen

from evsrv.core.fields import FIELDS, Kind
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import ast
from evsrv.query.issues import Issues
from evsrv.query.plan import WHOLE_FIELDS, Aggregation, Bucket, Column, GroupKey, Reference


@frozen
class ResultColumns:
    """The columns of a result, and its group keys (None for a raw query)."""

    projection: tuple[Column, ...]
    groups: tuple[GroupKey, ...] | None


def resolve_columns(query: ast.Query, vocabulary: Vocabulary, issues: Issues) -> ResultColumns:
    """Resolve the names in `select` and `groupBy` to the columns of a row."""
    selected = [
        (_resolve(selection, vocabulary, issues, f"/select/{index}"), f"/select/{index}")
        for index, selection in enumerate(query.select)
    ]
    grouping = [
        (resolve_reference(group.field, group.path, issues, f"/groupBy/{index}"), group)
        for index, group in enumerate(query.group_by)
    ]
    _reject_shared_names(
        [*selected, *((key, f"/groupBy/{i}") for i, (key, _) in enumerate(grouping))], issues
    )
    columns = list(dict.fromkeys(column for column, _ in selected))
    if not grouping and all(isinstance(column, Reference) for column in columns):
        return ResultColumns(tuple(columns) or WHOLE_FIELDS, None)

    keys: list[GroupKey] = [column for column in columns if isinstance(column, Bucket)]
    keys += (key for key, _ in grouping)
    for column, at in selected:
        if isinstance(column, Reference) and column not in keys:
            issues.add(f"{column.name!r} must be in groupBy, as the query groups events", at)
    unselected = dict.fromkeys(
        key for key, group in grouping if group.include_in_select and key not in columns
    )
    aggregated = (i for i, column in enumerate(columns) if isinstance(column, Aggregation))
    first_aggregation = next(aggregated, len(columns))
    projection = (*columns[:first_aggregation], *unselected, *columns[first_aggregation:])
    return ResultColumns(projection, tuple(dict.fromkeys(keys)))


def resolve_reference(field: str, path: ast.Path, issues: Issues, at: str) -> Reference:
    """Resolve a field; only a JSON field takes a path."""
    reference = Reference(FIELDS[field], path)
    if path and reference.field.kind is not Kind.DOCUMENT:
        issues.add(
            f"a path goes into properties or userProperties only, not into {field!r}", at, "path"
        )
    return reference


def _resolve(selection: ast.Selection, vocabulary: Vocabulary, issues: Issues, at: str) -> Column:
    match selection:
        case ast.FieldSelection():
            reference = resolve_reference(selection.field, selection.path, issues, at)
            return attrs.evolve(reference, mode=selection.mode)
        case ast.TimeSelection():
            reference = resolve_reference(selection.field, selection.path, issues, at)
            return Bucket(vocabulary.time_units[selection.time_unit], reference)
    aggregate = vocabulary.aggregates[selection.aggregation]
    if selection.field is None:
        if selection.path:
            issues.add("a path needs a field to go into", at, "path")
        elif aggregate.without_field is None:
            issues.add(f"{aggregate.name!r} needs a field", at)
        return Aggregation(aggregate, None)
    reference = resolve_reference(selection.field, selection.path, issues, at)
    if reference.kind not in aggregate.takes:
        issues.add(f"{aggregate.name!r} cannot be taken of {reference.name!r}", at, "field")
    return Aggregation(aggregate, reference)


def _reject_shared_names(columns: list[tuple[Column, str]], issues: Issues) -> None:
    first: dict[str, Column] = {}
    for column, at in columns:
        if first.setdefault(column.name, column) != column:
            issues.add(f"two different selections give one column name {column.name!r}", at)
