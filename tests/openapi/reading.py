"""Reading an OpenAPI document: its schemas as validators, and its examples."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = Any
_URI = "urn:document"


def resolved(document: Json, node: Json) -> Json:
    """Follow the reference that a node is, if it is one."""
    while isinstance(node, dict) and set(node) == {"$ref"}:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def validator(document: Json, schema: Json) -> Draft202012Validator:
    """Make a validator of a schema that stands in the document."""
    registry = Registry().with_resource(_URI, DRAFT202012.create_resource(document))
    return Draft202012Validator(absolute(schema), registry=registry)


def component(document: Json, name: str) -> Draft202012Validator:
    return validator(document, {"$ref": f"#/components/schemas/{name}"})


def absolute(node: Json) -> Json:
    """Let references into the document name it."""
    match node:
        case dict():
            return {
                name: f"{_URI}{value}" if name == "$ref" else absolute(value)
                for name, value in node.items()
            }
        case list():
            return [absolute(member) for member in node]
    return node


def walk(node: Json) -> Iterator[dict[str, Json]]:
    """Yield every object in a document."""
    if isinstance(node, dict):
        yield node
    for member in node.values() if isinstance(node, dict) else node:
        if isinstance(member, dict | list):
            yield from walk(member)


@frozen
class Operation:
    path: str
    method: str
    description: Json

    @property
    def label(self) -> str:
        return f"{self.method.upper()} {self.path}"


def operations(document: Json) -> list[Operation]:
    return [
        Operation(path, method, description)
        for path, methods in document["paths"].items()
        for method, description in methods.items()
    ]


@frozen
class Example:
    """One example: which operation it belongs to, of which media type, and its schema."""

    operation: Operation
    media_type: str
    schema: Json
    value: Json
    status: str | None = None
    """None for a request."""


def request_examples(document: Json) -> Iterator[Example]:
    for operation in operations(document):
        content = operation.description.get("requestBody", {}).get("content", {})
        for media_type, media in content.items():
            for example in media["examples"].values():
                yield Example(operation, media_type, media["schema"], example["value"])


def response_examples(document: Json) -> Iterator[Example]:
    for operation in operations(document):
        for status, response in operation.description["responses"].items():
            for media_type, media in resolved(document, response).get("content", {}).items():
                for example in media.get("examples", {}).values():
                    yield Example(operation, media_type, media["schema"], example["value"], status)
