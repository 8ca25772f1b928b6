"""The operations of plugins' routes."""

import re
from collections.abc import Iterable

from evsrv.core.error_codes import ErrorCode
from evsrv.openapi.components import Json
from evsrv.openapi.operation import BODY_ERRORS, KEY_ERRORS, operation
from evsrv.plugin.plugin_routes import PluginRoute

PLUGINS_TAG = "Plugins"

_PARAMETER = re.compile(r"\{(\w+)\}")
_NOT_OF_NAME = re.compile("[^A-Za-z0-9]+")
_ANY: Json = {"*/*": {}}
_KEYED_ERRORS = (*KEY_ERRORS, ErrorCode.FORBIDDEN)
_OPEN_ERRORS = (ErrorCode.INTERNAL_SERVER_ERROR, ErrorCode.SERVICE_UNAVAILABLE)


def plugin_paths(routes: Iterable[PluginRoute]) -> Json:
    """Return the paths of plugins' routes."""
    paths: Json = {}
    for one in routes:
        paths.setdefault(one.path, {})[one.route.method.lower()] = _operation(one)
    return paths


def _operation(one: PluginRoute) -> Json:
    route = one.route
    described = operation(
        _NOT_OF_NAME.sub("_", f"{route.method.lower()}{one.path}").strip("_"),
        PLUGINS_TAG,
        route.summary,
        f"Of the plugin `{one.plugin}`.",
        parameters=[
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in _PARAMETER.findall(route.path)
        ],
        answers=_ANY,
        errors=(
            *(_OPEN_ERRORS if route.open else _KEYED_ERRORS),
            *BODY_ERRORS,
            ErrorCode.NOT_FOUND,
        ),
    )
    return described | ({"security": []} if route.open else {})
