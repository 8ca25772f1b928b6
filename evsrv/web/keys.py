"""Where the web's parts find each other: keys of the application and of a request."""

from aiohttp import web

from evsrv.service import Service
from evsrv.store import Store
from evsrv.trace import Trace
from evsrv.web.rate_limits import RateLimits
from evsrv.web.traffic import Traffic

SERVICE = web.AppKey("service", Service)
STORE = web.AppKey("store", Store)
TRAFFIC = web.AppKey("traffic", Traffic)
RATE_LIMITS = web.AppKey("rate_limits", RateLimits)
BODY_TIMEOUT = web.AppKey("body_timeout", float)

REQUEST_ID = web.RequestKey("request_id", str)
KEY_ID = web.RequestKey("key_id", str)
TRACE = web.RequestKey("trace", Trace)
RESPONSE = web.RequestKey("response", web.StreamResponse)
"""The response whose head is on its way; there cannot be another one any more."""
ENDED = web.RequestKey("ended", int)
"""The status that tells how a request ended, where that of its response does not."""
