"""The sources that answer queries of the command line: a file, or a running server."""

from collections.abc import AsyncGenerator
from typing import Any, Protocol

import orjson
from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.kinds import Kind
from evsrv.core.scope import Scope
from evsrv.service.service import Service

Document = dict[str, Any]


class QuerySource(Protocol):
    """Answers queries as JSON, and all rows of queries as files."""

    async def answer(self, dataset: Dataset, document: Document) -> bytes:
        """Return the answer of `POST /query/DATASET`."""

    def export(
        self, dataset: Dataset, document: Document, form: str
    ) -> AsyncGenerator[bytes, None]:
        """Yield the answer of `POST /query/DATASET/export` in chunks."""

    async def page_file(self, dataset: Dataset, document: Document, form: str) -> bytes:
        """Return the answer of `POST /query/DATASET` in a format of a plugin."""


@frozen
class FileSource:
    """A file, with the rights of a key of the scope."""

    _service: Service
    _scope: Scope

    async def answer(self, dataset: Dataset, document: Document) -> bytes:
        """Return the answer of a server on the file."""
        answer = await self._service.answer(dataset, document, self._scope)
        return orjson.dumps(answer.envelope())

    def export(
        self, dataset: Dataset, document: Document, form: str
    ) -> AsyncGenerator[bytes, None]:
        """Yield all rows in chunks."""
        named = (("format", form),)
        return self._service.export(dataset, document, self._scope, named).chunks

    async def page_file(self, dataset: Dataset, document: Document, form: str) -> bytes:
        """Return the answer of a server on the file, in a format of a plugin."""
        named = self._service.formats.named_page(form)
        return await self._service.page_file(dataset, document, self._scope, (), named)


def with_whole_documents(dataset: Dataset, document: Document) -> Document:
    """Return a query whose export has each JSON field as one column, as the query itself has it.

    An invalid `select` stays as it is, to be refused.
    """
    select = document.get("select") or []
    if not select and not document.get("groupBy"):
        select = [{"type": "field", "field": name} for name in dataset.fields]
    if not isinstance(select, list):
        return document
    names = dataset.names_of(Kind.DOCUMENT)
    whole = [
        {**item, "mode": "json"}
        if isinstance(item, dict) and item.get("field") in names and "path" not in item
        else item
        for item in select
    ]
    return {**document, "select": whole}
