"""Errors as `application/problem+json` (RFC 9457); no other module renders them for HTTP."""

import logging
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.core.error_codes import CODE_OF_STATUS, ErrorCode
from evsrv.core.errors import RequestError, ServiceUnavailable, Unauthorized
from evsrv.plugin.failures import PluginFailure
from evsrv.web.body_limits import IncompleteBody
from evsrv.web.debug import may_show_failure
from evsrv.web.logs import format_stack
from evsrv.web.near_paths import find_near_path
from evsrv.web.problem_sizes import MAX_INSTANCE_BYTES, cut, fit_problem
from evsrv.web.rate_limits import TooManyRequests
from evsrv.web.request_state import STATE
from evsrv.web.unpacking import ACCEPTED_CODINGS, UnsupportedMediaType

_log = logging.getLogger(__name__)

CLIENT_CLOSED_REQUEST = 499
"""Status in the log, never sent: the client left before its answer; nginx uses the same."""


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every exception with a problem; abort a stream that has begun."""
    try:
        return await handler(request)
    except ConnectionError:
        return abort_response(request, CLIENT_CLOSED_REQUEST)
    except Exception as error:
        if request[STATE].response is not None:
            _log_failure(request, error)
            return abort_response(request, HTTPStatus.INTERNAL_SERVER_ERROR)
        match error:
            case RequestError():
                return _from_request_error(request, error)
            case web.HTTPException():
                return _from_aiohttp(request, error)
        _log_failure(request, error)
        detail = "something went wrong on our side"
        if isinstance(error, PluginFailure) and may_show_failure(request):
            detail = str(error)
        return _problem(request, ErrorCode.INTERNAL_SERVER_ERROR, detail)


def abort_response(request: web.Request, status: int) -> web.StreamResponse:
    """Abort the connection of a response that has begun; the log shows this status."""
    request[STATE].ended = int(status)
    # The proper end of a stream would tell the client that it has everything.
    if request.transport is not None:
        request.transport.abort()
    return request[STATE].response or web.Response(status=status)


def _log_failure(request: web.Request, error: Exception) -> None:
    _log.error("request %s failed\n%s", request[STATE].request_id, format_stack(error))


def _from_request_error(request: web.Request, error: RequestError) -> web.Response:
    response = _response(request, problem_document(error))
    match error:
        case Unauthorized():
            response.headers["WWW-Authenticate"] = "Bearer"
        case UnsupportedMediaType():
            response.headers["Accept-Encoding"] = ACCEPTED_CODINGS
        case TooManyRequests(retry_after=seconds) | ServiceUnavailable(retry_after=seconds):
            response.headers["Retry-After"] = str(seconds)
        case IncompleteBody():
            response.force_close()
    return response


def _from_aiohttp(request: web.Request, error: web.HTTPException) -> web.Response:
    match error:
        case web.HTTPMethodNotAllowed():
            allowed = ", ".join(sorted(error.allowed_methods))
            response = _problem(
                request,
                ErrorCode.METHOD_NOT_ALLOWED,
                f"{request.method} is not allowed, only {allowed}",
            )
            response.headers["Allow"] = allowed
            return response
        case web.HTTPNotFound():
            near = find_near_path(request)
            hint = f"; did you mean {near}?" if near else ""
            detail = f"there is nothing at {_shown_path(request)}{hint}"
            return _problem(request, ErrorCode.NOT_FOUND, detail)
    code = CODE_OF_STATUS.get(error.status, ErrorCode.BAD_REQUEST)
    return _problem(request, code, error.reason)


def problem_document(error: RequestError) -> dict[str, Any]:
    """Return an error as a problem, without the members that name its request."""
    return fit_problem(error.code, error.detail, error.issues)


def _problem(request: web.Request, code: ErrorCode, detail: str) -> web.Response:
    return _response(request, fit_problem(code, detail))


def _response(request: web.Request, problem: dict[str, Any]) -> web.Response:
    of_request = {"instance": _shown_path(request), "requestId": request[STATE].request_id}
    return web.Response(
        status=problem["status"],
        body=orjson.dumps(problem | of_request),
        content_type="application/problem+json",
    )


def _shown_path(request: web.Request) -> str:
    """Return the request's path for a problem, without what may be a key in an encoded query."""
    return cut(request.path.partition("?")[0] or "/", MAX_INSTANCE_BYTES)
