"""The state of one request, which its connection, middlewares and handler share."""

from aiohttp import web
from attrs import Factory, define

from evsrv.core.errors import RequestError
from evsrv.core.timing import RequestTiming, start_timing
from evsrv.engine.api_key import ApiKey


@define(eq=False)
class RequestState:
    """One object instead of a request key for each: a missing request key costs an exception."""

    expect: str | None = None
    """The header Expect, which aiohttp does not get to see."""
    refusal: RequestError | None = None
    """The reason for which the HTTP parser refused a request; its path and headers may be
    unknown."""
    request_id: str = ""
    timing: RequestTiming = Factory(start_timing)
    """The timing of the task that makes the state, or of one that it starts."""
    key: ApiKey | None = None
    """The key that the request was authenticated by."""
    open_to_pages: bool = False
    """Whether pages of other origins may read the response although its path is not theirs."""
    response: web.StreamResponse | None = None
    """The response whose head has been sent; another one cannot follow."""
    ended: int | None = None
    """The status for the log of a response that was aborted."""


STATE = web.RequestKey("state", RequestState)
