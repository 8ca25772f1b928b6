"""Cached answers as bytes, valid until a change of the data can change them."""

import gzip
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson
from attrs import define, field, frozen

from evsrv.core.scope import Scope
from evsrv.core.time_range import Dependencies
from evsrv.core.timing import stage
from evsrv.engine.cache import Cache, CacheEntry
from evsrv.engine.data_version import DataVersion
from evsrv.engine.port import Engine
from evsrv.query.time_frame import read_time_frame, without_ranges

UNCOMPRESSED = 0
"""The level of an answer that compression would not make smaller."""

_OVERHEAD_BYTES = 1000
"""Bytes that an entry takes beside its answer and its key's text."""


class CacheKey(NamedTuple):
    """Identifies an answer, as long as no row is stored, changed or deleted.

    A flat tuple: it is hashed and compared several times for each request.
    """

    endpoint: str
    organization_id: str
    project_id: str | None
    request: bytes
    """The request's document with its URL parameters, as JSON; without its ranges if `times`."""
    times: tuple[int, ...] = ()
    """The ends of its range and of its compared range, which phrases name by the clock."""


def cache_key(endpoint: str, request: Mapping[str, Any], scope: Scope, now: int) -> CacheKey:
    """Return the key of an answer: a phrase such as `previous 7 days` is one key all day."""
    times: tuple[int, ...] = ()
    if frame := read_time_frame(request, now):
        request = without_ranges(request)
        times = frame.ends
    return CacheKey(endpoint, scope.organization_id, scope.project_id, orjson.dumps(request), times)


@define
class EncodedAnswer:
    """An answer as it is sent, plain or compressed."""

    body: bytes
    etag: str
    """Equal for equal bytes, and different for others."""
    level: int = 2
    """Of the compression; this one is as fast as the lowest one for JSON, and smaller."""
    _gzipped: bytes | None = field(default=None, init=False, eq=False, repr=False)

    @classmethod
    def encode(cls, document: object) -> "EncodedAnswer":
        """Encode a document, which may hold ready JSON (`orjson.Fragment`)."""
        with stage("render"):
            return cls.of_bytes(orjson.dumps(document))

    @classmethod
    def of_bytes(cls, body: bytes, level: int = 2) -> "EncodedAnswer":
        """Return the answer with this body."""
        return cls(body, blake2b(body, digest_size=16).hexdigest(), level)

    @property
    def is_gzipped(self) -> bool:
        """Return whether `gzipped` has its result already."""
        return self._gzipped is not None

    def gzipped(self) -> bytes:
        """Return the body compressed with gzip; it is compressed once."""
        if self._gzipped is None:
            self._gzipped = gzip.compress(self.body, self.level, mtime=0)
        return self._gzipped


@frozen
class _CachedAnswer:
    answer: EncodedAnswer
    dependencies: tuple[Dependencies, ...]
    """Of each dataset that the answer is from."""


class AnswerCache:
    """The cached answers of one engine.

    Key: the request in its scope. Bound: bytes, least recently used first. Validity: an entry has
    the version of each of its datasets before its answer was computed and the rows that the answer
    depends on. Owner: the service.

    | since the version of any of its datasets | `get` |
    | --- | --- |
    | nothing | returns the answer |
    | only new events, few, and none that it depends on | returns it, moves the version forward |
    | new events that it depends on, or too many to examine | discards it |
    | an event changed or deleted | discards it |
    | any change of a dataset that does not only append | discards it |
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
        versions = []
        # A dataset that changes after its turn does not matter: the answer was right at that turn.
        for version, dependencies in zip(entry.versions, cached.dependencies, strict=True):
            now = await self._engine.validate(version, dependencies)
            if now is None:
                self._cache.discard(key)
                return None
            versions.append(now)
        if (present := tuple(versions)) != entry.versions:
            self._cache.put(key, CacheEntry(cached, present, entry.size))
        self.hits += 1
        return cached.answer

    async def snapshot(
        self, dependencies: Sequence[Dependencies | None]
    ) -> list[tuple[DataVersion, Dependencies]]:
        """Return the versions before an answer is computed; none if it cannot be cached.

        `dependencies` are those of each dataset; None is for an answer that can change without a
        change of the data. The answer may already include later changes. They count as new all the
        same.
        """
        known = [one for one in dependencies if one is not None]
        if len(known) < len(dependencies) or not self._cache.max_size:
            return []
        versions = []
        for one in known:
            version = await self._engine.data_version(one.dataset)
            if version is None:
                return []
            versions.append((version, one))
        return versions

    def put(
        self,
        key: CacheKey,
        answer: EncodedAnswer,
        snapshot: Sequence[tuple[DataVersion, Dependencies]],
    ) -> None:
        """Cache an answer, if it can be and there is room for it."""
        if not snapshot:
            return
        # Compressed, a body seldom takes more than a quarter of its bytes.
        size = len(key.request) + len(answer.body) * 5 // 4 + _OVERHEAD_BYTES
        versions, dependencies = zip(*snapshot, strict=True)
        self._cache.put(key, CacheEntry(_CachedAnswer(answer, dependencies), versions, size))
