"""Ingestion: JSON documents are checked and become events; stored events are echoed."""

from evsrv.ingest.batch import Entry, has_event_lines, read_batch, read_lines, read_text
from evsrv.ingest.echo import echo
from evsrv.ingest.reader import EventReader

__all__ = [
    "Entry",
    "EventReader",
    "echo",
    "has_event_lines",
    "read_batch",
    "read_lines",
    "read_text",
]
