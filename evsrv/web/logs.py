"""What the server says on stderr: a line a request, and what goes wrong. Never what was sent.

Errors are logged without their messages, for these quote values.
"""

import asyncio
import logging
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from errno import errorcode
from functools import lru_cache
from typing import Any, TextIO

import orjson
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

FIELDS = "fields"
"""The attribute of a log record that holds its members; by it, the formats know a request."""

_MOMENT = 0.02
"""In seconds."""
_MAX_PENDING = 200

_QUOTING = ("aiohttp.server", "aiohttp.web", "aiohttp.internal", "aiohttp.websocket", "asyncio")
"""Loggers whose records quote heads of requests, results and arguments of calls."""


def set_up(form: str, level: str, stream: TextIO = sys.stderr) -> None:
    """Log to a stream, as `json`, as `text`, or (`auto`) as text if a terminal is there."""
    text = stream.isatty() if form == "auto" else form == "text"
    handler = BatchHandler(stream)
    handler.setFormatter(TextFormat() if text else JsonFormat())
    # Nothing that our formats show; each record would ask the system for them.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
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
    # An engine's error may name its code, as sqlite3's does.
    if code := getattr(error, "sqlite_errorname", None):
        yield f"{kind.__name__}: {code}"
    elif isinstance(error, OSError) and error.errno is not None:
        yield f"{kind.__name__}: {errorcode.get(error.errno, error.errno)}"
    else:
        yield f"{kind.__module__}.{kind.__qualname__}"


class BatchHandler(logging.StreamHandler[TextIO]):
    """Writes the lines of a moment together, which costs each of them less; trouble at once."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._waiting: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note a record."""
        self._waiting.append(record)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None or record.levelno >= logging.WARNING or len(self._waiting) >= _MAX_PENDING:
            self.flush()
        elif len(self._waiting) == 1:
            loop.call_later(_MOMENT, self.flush)

    def flush(self) -> None:
        """Write what is noted; `logging` asks for it at the process's end too."""
        with self.lock or nullcontext():
            records, self._waiting = self._waiting, []
            try:
                self.stream.write("".join(self._lines(records)))
                super().flush()
            except Exception:
                # Whoever logs is not to suffer from a stream that is closed.
                for record in records[-1:]:
                    self.handleError(record)

    def _lines(self, records: Sequence[logging.LogRecord]) -> Iterator[str]:
        for record in records:
            try:
                yield f"{self.format(record)}\n"
            except Exception:
                self.handleError(record)


class JsonFormat(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        fields = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            # The names of files can have bytes that are no text.
            "message": super().format(record).encode("utf-8", "backslashreplace").decode(),
            **_fields(record),
        }
        return orjson.dumps(fields).decode()


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
    second = int(record.created)
    return f"{_second(second)}.{int(1000 * (record.created - second)):03}Z"


@lru_cache(maxsize=1)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat().removesuffix("+00:00")


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
