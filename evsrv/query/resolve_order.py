"""The order of rows: names resolved and ties broken, so that paging is stable."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from evsrv.core.fields import FIELDS, Kind
from evsrv.core.limits import MAX_PATH_PARTS
from evsrv.core.scope import Scope
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import ast
from evsrv.query.hints import group_form, unknown_column
from evsrv.query.issues import Issues
from evsrv.query.plan import WHOLE_FIELDS, Aggregation, Column, Ordering, Reference
from evsrv.query.resolve_columns import ResultColumns

NEWEST_FIRST = (
    Ordering(Reference(FIELDS["createdAt"]), descending=True),
    Ordering(Reference(FIELDS["id"]), descending=False),
)
_PROJECT = Ordering(Reference(FIELDS["projectId"]), descending=False)
"""Two projects of an organization may have events of one id."""


def resolve_order(
    orders: Sequence[ast.Order],
    columns: ResultColumns,
    scope: Scope,
    vocabulary: Vocabulary,
    issues: Issues,
) -> tuple[Ordering, ...]:
    """Resolve the columns in `orderBy` and add tie breakers that make the order complete."""
    resolver = _OrderResolver(columns, vocabulary, issues)
    wanted: dict[Column, Ordering] = {}
    for index, order in enumerate(orders):
        if column := resolver.resolve(order, f"/orderBy/{index}"):
            wanted.setdefault(column, Ordering(column, order.direction == "desc"))
    for tie in _ties(columns, scope):
        wanted.setdefault(tie.by, tie)
    return tuple(wanted.values())


def _ties(columns: ResultColumns, scope: Scope) -> Sequence[Ordering]:
    if columns.groups is not None:
        return [Ordering(key, descending=False) for key in columns.groups]
    return NEWEST_FIRST if scope.project_id is not None else (*NEWEST_FIRST, _PROJECT)


@frozen
class _OrderResolver:
    _columns: ResultColumns
    _vocabulary: Vocabulary
    _issues: Issues
    _named: Mapping[str, Column] = field(init=False)
    """The columns to sort by, except aggregations that are not selected."""

    @_named.default
    def _name_columns(self) -> Mapping[str, Column]:
        fields = () if self._is_grouped else WHOLE_FIELDS
        columns = (*fields, *self._columns.projection, *(self._columns.groups or ()))
        return {column.name: column for column in columns}

    @property
    def _is_grouped(self) -> bool:
        return self._columns.groups is not None

    def resolve(self, order: ast.Order, at: str) -> Column | None:
        if order.path:
            return self._resolve_path(order, at)
        column = self._named.get(order.field) or (
            _aggregation(order.field, self._vocabulary) if self._is_grouped else _path(order.field)
        )
        if column is None:
            known = _aggregation_names(self._vocabulary) if self._is_grouped else ()
            message = unknown_column(
                order.field, tuple(self._named), tuple(known), grouped=self._is_grouped
            )
            self._issues.add(message, at, "field")
        return column

    def _resolve_path(self, order: ast.Order, at: str) -> Column | None:
        if self._is_grouped and order.field not in FIELDS:
            aggregation = _aggregation(order.field, self._vocabulary, order.path)
            if aggregation is not None:
                return aggregation
        if order.field not in FIELDS or FIELDS[order.field].kind is not Kind.DOCUMENT:
            self._issues.add(
                f"a path goes into properties or userProperties only, not into {order.field!r}",
                at,
                "path",
            )
            return None
        reference = Reference(FIELDS[order.field], order.path)
        if self._columns.groups is not None and reference not in self._columns.groups:
            group = group_form(order.field, order.path)
            self._issues.add(f"not a column of the result; add {group} to groupBy", at)
            return None
        return reference


def _path(name: str) -> Reference | None:
    """Parse `properties.plan` as a path; only a selected column can have dots in its keys."""
    first, *path = name.split(".")
    if first in FIELDS and FIELDS[first].kind is Kind.DOCUMENT and len(path) <= MAX_PATH_PARTS:
        return Reference(FIELDS[first], tuple(path))
    return None


def _aggregation(name: str, vocabulary: Vocabulary, path: ast.Path = ()) -> Aggregation | None:
    """Parse `count`, `count_id` or `sum_properties.cost`, selected or not."""
    term, _, of = name.partition("_")
    aggregate = vocabulary.aggregates.get(term)
    if aggregate is None:
        return None
    if term == name:
        has_rows = aggregate.without_field is not None and not path
        return Aggregation(aggregate, None) if has_rows else None
    reference = Reference(FIELDS[of], path) if of in FIELDS else _path(of)
    if reference is None or reference.kind not in aggregate.takes:
        return None
    if path and reference.field.kind is not Kind.DOCUMENT:
        return None
    return Aggregation(aggregate, reference)


def _aggregation_names(vocabulary: Vocabulary) -> Iterable[str]:
    for name, aggregate in vocabulary.aggregates.items():
        if aggregate.without_field is not None:
            yield name
        yield from (f"{name}_{field}" for field in FIELDS)
