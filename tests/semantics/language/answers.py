"""The whole answer to a query: filter, groups, columns, having, order and page."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from attrs import frozen

from semantics.language.buckets import Calendar
from semantics.language.columns import Reference
from semantics.language.filters import matches, matches_values
from semantics.language.groups import Groups, Row
from semantics.language.ranges import Range, compared_range, read_range
from semantics.language.reading import Items, items_of
from semantics.language.values import Values
from semantics.language.zones import read_local
from semantics.model.events import EVENTS, Dataset, Event

Json = Any
SortKey = Callable[[Any], Any]


@frozen
class Answer:
    """The data of an answer."""

    rows: list[dict[str, Any]]
    """The rows of the page, their columns in order."""
    columns: list[str]
    """The names of all columns, also of those that no row shows."""
    total: int
    page_size: int
    range: str | None
    compared_range: str | None


def answer(events: Iterable[Event], query: Json, now: int, dataset: Dataset = EVENTS) -> Answer:
    """Return the expected answer to a valid query."""
    calendar = Calendar(query.get("timezone", "UTC"), query.get("weekStart", "monday"))
    if "now" in query:
        now = read_local(calendar.zone, query["now"])
    first = read_range(query["range"], calendar, now) if "range" in query else None
    second = (
        compared_range(query["compare"], first, calendar) if first and "compare" in query else None
    )
    where = query.get("where", {"and": []})
    reach = _reach(query, first, second)
    found = [
        event
        for event in events
        if reach(event[dataset.time_field]) and matches(event, where, calendar.zone)
    ]
    items = items_of(query, calendar, dataset)
    native = query.get("jsonValues") == "native"
    if items.keys is None:
        rows = _raw_rows(found, items, query, first, dataset, native)
        columns = items.labels
    else:
        groups = Groups(found, items, query, (first, second), dataset, native)
        values = Values(groups, items, calendar.zone)
        rows = _grouped_rows(groups, values, items, query)
        columns = _columns(groups, values, items)
    offset, limit = query.get("offset", 0), query.get("limit", 1000)
    return Answer(
        rows=rows[offset : offset + limit],
        columns=columns,
        total=len(rows),
        page_size=limit,
        range=first.shown(calendar.zone) if first else None,
        compared_range=second.shown(calendar.zone) if second else None,
    )


def _reach(query: Json, first: Range | None, second: Range | None) -> Callable[[int], bool]:
    """Return whether any column can depend on an event of an instant: only for speed."""
    if first is None or any("over" in item for item in query.get("select", [])):
        return lambda _: True
    ranges = [first] if second is None else [first, second]
    return lambda instant: any(range_.holds(instant) for range_ in ranges)


def _raw_rows(
    found: list[Event],
    items: Items,
    query: Json,
    range_: Range | None,
    dataset: Dataset,
    native: bool,
) -> list[dict[str, Any]]:
    time = dataset.time_field
    rows = [event for event in found if range_ is None or range_.holds(event[time])]
    rows.sort(key=lambda event: event["id"])
    rows.sort(key=lambda event: event[time], reverse=True)
    named = dict(zip(items.labels, items.shown, strict=True))
    for order in reversed(query.get("orderBy", [])):
        field, *path = order["field"].split(".")
        column = named.get(order["field"]) or Reference(field, tuple(path), None, "UTC")
        assert isinstance(column, Reference)
        rows = _sorted(rows, column.value, _raw_key(column, native), order)
    shown = []
    for event in rows:
        row = {}
        for name, column in named.items():
            assert isinstance(column, Reference)
            value = column.show(column.value(event), native)
            if value is not None or column.null_in_output:
                row[name] = value
        shown.append(row)
    return shown


def _raw_key(column: Reference, native: bool) -> SortKey:
    return lambda value: column.sort_key(value, native)


def _grouped_rows(
    groups: Groups, values: Values, items: Items, query: Json
) -> list[dict[str, Any]]:
    rows = groups.rows
    if "having" in query:
        names = _names_of(query["having"])
        number_keys = {key.label: index for index, key in enumerate(groups.keys)}
        rows = [
            row
            for row in rows
            if matches_values(
                {
                    name: row.cells[number_keys[name]].value
                    if name in number_keys
                    else values.of(row, name)
                    for name in names
                },
                query["having"],
            )
        ]
    rows = groups.in_default_order(rows)
    for order in reversed(query.get("orderBy", [])):
        name = ".".join([order["field"], *order.get("path", [])])
        is_descending = order["direction"] == "desc"
        index = next((i for i, key in enumerate(groups.keys) if key.label == name), None)
        if index is not None:
            rows = groups.by_key(rows, index, descending=is_descending)
        elif name == groups.compared_label:
            rows = _sorted(rows, groups.compared_start, lambda start: start, order)
        else:
            rows = _sorted(rows, partial(values.of, name=name), lambda one: one, order)
    return [_shown(row, items, groups, values) for row in rows]


def _sorted(rows: list[Any], value_of: SortKey, sort_key: SortKey, order: Json) -> list[Any]:
    """Sort rows by a column, nulls last; the sort is stable."""
    keyed = [(value_of(row), row) for row in rows]
    present = [(sort_key(value), row) for value, row in keyed if value is not None]
    present.sort(key=lambda pair: pair[0], reverse=order["direction"] == "desc")
    return [row for _, row in present] + [row for value, row in keyed if value is None]


def _names_of(node: Json) -> set[str]:
    ((name, inside),) = node.items()
    if name == "condition":
        return {inside["field"]}
    children = [inside] if name == "not" else inside
    return {name for child in children for name in _names_of(child)}


def _columns(groups: Groups, values: Values, items: Items) -> list[str]:
    """Return the names of the columns, each followed by the one of the compared range."""
    names = []
    for label in items.labels:
        names.append(label)
        if f"compared_{label}" == groups.compared_label or values.has_compared(label):
            names.append(f"compared_{label}")
    return names


def _shown(row: Row, items: Items, groups: Groups, values: Values) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    keys = {key.label: key for key in groups.keys}
    for name in _columns(groups, values, items):
        if name in keys:
            shown[name] = groups.show(row, keys[name])
        elif name == groups.compared_label:
            shown[name] = groups.show_compared_start(row)
        else:
            shown[name] = values.of(row, name)
    nullable = {name for name, key in keys.items() if key.null_in_output}
    return {name: value for name, value in shown.items() if value is not None or name in nullable}
