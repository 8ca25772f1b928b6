"""Queries that plugins ask."""

from typing import Any

import orjson

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.errors import Unprocessable, unknown
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.plugin.route_request import Document


def read_plugin_query(query: Document, dataset: str) -> tuple[Dataset, dict[str, Any]]:
    """Return the dataset of this name, and a query as if a client had sent it.

    Raises `RequestError`, and TypeError for a query that is not JSON.
    """
    if dataset not in DATASETS:
        raise Unprocessable(unknown("dataset", dataset, DATASETS))
    # By way of its text: a document of Python may hold anything.
    text = orjson.dumps(query)
    return DATASETS[dataset], read_object(text, "the query", max_depth=MAX_QUERY_BODY_DEPTH)
