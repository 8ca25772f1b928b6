"""What is done for every request: its id, its log line, its measures, the headers for all."""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from itertools import count
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from evsrv.core.timing import RequestTiming, start_timing
from evsrv.web.app_keys import ENDED, IN_FLIGHT, KEY_ID, REQUEST_ID, RESPONSE, TIMING
from evsrv.web.cors import Cors
from evsrv.web.logs import FIELDS
from evsrv.web.problems import CLIENT_CLOSED_REQUEST

if TYPE_CHECKING:
    from evsrv.web.prometheus import Metrics

_log = logging.getLogger(__name__)

# Nothing that could be one of our keys: ids are logged.
_SANE_ID = re.compile(r"(?!evsrv_)[A-Za-z0-9._-]{1,128}")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_NO_METHOD = "other"
_NO_ROUTE = "unmatched"

# Ids need only be unique: no other process has these digits in front.
_STARTED = secrets.token_hex(7)
_numbers = count()


def access(metrics: "Metrics | None") -> Middleware:
    """Make the outermost middleware."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        request[REQUEST_ID] = _request_id(request)
        trace = request[TIMING] = start_timing()
        request.app[IN_FLIGHT].enter()
        # What remains when the handler is cancelled.
        status, size = CLIENT_CLOSED_REQUEST, 0
        try:
            response = await handler(request)
            status = request.get(ENDED, response.status)
            size = response.content_length or 0
        finally:
            # A stream has been sent by now, anything else is yet to be.
            size = request.writer.output_size or size
            if metrics is not None:
                metrics.count(_route(request), _method(request), status, trace)
            _log_line(request, status, size, trace)
        return response

    return middleware


def response_headers(cors: Cors) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Make the signal handler that adds to the head of every answer, streams and refusals too."""

    async def on_response_prepare(request: web.Request, response: web.StreamResponse) -> None:
        if REQUEST_ID not in request:
            # aiohttp refuses an unknown Expect before any middleware sees the request.
            return
        request[RESPONSE] = response
        response.headers["X-Request-ID"] = request[REQUEST_ID]
        response.headers["Server-Timing"] = _server_timing(request[TIMING])
        cors.allow(request, response)
        if request.app[IN_FLIGHT].draining:
            response.force_close()
            response.headers["Connection"] = "close"

    return on_response_prepare


def _server_timing(trace: RequestTiming) -> str:
    times = [*trace.seconds.items(), ("total", trace.elapsed())]
    return ", ".join(f"{name};dur={1000 * seconds:.3f}" for name, seconds in times)


def _log_line(request: web.Request, status: int, size: int, trace: RequestTiming) -> None:
    """Log a request: nothing of its path, its headers or its body."""
    level = logging.ERROR if status >= 500 else logging.INFO
    if not _log.isEnabledFor(level):
        return
    fields = {
        "requestId": request[REQUEST_ID],
        "keyId": request.get(KEY_ID),
        "method": _method(request),
        "route": _route(request),
        "status": status,
        "durationMs": _milliseconds(trace.elapsed()),
        "stagesMs": {name: _milliseconds(spent) for name, spent in trace.seconds.items()},
        "rows": trace.rows,
        "bytes": size,
    }
    # Not by `log`, which first walks the stack for the place that it is called from.
    record = _log.makeRecord(_log.name, level, __file__, 0, "request", (), None)
    setattr(record, FIELDS, fields)
    _log.handle(record)


def _milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 3)


def _request_id(request: web.Request) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if _SANE_ID.fullmatch(given) else f"req_{_STARTED}{next(_numbers):010x}"


def _route(request: web.Request) -> str:
    """Name a request's route by its template: a path can hold anything."""
    resource = request.match_info.route.resource
    return _NO_ROUTE if resource is None else resource.canonical


def _method(request: web.Request) -> str:
    """Name a request's method; a client can make one up."""
    return request.method if request.method in _METHODS else _NO_METHOD
