"""Counters and gauges of an engine, for metrics."""

from attrs import frozen


@frozen
class EngineStats:
    """The load of an open engine; counters start when it is opened."""

    readers: int
    readers_busy: int
    reader_waits: int
    """How many reads found no free connection."""
    reader_wait_seconds: float
    writer_queue: int
    """How many writes wait for their turn."""
    wal_bytes: int
    db_bytes: int
    """Of the pages in use."""
    events_stored: int
    events_duplicate: int
