"""Refusals of a server, as an exception."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A request that the server refused on purpose, with a status from 400 to 499.

    The text of the exception is the problem's `detail`, so that `pytest.raises(match=...)` finds
    it.
    """

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.problem = problem
        """The body of the response."""

    @property
    def status(self) -> int:
        """The HTTP status: 422 for a query that makes no sense."""
        status: int = self.problem["status"]
        return status

    @property
    def pointers(self) -> list[str]:
        """The JSON Pointers to the flaws of the request."""
        return [issue["pointer"] for issue in self.problem.get("errors", ())]
