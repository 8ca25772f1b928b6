"""The schema of a condition: the operators of each field, and their operands."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evsrv.core.datasets import DATASETS
from evsrv.core.kinds import Kind
from evsrv.openapi.components import (
    Components,
    Json,
    adapted,
    any_of,
    component_of,
    names,
    pascal,
)
from evsrv.openapi.selections import SelectionSchemas, functions_by_kinds
from evsrv.plugin.terms import Operator, Schema
from evsrv.plugin.vocabulary import Vocabulary

_TARGETS: Mapping[Kind, str] = {
    Kind.TEXT: "a text field",
    Kind.NUMBER: "a number field",
    Kind.TIME: "{time_field}",
    Kind.PATH: "the value at a path",
    Kind.DOCUMENT: "a whole JSON field",
    Kind.ARRAY: "a JSON field that holds an array",
}


ByOperand = tuple[list[str], Json | None]
"""Operators, with the schema of their operand or None."""

Operands = Mapping[Kind, Sequence[ByOperand]]
"""By kind of value."""


def condition(base: Json, selections: SelectionSchemas, operands: Operands) -> Json:
    """Return the schema of a condition; `base` is its schema without the vocabulary."""
    plain = [
        _variant(base, selections, kind, operators, operand)
        for kind in _TARGETS
        if _fields(selections, kind)
        for operators, operand in operands[kind]
    ]
    applied = [
        _variant(base, selections, kind, operators, operand, functions)
        for (takes, gives), functions in functions_by_kinds(selections.vocabulary)
        for kind in _TARGETS
        if kind in takes and _fields(selections, kind)
        for operators, operand in _merged(operands[gives])
    ]
    return {"title": "One test of a field", **any_of([*plain, *applied])}


def _merged(operands: Sequence[ByOperand]) -> Iterator[ByOperand]:
    """Yield the operators in two groups: those with an operand, and those without.

    A variant for each operand and function would be more than generators of test data can read.
    """
    for have_operand in (True, False):
        merged = [one for one in operands if (one[1] is not None) is have_operand]
        if known := [name for operators, _ in merged for name in operators]:
            schemas = [operand for _, operand in merged if operand is not None]
            yield known, any_of(schemas) if have_operand else None


def _fields(selections: SelectionSchemas, kind: Kind) -> list[str]:
    return selections.fields_of(Kind.DOCUMENT if kind is Kind.PATH else kind)


def _by_operand(vocabulary: Vocabulary, kind: Kind, components: Components) -> Iterator[ByOperand]:
    """Yield the operators of this value kind, grouped by the schema of their operand."""
    groups: dict[str, ByOperand] = {}
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
    name = f"{pascal(operator.name)}Operand{pascal(kind.label)}"
    return components.adopt(name, plain, prefix=name)


def _variant(
    base: Json,
    selections: SelectionSchemas,
    kind: Kind,
    operators: list[str],
    operand: Json | None,
    functions: Sequence[str] = (),
) -> Json:
    target = _TARGETS[kind].format(time_field=selections.dataset.time_field.name)
    if functions:
        target = f"{' or '.join(functions)} of {target}"
    members: dict[str, Any] = {
        "field": {"enum": _fields(selections, kind)},
        **({"apply": names(functions)} if functions else {}),
        "operator": {"enum": operators},
        "value": {"type": "null"} if operand is None else operand,
    }
    if kind is Kind.PATH:
        members["value"] = _at_path(operand)
    if kind is Kind.ARRAY and operand is not None:
        members["value"] = {"allOf": [operand, {"not": _at_path({})}]}
    needed = [] if operand is None and kind is not Kind.PATH else ["value"]
    needed += ["apply"] if functions else []
    return base | {
        "title": f"{', '.join(operators)} on {target}",
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
        ("Function", vocabulary.functions),
    ):
        lines = [f"| `{term.name}` | {_cell(term.summary)} |" for term in terms.values()]
        table = "\n".join(["| name | meaning |", "| --- | --- |", *lines])
        components.add(name, names(terms) | {"description": table})
    schemas = components.schemas
    # Once for all datasets: an operand's schema may be a component itself.
    operands = {kind: tuple(_by_operand(vocabulary, kind, components)) for kind in _TARGETS}
    for dataset in DATASETS.values():
        name = component_of(dataset, "Condition")
        selections = SelectionSchemas(dataset, vocabulary, schemas)
        schemas[name] = condition(schemas[name], selections, operands)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
