"""Request ids, the log line and metrics of each request, and the headers of all responses."""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from itertools import count
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from evsrv.core.timing import RequestTiming
from evsrv.web.cors import Cors
from evsrv.web.in_flight import InFlightRequests
from evsrv.web.logs import request_record
from evsrv.web.problems import CLIENT_CLOSED_REQUEST
from evsrv.web.request_state import STATE, RequestState
from evsrv.web.send_timeout import SendTimeout

if TYPE_CHECKING:
    from evsrv.web.prometheus import Metrics

_log = logging.getLogger(__name__)

# An API key must not pass as an id, for ids are logged.
_ACCEPTED_ID = re.compile(r"(?!evsrv_)[A-Za-z0-9._-]{1,128}")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_OTHER_METHOD = "other"
_UNMATCHED_ROUTE = "unmatched"

# Made ids need only be unique: no other process has this prefix.
_PROCESS = secrets.token_hex(7)
_numbers = count()


def request_logging(
    metrics: "Metrics | None", in_flight: InFlightRequests, send_timeout: SendTimeout
) -> Middleware:
    """Return the outermost middleware: it assigns ids, logs requests and counts them."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        state = request.get(STATE)
        if state is None:
            # Its connection is not one of `protocol`.
            state = request[STATE] = RequestState()
        state.request_id = _request_id(request)
        timing = state.timing
        in_flight.add_current_task()
        send_timeout.watch(request, state.request_id)
        # These remain if the handler is cancelled.
        status, size = CLIENT_CLOSED_REQUEST, 0
        try:
            response = await handler(request)
            status = state.ended or response.status
            size = response.content_length or 0
        finally:
            # A stream and a large response have been sent by now; any other response has not.
            size = request.writer.output_size or size
            route, method = _route(request), _method(request)
            if metrics is not None:
                metrics.count(route, method, status, timing)
            if _log.isEnabledFor(level := logging.ERROR if status >= 500 else logging.INFO):
                _log_line(state, level, route, method, status, size)
        return response

    return middleware


def response_headers(
    cors: Cors, in_flight: InFlightRequests
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Return the signal handler that adds headers to every response, streams and errors too."""

    async def on_response_prepare(request: web.Request, response: web.StreamResponse) -> None:
        state = request[STATE]
        state.response = response
        headers = response.headers
        headers["X-Request-ID"] = state.request_id
        headers["Server-Timing"] = _server_timing(state.timing)
        cors.allow(request, response)
        # A client that gets its answer in place of `100 Continue` may send its body all the same,
        # or its next request.
        unwanted_body = state.expect is not None and not request.content.is_eof()
        if in_flight.draining or unwanted_body:
            response.force_close()
            headers["Connection"] = "close"

    return on_response_prepare


def _server_timing(timing: RequestTiming) -> str:
    total = 1000 * timing.elapsed()
    parts = [f"{name};dur={1000 * spent:.3f}" for name, spent in timing.seconds.items()]
    parts.append(f"total;dur={total:.3f}")
    if timing.engine is not None:
        parts.append(f'engine;desc="{timing.engine}"')
    return ", ".join(parts)


def _log_line(
    state: RequestState, level: int, route: str, method: str, status: int, size: int
) -> None:
    """Log a request without its path, its headers and its body."""
    timing = state.timing
    fields = {
        "requestId": state.request_id,
        "keyId": None if state.key is None else state.key.id,
        "method": method,
        "route": route,
        "status": status,
        "durationMs": _milliseconds(timing.elapsed()),
        "stagesMs": {name: _milliseconds(spent) for name, spent in timing.seconds.items()},
        "rows": timing.rows,
        "bytes": size,
    }
    if timing.engine is not None:
        fields |= {"engine": timing.engine, "engineReason": timing.engine_reason}
    _log.handle(request_record(_log, level, fields))


def _milliseconds(seconds: float) -> float:
    """Return milliseconds with three decimals."""
    # To round to a whole number takes less time than to three decimals.
    return round(1_000_000 * seconds) / 1000


def _request_id(request: web.Request) -> str:
    given = request.headers.get("X-Request-ID")
    if given is not None and _ACCEPTED_ID.fullmatch(given):
        return given
    return f"req_{_PROCESS}{next(_numbers):010x}"


def _route(request: web.Request) -> str:
    """Return the template of the route: a path may hold any text."""
    resource = request.match_info.route.resource
    return _UNMATCHED_ROUTE if resource is None else resource.canonical


def _method(request: web.Request) -> str:
    """Return the method, if it is a known one: a client can invent others."""
    return request.method if request.method in _METHODS else _OTHER_METHOD
