"""Rules for the names of columns: no two are the same, and one that is given clashes with none."""

from collections.abc import Iterable, Sequence

from evsrv.query.column_names import COMPARED, derived_name, has_derived_name
from evsrv.query.columns import Aggregation, Column, ComparedStart, Formula, Rank
from evsrv.query.formula import HOURS
from evsrv.query.issues import Issues
from evsrv.query.query_context import QueryContext

PlacedColumn = tuple[Column, str]
"""A column and the JSON Pointer of what it was made of."""


def reject_shared_names(columns: Iterable[PlacedColumn], issues: Issues) -> None:
    """Add an issue for each column that has the name of another one before it."""
    first: dict[str, Column] = {}
    for column, at in columns:
        other = first.setdefault(column.name, column)
        if other is not column and other != column:
            issues.add(f"two different selections give one column name {column.name!r}", at)


def check_aliases(context: QueryContext, selected: Sequence[PlacedColumn]) -> None:
    """Add an issue for each name in `as` that means something else in the query."""
    aliased = [
        (selection.alias, column, at)
        for selection, (column, at) in zip(context.query.select, selected, strict=True)
        if selection.alias is not None
    ]
    if not aliased:
        return
    replaced: dict[str, list[PlacedColumn]] = {}
    for _, column, at in aliased:
        if name := _derived_name(column):
            replaced.setdefault(name, []).append((column, at))
    for alias, column, at in aliased:
        others = [other for one, other in replaced.get(alias, ()) if one != column]
        if alias.endswith("\n"):
            # Before it the pattern of names in the schema ends for one of the validators.
            message = "a name has no line feed"
        elif alias in context.fields:
            message = f"{alias!r} is the name of a field"
        elif alias == HOURS:
            message = f"{alias!r} is the length of a bucket in formulas"
        elif alias.startswith(COMPARED):
            message = f"names that begin with {COMPARED!r} are those of the compared range"
        elif others:
            message = f"{alias!r} is the name of {others[0]} without as"
        else:
            continue
        context.issues.add(f"{message}; choose another name", at, "as")


def _derived_name(column: Column) -> str | None:
    """Return the name that a column has without one of its own, if it can have any."""
    if isinstance(column, Formula | Rank | ComparedStart):
        return None
    if isinstance(column, Aggregation) and not has_derived_name(column):
        return None
    return derived_name(column)
