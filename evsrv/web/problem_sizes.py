"""Problems within a size that every client and every log can hold, whatever is quoted in them."""

import re
from collections.abc import Sequence
from typing import Any

import orjson

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import Issue

MAX_PROBLEM_BYTES = 16_000
"""Of a problem as JSON."""
MAX_POINTER_BYTES = 1_024
"""Of a pointer in `errors`; up to it, it is whole. The JSON of some characters is longer."""
MAX_INSTANCE_BYTES = 500
_MAX_DETAIL_BYTES = 2_000
_MAX_MESSAGE_BYTES = 1_000
_MAX_REQUEST_BYTES = 1_000
"""Of the members that name the request, which come later."""
_ELLIPSIS = "..."
_KEY = re.compile(r"evsrv_[a-z]+_[A-Za-z0-9_-]{8,}")


def fit_problem(code: ErrorCode, detail: str, issues: Sequence[Issue] = ()) -> dict[str, Any]:
    """Return a problem of at most `MAX_PROBLEM_BYTES`, without the members that name its request.

    Messages are cut; of many issues the first ones are kept.
    """
    detail = cut(detail, _MAX_DETAIL_BYTES)
    problem: dict[str, Any] = {
        "type": f"docs/errors/{code.value}",
        "title": code.title,
        "status": code.status.value,
        "detail": detail,
        "code": code.value,
        "error": {"code": code.value, "message": detail},
    }
    room = MAX_PROBLEM_BYTES - _MAX_REQUEST_BYTES - len(orjson.dumps(problem))
    errors: list[dict[str, str]] = []
    for issue in issues:
        shown = {
            "pointer": _cut_pointer(issue.pointer),
            "message": cut(issue.message, _MAX_MESSAGE_BYTES),
        }
        room -= len(orjson.dumps(shown)) + len(",")
        if errors and room < 0:
            break
        errors.append(shown)
    if errors:
        problem["errors"] = errors
    return problem


def cut(text: str, max_bytes: int) -> str:
    """Return text whose JSON takes at most so many bytes, with `...` at the end if it is cut.

    Text quoted from a request may hold lone surrogates, which are escaped, and keys, which are
    hidden.
    """
    text = _KEY.sub("evsrv_...", encodable(text))
    # Few texts are long, and no character is shorter than a byte.
    if len(text) * 6 <= max_bytes or _json_bytes(text) <= max_bytes:
        return text
    text = text[:max_bytes]
    while _json_bytes(text) + len(_ELLIPSIS) > max_bytes:
        excess = _json_bytes(text) + len(_ELLIPSIS) - max_bytes
        text = text[: -max(1, excess // 6)]
    return text + _ELLIPSIS


def encodable(text: str) -> str:
    """Return text with lone surrogates escaped."""
    return text.encode("utf-8", "backslashreplace").decode()


def _cut_pointer(pointer: str) -> str:
    text = encodable(pointer)
    data = text.encode()
    if len(data) <= MAX_POINTER_BYTES:
        return text
    whole = MAX_POINTER_BYTES - len(_ELLIPSIS)
    return data[:whole].decode("utf-8", "ignore") + _ELLIPSIS


def _json_bytes(text: str) -> int:
    return len(orjson.dumps(text)) - len('""')
