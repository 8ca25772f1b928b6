"""The operations of `/query`."""

from collections.abc import Mapping

from evsrv.config import Settings
from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.error_codes import ErrorCode
from evsrv.openapi.components import TIMESTAMP, Components, Json, component_of, pascal
from evsrv.openapi.media import lines, media, plugin_media
from evsrv.openapi.operation import BODY_ERRORS, JSON, KEY_ERRORS, NDJSON, operation
from evsrv.openapi.parameters import (
    AS_EVENTS,
    MAX_INTEGER,
    SPREADSHEET,
    format_parameter,
    keys_parameters,
    meta_parameter,
    query_parameters,
    time_parameters,
    url_parameter,
    values_parameters,
)
from evsrv.plugin.output_format import Format

Formats = Mapping[str, Format]
"""The output formats of plugins by name."""


def query_paths(components: Components, settings: Settings, formats: Formats) -> Json:
    """Return the paths of queries, discovery and reports."""
    paths: Json = {}
    for dataset in DATASETS.values():
        paths |= _dataset_paths(dataset, components, settings, formats)
    for path, name in (("", "querySemanticThreads"), ("/export", "exportSemanticThreads")):
        paths[f"/query/semantic-threads{path}"] = {"post": _semantic_threads(name)}
    return paths | {
        "/query/property-keys": {
            "post": operation(
                "propertyKeys",
                "Discovery",
                "Ask for the keys of a JSON field",
                "",
                parameters=keys_parameters(),
                body={JSON: media("PropertyKeys", components)},
                answers={JSON: media("PropertyKeysResult", components)},
                errors=(*KEY_ERRORS, *BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/property-values": {
            "post": operation(
                "propertyValues",
                "Discovery",
                "Ask for the values of a key",
                "",
                parameters=values_parameters(settings.max_page_size),
                body={JSON: media("PropertyValues", components)},
                answers={JSON: media("PropertyValuesResult", components)},
                errors=(*KEY_ERRORS, *BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/vocabulary": {
            "get": operation(
                "vocabulary",
                "Discovery",
                "Ask for the words of the query language",
                "The operators, aggregations, time units, functions and derived fields of this"
                " server, the fields of its datasets, its limits, its plugins and its versions. The"
                " answer has an `ETag`.",
                answers={JSON: media("Terms", components)},
                errors=(*KEY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/top-search-queries": {
            "get": _report("topSearchQueries", "Ask for the most frequent searches", components)
        },
        "/query/weekly-search-users": {
            "get": _report("weeklySearchUsers", "Ask how many users search, by week", components)
        },
    }


def _dataset_paths(
    dataset: Dataset, components: Components, settings: Settings, formats: Formats
) -> Json:
    query, result = component_of(dataset, "Query"), component_of(dataset, "QueryResult")
    row = components.examples[result][0]["data"]["result"][0]
    files = {form.content_type: plugin_media(form) for form in formats.values()}
    page = {"maximum": settings.max_page_size, "default": settings.page_size}
    return {
        f"/query/{dataset.name}": {
            "post": operation(
                f"query{pascal(dataset.name)}",
                "Queries",
                f"Ask for a page of rows of {dataset.name}",
                "Members that are one text, number or boolean may stand in the body or in the URL;"
                " in both, they must agree.",
                parameters=[
                    *query_parameters(settings.max_page_size),
                    meta_parameter(),
                    format_parameter(("json", *formats), "json"),
                ],
                body={JSON: media(query, components, {"properties": {"limit": page}})},
                answers={JSON: media(result, components), **files},
                errors=(*KEY_ERRORS, *BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        f"/query/{dataset.name}/export": {
            "post": operation(
                f"export{pascal(dataset.name)}",
                "Queries",
                f"Ask for all rows of {dataset.name} as a file",
                "The file is streamed: CSV (RFC 4180), or NDJSON if `Accept` prefers that. A"
                " JSON field becomes a column for each member that its rows have, or one column of"
                " JSON as it was sent if its selection has the mode `json`. An error in the middle"
                " aborts the stream.",
                parameters=[
                    *query_parameters(MAX_INTEGER),
                    SPREADSHEET,
                    *([AS_EVENTS] if dataset.rows_are_bodies else []),
                    format_parameter(("csv", "ndjson", *formats), "csv"),
                ],
                body={JSON: media(query, components, {"properties": {"meta": {"const": False}}})},
                answers={
                    "text/csv": {
                        "schema": {"type": "string"},
                        "examples": {"1": {"value": f"{','.join(row)}\r\n"}},
                    },
                    NDJSON: lines("A row a line.", [row]),
                    **files,
                },
                errors=(*KEY_ERRORS, *BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
    }


def _semantic_threads(name: str) -> Json:
    return operation(
        name,
        "Queries",
        "Refused: this server has no semantic threads",
        "Semantic threads are written by a language model, and this server has none.",
        answers={},
        errors=(*KEY_ERRORS, ErrorCode.FORBIDDEN, ErrorCode.UNPROCESSABLE_ENTITY),
    )


def _report(name: str, summary: str, components: Components) -> Json:
    after = {"type": "string", "pattern": TIMESTAMP, "examples": ["2026-03-02"]}
    project = {"type": "string", "examples": ["docs"]}
    return operation(
        name,
        "Reports",
        summary,
        "Looks at events of the eventType `search` that have a searchQuery.",
        parameters=[
            url_parameter("after", "Start; ISO 8601, a date or a time.", after),
            url_parameter("project_id", "The project.", project),
            *time_parameters(),
        ],
        answers={JSON: media(f"{name[0].upper()}{name[1:]}", components)},
        errors=(*KEY_ERRORS, ErrorCode.FORBIDDEN, ErrorCode.UNPROCESSABLE_ENTITY),
    )
