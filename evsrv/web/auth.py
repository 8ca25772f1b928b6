"""Authenticate requests by API key, and authorize reads."""

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.core.errors import Forbidden, Unauthorized
from evsrv.core.scope import Scope
from evsrv.core.timing import stage
from evsrv.engine.api_key import ApiKey
from evsrv.web.app_keys import KEY_ID, RATE_LIMITS, SERVICE
from evsrv.web.cors import OPEN_PATHS

_URL_KEY = "key"
_SEND_AS_HEADER = "send an API key as 'Authorization: Bearer <key>'"


@web.middleware
async def url_keys(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse `?key=` on all routes but those that take it: URLs end up in logs and histories."""
    if (
        request.query_string
        and _URL_KEY in request.query
        and request.path not in OPEN_PATHS
        and request.match_info.http_exception is None
    ):
        paths = " and ".join(sorted(OPEN_PATHS))
        raise Unauthorized(
            f"only {paths} take ?{_URL_KEY}=, and only a web key; here {_SEND_AS_HEADER}"
        )
    return await handler(request)


async def authenticate(request: web.Request) -> ApiKey:
    """Return the key of `Authorization: Bearer <key>`, and count the request for its rate limit.

    A web key may come as `?key=` instead, where `url_keys` lets that pass.
    """
    with stage("auth"):
        secret = _find_secret(request)
        key = await request.app[SERVICE].find_key(secret)
        if key is None:
            raise Unauthorized("this API key is unknown or revoked")
    request[KEY_ID] = key.id
    if key.kind != "web" and _URL_KEY in request.query:
        raise Unauthorized(
            f"only a web key may stand in the URL, and this one is of the kind {key.kind};"
            f" {_SEND_AS_HEADER}, and revoke it if others can see the URL"
        )
    request.app[RATE_LIMITS].take(key.id)
    return key


def _find_secret(request: web.Request) -> str:
    scheme, _, header = request.headers.get("Authorization", "").partition(" ")
    found = {header.strip()} if scheme.lower() == "bearer" else set()
    if request.query_string:
        found.update(request.query.getall(_URL_KEY, ()))
    match [secret for secret in found if secret]:
        case [secret]:
            return secret
        case []:
            raise Unauthorized(_SEND_AS_HEADER)
    raise Unauthorized("the request has two different keys; send one of them")


async def authorize_read(request: web.Request) -> Scope:
    """Return the scope that a request may read."""
    key = await authenticate(request)
    if key.kind != "api":
        raise Forbidden("a web key only writes events; reading needs an api key")
    return Scope(key.organization_id, key.project_id)
