"""Discovery of properties: the keys in JSON fields, and the values of a key."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.errors import Issue, Unprocessable
from evsrv.core.kinds import Kind
from evsrv.core.sql import Sql, bind, sql
from evsrv.plugin.terms import Operator
from evsrv.query.parameters import TIME_WORDS, Parameters, with_parameters
from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf, Condition, Predicate
from evsrv.query.reference import Reference

KEYS_WORDS = (*TIME_WORDS, "details")
"""The members of a request for keys that may also come as URL parameters."""
VALUES_WORDS = (*TIME_WORDS, "limit", "counts", "prefix")
"""The members of a request for values that may also come as URL parameters."""

_NOT_HERE: Mapping[str, str] = MappingProxyType(
    {
        name: f"{name!r} is for queries over a dataset; a discovery takes {', '.join(TIME_WORDS)}"
        for name in ("compare", "fill", "having", "meta")
    }
)
"""The messages for members of a query that have no meaning in a discovery."""


def with_discovery_parameters(
    document: Mapping[str, Any], parameters: Parameters, words: Sequence[str]
) -> dict[str, Any]:
    """Return a request with its URL parameters added; raise `Unprocessable` for bad ones.

    `words` are the members that may come by URL.
    """
    issues = [Issue(f"/{name}", _NOT_HERE[name]) for name in _NOT_HERE if name in document]
    if issues:
        raise Unprocessable.of(issues)
    return with_parameters(document, parameters, words=words, hints=_NOT_HERE)[0]


def _begins_with(value: Any, prefix: str) -> Sql:
    if "\0" in prefix:
        # No stored text has it, and PostgreSQL takes it in no parameter.
        return Sql("0 = 1")
    return sql("substr({}, 1, {}) = {}", value.text, bind(len(prefix)), bind(prefix))


_BEGINS_WITH = Operator(
    name="beginsWith",
    summary="the shown text begins with this text",
    operands={Kind.PATH: {"type": "string"}},
    render=_begins_with,
    portable=True,
)
"""Not a term of the vocabulary: its operators compare values, and `prefix` is of their texts."""


def rows_query(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query for the rows that a request selects."""
    return {name: request[name] for name in ("where", *TIME_WORDS) if name in request}


def values_query(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query for the values of a key, the most frequent first."""
    field, path = request["field"], [request["key"]]
    is_present = {"field": field, "operator": "isNotNull", "value": {"path": path}}
    return {
        "select": [{"type": "aggregation", "aggregation": "count"}],
        "groupBy": [{"field": field, "path": path}],
        "where": {"condition": is_present},
        "orderBy": [{"field": "count", "direction": "desc"}],
        "limit": request.get("limit", 100),
    }


def prefix_filter(request: Mapping[str, Any], dataset: Dataset) -> Predicate:
    """Return the filter of the values whose text begins with the prefix, if there is one."""
    if "prefix" not in request:
        return AllOf()
    value = Reference(dataset.fields[request["field"]], (request["key"],))
    return Condition(value, _BEGINS_WITH, request["prefix"])


def plan_views(request: Mapping[str, Any], plan: Callable[[Dataset], Plan]) -> list[Plan]:
    """Plan a request for each of its views; without views, for each that its filter fits.

    Raises `Unprocessable` if a named view refuses it, or all views do.
    """
    views = request.get("views")
    named = [one for one in DATASETS.values() if views is None or one.view in views]
    # A request that names only views without data has to fit some view all the same.
    asked = named or list(DATASETS.values())
    plans: list[Plan] = []
    refused: dict[Issue, list[Dataset]] = {}
    for dataset in asked:
        try:
            plans.append(plan(dataset))
        except Unprocessable as refusal:
            for issue in refusal.issues:
                refused.setdefault(issue, []).append(dataset)
    if refused and (not plans or (views is not None and named)):
        raise Unprocessable.of([_naming_views(*one, asked) for one in refused.items()])
    return plans if named else []


def _naming_views(issue: Issue, datasets: list[Dataset], asked: list[Dataset]) -> Issue:
    """Return an issue with the views that have it, unless all that were asked have."""
    if datasets == asked:
        return issue
    views = ", ".join(dataset.view for dataset in datasets)
    return Issue(issue.pointer, f"{issue.message} (in {views})")
