"""Counters and gauges of an engine, for metrics."""

from attrs import frozen


@frozen
class EngineStats:
    """The load of an open engine; counters start when it is opened."""

    readers: int
    readers_busy: int
    streams: int
    """How many exports hold a read connection and its snapshot."""
    reader_waits: int
    """How many reads found no free connection."""
    reader_wait_seconds: float
    writer_queue: int
    """How many writes wait for their turn."""
    wal_bytes: int
    db_bytes: int
    """Of the pages in use."""
    wal_held: bool
    """Whether the log is past its bound and an export or another process holds it."""
    wal_restarts: int
    """How often the bound had the log restarted."""
    wal_pause_seconds: float
    """For how long reads were paused for that."""
    events_stored: int
    events_duplicate: int
