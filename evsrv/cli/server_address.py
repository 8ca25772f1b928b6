"""The URL under which a browser on this machine reaches a server."""

from evsrv.config import Settings

_ALL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not listened on here


def local_url(settings: Settings) -> str:
    """Return the URL of a server with these settings, whose port is known."""
    host = _ALL_ADDRESSES.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
