"""The items of a query: references, group keys, aggregations, and their names."""

import math
from collections.abc import Hashable
from typing import Any

import attrs
from attrs import frozen

from semantics.language.buckets import Calendar, start_of
from semantics.language.functions import applied
from semantics.language.zones import show_start
from semantics.model.answers import json_sort_key, path_sort_key, show_value
from semantics.model.columns import Reference as Stored
from semantics.model.events import TIME_FIELDS, Event, value_at
from semantics.model.instants import read_instant
from semantics.model.jsonvalues import compact, shown
from semantics.model.numbers import number_of

Json = Any


@frozen
class Reference:
    """A field, a path in it, or a function of either."""

    field: str
    path: tuple[str, ...]
    apply: str | None
    zone: str

    @property
    def name(self) -> str:
        """The derived name."""
        name = ".".join((self.field, *self.path))
        return name if self.apply is None else f"{name}_{self.apply}"

    @property
    def stored(self) -> Stored:
        """The field or path without the function."""
        return Stored(self.field, self.path)

    @property
    def null_in_output(self) -> bool:
        """Whether a row shows a null."""
        return self.stored.null_in_output

    def value(self, event: Event) -> Any:
        """Return the value of an event."""
        value = stored_value(event, self.field, self.path)
        if self.apply is None:
            return value
        return applied(self.apply, value, self.zone, is_time=self.field in TIME_FIELDS)

    def sort_key(self, value: Any, native: bool) -> Any:
        """Return the sort key of a value that is not null."""
        if self.apply is not None:
            return value
        if self.path:
            return path_sort_key(value, native)
        return json_sort_key(value, native) if self.stored.is_json else value

    def show(self, value: Any, native: bool) -> Any:
        """Return the value as rows show it."""
        return value if self.apply is not None else show_value(value, self.stored, native)


def stored_value(event: Event, field: str, path: tuple[str, ...] = ()) -> Any:
    """Return the value of a field, or at a path in it; `user` is derived."""
    if field == "user":
        users = (value_at(event, "userProperties", [name]) for name in ("userId", "id"))
        return next((shown(user) for user in users if user is not None), None)
    return value_at(event, field, list(path))


@frozen
class Cell:
    """The value of a group key: cells of one identity are one group."""

    identity: Hashable
    value: Any = attrs.field(default=None, eq=False)
    is_rest: bool = False
    """Whether these are all values that are not among the top ones."""


NULL = Cell(None)


@frozen
class TimeKey:
    """A bucket of time."""

    label: str
    unit: str
    reference: Reference
    calendar: Calendar
    null_in_output = False

    def cell(self, event: Event, native: bool) -> Cell:  # noqa: ARG002 - as the other keys
        """Return the event's bucket, by its start."""
        value = self.reference.value(event)
        instant = value if self.reference.field in TIME_FIELDS else read_instant(value)
        if instant is None:
            return NULL
        start = start_of(self.calendar, self.unit, instant)
        return Cell(start, start)

    def sort_key(self, cell: Cell, native: bool) -> Any:  # noqa: ARG002
        """Return the sort key of a cell that is not null."""
        return cell.value

    def show(self, cell: Cell, native: bool) -> Any:  # noqa: ARG002
        """Return the cell as rows show it."""
        return None if cell.value is None else show_start(self.calendar.zone, cell.value)


@frozen
class NumberKey:
    """A bucket of numbers."""

    label: str
    reference: Reference
    width: float | None
    offset: float
    edges: tuple[float, ...]
    null_in_output = False

    def cell(self, event: Event, native: bool) -> Cell:  # noqa: ARG002
        """Return the event's bucket, by its least number."""
        number = number_of(self.reference.value(event))
        if number is None:
            return NULL
        if self.width is None:
            start = max((edge for edge in self.edges if edge <= number), default=None)
        else:
            buckets = math.floor((float(number) - self.offset) / self.width)
            start = buckets * self.width + self.offset
        return NULL if start is None else Cell(float(start), float(start))

    def sort_key(self, cell: Cell, native: bool) -> Any:  # noqa: ARG002
        """Return the sort key of a cell that is not null."""
        return cell.value

    def show(self, cell: Cell, native: bool) -> Any:  # noqa: ARG002
        """Return the cell as rows show it."""
        return cell.value


@frozen
class ValueKey:
    """The value of a field, path or function."""

    label: str
    reference: Reference
    top: Json = attrs.field(default=None, eq=False)
    members: frozenset[Hashable] | None = None
    """The identities of the top values, once they are known."""

    @property
    def null_in_output(self) -> bool:
        """Whether a row shows a null."""
        return self.reference.null_in_output

    def cell(self, event: Event, native: bool) -> Cell:
        """Return the event's value."""
        value = self.reference.value(event)
        stored = self.reference.stored
        if self.reference.apply is None and stored.is_json and value is not None:
            if stored.path and not native:
                value = shown(value)
                cell = Cell(value, value)
            else:
                cell = Cell(compact(value), value)
        else:
            cell = Cell(value, value)
        if self.members is None or cell.identity in self.members:
            return cell
        return Cell(None, self.top.get("other"), is_rest=True)

    def sort_key(self, cell: Cell, native: bool) -> Any:
        """Return the sort key of a cell that is not null."""
        return self.reference.sort_key(cell.value, native)

    def show(self, cell: Cell, native: bool) -> Any:
        """Return the cell as rows show it."""
        return cell.value if cell.is_rest else self.reference.show(cell.value, native)


Key = TimeKey | NumberKey | ValueKey


@frozen
class Aggregation:
    """An aggregation of values or rows, over some events."""

    label: str
    name: str
    of: Reference | None
    where: Json = attrs.field(default=None, eq=False)
    over: int | str | None = None
    within: tuple[str, ...] | None = None


@frozen
class Formula:
    """Arithmetic over the columns of a row."""

    label: str
    text: str


@frozen
class Rank:
    """The place of a row in an order."""

    label: str
    by: str
    within: tuple[str, ...]
    descending: bool


Computed = Aggregation | Formula | Rank
