"""Answers as bytes, kept for as long as they are true."""

from functools import partial
from hashlib import blake2b

import orjson
from attrs import define, frozen
from cachetools import LRUCache

from evsrv.reach import Reach
from evsrv.scope import Scope
from evsrv.store import Store
from evsrv.store.moments import Moment, moment_of, moment_without_news
from evsrv.trace import stage

_OVERHEAD = 1000
"""Bytes that a kept reply takes beside its own and the question's."""


@frozen(cache_hash=True)
class Question:
    """What decides an answer, as long as no event comes or goes."""

    endpoint: str
    scope: Scope
    parameters: tuple[tuple[str, str], ...]
    body: bytes = b""


@frozen
class Reply:
    """A JSON document to send."""

    body: bytes
    etag: str
    """The same for the same bytes, and for no others."""

    @classmethod
    def of(cls, document: object) -> "Reply":
        """Write a document, which may hold ready JSON (`orjson.Fragment`)."""
        with stage("render"):
            body = orjson.dumps(document)
            return cls(body, blake2b(body, digest_size=16).hexdigest())


@frozen(eq=False)
class Since:
    """From when on, and by which events, an answer can become untrue; equal to itself alone."""

    moment: Moment
    reach: Reach


@define(eq=False)
class _Kept:
    reply: Reply
    since: Since
    size: int


class Replies:
    """The replies of one store; where they need more room, those not asked for longest go."""

    def __init__(self, store: Store, *, most_bytes: int, timeout: float) -> None:
        """Keep up to so many bytes; `timeout` is that of looks at the store, in seconds."""
        self._store = store
        self._timeout = timeout
        self._kept: LRUCache[Question, _Kept] = LRUCache(most_bytes, lambda kept: kept.size)
        self.found = 0
        """How many questions were replied to by what was kept."""

    async def find(self, question: Question) -> Reply | None:
        """Find the reply to a question, if it is kept and still true."""
        kept = self._kept.get(question)
        if kept is None:
            return None
        since = kept.since
        look = partial(moment_without_news, since=since.moment, reach=since.reach)
        now = await self._store.look(look, about=since, timeout=self._timeout)
        if now is None:
            self._kept.pop(question, None)
            return None
        if now != since.moment:
            kept.since = Since(now, since.reach)
        self.found += 1
        return kept.reply

    async def begin(self, reach: Reach | None) -> Since | None:
        """Note the time before an answer is made; None where it is not to be kept.

        The answer may know of later events. They count as news all the same.
        """
        if reach is None or not self._kept.maxsize:
            return None
        now = await self._store.look(moment_of, about=moment_of, timeout=self._timeout)
        return Since(now, reach)

    def keep(self, question: Question, since: Since | None, reply: Reply) -> Reply:
        """Keep a reply, where it is to be kept and there is room; give it back."""
        if since is not None:
            size = len(question.body) + len(reply.body) + _OVERHEAD
            if size <= self._kept.maxsize:
                self._kept[question] = _Kept(reply, since, size)
        return reply
