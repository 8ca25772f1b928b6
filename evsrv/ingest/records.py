"""Records: the parts of a file of which each becomes an event."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from evsrv.core.errors import RequestError


class Record(NamedTuple):
    """A line of a file, or an element of a JSON document."""

    number: int
    """The number of its first line, or of the element, from 1."""
    size: int
    """About how many bytes it has."""
    content: Mapping[str, Any] | RequestError
    """Its members, or the reason for which it cannot be read."""
    more_lines: int = 0
    """How many further lines it has."""
