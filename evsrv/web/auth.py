"""Authenticate requests by API key, and authorize reads."""

from aiohttp import web

from evsrv.core.errors import Forbidden, Unauthorized
from evsrv.core.scope import Scope
from evsrv.core.timing import stage
from evsrv.engine.api_key import ApiKey
from evsrv.web.app_keys import KEY_ID, KEY_KIND, RATE_LIMITS, SERVICE


async def authenticate(request: web.Request) -> ApiKey:
    """Return the key of `Authorization: Bearer <key>`, and count the request for its rate limit."""
    with stage("auth"):
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise Unauthorized("send an API key as 'Authorization: Bearer <key>'")
        key = await request.app[SERVICE].find_key(secret.strip())
        if key is None:
            raise Unauthorized("this API key is unknown or revoked")
    request[KEY_ID] = key.id
    request[KEY_KIND] = key.kind
    request.app[RATE_LIMITS].take(key.id)
    return key


async def authorize_read(request: web.Request) -> Scope:
    """Return the scope that a request may read."""
    key = await authenticate(request)
    if key.kind != "api":
        raise Forbidden("a web key only writes events; reading needs an api key")
    return Scope(key.organization_id, key.project_id)
