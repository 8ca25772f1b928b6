"""Whole queries: columns, groups, aggregations, order, pages, and how values are shown."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from attrs import frozen

from semantics.model.columns import Aggregation, Column, Reference, Time, columns_of
from semantics.model.events import EVENTS, TIME_FIELDS, Dataset, Event
from semantics.model.filters import holds
from semantics.model.instants import bucket, read_instant, show_instant
from semantics.model.jsonvalues import compact, kind, shown
from semantics.model.numbers import About, mean, number_of, total

Row = dict[str, Any]


@frozen
class Expected:
    """The data of an answer."""

    rows: list[Row]
    """The rows of the page; a number may be an `About`."""
    total: int
    page_size: int
    certain_order: bool
    """Return whether no two rows are so close in a rounded sum that rounding may swap them."""


def answer(events: Iterable[Event], query: dict[str, Any], dataset: Dataset = EVENTS) -> Expected:
    """Return the expected answer to a query. Raises `Refused`."""
    where = query.get("where")
    found = [event for event in events if where is None or holds(event, where)]
    native = query.get("jsonValues") == "native"
    columns = columns_of(query, dataset)
    groups = (
        [[event] for event in found] if columns.groups is None else _grouped(found, columns, native)
    )
    certain = True
    # From the last key to the first, for sorting is stable.
    for column, descending in reversed(columns.order):
        keyed = [(_sort_key(column, group, native), group) for group in groups]
        values = [(key, group) for key, group in keyed if key is not None]
        certain &= _are_apart([key for key, _ in values])
        values.sort(key=lambda pair: _plain(pair[0]), reverse=descending)
        groups = [group for _, group in values] + [group for key, group in keyed if key is None]
    limit, offset = query.get("limit", 1000), query.get("offset", 0)
    page = groups[offset : offset + limit]
    return Expected(
        rows=[_row(columns.shown, group, native) for group in page],
        total=len(groups),
        page_size=limit,
        certain_order=certain,
    )


def _grouped(events: list[Event], columns: Any, native: bool) -> list[list[Event]]:
    if not columns.groups:
        return [events]
    groups: dict[Any, list[Event]] = {}
    for event in events:
        key = tuple(_group_key(column, event, native) for column in columns.groups)
        groups.setdefault(key, []).append(event)
    return list(groups.values())


def _group_key(column: Reference | Time, event: Event, native: bool) -> Any:
    value = column.value(event)
    if isinstance(column, Time):
        return _bucket(column, value)
    if column.path and not native:
        return shown(value)
    return compact(value) if column.is_json and value is not None else value


def _sort_key(column: Column, group: list[Event], native: bool) -> Any:
    """Return the sort key of a group (of one event, in raw queries); None is null."""
    if isinstance(column, Aggregation):
        return _aggregate(column, group)
    value = column.value(group[0])
    if isinstance(column, Time):
        return _bucket(column, value)
    if column.path and value is not None:
        return path_sort_key(value if native else _most_numeric(column, group), native)
    if column.is_json and value is not None:
        return json_sort_key(value, native)
    return value


def json_sort_key(value: Any, native: bool) -> Any:
    """Return the sort key of a whole JSON field."""
    return (shown(value), compact(value)) if native else shown(value)


def _most_numeric(column: Reference, group: list[Event]) -> Any:
    """A value of a group of one text: a number if there is one."""
    values = [column.value(event) for event in group]
    return next((value for value in values if number_of(value) is not None), values[0])


def path_sort_key(value: Any, native: bool) -> Any:
    """Return the sort key of a value at a path: numbers by value, then others by text."""
    number = number_of(value)
    key = (number is None, 0 if number is None else number, shown(value))
    return (*key, compact(value)) if native else key


def _plain(key: Any) -> Any:
    return key.exactly if isinstance(key, About) else key


def _are_apart(keys: list[Any]) -> bool:
    rounded = sorted(
        (Fraction(_plain(key)), key.tolerance if isinstance(key, About) else Fraction(0))
        for key in keys
        if isinstance(key, About | int | float)
    )
    return all(
        high - low > margin_low + margin_high or margin_low == margin_high == 0
        for (low, margin_low), (high, margin_high) in pairwise(rounded)
    )


def _bucket(column: Time, value: Any) -> int | None:
    return bucket(column.unit, value if column.field in TIME_FIELDS else read_instant(value))


def _aggregate(column: Aggregation, group: list[Event]) -> Any:
    if column.of is None:
        return len(group)
    values = [value for event in group if (value := column.of.value(event)) is not None]
    return aggregate(column.name, values, shown if column.of.path else compact)


def aggregate(name: str, values: list[Any], text: Callable[[Any], Any]) -> Any:
    """Return an aggregate of values, none of them null; values of one text are not distinct."""
    if name == "count":
        return len(values)
    if name == "countDistinct":
        return len({text(value) for value in values})
    numbers = [number for value in values if (number := number_of(value)) is not None]
    if not numbers:
        return None
    combine: dict[str, Callable[[list[Any]], Any]] = {
        "sum": total,
        "avg": mean,
        "min": min,
        "max": max,
    }
    return combine[name](numbers)


def _row(columns: list[Column], group: list[Event], native: bool) -> Row:
    row = {}
    for column in columns:
        value = _shown(column, group, native)
        if value is not None or (isinstance(column, Reference) and column.null_in_output):
            row[column.label] = value
    return row


def _shown(column: Column, group: list[Event], native: bool) -> Any:
    if isinstance(column, Aggregation):
        return _aggregate(column, group)
    value = column.value(group[0])
    if isinstance(column, Time):
        start = _bucket(column, value)
        return None if start is None else show_instant(start)
    return show_value(value, column, native)


def show_value(value: Any, column: Reference, native: bool) -> Any:
    """Return the value of a field or path as rows show it."""
    if value is None or (native and column.is_json):
        return value
    if column.field in TIME_FIELDS:
        return show_instant(value)
    if column.path:
        return shown(value)
    if kind(value) == "object":
        return {name: shown(one) for name, one in value.items() if one is not None}
    return value
