"""The rows of a grouped query, and the events that an aggregation of a row goes over."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import attrs
from attrs import frozen

from semantics.language.aggregates import value_over
from semantics.language.buckets import buckets_before, buckets_of
from semantics.language.columns import Aggregation, Cell, Key, TimeKey, ValueKey
from semantics.language.ranges import Range
from semantics.language.reading import Items, unselected_aggregation
from semantics.language.zones import show_start
from semantics.model.events import Dataset, Event

Json = Any
Cells = tuple[Cell, ...]
Member = tuple[Event, Cells]
HOUR_MS = 3_600_000


@frozen
class Row:
    """A row, by its group keys."""

    cells: Cells


class Groups:
    """The group keys, events and rows of a query."""

    def __init__(
        self,
        found: list[Event],
        items: Items,
        query: Json,
        ranges: tuple[Range | None, Range | None],
        dataset: Dataset,
        native: bool,
    ) -> None:
        self._first, self._second = ranges
        self._native = native
        self._time_field = dataset.time_field
        assert items.keys is not None
        in_first = self._in_range(found, self._first)
        self.keys = [self._with_top(key, items, in_first) for key in items.keys]
        members = [(event, self._cells(event)) for event in found]
        self._members = [one for one in members if not self._is_left_out(one[1])]
        self._main = self._members_in(self._first)
        self._compared = self._members_in(self._second) if self._second else []
        self._time = next((i for i, key in enumerate(self.keys) if self._is_time(key)), None)
        self._buckets = self._buckets_in(self._first)
        self._compared_starts = list(self._buckets_in(self._second))
        self._index: dict[Any, dict[Cells, list[Event]]] = {}
        self.rows = self._rows(query)

    def _in_range(self, events: list[Event], range_: Range | None) -> list[Event]:
        return [one for one in events if range_ is None or range_.holds(one[self._time_field])]

    def _members_in(self, range_: Range | None) -> list[Member]:
        return [
            one for one in self._members if range_ is None or range_.holds(one[0][self._time_field])
        ]

    def _is_time(self, key: Key) -> bool:
        return isinstance(key, TimeKey) and key.reference.field == self._time_field

    def _with_top(self, key: Key, items: Items, events: list[Event]) -> Key:
        """Return a key that knows its top values: over all events of the first range."""
        if not isinstance(key, ValueKey) or key.top is None:
            return key
        name = key.top.get("by", "count")
        by = next((one for one in items.computed if one.label == name), None)
        by = by or unselected_aggregation(name, key.reference.zone)
        assert isinstance(by, Aggregation)
        groups: dict[Cell, list[Event]] = defaultdict(list)
        for event in events:
            groups[key.cell(event, self._native)].append(event)
        cells = [cell for cell in groups if cell.value is None]
        present = [cell for cell in groups if cell.value is not None]
        cells += sorted(present, key=lambda cell: key.sort_key(cell, self._native))
        values = {cell: value_over(by, groups[cell], key.reference.zone) for cell in cells}
        ranked = [cell for cell in cells if values[cell] is not None]
        ranked.sort(key=lambda cell: values[cell], reverse=True)
        ranked += [cell for cell in cells if values[cell] is None]
        top = frozenset(cell.identity for cell in ranked[: key.top["limit"]])
        return attrs.evolve(key, members=top)

    def _cells(self, event: Event) -> Cells:
        return tuple(key.cell(event, self._native) for key in self.keys)

    def _is_left_out(self, cells: Cells) -> bool:
        return any(cell.is_rest and cell.value is None for cell in cells)

    def _buckets_in(self, range_: Range | None) -> dict[int, int]:
        if self._time is None or range_ is None:
            return {}
        key = self.keys[self._time]
        assert isinstance(key, TimeKey)
        return buckets_of(key.calendar, key.unit, range_.start, range_.end)

    def _rows(self, query: Json) -> list[Row]:
        if not self.keys:
            return [Row(())]
        both = [*self._main, *self._compared]
        if self._time is None or not (query.get("fill") or self._second):
            return [Row(cells) for cells in dict.fromkeys(cells for _, cells in both)]
        time = self._time
        others = dict.fromkeys(_without(cells, time) for _, cells in both)
        if len(self.keys) == 1:
            others = {(): None}
        return [
            Row((*other[:time], Cell(start, start), *other[time:]))
            for start in self._buckets
            for other in others
        ]

    @property
    def compared_label(self) -> str | None:
        """The name of the column with the compared bucket's start."""
        if self._second is None or self._time is None:
            return None
        return f"compared_{self.keys[self._time].label}"

    @property
    def is_compared(self) -> bool:
        """Whether there is a compared range."""
        return self._second is not None

    def compared_start(self, row: Row) -> int | None:
        """Return the start of the bucket of the compared range beside the row's."""
        assert self._time is not None
        number = list(self._buckets).index(row.cells[self._time].value)
        starts = self._compared_starts
        return starts[number] if number < len(starts) else None

    def show_compared_start(self, row: Row) -> str | None:
        """Return the compared bucket's start as rows show it."""
        start = self.compared_start(row)
        return None if start is None else show_start(self._time_key.calendar.zone, start)

    @property
    def _time_key(self) -> TimeKey:
        assert self._time is not None
        key = self.keys[self._time]
        assert isinstance(key, TimeKey)
        return key

    def hours(self, row: Row) -> float:
        """Return the length of the row's bucket inside of the range."""
        assert self._first is not None
        if self._time is None:
            return (self._first.end - self._first.start) / HOUR_MS
        return self._buckets[row.cells[self._time].value] / HOUR_MS

    def events_of(
        self, row: Row, aggregation: Aggregation, *, compared: bool
    ) -> list[Event] | None:
        """Return the events that an aggregation goes over; None if the row has no such bucket."""
        cells = row.cells
        if compared and self._time is not None:
            start = self.compared_start(row)
            if start is None:
                return None
            cells = (*cells[: self._time], Cell(start, start), *cells[self._time + 1 :])
        if aggregation.over is not None:
            return self._events_over(cells, aggregation.over, compared=compared)
        positions = tuple(
            index
            for index, key in enumerate(self.keys)
            if aggregation.within is None or key.label in aggregation.within
        )
        members = self._compared if compared else self._main
        return self._indexed(members, positions, compared).get(_at(cells, positions), [])

    def _events_over(self, cells: Cells, over: int | str, *, compared: bool) -> list[Event]:
        time = self._time
        range_ = self._second if compared else self._first
        assert time is not None
        assert range_ is not None
        start = cells[time].value
        if over == "all":
            starts = [one for one in self._buckets_in(range_) if one <= start]
            members = self._compared if compared else self._main
        else:
            before = buckets_before(
                self._time_key.calendar, self._time_key.unit, start, int(over) - 1
            )
            starts = [*before, start]
            members = [one for one in self._members if one[0][self._time_field] < range_.end]
        index = self._indexed(members, tuple(range(len(self.keys))), (over == "all", compared))
        return [
            event
            for one in starts
            for event in index.get((*cells[:time], Cell(one), *cells[time + 1 :]), [])
        ]

    def _indexed(
        self, members: Iterable[Member], positions: tuple[int, ...], name: Any
    ) -> dict[Cells, list[Event]]:
        if (positions, name) not in self._index:
            index: dict[Cells, list[Event]] = defaultdict(list)
            for event, cells in members:
                index[_at(cells, positions)].append(event)
            self._index[positions, name] = index
        return self._index[positions, name]

    def by_key(self, rows: list[Row], index: int, *, descending: bool) -> list[Row]:
        """Sort rows by a group key: values, then null, then the rest of a top."""
        key = self.keys[index]
        rest = [row for row in rows if row.cells[index].is_rest]
        null = [row for row in rows if row.cells[index] == Cell(None)]
        values = [row for row in rows if row.cells[index].identity is not None]
        values.sort(
            key=lambda row: key.sort_key(row.cells[index], self._native), reverse=descending
        )
        return [*values, *null, *rest]

    def in_default_order(self, rows: list[Row]) -> list[Row]:
        """Sort rows by all group keys, ascending."""
        for index in reversed(range(len(self.keys))):
            rows = self.by_key(rows, index, descending=False)
        return rows

    def show(self, row: Row, key: Key) -> Any:
        """Return the value of a group key as rows show it."""
        index = [one.label for one in self.keys].index(key.label)
        return self.keys[index].show(row.cells[index], self._native)


def _at(cells: Cells, positions: tuple[int, ...]) -> Cells:
    return tuple(cells[position] for position in positions)


def _without(cells: Cells, position: int) -> Cells:
    return (*cells[:position], *cells[position + 1 :])
