"""Endpoints of `/query`: authorize, read the body, call the service, make the response."""

from collections.abc import Awaitable, Callable
from functools import wraps

from aiohttp import web

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.errors import Unprocessable
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.web.app_keys import SERVICE
from evsrv.web.auth import authorized_scope
from evsrv.web.file_responses import (
    file_headers,
    preferred_export_format,
    preferred_page_format,
    stream_file,
)
from evsrv.web.json_io import answer_response, json_response, read_json

query_routes = web.RouteTableDef()


async def query(request: web.Request, dataset: Dataset) -> web.Response:
    """Answer one page of a query over a dataset."""
    scope = await authorized_scope(request)
    document = await read_json(request, max_depth=MAX_QUERY_BODY_DEPTH)
    service = request.app[SERVICE]
    parameters = request.query.items()
    form = service.formats.of_page(
        request.query, preferred_page_format(request, service.formats.of_plugins.values())
    )
    if form is not None:
        file = await service.page_file(dataset, document, scope, parameters, form)
        return web.Response(body=file, headers=file_headers(form))
    return answer_response(request, await service.query(dataset, document, scope, parameters))


async def export(request: web.Request, dataset: Dataset) -> web.StreamResponse:
    """Answer all rows of a query over a dataset as a file."""
    scope = await authorized_scope(request)
    document = await read_json(request, max_depth=MAX_QUERY_BODY_DEPTH)
    service = request.app[SERVICE]
    preferred = preferred_export_format(request, service.formats.exports.values())
    file = service.export(dataset, document, scope, request.query.items(), preferred)
    return await stream_file(request, file.chunks, file.form)


def _of_dataset(
    handler: Callable[[web.Request, Dataset], Awaitable[web.StreamResponse]], dataset: Dataset
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        return await handler(request, dataset)

    return handle


for _dataset in DATASETS.values():
    query_routes.post(f"/query/{_dataset.name}")(_of_dataset(query, _dataset))
    query_routes.post(f"/query/{_dataset.name}/export")(_of_dataset(export, _dataset))


@query_routes.post("/query/semantic-threads")
@query_routes.post("/query/semantic-threads/export")
async def refuse_semantic_threads(request: web.Request) -> web.Response:
    """Refuse a query over semantic threads with the reason."""
    # Not an empty result, which would say that nobody asked anything.
    await authorized_scope(request)
    raise Unprocessable(
        "semantic threads are written by a language model, and this server has none"
    )


@query_routes.post("/query/property-keys")
async def property_keys(request: web.Request) -> web.Response:
    """Answer the keys of a JSON field."""
    scope = await authorized_scope(request)
    document = await read_json(request, max_depth=MAX_QUERY_BODY_DEPTH)
    service = request.app[SERVICE]
    found = await service.property_keys(document, scope, request.query.items())
    return json_response(found.envelope())


@query_routes.post("/query/property-values")
async def property_values(request: web.Request) -> web.Response:
    """Answer the values of a key in a JSON field."""
    scope = await authorized_scope(request)
    document = await read_json(request, max_depth=MAX_QUERY_BODY_DEPTH)
    service = request.app[SERVICE]
    return answer_response(
        request, await service.property_values(document, scope, request.query.items())
    )


@query_routes.get("/query/top-search-queries")
async def top_search_queries(request: web.Request) -> web.Response:
    """Answer the most frequent searches."""
    scope = await authorized_scope(request)
    service = request.app[SERVICE]
    return answer_response(request, await service.top_search_queries(scope, request.query.items()))


@query_routes.get("/query/weekly-search-users")
async def weekly_search_users(request: web.Request) -> web.Response:
    """Answer the number of users who search, by week."""
    scope = await authorized_scope(request)
    service = request.app[SERVICE]
    return answer_response(request, await service.weekly_search_users(scope, request.query.items()))


@query_routes.get("/query/vocabulary")
async def vocabulary(request: web.Request) -> web.Response:
    """Answer the terms, datasets, limits, plugins and versions of the query language."""
    await authorized_scope(request)
    return answer_response(request, request.app[SERVICE].vocabulary)
