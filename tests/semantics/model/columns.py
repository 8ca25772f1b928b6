"""The columns, group keys and sort keys of a query."""

from typing import Any

from attrs import frozen

from semantics.model.events import (
    ARRAY_FIELDS,
    JSON_FIELDS,
    SHOWN_AS_NULL,
    Dataset,
    Event,
    value_at,
)
from semantics.model.refusals import Refused

AGGREGATIONS = ("count", "countDistinct", "sum", "avg", "min", "max")


@frozen
class Reference:
    """A field, or a path in one."""

    field: str
    path: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return ".".join((self.field, *self.path))

    @property
    def is_json(self) -> bool:
        return self.field in (*JSON_FIELDS, *ARRAY_FIELDS)

    @property
    def null_in_output(self) -> bool:
        return self.field in SHOWN_AS_NULL

    def value(self, event: Event) -> Any:
        return value_at(event, self.field, list(self.path))


@frozen
class Time:
    """A time unit of a field or path."""

    unit: str
    field: str
    path: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{'.'.join((self.field, *self.path))}_{self.unit}"

    def value(self, event: Event) -> Any:
        return value_at(event, self.field, list(self.path))


@frozen
class Aggregation:
    """An aggregation of a field or path, or of the rows."""

    name: str
    of: Reference | None

    @property
    def label(self) -> str:
        return self.name if self.of is None else f"{self.name}_{self.of.label}"


Column = Reference | Time | Aggregation


@frozen
class Columns:
    """A query's columns. `groups` is None for raw queries."""

    shown: list[Column]
    groups: list[Reference | Time] | None
    order: list[tuple[Column, bool]]
    """Column and whether it descends; ties are broken to the end."""


def columns_of(query: dict[str, Any], dataset: Dataset) -> Columns:
    """Read a query's columns. Raises `Refused`."""
    selected = [_selection(item, dataset) for item in query.get("select", [])]
    grouped = [
        (_reference(item), item.get("includeInSelect", True)) for item in query.get("groupBy", [])
    ]
    names: dict[str, Column] = {}
    for column in [*selected, *(reference for reference, _ in grouped)]:
        if names.setdefault(column.label, column) != column:
            raise Refused(f"two columns {column.label}")
    times = [column for column in selected if isinstance(column, Time)]
    if not grouped and all(isinstance(column, Reference) for column in selected):
        shown: list[Column] = [*dict.fromkeys(selected)] or [
            Reference(field) for field in dataset.fields
        ]
        newest = [(Reference(dataset.time_field), True), (Reference("id"), False)]
        return Columns(shown, None, [*_order(query, shown, None), *newest])
    keys: list[Reference | Time] = [*times, *(reference for reference, _ in grouped)]
    groups = [*dict.fromkeys(keys)]
    for column in selected:
        if isinstance(column, Reference) and column not in groups:
            raise Refused(f"{column.label} is no group")
    included = [reference for reference, is_included in grouped if is_included]
    shown = [*dict.fromkeys([*selected, *included])]
    ascending: list[tuple[Column, bool]] = [(group, False) for group in groups]
    return Columns(shown, groups, [*_order(query, shown, groups), *ascending])


def _selection(item: dict[str, Any], dataset: Dataset) -> Column:
    match item["type"]:
        case "field":
            return _reference(item)
        case "time":
            path = tuple(item.get("path", ()))
            return Time(item["timeUnit"], item.get("field", dataset.time_field), path)
    return Aggregation(item["aggregation"], _reference(item) if "field" in item else None)


def _reference(item: dict[str, Any]) -> Reference:
    return Reference(item["field"], tuple(item.get("path", ())))


def _order(
    query: dict[str, Any], shown: list[Column], groups: list[Reference | Time] | None
) -> list[tuple[Column, bool]]:
    named = {column.label: column for column in [*(groups or []), *shown]}
    order = []
    for item in query.get("orderBy", []):
        name = item["field"]
        column = named.get(name) or _by_name(name, grouped=groups is not None)
        order.append((column, item["direction"] == "desc"))
    return order


def _by_name(name: str, *, grouped: bool) -> Column:
    """A column that the query does not show: a field (a path is in dots), or an aggregation."""
    if not grouped:
        field, *path = name.split(".")
        return Reference(field, tuple(path))
    aggregation, _, of = name.partition("_")
    field, *path = of.split(".")
    return Aggregation(aggregation, Reference(field, tuple(path)) if of else None)
