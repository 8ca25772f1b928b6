"""Aggregations of a query: what they are taken of, which rows count, and the rows they go over."""

import attrs

from evsrv.core.limits import MAX_WINDOW_COLUMNS
from evsrv.query import ast
from evsrv.query.column_names import ColumnNames
from evsrv.query.columns import Aggregation, Over, Within
from evsrv.query.query_context import QueryContext
from evsrv.query.resolve_ranks import resolve_within
from evsrv.query.resolve_references import resolve_reference


def resolve_aggregation(
    context: QueryContext, selection: ast.AggregationSelection, at: str
) -> Aggregation:
    """Resolve an aggregation, except the group columns that it names in `within`."""
    aggregate = context.vocabulary.aggregates[selection.aggregation]
    reference = None
    if selection.field is None:
        if selection.path:
            context.issues.add("a path needs a field to go into", at, "path")
        elif selection.apply is not None:
            context.issues.add("a function needs a field to be applied to", at, "apply")
        elif aggregate.without_field is None:
            context.issues.add(f"{aggregate.name!r} needs a field", at)
    else:
        reference = resolve_reference(
            context, selection.field, selection.path, at, apply=selection.apply
        )
        if reference.kind not in aggregate.takes:
            context.issues.add(
                f"{aggregate.name!r} cannot be taken of {reference.name!r}", at, "field"
            )
    aggregation = Aggregation(aggregate, reference, selection.alias)
    members = {"where": selection.where, "over": selection.over, "within": selection.within}
    modifiers = [name for name, value in members.items() if value is not None]
    if not modifiers:
        return aggregation
    if selection.alias is None:
        message = f"an aggregation with {' and '.join(modifiers)} needs a name of its own, as: ..."
        context.issues.add(message, at)
    return _modified(context, aggregation, selection, at)


def resolve_windows(context: QueryContext, names: ColumnNames) -> dict[int, Aggregation]:
    """Return the aggregations that name group columns, by their index in `select`.

    `names` has all selected aggregations and all group keys.
    """
    selected = [
        (index, selection)
        for index, selection in enumerate(context.query.select)
        if isinstance(selection, ast.AggregationSelection)
        and (selection.over is not None or selection.within is not None)
    ]
    if len(selected) > MAX_WINDOW_COLUMNS:
        message = f"at most {MAX_WINDOW_COLUMNS} aggregations may have over or within"
        context.issues.add(message, f"/select/{selected[MAX_WINDOW_COLUMNS][0]}")
    windowed: dict[int, Aggregation] = {}
    for index, selection in selected:
        if selection.within is None:
            continue
        keys = resolve_within(context, names, selection.within, f"/select/{index}")
        column = names.values.get(selection.alias or "")
        if isinstance(column, Aggregation):
            windowed[index] = attrs.evolve(column, window=Within(keys))
    return windowed


def _modified(
    context: QueryContext, aggregation: Aggregation, selection: ast.AggregationSelection, at: str
) -> Aggregation:
    """Return an aggregation with its rows that count and its window."""
    if selection.over is not None and selection.within is not None:
        context.issues.add("an aggregation has either over or within, not both", at)
    where = None
    if selection.where is not None:
        where = context.resolve_filter(selection.where, f"{at}/where")
    window: Over | Within | None = None
    if selection.within is not None:
        window = Within(())
    elif selection.over is not None:
        window = Over(None if selection.over == "all" else selection.over)
    return attrs.evolve(aggregation, where=where, window=window)
