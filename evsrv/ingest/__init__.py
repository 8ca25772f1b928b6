"""Ingestion: JSON documents are checked and become events; stored events are echoed."""

from evsrv.ingest.batch import Entry, read_batch, read_lines
from evsrv.ingest.echo import echo
from evsrv.ingest.reader import EventReader

__all__ = ["Entry", "EventReader", "echo", "read_batch", "read_lines"]
