"""The check of all JSON in a file."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping

import orjson
from attrs import frozen

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK
from evsrv.core.errors import clip
from evsrv.core.json_text import canonical
from evsrv.sqlite.property_keys import KeyRow

_CHUNK_ROWS = 1000
_EXPONENT = re.compile(r"(\d)e\+(\d)")

_TYPES: Mapping[type, str] = {dict: "an object", list: "an array"}
_OBJECT = (dict,)
_ARRAY = (list,)


@frozen
class _Documents:
    """The columns of a table that hold JSON."""

    noun: str
    """A row in sentences."""
    source: str
    """The table, or the join that also has the row's organization and project."""
    columns: Mapping[str, tuple[str, tuple[type, ...]]]
    """Column and allowed types of each document, by its name in the API."""


_OBJECTS = {
    "properties": ("properties", _OBJECT),
    "userProperties": ("user_properties", _OBJECT),
}
_EVENTS = _Documents("event", EVENTS.name, _OBJECTS)
_OTHERS = (
    _Documents("conversation", CONVERSATIONS.name, {**_OBJECTS, "tags": ("tags", _ARRAY)}),
    _Documents(
        "message",
        """
        (
            SELECT messages.*, project_id
            FROM messages LEFT JOIN conversations ON conversations.row = messages.conversation
        )
        """,
        {
            **_OBJECTS,
            "content": ("content", (str, list)),
            "links": ("links", _ARRAY),
            "tool_calls": ("tool_calls", _ARRAY),
        },
    ),
    _Documents("feedback", FEEDBACK.name, {**_OBJECTS, "reasons": ("reasons", _ARRAY)}),
)
"""The tables beside that of events, which older files lack."""


class DocumentScan:
    """A scan of all rows: it checks their JSON and collects the keys in that of the events."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        done: Callable[[int], None],
        *,
        has_conversations: bool,
    ) -> None:
        self._connection = connection
        self._done = done
        self._others = _OTHERS if has_conversations else ()
        self.keys = set[KeyRow]()
        self.complete = False
        """Whether all events were read, so that there are no other keys."""

    def problems(self) -> Iterator[str]:
        """Yield the problems; afterwards the keys are complete."""
        yield from self._problems(_EVENTS, collect_keys=True)
        self.complete = True
        for documents in self._others:
            yield from self._problems(documents)

    def _problems(self, documents: _Documents, *, collect_keys: bool = False) -> Iterator[str]:
        columns = ", ".join(column for column, _ in documents.columns.values())
        rows = self._connection.execute(
            f"SELECT id, organization_id, project_id, {columns} FROM {documents.source}"  # noqa: S608
        )
        while chunk := rows.fetchmany(_CHUNK_ROWS):
            for id_, organization, project, *texts in chunk:
                for (name, (_, types)), text in zip(documents.columns.items(), texts, strict=True):
                    if text is None:
                        continue
                    value = _parse(text)
                    if collect_keys and isinstance(value, dict):
                        self.keys.update((organization, project, name, key) for key in value)
                    if flaw := _flaw(value, text, types):
                        row = f"{documents.noun} {clip(id_)} of {clip(organization or '')}"
                        yield f"{name} of {row} {flaw}"
            self._done(len(chunk))


def _parse(text: str) -> object:
    try:
        return orjson.loads(text.encode("utf-8", "surrogateescape"))
    except orjson.JSONDecodeError:
        return None


def _flaw(value: object, text: str, types: tuple[type, ...]) -> str | None:
    if value is None and text != "null":
        return "is not valid JSON"
    if not isinstance(value, types):
        return f"is not {' or '.join(_TYPES.get(type_, 'a string') for type_ in types)}"
    is_canonical = _normalized(canonical(value)) == _normalized(text)
    return None if is_canonical else "is not in canonical form"


def _normalized(text: str) -> str:
    # Releases of orjson render exponents differently.
    return _EXPONENT.sub(r"\1e\2", text)
