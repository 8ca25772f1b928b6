"""How busy the store is and has been."""

from attrs import frozen


@frozen
class Load:
    """A look at an open store; what counts up starts with its opening."""

    readers: int
    readers_busy: int
    reader_waits: int
    """How many reads found no free connection."""
    reader_wait_seconds: float
    writer_queue: int
    """How many writes wait for their turn."""
    wal_bytes: int
    events_stored: int
    events_duplicate: int
