"""Events on their way in: a JSON document, checked, and made into a row."""

from evsrv.ingest.echo import echo
from evsrv.ingest.reader import EventReader

__all__ = ["EventReader", "echo"]
