"""Requests as the routes of plugins get them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from evsrv.core.scope import Scope

if TYPE_CHECKING:
    from multidict import MultiMapping

Document = Mapping[str, Any]


@frozen(kw_only=True)
class RequestKey:
    """The key of a request, without its secret."""

    kind: str
    """`api` or `read`."""
    name: str | None
    scope: Scope
    """The organization, and the project if the key is of one."""


@frozen(kw_only=True, eq=False)
class Request:
    """A request to a route of a plugin."""

    method: str
    path_parameters: Mapping[str, str]
    """The parameters in braces of the route's path, decoded."""
    parameters: "MultiMapping[str]" = field(repr=False)
    """The parameters of the URL; `parameters.getall(name)` has all of a repeated one."""
    headers: "MultiMapping[str]" = field(repr=False)
    """Without `Authorization`, if the route needs a key."""
    body: bytes = field(repr=False)
    """The whole body, unpacked; at most `max_body_bytes`."""
    key: RequestKey | None
    """None if the route is open."""
    _read_json: Callable[[], dict[str, Any]] = field(repr=False)
    _ask: Callable[[Document, str], Awaitable[dict[str, Any]]] = field(repr=False)

    def json(self) -> dict[str, Any]:
        """Return the body, which must be a JSON object of the type `application/json`.

        Raises `BadRequest` and `Unprocessable`, which the client gets as problems.
        """
        return self._read_json()

    async def ask(self, query: Document, dataset: str = "events") -> dict[str, Any]:
        """Return the answer of `POST /query/DATASET` to a query, for the key of the request.

        It holds the rows of the key's scope only. Raises `RequestError` for a query that is
        refused or takes too long. An open route has no key, and must not call this.
        """
        return await self._ask(query, dataset)
