"""Events on their way in: a JSON document, checked, and made into a row."""

from evsrv.ingest.batch import Entry, read_batch, read_lines
from evsrv.ingest.echo import echo
from evsrv.ingest.reader import EventReader

__all__ = ["Entry", "EventReader", "echo", "read_batch", "read_lines"]
