"""What the server says on stderr: a line a request, and what goes wrong. Never what was sent.

Errors are logged without their messages, for these quote values.
"""

import json
import logging
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from errno import errorcode
from typing import Any, TextIO

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

FIELDS = "fields"
"""The attribute of a log record that holds its members; by it, the formats know a request."""

_QUOTING = ("aiohttp.server", "aiohttp.web", "aiohttp.internal", "aiohttp.websocket", "asyncio")
"""Loggers whose records quote heads of requests, results and arguments of calls."""


def set_up(form: str, level: str, stream: TextIO = sys.stderr) -> None:
    """Log to a stream, as `json`, as `text`, or (`auto`) as text if a terminal is there."""
    text = stream.isatty() if form == "auto" else form == "text"
    handler = logging.StreamHandler(stream)
    handler.setFormatter(TextFormat() if text else JsonFormat())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)


def outline(error: BaseException) -> str:
    """Tell where an error came from and of what kind it is, a line each, but not its message."""
    return "\n".join(_outline(error))


def _outline(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _outline(cause)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    kind = type(error)
    match error:
        case sqlite3.Error(sqlite_errorname=str(code)):
            yield f"{kind.__name__}: {code}"
        case OSError(errno=int(number)):
            yield f"{kind.__name__}: {errorcode.get(number, number)}"
        case _:
            yield f"{kind.__module__}.{kind.__qualname__}"


class JsonFormat(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        fields = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": super().format(record),
            **_fields(record),
        }
        return json.dumps(fields)


class TextFormat(logging.Formatter):
    """A line for people; what is none stays out."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        start = f"{_time(record)} {record.levelname}"
        fields = _fields(record)
        if not fields:
            return f"{start} {super().format(record)}"
        stages = " ".join(f"{name}={spent:g}" for name, spent in fields["stagesMs"].items())
        shown = (
            start,
            f"{fields['method']} {fields['route']} {fields['status']}",
            f"{fields['durationMs']:g} ms ({stages})",
            f"{fields['rows']} rows {fields['bytes']} bytes",
            fields["keyId"] or "no-key",
            fields["requestId"],
        )
        return " ".join(shown)


def _time(record: logging.LogRecord) -> str:
    instant = datetime.fromtimestamp(record.created, UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, FIELDS, {})
    return fields


def _keep_quiet(record: logging.LogRecord) -> bool:
    """Leave of a record where it was made and of which kind the error is."""
    error = record.exc_info[1] if record.exc_info else None
    record.msg = f"{record.name}: {record.module}.{record.funcName}"
    record.args = record.exc_info = None
    match error:
        case HttpProcessingError() | web.RequestPayloadError():
            # Anyone can send nonsense; to whoever runs the server it is no error.
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.msg = f"a client sent what is not HTTP: {type(error).__name__}"
        case BaseException():
            record.msg = f"{record.msg}\n{outline(error)}"
    return True


def _drop(_record: logging.LogRecord) -> bool:
    return False


# Filters of loggers, for they hold whoever configures logging, and for every handler.
for _name in _QUOTING:
    logging.getLogger(_name).addFilter(_keep_quiet)
# It has whole URLs, and our own lines take its place.
logging.getLogger("aiohttp.access").addFilter(_drop)
