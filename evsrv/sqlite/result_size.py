"""The size of an answer."""

from collections.abc import Iterable

from evsrv.core.errors import Unprocessable
from evsrv.core.limits import MAX_RESULT_CHARACTERS
from evsrv.engine.port import Row


class BoundedRows:
    """Rows whose texts are not too long together."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._size = 0

    def extend(self, rows: Iterable[Row]) -> None:
        """Append rows. Raises `Unprocessable` if their texts are too long together."""
        for row in rows:
            self._size += sum(len(value) for value in row if isinstance(value, str))
            if self._size > MAX_RESULT_CHARACTERS:
                raise Unprocessable(
                    f"the answer is larger than {MAX_RESULT_CHARACTERS} characters;"
                    " select fewer columns, lower the limit, or use the export"
                )
            self.rows.append(row)


def bounded(rows: Iterable[Row]) -> list[Row]:
    """Return rows as a list. Raises `Unprocessable` if their texts are too long together."""
    found = BoundedRows()
    found.extend(rows)
    return found.rows
