"""Keys under which an application and a request carry shared objects."""

from aiohttp import web

from evsrv.core.timing import RequestTiming
from evsrv.engine.port import Engine
from evsrv.service.service import Service
from evsrv.web.in_flight import InFlightRequests
from evsrv.web.rate_limits import RateLimits

SERVICE = web.AppKey("service", Service)
ENGINE: web.AppKey[Engine] = web.AppKey("engine")
IN_FLIGHT = web.AppKey("in_flight", InFlightRequests)
RATE_LIMITS = web.AppKey("rate_limits", RateLimits)
BODY_TIMEOUT = web.AppKey("body_timeout", float)
DEBUG = web.AppKey("debug", bool)
"""Whether problems may say what failed in a plugin."""

REQUEST_ID = web.RequestKey("request_id", str)
KEY_ID = web.RequestKey("key_id", str)
KEY_KIND = web.RequestKey("key_kind", str)
TIMING = web.RequestKey("timing", RequestTiming)
RESPONSE = web.RequestKey("response", web.StreamResponse)
"""The response whose head has been sent; another one cannot follow."""
ENDED = web.RequestKey("ended", int)
"""The status for the log of a response that was aborted."""
