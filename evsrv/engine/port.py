"""The port to a database engine: it takes Plans and events and returns rows.

Nothing above an engine sees a connection, a cursor or SQL text.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.event import Event
from evsrv.core.time_range import Dependencies
from evsrv.engine.api_key import ApiKey
from evsrv.engine.append_result import AppendResult
from evsrv.engine.conversation_store import ConversationStore
from evsrv.engine.data_version import DataVersion
from evsrv.engine.discovered import CountedValue, KeySample
from evsrv.engine.feedback_store import FeedbackStore
from evsrv.engine.stats import EngineStats
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference

T = TypeVar("T")

Row = Sequence[Any]
"""The values of a plan's columns, in their order. An engine may append further values."""


@frozen
class Page:
    """The rows of one page of a plan."""

    rows: Sequence[Row]
    total: int
    """How many rows there are on all pages."""


class RowStream(Protocol):
    """All rows of a plan, read in one snapshot. Each step has the query time limit to itself."""

    async def property_keys(self, fields: Sequence[Reference]) -> Mapping[str, Sequence[str]]:
        """Return the keys that whole JSON fields have in the plan's rows, by field name."""

    def batches(self, encode: Callable[[Sequence[Row]], T]) -> AsyncGenerator[T, None]:
        """Yield the rows in batches, at least one, each encoded away from the event loop."""


class Engine(Protocol):
    """A database engine, open for queries and events.

    Every read sees only the rows of its plan's scope. A read that exceeds its time limit raises
    `QueryTimeout`; a cancelled one is interrupted.
    """

    @property
    def conversations(self) -> ConversationStore:
        """Return the conversations of the database."""

    @property
    def feedback(self) -> FeedbackStore:
        """Return the feedback of the database."""

    @property
    def software(self) -> Mapping[str, str]:
        """Return the versions of the software that the engine runs on, by its name."""

    async def page(self, plan: Plan) -> Page:
        """Return one page of a plan's rows."""

    async def rows(self, plan: Plan) -> Sequence[Row]:
        """Return a plan's rows up to its limit, without their total."""

    def stream(self, plan: Plan) -> AbstractAsyncContextManager[RowStream]:
        """Open a stream of a plan's rows; leaving the context releases it."""

    async def property_keys(self, plans: Sequence[Plan], field: str, limit: int) -> Sequence[str]:
        """Return the first keys of a JSON field in the rows of plans, in code point order."""

    async def property_details(self, plans: Sequence[Plan], field: str, limit: int) -> KeySample:
        """Return the same keys, with details from the newest rows of each plan."""

    async def property_values(self, plans: Sequence[Plan], limit: int) -> Sequence[CountedValue]:
        """Return the first values of plans for values with their counts.

        Counts of one value are added. The most frequent come first, equal ones in the order of
        values at a path.
        """

    async def append(self, events: Sequence[Event]) -> list[AppendResult]:
        """Store events, all or none, durably once this returns; results in their order.

        Raises `InsufficientStorage` if the database may not grow.
        """

    async def find_key(self, secret_hash: bytes) -> ApiKey | None:
        """Return the key of a secret's hash; None if it is unknown or revoked."""

    async def has_valid_key(self, now: int) -> bool:
        """Return whether any key is valid at a time in epoch milliseconds."""

    def note_key_use(self, key: ApiKey) -> None:
        """Record the day of a key's use in the background; this never fails."""

    async def data_version(self, dataset: Dataset) -> DataVersion | None:
        """Return the present version of a dataset; None if no answer from it can be cached."""

    async def validate(
        self, version: DataVersion, dependencies: Dependencies
    ) -> DataVersion | None:
        """Return the present version, or None if a change since `version` is among these.

        None also if that cannot be decided quickly.
        """

    async def ping(self, timeout: float) -> None:
        """Run the smallest read there is. Raise if it does not finish in `timeout` seconds."""

    def stats(self) -> EngineStats:
        """Return the engine's load."""
