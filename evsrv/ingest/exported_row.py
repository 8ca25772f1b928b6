"""Rows of the NDJSON export of a query, read as bodies of ingestion."""

from collections.abc import Mapping
from typing import Any

from evsrv.core.datasets import Dataset
from evsrv.core.errors import Issue, Unprocessable, pointer
from evsrv.core.kinds import Kind

_OF_KEY = "organizationId"
"""A member of rows, and of no body."""


class ExportedRowReader:
    """Reads the rows of one dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self._documents = dataset.names_of(Kind.DOCUMENT)
        self._prefixes = tuple(f"{name}." for name in self._documents)
        self._renamed = {
            name: field.ingest_name
            for name, field in dataset.fields.items()
            if field.ingest_name != name
        }
        self._only_in_rows = {_OF_KEY, *self._renamed}

    def body_of(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the body that a row stands for; a body is returned as it is.

        The columns `properties.KEY` are members of the JSON field again. Raises `Unprocessable` if
        a row has such a column and the field as a whole.
        """
        # One search for the dot, because almost no body has one in the name of a member.
        if self._only_in_rows.isdisjoint(document) and not (
            "." in "".join(document) and any(name.startswith(self._prefixes) for name in document)
        ):
            return document
        body: dict[str, Any] = {}
        unpacked: dict[str, dict[str, Any]] = {}
        for name, value in document.items():
            field, dot, key = name.partition(".")
            if dot and field in self._documents:
                if document.get(field) is not None:
                    message = f"a member of {field!r}, which is here as a whole too"
                    raise Unprocessable.of([Issue(pointer("", name), message)])
                unpacked.setdefault(field, {})[key] = value
            elif name != _OF_KEY:
                renamed = self._renamed.get(name, name)
                body[name if renamed in document else renamed] = value
        return body | unpacked
