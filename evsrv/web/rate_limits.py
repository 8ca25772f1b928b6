"""How often a key may ask: a token bucket for each key, in memory."""

import math
from collections.abc import Callable

from attrs import define

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import RequestError

_MINUTE = 60.0


class TooManyRequests(RequestError):
    """The key has asked too often; `retry_after` is in whole seconds, at least one."""

    code = ErrorCode.TOO_MANY_REQUESTS

    def __init__(self, per_minute: int, retry_after: int) -> None:
        super().__init__(
            f"this key may send {per_minute} requests a minute; try again in {retry_after} s"
        )
        self.retry_after = retry_after


@define
class _Bucket:
    tokens: float
    filled: float
    """When the tokens were counted, by the clock."""


class RateLimits:
    """What each key may still ask for. A restart forgets it."""

    def __init__(self, per_minute: int, burst: int | None, clock: Callable[[], float]) -> None:
        """Allow so many requests a minute, 0 for any number, and `burst` of them at once.

        `burst` is by default a minute's worth; `clock` tells monotonic seconds.
        """
        self._per_minute = per_minute
        self._most = float(burst or per_minute)
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key_id: str) -> None:
        """Count a request of a key; `TooManyRequests` where it has none left."""
        if not self._per_minute:
            return
        now = self._clock()
        rate = self._per_minute / _MINUTE
        bucket = self._buckets.setdefault(key_id, _Bucket(self._most, now))
        bucket.tokens = min(self._most, bucket.tokens + (now - bucket.filled) * rate)
        bucket.filled = now
        if bucket.tokens < 1:
            wait = (1 - bucket.tokens) / rate
            raise TooManyRequests(self._per_minute, max(1, math.ceil(wait)))
        bucket.tokens -= 1
