"""Keys under which an application and a request carry shared objects."""

from aiohttp import web

from evsrv.core.errors import RequestError
from evsrv.core.timing import RequestTiming
from evsrv.engine.port import Engine
from evsrv.service.service import Service
from evsrv.web.client_address import TrustedProxies
from evsrv.web.in_flight import InFlightRequests
from evsrv.web.rate_limits import RateLimits
from evsrv.web.send_timeout import SendTimeout

SERVICE = web.AppKey("service", Service)
ENGINE: web.AppKey[Engine] = web.AppKey("engine")
IN_FLIGHT = web.AppKey("in_flight", InFlightRequests)
RATE_LIMITS = web.AppKey("rate_limits", RateLimits)
TRUSTED_PROXIES = web.AppKey("trusted_proxies", TrustedProxies)
SEND_TIMEOUT = web.AppKey("send_timeout", SendTimeout)
BODY_TIMEOUT = web.AppKey("body_timeout", float)
DEBUG = web.AppKey("debug", bool)
"""Whether problems may say what failed in a plugin."""

REQUEST_ID = web.RequestKey("request_id", str)
KEY_ID = web.RequestKey("key_id", str)
KEY_KIND = web.RequestKey("key_kind", str)
TIMING = web.RequestKey("timing", RequestTiming)
EXPECT = web.RequestKey("expect", str)
"""The header Expect, which aiohttp does not get to see."""
REFUSAL = web.RequestKey("refusal", RequestError)
"""The reason for which the HTTP parser refused a request; its path and headers may be unknown."""
OPEN_TO_PAGES = web.RequestKey("open_to_pages", bool)
"""Whether pages of other origins may read the response although its path is not theirs."""
RESPONSE = web.RequestKey("response", web.StreamResponse)
"""The response whose head has been sent; another one cannot follow."""
ENDED = web.RequestKey("ended", int)
"""The status for the log of a response that was aborted."""
