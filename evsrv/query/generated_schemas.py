"""Schemas generated from the registries, for the files of `schemas/` to refer to."""

from evsrv.core.error_codes import ErrorCode
from evsrv.plugin.terms import Schema


def error_code_schema() -> Schema:
    """Return `urn:evsrv:error-codes`: the codes of problems."""
    return {
        "$id": "urn:evsrv:error-codes",
        "$defs": {"code": {"enum": [code.value for code in ErrorCode]}},
    }


GENERATED = (error_code_schema(),)
"""The schemas that do not depend on plugins."""
