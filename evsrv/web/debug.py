"""`evsrv serve --debug`: failures of plugins in problems, for their author alone."""

from ipaddress import ip_address

from aiohttp import web

from evsrv.web.app_keys import DEBUG
from evsrv.web.request_state import STATE

_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "Via")


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches a server that listens on this host."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def may_show_failure(request: web.Request) -> bool:
    """Return whether the problem of a request may say what failed in a plugin.

    Only if it comes from this machine without a proxy, with a key that reads.
    """
    key = request[STATE].key
    return (
        request.app[DEBUG]
        and key is not None
        and key.reads
        and request.remote is not None
        and is_loopback(request.remote)
        and not any(name in request.headers for name in _PROXY_HEADERS)
    )
