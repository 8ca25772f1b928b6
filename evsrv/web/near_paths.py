"""The known path that is nearest to one that is not there."""

import re
from difflib import get_close_matches

from aiohttp import web

_COMPARED_CHARACTERS = 100
_SIMILARITY = 0.75
_ANY = "/{"
"""The begin of a template that may begin with anything, and so is near to nothing."""
_SLASHES = re.compile("//+")


def find_near_path(request: web.Request) -> str | None:
    """Return the path of a route that the request's path may stand for, or None."""
    paths = {resource.canonical for resource in request.app.router.resources()}
    known = {path for path in paths if not path.startswith(_ANY)} - {request.path}
    path = _SLASHES.sub("/", request.path[:_COMPARED_CHARACTERS]).rstrip("/").lower()
    if path in known:
        return path
    # A prefix, such as that of a version, is the most frequent mistake beside the slash at the end.
    behind_prefix = [name for name in known if path.endswith(name)]
    near = behind_prefix or get_close_matches(path, known, n=1, cutoff=_SIMILARITY)
    return max(near, key=len, default=None)
