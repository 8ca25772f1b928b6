"""The size of an answer."""

from collections.abc import Iterable

from evsrv.core.errors import Unprocessable
from evsrv.core.limits import MAX_RESULT_CHARACTERS
from evsrv.engine.port import Row


def bounded(rows: Iterable[Row]) -> list[Row]:
    """Return rows as a list. Raises `Unprocessable` if their texts are too long together."""
    found = []
    size = 0
    for row in rows:
        size += sum(len(value) for value in row if isinstance(value, str))
        if size > MAX_RESULT_CHARACTERS:
            raise Unprocessable(
                f"the answer is larger than {MAX_RESULT_CHARACTERS} characters;"
                " select fewer columns, lower the limit, or use the export"
            )
        found.append(row)
    return found
