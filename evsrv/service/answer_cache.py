"""Answers as bytes, kept for as long as they are true."""

from functools import partial
from hashlib import blake2b

import orjson
from attrs import define, frozen
from cachetools import LRUCache

from evsrv.core.scope import Scope
from evsrv.core.time_range import Dependencies
from evsrv.core.timing import stage
from evsrv.sqlite.data_version import DataVersion, read_data_version, validate_version
from evsrv.sqlite.engine import SqliteEngine

_OVERHEAD = 1000
"""Bytes that a kept reply takes beside its own and the question's."""


@frozen(cache_hash=True)
class CacheKey:
    """What decides an answer, as long as no event comes or goes."""

    endpoint: str
    scope: Scope
    parameters: tuple[tuple[str, str], ...]
    body: bytes = b""


@frozen
class EncodedAnswer:
    """A JSON document to send."""

    body: bytes
    etag: str
    """The same for the same bytes, and for no others."""

    @classmethod
    def of(cls, document: object) -> "EncodedAnswer":
        """Write a document, which may hold ready JSON (`orjson.Fragment`)."""
        with stage("render"):
            body = orjson.dumps(document)
            return cls(body, blake2b(body, digest_size=16).hexdigest())


@frozen(eq=False)
class Since:
    """From when on, and by which events, an answer can become untrue; equal to itself alone."""

    moment: DataVersion
    reach: Dependencies


@define(eq=False)
class _Kept:
    reply: EncodedAnswer
    since: Since
    size: int


class AnswerCache:
    """The replies of one store; where they need more room, those not asked for longest go."""

    def __init__(self, store: SqliteEngine, *, max_bytes: int, timeout: float) -> None:
        """Keep up to so many bytes; `timeout` is that of looks at the store, in seconds."""
        self._store = store
        self._timeout = timeout
        self._kept: LRUCache[CacheKey, _Kept] = LRUCache(max_bytes, lambda kept: kept.size)
        self.found = 0
        """How many questions were replied to by what was kept."""

    async def find(self, question: CacheKey) -> EncodedAnswer | None:
        """Find the reply to a question, if it is kept and still true."""
        kept = self._kept.get(question)
        if kept is None:
            return None
        since = kept.since
        look = partial(validate_version, since=since.moment, reach=since.reach)
        now = await self._store.look(look, about=since, timeout=self._timeout)
        if now is None:
            self._kept.pop(question, None)
            return None
        if now != since.moment:
            kept.since = Since(now, since.reach)
        self.found += 1
        return kept.reply

    async def begin(self, reach: Dependencies | None) -> Since | None:
        """Note the time before an answer is made; None where it is not to be kept.

        The answer may know of later events. They count as news all the same.
        """
        if reach is None or not self._kept.maxsize:
            return None
        now = await self._store.look(
            read_data_version, about=read_data_version, timeout=self._timeout
        )
        return Since(now, reach)

    def keep(self, question: CacheKey, since: Since | None, reply: EncodedAnswer) -> EncodedAnswer:
        """Keep a reply, where it is to be kept and there is room; give it back."""
        if since is not None:
            size = len(question.body) + len(reply.body) + _OVERHEAD
            if size <= self._kept.maxsize:
                self._kept[question] = _Kept(reply, since, size)
        return reply
