"""Responses of the routes of plugins."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.validators import ge, instance_of, le

if TYPE_CHECKING:
    from attrs import Attribute

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t -~\x80-\xff]*")
_OF_SERVER = re.compile(
    r"access-control-.*|connection|content-(encoding|length|security-policy|type)|date"
    r"|referrer-policy|server-timing|trailer|transfer-encoding|upgrade|x-content-type-options"
    r"|x-request-id",
    re.I,
)
_WITHOUT_BODY = (204, 304)


def _are_headers(_: object, __: "Attribute[Mapping[str, str]]", headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise ValueError(f"the header {name!r} must be a name and a value on one line")
        if _OF_SERVER.fullmatch(name):
            raise ValueError(f"the header {name} is set by the server")


def _is_content_type(_: object, __: "Attribute[str]", text: str) -> None:
    if "/" not in text or not _VALUE.fullmatch(text):
        raise ValueError("content_type must be as text/csv or text/html; charset=utf-8")


def _fits_status(response: "Response", _: "Attribute[int]", status: int) -> None:
    if status in _WITHOUT_BODY and response.body:
        raise ValueError(f"a response of status {status} must have no body")


def _as_bytes(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else body


@frozen(eq=False)
class Response:
    """A response that is no JSON, or has another status than 200; by default an HTML page.

    The page loads scripts, styles and data from this server only, and runs no script that stands
    in its HTML: a script is a route of its own.
    """

    body: bytes = field(default=b"", converter=_as_bytes, validator=instance_of(bytes), repr=False)
    content_type: str = field(default="text/html; charset=utf-8", validator=_is_content_type)
    status: int = field(
        default=200, validator=[instance_of(int), ge(200), le(599), _fits_status], kw_only=True
    )
    headers: Mapping[str, str] = field(
        default=MappingProxyType({}), validator=_are_headers, kw_only=True
    )
