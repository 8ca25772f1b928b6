"""The schema of a condition: the operators of each field, and their operands."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from evsrv.core.fields import FIELDS
from evsrv.core.kinds import Kind
from evsrv.openapi.components import Components, Json, adapted, any_of, names, pascal
from evsrv.plugin.terms import Operator, Schema
from evsrv.plugin.vocabulary import Vocabulary

_TARGETS: Mapping[Kind, str] = {
    Kind.TEXT: "a text field",
    Kind.TIME: "createdAt",
    Kind.PATH: "the value at a path",
    Kind.DOCUMENT: "a whole JSON field",
}


def condition(base: Json, vocabulary: Vocabulary, components: Components) -> Json:
    """Return the schema of a condition; `base` is its schema without the vocabulary."""
    return {
        "title": "One test of a field",
        **any_of(
            [
                _variant(base, kind, operators, operand)
                for kind in _TARGETS
                for operators, operand in _by_operand(vocabulary, kind, components)
            ]
        ),
    }


def names_of(kinds: Kind) -> list[str]:
    """Return the names of the fields whose whole values are of these kinds."""
    return [name for name, field in FIELDS.items() if field.kind in kinds]


def _by_operand(
    vocabulary: Vocabulary, kind: Kind, components: Components
) -> Iterator[tuple[list[str], Json | None]]:
    """Yield the operators of this value kind, grouped by the schema of their operand."""
    groups: dict[str, tuple[list[str], Json | None]] = {}
    for operator in vocabulary.operators.values():
        if kind in operator.operands:
            operand = _operand(operator, kind, operator.operands[kind], components)
            operators, _ = groups.setdefault(json.dumps(operand, sort_keys=True), ([], operand))
            operators.append(operator.name)
    yield from groups.values()


def _operand(
    operator: Operator, kind: Kind, schema: Schema | None, components: Components
) -> Json | None:
    if schema is None:
        return None
    plain: Json = json.loads(json.dumps(schema, default=dict))
    if "$defs" not in plain and "$ref" not in json.dumps(plain):
        operand: Json = adapted(plain)
        return operand
    name = f"{pascal(operator.name)}Operand{pascal(str(kind.name).lower())}"
    return components.adopt(name, plain, prefix=name)


def _variant(base: Json, kind: Kind, operators: list[str], operand: Json | None) -> Json:
    members: dict[str, Any] = {
        "field": {"enum": names_of(Kind.DOCUMENT if kind is Kind.PATH else kind)},
        "operator": {"enum": operators},
        "value": {"type": "null"} if operand is None else operand,
    }
    if kind is Kind.PATH:
        members["value"] = _at_path(operand)
    needed = [] if operand is None and kind is not Kind.PATH else ["value"]
    return base | {
        "title": f"{', '.join(operators)} on {_TARGETS[kind]}",
        "properties": members,
        "required": [*base["required"], *needed],
    }


def _at_path(operand: Json | None) -> Json:
    return {
        "type": "object",
        "properties": {
            "path": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "value": {"type": "null"} if operand is None else operand,
        },
        "required": ["path"] if operand is None else ["path", "value"],
        "additionalProperties": False,
    }


def vocabulary_components(vocabulary: Vocabulary, components: Components) -> None:
    """Add the terms' names, and replace the schema of conditions by the exact one."""
    for name, terms in (
        ("Operator", vocabulary.operators),
        ("Aggregation", vocabulary.aggregates),
        ("TimeUnit", vocabulary.time_units),
    ):
        lines = [f"| `{term.name}` | {_cell(term.summary)} |" for term in terms.values()]
        table = "\n".join(["| name | meaning |", "| --- | --- |", *lines])
        components.add(name, names(terms) | {"description": table})
    schemas = components.schemas
    schemas["Condition"] = condition(schemas["Condition"], vocabulary, components)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
