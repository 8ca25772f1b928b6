"""Rate limits: a token bucket for each key, or client address of a web key, in memory."""

import math
from collections.abc import Callable, MutableMapping

from attrs import define, frozen
from cachetools import LRUCache

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import RequestError

MAX_CLIENTS = 100_000
"""Client addresses that are counted at once; of more, the one seen longest ago is forgotten."""

_MINUTE_SECONDS = 60.0


@frozen
class RateLimited:
    """The holder of one limit: a key as a whole, or one client address that uses it."""

    key_id: str
    client: str | None = None


class TooManyRequests(RequestError):
    """A limit is used up; `retry_after` is in whole seconds, at least one."""

    code = ErrorCode.TOO_MANY_REQUESTS

    def __init__(self, holder: RateLimited, per_minute: int, retry_after: int) -> None:
        sender = "this key" if holder.client is None else "each address with this key"
        super().__init__(
            f"{sender} may send {per_minute} requests a minute; try again in {retry_after} s"
        )
        self.retry_after = retry_after


@define
class _Bucket:
    tokens: float
    updated_at: float
    """Time of the clock at which the tokens were counted."""


class RateLimits:
    """Token buckets by holder; they do not survive a restart."""

    def __init__(
        self,
        per_minute: int,
        burst: int | None,
        clock: Callable[[], float],
        max_clients: int = MAX_CLIENTS,
    ) -> None:
        """Allow `per_minute` requests a minute, without a limit if 0, and `burst` at once.

        `burst` is by default a minute's worth; `clock` returns monotonic seconds. Of client
        addresses at most `max_clients` are counted at once.
        """
        self._per_minute = per_minute
        self._capacity = float(burst or per_minute)
        self._clock = clock
        self._of_keys: dict[RateLimited, _Bucket] = {}
        self._of_clients: LRUCache[RateLimited, _Bucket] = LRUCache(max_clients)

    @property
    def enabled(self) -> bool:
        """Return whether there is a limit."""
        return self._per_minute > 0

    def take(self, holder: RateLimited) -> None:
        """Take a token of a holder. Raises `TooManyRequests` if it has none left."""
        if not self.enabled:
            return
        now = self._clock()
        rate = self._per_minute / _MINUTE_SECONDS
        buckets: MutableMapping[RateLimited, _Bucket] = (
            self._of_keys if holder.client is None else self._of_clients
        )
        bucket = buckets.setdefault(holder, _Bucket(self._capacity, now))
        bucket.tokens = min(self._capacity, bucket.tokens + (now - bucket.updated_at) * rate)
        bucket.updated_at = now
        if bucket.tokens < 1:
            wait = (1 - bucket.tokens) / rate
            raise TooManyRequests(holder, self._per_minute, max(1, math.ceil(wait)))
        bucket.tokens -= 1
