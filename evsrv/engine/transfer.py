"""The port for copying a whole database to another one, of any engine."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

from evsrv.engine.transfer_parts import Part, Row


class TransferReader(Protocol):
    """One snapshot of a database: all that is read is of the same moment."""

    async def count(self, part: Part[Any]) -> int:
        """Return the number of rows of a part."""

    def batches(self, part: Part[Row]) -> AsyncIterator[Sequence[Row]]:
        """Yield all rows of a part in batches of at most its size."""

    async def find(self, part: Part[Row], rows: Sequence[Row]) -> Sequence[Row]:
        """Return the stored rows that have the identities of these."""


class TransferWriter(Protocol):
    """A database that rows are copied to."""

    async def put(self, part: Part[Row], rows: Sequence[Row]) -> Sequence[Row]:
        """Store the rows whose identity is not stored yet, durably once this returns.

        Return the stored rows of the other identities, which stay as they are. A batch is one
        transaction. Raises `Unprocessable` if one of the rows cannot be stored.
        """
