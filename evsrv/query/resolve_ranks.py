"""Ranks of a query, and the group columns that ranks and aggregations name in `within`."""

from collections.abc import Sequence

from evsrv.core.errors import clip, unknown
from evsrv.query import ast
from evsrv.query.column_names import ColumnNames
from evsrv.query.columns import Formula, GroupKey, Rank
from evsrv.query.expression import Number
from evsrv.query.query_context import QueryContext
from evsrv.query.resolve_values import resolve_value


def resolve_rank(
    context: QueryContext, names: ColumnNames, selection: ast.RankSelection, at: str
) -> Rank:
    """Resolve a rank by a column that has been named before it."""
    by = resolve_value(context, names, selection.by, "rank", at, "by")
    return Rank(
        selection.alias,
        # An issue has been added if there is no such column.
        by or Formula(selection.by, Number(0)),
        resolve_within(context, names, selection.within, at),
        selection.direction == "desc",
    )


def resolve_within(
    context: QueryContext, names: ColumnNames, within: Sequence[str], at: str
) -> tuple[GroupKey, ...]:
    """Resolve the names of group columns in `within`."""
    keys: list[GroupKey] = []
    for index, name in enumerate(within):
        if key := names.keys.get(name):
            keys.append(key)
            continue
        if own_name := names.own_name(name):
            message = f"the name of the column is {own_name!r}, not {clip(name)}"
        elif names.find_value(name):
            message = f"{clip(name)} is no group column; within takes groups"
        else:
            message = unknown("group column", name, names.keys)
        context.issues.add(message, at, "within", index)
    return tuple(keys)
