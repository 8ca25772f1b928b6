"""Routes with the plugin that each comes from."""

import re
from typing import Any

import orjson
import pluggy
from attrs import frozen

from evsrv.core.errors import RequestError
from evsrv.plugin.failures import PluginFailure, line_of_error, line_of_function
from evsrv.plugin.hook_calls import PluginError, returned_by_each
from evsrv.plugin.route import Route
from evsrv.plugin.route_request import Request
from evsrv.plugin.route_response import Response

_PREFIX = "/plugins"
_PLUGIN_NAME = re.compile(r"\w[\w.-]*", re.ASCII)
_PARAMETER = re.compile(r"\{\w+\}")


@frozen(eq=False)
class PluginRoute:
    """A route of a plugin, at its path on the server."""

    plugin: str
    route: Route

    @property
    def path(self) -> str:
        """Return the template of the path on the server."""
        return f"{_PREFIX}/{self.plugin}{self.route.path}"

    async def respond(self, request: Request) -> Response:
        """Call the handler; raise `PluginFailure` if it fails or returns no response."""
        part = f"route {self.route.method} {self.route.path}"
        try:
            result = await self.route.handler(request)
        except (RequestError, PluginFailure):
            raise
        except Exception as error:
            raise PluginFailure(self.plugin, part, error, line_of_error(error)) from error
        try:
            return _as_response(result)
        except TypeError as error:
            line = line_of_function(self.route.handler)
            raise PluginFailure(self.plugin, part, error, line) from error


def collect_routes(hook: pluggy.HookCaller) -> tuple[PluginRoute, ...]:
    """Return the routes of all plugins. Raises `PluginError`, as for two routes of one path."""
    routes: dict[tuple[str, str], PluginRoute] = {}
    for plugin, route in returned_by_each(hook, Route):
        if not _PLUGIN_NAME.fullmatch(plugin):
            raise PluginError(
                f"plugin {plugin}: its routes would begin with {_PREFIX}/{plugin}/; for that its"
                " name must be made of letters, digits and _.- alone"
            )
        one = PluginRoute(plugin, route)
        place = (route.method, _PARAMETER.sub("{}", one.path))
        if place in routes:
            raise PluginError(f"plugin {plugin}: two routes are {route.method} {route.path}")
        routes[place] = one
    return tuple(routes.values())


def _as_response(result: Any) -> Response:
    """Return what a handler returns as a response. Raises TypeError for anything else."""
    if isinstance(result, Response):
        return result
    if not isinstance(result, dict | list):
        raise TypeError(
            f"the handler returned {type(result).__name__}; expected a dict, a list or a Response"
        )
    return Response(orjson.dumps(result), "application/json")
