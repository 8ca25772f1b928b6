"""The values of a row: aggregations, formulas and ranks, by name."""

from typing import Any

from semantics.language.aggregates import value_over
from semantics.language.columns import Aggregation, Formula, Rank
from semantics.language.formulas import evaluate
from semantics.language.groups import Groups, Row
from semantics.language.reading import Items, unselected_aggregation

COMPARED = "compared_"


class Values:
    """The values of all rows, computed if they are needed."""

    def __init__(self, groups: Groups, items: Items, zone: str) -> None:
        self._groups = groups
        self._columns = {column.label: column for column in items.computed}
        self._zone = zone
        self._known: dict[tuple[Row, str], Any] = {}
        self._ranks: dict[str, dict[Row, int]] = {}

    def has_compared(self, name: str) -> bool:
        """Return whether a column has one of the compared range behind it."""
        return self._groups.is_compared and isinstance(self._columns.get(name), Aggregation)

    def of(self, row: Row, name: str) -> Any:
        """Return the value of a column of a row, or None."""
        if (row, name) not in self._known:
            self._known[row, name] = self._compute(row, name)
        return self._known[row, name]

    def _compute(self, row: Row, name: str) -> Any:
        if name == "hours":
            return self._groups.hours(row)
        compared = name.startswith(COMPARED)
        base = name.removeprefix(COMPARED)
        column = self._columns.get(base) or unselected_aggregation(base, self._zone)
        if isinstance(column, Formula):
            return evaluate(column.text, lambda operand: self.of(row, operand))
        if isinstance(column, Rank):
            return self._ranked(column)[row]
        events = self._groups.events_of(row, column, compared=compared)
        return None if events is None else value_over(column, events, self._zone)

    def _ranked(self, rank: Rank) -> dict[Row, int]:
        if rank.label not in self._ranks:
            self._ranks[rank.label] = self._rank_rows(rank)
        return self._ranks[rank.label]

    def _rank_rows(self, rank: Rank) -> dict[Row, int]:
        rows = self._groups.in_default_order(self._groups.rows)
        present = [row for row in rows if self.of(row, rank.by) is not None]
        present.sort(key=lambda row: self.of(row, rank.by), reverse=rank.descending)
        null = [row for row in rows if self.of(row, rank.by) is None]
        labels = [key.label for key in self._groups.keys]
        counts: dict[Any, int] = {}
        ranks = {}
        for row in [*present, *null]:
            together = tuple(row.cells[labels.index(name)] for name in rank.within)
            counts[together] = counts.get(together, 0) + 1
            ranks[row] = counts[together]
        return ranks
