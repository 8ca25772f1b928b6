"""The guide at `/docs/guide/`, and the pages of the error codes at `/docs/errors/`."""

import asyncio
from collections.abc import Callable
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.core.error_codes import ErrorCode
from evsrv.web.guide.guide import Guide
from evsrv.web.guide.links import page_path

_GUIDE = "/docs/guide/"
_ERRORS = "/docs/errors/"
