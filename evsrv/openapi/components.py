"""JSON Schema files as components of an OpenAPI document: names, references, formats, examples."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import Factory, frozen

from evsrv.core.datasets import Dataset
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.schema_documents import schema_documents

Json = dict[str, Any]

_LEAP = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DATE = (
    r"(?:(?!0000)[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP}-02-29)"
)
_TIME = r"[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?"
_OFFSET = r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)"
TIMESTAMP = f"^{_DATE}(?:{_TIME}{_OFFSET}?)?$"
"""Pattern of the format `timestamp`, for readers that do not know the format."""
_UNIT = "(?:minute|hour|day|week|month|quarter|year)s?"
_COUNT = "(?:[1-9][0-9]{0,3}|10000)"
_INSTANT = f"{_DATE}(?:{_TIME}{_OFFSET}?)?"
_INTERVAL = f"{_INSTANT}/{_INSTANT}"
_PATTERNS = {
    "timestamp": TIMESTAMP,
    "timestamp-with-offset": f"^{_DATE}{_TIME}{_OFFSET}$",
    "range": f"^(?:past {_COUNT} {_UNIT}|previous (?:{_COUNT} )?{_UNIT}"
    f"|(?:{_COUNT} )?{_UNIT} to date|{_INTERVAL})$",
    "compare": f"^(?:previous|{_COUNT} {_UNIT}|{_INTERVAL})$",
}

_WORD = re.compile(r"[-_:]?([A-Za-z0-9]+)")
_DATA = frozenset({"const", "default", "enum", "examples"})
_FILE_KEYWORDS = frozenset({"$schema", "$id", "$defs"})


@frozen
class Components:
    """Schemas by component name, and the examples of each."""

    schemas: dict[str, Json] = Factory(dict)
    examples: dict[str, list[Any]] = Factory(dict)
    """By component name of their schema."""

    @classmethod
    def read(cls, vocabulary: Vocabulary) -> "Components":
        """Return the components of the files and registries, without the names of terms."""
        components = cls()
        for document in schema_documents(vocabulary):
            *prefix, name = document["$id"].split(":")[2:]
            components.adopt(":".join((*prefix, name)), document, pascal(":".join(prefix)))
        return components

    def adopt(self, name: str, document: Mapping[str, Any], prefix: str = "") -> Json:
        """Add a JSON Schema document and each of its `$defs`; return a reference to it.

        `prefix` is put before the names of its `$defs`. Raises `ValueError` if a name is taken.
        """
        own = pascal(name)
        for part, schema in document.get("$defs", {}).items():
            self.add(prefix + pascal(part), _adapted(schema, own, prefix))
        schema = {key: value for key, value in document.items() if key not in _FILE_KEYWORDS}
        if examples := schema.pop("examples", None):
            self.examples[own] = examples
        if schema.keys() - {"title", "description"}:
            self.add(own, _adapted(schema, own, prefix))
        return reference(own)

    def add(self, name: str, schema: Json) -> None:
        """Add a schema. Raises `ValueError` if its name is taken."""
        if name in self.schemas:
            raise ValueError(f"two schemas are named {name}")
        self.schemas[name] = schema


def component_of(dataset: Dataset, name: str) -> str:
    """Return the name of a template's component for a dataset, as `EventsQuery`."""
    return pascal(dataset.name) + name


def reference(name: str) -> Json:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def any_of(variants: Sequence[Json]) -> Json:
    """Return a schema for any of these; without variants nothing fits, as `anyOf` needs one."""
    return {"anyOf": list(variants)} if variants else {"not": {}}


def names(known: Iterable[str]) -> Json:
    """Return a schema for these names; without names nothing fits."""
    listed = sorted(known)
    return {"enum": listed} if listed else {"not": {}}


def pascal(name: str) -> str:
    """Return a component name: `EventsQueryResult` for `events:query-result`."""
    return _WORD.sub(lambda match: match[1][0].upper() + match[1][1:], name)


def adapted(schema: Any) -> Any:
    """Return a schema, which must not refer to itself, as it is written in the document."""
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
    names = file.split(":")[2:]
    part, *below = inside.removeprefix("/$defs/").split("/")
    if not inside or (inside.startswith("/") and not inside.startswith("/$defs/")):
        return (pascal(":".join(names)) if file else own) + inside
    of_file = pascal(":".join(names[:-1])) if file else prefix
    return "/".join((of_file + pascal(part), *below))
