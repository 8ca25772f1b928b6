"""Rate limits: a token bucket for each key, in memory."""

import math
from collections.abc import Callable

from attrs import define

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import RequestError

_MINUTE_SECONDS = 60.0


class TooManyRequests(RequestError):
    """The key has used up its limit; `retry_after` is in whole seconds, at least one."""

    code = ErrorCode.TOO_MANY_REQUESTS

    def __init__(self, per_minute: int, retry_after: int) -> None:
        super().__init__(
            f"this key may send {per_minute} requests a minute; try again in {retry_after} s"
        )
        self.retry_after = retry_after


@define
class _Bucket:
    tokens: float
    updated_at: float
    """Time of the clock at which the tokens were counted."""


class RateLimits:
    """Token buckets by key; they do not survive a restart."""

    def __init__(self, per_minute: int, burst: int | None, clock: Callable[[], float]) -> None:
        """Allow `per_minute` requests a minute, without a limit if 0, and `burst` at once.

        `burst` is by default a minute's worth; `clock` returns monotonic seconds.
        """
        self._per_minute = per_minute
        self._capacity = float(burst or per_minute)
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key_id: str) -> None:
        """Take a token of a key. Raises `TooManyRequests` if it has none left."""
        if not self._per_minute:
            return
        now = self._clock()
        rate = self._per_minute / _MINUTE_SECONDS
        bucket = self._buckets.setdefault(key_id, _Bucket(self._capacity, now))
        bucket.tokens = min(self._capacity, bucket.tokens + (now - bucket.updated_at) * rate)
        bucket.updated_at = now
        if bucket.tokens < 1:
            wait = (1 - bucket.tokens) / rate
            raise TooManyRequests(self._per_minute, max(1, math.ceil(wait)))
        bucket.tokens -= 1
