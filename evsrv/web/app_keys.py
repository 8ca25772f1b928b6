"""Where the web's parts find each other: keys of the application and of a request."""

from aiohttp import web

from evsrv.core.timing import RequestTiming
from evsrv.engine.port import Engine
from evsrv.service.service import Service
from evsrv.web.in_flight import InFlightRequests
from evsrv.web.rate_limits import RateLimits

SERVICE = web.AppKey("service", Service)
ENGINE: web.AppKey[Engine] = web.AppKey("engine")
IN_FLIGHT = web.AppKey("traffic", InFlightRequests)
RATE_LIMITS = web.AppKey("rate_limits", RateLimits)
BODY_TIMEOUT = web.AppKey("body_timeout", float)

REQUEST_ID = web.RequestKey("request_id", str)
KEY_ID = web.RequestKey("key_id", str)
TIMING = web.RequestKey("trace", RequestTiming)
RESPONSE = web.RequestKey("response", web.StreamResponse)
"""The response whose head is on its way; there cannot be another one any more."""
ENDED = web.RequestKey("ended", int)
"""The status that tells how a request ended, where that of its response does not."""
