"""A running server as a source of answers, over HTTP."""

import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
import click
import orjson
from attrs import frozen

from evsrv.cli.cells import cut_end, visible
from evsrv.cli.os_errors import reason_of
from evsrv.cli.query_source import Document
from evsrv.config import KEY_VARIABLE
from evsrv.core.datasets import Dataset

_CONNECT_SECONDS = 10
_READ_SECONDS = 120
"""Without a byte from the server."""
_QUOTED_CHARACTERS = 200
_RETRIED = frozenset({429, 502, 503, 504})
_MEDIA_TYPES: Mapping[str, str] = {"csv": "text/csv", "ndjson": "application/x-ndjson"}


class ServerError(click.ClickException):
    """The server refused a request, or could not be reached."""

    def __init__(
        self, message: str, *, hint: str = "", is_passing: bool = False, retry_after: int = 0
    ) -> None:
        super().__init__(message)
        self.hint = hint
        """The next step, if the request is not sent again."""
        self.is_passing = is_passing
        """Whether the same request may succeed later."""
        self.retry_after = retry_after
        """The seconds to wait that the server asks for."""

    def format_message(self) -> str:
        """Return the text for the terminal."""
        return f"{self.message}; {self.hint}" if self.hint else self.message


@frozen
class ServerSource:
    """A server at a URL, asked with a key."""

    url: str
    _session: aiohttp.ClientSession

    async def answer(self, dataset: Dataset, document: Document) -> bytes:
        """Return the answer of `POST /query/DATASET`. Raises `ServerError`."""
        return (await self.timed_answer(dataset, document))[0]

    async def timed_answer(
        self, dataset: Dataset, document: Document
    ) -> tuple[bytes, datetime | None]:
        """Return an answer and the server's time. Raises `ServerError`."""
        async with self._post(f"/query/{dataset.name}", document, "application/json") as response:
            body = await response.read()
            if not _is_answer(body):
                raise ServerError(_foreign_answer(response, body))
            return body, time_of(response.headers)

    async def export(
        self, dataset: Dataset, document: Document, form: str
    ) -> AsyncGenerator[bytes, None]:
        """Yield the answer of `POST /query/DATASET/export` in chunks. Raises `ServerError`."""
        path = f"/query/{dataset.name}/export"
        media_type = _MEDIA_TYPES.get(form)
        if media_type is None:
            path += _chosen(form)
        async with self._post(path, document, media_type) as response:
            async for chunk in response.content.iter_any():
                yield chunk

    async def page_file(self, dataset: Dataset, document: Document, form: str) -> bytes:
        """Return the answer of `POST /query/DATASET` in a format of a plugin of the server.

        Raises `ServerError`.
        """
        path = f"/query/{dataset.name}{_chosen(form)}"
        async with self._post(path, document, None) as response:
            return await response.read()

    @asynccontextmanager
    async def _post(
        self, path: str, document: Document, media_type: str | None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        try:
            async with self._session.post(
                self.url + path,
                data=orjson.dumps(document),
                headers={"Content-Type": "application/json", "Accept": media_type or "*/*"},
                # A POST that is redirected becomes a GET.
                allow_redirects=False,
            ) as response:
                if response.status != 200 or media_type not in (None, response.content_type):
                    raise await _refusal(response)
                yield response
        except aiohttp.ClientPayloadError as error:
            raise ServerError(
                f"{self.url} ended its answer before the end", is_passing=True
            ) from error
        except aiohttp.ClientConnectorError as error:
            raise ServerError(
                f"{self.url} cannot be reached: {reason_of(error.os_error)}",
                hint="is a server running there?",
                is_passing=True,
            ) from error
        except TimeoutError as error:
            raise ServerError(
                f"{self.url} does not answer", hint="is its server overloaded?", is_passing=True
            ) from error
        except aiohttp.ClientError as error:
            raise ServerError(
                f"{self.url} cannot be asked: {error or type(error).__name__}", is_passing=True
            ) from error


@asynccontextmanager
async def open_server(url: str, key: str) -> AsyncIterator[ServerSource]:
    """Open a session with a server."""
    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=_CONNECT_SECONDS, sock_read=_READ_SECONDS
    )
    headers = {"Authorization": f"Bearer {key}"}
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
        yield ServerSource(url, session)


def _chosen(form: str) -> str:
    return f"?{urlencode({'format': form})}"


def read_key() -> str:
    """Return the key in the environment. Raises `UsageError`."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not (key and key.isascii() and key.isprintable()):
        raise click.UsageError(
            f"--url needs an api or read key: export {KEY_VARIABLE}=evsrv_...;"
            " `evsrv keys create` makes one"
        )
    return key


def time_of(headers: Mapping[str, str]) -> datetime | None:
    """Return the time of a response, by its server's clock."""
    try:
        return parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return None


async def _refusal(response: aiohttp.ClientResponse) -> ServerError:
    body = await response.read()
    wait = response.headers.get("Retry-After", "")
    retry_after = int(wait) if wait.isdecimal() else 0
    problem = _problem(response, body)
    if problem is None:
        return ServerError(
            _foreign_answer(response, body),
            is_passing=response.status in _RETRIED,
            retry_after=retry_after,
        )
    lines = [
        f"{issue.get('pointer') or '/'}: {issue.get('message')}"
        for issue in problem.get("errors", ())
    ]
    text = "\n".join(lines) or f"{problem.get('detail')} ({_status(response)})"
    if response.status == 401:
        text += f"; is {KEY_VARIABLE} an api or read key of this server?"
    if response.status >= 500:
        text += f"; request {problem.get('requestId')} in its log"
    return ServerError(
        visible_lines(text), is_passing=response.status in _RETRIED, retry_after=retry_after
    )


def _problem(response: aiohttp.ClientResponse, body: bytes) -> dict[str, Any] | None:
    if response.content_type != "application/problem+json":
        return None
    try:
        problem = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return problem if isinstance(problem, dict) else None


def _is_answer(body: bytes) -> bool:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    data = answer.get("data") if isinstance(answer, dict) else None
    return isinstance(data, dict) and data.keys() >= {"result", "total", "count"}


def _status(response: aiohttp.ClientResponse) -> str:
    return f"{response.status} {response.reason or ''}".strip()


def _foreign_answer(response: aiohttp.ClientResponse, body: bytes) -> str:
    """Return a message about an answer that is not of evsrv, as of a proxy."""
    status = _status(response)
    if location := response.headers.get("Location"):
        return f"{response.url} is redirected to {visible(location)} ({status}); give its --url"
    start = visible(" ".join(body.decode("utf-8", "replace").split()))
    return (
        f"{response.url} does not answer as evsrv does ({status}):"
        f" {cut_end(start, _QUOTED_CHARACTERS) or 'an empty body'}"
    )


def visible_lines(text: str) -> str:
    """Show characters that could drive the terminal as escapes, but keep line breaks."""
    return "\n".join(map(visible, text.split("\n")))
