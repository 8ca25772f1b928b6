"""Endpoints of plugins under `/plugins/`: authenticate, call the plugin, make the response."""

import asyncio
from collections.abc import Iterable
from typing import Any

import orjson
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from multidict import CIMultiDict, CIMultiDictProxy

from evsrv.core.errors import Unprocessable
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.engine.api_key import ApiKey
from evsrv.plugin.plugin_routes import PluginRoute
from evsrv.plugin.route_request import Document, Request, RequestKey
from evsrv.plugin.route_response import Response
from evsrv.service.plugin_query import read_plugin_query
from evsrv.web.app_keys import SERVICE
from evsrv.web.auth import authorize_read
from evsrv.web.body_limits import read_limited
from evsrv.web.json_io import JSON, require_content_type
from evsrv.web.path_ids import decode_id
from evsrv.web.static_files import SITE_HEADERS


class RouteTimeout(Unprocessable):
    """The handler of a plugin did not finish within the limit of queries."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the plugin did not answer within the limit of {seconds:g} s and was stopped"
        )


def plugin_routes(routes: Iterable[PluginRoute], timeout: float) -> list[web.RouteDef]:
    """Return the routes of plugins, each of which may take `timeout` seconds for a request."""
    return [
        web.get(one.path, _handler(one, timeout))  # It answers HEAD too.
        if one.route.method == hdrs.METH_GET
        else web.route(one.route.method, one.path, _handler(one, timeout))
        for one in routes
    ]


def _handler(one: PluginRoute, timeout: float) -> Handler:
    is_open = one.route.open

    async def handle(request: web.Request) -> web.Response:
        key = None if is_open else await authorize_read(request)
        given = _plugin_request(request, one, key, await read_limited(request))
        try:
            async with asyncio.timeout(timeout):
                response = await one.respond(given)
        except TimeoutError:
            raise RouteTimeout(timeout) from None
        return _response(response, is_open=is_open)

    return handle


def _plugin_request(
    request: web.Request, one: PluginRoute, key: ApiKey | None, body: bytes
) -> Request:
    headers = CIMultiDict(request.headers)
    if key is not None:
        headers.popall(hdrs.AUTHORIZATION, None)

    def read_json() -> dict[str, Any]:
        require_content_type(request, JSON)
        return read_object(body, max_depth=MAX_QUERY_BODY_DEPTH)

    async def ask(query: Document, dataset: str) -> dict[str, Any]:
        if key is None:
            raise LookupError("an open route has no key, so it cannot ask")
        asked, document = read_plugin_query(query, dataset)
        answer = await request.app[SERVICE].query(asked, document, key.scope)
        parsed: dict[str, Any] = orjson.loads(answer.body)
        return parsed

    return Request(
        method=request.method,
        path_parameters=_path_parameters(request, one),
        parameters=request.query,
        headers=CIMultiDictProxy(headers),
        body=body,
        key=None if key is None else RequestKey(kind=key.kind, name=key.name, scope=key.scope),
        read_json=read_json,
        ask=ask,
    )


def _path_parameters(request: web.Request, one: PluginRoute) -> dict[str, str]:
    segments = zip(one.path.split("/"), request.rel_url.raw_path.split("/"), strict=True)
    return {
        name: decode_id(encoded, name)
        for template, encoded in segments
        if (name := template.removeprefix("{").removesuffix("}")) != template
    }


def _response(response: Response, *, is_open: bool) -> web.Response:
    headers = CIMultiDict(SITE_HEADERS)
    if not is_open:
        headers[hdrs.CACHE_CONTROL] = f"private, {headers[hdrs.CACHE_CONTROL]}"
    headers.update(response.headers)
    headers[hdrs.CONTENT_TYPE] = response.content_type
    return web.Response(status=response.status, body=response.body, headers=headers)
