"""Refusals and failures as `application/problem+json` (RFC 9457); the only place for that."""

import logging
import secrets
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.errors import Refusal
from evsrv.web.keys import REQUEST_ID

_log = logging.getLogger(__name__)

_STATUS = {
    "bad_request": HTTPStatus.BAD_REQUEST,
    "unauthorized": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "payload_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unprocessable_entity": HTTPStatus.UNPROCESSABLE_ENTITY,
    "internal_server_error": HTTPStatus.INTERNAL_SERVER_ERROR,
}
_CODE = {status.value: code for code, status in _STATUS.items()}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every request an id and answer whatever is raised as a problem."""
    request[REQUEST_ID] = f"req_{secrets.token_hex(12)}"
    try:
        response = await handler(request)
    except Refusal as refusal:
        response = _response(request, describe(refusal))
        if refusal.code == "unauthorized":
            response.headers["WWW-Authenticate"] = "Bearer"
    except web.HTTPException as error:
        response = _from_aiohttp(request, error)
    except Exception:
        _log.exception("request %s failed", request[REQUEST_ID])
        response = _problem(request, "internal_server_error", "something went wrong on our side")
    response.headers["X-Request-ID"] = request[REQUEST_ID]
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


def describe(refusal: Refusal) -> dict[str, Any]:
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
        "title": _STATUS[code].phrase,
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
