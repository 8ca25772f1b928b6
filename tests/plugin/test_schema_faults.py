from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from evsrv.plugin import schema_faults
from evsrv.plugin.schema_faults import schema_fault


class _Type(StrEnum):
    TEXT = "string"


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"type": "string"},
        {"type": "strnig"},
        {"type": ["string", "string"]},
        {"type": _Type.TEXT},
        {"type": 5},
        {"items": {"type": "strnig"}},
        {"items": [1]},
        {"properties": {"a": {"minimum": "1"}}},
        {"minimum": float("inf")},
        {"maxLength": 1.0},
        {"maxLength": 1.5},
        {"minLength": -1},
        {"required": "a"},
        {"enum": []},
        {"$ref": "#/$defs/none"},
        {"$ref": "a b"},
        {"$id": "a#b"},
        {"format": "unknown"},
        {"pattern": "("},
        {"pattern": r"\p{L}"},
        {"pattern": r"(?P<year>\d+)\Z"},
        {"patternProperties": {"(": {}}},
        {"properties": MappingProxyType({})},
        MappingProxyType({"type": "string"}),
        "string",
        None,
    ],
    ids=repr,
)
def test_fault_is_that_of_the_reference_implementation(schema: Mapping[str, object]) -> None:
    try:
        Draft202012Validator.check_schema(schema)
        expected = None
    except SchemaError as error:
        expected = error.message
    assert schema_fault(schema) == expected


def test_tuple_is_an_array() -> None:
    assert schema_fault({"enum": ("a", "b"), "type": ("string", "null")}) is None
    assert schema_fault({"enum": "a"}) == "'a' is not of type 'array'"


def test_valid_schema_is_accepted_without_the_slower_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(schema_faults, "Draft202012Validator", None)
    assert schema_fault({"type": "array", "items": {"pattern": "^a"}}) is None
