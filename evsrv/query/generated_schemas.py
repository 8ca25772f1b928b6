"""Schemas generated from the registries, for the files of `schemas/` to refer to."""

from collections.abc import Collection
from typing import Any

from evsrv.core.datasets import DATASETS, SEMANTIC_THREADS_VIEW, Dataset
from evsrv.core.error_codes import ErrorCode
from evsrv.core.fields import Field
from evsrv.core.kinds import Kind
from evsrv.plugin.terms import Schema

_TYPES = {Kind.NUMBER: "number", Kind.DOCUMENT: "object", Kind.ARRAY: "array"}
"""The JSON types of kinds; all others are strings."""


def error_code_schema() -> Schema:
    """Return `urn:evsrv:error-codes`: the codes of problems."""
    return {
        "$id": "urn:evsrv:error-codes",
        "$defs": {"code": {"enum": [code.value for code in ErrorCode]}},
    }


def view_schema() -> Schema:
    """Return `urn:evsrv:views`: the names of views, and the filters over any of them.

    `jsonField` has the JSON fields, which all datasets have.
    """
    datasets = DATASETS.values()
    json_fields = [dataset.names_of(Kind.DOCUMENT) for dataset in datasets]
    return {
        "$id": "urn:evsrv:views",
        "$defs": {
            "view": {"enum": [*(dataset.view for dataset in datasets), SEMANTIC_THREADS_VIEW]},
            "jsonField": {
                "enum": list(dict.fromkeys(name for names in json_fields for name in names))
            },
            "anyFilter": {
                "anyOf": [{"$ref": f"urn:evsrv:{dataset.name}:filter"} for dataset in datasets]
            },
        },
    }


def field_schema(dataset: Dataset, derived: Collection[str] = ()) -> Schema:
    """Return `urn:evsrv:DATASET:fields`: names of fields, and the fields as members of answers.

    The definitions are `field` and `jsonField` for names, `derived` ones included, one named as its
    field for each list of values, `rowFields` for the rows of query results and `storedFields` for
    stored rows.
    """
    fields = dataset.fields
    values = {name: {"enum": list(field.values)} for name, field in fields.items() if field.values}
    return {
        "$id": f"urn:evsrv:{dataset.name}:fields",
        "$defs": {
            "field": {"enum": [*fields, *derived]},
            "jsonField": {"enum": dataset.names_of(Kind.DOCUMENT)},
            **values,
            "rowFields": {
                "type": "object",
                "properties": {name: _member(field) for name, field in fields.items()},
            },
            "storedFields": {
                "type": "object",
                "properties": {field.ingest_name: _member(field) for field in fields.values()},
                "required": [
                    field.ingest_name
                    for field in fields.values()
                    if field.null_in_output or not field.nullable
                ],
                "additionalProperties": False,
            },
        },
    }


def _member(field: Field) -> dict[str, Any]:
    if field.values:
        return {"$ref": f"#/$defs/{field.name}"}
    if field.kind is Kind.TIME:
        return {"$ref": "urn:evsrv:common#/$defs/instant"}
    json_type = _TYPES.get(field.kind, "string")
    return {"type": [json_type, "null"] if field.null_in_output else json_type}


GENERATED = (error_code_schema(), view_schema())
"""The schemas that do not depend on plugins."""
