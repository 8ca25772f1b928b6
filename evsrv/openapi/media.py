"""Bodies of requests and responses: schemas with their examples."""

import json
from collections.abc import Sequence
from typing import Any

from evsrv.openapi.components import Components, Json, reference
from evsrv.plugin.output_format import Format


def media(name: str, components: Components, also: Json | None = None) -> Json:
    """Return a JSON body of a schema with its examples; `also` narrows the schema."""
    schema = reference(name)
    return {
        "schema": {"allOf": [schema, also]} if also else schema,
        "examples": {
            str(number): {"summary": _summary(value, number), "value": value}
            for number, value in enumerate(components.examples[name], 1)
        },
    }


def lines(description: str, examples: Sequence[Any]) -> Json:
    """Return a body of JSON values, one a line."""
    text = "".join(f"{json.dumps(example)}\n" for example in examples)
    schema = {"type": "string", "description": description}
    return {"schema": schema, "examples": {"1": {"value": text}}}


def plugin_media(form: Format) -> Json:
    """Return the body in an output format of a plugin."""
    return {"schema": {"type": "string", "description": form.summary}}


def _summary(value: Any, number: int) -> str:
    """Return the summary of an example: its notes or its event type, else its number."""
    return str(value.get("notes") or value.get("entityType") or f"Example {number}")
