"""`/metrics`, if prometheus-client (the extra `evsrv[metrics]`) is installed."""

from typing import TYPE_CHECKING

from aiohttp import web

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import RequestError

if TYPE_CHECKING:
    from evsrv.web.prometheus import Metrics

_LIBRARY = "prometheus_client"


class MetricsNotInstalled(RequestError):
    """This installation has no prometheus-client."""

    code = ErrorCode.NOT_FOUND


def load_metrics() -> "Metrics | None":
    """Return the metrics of an application; None if the library is missing."""
    try:
        from evsrv.web.prometheus import Metrics
    except ModuleNotFoundError as error:
        if error.name != _LIBRARY:
            raise
        return None
    return Metrics()


def metrics_route(metrics: "Metrics | None") -> web.RouteDef:
    """Return the route of the metrics."""

    async def get(_request: web.Request) -> web.Response:
        if metrics is None:
            raise MetricsNotInstalled(
                "metrics need prometheus-client: install evsrv[metrics] and start the server again"
            )
        return web.Response(
            body=metrics.render(),
            headers={"Content-Type": metrics.content_type, "Cache-Control": "no-store"},
        )

    return web.get("/metrics", get)
