"""Errors that an engine raises."""

from evsrv.core.errors import Unprocessable


class StoreError(Exception):
    """The database cannot be used: one sentence for the operator of the server."""


class QueryTimeout(Unprocessable):
    """A query did not finish within its limit, the wait for a connection included."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the query did not finish within its limit of {seconds:g} s and was stopped; "
            "narrow it, for example to a shorter createdAt range"
        )
