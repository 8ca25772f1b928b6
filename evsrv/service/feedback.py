"""The use cases of feedback: log, read, list."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import orjson
from attrs import frozen

from evsrv.core import timestamps
from evsrv.core.errors import NotFound, Unprocessable
from evsrv.core.feedback_row import FEEDBACK_TYPES
from evsrv.core.joined_feedback import JoinedFeedback
from evsrv.core.limits import LISTED_FEEDBACK, MAX_LISTED_FEEDBACK
from evsrv.core.scope import Scope
from evsrv.core.timing import row_counter, stage
from evsrv.engine.api_key import ApiKey
from evsrv.engine.feedback_store import FeedbackStore
from evsrv.ingest.feedback_echo import show_feedback, show_joined_feedback
from evsrv.ingest.feedback_limits import FeedbackLimits
from evsrv.ingest.feedback_reader import FeedbackReader
from evsrv.ingest.stats import IngestStats
from evsrv.query.frontend import Document
from evsrv.query.parameters import Parameters
from evsrv.service.list_parameters import ListPage, read_list_page


@frozen
class Feedback:
    """The feedback that a key may log and read."""

    _store: FeedbackStore
    _reader: FeedbackReader
    _limits: FeedbackLimits
    _stats: IngestStats

    async def log(self, document: Document, key: ApiKey) -> dict[str, Any]:
        """Answer `POST /feedback`: store or update one; return it as the key may see it."""
        with stage("compile"):
            sent = self._reader.read(
                document,
                organization_id=key.organization_id,
                project_id=key.project_id,
                integration_id=key.integration_id,
                logged_with=key.logs_with,
                now=timestamps.now(),
            )
            if exceeded := self._limits.exceeded(document, sent):
                self._stats.refused_by_limit.update({limit.setting for limit in exceeded})
                raise Unprocessable.of([limit.issue for limit in exceeded])
        stored = await self._store.log(sent)
        # What an update leaves as it is stored is not for a key that only writes.
        return show_feedback(stored if key.reads else sent.as_new())

    async def find(self, id_: str, key: ApiKey) -> dict[str, Any]:
        """Answer `GET /feedback/{id}`."""
        found = await self._store.find(key.scope, id_)
        if found is None:
            raise NotFound("there is no such feedback, or its message was not logged yet")
        with stage("render"):
            return show_joined_feedback(found)

    def list_page(self, scope: Scope, parameters: Parameters) -> AsyncGenerator[bytes, None]:
        """Answer `GET /feedback` in chunks. Close the generator."""
        page = read_list_page(
            parameters, default_limit=LISTED_FEEDBACK, max_limit=MAX_LISTED_FEEDBACK
        )
        return self._chunks(scope, page, row_counter())

    async def _chunks(
        self, scope: Scope, page: ListPage, count_rows: Callable[[int], None]
    ) -> AsyncGenerator[bytes, None]:
        async with self._store.page(scope, limit=page.limit, offset=page.offset) as opened:
            totals = await opened.totals()
            counts = {f"{type_}FeedbackCount": totals.get(type_, 0) for type_ in FEEDBACK_TYPES}
            yield orjson.dumps(counts).removesuffix(b"}")
            for type_ in FEEDBACK_TYPES:
                start = f',"{type_}Feedback":['.encode()
                async with aclosing(opened.batches(type_, _encode)) as batches:
                    async for batch in batches:
                        count_rows(len(batch))
                        yield start + b",".join(batch)
                        start = b","
                yield b"]" if start == b"," else start + b"]"
            yield b"}"


def _encode(joined: JoinedFeedback) -> bytes:
    return orjson.dumps(show_joined_feedback(joined))
