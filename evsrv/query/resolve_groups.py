"""Group keys of a query."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from evsrv.query import ast
from evsrv.query.column_names import ColumnNames, without_alias
from evsrv.query.columns import Aggregation, GroupKey, TopValues
from evsrv.query.query_context import QueryContext
from evsrv.query.reference import Reference
from evsrv.query.resolve_references import resolve_reference
from evsrv.query.resolve_values import resolve_value


@frozen
class ResolvedGroup:
    """The keys of one item of `groupBy`: one for each name that it is selected under."""

    keys: tuple[GroupKey, ...]
    is_shown: bool
    at: str


def resolve_groups(
    context: QueryContext, names: ColumnNames, selected: Iterable[Reference]
) -> list[ResolvedGroup]:
    """Resolve `groupBy`; `selected` are the selected fields, whose names are those of the keys."""
    by_value: dict[Reference, list[Reference]] = {}
    for reference in dict.fromkeys(selected):
        by_value.setdefault(without_alias(reference), []).append(reference)
    groups: list[ResolvedGroup] = []
    for index, group in enumerate(context.query.group_by):
        at = f"/groupBy/{index}"
        reference = resolve_reference(context, group.field, group.path, at, apply=group.apply)
        references = by_value.get(reference, [reference])
        keys: Sequence[GroupKey] = references
        if group.top is not None:
            keys = _top_values(context, names, group.top, references, at)
        groups.append(ResolvedGroup(tuple(keys), group.include_in_select, at))
    return groups


def _top_values(
    context: QueryContext,
    names: ColumnNames,
    top: ast.Top,
    references: Sequence[Reference],
    at: str,
) -> Sequence[GroupKey]:
    by = resolve_value(context, names, top.by, "top", at, "top", "by")
    if by is None:
        return references
    if not isinstance(by, Aggregation) or by.window is not None or by.compared:
        message = f"{top.by!r} does not do; top is by an aggregation of the group's own rows"
        context.issues.add(message, at, "top", "by")
        return references
    return [TopValues(reference, top.limit, by, top.other) for reference in references]
