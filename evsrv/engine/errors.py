"""Errors that an engine raises."""

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import RequestError, ServiceUnavailable, Unprocessable


class StoreError(Exception):
    """The database cannot be used: one sentence for the operator of the server."""


class InsufficientStorage(RequestError):
    """The database has reached its maximum size."""

    code = ErrorCode.INSUFFICIENT_STORAGE

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"the database has reached its limit of {max_bytes} bytes (max_db_bytes): events can"
            " be read and deleted, but not stored"
        )


class QueryTimeout(Unprocessable):
    """A query did not finish within its limit, the wait for a reader included."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the query did not finish within its limit of {seconds:g} s and was stopped; "
            "narrow it, for example to a shorter range of time"
        )


class ReadersBusy(ServiceUnavailable):
    """No reader became free within the time that a query may wait for one."""

    def __init__(self, seconds: float, busy: str = "all readers are busy") -> None:
        super().__init__(f"{busy}: none became free within {seconds:g} s; try again later")


class FileMoved(ServiceUnavailable):
    """The path of the database no longer leads to the file that is open."""

    def __init__(self) -> None:
        super().__init__(
            "the database file was moved or replaced while the server runs; events are refused"
            " until the file is back, or the server is started again"
        )
