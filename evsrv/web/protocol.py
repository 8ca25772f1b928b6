"""The server's side of a connection: what its HTTP parser refuses is answered as a problem too."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import _ErrInfo
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import BadRequest, RequestError
from evsrv.web.request_state import STATE, RequestState

MAX_URL_BYTES = 8_000
MAX_HEADER_BYTES = 8_190
"""Of one header, its name included. It differs from `MAX_URL_BYTES`: aiohttp's errors tell the two
apart by nothing else."""
MAX_HEADERS = 128

HANDLER_ARGS = {
    "max_line_size": MAX_URL_BYTES,
    "max_field_size": MAX_HEADER_BYTES,
    "max_headers": MAX_HEADERS,
    # `unpacking` checks where packed bodies end, which aiohttp does not.
    "auto_decompress": False,
}
"""The arguments of `web.Application` for its connections."""

_REQUEST_LINE = re.compile(rb"(?:\r?\n)*([A-Z]{1,20}) (?:[a-z]+://[^/ ?#]*)?(/[^ ?#\r\n]*)")
_COPIED_HEADERS = re.compile(rb"\r\n(Origin|X-Request-ID):[ \t]*([!-~]{1,1000})[ \t]*\r\n", re.I)
_REASONS = (
    ("Missing 'Host'", "an HTTP/1.1 request needs the header Host"),
    ("Duplicate 'Host'", "the header Host stands twice"),
    ("Duplicate", "a header stands twice that may stand only once"),
    (
        "can't be present with",
        "Content-Length and Transfer-Encoding exclude each other; send one of them",
    ),
    ("Content-Length", "Content-Length must be a whole number"),
    ("Transfer-Encoding", "Transfer-Encoding must be chunked"),
    ("chunk", "the body is not chunked as it should be"),
    ("HTTPS", "this is HTTPS; the server speaks HTTP on this port"),
    ("method", "the request begins with no HTTP method that is known"),
    ("version", "the HTTP version must be 1.0 or 1.1"),
    ("header", "a header has a character that it must not have"),
    ("url", "the URL has a character that must be percent-encoded"),
    ("Expected HTTP/", "the URL has a blank; write it as %20"),
)
"""By words of aiohttp's messages, which cannot be passed on: they quote the request."""


class UriTooLong(RequestError):
    """The URL is over the limit."""

    code = ErrorCode.URI_TOO_LONG


class HeadersTooLarge(RequestError):
    """A header is over the limit, or there are too many."""

    code = ErrorCode.HEADERS_TOO_LARGE


class Runner(web.AppRunner):
    """Runner of an application whose connections are of the class `Connection`."""

    async def _make_server(self) -> web.Server:
        return _Server(await super()._make_server())


class _Server(web.Server):
    """The server of an application's runner, with other connections and requests."""

    def __init__(self, server: web.Server) -> None:
        super().__init__(
            server.request_handler,
            request_factory=self._make_stripped_request,
            handler_cancellation=server.handler_cancellation,
            loop=server._loop,
            **server._kwargs,
        )
        self._make_app_request = server.request_factory

    def __call__(self) -> web.RequestHandler:
        return Connection(self, loop=self._loop, **self._kwargs)

    def _make_stripped_request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: web.RequestHandler,
        writer: AbstractStreamWriter,
        task: "asyncio.Task[None]",
    ) -> web.BaseRequest:
        """Make a request without its Expect header, which its state keeps.

        aiohttp would look at the header before any middleware, and answer `100 Continue` before the
        key has been looked at.
        """
        expect = message.headers.get("Expect")
        if expect is not None:
            headers = CIMultiDict(message.headers)
            headers.popall("Expect")
            message = message._replace(headers=CIMultiDictProxy(headers))
        request = self._make_app_request(message, payload, protocol, writer, task)
        request[STATE] = RequestState(expect)
        return request


class Connection(web.RequestHandler):
    """A connection that passes malformed requests to the application, with their refusal."""

    __slots__ = ("_closed", "_malformed")

    def __init__(self, manager: web.Server, **options: object) -> None:
        super().__init__(manager, **options)  # type: ignore[arg-type]
        self._malformed: bytes | None = None
        """The data in which the parser found an error; nothing can be parsed after them."""
        self._closed = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        """Parse data; ignore them if earlier ones were malformed."""
        if self._malformed is not None:
            return
        super().data_received(data)
        if self._messages and isinstance(self._messages[-1][0], _ErrInfo):
            self._malformed = data
            self._end_body()

    def connection_lost(self, exc: BaseException | None) -> None:
        """End the wait of `_linger`."""
        self._closed.set()
        super().connection_lost(exc)

    def _end_body(self) -> None:
        """End the wait of the request whose body the malformed data belong to."""
        if len(self._messages) > 1:
            body = self._messages[-2][1]
        elif self._current_request is not None:
            body = self._current_request.content
        else:
            return
        if not body.is_eof():
            body.set_exception(web.RequestPayloadError())

    def _make_error_handler(
        self, err_info: _ErrInfo
    ) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            # aiohttp's stand-in for the malformed request has no path, and speaks HTTP/1.0.
            malformed = self._make_malformed_request(request, err_info.exc)
            assert self._request_handler is not None  # noqa: S101 - the connection is open
            response = await self._request_handler(malformed)
            await response.prepare(malformed)
            await response.write_eof()
            await self._linger()
            return response

        return answer

    def _make_malformed_request(
        self, stand_in: web.BaseRequest, error: BaseException
    ) -> web.BaseRequest:
        assert self._request_factory is not None  # noqa: S101 - the connection is open
        data = self._malformed or b""
        line = _REQUEST_LINE.match(data)
        method, path = line.groups() if line else (b"UNKNOWN", b"/")
        headers = CIMultiDict(
            (name.decode(), value.decode()) for name, value in _COPIED_HEADERS.findall(data)
        )
        message = RawRequestMessage(
            method.decode(),
            path.decode("utf-8", "surrogateescape"),
            HttpVersion11,
            CIMultiDictProxy(headers),
            (),
            True,
            None,
            False,
            False,
            URL.build(path=path.decode("utf-8", "replace")),
        )
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - requests are answered in tasks
        request = self._request_factory(message, EMPTY_PAYLOAD, self, stand_in.writer, task)
        request[STATE].refusal = _refusal(error)
        return request

    async def _linger(self) -> None:
        """Let the client read the answer: closing with unread data would reset the connection."""
        transport = self.transport
        if transport is None or not transport.can_write_eof():
            return
        transport.write_eof()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._lingering_time):
                await self._closed.wait()


def _refusal(error: BaseException) -> RequestError:
    match error:
        case LineTooLong(args=(_, limit, *_)) if limit == MAX_URL_BYTES:
            return UriTooLong(
                f"the URL is longer than {MAX_URL_BYTES} bytes; a query belongs into the body"
            )
        case LineTooLong():
            return HeadersTooLarge(f"a header is longer than {MAX_HEADER_BYTES} bytes")
        case HttpProcessingError(message=text):
            if text.startswith("Too many"):
                return HeadersTooLarge(f"there are more than {MAX_HEADERS} headers")
            # The text of aiohttp's message ends where it begins to quote the request.
            said = text.partition(":\n\n")[0]
            for word, reason in _REASONS:
                if word.lower() in said.lower():
                    return BadRequest(reason)
    return BadRequest("the request is not HTTP/1.1 as RFC 9112 has it")
