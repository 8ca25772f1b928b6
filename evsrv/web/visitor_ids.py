"""Ids of visitors without an account, which nobody can follow from one day to the next."""

import json
import secrets
from collections.abc import Callable
from hashlib import blake2b

from aiohttp import web
from attrs import define, field

from evsrv.core import timestamps
from evsrv.engine.api_key import ApiKey
from evsrv.web.client_address import TrustedProxies

_SALT_BYTES = 32
_ID_BYTES = 16


@define
class VisitorIds:
    """Ids by client address and user agent, hashed with a salt of the UTC day.

    The salt is only in memory, and the first request of the next day replaces it. Without it
    nobody can compute the id of an address, and nothing connects a visitor's ids of two days.
    """

    _proxies: TrustedProxies
    _now: Callable[[], int] = timestamps.now
    _day: int = field(default=-1, init=False)
    _salt: bytes = field(default=b"", init=False, repr=False)

    def visitor_id(self, request: web.Request, key: ApiKey) -> str:
        """Return the id of the visitor that sends a request with a web key."""
        visitor = (
            # Two sites on one server must not learn that they have the same visitor.
            key.organization_id,
            key.project_id,
            self._proxies.client_network(request),
            request.headers.get("User-Agent", ""),
        )
        # As ASCII: a header may hold bytes that are not UTF-8.
        text = json.dumps(visitor).encode("ascii")
        return blake2b(text, digest_size=_ID_BYTES, key=self._salt_of_today()).hexdigest()

    def _salt_of_today(self) -> bytes:
        today = self._now() // timestamps.DAY_MS
        if today != self._day:
            self._day, self._salt = today, secrets.token_bytes(_SALT_BYTES)
        return self._salt
