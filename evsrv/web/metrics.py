"""`/metrics`, where prometheus-client (the extra `evsrv[metrics]`) is installed."""

from typing import TYPE_CHECKING

from aiohttp import web

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import RequestError

if TYPE_CHECKING:
    from evsrv.web.prometheus import Metrics

_LIBRARY = "prometheus_client"


class NoMetrics(RequestError):
    """This installation measures nothing."""

    code = ErrorCode.NOT_FOUND


def load_metrics() -> "Metrics | None":
    """Make an application's metrics; None where the library is missing."""
    try:
        from evsrv.web.prometheus import Metrics
    except ModuleNotFoundError as error:
        if error.name != _LIBRARY:
            raise
        return None
    return Metrics()


def metrics_route(metrics: "Metrics | None") -> web.RouteDef:
    """Make the route that shows them."""

    async def show(_request: web.Request) -> web.Response:
        if metrics is None:
            raise NoMetrics(
                "metrics need prometheus-client: install evsrv[metrics] and start the server again"
            )
        return web.Response(
            body=metrics.text(),
            headers={"Content-Type": metrics.content_type, "Cache-Control": "no-store"},
        )

    return web.get("/metrics", show)
