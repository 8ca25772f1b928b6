"""Cached answers as bytes, valid until an event can change them."""

from hashlib import blake2b
from typing import NamedTuple

import orjson
from attrs import frozen

from evsrv.core.time_range import Dependencies
from evsrv.core.timing import stage
from evsrv.engine.cache import Cache, CacheEntry
from evsrv.engine.data_version import DataVersion
from evsrv.engine.port import Engine

_OVERHEAD_BYTES = 1000
"""Bytes that an entry takes beside its answer and its key's text."""


class CacheKey(NamedTuple):
    """Identifies an answer, as long as no event is stored, changed or deleted.

    A flat tuple: it is hashed and compared several times for each request.
    """

    endpoint: str
    organization_id: str
    project_id: str | None
    request: bytes
    """The request's document with its URL parameters, as JSON."""


@frozen
class EncodedAnswer:
    """A JSON document to send."""

    body: bytes
    etag: str
    """Equal for equal bytes, and different for others."""

    @classmethod
    def encode(cls, document: object) -> "EncodedAnswer":
        """Encode a document, which may hold ready JSON (`orjson.Fragment`)."""
        with stage("render"):
            body = orjson.dumps(document)
            return cls(body, blake2b(body, digest_size=16).hexdigest())


@frozen
class _CachedAnswer:
    answer: EncodedAnswer
    dependencies: Dependencies


class AnswerCache:
    """The cached answers of one engine.

    Key: the request in its scope. Bound: bytes, least recently used first. Validity: an entry has
    the data version that was present before its answer was computed and the events that the answer
    depends on. Owner: the service.

    | since the entry's version | `get` |
    | --- | --- |
    | nothing | returns the answer |
    | only new events, few, and none that it depends on | returns it, moves the version forward |
    | new events that it depends on, or too many to examine | discards it |
    | an event changed or deleted | discards it |
    """

    def __init__(self, engine: Engine, *, max_bytes: int) -> None:
        """Hold answers of so many bytes; 0 holds none."""
        self._engine = engine
        self._cache: Cache[CacheKey, _CachedAnswer] = Cache(max_bytes)
        self.hits = 0
        """How many requests were answered from the cache."""

    async def get(self, key: CacheKey) -> EncodedAnswer | None:
        """Return the answer to a request if it is cached and still valid."""
        entry = self._cache.get(key)
        if entry is None:
            return None
        cached = entry.value
        now = await self._engine.validate(entry.version, cached.dependencies)
        if now is None:
            self._cache.discard(key)
            return None
        if now != entry.version:
            self._cache.put(key, CacheEntry(cached, now, entry.size))
        self.hits += 1
        return cached.answer

    async def snapshot(self, dependencies: Dependencies | None) -> DataVersion | None:
        """Return the version before an answer is computed; None if it cannot be cached.

        The answer may already include later events. They count as new all the same.
        """
        if dependencies is None or not self._cache.max_size:
            return None
        return await self._engine.data_version()

    def put(
        self,
        key: CacheKey,
        answer: EncodedAnswer,
        version: DataVersion,
        dependencies: Dependencies,
    ) -> None:
        """Cache an answer, if there is room for it."""
        size = len(key.request) + len(answer.body) + _OVERHEAD_BYTES
        self._cache.put(key, CacheEntry(_CachedAnswer(answer, dependencies), version, size))
