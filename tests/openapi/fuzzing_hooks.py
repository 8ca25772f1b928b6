"""What schemathesis has to know of this API, and a tally of what it was answered."""

import json
import os
from pathlib import Path

import schemathesis

TALLY = "EVSRV_TEST_TALLY"
"""The environment variable that names its file: `{operation, mode, status}` a line."""


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """Send lines as they are, and what is no text as one line."""
    return (value if isinstance(value, str) else json.dumps(value)).encode()


@schemathesis.hook
def map_case(context, case):
    """Let the URL say nothing that the body says otherwise, as the description asks for."""
    mode = case.meta.generation.mode if case.meta else None
    positive = mode is not schemathesis.GenerationMode.NEGATIVE
    if positive and isinstance(case.body, dict) and case.query:
        case.query = {name: value for name, value in case.query.items() if name not in case.body}
    return case


@schemathesis.hook
def after_call(context, case, response):
    mode = case.meta.generation.mode.value if case.meta else None
    row = {"operation": case.operation.label, "mode": mode, "status": response.status_code}
    with Path(os.environ[TALLY]).open("a") as file:
        file.write(json.dumps(row) + "\n")
