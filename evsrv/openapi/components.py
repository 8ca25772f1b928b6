"""JSON Schema files as components of an OpenAPI document: names, references, formats, examples."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import Factory, frozen

from evsrv.core.resources import SCHEMAS
from evsrv.query.generated_schemas import GENERATED

Json = dict[str, Any]

_LEAP = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DATE = (
    r"(?:(?!0000)[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP}-02-29)"
)
_TIME = r"[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?"
_OFFSET = r"(?:[Zz]|[+-][0-9]{2}(?::?[0-5][0-9])?)"
TIMESTAMP = f"^{_DATE}(?:{_TIME}{_OFFSET}?)?$"
"""What the format `timestamp` takes, for readers that do not know it."""
_PATTERNS = {"timestamp": TIMESTAMP, "timestamp-with-offset": f"^{_DATE}{_TIME}{_OFFSET}$"}

_WORD = re.compile(r"[-_]?([A-Za-z0-9]+)")
_DATA = frozenset({"const", "default", "enum", "examples"})
_ABOUT_FILES = frozenset({"$schema", "$id", "$defs"})


@frozen
class Components:
    """Schemas by their names in the document, and examples that stand beside the schemas."""

    schemas: dict[str, Json] = Factory(dict)
    examples: dict[str, list[Any]] = Factory(dict)
    """By the name of the schema that they are examples of."""

    @classmethod
    def read(cls) -> "Components":
        """Read the files; what they say of the vocabulary is left to be added."""
        components = cls()
        for path in sorted(SCHEMAS.glob("*.json")):
            components.adopt(path.stem, json.loads(path.read_text("utf-8")))
        for document in GENERATED:
            components.adopt(document["$id"].rpartition(":")[2], document)
        return components

    def adopt(self, name: str, document: Mapping[str, Any], prefix: str = "") -> Json:
        """Add a whole JSON Schema document, each of its `$defs` by itself; refer to it.

        `prefix` is put before the names of its `$defs`. Raises `ValueError` where a name is taken.
        """
        own = pascal(name)
        for part, schema in document.get("$defs", {}).items():
            self.add(prefix + pascal(part), _adapted(schema, own, prefix))
        schema = {key: value for key, value in document.items() if key not in _ABOUT_FILES}
        if examples := schema.pop("examples", None):
            self.examples[own] = examples
        if schema.keys() - {"title", "description"}:
            self.add(own, _adapted(schema, own, prefix))
        return reference(own)

    def add(self, name: str, schema: Json) -> None:
        """Add one schema under a name that is not taken."""
        if name in self.schemas:
            raise ValueError(f"two schemas are named {name}")
        self.schemas[name] = schema


def reference(name: str) -> Json:
    """Refer to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def any_of(variants: Sequence[Json]) -> Json:
    """Allow any of these; nothing at all where there are none, for `anyOf` must not be empty."""
    return {"anyOf": list(variants)} if variants else {"not": {}}


def names(known: Iterable[str]) -> Json:
    """Allow these names; nothing at all where there are none."""
    listed = sorted(known)
    return {"enum": listed} if listed else {"not": {}}


def pascal(name: str) -> str:
    """Spell a file's or definition's name as components are: `query-result`, `QueryResult`."""
    return _WORD.sub(lambda match: match[1][0].upper() + match[1][1:], name)


def adapted(schema: Any) -> Any:
    """Make a schema without references to itself fit for the document."""
    return _adapted(schema, "", "")


def _adapted(schema: Any, own: str, prefix: str) -> Any:
    match schema:
        case list():
            return [_adapted(member, own, prefix) for member in schema]
        case dict():
            return dict(_member(*member, own, prefix) for member in schema.items())
    return schema


def _member(name: str, value: Any, own: str, prefix: str) -> tuple[str, Any]:
    match name, value:
        case "$ref", str():
            return name, f"#/components/schemas/{_target(value, own, prefix)}"
        case "format", str() if value in _PATTERNS:
            return "pattern", _PATTERNS[value]
    return name, value if name in _DATA else _adapted(value, own, prefix)


def _target(uri: str, own: str, prefix: str) -> str:
    file, _, inside = uri.partition("#")
    part, *below = inside.removeprefix("/$defs/").split("/")
    if not inside or (inside.startswith("/") and not inside.startswith("/$defs/")):
        whole = pascal(file.rpartition(":")[2]) if file else own
        return whole + inside
    return "/".join(((("" if file else prefix) + pascal(part)), *below))
