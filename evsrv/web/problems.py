"""Refusals and failures as `application/problem+json` (RFC 9457); the only place for that."""

import logging
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.core.errors import RequestError, Unauthorized, title
from evsrv.web.app_keys import ENDED, REQUEST_ID, RESPONSE
from evsrv.web.body_limits import UnreceivedBody
from evsrv.web.logs import outline
from evsrv.web.rate_limits import TooManyRequests

_log = logging.getLogger(__name__)

_STATUS = {
    "bad_request": HTTPStatus.BAD_REQUEST,
    "unauthorized": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "payload_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unprocessable_entity": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_many_requests": HTTPStatus.TOO_MANY_REQUESTS,
    "internal_server_error": HTTPStatus.INTERNAL_SERVER_ERROR,
    "service_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}
CLIENT_GONE = 499
"""Seen by no client; how nginx logs one that did not wait for its answer."""

_CODE = {status.value: code for code, status in _STATUS.items()}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer whatever is raised as a problem; a stream that has begun is broken off."""
    try:
        return await handler(request)
    except ConnectionError:
        return _broken_off(request, CLIENT_GONE)
    except Exception as error:
        if RESPONSE in request:
            _log_failure(request, error)
            return _broken_off(request, HTTPStatus.INTERNAL_SERVER_ERROR)
        match error:
            case RequestError():
                return _from_refusal(request, error)
            case web.HTTPException():
                return _from_aiohttp(request, error)
        _log_failure(request, error)
        return _problem(request, "internal_server_error", "something went wrong on our side")


def _broken_off(request: web.Request, status: int) -> web.StreamResponse:
    request[ENDED] = int(status)
    # The proper end of a stream would tell the client that it has everything.
    if request.transport is not None:
        request.transport.abort()
    return request.get(RESPONSE) or web.Response(status=status)


def _log_failure(request: web.Request, error: Exception) -> None:
    _log.error("request %s failed\n%s", request[REQUEST_ID], outline(error))


def _from_refusal(request: web.Request, refusal: RequestError) -> web.Response:
    response = _response(request, describe(refusal))
    match refusal:
        case Unauthorized():
            response.headers["WWW-Authenticate"] = "Bearer"
        case TooManyRequests(retry_after=seconds):
            response.headers["Retry-After"] = str(seconds)
        case UnreceivedBody():
            response.force_close()
    return response


def _from_aiohttp(request: web.Request, error: web.HTTPException) -> web.Response:
    match error:
        case web.HTTPMethodNotAllowed():
            allowed = ", ".join(sorted(error.allowed_methods))
            response = _problem(
                request, "method_not_allowed", f"{request.method} is not allowed, only {allowed}"
            )
            response.headers["Allow"] = allowed
            return response
        case web.HTTPNotFound():
            return _problem(request, "not_found", f"there is nothing at {request.path}")
    return _problem(request, _CODE.get(error.status, "bad_request"), error.reason)


def describe(refusal: RequestError) -> dict[str, Any]:
    """Describe a refusal as a problem, but for the request that it answers."""
    problem = _description(refusal.code, refusal.detail)
    if refusal.issues:
        problem["errors"] = [
            {"pointer": _printable(issue.pointer), "message": _printable(issue.message)}
            for issue in refusal.issues
        ]
    return problem


def _problem(request: web.Request, code: str, detail: str) -> web.Response:
    return _response(request, _description(code, detail))


def _description(code: str, detail: str) -> dict[str, Any]:
    detail = _printable(detail)
    return {
        "title": title(code),
        "status": _STATUS[code].value,
        "detail": detail,
        "code": code,
        "error": {"code": code, "message": detail},
    }


def _response(request: web.Request, problem: dict[str, Any]) -> web.Response:
    place = {"instance": _printable(request.path), "requestId": request[REQUEST_ID]}
    return web.Response(
        status=problem["status"],
        body=orjson.dumps(problem | place),
        content_type="application/problem+json",
    )


def _printable(text: str) -> str:
    """Make text that quotes a request fit for UTF-8: it may hold lone surrogates."""
    return text.encode("utf-8", "backslashreplace").decode()
