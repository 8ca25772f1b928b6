"""From a JSON body to the AST: the filter's depth, the schema, then typed objects."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import cattrs
from attrs import frozen

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.errors import Issue, Unprocessable, pointer
from evsrv.core.limits import MAX_FILTER_CONDITIONS, MAX_FILTER_DEPTH
from evsrv.query import ast
from evsrv.query.schema import Checker, Schemas

_SELECTIONS: Mapping[str, type[ast.Selection]] = {
    "field": ast.FieldSelection,
    "aggregation": ast.AggregationSelection,
    "time": ast.TimeSelection,
    "bucket": ast.BucketSelection,
    "formula": ast.FormulaSelection,
    "rank": ast.RankSelection,
}


@frozen
class QueryReader:
    """Parses query bodies. Raises `Unprocessable` with all violations of the schema."""

    _checkers: Mapping[Dataset, Checker]

    @classmethod
    def from_schemas(cls, schemas: Schemas) -> "QueryReader":
        """Return a reader for the vocabulary of these schemas."""
        return cls({dataset: schemas.checker("query", dataset) for dataset in DATASETS.values()})

    def read(self, document: Mapping[str, Any], dataset: Dataset) -> ast.Query:
        """Validate the body of a query of a dataset and return its AST."""
        # The sizes come first, since the validation recurses into filters.
        _check_sizes(document)
        if issues := self._checkers[dataset].issues(document):
            raise Unprocessable.of(issues)
        return _converter.structure(document, ast.Query)


def _check_sizes(document: Mapping[str, Any]) -> None:
    total = 0
    for filter_, at in _filters(document):
        conditions = _count_conditions(filter_, at)
        total += conditions
        if conditions > MAX_FILTER_CONDITIONS:
            raise _too_many_conditions("a filter", conditions, at)
        if total > MAX_FILTER_CONDITIONS:
            raise _too_many_conditions("all filters of a query together", total, at)


def _too_many_conditions(holder: str, conditions: int, at: str) -> Unprocessable:
    message = f"{holder} may hold at most {MAX_FILTER_CONDITIONS} conditions, not {conditions}"
    return Unprocessable.of([Issue(at, message)])


def _filters(document: Mapping[str, Any]) -> Iterator[tuple[object, str]]:
    """Yield each filter of a body that is not yet valid, and its JSON Pointer."""
    yield document.get("where"), "/where"
    if isinstance(select := document.get("select"), list):
        for index, selection in enumerate(select):
            if isinstance(selection, dict) and "where" in selection:
                yield selection["where"], f"/select/{index}/where"
    if "having" in document:
        yield document["having"], "/having"


def _count_conditions(filter_: object, at_filter: str) -> int:
    """Count the conditions of a filter. Raises `Unprocessable` if it nests too deep."""
    todo: list[tuple[object, str, int]] = [(filter_, at_filter, 0)]
    conditions = 0
    while todo:
        node, at, depth = todo.pop()
        if not isinstance(node, dict):
            continue
        conditions += "condition" in node
        children = [(child, pointer(at, "not")) for child in [node.get("not")] if child is not None]
        for name in ("and", "or"):
            if isinstance(filters := node.get(name), list):
                children += ((child, pointer(at, name, i)) for i, child in enumerate(filters))
        if children and depth >= MAX_FILTER_DEPTH:
            raise Unprocessable.of(
                [Issue(at, f"filters may nest at most {MAX_FILTER_DEPTH} levels deep")]
            )
        todo.extend((child, path, depth + 1) for child, path in children)
    return conditions


_converter = cattrs.Converter(use_alias=True)


# A number stays as it was sent: the name of a bucket is its edge.
_converter.register_structure_hook_func(lambda type_: type_ == int | float, lambda value, _: value)


@_converter.register_structure_hook
def _selection(document: Mapping[str, Any], _: object) -> ast.Selection:
    # `as` is a keyword of Python, so no attribute can have this name.
    if "as" in document:
        document = {**document, "alias": document["as"]}
    return _converter.structure(document, _SELECTIONS[document["type"]])


@_converter.register_structure_hook
def _over(number: float | Literal["all"] | None, _: object) -> int | Literal["all"] | None:
    return int(number) if isinstance(number, int | float) else number


@_converter.register_structure_hook
def _where(document: Mapping[str, Any] | None, _: object) -> ast.Filter | None:
    return None if document is None else _read_filter(document)


def _read_filter(document: Mapping[str, Any]) -> ast.Filter:
    match document:
        case {"and": filters}:
            return ast.And(tuple(map(_read_filter, filters)))
        case {"or": filters}:
            return ast.Or(tuple(map(_read_filter, filters)))
        case {"not": negated}:
            return ast.Not(_read_filter(negated))
    condition = document["condition"]
    return ast.Condition(
        condition["field"],
        condition["operator"],
        condition.get("value"),
        "value" in condition,
        condition.get("apply"),
    )
