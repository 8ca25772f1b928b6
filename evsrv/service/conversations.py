"""The use cases of conversations: log, read, list, delete."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import orjson
from attrs import frozen

from evsrv.core import timestamps
from evsrv.core.conversation import Conversation
from evsrv.core.errors import Unprocessable
from evsrv.core.limits import LISTED_CONVERSATIONS, MAX_LISTED_CONVERSATIONS
from evsrv.core.scope import Scope
from evsrv.core.timing import row_counter, stage
from evsrv.engine.api_key import ApiKey
from evsrv.engine.conversation_access import check_read, no_such_conversation
from evsrv.engine.conversation_store import ConversationStore
from evsrv.ingest.conversation_echo import show_conversation
from evsrv.ingest.conversation_limits import ConversationLimits
from evsrv.ingest.conversation_reader import ConversationReader
from evsrv.ingest.stats import IngestStats
from evsrv.query.frontend import Document
from evsrv.query.parameters import Parameters
from evsrv.service.list_parameters import ListPage, read_list_page


@frozen
class Conversations:
    """The conversations that a key may log, read and delete."""

    _store: ConversationStore
    _reader: ConversationReader
    _limits: ConversationLimits
    _stats: IngestStats

    async def log(self, document: Document, key: ApiKey) -> dict[str, Any]:
        """Answer `POST /conversations`: store or update one; return it as it is stored."""
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
                settings = {limit.setting for limit in exceeded}
                self._stats.conversations_refused_by_limit.update(settings)
                raise Unprocessable.of([limit.issue for limit in exceeded])
        return _shown(await self._store.log(sent))

    async def find(self, id_: str, key: ApiKey) -> dict[str, Any]:
        """Answer `GET /conversations/{id}`."""
        return _readable(await self._store.find(key.scope, id_), key)

    async def find_external(self, external_id: str, key: ApiKey) -> dict[str, Any]:
        """Answer `GET /conversations/external/{externalId}`."""
        return _readable(await self._store.find_external(key.scope, external_id), key)

    def list_page(self, scope: Scope, parameters: Parameters) -> AsyncGenerator[bytes, None]:
        """Answer `GET /conversations` in chunks. Close the generator."""
        page = read_list_page(
            parameters,
            default_limit=LISTED_CONVERSATIONS,
            max_limit=MAX_LISTED_CONVERSATIONS,
        )
        return self._chunks(scope, page, row_counter())

    async def delete(self, id_: str, key: ApiKey) -> dict[str, Any]:
        """Answer `DELETE /conversations/{id}`."""
        await self._store.delete(key.scope, id_, key.logs_with)
        return {
            "success": True,
            "message": "the conversation was deleted, with its messages and feedback",
        }

    async def _chunks(
        self, scope: Scope, page: ListPage, count_rows: Callable[[int], None]
    ) -> AsyncGenerator[bytes, None]:
        async with self._store.page(scope, limit=page.limit, offset=page.offset) as opened:
            total = await opened.total()
            count = 0
            async with aclosing(opened.batches(_encode)) as batches:
                async for batch in batches:
                    count_rows(len(batch))
                    yield (b"," if count else b'{"conversations":[') + b",".join(batch)
                    count += len(batch)
            counts = {"total": total, "pageSize": page.limit, "count": count}
            start = b"]," if count else b'{"conversations":[],'
            yield start + orjson.dumps(counts).removeprefix(b"{")


def _readable(conversation: Conversation | None, key: ApiKey) -> dict[str, Any]:
    if conversation is None:
        raise no_such_conversation()
    check_read(conversation, key.logs_with)
    return _shown(conversation)


@stage("render")
def _shown(conversation: Conversation) -> dict[str, Any]:
    return show_conversation(conversation)


def _encode(conversation: Conversation) -> bytes:
    return orjson.dumps(show_conversation(conversation))
