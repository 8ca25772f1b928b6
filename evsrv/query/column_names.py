"""The names of a grouped result's columns, and what each of them means in the query."""

from collections.abc import Mapping
from typing import TypeVar

import attrs
from attrs import define, field, frozen

from evsrv.core.datasets import Dataset
from evsrv.core.fields import Kind
from evsrv.core.limits import MAX_PATH_PARTS
from evsrv.query import ast
from evsrv.query.columns import (
    Aggregation,
    GroupKey,
    ResultValue,
    TopValues,
)
from evsrv.query.query_context import QueryContext
from evsrv.query.reference import Reference

Named = TypeVar("Named", Reference, Aggregation)

COMPARED = "compared_"
"""The beginning of the names of columns of the compared range."""


@define
class ColumnNames:
    """The columns that formulas, ranks, `having` and `orderBy` can name."""

    _context: QueryContext
    _added: list[GroupKey | ResultValue] = field(factory=list)
    """The columns that the index does not have yet: most queries need none of it."""
    _index: "_Index | None" = None

    def add(self, *columns: GroupKey | ResultValue) -> None:
        """Add group keys, aggregations, formulas and ranks; one replaces another of its name."""
        self._added += columns

    @property
    def keys(self) -> Mapping[str, GroupKey]:
        """The group keys by name."""
        return self._indexed.keys

    @property
    def values(self) -> Mapping[str, ResultValue]:
        """The selected aggregations, formulas and ranks that have been added, by name."""
        return self._indexed.values

    @property
    def _indexed(self) -> "_Index":
        if self._index is None:
            self._index = _Index()
        for column in self._added:
            self._index.add(column)
        self._added.clear()
        return self._index

    def own_name(self, derived: str) -> str | None:
        """Return the name of a group key that has one of its own instead of this."""
        return self._indexed.replaced.get(derived)

    def find_key(self, reference: Reference) -> GroupKey | None:
        """Return the group key of a value that has no name of its own."""
        for key in self.keys.values():
            if key == reference or (isinstance(key, TopValues) and key.reference == reference):
                return key
        return None

    def find_value(self, name: str, path: ast.Path = ()) -> ResultValue | None:
        """Return the aggregation, selected or not, or the added formula or rank of this name.

        With a path the name is that of an aggregation of a JSON field, as in `orderBy`.
        """
        index = self._indexed
        if not path and (value := index.values.get(name) or index.derived.get(name)):
            return value
        if found := self._parse(name, path):
            selected = index.derived.get(found.name)
            return selected if selected and without_alias(selected) == found else found
        if self._context.is_compared and name.startswith(COMPARED):
            value = self.find_value(name.removeprefix(COMPARED), path)
            if isinstance(value, Aggregation) and not value.compared:
                return attrs.evolve(value, compared=True)
        return None

    def _parse(self, name: str, path: ast.Path) -> Aggregation | None:
        """Parse `count`, `count_id`, `sum_properties.cost` or `countDistinct_user_lower`."""
        term, _, of = name.partition("_")
        aggregate = self._context.vocabulary.aggregates.get(term)
        if aggregate is None:
            return None
        if term == name:
            has_rows = aggregate.without_field is not None and not path
            return Aggregation(aggregate, None) if has_rows else None
        reference = self._reference(of, path)
        if reference is None or reference.kind not in aggregate.takes:
            return None
        return Aggregation(aggregate, reference)

    def _reference(self, name: str, path: ast.Path) -> Reference | None:
        fields = self._context.fields
        if source := fields.get(name):
            return None if path and source.kind is not Kind.DOCUMENT else Reference(source, path)
        if path:
            return None
        if reference := parse_path(name, self._context.dataset):
            return reference
        source_name, _, apply = name.rpartition("_")
        source = fields.get(source_name)
        function = self._context.vocabulary.functions.get(apply)
        if source is None or function is None or source.kind not in function.takes:
            return None
        return Reference(source, function=function)


@frozen
class _Index:
    keys: dict[str, GroupKey] = field(factory=dict)
    values: dict[str, ResultValue] = field(factory=dict)
    """By their own names."""
    derived: dict[str, Aggregation] = field(factory=dict)
    """The aggregations with a name of their own, by the names that they have without it."""
    replaced: dict[str, str] = field(factory=dict)
    """The own names of group keys, by the names that they have without them."""

    def add(self, column: GroupKey | ResultValue) -> None:
        if isinstance(column, ResultValue):
            self.values[column.name] = column
            if isinstance(column, Aggregation) and column.alias and has_derived_name(column):
                self.derived[derived_name(column)] = column
            return
        self.keys[column.name] = column
        if (derived := derived_name(column)) != column.name:
            self.replaced[derived] = column.name


def parse_path(name: str, dataset: Dataset) -> Reference | None:
    """Parse `properties.plan` as a path; only a selected column can have dots in its keys."""
    first, *path = name.split(".")
    source = dataset.fields.get(first)
    if source is not None and source.kind is Kind.DOCUMENT and len(path) <= MAX_PATH_PARTS:
        return Reference(source, tuple(path))
    return None


def has_derived_name(aggregation: Aggregation) -> bool:
    """Return whether an aggregation has a name without one of its own."""
    return aggregation.where is None and aggregation.window is None


def without_alias(column: Named) -> Named:
    """Return a column with its derived name."""
    return column if column.alias is None else attrs.evolve(column, alias=None)


def derived_name(column: GroupKey | Aggregation) -> str:
    """Return the name that a column has without one of its own."""
    if isinstance(column, TopValues):
        return derived_name(column.reference)
    return column.name if column.alias is None else attrs.evolve(column, alias=None).name
