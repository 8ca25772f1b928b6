"""The outcome of storing one event."""

from evsrv.core.event import Event
from evsrv.core.record import record


@record
class AppendResult:
    """An event as it is stored, and whether it was stored before."""

    event: Event
    """For a duplicate: the event that was stored first."""
    duplicate: bool
    """Whether the project already had an event with this id, so that nothing was stored."""
