"""Where the web's parts find each other: keys of the application and of a request."""

from aiohttp import web

from evsrv.service import Service

SERVICE = web.AppKey("service", Service)

REQUEST_ID = web.RequestKey("request_id", str)
