"""Logs on stderr: a line for each request, and failures. Never data that a client sent.

Errors are logged without their messages, for messages quote values. Failures of plugins are the
exception: only with the message can their author find the mistake.
"""

import asyncio
import logging
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from errno import errorcode
from functools import cache
from typing import Any, TextIO

import orjson
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from evsrv.core.timestamps import format_timestamp
from evsrv.plugin.failures import PluginFailure

FIELDS = "fields"
"""The attribute of a request's log record that holds its members."""

_BATCH_SECONDS = 0.02
_MAX_PENDING_RECORDS = 200

_QUOTING_LOGGERS = (
    "aiohttp.server",
    "aiohttp.web",
    "aiohttp.internal",
    "aiohttp.websocket",
    "asyncio",
)
"""Loggers whose records quote requests, results and arguments of calls."""


def set_up(form: str, level: str, stream: TextIO = sys.stderr) -> None:
    """Log to a stream as `json`, as `text`, or (`auto`) as text if the stream is a terminal."""
    text = stream.isatty() if form == "auto" else form == "text"
    handler = BatchHandler(stream)
    handler.setFormatter(TextFormat() if text else JsonFormat())
    # The formats do not show these, and to find them costs a system call for each record.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)


def format_stack(error: BaseException) -> str:
    """Return the frames and the type of an error and of its causes; of plugins also the message."""
    return "\n".join(_stack_lines(error))


def _stack_lines(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _stack_lines(cause)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    kind = type(error)
    if isinstance(error, PluginFailure):
        yield f"{kind.__name__}: {error}"
        return
    # An engine's error may name its code, as sqlite3's does.
    if code := getattr(error, "sqlite_errorname", None):
        yield f"{kind.__name__}: {code}"
    elif isinstance(error, OSError) and error.errno is not None:
        yield f"{kind.__name__}: {errorcode.get(error.errno, error.errno)}"
    else:
        yield f"{kind.__module__}.{kind.__qualname__}"


def request_record(logger: logging.Logger, level: int, fields: dict[str, Any]) -> logging.LogRecord:
    """Return the log record of a request with these members.

    It is made from that of an earlier request: to find what they all have in common, as the name of
    the module, takes most of the time.
    """
    record = logging.LogRecord.__new__(logging.LogRecord)
    first = _first_record(logger)
    now = time.time()
    record.__dict__ = first | {
        "created": now,
        "msecs": 1000 * (now % 1),
        "relativeCreated": first["relativeCreated"] + 1000 * (now - first["created"]),
        "levelno": level,
        "levelname": logging.getLevelName(level),
        FIELDS: fields,
    }
    return record


@cache
def _first_record(logger: logging.Logger) -> dict[str, Any]:
    # Not by `log`, which first walks the stack to find its caller.
    record = logger.makeRecord(logger.name, logging.INFO, __file__, 0, "request", (), None)
    return {**vars(record), FIELDS: {}}


class BatchHandler(logging.StreamHandler[TextIO]):
    """Handler that writes records in batches, which is cheaper; warnings and errors at once."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._pending: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Queue a record, and flush if it is urgent or the queue is full."""
        self._pending.append(record)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if (
            loop is None
            or record.levelno >= logging.WARNING
            or len(self._pending) >= _MAX_PENDING_RECORDS
        ):
            self.flush()
        elif len(self._pending) == 1:
            loop.call_later(_BATCH_SECONDS, self.flush)

    def flush(self) -> None:
        """Write the queued records; `logging` calls this at exit too."""
        with self.lock or nullcontext():
            records, self._pending = self._pending, []
            try:
                self.stream.write("".join(self._lines(records)))
                super().flush()
            except Exception:
                # A closed stream must not break the code that logs.
                for record in records[-1:]:
                    self.handleError(record)

    def _lines(self, records: Sequence[logging.LogRecord]) -> Iterator[str]:
        for record in records:
            try:
                yield f"{self.format(record)}\n"
            except Exception:
                self.handleError(record)


class JsonFormat(logging.Formatter):
    """Format a record as a JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Render a record."""
        members = _fields(record)
        fields = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.msg if members else self._message(record),
            **members,
        }
        return orjson.dumps(fields).decode()

    def _message(self, record: logging.LogRecord) -> str:
        # Names of files may hold bytes that are not text.
        return super().format(record).encode("utf-8", "backslashreplace").decode()


class TextFormat(logging.Formatter):
    """Format a record as a line of text for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Render a record."""
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
            *([fields["engine"]] if "engine" in fields else []),
            fields["keyId"] or "no-key",
            fields["requestId"],
        )
        return " ".join(shown)


def _time(record: logging.LogRecord) -> str:
    return format_timestamp(int(1000 * record.created))


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, FIELDS, {})
    return fields


def _redact(record: logging.LogRecord) -> bool:
    """Reduce a record to where it was made and to the type of its error."""
    error = record.exc_info[1] if record.exc_info else None
    record.msg = f"{record.name}: {record.module}.{record.funcName}"
    record.args = record.exc_info = None
    match error:
        case HttpProcessingError() | web.RequestPayloadError():
            # Malformed requests are the client's fault, not an error of the server.
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.msg = f"a client sent malformed HTTP: {type(error).__name__}"
        case BaseException():
            record.msg = f"{record.msg}\n{format_stack(error)}"
    return True


def _drop(_record: logging.LogRecord) -> bool:
    return False


# Filters of loggers hold for every handler and every configuration of logging.
for _name in _QUOTING_LOGGERS:
    logging.getLogger(_name).addFilter(_redact)
# Its lines have whole URLs; `request_log` replaces it.
logging.getLogger("aiohttp.access").addFilter(_drop)
