"""The rows that a command selects with `--where`: checked as a query's filter is."""

from collections.abc import Iterable, Sequence

import click

from evsrv.cli.json_argument import explained_json
from evsrv.config import Settings
from evsrv.core.datasets import Dataset
from evsrv.core.json_path import JsonPath
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.core.scope import Scope
from evsrv.language import make_frontend
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.frontend import Document
from evsrv.query.plan import Plan

where = click.option("--where", metavar="JSON", help="A filter, as `where` in a query.")


def read_filter(text: str) -> Document:
    """Parse the filter of an option. Raises `RequestError`."""
    data = text.encode("utf-8", "surrogateescape")
    with explained_json(text):
        return read_object(data, "--where", max_depth=MAX_QUERY_BODY_DEPTH)


def person_filter(paths: Iterable[JsonPath], user: str) -> Document:
    """Return the filter for the rows that have a person's id at any of these paths."""
    return {"or": [_condition(field, keys, user) for field, keys in paths]}


def plan_rows(
    settings: Settings,
    vocabulary: Vocabulary,
    dataset: Dataset,
    filter_: Document | None,
    scope: Scope,
) -> Plan:
    """Return the plan for the rows of a scope that pass a filter. Raises `RequestError`."""
    query = {} if filter_ is None else {"where": filter_}
    return make_frontend(settings, vocabulary).all_rows(dataset, query, scope)


def _condition(field: str, keys: Sequence[str], user: str) -> Document:
    value = {"path": list(keys), "value": user}
    return {"condition": {"field": field, "operator": "eq", "value": value}}
