"""The order of rows: names resolved and ties broken, so that paging is stable."""

from collections.abc import Iterable, Sequence

from evsrv.core.errors import unknown
from evsrv.core.fields import FIELDS, Kind
from evsrv.core.limits import MAX_PATH_PARTS
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import ast
from evsrv.query.issues import Issues
from evsrv.query.plan import WHOLE_FIELDS, Aggregation, Column, Ordering, Reference
from evsrv.query.resolve_columns import ResultColumns

NEWEST_FIRST = (
    Ordering(Reference(FIELDS["createdAt"]), descending=True),
    Ordering(Reference(FIELDS["id"]), descending=False),
)


def resolve_order(
    orders: Sequence[ast.Order], columns: ResultColumns, vocabulary: Vocabulary, issues: Issues
) -> tuple[Ordering, ...]:
    """Resolve the columns in `orderBy` and add tie breakers that make the order complete."""
    named = _named(columns) if orders else {}
    wanted: dict[Column, Ordering] = {}
    for index, order in enumerate(orders):
        column = named.get(order.field) or (
            _path(order.field) if columns.groups is None else _aggregation(order.field, vocabulary)
        )
        if column is None:
            known = (
                *named,
                *(_aggregation_names(vocabulary) if columns.groups is not None else ()),
            )
            issues.add(unknown("column", order.field, known), f"/orderBy/{index}", "field")
        else:
            wanted.setdefault(column, Ordering(column, order.direction == "desc"))
    for tie in (
        NEWEST_FIRST
        if columns.groups is None
        else (Ordering(key, descending=False) for key in columns.groups)
    ):
        wanted.setdefault(tie.by, tie)
    return tuple(wanted.values())


def _named(columns: ResultColumns) -> dict[str, Column]:
    """Return the columns to sort by, except aggregations that are not selected, by name."""
    fields = WHOLE_FIELDS if columns.groups is None else ()
    return {
        column.name: column for column in (*fields, *columns.projection, *(columns.groups or ()))
    }


def _path(name: str) -> Reference | None:
    """Parse `properties.plan` as a path; only a selected column can have dots in its keys."""
    field, *path = name.split(".")
    if field in FIELDS and FIELDS[field].kind is Kind.DOCUMENT and len(path) <= MAX_PATH_PARTS:
        return Reference(FIELDS[field], tuple(path))
    return None


def _aggregation(name: str, vocabulary: Vocabulary) -> Aggregation | None:
    """Parse `count`, `count_id` or `sum_properties.cost`, selected or not."""
    term, _, column = name.partition("_")
    aggregate = vocabulary.aggregates.get(term)
    if aggregate is None:
        return None
    if term == name:
        return Aggregation(aggregate, None) if aggregate.without_field is not None else None
    reference = Reference(FIELDS[column]) if column in FIELDS else _path(column)
    if reference is None or reference.kind not in aggregate.takes:
        return None
    return Aggregation(aggregate, reference)


def _aggregation_names(vocabulary: Vocabulary) -> Iterable[str]:
    for name, aggregate in vocabulary.aggregates.items():
        if aggregate.without_field is not None:
            yield name
        yield from (f"{name}_{field}" for field in FIELDS)
