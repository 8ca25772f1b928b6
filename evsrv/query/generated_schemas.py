"""Schemas generated from the registries, for the files of `schemas/` to refer to."""

from collections.abc import Mapping
from typing import Any

from evsrv.core.error_codes import ErrorCode
from evsrv.core.fields import FIELDS, Field
from evsrv.core.kinds import Kind
from evsrv.plugin.terms import Schema


def error_code_schema() -> Schema:
    """Return `urn:evsrv:error-codes`: the codes of problems."""
    return {
        "$id": "urn:evsrv:error-codes",
        "$defs": {"code": {"enum": [code.value for code in ErrorCode]}},
    }


def field_schema(fields: Mapping[str, Field]) -> Schema:
    """Return `urn:evsrv:fields`: names of fields, and the fields as members of answers.

    The definitions are `field` and `jsonField` for names, one named as its field for each list of
    values, `rowFields` for the rows of query results and `storedFields` for stored rows.
    """
    values = {name: {"enum": list(field.values)} for name, field in fields.items() if field.values}
    return {
        "$id": "urn:evsrv:fields",
        "$defs": {
            "field": {"enum": list(fields)},
            "jsonField": {
                "enum": [name for name, field in fields.items() if field.kind is Kind.DOCUMENT]
            },
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
    json_type = "object" if field.kind is Kind.DOCUMENT else "string"
    return {"type": [json_type, "null"] if field.null_in_output else json_type}


GENERATED = (error_code_schema(), field_schema(FIELDS))
"""The schemas that do not depend on plugins."""
