"""Reading a query: its columns in order, its group keys, and what its names mean."""

from typing import Any

from attrs import frozen

from semantics.language.buckets import Calendar
from semantics.language.columns import (
    Aggregation,
    Computed,
    Formula,
    Key,
    NumberKey,
    Rank,
    Reference,
    TimeKey,
    ValueKey,
)
from semantics.model.events import Dataset

Json = Any


@frozen
class Items:
    """The items of a query."""

    shown: list[Key | Computed | Reference]
    """The columns of a row, in order, without compared ones."""
    labels: list[str]
    """Their names."""
    keys: list[Key] | None
    """The group keys; None for a raw query."""

    @property
    def computed(self) -> list[Computed]:
        """The columns that have one value a group."""
        return [item for item in self.shown if isinstance(item, Computed)]


def items_of(query: Json, calendar: Calendar, dataset: Dataset) -> Items:
    """Read the items of a query."""
    selected = query.get("select", [])
    grouped = query.get("groupBy", [])
    if not grouped and all(item["type"] == "field" for item in selected):
        fields = [(_reference(item, calendar), item.get("as")) for item in selected]
        fields = fields or [
            (Reference(name, (), None, calendar.zone), None) for name in dataset.fields
        ]
        raw = {name or field.name: field for field, name in fields}
        return Items([*raw.values()], [*raw], None)
    names = {
        _reference(item, calendar): item["as"]
        for item in selected
        if item["type"] == "field" and "as" in item
    }
    groups = [
        ValueKey(names.get(of, of.name), of, item.get("top"))
        for item in grouped
        for of in [_reference(item, calendar)]
    ]
    by_reference = {key.reference: key for key in groups}
    columns: dict[str, Any] = {}
    for item in selected:
        column = (
            by_reference[_reference(item, calendar)]
            if item["type"] == "field"
            else _column(item, calendar, dataset)
        )
        columns.setdefault(column.label, column)
    first = [one for one in columns.values() if isinstance(one, TimeKey | NumberKey)]
    keys: dict[str, Key] = {key.label: key for key in [*first, *groups]}
    hidden = {
        key.label
        for key, item in zip(groups, grouped, strict=True)
        if not item.get("includeInSelect", True)
    }
    others = {key.label: key for key in groups if key.label not in {*hidden, *columns}}
    # Group keys that are not selected precede all values.
    named = list(columns.items())
    values = (i for i, (_, one) in enumerate(named) if isinstance(one, Computed))
    first_value = next(values, len(named))
    columns = dict([*named[:first_value], *others.items(), *named[first_value:]])
    return Items([*columns.values()], [*columns], [*keys.values()])


def _reference(item: Json, calendar: Calendar) -> Reference:
    return Reference(item["field"], tuple(item.get("path", ())), item.get("apply"), calendar.zone)


def _column(item: Json, calendar: Calendar, dataset: Dataset) -> Key | Computed:
    name = item.get("as")
    match item["type"]:
        case "time":
            of = _reference({"field": dataset.time_field, **item}, calendar)
            unit = item["timeUnit"]
            return TimeKey(name or f"{of.name}_{unit}", unit, of, calendar)
        case "bucket":
            of = _reference(item, calendar)
            edges = tuple(item.get("edges", ()))
            label = name or f"{of.name}_bucket"
            return NumberKey(label, of, item.get("width"), item.get("offset", 0), edges)
        case "formula":
            return Formula(name, item["formula"])
        case "rank":
            descending = item.get("direction", "desc") == "desc"
            return Rank(name, item["by"], tuple(item.get("within", ())), descending)
    counted = _reference(item, calendar) if "field" in item else None
    return Aggregation(
        name
        or (item["aggregation"] if counted is None else f"{item['aggregation']}_{counted.name}"),
        item["aggregation"],
        counted,
        item.get("where"),
        item.get("over"),
        tuple(item["within"]) if "within" in item else None,
    )


def unselected_aggregation(name: str, zone: str) -> Aggregation:
    """Return the aggregation of a derived name."""
    aggregation, _, of = name.partition("_")
    field, *path = of.split(".")
    return Aggregation(name, aggregation, Reference(field, tuple(path), None, zone) if of else None)
