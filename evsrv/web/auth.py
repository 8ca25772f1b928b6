"""Authenticate requests by API key, and authorize them by its kind, its expiry and its origins."""

from aiohttp import web

from evsrv.core import timestamps
from evsrv.core.errors import Forbidden, Unauthorized, clip
from evsrv.core.scope import Scope
from evsrv.core.timing import stage
from evsrv.engine.api_key import ApiKey
from evsrv.web.app_keys import (
    ENGINE,
    RATE_LIMITS,
    SERVICE,
    TRUSTED_PROXIES,
)
from evsrv.web.rate_limits import RateLimited
from evsrv.web.request_state import STATE

_URL_KEY = "key"
_URL_KEY_PATHS = frozenset({"/events", "/events/batch"})
"""Paths that pages send to as they are left, when they can set no header."""
_SEND_AS_HEADER = "send an API key as 'Authorization: Bearer <key>'"


def refuse_url_key(request: web.Request) -> None:
    """Refuse `?key=` on every route that does not take it: URLs end up in logs."""
    if (
        request.query_string
        and _URL_KEY in request.query
        and request.path not in _URL_KEY_PATHS
        and request.match_info.http_exception is None
    ):
        paths = " and ".join(sorted(_URL_KEY_PATHS))
        raise Unauthorized(
            f"only {paths} take ?{_URL_KEY}=, and only a web key; here {_SEND_AS_HEADER}"
        )


async def authenticate(request: web.Request) -> ApiKey:
    """Return the key of `Authorization: Bearer <key>`, and count the request for its rate limit.

    A web key may come as `?key=` instead, where `refuse_url_key` lets that pass.
    """
    app = request.app
    with stage("auth"):
        secret = _find_secret(request)
        key = await app[SERVICE].find_key(secret)
        if key is None:
            raise Unauthorized("this API key is unknown or revoked")
        # Judged here and not where the key is found, because found keys are memoized.
        if key.expires_at is not None and key.has_expired(timestamps.now()):
            expired = timestamps.format_timestamp(key.expires_at)
            raise Unauthorized(f"this API key expired at {expired}; it needs a new one")
    request[STATE].key = key
    if request.query_string and key.kind != "web" and _URL_KEY in request.query:
        raise Unauthorized(
            f"only a web key may stand in the URL, and this one is of the kind {key.kind};"
            f" {_SEND_AS_HEADER}, and revoke it if others can see the URL"
        )
    if (limits := app[RATE_LIMITS]).enabled:
        limits.take(_rate_limited(request, key))
    app[ENGINE].note_key_use(key)
    if key.origins:
        _check_origin(request, key)
    return key


async def authorize_read(request: web.Request) -> ApiKey:
    """Return the key of a request that reads."""
    key = await authenticate(request)
    if not key.reads:
        raise Forbidden(
            "a web key reads nothing but a conversation by its id; reading needs an api or read key"
        )
    return key


async def authorize_write(request: web.Request) -> ApiKey:
    """Return the key of a request that stores or deletes something."""
    key = await authenticate(request)
    if not key.writes:
        raise Forbidden("a read key only reads; writing needs an api or web key")
    return key


async def authorized_scope(request: web.Request) -> Scope:
    """Return the scope that a request may read."""
    key = await authorize_read(request)
    return key.scope


def _find_secret(request: web.Request) -> str:
    scheme, _, header = request.headers.get("Authorization", "").partition(" ")
    of_header = header.strip() if scheme.lower() == "bearer" else ""
    if of_header and not request.query_string:
        return of_header
    found: set[str] = {of_header, *request.query.getall(_URL_KEY, ())}
    found.discard("")
    if len(found) > 1:
        raise Unauthorized("the request has two different keys; send one of them")
    if not found:
        raise Unauthorized(_SEND_AS_HEADER)
    return found.pop()


def _rate_limited(request: web.Request, key: ApiKey) -> RateLimited:
    if key.reads:
        return RateLimited(key.id)
    # All visitors of a site share its web key, and one of them must not use up the others' limit.
    return RateLimited(key.id, request.app[TRUSTED_PROXIES].client_network(request))


def _check_origin(request: web.Request, key: ApiKey) -> None:
    # A program can send any origin or none; this keeps the key from use on other pages.
    for origin in request.headers.getall("Origin", ()):
        if origin not in key.origins:
            raise Forbidden(f"this web key is not for pages of {clip(origin)}")
