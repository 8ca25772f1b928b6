"""All that is stored of a dataset, as the bodies that store it again."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import orjson

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset
from evsrv.ingest.bodies import conversation_body, event_body, feedback_body
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.statement import compile_row_numbers
from evsrv.sqlite.conversation_rows import load_conversation
from evsrv.sqlite.feedback_rows import load_feedback
from evsrv.sqlite.insert import load_event


def dump(connection: sqlite3.Connection, plan: Plan) -> Iterator[bytes]:
    """Yield the rows that pass a plan's filter as lines of JSON, in the order of their storing.

    All are of one snapshot: the connection is in a transaction until the last line. In this order
    an import joins feedback to the same conversations.
    """
    load_body = _BODIES[plan.dataset]
    connection.execute("BEGIN")
    query = compile_row_numbers(plan, read_plan_context(connection, plan))
    for (row,) in connection.execute(query.text, query.parameters):
        yield orjson.dumps(load_body(connection, row), option=orjson.OPT_APPEND_NEWLINE)
    connection.execute("COMMIT")


def _event(connection: sqlite3.Connection, row: int) -> dict[str, Any]:
    return event_body(load_event(connection, row))


def _conversation(connection: sqlite3.Connection, row: int) -> dict[str, Any]:
    return conversation_body(load_conversation(connection, row))


def _feedback(connection: sqlite3.Connection, row: int) -> dict[str, Any]:
    stored = load_feedback(connection, row)
    return feedback_body(stored.feedback, stored.logged_with)


_BODIES: Mapping[Dataset, Callable[[sqlite3.Connection, int], dict[str, Any]]] = MappingProxyType(
    {EVENTS: _event, CONVERSATIONS: _conversation, FEEDBACK: _feedback}
)
"""How the row of a dataset becomes a body."""
