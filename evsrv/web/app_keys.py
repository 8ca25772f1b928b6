"""Keys under which an application carries shared objects."""

from aiohttp import web

from evsrv.engine.port import Engine
from evsrv.service.service import Service
from evsrv.web.client_address import TrustedProxies
from evsrv.web.in_flight import InFlightRequests
from evsrv.web.rate_limits import RateLimits
from evsrv.web.visitor_ids import VisitorIds

SERVICE = web.AppKey("service", Service)
ENGINE: web.AppKey[Engine] = web.AppKey("engine")
IN_FLIGHT = web.AppKey("in_flight", InFlightRequests)
RATE_LIMITS = web.AppKey("rate_limits", RateLimits)
TRUSTED_PROXIES = web.AppKey("trusted_proxies", TrustedProxies)
VISITOR_IDS: web.AppKey[VisitorIds | None] = web.AppKey("visitor_ids")
"""None: visitors have no ids."""
BODY_TIMEOUT = web.AppKey("body_timeout", float)
DEBUG = web.AppKey("debug", bool)
"""Whether problems may say what failed in a plugin."""
