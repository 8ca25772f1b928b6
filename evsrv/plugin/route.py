"""Routes of plugins: paths of the server that a plugin answers."""

import re
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from attrs.validators import in_

from evsrv.plugin.route_request import Request
from evsrv.plugin.route_response import Response
from evsrv.plugin.validators import is_filled

if TYPE_CHECKING:
    from attrs import Attribute

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

RouteHandler = Callable[[Request], Awaitable[Response | dict[str, Any] | list[Any]]]

_SEGMENT = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._~-]+|\{(?P<name>[a-z][A-Za-z0-9_]*)\}")


def _is_path(_: object, attribute: "Attribute[str]", path: str) -> None:
    segments = path.split("/")[1:]
    matches = [_SEGMENT.fullmatch(segment) for segment in segments]
    if not path.startswith("/") or (path != "/" and not all(matches)):
        raise ValueError(
            f"{attribute.name} {path!r} must be as /count or /pages/{{id}}: letters, digits and"
            " ._~- between slashes, or a parameter in braces"
        )
    names = [match["name"] for match in matches if match and match["name"]]
    if len(set(names)) < len(names):
        raise ValueError(f"{attribute.name} {path!r} has two parameters of one name")


def _is_coroutine_function(_: object, attribute: "Attribute[Any]", handler: object) -> None:
    if not iscoroutinefunction(handler):
        raise ValueError(f"{attribute.name} must be an async function, not {handler!r}")


@frozen(eq=False)
class Route:
    """A path of the server that a plugin answers: `/plugins/NAME` and the `path` of the route.

    `path` begins with a slash; `{name}` stands for a parameter between two slashes. `handler` is an
    async function. It takes a `Request`, and returns a dict or list, which is sent as JSON, or a
    `Response`. A `RequestError` that it raises is answered as a problem. A GET route answers HEAD
    too.

    A request needs an api or read key, unless the route is `open`. An open route knows no key, and
    so cannot ask for events.
    """

    method: str = field(validator=in_(METHODS))
    path: str = field(validator=_is_path)
    handler: RouteHandler = field(validator=_is_coroutine_function)
    summary: str = field(validator=is_filled)
    open: bool = field(default=False, kw_only=True)
